"""Our actors, agents and discards in PETRARCH's formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from coder.lexicon.lexicon import shipped_dictionaries
from coder.lexicon.tables import Problems, Row, dictionary_files, read_table

__all__ = ["write_petrarch"]


def write_petrarch(folder: Path, user_directories: Sequence[Path] = ()) -> dict[str, int]:
    """Write `actors.txt`, `agents.txt` and `discards.txt`; returns how many entries each has.

    Rows that switch a name off or say that it is no actor have no counterpart and are left out.
    """
    directories = [shipped_dictionaries(), *user_directories]
    folder.mkdir(parents=True, exist_ok=True)
    actors: dict[str, list[str]] = {}
    for row in _rows(directories, "actors/*.csv", ("name", "code", "from", "to", "note")):
        if row["code"] not in ("off", "none"):
            actors.setdefault(row["name"], []).append(f"[{row['code']}{_dates(row['from'], row['to'])}]")
    actor_lines = [line for names, codes in actors.items() for line in _actor(names.split("|"), codes)]
    agents = [
        f"{_name(name)} [~{row['code']}]"
        for row in _rows(directories, "agents.csv", ("name", "code", "note"))
        if row["code"] not in ("off", "none")
        for name in row["name"].split("|")
    ]
    discards = [
        ("+" if row["scope"] == "story" else "") + _name(row["phrase"])
        for row in _rows(directories, "discards.csv", ("phrase", "scope", "note"))
    ]
    for name, lines in (("actors", actor_lines), ("agents", agents), ("discards", discards)):
        (folder / f"{name}.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    return {"actors": len(actors), "agents": len(agents), "discards": len(discards)}


def _rows(directories: Sequence[Path], pattern: str, columns: Sequence[str]) -> Iterable[Row]:
    for path, shown in dictionary_files(directories, pattern):
        yield from read_table(path, shown, columns, Problems())


def _actor(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    first, *others = (_name(name) for name in names)
    return [first, *(f"+{name}" for name in others), *(f"\t{code}" for code in codes)]


def _name(name: str) -> str:
    return name.upper().replace(" ", "_") + "_"


def _dates(first: str, last: str) -> str:
    """Bounds as eight digits; a year or month stands for its first or last day."""
    start = (
        (first + "-01-01"[: 10 - len(first)] if len(first) == 4 else first + "-01"[: 10 - len(first)]) if first else ""
    )
    end = (last + "-12-31" if len(last) == 4 else last + "-28" if len(last) == 7 else last) if last else ""
    start, end = start.replace("-", ""), end.replace("-", "")
    if start and end:
        return f" {start}-{end}"
    return f" >{start}" if start else f" <{end}" if end else ""
