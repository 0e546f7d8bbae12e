"""Reads expressions of time in a row of words: "on May 2", "three weeks ago", "a day earlier", "in the mid-1990s"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

__all__ = ["TIME_NAMES", "EventDate", "TimeWords"]

HISTORICAL_AFTER = timedelta(
    days=31
)  # ICEWS's coder calls an event historical when it lies more than a month before the story
# English whatever the locale, which the names in the module `calendar` follow.
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)} | {"sept": 9}
_MONTHS |= {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
TIME_NAMES = frozenset({*_MONTHS, *_WEEKDAYS})
_FEAST_DAYS = frozenset({"ash", "black", "bloody", "easter", "good", "holy", "palm"})  # "Bloody Sunday" is a name
_DAY_PARTS = frozenset({"morning", "afternoon", "evening", "night", "noon", "midnight"})
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"a": 1, "an": 1, "couple": 2, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_SOME = frozenset({"few", "several", "some", "many", "dozen"})
_YEAR = re.compile(r"(1[5-9]|20)\d\d\Z")
_DECADE = re.compile(r"(mid-)?((?:1[5-9]|20)\d0)s\Z")
_DAY = re.compile(r"([12]?\d|3[01])(st|nd|rd|th)?(?:[-–]\d\d?)?\Z")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_YEARS = re.compile(r"((?:1[5-9]|20)\d\d)[-–/](\d{2}|\d{4})\Z")
_UNITS = frozenset({"day", "week", "month", "year", "decade"})
_QUALIFIERS = {"early": 0, "mid": 5, "late": 8}  # with the years that they add to a decade's first
_NO_YEARS = frozenset({"$", "€", "£", "some", "about", "nearly", "over", "than", "fiscal"})
_MAY_CONTEXT = frozenset({"in", "last", "of", "-", "since", "early", "late", "next", "this"})
_SIGNS = frozenset(
    {*_MONTHS, *_WEEKDAYS, "today", "tonight", "yesterday", "tomorrow", "weekend"}
    | {"last", "this", "next", "previous", "following", "same", "that", "ago", "earlier", "later", "before", "after"}
)  # one is in every expression without a year
_FIRST = frozenset({*_SIGNS, *_NUMBERS, *_SOME, *_QUALIFIERS, *_UNITS, "from", "between", "the"})
_FIRST |= {unit + "s" for unit in _UNITS}
_NAMED = frozenset({*_MONTHS, *_WEEKDAYS, "from", "between"})


@dataclass(frozen=True, slots=True)
class EventDate:
    """A day; `precision` is day, month or year, and then `day` is the first of that month or year. `day` None is unknown.

    `ahead`: it lies after the story, so that what it dates is planned.
    """

    day: date | None
    precision: str
    ahead: bool = False

    def historical(self, story_date: date | None) -> bool:
        """Whether all of it lies more than a month before the story; nothing is without a story date."""
        if self.day is None or story_date is None:
            return False
        last = self.day
        if self.precision == "month":
            last = self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        elif self.precision == "year":
            last = self.day.replace(month=12, day=31)
        return story_date - last > HISTORICAL_AFTER


_Matched = tuple[int, EventDate]


class TimeWords:
    """Matches expressions at a position of a sentence's words, against the story's date and the date in focus.

    `focus` is the time that the text is about; `looks_ahead` says whether a word stands in a clause about the future.
    A weekend counts as its Saturday, a week as the month it began in, a decade as a year: 1990, 1995, 1998 for its
    beginning, middle and end. "Days ago" and the like have no date.
    """

    def __init__(
        self,
        forms: Sequence[str],
        story_date: date | None,
        focus: EventDate | None,
        looks_ahead: Callable[[int], bool],
    ) -> None:
        self._words = [form.lower().rstrip(".") for form in forms]
        self._capitals = [form[:1].isupper() for form in forms]
        self._story = story_date
        self.focus = focus if focus is not None and focus.day is not None else None
        self._looks_ahead = looks_ahead

    @property
    def starts(self) -> list[int]:
        """Where an expression may begin."""
        if not any(word in _SIGNS or (len(word) >= 4 and word[-2].isdigit()) for word in self._words):
            return []
        return [
            i for i, word in enumerate(self._words) if word in _FIRST or word[:1].isdigit() or word.startswith("mid-")
        ]

    def at(self, i: int) -> _Matched | None:
        """The expression that begins at i, as (end, time)."""
        word = self._word(i)
        if word in _NAMED or word[:1].isdigit():
            return self._absolute(i) or self._relative(i)
        return self._qualified(i) or self._relative(i)

    def _word(self, i: int) -> str:
        return self._words[i] if 0 <= i < len(self._words) else ""

    def _year_at(self, i: int) -> int | None:
        return int(self._word(i)) if _YEAR.match(self._word(i)) else None

    def _after_comma(self, i: int) -> int:
        return i + (self._word(i) == ",")

    # -- with a month or a year --------------------------------------------------------------------------------

    def _qualified(self, i: int) -> _Matched | None:
        """ "early May", "mid-April", "the late 1990s", "late last year"."""
        word = self._word(i)
        if word not in _QUALIFIERS:
            return self._decade(i, 0) if word.startswith("mid-") else None
        after = i + 2 if self._word(i + 1) == "-" else i + 1
        return self._decade(after, _QUALIFIERS[word]) or self._absolute(after) or self._relative(after)

    def _decade(self, i: int, years: int) -> _Matched | None:
        found = _DECADE.match(self._word(i))
        years = _QUALIFIERS["mid"] if found and found[1] else years
        return (i + 1, EventDate(date(int(found[2]) + years, 1, 1), "year")) if found else None

    def _absolute(self, i: int) -> _Matched | None:
        return (
            self._iso(i)
            or self._span_of_years(i)
            or self._weekday(i)
            or self._month(i)
            or self._day_month(i)
            or self._year(i)
        )

    def _iso(self, i: int) -> _Matched | None:
        for end in (i + 1, i + 5):
            if iso := _ISO.match("".join(self._words[i:end])):
                return self._made(end, int(iso[1]), int(iso[2]), int(iso[3]))
        return None

    def _span_of_years(self, i: int) -> _Matched | None:
        """ "from 1980 to 1988", "between 1980 and 1988": the first year."""
        joined = {"from": ("to", "until", "till", "through"), "between": ("and",)}.get(self._word(i))
        year = self._year_at(i + 1)
        if joined and year and self._word(i + 2) in joined and self._year_at(i + 3):
            return i + 4, EventDate(date(year, 1, 1), "year")
        return None

    def _year(self, i: int) -> _Matched | None:
        word = self._word(i)
        if years := _YEARS.match(word):
            return i + 1, EventDate(date(int(years[1]), 1, 1), "year")
        if not _YEAR.match(word) or self._word(i - 1) in _NO_YEARS:
            return None
        end = i + 3 if self._word(i + 1) in ("-", "–") and _DAY.match(self._word(i + 2)[-2:] or "x") else i + 1
        year = int(word)
        return end, EventDate(date(year, 1, 1), "year", ahead=self._lies_ahead(date(year, 1, 1)))

    def _weekday(self, i: int) -> _Matched | None:
        """ "Monday", "Wednesday night", "Saturday, May 4"."""
        word = self._word(i)
        if word not in _WEEKDAYS or not self._capitals[i] or self._word(i - 1) in _FEAST_DAYS:
            return None
        dated = self._after_comma(i + 1)
        exact = self._month(dated) or self._day_month(dated)
        if exact is not None and exact[1].precision == "day":
            return exact
        return self._with_day_part(i + 1, self._last_weekday(_WEEKDAYS[word], again=self._word(i - 1) == "last"))

    def _with_day_part(self, end: int, when: EventDate) -> _Matched:
        return end + (self._word(end) in _DAY_PARTS), when

    def _last_weekday(self, weekday: int, *, again: bool = False) -> EventDate:
        if self._story is None:
            return EventDate(None, "day")
        back = (self._story.weekday() - weekday) % 7
        return self._days(self._story, -(back or 7 * again))

    def _month(self, i: int) -> _Matched | None:
        word = self._word(i)
        if word not in _MONTHS or not self._capitals[i]:
            return None
        month, day, year = _MONTHS[word], _DAY.match(self._word(i + 1)), self._year_at(i + 1)
        if word == "may" and not (day or year or self._word(i - 1) in _MAY_CONTEXT):
            return None
        if day and self._word(i + 2) not in ("people", "percent", "%"):
            after = self._after_comma(i + 2)
            year = self._year_at(after)
            if year is not None:
                return self._made(after + 1, year, month, int(day[1]))
            return self._without_year(i + 2, month, int(day[1]))
        return self._month_of_year(i + 1, month, last=self._word(i - 1) == "last")

    def _month_of_year(self, end: int, month: int, *, last: bool = False) -> _Matched | None:
        """A month, and behind it perhaps its year: "2011", ", 2011", "of 2011", "of this year", "last year"."""
        after = self._after_comma(end) + (self._word(end) == "of")
        year = self._year_at(after)
        if year is not None:
            return self._made(after + 1, year, month, None)
        which = self._word(after)
        if which in ("this", "last", "that", "next") and self._word(after + 1) == "year":
            year = self._year_in_focus()
            if year is None:
                return after + 2, EventDate(None, "month")
            return self._made(after + 2, year + {"last": -1, "next": 1}.get(which, 0), month, None)
        if last and self._story:
            return self._made(end, self._story.year - (month >= self._story.month), month, None)
        return self._without_year(end, month, None)

    def _day_month(self, i: int) -> _Matched | None:
        day = _DAY.match(self._word(i))
        at = i + 2 if self._word(i + 1) == "of" else i + 1
        if not day or self._word(at) not in _MONTHS or not self._capitals[at]:
            return None
        month, after = _MONTHS[self._word(at)], self._after_comma(at + 1)
        year = self._year_at(after)
        if year is not None:
            return self._made(after + 1, year, month, int(day[1]))
        return self._without_year(at + 1, month, int(day[1]))

    def _year_in_focus(self) -> int | None:
        """The year that the text is about: of a historical passage, else of the story."""
        focus, story = self.focus, self._story
        if focus is not None and focus.day is not None and (story is None or focus.historical(story)):
            return focus.day.year
        return story.year if story else None

    def _without_year(self, end: int, month: int, day: int | None) -> _Matched | None:
        """A month or day without a year is the focus's year in a historical passage, else the last (or next) one."""
        year = self._year_in_focus()
        if year is None:
            return end, EventDate(None, "day" if day else "month")
        story = self._story
        if story and year == story.year and (month, day or 1) > (story.month, story.day):
            year -= not self._looks_ahead(end - 1)
        return self._made(end, year, month, day)

    def _made(self, end: int, year: int, month: int, day: int | None) -> _Matched | None:
        try:
            when = date(year, month, day or 1)
        except ValueError:
            return None
        return end, EventDate(when, "day" if day else "month", ahead=self._lies_ahead(when))

    def _lies_ahead(self, when: date) -> bool:
        """Whether a date lies in the year after the story; if it lies further on, rather the story's date is wrong."""
        return self._story is not None and self._story < when <= self._story + timedelta(days=366)

    # -- against the story or the focus ------------------------------------------------------------------------

    def _relative(self, i: int) -> _Matched | None:
        word, story = self._word(i), self._story
        if word in ("today", "tonight"):
            return i + 1, EventDate(story, "day")
        if word in ("yesterday", "tomorrow"):
            return self._with_day_part(i + 1, self._days(story, 1 if word == "tomorrow" else -1))
        if word == "weekend":
            return i + 1, self._last_weekday(5, again=True)
        if word == "the":
            return self._the_day(i) or self._decade(i + 1, 0)
        return self._period(i) or self._distance(i)

    def _the_day(self, i: int) -> _Matched | None:
        """ "the day before yesterday", "the day before", "the day after": against the focus, unless the phrase goes on."""
        if self._word(i + 1) != "day" or self._word(i + 2) not in ("before", "after"):
            return None
        before = self._word(i + 2) == "before"
        if self._word(i + 3) == "yesterday" and before:
            return i + 4, self._days(self._story, -2)
        if self._word(i + 3) == "tomorrow" and not before:
            return i + 4, self._days(self._story, 2)
        if not self._ends(i + 3):
            return None
        return i + 3, self.shifted(self._base(before=before), "day", -1 if before else 1)

    def _ends(self, i: int) -> bool:
        """Whether nothing follows that "before" or "after" would stand to."""
        return self._word(i) in ("", ",", ";", "and", "but", ")", '"', "”") or self._word(i) in (":", "-", "–")

    def _period(self, i: int) -> _Matched | None:
        """ "last week", "this morning", "next month", "the previous year", "the same day", "last Tuesday", "last weekend"."""
        which, unit = self._word(i), self._word(i + 1)
        if which not in ("last", "this", "next", "previous", "following", "same", "that"):
            return None
        if which == "this" and unit in _DAY_PARTS:
            return i + 2, EventDate(self._story, "day")
        if which == "last" and unit in ("night", "evening"):
            return i + 2, self._days(self._story, -1)
        if which == "next" and (unit in _WEEKDAYS or unit in _MONTHS):
            return i + 2, EventDate(None, "day", ahead=True)
        if unit not in _UNITS or unit == "decade":
            return None
        if which == "this" and unit == "year" and (year := self._year_in_focus()):
            return i + 2, EventDate(date(year, 1, 1), "year")
        if which in ("same", "that", "following") or (which == "next" and self._word(i - 1) == "the"):
            if self.focus is None:
                return None if which == "same" or unit == "day" else (i + 2, EventDate(None, unit_precision(unit)))
            return i + 2, self.shifted(self.focus, unit, which in ("following", "next"))
        if unit == "day" and which != "previous":
            return None
        shift = {"last": -1, "previous": -1, "next": 1}.get(which, 0)
        base = self._base(before=True) if which == "previous" else EventDate(self._story, "day")
        when = self.shifted(base, unit, shift)
        return i + 2, replace(when, ahead=which == "next")

    def _distance(self, i: int) -> _Matched | None:
        """ "three days ago", "a year earlier", "more than two decades ago", "two weeks later", "a day before"."""
        length = self._length(i)
        if length is None:
            return None
        end, unit, number = length
        direction = self._word(end)
        if direction not in ("ago", "earlier", "later") and not (
            direction in ("before", "after") and self._ends(end + 1)
        ):
            return None
        if number is None:
            return end + 1, EventDate(None, "day")
        forward = direction in ("later", "after")
        base = EventDate(self._story, "day") if direction == "ago" else self._base(before=not forward)
        return end + 1, self.shifted(base, unit, number if forward else -number)

    def apart(self, i: int) -> tuple[int, str, int] | None:
        """ "a day after", "two years before", where what is meant follows, as (end, unit, number); the number is below 0 for "after"."""
        length = self._length(i) if self._word(i) in _FIRST or self._word(i).isdecimal() else None
        if length is None or length[2] is None or self._word(length[0]) not in ("after", "before"):
            return None
        end, unit, number = length[0] + 1, length[1], length[2]
        return None if self._ends(end) else (end, unit, -number if self._word(end - 1) == "after" else number)

    def _length(self, i: int) -> tuple[int, str, int | None] | None:
        """ "three days", "a couple of weeks", "several years" (no number), as (end, unit, number)."""
        word, j = self._word(i), i
        number = int(word) if word.isdecimal() and len(word) < 4 else _NUMBERS.get(word)
        vague = number is None
        if not vague:
            j += 1
        while self._word(j) in ("of", *_SOME, "couple"):
            vague = vague or self._word(j) in _SOME
            number = 2 if self._word(j) == "couple" else number
            j += 1
        unit = self._word(j).removesuffix("s")
        if unit not in _UNITS or (vague and j == i and self._word(j) == unit):
            return None
        return j + 1, unit, None if vague else number

    def _base(self, *, before: bool) -> EventDate:
        """What "earlier" and "later" count from: the focus; "earlier" without one from the story."""
        return self.focus or EventDate(self._story if before else None, "day")

    def shifted(self, base: EventDate, unit: str, number: int) -> EventDate:
        """So many days, weeks, months or years from a time; weeks and months are not told to the day, years not to the month."""
        day = base.day
        if day is None:
            return EventDate(None, "day")
        if unit == "day":
            return self._days(day, number) if base.precision == "day" else base
        if unit in ("year", "decade"):
            return EventDate(date(max(day.year + number * (10 if unit == "decade" else 1), 1), 1, 1), "year")
        if base.precision == "year":
            return EventDate(None, "month")
        if unit == "week":
            return EventDate((day + timedelta(days=7 * number)).replace(day=1), "month")
        months = day.year * 12 + day.month - 1 + number
        return EventDate(date(months // 12, months % 12 + 1, 1), "month")

    def _days(self, day: date | None, number: int) -> EventDate:
        when = day + timedelta(days=number) if day else None
        return EventDate(when, "day", ahead=when is not None and self._story is not None and when > self._story)


def unit_precision(unit: str) -> str:
    """The precision that a time of this length is told with."""
    return {"day": "day", "year": "year"}.get(unit, "month")
