"""How far a run is can be told for every input whose size is known, and is shown on a terminal."""

import gzip
import json
import os
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from coder.stories import InputFile, Position, find_inputs, read_file
from tests.commands import COMMAND, write_stories

STORIES = [{"id": f"s{number:04}", "text": f"{number:04} " * 40} for number in range(2000)]
LINES = "".join(json.dumps(story) + "\n" for story in STORIES).encode()


def read_half(files, position):
    """Read the half of the stories; gives an iterator of the others."""
    stories = (story for file in files for story in read_file(file, position=position))
    for _ in range(len(STORIES) // 2):
        next(stories)
        position.records += 1
    return stories


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", LINES),
        ("a.json", b"[" + LINES.replace(b"}\n", b"},\n")[:-2] + b"]"),
        ("a.jsonl.gz", gzip.compress(LINES)),
        ("a.jsonl.zst", zstandard.compress(LINES, 1)),
        ("a.csv", b"id,text\n" + b"".join(f"{story['id']},{story['text']}\n".encode() for story in STORIES)),
    ],
)
def test_half_of_the_stories_are_half_of_the_bytes(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    files = find_inputs([tmp_path])
    position = Position(files)
    assert position.size == len(data)
    rest = read_half(files, position)
    assert position.bytes_a_record * 1000 == pytest.approx(len(data) / 2, rel=0.15)
    position.records += len(list(rest))
    assert position.bytes_a_record * 2000 == pytest.approx(len(data))


def test_many_files_add_up(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.jsonl").write_bytes(b"".join(LINES.splitlines(keepends=True)[number * 500 :][:500]))
    files = find_inputs([tmp_path])
    position = Position(files)
    rest = read_half(files, position)
    assert position.size == len(LINES)
    assert position.bytes_a_record * 1000 == pytest.approx(len(LINES) / 2)
    assert next(rest)


def test_parquet(tmp_path):
    table = pa.table({"id": [story["id"] for story in STORIES], "text": [os.urandom(200).hex() for _ in STORIES]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=100)
    files = find_inputs([tmp_path])
    position = Position(files)
    rest = read_half(files, position)
    size = (tmp_path / "a.parquet").stat().st_size
    assert position.size == size
    assert position.bytes_a_record * 1000 == pytest.approx(size / 2, rel=0.15)
    assert next(rest)


def test_the_size_of_a_pipe_is_not_known(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINES)
    assert Position([*find_inputs([tmp_path]), InputFile("stdin", "stdin")]).size is None


@pytest.mark.parametrize("name", ["news.jsonl", "-"])
def test_a_terminal_shows_stories_and_where_the_size_is_known_the_time_left(tmp_path, name):
    pty = pytest.importorskip("pty")
    path = write_stories(tmp_path / "news.jsonl", [{"id": f"s{n}", "text": "Chad praised Libya."} for n in range(120)])
    command = [*COMMAND, "code", name, "-o", "out", "--workers", "0"]
    ours, theirs = pty.openpty()
    with path.open("rb") as stdin, os.fdopen(ours, "rb", buffering=0) as terminal:
        env = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
        with subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=theirs, cwd=tmp_path, env=env):
            os.close(theirs)
            shown = b""
            try:
                while piece := terminal.read(2**16):
                    shown += piece
            except OSError:
                pass  # the other end is closed
    assert b"120 stories" in shown
    assert (b"left" in shown) == (name != "-")
    assert b"120 coded" in shown
