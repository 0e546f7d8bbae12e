"""Codes stories into an output, or kept parses again: gives tasks to an engine and stores what comes back, in order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter
from typing import TypeVar

from coder import __version__
from coder.engines.counts import REJECTED_BEFORE, Counts
from coder.engines.processes import Engine
from coder.engines.tasks import BATCH, SHARD, Before, KeptPart, Task, read_tasks
from coder.engines.worker import CodedPart, Worker
from coder.events.digest import digest
from coder.events.schema import SCHEMA_VERSION
from coder.lexicon.changes import Changes, changes
from coder.store import PARSES, Home, Manifest, Run, Shard, ShardRecord, read_fingerprints, shard_key
from coder.stories import InputFile, Position

__all__ = ["code_inputs", "code_to_output", "kept_parts", "recode_to_output", "with_rows_before"]

Item = TypeVar("Item")
Begun = Callable[[int], None]
"""Is told how many records are coded next, or need not be."""


def code_inputs(
    inputs: Sequence[InputFile],
    worker: Worker,
    *,
    field_map: Mapping[str, str] | None = None,
    default_date: date | None = None,
) -> Iterator[CodedPart]:
    """Code everything in this process without storing it; yields some records' rows at a time, in the inputs' order."""
    for task in read_tasks(inputs, field_map, default_date, BATCH):
        yield from worker.code(task)


def code_to_output(
    inputs: Sequence[InputFile],
    engine: Engine,
    run: Run,
    *,
    field_map: Mapping[str, str] | None = None,
    default_date: date | None = None,
    keep_parses: bool = False,
    size: int = SHARD,
    stop: Callable[[], bool] = lambda: False,
    begun: Begun = lambda _: None,
    position: Position | None = None,
) -> Iterator[Counts]:
    """Code everything into a run's shards of `size` records, leaving out those that it has; yields the counts of each shard.

    Of a run that is shared only its share is done; content that comes again in another file belongs to the share that has it first.
    Once `stop` says so no more is begun, and what is in work is finished. `begun` and `position` are told of records that are done
    before, too; of those of other shares neither is.
    """
    skipped = Counts()
    ends = {file.name: 0 for file in inputs}
    seen: set[str] = set()

    def missing() -> Iterator[Task]:
        tasks = _until(stop, _timed(read_tasks(inputs, field_map, default_date, size, position), skipped))
        for number, task in enumerate(tasks):
            parts = []
            for part in task.parts:
                ends[part.shard.file] = part.shard.part + 1
                again = part.shard.digest in seen
                seen.add(part.shard.digest)
                if not run.share.takes(number):
                    continue
                records = len(part.records())
                if position is not None:
                    position.records += records
                if again:
                    skipped.add(Counts(read=records, skipped=records))
                elif stored := run.stored(part.shard, parses=keep_parses):
                    skipped.add(_done_before(stored, records))
                else:
                    parts.append(part)
                    continue
                begun(records)
            if parts:
                yield replace(task, parts=parts)

    yield from _store(engine, run, missing(), skipped, begun)
    if not stop() and run.share.number == 1:
        for file, end in ends.items():
            run.trim(file, end)


def recode_to_output(
    parts: Sequence[KeptPart],
    engine: Engine,
    run: Run,
    *,
    in_place: bool,
    stop: Callable[[], bool] = lambda: False,
    begun: Begun = lambda _: None,
) -> Iterator[Counts]:
    """Code kept parses into a run's shards, leaving out those that it has; yields the counts of each shard.

    `in_place` the shards are those of the output that keeps the parses, and go on naming them.
    """
    skipped = Counts()

    def missing() -> Iterator[Task]:
        for part in _until(stop, parts):
            if stored := run.stored(part.shard) or run.stored(replace(part.shard, complete=False)):
                skipped.add(_done_before(stored, part.stored))
                begun(part.stored)
            else:
                yield Task([part])

    yield from _store(engine, run, missing(), skipped, begun, in_place=in_place)


def kept_parts(home: Home, manifest: Manifest) -> dict[str, list[KeptPart]]:
    """The kept parses of an output, by the id of a run that coded with the same model and options."""
    alike: dict[str, str] = {}
    found: dict[str, list[KeptPart]] = {}
    for key, record in manifest.parses.items():
        run = manifest.runs[record.run_id]
        like = alike.setdefault(digest(run.model, dict(run.options)), run.run_id)
        path = home.address(f"{PARSES}/{key}.parquet")
        records = record.rows.get("stories", 0) + record.rows.get("rejects", 0)
        found.setdefault(like, []).append(KeptPart(Shard(record.file, record.part, record.input), key, path, records))
    return found


def with_rows_before(
    parts: Sequence[KeptPart], home: Home, manifest: Manifest, fingerprints: Mapping[str, str]
) -> list[KeptPart]:
    """The parts with what of their rows in this output can be carried over to dictionaries with these fingerprints.

    Nothing can where rows were coded by another version, or the dictionaries differ in what counts for every text.
    """
    known: dict[str, Changes | None] = {}

    def changed(dictionaries: str) -> Changes | None:
        if dictionaries not in known:
            before = read_fingerprints(home, dictionaries)
            known[dictionaries] = changes(before, fingerprints) if before else None
        return known[dictionaries]

    found = []
    for part in parts:
        record = manifest.parses[part.key]
        run = manifest.runs[record.run_id]
        stored = manifest.shards.get(shard_key(run.run_id, part.shard))  # not one that lacks sentences
        if (
            stored
            and (stored.version, run.schema) == (__version__, SCHEMA_VERSION)
            and (differing := changed(run.dictionaries)) is not None
        ):
            files = {table: home.address(path) for table, path in stored.paths().items()}
            part = replace(part, before=Before(files, stored.rows.get("rejects", 0), differing))
        found.append(part)
    return found


def _store(
    engine: Engine, run: Run, tasks: Iterable[Task], skipped: Counts, begun: Begun, *, in_place: bool = False
) -> Iterator[Counts]:
    given: deque[Task] = deque()

    def noted() -> Iterator[Task]:
        for task in tasks:
            given.append(task)
            yield task

    total = Counts()
    for results in engine.map(noted(), run.record, begun):
        for part, result in zip(given.popleft().parts, results, strict=True):
            start = perf_counter()
            shard = replace(part.shard, complete=not result.counts.unparsed)
            run.store(shard, result.shard, parses=part.key if in_place and isinstance(part, KeptPart) else None)
            result.counts.spend("write", perf_counter() - start)
            total.add(result.counts)
            begun(result.counts.untouched)
            yield result.counts
    total.add(skipped)
    run.seconds.update(total.seconds)
    yield skipped


def _done_before(stored: ShardRecord, records: int) -> Counts:
    """The counts of a stored shard: what was rejected stays so."""
    rejected = stored.rows.get("rejects", 0)
    reasons = Counter({REJECTED_BEFORE: rejected} if rejected else {})
    return Counts(read=records, rejected=rejected, skipped=records - rejected, reasons=reasons)


def _until(stop: Callable[[], bool], items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if stop():
            return
        yield item


def _timed(items: Iterable[Item], counts: Counts) -> Iterator[Item]:
    """The items; the time that they take to come counts as read."""
    start = perf_counter()
    for item in items:
        counts.spend("read", perf_counter() - start)
        yield item
        start = perf_counter()
