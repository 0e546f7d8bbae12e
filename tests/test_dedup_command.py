"""`coder dedup` marks repeats in an output folder and in the files of other systems."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from coder.cli.dedup import command
from coder.errors import CoderError, UsageError
from coder.events.database import open_database
from coder.store import Output, Shard
from tests.sample_events import JULY, event

COLUMNS = "Event ID\tEvent Date\tCAMEO Code\tSource\tTarget\tPublisher\tNote\n"
FOREIGN = COLUMNS + "".join(
    "\t".join(row) + "\n"
    for row in (
        ("11", "2020-01-01", "040", "USAGOV", "RUS", "Agency", "first"),
        ("12", "2020-01-02", "040", "RUS", "USA", "Paper", "next day, other way"),
        ("13", "2020-01-02", "010", "IGOUNO", "RUS", "Paper", ""),
        ("13", "2020-01-02", "010", "IGOUNO", "RUS", "Paper", ""),
    )
)
MAP = [
    "event_id=Event ID",
    "event_date=Event Date",
    "cameo_code=CAMEO Code",
    "source_code=Source",
    "target_code=Target",
]
MAPPED = [argument for field in (*MAP, "publisher=Publisher") for argument in ("--map", field)]


def condemned(name, source, target):
    return event(name, JULY, source, "111", target, story_id=f"story of {name}")


@pytest.fixture
def output(tmp_path):
    with Output(tmp_path / "out").run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("f", 0, "x"), events=[condemned("a", "IRNGOV", "EGY"), condemned("c", "EGY", "IRN")])
        run.write(Shard("f", 1, "y"), events=[condemned("b", "IRN", "EGYGOV")])
    return tmp_path / "out"


@pytest.fixture
def foreign(tmp_path):
    path = tmp_path / "events.tsv"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


def run(*arguments):
    """Stdout and stderr of the command."""
    done = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    return done.stdout, done.stderr


def test_the_events_of_a_folder_come_out_marked(output):
    shown, said = run(output, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [(row["event_id"], row["duplicate_of"], row["cameo_code"]) for row in rows] == [
        ("a", "", "111"),
        ("b", "a", "111"),
        ("c", "", "111"),
    ]
    assert json.loads(rows[0]["story_ids"]) == ["story of a", "story of b"]
    assert said == "3 events: 2 unique, 1 repeats (rule default)\n"


def test_the_rule_can_be_the_fields(output):
    _, said = run(output, "--rule", "one-a-day", "--format", "csv")
    assert said == "3 events: 3 unique, 0 repeats (rule one-a-day)\n"


@pytest.mark.parametrize("name", ["marked.parquet", "marked.csv", "marked.jsonl"])
def test_a_file_is_written_in_the_format_of_its_name(output, tmp_path, name):
    shown, _ = run(output, "-o", tmp_path / name)
    assert shown == ""
    with open_database() as connection:
        rows = connection.execute(
            "select event_id, duplicate_of from query_table(?)", [str(tmp_path / name)]
        ).fetchall()
    assert rows == [("a", None), ("b", "a"), ("c", None)]


def test_marking_what_is_marked_gives_the_same(output, tmp_path):
    run(output, "-o", tmp_path / "once.parquet")
    run(tmp_path / "once.parquet", "-o", tmp_path / "twice.parquet")
    once, twice = ((tmp_path / f"{name}.parquet").read_bytes() for name in ("once", "twice"))
    assert once == twice


def test_the_file_of_another_system_needs_its_columns_named(foreign):
    shown, said = run(foreign, *MAPPED, "--format", "jsonl")
    rows = [json.loads(line) for line in shown.splitlines()]
    assert [(row["event_id"], row["duplicate_of"], row["publishers"], row["Note"]) for row in rows] == [
        ("11", None, ["Agency", "Paper"], "first"),
        ("12", "11", None, "next day, other way"),
        ("13", None, ["Paper"], None),
        ("13", "13", None, None),  # the row stands there twice
    ]
    assert "url" not in rows[0]
    assert said == "4 events: 2 unique, 2 repeats (rule default)\n"


def test_days_may_stand_without_hyphens(foreign):
    foreign.write_text(FOREIGN.replace("2020-01-0", "2020010"), encoding="utf-8")
    assert run(foreign, *MAPPED, "--format", "csv")[1] == "4 events: 2 unique, 2 repeats (rule default)\n"


def test_codes_that_are_numbers_are_refused(tmp_path):
    path = tmp_path / "events.parquet"
    with open_database() as connection:
        connection.sql(
            "select 1 as event_id, date '2020-01-01' as event_date, 'USA' as source_code, 'RUS' as target_code, 10 as cameo_code"
        ).write_parquet(str(path))
    with pytest.raises(UsageError, match="cameo_code holds numbers, but CAMEO codes are text"):
        run(path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], r"no column for event_id, .*; say which with --map event_id=COLUMN; it has Event ID, Event Date"),
        ([*MAPPED, "--map", "url=Link"], "has no column Link; it has Event ID"),
        ([*MAPPED, "--map", "uri=Note"], "no field uri; the fields are event_id, event_date"),
        ([*MAPPED, "--map", "story_date=Note"], "Note `first` is no day; write days as 2023-07-11"),
        ([*MAPPED, "-o", "marked.xls"], r"marked.xls: which format\? End the name in .parquet"),
    ],
)
def test_what_cannot_work_is_named(foreign, arguments, message):
    with pytest.raises(UsageError, match=message):
        run(foreign, *arguments)


def test_an_input_that_is_not_there_is_named(tmp_path, output):
    with pytest.raises(UsageError, match="no such file or output folder"):
        run(tmp_path / "nothing.csv")
    with pytest.raises(UsageError, match="no output of coder here"):
        run(tmp_path)
    with pytest.raises(UsageError, match="its columns need no mapping"):
        run(output, *MAPPED)


def test_a_file_that_is_no_table_is_named(tmp_path):
    path = tmp_path / "events.parquet"
    path.write_bytes(b"not Parquet at all")
    with pytest.raises(CoderError, match="cannot be read as Parquet or CSV"):
        run(path)
