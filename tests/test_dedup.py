"""Repeats of an event: what counts as one, which row is kept, and who carried it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.events.dedup import define_unique
from coder.events.event import Event
from coder.events.schema import EVENTS, STORIES, arrow_table
from tests.sample_events import event as sample_event

DAY = date(2023, 1, 10)


def event(name, source="IRN", code="111", target="EGY", day=DAY, *, story="s1", pair=None, **rest):
    given = {"story_date": DAY, "story_id": story, "url": f"https://example.org/{story}", "pair_id": pair, **rest}
    return sample_event(name, day, source, code, target, reciprocal=pair is not None, **given)


def pair(name, source, code, target, mirror, **rest):
    """The two rows of an event that both sides do."""
    return [
        event(name, source, code, target, pair=name, **rest),
        event(name + "m", target, mirror, source, pair=name, **rest),
    ]


def later(days):
    return DAY + timedelta(days=days)


@cache
def connection():
    made = duckdb.connect()
    made.register("events", arrow_table(EVENTS, []))
    made.register("stories", arrow_table(STORIES, []))
    define_unique(made)
    return made


def rows(events, rule="default"):
    """All rows with their marks, as dictionaries."""
    connection().register("events", arrow_table(EVENTS, events))
    found = connection().execute("from deduplicated(?) order by event_id", [rule])
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def mark(events, rule="default"):
    """All marks, as {event_id: duplicate_of}."""
    return {row["event_id"]: row["duplicate_of"] for row in rows(events, rule)}


@pytest.mark.parametrize(
    ("repeat", "one"),
    [
        (event("b", story="s2"), True),
        (event("b", "IRNGOV", target="EGYMIL", story="s2"), True),  # roles do not matter where there are countries
        (event("b", day=later(1)), True),
        (event("b", day=later(2)), False),
        (event("b", code="112"), False),
        (event("b", "EGY", target="IRN"), False),  # who criticises whom
        (event("b", day=None), False),
        (event("b", day=date(2023, 1, 1), precision="month"), False),
    ],
)
def test_the_same_countries_code_and_day_or_the_next_are_one_event(repeat, one):
    assert mark([event("a"), repeat]) == {"a": None, "b": "a" if one else None}


def test_an_actor_without_a_country_is_its_whole_code():
    assert mark([event("a", "IGOUNO"), event("b", "IGOUNO"), event("c", "IGOEEC")]) == {"a": None, "b": "a", "c": None}


def test_rebels_are_not_their_state():
    found = mark(
        [
            event("a", "SYRGOV"),
            event("b", "SYRREB"),
            event("c", "SYR"),
            event("d", "SYRREBYPG"),
            event("e", "SYRMILREB"),
        ]
    )
    assert found == {"a": None, "b": None, "c": "a", "d": "b", "e": "b"}


def test_a_month_or_a_year_is_itself_and_has_no_neighbours():
    january, february = ({"day": date(2023, month, 1), "precision": "month"} for month in (1, 2))
    months = [event("a", **january), event("b", **january), event("c", **february)]
    assert mark(months) == {"a": None, "b": "a", "c": None}
    assert mark([event("a", day=date(2023, 1, 1), precision="year"), event("b", day=date(2023, 1, 1))]) == {
        "a": None,
        "b": None,
    }


def test_events_without_a_date_are_one_within_their_story_only():
    found = mark([event("a", day=None), event("b", day=None), event("c", day=None, story="s2")])
    assert found == {"a": None, "b": "a", "c": None}


def test_days_that_follow_each_other_are_one_event_up_to_a_week():
    found = mark([event(f"{number:02}", day=later(number)) for number in range(10)])
    assert found == {f"{n:02}": None if n in (0, 7) else "00" if n < 7 else "07" for n in range(10)}


def test_what_both_do_is_one_event_in_either_direction():
    rows = [*pair("a", "IRNGOV", "040", "EGY", "040"), *pair("b", "EGYGOV", "040", "IRN", "040", story="s2")]
    assert mark(rows) == {
        "a": None,
        "am": None,
        "b": "am",
        "bm": "a",
    }  # each row of the pair stands for its own direction


def test_a_visit_and_the_welcome_are_one_event_but_not_the_visit_back():
    rows = [*pair("a", "IRN", "042", "EGY", "043"), event("b", "EGY", "043", "IRN"), event("c", "EGY", "042", "IRN")]
    assert mark(rows) == {"a": None, "am": None, "b": "am", "c": None}


def test_a_single_row_repeats_a_pair_and_a_pair_a_single_row():
    rows = [event("a", "IRN", "040", "EGY"), *pair("b", "EGY", "040", "IRN", "040")]
    assert mark(rows) == {"a": None, "b": "a", "bm": "a"}
    rows = [event("c", "IRN", "040", "EGY"), *pair("b", "EGY", "040", "IRN", "040")]
    assert mark(rows) == {"b": None, "bm": None, "c": "bm"}


def test_two_rows_of_one_pair_are_never_repeats_of_each_other():
    for rule in ("default", "one-a-day"):
        rows = [*pair("a", "EGYGOV", "046", "EGYOPP", "046"), *pair("b", "IRN", "161", "EGY", "161")]
        assert set(mark(rows, rule).values()) == {None}


def test_the_earliest_day_is_kept_then_the_smallest_id():
    assert mark([event("a", day=later(1)), event("b"), event("c")]) == {"a": "b", "b": None, "c": "b"}


def test_the_kept_row_lists_all_that_carried_the_event():
    found = rows(
        [
            event("a", publisher="Agency"),
            event("b", story="s3", publisher="Paper"),
            event("c", story="s2", publisher="Agency"),
            event("d", code="112"),
        ]
    )
    urls = [f"https://example.org/s{number}" for number in (1, 2, 3)]
    assert [(row["story_ids"], row["publishers"], row["urls"]) for row in found] == [
        (["s1", "s2", "s3"], ["Agency", "Paper"], urls),
        (None, None, None),
        (None, None, None),
        (["s1"], None, urls[:1]),
    ]


def test_one_a_day_is_the_same_day_actors_and_code():
    events = [
        event("a"),
        event("b", story="s2"),
        event("c", "IRNGOV"),
        event("d", day=later(1)),
        event("e", code="112"),
    ]
    assert mark(events, "one-a-day") == {"a": None, "b": "a", "c": None, "d": None, "e": None}
    met = [*pair("a", "IRN", "040", "EGY", "040"), *pair("b", "IRN", "040", "EGY", "040", story="s2")]
    assert mark(met, "one-a-day") == {"a": None, "am": None, "b": "a", "bm": "am"}


def test_an_unknown_rule_is_an_error():
    with pytest.raises(duckdb.Error, match="no rule two-a-day: it is default or one-a-day"):
        mark([event("a")], "two-a-day")


def test_no_events_have_no_repeats():
    assert mark([]) == {}


def test_all_columns_of_the_events_come_through():
    [row] = rows([event("a")])
    marks = ["duplicate_of", "story_ids", "publishers", "urls"]
    assert list(row) == [*(column.name for column in EVENTS.columns), *marks]


def test_codes_have_the_mirrors_of_the_dictionary(lexicon):
    for code, entry in lexicon.cameo.items():
        assert connection().execute("select mirror_of(?)", [code]).fetchall() == [(entry.mirror or None,)]


ACTORS = st.sampled_from(["IRN", "IRNGOV", "EGY", "EGYMIL", "IGOUNO"])
TOLD = st.tuples(
    ACTORS,
    st.sampled_from([("040", "040"), ("042", "043"), ("111", ""), ("161", "161"), ("161", "")]),
    ACTORS,
    st.one_of(st.none(), st.integers(0, 9)),
    st.sampled_from(["s1", "s2", "s3"]),
)


@st.composite
def some_events(draw):
    made: list[Event] = []
    for number, (source, (code, mirror), target, days, story) in enumerate(draw(st.lists(TOLD, max_size=14))):
        name, day = f"{number:02}", None if days is None else later(days)
        if mirror:
            made += pair(name, source, code, target, mirror, day=day, story=story)
        else:
            made.append(event(name, source, code, target, day, story=story))
    return made


@settings(max_examples=60, deadline=None)
@given(some_events(), st.sampled_from(["default", "one-a-day"]), st.randoms(use_true_random=False))
def test_marks_do_not_depend_on_the_order_of_rows_and_doing_it_twice_marks_nothing_new(events, rule, random):
    found = mark(events, rule)
    assert mark(random.sample(events, len(events)), rule) == found
    kept = [one for one in events if found[one.event_id] is None]
    assert mark(kept, rule) == dict.fromkeys(one.event_id for one in kept)
    assert {found[repeated] for repeated in found.values() if repeated} <= {None}


@settings(max_examples=60, deadline=None)
@given(some_events())
def test_the_rows_of_a_pair_are_kept_or_repeated_together(events):
    found = mark(events)
    for one in events:
        if one.pair_id:
            assert (found[one.event_id] is None) == (found[one.pair_id] is None)
