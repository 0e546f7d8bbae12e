"""Runs tasks on Dask: on a cluster that is there already, or on one that lives as long as the run.

Each thread of a Dask worker codes in a process of its own, by `Processes`. So a story that kills or hangs what codes it is found,
retried alone and rejected as on one machine, and the Dask worker goes on. A Dask worker that dies is Dask's affair, which gives
its task to another; what it costs is that task's time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import current_process
from multiprocessing.util import Finalize
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import get_ident
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import uuid4

from coder import __version__
from coder.engines.processes import SECONDS, START_SECONDS, Failed, Processes
from coder.engines.tasks import Task
from coder.engines.worker import Job, Result, Worker
from coder.errors import CoderError, UsageError, install_extra
from coder.store import RunRecord

_MISSING = f"Dask needs the extra `cluster`: {install_extra('cluster')}"

try:
    import dask
    from distributed import Client, Future, KilledWorker, LocalCluster, Status, get_worker
except ImportError as error:
    raise UsageError(_MISSING) from error

if TYPE_CHECKING:
    from distributed.deploy import Cluster, SpecCluster
    from typing_extensions import Self

__all__ = ["CLUSTERS", "Dask"]

CONNECT_SECONDS = 10.0  # that a scheduler may take to answer
AHEAD = 3  # tasks a thread that are given to Dask before the first of them is written
GIBIBYTES = 2  # of memory that a job of Slurm asks for each core, where Dask's configuration says nothing


@dataclass(frozen=True, slots=True)
class _There:
    """A job that is opened elsewhere as it would be here: `folder` is where its relative paths begin."""

    job: Job
    folder: Path

    def open(self) -> Worker:
        """Load all; raises what the job raises."""
        with suppress(OSError):  # where no such folder is, only relative paths are missed, and those by their names
            os.chdir(self.folder)
        return self.job.open()


class _Setup(NamedTuple):
    """How to code for one run of a driver, named by `session`."""

    session: str
    job: _There
    seconds: float


class _Answer(NamedTuple):
    """What a Dask worker coded, and with what."""

    worker: str
    version: str
    dictionaries: str
    model: str
    results: list[Result]

    @property
    def coded_with(self) -> str:
        """What must be the same for all workers."""
        return f"coder {self.version}, dictionaries {self.dictionaries} and model {self.model or 'none'}"


_engines: dict[int, tuple[str, Processes]] = {}
"""Of each thread of a Dask worker: the session that it codes for, and where. The next session takes the place of one that is dead."""


def _code(setup: _Setup, tasks: Sequence[Task], run: RunRecord | None) -> _Answer | Failed:
    """What a Dask worker does: code at most one task, in a process that has loaded all by the session's first."""
    worker = get_worker().address
    try:
        engine = _engine(setup)
        results = [result for task in tasks if run for found in engine.map([task], run, _untold) for result in found]
    except CoderError as error:
        return Failed(f"{error} (on the Dask worker {worker})", error.exit_status)
    return _Answer(worker, __version__, engine.dictionaries, engine.model, results)


def _engine(setup: _Setup) -> Processes:
    session, engine = _engines.pop(get_ident(), ("", None))
    if engine is None or session != setup.session:
        if engine is not None:
            engine.__exit__()
        # A nanny starts its Dask worker as a daemon, which may have no children lest they outlive it; ours end with it.
        current_process().daemon = False
        engine = Processes(cast("Job", setup.job), 1, seconds=setup.seconds).__enter__()
    _engines[get_ident()] = setup.session, engine
    return engine


def _untold(_: int) -> None:
    """Nobody here shows progress."""


def _leave(session: str | None = None) -> None:
    """End the processes of a session, or of all."""
    for thread, (other, engine) in list(_engines.items()):
        if session in (None, other):
            del _engines[thread]
            engine.__exit__()


def dask_setup(_: object) -> None:
    """What a Dask worker of our own does first (a preload): who stops the run stops all processes of the terminal, but they finish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


Finalize(None, _leave, exitpriority=1)  # before multiprocessing waits for children that wait for us


class Dask:
    """Runs tasks on Dask: on the cluster of the `scheduler` at tcp://HOST:PORT, or on a `cluster` of CLUSTERS with so many `workers`.

    `seconds` is what a batch of stories may take, besides more for more text; `patience` how many seconds there may be no worker
    at all (jobs that wait in Slurm's queue have as long as it takes). Dictionaries and models that are given by path must be
    there on the workers too. Raises UsageError for an address that is none, CoderError where the scheduler does not answer.
    """

    def __init__(
        self,
        job: Job,
        *,
        scheduler: str | None = None,
        cluster: str | None = None,
        workers: int = 1,
        seconds: float = SECONDS,
        patience: float = START_SECONDS,
    ) -> None:
        self._setup = _Setup(uuid4().hex, _There(job, Path.cwd()), seconds)
        self._scheduler = scheduler
        self._start = CLUSTERS[cluster] if cluster else None
        self._workers = workers
        self._patience = patience
        self._finished: SimpleQueue[Future] = SimpleQueue()

    @property
    def dictionaries(self) -> str:
        """Digest of the dictionaries."""
        return self._first.dictionaries

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return self._first.model

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # Stories go with their task: what is scattered beforehand is lost with the worker that holds it.
            stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"}))
            self._cluster = stack.enter_context(self._start(self._workers)) if self._start else None
            self._client = stack.enter_context(_connected(self._cluster or self._scheduler))
            stack.callback(self._leave)
            self._submit([], None)
            self._first = self._answer(self._next())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def map(self, tasks: Iterable[Task], run: RunRecord, begun: Callable[[int], None]) -> Iterator[list[Result]]:
        """The results of the tasks in their order; `begun` is told of records when they are done.

        Raises CoderError where scheduler or workers are lost for good, or workers do not code with the same.
        """
        waiting = iter(tasks)
        numbers: dict[Future, int] = {}
        done: dict[int, list[Result]] = {}
        taken = given = 0
        more = True
        while True:
            ahead = AHEAD * max(1, self._threads())
            while more and taken - given < ahead:
                if more := (task := next(waiting, None)) is not None:
                    numbers[self._submit([task], run)] = taken
                    taken += 1
            while given in done:
                yield done.pop(given)
                given += 1
            if not (numbers or more):
                return
            if numbers:
                future = self._next()
                results = done[numbers.pop(future)] = self._answer(future).results
                begun(sum(result.counts.read for result in results))

    def _submit(self, tasks: list[Task], run: RunRecord | None) -> Future:
        future = self._client.submit(_code, self._setup, tasks, run, pure=False)
        future.add_done_callback(self._finished.put)
        return future

    def _next(self) -> Future:
        """The next future that is finished; raises CoderError where nobody is there to finish one."""
        deadline = monotonic() + self._patience
        while True:
            with suppress(Empty):
                return self._finished.get(timeout=0.5)
            if self._threads() or (monotonic() > deadline and self._wait_in_queue()):
                deadline = monotonic() + self._patience
            elif monotonic() > deadline:
                raise CoderError(
                    f"the Dask scheduler {self._address} has had no worker for {self._patience:.0f} seconds; "
                    f"start some with `dask worker {self._address}`"
                )

    def _answer(self, future: Future) -> _Answer:
        try:
            answer: _Answer | Failed = future.result()
        except KilledWorker as error:
            raise CoderError(
                f"{error.allowed_failures + 1} Dask workers died one after the other at the same stories; "
                f"is there memory for them? Their logs may tell more"
            ) from error
        except CancelledError as error:
            raise self._lost() from error
        except Exception as error:
            raise CoderError(
                f"the Dask cluster could not run a task ({type(error).__name__}: {error}); "
                f"is the same coder installed for scheduler and workers?"
            ) from error
        if isinstance(answer, Failed):
            failure = CoderError(answer.message)
            failure.exit_status = answer.exit_status
            raise failure
        first = getattr(self, "_first", answer)
        if answer.coded_with != first.coded_with:
            raise CoderError(
                f"the Dask workers do not code with the same: {first.worker} has {first.coded_with}, "
                f"but {answer.worker} has {answer.coded_with}"
            )
        return answer

    def _threads(self) -> int:
        """How many tasks the workers can run at a time; raises CoderError where the scheduler is lost."""
        try:
            return sum(self._client.nthreads().values())
        except (OSError, asyncio.TimeoutError) as error:
            raise self._lost() from error

    def _wait_in_queue(self) -> bool:
        """Whether the workers are jobs that have not begun; raises CoderError where all have ended."""
        if self._start is not _slurm:
            return False
        if not _queued(job.job_id for job in cast("SpecCluster", self._cluster).workers.values()):
            raise CoderError(
                "all jobs in Slurm have ended before the work was done (failed at their start, or at their walltime?); "
                "what is finished is stored, and the same command goes on from there"
            )
        return True

    def _lost(self) -> CoderError:
        return CoderError(
            f"the Dask scheduler {self._address} is lost; what is finished is stored, and the same command goes on from there"
        )

    @property
    def _address(self) -> str:
        return str(self._client.scheduler.address)

    def _leave(self) -> None:
        with suppress(OSError, asyncio.TimeoutError):  # a cluster that is lost holds nothing of ours
            self._client.run(_leave, self._setup.session, on_error="ignore")


def _connected(where: str | Cluster | None) -> Client:
    try:
        return Client(where, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, asyncio.TimeoutError) as error:
        raise CoderError(f"no Dask scheduler answers at {where}; start one with `dask scheduler`") from error
    except ValueError as error:
        raise UsageError(f"{where}: no address of a Dask scheduler ({error}); expected tcp://HOST:PORT") from error


def _local(workers: int) -> Cluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=0,  # what takes memory is the process that codes, which Dask does not see
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
        preload=[__name__],
    )


def _slurm(workers: int) -> Cluster:
    """Jobs as the configuration of dask-jobqueue describes them (queue, account, walltime, cores, ...)."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        from dask_jobqueue import SLURMCluster
    except ImportError as error:
        raise UsageError(_MISSING) from error
    signal.signal(signal.SIGINT, handler)  # dask_jobqueue takes Ctrl-C to itself when it is imported
    settings = dask.config.get("jobqueue.slurm")
    cores = int(settings.get("cores") or 1)
    cluster = SLURMCluster(
        cores=cores,
        memory=settings.get("memory") or f"{GIBIBYTES * cores} GiB",
        scheduler_options={"dashboard_address": ":0"} | (settings.get("scheduler-options") or {}),
    )
    try:
        cluster.sync(_submit, cluster, -(-workers // cores))
    except (OSError, RuntimeError, ValueError) as error:
        for job in cluster.workers.values():
            if job.status == Status.created:
                job.status = Status.failed  # lest closing fails at jobs that were never submitted
        cluster.close()
        raise CoderError(
            f"Slurm took no job ({' '.join(str(error).split())}); run this where `sbatch` works"
        ) from error
    return cast("Cluster", cluster)


def _queued(jobs: Iterable[str]) -> bool:
    """Whether one of the jobs waits or runs, or Slurm does not say."""
    if not (names := ",".join(jobs)):
        return False
    command = ["squeue", "--noheader", "--format=%i", f"--jobs={names}"]
    try:
        found = subprocess.check_output(command, stderr=subprocess.STDOUT, text=True, timeout=CONNECT_SECONDS)
    except subprocess.CalledProcessError as error:
        return "Invalid job id" not in error.output  # as Slurm says of jobs that ended some minutes ago
    except (OSError, subprocess.TimeoutExpired):
        return True
    return bool(found.strip())


async def _submit(cluster: Cluster, jobs: int) -> None:
    """Submit jobs; unlike `scale`, which does so later, it raises what `sbatch` says."""
    for _ in range(jobs):
        cluster.worker_spec.update(cluster.new_worker_spec())
    await cluster


CLUSTERS: Mapping[str, Callable[[int], AbstractContextManager[Cluster]]] = {"local": _local, "slurm": _slurm}
