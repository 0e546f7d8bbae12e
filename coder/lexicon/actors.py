"""Actors and agents: who a name or a role noun stands for, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from coder.lexicon.names import Trie, name_words
from coder.lexicon.tables import NOTHING_OFF, Problems, Row, dictionary_files, read_table

__all__ = ["ACTOR_COLUMNS", "AGENT_COLUMNS", "Name", "Term", "read_names"]

ACTOR_COLUMNS = ("name", "code", "from", "to", "note")
AGENT_COLUMNS = ("name", "code", "note")
_CODE = re.compile(r"([A-Z]{3})+\Z")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_LONGEST_ACRONYM = 6
_Key = tuple[tuple[str, ...], bool, str]  # normal words, whether in capitals only, kind
_END_OF_TIME, _START_OF_TIME = "9999", "0000"


class Term(NamedTuple):
    """What a name stands for between two days (ISO text, both included; "0000" and "9999" are open ends).

    `name` is the first variant of its row: the one that the events show.
    """

    name: str
    code: str
    first: str
    last: str
    note: str
    place: str

    @property
    def dated(self) -> bool:
        """Whether it holds for a limited time."""
        return self.first != _START_OF_TIME or self.last != _END_OF_TIME


@dataclass(slots=True)
class Name:
    """A dictionary name: `kind` is actor, agent or none (a phrase that only looks like an actor).

    `capitals` names match words in capitals only, `capital` ones need a capital letter where their first and last word have one.
    """

    text: str
    kind: str
    capitals: bool
    capital: bool
    terms: list[Term] = field(default_factory=list)

    def written_as(self, pieces: Sequence[str]) -> bool:
        """Whether words as a text writes them are this name: "Russia Today" is not "Russia today"."""
        if self.capitals:
            return all(piece.upper() == piece for piece in pieces)
        if not self.capital:
            return True
        last = self.text.rpartition(" ")[2][:1].isupper()
        if self.text.startswith("the "):
            pieces = pieces[1:]
        return pieces[0][:1].isupper() and (not last or pieces[-1][:1].isupper() or not pieces[-1][:1].isalpha())

    def namesake(self, code: str) -> Term | None:
        """The undated term of another country, for a name that two places share."""
        return next((term for term in self.terms if not term.dated and term.code[:3] != code[:3]), None)

    def term(self, day: date | None) -> Term | None:
        """The dated term that holds on this day, else the undated one; without a day the undated one, else the last."""
        general = None
        iso = day.isoformat() if day else ""
        for term in self.terms:
            if not term.dated:
                general = general or term
            elif iso and term.first <= iso <= term.last:
                return term
        if general is None and day is None and self.terms:
            return max(self.terms, key=lambda term: (term.last, term.first))
        return general


def read_names(directories: Sequence[Path], known_codes: frozenset[str], problems: Problems) -> Trie[Name]:
    """All of `actors/*.csv` and `agents.csv` in one trie; a later directory's rows replace ours for the same name."""
    names: dict[_Key, Name] = {}
    earlier: set[_Key] = set()
    for directory in directories:
        here: set[_Key] = set()
        for kind, pattern, columns in (
            ("actor", "actors/*.csv", ACTOR_COLUMNS),
            ("agent", "agents.csv", AGENT_COLUMNS),
        ):
            for path, shown in dictionary_files([directory], pattern):
                prefix = shown if directory is directories[0] else path.as_posix()
                for row in read_table(path, prefix, columns, problems):
                    _add(row, kind, known_codes, names, earlier, here, problems)
        earlier |= here
    trie: Trie[Name] = Trie()
    for (words, _, _), name in names.items():
        if name.terms:
            trie.add(words, name)
    return trie


def _add(
    row: Row,
    kind: str,
    known_codes: frozenset[str],
    names: dict[_Key, Name],
    earlier: set[_Key],
    here: set[_Key],
    problems: Problems,
) -> None:
    code = row["code"]
    switched_off, no_actor = code == "off", code == "none"
    if switched_off and row["name"] == "*":  # all of this kind in earlier directories
        for key in [key for key in names if key[2] == kind and key not in here]:
            del names[key]
        return
    if not (switched_off or no_actor):
        if not _CODE.match(code):
            problems.add(row.place, f"code `{code}`: expected groups of three capitals, e.g. EGYGOV")
            return
        if kind == "actor" and code[:3] not in known_codes:
            problems.add(
                row.place, f"code `{code}`: `{code[:3]}` is no country of countries.csv and no international type"
            )
            return
    term = (
        _term(row, code, problems)
        if kind == "actor"
        else Term(row["name"].partition("|")[0], code, _START_OF_TIME, _END_OF_TIME, row["note"], row.place)
    )
    if term is None:
        return
    keys = _keys(row["name"], kind)
    if switched_off and earlier.isdisjoint(key for _, key in keys):
        problems.add(row.place, f"off: {NOTHING_OFF} name")
    for text, key in keys:
        if not key[0]:
            problems.add(row.place, f"name `{text}`: expected letters or digits")
            continue
        if key in earlier and key not in here:
            names.pop(key, None)
        here.add(key)
        if switched_off:
            continue
        name = names.get(key)
        if name is None:
            shown = "none" if no_actor else kind
            name = names[key] = Name(text, shown, key[1], kind == "actor" and text.removeprefix("the ")[:1].isupper())
        elif text.islower():
            name.capital = False
        name.terms.append(term)


@lru_cache(maxsize=1)  # the rows of one person follow one another
def _keys(names: str, kind: str) -> list[tuple[str, _Key]]:
    """Each variant, and each plural of an agent, with the key under which it is found."""
    found = []
    for variant in names.split("|"):
        for text in _plurals(variant) if kind == "agent" else (variant,):
            letters = text.replace(".", "").replace("-", "")
            capitals = kind == "actor" and letters.isupper() and len(letters) <= _LONGEST_ACRONYM and " " not in letters
            found.append((text, (name_words(text), capitals, kind)))
    return found


def _term(row: Row, code: str, problems: Problems) -> Term | None:
    first, last = _bound(row["from"], _START_OF_TIME, "-01-01"), _bound(row["to"], _END_OF_TIME, "-12-31")
    if not (first and last):
        column = "to" if first else "from"
        expected = "expected a day (2012-06-30), a month (2012-06), a year or nothing"
        problems.add(row.place, f"{column} `{row[column]}`: {expected}")
        return None
    if first > last:
        problems.add(row.place, f"from {row['from']} lies after to {row['to']}")
        return None
    return Term(row["name"].partition("|")[0], code, first, last, row["note"], row.place)


@lru_cache(maxsize=1 << 15)
def _bound(text: str, open_end: str, tail: str) -> str:
    """A bound as a day (or an open end), "" for what is none; a year or month stands for its first or last day."""
    if not text:
        return open_end
    if not _DAY.match(text):
        return ""
    return text + tail[:6] if len(text) == 4 else text + tail[3:] if len(text) == 7 else text


def _plurals(name: str) -> Iterable[str]:
    """The name and its regular plural; of "head of state" the first word takes it."""
    head, of, rest = name.partition(" of ")
    return name, _plural(head) + of + rest


def _plural(word: str) -> str:
    if word.endswith(("man", "men")):
        return word[:-2] + "en"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word + "s"
