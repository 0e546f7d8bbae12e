"""From stories to events: splits, screens, parses and codes a batch of stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.coding.coder import CodedSentence, Coder, Sentence
from coder.coding.screen import Screen
from coder.events.event import Event
from coder.language.parser import Parser
from coder.language.sentences import split_sentences
from coder.lexicon.lexicon import Lexicon
from coder.stories.story import Story

__all__ = ["Coded", "Pipeline"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded story: its events, how many sentences it has and how many of them were parsed."""

    story: Story
    events: list[Event]
    sentences: int
    parsed: int


class Pipeline:
    """Codes batches of stories in this process; the result for a story does not depend on the batch it is in."""

    def __init__(self, lexicon: Lexicon, parser: Parser, *, keep_text: bool = False, screen: bool = True) -> None:
        self.coder = Coder(lexicon, keep_text=keep_text)
        self._screen = Screen(lexicon) if screen else None
        self._parser = parser

    def code(self, stories: Sequence[Story]) -> list[Coded]:
        """Code some stories, in their order; sentences of all of them are parsed together."""
        coded = []
        for story, (sentences, total) in zip(stories, self._parsed(stories), strict=True):
            coded.append(Coded(story, self.coder.code(story, sentences), total, len(sentences)))
        return coded

    def explain(self, story: Story) -> list[CodedSentence]:
        """Code one story with every rule that was tried."""
        [(sentences, _)] = self._parsed([story])
        return self.coder.explain(story, sentences)

    def _parsed(self, stories: Sequence[Story]) -> Iterator[tuple[list[Sentence], int]]:
        """The parsed sentences of each story, and how many it has in all."""
        split = [[] if story.parsed else self._split(story) for story in stories]
        parses = iter(self._parser.parse([text for sentences in split for _, text, passed in sentences if passed]))
        for story, sentences in zip(stories, split, strict=True):
            if story.parsed:
                given = [Sentence(n, s.start, s.text, s.parse) for n, s in enumerate(story.parsed)]
                yield given, len(given)
            else:
                numbered = enumerate(sentences)
                yield (
                    [Sentence(n, at, text, next(parses)) for n, (at, text, passed) in numbered if passed],
                    len(sentences),
                )

    def _split(self, story: Story) -> list[tuple[int, str, bool]]:
        """Sentences of a story as (offset, text, whether it passes the screen)."""
        spans = [(start, story.text[start:end]) for start, end in split_sentences(story.text)]
        screen = self._screen
        if screen is None:
            return [(start, text, True) for start, text in spans]
        if screen.discarded(story.text, "story"):
            return [(start, text, False) for start, text in spans]
        return [(start, text, self._passes(screen, story, start, text)) for start, text in spans]

    def _passes(self, screen: Screen, story: Story, start: int, text: str) -> bool:
        if screen.discarded(text, "sentence"):
            return False
        marked = any(start <= mark.start < start + len(text) for mark in story.mentions)
        return marked or screen.passes(text)
