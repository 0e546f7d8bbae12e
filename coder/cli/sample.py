"""`coder sample`: a sheet of events for checking by hand."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.place import LocalPath, Place

__all__ = ["command"]


@click.command("sample")
@click.argument("output", type=Place(), default="output")
@click.option("-n", "number", type=click.IntRange(min=1), default=100, show_default=True, help="How many events.")
@click.option("-o", "--save", type=LocalPath(dir_okay=False), required=True, help="The CSV file to write.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws other events.")
def command(output: str, number: int, save: Path, seed: int) -> None:
    """Draw events of OUTPUT onto a sheet, the roots in turn; write yes or no into its first column.

    The sentence is on it where text was kept (`coder code --keep-text`).

    \b
    coder sample output -n 100 -o sheet.csv
    coder evaluate --sheet sheet.csv
    """
    from coder.evaluation.sheet import write_sheet
    from coder.query import connect

    with connect(output) as connection:
        drawn = write_sheet(connection, save, number=number, seed=seed)
        [(sentences,)] = connection.execute("select count(sentence) from events").fetchall()
    click.echo(
        f"{drawn} events drawn; fill the column `correct` of {save}, then: coder evaluate --sheet {save}", err=True
    )
    if not sentences:
        click.echo(
            f"  {output} holds no sentences to judge by; code the stories with --keep-text to have them", err=True
        )
