"""`coder recode`: kept parses in, events of changed dictionaries out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coder.cli.options import dictionaries_option
from coder.cli.place import Place
from coder.cli.working import Where, point_to_rejects, progress, stopping, summary, tell, where_options
from coder.errors import REJECTED, UsageError

__all__ = ["command"]


@click.command("recode")
@click.argument("output", type=Place())
@dictionaries_option
@click.option(
    "-o",
    "--into",
    type=Place(),
    help="Folder or URL for the events; without it they take the place of those in OUTPUT.",
)
@click.option("--all", "everything", is_flag=True, help="Code all stories, also those that hold nothing that changed.")
@where_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    output: str, dictionaries: tuple[Path, ...], into: str | None, everything: bool, where: Where, quiet: bool
) -> None:
    """Code the stories of OUTPUT again with changed dictionaries.

    They are not parsed again, so that it takes a fraction of the time; OUTPUT must hold the parses: `coder code --keep-parses`.
    Stories that hold no rule, name or discarded phrase that changed keep their rows; the result is what coding all again gives. All are
    coded again where word sets, compositions, CAMEO codes, countries or sectors changed, or the version of coder.

    \b
    coder recode output --dictionaries my_dictionaries
    coder recode output --dictionaries my_dictionaries -o changed
    coder diff output changed

    Sentences that the old dictionaries screened out have no parse. Where the new ones would have them parsed, that is said; keep
    the parses of all sentences with `coder code --no-screen --keep-parses`.
    """
    from coder.engines import Counts, Job, kept_parts, recode_to_output, with_rows_before
    from coder.lexicon.changes import load_fingerprints
    from coder.query import refresh
    from coder.store import Output

    source = Output(output)
    manifest = source.manifest()
    if not manifest.runs:
        raise UsageError(
            f"{output}: no output of coder here; make one with `coder code INPUT --keep-parses -o {output}`"
        )
    found = kept_parts(source.home, manifest)
    if not found:
        raise UsageError(f"{output}: holds no parses; code the stories with `coder code --keep-parses` first")
    total = Counts()
    target = Output(into or output)
    with stopping() as stop, progress(quiet, sum(part.stored for parts in found.values() for part in parts)) as begun:
        for like, parts in found.items():
            old = manifest.runs[like]
            job = Job(
                dictionaries,
                keep_text=bool(old.options["keep_text"]),
                screen=bool(old.options["screen"]),
                parse=False,
            )
            with (
                where.engine(job) as works,
                target.run(
                    dictionaries_digest=works.dictionaries,
                    model=old.model,
                    options=old.options,
                    finish=lambda: refresh(into or output),
                ) as run,
            ):
                tell(run)
                in_place = str(target.home.resolve()) == str(source.home.resolve())
                keep = in_place and not run.has_fingerprints
                fingerprints = load_fingerprints(dictionaries, works.dictionaries) if keep or not everything else {}
                if keep:
                    run.keep_fingerprints(fingerprints)
                if fingerprints and not everything:
                    parts = with_rows_before(parts, source.home, manifest, fingerprints)
                for counts in recode_to_output(parts, works, run, in_place=in_place, stop=stop, begun=begun):
                    total.add(counts)
                stop.check()
            tell(run)
    if not quiet:
        summary(total)
        if total.untouched:
            click.echo(
                f"  {total.untouched:,} stories hold nothing that changed in the dictionaries and keep their rows",
                err=True,
            )
        if total.rejected:
            point_to_rejects(into or output)
        if total.unparsed:
            click.echo(
                f"  {total.unparsed:,} sentences that were never parsed could hold events by these dictionaries; "
                f"`coder code` parses them",
                err=True,
            )
    if total.rejected:
        sys.exit(REJECTED)
