"""Stata's .dta: variables with labels from the comments of our columns, quad classes and yes/no with value labels.

Stata's limits: labels of 80 characters; the file holds all rows at once, so does memory while it is written.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import UsageError, install_extra
from coder.events.formats.csv import ORDER, columns
from coder.events.schema import EVENTS, QUAD_CLASSES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["write"]

_LABEL = 80
_VERSION = 15  # of Stata, whose files 13 and 14 do not read; Unicode needs 14
_QUAD_CLASSES: dict[int | float, str] = dict(enumerate(QUAD_CLASSES, start=1))
_YES_NO: dict[int | float, str] = {0: "no", 1: "yes"}
_TIME = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)


def write(connection: DuckDBPyConnection, target: Path, *, text: bool) -> None:
    """Write all events; raises UsageError where the extra `stata` is not installed."""
    try:
        from pyreadstat import write_dta
    except ImportError as error:
        raise UsageError(f"Stata files need the extra `stata`: {install_extra('stata')}") from error
    wanted = [column for column in EVENTS.columns if column.name in columns(text=text)]
    values = {"VARCHAR[]": "array_to_string({0}, ';') as {0}", "BOOLEAN": "{0}::integer as {0}"}
    select = ", ".join(values.get(column.type, "{0}").format(column.name) for column in wanted)
    frame = connection.sql(f"select {select} from events {ORDER}").pl()  # noqa: S608  # names of our own columns
    write_dta(
        frame,
        str(target),
        column_labels={column.name: _short(column.comment) for column in wanted},
        variable_value_labels={
            "quad_class": _QUAD_CLASSES,
            **{column.name: _YES_NO for column in wanted if column.type == "BOOLEAN"},
        },
        version=_VERSION,
    )
    _set_time(target)


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip(" ,;:(") + "…"


def _set_time(target: Path) -> None:
    """Put a fixed time into the head, where the time of writing stands, so that the same events make the same file."""
    with target.open("r+b") as file:
        head = file.read(1000)
        if found := _TIME.search(head):
            file.seek(found.start())
            file.write(b"<timestamp>\x1101 Jan 2000 00:00</timestamp>")
