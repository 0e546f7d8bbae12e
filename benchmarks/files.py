"""How fast stories are read from each format, and events written."""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from benchmarks.rates import Rate
from benchmarks.texts import write_jsonl
from coder.coding.pipeline import Pipeline
from coder.language.parser import Parser
from coder.lexicon import load_lexicon
from coder.store import Output, Shard
from coder.stories import Story, read_stories

__all__ = ["file_rates"]

EVENTS = 50_000


def file_rates(stories: Sequence[Story], folder: Path) -> list[Rate]:
    """Stories a second that each reader gives, events a second that the store takes; the ratios are to reading JSONL."""
    found = []
    for path in _written(stories, folder):
        seconds = _seconds(lambda path=path: sum(1 for _ in read_stories([path])))  # type: ignore[misc]
        found.append((f"read {''.join(path.suffixes)}", "stories/s", len(stories) / seconds))
    events = [event for coded in Pipeline(load_lexicon(), Parser()).code(stories[:50]) for event in coded.events]
    rows = [replace(events[n % len(events)], event_id=f"{n:032}") for n in range(EVENTS)] if events else []
    with Output(folder / "written").run(dictionaries_digest="", model="", options={}) as run:
        seconds = _seconds(lambda: run.write(Shard("made", 0, str(time.monotonic())), events=rows))
    found.append(("write events", "events/s", len(rows) / seconds))
    return [Rate(name, unit, speed, speed / found[0][2]) for name, unit, speed in found]


def _seconds(work: Callable[[], object]) -> float:
    """The shortest of three times."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(min(times), 1e-9)


def _written(stories: Sequence[Story], folder: Path) -> Iterator[Path]:
    lines = write_jsonl(stories, folder / "stories.jsonl")
    yield lines
    (folder / "stories.jsonl.gz").write_bytes(gzip.compress(lines.read_bytes()))
    yield folder / "stories.jsonl.gz"
    (folder / "stories.jsonl.zst").write_bytes(zstandard.compress(lines.read_bytes()))
    yield folder / "stories.jsonl.zst"
    with (folder / "stories.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "date", "text"), *((s.id, "2024-05-14", s.text) for s in stories)])
    yield folder / "stories.csv"
    table = pa.table(
        {"id": [s.id for s in stories], "date": ["2024-05-14"] * len(stories), "text": [s.text for s in stories]}
    )
    pq.write_table(table, folder / "stories.parquet")
    yield folder / "stories.parquet"
