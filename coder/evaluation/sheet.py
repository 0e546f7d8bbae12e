"""A sample of events on a sheet, to be checked by a person; and what the checked sheet says."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import UsageError
from coder.events.formats.csv import text_cell
from coder.files import written_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Precision", "precision_of_sheet", "write_sheet"]

_YES, _NO = frozenset({"y", "yes", "1", "true", "x"}), frozenset({"n", "no", "0", "false"})
_COLUMNS = (
    *("event_id", "cameo_root", "source_text", "source_code", "cameo_code", "cameo_name", "target_text", "target_code"),
    *("event_date", "trigger", "rule", "story_id", "sentence_number", "url", "sentence"),
)
_Z = 1.959964  # of 95 of 100 cases
_DRAWS = 10_000

# As many of each root as there are, in turn, until the sheet is full; which ones, the seed and their ids say.
_SAMPLE = """
with drawn as (
    select
        *,
        count(*) over (partition by cameo_root) as of_root,
        row_number() over (partition by cameo_root order by md5($seed || event_id), event_id) as turn
    from events
    qualify turn <= $number
    order by turn, cameo_root
    limit $number
)

select concat_ws(',', '', of_root, $cells) as line
from drawn
order by cameo_root, turn
"""


@dataclass(frozen=True, slots=True)
class Precision:
    """The share of right events of a root, or of all (weighted by how frequent each root is), with its interval of 95 of 100 cases."""

    root: str
    precision: float | None
    low: float | None
    high: float | None
    right: int
    checked: int
    unchecked: int


def write_sheet(connection: DuckDBPyConnection, target: Path, *, number: int, seed: int = 0) -> int:
    """Write a CSV sheet of up to `number` events with an empty column `correct`; gives how many there are.

    The same events, number and seed make the same sheet. Raises CoderError where it cannot be written.
    """
    from coder.events.formats.codes import register_codes

    register_codes(connection)
    cells = ", ".join(text_cell(f"{name}::varchar") for name in _COLUMNS)
    rows = connection.execute(_SAMPLE.replace("$cells", cells), {"number": number, "seed": f"{seed} "}).fetchall()
    lines = [",".join(("correct", "of_root", *_COLUMNS)), *(row[0] for row in rows)]
    with written_whole(target) as path:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return len(rows)


def precision_of_sheet(path: Path, *, seed: int = 0) -> list[Precision]:
    """Precision by root and of all, from a sheet whose column `correct` was filled with yes or no (y, n, 1, 0).

    Intervals of roots are Wilson's, that of all comes from drawing a precision for each root. Raises UsageError with all wrong lines.
    """
    checked: dict[str, list[bool]] = {}
    unchecked: dict[str, int] = {}
    sizes: dict[str, int] = {}
    problems = []
    for line, row in _rows(path):
        root, said = row["cameo_root"].strip().lstrip("'").zfill(2), row["correct"].strip().lower()
        try:
            sizes[root] = int(row["of_root"])
        except ValueError:
            problems.append(f"{path}:{line}: of_root `{row['of_root']}` is no number; leave that column as it was")
            continue
        if said in _YES | _NO:
            checked.setdefault(root, []).append(said in _YES)
        elif not said:
            unchecked[root] = unchecked.get(root, 0) + 1
        else:
            problems.append(f"{path}:{line}: correct `{said}`: expected yes or no (y, n, 1, 0), or nothing")
    if problems:
        raise UsageError("\n".join(problems))
    roots = [_of_root(root, checked.get(root, []), unchecked.get(root, 0)) for root in sorted(sizes)]
    return [*roots, _of_all(checked, sizes, sum(unchecked.values()), seed)]


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); save the sheet as CSV in UTF-8") from error
    header = text.partition("\n")[0]
    # Spreadsheets write semicolons where the comma is the decimal sign.
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = {"correct", "of_root", "cameo_root"} - set(reader.fieldnames or ())
    if missing:
        raise UsageError(f"{path}:1: no sheet of `coder sample`: it has no column {', '.join(sorted(missing))}")
    return [(reader.line_num, {name: value or "" for name, value in row.items() if name}) for row in reader]


def _of_root(root: str, said: Sequence[bool], unchecked: int) -> Precision:
    n, right = len(said), sum(said)
    if not n:
        return Precision(root, None, None, None, 0, 0, unchecked)
    share = right / n
    # Wilson's interval, which also holds for few cases and for shares near 0 and 1.
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    spread = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    low, high = max(middle - spread, 0.0), min(middle + spread, 1.0)
    return Precision(root, round(share, 4), round(low, 4), round(high, 4), right, n, unchecked)


def _of_all(checked: dict[str, list[bool]], sizes: dict[str, int], unchecked: int, seed: int) -> Precision:
    import numpy as np

    if not checked:
        return Precision("all", None, None, None, 0, 0, unchecked)
    rng = np.random.default_rng(seed)
    weights = {root: sizes[root] / sum(sizes[other] for other in checked) for root in checked}
    share, draws = 0.0, np.zeros(_DRAWS)
    for root, said in sorted(checked.items()):
        mean = sum(said) / len(said)
        share += weights[root] * mean
        # Jeffreys' distribution: that all of a few are right does not mean that all are.
        draws += weights[root] * rng.beta(sum(said) + 0.5, len(said) - sum(said) + 0.5, size=_DRAWS)
    low, high = np.quantile(draws, (0.025, 0.975))
    right, number = sum(map(sum, checked.values())), sum(map(len, checked.values()))
    return Precision("all", round(share, 4), round(float(low), 4), round(float(high), 4), right, number, unchecked)
