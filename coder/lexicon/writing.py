"""Writes rows of dictionaries: one file of actors, or a folder that `--dictionaries` takes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.lexicon.actors import ACTOR_COLUMNS, AGENT_COLUMNS
from coder.lexicon.lexicon import COUNTRY_COLUMNS, INTERNATIONAL_TYPES

__all__ = ["write_actors", "write_dictionaries"]


def write_actors(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Write rows of names; raises OSError if the file cannot be written."""
    _write(path, ACTOR_COLUMNS, rows)


def write_dictionaries(
    folder: Path,
    actors: Sequence[tuple[str, ...]],
    agents: Sequence[tuple[str, ...]],
    discards: Sequence[tuple[str, ...]],
    known: frozenset[str],
    *,
    replace: bool = False,
) -> int:
    """Write the rows, sorted; returns how many. With `replace` ours of the same kind are switched off.

    Codes that begin with a country that we do not know get a row in `countries.csv`, so that they are carried through.
    """
    unknown = sorted({row[1][:3] for row in actors} - known - INTERNATIONAL_TYPES)
    countries = [(code, code, *[""] * (len(COUNTRY_COLUMNS) - 2)) for code in unknown]
    off = [("*", "off")] if replace else []
    tables: list[tuple[str, Sequence[str], Iterable[tuple[str, ...]]]] = [
        ("countries.csv", COUNTRY_COLUMNS, countries),
        ("actors/imported.csv", ACTOR_COLUMNS, [*((*row, "", "", "") for row in off if actors), *_unique(actors)]),
        ("agents.csv", AGENT_COLUMNS, [*((*row, "") for row in off if agents), *_unique(agents)]),
        ("discards.csv", ("phrase", "scope", "note"), _unique(discards)),
    ]
    (folder / "actors").mkdir(parents=True, exist_ok=True)
    written = 0
    for name, columns, rows in tables:
        listed = list(rows)
        written += len(listed)
        if listed:
            _write(folder / name, columns, listed)
    return written


def _write(path: Path, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _unique(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted(dict.fromkeys(rows))
