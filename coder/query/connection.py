"""Opens an output in DuckDB, with the views and macros of the *.sql files beside this module."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb

from coder.errors import CoderError, UsageError
from coder.events.database import open_database
from coder.events.schema import RUNS, SCHEMA_VERSION, TABLES, VIEWS, Table
from coder.files import written_whole
from coder.store.home import Home, LocalHome, open_home
from coder.store.manifest import MANIFEST, Manifest, read_manifest

__all__ = ["CACHE", "ONE_SELECT", "connect", "refresh"]

ONE_SELECT = "from query(?)"
"""Runs a SELECT that somebody else wrote, bound as a value: DuckDB's query() takes one SELECT that changes nothing."""


CACHE = "events.duckdb"
_SQL = ("tables.sql", "periods.sql", "dyads.sql", "monads.sql", "changes.sql", "compare.sql", "unique.sql")


def connect(folder: str | Path = "output", *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in memory with the views, over the files that the manifest of the output names.

    Read-only, it reads no file outside the output, takes no setting and loads no extension; SQL of others should run
    through ONE_SELECT all the same, as a COPY could still write into the output.
    Raises UsageError where there is no output, CoderError where it is damaged.
    """
    home = open_home(folder).resolve()
    manifest = _manifest(home)
    connection = open_database()
    name_there = home.attach(connection, TABLES)
    for name in TABLES:
        files = [Path(name, "schema.parquet")]
        files += [path for shard in manifest.shards.values() if (path := shard.paths().get(name))]
        connection.execute(f"set variable {name}_files = ?", [[home.address(file) for file in files]])
    _build(connection, home, manifest)
    if read_only:
        connection.execute("set allowed_directories = ?", [sorted({home.address(""), name_there})])
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return connection


def refresh(folder: str | Path) -> Path | None:
    """Write `events.duckdb`, the views for any other DuckDB client, anew; gives its path.

    Its views read whatever Parquet files the output holds when they are asked, in the folder where it stands now. At a URL there is
    none, as DuckDB could not open it there. Raises CoderError where it cannot be written.
    """
    home = open_home(folder).resolve()
    if not isinstance(home, LocalHome):
        return None
    path = Path(home.address(""), CACHE)
    manifest = _manifest(home)
    while True:
        # The oldest storage that holds all of it, so that older clients open it.
        with (
            written_whole(path) as aside,
            open_database(aside, storage_compatibility_version="v1.0.0") as connection,
        ):
            connection.begin()  # one transaction, not one for each comment
            _build(connection, home, manifest)
            connection.commit()
        before, manifest = manifest, _manifest(home)
        if manifest.lines == before.lines:  # else what another job has written meanwhile would be missing
            return path


def _manifest(home: Home) -> Manifest:
    manifest = read_manifest(home)
    if not manifest.lines:
        raise UsageError(f"{home}: no output of coder here; make one with `coder code INPUT -o {home}`")
    old = {run.run_id for run in manifest.runs.values() if run.schema != SCHEMA_VERSION}
    if any(shard.run_id in old for shard in manifest.shards.values()):
        raise CoderError(
            f"{home}: holds shards of another version of coder, with other columns; "
            f"code the stories again, or use the version named in {MANIFEST}"
        )
    return manifest


def _build(connection: duckdb.DuckDBPyConnection, home: Home, manifest: Manifest) -> None:
    # A macro takes no parameters bound to it, so DuckDB itself writes the path as a literal.
    literal = str(duckdb.ConstantExpression(home.address("").replace("\\", "/")))
    connection.execute(f"create macro output_folder() as coalesce(getvariable('output'), {literal})")
    connection.execute("comment on macro output_folder is 'Folder of the output: as it was, or the variable output'")
    _runs(connection, manifest)
    for name in _SQL:
        connection.execute((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for table in TABLES.values():
        _comment(connection, "view", table)
    for table in VIEWS:
        _comment(connection, "view", table)
    _comment(connection, "table", RUNS)


def _runs(connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> None:
    columns = ", ".join(f"{column.name} {column.type}" for column in RUNS.columns)
    connection.execute(f"create table runs ({columns})")
    rows = []
    for run in manifest.runs.values():
        shards = [shard for shard in manifest.shards.values() if shard.run_id == run.run_id]
        counts = [sum(shard.rows.get(name, 0) for shard in shards) for name in ("stories", "events", "rejects")]
        options = json.dumps(run.options, sort_keys=True)
        times = [_utc(run.started), _utc(run.ended)]
        rows.append(
            [run.run_id, run.dictionaries, run.model, options, run.schema, run.version, *times, len(shards), *counts]
        )
    if rows:
        connection.executemany("insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _utc(time: str | None) -> datetime | None:
    return datetime.fromisoformat(time).replace(tzinfo=None) if time else None


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, table: Table) -> None:
    # Names and words are those of coder.events.schema; COMMENT takes no bound values: DuckDB writes them as literals.
    statements = [f"comment on {kind} {table.name} is {duckdb.ConstantExpression(table.comment)}"]
    statements += [
        f"comment on column {table.name}.{column.name} is {duckdb.ConstantExpression(column.comment)}"
        for column in table.columns
    ]
    connection.execute(";".join(statements))
