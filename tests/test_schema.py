"""One event row, the same in Python, JSON and Parquet."""

import json
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.events import CodedStory, Event, digest, event_id
from coder.events.schema import EVENTS, REJECTS, STORIES, arrow_schema, arrow_table
from coder.stories import Reject
from tests.sample_events import event

EVENT = event(
    "e1", date(2023, 7, 11), "IRNGOV", "010", "EGY", source_text="Iran's foreign minister", target_name="Egypt"
)
IDENTITY: dict[str, Any] = {
    "story_id": "s1",
    "sentence_number": 1,
    "trigger_offset": 12,
    "rule": "verbs/04_consult.csv:7",
    "source_code": "IRNGOV",
    "source_text": "Tehran",
    "target_code": "EGYGOV",
    "target_text": "Cairo",
    "cameo_code": "040",
}


@pytest.mark.parametrize(("table", "row"), [(EVENTS, Event), (STORIES, CodedStory), (REJECTS, Reject)])
def test_rows_have_the_columns_of_their_table_in_order(table, row):
    assert [field.name for field in fields(row)] == [column.name for column in table.columns]


@pytest.mark.parametrize("table", [EVENTS, STORIES, REJECTS])
def test_every_column_has_a_comment(table):
    assert table.comment
    assert all(column.comment for column in table.columns)


def test_duckdb_reads_back_what_was_written(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(arrow_table(EVENTS, [EVENT, replace(EVENT, event_id="e2", publisher="", sentence="So.")]), path)
    relation = duckdb.read_parquet(str(path))
    assert [str(kind) for kind in relation.types] == [column.type for column in EVENTS.columns]
    first, second = (dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall())
    assert first == {field.name: getattr(EVENT, field.name) for field in fields(Event)} | {
        "source_sectors": ["GOV"],
        "target_sectors": [],
    }
    assert (second["publisher"], second["sentence"]) == (None, "So.")
    assert first["cameo_code"] == "010"


def test_an_event_without_what_it_must_have_is_not_written():
    nothing: Any = None
    with pytest.raises(ValueError, match=r"events\.source_code: null in row 1"):
        arrow_table(EVENTS, [EVENT, replace(EVENT, source_code=nothing)])


def test_json_has_the_columns_and_the_sentence_only_where_it_was_kept():
    row = json.loads(json.dumps(EVENT.to_json()))
    assert list(row) == [column.name for column in EVENTS.columns if column.name != "sentence"]
    assert (row["event_date"], row["source_sectors"], row["place_name"]) == ("2023-07-11", ["GOV"], None)
    assert replace(EVENT, sentence="So.").to_json()["sentence"] == "So."


def test_metadata_stands_in_the_parquet_file(tmp_path):
    path = tmp_path / "events.parquet"
    pq.write_table(arrow_schema(EVENTS, {"schema_version": "1"}).empty_table(), path)
    query = "select decode(value) from parquet_kv_metadata($1) where decode(key) = 'schema_version'"
    assert duckdb.execute(query, [str(path)]).fetchall() == [("1",)]


def test_an_event_has_the_same_name_in_every_process():
    code = f"from coder.events import event_id; print(event_id(**{IDENTITY!r}))"
    names = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert names == {event_id(**IDENTITY)}


@pytest.mark.parametrize("part", list(IDENTITY))
def test_every_part_of_its_identity_changes_the_name(part):
    other = 99 if isinstance(IDENTITY[part], int) else "other"
    assert event_id(**IDENTITY | {part: other}) != event_id(**IDENTITY)


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_different_parts_never_run_together(left, right):
    assert (digest(*left) == digest(*right)) == (left == right)
