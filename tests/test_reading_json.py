"""A .json file is an array of records, one record, or JSON lines."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.stories import Reject, json_file, read_stories
from coder.stories.json_file import elements


def read(tmp_path, data):
    path = tmp_path / "news.json"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_stories([path]))


RECORDS = [{"id": "a", "text": 'Iran, Egypt [and] {Oman} met \\ "talked".'}, {"id": "b", "text": "Two."}]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_records(tmp_path, indent):
    stories = read(tmp_path, "\n " + json.dumps(RECORDS, indent=indent) + "\n")
    assert [(story.id, story.text) for story in stories] == [(record["id"], record["text"]) for record in RECORDS]


def test_an_array_in_utf_16(tmp_path):
    data = codecs.BOM_UTF16_LE + json.dumps(RECORDS).encode("utf-16-le")
    assert [story.id for story in read(tmp_path, data)] == ["a", "b"]


@pytest.mark.parametrize("data", ["", " \n", "[]", "[ ]\n"])
def test_nothing_in_it(tmp_path, data):
    assert read(tmp_path, data) == []


def test_a_story_without_id_is_called_by_the_line_on_which_it_begins(tmp_path):
    stories = read(tmp_path, '[\n  {"text": "One."},\n\n  {\n"text": "Two."}]')
    assert [story.id.rpartition(":")[2] for story in stories] == ["2", "4"]


def test_one_record_over_several_lines(tmp_path):
    assert [story.id for story in read(tmp_path, json.dumps(RECORDS[0], indent=4))] == ["a"]


def test_json_lines_under_this_name(tmp_path):
    first, reject, last = read(tmp_path, '{"text": "One."}\n{"text": \n{"text": "Two."}\n')
    assert (first.text, reject.line, last.text) == ("One.", 2, "Two.")


def test_a_broken_element_does_not_stop_the_others(tmp_path):
    stories = read(tmp_path, '[{"text": "One."},\n{"text": },\n12,\n{"text":\n"a" "b"},\n{"text": "Two."}]')
    assert [story.text for story in stories if not isinstance(story, Reject)] == ["One.", "Two."]
    assert [(reject.line, reject.reason[:30]) for reject in stories if isinstance(reject, Reject)] == [
        (2, "broken JSON at column 10: unex"),
        (3, "the record is no JSON object ("),
        (5, "broken JSON at column 5: unexp"),
    ]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (',\n{"text": "Cut', "the array breaks off, in what begins on line 2"),
        ("\n", "the array breaks off"),
        ("]\n]", "the array ends on line 1; what stands behind it"),
        (']{"text": "b"}', "what stands behind it was not read"),
    ],
)
def test_an_array_without_a_proper_end_keeps_what_stands_before(tmp_path, tail, reason):
    story, reject = read(tmp_path, '[{"text": "One."}' + ("," if tail == "\n" else "") + tail)
    assert story.text == "One."
    assert reason in reject.reason


def test_an_element_beyond_all_measure_stops_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "MAX_RECORD_BYTES", 100)
    story, reject = read(tmp_path, '[{"text": "One."},\n{"text": "' + "a" * 200)
    assert (story.text, reject.line) == ("One.", 0)
    assert "line 2 is longer than" in reject.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


@given(st.lists(JSON), st.integers(1, 20), st.sampled_from([None, 1]), st.booleans())
def test_the_elements_are_those_that_a_json_parser_finds(values, size, indent, ascii_only):
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode(errors="replace")
    pieces = [line[at : at + size] for line in data.splitlines(keepends=True) for at in range(0, len(line), size)]
    assert [json.loads(element) for _, element in elements(pieces)] == json.loads(data)
