"""Who "he", "the two countries" and "the police" are, and when what was told happened."""

from __future__ import annotations

from datetime import date

import pytest


def test_the_two_countries_are_those_named_before(code):
    events = code("Chile and Bolivia hope for calm. Relations between the two countries were severed in 1978.")
    assert {(e.source_code, e.cameo_code, e.target_code) for e in events} >= {
        ("CHL", "161", "BOL"),
        ("BOL", "161", "CHL"),
    }
    severed = [e for e in events if e.cameo_code == "161"]
    assert {(e.event_date, e.event_date_precision, e.historical) for e in severed} == {(date(1978, 1, 1), "year", True)}
    assert {e.source_resolved for e in severed} == {"coreference"}


def test_nothing_is_known_before_it_is_said(triples):
    assert (
        triples("Relations between the two countries were severed in 1978. Chile and Bolivia hope for calm.") == set()
    )


def test_a_pronoun_is_the_subject_before(code):
    [event] = [e for e in code("Norway's prime minister arrived late. He condemned Iceland.") if e.cameo_code == "111"]
    assert (event.source_code, event.source_resolved) == ("NORGOV", "coreference")


def test_a_counterpart_has_the_other_country(triples):
    assert ("EGYGOV", "041", "IRNGOV") in triples("Egypt's foreign minister called his Iranian counterpart.")


def test_a_bare_agent_takes_the_country_of_the_place_and_says_so(code):
    [event] = code("Police arrested protesters in Athens.")
    assert (event.source_code, event.target_code) == ("GRCCOP", "GRCCVL")
    assert (event.source_resolved, event.target_resolved) == ("context", "context")


def test_a_bare_agent_takes_the_country_of_the_dateline(code):
    [event] = code("Police arrested protesters on Monday.", place="LIMA")
    assert (event.source_code, event.target_code) == ("PERCOP", "PERCVL")


def test_a_bare_agent_without_any_country_is_no_actor(triples):
    assert triples("Police arrested protesters on Monday.") == set()


def test_an_office_is_held_at_the_event_date(code):
    for day, expected in ((date(2012, 8, 31), "EGYGOV"), (date(2014, 8, 31), "EGYELI")):
        events = code("Mohamed Morsi visited Iran.", day)
        assert [e.source_code for e in events if e.cameo_code == "042"] == [expected]


@pytest.mark.parametrize(
    ("text", "day", "precision", "historical"),
    [
        ("Norway attacked Iceland on Monday.", date(2024, 5, 13), "day", False),
        ("Norway attacked Iceland yesterday.", date(2024, 5, 13), "day", False),
        ("Norway attacked Iceland three days ago.", date(2024, 5, 11), "day", False),
        ("Norway attacked Iceland on May 2.", date(2024, 5, 2), "day", False),
        ("Norway attacked Iceland in mid-April.", date(2024, 4, 1), "month", False),
        ("Norway attacked Iceland in December.", date(2023, 12, 1), "month", True),
        ("Norway attacked Iceland on July 4, 2019.", date(2019, 7, 4), "day", True),
        ("Norway attacked Iceland in 1979.", date(1979, 1, 1), "year", True),
        ("In 1979, Norway attacked Iceland.", date(1979, 1, 1), "year", True),
        ("Norway attacked Iceland two years ago.", date(2022, 1, 1), "year", True),
        ("Norway attacked Iceland last month.", date(2024, 4, 1), "month", False),
        ("Since 1979, Norway has attacked Iceland.", date(2024, 5, 14), "day", False),
        ("Norway, which was rich in 1979, attacked Iceland.", date(2024, 5, 14), "day", False),
        ("Norway attacked Iceland.", date(2024, 5, 14), "day", False),
    ],
)
def test_when_it_happened(code, text, day, precision, historical):
    [event] = code(text)
    assert (event.event_date, event.event_date_precision, event.historical) == (day, precision, historical)


def test_without_a_story_date_only_absolute_dates_are_known(code):
    assert [e.event_date for e in code("Norway attacked Iceland on Monday.", None)] == [None]
    assert [e.event_date for e in code("Norway attacked Iceland.", None)] == [None]
    assert [e.event_date for e in code("Norway attacked Iceland in 1979.", None)] == [date(1979, 1, 1)]


def test_this_year_is_the_year_that_the_passage_is_about(code):
    events = code("Egypt's revolution in February 2012 changed much. In April of this year, Norway attacked Iceland.")
    assert [(e.event_date, e.historical) for e in events if e.cameo_code == "190"] == [(date(2012, 4, 1), True)]
