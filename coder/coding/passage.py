"""What passage of a story a sentence stands in: the time that it is about, and the quotation that goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from coder.coding.grammar import Grammar
from coder.coding.timewords import EventDate

__all__ = ["PASSAGE", "Passage"]

PASSAGE = 2  # sentences without a time, after which a passage on another time is over
_QUOTES = frozenset({'"', "“", "”", "``", "''"})


class Passage:
    """What the sentences read so far leave of it to the next one."""

    def __init__(self, story_date: date | None) -> None:
        self._story = story_date
        self._time: EventDate | None = None  # "in April of this year" inside a passage on 2012
        self._day: EventDate | None = None  # the last day of the news itself
        self._untimed = 0
        self._quoting = False

    def time(self, grammar: Grammar) -> EventDate | None:
        """What time a sentence is about; one in the present is about the last day of the news."""
        past = self._time is not None and self._time.historical(self._story)
        return self._day if self._time is None or (past and _is_present(grammar)) else self._time

    def close(self, times: Iterable[EventDate]) -> None:
        """End a sentence with these times."""
        known = [time for time in times if time.day is not None and not time.ahead]
        self._untimed = 0 if known else self._untimed + 1
        if known or self._untimed > PASSAGE:
            self._time = known[-1] if known else None
        days = [time for time in known if time.precision == "day" and not time.historical(self._story)]
        self._day = days[-1] if days else self._day

    def quote(self, words: Sequence[str]) -> bool:
        """Follow the quotation marks among some words, and tell whether any of it is quoted."""
        marks = [word for word in words if word in _QUOTES]
        quoted = bool(marks) or self._quoting
        for mark in marks:
            self._quoting = mark == "“" or (mark not in ("”", "''") and not self._quoting)
        return quoted


def _is_present(grammar: Grammar) -> bool:
    root = next((t for t in range(grammar.size) if grammar.parse.heads[t] < 0), 0)
    verbs = [root, *grammar.dependents(root, "aux", "cop")]
    return any("Tense=Pres" in grammar.parse.features[t] and not grammar.gerund(t) for t in verbs)
