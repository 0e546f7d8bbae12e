"""`coder demo`: a first look, on stories that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from coder.cli.code import code_files

__all__ = ["command"]

_FIRST_QUERY = """select source_country, target_country, count(*) as events, round(avg(goldstein), 1) as goldstein
from events
group by all
order by events desc, source_country, target_country
limit 8"""


@click.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for the events.",
)
def command(output: Path) -> None:
    """Code the sample stories (news that we made up), show some of their events and a first query."""
    from coder.cli.formats import show
    from coder.query import connect

    with as_file(files("coder.samples") / "stories.jsonl") as stories:
        code_files([str(stories)], output, keep_text=True)
    with connect(output) as connection:
        columns = "source_code, cameo_code, cameo_name, target_code, event_date, historical"
        click.echo("\nWhat was coded:\n")
        show(
            connection.sql(
                f"select {columns} from events where story_id in ('gazette-001', 'gazette-004') order by all"
            )
        )
        click.echo(f"\nA first query:\n\n{_FIRST_QUERY}\n")
        show(connection.sql(_FIRST_QUERY))
    click.echo(f"\nNext: coder dyads CHL BOL --by month -o {output}")
