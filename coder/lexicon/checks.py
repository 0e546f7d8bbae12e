"""Finds what is wrong between rows that are each right: rules that can never win, and those that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from coder.lexicon.lexicon import Lexicon
from coder.lexicon.rules import Constraint, Rule

__all__ = ["clashes"]


def clashes(lexicon: Lexicon) -> Iterator[str]:
    """Rules that an earlier one of the same trigger always beats, as `file:line: what is wrong`."""
    told: set[tuple[str, str]] = set()
    for (_, carrier), rules in lexicon.rules.items():
        for position, rule in enumerate(rules):
            for earlier in rules[:position]:
                pair = (rule.place, earlier.place)
                if pair not in told and rule.trigger == earlier.trigger and _always_beats(earlier, rule):
                    told.add(pair)
                    what = "contradicts" if rule.code != earlier.code else "says the same as"
                    word = "_".join(rule.trigger) or carrier
                    yield f"{rule.place}: can never win for `{word}`: {what} {earlier.place}, which always wins; remove one"
                    break


def _always_beats(earlier: Rule, rule: Rule) -> bool:
    """Whether the earlier rule holds wherever the other does: each of its constraints is implied by one of the other's."""
    return all(any(_implies(theirs, ours) for theirs in rule.constraints) for ours in earlier.constraints)


def _implies(strict: Constraint, loose: Constraint) -> bool:
    """Whether a constraint can only hold where another does."""
    if not set(strict.slots) <= set(loose.slots) or strict.nothing != loose.nothing or strict.event != loose.event:
        return False
    if loose.anything or loose.nothing or loose.event:
        return True
    if strict.anything or (strict.actor and not loose.actor):
        return False
    return strict.words <= loose.words and set(strict.phrases) <= set(loose.phrases)
