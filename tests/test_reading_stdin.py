"""Standard input is JSON lines or one plain text, as its first character tells."""

import io
import sys

import pytest

from coder.stories import read_stories


@pytest.fixture
def read(monkeypatch):
    def read_from(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        return list(read_stories(["-"]))

    return read_from


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n \n"])
def test_json_lines(read, start):
    stories = read(start + b'{"text": "One."}\n{"id": "b", "text": "Two."}\n')
    assert [story.text for story in stories] == ["One.", "Two."]
    assert stories[1].id == "b"
    assert stories[0].id == f"stdin:{start.count(10) + 1}"


def test_json_lines_in_utf_16(read):
    assert [story.text for story in read('{"text": "Lomé"}\r\n'.encode("utf-16"))] == ["Lomé"]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n "])
def test_plain_text(read, start):
    (story,) = read(start + b"date 2023-07-11 ACCRA - Officials met.\n")
    assert (story.id, story.text, story.dateline_place, str(story.date)) == (
        "stdin",
        "Officials met.\n",
        "ACCRA",
        "2023-07-11",
    )


def test_nothing_at_all_is_an_empty_story(read):
    assert [story.text for story in read(b"")] == [""]


def test_a_binary_stream_is_a_reject(read):
    (reject,) = read(b"\x7fELF\0\0\0")
    assert (reject.file, reject.line, "binary" in reject.reason) == ("stdin", 0, True)
