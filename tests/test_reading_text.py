"""A plain text file is one story, with title, date line and dateline taken off, in whatever encoding can be told."""

import codecs
from datetime import date

import pytest

from coder.stories import Reject, Story, read_stories
from coder.stories.streams import MAX_RECORD_BYTES

TEXT = "Officials from Ghana and Togo met on Tuesday.\n\nThey signed an agreement.\n"


def read(tmp_path, data):
    path = tmp_path / "story.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (only,) = read_stories([path])
    return only


def test_a_file_is_a_story_that_is_called_by_its_path(tmp_path):
    assert read(tmp_path, TEXT) == Story(id=(tmp_path / "story.txt").as_posix(), text=TEXT)


def test_the_first_line_gives_date_and_place(tmp_path):
    story = read(tmp_path, " date 2023-07-11 ACCRA – " + TEXT)
    assert (story.date, story.dateline_place, story.text) == (date(2023, 7, 11), "ACCRA", TEXT)


def test_a_dateline_gives_place_and_outlet(tmp_path):
    story = read(tmp_path, "ACCRA, July 11 (Reuters) - " + TEXT)
    assert (story.date, story.dateline_place, story.publisher, story.text) == (None, "ACCRA", "Reuters", TEXT)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_short_first_line_before_a_blank_line_is_the_title(tmp_path, end):
    story = read(tmp_path, f"Ghana and Togo sign agreement{end}{end}ACCRA (AFP) - Officials met.{end}")
    assert (story.title, story.dateline_place) == ("Ghana and Togo sign agreement", "ACCRA")
    assert story.text == f"Officials met.{end}"


@pytest.mark.parametrize(
    "first",
    [
        "Relations between the two countries were severed in 1979.",
        "“The talks were good”",
        "The agreement was reached after talks in Accra " * 4,
    ],
)
def test_a_first_line_that_is_no_title_stays(tmp_path, first):
    story = read(tmp_path, first + "\n\n" + TEXT)
    assert (story.title, story.text) == ("", f"{first}\n\n{TEXT}")


def test_a_first_line_that_is_a_dateline_is_no_title(tmp_path):
    story = read(tmp_path, "CAIRO, July 11 (Reuters) -\n\n" + TEXT)
    assert (story.title, story.dateline_place, story.publisher, story.text) == ("", "CAIRO", "Reuters", TEXT)


def test_a_title_alone_is_the_text(tmp_path):
    assert read(tmp_path, "Ghana and Togo sign agreement\n\n").text == "Ghana and Togo sign agreement\n\n"


@pytest.mark.parametrize("data", ["", " \n\t\n", "\ufeff"])
def test_a_blank_file_is_a_story_without_text(tmp_path, data):
    assert read(tmp_path, data).text == ""


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "Côte d’Ivoire met Togo.".encode(),
        codecs.BOM_UTF16_LE + "Côte d’Ivoire met Togo.".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Côte d’Ivoire met Togo.".encode("utf-16-be"),
        "Côte d’Ivoire met Togo.".encode(),
    ],
)
def test_a_byte_order_mark_is_honoured(tmp_path, data):
    assert read(tmp_path, data).text == "Côte d’Ivoire met Togo."


@pytest.mark.parametrize(
    "text",
    [
        "CÔTE D’IVOIRE and Togo said “we agreed” – after talks between their foreign ministers in Lomé on Tuesday.",
        "The ministers of Perú and México met in Bogotá on Tuesday to discuss trade between the two countries.",
    ],
)
def test_another_encoding_is_recognised(tmp_path, text):
    assert read(tmp_path, text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"),
        (b"%PDF-1.7 " + bytes(range(128, 256)) * 20, "save the file as UTF-8"),
        ("C\xf4te d’Ivoire".encode() + b" met \xff Togo in Lom\xc3\xa9.", "byte 22 is not valid in UTF-8"),
        (b"Lom\xe9", "no other encoding is likely enough"),
        (codecs.BOM_UTF16_LE + b"a\0b", "byte 5 is not valid in UTF-16"),
    ],
)
def test_what_cannot_be_decoded_is_a_reject(tmp_path, data, reason):
    reject = read(tmp_path, data)
    assert isinstance(reject, Reject)
    assert (reject.file, reject.line) == ((tmp_path / "story.txt").as_posix(), 0)
    assert reason in reject.reason


def test_control_characters_become_blanks(tmp_path):
    assert read(tmp_path, "Ghana\x07\x1b[0m met\x85Togo.\r\n\tEnd.").text == "Ghana  [0m met Togo.\r\n\tEnd."


def test_a_text_beyond_all_measure_is_a_reject(tmp_path):
    assert "are no story" in read(tmp_path, b"a" * (MAX_RECORD_BYTES + 1)).reason
