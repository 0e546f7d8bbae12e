"""`coder evaluate`: how good the coding is."""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.formats import format_options, write_rows
from coder.cli.options import dictionaries_option, model_option, refuse_options
from coder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance

__all__ = ["command"]

_TYPES = {"str": "VARCHAR", "int": "BIGINT", "float | None": "DOUBLE"}


@click.command("evaluate")
@click.argument("gold", type=click.Path(path_type=Path), required=False)
@click.option(
    "--sheet", type=click.Path(path_type=Path), help="A checked sheet of `coder sample`, in place of a gold file."
)
@click.option("--faults", is_flag=True, help="Show the misses and the false events with their rules, not the scores.")
@dictionaries_option
@model_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the intervals.")
@format_options
def command(
    gold: Path | None,
    sheet: Path | None,
    faults: bool,
    dictionaries: tuple[Path, ...],
    model: str | None,
    seed: int,
    form: str,
    save: Path | None,
) -> None:
    """Code the stories of GOLD and compare: precision, recall and F1 with intervals, strict and lenient, by root, quad class and dyad.

    GOLD has one JSON object a line: {"id", "date", "text", "events": [{"source", "target", "cameo", "alt": [], "optional",
    "reciprocal"}]}. Actors are compared by country. Strict asks for the root of `cameo`, lenient takes those of `alt` too. Optional
    events need not be found, reciprocal ones may be found from either side.

    \b
    coder evaluate gold.jsonl
    coder evaluate gold.jsonl --faults --format csv --save faults.csv
    coder evaluate --sheet sheet.csv
    """
    if (gold is None) == (sheet is None):
        raise UsageError("name a gold file, or a checked sheet with --sheet")
    if sheet is not None and (faults or dictionaries or model):
        raise UsageError("--faults, --dictionaries and --model go with a gold file, not with --sheet")
    if faults:
        refuse_options("the intervals that it draws belong to scores, not to --faults", "seed")
    if sheet is not None:
        from coder.evaluation.sheet import Precision, precision_of_sheet

        _write(Precision, precision_of_sheet(sheet, seed=seed), form, save)
    elif gold is not None:
        from coder.api import Coder
        from coder.evaluation import Score, read_gold, scores
        from coder.evaluation.faults import Fault
        from coder.evaluation.faults import faults as find_faults

        stories = read_gold(gold)
        coder = Coder(dictionaries=dictionaries, model=model)
        coded = list(coder.code_stories(one.story for one in stories))
        if faults:
            _write(Fault, list(find_faults(stories, coded, coder.pipeline)), form, save)
        else:
            _write(Score, scores(stories, coded, seed=seed), form, save)


def _write(kind: type[DataclassInstance], rows: Sequence[DataclassInstance], form: str, save: Path | None) -> None:
    from coder.events.database import open_database

    columns = ", ".join(f'"{column.name}" {_TYPES[str(column.type)]}' for column in fields(kind))
    with open_database() as connection:
        connection.execute(f"create table made ({columns})")
        if rows:
            marks = ", ".join("?" for _ in fields(kind))
            connection.executemany(f"insert into made values ({marks})", [astuple(row) for row in rows])  # noqa: S608  # marks only
        write_rows(connection, "from made", (), form, save)
