"""Recognises what stands before the first sentence of a story: a date line, a dateline, or both.

date 2023-07-11 TEHRAN – Officials ...
CAIRO, July 11 (Reuters) - Officials ...
MAZAR-I-SHARIF, Afghanistan: At least ...
Tehran, March 15, IRNA - The secretary ...
Cape Town - A total ...
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from coder.stories.dates import MONTH, DateReader

__all__ = ["Opening", "read_opening"]

# In characters; a date line and a dateline together are not longer.
LONGEST = 250

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_LINE = re.compile(
    rf"\s*date:?\s+(?P<date>\d{{4}}-\d\d-\d\d|\d{{8}}|{MONTH}\s+{_DAY},?\s+\d{{4}}|{_DAY}\s+{MONTH}\s+\d{{4}})"
    r"(?!\w)[\s,.:;]*",
    re.IGNORECASE,
)

_WORD = r"[^\W\d_]+(?:['’./-][^\W\d_]+)*\.?"
_OUTLET = r"[^\W\d_][^()]{1,39}"
_DATELINE = re.compile(
    rf"""
    \s*
    (?:
      (?P<place>{_WORD}(?:[ ]{_WORD}){{0,3}} (?:,[ ](?!(?i:{MONTH})) {_WORD}(?:[ ]{_WORD}){{0,2}}?)?)
      (?:,?[ ](?P<date>(?i:{MONTH}[ ]?{_DAY}|{_DAY}[ ]{MONTH})(?P<year>,?[ ]\d{{4}})?))?
      (?:[ ]?\((?P<outlet>{_OUTLET})\)|(?<=\d),[ ](?P<agency>[A-Z]{{2,8}}))?
      |
      \((?P<only_outlet>{_OUTLET})\)
    )
    (?P<mark>\s*(?:[-–—]{{1,3}}|[:_])\s*)
    (?=\S)
    """,
    re.VERBOSE,
)
_FIRST_LETTER = re.compile(r"[\"“”'‘’«(\[]*([^\W_])")

# Words in lower case inside the name of a place: "Port of Spain", "Rio de Janeiro".
_PARTICLES = frozenset(["al", "da", "de", "del", "do", "el", "es", "la", "le", "of", "upon"])

# What stands before a dash or colon as a place does, and is none.
_OTHER_WORDS = """
a after all an and as at because before but by despite during even for from he her his how i if in it its meanwhile more
most no not now on or our she since so some such that the their there these they this those though to under we what when
where which while who why with yet you monday tuesday wednesday thursday friday saturday sunday today yesterday
alert analysis answer background breaking bulletin comment correction editorial exclusive explainer factbox flash
headline headlines interview latest live news note opinion photo photos profile question report review summary timeline
update urgent video watch
asean brics ecowas hamas hezbollah interpol mercosur nato oecd opec osce taliban unesco unhcr unicef usa
chairman chancellor king minister officials police president prime prince queen secretary senator spokesman
"""
_NO_PLACES = frozenset(_OTHER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Opening:
    """What the opening says; the first sentence begins at `end` (a character offset into the text)."""

    end: int = 0
    date: date | None = None
    place: str = ""
    outlet: str = ""


def read_opening(text: str) -> Opening:
    """The date line ("date 2023-07-11") and the dateline at the start of a text; an empty Opening where there is none.

    A date counts only with its year. A place in capitals may be followed by a dash or a colon; one in mixed case needs a
    dash between spaces, or a date, or an outlet in brackets, and then a sentence that starts with a capital or a figure.
    """
    window = text[:LONGEST]
    end, day = 0, None
    if (line := _DATE_LINE.match(window)) is not None:
        day = _date(line["date"])
        end = line.end() if day else 0
    dateline = _DATELINE.match(window, end)
    if dateline is None or not _is_dateline(dateline):
        return Opening(end, day)
    if day is None and dateline["year"]:
        day = _date(dateline["date"])
    outlet = dateline["outlet"] or dateline["agency"] or dateline["only_outlet"]
    return Opening(dateline.end(), day, dateline["place"] or "", outlet or "")


def _date(written: str) -> date | None:
    try:
        return DateReader().read(written)
    except ValueError:
        return None


def _is_dateline(match: re.Match[str]) -> bool:
    rest = match.string[match.end() :]
    first = _FIRST_LETTER.match(rest)
    sentence_follows = first is not None and (first[1].isupper() or first[1].isdigit())
    if match["only_outlet"]:
        return match["only_outlet"][0].isupper() and sentence_follows
    place, outlet = match["place"], match["outlet"]
    town = place.partition(",")[0].split()
    if not all(word[0].isupper() or word in _PARTICLES for word in place.replace(",", "").split()):
        return False
    if town[0].lower() in _NO_PLACES and " ".join(town).lower() != "the hague":
        return False
    capitals = " ".join(town).isupper()
    if match["date"] or outlet:
        # "African Union (AU) - Leaders": an abbreviation, not an outlet.
        return capitals or (sentence_follows and outlet != "".join(word[0] for word in town))
    if capitals:
        return sentence_follows and len(town) <= 3 and len("".join(town)) >= 3 and any(map(str.islower, rest))
    mark = match["mark"]
    return sentence_follows and mark[0].isspace() and mark[-1].isspace() and mark.strip() != ":"
