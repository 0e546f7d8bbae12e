"""`coder export`: the events as others read them."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.options import refuse_options
from coder.cli.place import LocalPath, Place
from coder.errors import UsageError
from coder.events.formats import EXPORTS, export_events
from coder.events.formats.release import LICENCES, make_release

__all__ = ["command"]


@click.command("export")
@click.argument("output", type=Place(), default="output")
@click.option("--format", "form", type=click.Choice(EXPORTS), help="Format of the file.")
@click.option("-o", "--save", type=LocalPath(dir_okay=False), help="The file to write.")
@click.option(
    "--release",
    type=LocalPath(file_okay=False),
    help="Make a publishable data set in this new folder.",
)
@click.option("--title", help="Title of the data set.")
@click.option(
    "--author",
    "authors",
    multiple=True,
    metavar="NAME",
    help='An author of the data set; "Family, Given" for a person.',
)
@click.option(
    "--licence", type=click.Choice(LICENCES), default=LICENCES[0], show_default=True, help="Licence of the data set."
)
@click.option(
    "--with-text", "text", is_flag=True, help="Take the sentences along, where they were kept; mind their copyright."
)
def command(
    output: str,
    form: str | None,
    save: Path | None,
    release: Path | None,
    title: str | None,
    authors: tuple[str, ...],
    licence: str,
    text: bool,
) -> None:
    """Write the events of OUTPUT as a file for other programs, or as a data set to publish.

    \b
    icews    ICEWS's 20 tab-separated columns, as R's icews::read_icews reads them
    gdelt    GDELT 2.0's 61 tab-separated columns without header
    plover   PLOVER records, one JSON object a line
    csv      all our columns, for spreadsheets and R
    stata    all our columns, with labels (.dta)

    \b
    coder export output --format icews -o events.tab
    coder export output --release data-set --title "Events of 2023" --author "Institute"

    A data set holds the events (Parquet and CSV), a codebook, CITATION.cff, the licence text and checksums.
    """
    from coder.query import connect

    if (release is None) == (save is None) or (save is None) != (form is None):
        raise UsageError("say `--format FORMAT -o FILE` for a file, or `--release FOLDER` for a data set")
    if release is None:
        refuse_options("only a data set (--release) has one", "title", "authors", "licence")
    if release is not None and not (title and authors):
        raise UsageError("a data set needs --title and at least one --author, for its citation")
    with connect(output) as connection:
        if release is not None and title is not None:
            make_release(connection, release, title=title, authors=authors, licence=licence, text=text)
        elif form is not None and save is not None:
            done = export_events(connection, form, save, text=text)
            if done.left_out:
                click.echo(f"coder: {done.left_out:,} events left out: {done.reason}", err=True)
