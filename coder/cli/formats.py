"""How rows are printed: the same formats and flags for every command that gives rows."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from coder.cli.place import LocalPath
from coder.cli.terminal import CONTROL, printable
from coder.errors import CoderError, UsageError
from coder.files import written_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

__all__ = ["FORMATS", "format_options", "write_csv", "write_rows"]

FORMATS = ("table", "csv", "json", "jsonl", "parquet")
_CHUNK = 1000

Row = Sequence[object]
Command = TypeVar("Command", bound=Callable[..., object])


def format_options(command: Command) -> Command:
    """The flags `--format` and `--save`, as arguments `form` and `save`."""
    command = click.option("--save", type=LocalPath(dir_okay=False), help="Write to this file, not to stdout.")(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How rows are written."
    )(command)


def write_rows(
    connection: DuckDBPyConnection,
    sql: str,
    values: Sequence[object] | Mapping[str, object],
    form: str,
    save: Path | None,
) -> None:
    """Run SQL with these values bound and write all rows, in one of FORMATS, to a file or stdout, a piece at a time.

    Raises UsageError for Parquet on a terminal, CoderError where DuckDB fails or the file cannot be written.
    """
    import duckdb

    try:
        if form == "parquet":
            with _sink(form, save) as sink:
                _write_parquet(connection.sql(sql, params=values), sink)
            return
        cursor = connection.execute(sql, values)
        columns = [column[0] for column in cursor.description]
        with _sink(form, save) as sink:
            if form == "csv":
                write_csv(columns, _rows(cursor), sink)
            elif form == "table":
                _write_table(columns, _rows(cursor), sink)
            else:
                _write_json(columns, _rows(cursor), sink, lines=form == "jsonl")
    except duckdb.Error as error:
        raise CoderError(plain_message(error)) from error
    except BrokenPipeError:
        # The reader has seen enough; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def plain_message(error: Exception) -> str:
    """What DuckDB says, as far as it says something to the user."""
    message = str(error)
    if message.startswith("Traceback"):
        # Of the package that reads from a store; the last line is the error.
        return message.splitlines()[-1]
    # DuckDB goes on to point into our own SQL.
    return message.partition("\n\nLINE ")[0]


@contextmanager
def _sink(form: str, save: Path | None) -> Iterator[IO[Any]]:
    """The file, written aside and renamed when it is whole, or stdout."""
    if save is None:
        if form == "parquet" and sys.stdout.isatty():
            raise UsageError("Parquet is no text for a terminal: name a file with --save, or send stdout to one")
        yield sys.stdout.buffer if form == "parquet" else sys.stdout
        sys.stdout.flush()
        return
    with (
        written_whole(save) as path,
        path.open("wb") if form == "parquet" else path.open("w", encoding="utf-8", newline="") as file,
    ):
        yield file


def _rows(cursor: DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(_CHUNK):
        yield from rows


def _write_parquet(relation: DuckDBPyRelation, sink: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    reader = pa.RecordBatchReader.from_stream(relation)
    with pq.ParquetWriter(sink, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def write_csv(columns: Sequence[str], rows: Iterable[Row], sink: IO[str]) -> None:
    """Write a heading and rows; on a terminal all text is printable."""
    clean = printable if sink.isatty() else str
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else clean(_text(value)) for value in row])
    sink.flush()


def _write_json(columns: Sequence[str], rows: Iterator[Row], sink: IO[str], *, lines: bool) -> None:
    first = True
    if not lines:
        sink.write("[")
    for row in rows:
        text = json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False, default=str)
        # Within JSON these characters stand only in strings, where an escape means the same.
        text = CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
        sink.write(f"{text}\n" if lines else f"{'' if first else ','}\n{text}")
        first = False
    if not lines:
        sink.write("\n]\n")


def _write_table(columns: Sequence[str], rows: Iterator[Row], sink: IO[str]) -> None:
    """Aligned columns; on a terminal ruled, or a line a value where a row is wider than the terminal."""
    # Widths come from the first rows, so that a large result starts at once and never stands in memory.
    head = list(islice(rows, _CHUNK))
    numeric = [any(isinstance(row[i], (int, float, Decimal)) for row in head) for i in range(len(columns))]
    shown = [[_cell(value) for value in row] for row in head]
    every = chain(shown, ([_cell(value) for value in row] for row in rows))
    if sink.isatty():
        room = get_terminal_size().columns
        broken = [column.replace("_", "_\n") for column in columns]
        headings = columns if _width(columns, shown) <= room else broken
        if _width(headings, shown) > room:
            _write_records(columns, every, sink)
            return
        if len(shown) < _CHUNK:
            _write_ruled(headings, shown, numeric, sink)
            return
    widths = [max(map(len, column)) for column in zip(columns, *shown, strict=True)]
    for line in chain([columns, ["-" * width for width in widths]], every):
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        sink.write("  ".join(padded).rstrip() + "\n")


def _width(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Columns of the terminal that a ruled table takes."""
    longest = (
        max(map(len, chain(heading.split("\n"), cells))) for heading, *cells in zip(headings, *rows, strict=True)
    )
    return sum(longest) + 2 * len(headings)


def _write_ruled(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], sink: IO[str]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading, right in zip(headings, numeric, strict=True):
        table.add_column(Text(heading), justify="right" if right else "left", vertical="bottom", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=sink).print(table)


def _write_records(columns: Sequence[str], rows: Iterator[list[str]], sink: IO[str]) -> None:
    """One line a value, for rows that are wider than the terminal."""
    width = max(map(len, columns))
    for number, row in enumerate(rows, start=1):
        sink.write(f"-- {number}\n")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                sink.write(f"{column:<{width}}  {cell}\n")


def _cell(value: object) -> str:
    return "" if value is None else printable(_text(value))


def _text(value: object) -> str:
    if isinstance(value, (list, dict)):
        return json.dumps(_plain(value), ensure_ascii=False, default=str)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)


def _plain(value: object) -> object:
    """A value as JSON takes it."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not (value == value and abs(value) != float("inf")):
        return None
    return value
