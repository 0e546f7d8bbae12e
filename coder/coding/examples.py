"""Codes the dictionaries' examples: every rule must do on its own sentence what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from coder.coding.coder import CodedSentence, Sentence, StoryCoder
from coder.language.parser import Parser
from coder.lexicon.lexicon import Lexicon
from coder.lexicon.rules import Rule
from coder.stories.story import Story

__all__ = ["wrong_examples"]

_DAY = date(2024, 1, 15)


def wrong_examples(lexicon: Lexicon, parser: Parser) -> Iterator[str]:
    """Examples of rules and of the composition table that do not give what their row says, as `file:line: what is wrong`."""
    rules = {rule.place: rule for rules in lexicon.rules.values() for rule in rules}
    rows = {row.place: row for row in lexicon.composition.rows.values() if row.example}
    examples = {place: rule.example for place, rule in rules.items()} | {
        place: row.example for place, row in rows.items()
    }
    parses = parser.parse(list(examples.values()))
    coder = StoryCoder(lexicon)
    for (place, text), parse in zip(examples.items(), parses, strict=True):
        coded = coder.explain(Story(place, text, _DAY), [Sentence(0, 0, text, parse)])
        shown = (
            ", ".join(f"{e.source_code} {e.cameo_code} {e.target_code} (by {e.rule})" for s in coded for e in s.events)
            or "no event"
        )
        if place in rules:
            expected = _rule_expects(rules[place], coded)
        else:
            code = rows[place].code
            expected = (
                ""
                if code in ("", "=") or any(e.cameo_code == code for s in coded for e in s.events)
                else f"an event {code}"
            )
        if expected:
            yield f"{place}: the example gives {shown}; expected {expected}: {text}"


def _rule_expects(rule: Rule, coded: list[CodedSentence]) -> str:
    """What the example lacks; "" when it is right."""
    won = [reading for sentence in coded for reading in sentence.readings if reading.rule.place == rule.place]
    chains = [reading.chain for sentence in coded for reading in sentence.made]
    if not rule.code:
        return "" if won else f"this rule to win; {_why_not(rule, coded)}"
    if rule.is_class:
        took_part = any(reading.rule.place == rule.place for chain in chains for reading in chain)
        if took_part or (won and rule.code in ("SAY", "ATTEMPT")):
            return ""
        return f"{rule.code} to take part in an event; {_why_not(rule, coded)}"
    if any(rule.place in e.rule.split() and e.cameo_code == rule.code for sentence in coded for e in sentence.events):
        return ""
    return f"an event {rule.code} by this rule; {_why_not(rule, coded)}"


def _why_not(rule: Rule, coded: list[CodedSentence]) -> str:
    attempts = [a for sentence in coded for a in sentence.attempts if a.rule.place == rule.place]
    if not attempts:
        return "its trigger was not found, or a heavier rule won first"
    lacking = sorted({attempt.missing for attempt in attempts if attempt.missing})
    if len(lacking) and all(attempt.missing for attempt in attempts):
        return f"it lacks {' and '.join(lacking)}"
    for sentence in coded:
        for reading in sentence.readings:
            if reading.rule.place == rule.place:
                sides = [
                    name
                    for name, side in (("source", reading.sides.sources), ("target", reading.sides.targets))
                    if not side
                ]
                return (
                    f"it won, but has no {' and no '.join(sides)}"
                    if sides
                    else "it won, but is part of another event or no fact"
                )
    return "it holds, but a heavier rule won"
