"""Tells before parsing which sentences can hold an event at all."""

from __future__ import annotations

from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import name_words

__all__ = ["Screen"]

# Words that may stand for an actor named elsewhere in the story.
_ANAPHORS = frozenset(
    "he she it they him her them his its their who which that each other others both two three sides countries neighbours neighbors parties "
    "country nation nations state states government counterpart counterparts group pair latter former".split()
)


class Screen:
    """Passes a sentence that names two actors, or one and a word that may stand for another.

    Every event has a source and a target, so what does not pass cannot hold one; the discards' phrases drop a sentence, or the whole story.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._names = lexicon.names
        self._discards = lexicon.discards

    def discarded(self, text: str, scope: str) -> bool:
        """Whether the text holds a phrase that the discards list for this scope (sentence or story)."""
        words = name_words(text)
        return any(
            scope in scopes for position in range(len(words)) for _, scopes in self._discards.matches(words, position)
        )

    def passes(self, sentence: str) -> bool:
        """Whether the sentence can hold an event."""
        words = name_words(sentence)
        found = position = 0
        while position < len(words):
            if words[position] in _ANAPHORS:
                found += 1
            longest = next(iter(self._names.matches(words, position)), None)
            if longest is not None:
                found += 1
                # Shorter names inside a longer one may be the ones that count: step over one word only.
            if found > 1:
                return True
            position += 1
        return False
