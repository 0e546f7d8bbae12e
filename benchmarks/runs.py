"""Whole runs of the command line as processes of their own: workers, growth, memory, time to start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rates import Rate
from benchmarks.texts import write_jsonl
from coder.lexicon.names import name_words
from coder.query import connect
from coder.stories import Story

__all__ = ["RunTime", "growth", "recodes", "starts", "workers"]


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
    return [_compared(run, found[0].seconds / run.seconds) for run in found]


def recodes(stories: Sequence[Story], folder: Path) -> list[Rate]:
    """Sentences a second of processor time, without the start, when kept parses are coded again; the ratio is to coding all of them.

    The changed dictionaries name words that are new: enough of the rarest ones to be in two of a hundred stories.
    """
    own = folder / "own" / "actors"
    own.mkdir(parents=True)
    counts = Counter(word for story in stories for word in set(name_words(story.text)))
    rarest = sorted(counts, key=lambda word: (counts[word], word))[: len(stories) // 50]
    rows = [f"{word},FRA,,," for word in rarest if counts[word] == 1]
    (own / "own.csv").write_text("\n".join(["name,code,from,to,note", *rows, ""]))
    contenders: dict[str, list[object]] = {
        "recode all": ["--all"],
        "recode, names of 2 % new": ["--dictionaries", folder / "own"],
        "recode, nothing new": [],
    }
    sentences = 0
    seconds = dict.fromkeys(contenders, 0.0)
    for size in (1, len(stories)):
        write_jsonl(stories[:size], folder / "stories.jsonl")
        _coded(folder, "", 2, "--no-screen")
        with connect(folder / "out") as connection:
            sentences = connection.execute("select sum(sentences) from stories").fetchall()[0][0] - sentences
        for name, options in contenders.items():
            into = folder / "recoded"
            shutil.rmtree(into, ignore_errors=True)
            run = _timed(name, "recode", folder / "out", "-o", into, "-q", "--workers", 1, *options)
            seconds[name] = run.processor - seconds[name]
    return [
        Rate(name, "sentences/s", sentences / spent, seconds["recode all"] / spent) for name, spent in seconds.items()
    ]


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
