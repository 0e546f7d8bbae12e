"""What `coder code` and `coder recode` share while they work: the engine, progress, signals, the summary."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from types import FrameType
from typing import TYPE_CHECKING

import click

from coder.cli.terminal import echo
from coder.errors import StoppedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coder.engines import Counts, Engine, Job
    from coder.store import Run

__all__ = [
    "Stop",
    "Where",
    "cores",
    "most_frequent",
    "point_to_rejects",
    "progress",
    "say",
    "stopping",
    "summary",
    "tell",
    "tell_counted",
    "where_options",
]

_SHOWN = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether to stop: calling it tells."""

    signal: int | None = None

    def __call__(self) -> bool:
        """Whether somebody asked to stop."""
        return self.signal is not None

    def check(self) -> None:
        """Raise StoppedError if so."""
        if self.signal is not None:
            raise StoppedError(self.signal)


@contextmanager
def stopping() -> Iterator[Stop]:
    """The first Ctrl-C or SIGTERM asks to stop, the second raises StoppedError wherever the program is."""
    stop = Stop()

    def asked(number: int, _: FrameType | None) -> None:
        stop.check()
        stop.signal = number
        # Not by way of the buffer of stderr, which may be in the midst of a line.
        os.write(2, b"coder: finishing what is begun; once more stops at once\n")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, asked) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Where:
    """Where to code: in `workers` processes (by default one a core, for 0 this one), or on Dask."""

    workers: int | None = None
    dask: bool = False
    scheduler: str | None = None
    cluster: str | None = None

    def __post_init__(self) -> None:
        """Check what goes together; raises UsageError."""
        if not self.dask:
            if self.scheduler or self.cluster:
                raise UsageError(f"--{'scheduler' if self.scheduler else 'cluster'} is of Dask: add --engine dask")
        elif bool(self.scheduler) == bool(self.cluster):
            raise UsageError("--engine dask needs one of --scheduler tcp://HOST:PORT and --cluster local or slurm")
        elif self.scheduler and self.workers is not None:
            raise UsageError("--workers does not go with --scheduler, which has the workers that it has")
        elif self.workers == 0:
            raise UsageError("--workers 0 codes in this process, not on Dask")

    def engine(self, job: Job) -> Engine:
        """The engine for a job; raises UsageError where it needs what is not installed."""
        if self.dask:
            from coder.engines.cluster import Dask

            return Dask(job, scheduler=self.scheduler, cluster=self.cluster, workers=self.workers or cores())
        from coder.engines import Processes, ThisProcess

        return ThisProcess(job) if self.workers == 0 else Processes(job, self.workers or cores())


_WHERE = (
    click.option(
        "--workers",
        type=click.IntRange(min=0),
        show_default="the cores",
        help="Processes that code side by side; 0 codes in this one.",
    ),
    click.option(
        "--engine", type=click.Choice(["processes", "dask"]), help="Code by processes of this machine, or by Dask."
    ),
    click.option("--scheduler", metavar="tcp://HOST:PORT", help="Dask's scheduler, with --engine dask."),
    click.option(
        "--cluster",
        type=click.Choice(["local", "slurm"]),
        help="Start a Dask cluster of so many --workers, here or as jobs of Slurm.",
    ),
)


def where_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options of a command that say where to code; it is given them as `where`."""

    @wraps(command)
    def given(
        workers: int | None, engine: str | None, scheduler: str | None, cluster: str | None, **others: object
    ) -> None:
        dask = engine == "dask" or (engine is None and cluster is not None)
        command(where=Where(workers, dask, scheduler, cluster), **others)

    for option in reversed(_WHERE):
        given = option(given)
    return given


@contextmanager
def progress(
    quiet: bool, size: int | None, a_record: Callable[[], float] = lambda: 1.0
) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal's stderr, nothing elsewhere; is told of records that are begun.

    `size` is that of all the work, if anybody knows it, and `a_record` what one takes of it: by default one of so many records.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Stories a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed / task.fields['a_record']:,.1f}/s" if task.speed else "")

    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.fields[stories]:,} stories"), Rate()]
    if size is not None:
        columns += [BarColumn(), TimeRemainingColumn(), TextColumn("left")]
    console = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, speed_estimate_period=60) as bar:
        task = bar.add_task("", total=size, stories=0, a_record=1.0)
        stories = 0

        def begun(records: int) -> None:
            nonlocal stories
            stories += records
            each = a_record() if size is not None else 1.0
            bar.update(task, completed=stories * each, stories=stories, a_record=each)

        yield begun


def tell(run: Run) -> None:
    """What a run has to say so far."""
    for notice in run.notices:
        say(notice)
    run.notices.clear()


def say(message: str) -> None:
    """A line on stderr."""
    echo(f"coder: {message}", err=True)


def point_to_rejects(output: str | Path) -> None:
    """How to see file and line of what was rejected, which the summary counts by reason."""
    query = "select file, line, reason from rejects"
    click.echo(f'  which they are: coder sql "{query}" -o {output}', err=True)


def summary(total: Counts) -> None:
    """What became of the records."""
    skipped = f", {total.skipped:,} done before" if total.skipped else ""
    duplicate = f", {total.duplicate:,} duplicate" if total.duplicate else ""
    click.echo(
        f"{total.read:,} stories read: {total.coded:,} coded, {total.empty:,} empty, {total.rejected:,} rejected{duplicate}{skipped}; "
        f"{total.events:,} events from {total.parsed:,} of {total.sentences:,} sentences",
        err=True,
    )
    tell_counted("rejected", total.reasons)


def most_frequent(counted: Counter[str]) -> list[tuple[str, int]]:
    """As many of the most frequent as are shown, in an order that is always the same."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]


def tell_counted(what: str, counted: Counter[str]) -> None:
    """How many records or rows were kept or rejected, the most frequent reasons first."""
    for reason, number in most_frequent(counted):
        echo(f"  {what} {number:,}: {reason}", err=True)
    if len(counted) > _SHOWN:
        click.echo(f"  and {len(counted) - _SHOWN:,} more kinds of what was {what}", err=True)
