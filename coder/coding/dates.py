"""Reads when an event happened: expressions of time in a sentence, against the story's date and the date in focus."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coder.coding.grammar import Grammar

__all__ = ["EventDate", "TimeExpression", "event_date", "find_times"]

HISTORICAL_AFTER = timedelta(
    days=31
)  # ICEWS's coder calls an event historical when it lies more than a month before the story
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 3, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_YEAR = re.compile(r"(1[5-9]|20)\d\d\Z")
_DECADE = re.compile(r"(1[5-9]|20)\d0s\Z")
_DAY = re.compile(r"([12]?\d|3[01])(st|nd|rd|th)?\Z")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_YEARS = re.compile(r"((?:1[5-9]|20)\d\d)[-–/](\d{2}|\d{4})\Z")
_UNITS = {"day": 1, "week": 7, "month": 31, "year": 366, "decade": 3660}
_SIGNS = {
    *_MONTHS,
    *_WEEKDAYS,
    "today",
    "tonight",
    "yesterday",
    "last",
    "this",
    "previous",
    "past",
    "ago",
}  # one is in every expression
_FIRST = {"early", "late", "mid", *_SIGNS, *_NUMBERS}  # with one of these, or a digit, every expression begins
# "since 2015" and "until March" bound a state; "by 2030" and "before" a future; none of them dates the act.
_BOUNDS = frozenset(
    {"since", "until", "till", "by", "before", "after", "through", "between", "from", "for", "than", "within"}
)
_CLAUSES = frozenset({"acl:relcl", "acl", "advcl", "ccomp", "parataxis"})
_ANNIVERSARY = frozenset(
    {
        "anniversary",
        "anniversaries",
        "commemorate",
        "mark",
        "since",
        "worst",
        "first",
        "biggest",
        "largest",
        "deadliest",
    }
)


@dataclass(frozen=True, slots=True)
class EventDate:
    """A day; `precision` is day, month or year, and then `day` is the first of that month or year. `day` None is unknown."""

    day: date | None
    precision: str

    def historical(self, story_date: date | None) -> bool:
        """Whether all of it lies more than a month before the story."""
        if self.day is None or story_date is None:
            return False
        last = self.day
        if self.precision == "month":
            last = self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        elif self.precision == "year":
            last = self.day.replace(month=12, day=31)
        return story_date - last > HISTORICAL_AFTER


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Tokens [start, end) that name a time, the token by which they hang in the sentence, and the time ("" day where it cannot be told)."""

    start: int
    end: int
    head: int
    when: EventDate


def find_times(grammar: Grammar, story_date: date | None, focus: EventDate | None) -> list[TimeExpression]:
    """All expressions of time in a sentence that can date an act, from left to right."""
    words = [form.lower().rstrip(".") for form in grammar.parse.forms]
    if not any(word in _SIGNS or (word[:1].isdigit() and len(word) >= 4) for word in words):
        return []
    reader = _Times(words, story_date, focus)
    found: list[TimeExpression] = []
    position = 0
    while position < grammar.size:
        matched = reader.at(position)
        if matched is None:
            position += 1
            continue
        end, when = matched
        head = next((t for t in range(position, end) if not position <= grammar.parse.heads[t] < end), position)
        if not _is_bound(grammar, head, position):
            found.append(TimeExpression(position, end, head, when))
        position = end
    return found


def event_date(
    grammar: Grammar, times: Sequence[TimeExpression], tokens: Iterable[int], story_date: date | None
) -> tuple[EventDate, TimeExpression | None]:
    """When the act of some tokens (a trigger, and the events below it) happened, and by which expression; the story's date by default."""
    for token in tokens:
        for clause in (token, *_clauses_above(grammar, token)):
            own = [
                time
                for time in times
                if _hangs_on(grammar, time, clause) or time.start <= grammar.parse.heads[clause] < time.end
            ]
            if own:
                return own[0].when, own[0]
    return EventDate(story_date, "day"), None


def _hangs_on(grammar: Grammar, time: TimeExpression, clause: int) -> bool:
    """Whether the nearest verb or event noun above an expression is this token."""
    if time.head == clause:
        return True
    current = time.head
    for head in grammar.ancestors(time.head):
        if grammar.parse.relations[current] in _CLAUSES:
            return False
        if head == clause:
            return True
        if grammar.is_verb(head):
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


def _is_bound(grammar: Grammar, head: int, start: int) -> bool:
    """Whether an expression bounds a state ("since 1979"), names a thing ("the 1967 borders") or marks an anniversary."""
    parse = grammar.parse
    before = parse.lemmas[start - 1] if start else ""
    if before in _BOUNDS or any(name in _BOUNDS for name in grammar.case_names(head)):
        return True
    if start and parse.forms[start - 1] == "(":  # "the war (1980-1988)"
        return True
    above = parse.heads[head]
    if (
        above >= 0
        and parse.relations[head] in ("nummod", "compound", "nmod:poss")
        and parse.pos[above] in ("NOUN", "PROPN")
    ):
        return parse.relations[head] != "nummod" or not _YEAR.match(parse.forms[head])
    return above >= 0 and parse.lemmas[above] in _ANNIVERSARY


class _Times:
    """Matches expressions at a position of a list of lower-case words."""

    def __init__(self, words: Sequence[str], story_date: date | None, focus: EventDate | None) -> None:
        self._words = words
        self._story = story_date
        self._focus = focus if focus is not None and focus.day is not None else None

    def at(self, i: int) -> tuple[int, EventDate] | None:
        """The expression that begins at i, as (end, time)."""
        word = self._word(i)
        if word not in _FIRST and not word[:1].isdigit():
            return None
        return self._absolute(i) or self._relative(i)

    def _word(self, i: int) -> str:
        return self._words[i] if 0 <= i < len(self._words) else ""

    def _absolute(self, i: int) -> tuple[int, EventDate] | None:
        word = self._word(i)
        if iso := _ISO.match(word):
            return self._made(i + 1, int(iso[1]), int(iso[2]), int(iso[3]))
        if word in ("early", "late", "mid") and (
            self._word(i + 1) in _MONTHS or (self._word(i + 1) == "-" and self._word(i + 2) in _MONTHS)
        ):
            return self._month(i + (2 if self._word(i + 1) == "-" else 1))
        if word in _MONTHS and (
            word != "may"
            or _DAY.match(self._word(i + 1))
            or _YEAR.match(self._word(i + 1))
            or self._word(i - 1) in ("in", "last", "of", "-", "since", "early", "late")
        ):
            return self._month(i)
        if _DAY.match(word) and self._word(i + 1) in _MONTHS:
            return self._day_month(i)
        if _YEAR.match(word) and self._word(i - 1) not in ("$", "some", "about", "nearly", "over", "than"):
            if self._word(i + 1) in ("-", "–") and _DAY.match(self._word(i + 2)[-2:] or "x"):
                return i + 3, EventDate(date(int(word), 1, 1), "year")
            return i + 1, EventDate(date(int(word), 1, 1), "year")
        if years := _YEARS.match(word):
            return i + 1, EventDate(date(int(years[1]), 1, 1), "year")
        return None

    def _month(self, i: int) -> tuple[int, EventDate] | None:
        month = _MONTHS[self._word(i)]
        day = _DAY.match(self._word(i + 1))
        if day and self._word(i + 2) not in ("people", "percent", "%"):
            end = i + 2
            comma = 1 if self._word(end) == "," else 0
            if _YEAR.match(self._word(end + comma)):
                return self._made(end + comma + 1, int(self._word(end + comma)), month, int(day[1]))
            return self._without_year(end, month, int(day[1]))
        comma = 1 if self._word(i + 1) == "," else 0
        if _YEAR.match(self._word(i + 1 + comma)):
            return self._made(i + 2 + comma, int(self._word(i + 1 + comma)), month, None)
        if self._word(i + 1) == "of" and self._word(i + 2) in ("this", "last", "that") and self._word(i + 3) == "year":
            year = self._year_in_focus()
            if year is None:
                return i + 4, EventDate(None, "month")
            return self._made(i + 4, year - (self._word(i + 2) == "last"), month, None)
        if self._word(i - 1) == "last" and self._story:
            year = self._story.year - (month >= self._story.month)
            return self._made(i + 1, year, month, None)
        return self._without_year(i + 1, month, None)

    def _day_month(self, i: int) -> tuple[int, EventDate] | None:
        day, month = int(_DAY.match(self._word(i))[1]), _MONTHS[self._word(i + 1)]  # type: ignore[index]
        comma = 1 if self._word(i + 2) == "," else 0
        if _YEAR.match(self._word(i + 2 + comma)):
            return self._made(i + 3 + comma, int(self._word(i + 2 + comma)), month, day)
        return self._without_year(i + 2, month, day)

    def _year_in_focus(self) -> int | None:
        """The year that the text is about: of a historical passage, else of the story."""
        if self._focus is not None and self._focus.day is not None and self._focus.historical(self._story):
            return self._focus.day.year
        return self._story.year if self._story else None

    def _without_year(self, end: int, month: int, day: int | None) -> tuple[int, EventDate] | None:
        """A month or day without a year is the focus's year in a historical passage, else the last one before the story."""
        precision = "day" if day else "month"
        year = self._year_in_focus()
        if year is None:
            return end, EventDate(None, precision)
        if self._story and year == self._story.year and (month, day or 1) > (self._story.month, self._story.day):
            ahead = date(year, month, 1) - self._story
            if ahead > timedelta(days=62):
                year -= 1
        return self._made(end, year, month, day)

    def _made(self, end: int, year: int, month: int, day: int | None) -> tuple[int, EventDate] | None:
        try:
            return end, EventDate(date(year, month, day or 1), "day" if day else "month")
        except ValueError:
            return None

    def _relative(self, i: int) -> tuple[int, EventDate] | None:
        word, story = self._word(i), self._story
        if word in ("today", "tonight"):
            return i + 1, EventDate(story, "day")
        if word == "yesterday":
            return i + 1, self._back(1)
        if word in _WEEKDAYS:
            if story is None:
                return i + 1, EventDate(None, "day")
            back = (story.weekday() - _WEEKDAYS[word]) % 7
            if self._word(i - 1) == "last" and back == 0:
                back = 7
            return i + 1, self._back(back)
        if word in ("last", "this", "previous", "past") and self._word(i + 1) in ("week", "month", "year"):
            return self._period(i + 2, word, self._word(i + 1))
        if _DECADE.match(word) and self._word(i - 1) == "the":
            return i + 1, EventDate(date(int(word[:4]), 1, 1), "year")
        return self._ago(i)

    def _period(self, end: int, which: str, unit: str) -> tuple[int, EventDate]:
        story = self._story
        if story is None:
            return end, EventDate(None, "year" if unit == "year" else "month")
        if unit == "year":
            year = self._year_in_focus() if which == "this" else story.year - 1
            return end, EventDate(date(year or story.year, 1, 1), "year")
        if unit == "week":
            day = story if which == "this" else story - timedelta(days=7)
            return end, EventDate(day.replace(day=1), "month")
        first = story.replace(day=1)
        if which != "this":
            first = (first - timedelta(days=1)).replace(day=1)
        return end, EventDate(first, "month")

    def _ago(self, i: int) -> tuple[int, EventDate] | None:
        """ "three days ago", "a year earlier", "more than two decades ago"."""
        number = (
            int(self._word(i)) if self._word(i).isdecimal() and len(self._word(i)) < 4 else _NUMBERS.get(self._word(i))
        )
        if number is None:
            return None
        j = i + 1
        while self._word(j) in ("of", "few", "couple", "dozen"):
            j += 1
        unit = self._word(j).rstrip("s")
        if unit not in _UNITS or self._word(j + 1) != "ago":
            return None
        if self._story is None:
            return j + 2, EventDate(None, "year")
        if unit == "day":
            return j + 2, self._back(number)
        if unit == "week":
            when = self._story - timedelta(days=7 * number)
            return j + 2, EventDate(when.replace(day=1), "month")
        if unit == "month":
            months = self._story.year * 12 + self._story.month - 1 - number
            return j + 2, EventDate(date(months // 12, months % 12 + 1, 1), "month")
        year = self._story.year - number * (10 if unit == "decade" else 1)
        return j + 2, EventDate(date(max(year, 1), 1, 1), "year")

    def _back(self, days: int) -> EventDate:
        return EventDate(self._story - timedelta(days=days) if self._story else None, "day")
