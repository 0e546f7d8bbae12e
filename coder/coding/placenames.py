"""Which town, region or country a phrase names: "the northern Syrian city of Manbij", "Idlib province", "the Afghan capital".

An ambiguous name is the place that the rest of the phrase allows ("Tripoli, Lebanon"), else one in a country that the event or the
story is about, else the largest town; a world city stands for itself, unless the phrase says otherwise. Where that leaves two, or a
small town in a country that nobody speaks of, there is no place.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coder.coding.grammar import Grammar
from coder.lexicon.gazetteer import Region, Town
from coder.lexicon.lexicon import Country, Lexicon

__all__ = ["Place", "name_dateline", "name_phrase"]

_TOWN_NOUNS = frozenset("city town village capital port suburb neighborhood neighbourhood settlement resort".split())
_REGION_NOUNS = frozenset("province governorate region state county oblast department republic prefecture".split())
_AREA_NOUNS = frozenset(
    "district area part north south east west northeast northwest southeast southwest center centre outskirt street coast island "
    "peninsula enclave territory stronghold desert countryside valley".split()
)
_SITES = frozenset(
    "airport airfield base airbase prison camp hospital hotel market port checkpoint square university".split()
)
_PLACE_NOUNS = _TOWN_NOUNS | _REGION_NOUNS | _AREA_NOUNS | _SITES
_KINDS = _TOWN_NOUNS | _REGION_NOUNS | {"district", "airport"}
_NESTED = frozenset({"of", "in", "near", "outside", "at"})
_JOINED = frozenset({"compound", "flat", "nmod:unmarked"})
_CUT = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "conj", "cc", "case", "parataxis", "punct", "advmod"})
_NO_PLACES = frozenset(word.lower() for word in (*calendar.month_name, *calendar.day_name, *calendar.month_abbr))
_DIRECTIONS = frozenset("north south east west northern southern eastern western central greater downtown".split())
_INSIDE = frozenset({"in", "inside", "within", "across", "throughout"})  # "near Iran" is not in Iran

_WORLD_CITY = 10  # times as large as its namesake in a country in focus
_CLEARLY_LARGER = 1.5
_OTHER_NAME = 0.1  # a town's weight under another name than its first
_KNOWN_TOWN = 100_000  # people; a smaller one counts only in a country that is spoken of


@dataclass(frozen=True, slots=True)
class Place:
    """A place: a town, a region (without coordinates) or a country (with its own name, without coordinates).

    `country` is a three-letter code, latitude and longitude are degrees north and east; `phrase` are the words of the story that
    name it, "" for the dateline.
    """

    name: str
    country: str
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phrase: str = ""


Candidate = Town | Region | Country


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a phrase: its first token, what it may stand for, and whether it is a nationality ("the Syrian town")."""

    start: int
    candidates: Sequence[Candidate]
    nationality: bool = False
    head: int = -1


def name_phrase(lexicon: Lexicon, grammar: Grammar, head: int, focus: Sequence[Collection[str]]) -> Place | None:
    """The place of a phrase (its head noun), None where it names none or more than one fits.

    `focus` are sets of countries, the most important first.
    """
    parse = grammar.parse
    is_name, lemma = parse.pos[head] == "PROPN", parse.lemmas[head]
    if not is_name and lemma not in _PLACE_NOUNS:
        return None
    tokens = _tokens(grammar, head)
    names = [named for token in tokens if (named := _read(lexicon, grammar, token, head)) is not None]
    inside = any(name in _INSIDE for name in grammar.case_names(head))
    candidate = _choose_of(names, lemma, lexicon, focus)
    if isinstance(candidate, Country) and not (inside and (names[0].head == head or lemma in _PLACE_NOUNS - _SITES)):
        return None
    phrase = " ".join(parse.forms[t] for t in range(_first(grammar, head), tokens[-1] + 1))
    return _place(candidate, phrase)
