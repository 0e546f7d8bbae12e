"""Tells whose deed "the attack", "the violence", "the decision" or "the agreement" was that an earlier sentence told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set

from coder.coding.focus import Entity, Focus, Kind, same_side
from coder.lexicon.lexicon import Lexicon

__all__ = ["VIOLENT", "Deeds"]

VIOLENT = frozenset({"17", "18", "19", "20"})
_SPOKEN = frozenset({"01", "02", "10", "11"})  # no "move" and no "decision"
_AGREED = frozenset({"03", "05", "08"})  # to agree, to sign, to end fighting
_CLASSES = {"ACCUSE": "11", "APPEAL": "02", "DEMAND": "10", "PROMISE": "03", "REFUSE": "12", "THREATEN": "13"}


class Deeds:
    """Answers for one story, from the events that `focus` remembers."""

    def __init__(self, lexicon: Lexicon, focus: Focus) -> None:
        self._lexicon = lexicon
        self._focus = focus
        self._unknown: dict[str, int] = {}

    def is_deed(self, noun: str) -> bool:
        """Whether a noun may name an event."""
        return ("noun", noun) in self._lexicon.rules

    def hear(self, nouns: Iterable[str]) -> None:
        """Nouns with which the open sentence introduces something."""
        self._unknown.update((noun, self._focus.sentence) for noun in nouns)

    def doers(self, noun: str, mine: Collection[str]) -> list[Entity]:
        """Who did what a noun names, without the actors of the codes in `mine`; for the doer itself, to whom it was done.

        [] where no event fits, or those of several do.
        """
        agreed = self._is_agreement(noun)
        roots = self._roots(noun)
        fitting = [event for event in self._focus.told if event.root in roots and (event.together or not agreed)]
        named = [event for event in fitting if noun in event.words]
        # "a wave of bombings" by nobody knows whom came after the air strikes
        fitting = named or [event for event in fitting if event.sentence >= self._unknown.get(noun, 0)]
        if not self._is_word("DEED_NOUNS", noun):  # "the attack" is the last one; "the decision" any
            fitting = [event for event in fitting if event.sentence == fitting[-1].sentence]
        if not fitting:
            return []
        last = fitting[-1]
        if last.together and all((e.source, e.target) == (last.source, last.target) for e in fitting):
            return _without([last.source, last.target], mine)  # "welcomed the agreement"
        others = _without([event.source for event in fitting], mine) or _without([e.target for e in fitting], mine)
        sources = {entity.code: entity for entity in others}
        at_once = len({(event.root, event.sentence) for event in fitting}) == 1 and len(sources) == len(fitting)
        if len(sources) < 2 or at_once:
            return list(sources.values())
        [country, *more] = {entity.country for entity in others}
        if more or country not in self._lexicon.countries:
            return []
        return [Entity(country, "", Kind.STATE, self._focus.sentence)]  # of police and protesters alike

    def _roots(self, noun: str) -> Set[str]:
        """The CAMEO roots of the events that a noun may name."""
        if self._is_word("DEED_NOUNS", noun):
            return {code[:2] for code in self._lexicon.cameo} - _SPOKEN
        if self._is_word("VIOLENCE_NOUNS", noun):
            return VIOLENT
        if self._is_agreement(noun):
            return _AGREED
        rules = self._lexicon.rules.get(("noun", noun), ())
        return {_CLASSES.get(rule.code, rule.code[:2]) for rule in rules if rule.code and len(rule.trigger) == 1}

    def _is_agreement(self, noun: str) -> bool:
        return self._is_word("AGREEMENTS", noun) or self._is_word("PEACE_AGREEMENTS", noun)

    def _is_word(self, name: str, noun: str) -> bool:
        return noun in self._lexicon.sets.get(name, ())


def _without(entities: Collection[Entity], codes: Collection[str]) -> list[Entity]:
    return [entity for entity in entities if not any(same_side(entity.code, code) for code in codes)]
