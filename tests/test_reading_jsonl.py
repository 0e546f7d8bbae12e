"""JSON lines: each line is a story or a reject, and a bad line never harms the next."""

import codecs
import json
import tracemalloc
from datetime import date

import pytest

from coder.stories import Reject, Story, jsonl, read_stories, streams
from coder.stories.jsonl import read_lines

GOOD = b'{"id": "last", "text": "Officials met."}'


def read(tmp_path, data, name="news.jsonl"):
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_stories([path]))


def test_all_fields_of_a_story_are_read(tmp_path):
    record = {
        "id": 12,
        "date": "2023-07-11",
        "text": "Iran met Egypt.",
        "title": "Iran  meets\nEgypt",
        "publisher": "Reuters",
        "url": "https://example.org/1",
    }
    assert read(tmp_path, json.dumps(record).encode()) == [
        Story(
            id="12",
            text="Iran met Egypt.",
            date=date(2023, 7, 11),
            title="Iran meets Egypt",
            publisher="Reuters",
            url="https://example.org/1",
        )
    ]


def test_the_last_line_needs_no_line_feed_and_blank_lines_count(tmp_path):
    stories = read(tmp_path, b'\n{"text": "One."}\r\n  \n{"text": "Two."}')
    assert [story.id.rpartition("/")[2] for story in stories] == ["news.jsonl:2", "news.jsonl:4"]


def test_a_byte_order_mark_is_honoured(tmp_path):
    text = '{"text": "Lomé\u2028met."}\n{"text": "Togo."}\n'
    for data in (codecs.BOM_UTF8 + text.encode(), codecs.BOM_UTF16_LE + text.encode("utf-16-le")):
        assert [story.text for story in read(tmp_path, data)] == ["Lomé\u2028met.", "Togo."]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "Cut', "broken JSON at column"),
        (b'{"text": "a", "score": NaN}', "broken JSON at column 24"),
        (b'{"text": "a"} {"text": "b"}', "broken JSON at column 15"),
        (b'{"text": "\\ud800"}', "broken JSON"),
        (b'{"text": "\xff"}', "not valid UTF-8 (byte 11 of the record)"),
        (b'{"text": ' + b"[" * 100_000, "broken JSON"),
        (b'["text"]', "no JSON object"),
        (b"text", "broken JSON at column 1"),
        (b"null", "no JSON object"),
        (b"\x1f\x8b\x08\0", "not valid UTF-8"),
        (b'{"id": "a", "title": "No text"}', "(fields: 'id', 'title')"),
        (b"{}", "no text: no field is called text, content, body, article, full_text, story, maintext (fields: none)"),
        (b'{"text": ["a"]}', "the text is no string"),
        (b'{"text": 12}', "the text is no string"),
        (b'{"text": "a", "date": "00/00/0000"}', "unreadable date '00/00/0000'"),
        (b'{"text": "a", "date": {"a": [1]}}', "unreadable date"),
    ],
)
def test_a_bad_line_is_a_reject_with_file_line_and_reason(tmp_path, line, reason):
    first, reject, last = read(tmp_path, b"\n".join([GOOD, line, GOOD]))
    assert isinstance(reject, Reject)
    assert (reject.file, reject.line) == ((tmp_path / "news.jsonl").as_posix(), 2)
    assert reason in reject.reason
    assert reject.raw.startswith(
        line[:5].decode(errors="replace").replace("\x1f", " ").replace("\x08", " ").replace("\0", " ")
    )
    assert len(reject.raw) <= 200
    assert first == last


def test_strange_but_valid_json_is_read(tmp_path):
    line = b'{"id": 123456789012345678901234567890, "text": "One.", "text": "Two.", "more": {"a": [{"b": null}]}, "title": [1]}'
    (story,) = read(tmp_path, line)
    assert (story.text, story.title, bool(story.id)) == ("Two.", "", True)


@pytest.mark.parametrize("line", [b'{"text": ""}', b'{"text": " \\n"}', b'{"text": null}'])
def test_a_blank_text_is_a_story_without_text(tmp_path, line):
    assert [story.text for story in read(tmp_path, line)] == [""]


def test_a_story_of_2_mb_on_one_line(tmp_path):
    text = "Officials of Ghana and Togo met. " * 65_000
    (story,) = read(tmp_path, json.dumps({"text": text}).encode())
    assert story.text == text


def test_a_line_beyond_all_measure_is_one_reject(monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_RECORD_BYTES", 1000)
    lines = [GOOD + b"\n", b"[" * 1000, b"[" * 1000, b"[\n", GOOD]
    first, reject, last = read_lines(lines, "news.jsonl")
    assert isinstance(reject, Reject)
    assert (reject.line, "no story" in reject.reason) == (2, True)
    assert (first.line, last.line) == (1, 3)


def test_long_lines_come_in_pieces_of_bounded_size(tmp_path):
    (tmp_path / "a").write_bytes(b"ab\n" + b"c" * 10)
    with (tmp_path / "a").open("rb") as stream:
        assert list(streams.utf8_lines(stream, 4)) == [b"ab\n", b"cccc", b"cccc", b"cc"]


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count):
        path = tmp_path / "many.jsonl"
        path.write_bytes((json.dumps({"text": "Officials met. " * 50}) + "\n").encode() * count)
        tracemalloc.start()
        try:
            read_count = sum(1 for _ in read_stories([path]))
            return read_count, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    (few, small), (many, large) = peak(200), peak(4000)
    assert (few, many) == (200, 4000)
    assert large < 2 * small
