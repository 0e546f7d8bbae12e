"""Codes all stories of some inputs in this process, shard by shard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import groupby
from pathlib import PurePosixPath

from coder.coding.pipeline import Coded, Pipeline
from coder.events.digest import digest
from coder.events.event import CodedStory, Event
from coder.store.output import Run, Shard
from coder.stories import InputFile, Reject, Story, read_file

__all__ = ["Counts", "code_inputs", "code_to_output"]

SHARD = 1000  # stories; a shard is what a crash costs at most
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
    for _, records in _sources(inputs, field_map or {}, default_date):
        seen: dict[str, bytes] = {}
        for chunk in _chunks(records, BATCH):
            batch = _code(chunk, pipeline, seen, "")
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
    for label, records in _sources(inputs, field_map or {}, default_date):
        seen: dict[str, bytes] = {}
        part = -1
        for part, chunk in enumerate(_chunks(records, SHARD)):
            shard = Shard(label, part, digest(label, part, [_content(record) for record in chunk]))
            if run.has(shard):
                for story in chunk:
                    if isinstance(story, Story):
                        seen[story.id] = _fingerprint(story)
                yield Counts(read=len(chunk), skipped=len(chunk))
                continue
            whole = _Batch([], [], [], Counts())
            for small in _chunks(iter(chunk), BATCH):
                batch = _code(small, pipeline, seen, label)
                whole.events.extend(batch.events)
                whole.stories.extend(batch.stories)
                whole.rejects.extend(batch.rejects)
                yield batch.counts
            run.write(shard, events=whole.events, stories=whole.stories, rejects=whole.rejects)
        run.trim(label, part + 1)


def _sources(
    inputs: Sequence[InputFile], field_map: Mapping[str, str], default_date: date | None
) -> Iterator[tuple[str, Iterator[Story | Reject]]]:
    """The inputs with a label each; texts of one folder, one story a file, count as one input."""

    def label(file: InputFile) -> str:
        return PurePosixPath(file.name).parent.as_posix() + "/*" if file.format == "text" else file.name

    for name, files in groupby(inputs, label):
        records = (
            record for file in files for record in read_file(file, field_map=field_map, default_date=default_date)
        )
        yield name, records


def _chunks(records: Iterable[Story | Reject], size: int) -> Iterator[list[Story | Reject]]:
    chunk: list[Story | Reject] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _code(records: Sequence[Story | Reject], pipeline: Pipeline, seen: dict[str, bytes], label: str) -> _Batch:
    counts = Counts(read=len(records))
    rejects: list[Reject] = []
    ready: list[Story] = []
    stories: list[CodedStory] = []
    for record in records:
        if isinstance(record, Reject):
            rejects.append(record)
            continue
        fingerprint = _fingerprint(record)
        before = seen.setdefault(record.id, fingerprint)
        if before is fingerprint:
            ready.append(record)
        elif before == fingerprint:
            counts.duplicate += 1
            stories.append(_row(Coded(record, [], 0, 0), "duplicate", label))
        else:
            rejects.append(
                Reject(
                    label,
                    0,
                    f"another story has the id `{record.id}` and a different text; give each its own id",
                    record.text[:200],
                )
            )
    events: list[Event] = []
    for coded in pipeline.code(ready):
        status = "coded" if coded.sentences else "empty"
        stories.append(_row(coded, status, label))
        events += coded.events
        counts.coded += status == "coded"
        counts.empty += status == "empty"
        counts.undated += coded.story.date is None
        counts.sentences += coded.sentences
        counts.parsed += coded.parsed
    counts.rejected = len(rejects)
    counts.events = len(events)
    for reject in rejects:
        counts.reasons[reject.reason] = counts.reasons.get(reject.reason, 0) + 1
    return _Batch(events, stories, rejects, counts)


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
