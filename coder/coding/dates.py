"""Reads when an event happened: expressions of time in a sentence, against the story's date and the date in focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
_IsEvent = Callable[[int], bool]
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
    starts = reader.starts
    for position in starts:
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
    return found + _told_apart(grammar, reader, found, story_date) if starts else found


def _told_apart(
    grammar: Grammar, reader: TimeWords, found: Sequence[TimeExpression], story_date: date | None
) -> list[TimeExpression]:
    """What "a day after Chad recalled its envoy" dates: the recall by the time of the verb above, else this verb by that of the recall."""
    more: list[TimeExpression] = []
    after = [t for t, lemma in enumerate(grammar.parse.lemmas) if lemma in ("after", "before")]
    for position in sorted({t - length for t in after for length in range(2, 5) if t >= length}):
        apart = reader.apart(position)
        if apart is None:
            continue
        end, unit, number = apart
        head = next((t for t in range(position, end - 1) if not position <= grammar.parse.heads[t] < end - 1), position)
        other = grammar.parse.heads[head]
        above = grammar.parse.heads[other] if other >= end else -1
        if above < 0:
            continue
        own = _time_of(grammar, found, other)
        base = _time_of(grammar, found, above)
        if base is None and own is None and number < 0:
            base = EventDate(story_date, "day")
        if base is None and own is not None:
            more.append(TimeExpression(position, end, head, reader.shifted(own, unit, -number), above))
        elif base is not None and own is None and (when := reader.shifted(base, unit, number)).day:
            more.append(TimeExpression(position, end, head, when, other))
    return more


def _time_of(grammar: Grammar, times: Sequence[TimeExpression], clause: int) -> EventDate | None:
    return next((time.when for time in times if _hangs_on(grammar, time, clause, lambda token: True)), None)


def event_date(
    grammar: Grammar,
    times: Sequence[TimeExpression],
    tokens: Iterable[int],
    story_date: date | None,
    is_event: _IsEvent,
) -> tuple[EventDate, TimeExpression | None]:
    """When the act of some tokens (a trigger, and the events below it) happened, and by which expression; the story's date by default.

    `is_event` says whether a word carries an event of its own.
    """
    for token in tokens:
        for clause in (token, *_clauses_above(grammar, token)):
            past = _is_past(grammar, clause)
            for time in times:
                belongs = _hangs_on(grammar, time, clause, is_event)
                if belongs and not (past and time.when.ahead and time.noun is None):
                    return time.when, time
    return EventDate(story_date, "day"), None


def _is_past(grammar: Grammar, token: int) -> bool:
    """Whether a verb, or the verb above a noun, stands in the past."""
    verb = next((t for t in (token, *grammar.ancestors(token)) if grammar.is_verb(t)), token)
    return "Tense=Past" in grammar.parse.features[verb]


def _hangs_on(grammar: Grammar, time: TimeExpression, clause: int, is_event: _IsEvent) -> bool:
    """Whether the nearest verb or event noun above an expression is this token."""
    parse = grammar.parse
    if time.noun is not None:
        return time.noun == clause
    if time.head == clause or time.start <= parse.heads[clause] < time.end or _is_of_day(grammar, time, clause):
        return True
    current = time.head
    for head in grammar.ancestors(time.head):
        in_clause = parse.relations[current] in _CLAUSES and not _stands_before(grammar, time, current)
        if in_clause and not _is_idle(grammar, time, current, is_event):
            return False
        if _stands_before(grammar, time, head):
            current = head
            continue
        if head == clause:
            return True
        idle = grammar.is_verb(head) and _is_idle(grammar, time, head, is_event)
        if (grammar.is_verb(head) and not idle) or not _ELSEWHEN.isdisjoint(grammar.case_names(head)):
            return False
        current = head
    return False


def _is_of_day(grammar: Grammar, time: TimeExpression, clause: int) -> bool:
    """Whether a clause tells what happened on the day before it: "on the same day that Mali closed its border"."""
    parse = grammar.parse
    if parse.forms[time.end - 1].lower() != "day" or parse.relations[clause] not in _CLAUSES:
        return False
    return grammar.subtree(clause)[0] == time.end


def _stands_before(grammar: Grammar, time: TimeExpression, verb: int) -> bool:
    """Whether an expression stands before the word that introduces a clause, and so above it: "withdrew last month after ..."."""
    marks = grammar.dependents(verb, "mark") if grammar.parse.relations[verb] == "advcl" else []
    return bool(marks) and time.end <= marks[0]


def _is_idle(grammar: Grammar, time: TimeExpression, verb: int, is_event: _IsEvent) -> bool:
    """Whether a participle without an event leaves its day to what stands above: "a raid led by rebels on Sunday"."""
    relation, above = grammar.parse.relations[verb], grammar.parse.heads[verb]
    if relation not in ("acl", "advcl") or time.when.precision != "day" or grammar.dependents(verb, "mark", "nsubj"):
        return False
    if not (grammar.gerund(verb) or grammar.past_participle(verb)):
        return False
    return not is_event(verb) and (relation == "advcl" or is_event(above))


def _clauses_above(grammar: Grammar, token: int) -> Iterable[int]:
    """The verbs whose time a word shares: of its own clause, and of the first verb of a coordination."""
    current = token
    while grammar.parse.heads[current] >= 0:
        relation, head = grammar.parse.relations[current], grammar.parse.heads[current]
        while_then = relation == "advcl" and _is_at_once(grammar, current)
        if (
            relation in ("acl:relcl", "ccomp", "parataxis")
            or (relation == "advcl" and not while_then)
            or (relation == "acl" and grammar.is_verb(current) and not grammar.infinitive(current))
        ):
            return
        if grammar.is_verb(head) or relation == "conj":
            yield head
        current = head


def _is_at_once(grammar: Grammar, clause: int) -> bool:
    """Whether an adverbial clause tells what happened with or by the verb above it: "when ...", "as ...", ", killing five"."""
    marks = {grammar.parse.lemmas[child] for child in grammar.children[clause]}
    return bool(marks & {"when", "as", "while"}) or (grammar.gerund(clause) and not grammar.dependents(clause, "mark"))


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
