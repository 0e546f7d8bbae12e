"""Runs tasks in worker processes of this machine; a worker that dies or hangs costs the story that did it, and nothing else."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from coder.blas import prepare_blas
from coder.engines.tasks import Task
from coder.engines.worker import Job, Result
from coder.errors import CoderError
from coder.store import RunRecord

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Engine", "Processes", "ThisProcess", "collect_seldom"]

START_SECONDS = 300.0  # that a worker may take to load dictionaries and model
SECONDS = 120.0  # that it may take for a batch of stories, and more for more text:
CHARACTERS_A_SECOND = 1000.0  # a tenth of what a slow machine codes
AHEAD = 4  # tasks a worker that may be done before their turn to be written
MAX_FAILURES = 2  # of a task without any story that fails alone


class Lost(Exception):  # noqa: N818
    """A worker died or hung; `records` are the numbers of those that it was coding, if any."""

    def __init__(self, reason: str, records: range) -> None:
        super().__init__(reason)
        self.records = records


class Ready(NamedTuple):
    """A worker has loaded what it needs."""

    dictionaries: str
    model: str


class Batch(NamedTuple):
    """The records that a worker codes next."""

    records: range
    characters: int


class Failed(NamedTuple):
    """A worker met an error that ends the run."""

    message: str
    exit_status: int


Message = Ready | Batch | Failed | list[Result]


def _serve(job: Job, pipe: Connection) -> None:
    """What a worker process does: load, then answer tasks until the pipe is closed."""
    # Who stops the run stops all processes of the terminal; it is for the parent to let the workers finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        try:
            worker = job.open()
            collect_seldom()
            pipe.send(Ready(worker.dictionaries, worker.model))
            while True:
                task, run = pipe.recv()
                pipe.send(worker.run(task, run, lambda records, characters: pipe.send(Batch(records, characters))))
        except CoderError as error:
            pipe.send(Failed(str(error), error.exit_status))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent is gone


def collect_seldom() -> None:
    """Keep the garbage collector off what this process has loaded, which stays; of what is coded little is left to it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


class _Worker:
    """The parent's end of a worker process."""

    def __init__(self, job: Job, seconds: float) -> None:
        context = get_context("spawn")
        prepare_blas()  # before the child loads numpy
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(job, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._seconds = seconds
        self.ready = False
        self._waiting: tuple[Task, RunRecord] | None = None
        self._records = range(0)
        self._deadline = monotonic() + START_SECONDS

    def send(self, task: Task, run: RunRecord) -> None:
        """Give it a task, now or, where it has yet to load, once `receive` has met its Ready: until then it would not read."""
        if not self.ready:
            self._waiting = task, run
            return
        self._records = range(0)
        self._deadline = monotonic() + self._seconds
        try:
            self.pipe.send((task, run))
        except OSError:
            pass  # it is dead, as `receive` will tell

    def receive(self) -> Message | None:
        """Its next message, if there is any yet; raises Lost where it died or is overdue, CoderError where it met one."""
        try:
            if not self.pipe.poll():
                if monotonic() > self._deadline:
                    raise Lost("a worker process hung", self._records)
                return None
            message = cast("Message", self.pipe.recv())
        except (EOFError, OSError) as error:
            self._process.join()
            code = self._process.exitcode or 0
            how = f"signal {-code}" if code < 0 else f"exit status {code}"
            raise Lost(f"a worker process died ({how})", self._records) from error
        if isinstance(message, Failed):
            failure = CoderError(message.message)
            failure.exit_status = message.exit_status
            raise failure
        if isinstance(message, Ready):
            self.ready = True
            if self._waiting:
                self.send(*self._waiting)
                self._waiting = None
        if isinstance(message, Batch):
            self._records = message.records
            self._deadline = monotonic() + self._seconds + message.characters / CHARACTERS_A_SECOND
        return message

    @property
    def seconds_left(self) -> float:
        """Until it is overdue."""
        return max(0.0, self._deadline - monotonic())

    def stop(self) -> None:
        """End the process at once."""
        self.pipe.close()
        self._process.kill()
        self._process.join()


class Engine(Protocol):
    """Runs tasks somewhere; `dictionaries` and `model` name what they are coded with. Entering it loads both."""

    @property
    def dictionaries(self) -> str: ...  # noqa: D102

    @property
    def model(self) -> str: ...  # noqa: D102

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def map(self, tasks: Iterable[Task], run: RunRecord, begun: Callable[[int], None]) -> Iterator[list[Result]]:
        """The results of the tasks in their order; `begun` is told how many records are coded next."""
        ...


class ThisProcess:
    """Runs tasks in this process, one after the other."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> Self:
        self._worker = self._job.open()
        self.dictionaries, self.model = self._worker.dictionaries, self._worker.model
        return self

    def __exit__(self, *_: object) -> None:
        del self._worker

    def map(self, tasks: Iterable[Task], run: RunRecord, begun: Callable[[int], None]) -> Iterator[list[Result]]:
        """The results of the tasks in their order."""
        return (self._worker.run(task, run, lambda records, _: begun(len(records))) for task in tasks)


class Processes:
    """Runs tasks in up to `number` processes, which are started as they are needed.

    `seconds` is what one may take for a batch of stories, besides more for more text. A story that kills or hangs its worker is
    tried once more alone; if it does so again it is rejected.
    """

    def __init__(self, job: Job, number: int, *, seconds: float = SECONDS) -> None:
        self._job = job
        self._number = number
        self._seconds = seconds
        self._idle: list[_Worker] = []
        self._all: list[_Worker] = []
        self._told = Ready("", "")

    @property
    def dictionaries(self) -> str:
        """Digest of the dictionaries."""
        return self._told.dictionaries

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return self._told.model

    def __enter__(self) -> Self:
        try:
            first = self._start()
            while not isinstance(message := self._receive(first), Ready):
                first.pipe.poll(first.seconds_left)
            self._told = message
            self._idle.append(first)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        while self._all:
            self._all.pop().stop()

    def map(self, tasks: Iterable[Task], run: RunRecord, begun: Callable[[int], None]) -> Iterator[list[Result]]:
        """The results of the tasks in their order; raises CoderError where workers cannot start, or do not agree."""
        waiting = enumerate(tasks)
        busy: dict[_Worker, tuple[int, Task]] = {}
        done: dict[int, list[Result]] = {}
        taken = given = 0
        more = True
        while True:
            while more and len(busy) < self._number and taken - given < AHEAD * self._number:
                number, task = next(waiting, (-1, Task([])))
                if more := number >= 0:
                    taken = number + 1
                    busy[self._send(task, run)] = number, task
            while given in done:
                yield done.pop(given)
                given += 1
            if not (busy or more):
                return
            wait([worker.pipe for worker in busy], min((worker.seconds_left for worker in busy), default=0))
            for worker in list(busy):
                number, task = busy[worker]
                try:
                    message = self._receive(worker)
                except Lost as lost:
                    del busy[worker]
                    task = self._without_poison(task, run, lost)
                    busy[self._send(task, run)] = number, task
                    continue
                if isinstance(message, Batch):
                    begun(len(message.records))
                elif isinstance(message, list):
                    done[number] = message
                    del busy[worker]
                    self._idle.append(worker)

    def _start(self) -> _Worker:
        worker = _Worker(self._job, self._seconds)
        self._all.append(worker)
        return worker

    def _send(self, task: Task, run: RunRecord) -> _Worker:
        worker = self._idle.pop() if self._idle else self._start()
        worker.send(task, run)
        return worker

    def _receive(self, worker: _Worker) -> Message | None:
        """A worker's next message; raises Lost for one that has ended, CoderError where it could not even begin."""
        try:
            message = worker.receive()
        except Lost as lost:
            worker.stop()
            self._all.remove(worker)
            if not worker.ready:
                raise CoderError(
                    f"{lost} while it loaded dictionaries and model; is there memory for {self._number} workers (--workers)?"
                ) from lost
            raise
        if isinstance(message, Ready) and self._told.dictionaries and message != self._told:
            raise CoderError("the dictionaries or the model changed while this run used them; start it again")
        return message

    def _without_poison(self, task: Task, run: RunRecord, lost: Lost) -> Task:
        """The task without those of the lost worker's records that end a worker also when they are coded alone."""
        rejected = dict(task.rejected)
        for number in lost.records:
            if number in rejected:
                continue
            worker = self._send(replace(task, only=number), run)
            try:
                while not isinstance(self._receive(worker), list):
                    worker.pipe.poll(worker.seconds_left)
            except Lost as again:
                rejected[number] = f"{again} when it coded this story among others, and again when it coded it alone"
            else:
                self._idle.append(worker)
        if len(rejected) > len(task.rejected):
            return replace(task, rejected=rejected)
        if task.failures == MAX_FAILURES:
            raise CoderError(
                f"{lost} {task.failures + 1} times at {task.parts[0].file}, though at no story of it alone; "
                f"is there memory for {self._number} workers (--workers)?"
            )
        return replace(task, failures=task.failures + 1)
