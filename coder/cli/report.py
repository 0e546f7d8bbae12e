"""`coder report`: one page about all events of an output."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.place import LocalPath, Place
from coder.files import written_whole

__all__ = ["command"]


@click.command("report")
@click.argument("output", type=Place(), default="output")
@click.option(
    "-o",
    "--save",
    type=LocalPath(dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="File to write.",
)
def command(output: str, save: Path) -> None:
    """Write a self-contained HTML page about the events in OUTPUT: coverage, quad classes, dyads, places, rejects.

    It opens offline in any browser. Sentences stand in it where the stories were coded with --keep-text.
    """
    from coder.report.page import build_page

    page = build_page(output)
    with written_whole(save) as path:
        path.write_text(page, encoding="utf-8", newline="\n")
    click.echo(f"{save} holds the report; open it in a browser", err=True)
