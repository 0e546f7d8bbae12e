"""A run that is stopped or killed at any point is finished by the next one, with the rows of an unbroken run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coder.store import read_manifest
from tests.commands import COMMAND, coder, coder_process, hundred_stories, write_long_news, write_stories

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

POINTS = ("before-write", "after-write", "after-rename", "before-manifest", "after-manifest")


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Three files, each one a shard and a task."""
    folder = tmp_path_factory.mktemp("news")
    for file in range(3):
        write_stories(folder / f"{file}.jsonl", hundred_stories(file))
    return folder


@pytest.fixture(scope="module")
def whole(news, tmp_path_factory):
    """What an unbroken run stores."""
    output = tmp_path_factory.mktemp("whole") / "output"
    assert coder("code", news, "-o", output, "--workers", 0).status == 0
    return stored(output)


def stored(output):
    """The files that the manifest names, and those that a glob finds."""
    shards = read_manifest(output).shards.values()
    live = {path: (output / path).read_bytes() for shard in shards for path in shard.paths().values()}
    found = {path.relative_to(output) for path in output.glob("*/*.parquet") if path.stem != "schema"}
    return live, found


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("point", POINTS)
def test_killed_anywhere_the_next_run_finishes(news, whole, tmp_path, point, nth):
    arguments = ("code", news, "-o", tmp_path / "output", "--workers", nth - 1)
    assert coder_process(*arguments, env=os.environ | {"CODER_FAULT": f"{point}:{nth}"}).status == 137
    done = coder("code", news, "-o", tmp_path / "output", "--workers", 0)
    assert done.status == 0
    assert "died while it wrote here" in done.err
    assert stored(tmp_path / "output") == whole


def started(news, output, workers):
    """A run that has stored its first shard."""
    process = subprocess.Popen(
        [*COMMAND, "code", str(news), "-o", str(output), "--workers", str(workers)], stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and '"shard"' not in _text(output / "manifest.jsonl"):
        time.sleep(0.002)
    return process


def _text(path):
    return path.read_text() if path.exists() else ""


@pytest.fixture(scope="module")
def long_news(tmp_path_factory):
    return write_long_news(tmp_path_factory.mktemp("long"), 40)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("workers", [0, 2])
def test_the_first_signal_finishes_what_is_begun(long_news, tmp_path, number, status, workers):
    output = tmp_path / "output"
    with started(long_news, output, workers) as process:
        process.send_signal(number)
        _, said = process.communicate()
    assert process.returncode == status
    assert "finishing what is begun" in said
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    manifest = read_manifest(output)
    parts = sorted(shard.file for shard in manifest.shards.values())
    assert parts == [str(long_news / f"{file:02}.jsonl") for file in range(len(parts))], "a gap between the shards"
    assert 0 < len(parts) < 40
    assert [run.ended for run in manifest.runs.values()] == [None]
    assert not list(output.rglob("*.tmp"))
    assert coder("sql", "select count(*) from stories", "-o", output).status == 0


def test_the_second_signal_stops_at_once_and_leaves_no_process(long_news, tmp_path):
    with started(long_news, tmp_path / "output", 2) as process:
        process.send_signal(signal.SIGINT)
        assert "finishing" in process.stderr.readline()
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not [child for child in children if _is_coder(child)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at the processes of Linux")
def test_workers_end_when_the_parent_is_killed(long_news, tmp_path):
    with started(long_news, tmp_path / "output", 2) as process:
        children = _children(process.pid)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert children
    deadline = time.monotonic() + 60
    while [child for child in children if _is_coder(child)] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [child for child in children if _is_coder(child)]


def _children(pid):
    lists = (path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for children in lists for child in children]


def _is_coder(pid):
    """Whether a process is alive and a Python of ours."""
    try:
        return b"spawn" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_a_run_that_was_stopped_is_finished(news, whole, tmp_path):
    output = tmp_path / "output"
    with started(news, output, 1) as process:
        process.send_signal(signal.SIGTERM)
        process.communicate()
    done = coder("code", news, "-o", output, "--workers", 0)
    assert re.search(r"[123]00 done before", done.err)
    assert stored(output) == whole


def test_new_files_alone_are_coded_and_changed_dictionaries_are_said(news, tmp_path):
    folder, output = tmp_path / "news", tmp_path / "output"
    folder.mkdir()
    write_stories(folder / "a.jsonl", [{"id": "a", "date": "2024-05-14", "text": "Chad praised Libya."}])
    coder("code", folder, "-o", output, "--workers", 0)
    write_stories(folder / "b.jsonl", [{"id": "b", "date": "2024-05-14", "text": "Mali praised Niger."}])
    done = coder("code", folder, "-o", output, "--workers", 0)
    assert "1 coded" in done.err
    assert "1 done before" in done.err
    (tmp_path / "own" / "verbs").mkdir(parents=True)
    (tmp_path / "own" / "verbs" / "own.csv").write_text("trigger,pos,pattern,code,roles,example\n")
    done = coder("code", folder / "b.jsonl", "-o", output, "--workers", 0, "--dictionaries", tmp_path / "own")
    assert "holds 2 shards coded with other dictionaries" in done.err
    assert "still holds 1 shards coded with other dictionaries" in done.err
    runs = coder("sql", "select run_id, count(*) as n from events group by all", "-o", output, "--format", "jsonl").rows
    assert [row["n"] for row in runs] == [1, 1]


def test_what_comes_by_a_pipe_does_not_replace_what_came_before(tmp_path):
    for name in ("a", "b", "a"):
        story = f'{{"id": "{name}", "date": "2024-05-14", "text": "Chad praised Libya."}}\n'
        done = coder("code", "-", "-o", tmp_path, stdin=story.encode())
        assert done.status == 0
    rows = coder("sql", "select story_id, file from stories order by all", "-o", tmp_path, "--format", "jsonl").rows
    assert rows == [{"story_id": "a", "file": "stdin"}, {"story_id": "b", "file": "stdin"}]
    assert "1 done before" in done.err


def test_a_file_that_became_empty_has_no_rows(tmp_path):
    path = write_stories(tmp_path / "a.jsonl", [{"id": "a", "date": "2024-05-14", "text": "Chad praised Libya."}])
    coder("code", path, "-o", tmp_path / "out", "--workers", 0)
    path.write_text("")
    coder("code", path, "-o", tmp_path / "out", "--workers", 0)
    assert not read_manifest(tmp_path / "out").shards
