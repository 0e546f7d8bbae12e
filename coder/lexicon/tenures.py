"""Reads from public files of facts who held which office when.

Each file is read where it is there; a file that is there and lacks a column raises KeyError:

* `officeholders_2*.csv` (`iso3,country,position,person,start,end`; Wikidata)
* `reign_leaderlist*.csv` (REIGN: leaders of all states since 1945, mostly by surname)
* `world_leaders*.csv` (`ISO,HoG Title,Head of Government,HoG Since,HoS Title,Head of State,HoS Since`; in office when written)
* `wikidata_world_leaders*.csv` and `wikidata_foreign_ministers*.csv` (Wikidata queries: in office in the year of the file's name)

An end that was not recorded is the day before the successor's start for a post that one person holds, if the successor came
within five years (else others lie between). Without a successor the term of a head, or one that began in 2018 or later, stays open with
a note that says until when it is known; another one is no term at all.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from coder.lexicon.names import name_words

__all__ = ["FOREVER", "STILL", "Tenure", "day_after", "office_span", "read_rows", "read_tenures", "stands_alone"]

_MINISTER = r"(federal |union )?(minister|secretary|secretary of state) (of|for) (the |national )*"
_CORE = (
    r"(foreign|external|defen[cs]e|interior|internal (affairs|security|administration)|home |finance|treasur|intelligence"
    r"|national security|public security|security|armed forces|econom[a-z]*\b.*\bfinanc[a-z]*)"
)
_PARLIAMENT = (
    r"assembly|parliament|house of (representatives|commons)|seimas|knesset|folketing|lok sabha|saeima|khural|majlis|riksdag"
    r"|storting|althing|riigikogu|verkhovna rada|legislat|national council|dewan rakyat|congress|state duma|bundestag"
)
_FORCES = r"(joint|general|defen[cs]e|army|air|naval|navy|armed|national|chiefs?)"
# The role of a post of a national government, the first that fits; "head" is GOV for heads of state and of government.
_POSTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "head",
        (
            r"(acting |interim )?(president|prime minister|premier|(federal )?chancellor|monarch|king|queen|emir|sultan|emperor)",
            r"supreme leader|grand duke|prince|pope|taoiseach|premier of the state council",
            r"(president|prime minister) of the palestinian national authority",
            r"general secretary of the .*communist party|captain regent.*|chair of the council of ministers",
            r"chief executive( officer)?|chairm?an of the (presidency|council of ministers)",
        ),
    ),
    (
        "GOV",
        (
            r"(acting |first )*(deputy|vice|alternate)[ -](president|prime minister|premier)"
            r"( of the state council| of the council of ministers)?|crown prince|governor-general",
            _MINISTER + _CORE + r"\b(?!.*(trade|communication|development aid)).*",
            r"secretary of state|(foreign|home) secretary|chancellor of the exchequer|secretary of homeland security",
            r"minister of europe and foreign affairs|high representative|.*member of the presidency",
            r"(white house )?(chief of staff|press secretary|national security advis[eo]r)|secretary of the .*security.* council",
            r".*(government|presidential) spokes\w+|permanent representative to the united nations(, new york)?",
        ),
    ),
    (
        "MIL",
        (
            rf"(chief|chair|chairman|head) of (the )?{_FORCES}\b.*(staff|forces?|defen[cs]e)",
            r"(joint )?chiefs? of (the )?(general|staff of|defen[cs]e|army).*|chairman of the joint chiefs of staff",
            r"chief of (defen[cs]e|army|navy|armed forces)|(supreme )?commander(-in-chief)? of the .*(forces?|army|navy|guard)",
        ),
    ),
    (
        "SPY",
        (
            r"(director|director[- ]general|head|chief|president) of (the )?"
            r".*(intelligence|mossad|security service|security bureau).*",
        ),
    ),
    ("LEG", (rf"(speaker|president|chair|chairman|chairperson|marshal) of (the )?.*({_PARLIAMENT}).*",)),
)
_NOT_NATIONAL = re.compile(
    r"(?i)\b(minister[- ]delegate|assistant|provincial|punjab|republika srpska|second|third|state minister|under-?secretary|police"
    r"|deputy (minister|attorney|spokes))\b"
)
_SHARED = re.compile(r"(?i)\b(deputy|vice|member|secretary of state to)\b")
_NO_PERSON = re.compile(
    r"(?i)council|junta|government|committee|presidency|commission|collective|vacant|unknown|interim|acting|directorate|\band\b|^Q\d+$"
)
_SURE_SINCE = "2018"
_LONGEST_TERM = 5  # years; a later successor means that the record has a gap
_LONGEST_OFFICE = 25  # years; a minister of longer standing is an error of the record
_SHORTEST_SURNAME = 5
STILL = "still so in"
_SPAN = re.compile(r"\((to )?(\d{4}(?:-\d\d){0,2})(?:(?:-| to )(\d{4}(?:-\d\d){0,2}))?\)")
FOREVER = "9999-12-31"
_LATIN = re.compile(r"[ -ɏʻ-ʿḀ-ỿ‐-’]+")
# Words, given names, companies, towns and names of many other people that are also surnames of leaders.
WORDS = frozenset(
    "abela adami al-badr al-hafiz al-hamadi al-jaafari al-khalifa al-khatib al-maliki alexander alley allon andom "
    "arevalo attas avril banti batista begin bolger bonvin botha brandt brugger carlsson carter colom compton cotti desai "
    "etter eustace felber feldmann ford friedrich fukuda gnagi golding gorton hashimoto hawke henri hilly "
    "holenstein houthi ikeda ingraham irmak johnson jonasson jorgensen karapetyan kishi klima koller koroma lange "
    "leone leoni letta lezama macarthur major malan maurer medici mello monti monzon morrison nakatani nardone "
    "okello palme panday parts pella persson pierre-louis pilgrim pinay rainier rasmussen reina rowling rumor "
    "saint-jean samaras sanya sawyer schmid schroder shashank shearer shipley skate solberg stich stoltenberg "
    "strasser suzuki swart talon tanaka thors trejos trujillo yilmaz".split()
)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one post of a state; `head` for heads of state and of government.

    `start` and `end` are years, months or days as recorded; `end` is "" for an open one and None where nobody recorded it.
    """

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
        return f"{self.end}-12-31"[:10] if self.end else FOREVER

    def overlaps(self, other: Tenure) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file by column; bytes that are no UTF-8 are replaced."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield from csv.DictReader(lines)


def office_span(words: str) -> tuple[str, str]:
    """From and to when a note gives an office, "" for what it does not say: "(2016-05)", "(to 2018)", "(2013 to 2016)"."""
    span = _SPAN.search(words)
    if span is None:
        return "", ""
    return ("", span[2]) if span[1] else (span[2], span[3] or "")


def day_after(day: str) -> str:
    """The next day; the end of time has none."""
    return day if day >= FOREVER else (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def read_tenures(facts: Path, countries: Sequence[dict[str, str]]) -> Iterator[list[Tenure]]:
    """The tenures of each kind of file, finest kind first; `countries` are the rows of countries.csv."""
    fine, bearers = _officeholders(facts)
    yield fine
    yield list(_reign(facts, countries, bearers))
    yield list(_current(facts, countries))
    yield list(_queries(facts, countries))


def _files(facts: Path, pattern: str) -> Iterator[tuple[dict[str, str], str]]:
    """Rows of all files of a kind, with the year that the file's name ends in (or has before its month)."""
    for path in sorted(facts.glob(pattern)):
        years = re.findall(r"(?:19|20)\d\d", path.stem)
        for row in read_rows(path):
            yield row, years[-1] if years else ""


def _post(position: str, country: str) -> tuple[str, bool] | None:
    """The role of a post of the national government and whether it is its head; None for all other posts."""
    plain = re.sub(r".*\((president|king|monarch|prime minister)\)", r"\1", position, flags=re.IGNORECASE)
    plain = re.sub(rf"(?i)( \([^)]*\)| of (the )?{re.escape(country)})$", "", plain)
    if not _NOT_NATIONAL.search(plain):
        for role, patterns in _POSTS:
            if any(re.fullmatch(pattern, plain, re.IGNORECASE) for pattern in patterns):
                return ("GOV", True) if role == "head" else (role, False)
    return None


def _person(label: str) -> str:
    """A name without peerages, brackets and titles; "" for what is no name or stands in other letters."""
    name = re.sub(r",.*|\(.*?\)|[\"“”].*?[\"“”]", "", label)
    name = " ".join(re.sub(r"^((Sir|Dame|Dr|Lord|Prof|Gen|Col|Hon)\.? )+", "", name).split())
    return name if _LATIN.fullmatch(name) and not _NO_PERSON.search(name) else ""


def _day(text: str) -> str:
    """A day that the calendar has; of another ("2001-11-31") the month."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return text[:7]
    return text


def _still(office: str, year: str) -> str:
    """The note of an open end."""
    return f"{office} ({STILL} {year})"


def _officeholders(facts: Path) -> tuple[list[Tenure], dict[str, set[str]]]:
    """Tenures of posts that count, and for every word of every person's name where it is borne ("*" for a given name)."""
    posts: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    bearers: dict[str, set[str]] = defaultdict(set)
    known: dict[str, tuple[str, bool] | None] = {}
    latest = ""
    for row, year in _files(facts, "officeholders_2*.csv"):
        latest = max(latest, year)
        words = name_words(row["person"])
        for place, word in enumerate(words):
            bearers[word].update((row["iso3"], "*") if place == 0 else (row["iso3"],))
        position = row["position"]
        if position + row["iso3"] not in known:
            known[position + row["iso3"]] = _post(position, row["country"])
        role, person = known[position + row["iso3"]], _person(row["person"])
        start, end = _day(row["start"]), _day(row["end"]) or None
        if not role or not person or not start or (len(words) == 1 and not role[1]):
            continue
        tenure = Tenure(person, row["iso3"], role[0], position, start, end, role[1])
        years = int(tenure.last[:4]) - int(start[:4])
        if 0 <= years <= (100 if role[1] else _LONGEST_OFFICE) and tenure.first <= tenure.last:
            posts[row["iso3"], position].append(tenure)
    return [tenure for post in sorted(posts) for tenure in _with_ends(posts[post], latest)], bearers


def _with_ends(holders: list[Tenure], year: str) -> Iterator[Tenure]:
    """The holders of one post, ends filled in from their successors where only one person can hold it."""
    holders.sort(key=lambda tenure: (tenure.first, tenure.person))
    for place, holder in enumerate(holders):
        if holder.end is not None:
            yield holder
            continue
        later = (
            other for other in holders[place + 1 :] if other.person != holder.person and other.first > holder.first
        )
        successor = None if _SHARED.search(holder.office) else next(later, None)
        if successor and int(successor.first[:4]) - int(holder.first[:4]) <= _LONGEST_TERM:
            yield replace(holder, end=(date.fromisoformat(successor.first) - timedelta(days=1)).isoformat())
        elif holder.start >= _SURE_SINCE or (holder.head and successor is None):
            yield replace(holder, end="", office=_still(holder.office, year))
        else:
            yield holder


def stands_alone(word: str) -> bool:
    """Whether a name of one word is long and rare enough to mean one person."""
    return len(word) >= _SHORTEST_SURNAME and word not in WORDS


def _reign(facts: Path, countries: Sequence[dict[str, str]], bearers: dict[str, set[str]]) -> Iterator[Tenure]:
    """REIGN's leaders who left office: whole names, and surnames that are nobody else's."""
    rows = [row for row, _ in _files(facts, "reign_leaderlist*.csv") if row["leader"] and row["syear"]]
    homes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        homes[row["leader"].lower()].add(row["ccode"])
    for row in rows:
        person = _person(re.sub(r"^(.*?), *(.*)$", r"\2 \1", row["leader"])).replace("AL-", "al-")
        start = _day("-".join((row["syear"], row["smonth"].zfill(2), row["sdate"].zfill(2))))
        country, words = _state(row["ccode"], start, countries), name_words(person)
        if not country or not words or not row["eyear"] or re.search(r"\b\w\b(?!')|-$|[^\w\s'’-]", person):
            continue
        if " " not in person and (
            not stands_alone(person.lower())
            or len(homes[row["leader"].lower()]) > 1
            or any(bearers.get(word, set()) - {country} for word in words if len(words) == 1)
        ):
            continue
        end = "-".join((row["eyear"], row["emonth"].zfill(2)))
        if start[:7] <= end:
            yield Tenure(person, country, "GOV", "leader", start, end, True)


def _state(number: str, day: str, countries: Sequence[dict[str, str]]) -> str:
    """The code of the state with a COW or Gleditsch-Ward number on a day: SUN rather than RUS while it lasted; "" for none."""
    states = [row for row in countries if number in (row["cow"], row["gwn"])]
    lasting = [row for row in states if row["from"] <= day <= (row["to"] or FOREVER)]
    return min(lasting or states, key=lambda row: row["to"] or FOREVER, default={"code": ""})["code"]


def _current(facts: Path, countries: Sequence[dict[str, str]]) -> Iterator[Tenure]:
    """Heads of state and government in office when the file was written."""
    codes = {row["iso2"]: row["code"] for row in countries if row["iso2"] and not row["to"]}
    for row, _ in _files(facts, "world_leaders*.csv"):
        for name, title, since in (
            ("Head of Government", "HoG Title", "HoG Since"),
            ("Head of State", "HoS Title", "HoS Since"),
        ):
            person = _person(row[name])
            if row["ISO"] in codes and person and row[since]:
                yield Tenure(person, codes[row["ISO"]], "GOV", row[title], row[since], "", True)


def _queries(facts: Path, countries: Sequence[dict[str, str]]) -> Iterator[Tenure]:
    """Heads of state and government and foreign ministers who were in office when Wikidata was asked."""
    codes = {row["name"]: row["code"] for row in countries}
    for row, year in _files(facts, "wikidata_world_leaders*.csv"):
        person, end = _person(row["officeholderLabel"]), row["end_year"]
        if row["country"] in codes and row["start_year"] and person:
            office = row["positionLabel"] if end else _still(row["positionLabel"], year)
            yield Tenure(person, codes[row["country"]], "GOV", office, row["start_year"], end, True)
    for row, year in _files(facts, "wikidata_foreign_ministers*.csv"):
        person = _person(row["name"])
        if row["countryLabel"] in codes and row["start"] and person:
            office = _still(row["positionLabel"], year)
            yield Tenure(person, codes[row["countryLabel"]], "GOV", office, _day(row["start"]), "", False)
