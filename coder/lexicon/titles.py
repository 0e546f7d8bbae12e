"""Builds `actors/titles.csv`: heads of state and government and foreign ministers by title and surname ("President Park").

    python -m coder.lexicon.titles -o dictionaries/actors/titles.csv

Made from the rows of `people.csv`, `rulers.csv` and `leaders.csv` beside the output whose notes name the office, after those. A
title and surname that two countries share on one day are left out for both, and so are surnames that stand for their country
by themselves. The same files give the same bytes.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from coder.lexicon.facts import FAMILY_NAME_FIRST
from coder.lexicon.names import name_words
from coder.lexicon.tenures import FOREVER, STILL, office_span, read_rows
from coder.lexicon.writing import write_actors

__all__ = ["build", "main"]

Term = tuple[str, str, str, str]
"""Country, first and last day ("" for an open end), note."""

_SOURCES = ("people.csv", "rulers.csv", "leaders.csv")
_TITLES = (
    (
        r"(interim |acting )?president\b(?! of (the )?(senate|parliament|assembly|national assembly|court|council))",
        "President",
    ),
    (r"(interim |acting |caretaker )?prime minister\b", "Prime Minister"),
    (r"premier\b", "Premier"),
    (r"(federal )?chancellor$|(federal )?chancellor \(", "Chancellor"),
    (r"secretary of state( \(|$)", "Secretary of State"),
    (r"(foreign minister|minister of foreign affairs)( \(|$)", "Foreign Minister"),
    (r"foreign secretary( \(|$)", "Foreign Secretary"),
)
_OLDEST = "1985"
_NO_SURNAMES = frozenset("bin al el jr sr ii iii iv".split())


def build(output: Path) -> None:
    """Write the rows that the files beside `output` give.

    Raises OSError and KeyError for files that are missing or have no such columns.
    """
    terms: dict[str, set[Term]] = defaultdict(set)
    alone: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for source in _SOURCES:
        for row in read_rows(output.parent / source):
            for name in row["name"].split("|"):
                alone[name_words(name)].add(row["code"][:3])
            for title, first, last in _offices(row):
                for surname in _surnames(row["name"].partition("|")[0], row["code"][:3]):
                    terms[f"{title} {surname}"].add((row["code"][:3], first, last, row["name"].partition("|")[0]))
    rows = [
        (name, country + "GOV", first, last, person)
        for name, found in terms.items()
        if name_words(name.rpartition(" ")[2]) not in alone
        for country, first, last, person in _one_a_day(found)
    ]
    write_actors(output, sorted(rows))


def _offices(row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Titles that a row's note gives, with the days from and to which they hold."""
    if row["code"][3:] != "GOV" or not row["from"] or (row["to"] or FOREVER) < _OLDEST:
        return
    parts = row["note"].lower().split(",")
    spans = [office_span(part) for part in parts]
    for place, part in enumerate(parts):
        first = spans[place][0] or (row["from"] if place == 0 else "")
        ends = [end for end in (spans[place][1], *(began for began, _ in spans[place + 1 :])) if end]
        last = ends[0] if ends else "" if STILL in part else row["to"]
        for pattern, title in _TITLES:
            if first and re.match(pattern, part.strip()):
                yield title, first, last


def _surnames(person: str, country: str) -> list[str]:
    """By which words of a name its bearer goes."""
    parts = person.split()
    if len(parts) < 2:
        return []
    if country in FAMILY_NAME_FIRST and country not in ("IDN", "MYS", "JPN", "THA", "BTN"):
        return [parts[0]]
    if parts[-1].lower().rstrip(".") in _NO_SURNAMES or parts[-2].lower() in _NO_SURNAMES:
        return []
    return [parts[-1]]


def _one_a_day(found: set[Term]) -> list[Term]:
    """The terms that overlap none of another country; of one country's the first that begins."""
    kept: list[Term] = []
    for term in sorted(found, key=lambda term: term[1:]):
        others = [other for other in found if other is not term and _overlap(term, other)]
        if all(other[0] == term[0] for other in others) and not any(_overlap(term, other) for other in kept):
            kept.append(term)
    return kept


def _overlap(one: Term, other: Term) -> bool:
    return one[1] <= (other[2] or FOREVER) and other[1] <= (one[2] or FOREVER)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: `-o TITLES_CSV`."""
    parser = argparse.ArgumentParser(
        prog="python -m coder.lexicon.titles", description="Builds actors/titles.csv from the files beside it."
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="TITLES_CSV")
    build(parser.parse_args(arguments).output)


if __name__ == "__main__":
    main()
