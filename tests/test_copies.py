"""Near-identical stories are found, and their events counted once, whatever the order in which they come."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.events.dedup import define_unique
from coder.events.event import CodedStory
from coder.events.schema import EVENTS, STORIES, arrow_table
from coder.stories.copies import minhash_bands
from tests.commands import coder, write_stories
from tests.sample_events import event

DAY = date(2024, 5, 14)
REPORT = (
    "Norway and Iceland signed an agreement on fishing in Oslo after two years of talks. The prime ministers of both countries "
    "said that the quotas for cod and herring would hold until the end of the decade. Fishermen in the north had protested against an "
    "earlier draft, which the parliament in Reykjavik rejected last winter. The two governments also agreed to patrol the waters between "
    "them together and to share the costs of research. Observers from Denmark attended the ceremony and praised the result."
)
EDITED = REPORT.replace("until the end of the decade", "for at least ten years") + " (Agency)"
OTHER = (
    "The leaders of Iceland and Norway met in Oslo to put their names to a deal that ends a long dispute over cod. Under its terms each "
    "side may take as much herring as before, while ships of the two coast guards will watch the sea jointly. A first version of the "
    "treaty had failed in the Icelandic parliament when boats blocked several harbours. Copenhagen, which sent observers, welcomed the "
    "outcome, and the cost of studying the stocks will be divided equally between the partners for at least ten years."
)


def story(name, text=REPORT, day=DAY):
    return CodedStory(story_id=name, story_date=day, file="news.jsonl", minhash_bands=minhash_bands(text))


@pytest.fixture(scope="module")
def output_of():
    """A connection with these stories and events."""
    with duckdb.connect() as made:

        def tell(stories, events=()):
            made.register("stories", arrow_table(STORIES, stories))
            made.register("events", arrow_table(EVENTS, events))
            define_unique(made)
            return made

        yield tell


@pytest.fixture(scope="module")
def copies(output_of):
    return lambda stories: dict(output_of(stories).execute("from copies").fetchall())


@pytest.fixture(scope="module")
def repeats(output_of):
    """Which event repeats which, of those that do."""
    sql = "select event_id, duplicate_of from deduplicated(?) where duplicate_of is not null"

    def find(stories, events, rule="default"):
        return dict(output_of(stories, events).execute(sql, [rule]).fetchall())

    return find


def test_a_copy_with_some_words_changed_is_a_copy(copies):
    assert copies([story("a"), story("b", EDITED.upper()), story("c", OTHER)]) == {"b": "a"}


def test_two_reports_of_one_event_are_no_copies(copies):
    assert copies([story("a"), story("b", OTHER)]) == {}


def test_the_earliest_is_the_original_then_the_smallest_id(copies):
    stories = [story("a", day=DAY + timedelta(days=1)), story("c"), story("b"), story("0", day=None)]
    assert copies(stories) == {"a": "b", "c": "b", "0": "b"}


def test_the_copy_of_a_copy_is_a_copy_of_the_first(copies):
    def shared(name, *bands):
        return CodedStory(story_id=name, story_date=DAY, file="news.jsonl", minhash_bands=bands)

    assert copies([shared("c", 3, 4), shared("a", 1, 2), shared("d", 4, 5), shared("b", 2, 3), shared("e", 6)]) == {
        "b": "a",
        "c": "a",
        "d": "a",
    }


def test_short_texts_are_not_compared(copies):
    assert (
        copies([story("a", ""), story("b", ""), story("c", "Norway met Iceland."), story("d", "Norway met Iceland.")])
        == {}
    )


def test_a_story_is_no_copy_of_itself(copies):
    assert copies([story("a"), story("a")]) == {}


def test_the_bands_of_a_text_are_the_same_for_ever():
    """Outputs keep them: where this fails, SCHEMA_VERSION must change."""
    assert minhash_bands(REPORT)[:4] == (1227984333, 1778725105, 977246994, -1783144523)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([REPORT, EDITED, OTHER]), st.integers(0, 20)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_stories_does_not_matter(copies, told, random):
    stories = [story(str(number), text, DAY + timedelta(days=days)) for number, (text, days) in enumerate(told)]
    found = copies(stories)
    assert copies(random.sample(stories, len(stories))) == found
    assert not found.keys() & set(found.values())


def later(days):
    return DAY + timedelta(days=days)


def told(name, days, code="057", of=None):
    return event(name, later(days), "NOR", code, "ISL", story_id=of or name)


def test_a_copy_days_later_tells_the_same_event(repeats):
    events = [told("a", 0), told("b", 4), told("c", 4), told("d", 4, "163")]
    stories = [story("a"), story("b", EDITED, later(4)), story("c", OTHER, later(4)), story("d", day=later(4))]
    assert repeats(stories, events) == {"b": "a"}
    assert repeats(stories, events, "one-a-day") == {"c": "b"}


def test_a_copy_repeats_each_event_of_the_first_and_joins_none_that_the_first_tells_apart(repeats):
    events = [told("a1", 0, of="a"), told("a2", 3, of="a"), told("b1", 4, of="b"), told("b2", 7, of="b")]
    assert repeats([story("a"), story("b", day=later(4))], events) == {"b1": "a1", "b2": "a2"}


def test_the_same_words_weeks_later_tell_another_event(repeats):
    stories = [story("a"), story("b", day=later(30)), story("c", day=later(31))]
    assert repeats(stories, [told("a", 0), told("b", 30), told("c", 31)]) == {"c": "b"}


def test_copies_without_a_date_tell_one_event(repeats):
    events = [event(name, None, "NOR", "057", "ISL", story_id=name) for name in "abc"]
    assert repeats([story("a", day=None), story("b", day=None), story("c", OTHER, None)], events) == {"b": "a"}


def test_a_wire_report_in_three_papers_is_one_event_with_three_publishers(tmp_path):
    """Through the command line."""
    papers = [("Agency", REPORT, "2024-05-14"), ("Paper", EDITED, "2024-05-17"), ("Review", REPORT, "2024-05-18")]
    for name, text, day in papers:
        write_stories(tmp_path / f"{name}.jsonl", [{"id": name, "publisher": name, "text": text, "date": day}])
    coder("code", tmp_path, "-o", tmp_path / "out", "--workers", 0, "-q")
    query = "select publishers, list_sort(story_ids) as stories from events_unique where cameo_code = '057' and duplicate_of is null"
    done = coder("sql", query, "-o", tmp_path / "out", "--format", "jsonl")
    assert done.rows == [{"publishers": ["Agency", "Paper", "Review"], "stories": ["Agency", "Paper", "Review"]}] * 2
    done = coder("sql", "from copies order by all", "-o", tmp_path / "out", "--format", "csv")
    assert done.out == "story_id,copy_of\nPaper,Agency\nReview,Agency\n"
