"""Options that several commands have, word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from coder.cli.place import Place

__all__ = ["dictionaries_option", "model_option", "output_option"]

Command = TypeVar("Command", bound=Callable[..., object])


def output_option(
    words: str = "Folder or URL for the events.", default: str = "output"
) -> Callable[[Command], Command]:
    """`-o` for the place of an output, the argument `output`; `words` are its help."""
    return click.option("-o", "--output", type=Place(), default=default, show_default=True, help=words)


dictionaries_option = click.option(
    "--dictionaries",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of dictionaries to lay over ours; again for more, the last wins.",
)

model_option = click.option("--model", help="Another of spaCy's English models: its name or folder.")
