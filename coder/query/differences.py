"""What other dictionaries, another model or other options change: two runs side by side."""

from __future__ import annotations

from pathlib import Path

import duckdb

from coder.errors import UsageError
from coder.events.database import open_database
from coder.store.home import open_home
from coder.store.manifest import read_manifest

__all__ = ["connect_runs"]

_TABLES = ("events", "stories")
# The side takes the place of the run, as both may be one, or many.
_VIEWS = """
create view events as
select * replace ('a' as run_id) from read_parquet(getvariable('events_a'), union_by_name = true)
union all by name
select * replace ('b' as run_id) from read_parquet(getvariable('events_b'), union_by_name = true);

create view story_runs as
select story_id, 'a' as run_id from read_parquet(getvariable('stories_a')) where status <> 'duplicate'
union
select story_id, 'b' as run_id from read_parquet(getvariable('stories_b')) where status <> 'duplicate';
"""
_DIFFERENCES = """
create table differences as from compare('a', 'b');

create table totals as
select
    count(*) filter (change = 'gained') as gained,
    count(*) filter (change = 'lost') as lost,
    count(*) filter (change = 'changed') as changed,
    (select count(*) from events where run_id = 'b' and story_id in (from common)) - gained - changed as same,
    (select count(*) from common) as stories
from differences;
"""
_COMMON = """
create view common as
select story_id from story_runs where run_id = 'a' intersect select story_id from story_runs where run_id = 'b';
"""


def connect_runs(run_a: str | Path, run_b: str | Path, folder: str | Path = "output") -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the events that run b has gained, lost and changed against run a: the table `differences`.

    Its columns are those of the macro `compare`; the table `totals` has one row with how many were gained, lost and changed, how
    many are the same, and the number of stories that both runs have coded: no others count. A run is the folder or URL of an output,
    or an id (or its beginning) of the runs in `folder`. Raises UsageError for what is neither.
    """
    connection = open_database()
    try:
        for side, run in (("a", run_a), ("b", run_b)):
            _set_files(connection, side, str(run), folder)
        compare = (Path(__file__).parent / "compare.sql").read_text(encoding="utf-8")
        connection.execute(f"{_VIEWS}{_COMMON}{compare}{_DIFFERENCES}")
    except BaseException:
        connection.close()
        raise
    return connection


def _set_files(connection: duckdb.DuckDBPyConnection, side: str, run: str, folder: str | Path) -> None:
    """Set the variables that name the files of a run's events and stories."""
    home = open_home(run)
    manifest = read_manifest(home)
    shards = list(manifest.shards.values())
    if not manifest.runs:
        home = open_home(folder)
        manifest = read_manifest(home)
        shards = [shard for shard in manifest.shards.values() if shard.run_id.startswith(run)]
        if not any(known.startswith(run) for known in manifest.runs):
            known = f"the runs of {folder}: {', '.join(manifest.runs)}" if manifest.runs else f"{folder} holds no runs"
            raise UsageError(f"{run}: neither the folder of an output nor a run's id; {known}")
    home.attach(connection, _TABLES)
    for table in _TABLES:
        files = [home.address(f"{table}/schema.parquet")]
        files += [home.address(path) for shard in shards if (path := shard.paths().get(table))]
        connection.execute(f"set variable {table}_{side} = ?", [files])
