"""Which rules a word of a sentence may carry, by its lemma, its form and its part of speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coder.lexicon.rules import Ranked, RuleIndex

__all__ = ["Carried", "Triggers", "looked_up"]

_POS = {
    "VERB": ("verb",),
    "AUX": ("verb",),
    "NOUN": ("noun", "verb"),
    "PROPN": ("noun", "verb"),
    "ADJ": ("adjective", "verb"),
}
# Past forms that the lemmatizer leaves as they are.
_IRREGULAR = {
    "forgave": "forgive",
    "mistook": "mistake",
    "rebuilt": "rebuild",
    "resold": "resell",
    "retook": "retake",
    "rewrote": "rewrite",
    "unfroze": "unfreeze",
}
_VERBS = frozenset({"VERB", "AUX"})
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]\Z")
_MAX_WORDS = 1 << 16  # some 20 MB; then the memo starts anew


class Carried(NamedTuple):
    """Rules that a word carries as this part of speech; `misread` if the parser has to be wrong about it."""

    pos: str
    rules: Ranked
    misread: bool


class Triggers:
    """Looks words up among the rules; what was asked once is remembered."""

    def __init__(self, rules: RuleIndex) -> None:
        self._rules = rules
        self._known: dict[tuple[str, str, str], tuple[Carried, ...]] = {}

    def find(self, pos: Sequence[str], lemmas: Sequence[str], forms: Sequence[str]) -> dict[int, tuple[Carried, ...]]:
        """The words of a sentence that carry rules, with these, the parser's part of speech first; `forms` in lower case."""
        found = {}
        for token, key in enumerate(zip(pos, lemmas, forms, strict=True)):
            if key[0] in _POS and (carried := self._carried(key)):
                found[token] = carried
        return found

    def _carried(self, key: tuple[str, str, str]) -> tuple[Carried, ...]:
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_WORDS:
                self._known.clear()
            known = self._known[key] = tuple(self._look_up(*key))
        return known

    def _look_up(self, pos: str, lemma: str, form: str) -> list[Carried]:
        found = []
        for rule_pos in _POS.get(pos, ()):
            names = _names(rule_pos, pos, lemma, form)
            rules = next((rules for name in names if (rules := self._rules.get((rule_pos, name)))), None)
            if rules:
                found.append(Carried(rule_pos, rules, rule_pos == "verb" and pos not in _VERBS))
        return found


def looked_up(pos: str, lemma: str, form: str) -> Iterator[tuple[str, str]]:
    """The parts of speech and lemmas by which a word (`form` in lower case) may find rules."""
    for rule_pos in _POS.get(pos, ()):
        for name in _names(rule_pos, pos, lemma, form):
            yield rule_pos, name


def _names(rule_pos: str, pos: str, lemma: str, form: str) -> tuple[str, ...]:
    if rule_pos == "verb":
        return _lemmas(lemma, form)
    return (lemma, lemma[:-1]) if pos == "PROPN" and lemma.endswith("s") else (lemma,)


def _lemmas(lemma: str, form: str) -> tuple[str, ...]:
    """What the lemma of a verb form may be, as the lemmatizer errs with words that it does not know.

    It makes "rap" of "raped" and "hop" of "hopes", but forms of "rap" would double the p; "relaunche" of "relaunched",
    "readie" of "readied".
    """
    if lemma in _IRREGULAR:
        return (_IRREGULAR[lemma],)
    if form in (lemma + "ed", lemma + "ing", lemma + "es") and _SHORT.match(lemma):
        return lemma + "e", lemma
    if lemma.endswith("ie"):
        return lemma, lemma[:-2] + "y"
    return (lemma, lemma[:-1]) if lemma.endswith("e") else (lemma,)
