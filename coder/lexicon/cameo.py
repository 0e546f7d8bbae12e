"""The CAMEO codes: what `cameo.csv` says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.lexicon.tables import Problems, dictionary_files, read_table

__all__ = ["CameoCode", "read_cameo"]

COLUMNS = ("code", "name", "goldstein", "intensity_icews", "quad_class", "plover", "mirror")


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One code of CAMEO 1.1b3 with its values on the usual scales; `mirror` is the code of the other side's row, "" for none."""

    code: str
    name: str
    goldstein: float
    intensity_icews: float
    quad_class: int
    plover: str
    mirror: str

    @property
    def root(self) -> str:
        """The first two digits."""
        return self.code[:2]


def read_cameo(directories: Sequence[Path], problems: Problems) -> dict[str, CameoCode]:
    """All codes by their text ("010" is not 10); ICEWS's intensity is Goldstein's value where the column is empty."""
    codes: dict[str, CameoCode] = {}
    for path, shown in dictionary_files(directories, "cameo.csv"):
        for row in read_table(path, shown, COLUMNS, problems):
            try:
                goldstein = float(row["goldstein"])
                intensity = float(row["intensity_icews"] or goldstein)
                quad_class = int(row["quad_class"])
            except ValueError:
                problems.add(row.place, "goldstein, intensity_icews and quad_class: expected numbers")
                continue
            if not (row["code"].isdecimal() and 2 <= len(row["code"]) <= 4 and 1 <= quad_class <= 4 and row["name"]):
                problems.add(row.place, "expected a code of two to four digits, a name, and a quad class from 1 to 4")
                continue
            codes[row["code"]] = CameoCode(
                row["code"], row["name"], goldstein, intensity, quad_class, row["plover"], row["mirror"]
            )
    for code in codes.values():
        if code.mirror and code.mirror not in codes:
            problems.add("cameo.csv", f"{code.code}: its mirror `{code.mirror}` is no code")
    return codes
