"""`import coder` gives the same events to Python, polars, DuckDB and spaCy as the command line gives to files."""

import json
import subprocess
import sys
from datetime import date

import duckdb
import polars as pl
import pytest

import coder
from coder.errors import UsageError
from coder.events.schema import EVENTS

TEXT = "Chad severed its diplomatic ties with Sudan. Ghana's president met with envoys from Togo on Monday."
SHORT = "Chad severed its diplomatic ties with Sudan."


@pytest.fixture(scope="module")
def python():
    return coder.Coder()


def triples(events):
    return [(event.source_code, event.cameo_code, event.target_code) for event in events]


def test_a_text_gives_typed_events(python):
    first, *_, last = python.code(TEXT, date(2023, 7, 11))
    assert isinstance(first, coder.Event)
    assert (first.source_code, first.cameo_code, first.target_code) == ("TCD", "161", "SDN")
    assert (first.event_date, first.story_date, last.event_date) == (
        date(2023, 7, 11),
        date(2023, 7, 11),
        date(2023, 7, 10),
    )


def test_the_fields_of_a_story_are_those_of_its_events(python):
    (event,) = python.code(SHORT, "July 11, 2023", id="s", publisher="Agency", url="https://news.example")
    assert (event.story_id, event.publisher, event.url) == ("s", "Agency", "https://news.example")
    assert (event.story_date, event.sentence) == (date(2023, 7, 11), None)


def test_the_same_text_has_the_same_ids_and_another_date_others(python):
    ids = [[event.event_id for event in python.code(SHORT, day)] for day in ("2023-07-11", "2023-07-11", "2023-07-12")]
    assert ids[0] == ids[1] != ids[2]


def test_a_date_that_is_none_is_an_error(python):
    with pytest.raises(UsageError, match="unreadable date 'soon'"):
        python.code(SHORT, "soon")


def test_dictionaries_and_kept_text_can_be_chosen(tmp_path):
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "mine.csv").write_text("name,code,from,to,note\nChad,XYZ,,,\n")
    with pytest.raises(coder_errors(), match=r"mine\.csv:2"):
        coder.Coder(dictionaries=[tmp_path])
    (event,) = coder.Coder(keep_text=True).code(SHORT)
    assert event.sentence == SHORT


def coder_errors():
    from coder.errors import DictionaryError

    return DictionaryError


def test_a_frame_of_stories_gives_a_frame_of_events(python):
    frame = pl.DataFrame(
        {"text": [SHORT, "Nothing.", TEXT], "date": [date(2023, 7, 11), None, None], "id": ["a", "b", "c"]}
    )
    events = python.code_frame(frame)
    assert events["story_id"].to_list() == ["a", "c", "c", "c"]
    assert events.columns == [column.name for column in EVENTS.columns if column.name != "run_id"]
    assert events.schema["event_date"] == pl.Date
    assert events.schema["source_sectors"] == pl.List(pl.String)


def test_a_frame_without_events_has_the_same_columns(python):
    empty = python.code_frame(pl.DataFrame({"text": ["Nothing."]}))
    assert (empty.height, empty.schema["goldstein"]) == (0, pl.Float64)


def test_a_frame_without_text_or_with_a_wrong_row_is_an_error(python):
    with pytest.raises(UsageError, match="no column text; it has body"):
        python.code_frame(pl.DataFrame({"body": [SHORT]}))
    with pytest.raises(UsageError, match="row 1: unreadable date"):
        python.code_frame(pl.DataFrame({"text": [SHORT, SHORT], "date": ["2023-07-11", "?"]}))


def test_sql_codes_text_inside_duckdb(python, tmp_path):
    news = tmp_path / "news.jsonl"
    news.write_text(
        "".join(json.dumps({"text": text, "date": "2023-07-11"}) + "\n" for text in (SHORT, "Nothing.", TEXT))
    )
    with duckdb.connect() as connection:
        coder.register(connection, python)
        rows = connection.execute(
            "select event.source_code, event.cameo_code, event.event_date from ("
            "select unnest(cameo_events(text, date)) as event from read_json(?))",
            [str(news)],
        ).fetchall()
        assert rows[:2] == [("TCD", "161", date(2023, 7, 11))] * 2
        assert len(rows) == 1 + len(python.code(TEXT, "2023-07-11"))
        columns = connection.execute(
            "select unnest(cameo_events(text, date), recursive := true) from read_json(?)", [str(news)]
        )
        assert [column[0] for column in columns.description] == [c.name for c in EVENTS.columns if c.name != "run_id"]
        columns.fetchall()


def test_sql_takes_dates_strings_and_nulls(python):
    with duckdb.connect() as connection:
        coder.register(connection, python)
        (row,) = connection.execute(
            "select len(cameo_events(null)), cameo_events($1)[1].event_date, cameo_events($1, date '2023-07-11')[1].event_date, "
            "cameo_events($1, '11 July 2023')[1].event_date",
            [SHORT],
        ).fetchall()
        assert row == (0, None, date(2023, 7, 11), date(2023, 7, 11))


def test_spacy_has_a_component(python):
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("cameo_coder", config={"keep_text": True})
    doc = nlp.make_doc(TEXT)
    doc._.story_date = "2023-07-11"
    events = nlp(doc)._.events
    assert triples(events) == triples(python.code(TEXT, "2023-07-11"))
    assert events[0].sentence == SHORT
    assert nlp("Nothing.")._.events == []


def test_importing_takes_nothing_heavy_along():
    code = "import sys, coder; print(sorted({'spacy', 'duckdb', 'pyarrow', 'polars', 'numpy', 'click'} & set(sys.modules)), dir(coder))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[] ")
    assert all(name in done.stdout for name in coder.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'decoder'"):
        _ = coder.decoder
