"""Finds names and role nouns that stand where an actor was needed and none is known: what the dictionaries lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coder.coding.coder import CodedSentence
from coder.coding.grammar import Grammar
from coder.coding.reading import Reading
from coder.coding.slots import Slots
from coder.lexicon.lexicon import Lexicon

__all__ = ["Suggestion", "suggestions"]

_CONTEXTS = 3
_OTHER_SIDE = ("object", "with", "to", "against", "on", "from", "between")


@dataclass(slots=True)
class Suggestion:
    """A phrase without an actor: how often it stood where one was needed, near which countries, in which sentences."""

    name: str
    is_name: bool
    count: int = 0
    countries: Counter[str] = field(default_factory=Counter)
    contexts: list[str] = field(default_factory=list)

    @property
    def country(self) -> str:
        """The country named most often beside it, "" where none or two are."""
        ranked = self.countries.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return ""
        return ranked[0][0]


def suggestions(lexicon: Lexicon, coded: Iterable[CodedSentence]) -> list[Suggestion]:
    """What is missing in some explained sentences, the most frequent first."""
    found: dict[tuple[str, bool], Suggestion] = {}
    things = frozenset[str]().union(
        *lexicon.sets.values()
    )  # words of the rules: "reform" is asked for, and asks nothing
    for sentence in coded:
        parse = sentence.sentence.parse
        grammar = Grammar(parse, lexicon.sets)
        slots = Slots(grammar)
        inside = {token for mention in sentence.mentions for token in range(mention.start, mention.end)}
        countries = {m.code[:3] for m in sentence.mentions if m.code[:3] in lexicon.countries}
        wanting = {token for reading in sentence.readings for token in _empty(reading, slots)}
        coded_tokens = {reading.token for reading in sentence.readings}
        for attempt in sentence.attempts:
            if attempt.token not in coded_tokens and attempt.missing.endswith("=ACTOR"):
                names = attempt.missing.removesuffix("=ACTOR").split("|")
                wanting.update(t for name in names for t in slots.find(attempt.token, attempt.rule.pos, name))
        for token in sorted(wanting - inside):
            named = _phrase(grammar, token)
            if named is None or (
                not named[1] and (parse.lemmas[token] in things or ("noun", parse.lemmas[token]) in lexicon.rules)
            ):
                continue
            suggestion = found.setdefault(named, Suggestion(*named))
            suggestion.count += 1
            suggestion.countries.update(countries)
            if len(suggestion.contexts) < _CONTEXTS:
                suggestion.contexts.append(" ".join(sentence.sentence.text.split()))
    return sorted(found.values(), key=lambda suggestion: (-suggestion.count, suggestion.name))


def _empty(reading: Reading, slots: Slots) -> Iterator[int]:
    """Heads of the phrases that should have given the side that a reading lacks."""
    pos = reading.rule.pos
    if not reading.code or reading.rule.is_class:
        return
    if not reading.sides.sources:
        for name in reading.rule.source or ("subject",):
            yield from slots.find(reading.token, pos, name)
    if not reading.sides.targets:
        for name in reading.rule.target or _OTHER_SIDE:
            yield from slots.find(reading.token, pos, name)


def _phrase(grammar: Grammar, token: int) -> tuple[str, bool] | None:
    """The name around a token, or the noun with what stands before it; None for pronouns, numbers and verbs."""
    parse = grammar.parse
    if parse.pos[token] == "PROPN":
        start = end = token
        while start > 0 and parse.pos[start - 1] == "PROPN":
            start -= 1
        while end + 1 < grammar.size and parse.pos[end + 1] == "PROPN":
            end += 1
        return " ".join(parse.forms[start : end + 1]), True
    if parse.pos[token] != "NOUN":
        return None
    before = [child for child in grammar.dependents(token, "compound") if child < token]
    return " ".join([*(parse.lemmas[child] for child in before), parse.lemmas[token]]), False
