"""Reads event data of others, a piece of a file at a time, into tables of our own schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.errors import CoderError
from coder.events.database import open_database
from coder.events.formats import gdelt, icews, phoenix, plover
from coder.events.formats.codes import register_codes
from coder.events.formats.pieces import SETUP, STEPS
from coder.events.schema import EVENTS, REJECTS, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["IMPORTS", "EventReader", "Imported"]


@dataclass(frozen=True, slots=True)
class _Format:
    """A format: its columns in their usual order, and the SQL that makes our columns of them.

    `others` are columns that some files have besides, `old` another usual order, `aliases` other names of columns.
    """

    columns: Sequence[str]
    select: str
    others: Sequence[str] = ()
    old: Sequence[str] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    json: bool = False


IMPORTS = {
    "icews": _Format(icews.COLUMNS, icews.IMPORT),
    "gdelt": _Format(gdelt.COLUMNS, gdelt.IMPORT, old=gdelt.OLD_COLUMNS),
    "plover": _Format(plover.PLOVER_COLUMNS, plover.PLOVER_IMPORT, json=True),
    "polecat": _Format(plover.POLECAT_COLUMNS, plover.POLECAT_IMPORT, aliases={"event_intensity": "intensity"}),
    "phoenix": _Format(phoenix.COLUMNS, phoenix.IMPORT, others=phoenix.MORE_COLUMNS),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A piece of a file: its events and rejects in our schema, how many rows it had, and what was odd about the rows kept."""

    events: pa.Table
    rejects: pa.Table
    rows: int
    notes: Counter[str]


class EventReader:
    """Reads files of one format, one after the other; an event that stood before, in any of them, is a reject.

    A context manager, as it holds a database.
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self._format = IMPORTS[form]
        self.connection = open_database()
        register_codes(self.connection)
        self.connection.execute(SETUP)
        self._file = ""
        self._line = 0
        self._layout: _Layout | None = None

    def __enter__(self) -> EventReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def know(self, files: Sequence[str]) -> None:
        """Take the events of these Parquet files of ours for events that stood before."""
        if files:
            self.connection.execute(
                "insert into seen select md5_number(concat_ws(' ', event_id, event_date)) from read_parquet($1)",
                [list(files)],
            )

    def open(self, file: str) -> None:
        """Begin a file, of this name in rejects."""
        self._file = file
        self._line = 0
        self._layout = None

    def read(self, piece: bytes) -> Imported:
        """The events of a piece of the file: whole lines.

        Raises CoderError for a header that names a column twice, and for a file that is no table of this format.
        """
        import pyarrow as pa

        notes = Counter[str]()
        try:
            text = piece.decode("utf-8")
        except UnicodeDecodeError:
            text = piece.decode("utf-8", "replace")
            notes["unreadable characters (not UTF-8), replaced by \ufffd"] = sum(
                "\ufffd" in line for line in text.split("\n")
            )
        lines = text.removesuffix("\n").replace("\r", "").split("\n")
        first = self._line + 1
        self._line += len(lines)
        if self._layout is None:
            lines[0] = lines[0].removeprefix("\ufeff")
            self._layout = _Layout(self._format, lines[0], self._file)
            notes.update(self._layout.notes)
            if self._layout.header:
                lines, first = lines[1:], first + 1
        numbers = pa.array(range(first, first + len(lines)), pa.int32())
        self.connection.register("lines", pa.table({"line": numbers, "text": pa.array(lines, pa.string())}))
        self.connection.execute(self._layout.cells)
        if first == 1:  # there was no header
            self._check()
        return self._tables(notes)

    def _check(self) -> None:
        """Refuse a file of which no row has as many columns as it should: it is something else, and no event is to be had."""
        [(rows, sound)] = self.connection.sql("select (select count(*) from split), count(*) from cells").fetchall()
        if rows and not sound:
            columns = self._format.columns
            widths = " or ".join(str(len(order)) for order in (columns, self._format.old) if order)
            named = f"{', '.join(columns[:3])}, ..."
            expected = f"JSON objects with {named}" if self._format.json else f"a header, or {widths} columns: {named}"
            raise CoderError(f"{self._file}:1: no events in the format {self._form}; expected {expected}")

    def _tables(self, notes: Counter[str]) -> Imported:
        connection = self.connection
        connection.execute("truncate mapped")
        connection.execute(f"insert into mapped by name {self._format.select}")
        for step in STEPS:
            connection.execute(step, {"form": self._form} if "$form" in step else None)
        names = {"events": EVENTS, "rejects": REJECTS}
        tables = {name: connection.sql(f"from made_{name}").to_arrow_table() for name in names}
        file = _strings(self._file, tables["rejects"].num_rows)
        tables["rejects"] = tables["rejects"].set_column(0, "file", file)
        made = {name: tables[name].cast(arrow_schema(table)) for name, table in names.items()}
        for note, number in connection.execute("from made_notes").fetchall():
            notes[note] += number
        counted = connection.execute("select count(*) from split").fetchall()
        return Imported(made["events"], made["rejects"], counted[0][0], notes)


class _Layout:
    """How a file's columns lie, from its first line; `cells` is the SQL that makes the table `cells` of lines."""

    def __init__(self, form: _Format, first: str, file: str) -> None:
        self.notes: Counter[str] = Counter()
        names = [_key(column) for column in (*form.columns, *form.others)]
        self.header = False
        if form.json:
            values = [f"json_extract_string(text, '$.{name}')" for name in names]
            self.cells = _CELLS_OF_JSON.format(_columns(names, values))
            return
        delimiter = "\t" if "\t" in first or "," not in first else ","
        given = [_key(name) for name in first.rstrip(delimiter).split(delimiter)]
        given = [form.aliases.get(name, name) for name in given]
        self.header = len(set(given) & set(names)) > len(names) // 2
        if self.header:
            missing = [column for column in form.columns if _key(column) not in given]
            for column in missing:
                self.notes[f"the file has no column {column}"] += 1
            if twice := sorted(name for name in set(given) & set(names) if given.count(name) > 1):
                raise CoderError(
                    f"{file}:1: the header names these columns twice: {', '.join(twice)}; keep one of each"
                )
            order = given
        else:
            width = first.count(delimiter) + 1
            order = [_key(column) for column in (form.old if len(form.old) >= width and form.old else form.columns)]
            if form.old and width == len(form.old) - 1:
                order = order[:-1]
        places = {name: order.index(name) + 1 for name in names if name in order}
        values = [
            f"nullif(nullif(trim(parts[{places[name]}]), ''), 'None')" if name in places else "null::varchar"
            for name in names
        ]
        parts = "string_split(text, E'\\t')" if delimiter == "\t" else _COMMAS
        self.cells = _CELLS.format(parts, len(order), _columns(names, values))


def _columns(names: Sequence[str], values: Sequence[str]) -> str:
    return ", ".join(f'{value} as "{name}"' for name, value in zip(names, values, strict=True))


def _key(name: str) -> str:
    return re.sub(r"\W+", "_", name.lower()).strip("_")


def _strings(value: str, number: int) -> pa.Array:
    """One string, many times."""
    import pyarrow as pa

    return pa.array([value], pa.string()).take(pa.array([0] * number, pa.int32()))


# A quoted cell may hold commas; the pattern takes one cell with the comma after it.
_COMMAS = """regexp_extract_all(text || ',', '("(?:[^"]|"")*"|[^,]*),', 1)"""
_CELLS = """
create or replace temp table split as
select
    line,
    text,
    -- Stray separators at the end of a row shift nothing.
    len(found) > {1} and len(list_filter(found[{1} + 1:], lambda cell: trim(cell) <> '')) = 0 as stray,
    case
        when stray then found[:{1}]
        when contains(text, '"') then list_transform(found, lambda cell: unquoted(cell))
        else found
    end as parts,
    {1} as width
from (select line, text, {0} as found from lines where trim(text) <> '');
create or replace temp table cells as select line, {2} from split where len(parts) = width
"""
_CELLS_OF_JSON = """
create or replace temp table split as
select
    line, text, false as stray, [text] as parts, if(json_valid(text) and json_type(text) = 'OBJECT', 1, 0) as width
from lines
where trim(text) <> '';
create or replace temp table cells as select line, {0} from split where width = 1
"""
