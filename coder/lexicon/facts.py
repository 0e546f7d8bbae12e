"""Builds `actors/leaders.csv` from public files of facts that say who held which office when.

    python -m coder.lexicon.facts FACTS_DIR -o dictionaries/actors/leaders.csv

`countries.csv` is read from the folder above the output. A name that another file beside the output has (`people.csv` and all
else that is written by hand) is left out: what is written by hand wins. The same files give the same bytes.

Read from FACTS_DIR, each where it is there, finest first; a later file only adds what the earlier ones lack:

* `officeholders*.csv` (`iso3,country,position,person,start,end`; Wikidata)
* `reign_leaderlist*.csv` (REIGN: leaders of all states since 1945, mostly by surname)
* `world_leaders*.csv` (`ISO,HoG Title,Head of Government,HoG Since,HoS Title,Head of State,HoS Since`; in office when written)
* `wikidata_world_leaders*.csv` and `wikidata_foreign_ministers*.csv` (Wikidata queries: in office in the year of the file's name)

How days in office become rows:

* In office a person is GOV, MIL, SPY, JUD or LEG by the post (`POSTS`); without dates ELI. Where terms overlap the first of these roles holds.
* An end that was not recorded is the day before the successor's start for a post that one person holds, if he came within
  five years (else others lie between). Without a successor the row is open if it starts in 2018 or later, else it ends with the file's year where the file says that the person was then in
  office, and else there is no row with dates.
* A name that two countries share belongs to the one it was head of state or government of, else to neither.
* A surname alone (REIGN) stands only where no other country's officeholder bears it and it is no given name and no word (`WORDS`).
"""

from __future__ import annotations

import argparse
import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from coder.lexicon.names import name_words

__all__ = ["Tenure", "build", "main"]

_MINISTER = r"(federal |union )?(minister|secretary|secretary of state) (of|for) (the |national )*"
_CORE = r"(foreign|external|defen[cs]e|interior|internal (affairs|security|administration)|home |finance|treasur|justice|econom|intelligence|national security"
POSTS: tuple[tuple[str, str], ...] = (
    (
        "head",
        r"(acting |interim )?(president|prime minister|premier|(federal )?chancellor|monarch|king|queen|emir|sultan|emperor|supreme leader|grand duke|prince|pope)",
    ),
    (
        "head",
        r"(premier of the state council|president of the palestinian national authority|prime minister of the palestinian national authority|taoiseach)",
    ),
    (
        "head",
        r"(general secretary of the .*communist party|chief executive( officer)?|captain regent.*|chairm?an of the (presidency|council of ministers)|chair of the council of ministers)",
    ),
    (
        "GOV",
        r"(acting |first )*(deputy|vice|alternate)[ -](president|prime minister|premier)( of the state council| of the council of ministers)?|crown prince|governor-general",
    ),
    (
        "GOV",
        _MINISTER
        + _CORE
        + r"|public security|security|armed forces|oil|petroleum|information)\b(?!.*(trade|communication|development aid)).*",
    ),
    (
        "GOV",
        r"secretary of state|(foreign|home) secretary|chancellor of the exchequer|secretary of state for the home department|secretary of homeland security",
    ),
    (
        "GOV",
        r"(white house )?(chief of staff|press secretary|national security advis[eo]r)|.*(government|presidential) spokes\w+|secretary of the .*national security.* council",
    ),
    (
        "GOV",
        r"permanent representative to the united nations(, new york)?|attorney[- ]general|high representative|minister of europe and foreign affairs|.*member of the presidency",
    ),
    (
        "MIL",
        r"(chief|chair|chairman|head) of (the )?((joint|general|defen[cs]e|army|air|naval|navy|armed|national|chiefs?)\b).*(staff|forces?|defen[cs]e)",
    ),
    (
        "MIL",
        r"(joint )?chiefs? of (the )?(general|staff of|defen[cs]e|army).*|chairman of the joint chiefs of staff|chief of (defen[cs]e|army|navy|armed forces)",
    ),
    ("MIL", r"(supreme )?commander(-in-chief)? of the .*(forces?|army|navy|guard)"),
    (
        "SPY",
        r"(director|director[- ]general|head|chief|president) of (the )?.*(intelligence|mossad|security service|security bureau).*",
    ),
    (
        "JUD",
        r"chief justice.*|president of the (supreme|constitutional) court.*|prosecutor[- ]general|general prosecutor",
    ),
    (
        "LEG",
        r"(speaker|president|chair|chairman|chairperson|marshal) of (the )?.*(senate|assembly|parliament|house of|chamber of|seimas|knesset|folketing|lok sabha|saeima|khural"
        r"|council of representatives|legislature|majlis|riksdag|storting|althing|riigikogu|verkhovna rada|supreme council|national council|dewan rakyat|legislative yuan).*",
    ),
)
_NOT_NATIONAL = re.compile(
    r"(?i)\b(minister[- ]delegate|assistant|provincial|punjab|republika srpska|second|third|deputy (minister|attorney|spokes)|state minister|under-?secretary|police)\b"
)
_SHARED = re.compile(r"(?i)\b(deputy|vice|member|secretary of state to)\b")
_ROLES = ("GOV", "MIL", "SPY", "JUD", "LEG")
# Words, given names, companies and towns that are also surnames of leaders; a surname alone would mistake them.
WORDS = frozenset("major ford carter johnson".split())
_NO_PERSON = re.compile(
    r"(?i)council|junta|government|committee|presidency|commission|collective|vacant|unknown|interim|acting|directorate|^Q\d+$"
)
_SURE_SINCE = "2018"
_LONGEST_TERM = 5  # years; a later successor means that the record has a gap
_FOREVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one post; `end` is None where nobody recorded it, `head` for heads of state and government."""

    person: str
    country: str
    role: str
    office: str
    start: str
    end: str | None
    head: bool

    @property
    def first(self) -> str:
        """The first day."""
        return self.start + "-01-01"[len(self.start) - 4 :]

    @property
    def last(self) -> str:
        """The last day; the first for an end that nobody recorded."""
        if self.end is None:
            return self.first
        if len(self.end) == 7:
            return f"{self.end}-{monthrange(int(self.end[:4]), int(self.end[5:]))[1]}"
        return f"{self.end}-12-31"[:10] if self.end else _FOREVER


def build(facts: Path, output: Path) -> None:
    """Write the rows that the files in `facts` give to `output`; raises OSError and KeyError for files that are missing or have no such columns."""
    countries = list(_rows(output.parent.parent / "countries.csv"))
    taken = {
        name_words(name)
        for path in output.parent.glob("*.csv")
        if path != output
        for row in _rows(path)
        for name in row["name"].split("|")
    }
    fine, everybody = _officeholders(facts)
    found: dict[tuple[str, tuple[str, ...]], list[Tenure]] = defaultdict(list)
    for source in (fine, _reign(facts, countries, everybody), _current(facts, countries), _queries(facts, countries)):
        for key, tenures in _by_person(source).items():
            known = found[key]
            known.extend(
                [
                    tenure
                    for tenure in tenures
                    if not any(tenure.first <= old.last and old.first <= tenure.last for old in known)
                ]
            )
    rows = _actor_rows(_without_shared_names(found), taken)
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "code", "from", "to", "note"))
        writer.writerows(rows)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield from csv.DictReader(lines)


def _files(facts: Path, pattern: str) -> Iterator[tuple[dict[str, str], str]]:
    """Rows of all files of a kind, with the year that the file's name ends in (or has before its month)."""
    for path in sorted(facts.glob(pattern)):
        years = re.findall(r"(?:19|20)\d\d", path.stem)
        for row in _rows(path):
            yield row, years[-1] if years else ""


def _post(position: str, country: str) -> tuple[str, bool] | None:
    """The role of a post of the national government and whether it is its head; None for all other posts."""
    plain = re.sub(r".*\((president|king|monarch|prime minister)\)", r"\1", position, flags=re.IGNORECASE)
    plain = re.sub(rf"(?i)( \([^)]*\)| of (the )?{re.escape(country)})$", "", plain)
    if not _NOT_NATIONAL.search(plain):
        for role, pattern in POSTS:
            if re.fullmatch(pattern, plain, re.IGNORECASE):
                return ("GOV", True) if role == "head" else (role, False)
    return None


def _officeholders(facts: Path) -> tuple[list[Tenure], dict[str, set[str]]]:
    """Tenures of posts that count, and for every word of every person's name where it is borne ("*" for a given name)."""
    posts: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    bearers: dict[str, set[str]] = defaultdict(set)
    for row, _ in _files(facts, "officeholders_2*.csv"):
        for place, word in enumerate(name_words(row["person"])):
            bearers[word].update((row["iso3"], "*") if place == 0 else (row["iso3"],))
        if role := _post(row["position"], row["country"]):
            tenure = Tenure(
                _person(row["person"]), row["iso3"], role[0], row["position"], row["start"], row["end"] or None, role[1]
            )
            if row["start"] <= (row["end"] or _FOREVER):
                posts[row["iso3"], row["position"]].append(tenure)
    return [tenure for post in sorted(posts) for tenure in _with_ends(posts[post])], bearers


def _with_ends(holders: list[Tenure]) -> Iterator[Tenure]:
    """The holders of one post, ends filled in from their successors where only one person can hold it."""
    holders.sort(key=lambda tenure: (tenure.first, tenure.person))
    for place, holder in enumerate(holders):
        end = holder.end
        if end is None and not _SHARED.search(holder.office):
            successor = next(
                (
                    other
                    for other in holders[place + 1 :]
                    if other.person != holder.person and other.first > holder.first
                ),
                None,
            )
            if successor and int(successor.first[:4]) - int(holder.first[:4]) <= _LONGEST_TERM:
                end = (date.fromisoformat(successor.first) - timedelta(days=1)).isoformat()
        if end is None and holder.start >= _SURE_SINCE:
            end = ""
        yield replace(holder, end=end)


def _reign(facts: Path, countries: Sequence[dict[str, str]], bearers: dict[str, set[str]]) -> Iterator[Tenure]:
    """REIGN's leaders: whole names, and surnames that are nobody else's."""
    codes = {row["cow"]: row["code"] for row in countries if row["cow"]}
    for ours, cow in (("DEU", "260"), ("YEM", "678"), ("VNM", "817"), ("SRB", "345"), ("RUS", "365")):
        codes[cow] = ours
    rows = [row for row, _ in _files(facts, "reign_leaderlist*.csv") if row["leader"] and row["syear"]]
    homes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        homes[row["leader"].lower()].add(row["ccode"])
    for row in rows:
        leader = " ".join(reversed([part.strip() for part in row["leader"].split(",")]))
        words, country = name_words(leader), codes.get(row["ccode"], "")
        if not country or not words or _NO_PERSON.search(leader) or re.search(r"\b\w\b(?!')|-$|[^\w\s'’-]", leader):
            continue
        if len(words) == 1 and (
            len(words[0]) < 5
            or words[0] in WORDS
            or len(homes[row["leader"].lower()]) > 1
            or bearers.get(words[0], set()) - {country}
        ):
            continue
        start = "-".join((row["syear"], row["smonth"].zfill(2), row["sdate"].zfill(2)))
        end = "-".join((row["eyear"], row["emonth"].zfill(2))) if row["eyear"] else "" if start >= _SURE_SINCE else None
        if start[:7] <= (end or _FOREVER):
            yield Tenure(leader, country, "GOV", "leader", start, end, True)


def _current(facts: Path, countries: Sequence[dict[str, str]]) -> Iterator[Tenure]:
    """Heads of state and government in office when the file was written."""
    codes = {row["iso2"]: row["code"] for row in countries if row["iso2"]}
    for row, _ in _files(facts, "world_leaders*.csv"):
        for name, title, since in (
            ("Head of Government", "HoG Title", "HoG Since"),
            ("Head of State", "HoS Title", "HoS Since"),
        ):
            if row["ISO"] in codes and row[name] and row[since]:
                yield Tenure(_person(row[name]), codes[row["ISO"]], "GOV", row[title], row[since], "", True)


def _queries(facts: Path, countries: Sequence[dict[str, str]]) -> Iterator[Tenure]:
    """Heads of state and government and foreign ministers who were in office when Wikidata was asked."""
    codes = {row["name"]: row["code"] for row in countries}
    for row, year in _files(facts, "wikidata_world_leaders*.csv"):
        end = row["end_year"] or ("" if row["start_year"] >= _SURE_SINCE else year)
        if row["country"] in codes and row["start_year"] and not _NO_PERSON.search(row["officeholderLabel"]):
            yield Tenure(
                _person(row["officeholderLabel"]),
                codes[row["country"]],
                "GOV",
                row["positionLabel"],
                row["start_year"],
                end,
                True,
            )
    for row, year in _files(facts, "wikidata_foreign_ministers*.csv"):
        if row["countryLabel"] in codes and row["start"] and row["name"] and not _NO_PERSON.search(row["name"]):
            end = "" if row["start"] >= _SURE_SINCE else year
            yield Tenure(
                _person(row["name"]), codes[row["countryLabel"]], "GOV", row["positionLabel"], row["start"], end, False
            )


def _person(label: str) -> str:
    """A name without peerages, brackets and titles."""
    name = re.sub(r",.*|\(.*?\)|[\"“”].*?[\"“”]", "", label)
    return " ".join(re.sub(r"^((Sir|Dame|Dr|Lord|Prof|Gen|Col|Hon)\.? )+", "", name).split())


def _by_person(tenures: Iterable[Tenure]) -> dict[tuple[str, tuple[str, ...]], list[Tenure]]:
    people: dict[tuple[str, tuple[str, ...]], list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        if words := name_words(tenure.person):
            people[tenure.country, words].append(tenure)
    return people


def _without_shared_names(
    found: dict[tuple[str, tuple[str, ...]], list[Tenure]],
) -> dict[tuple[str, tuple[str, ...]], list[Tenure]]:
    """Everybody but those whose name belongs to another country's people as well."""
    homes: dict[tuple[str, ...], list[tuple[bool, str]]] = defaultdict(list)
    for (country, words), tenures in found.items():
        homes[words].append((any(tenure.head for tenure in tenures), country))
    return {
        (country, words): tenures
        for (country, words), tenures in found.items()
        if len(homes[words]) == 1 or [home for head, home in homes[words] if head] == [country]
    }


def _actor_rows(
    people: dict[tuple[str, tuple[str, ...]], list[Tenure]], taken: set[tuple[str, ...]]
) -> list[tuple[str, str, str, str, str]]:
    """The rows of `leaders.csv`, in the order of names and then of dates, without dates last."""
    used = taken | {words for _, words in people}
    derived: dict[tuple[str, ...], int] = defaultdict(int)
    for country, words in people:
        for short in _short_forms(people[country, words][0]):
            derived[name_words(short)] += 1
    rows = []
    for (country, words), tenures in people.items():
        if words in taken or (len(words) == 1 and (words[0] in WORDS or len(words[0]) < 5)):
            continue
        shorter = [
            short
            for short in _short_forms(tenures[0])
            if name_words(short) not in used and derived[name_words(short)] == 1
        ]
        name = "|".join([tenures[0].person, *shorter])
        rows += [
            (name, tenure.country + tenure.role, tenure.start, tenure.end or "", tenure.office)
            for tenure in _merged(tenures)
        ]
        rows.append((name, country + "ELI", "", "", ""))
    return sorted(
        rows, key=lambda row: (name_words(row[0]), row[0], row[1][:3], not (row[2] or row[3]), row[2], row[3], row[1])
    )


_FAMILY_NAME_FIRST = frozenset("CHN TWN HKG MAC SGP KOR PRK JPN VNM MMR KHM LAO THA IDN MYS BTN".split())


def _short_forms(tenure: Tenure) -> list[str]:
    """The name without middle initials, and first and last name of a name of three words where the family name stands last."""
    parts = tenure.person.split()
    plain = [
        part for place, part in enumerate(parts) if place in (0, len(parts) - 1) or not re.fullmatch(r"\w\.?", part)
    ]
    if re.fullmatch(r"\w\.?", parts[0]):
        return []
    forms = [" ".join(plain)] if plain != parts else []
    if (
        len(plain) == 3
        and len(plain[1]) > 3
        and plain[1][0].isupper()
        and "-" not in plain[2]
        and tenure.country not in _FAMILY_NAME_FIRST
    ):
        forms.append(f"{plain[0]} {plain[2]}")
    return forms


def _merged(tenures: Sequence[Tenure]) -> list[Tenure]:
    """Tenures of one person without overlaps: one role a day (the first of `_ROLES`), neighbours of one role joined."""
    kept: list[Tenure] = []
    for role in _ROLES:
        for tenure in sorted(
            (t for t in tenures if t.role == role and t.end is not None), key=lambda t: (t.first, t.last)
        ):
            joined = kept[-1] if kept and kept[-1].role == role else None
            if joined and tenure.first <= _day_after(joined.last):
                kept[-1] = joined if tenure.last <= joined.last else replace(joined, end=tenure.end)
            elif not any(tenure.first <= other.last and other.first <= tenure.last for other in kept):
                kept.append(tenure)
    return kept


def _day_after(day: str) -> str:
    return day if day >= _FOREVER else (date.fromisoformat(day) + timedelta(days=1)).isoformat()


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
