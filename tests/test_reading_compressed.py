"""Compressed files of every format; truncated and broken ones give what stands before the break, bombs are stopped."""

import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from coder.stories import Reject, read_stories, streams

ENDINGS = pytest.mark.parametrize(
    ("ending", "compress"), [(".gz", gzip.compress), (".zst", zstandard.ZstdCompressor(write_checksum=True).compress)]
)


def table():
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": ["Officials met."]}), buffer)
    return buffer.getvalue()


def lines(count):
    records = ({"id": str(number), "text": f"Story {number * 7919 % 10007} of {number**3}."} for number in range(count))
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_stories([path]))


@ENDINGS
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("news.txt", b"Officials met."),
        ("news.jsonl", b'{"text": "Officials met."}\n'),
        ("news.json", b'[{"text": "Officials met."}]'),
        ("news.csv", b"text\nOfficials met.\n"),
        ("news.tsv", b"text\tid\nOfficials met.\ta\n"),
        ("news.parquet", table()),
        ("news.xml", b"<Sentences><Sentence><Text>Officials met.</Text></Sentence></Sentences>"),
    ],
)
def test_every_format_may_be_compressed(tmp_path, ending, compress, name, data):
    assert [story.text for story in read(tmp_path, name + ending, compress(data))] == ["Officials met."]


@ENDINGS
def test_several_members_are_one_file(tmp_path, ending, compress):
    data = b"".join(compress(line) for line in lines(5).splitlines(keepends=True))
    assert len(read(tmp_path, "news.jsonl" + ending, data)) == 5


@ENDINGS
def test_a_truncated_file_gives_the_records_before_the_break_and_a_reject(tmp_path, ending, compress):
    data = compress(lines(30_000))
    *stories, reject = read(tmp_path, "news.jsonl" + ending, data[: len(data) * 3 // 4])
    assert [story.id for story in stories] == [str(number) for number in range(len(stories))]
    assert 10_000 < len(stories) < 30_000
    assert (reject.file, reject.line) == ((tmp_path / f"news.jsonl{ending}").as_posix(), 0)
    assert "truncated" in reject.reason


@ENDINGS
@pytest.mark.parametrize("name", ["news.txt", "news.json", "news.csv", "news.parquet", "news.xml"])
def test_a_truncated_file_of_any_format_is_no_traceback(tmp_path, ending, compress, name):
    *_, reject = read(tmp_path, name + ending, compress(lines(100))[:-5])
    assert isinstance(reject, Reject)


@ENDINGS
def test_broken_data_are_a_reject(tmp_path, ending, compress):
    data = bytearray(compress(lines(1000)))
    data[-3] ^= 255
    *_, reject = read(tmp_path, "news.jsonl" + ending, bytes(data))
    assert "the compressed data are broken" in reject.reason


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_what_is_not_compressed_at_all_is_a_reject(tmp_path, ending):
    (reject,) = read(tmp_path, "news.jsonl" + ending, lines(1))
    assert "the compressed data are broken" in reject.reason


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_an_empty_file_holds_nothing(tmp_path, ending):
    assert read(tmp_path, "news.jsonl" + ending, b"") == []


@ENDINGS
def test_a_decompression_bomb_is_stopped(tmp_path, ending, compress):
    bomb = compress(b" " * (streams.FREE_EXPANSION + 2**20))
    assert len(bomb) * streams.MAX_EXPANSION < streams.FREE_EXPANSION
    (reject,) = read(tmp_path, "news.jsonl" + ending, bomb)
    assert "decompression bomb" in reject.reason


@ENDINGS
def test_a_small_file_of_like_lines_is_no_bomb(tmp_path, ending, compress):
    assert len(read(tmp_path, "news.jsonl" + ending, compress(b'{"text": "Officials met."}\n' * 50_000))) == 50_000
