"""Loads all dictionaries, ours and the user's over them, checked as a whole."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from coder.errors import DictionaryError, UsageError
from coder.lexicon.actors import Name, read_names
from coder.lexicon.cameo import CameoCode, read_cameo
from coder.lexicon.composition import Composition, read_composition
from coder.lexicon.names import Trie, name_words
from coder.lexicon.rules import RuleIndex, read_rules
from coder.lexicon.tables import DICTIONARIES, Problems, dictionary_files, read_table, unread_files
from coder.lexicon.words import WordSets, read_word_sets

__all__ = ["COUNTRY_COLUMNS", "INTERNATIONAL_TYPES", "Country", "Lexicon", "load_lexicon", "shipped_dictionaries"]

INTERNATIONAL_TYPES = frozenset({"IGO", "IMG", "INT", "MNC", "NGM", "NGO", "UIS"})
COUNTRY_COLUMNS = ("code", "name", "iso3", "iso2", "cow", "gwn", "from", "to", "capital", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Country:
    """A state, a territory or a grouping that takes the place of a country in actor codes."""

    code: str
    name: str
    capital: str


@dataclass(frozen=True)
class Lexicon:
    """Everything the dictionaries say, compiled; `digest` changes whenever any file does."""

    cameo: dict[str, CameoCode]
    countries: dict[str, Country]
    sets: WordSets
    rules: RuleIndex
    composition: Composition
    names: Trie[Name]
    discards: Trie[str]
    sectors: dict[str, str]
    digest: str


def shipped_dictionaries() -> Path:
    """The folder of our own dictionaries: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "dictionaries"
    return inside if inside.is_dir() else package.parent / "dictionaries"


def dictionary_folders(user_directories: Sequence[Path]) -> list[Path]:
    """Our folder and the user's after it; raises UsageError for one that is none or holds no dictionary."""
    for directory in user_directories:
        if not directory.is_dir():
            raise UsageError(f"{directory}: no such folder of dictionaries")
        if not any(next(dictionary_files([directory], pattern), None) for pattern in DICTIONARIES):
            raise UsageError(
                f"{directory}: holds no dictionary; it should hold {', '.join(DICTIONARIES)}, or some of them"
            )
    return [shipped_dictionaries(), *user_directories]


def load_lexicon(user_directories: Sequence[Path] = ()) -> Lexicon:
    """Read and check all dictionaries.

    Raises UsageError for a directory that is none, DictionaryError with every wrong row of every file and every file that nothing reads.
    """
    directories = dictionary_folders(user_directories)
    with _uncollected():
        return _load(directories)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector off what is loaded: it would go through all of it again and again, for more than half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        # What is loaded becomes old at once, and is not gone through as new.
        gc.freeze()
        gc.unfreeze()
    finally:
        if was_on:
            gc.enable()


def _load(directories: Sequence[Path]) -> Lexicon:
    problems = Problems()
    for path in (path for directory in directories[1:] for path in unread_files(directory)):
        problems.add(
            path.as_posix(), f"no dictionary has this name, so nothing reads it; expected {', '.join(DICTIONARIES)}"
        )
    cameo = read_cameo(directories, problems)
    codes = frozenset(cameo)
    countries = _read_countries(directories, problems)
    sets = read_word_sets(directories, problems)
    rules = read_rules(directories, sets, frozenset(code for code in codes if len(code) > 2), problems)
    composition = read_composition(directories, codes, problems)
    names = read_names(directories, frozenset(countries) | INTERNATIONAL_TYPES, problems)
    discards = _read_discards(directories, problems)
    sectors = _read_sectors(directories, problems)
    if problems.found:
        raise DictionaryError(problems.found)
    digest = _digest(directories)
    return Lexicon(cameo, countries, sets, rules, composition, names, discards, sectors, digest)


def _read_countries(directories: Sequence[Path], problems: Problems) -> dict[str, Country]:
    countries: dict[str, Country] = {}
    for path, shown in dictionary_files(directories, "countries.csv"):
        for row in read_table(path, shown, COUNTRY_COLUMNS, problems):
            if len(row["code"]) != 3 or not row["code"].isupper():
                problems.add(row.place, f"code `{row['code']}`: expected three capitals")
            else:
                countries[row["code"]] = Country(row["code"], row["name"], row["capital"])
    return countries


def _read_discards(directories: Sequence[Path], problems: Problems) -> Trie[str]:
    discards: Trie[str] = Trie()
    for path, shown in dictionary_files(directories, "discards.csv"):
        for row in read_table(path, shown, ("phrase", "scope", "note"), problems):
            words = name_words(row["phrase"])
            if row["scope"] not in ("sentence", "story") or not words:
                problems.add(row.place, "expected a phrase and the scope `sentence` or `story`")
            else:
                discards.add(words, row["scope"])
    return discards


def _read_sectors(directories: Sequence[Path], problems: Problems) -> dict[str, str]:
    sectors: dict[str, str] = {}
    for path, shown in dictionary_files(directories, "sectors.csv"):
        for row in read_table(path, shown, ("role", "sector"), problems):
            sectors[row["role"]] = row["sector"]
    return sectors


def _digest(directories: Sequence[Path]) -> str:
    digest = blake2b(digest_size=16)
    for directory in directories:
        for path, _ in dictionary_files([directory], "**/*.csv"):
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
