"""The views and macros count what a political scientist would count by hand."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from coder.errors import CoderError, UsageError
from coder.events import CodedStory
from coder.query import CACHE, ONE_SELECT, connect, refresh
from coder.store import Output, Shard
from coder.stories import Reject
from tests.commands import coder
from tests.sample_events import event as sample_event

README = Path(__file__).parent.parent / "output" / "README.md"
QUESTIONS = re.findall(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
JANUARY, FEBRUARY, MARCH, APRIL = (date(2023, month, 1) for month in (1, 2, 3, 4))


def event(name, day, source, code, target, quad=1, goldstein=1.0, **rest):
    return sample_event(
        name, day, source, code, target, quad=quad, goldstein=goldstein, story_date=date(2023, 1, 5), **rest
    )


PAIR = {"reciprocal": True, "pair_id": "p"}
EVENTS = [
    event("visit", date(2023, 1, 10), "IRNGOV", "042", "EGYGOV", goldstein=1.9, **PAIR),
    event("host", date(2023, 1, 10), "EGYGOV", "043", "IRNGOV", goldstein=2.8, **PAIR),
    event("threat", date(2023, 1, 20), "IRNMIL", "138", "EGY", 3, -7.0),
    event("attack", date(2023, 3, 3), "EGY", "190", "IRN", 4, -10.0),
    event("arrest", date(2023, 3, 4), "EGYCOP", "173", "EGYOPP", 4, -5.0),
    event("aid", date(2023, 3, 5), "IGOUNO", "073", "EGY", 2, 7.4),
    event("undated", None, "IRN", "040", "EGY"),
    event("sometime in May", date(2023, 5, 1), "IRN", "040", "EGY", precision="month"),
    event("long ago", date(1979, 1, 1), "IRN", "161", "EGY", 4, -4.0, precision="year", historical=True),
]
STORIES = [
    CodedStory(story_id="s1", story_date=date(2023, 1, 5), file="news.jsonl", publisher="Agency", events=9),
    CodedStory(story_id="s2", story_date=date(2023, 4, 1), file="news.jsonl", status="empty"),
]


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("it's output")
    with Output(folder).run(dictionaries_digest="d", model="m", options={"keep_text": False}) as run:
        run.write(
            Shard("news.jsonl", 0, "x"), events=EVENTS, stories=STORIES, rejects=[Reject("news.jsonl", 3, "no text")]
        )
    refresh(folder)
    return folder


@pytest.fixture(scope="module")
def ask(output):
    with connect(output) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def test_a_dyad_has_a_row_for_each_month_and_direction_with_zeros_where_nothing_happened(ask):
    rows = ask(
        "select period, direction, events from dyad('IRN', 'EGY', 'month') where period between '2023-01-01' and '2023-04-30'"
    )
    assert rows == [
        (JANUARY, "IRN>EGY", 2),
        (JANUARY, "EGY>IRN", 1),
        (JANUARY, "both", 2),  # the visit that one pays and the other receives is one event
        (FEBRUARY, "IRN>EGY", 0),
        (FEBRUARY, "EGY>IRN", 0),
        (FEBRUARY, "both", 0),
        (MARCH, "IRN>EGY", 0),
        (MARCH, "EGY>IRN", 1),
        (MARCH, "both", 1),
        (APRIL, "IRN>EGY", 0),  # a story was read on the first of April
        (APRIL, "EGY>IRN", 0),
        (APRIL, "both", 0),
    ]


def test_zeros_end_where_the_stories_end_but_events_after_it_count(ask):
    assert ask("select distinct period from dyad('IRN', 'EGY', 'month') order by period desc limit 2") == [
        (date(2023, 5, 1),),
        (APRIL,),
    ]
    assert ask("from coverage") == [(date(2023, 1, 5), APRIL)]


def test_a_dyad_counts_quad_classes_and_goldstein_values(ask):
    rows = ask(
        "from dyad('IRN', 'EGY', 'month') where period in ('2023-01-01', '2023-02-01') and direction in ('IRN>EGY', 'both')"
    )
    assert [row[2:] for row in rows] == [
        (2, 1, 0, 1, 0, -5.1, -2.55),
        (2, 1, 0, 1, 0, -5.1, -2.55),
        (0, 0, 0, 0, 0, 0.0, None),
        (0, 0, 0, 0, 0, 0.0, None),
    ]


@pytest.mark.parametrize(
    ("a", "b", "events"),
    [("IRN", "EGY", 3), ("irn", "egy", 3), ("IRNMIL", "EGY", 1), ("IRNGOV", "EGYGOV", 1), ("IGO", "EGY", 1)],
)
def test_a_country_stands_for_its_roles_and_a_code_for_all_that_start_with_it(ask, a, b, events):
    assert ask("select sum(events)::int from dyad(?, ?, 'day') where direction = 'both'", a, b) == [(events,)]


def test_a_domestic_dyad_has_one_direction(ask):
    rows = ask("select direction, events from dyad('EGY', 'EGY', 'year') where events > 0")
    assert rows == [("EGY>EGY", 1), ("both", 1)]


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_a_dyad_of_any_period_counts_every_event_that_is_dated_well_enough(ask, period):
    counted = ask("select sum(events)::int from dyads(?)", period)
    left_out = ask("select without_date + too_coarse, events from undated where period = ?", period)
    assert counted[0][0] + left_out[0][0] == left_out[0][1] == len(EVENTS)


def test_events_without_an_exact_date_are_counted_apart(ask):
    assert sorted(ask("from undated")) == [
        ("day", 9, 1, 2),
        ("month", 9, 1, 1),
        ("quarter", 9, 1, 1),
        ("week", 9, 1, 2),
        ("year", 9, 1, 0),
    ]


@pytest.mark.parametrize(("view", "period"), [("dyad_day", "day"), ("dyad_month", "month"), ("dyad_year", "year")])
def test_the_dyad_views_are_the_directed_dyads_of_a_period(ask, view, period):
    assert ask(f"from {view}") == ask("from dyads(?)", period)


def test_an_actor_without_a_country_keeps_its_code(ask):
    assert ask("select source, target from dyad_month where material_cooperation > 0") == [("IGOUNO", "EGY")]


def test_a_monad_counts_what_an_actor_does_and_what_is_done_to_it(ask):
    rows = ask(
        "select period, role, events from monad('EGY', 'month') where period between '2023-01-01' and '2023-03-31'"
    )
    assert [row[2] for row in rows] == [1, 2, 2, 0, 0, 0, 2, 2, 3]
    assert [row[1] for row in rows[:3]] == ["source", "target", "both"]


def test_monads_by_month(ask):
    assert ask("select role, events from monad_month where actor = 'EGY' and period = '2023-03-01'") == [
        ("source", 2),
        ("target", 2),
    ]


@pytest.mark.parametrize(
    ("first", "last", "events"),
    [
        (None, None, 9),
        ("2023-01-01", "2023-01-31", 3),
        ("2023-01-10", "2023-01-10", 2),
        ("2023-05-01", "2023-05-30", 0),  # the event of May may have been on the 31st
        ("2023-05-01", "2023-05-31", 1),
        (None, "1979-12-30", 0),
        (None, "1979-12-31", 1),
    ],
)
def test_a_network_counts_the_events_that_surely_fall_between_two_days(ask, first, last, events):
    assert ask("select coalesce(sum(events), 0)::int from network(?, ?)", first, last) == [(events,)]


def test_events_between_two_actors_are_the_events_themselves(ask):
    assert [row[0] for row in ask("select event_id from events_between('EGY', 'IRN')")] == [
        "long ago",
        "host",
        "visit",
        "threat",
        "attack",
        "sometime in May",
        "undated",
    ]


def test_runs_say_how_the_events_came_to_be(ask):
    rows = ask("select dictionaries, model, options, shards, stories, events, rejects, ended >= started from runs")
    assert rows == [("d", "m", '{"keep_text": false}', 1, 2, 9, 1, True)]


def test_an_unknown_period_is_an_error(ask):
    with pytest.raises(duckdb.Error, match="fortnight"):
        ask("from dyad('IRN', 'EGY', 'fortnight')")


def test_everything_has_a_comment(ask):
    assert ask("select view_name from duckdb_views() where not internal and comment is null") == []
    assert ask("select table_name, column_name from duckdb_columns() where not internal and comment is null") == []
    assert ask("select function_name from duckdb_functions() where not internal and comment is null") == []
    assert ask("select count(*) > 90 from duckdb_columns() where not internal") == [(True,)]


def test_everything_is_listed_in_the_readme_and_in_the_help(ask):
    names = ask(
        "select view_name from duckdb_views() where not internal union all select table_name from duckdb_tables()"
    )
    macros = ask("select function_name, parameters from duckdb_functions() where not internal")
    listed = README.read_text(encoding="utf-8")
    helped = " ".join(coder("sql", "--help").out.split())
    assert len(macros) > 10
    for name in [name for (name,) in names] + [f"{name}({', '.join(parameters)})" for name, parameters in macros]:
        assert f"`{name}`" in listed, name
        assert re.search(rf"\W{re.escape(name)}\W", helped), name


def test_there_are_at_least_ten_questions():
    assert len(QUESTIONS) >= 10


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_questions_of_the_readme_have_answers(ask, question):
    assert ask(ONE_SELECT, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_and_the_same_answers_in_any_client(output, ask, question, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(output / CACHE), read_only=True) as client:
        assert client.execute(question).fetchall() == ask(ONE_SELECT, question)


def test_the_cache_finds_an_output_that_was_moved(output, tmp_path):
    moved = shutil.copytree(output, tmp_path / "moved")
    for path in (moved / "events").glob("[0-9a-f]*.parquet"):
        path.unlink()
    with duckdb.connect(str(moved / CACHE), read_only=True) as client:
        assert client.execute("select count(*) from events").fetchone() == (len(EVENTS),)
        client.execute("set variable output = ?", [str(moved)])
        assert client.execute("select count(*) from events").fetchone() == (0,)


def test_refreshing_replaces_the_cache_even_while_a_client_reads_it(output):
    with duckdb.connect(str(output / CACHE), read_only=True) as client:
        refresh(output)
        assert client.execute("select count(*) from events").fetchone() == (len(EVENTS),)
    assert not list(output.glob("*.tmp"))


def test_an_empty_output_has_views_without_rows(tmp_path):
    with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}):
        pass
    with connect(tmp_path) as connection:
        for view in (
            "events",
            "stories",
            "rejects",
            "dyad_month",
            "dyad('IRN', 'EGY', 'month')",
            "monad('IRN', 'day')",
        ):
            assert connection.execute(f"from {view}").fetchall() == []


def test_only_what_the_manifest_names_is_read(tmp_path):
    with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("a", 0, "x"), events=EVENTS)
        run.write(Shard("b", 0, "y"), events=EVENTS[:1])
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("".join(manifest.read_text().splitlines(keepends=True)[:2]))
    with connect(tmp_path) as connection:
        assert connection.execute("select count(*) from events").fetchone() == (len(EVENTS),)


def test_a_folder_that_is_no_output_is_named(tmp_path):
    with pytest.raises(UsageError, match="coder code INPUT -o"):
        connect(tmp_path)


def test_shards_of_another_version_are_refused(tmp_path):
    with Output(tmp_path).run(dictionaries_digest="d", model="m", options={}) as run:
        run.write(Shard("a", 0, "x"), events=EVENTS)
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(manifest.read_text().replace('"schema": 2', '"schema": 1'))
    with pytest.raises(CoderError, match="another version of coder"):
        connect(tmp_path)


def test_a_read_only_connection_reads_nothing_outside_the_output(output, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with connect(output) as connection:
        for statement in (
            "from read_text('/etc/hostname')",
            f"from '{secret}'",
            f"from glob('{tmp_path}/*')",
            f"copy events to '{tmp_path}/events.csv'",
            f"attach '{tmp_path}/other.duckdb'",
            "set enable_external_access = true",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_older_duckdb_can_read_the_views(output):
    with duckdb.connect(str(output / CACHE), read_only=True) as con:
        stored = con.execute(
            "select sql from duckdb_views() where not internal union all select macro_definition from duckdb_functions() where not internal"
        )
        texts = [text for (text,) in stored.fetchall() if text]
    assert any("_goes_on" in text for text in texts)
    # DuckDB 2 stores if(...) as a function that 1.x does not have.
    assert not [text for text in texts if '"if"(' in text or " if(" in text]


def test_asking_needs_neither_spacy_nor_polars_nor_pyarrow(output):
    code = (
        "import sys; from coder.query import connect; connect(sys.argv[1]).execute('from dyad_month').fetchall(); "
        "print({'spacy', 'polars', 'pyarrow', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(output)], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
