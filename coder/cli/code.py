"""`coder code`: news stories in, events out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from coder.cli.options import Day, dictionaries_option, model_option, output_option
from coder.cli.working import (
    Where,
    most_frequent,
    point_to_rejects,
    progress,
    say,
    stopping,
    summary,
    tell,
    where_options,
)
from coder.errors import REJECTED, UsageError
from coder.stories import Position, find_inputs

if TYPE_CHECKING:
    from coder.engines import Counts, Job
    from coder.store import Share
    from coder.stories import InputFile

__all__ = ["code_files", "command", "read_field_map"]

# Options that --jsonl has no use for, by the names that click has for them.
_OF_FILES = {
    "output": "--output",
    "keep_parses": "--keep-parses",
    "workers": "--workers",
    "engine": "--engine",
    "scheduler": "--scheduler",
    "cluster": "--cluster",
    "share": "--shard",
}
_LIST_REPEATED = (
    "select story_id, list(file) from stories where status <> 'duplicate' group by story_id having count(*) > 1"
)
# By hashes, as whole ids of many million stories may take more memory than there is.
_REPEATED = """
select count(*)
from (
    select 1
    from stories
    where status <> 'duplicate'
    group by hash(story_id)
    having count(*) > 1
)
"""


class ShareOf(click.ParamType["Share"]):
    """A share of a run."""

    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Share:
        """The share; a usage error for what is none."""
        number, _, of = str(value).partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value!r} is no share; for four jobs write 1/4, 2/4, 3/4 and 4/4", param, ctx)
        from coder.store import Share

        return Share(int(number), int(of))


@click.command("code")
@click.argument("inputs", nargs=-1, required=True)
@output_option()
@click.option("--jsonl", is_flag=True, help="Write the events to stdout as JSON lines, and no files.")
@click.option("--date", "default_date", type=Day(), help="Date of stories that have none.")
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds a field: --map text=body --map date=day.",
)
@dictionaries_option
@model_option
@click.option("--keep-text", is_flag=True, help="Keep the sentence with each event.")
@click.option(
    "--screen/--no-screen", default=True, show_default=True, help="Parse only sentences that can hold an event."
)
@click.option("--keep-parses", is_flag=True, help="Keep the parses, so that `coder recode` can code them again.")
@where_options
@click.option(
    "--shard", "share", type=ShareOf(), help="Code only this share of the shards: job i of n that write to one output."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    inputs: tuple[str, ...],
    output: str,
    jsonl: bool,
    default_date: date | None,
    fields: tuple[str, ...],
    dictionaries: tuple[Path, ...],
    model: str | None,
    keep_text: bool,
    screen: bool,
    keep_parses: bool,
    where: Where,
    share: Share | None,
    quiet: bool,
) -> None:
    """Code news stories into events.

    INPUTS are files, folders, globs, URLs of these (s3://...) or - for stdin: plain text, JSON, JSONL, CSV, TSV, Parquet,
    PETRARCH XML or CoNLL-U, also .gz and .zst. What comes through - is unpacked, and its format told by its first line.

    \b
    coder code stories/ -o output
    coder code news.jsonl.gz --map text=body
    coder code story.txt --date 2023-07-12 --jsonl

    Started again it passes over what is done. Ctrl-C finishes what is begun, a second one does not.

    Exit status: 0 done, 1 failed, 2 usage or dictionary error, 3 done but records were rejected, 4 output locked, 130 stopped by
    Ctrl-C, 143 by SIGTERM, 141 by a closed pipe (--jsonl | head).
    """
    if jsonl and (given := _given(_OF_FILES)):
        raise UsageError(
            f"--jsonl codes in this process alone and writes no files, so it does not go with {', '.join(given)}"
        )
    rejected = code_files(
        inputs,
        None if jsonl else output,
        default_date=default_date,
        field_map=read_field_map(fields),
        dictionaries=dictionaries,
        model=model,
        keep_text=keep_text,
        screen=screen,
        keep_parses=keep_parses,
        where=where,
        share=share,
        quiet=quiet,
    )
    if rejected:
        sys.exit(REJECTED)


def _given(options: Mapping[str, str]) -> list[str]:
    """The options of these that stand on the command line, of the command that runs."""
    context = click.get_current_context()
    return [
        option for name, option in options.items() if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]


def code_files(
    inputs: Sequence[str],
    output: str | Path | None,
    *,
    default_date: date | None = None,
    field_map: Mapping[str, str] | None = None,
    dictionaries: Sequence[Path] = (),
    model: str | None = None,
    keep_text: bool = False,
    screen: bool = True,
    keep_parses: bool = False,
    where: Where | None = None,
    share: Share | None = None,
    quiet: bool = False,
) -> int:
    """Code inputs into a folder, or as JSON lines to stdout where there is none; returns how many records were rejected."""
    left_out: Counter[str] = Counter()
    files = find_inputs(inputs, left_out)
    if left_out and not quiet:
        shown = ", ".join(f"{number:,} {ending or 'without an ending'}" for ending, number in most_frequent(left_out))
        say(f"{left_out.total():,} files are left out, whose endings tell no format: {shown}")
    from coder.engines import Job

    job = Job(tuple(dictionaries), model, keep_text=keep_text, screen=screen, keep_parses=keep_parses)
    if output is None:
        total = _print(files, job, field_map, default_date)
    else:
        total = _store(files, job, output, field_map, default_date, where or Where(0), share, quiet)
    if not quiet:
        summary(total)
        if total.undated:
            click.echo(f"  {total.undated:,} stories have no date, nor have their events; --date gives one", err=True)
        if total.read and total.empty == total.read:
            click.echo("  no story holds any text: is the right column mapped (--map text=...)?", err=True)
        if not total.read and share is None:
            click.echo("  no input holds any story", err=True)
        elif output is not None:
            if total.rejected:
                point_to_rejects(output)
            query = "select * from dyad_month"
            click.echo(f'  {output}/events holds the events: coder sql "{query}" -o {output}', err=True)
    return total.rejected


def _print(
    files: Sequence[InputFile], job: Job, field_map: Mapping[str, str] | None, default_date: date | None
) -> Counts:
    from coder.engines import Counts, code_inputs

    total = Counts()
    for coded in code_inputs(files, job.open(), field_map=field_map, default_date=default_date):
        for event in coded.events:
            click.echo(json.dumps(event.to_json(), ensure_ascii=False))
        for reject in coded.rejects:
            say(f"{reject.file}:{reject.line}: {reject.reason}")
        total.add(coded.counts)
    return total


def _store(
    files: Sequence[InputFile],
    job: Job,
    output: str | Path,
    field_map: Mapping[str, str] | None,
    default_date: date | None,
    where: Where,
    share: Share | None,
    quiet: bool,
) -> Counts:
    from coder.engines import Counts, code_to_output
    from coder.lexicon.changes import load_fingerprints
    from coder.query import refresh
    from coder.store import Output

    total = Counts()
    position = Position(files)
    with (
        stopping() as stop,
        where.engine(job) as works,
        Output(output).run(
            dictionaries_digest=works.dictionaries,
            model=works.model,
            options=job.options,
            share=share,
            finish=lambda: refresh(output),
        ) as run,
        progress(quiet, position.size, lambda: position.bytes_a_record) as begun,
    ):
        tell(run)
        if job.keep_parses and not run.has_fingerprints:
            run.keep_fingerprints(load_fingerprints(job.dictionaries, works.dictionaries))
        for counts in code_to_output(
            files,
            works,
            run,
            field_map=field_map,
            default_date=default_date,
            keep_parses=job.keep_parses,
            stop=stop,
            begun=begun,
            position=position,
        ):
            total.add(counts)
        stop.check()
    tell(run)
    if not quiet:
        _tell_repeated(output)
    return total


def _tell_repeated(output: str | Path) -> None:
    """Say how many stories stand in more than one file: only within a file is a story that comes again known while it is read."""
    from coder.query import connect

    with connect(output) as connection:
        [(repeated,)] = connection.execute(_REPEATED).fetchall()
    if repeated:
        say(
            f"{repeated:,} stories, by their ids, stand in more than one file; their events count each time. "
            f"`{_LIST_REPEATED}` names them, and events_unique where duplicate_of is null has each event once"
        )


def read_field_map(fields: tuple[str, ...]) -> dict[str, str]:
    """FIELD=COLUMN pairs as a mapping; raises UsageError for anything else."""
    pairs = [field.partition("=") for field in fields]
    for name, equals, column in pairs:
        if not (name and equals and column):
            raise UsageError(f"--map {name}{equals}{column}: expected FIELD=COLUMN, e.g. --map text=body")
    return {name: column for name, _, column in pairs}
