"""Files, folders and globs are found in a fixed order; what cannot be read as asked is said before any work."""

import subprocess
import sys

import pytest

from coder.errors import UsageError
from coder.stories import InputFile, Reject, Story, find_inputs, read_stories


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "news/b.txt",
        "news/a.jsonl",
        "news/2023/c.csv.gz",
        "news/.hidden.txt",
        "news/.git/d.txt",
        "news/map.png",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path


def names(inputs):
    return [file.name for file in find_inputs(inputs)]


def test_a_folder_is_searched_to_its_bottom_in_order_without_hidden_and_foreign_files(folder):
    assert names(["news"]) == ["news/2023/c.csv.gz", "news/a.jsonl", "news/b.txt"]


def test_files_keep_the_order_given_and_come_once(folder):
    assert names(["./news/b.txt", "news/a.jsonl", "news"]) == ["news/b.txt", "news/a.jsonl", "news/2023/c.csv.gz"]


def test_a_glob_finds_files_and_folders(folder):
    assert names(["news/*"]) == ["news/2023/c.csv.gz", "news/a.jsonl", "news/b.txt"]
    assert names(["**/*.txt"]) == ["news/b.txt"]
    assert names([str(folder / "*" / "*.txt")]) == [(folder / "news" / "b.txt").as_posix()]


def test_a_name_with_brackets_is_a_name_before_it_is_a_glob(folder):
    (folder / "story[1].txt").write_text("Officials met.")
    assert names(["story[1].txt"]) == ["story[1].txt"]


@pytest.mark.parametrize(
    ("name", "file_format", "compression"),
    [
        ("a.txt", "text", ""),
        ("a.JSONL", "jsonl", ""),
        ("a.ndjson", "jsonl", ""),
        ("a.json", "json", ""),
        ("a.csv", "csv", ""),
        ("a.tsv.zst", "tsv", "zstd"),
        ("a.parquet", "parquet", ""),
        ("a.xml.gz", "petrarch", "gzip"),
    ],
)
def test_the_name_tells_the_format(tmp_path, monkeypatch, name, file_format, compression):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(b"")
    assert find_inputs([name]) == [InputFile(name, file_format, compression)]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.txt", "nowhere.txt: no such file or folder"),
        ("news/*.md", "matches no file to read"),
        ("news/.git/nothing", "no such file or folder"),
        ("empty", "the folder holds no file to read"),
        ("news/map.png", "the name does not tell the format"),
    ],
)
def test_an_input_that_cannot_work_is_named(folder, given, message):
    (folder / "empty").mkdir()
    with pytest.raises(UsageError, match=message):
        read_stories(["news/b.txt", given])


def test_no_input_at_all_is_an_error():
    with pytest.raises(UsageError, match="no input"):
        read_stories([])


def test_a_file_that_goes_away_is_a_reject_and_the_others_are_read(folder):
    (folder / "news/b.txt").write_text("Officials met.")
    stories = read_stories(["news/a.jsonl", "news/2023/c.csv.gz", "news/b.txt"])
    (folder / "news/a.jsonl").unlink()
    reject, story = stories
    assert isinstance(reject, Reject)
    assert isinstance(story, Story)
    assert (reject.file, reject.line, reject.reason) == ("news/a.jsonl", 0, "No such file or directory")
    assert story.text == "Officials met."


def test_formats_that_are_not_read_are_not_imported(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "Officials met."}\n')
    program = (
        "import sys, coder.stories\n"
        "assert len(list(coder.stories.read_stories(sys.argv[1:]))) == 1\n"
        "print(*{'lxml', 'polars', 'pyarrow', 'spacy', 'charset_normalizer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.jsonl")], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
