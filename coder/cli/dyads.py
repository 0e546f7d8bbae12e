"""`coder dyads`: two actors over time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.formats import format_options, write_rows
from coder.cli.options import Day, output_option, refuse_options
from coder.cli.place import LocalPath
from coder.errors import UsageError

if TYPE_CHECKING:
    import duckdb

__all__ = ["command"]

_PERIODS = ("day", "week", "month", "quarter", "year")

# Whole periods that the days from..to touch.
_ROWS = """
from dyad($actor, $other, $period)
where
    (direction = 'both') = $undirected
    and ($first is null or period >= date_trunc($period, $first::date))
    and ($last is null or period <= $last::date)
"""
_OCCURS = """
select 1 from events
where is_actor(source_code, source_country, $1) or is_actor(target_code, target_country, $1)
limit 1
"""
_ACTORS = """
select actor
from (
    select coalesce(source_country, source_code) as actor from events
    union all
    select coalesce(target_country, target_code) as actor from events
)
group by actor
order by count(*) desc, actor
limit 20
"""


@click.command("dyads")
@click.argument("actor")
@click.argument("other")
@click.option(
    "--by", "period", type=click.Choice(_PERIODS), default="month", show_default=True, help="Length of a period."
)
@click.option("--from", "first", type=Day(), help="Leave out the periods before this day.")
@click.option("--to", "last", type=Day(), help="Leave out the periods after this day.")
@click.option("--undirected", is_flag=True, help="Both directions in one; what the two do together counts once.")
@output_option("Folder or URL of the events.")
@click.option("--chart", type=LocalPath(dir_okay=False), help="Draw the dyad into an .html, .svg or .png file.")
@format_options
def command(
    actor: str,
    other: str,
    period: str,
    first: date | None,
    last: date | None,
    undirected: bool,
    output: str,
    chart: Path | None,
    form: str,
    save: Path | None,
) -> None:
    """Count the events between two actors over time, by quad class, with their Goldstein values.

    An actor is a CAMEO code; a country stands for all its roles: EGY counts EGYGOV and EGYMIL. Periods without events are
    zeros, from the first story of the output to the last.

    \b
    coder dyads IRN EGY --by month
    coder dyads IRN EGY --by month --chart dyad.svg
    coder dyads ISR PSE --by week --from 2023-10-01 --undirected --format csv
    """
    from coder.query import connect

    if chart is not None:
        refuse_options("a chart is a file of its own, named by --chart", "form", "save")
    with connect(output) as connection:
        for code in (actor, other):
            _check_occurs(connection, code)
        values = {
            "actor": actor,
            "other": other,
            "period": period,
            "undirected": undirected,
            "first": first,
            "last": last,
        }
        if chart is not None:
            _draw(connection, {**values, "undirected": True}, f"{actor} and {other}", period, chart)
            return
        write_rows(connection, _ROWS, values, form, save)


def _draw(
    connection: duckdb.DuckDBPyConnection, values: dict[str, object], title: str, period: str, path: Path
) -> None:
    from coder.report.charts import dyad, save

    cursor = connection.execute(f"select period::varchar as period, * exclude (period) {_ROWS}", values)
    names = [column[0] for column in cursor.description or ()]
    save(dyad([dict(zip(names, row, strict=True)) for row in cursor.fetchall()], title, period), path)


def _check_occurs(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """Raises UsageError with the codes that do occur, the most frequent first."""
    if connection.execute(_OCCURS, [code]).fetchone() is None:
        actors = ", ".join(row[0] for row in connection.execute(_ACTORS).fetchall())
        known = f"these do, the most frequent first: {actors}" if actors else "there are no events at all"
        raise UsageError(f"{code}: no event has an actor with this code; {known}")
