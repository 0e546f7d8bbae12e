"""What `coder code` and `coder recode` share while they work: the engine, progress, signals, the summary."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from coder.errors import CoderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coder.engines import Counts, Engine, Job

__all__ = [
    "REJECTED",
    "Stop",
    "StoppedError",
    "cores",
    "engine",
    "progress",
    "say",
    "stopping",
    "summary",
    "workers_option",
]

REJECTED = 3
_SHOWN_REASONS = 10
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=0),
    show_default="the cores",
    help="Processes that code side by side; 0 codes in this one.",
)


class StoppedError(CoderError):
    """The user or the system has stopped the run."""

    def __init__(self, number: int) -> None:
        super().__init__("stopped; what is finished is stored, and the same command goes on from there")
        self.exit_status = 128 + number


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


def engine(job: Job, workers: int | None) -> Engine:
    """Where to code: in so many processes (by default one a core), or for 0 in this one."""
    from coder.engines import Processes, ThisProcess

    return ThisProcess(job) if workers == 0 else Processes(job, workers or cores())


@contextmanager
def progress(quiet: bool, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal's stderr, nothing elsewhere; is told of records that are begun, and knows the `total` if anybody does."""
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
            return Text(f"{task.speed:,.1f}/s" if task.speed else "")

    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.completed:,.0f} stories"), Rate()]
    if total is not None:
        columns += [BarColumn(), TimeRemainingColumn(), TextColumn("left")]
    console = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, speed_estimate_period=60) as bar:
        task = bar.add_task("", total=total)
        yield lambda records: bar.advance(task, records)


def say(message: str) -> None:
    """A line on stderr."""
    click.echo(f"coder: {message}", err=True)


def summary(total: Counts) -> None:
    """What became of the records."""
    skipped = f", {total.skipped:,} done before" if total.skipped else ""
    duplicate = f", {total.duplicate:,} duplicate" if total.duplicate else ""
    click.echo(
        f"{total.read:,} stories read: {total.coded:,} coded, {total.empty:,} empty, {total.rejected:,} rejected{duplicate}{skipped}; "
        f"{total.events:,} events from {total.parsed:,} of {total.sentences:,} sentences",
        err=True,
    )
    for reason, number in sorted(total.reasons.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_REASONS]:
        click.echo(f"  rejected {number:,}: {reason}", err=True)
