"""Marks repeats of an event, among our own events and those of other systems; the rules stand in coder/query/unique.sql."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import CoderError, UsageError
from coder.lexicon.lexicon import INTERNATIONAL_TYPES

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
_DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_NO_STORIES = """create view stories as
select null::varchar as story_id, null::date as story_date, []::integer[] as minhash_bands where false"""
_SQL = Path(__file__).parent.parent / "query" / "unique.sql"


def define_unique(connection: DuckDBPyConnection) -> None:
    """Add the macro `deduplicated(rule)`, the views `events_unique` and `copies` to a connection that has `events` and `stories`."""
    connection.execute(_SQL.read_text(encoding="utf-8"))


def mark_repeats(connection: DuckDBPyConnection, rule: str, without: Sequence[str] = ()) -> tuple[int, int]:
    """Make the view `marked`: all of `events` in a fixed order with `duplicate_of`, `story_ids`, `publishers` and `urls`.

    It leaves out the columns `without`. Gives the number of events and how many of them are repeats.
    """
    import duckdb

    define_unique(connection)
    connection.execute(
        """create temp table repeats as from deduplicated(?)
        order by event_date, story_id, sentence_number, pair_id, event_id, cameo_code, source_code, target_code""",
        [rule],
    )
    connection.table("repeats").select(duckdb.StarExpression(exclude=list(without))).create_view("marked")
    [(events, repeats)] = connection.execute("select count(*), count(duplicate_of) from repeats").fetchall()
    return events, repeats


def open_events(connection: DuckDBPyConnection, file: Path, columns: Mapping[str, str]) -> list[str]:
    """Make the view `events` of another system's file: Parquet, or CSV of any kind with a header.

    `columns` says which column of the file holds a field of ours; one of the same name needs no saying. Gives the fields that the
    file has none for. A missing country is the first three letters of the code. Raises UsageError for columns that cannot serve.
    """
    import duckdb

    try:
        relation = (
            connection.read_parquet(str(file))
            if file.suffix == ".parquet"
            else connection.read_csv(str(file), all_varchar=True)
        )
    except duckdb.Error as error:
        raise CoderError(f"{file}: cannot be read as Parquet or CSV: {error}") from error
    holders = _holders(file, relation.columns, columns)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    _check_days(file, relation, holders, types)
    if types[holders["cameo_code"]] != "VARCHAR":
        raise UsageError(f"{file}: {holders['cameo_code']} holds numbers, but CAMEO codes are text (010 is not 10)")
    shown: list[Expression] = []
    for column in relation.columns:
        held = [field for field, holder in holders.items() if holder == column]
        shown += [_field(field, holders, types).alias(field) for field in held]
        if not held and column.lower() not in (*_REQUIRED, *_OPTIONAL, *_MARKS):
            shown.append(duckdb.ColumnExpression(column))
    absent = [field for field in _OPTIONAL if field not in holders]
    shown += [_field(field, holders, types).alias(field) for field in absent]
    relation.select(*shown).create_view("events")
    connection.execute(_NO_STORIES)
    return absent


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
            wrong = relation.filter(column.isnotnull() & _day(column).isnull()).select(column).limit(1).fetchall()
            if wrong:
                raise UsageError(
                    f"{file}: {holders[field]} `{wrong[0][0]}` is no day; write days as 2023-07-11 or 20230711"
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
        return duckdb.CaseExpression(
            country.isnotin(*map(duckdb.ConstantExpression, sorted(INTERNATIONAL_TYPES))), country
        )
    return duckdb.ConstantExpression(None).cast(_OPTIONAL[field])


def _day(column: Expression) -> Expression:
    """A day that stands as text."""
    import duckdb

    return duckdb.FunctionExpression("try_strptime", column, duckdb.ConstantExpression(list(_DAYS))).cast("DATE")
