"""Codes all stories of some inputs in this process, shard by shard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from coder.coding.pipeline import Coded, Pipeline
from coder.events.digest import digest
from coder.events.event import CodedStory, Event
from coder.store.output import Run, Shard
from coder.stories import InputFile, Reject, Story, read_file

__all__ = ["Counts", "code_inputs", "code_to_output"]

SHARD = 1000  # stories; a shard is what a crash costs at most
Item = TypeVar("Item")

BATCH = 100  # stories whose sentences are parsed together


@dataclass(slots=True)
class Counts:
    """What became of the records: `read` is the sum of coded, empty, duplicate and rejected."""

    read: int = 0
    coded: int = 0
    empty: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0
    undated: int = 0
    sentences: int = 0
    parsed: int = 0
    events: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add another count to this one."""
        for name in (
            "read",
            "coded",
            "empty",
            "duplicate",
            "rejected",
            "skipped",
            "undated",
            "sentences",
            "parsed",
            "events",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, number in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + number


@dataclass(frozen=True, slots=True)
class _Batch:
    events: list[Event]
    stories: list[CodedStory]
    rejects: list[Reject]
    counts: Counts


def code_inputs(
    inputs: Sequence[InputFile],
    pipeline: Pipeline,
    *,
    field_map: Mapping[str, str] | None = None,
    default_date: date | None = None,
) -> Iterator[tuple[list[Event], list[Reject], Counts]]:
    """Code everything without storing it; yields the events and rejects of some stories at a time, in the inputs' order."""
    seen: dict[str, dict[str, bytes]] = {}
    for parts in _parts(inputs, field_map or {}, default_date, BATCH):
        for batch in _code(parts, pipeline, seen):
            yield batch.events, batch.rejects, batch.counts


def code_to_output(
    inputs: Sequence[InputFile],
    pipeline: Pipeline,
    run: Run,
    *,
    field_map: Mapping[str, str] | None = None,
    default_date: date | None = None,
) -> Iterator[Counts]:
    """Code everything into a run's shards, leaving out those that it has; yields the counts after each batch of stories."""
    seen: dict[str, dict[str, bytes]] = {}
    last: dict[str, int] = {}
    for parts in _parts(inputs, field_map or {}, default_date, SHARD):
        missing: list[_Part] = []
        for part in parts:
            last[part.file] = part.number
            if run.has(part.shard):
                known = seen.setdefault(part.file, {})
                known.update((r.id, _fingerprint(r)) for r in part.records if isinstance(r, Story))
                yield Counts(read=len(part.records), skipped=len(part.records))
            else:
                missing.append(part)
        for part, batch in zip(missing, _code(missing, pipeline, seen), strict=True):
            run.write(part.shard, events=batch.events, stories=batch.stories, rejects=batch.rejects)
            yield batch.counts
    for file, number in last.items():
        run.trim(file, number + 1)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some records of one file in their order: what becomes one shard."""

    file: str
    number: int
    records: list[Story | Reject]

    @property
    def shard(self) -> Shard:
        return Shard(self.file, self.number, digest(self.number, [_content(record) for record in self.records]))


def _parts(
    inputs: Sequence[InputFile], field_map: Mapping[str, str], default_date: date | None, size: int
) -> Iterator[list[_Part]]:
    """The inputs in parts; those of small files, such as texts of one story each, come many at a time, to be parsed together."""
    waiting: list[_Part] = []
    for file in inputs:
        records = read_file(file, field_map=field_map, default_date=default_date)
        for number, chunk in enumerate(_chunks(records, size)):
            waiting.append(_Part(file.name, number, chunk))
            if sum(len(part.records) for part in waiting) >= BATCH:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def _chunks(records: Iterable[Item], size: int) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _code(parts: Sequence[_Part], pipeline: Pipeline, seen: dict[str, dict[str, bytes]]) -> list[_Batch]:
    """Code some parts together; `seen` holds the ids and texts of each file so far."""
    batches = [_Batch([], [], [], Counts(read=len(part.records))) for part in parts]
    ready: list[tuple[Story, _Batch, str]] = []
    for part, batch in zip(parts, batches, strict=True):
        for record in part.records:
            if isinstance(record, Reject):
                batch.rejects.append(record)
                continue
            fingerprint = _fingerprint(record)
            before = seen.setdefault(part.file, {}).setdefault(record.id, fingerprint)
            if before is fingerprint:
                ready.append((record, batch, part.file))
            elif before == fingerprint:
                batch.counts.duplicate += 1
                batch.stories.append(_row(Coded(record, [], 0, 0), "duplicate", part.file))
            else:
                reason = f"another story has the id `{record.id}` and a different text; give each its own id"
                batch.rejects.append(Reject(part.file, 0, reason, record.text[:200]))
    for small in _chunks(ready, BATCH):
        for coded, (story, batch, file) in zip(pipeline.code([story for story, _, _ in small]), small, strict=True):
            status = "coded" if coded.sentences else "empty"
            batch.stories.append(_row(coded, status, file))
            batch.events.extend(coded.events)
            batch.counts.coded += status == "coded"
            batch.counts.empty += status == "empty"
            batch.counts.undated += story.date is None
            batch.counts.sentences += coded.sentences
            batch.counts.parsed += coded.parsed
    for batch in batches:
        batch.counts.rejected = len(batch.rejects)
        batch.counts.events = len(batch.events)
        for reject in batch.rejects:
            batch.counts.reasons[reject.reason] = batch.counts.reasons.get(reject.reason, 0) + 1
    return batches


def _row(coded: Coded, status: str, label: str) -> CodedStory:
    story = coded.story
    return CodedStory(
        story_id=story.id,
        story_date=story.date,
        publisher=story.publisher or None,
        url=story.url or None,
        title=story.title or None,
        status=status,
        sentences=coded.sentences,
        screened_sentences=coded.parsed,
        events=len(coded.events),
        file=label,
    )


def _fingerprint(story: Story) -> bytes:
    return blake2b(story.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _content(record: Story | Reject) -> str:
    if isinstance(record, Reject):
        return digest(record.file, record.line, record.reason, record.raw)
    day = record.date.isoformat() if record.date else ""
    marks = [(mark.start, mark.end, mark.code) for mark in record.mentions]
    return digest(record.id, day, record.title, record.publisher, record.url, record.dateline_place, record.text, marks)
