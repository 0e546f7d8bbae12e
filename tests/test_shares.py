"""Jobs that share a run (`--shard i/n`) write side by side to one output, which then equals that of one job."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from coder.engines import Counts, Job, ThisProcess, code_to_output
from coder.errors import LockedError
from coder.store import Output, Share, read_manifest
from coder.stories import find_inputs
from tests.commands import coder, coder_process, hundred_stories, write_stories

STORIES = [{"id": str(n), "date": "2024-05-14", "text": f"Chad praised Libya for report {n}."} for n in range(5)]


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Five files, each a task; the last has the content of the first, and a story of the second comes again in the third."""
    folder = tmp_path_factory.mktemp("news")
    for file in range(4):
        stories = hundred_stories(file)
        stories[99] = {"id": "again", "date": "2024-05-14", "text": f"Norway praised Sudan in place {file % 2}."}
        write_stories(folder / f"{file}.jsonl", stories)
    shutil.copy(folder / "0.jsonl", folder / "4.jsonl")
    return folder


@pytest.fixture(scope="module")
def whole(news, tmp_path_factory):
    """What one job stores."""
    output = tmp_path_factory.mktemp("whole") / "output"
    assert coder("code", news, "-o", output, "--workers", 0).status == 0
    return output


def stored(output):
    """The files that the manifests name, those that a glob finds, and the manifests' shards."""
    shards = read_manifest(output).shards
    live = {path: (output / path).read_bytes() for shard in shards.values() for path in shard.paths().values()}
    return live, {path.relative_to(output) for path in output.glob("*/*.parquet") if path.stem != "schema"}, shards


def shares(news, output, number):
    """The commands of so many jobs."""
    return [("code", news, "-o", output, "--workers", 0, "--shard", f"{job}/{number}") for job in range(1, number + 1)]


@pytest.fixture(scope="module")
def engine():
    with ThisProcess(Job()) as engine:
        yield engine


def code(engine, news, output, share=None, size=1, **options):
    """Code in shards of `size` stories, each a task of its own; gives the counts and what the run says."""
    total = Counts()
    with Output(output).run(
        dictionaries_digest=engine.dictionaries, model=engine.model, options=options, share=share
    ) as run:
        for counts in code_to_output(find_inputs([news]), engine, run, size=size):
            total.add(counts)
    return total, run.notices


@pytest.fixture
def few(tmp_path):
    return write_stories(tmp_path / "news.jsonl", STORIES)


def test_two_jobs_at_the_same_time_store_what_one_does(news, whole, tmp_path):
    output = tmp_path / "output"
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda command: coder_process(*command), shares(news, output, 2)))
    assert [job.status for job in done] == [0, 0], done
    assert "300 stories read: 200 coded, 0 empty, 0 rejected, 100 done before" in done[0].err
    assert "200 stories read: 200 coded" in done[1].err
    assert stored(output) == stored(whole)
    assert {path.name for path in output.glob("manifest*")} == {"manifest-1-of-2.jsonl", "manifest-2-of-2.jsonl"}
    assert not list(output.rglob("*.tmp"))
    queries = ("from events order by all", "from stories order by all", "select * exclude (started, ended) from runs")
    for query in queries:
        rows = [coder("sql", query, "-o", folder, "--format", "jsonl").rows for folder in (output, whole)]
        assert rows[0] == rows[1]
        assert rows[0]
    cached = 'import duckdb, sys; print(duckdb.connect(sys.argv[1]).sql("select events from runs").fetchall())'
    counts = [
        subprocess.run([sys.executable, "-c", cached, folder / "events.duckdb"], capture_output=True, check=True).stdout
        for folder in (output, whole)
    ]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("point", "left"), [("after-rename:1", 200), ("before-manifest:2", 100)])
def test_a_job_that_was_killed_is_run_again_and_a_plain_run_codes_nothing_twice(
    engine, news, whole, tmp_path, point, left
):
    output = tmp_path / "output"
    first, _ = shares(news, output, 2)
    assert coder_process(*first, env=os.environ | {"CODER_FAULT": point}).status == 137
    again = [code(engine, news, output, share, 1000, **Job().options) for share in (Share(2, 2), Share(1, 2), None)]
    assert [total.coded for total, _ in again] == [200, left, 0]
    assert "died while it wrote here" in again[1][1][0]
    assert again[2][0].skipped == 500
    assert stored(output) == stored(whole)


def test_what_a_plain_run_left_to_do_is_shared(engine, few, tmp_path):
    write_stories(few, STORIES[1:3])
    code(engine, few, tmp_path / "output")
    write_stories(few, STORIES)
    code(engine, few, tmp_path / "whole")
    code(engine, few, tmp_path / "output", Share(2, 3))
    assert {shard.part for shard in stored(tmp_path / "output")[2].values()} == {0, 1, 4}
    for number in (1, 3):
        code(engine, few, tmp_path / "output", Share(number, 3))
    assert stored(tmp_path / "output") == stored(tmp_path / "whole")


def test_other_options_replace_what_other_shares_and_plain_runs_did(engine, few, tmp_path):
    output = tmp_path / "output"
    for number, of in ((1, 2), (2, 2), (1, 1), (1, 3), (2, 3), (3, 3), (1, 1), (2, 2), (1, 2)):
        way = "second" if of in (1, 3) else "first"
        before = len(read_manifest(output).shards)
        total, notices = code(engine, few, output, Share(number, of), way=way)
        assert total.coded + total.skipped == sum(task % of == number - 1 for task in range(5))
        assert len(stored(output)[2]) == len(stored(output)[1]) / 2 >= before, "a story counts twice or is lost"
        ways = [shard.run_id for shard in read_manifest(output).shards.values()]
        others = sum(run_id != ways[-1] for run_id in ways)
        assert bool(others) == any("still holds" in notice for notice in notices)
    code(engine, few, tmp_path / "whole", way="first")
    assert stored(output) == stored(tmp_path / "whole")


def test_a_file_that_became_shorter_is_trimmed(engine, few, tmp_path):
    output = tmp_path / "output"
    assert [code(engine, few, output, Share(number, 2))[0].coded for number in (1, 2)] == [3, 2]
    write_stories(few, STORIES[:2])
    assert [code(engine, few, output, Share(number, 2))[0].coded for number in (2, 1)] == [0, 0]
    assert sorted(shard.part for shard in stored(output)[2].values()) == [0, 1]
    assert len(stored(output)[1]) == 4


def test_only_jobs_of_one_run_write_side_by_side(tmp_path):
    def start(share=None):
        return Output(tmp_path).run(dictionaries_digest="d", model="m", options={}, share=share)

    with start(Share(1, 2)), start(Share(2, 2)):
        for other in (Share(1, 2), Share(1, 3), None):
            with (
                pytest.raises(LockedError, match=rf"process {os.getpid()} on .* is writing to this output"),
                start(other),
            ):
                pass
    with start(), pytest.raises(LockedError, match=r"remove .*\.lock$"), start(Share(1, 2)):
        pass
    (tmp_path / ".lock-1-of-2").write_text("process 12 on elsewhere\n")
    with pytest.raises(LockedError, match=r"process 12 on elsewhere .*remove .*\.lock-1-of-2$"), start():
        pass
    (tmp_path / ".lock-1-of-2").write_text(f"process 12 on {socket.gethostname()}\n")
    with start():
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_job_that_is_killed_lets_a_plain_run_in(tmp_path):
    program = (
        "import sys; from coder.store import Output, Share\n"
        "with Output(sys.argv[1]).run(dictionaries_digest='d', model='m', options={}, share=Share(1, 2)):\n"
        "    print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as job:
        assert job.stdout
        assert job.stdout.readline() == b"ready\n"
        with (
            pytest.raises(LockedError, match=f"process {job.pid}"),
            Output(tmp_path).run(dictionaries_digest="d", model="m", options={}),
        ):
            pass
        job.send_signal(signal.SIGKILL)
        job.wait()
    with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}):
        pass


def test_a_damaged_line_is_named_with_its_manifest(tmp_path):
    for number in (1, 2):
        with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}, share=Share(number, 2)):
            pass
    with (tmp_path / "manifest-2-of-2.jsonl").open("a") as lines:
        lines.write(json.dumps({"kind": "what"}) + "\n")
    done = coder("sql", "from events", "-o", tmp_path)
    assert (done.status, "manifest-2-of-2.jsonl:3: not a line" in done.err) == (1, True)


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
def test_what_is_no_share_is_said(tmp_path, share):
    done = coder("code", tmp_path, "--shard", share)
    assert done.status == 2
    assert "is no share; for four jobs write 1/4, 2/4, 3/4 and 4/4" in done.err


def test_json_lines_are_not_shared(tmp_path):
    done = coder("code", tmp_path, "--jsonl", "--shard", "1/2")
    assert (done.status, "does not go with --shard" in done.err) == (2, True)
