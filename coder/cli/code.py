"""`coder code`: news stories in, events out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.errors import UsageError
from coder.stories import find_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from coder.engines import Counts

__all__ = ["Day", "code_files", "command"]

REJECTED = 3
_SHOWN_REASONS = 10


class Day(click.ParamType[date]):
    """A day in ISO form."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2023-07-11", param, ctx)


@click.command("code")
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for the events.",
)
@click.option("--jsonl", is_flag=True, help="Write the events to stdout as JSON lines, and no files.")
@click.option("--date", "default_date", type=Day(), help="Date of stories that have none.")
@click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds a field: --map text=body --map date=day.",
)
@click.option(
    "--dictionaries",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of dictionaries to lay over ours; again for more, the last wins.",
)
@click.option("--model", help="Another of spaCy's English models: its name or folder.")
@click.option("--keep-text", is_flag=True, help="Keep the sentence with each event.")
@click.option(
    "--screen/--no-screen", default=True, show_default=True, help="Parse only sentences that can hold an event."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    inputs: tuple[str, ...],
    output: Path,
    jsonl: bool,
    default_date: date | None,
    fields: tuple[str, ...],
    dictionaries: tuple[Path, ...],
    model: str | None,
    keep_text: bool,
    screen: bool,
    quiet: bool,
) -> None:
    """Code news stories into events.

    INPUTS are files, folders, globs or - for stdin: plain text, JSONL, CSV, TSV, Parquet or PETRARCH XML, also .gz and .zst.

    \b
    coder code stories/ -o output
    coder code news.jsonl.gz --map text=body
    coder code story.txt --date 2023-07-12 --jsonl

    Exit status: 0 done, 1 failed, 2 usage or dictionary error, 3 done but records were rejected, 4 output locked.
    """
    rejected = code_files(
        inputs,
        None if jsonl else output,
        default_date=default_date,
        field_map=_field_map(fields),
        dictionaries=dictionaries,
        model=model,
        keep_text=keep_text,
        screen=screen,
        quiet=quiet,
    )
    if rejected:
        sys.exit(REJECTED)


def code_files(
    inputs: Sequence[str],
    output: Path | None,
    *,
    default_date: date | None = None,
    field_map: Mapping[str, str] | None = None,
    dictionaries: Sequence[Path] = (),
    model: str | None = None,
    keep_text: bool = False,
    screen: bool = True,
    quiet: bool = False,
) -> int:
    """Code inputs into a folder, or as JSON lines to stdout where there is none; returns how many records were rejected."""
    files = find_inputs(inputs)
    from coder.coding.pipeline import Pipeline
    from coder.engines import Counts, code_inputs, code_to_output
    from coder.language.parser import Parser
    from coder.lexicon import load_lexicon

    lexicon = load_lexicon(dictionaries)
    parser = Parser(model)
    pipeline = Pipeline(lexicon, parser, keep_text=keep_text, screen=screen)
    total = Counts()
    with _progress(quiet) as advance:
        if output is None:
            for events, rejects, counts in code_inputs(files, pipeline, field_map=field_map, default_date=default_date):
                for event in events:
                    click.echo(json.dumps(event.to_json(), ensure_ascii=False))
                for reject in rejects:
                    click.echo(f"coder: {reject.file}:{reject.line}: {reject.reason}", err=True)
                total.add(counts)
                advance(total)
        else:
            from coder.query import refresh
            from coder.store import Output

            options = {"keep_text": keep_text, "screen": screen}
            with Output(output).run(dictionaries_digest=lexicon.digest, model=parser.name, options=options) as run:
                for counts in code_to_output(files, pipeline, run, field_map=field_map, default_date=default_date):
                    total.add(counts)
                    advance(total)
            for notice in run.notices:
                click.echo(f"coder: {notice}", err=True)
            refresh(output)
    if not quiet:
        _summary(total, output)
    return total.rejected


def _field_map(fields: tuple[str, ...]) -> dict[str, str]:
    pairs = [field.partition("=") for field in fields]
    for name, equals, column in pairs:
        if not (name and equals and column):
            raise UsageError(f"--map {name}{equals}{column}: expected FIELD=COLUMN, e.g. --map text=body")
    return {name: column for name, _, column in pairs}


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Counts], None]]:
    """A line of progress on a terminal's stderr, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda total: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda total: bar.update(task, description=f"{total.read:,} stories read, {total.events:,} events")


def _summary(total: Counts, output: Path | None) -> None:
    skipped = f", {total.skipped:,} done before" if total.skipped else ""
    duplicate = f", {total.duplicate:,} duplicate" if total.duplicate else ""
    click.echo(
        f"{total.read:,} stories read: {total.coded:,} coded, {total.empty:,} empty, {total.rejected:,} rejected{duplicate}{skipped}; "
        f"{total.events:,} events from {total.parsed:,} of {total.sentences:,} sentences",
        err=True,
    )
    for reason, number in sorted(total.reasons.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_REASONS]:
        click.echo(f"  rejected {number:,}: {reason}", err=True)
    if total.undated:
        click.echo(f"  {total.undated:,} stories have no date, nor have their events; --date gives one", err=True)
    if total.read and total.empty == total.read:
        click.echo("  no story holds any text: is the right column mapped (--map text=...)?", err=True)
    if output is not None:
        click.echo(f'  {output}/events holds the events: coder sql "select * from dyad_month" -o {output}', err=True)
