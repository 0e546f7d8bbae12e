"""`coder diff`: what other dictionaries, another model or other options change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.formats import format_options, write_rows
from coder.cli.options import output_option
from coder.cli.working import say
from coder.errors import UsageError
from coder.store import Output

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["command"]

_COMMON = """
create temp table common as
select story_id from read_parquet($stories_a) intersect select story_id from read_parquet($stories_b)
"""
# `nth` tells apart the events of one sentence that have the same actors and code.
_EVENTS = """
create temp table events as
select
    *,
    row_number() over (
        partition by side, story_id, sentence_number, source_code, target_code, cameo_code order by rule, event_id
    ) as nth
from (
    select 'a' as side, * from read_parquet($events_a, union_by_name = true)
    union all by name
    select 'b' as side, * from read_parquet($events_b, union_by_name = true)
)
semi join common using (story_id)
"""
# Of the events that the other side does not have, those of the same sentence and actors are changed; `place` pairs them.
_DIFFERENCES = """
create temp table differences as
with alone as (
    select
        *,
        row_number() over (
            partition by side, story_id, sentence_number, source_code, target_code order by cameo_code, rule, event_id
        ) as place
    from events as one
    where not exists (
        from events as other
        where
            other.side <> one.side
            and (other.story_id, other.sentence_number, other.source_code, other.target_code, other.cameo_code, other.nth)
            = (one.story_id, one.sentence_number, one.source_code, one.target_code, one.cameo_code, one.nth)
    )
)
select
    case when b.side is null then 'lost' when a.side is null then 'gained' else 'changed' end as change,
    story_id, sentence_number, source_code, target_code,
    a.cameo_code as code_a, b.cameo_code as code_b, a.rule as rule_a, b.rule as rule_b,
    coalesce(b.trigger, a.trigger) as trigger, coalesce(b.sentence, a.sentence) as sentence
from (from alone where side = 'a') as a
full join (from alone where side = 'b') as b using (story_id, sentence_number, source_code, target_code, place)
"""
_TOTALS = """
select
    count(*) filter (change = 'gained'), count(*) filter (change = 'lost'), count(*) filter (change = 'changed'),
    (select count(*) from events where side = 'b') - count(*) filter (change in ('gained', 'changed')),
    (select count(*) from common)
from differences
"""
_ROWS = "from differences order by all"
_COUNTS = """
select change, code_a, code_b, rule_a, rule_b, count(*) as events
from differences
group by all
order by events desc, change, code_a, code_b, rule_a, rule_b
"""


@click.command("diff")
@click.argument("run_a")
@click.argument("run_b")
@click.option("--counts", is_flag=True, help="Count the differences by their codes and rules, the most frequent first.")
@output_option("Folder or URL of runs named by id.")
@format_options
def command(run_a: str, run_b: str, counts: bool, output: str, form: str, save: Path | None) -> None:
    """Show the events that RUN_B has gained, lost and changed against RUN_A, and the rules that made them.

    A run is the folder or URL of an output, or an id (or its beginning) of the table runs of -o. Only stories that both have read
    count.
    An event is changed where the same story and sentence have it with the same source and target but another code.

    \b
    coder recode output --dictionaries my_dictionaries -o changed
    coder diff output changed
    coder diff output changed --counts --format csv
    """
    from coder.events.database import open_database

    with open_database() as connection:
        values = {
            f"{table}_{side}": files
            for side, name in (("a", run_a), ("b", run_b))
            for table, files in _files(connection, name, output)
        }
        connection.execute(_COMMON, {name: files for name, files in values.items() if name.startswith("stories")})
        connection.execute(_EVENTS, {name: files for name, files in values.items() if name.startswith("events")})
        connection.execute(_DIFFERENCES)
        [totals] = connection.execute(_TOTALS).fetchall()
        say("{:,} gained, {:,} lost, {:,} changed, {:,} the same, in {:,} stories that both have".format(*totals))
        write_rows(connection, _COUNTS if counts else _ROWS, (), form, save)


def _files(connection: DuckDBPyConnection, name: str, place: str) -> list[tuple[str, list[str]]]:
    """The files of a run's events and stories, for the connection to read; raises UsageError for what is no run."""
    output = Output(name)
    manifest = output.manifest()
    shards = list(manifest.shards.values())
    if not manifest.runs:
        output = Output(place)
        manifest = output.manifest()
        shards = [shard for shard in manifest.shards.values() if shard.run_id.startswith(name)]
        if not any(run.startswith(name) for run in manifest.runs):
            known = f"the runs of {place}: {', '.join(manifest.runs)}" if manifest.runs else f"{place} holds no runs"
            raise UsageError(f"{name}: neither the folder of an output nor a run's id; {known}")
    tables = ("events", "stories")
    output.home.attach(connection, tables)
    return [
        (
            table,
            [output.home.address(f"{table}/schema.parquet")]
            + [output.home.address(path) for shard in shards if (path := shard.paths().get(table))],
        )
        for table in tables
    ]
