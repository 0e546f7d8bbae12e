"""Marks repeats of an event, among our own events and those of other systems; the rules stand in coder/query/unique.sql."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import CoderError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

__all__ = ["RULES", "define_unique", "mark_repeats", "open_events"]

RULES = ("default", "one-a-day")

_REQUIRED = ("event_id", "event_date", "source_code", "target_code", "cameo_code")
_OPTIONAL = {
    "event_date_precision": "VARCHAR",
    "story_date": "DATE",
    "source_country": "VARCHAR",
    "target_country": "VARCHAR",
    "pair_id": "VARCHAR",
    "story_id": "VARCHAR",
    "sentence_number": "INTEGER",
    "publisher": "VARCHAR",
    "url": "VARCHAR",
}
_MARKS = frozenset({"duplicate_of", "story_ids", "publishers", "urls"})
_INTERNATIONAL = ("IGO", "IMG", "INT", "MNC", "NGM", "NGO", "UIS")  # no countries: IGOUNO is whole
_DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_SQL = Path(__file__).parent.parent / "query" / "unique.sql"


def define_unique(connection: DuckDBPyConnection) -> None:
    """Add the macro `deduplicated(rule)` and the view `events_unique` to a connection that has `events`."""
    connection.execute(_SQL.read_text(encoding="utf-8"))


def mark_repeats(connection: DuckDBPyConnection, rule: str) -> tuple[int, int]:
    """Make the table `marked`: all of `events` in a fixed order with `duplicate_of`, `story_ids`, `publishers`, `urls`.

    Gives the number of events and how many of them are repeats.
    """
    define_unique(connection)
    connection.execute(
        """create temp table marked as from deduplicated(?)
        order by event_date, story_id, sentence_number, pair_id, event_id, cameo_code, source_code, target_code""",
        [rule],
    )
    counts = connection.execute("select count(*), count(duplicate_of) from marked").fetchone() or (0, 0)
    return int(counts[0]), int(counts[1])


def open_events(connection: DuckDBPyConnection, file: Path, columns: Mapping[str, str]) -> list[str]:
    """Make the view `events` of another system's file: Parquet, or CSV of any kind with a header.

    `columns` says which column of the file holds a field of ours; one of the same name needs no saying. Gives the fields that the
    file has none for. A missing country is the first three letters of the code. Raises UsageError for columns that cannot serve.
    """
    import duckdb

    try:
        if file.suffix == ".parquet":
            relation = connection.read_parquet(str(file))
        else:
            relation = connection.read_csv(str(file), all_varchar=True)
    except duckdb.Error as error:
        raise CoderError(f"{file}: cannot be read as Parquet or CSV: {error}") from error
    holders = _holders(file, relation.columns, columns)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    _check_days(file, relation, holders, types)
    if types[holders["cameo_code"]] != "VARCHAR":
        raise UsageError(f"{file}: {holders['cameo_code']} holds numbers, but CAMEO codes are text (010 is not 10)")
    fields = [_field(field, holders, types).alias(field) for field in (*_REQUIRED, *_OPTIONAL)]
    taken = {*holders, *holders.values(), *_MARKS}
    others = [duckdb.ColumnExpression(column) for column in relation.columns if column not in taken]
    relation.select(*fields, *others).create_view("events")
    return [field for field in _OPTIONAL if field not in holders]


def _holders(file: Path, present: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """The column of the file for each of our fields that it has."""
    fields = (*_REQUIRED, *_OPTIONAL)
    for field, column in columns.items():
        if field not in fields:
            raise UsageError(f"--map {field}={column}: no field {field}; the fields are {', '.join(fields)}")
        if column not in present:
            raise UsageError(f"--map {field}={column}: {file} has no column {column}; it has {', '.join(present)}")
    holders = {field: columns.get(field, field) for field in fields if columns.get(field, field) in present}
    missing = [field for field in _REQUIRED if field not in holders]
    if missing:
        raise UsageError(
            f"{file}: no column for {', '.join(missing)}; say which with --map {missing[0]}=COLUMN; "
            f"it has {', '.join(present)}"
        )
    return holders


def _check_days(file: Path, relation: DuckDBPyRelation, holders: Mapping[str, str], types: Mapping[str, str]) -> None:
    import duckdb

    for field in ("event_date", "story_date"):
        if field in holders and types[holders[field]] == "VARCHAR":
            column = duckdb.ColumnExpression(holders[field])
            wrong = relation.filter(column.isnotnull() & _day(column).isnull()).select(column).fetchone()
            if wrong is not None:
                raise UsageError(
                    f"{file}: {holders[field]} `{wrong[0]}` is no day; write days as 2023-07-11 or 20230711"
                )


def _field(field: str, holders: Mapping[str, str], types: Mapping[str, str]) -> Expression:
    """The value of one of our fields."""
    import duckdb

    if field in holders:
        column = duckdb.ColumnExpression(holders[field])
        if field not in ("event_date", "story_date"):
            return column.cast(_OPTIONAL.get(field, "VARCHAR"))
        return _day(column) if types[holders[field]] == "VARCHAR" else column.cast("DATE")
    if field in ("source_country", "target_country"):
        code = duckdb.ColumnExpression(holders[field.replace("country", "code")])
        country = duckdb.FunctionExpression("left", code, duckdb.ConstantExpression(3))
        return duckdb.CaseExpression(country.isnotin(*map(duckdb.ConstantExpression, _INTERNATIONAL)), country)
    return duckdb.ConstantExpression(None).cast(_OPTIONAL[field])


def _day(column: Expression) -> Expression:
    """A day that stands as text."""
    import duckdb

    return duckdb.FunctionExpression("try_strptime", column, duckdb.ConstantExpression(list(_DAYS))).cast("DATE")
