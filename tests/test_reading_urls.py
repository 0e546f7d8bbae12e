"""Stories come from object stores by their URLs as they do from folders; what cannot be reached is said before any work."""

import gzip
import json
import os
import subprocess
import sys

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coder.errors import CoderError, UsageError
from coder.stories import InputFile, Reject, Story, find_inputs, read_stories
from coder.urls import file_system, plain_errors
from tests.commands import coder_process


def lines(*texts):
    """Stories as JSON lines."""
    stories = [{"id": f"{number}", "date": "2024-05-14", "text": text} for number, text in enumerate(texts)]
    return "".join(json.dumps(story) + "\n" for story in stories).encode()


FILES = {
    "news/b.txt": b"CAIRO, July 10, 2023 - Iran's foreign minister visited Egypt.",
    "news/a.jsonl.gz": gzip.compress(lines("Chad praised Libya.", "Mali praised Niger.")),
    "news/a-b/d.csv": b"id,date,text\n1,2024-05-14,Togo praised Ghana.\n",
    "news/a/c.jsonl": lines("Ghana thanked Togo."),
    "news/story[1].txt": b"Officials met.",
    "news/.hidden.txt": b"",
    "news/.git/d.txt": b"",
    "news/map.png": b"",
}


@pytest.fixture
def stores(bucket, tmp_path):
    """The same files in an object store, in memory, and in a folder."""
    fsspec.filesystem("memory").store.clear()
    for url in (bucket, "memory://here", tmp_path.as_uri()):
        system, path = file_system(url)
        for name, content in FILES.items():
            system.makedirs(f"{path}/{name}".rpartition("/")[0], exist_ok=True)
            system.pipe_file(f"{path}/{name}", content)
    return [bucket, "memory://here", tmp_path.as_uri()]


def stories(given):
    """Id, text and day of the stories, which all can be read."""
    found = [story for story in read_stories([given]) if isinstance(story, Story)]
    return [(story.id.replace(given, ""), story.text, story.date) for story in found]


def rejects(given):
    return [record for record in read_stories([given]) if isinstance(record, Reject)]


def names(*inputs):
    return [file.name for file in find_inputs(inputs)]


@pytest.mark.parametrize(
    "given",
    [
        ["news"],
        ["news/"],
        ["news/*"],
        ["news/**/*.jsonl*"],
        ["news/b.txt", "news/*.gz", "news"],
        ["news/story[1].txt"],
        ["news/a?b/*"],
    ],
)
def test_urls_find_what_paths_find_in_the_same_order(stores, tmp_path, given):
    local = names(*(f"{tmp_path}/{name}" for name in given))
    assert local
    for store in stores:
        found = names(*(f"{store}/{name}" for name in given))
        assert found == [name.replace(tmp_path.as_posix(), store) for name in local]


def test_the_name_tells_the_format(stores):
    for store in stores:
        assert find_inputs([f"{store}/news/a.jsonl.gz"]) == [InputFile(f"{store}/news/a.jsonl.gz", "jsonl", "gzip")]


def test_the_same_stories_come_out_of_every_store(stores, tmp_path):
    expected = stories(tmp_path.as_posix())
    assert len(expected) == 6
    for store in stores:
        assert stories(store) == expected


def test_rejects_name_the_url_and_the_line(bucket):
    store = fsspec.filesystem("s3")
    store.pipe_file(f"{bucket}/a.jsonl", lines("Chad praised Libya.") + b"{broken\n")
    store.pipe_file(f"{bucket}/b.jsonl.gz", gzip.compress(lines("Chad praised Libya.") * 100)[:-20])
    broken, cut = rejects(bucket)
    assert (broken.file, broken.line) == (f"{bucket}/a.jsonl", 2)
    assert (cut.file, cut.line) == (f"{bucket}/b.jsonl.gz", 0)
    assert "truncated" in cut.reason


def test_a_file_that_is_gone_when_it_is_read_is_a_reject(bucket):
    store = fsspec.filesystem("s3")
    store.pipe_file(f"{bucket}/a.txt", b"Chad praised Libya.")
    records = read_stories([bucket])
    store.rm_file(f"{bucket}/a.txt")
    [reject] = records
    assert isinstance(reject, Reject)
    assert reject.file == f"{bucket}/a.txt"


def test_a_parquet_file_is_read_where_it_lies(bucket):
    with fsspec.open(f"{bucket}/a.parquet", "wb") as file:
        pq.write_table(pa.table({"id": ["a", "b"], "text": ["Chad praised Libya.", "Mali thanked Niger."]}), file)
    assert stories(f"{bucket}/a.parquet") == [("a", "Chad praised Libya.", None), ("b", "Mali thanked Niger.", None)]


def test_what_is_not_there_is_said(bucket):
    for given, message in [
        (f"{bucket}/nothing.jsonl", "no such file or folder"),
        (f"{bucket}/*.jsonl", "the glob matches no file to read"),
        ("s3://there-is-no-such-bucket/a.jsonl", "no such file or folder .*bucket does not exist"),
        ("memory://nowhere/a.jsonl", "no such file or folder"),
    ]:
        with pytest.raises(UsageError, match=message):
            find_inputs([given])


def test_a_name_without_a_known_ending_is_said(bucket):
    fsspec.filesystem("s3").pipe_file(f"{bucket}/map.png", b"")
    with pytest.raises(UsageError, match=r"map\.png: the name does not tell the format"):
        find_inputs([f"{bucket}/map.png"])
    with pytest.raises(UsageError, match="the folder holds no file to read"):
        find_inputs([bucket])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("never://bucket/a.txt", "Protocol not known"),
        ("ftp://me:secret@host/a.txt", r"^ftp://\.\.\.: the URL holds a password"),
        ("https://host/a.txt?signature=secret", r"^https://host/a\.txt: a query"),
        ("zip://a.txt::file:///a.zip", "chained"),
    ],
)
def test_urls_that_cannot_work_are_usage_errors_that_show_no_secret(given, message):
    with pytest.raises(UsageError, match=message) as raised:
        find_inputs([given])
    assert "secret" not in str(raised.value)


def test_a_missing_package_is_named():
    code = (
        "import sys; sys.modules['s3fs'] = None\n"
        "from coder.cli import main; sys.argv = ['coder', 'code', 's3://bucket/a.txt']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "coder: s3://bucket/a.txt: Install s3fs to access S3; it comes with the extra `s3`: "
        "in the checkout of coder, python3 -m pip --python .venv install '.[s3]'\n"
    )


@pytest.mark.parametrize("given", ["a.jsonl", "*.jsonl", ""])
def test_wrong_credentials_are_said_without_showing_them(bucket, monkeypatch, given):
    fsspec.filesystem("s3").pipe_file(f"{bucket}/a.jsonl", lines("Chad praised Libya."))
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    done = coder_process("code", f"{bucket}/{given}", "--jsonl")
    assert done.status == 1
    assert "cannot be read" in done.err
    assert "the key of the tester" not in done.err


def test_no_credentials_are_said(bucket):
    env = {
        name: value for name, value in os.environ.items() if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    }
    done = coder_process("code", f"{bucket}/a.jsonl", "--jsonl", env=env)
    assert done.status == 1
    assert "Unable to locate credentials" in done.err


def test_fsspecs_own_variables_name_the_store_too(bucket, object_store):
    fsspec.filesystem("s3").pipe_file(f"{bucket}/map.png", b"")
    env = {name: value for name, value in os.environ.items() if name != "AWS_ENDPOINT_URL"}
    done = coder_process("code", bucket, "--jsonl", env=env | {"FSSPEC_S3_ENDPOINT_URL": object_store})
    assert "the folder holds no file to read" in done.err


def test_what_a_package_raises_is_an_error_of_the_file():
    class PackageError(Exception):
        pass

    with pytest.raises(OSError, match="gone"), plain_errors():
        raise PackageError("gone")
    with pytest.raises(CoderError), plain_errors():
        raise CoderError("stopped")
