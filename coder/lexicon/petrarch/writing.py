"""Our actors, agents and discards in PETRARCH's formats."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from pathlib import Path

from coder.lexicon.actors import ACTOR_COLUMNS, AGENT_COLUMNS
from coder.lexicon.lexicon import dictionary_folders, load_lexicon
from coder.lexicon.names import name_words
from coder.lexicon.tables import Problems, Row, dictionary_files, read_table

__all__ = ["write_petrarch"]


def write_petrarch(folder: Path, user_directories: Sequence[Path] = ()) -> dict[str, int]:
    """Write `actors.txt`, `agents.txt` and `discards.txt`; returns how many entries each has.

    A name of a later folder replaces that of the earlier ones. Rows that switch a name off or say that it is no actor have no
    counterpart and are left out. Raises UsageError for a folder that is none, DictionaryError for wrong rows.
    """
    load_lexicon(user_directories)
    directories = dictionary_folders(user_directories)
    folder.mkdir(parents=True, exist_ok=True)
    actors: dict[tuple[str, ...], list[str]] = {}
    for names, row in _entries(directories, "actors/*.csv", ACTOR_COLUMNS):
        actors.setdefault(tuple(names), []).append(f"[{row['code']}{_dates(row['from'], row['to'])}]")
    actor_lines = [line for names, codes in actors.items() for line in _actor(names, codes)]
    agents = [
        f"{_name(name)} [~{row['code']}]"
        for names, row in _entries(directories, "agents.csv", AGENT_COLUMNS)
        for name in names
    ]
    discards = [
        ("+" if row["scope"] == "story" else "") + _name(row["phrase"])
        for directory in directories
        for row in _rows(directory, "discards.csv", ("phrase", "scope", "note"))
    ]
    for name, lines in (("actors", actor_lines), ("agents", agents), ("discards", discards)):
        (folder / f"{name}.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    return {"actors": len(actors), "agents": len(agents), "discards": len(discards)}


def _entries(directories: Sequence[Path], pattern: str, columns: Sequence[str]) -> list[tuple[list[str], Row]]:
    """Rows with those of their names that no later folder has, in the order of the folders."""
    found: list[tuple[list[str], Row]] = []
    claimed: set[tuple[str, ...]] = set()
    for directory in reversed(directories):
        here: set[tuple[str, ...]] = set()
        rows = []
        alone = False
        for row in _rows(directory, pattern, columns):
            if row["name"] == "*":
                alone = True
                continue
            names = [name for name in row["name"].split("|") if name_words(name) not in claimed]
            here.update(map(name_words, names))
            if names and row["code"] not in ("off", "none"):
                rows.append((names, row))
        found = rows + found
        claimed |= here
        if alone:
            break
    return found


def _rows(directory: Path, pattern: str, columns: Sequence[str]) -> Iterator[Row]:
    for path, shown in dictionary_files([directory], pattern):
        yield from read_table(path, shown, columns, Problems())


def _actor(names: Sequence[str], codes: Sequence[str]) -> list[str]:
    first, *others = (_name(name) for name in names)
    return [first, *(f"+{name}" for name in others), *(f"\t{code}" for code in codes)]


def _name(name: str) -> str:
    return name.upper().replace(" ", "_") + "_"


def _dates(first: str, last: str) -> str:
    """Bounds as eight digits; a year or month stands for its first or last day."""
    start = (first + "-01-01"[len(first) - 4 :])[:10].replace("-", "") if first else ""
    end = last + "-12" if len(last) == 4 else last
    if len(end) == 7:
        end += f"-{monthrange(int(end[:4]), int(end[5:]))[1]}"
    end = end.replace("-", "")
    if start and end:
        return f" {start}-{end}"
    return f" >{start}" if start else f" <{end}" if end else ""
