"""Which gold events of a story were found, and which events found are false.

At a level, events are compared by parts of them: root (or quad class, or code) and the countries of source and target. Events
that are equal at the level count once. Each gold event is found by at most one event and each event finds at most one: as many
as possible are (maximum bipartite matching). Of what both sides do one direction is enough, the other is neither right nor
wrong; neither is what an optional gold event says. Strict takes the gold event's own code, lenient also its alternatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coder.evaluation.gold import GoldEvent
from coder.events.event import Event

__all__ = ["LEVELS", "Judged", "judge", "quad_class"]

_MIRRORS = {"042": "043", "043": "042"}  # to visit and to be visited


def quad_class(code: str) -> str:
    """Verbal or material cooperation or conflict, 1 to 4, by the root of a code: 1-5, 6-8, 9-13, 14-20."""
    root = int(code[:2])
    return "1" if root <= 5 else "2" if root <= 8 else "3" if root <= 13 else "4"


LEVELS: dict[str, tuple[Callable[[str], str], bool]] = {
    "root and dyad": (lambda code: code[:2], True),
    "root": (lambda code: code[:2], False),
    "quad class and dyad": (quad_class, True),
    "quad class": (quad_class, False),
    "code and dyad": (lambda code: code, True),
    "dyad": (lambda code: "", True),
}
"""What is compared at each level: of the code, and whether the countries of source and target are."""


@dataclass(slots=True)
class Judged:
    """The events of one story at one level: pairs that match, gold events that were missed, events that are false."""

    found: list[tuple[GoldEvent, Event]] = field(default_factory=list)
    missed: list[GoldEvent] = field(default_factory=list)
    false: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Compare:
    part: Callable[[str], str]
    dyad: bool
    lenient: bool

    def key(self, source: str, target: str, code: str) -> tuple[str, ...]:
        return (source[:3], target[:3], self.part(code)) if self.dyad else (self.part(code),)

    def keys(self, gold: GoldEvent) -> set[tuple[str, ...]]:
        """What an event may be that says the same as a gold event."""
        keys = set()
        for code in (gold.cameo, *(gold.alt if self.lenient else ())):
            keys.add(self.key(gold.source, gold.target, code))
            if gold.reciprocal or code in _MIRRORS:
                keys.add(self.key(gold.target, gold.source, _MIRRORS.get(code, code)))
        return keys


def judge(gold: Sequence[GoldEvent], events: Sequence[Event], level: str, *, lenient: bool) -> Judged:
    """Judge the events of one story at one of LEVELS."""
    compare = _Compare(*LEVELS[level], lenient)
    coded = {compare.key(event.source_code, event.target_code, event.cameo_code): event for event in reversed(events)}
    keys = list(reversed(coded))
    wanted: dict[tuple[str, ...], GoldEvent] = {}
    for one in gold:
        if not one.optional:
            wanted.setdefault(compare.key(one.source, one.target, one.cameo), one)
    required = list(wanted.values())
    fits = [[n for n, key in enumerate(keys) if key in compare.keys(one)] for one in required]
    matched = _matching(fits)
    judged = Judged(
        found=[(required[g], coded[keys[n]]) for n, g in sorted(matched.items(), key=lambda item: item[1])],
        missed=[one for g, one in enumerate(required) if g not in matched.values()],
    )
    excused = {key for one in gold for key in compare.keys(one) if one.optional or _both_ways(one)}
    excused |= {key for one in gold for key in compare.keys(one) if one not in required}
    judged.false = [coded[key] for n, key in enumerate(keys) if n not in matched and key not in excused]
    return judged


def _both_ways(gold: GoldEvent) -> bool:
    return gold.reciprocal or gold.cameo in _MIRRORS


def _matching(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many pairs as possible of gold events (by place) and the events that fit them: the gold event of each event."""
    taken: dict[int, int] = {}

    def place(gold: int, tried: set[int]) -> bool:
        for event in fits[gold]:
            if event not in tried:
                tried.add(event)
                if event not in taken or place(taken[event], tried):
                    taken[event] = gold
                    return True
        return False

    for gold in range(len(fits)):
        place(gold, set())
    return taken
