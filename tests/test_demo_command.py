"""`coder demo`: the first thing that a newcomer sees."""

import json
import re
from importlib.resources import files

import pytest

from coder.query import connect
from tests.commands import coder

STORIES = [
    json.loads(line) for line in (files("coder.samples") / "stories.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The output folder and what the command said."""
    folder = tmp_path_factory.mktemp("demo") / "output"
    return folder, coder("demo", "-o", folder)


@pytest.fixture(scope="module")
def found(demo):
    """The events as (story, source, code, target, date)."""
    with connect(demo[0]) as connection:
        rows = connection.sql("select story_id, source_code, cameo_code, target_code, event_date::varchar from events")
        return set(rows.fetchall())


def test_all_stories_are_coded(demo):
    _, done = demo
    assert done.status == 0
    assert f"{len(STORIES)} stories read: {len(STORIES)} coded, 0 empty, 0 rejected" in done.err


def test_stdout_shows_events_a_query_and_where_to_go_on(demo):
    folder, done = demo
    assert re.search(r"^TGOGOV +042 +Make a visit +GHA +2024-03-04$", done.out, re.MULTILINE)
    assert "1978-01-01" in done.out
    assert "select source_country, target_country" in done.out
    assert f"-o {folder}" in done.out.splitlines()[-1]


def test_the_command_that_it_ends_with_works(demo):
    _, _, command = demo[1].out.splitlines()[-1].partition("coder ")
    done = coder(*command.split())
    assert done.status == 0
    assert "2024-03-01" in done.out


def test_a_second_time_gives_the_same(demo):
    folder, first = demo
    again = coder("demo", "-o", folder)
    assert (again.status, again.out) == (0, first.out)
    assert f"{len(STORIES)} done before" in again.err


@pytest.mark.parametrize(
    "event",
    [
        ("gazette-001", "TGOGOV", "042", "GHA", "2024-03-04"),  # a visit
        ("gazette-001", "GHA", "043", "TGOGOV", "2024-03-04"),  # and its other side
        ("gazette-001", "TGO", "057", "GHA", "2024-03-04"),  # "the two countries"
        ("gazette-002", "KEN", "046", "SOM", "2024-03-06"),  # talks, as a noun
        ("gazette-002", "DJIGOV", "045", "KEN", "2024-03-06"),  # mediation, in a relative clause
        ("gazette-002", "SOM", "1123", "KENMIL", "2024-03-06"),  # an accusation, of an attack
        ("gazette-003", "IGOEUREEC", "085", "ZMB", "2024-03-15"),  # sanctions lifted
        ("gazette-003", "IGOEUREEC", "163", "ZMB", "2019-01-01"),  # and when they were imposed
        ("gazette-004", "CHL", "161", "BOL", "1978-01-01"),  # ties severed long ago, in the passive
        ("gazette-006", "PRT", "073", "MOZ", "2024-04-04"),  # aid
        ("courier-014", "PERCOP", "173", "PERCVL", "2024-03-08"),  # arrests at home
        ("courier-015", "NOR", "026", "SDN", "2024-03-11"),  # an appeal to resume talks
        ("courier-015", "SDNGOV", "125", "SDNREB", "2024-03-11"),  # refused
        ("courier-017", "GRCCOP", "175", "GRCAGR", "2024-03-25"),  # police against protesters
        ("courier-018", "ERIMIL", "0874", "ETH", "2024-04-02"),  # a withdrawal that somebody reports
        ("courier-019", "COL", "1384", "ECU", "2024-04-09"),  # a threat
        ("courier-019", "BRA", "039", "ECU", "2024-04-09"),  # an offer to mediate
    ],
)
def test_what_the_stories_show(found, event):
    assert event in found


@pytest.mark.parametrize(
    ("story", "actor"),
    [
        ("gazette-005", "KHM"),  # was not invited
        ("gazette-005", "THA"),  # might join
        ("gazette-006", "MWI"),  # could close its border if ...
        ("courier-016", "FRA"),  # was not asked
    ],
)
def test_what_did_not_happen_is_no_event(found, story, actor):
    assert not [event for event in found if event[0] == story and actor in (event[1][:3], event[3][:3])]


def test_most_stories_give_events_and_none_is_dated_today(found):
    assert len({event[0] for event in found}) == len(STORIES)
    assert all(event[4] < "2024-05" for event in found)
