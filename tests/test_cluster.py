"""Dask codes what one process does, whatever dies on the way: a real scheduler with real workers, on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from coder.engines import Counts, Job, ThisProcess, code_to_output
from coder.engines.cluster import Dask
from coder.errors import CoderError
from coder.events.schema import TABLES
from coder.store import Output, read_manifest
from coder.stories import find_inputs
from tests.commands import COMMAND, coder, coder_process, hundred_stories, write_long_news, write_stories
from tests.poisonous import PoisonJob

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes by POSIX's signals")

ROOT = Path(__file__).parent.parent


def dask(*arguments):
    """A process of Dask, which finds our modules."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        stderr=subprocess.DEVNULL,
    )


def end(process):
    process.kill()
    process.wait()


def scheduler(folder):
    """A scheduler, and its address."""
    file = folder / "scheduler.json"
    process = dask("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", file)
    while not file.exists() or not file.read_text().endswith("}"):
        assert process.poll() is None
        time.sleep(0.05)
    return process, str(json.loads(file.read_text())["address"])


def worker(address):
    return dask("worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    process, address = scheduler(tmp_path_factory.mktemp("dask"))
    yield address
    end(process)


@pytest.fixture(scope="module")
def workers(address):
    """Two workers; who kills one starts another in its place."""
    processes = [worker(address) for _ in range(2)]
    yield processes
    for process in processes:
        end(process)


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Three files, each a shard and a task."""
    folder = tmp_path_factory.mktemp("news") / "news"
    folder.mkdir()
    for file in range(3):
        write_stories(folder / f"{file}.jsonl", hundred_stories(file))
    return folder


def files(output):
    return {path.relative_to(output): path.read_bytes() for path in sorted(output.rglob("*.parquet"))}


def code(engine, news, output, size=1, then=lambda: None):
    """Code in tasks of so many stories; once the first is stored something happens."""
    total = Counts()
    with engine, Output(output).run(dictionaries_digest=engine.dictionaries, model=engine.model, options={}) as run:
        for counts in code_to_output(find_inputs([news]), engine, run, size=size):
            if not total.read:
                then()
            total.add(counts)
    return total


@pytest.fixture(scope="module")
def plain(news, tmp_path_factory):
    """What one process stores, with parses."""
    output = tmp_path_factory.mktemp("plain") / "output"
    assert coder("code", news, "-o", output, "--keep-parses", "--workers", 0).status == 0
    return output


def test_dask_stores_what_one_process_does_and_codes_it_again(news, plain, address, workers, tmp_path):
    there = ("--engine", "dask", "--scheduler", address)
    own = tmp_path / "own" / "verbs"
    own.mkdir(parents=True)
    (own / "own.csv").write_text(
        "trigger,pos,pattern,code,roles,example\npraise,verb,subject=ACTOR object=ACTOR,070,,Chad praised Libya.\n"
    )
    # Relative paths, which begin in a folder that is not that of the workers.
    done = coder_process("code", news, "-o", "dask", "--keep-parses", *there, cwd=tmp_path)
    assert (done.status, "300 stories read: 300 coded" in done.err) == (0, True), done.err
    assert files(plain) == files(tmp_path / "dask")
    assert list(read_manifest(plain).shards.values()) == list(read_manifest(tmp_path / "dask").shards.values())
    for output, where in (("plain2", ("--workers", 0)), ("dask2", there)):
        done = coder_process("recode", "dask", "--dictionaries", "own", "-o", output, *where, cwd=tmp_path)
        assert (done.status, "300 stories read: 300 coded" in done.err) == (0, True), done.err
    assert files(tmp_path / "plain2") == files(tmp_path / "dask2")
    rules = coder("sql", "select distinct rule from events", "-o", tmp_path / "dask2", "--format", "jsonl").rows
    assert {"rule": "own/verbs/own.csv:2"} in rules


def test_a_dask_worker_that_is_killed_costs_no_row(address, workers, tmp_path):
    stories = hundred_stories("a")[:12]
    news = write_stories(tmp_path / "news.jsonl", stories)
    code(ThisProcess(Job()), news, tmp_path / "plain")

    def kill():
        end(workers[0])
        workers[0] = worker(address)

    total = code(Dask(Job(), scheduler=address), news, tmp_path / "dask", then=kill)
    assert total.coded == 12
    assert files(tmp_path / "plain") == files(tmp_path / "dask")


def test_a_story_that_kills_what_codes_it_is_rejected(address, workers, tmp_path):
    texts = ["Chad praised Libya.", "Chad praised CRASH.", "Mali attacked Niger."]
    news = write_stories(
        tmp_path / "news.jsonl",
        [{"id": f"s{n}", "date": "2024-05-14", "text": text} for n, text in enumerate(texts)],
    )
    total = code(Dask(PoisonJob(), scheduler=address), news, tmp_path / "output", size=2)
    assert (total.coded, total.rejected) == (2, 1)
    [reject] = coder("sql", "from rejects", "-o", tmp_path / "output", "--format", "jsonl").rows
    assert str(reject["reason"]).startswith(
        "story `s1`: a worker process died (signal 11) when it coded this story among"
    )
    assert [process.poll() for process in workers] == [None, None]


def test_workers_that_do_not_code_with_the_same_end_the_run(address, workers, news, tmp_path):
    own = tmp_path / "own" / "verbs"
    own.mkdir(parents=True)
    (own / "own.csv").write_text("trigger,pos,pattern,code,roles,example\n")
    with Dask(Job((own.parent,), parse=False), scheduler=address) as engine:
        (own / "own.csv").write_text("trigger,pos,pattern,code,roles,example\n\n")
        with (
            pytest.raises(CoderError, match=r"do not code with the same: tcp:\S+ has coder .*, but tcp:\S+ has coder"),
            Output(tmp_path / "out").run(dictionaries_digest=engine.dictionaries, model="", options={}) as run,
        ):
            list(code_to_output(find_inputs([news]), engine, run))


def test_errors_of_a_worker_are_the_users_errors(address, workers, news, tmp_path):
    there = ("--engine", "dask", "--scheduler", address)
    done = coder("code", news, "-o", tmp_path / "out", "--dictionaries", tmp_path / "nowhere", *there)
    assert done.status == 2
    assert f"{tmp_path / 'nowhere'}: no such folder of dictionaries (on the Dask worker tcp://127.0.0.1:" in done.err
    assert not (tmp_path / "out").exists()


def recoded(plain, folder, *where, env=None):
    """Code all kept parses again, without the parser, into the folder; gives what is said."""
    done = coder_process("recode", plain, "-o", folder / "out", "--all", *where, env=env)
    if done.status == 0:
        kept = {path: content for path, content in files(plain).items() if path.parts[0] in TABLES}
        assert files(folder / "out") == kept
    return done


def test_a_cluster_of_this_machine_is_started_and_ended(plain, tmp_path):
    done = recoded(plain, tmp_path, "--cluster", "local", "--workers", 2)
    assert (done.status, "300 stories read: 300 coded" in done.err) == (0, True), done.err
    assert done.err.count("\n") == 1, "Dask says nothing"


def test_ctrl_c_finishes_what_a_cluster_of_this_machine_has_begun(tmp_path):
    news, manifest = write_long_news(tmp_path / "news", 30), tmp_path / "out" / "manifest.jsonl"
    arguments = ("code", news, "-o", tmp_path / "out", "--engine", "dask", "--cluster", "local", "--workers", 1)
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and not (manifest.exists() and '"shard"' in manifest.read_text()):
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the run
        said = process.communicate()[1]
    assert process.returncode == 130
    assert said.splitlines()[0].startswith("coder: finishing what is begun")
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    parts = sorted(shard.file for shard in read_manifest(tmp_path / "out").shards.values())
    assert 0 < len(parts) < 30
    assert parts == [str(news / f"{file:02}.jsonl") for file in range(len(parts))], "a gap between the shards"


SBATCH = """#!/bin/sh
echo "$@" >> "$0.calls"
grep '^#SBATCH' "$1" >> "$0.calls"
cp "$1" "$0.job"  # as Slurm does: who submits a script removes it at once
sh "$0.job" >/dev/null 2>&1 &
echo "Submitted batch job $!"
"""
SCANCEL = '#!/bin/sh\nkill "$@"\n'


def slurm(folder, **scripts):
    """In place of Slurm scripts that take its jobs and run them here; gives the environment that finds them."""
    for name, text in scripts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "DASK_JOBQUEUE__SLURM__ACCOUNT": "politics",
    }


def test_jobs_of_slurm_are_submitted_and_cancelled(plain, tmp_path):
    env = slurm(tmp_path, sbatch=SBATCH, scancel=SCANCEL)
    done = recoded(plain, tmp_path, "--cluster", "slurm", "--workers", 1, env=env)
    assert (done.status, "300 stories read: 300 coded" in done.err) == (0, True), done.err
    calls = (tmp_path / "sbatch.calls").read_text()
    assert "#SBATCH -A politics" in calls
    assert "#SBATCH --cpus-per-task=1" in calls
    (tmp_path / "sbatch").write_text("#!/bin/sh\necho no such account >&2\nexit 1\n")
    done = recoded(plain, tmp_path / "no", "--cluster", "slurm", "--workers", 1, env=env)
    assert done.status == 1
    assert done.err.startswith("coder: Slurm took no job (")
    assert "no such account" in done.err


def test_jobs_that_wait_in_slurms_queue_have_their_time_but_not_those_that_ended(tmp_path, monkeypatch):
    squeue = """#!/bin/sh
echo "$@" >> "$0.calls"
case $(wc -l < "$0.calls") in
1) echo 7;;
2) echo slurm_load_jobs error: Unable to contact slurm controller >&2; exit 1;;
*) echo slurm_load_jobs error: Invalid job id specified >&2; exit 1;;
esac
"""
    env = slurm(tmp_path, sbatch="#!/bin/sh\necho Submitted batch job 7\n", scancel="#!/bin/sh\n", squeue=squeue)
    monkeypatch.setenv("PATH", env["PATH"])
    with pytest.raises(CoderError, match="all jobs in Slurm have ended before the work was done"):
        Dask(Job(), cluster="slurm", patience=0.1).__enter__()
    assert (tmp_path / "squeue.calls").read_text() == "--noheader --format=%i --jobs=7\n" * 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--scheduler", "tcp://127.0.0.1:8786"), "--scheduler is of Dask: add --engine dask"),
        (("--engine", "processes", "--cluster", "local"), "--cluster is of Dask: add --engine dask"),
        (("--engine", "dask"), "--engine dask needs one of --scheduler tcp://HOST:PORT and --cluster"),
        (("--engine", "dask", "--cluster", "local", "--scheduler", "tcp://127.0.0.1:1"), "needs one of --scheduler"),
        (("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", 2), "--workers does not go with"),
        (("--cluster", "local", "--workers", 0), "--workers 0 codes in this process, not on Dask"),
        (("--cluster", "local", "--jsonl"), "--jsonl codes in this process alone"),
        (("--engine", "dask", "--scheduler", "nothing://here"), "nothing://here: no address of a Dask scheduler"),
    ],
)
def test_options_that_do_not_go_together_are_said(tmp_path, options, said):
    write_stories(tmp_path / "news.jsonl", [])
    done = coder("code", tmp_path / "news.jsonl", "-o", tmp_path / "out", *options)
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_a_scheduler_that_does_not_answer_is_said(plain):
    done = coder("recode", plain, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert done.status == 1
    assert "coder: no Dask scheduler answers at tcp://127.0.0.1:9; start one with `dask scheduler`" in done.err


@pytest.mark.parametrize("missing", ["distributed", "dask_jobqueue"])
def test_without_the_extra_it_is_said_what_to_install(plain, tmp_path, missing):
    program = (
        f"import sys; sys.modules[{missing!r}] = None; from coder.cli import main\n"
        f"sys.argv = ['coder', 'recode', sys.argv[1], '--cluster', 'slurm']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, plain], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "coder: Dask needs the extra `cluster`: in the checkout of coder, python3 -m pip --python .venv install '.[cluster]'\n"
    )


def test_a_scheduler_without_workers_and_one_that_dies_are_said(tmp_path):
    process, address = scheduler(tmp_path)
    try:
        with pytest.raises(
            CoderError, match=rf"{address} has had no worker for 1 seconds; start some with `dask worker"
        ):
            Dask(Job(), scheduler=address, patience=1).__enter__()
        Timer(3, process.kill).start()
        with pytest.raises(CoderError, match=rf"the Dask scheduler {address} is lost; what is finished is stored"):
            Dask(Job(), scheduler=address).__enter__()
    finally:
        end(process)
