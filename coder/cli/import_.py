"""`coder import`: event data of others, in our schema."""

from __future__ import annotations

import sys

import click

from coder.cli.options import output_option
from coder.cli.working import point_to_rejects, tell_counted
from coder.errors import REJECTED
from coder.events.formats import IMPORTS

__all__ = ["command"]


@click.command("import")
@click.argument("form", metavar="|".join(IMPORTS), type=click.Choice(list(IMPORTS)))
@click.argument("files", nargs=-1, required=True)
@output_option()
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(form: str, files: tuple[str, ...], output: str, quiet: bool) -> None:
    """Import existing event data, so that the same views and macros work on them beside your own coding.

    FILES may be packed (.zip, .gz, .zst), quoted or not, with or without header. What cannot be read goes to the rejects with its
    line and reason; nothing is shifted or guessed unsaid. A file that is there already is passed over, an event (id and date) comes
    in once. Actors without a known code are ---.

    \b
    coder import icews events.2018.tab events.2019.tab -o output
    coder import gdelt 20230711.export.CSV.zip -o output
    coder sql "from dyad('USA', 'CHN', 'month')"

    Exit status: 0 done, 1 failed, 2 usage error, 3 done but rows were rejected, 4 output locked.
    """
    from coder.engines.importing import ImportCounts, import_files
    from coder.events.formats.codes import codes_digest
    from coder.query import refresh
    from coder.store import Output

    total = ImportCounts()
    folder = Output(output)
    with folder.run(
        dictionaries_digest=codes_digest(),
        model=f"import {form}",
        options={"import": form},
        finish=lambda: refresh(output),
    ) as run:
        for counts in import_files(files, form, folder, run):
            total.add(counts)
    if not quiet:
        skipped = f"; {total.skipped_files} files were there already" if total.skipped_files else ""
        click.echo(
            f"{total.rows:,} rows read: {total.events:,} events, {total.rejected:,} rows rejected{skipped}", err=True
        )
        tell_counted("rejected", total.reasons)
        if total.rejected:
            point_to_rejects(output)
        tell_counted("kept", total.notes)
    if total.rejected:
        sys.exit(REJECTED)
