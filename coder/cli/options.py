"""Options that several commands have, word for word, and what is said of a wrong day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import click
from click.core import ParameterSource

from coder.cli.place import Place
from coder.errors import UsageError

__all__ = ["Day", "dictionaries_option", "model_option", "output_option", "refuse_options"]

Command = TypeVar("Command", bound=Callable[..., object])


class Day(click.ParamType[date]):
    """A day in ISO form."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error for what is none."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2023-07-11", param, ctx)


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


def refuse_options(reason: str, *names: str) -> None:
    """Raise UsageError for one of these arguments of the command that runs, if the user gave it: it would be passed over."""
    context = click.get_current_context()
    for param in context.command.params:
        if param.name in names and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
            raise UsageError(f"{param.opts[0]}: {reason}")
