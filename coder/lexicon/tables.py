"""Reads the dictionaries' CSV files row by row, remembering file and line of everything."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DICTIONARIES", "NOTHING_OFF", "Problems", "Row", "dictionary_files", "read_table", "unread_files"]

DICTIONARIES = (
    "actors/*.csv",
    "agents.csv",
    "cameo.csv",
    "composition.csv",
    "countries.csv",
    "discards.csv",
    "sectors.csv",
    "verbs/*.csv",
    "words/*.csv",
)
NOTHING_OFF = (
    "switches nothing off; expected the row of an earlier folder (`coder dictionary find` shows ours) with the same"
)


@dataclass(slots=True)
class Row:
    """One row of a dictionary: its values by column, and `place` as `file:line`."""

    place: str
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(slots=True)
class Problems:
    """Collects everything that is wrong, so that a user mends all of it at once."""

    found: list[str] = field(default_factory=list)

    def add(self, place: str, what: str) -> None:
        """Note what is wrong and what is expected at `place` (`file:line`)."""
        self.found.append(f"{place}: {what}")


def dictionary_files(directories: Sequence[Path], pattern: str) -> Iterator[tuple[Path, str]]:
    """Files of all directories that match a glob, ours before the user's, with the name that errors and rules show.

    Hidden ones (editors' locks and copies) are passed over.
    """
    for directory in directories:
        for path in sorted(directory.glob(pattern)):
            within = path.relative_to(directory)
            if not any(part.startswith(".") for part in within.parts):
                yield path, within.as_posix() if directory is directories[0] else path.as_posix()


def unread_files(directory: Path) -> list[Path]:
    """The CSV files in a user's folder of dictionaries that nothing reads, as their names are no dictionary's."""
    read = {path for pattern in DICTIONARIES for path, _ in dictionary_files([directory], pattern)}
    return [path for path, _ in dictionary_files([directory], "**/*.csv") if path not in read]


def read_table(path: Path, shown: str, columns: Sequence[str], problems: Problems) -> Iterator[Row]:
    """Rows of one CSV file with exactly these columns; blank rows are passed over, what is wrong or cannot be read goes to `problems`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            if header != list(columns):
                problems.add(f"{shown}:1", f"the header is `{','.join(header)}`, expected `{','.join(columns)}`")
                return
            first = reader.line_num + 1
            for cells in reader:
                place, first = f"{shown}:{first}", reader.line_num + 1
                if not any(cells):
                    continue
                if len(cells) != len(columns):
                    problems.add(
                        place,
                        f"{len(cells)} fields, expected {len(columns)} ({','.join(columns)}); quote fields that hold a comma",
                    )
                    continue
                yield Row(place, dict(zip(columns, map(str.strip, cells), strict=True)))
    except OSError as error:
        problems.add(f"{shown}:1", f"cannot be read ({error.strerror}); expected a CSV file")
    except UnicodeDecodeError as error:
        problems.add(f"{shown}:1", f"not UTF-8 (byte {error.start}); save the file as UTF-8")
    except csv.Error as error:
        problems.add(f"{shown}:{reader.line_num}", f"not valid CSV: {error}")
