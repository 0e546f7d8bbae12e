"""An output in an object store keeps the promises of one in a folder: whole shards, no mixing, one writer, restart, SQL."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import duckdb
import fsspec
import pytest

from coder.cli.formats import plain_message
from coder.errors import CoderError, LockedError, UsageError
from coder.events import CodedStory
from coder.query import connect, refresh
from coder.store import Output, Shard, Share, read_manifest
from coder.stories import Reject
from coder.urls import file_system
from tests.commands import coder, write_stories
from tests.sample_events import JULY, event

HERE = f"on {socket.gethostname()} since"
STORIES = [
    {"id": "a", "date": "2024-05-14", "text": "Norway's president met with officials of Sudan on Monday."},
    {"id": "b", "date": "2024-05-15", "text": "Chad praised Libya. The two countries signed an agreement."},
]


@pytest.fixture(params=["s3", "memory"])
def place(request, bucket):
    """A place for an output in an object store."""
    return f"{bucket}/run" if request.param == "s3" else f"memory://{bucket.removeprefix('s3://')}/run"


def start(where, dictionaries="first", share=None):
    options = {"keep_text": False}
    return Output(where).run(dictionaries_digest=dictionaries, model="model", options=options, share=share)


def write(run, part, *names, content=""):
    shard = Shard("news.jsonl", part, content or f"{part} {names}")
    if run.stored(shard):
        return False
    events = [event(name, JULY, "IRN", "040", "EGY", story_id=f"story of {name}") for name in names]
    run.write(
        shard, events=events, stories=[CodedStory(story_id=f"story of {name}", file="news.jsonl") for name in names]
    )
    return True


def code_two_shards(where, dictionaries):
    with start(where, dictionaries) as run:
        write(run, 0, f"{dictionaries} a", f"{dictionaries} b", content="text")
        write(run, 1, f"{dictionaries} c", content="more text")


def objects(place):
    """Everything below a URL, or in a folder: names and contents."""
    system, root = file_system(str(place) if "://" in str(place) else place.as_uri())
    system.invalidate_cache()
    found = system.find(root)
    return {name[len(root) + 1 :]: system.cat_file(name) for name in found}


def parquet(place):
    return {name: content for name, content in objects(place).items() if name.endswith(".parquet")}


def stored(place):
    with connect(place) as connection:
        return [row[0] for row in connection.execute("select event_id from events order by all").fetchall()]


def test_the_objects_are_the_files_that_a_folder_has(place, tmp_path):
    for where in (place, tmp_path / "run"):
        with start(where) as run:
            write(run, 0, "a", "b")
            run.write(Shard("news.jsonl", 1, "x"), rejects=[Reject("news.jsonl", 7, "no text", "{}")])
        with start(where, "second") as run:
            write(run, 0, "c")
            run.trim("news.jsonl", 1)
    assert parquet(place) == parquet(tmp_path / "run")
    lines = [content for name, content in sorted(objects(place).items()) if name.startswith("manifest.jsonl/")]
    local = (tmp_path / "run" / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    assert [json.loads(line) | {"at": ""} for line in lines] == [json.loads(line) | {"at": ""} for line in local]
    assert stored(place) == ["c"]


def test_a_second_run_skips_what_is_done_and_codes_again_what_was_deleted(place):
    with start(place) as run:
        assert write(run, 0, "a")
        assert write(run, 1, "b")
        assert not write(run, 0, "a")
    system, root = file_system(place)
    system.rm_file(f"{root}/events/{run.key(Shard('news.jsonl', 1, '1 (' + repr('b') + ',)'))}.parquet")
    with start(place) as run:
        assert not write(run, 0, "a")
        assert write(run, 1, "b")
        assert run.notices == []
    assert stored(place) == ["a", "b"]


def test_leftovers_of_ours_go_and_what_others_put_there_stays(place):
    with start(place) as run:
        write(run, 0, "a")
    system, root = file_system(place)
    for name in ("events/" + "0" * 32 + ".parquet", "events/my.csv"):
        system.pipe_file(f"{root}/{name}", b"x")
    with start(place):
        pass
    assert "events/my.csv" in objects(place)
    assert stored(place) == ["a"]
    assert "events/" + "0" * 32 + ".parquet" not in objects(place)


CHILD = """
import sys
from tests.test_remote_output import code_two_shards, start
if sys.argv[2:] == ["wait"]:
    with start(sys.argv[1]):
        print("ready", flush=True)
        sys.stdin.read()
else:
    code_two_shards(*sys.argv[1:])
"""


def child(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | environment,
        cwd=Path(__file__).parent.parent,
    )


@pytest.mark.parametrize(
    "fault",
    ["before-write:1", "after-drop:2", "after-unlink:1", "after-put:1", "before-manifest:2", "after-manifest:1"],
)
def test_killed_at_any_point_and_run_again_equals_an_unbroken_run(bucket, tmp_path, fault):
    place = f"{bucket}/run"
    code_two_shards(place, "old")
    with child(place, "new", CODER_FAULT=fault) as killed:
        killed.communicate()
    assert killed.returncode == 137
    letters = [name.split()[1] for name in stored(place)]
    assert len(set(letters)) == len(letters), "a story counts twice"
    with start(place, "new") as run:
        assert run.notices[0].startswith(f"process {killed.pid} {HERE}")
    code_two_shards(place, "new")
    for dictionaries in ("old", "new"):
        code_two_shards(tmp_path / "whole", dictionaries)
    assert parquet(place) == parquet(tmp_path / "whole")
    assert read_manifest(place).shards == read_manifest(tmp_path / "whole").shards


def test_a_second_writer_is_told_who_writes(bucket):
    place = f"{bucket}/run"
    with child(place, "wait") as writer:
        assert writer.stdout.readline() == b"ready\n"
        with pytest.raises(LockedError, match=rf"process {writer.pid} {HERE} .*remove {place}/\.lock"), start(place):
            pass
        writer.communicate()
    with start(place) as run:
        assert run.notices == []
    assert ".lock" not in objects(place)


def test_the_lock_of_a_dead_writer_is_taken_over(bucket):
    with child(f"{bucket}/run", "wait") as writer:
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    with start(f"{bucket}/run") as run:
        assert run.notices[0].startswith(f"process {writer.pid} {HERE}")


def test_the_lock_of_another_host_is_respected(place):
    system, root = file_system(place)
    system.pipe_file(f"{root}/.lock", b"process 12 on elsewhere since 2024-05-14\n")
    with pytest.raises(LockedError, match=r"process 12 on elsewhere .*remove .*\.lock"), start(place):
        pass
    system.rm_file(f"{root}/.lock")
    with start(place):
        pass


def test_an_error_in_a_run_lets_the_next_one_in(place):
    with pytest.raises(ZeroDivisionError), start(place):
        raise ZeroDivisionError
    with start(place) as run:
        assert run.notices == []


def test_a_writer_whose_lock_was_removed_can_mix_nothing_in(place):
    system, root = file_system(place)
    with ExitStack() as locked:
        first = locked.enter_context(start(place))
        write(first, 0, "a")
        system.rm_file(f"{root}/.lock")
        with start(place, "second") as second:
            write(second, 0, "b")
        with pytest.raises(LockedError, match="another process has written here"):
            write(first, 1, "c")
        locked.pop_all()
    assert stored(place) == ["b"]
    with start(place, "second") as run:
        assert not write(run, 0, "b")
    assert len(objects(place)) == len(read_manifest(place).shards) * 2 + 3 + sum(read_manifest(place).lines.values())


def test_jobs_that_share_a_run_write_side_by_side(place):
    with start(place, share=Share(1, 2)) as first, start(place, share=Share(2, 2)) as second:
        write(first, 0, "a")
        write(second, 1, "b")
        for other in (None, Share(1, 2), Share(1, 3)):
            with pytest.raises(LockedError, match=rf"process {os.getpid()} {HERE}"), start(place, share=other):
                pass
    assert stored(place) == ["a", "b"]
    with start(place) as run:
        assert not write(run, 0, "a")
        assert not write(run, 1, "b")


def test_a_line_of_the_manifest_that_is_gone_is_named(place):
    with start(place) as run:
        write(run, 0, "a")
    system, root = file_system(place)
    system.rm_file(f"{root}/manifest.jsonl/00000002")
    with pytest.raises(CoderError, match=r"manifest\.jsonl/00000003 is there and manifest\.jsonl/00000002 is not"):
        stored(place)
    system.pipe_file(f"{root}/manifest.jsonl/00000002", b"what?\n")
    with pytest.raises(CoderError, match=r"manifest\.jsonl:2: not a line"):
        stored(place)


def test_a_bucket_that_is_not_there_is_said(object_store):
    with (
        pytest.raises(CoderError, match=r"^s3://no-such-bucket/run: cannot be written \(The specified bucket does not"),
        start("s3://no-such-bucket/run"),
    ):
        pass
    with pytest.raises(CoderError, match=r"s3://no-such-bucket/run"):
        connect("s3://no-such-bucket/run")


def test_wrong_credentials_are_said_without_showing_them(bucket, monkeypatch):
    with start(f"{bucket}/run"):
        pass
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    for ask in (lambda: start(f"{bucket}/run").__enter__(), lambda: connect(f"{bucket}/run")):
        with pytest.raises(CoderError, match=f"{bucket}/run.*cannot be") as raised:
            ask()
        assert "the key of the tester" not in str(raised.value)


def test_a_place_without_an_output_is_a_usage_error(place):
    with pytest.raises(UsageError, match="no output of coder here"):
        connect(place)


def test_a_query_reads_this_output_and_nothing_else(bucket):
    for name in ("run", "run2"):
        with start(f"{bucket}/{name}") as run:
            write(run, 0, name)
    with connect(f"{bucket}/run") as connection:
        for other in (f"{bucket}/run2/events/schema.parquet", f"{bucket}/x.parquet", "/etc/hostname"):
            with pytest.raises(duckdb.PermissionException):
                connection.execute("from read_blob(?)", [other])
    assert refresh(f"{bucket}/run") is None


def test_a_url_of_a_file_is_a_folder(tmp_path):
    for dictionaries in ("first", "second"):
        with start(tmp_path.as_uri(), dictionaries) as run:
            write(run, 0, "a")
    assert len((tmp_path / "manifest.jsonl").read_text().splitlines()) == 7
    assert refresh(tmp_path.as_uri()) == tmp_path / "events.duckdb"
    assert stored(tmp_path.as_uri()) == stored(tmp_path) == ["a"]


def test_the_commands_work_on_urls_as_on_folders(bucket, tmp_path):
    news, own = tmp_path / "news", tmp_path / "own" / "verbs"
    news.mkdir()
    own.mkdir(parents=True)
    write_stories(news / "news.jsonl", STORIES)
    fsspec.filesystem("s3").put_file(str(news / "news.jsonl"), f"{bucket}/news.jsonl")
    rule = "praise,verb,object=ACTOR,111,,Chad praised Libya.\n"
    (own / "own.csv").write_text(f"trigger,pos,pattern,code,roles,example\n{rule}")

    local, remote = tmp_path / "run", f"{bucket}/run"
    for where, source in ((local, news), (remote, f"{bucket}/*.jsonl")):
        done = coder("code", source, "-o", where, "--workers", 0, "--keep-parses")
        assert done.status == 0, done.err
        assert done.err.endswith(f"-o {where}\n")

    def shown(where):
        """What the commands show of an output."""
        files = [tmp_path / name for name in ("events.csv", "sheet.csv")]
        coder("export", where, "--format", "csv", "-o", files[0])
        coder("sample", where, "-o", files[1])
        queries = ("from events order by all", "select * exclude file from stories order by all", "from dyad_month")
        rows = [coder("sql", query, "-o", where, "--format", "jsonl").rows for query in queries]
        rows.append(coder("dyads", "NOR", "SDN", "-o", where, "--format", "jsonl").rows)
        rows.append(coder("dedup", where, "--format", "jsonl").rows)
        return rows, [file.read_bytes() for file in files]

    assert shown(local) == shown(remote)
    assert all(shown(remote)[0])
    recoded = coder("recode", remote, "-o", f"{remote}-changed/", "--dictionaries", tmp_path / "own", "--workers", 0)
    assert recoded.status == 0, recoded.err
    for before in (local, remote):
        changed = coder("diff", before, f"{remote}-changed", "--format", "jsonl").rows
        assert [(row["source_code"], row["code_a"], row["code_b"]) for row in changed] == [("TCD", "051", "111")]


def test_events_of_others_are_imported_once(bucket, tmp_path):
    with start(tmp_path / "run") as run:
        write(run, 0, "a", "b")
    coder("export", tmp_path / "run", "--format", "icews", "-o", tmp_path / "events.tab")
    imported = coder("import", "icews", tmp_path / "events.tab", "-o", f"{bucket}/run")
    assert "2 events" in imported.err
    (tmp_path / "more.tab").write_bytes((tmp_path / "events.tab").read_bytes() + b"\n")
    again = coder("import", "icews", tmp_path / "more.tab", "-o", f"{bucket}/run")
    assert "0 events" in again.err


@pytest.mark.parametrize(
    "arguments", [("report", "out", "-o"), ("export", "out", "--release"), ("sql", "select 1", "--save")]
)
def test_a_url_for_a_single_file_is_refused(arguments):
    done = coder(*arguments, "s3://bucket/file")
    assert done.status == 2
    assert "'s3://bucket/file' is a URL; name a path on this machine" in done.err


@pytest.mark.parametrize("command", [("sql", "from events", "-o"), ("dyads", "IRN", "EGY", "-o"), ("dedup",)])
def test_a_shard_that_is_gone_is_an_error(bucket, command):
    with start(f"{bucket}/run") as run:
        write(run, 0, "a")
    system, root = file_system(bucket)
    [shard] = read_manifest(f"{bucket}/run").shards.values()
    path = shard.paths()["events"]
    system.rm_file(f"{root}/run/{path.as_posix()}")
    done = coder(*command, f"{bucket}/run")
    assert done.status == 1
    assert path.name in done.err


def test_a_shard_that_must_not_be_read_is_an_error(bucket, monkeypatch):
    with start(f"{bucket}/run") as run:
        write(run, 0, "a")
    with connect(f"{bucket}/run") as connection:
        monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
        with pytest.raises(duckdb.Error) as raised:
            connection.execute("from events")
    assert (
        plain_message(raised.value)
        == "PermissionError: The AWS Access Key Id you provided does not exist in our records."
    )
