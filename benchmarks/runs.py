"""Whole runs of the command line as processes of their own: workers, growth, memory, time to start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.texts import write_jsonl
from coder.stories import Story

__all__ = ["RunTime", "growth", "starts", "workers"]


@dataclass(frozen=True, slots=True)
class RunTime:
    """A run: its seconds by the clock and of the processors, the most memory (MB) of one of its processes, and a ratio."""

    name: str
    seconds: float
    processor: float
    megabytes: float
    ratio: float


def workers(stories: Sequence[Story], folder: Path) -> list[RunTime]:
    """The same stories with one worker and with two, also by Dask; the ratio is how many times as fast as one."""
    write_jsonl(stories, folder / "stories.jsonl")
    found = [_coded(folder, f"{count} workers", count) for count in (1, 2)]
    found += [_coded(folder, "Dask local, 2 workers", 2, "--engine", "dask", "--cluster", "local")]
    found += [_timed("recode, 1 worker", "recode", folder / "out", "-o", folder / "recoded", "-q", "--workers", 1)]
    return [_compared(run, found[0].seconds / run.seconds) for run in found]


def growth(make: Sequence[Story], sizes: Sequence[int], folder: Path) -> list[RunTime]:
    """One worker on more and more stories; the ratio is the time that a story takes, but for the start, to that of the first size."""
    found = []
    for size in (1, *sizes):
        write_jsonl(make[:size], folder / "stories.jsonl")
        found.append(_coded(folder, f"{size:,} stories", 1))
    start = found[0].processor
    a_story = [(run.processor - start) / size for run, size in zip(found[1:], sizes, strict=True)]
    return [_compared(run, each / a_story[0]) for run, each in zip(found[1:], a_story, strict=True)]


def starts(folder: Path) -> list[RunTime]:
    """What it takes to begin: the help, a query, one sentence; the ratio is to a bare Python."""
    found = [
        _timed("python", program=["-c", "pass"]),
        _timed("coder --help", "--help"),
        _timed("coder sql", "sql", "select count(*) from events", "-o", folder / "out"),
        _timed("load the dictionaries", program=["-c", "from coder.lexicon import load_lexicon; load_lexicon()"]),
        _timed("load the model", program=["-c", "from coder.language.parser import Parser; Parser()"]),
        _timed("coder explain", "explain", "Chad praised Libya."),
    ]
    return [_compared(run, run.seconds / found[0].seconds) for run in found]


def _coded(folder: Path, name: str, count: int, *where: str) -> RunTime:
    shutil.rmtree(folder / "out", ignore_errors=True)
    stories, out = folder / "stories.jsonl", folder / "out"
    return _timed(name, "code", stories, "-o", out, "-q", "--keep-parses", "--workers", count, *where)


def _timed(name: str, *arguments: object, program: Sequence[str] = ("-m", "coder.cli")) -> RunTime:
    command = [sys.executable, *program, *map(str, arguments)]
    timed = [sys.executable, str(Path(__file__).with_name("timed.py")), *command]
    done = subprocess.run(timed, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}")
    seconds, processor, kilobytes = json.loads(done.stdout)
    return RunTime(name, seconds, processor, kilobytes / 1024, 1.0)


def _compared(run: RunTime, ratio: float) -> RunTime:
    return RunTime(run.name, run.seconds, run.processor, run.megabytes, ratio)
