"""The macros that compare: by root, before and after a day, run against run."""

from datetime import date

import pytest

import coder
from coder.events import CodedStory
from coder.query import connect
from coder.store import Output, Shard
from tests.sample_events import event, store

DAYS = [("a", 1, 4.0, 1), ("b", 10, 2.0, 1), ("c", 25, -9.0, 4), ("d", 25, -5.0, 4), ("e", 28, -10.0, 4)]


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    events = [
        event(name, date(2023, 7, day), "IRN", "190" if quad == 4 else "040", "EGY", goldstein=value, quad=quad)
        for name, day, value, quad in DAYS
    ]
    with connect(store(tmp_path_factory.mktemp("output"), events)) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def test_escalation_sets_the_days_up_to_now_against_those_before(ask):
    rows = ask("from escalation('IRN', 'EGY', 20)")
    assert rows == [
        (date(2023, 7, 1), 1, 0, 0, 0, 4.0, None, None),
        (date(2023, 7, 10), 2, 0, 0, 0, 3.0, None, None),
        (date(2023, 7, 25), 3, 1, 2, 0, -4.0, 4.0, -8.0),  # the 6th to the 25th; the 1st is of the twenty days before
        (date(2023, 7, 28), 4, 1, 3, 0, -5.5, 4.0, -9.5),
    ]


def test_a_window_of_one_day_is_that_day_against_the_day_before(ask):
    rows = ask("select day, events, events_before from escalation('EGY', 'IRN', 1)")
    assert rows == [(date(2023, 7, day), number, 0) for day, number in ((1, 1), (10, 1), (25, 2), (28, 1))]


def test_roots_count_all_events_of_a_period_by_root(ask):
    assert ask("select cameo_root, events, goldstein_sum from roots('month')") == [("04", 2, 6.0), ("19", 3, -24.0)]
    assert ask("select distinct period from roots('year')") == [(date(2023, 1, 1),)]


def test_two_runs_differ_in_the_stories_that_both_have(tmp_path):
    day = date(2023, 7, 1)
    first = [
        event(name, day, "GHA", code, "TGO", sentence_number=n)
        for n, (name, code) in enumerate([("a", "040"), ("b", "050"), ("c", "051")])
    ]
    second = [
        event("a", day, "GHA", "040", "TGO", sentence_number=0),
        event("b2", day, "GHA", "057", "TGO", sentence_number=1, rule="verbs/mine.csv:2"),
        event("d", day, "TGO", "057", "GHA", sentence_number=2),
        event("e", day, "GHA", "040", "TGO", story_id="of the second run alone"),
        event("f", day, "GHA", "040", "TGO", story_id="a repeat"),
    ]
    runs = []
    for name, events, others in (
        ("first", first, {"a repeat": "coded", "without events": "coded"}),
        ("second", second, {"of the second run alone": "coded", "a repeat": "duplicate"}),
    ):
        stories = [
            CodedStory(story_id=story, story_date=day, file=name, status=status)
            for story, status in {"s1": "coded", **others}.items()
        ]
        with Output(tmp_path).run(dictionaries_digest=name, model="m", options={}) as run:
            run.write(Shard(name, 0, name), events=events, stories=stories)
            runs.append(run.run_id)
    sql = "select change, code_a, code_b, rule_a, rule_b from {} order by all"
    ours, mine = "verbs/04_consult.csv:2", "verbs/mine.csv:2"
    wanted = [
        ("changed", "050", "057", ours, mine),
        ("gained", None, "057", None, ours),
        ("lost", "051", None, ours, None),
    ]
    with connect(tmp_path) as connection:
        assert connection.execute(sql.format("compare(?, ?)"), [run[:6] for run in runs]).fetchall() == wanted
        assert connection.execute(sql.format("compare(?, ?)"), [runs[0], runs[0]]).fetchall() == []
    with coder.connect_runs(runs[0], runs[1][:6], tmp_path) as connection:
        assert connection.execute(sql.format("differences")).fetchall() == wanted
        assert connection.execute("from totals").fetchall() == [(1, 1, 1, 1, 1)]
