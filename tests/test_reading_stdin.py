"""What standard input holds is told by how it begins: it is read as a file of that format would be."""

import io
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coder.stories import read_stories


@pytest.fixture
def read(monkeypatch):
    def read_from(data, **field_map):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
        return list(read_stories(["-"], field_map=field_map))

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


@pytest.mark.parametrize(
    "data",
    [
        b'[{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}]',
        b'\n[\n  {\n    "id": "a",\n    "text": "One."\n  },\n  {"id": "b", "text": "Two."}\n]\n',
        b"id,text\na,One.\nb,Two.\n",
        b"\xef\xbb\xbfid;day;Text\r\na;1;One.\r\nb;2;Two.\r\n",
        "id,text\na,One.\nb,Two.\n".encode("utf-16"),
        b'"id"|"text"\n"a"|"One."\n"b"|"Two."\n',
        b"\tid\ttext\n1\ta\tOne.\n2\tb\tTwo.\n",
        b"<?xml version='1.0'?>\n<Sentences><Sentence id='a'><Text>One.</Text></Sentence>"
        b"<Sentence id='b'><Text>Two.</Text></Sentence></Sentences>",
        b"# newdoc id = a\n1\tOne.\tone\tNUM\t_\t_\t0\troot\t_\t_\n\n"
        b"# newdoc id = b\n1\tTwo.\ttwo\tNUM\t_\t_\t0\troot\t_\t_\n\n",
    ],
    ids=["array", "array of lines", "csv", "semicolons", "csv in utf-16", "quotes", "tsv", "xml", "conllu"],
)
def test_other_formats(read, data):
    assert [(story.id, story.text) for story in read(data)] == [("a", "One."), ("b", "Two.")]


def test_one_record_over_many_lines(read):
    assert [story.text for story in read(b'{\n  "text": "One."\n}\n')] == ["One."]


def test_a_broken_first_line_of_json_lines_costs_no_other(read):
    reject, story = read(b'{"text": "One.\n{"text": "Two."}\n')
    assert (reject.line, story.text) == (1, "Two.")


def test_parquet(read):
    data = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["One.", "Two."]}), data)
    assert [story.text for story in read(data.getvalue())] == ["One.", "Two."]


def test_a_header_may_be_known_by_the_field_map(read):
    (story,) = read(b"key,words\na,One.\n", id="key", text="words")
    assert (story.id, story.text) == ("a", "One.")


def test_a_header_without_a_text_is_said(read):
    (reject,) = read(b"id,date,words\na,2023-07-11,One.\n")
    assert "no field is called text" in reject.reason


def test_other_xml_is_said(read):
    (reject,) = read(b"<?xml version='1.0'?><rss><item>One.</item></rss>")
    assert "Sentences" in reject.reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Story, the third of this week", "Officials met.\n"),
        ("", "Ghana, Togo and Benin met.\n"),
        ("", "Text"),
        ("", "[Accra] Officials met."),
        ("# A heading", "Officials met.\n"),
        ("", "1\tOfficials met.\n"),
    ],
)
def test_what_only_looks_like_it_is_text(read, title, text):
    (story,) = read(f"{title}\n\n{text}".encode() if title else text.encode())
    assert (story.title, story.text) == (title, text)


def test_a_header_that_comes_in_pieces():
    script = "printf 'id,te'; sleep 0.3; printf 'xt\\na,One.\\nb,Two.\\n'"
    reading = "from coder.stories import read_stories; print(*(story.text for story in read_stories(['-'])))"
    with subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE) as pieces:
        done = subprocess.run(
            [sys.executable, "-c", reading], stdin=pieces.stdout, capture_output=True, text=True, check=False
        )
    assert done.stdout == "One. Two.\n"
