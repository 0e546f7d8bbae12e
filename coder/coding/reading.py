"""What a word of a sentence says: the winning rule, the code, and the actors on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from coder.coding.mentions import Mention
from coder.lexicon.rules import Rule

__all__ = ["Attempt", "Reading", "Sides"]


class Sides(NamedTuple):
    """Sources and targets; `paired` when both are one list ("Kenya and Somalia met"): then each pair is an event."""

    sources: list[Mention]
    targets: list[Mention]
    paired: bool = False


@dataclass(slots=True)
class Reading:
    """A trigger with its winning rule, its code ("" for `none`), its sides, and the event below that the code is made of.

    `absorbed` are the words that fulfil the rule's word constraints: "aid" in "blocked aid" is no event of its own.
    """

    token: int
    rule: Rule
    code: str
    sides: Sides
    below: Reading | None = None
    weight: int = 0
    absorbed: frozenset[int] = frozenset()

    @property
    def chain(self) -> list[Reading]:
        """This reading and the events below it that its code is made of."""
        return [self, *(self.below.chain if self.below is not None else ())]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rule that was tried, for `coder explain`: `missing` names the constraint that failed, "" for one that held."""

    token: int
    rule: Rule
    missing: str
