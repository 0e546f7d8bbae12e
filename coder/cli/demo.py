"""`coder demo`: a first look, on stories that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from coder.cli.code import code_files
from coder.cli.options import output_option

__all__ = ["command"]

_FIRST_EVENTS = """select source_code as source, cameo_code as cameo, cameo_name as event, target_code as target, event_date as date
from events
where story_id in ('gazette-001', 'gazette-004')
order by story_id, sentence_number, source, target"""
_FIRST_QUERY = """select source_country, target_country, count(*) as events, round(avg(goldstein), 1) as goldstein
from events
group by all
order by events desc, source_country, target_country
limit 8"""


@click.command("demo")
@output_option(default="output/demo")  # apart from the user's own news
def command(output: Path) -> None:
    """Code the sample stories (news that we made up), show some of their events and a first query."""
    from coder.cli.formats import write_rows
    from coder.query import connect

    with as_file(files("coder.samples") / "stories.jsonl") as stories:
        code_files([str(stories)], output, keep_text=True)
    with connect(output) as connection:
        click.echo("\nTwo of the stories, coded:\n")
        write_rows(connection, _FIRST_EVENTS, (), "table", None)
        click.echo(f"\nA first query:\n\n{_FIRST_QUERY}\n")
        write_rows(connection, _FIRST_QUERY, (), "table", None)
    click.echo(f"\nNext: coder dyads CHL BOL --by month -o {output}")
