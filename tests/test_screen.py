"""Screening saves parsing and loses no event."""

from datetime import date

from coder.coding.pipeline import Pipeline
from coder.coding.screen import Screen
from coder.stories import Story

ABOUT_NOTHING = (
    "The weather was fine.",
    "Nobody had expected so many people.",
    "A bakery sold bread at half the price.",
)


def test_every_example_of_the_dictionaries_passes(lexicon):
    screen = Screen(lexicon)
    examples = [rule.example for rules in lexicon.rules.values() for rule in rules if rule.code]
    examples += [row.example for row in lexicon.composition.rows.values() if row.example]
    assert len(examples) > 1000
    assert [text for text in examples if not screen.passes(text) or screen.discarded(text, "sentence")] == []


def test_stories_have_the_same_events_with_and_without_it(lexicon, parser):
    examples = sorted({rule.example for rules in lexicon.rules.values() for rule in rules if rule.code})[::7]
    stories = []
    for number in range(0, len(examples), 5):
        sentences = [
            sentence
            for pair in zip(examples[number : number + 5], ABOUT_NOTHING * 2, strict=False)
            for sentence in pair
        ]
        stories.append(Story(str(number), " ".join(sentences), date(2024, 1, 15)))
    screened, unscreened = (Pipeline(lexicon, parser, screen=screen).code(stories) for screen in (True, False))
    assert sum(story.parsed for story in screened) <= sum(story.parsed for story in unscreened) - len(examples) // 2
    assert [story.events for story in screened] == [story.events for story in unscreened]
    assert sum(len(story.events) for story in screened) > len(examples)
