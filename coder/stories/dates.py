"""Reads the dates that news stories carry."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone

__all__ = ["MONTH", "DateReader"]

FIRST_YEAR, LAST_YEAR = 1800, 2100

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?:\.|\b)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ZONE = r"(?:z|utc|[a-z]{2,4}t|[+-]\d\d(?::?\d\d)?)"
_TIME = rf"\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*{_ZONE}?(?:\s*\({_ZONE}\))?"
_WITH_TIME = rf"(?:(?:t|,?\s+(?:at\s+)?){_TIME})?"

_FORMS = [
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _WITH_TIME,
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:t?\d{6}z?)?",
        rf"{_WEEKDAY}{_DAY}[\s-]+(?P<month>{MONTH})[\s,-]+(?P<year>\d{{4}})" + _WITH_TIME,
        rf"{_WEEKDAY}(?P<month>{MONTH})\s*{_DAY},?\s+(?P<year>\d{{4}})" + _WITH_TIME,
    )
]
_FIGURES = re.compile(
    r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4})" + _WITH_TIME, re.ASCII | re.IGNORECASE
)
_UNIX_TIME = re.compile(r"(?P<seconds>\d{9,10})(?:\d{3})?", re.ASCII)


class DateReader:
    """Reads the dates of one file.

    A date such as 25/12/2023 shows the order of day and month for the file. Until one has shown it, dates that can be
    read both ways (7/11/2023) are refused; once it is known, so are dates that need the other order.
    """

    def __init__(self) -> None:
        self._month_first: bool | None = None

    def read(self, value: object) -> date:
        """The day as it is written, whatever the time zone; whole numbers of 9 to 13 digits are Unix time, in UTC.

        Reads ISO 8601, YYYYMMDD, YYYYMMDDHHMMSS, "July 11, 2023", "11 July 2023", RFC 2822 and 25/12/2023, with a time
        or without. Raises ValueError, which says why, for all else, for a day that no calendar has, and for a year
        outside 1800 to 2100.
        """
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        written = str(value).strip()
        shown = repr(written[:60])
        try:
            found = self._read(written)
        except ValueError as error:
            raise ValueError(f"unreadable date {shown} ({error}); write it as YYYY-MM-DD") from error
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"the date {shown} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
        return found

    def _read(self, written: str) -> date:
        for form in _FORMS:
            if (match := form.fullmatch(written)) is not None:
                return date(int(match["year"]), _month(match["month"]), int(match["day"]))
        if (match := _FIGURES.fullmatch(written)) is not None:
            return self._figures(int(match["first"]), int(match["second"]), int(match["year"]))
        if (match := _UNIX_TIME.fullmatch(written)) is not None:
            return datetime.fromtimestamp(int(match["seconds"]), tz=timezone.utc).date()
        raise ValueError("not a known form of a date")

    def _figures(self, first: int, second: int, year: int) -> date:
        """The date of two figures, a day and a month in the order that the file has shown."""
        if first == second:
            return date(year, first, second)
        if first <= 12 and second <= 12:
            day_first, month_first = date(year, second, first), date(year, first, second)
            if self._month_first is None:
                raise ValueError(
                    f"{month_first} or {day_first}? no date before it in the file shows the order of day and month"
                )
            return month_first if self._month_first else day_first
        is_month_first = first <= 12
        found = date(year, first, second) if is_month_first else date(year, second, first)
        if self._month_first not in (None, is_month_first):
            raise ValueError(f"dates before it in the file have the {'month' if self._month_first else 'day'} first")
        self._month_first = is_month_first
        return found


def _month(written: str) -> int:
    return int(written) if written.isdigit() else MONTHS.index(written[:3].lower()) + 1
