"""`coder dedup`: marks repeats of events."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from coder.cli.code import read_field_map
from coder.cli.formats import FORMATS, write_rows
from coder.cli.place import LocalPath, Place
from coder.errors import CoderError, UsageError
from coder.events.dedup import RULES, mark_repeats, open_events
from coder.urls import is_url

__all__ = ["command"]


@click.command("dedup")
@click.argument("source", metavar="[INPUT]", type=Place(), default="output")
@click.option("-o", "--output", type=LocalPath(dir_okay=False), help="Write to this file, not to stdout.")
@click.option(
    "--rule", type=click.Choice(RULES), default="default", show_default=True, help="What counts as one event."
)
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column of another system's file holds a field: --map event_id='Event ID'.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How rows are written.  [default: by the name of the file, else table]",
)
def command(source: str, output: Path | None, rule: str, fields: tuple[str, ...], form: str | None) -> None:
    """Mark events that were told before: in another sentence, another story, a day later.

    INPUT is an output of coder (its folder or URL), or a file of events (Parquet or CSV with a header) of coder or of another
    system. All its events come out, with duplicate_of: the event_id of the one to keep, empty for the kept ones; and there the
    story_ids, publishers and urls that carried it. So the unique events are those without duplicate_of. With an output the view
    events_unique shows the same.

    \b
    default    the same countries, whatever their roles (rebels are never their state; without country the same code), and the
               same CAMEO code; either way round for what both sides do (040, 041, 044, 046, 057; 042 and 043); days that follow
               each other, up to a week. Near-identical stories (view copies) tell the same events, though they come days apart.
               Events without a date are one within a story and its copies only.
    one-a-day  the same day, source code, target code and CAMEO code.

    \b
    coder dedup -o unique.parquet
    coder dedup events.tsv --map event_id='Event ID' --map event_date='Event Date' ... --rule one-a-day -o marked.csv
    """
    import duckdb

    from coder.events.database import open_database
    from coder.query import connect

    is_output = is_url(source) or Path(source).is_dir()
    if is_output and fields:
        raise UsageError(f"--map {fields[0]}: {source} is an output of coder; its columns need no mapping")
    if not (is_output or Path(source).exists()):
        raise UsageError(f"{source}: no such file or output folder")
    with TemporaryDirectory() as spill:
        connection = connect(source, read_only=False) if is_output else open_database()
        with connection:
            connection.execute("set temp_directory = ?", [spill])
            absent = [] if is_output else open_events(connection, Path(source), read_field_map(fields))
            try:
                events, repeats = mark_repeats(connection, rule, absent)
            except duckdb.Error as error:
                raise CoderError(f"{source}: {error}") from error
            write_rows(connection, "from marked", [], form or _form(output), output)
    click.echo(f"{events:,} events: {events - repeats:,} unique, {repeats:,} repeats (rule {rule})", err=True)


def _form(output: Path | None) -> str:
    """The format that the name of a file asks for."""
    if output is None:
        return "table"
    form = output.suffix.removeprefix(".")
    if form not in FORMATS:
        raise UsageError(f"{output}: which format? End the name in .parquet, .csv, .json or .jsonl, or say --format")
    return form
