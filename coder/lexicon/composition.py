"""The composition table: what a class and the code of the event below make together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.lexicon.rules import CLASSES
from coder.lexicon.tables import NOTHING_OFF, Problems, dictionary_files, read_table

__all__ = ["Composition", "CompositionRow", "read_composition"]

COLUMNS = ("class", "below", "code", "example")


@dataclass(frozen=True, slots=True)
class CompositionRow:
    """One row; `code` is "=" where the code below stays as it is and "" where the pair makes no event."""

    place: str
    code: str
    example: str


class Composition:
    """Answers what code a class makes of the code below it."""

    __slots__ = ("rows",)

    def __init__(self, rows: Mapping[tuple[str, str], CompositionRow]) -> None:
        self.rows = rows

    def row(self, class_name: str, below: str) -> CompositionRow | None:
        """The row of the longest prefix of the code below, then of `*`."""
        for length in (4, 3, 2):
            if length <= len(below) and (row := self.rows.get((class_name, below[:length]))):
                return row
        return self.rows.get((class_name, "*"))

    def code(self, class_name: str, below: str) -> str:
        """The composed code, or "" where the pair makes no event."""
        row = self.row(class_name, below)
        if row is None:
            return ""
        return below if row.code == "=" else row.code


def read_composition(directories: Sequence[Path], codes: frozenset[str], problems: Problems) -> Composition:
    """`composition.csv` of all directories; a later directory's row replaces an earlier one of the same class and code."""
    rows: dict[tuple[str, str], CompositionRow] = {}
    for path, shown in dictionary_files(directories, "composition.csv"):
        here: set[tuple[str, str]] = set()
        for row in read_table(path, shown, COLUMNS, problems):
            key = (row["class"], row["below"])
            if row["class"] not in CLASSES:
                problems.add(row.place, f"`{row['class']}` is no class")
            elif row["below"] != "*" and row["below"] not in codes:
                problems.add(row.place, f"below `{row['below']}`: expected a CAMEO code, a root or *")
            elif row["code"] not in ("=", "none", "off") and row["code"] not in codes:
                problems.add(row.place, f"code `{row['code']}`: no such CAMEO code")
            elif key in here:
                problems.add(row.place, f"{row['class']} of {row['below']} stands twice in this file")
            elif row["code"] == "off":
                if key not in rows:
                    problems.add(row.place, f"off: {NOTHING_OFF} class and code below")
                rows.pop(key, None)
            else:
                rows[key] = CompositionRow(row.place, "" if row["code"] == "none" else row["code"], row["example"])
            here.add(key)
    return Composition(rows)
