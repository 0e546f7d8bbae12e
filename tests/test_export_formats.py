"""`coder export` writes what other programs read, byte for byte the same, and nothing that could do harm."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from coder.errors import UsageError
from coder.events.formats import export_events
from coder.query import connect
from coder.store import Output, Shard
from tests.commands import coder
from tests.sample_events import EVENTS, JULY, MEETING, event, store

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "icews": "events.icews.tab",
    "gdelt": "events.gdelt.tab",
    "plover": "events.plover.jsonl",
    "csv": "events.csv",
}


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return store(tmp_path_factory.mktemp("output"), EVENTS + MEETING)


def exported(output, form, tmp_path, *options):
    target = tmp_path / "file"
    done = coder("export", output, "--format", form, "-o", target, *options)
    assert done.status == 0, done.err
    return target.read_bytes()


def records(output, tmp_path):
    return [json.loads(line) for line in exported(output, "plover", tmp_path).splitlines()]


@pytest.mark.parametrize("form", FILES)
def test_a_file_is_the_golden_one_byte_for_byte(output, tmp_path, form):
    assert exported(output, form, tmp_path).decode() == (GOLDEN / FILES[form]).read_text("utf-8")


@pytest.mark.parametrize("form", [*FILES, "stata"])
def test_a_file_does_not_depend_on_the_shards(output, tmp_path, form):
    if form == "stata":
        pytest.importorskip("pyreadstat")
    folder = tmp_path / "shards"
    with Output(folder).run(dictionaries_digest="d", model="m", options={}) as run:
        for number, one in enumerate(reversed(EVENTS + MEETING)):
            run.write(Shard("news.jsonl", number, str(number)), events=[one])
    assert exported(folder, form, tmp_path) == exported(output, form, tmp_path)


def test_icews_has_its_20_columns_with_whole_numbers_for_ids_and_iso_days(output, tmp_path):
    lines = exported(output, "icews", tmp_path).decode().splitlines()
    assert {line.count("\t") for line in lines} == {19}
    assert [line.split("\t")[0] for line in lines[1:]] == [str(n) for n in range(1, 12)]
    assert all(line.split("\t")[11].isdigit() for line in lines[1:])
    assert '"' not in "".join(lines)


def test_icews_takes_its_own_intensity(output, tmp_path):
    denial = next(line for line in exported(output, "icews", tmp_path).decode().splitlines() if "Deny" in line)
    assert denial.split("\t")[6:8] == ["016", "-5.0"]


def test_gdelt_has_61_columns_and_no_header(output, tmp_path):
    lines = exported(output, "gdelt", tmp_path).decode().splitlines()
    assert {line.count("\t") for line in lines} == {60}
    assert lines[0].split("\t")[1] == "20230709"


def test_what_a_format_has_no_place_for_is_counted(output, tmp_path):
    done = coder("export", output, "--format", "plover", "-o", tmp_path / "file")
    assert "3 events left out: the format takes only events whose day is known" in done.err
    assert coder("export", output, "--format", "csv", "-o", tmp_path / "file").err == ""


def test_plover_has_one_record_of_a_meeting_of_three(output, tmp_path):
    meeting = [record for record in records(output, tmp_path) if record["id"] == "m0"]
    assert [record["actor"] for record in meeting] == [["BEN", "GHA", "TGO"]]
    assert [record["recipient"] for record in meeting] == [["BEN", "GHA", "TGO"]]


def test_plover_joins_pairs_only_where_every_actor_acts_on_every_recipient(tmp_path):
    attack = {"plover": "ASSAULT", "quad": 4, "goldstein": -10.0, "trigger": "attacked"}
    pairs = [("a", "GHA", "TGO"), ("b", "GHA", "BEN"), ("c", "NGA", "TGO"), ("d", "NGA", "BEN"), ("e", "TCD", "SDN")]
    output = store(tmp_path / "output", [event(name, JULY, a, "190", b, **attack) for name, a, b in pairs])
    made = {(tuple(record["actor"]), tuple(record["recipient"])) for record in records(output, tmp_path)}
    assert made == {(("GHA", "NGA"), ("BEN", "TGO")), (("TCD",), ("SDN",))}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "  ="])
def test_text_in_csv_is_never_a_formula(tmp_path, start):
    hostile = start + 'HYPERLINK("http://example.com","x")'
    output = store(tmp_path / "output", [event("e", JULY, "GHA", "190", "TGO", goldstein=-10.0, source_text=hostile)])
    (row,) = csv.DictReader(io.StringIO(exported(output, "csv", tmp_path).decode()))
    assert row["source_text"].startswith("'")
    assert row["source_text"].endswith('HYPERLINK("http://example.com","x")')
    assert row["goldstein"] == "-10.0"


@pytest.mark.parametrize("form", FILES)
def test_no_file_can_command_a_terminal_or_break_a_row(output, tmp_path, form):
    text = exported(output, form, tmp_path, "--with-text").decode()
    assert not set(text) & set("\x1b\x07\x00\u202e\u2028")
    assert exported(output, form, tmp_path, "--with-text").count(b"\n") == text.count("\n")


@pytest.mark.parametrize("form", FILES)
def test_the_stories_text_stays_out_unless_asked_for(output, tmp_path, form):
    assert b"HYPERLINK" not in exported(output, form, tmp_path)
    if form in ("csv", "plover"):
        assert b"HYPERLINK" in exported(output, form, tmp_path, "--with-text")


def test_stata_has_labels_and_the_same_values(output, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    (tmp_path / "events.dta").write_bytes(exported(output, "stata", tmp_path))
    frame, meta = pyreadstat.read_dta(str(tmp_path / "events.dta"), output_format="polars")
    assert meta.column_names_to_labels["cameo_code"] == "CAMEO event code, a string: 010 is not 10"
    assert meta.variable_value_labels["quad_class"][4] == "material conflict"
    assert "sentence" not in frame.columns
    rows = {row["event_id"]: row for row in frame.to_dicts()}
    assert rows["a1"]["cameo_code"] == "173"
    assert rows["a1"]["event_date"].isoformat()[:10] == "2023-07-09"
    assert (rows["u1"]["source_sectors"], rows["u1"]["goldstein"]) == ("IGO", 7.4)
    assert rows["n1"]["event_date"] is None
    assert (rows["v1"]["reciprocal"], rows["a1"]["reciprocal"]) == (1, 0)


def test_an_unknown_format_is_an_error_and_writes_nothing(output, tmp_path):
    with connect(output) as connection, pytest.raises(UsageError, match="xml: not one of the formats icews, gdelt"):
        export_events(connection, "xml", tmp_path / "file", text=True)
    assert list(tmp_path.iterdir()) == []


def test_without_its_package_stata_says_what_to_install(output, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with connect(output) as connection, pytest.raises(UsageError, match=r"pip --python \.venv install '\.\[stata\]'"):
        export_events(connection, "stata", tmp_path / "file")


def test_an_empty_output_gives_a_file_without_rows(tmp_path):
    output = store(tmp_path / "output", [])
    assert exported(output, "icews", tmp_path).count(b"\n") == 1
    assert exported(output, "gdelt", tmp_path) == b""


@pytest.mark.parametrize(
    "arguments", [[], ["--format", "icews"], ["-o", "x"], ["--release", "x", "--format", "csv", "-o", "y"]]
)
def test_a_request_that_is_not_whole_is_a_usage_error(output, arguments):
    done = coder("export", output, *arguments)
    assert done.status == 2
    assert "--format FORMAT -o FILE" in done.err


def test_a_file_that_cannot_be_written_is_named(output, tmp_path):
    done = coder("export", output, "--format", "csv", "-o", tmp_path / "none" / "file.csv")
    assert done.status == 1
    assert "none/file.csv: cannot be written" in done.err
