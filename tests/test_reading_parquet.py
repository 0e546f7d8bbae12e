"""Parquet: the columns of a story are read a few rows at a time, whatever types they have."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coder.errors import UsageError
from coder.stories import GivenMention, Reject, read_stories


@pytest.fixture
def read(tmp_path):
    def write_and_read(columns, **options):
        path = tmp_path / "news.parquet"
        pq.write_table(pa.table(columns), path, row_group_size=300)
        return list(read_stories([path], **options))

    return write_and_read


def test_all_rows_are_read_in_order_and_called_by_their_number(read):
    stories = read({"Text": [f"Story {number}." for number in range(1, 701)]})
    assert [story.text for story in stories] == [f"Story {number}." for number in range(1, 701)]
    assert [story.id.rpartition(":")[2] for story in stories[:2]] == ["1", "2"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([dt.date(2023, 7, 11)]), "2023-07-11"),
        (pa.array([dt.datetime(2023, 7, 11, 23, 59)]), "2023-07-11"),
        (pa.array([1689119999_123_456_789], pa.timestamp("ns")), "2023-07-11"),
        (pa.array([1689125000], pa.timestamp("s", "America/New_York")), "2023-07-11"),
        (pa.array([1689125000], pa.timestamp("s", "UTC")), "2023-07-12"),
        (pa.array(["July 11, 2023"]).dictionary_encode(), "2023-07-11"),
        (pa.array([20230711]), "2023-07-11"),
        (pa.array([1689070500.0]), "2023-07-11"),
        (pa.array([float("nan")]), "None"),
        (pa.array([None], pa.date32()), "None"),
    ],
)
def test_dates_of_every_type(read, values, expected):
    (story,) = read({"published": values, "text": ["One."]})
    assert str(story.date) == expected


@pytest.mark.parametrize("days", [-(10**7), 10**7])
def test_a_date_out_of_range_is_a_reject(read, days):
    first, second = read({"date": pa.array([days, 0], pa.date32()), "text": ["One.", "Two."]})
    assert (first.line, "date" in first.reason) == (1, True)
    assert second.text == "Two."


def test_mentions_are_read(read):
    (story,) = read({"text": ["Iran met Egypt."], "mentions": [[{"start": 0, "end": 4, "code": "IRNGOV"}]]})
    assert story.mentions == (GivenMention(0, 4, "IRNGOV"),)


def test_binary_text_is_utf_8_or_a_reject(read):
    story, reject = read({"text": pa.array([b"Lom\xc3\xa9", b"Lom\xe9"])})
    assert story.text == "Lomé"
    assert (reject.line, reject.reason) == (2, "the text is not valid UTF-8 (byte 4)")


def test_a_string_that_is_not_utf_8_is_a_reject_of_its_row(read):
    damaged = pa.StringArray.from_buffers(2, pa.array([0, 4, 8], pa.int32()).buffers()[1], pa.py_buffer(b"Lom\xe9Togo"))
    reject, story = read({"text": damaged})
    assert (reject.line, story.text) == (1, "Togo")


def test_an_empty_or_missing_text_is_a_story_without_text(read):
    assert [story.text for story in read({"text": ["", None]})] == ["", ""]


def test_a_table_without_a_text_column_is_one_reject(read):
    (reject,) = read({"id": ["a", "b"], "words": ["One.", "Two."]})
    assert (reject.line, "(fields: 'id', 'words')" in reject.reason) == (0, True)


def test_a_field_map_names_a_column(read):
    assert [story.text for story in read({"words": ["One."]}, field_map={"text": "words"})] == ["One."]
    with pytest.raises(UsageError, match=r"news.parquet has no field 'bdy'"):
        read({"words": ["One."]}, field_map={"text": "bdy"})


@pytest.mark.parametrize("keep", [0, 4, 200])
def test_a_broken_file_is_a_reject(tmp_path, keep):
    path = tmp_path / "news.parquet"
    pq.write_table(pa.table({"text": ["Officials met."] * 100}), path)
    path.write_bytes(path.read_bytes()[:keep])
    (reject,) = read_stories([path])
    assert isinstance(reject, Reject)
    assert (reject.file, reject.line) == (path.as_posix(), 0)
    assert "no readable Parquet file" in reject.reason
