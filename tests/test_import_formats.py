"""`coder import` takes the files that people have, counts what is wrong with them, and shifts nothing unsaid."""

import gzip
import json
import zipfile
from datetime import date

import pytest

from coder.events.formats.gdelt import COLUMNS as GDELT
from coder.events.formats.gdelt import OLD_COLUMNS
from coder.events.formats.icews import COLUMNS as ICEWS
from coder.events.formats.phoenix import COLUMNS as PHOENIX
from coder.events.formats.plover import POLECAT_COLUMNS as POLECAT
from coder.query import connect
from tests.commands import coder

ROW = {
    "Event ID": "101",
    "Event Date": "2018-01-31",
    "Source Name": "Foreign Ministry (Ghana)",
    "Source Sectors": "Foreign Ministry,Government",
    "Source Country": "Ghana",
    "Event Text": "Make statement",
    "CAMEO Code": "010",
    "Intensity": "0.0",
    "Target Name": "Togo",
    "Target Country": "Togo",
    "Story ID": "55",
    "Sentence Number": "4",
    "Publisher": "Agency",
    "City": "Accra",
    "Province": "Greater Accra",
    "Country": "Ghana",
    "Latitude": "5.55602",
    "Longitude": "-0.1969",
}


def line(columns, row, separator="\t"):
    return separator.join(row.get(column, "") for column in columns)


def icews(*rows, columns=ICEWS, header=True):
    return "\n".join([*(["\t".join(columns)] if header else []), *(line(columns, ROW | row) for row in rows)]) + "\n"


@pytest.fixture
def load(tmp_path):
    """Import some text as a file of a format: the command's result, the events and the rejects."""

    def run(form, text, name="events.tab", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = coder("import", form, path, "-o", tmp_path / "output")
        with connect(tmp_path / "output") as connection:
            events = connection.sql("from events order by event_date, event_id").to_arrow_table().to_pylist()
            rejects = connection.execute("select line, reason, raw from rejects order by line").fetchall()
        return done, events, rejects

    return run


def test_an_icews_row_becomes_an_event(load):
    done, (event,), rejects = load("icews", icews({}))
    assert (done.status, rejects) == (0, [])
    assert done.err.startswith("1 rows read: 1 events, 0 rows rejected")
    wanted = {
        "event_id": "icews:101",
        "event_date": date(2018, 1, 31),
        "event_date_precision": "day",
        "source_name": "Foreign Ministry (Ghana)",
        "source_code": "GHAGOV",
        "source_country": "GHA",
        "source_sectors": ["GOV"],
        "target_code": "TGO",
        "target_sectors": [],
        "cameo_code": "010",
        "cameo_root": "01",
        "quad_class": 1,
        "goldstein": 0.0,
        "place_name": "Accra",
        "place_country": "GHA",
        "place_admin1": "Greater Accra",
        "latitude": 5.55602,
        "longitude": -0.1969,
        "story_id": "icews:55",
        "sentence_number": 4,
        "publisher": "Agency",
        "reciprocal": False,
        "url": None,
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "text",
    [
        icews({}).replace("\n", "\r\n"),
        "\ufeff" + icews({}),
        icews({}).rstrip("\n"),
        icews({}) + "\n\n",
        icews({}, header=False),
        icews({}, columns=ICEWS[::-1]),
        "\n".join(
            "\t".join(f'"{cell}"' if cell else cell for cell in row.split("\t")) for row in icews({}).splitlines()
        ),
        "\n".join(
            ",".join(f'"{cell}"' if cell else cell for cell in row.split("\t")) for row in icews({}).splitlines()
        ),
        icews({"Event Date": "1/31/2018"}),
        icews({"Event Date": "2018-01-31 00:00:00"}),
        icews({"Event Date": "20180131"}),
    ],
    ids=[
        "crlf",
        "mark",
        "no line break",
        "blank",
        "headerless",
        "reordered",
        "quoted",
        "commas",
        "m/d/Y",
        "time",
        "digits",
    ],
)
def test_variants_of_a_file_give_the_same_event(load, text):
    _done, (event,), rejects = load("icews", text)
    assert rejects == []
    assert (event["event_date"], event["source_code"], event["longitude"]) == (date(2018, 1, 31), "GHAGOV", -0.1969)
    assert event["source_name"] == "Foreign Ministry (Ghana)"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"Event ID": ""}, "no event id"),
        ({"Event Date": ""}, "no date"),
        ({"Event Date": "31-01-2018"}, "no date where it should be; expected YYYY-MM-DD, YYYYMMDD or month/day/year"),
        ({"Event Date": "2018-02-30"}, "no date where it should be; expected YYYY-MM-DD, YYYYMMDD or month/day/year"),
        ({"Event Date": "31/1/2018"}, "date is not month/day/year; write it as YYYY-MM-DD"),
        ({"CAMEO Code": "999"}, "no CAMEO code where it should be: 999"),
        ({"CAMEO Code": "43"}, "no CAMEO code where it should be: 43"),
        ({"CAMEO Code": "", "Event Text": "Dance"}, "no CAMEO code"),
        ({"Latitude": "Accra"}, "no latitude where it should be; expected -90 to 90"),
        ({"Latitude": "91"}, "no latitude where it should be; expected -90 to 90"),
        ({"Longitude": "nan"}, "no longitude where it should be; expected -180 to 180"),
        ({"Sentence Number": "four"}, "no sentence number where it should be; expected a whole number"),
        ({"Source Name": "a\tb"}, "21 fields, expected 20"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject_with_line_and_reason(load, row, reason):
    done, events, rejects = load("icews", icews({"Event ID": "7"}, row))
    assert done.status == 3
    assert [event["event_id"] for event in events] == ["icews:7"]
    assert [(number, why) for number, why, _ in rejects] == [(3, reason)]
    assert f"rejected 1: {reason}" in done.err


def test_dates_with_the_day_first_are_never_taken_for_month_first(load):
    _, events, rejects = load("icews", icews({"Event Date": "2/1/2018"}, {"Event ID": "2", "Event Date": "31/1/2018"}))
    assert events == []
    assert len(rejects) == 2


def test_a_shifted_row_is_rejected_not_stored_shifted(load):
    cells = line(ICEWS, ROW).split("\t")
    shifted = "\t".join(["101", *cells[2:], ""])
    _, events, rejects = load("icews", "\t".join(ICEWS) + "\n" + shifted + "\n")
    assert events == []
    assert rejects[0][:2] == (2, "no date where it should be; expected YYYY-MM-DD, YYYYMMDD or month/day/year")
    assert rejects[0][2].startswith("101\tForeign Ministry")


def test_stray_tabs_at_the_end_of_a_row_shift_nothing_and_are_counted(load):
    text = icews({}).rstrip("\n") + "\t\t\n"
    done, events, rejects = load("icews", text)
    assert (len(events), rejects) == (1, [])
    assert "kept 1: stray separators at the end of the row" in done.err


def test_a_missing_column_is_named_and_its_code_found_by_the_events_text(load):
    columns = [column for column in ICEWS if column not in ("CAMEO Code", "District")]
    done, (event,), _ = load("icews", icews({"Event Text": "Make a visit"}, columns=columns))
    assert event["cameo_code"] == "042"
    assert "the file has no column CAMEO Code" in done.err
    assert "the file has no column District" in done.err
    assert "kept 1: CAMEO code taken from the event's text" in done.err


def test_a_header_that_names_a_column_twice_is_refused(load, tmp_path):
    done = coder("import", "icews", _file(tmp_path, icews({}, columns=(*ICEWS, "Country"))), "-o", tmp_path / "output")
    assert done.status == 1
    assert "events.tab:1: the header names these columns twice: country" in done.err


def test_duplicates_are_rejected_within_a_file_between_files_and_between_runs(tmp_path):
    first, second = tmp_path / "2018.tab", tmp_path / "2019.tab"
    first.write_text(icews({}, {}, {"Event ID": "102"}))
    second.write_text(icews({"Event ID": "102"}, {"Event ID": "103"}))
    third = tmp_path / "again.tab"
    third.write_text(icews({"Event ID": "103"}, {"Event ID": "104"}))
    done = coder("import", "icews", first, second, "-o", tmp_path / "output")
    assert done.err.startswith("5 rows read: 3 events, 2 rows rejected")
    assert "rejected 2: duplicate: an event with this id and date stood before it" in done.err
    assert coder("import", "icews", third, "-o", tmp_path / "output").err.startswith(
        "2 rows read: 1 events, 1 rows rejected"
    )
    again = coder("import", "icews", first, "-o", tmp_path / "output")
    assert again.status == 3
    assert again.err.startswith("1 rows read: 0 events, 1 rows rejected; 1 files were there already")
    with connect(tmp_path / "output") as connection:
        assert connection.execute("select count(*), count(distinct event_id) from events").fetchall() == [(4, 4)]


def test_a_copy_of_a_file_changes_nothing(tmp_path):
    for name in ("a.tab", "b.tab", "c.tab"):
        (tmp_path / name).write_text(icews({}, {"Event ID": "102"}))
    coder("import", "icews", tmp_path / "a.tab", "-o", tmp_path / "output")
    done = coder("import", "icews", tmp_path / "b.tab", tmp_path / "c.tab", "-o", tmp_path / "output")
    assert (done.status, "2 files were there already" in done.err) == (0, True)
    coder("import", "icews", tmp_path / "b.tab", tmp_path / "c.tab", "-o", tmp_path / "fresh")
    for folder in ("output", "fresh"):
        with connect(tmp_path / folder) as connection:
            assert connection.execute("select count(*) from events").fetchall() == [(2,)]


def test_an_import_that_was_cut_off_is_finished_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("coder.engines.importing.PIECE", 2000)
    path = _file(tmp_path, icews(*({"Event ID": str(n)} for n in range(1, 101))))
    coder("import", "icews", path, "-o", tmp_path / "output")
    manifest = tmp_path / "output" / "manifest.jsonl"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(lines[:4]))
    coder("import", "icews", path, "-o", tmp_path / "output")
    with connect(tmp_path / "output") as connection:
        assert connection.execute("select count(*), count(distinct event_id) from events").fetchall() == [(100, 100)]
        assert connection.execute("select count(*) from rejects").fetchall() == [(0,)]


@pytest.mark.parametrize("text", ["", "\n", "\t".join(ICEWS) + "\n"])
def test_a_file_without_rows_gives_no_events_and_no_error(load, text):
    done, events, rejects = load("icews", text)
    assert (done.status, events, rejects) == (0, [], [])
    assert done.err.startswith("0 rows read: 0 events, 0 rows rejected")


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("gdelt", icews({}, {}, header=False), "a header, or 61 or 58 columns: GlobalEventID, Day, MonthYear, ..."),
        ("icews", "id,text\n1,Officials met.\n", "a header, or 20 columns: Event ID, Event Date, Source Name, ..."),
        ("plover", icews({}), "JSON objects with"),
    ],
)
def test_a_file_of_another_format_is_refused_as_a_whole(load, tmp_path, form, text, expected):
    done, events, rejects = load(form, text)
    assert (done.status, events, rejects) == (1, [], [])
    assert f"{tmp_path / 'events.tab'}:1: no events in the format {form}; expected {expected}" in done.err


def test_a_broken_row_at_the_start_is_rejected_alone(load):
    done, events, [reject] = load("icews", "torn\n" + icews({}, header=False))
    assert (done.status, len(events), reject[:2]) == (3, 1, (1, "1 fields, expected 20"))


def test_a_file_that_has_changed_takes_the_place_of_what_it_was(load):
    load("icews", icews({}, {"Event ID": "102"}))
    _, events, _ = load("icews", icews({"Event ID": "102"}, {"Event ID": "103"}))
    assert [event["event_id"] for event in events] == ["icews:102", "icews:103"]


def test_what_both_sides_do_is_tied_together(load):
    swapped = {
        "Event ID": "102",
        "Source Name": "Togo",
        "Source Country": "Togo",
        "Source Sectors": "",
        "Target Name": ROW["Source Name"],
        "Target Country": "Ghana",
        "Target Sectors": ROW["Source Sectors"],
    }
    _, events, _ = load(
        "icews", icews({"CAMEO Code": "042"}, swapped | {"CAMEO Code": "043"}, {"Event ID": "103", "CAMEO Code": "042"})
    )
    assert [(event["cameo_code"], event["pair_id"], event["reciprocal"]) for event in events] == [
        ("042", "icews:101", True),
        ("043", "icews:101", True),
        ("042", None, False),
    ]


def test_an_actor_without_a_country_is_known_by_its_name_or_unknown(load):
    _, events, _ = load(
        "icews",
        icews(
            {"Source Name": "United Nations", "Source Country": "", "Source Sectors": ""},
            {"Event ID": "102", "Source Name": "Someone", "Source Country": "", "Source Sectors": ""},
            {"Event ID": "103", "Source Name": "Somewhere", "Source Country": "Atlantis", "Source Sectors": ""},
        ),
    )
    assert [event["source_code"] for event in events] == ["IGOUNO", "---", "---"]
    assert [event["source_country"] for event in events] == [None, None, None]


def test_what_was_odd_about_rows_that_were_kept_is_told(load):
    done, _, _ = load(
        "icews", icews({"Event Date": "1/31/2018", "Source Country": "Atlantis", "Source Sectors": "Pirates"})
    )
    assert "kept 1: date written month/day/year" in done.err
    assert "kept 1: country not known: Atlantis" in done.err
    assert "kept 1: no role known for the sectors: Pirates" in done.err


def test_unreadable_characters_are_replaced_and_counted(load):
    done, (event,), _ = load("icews", icews({"City": "Bogotá"}).encode("latin-1"))
    assert event["place_name"] == "Bogot\ufffd"
    assert "kept 1: unreadable characters (not UTF-8)" in done.err


def test_hostile_text_reaches_neither_the_terminal_nor_the_table(load):
    done, (event,), _ = load("icews", icews({"City": "a\x1b[31m\u202eb", "Source Country": "\x1b]0;x\x07"}))
    assert event["place_name"] == "a [31m b"
    assert "\x1b" not in done.err


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_packed_files_are_read(tmp_path, kind):
    path = tmp_path / f"events.tab.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("events.tab", icews({}))
    else:
        path.write_bytes(gzip.compress(icews({}).encode()))
    assert coder("import", "icews", path, "-o", tmp_path / "output").err.startswith("1 rows read: 1 events")


def test_a_file_that_is_not_there_or_broken_is_named(tmp_path):
    missing = coder("import", "icews", tmp_path / "none.tab", "-o", tmp_path / "output")
    assert (missing.status, "none.tab: no such file" in missing.err) == (2, True)
    broken = tmp_path / "events.tab.gz"
    broken.write_bytes(gzip.compress(icews({}).encode() * 100)[:60])
    done = coder("import", "icews", broken, "-o", tmp_path / "output")
    assert (done.status, "cannot be read to its end" in done.err) == (1, True)


EVENT = {
    "GlobalEventID": "410412347",
    "Day": "20150218",
    "Actor1Code": "GHAGOV",
    "Actor1Name": "GHANA",
    "Actor1CountryCode": "GHA",
    "Actor1Type1Code": "GOV",
    "Actor2Code": "TGO",
    "Actor2Name": "TOGO",
    "Actor2CountryCode": "TGO",
    "EventCode": "040",
    "GoldsteinScale": "1.0",
    "ActionGeo_Fullname": "Accra, Greater Accra, Ghana",
    "ActionGeo_CountryCode": "GH",
    "ActionGeo_Lat": "5.55",
    "ActionGeo_Long": "-0.2167",
    "DATEADDED": "20150219121500",
    "SOURCEURL": "http://news.example/2",
}


@pytest.mark.parametrize("columns", [GDELT, OLD_COLUMNS, OLD_COLUMNS[:-1]], ids=["61", "58", "57"])
def test_gdelt_rows_of_all_versions_become_events(load, columns):
    _done, (event,), rejects = load("gdelt", line(columns, EVENT) + "\n", "20150219.export.CSV")
    assert rejects == []
    assert (event["event_id"], event["event_date"], event["cameo_code"]) == (
        "gdelt:410412347",
        date(2015, 2, 18),
        "040",
    )
    assert (event["source_code"], event["source_sectors"], event["target_code"]) == ("GHAGOV", ["GOV"], "TGO")
    assert (event["place_name"], event["place_admin1"], event["place_country"]) == ("Accra", "Greater Accra", "GHA")
    assert event["latitude"] == 5.55
    if len(columns) > 57:
        assert event["url"] == "http://news.example/2"


def test_an_event_of_one_actor_keeps_its_place_and_is_counted(load):
    done, (event,), _ = load(
        "gdelt", line(GDELT, EVENT | {"Actor2Code": "", "Actor2Name": "", "Actor2CountryCode": ""}) + "\n"
    )
    assert (event["target_code"], event["target_country"], event["target_sectors"]) == ("---", None, [])
    assert "kept 1: no target" in done.err


def test_gdelt_columns_that_are_shifted_are_rejected(load):
    shifted = line(GDELT, EVENT | {"EventCode": "1", "EventBaseCode": "040"})
    _, events, rejects = load("gdelt", shifted + "\n")
    assert (events, rejects[0][1]) == ([], "no CAMEO code where it should be: 1")


PHOENIX_ROW = {
    "eid": "9",
    "story_date": "20140620",
    "source": "GHAGOV",
    "source_root": "GHA",
    "source_agent": "GOV",
    "target": "TGO",
    "target_root": "TGO",
    "code": "010",
    "lat": "5.55",
    "lon": "-0.2",
    "placename": "Accra",
    "statename": "Greater Accra",
    "countryname": "GHA",
    "ids": "abc_1",
    "urls": "http://news.example/3",
    "sources": "agency",
}


def test_a_phoenix_row_becomes_an_event(load):
    _, (event,), _ = load("phoenix", line(PHOENIX, PHOENIX_ROW) + "\n")
    assert (event["event_id"], event["event_date"], event["source_code"]) == ("phoenix:9", date(2014, 6, 20), "GHAGOV")
    assert (event["place_country"], event["latitude"], event["story_id"]) == ("GHA", 5.55, "phoenix:abc_1")


def test_a_historical_phoenix_file_is_known_by_its_header(load):
    columns = [*PHOENIX[:-3], "aid", "process"]
    row = PHOENIX_ROW | {"story_date": "6/20/2014", "countryname": "Ghana", "placename": '"Accra, Ghana"'}
    text = ",".join(columns) + "\n" + line(columns, row, ",") + "\n"
    _, (event,), _ = load("phoenix", text, "phoenix.csv")
    assert (event["event_date"], event["place_name"], event["place_country"]) == (
        date(2014, 6, 20),
        "Accra, Ghana",
        "GHA",
    )


RECORD = {
    "Event ID": "P1",
    "Event Date": "2022-03-01",
    "Event Type": "PROTEST",
    "Event Mode": "demo",
    "Intensity": "-6.0",
    "Quad Code": "MATERIAL CONFLICT",
    "Contexts": "None",
    "Actor Name": "Students; Workers",
    "Actor Country": "GHA",
    "Primary Actor Sector": "CVL",
    "Recipient Name": "None",
    "Recipient Country": "GHA; TGO",
    "Country": "Ghana",
    "City": "Accra",
    "Source": "Agency",
    "Publication Date": "2022-03-02",
}


def test_a_polecat_row_becomes_an_event_for_each_pair(load):
    text = "\t".join(POLECAT) + "\n" + line(POLECAT, RECORD) + "\n"
    done, events, rejects = load("polecat", text)
    assert rejects == []
    pairs = {(event["source_name"], event["source_code"], event["target_code"]) for event in events}
    assert pairs == {(name, "GHACVL", target) for name in ("Students", "Workers") for target in ("GHA", "TGO")}
    assert {(event["cameo_code"], event["goldstein"], event["place_country"]) for event in events} == {
        ("141", -6.0, "GHA")
    }
    assert len({event["event_id"] for event in events}) == 4
    assert "kept 1: CAMEO code taken from the PLOVER type" in done.err


def test_a_polecat_row_of_a_type_without_mode_gets_the_types_general_code(load):
    text = "\t".join(POLECAT) + "\n" + line(POLECAT, RECORD | {"Event Type": "ACCUSE", "Event Mode": "None"}) + "\n"
    assert {event["cameo_code"] for event in load("polecat", text)[1]} == {"11"}


def test_plover_records_of_others_need_no_cameo_code(load):
    record = {
        "id": "r1",
        "date": "2022-03-01",
        "actor": "GHAGOV",
        "recipient": ["TGO", "BEN"],
        "event": "SANCTION",
        "mode": "expel",
    }
    _, events, rejects = load("plover", json.dumps(record) + "\nnot json\n[1]\n")
    assert [(event["source_code"], event["target_code"], event["cameo_code"]) for event in events] == [
        ("GHAGOV", "TGO", "166"),
        ("GHAGOV", "BEN", "166"),
    ]
    assert [(number, reason) for number, reason, _ in rejects] == [(2, "no JSON object"), (3, "no JSON object")]


def test_a_large_file_comes_in_pieces_and_keeps_its_line_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr("coder.engines.importing.PIECE", 2000)
    path = _file(tmp_path, icews(*({"Event ID": str(n), "Latitude": "x" if n == 90 else "1"} for n in range(1, 101))))
    done = coder("import", "icews", path, "-o", tmp_path / "output")
    assert done.err.startswith("100 rows read: 99 events, 1 rows rejected")
    with connect(tmp_path / "output") as connection:
        assert connection.execute("select line from rejects").fetchall() == [(91,)]
        assert connection.execute("select count(distinct event_id) from events").fetchall() == [(99,)]


def _file(tmp_path, text):
    path = tmp_path / "events.tab"
    path.write_text(text)
    return path
