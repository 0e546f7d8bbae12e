"""Near-identical stories are found, whatever the order in which they come."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from coder.stories.copies import find_copies
from coder.stories.story import Story

DAY = date(2024, 5, 14)
REPORT = (
    "Norway and Iceland signed an agreement on fishing in Oslo on Monday after two years of talks. The prime ministers of both countries "
    "said that the quotas for cod and herring would hold until the end of the decade. Fishermen in the north had protested against an "
    "earlier draft, which the parliament in Reykjavik rejected last winter. The two governments also agreed to patrol the waters between "
    "them together and to share the costs of research. Observers from Denmark attended the ceremony and praised the result."
)
OTHER = (
    "The leaders of Iceland and Norway met in Oslo to put their names to a deal that ends a long dispute over cod. Under its terms each "
    "side may take as much herring as before, while ships of the two coast guards will watch the sea jointly. A first version of the "
    "treaty had failed in the Icelandic parliament when boats blocked several harbours. Copenhagen, which sent observers, welcomed the "
    "outcome, and the cost of studying the stocks will be divided equally between the partners for at least ten years."
)


def story(name, text=REPORT, day=DAY):
    return Story(name, text, day)


def test_a_copy_with_some_words_changed_is_a_copy():
    edited = REPORT.replace("on Monday", "on May 13").replace("praised", "welcomed").upper() + " (Agency)"
    assert find_copies([story("a"), story("b", edited), story("c", OTHER)]) == {"b": "a"}


def test_two_reports_of_one_event_are_no_copies():
    assert find_copies([story("a"), story("b", OTHER)]) == {}


def test_the_earliest_is_the_original_then_the_smallest_id():
    stories = [story("a", day=DAY + timedelta(days=1)), story("c"), story("b"), story("0", day=None)]
    assert find_copies(stories) == {"a": "b", "c": "b", "0": "b"}


def test_the_same_words_weeks_later_are_another_report():
    later = DAY + timedelta(days=30)
    assert find_copies([story("a"), story("b", day=later), story("c", day=later)]) == {"c": "b"}


def test_short_texts_are_not_compared():
    assert (
        find_copies(
            [story("a", ""), story("b", ""), story("c", "Norway met Iceland."), story("d", "Norway met Iceland.")]
        )
        == {}
    )


def test_a_story_is_no_copy_of_itself():
    assert find_copies([story("a"), story("a")]) == {}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([REPORT, REPORT + " More follows.", OTHER]), st.integers(0, 20)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_stories_does_not_matter(told, random):
    stories = [story(str(number), text, DAY + timedelta(days=days)) for number, (text, days) in enumerate(told)]
    copies = find_copies(stories)
    assert find_copies(random.sample(stories, len(stories))) == copies
    assert not copies.keys() & set(copies.values())
