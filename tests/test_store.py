"""The output survives crashes, changed dictionaries and a second writer: nothing lost, doubled or mixed unsaid."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.errors import CoderError, LockedError
from coder.store import Shard, read_manifest
from coder.stories import Reject
from tests.two_shards import code_two_shards, start, write

ROOT = Path(__file__).parent.parent
# The child below writes two shards of two files each.
POINTS = [
    (point, nth)
    for point in (
        "before-write",
        "after-write",
        "after-drop",
        "after-unlink",
        "after-rename",
        "before-manifest",
        "after-manifest",
    )
    for nth in range(1, 5 if point == "after-rename" else 3)
]


def stored(folder, table="events", column="event_id"):
    """What plain DuckDB finds with a glob."""
    glob = str(Path(folder, table, "**", "*.parquet"))
    return sorted(row[0] for row in duckdb.read_parquet(glob).project(column).fetchall())


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_a_run_is_plain_parquet(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a", "b"])
        run.write(Shard("news.jsonl", 1, "x"), rejects=[Reject("news.jsonl", 7, "no text", "{}")])
    assert stored(tmp_path) == ["a", "b"]
    assert stored(tmp_path, "stories", "story_id") == ["story of a", "story of b"]
    assert stored(tmp_path, "rejects", "line") == [7]
    assert set(stored(tmp_path, column="run_id")) == {run.run_id}


def test_an_output_without_events_can_be_queried(tmp_path):
    with start(tmp_path):
        pass
    assert stored(tmp_path) == []


def test_files_say_which_dictionaries_and_schema_made_them(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
    (path,) = (tmp_path / "events").glob(
        f"{run.key(Shard('news.jsonl', 0, 'news.jsonl 0 [' + repr('a') + ']'))}.parquet"
    )
    metadata = pq.read_schema(path).metadata
    assert (metadata[b"dictionaries"], metadata[b"schema_version"], metadata[b"run_id"]) == (
        b"first",
        b"2",
        run.run_id.encode(),
    )


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        with start(tmp_path / folder) as run:
            write(run, "news.jsonl", 0, ["a", "b"])
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_second_run_skips_what_is_done_and_adds_what_is_new(tmp_path):
    with start(tmp_path) as run:
        assert write(run, "news.jsonl", 0, ["a"])
    with start(tmp_path) as run:
        assert not write(run, "news.jsonl", 0, ["a"])
        assert write(run, "more.jsonl", 0, ["b"])
        assert run.notices == []
    assert stored(tmp_path) == ["a", "b"]


def test_a_shard_whose_file_was_deleted_is_coded_again(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
    for path in (tmp_path / "events").iterdir():
        path.unlink()
    with start(tmp_path) as run:
        assert write(run, "news.jsonl", 0, ["a"])
    assert stored(tmp_path) == ["a"]


def test_changed_dictionaries_are_said_and_replace_the_events(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"], "text")
        write(run, "more.jsonl", 0, ["b"], "other text")
    with start(tmp_path, "second") as run:
        assert "2 shards coded with other dictionaries" in run.notices[0]
        assert write(run, "news.jsonl", 0, ["c"], "text")
    assert "still holds 1 shards" in run.notices[1]
    assert stored(tmp_path) == ["b", "c"]
    with start(tmp_path, "second") as run:
        write(run, "more.jsonl", 0, ["d"], "other text")
    assert stored(tmp_path) == ["c", "d"]
    with start(tmp_path, "second") as run:
        assert run.notices == []


def test_going_back_to_earlier_dictionaries_codes_again(tmp_path):
    for dictionaries, name in (("first", "a"), ("second", "b"), ("first", "a")):
        with start(tmp_path, dictionaries) as run:
            assert write(run, "news.jsonl", 0, [name], "text")
    assert stored(tmp_path) == ["a"]


def test_a_file_that_grew_replaces_its_last_part(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
        write(run, "news.jsonl", 1, ["b"])
    with start(tmp_path) as run:
        assert not write(run, "news.jsonl", 0, ["a"])
        assert write(run, "news.jsonl", 1, ["b", "c"])
    assert stored(tmp_path) == ["a", "b", "c"]


def test_a_file_that_shrank_loses_the_parts_it_no_longer_has(tmp_path):
    with start(tmp_path) as run:
        for part, name in enumerate("abc"):
            write(run, "news.jsonl", part, [name])
        write(run, "news.jsonl.bak", 2, ["d"])
    with start(tmp_path) as run:
        run.trim("news.jsonl", 1)
    assert stored(tmp_path) == ["a", "d"]


def test_the_same_content_under_another_name_is_not_doubled(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"], "text")
    with start(tmp_path) as run:
        assert not write(run, "moved.jsonl", 0, ["a"], "text")
    with start(tmp_path, "second") as run:
        assert write(run, "moved.jsonl", 0, ["b"], "text")
    assert stored(tmp_path) == ["b"]


def test_a_torn_last_line_is_as_if_it_had_not_been_written(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
        write(run, "news.jsonl", 1, ["b"])
    manifest = tmp_path / "manifest.jsonl"
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join(lines[:2]) + lines[2][:-9])
    assert [shard.part for shard in read_manifest(tmp_path).shards.values()] == [0]
    with start(tmp_path) as run:
        assert stored(tmp_path) == ["a"]
        assert not write(run, "news.jsonl", 0, ["a"])
        assert write(run, "news.jsonl", 1, ["b"])
    assert stored(tmp_path) == ["a", "b"]
    assert [shard.part for shard in read_manifest(tmp_path).shards.values()] == [0, 1]


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "what?", '{"kind": "shard"}', '{"kind": "end", "run": "x", "at": ""}']
)
def test_a_damaged_line_is_named(tmp_path, line):
    with start(tmp_path):
        pass
    manifest = tmp_path / "manifest.jsonl"
    first, second = manifest.read_text().splitlines()
    manifest.write_text(f"{first}\n{line}\n{second}\n")
    with pytest.raises(CoderError, match=r"manifest\.jsonl:2: "), start(tmp_path):
        pass


def test_shards_without_their_manifest_are_no_leftovers(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
    (tmp_path / "manifest.jsonl").unlink()
    before = sorted((tmp_path / "events").iterdir())
    with pytest.raises(CoderError, match="holds shards but no manifest; restore it"), start(tmp_path):
        pass
    assert sorted((tmp_path / "events").iterdir()) == before


def test_leftovers_of_ours_go_and_what_others_put_there_stays(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
    orphan, torn, foreign = (
        tmp_path / "events" / name for name in ("0" * 32 + ".parquet", "1" * 32 + ".parquet.tmp", "my.csv")
    )
    for path in (orphan, torn, foreign):
        path.write_bytes(b"x")
    with start(tmp_path):
        assert [path.exists() for path in (orphan, torn, foreign)] == [False, False, True]
    assert not list(tmp_path.rglob("*.tmp"))


def child(folder, dictionaries, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.two_shards", str(folder), dictionaries],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | environment,
        cwd=ROOT,
    )


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_killed_at_any_point_and_run_again_equals_an_unbroken_run(tmp_path, point, nth):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, broken):
        code_two_shards(folder, "old")
    code_two_shards(whole, "new")
    with child(broken, "new", CODER_FAULT=f"{point}:{nth}") as killed:
        killed.communicate()
    assert killed.returncode == 137
    letters = [name.split()[1] for name in stored(broken)]
    assert len(set(letters)) == len(letters), "a story counts twice"
    named = [path for shard in read_manifest(broken).shards.values() for path in shard.paths().values()]
    assert all((broken / path).exists() for path in named), "the manifest names a file that is not there"
    code_two_shards(broken, "new")
    assert bytes_of(broken) == bytes_of(whole)
    assert stored(broken) == ["new a", "new b", "new c"]
    assert read_manifest(broken).shards == read_manifest(whole).shards


def test_a_second_writer_is_told_who_writes(tmp_path):
    with child(tmp_path, "first") as writer:
        assert writer.stdout.readline() == b"ready\n"
        with pytest.raises(LockedError, match=f"process {writer.pid} on {socket.gethostname()}"), start(tmp_path):
            pass
        writer.communicate()
    assert stored(tmp_path) == ["first a", "first b", "first c"]
    with start(tmp_path) as run:
        assert run.notices == []


def test_the_lock_of_a_dead_writer_is_taken_over(tmp_path):
    with child(tmp_path, "first") as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    with start(tmp_path) as run:
        assert run.notices == [
            f"process {writer.pid} on {socket.gethostname()} died while it wrote here; its finished shards are kept"
        ]


def test_the_lock_of_another_host_is_respected(tmp_path):
    (tmp_path / ".lock").write_text("process 12 on elsewhere\n")
    with pytest.raises(LockedError, match=r"process 12 on elsewhere is writing.*remove .*\.lock"), start(tmp_path):
        pass
    (tmp_path / ".lock").unlink()
    with start(tmp_path):
        pass


def test_an_error_in_a_run_lets_the_next_one_in(tmp_path):
    with pytest.raises(ZeroDivisionError), start(tmp_path):
        raise ZeroDivisionError
    with start(tmp_path) as run:
        assert run.notices == []


def test_an_output_that_is_a_file_is_named(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(CoderError, match=r"out: cannot be written.*another folder"), start(tmp_path / "out"):
        pass


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that nobody can write to")
def test_an_output_that_cannot_be_written_is_named():
    with pytest.raises(CoderError, match="/proc/output: cannot be written"), start("/proc/output"):
        pass


FULL = """
import resource, signal, sys
from tests.two_shards import start, write
from coder.errors import CoderError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with start(sys.argv[1]) as run:
    write(run, "news.jsonl", 0, ["a"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
    try:
        write(run, "news.jsonl", 1, ["b"])
    except CoderError as error:
        print(error)
    # Now the Parquet files, which compress the long name of the input, still fit, and their line in the manifest does not.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, resource.RLIM_INFINITY))
    try:
        write(run, "news" * 10000, 0, ["c"])
    except CoderError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    write(run, "news.jsonl", 2, ["d"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX's")
def test_a_disk_that_takes_no_more_leaves_the_shards_before_it(tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    shard, line = said.splitlines()
    assert shard == f"{tmp_path}: cannot be written (File too large); free space, or name another folder with --output"
    assert line.startswith(f"{tmp_path / 'manifest.jsonl'}: cannot be written")
    assert not list(tmp_path.rglob("*.tmp"))
    assert [shard.part for shard in read_manifest(tmp_path).shards.values()] == [0, 2]
    with start(tmp_path):
        assert stored(tmp_path) == ["a", "d"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 1), st.sampled_from(["1", "2"]), st.sampled_from("xyz")),
        max_size=6,
    )
)
def test_the_last_coding_of_each_part_is_what_is_stored(tmp_path_factory, writes):
    folder = tmp_path_factory.mktemp("output")
    expected = {}
    for file, part, dictionaries, text in writes:
        with start(folder, dictionaries) as run:
            write(run, file, part, [f"{file}{part}{dictionaries}{text}"], f"{file}{part}{text}")
        expected[file, part] = f"{file}{part}{dictionaries}{text}"
    if writes:
        assert stored(folder) == sorted(expected.values())
        live = {str(path) for shard in read_manifest(folder).shards.values() for path in shard.paths().values()}
        found = {str(path.relative_to(folder)) for path in folder.rglob("*.parquet") if path.name != "schema.parquet"}
        assert live == found


def test_the_manifest_is_json_lines_that_name_the_run(tmp_path):
    with start(tmp_path) as run:
        write(run, "news.jsonl", 0, ["a"])
    lines = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [line["kind"] for line in lines] == ["run", "shard", "end"]
    assert lines[0]["options"] == {"keep_text": False}
    assert lines[1]["rows"] == {"events": 1, "stories": 1, "rejects": 0}
    assert {line["run"] for line in lines} == {run.run_id}
