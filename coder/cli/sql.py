"""`coder sql`: questions to the events."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coder.cli.formats import format_options, write_rows
from coder.cli.options import output_option
from coder.errors import CoderError

__all__ = ["command"]


@click.command("sql")
@click.argument("query")
@output_option("Folder or URL of the events.")
@format_options
def command(query: str, output: str, form: str, save: Path | None) -> None:
    """Run one SELECT of DuckDB's SQL over the events; - reads it from stdin.

    Tables: events, stories, rejects, runs. Views: events_unique, copies, story_runs, dyad_day, dyad_month, dyad_year, monad_month,
    coverage, undated. Macros: dyad(a, b, period), dyads(period), monad(a, period), network(from_date, to_date),
    events_between(a, b), roots(period), escalation(a, b, days), compare(run_a, run_b), deduplicated(by_rule), calendar(period),
    is_actor(code, country, actor), period_of(event_date, exact_to, period), date_end(event_date, exact_to), tally(quad_class,
    goldstein), mirror_of(code), party_of(code, country), output_folder(). output/README.md says what each gives.
    Nothing is written but the result, and no file outside the output is read.

    \b
    coder sql "select cameo_root, count(*) from events group by all order by all"
    coder sql "from dyad('IRN', 'EGY', 'month')" --format csv > dyad.csv
    coder sql "from events" --format parquet --save events.parquet
    coder sql "select column_name, comment from duckdb_columns() where table_name = 'events'"
    """
    import duckdb

    from coder.query import ONE_SELECT, connect

    if query == "-":
        query = sys.stdin.read()
    with connect(output) as connection:
        try:
            # For its errors, which point at the place.
            connection.extract_statements(query)
        except duckdb.Error as error:
            raise CoderError(str(error)) from error
        write_rows(connection, ONE_SELECT, [query], form, save)
