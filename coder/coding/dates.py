"""Reads when an event happened: expressions of time in a sentence, against the story's date and the date in focus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coder.coding.grammar import Grammar
from coder.coding.timewords import EventDate, TimeWords

__all__ = ["TimeExpression", "event_date", "find_times"]

# "since 2015" and "until March" bound a state; "by 2030" and "before" a future; none of them dates the act.
_BOUNDS = frozenset(
    {"since", "until", "till", "by", "before", "after", "through", "between", "from", "for", "than", "within"}
)
# "attacked it ahead of elections in October": what an act came before or after is dated, not the act.
_ELSEWHEN = frozenset(
    "about after ahead_of amid because_of before despite due_to following over since till until".split()
)
_ON = frozenset({"on", "in", "during"})
_DESCRIBING = frozenset({"amod", "compound", "nmod:poss", "nmod:unmarked", "nummod"})
_AHEAD = frozenset({"will", "shall", "'ll", "would", "may", "might", "should", "could", "must"})
_CLAUSES = frozenset({"acl:relcl", "acl", "advcl", "ccomp", "parataxis"})
_ANNIVERSARY = frozenset("anniversary biggest commemorate deadliest first largest mark worst".split())


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Tokens [start, end) that name a time, the token by which they hang in the sentence, the time, and the noun that alone it dates."""

    start: int
    end: int
    head: int
    when: EventDate
    noun: int | None = None


def find_times(grammar: Grammar, story_date: date | None, focus: EventDate | None) -> list[TimeExpression]:
    """All expressions of time in a sentence that can date an act, from left to right."""
    reader = TimeWords(grammar.parse.forms, story_date, focus, lambda token: _looks_ahead(grammar, token))
    found: list[TimeExpression] = []
    end = 0
    for position in reader.starts:
        matched = reader.at(position) if position >= end else None
        if matched is None:
            continue
        end, when = matched
        head = next((t for t in range(position, end) if not position <= grammar.parse.heads[t] < end), position)
        noun = _noun_before(grammar, position) if when.day else None
        noun = _noun_described(grammar, head, position) if noun is None else noun
        if not _is_bound(grammar, head, position, noun):
            found.append(TimeExpression(position, end, head, when, noun))
            if when.day is not None and not when.ahead:
                reader.focus = when
    return found


def event_date(
    grammar: Grammar, times: Sequence[TimeExpression], tokens: Iterable[int], story_date: date | None
) -> tuple[EventDate, TimeExpression | None]:
    """When the act of some tokens (a trigger, and the events below it) happened, and by which expression; the story's date by default."""
    for token in tokens:
        for clause in (token, *_clauses_above(grammar, token)):
            past = _is_past(grammar, clause)
            for time in times:
                belongs = _hangs_on(grammar, time, clause) or time.start <= grammar.parse.heads[clause] < time.end
                if belongs and not (past and time.when.ahead and time.noun is None):
                    return time.when, time
    return EventDate(story_date, "day"), None


def _is_past(grammar: Grammar, token: int) -> bool:
    """Whether a verb, or the verb above a noun, stands in the past."""
    verb = next((t for t in (token, *grammar.ancestors(token)) if grammar.is_verb(t)), token)
    return "Tense=Past" in grammar.parse.features[verb]


def _hangs_on(grammar: Grammar, time: TimeExpression, clause: int) -> bool:
    """Whether the nearest verb or event noun above an expression is this token."""
    if time.noun is not None:
        return time.noun == clause
    if time.head == clause:
        return True
    current = time.head
    for head in grammar.ancestors(time.head):
        if grammar.parse.relations[current] in _CLAUSES:
            return False
        if head == clause:
            return True
        if grammar.is_verb(head) or not _ELSEWHEN.isdisjoint(grammar.case_names(head)):
            return False
        current = head
    return False


def _clauses_above(grammar: Grammar, token: int) -> Iterable[int]:
    """The verbs whose time a word shares: of its own clause, and of the first verb of a coordination."""
    current = token
    while grammar.parse.heads[current] >= 0:
        relation, head = grammar.parse.relations[current], grammar.parse.heads[current]
        while_then = relation == "advcl" and any(
            grammar.parse.lemmas[mark] in ("when", "as", "while") for mark in grammar.children[current]
        )
        if (
            relation in ("acl:relcl", "ccomp", "parataxis")
            or (relation == "advcl" and not while_then)
            or (relation == "acl" and grammar.is_verb(current) and not grammar.infinitive(current))
        ):
            return
        if grammar.is_verb(head) or relation == "conj":
            yield head
        current = head


def _noun_described(grammar: Grammar, head: int, start: int) -> int | None:
    """The noun that an expression stands before ("the 1967 war", "Monday's talks"): it dates this noun and nothing above.

    After a preposition of its own it is none: in "On Monday Iran's president ..." the parser errs.
    """
    parse, above = grammar.parse, grammar.parse.heads[head]
    if above < 0 or parse.relations[head] not in _DESCRIBING or parse.pos[above] not in ("NOUN", "PROPN"):
        return None
    stray = start and parse.lemmas[start - 1] in _ON and parse.heads[start - 1] != above
    return None if stray else above


def _noun_before(grammar: Grammar, start: int) -> int | None:
    """The noun that an expression follows in a phrase about another time: "ahead of elections in October"."""
    parse, before = grammar.parse, start - 2
    if before < 0 or parse.lemmas[start - 1] not in _ON or parse.pos[before] != "NOUN":
        return None
    elsewhen = parse.lemmas[parse.heads[before]] == "ahead" or not _ELSEWHEN.isdisjoint(grammar.case_names(before))
    return before if elsewhen else None


def _is_bound(grammar: Grammar, head: int, start: int, noun: int | None) -> bool:
    """Whether an expression bounds a state ("since 1979") or marks an anniversary, and so dates no act."""
    parse, first = grammar.parse, grammar.parse.lemmas[start]
    if noun is not None:
        return parse.lemmas[noun] in _ANNIVERSARY or parse.forms[start - 1] == "("  # "the war (1980-1988)"
    before = parse.lemmas[start - 1] if start else ""
    if before == "than" and parse.forms[start - 2].lower() in ("more", "less"):
        before = ""
    if first not in ("from", "between") and (
        before in _BOUNDS or any(name in _BOUNDS for name in grammar.case_names(head))
    ):
        return True
    if start and parse.forms[start - 1] == "(":
        return True
    above = parse.heads[head]
    return above >= 0 and parse.lemmas[above] in _ANNIVERSARY


def _looks_ahead(grammar: Grammar, token: int) -> bool:
    """Whether the clause of a token is about the present or the future: then "in June" is the next one."""
    for head in grammar.ancestors(token):
        if grammar.is_verb(head):
            auxiliaries = {grammar.parse.lemmas[child] for child in grammar.dependents(head, "aux")}
            present = "Tense=Pres" in grammar.parse.features[head] and not grammar.gerund(head)
            present = present and "have" not in auxiliaries
            return present or grammar.infinitive(head) or not _AHEAD.isdisjoint(auxiliaries)
    return False
