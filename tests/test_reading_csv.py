"""CSV and TSV: rows with a header, of one width, never shifted."""

import codecs

import pytest

from coder.errors import UsageError
from coder.stories import Reject, read_stories


def read(tmp_path, data, name="news.csv", **options):
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_stories([path], **options))


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.csv", "\t"), ("a.tsv", "\t")]
)
def test_the_columns_are_found_with_any_delimiter(tmp_path, name, mark):
    data = (
        mark.join(["id", " Date ", "TEXT", '"x, y; z"'])
        + "\r\n"
        + mark.join(["a", "2023-07-11", '"Iran, Egypt; Oman"', "1"])
    )
    (story,) = read(tmp_path, data, name)
    assert (story.id, str(story.date), story.text) == ("a", "2023-07-11", "Iran, Egypt; Oman")


def test_quoted_fields_hold_line_feeds_and_quotes_and_lines_are_counted(tmp_path):
    stories = read(tmp_path, 'text,title\n"One\n\n""two""",a\n\nThree,b\n')
    assert [(story.id.rpartition(":")[2], story.text) for story in stories] == [("2", 'One\n\n"two"'), ("6", "Three")]


@pytest.mark.parametrize("data", ["", "\n", "id,text\n"])
def test_no_rows(tmp_path, data):
    assert read(tmp_path, data) == []


def test_a_blank_cell_is_nothing(tmp_path):
    (story,) = read(tmp_path, "id,date,text,title\n,,,\n")
    assert (story.id.rpartition(":")[2], story.date, story.text, story.title) == ("2", None, "", "")


def test_a_row_of_another_width_is_a_reject(tmp_path):
    first, short, long, last = read(tmp_path, "id,text\na,One.\nb\nc,Two,three\nd,Four.\n")
    assert (first.id, last.id) == ("a", "d")
    assert (short.line, short.reason, short.raw) == (3, "the row has 1 fields, the header 2", "b")
    assert (long.line, long.reason, long.raw) == (4, "the row has 3 fields, the header 2", "c,Two,three")


def test_quotes_out_of_balance_are_a_reject_at_the_line_where_the_row_begins(tmp_path):
    first, inside, last, unclosed = read(tmp_path, 'id,text\na,One.\nb,"Tw"o.\nc,Three.\nd,"Four.\ne,Five.\n')
    assert (first.id, last.id) == ("a", "c")
    assert (inside.line, unclosed.line) == (3, 5)
    assert "quotes" in inside.reason
    assert "quotes" in unclosed.reason


def test_a_row_that_is_not_utf_8_is_a_reject(tmp_path):
    first, reject, last = read(tmp_path, b"id,text\na,Lom\xc3\xa9\nb,Lom\xe9\nc,Togo\n")
    assert (first.text, last.text) == ("Lomé", "Togo")
    assert (reject.line, reject.reason, reject.raw) == (3, "not valid UTF-8; save the file as UTF-8", "b,Lom?")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_is_honoured(tmp_path, mark):
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    assert [story.text for story in read(tmp_path, mark + "text\nLomé\n".encode(encoding))] == ["Lomé"]


def test_broken_utf_16_ends_the_file(tmp_path):
    story, reject = read(tmp_path, codecs.BOM_UTF16_LE + "text\nLomé\n".encode("utf-16-le") + b"\0")
    assert (story.text, reject.line, reject.reason[:13]) == ("Lomé", 0, "broken UTF-16")


def test_nul_is_a_blank(tmp_path):
    assert [story.text for story in read(tmp_path, b"text\nGhana\0met Togo\n")] == ["Ghana met Togo"]


def test_a_field_of_2_mb(tmp_path):
    text = "Officials of Ghana and Togo met. " * 65_000
    assert [story.text for story in read(tmp_path, f"text\n{text}\n")] == [text]


@pytest.mark.parametrize("data", ["id;headlines\na;b\n", "a,2023-07-11,Officials met.\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_file_without_a_text_column_is_one_reject(tmp_path, data):
    (reject,) = read(tmp_path, data)
    assert isinstance(reject, Reject)
    assert reject.line == 1
    reject.reason.encode()
    reject.raw.encode()


def test_the_reject_lists_the_columns(tmp_path):
    (reject,) = read(tmp_path, "id,story text,day\na,b,c\n")
    assert reject.reason.startswith("no text: no field is called text, content,")
    assert "(fields: 'id', 'story text', 'day'); map the text to the right one (--map text=...)" in reject.reason


def test_a_field_map_names_a_column(tmp_path):
    (story,) = read(tmp_path, "text,story text\na,b\n", field_map={"text": "story text"})
    assert story.text == "b"


def test_a_field_map_to_a_column_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError, match=r"news.csv has no field 'bdy' for the text \(fields: 'id', 'body'\)"):
        read(tmp_path, "id,body\na,b\n", field_map={"text": "bdy"})


def test_figures_as_dates_have_one_order_in_a_file(tmp_path):
    early, _, late = read(tmp_path, "date,text\n7/11/2023,One.\n12/25/2023,Two.\n7/11/2023,Three.\n")
    assert "2023-07-11 or 2023-11-07?" in early.reason
    assert str(late.date) == "2023-07-11"
