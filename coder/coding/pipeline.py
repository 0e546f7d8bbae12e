"""From stories to events: splits, screens, parses and codes a batch of stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.coding.coder import CodedSentence, Sentence, StoryCoder
from coder.coding.screen import Screen
from coder.events.event import Event
from coder.language.parse import Parse
from coder.language.sentences import split_sentences
from coder.lexicon.lexicon import Lexicon
from coder.stories.story import ParsedStory, Story

if TYPE_CHECKING:
    from coder.language.parser import Parser

__all__ = ["Coded", "Pipeline"]

_UNPARSED = Parse((), (), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Coded:
    """A story with its events, and how many sentences it has and how many of them were parsed."""

    story: Story
    events: list[Event]
    sentences: int
    parsed: int


class Pipeline:
    """Codes batches of stories in this process; the result for a story does not depend on the batch it is in.

    Without a parser it codes again what was parsed before.
    """

    def __init__(
        self, lexicon: Lexicon, parser: Parser | None, *, keep_text: bool = False, screen: bool = True
    ) -> None:
        self.coder = StoryCoder(lexicon, keep_text=keep_text)
        self._screen = Screen(lexicon) if screen else None
        self._parser = parser

    def code(self, stories: Sequence[Story]) -> list[Coded]:
        """Code some stories, in their order; sentences of all of them are parsed together."""
        return [self.code_parsed(parsed) for parsed in self.parse(stories)]

    def parse(self, stories: Sequence[Story]) -> list[ParsedStory]:
        """Split, screen and parse some stories, in their order."""
        split = [[] if story.parsed else self._screened(story, split_sentences(story.text)) for story in stories]
        parses = iter(self._parses([text for sentences in split for _, text, passed in sentences if passed]))
        parsed = []
        for story, sentences in zip(stories, split, strict=True):
            if story.parsed:
                spans = [(given.start, given.start + len(given.text)) for given in story.parsed]
                parsed.append(ParsedStory(story, spans, [given.parse for given in story.parsed], screened=False))
            else:
                spans = [(start, start + len(text)) for start, text, _ in sentences]
                parsed.append(ParsedStory(story, spans, [next(parses) if passed else None for *_, passed in sentences]))
        return parsed

    def screen_again(self, parsed: ParsedStory) -> tuple[ParsedStory, int]:
        """The story as these dictionaries screen it, and the number of sentences that pass but were never parsed."""
        if not parsed.screened:
            return parsed, 0
        screened = self._screened(parsed.story, parsed.spans)
        parses = [parse if passed else None for parse, (*_, passed) in zip(parsed.parses, screened, strict=True)]
        unparsed = sum(passed and parse is None for parse, (*_, passed) in zip(parses, screened, strict=True))
        return replace(parsed, parses=parses), unparsed

    def code_parsed(self, parsed: ParsedStory) -> Coded:
        """Code one parsed story."""
        sentences = _sentences(parsed)
        read = sum(parse is not None for parse in parsed.parses)
        return Coded(parsed.story, self.coder.code(parsed.story, sentences), len(parsed.spans), read)

    def explain(self, story: Story) -> list[CodedSentence]:
        """Code one story with every rule that was tried."""
        [parsed] = self.parse([story])
        return self.coder.explain(story, _sentences(parsed))

    def _screened(self, story: Story, spans: Sequence[tuple[int, int]]) -> list[tuple[int, str, bool]]:
        """Sentences of a story as (offset, text, whether it passes the screen)."""
        texts = [(start, story.text[start:end]) for start, end in spans]
        screen = self._screen
        if screen is None:
            return [(start, text, True) for start, text in texts]
        if screen.discarded(story.text, "story"):
            return [(start, text, False) for start, text in texts]
        return [(start, text, self._passes(screen, story, start, text)) for start, text in texts]

    def _parses(self, sentences: Sequence[str]) -> Sequence[Parse]:
        if self._parser is None:
            if sentences:
                raise ValueError("a pipeline without a parser codes only what is parsed")
            return ()
        return self._parser.parse(sentences)

    def _passes(self, screen: Screen, story: Story, start: int, text: str) -> bool:
        if screen.discarded(text, "sentence"):
            return False
        marked = any(start <= mark.start < start + len(text) for mark in story.mentions)
        return marked or screen.passes(text)


def _sentences(parsed: ParsedStory) -> list[Sentence]:
    text = parsed.story.text
    return [
        Sentence(number, start, text[start:end], parse or _UNPARSED)
        for number, ((start, end), parse) in enumerate(zip(parsed.spans, parsed.parses, strict=True))
    ]
