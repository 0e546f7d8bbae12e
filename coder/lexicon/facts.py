"""Builds `actors/leaders.csv` from public files of facts that say who held which office when.

    python -m coder.lexicon.facts FACTS_DIR -o dictionaries/actors/leaders.csv

Which files and what is made of them: see `coder.lexicon.tenures`. A later kind of file only adds what the finer ones lack.
`countries.csv` is read from the folder above the output. What is written by hand beside the output wins: a name that another file has
there is left out, or where that file knows it only for its posts in international organisations, gets its other posts from here.
(`cities.csv` is made after this one.) The same files give the same bytes.

How days in office become rows:

* In office a person is GOV, MIL, SPY or LEG by the post, without dates ELI. Where terms overlap the first of these roles holds.
* A name that two countries share belongs to the one it was head of state or government of, else to neither. A state that ended
  and the one that took its place are one.
* A post that was open when its source was written ends at the latest when the next holder of the same office of that country
  ("foreign minister") whom any file knows takes over; the note says since when.
* Short forms (without middle initials; first and last name) are added where nobody else has them.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from coder.lexicon.lexicon import INTERNATIONAL_TYPES
from coder.lexicon.names import name_words
from coder.lexicon.tenures import STILL, Tenure, day_after, office_span, read_rows, read_tenures, stands_alone
from coder.lexicon.writing import write_actors

__all__ = ["FAMILY_NAME_FIRST", "build", "main"]

People = dict[tuple[str, tuple[str, ...]], list[Tenure]]
"""Tenures by home country and the normal words of the name."""

_ROLES = ("GOV", "MIL", "SPY", "LEG")
_MINISTER = r"(federal |union )?(minister|secretary of state|secretary) (of|for) (the )?"
# Offices that one person holds, by the words with which notes begin to name them.
_OFFICES = (
    ("foreign", rf"foreign (minister|secretary)|{_MINISTER}(foreign|external) (and \w+ )?(affairs|relations)"),
    ("defence", rf"defen[cs]e (minister|secretary)|{_MINISTER}(national )?defen[cs]e( \(|$)"),
    ("interior", rf"(interior|home) (minister|secretary)|{_MINISTER}((the )?interior|internal affairs|home affairs)"),
    ("finance", rf"finance minister|{_MINISTER}finance$|{_MINISTER}finance \("),
    ("head of government", r"(prime minister|premier|chancellor)( \(|$)"),
    ("head of state", r"president( \(|$)"),
    (
        "speaker",
        r"(speaker|president|chairman) of (the )?(national )?(assembly|parliament|house of \w+)( \(|$)|speaker( \(|$)",
    ),
    (
        "chief of the armed forces",
        r"(chief|head) of (the )?(defen[cs]e( staff| forces?)?|general staff( of the armed forces)?)( \(|$)"
        r"|chairman of the joint chiefs of staff",
    ),
    ("chief of the army", r"army chief( \(|$)|(chief|commander(-in-chief)?) of (the )?army( staff)?( \(|$)"),
)
FAMILY_NAME_FIRST = frozenset("CHN TWN HKG MAC SGP KOR PRK JPN VNM MMR KHM LAO THA IDN MYS BTN".split())


def build(facts: Path, output: Path) -> None:
    """Write the rows that the files in `facts` give to `output`.

    Raises OSError and KeyError for files that are missing or have no such columns.
    """
    countries = list(read_rows(output.parent.parent / "countries.csv"))
    homes = _homes(countries)
    people: People = defaultdict(list)
    for source in read_tenures(facts, countries):
        for key, tenures in _by_person(source, homes).items():
            people[key] = _completed(people[key], tenures)
    by_hand = _written_by_hand(output)
    _end_with_successors(people, by_hand)
    write_actors(output, _actor_rows(_without_shared_names(people), by_hand))


def _homes(countries: Sequence[dict[str, str]]) -> dict[str, str]:
    """For each state that ended the one that has its COW or Gleditsch-Ward number today."""
    lasting = {
        row[system]: row["code"] for system in ("cow", "gwn") for row in countries if row[system] and not row["to"]
    }
    return {row["code"]: lasting[row["cow"]] for row in countries if row["to"] and row["cow"] in lasting}


def _written_by_hand(output: Path) -> dict[tuple[str, ...], list[Tenure]]:
    """What the files beside the output say of each name: an undated ELI says nothing of a post and has no end."""
    known: dict[tuple[str, ...], list[Tenure]] = defaultdict(list)
    for path in output.parent.glob("*.csv"):
        if path.name in (output.name, "cities.csv", "titles.csv"):
            continue
        for row in read_rows(path):
            code, dated = row["code"], row["from"] or row["to"]
            end = row["to"] if dated or not code.endswith("ELI") else None
            tenure = Tenure(row["name"], code[:3], code[3:], row["note"], row["from"] or "0001", end, False)
            for name in row["name"].split("|"):
                known[name_words(name)].append(tenure)
    return known


def _end_with_successors(people: People, by_hand: dict[tuple[str, ...], list[Tenure]]) -> None:
    """End the open posts of `people` where another one is known to have held them later."""
    starts: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for words, tenures in [*by_hand.items(), *((words, tenures) for (_, words), tenures in people.items())]:
        for tenure in tenures:
            for office, start in _offices(tenure):
                starts[tenure.country, office].append((start, words))
    for (country, words), tenures in people.items():
        for place, tenure in enumerate(tenures):
            offices = _offices(tenure) if tenure.end == "" and STILL in tenure.office else []
            known_in = tenure.office.rpartition(" ")[2].rstrip(")")  # "(still so in 2022)"
            later = [
                start
                for office, _ in offices
                for start, successor in starts[country, office]
                if start[:4] >= known_in and start > tenure.start and not set(successor) & set(words)
            ]
            if later:
                end = min(later)
                end = (date.fromisoformat(end) - timedelta(days=1)).isoformat() if len(end) == 10 else end
                tenures[place] = replace(
                    tenure, end=end, office=tenure.office.partition(STILL)[0] + f"another one since {min(later)})"
                )


def _offices(tenure: Tenure) -> list[tuple[str, str]]:
    """The offices that a note names ("foreign minister, prime minister (2022-07-01)"), each with the day it began."""
    found = []
    for place, part in enumerate(tenure.office.lower().split(",")):
        began, ended = office_span(part)
        start = began or (tenure.start if place == 0 and not ended else "")
        if tenure.role in ("GOV", "MIL", "LEG") and start:
            found += [(office, start) for office, pattern in _OFFICES if re.match(pattern, part.strip())]
    return found


def _by_person(tenures: Iterable[Tenure], homes: dict[str, str]) -> People:
    people: People = defaultdict(list)
    for tenure in tenures:
        words = name_words(tenure.person)
        if len(words) > 1 or stands_alone(tenure.person.lower()):
            people[homes.get(tenure.country, tenure.country), words].append(tenure)
    return people


def _completed(known: Sequence[Tenure], tenures: Sequence[Tenure]) -> list[Tenure]:
    """What is known, completed by what a coarser source tells of other times and of ends that nobody recorded."""
    recorded = [old for old in known if old.end is not None]
    added = []
    for tenure in tenures:
        if not any(tenure.overlaps(old) for old in recorded):
            starts = [old.start for old in known if old.end is None and old.start.startswith(tenure.start[:4])]
            added.append(replace(tenure, start=max([tenure.start, *starts], key=len)))
    return [*known, *added]


def _without_shared_names(people: People) -> People:
    """Everybody but those whose name belongs to another country's people as well."""
    homes: dict[tuple[str, ...], list[tuple[bool, str]]] = defaultdict(list)
    for (country, words), tenures in people.items():
        homes[words].append((any(tenure.head for tenure in tenures), country))
    return {
        (country, words): tenures
        for (country, words), tenures in people.items()
        if len(homes[words]) == 1 or [home for head, home in homes[words] if head] == [country]
    }


def _actor_rows(people: People, by_hand: dict[tuple[str, ...], list[Tenure]]) -> list[tuple[str, str, str, str, str]]:
    """The rows of `leaders.csv`, in the order of names and then of dates, without dates last."""
    used = by_hand.keys() | {words for _, words in people}
    derived: dict[tuple[str, ...], int] = defaultdict(int)
    for (country, _), tenures in people.items():
        for short in _short_forms(tenures[0].person, country):
            derived[name_words(short)] += 1
    rows = []
    for (country, words), tenures in people.items():
        known = by_hand.get(words, [])
        if any(old.end is not None and old.country not in INTERNATIONAL_TYPES for old in known):
            continue
        shorter = [
            short
            for short in _short_forms(tenures[0].person, country)
            if name_words(short) not in used and derived[name_words(short)] == 1
        ]
        name = "|".join([tenures[0].person, *shorter])
        terms = [term for term in _merged(tenures) if not any(term.overlaps(old) for old in known)]
        rows += [(name, term.country + term.role, term.start, term.end or "", term.office) for term in terms]
        if all(old.end is not None for old in known):
            rows.append((name, country + "ELI", "", "", ""))
    return sorted(rows, key=lambda row: (name_words(row[0]), row[0], not (row[2] or row[3]), row[2], row[3], row[1]))


def _short_forms(person: str, country: str) -> list[str]:
    """The name without middle initials, and first and last name of three words where the family name stands last."""
    parts = person.split()
    last = len(parts) - 1
    plain = [part for place, part in enumerate(parts) if place in (0, last) or not re.fullmatch(r"\w\.?", part)]
    if re.fullmatch(r"\w\.?", parts[0]):
        return []
    forms = [" ".join(plain)] if plain != parts else []
    if len(plain) == 3 and country not in FAMILY_NAME_FIRST:
        first, middle, family = plain
        if len(middle) > 3 and middle[0].isupper() and "-" not in family and not family.endswith("."):  # not "Jr."
            forms.append(f"{first} {family}")
    return forms


def _merged(tenures: Sequence[Tenure]) -> list[Tenure]:
    """Tenures of one person without overlaps: one role a day (the first of `_ROLES`), neighbours of one role joined."""
    kept: list[Tenure] = []
    recorded = sorted((tenure for tenure in tenures if tenure.end is not None), key=lambda t: (t.first, t.last))
    for role in _ROLES:
        for tenure in (tenure for tenure in recorded if tenure.role == role):
            joined = kept[-1] if kept and (kept[-1].role, kept[-1].country) == (role, tenure.country) else None
            if joined and tenure.first <= day_after(joined.last):
                if tenure.last > joined.last:
                    kept[-1] = replace(joined, end=tenure.end, office=joined.office if tenure.end else tenure.office)
            elif not any(tenure.overlaps(other) for other in kept):
                kept.append(tenure)
    return kept


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: `FACTS_DIR -o LEADERS_CSV`."""
    parser = argparse.ArgumentParser(
        prog="python -m coder.lexicon.facts", description="Builds actors/leaders.csv from files of facts."
    )
    parser.add_argument("facts", type=Path, metavar="FACTS_DIR")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="LEADERS_CSV")
    given = parser.parse_args(arguments)
    build(given.facts, given.output)


if __name__ == "__main__":
    main()
