"""Tells which stories a change of the dictionaries can touch: only these need be coded again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.coding.context import NAMED_KINDS
from coder.coding.matching import SUPPLIED
from coder.coding.triggers import looked_up
from coder.lexicon.changes import Changes
from coder.lexicon.names import name_words, token_words

__all__ = ["Touched"]


class Touched:
    """Answers for some changed entries. It errs to one side: what it does not call touched is coded as before.

    Coding asks the dictionaries for the rules that a token carries, for nouns that carry any, and for names and discarded phrases by
    words that stand next to each other. So a story is touched if one of its tokens looks a changed rule up, or if it holds all words
    of a changed phrase, in whatever order, but for those that coding itself supplies.
    """

    def __init__(self, changes: Changes) -> None:
        self._rules = changes.rules
        nouns = {lemma for pos, lemma in changes.rules if pos == "noun"}
        self._nouns = nouns.union(lemma + "s" for lemma in nouns)  # as the screen sees them, who knows no lemmas
        self._phrases: dict[str, list[frozenset[str]]] = {}
        self._always = False
        self._carry: dict[tuple[str, str, str], bool] = {}
        for phrase in changes.phrases:
            words = frozenset(phrase[:1] if phrase[0] in NAMED_KINDS else phrase) - SUPPLIED
            if words:
                self._phrases.setdefault(max(words, key=len), []).append(words)
            else:
                self._always = True

    def touches(self, texts: Iterable[str], pos: Sequence[str], lemmas: Sequence[str], forms: Sequence[str]) -> bool:
        """Whether a story may be coded otherwise: its texts (with dateline and publisher), and its tokens side by side."""
        if self._always:
            return True
        if self._rules and any(map(self._carries, zip(pos, lemmas, forms, strict=True))):
            return True
        if not (self._phrases or self._nouns):
            return False
        words = {word for text in texts for word in name_words(text)}
        words.update(word for form in set(forms) for word in token_words(form))
        words.update(lemmas)
        if not self._nouns.isdisjoint(words):
            return True
        return any(phrase <= words for word in self._phrases.keys() & words for phrase in self._phrases[word])

    def _carries(self, token: tuple[str, str, str]) -> bool:
        known = self._carry.get(token)
        if known is None:
            pos, lemma, form = token
            asked = {("noun", lemma), *looked_up(pos, lemma, form.lower())}
            known = self._carry[token] = not self._rules.isdisjoint(asked)
        return known
