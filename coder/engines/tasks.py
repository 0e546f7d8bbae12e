"""The pieces of work of a run: parts of the input, each of which becomes a shard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import count, islice
from types import MappingProxyType
from typing import TypeVar

from coder.coding.touched import Touched
from coder.events.digest import digest
from coder.lexicon.changes import Changes
from coder.store import Earlier, Kept, Shard, outline, read_parses
from coder.stories import InputFile, Position, Reject, Story, read_file
from coder.stories.story import Duplicate

__all__ = ["BATCH", "SHARD", "Before", "KeptPart", "Part", "ReadPart", "Record", "Task", "batches", "read_tasks"]

SHARD = 1000  # records; a shard is what a crash costs at most
BATCH = 100  # stories whose sentences are parsed together
_ALIKE = 8  # parts of a file that have one size

_STDIN = "stdin"

Record = Story | Kept
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Records of one file in their order, with the shard that they become."""

    shard: Shard
    content: Sequence[Story | Duplicate | Reject]

    @property
    def file(self) -> str:
        """The input that the records came from."""
        return _file(self.shard)

    def earlier(self) -> None:
        """There are no rows that could be carried over."""

    def records(self, earlier: Earlier | None = None) -> Sequence[Record]:
        """The records to code."""
        return self.content


@dataclass(frozen=True, slots=True)
class Before:
    """What dictionaries with other entries made of the same parses: the file of each table that has rows, how many rejects."""

    files: Mapping[str, str]
    rejects: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class KeptPart:
    """Kept parses of `stored` records, with the shard that these became, and what of an earlier coding can be carried over."""

    shard: Shard
    key: str
    path: str
    stored: int
    before: Before | None = None

    @property
    def file(self) -> str:
        """The input that the parses came from."""
        return _file(self.shard)

    def earlier(self) -> Earlier | None:
        """The rows that can be carried over, but for those of touched records; raises CoderError where the parses cannot be read."""
        if self.before is None:
            return None
        found = outline(self.path, Touched(self.before.changes).touches)
        # A story that was not rejected before it was parsed, but when it was coded again, has no row of its own.
        return Earlier(self.before.files, found) if found.kinds.count("reject") == self.before.rejects else None

    def records(self, earlier: Earlier | None = None) -> Sequence[Record]:
        """The records to code again, all or the touched ones; raises CoderError where they cannot be read."""
        return list(read_parses(self.path, self.file, earlier.outline.touched if earlier else None))


Part = ReadPart | KeptPart


@dataclass(frozen=True, slots=True)
class Task:
    """Some parts that are coded together.

    Records are numbered through all parts. Those `rejected`, with the reason, are not coded; with `only`, nothing but that record
    is coded, to see whether it can be. `failures` counts the workers that were lost at it.
    """

    parts: Sequence[Part]
    rejected: Mapping[int, str] = field(default_factory=dict)
    only: int | None = None
    failures: int = 0


def read_tasks(
    inputs: Sequence[InputFile],
    field_map: Mapping[str, str] | None,
    default_date: date | None,
    size: int = SHARD,
    position: Position | None = None,
) -> Iterator[Task]:
    """The inputs in parts of at most `size` records; small files, such as texts of one story each, come many at a time.

    The first parts of a file are smaller, so that a file of some hundred stories keeps all workers busy, too.
    """
    waiting: list[Part] = []
    records = 0
    for file in inputs:
        seen: dict[bytes, bytes] = {}
        content = read_file(
            file, field_map=field_map or MappingProxyType({}), default_date=default_date, position=position
        )
        for number, batch in enumerate(batches(content, (min(size, BATCH * (1 + n // _ALIKE)) for n in count()))):
            once = [_once(record, file.name, seen) for record in batch]
            waiting.append(ReadPart(_shard(file.name, number, once), once))
            records += len(batch)
            if records >= min(BATCH, size):
                yield Task(waiting)
                waiting, records = [], 0
    if waiting:
        yield Task(waiting)


def batches(items: Iterable[Item], sizes: Iterable[int]) -> Iterator[list[Item]]:
    """The items in lists of these sizes; the last may be shorter."""
    iterator = iter(items)
    for size in sizes:
        if not (batch := list(islice(iterator, size))):
            return
        yield batch


def _once(record: Story | Reject, file: str, seen: dict[bytes, bytes]) -> Story | Duplicate | Reject:
    """The record, unless `seen` knows its id from earlier in the file.

    `seen` holds 8 bytes of digest of each id and of its text, some 160 bytes of memory a story. Of 20 million stories with
    different ids, one is taken for a repeat with a chance of 1 in 90,000.
    """
    if isinstance(record, Reject):
        return record
    text = _short(record.text)
    before = seen.setdefault(_short(record.id), text)
    if before is text:
        return record
    if before == text:
        return Duplicate(record)
    reason = f"another story has the id `{record.id}` and a different text; give each its own id"
    return Reject(file, record.line, reason, record.text[:200])


def _short(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _shard(file: str, number: int, records: Sequence[Story | Duplicate | Reject]) -> Shard:
    """The shard of some records; what comes through a pipe has no lasting name but its content."""
    content = digest(number, [_content(record) for record in records])
    return Shard(f"{_STDIN} {content}" if file == _STDIN else file, number, content)


def _file(shard: Shard) -> str:
    return _STDIN if shard.file.startswith(f"{_STDIN} ") else shard.file


def _content(record: Story | Duplicate | Reject) -> str:
    """Names all that a record's rows depend on."""
    if isinstance(record, Reject):
        return digest(record.file, record.line, record.reason, record.raw)
    story = record.story if isinstance(record, Duplicate) else record
    return digest(
        type(record).__name__,
        story.id,
        story.date.isoformat() if story.date else "",
        story.title,
        story.publisher,
        story.url,
        story.dateline_place,
        story.text,
        [astuple(mark) for mark in story.mentions],
        [astuple(sentence) for sentence in story.parsed],
    )
