"""Tells before parsing which sentences can hold an event at all."""

from __future__ import annotations

import re

from coder.lexicon.lexicon import Lexicon
from coder.lexicon.names import name_words

__all__ = ["Screen"]

# Words that may stand for an actor named elsewhere in the story: for one, or for two ("relations between them").
_ONE = frozenset(
    "he she it him her his its we us our mr mrs ms who which other others country nation state kingdom counterpart".split()
)
_PAIR = frozenset("they them their each both two sides neighbours neighbors parties countries".split())
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_YEAR = re.compile(r"(1[5-9]|20)\d\d")


class Screen:
    """Passes a sentence that names an actor, holds words that may stand for two or for a group, or a year.

    Every event has a source and a target, so what does not pass cannot hold one; nor can it tell later sentences who or when.
    The discards' phrases drop a sentence, or the whole story.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._names = lexicon.names
        self._discards = lexicon.discards
        self._groups = lexicon.sets.get("GROUP_NOUNS", frozenset())
        # "rejected the charge": who made it is an actor told of before
        told = {trigger for pos, trigger in lexicon.rules if pos == "noun"}
        told = told.union(*(lexicon.sets.get(name, ()) for name in ("DEED_NOUNS", "VIOLENCE_NOUNS")))
        self._told = told.union(word + "s" for word in told)

    def discarded(self, text: str, scope: str) -> bool:
        """Whether the text holds a phrase that the discards list for this scope (sentence or story)."""
        words = name_words(text)
        return any(
            scope in scopes for position in range(len(words)) for _, scopes in self._discards.matches(words, position)
        )

    def passes(self, sentence: str) -> bool:
        """Whether the sentence can hold an event, or say who or what time later ones are about."""
        words = name_words(sentence)
        standing = 0
        for position, word in enumerate(words):
            if self._names.matches(words, position) or _YEAR.fullmatch(word):
                return True
            standing += 2 if word in _PAIR else word in _ONE
            if position and words[position - 1] in _DEFINITE:
                standing += 2 if word in self._groups else word in self._told
        return standing > 1
