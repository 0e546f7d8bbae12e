"""The command group; a command's module is imported only when it runs, so that `coder --help` starts at once."""

from __future__ import annotations

import importlib
import os
import sys

import click

from coder import __version__
from coder.blas import prepare_blas
from coder.cli.terminal import echo
from coder.errors import CoderError

__all__ = ["main"]

prepare_blas()

PIPE_CLOSED = 141  # as shells say of what SIGPIPE ends

COMMANDS = {
    "demo": ("coder.cli.demo", "Code shipped sample stories and show the events."),
    "code": ("coder.cli.code", "Code news stories into events."),
    "recode": ("coder.cli.recode", "Code kept parses again with changed dictionaries."),
    "diff": ("coder.cli.diff", "Show the events that one run has and another has not."),
    "sql": ("coder.cli.sql", "Query the events with SQL."),
    "dyads": ("coder.cli.dyads", "Show a dyad over time."),
    "dedup": ("coder.cli.dedup", "Mark events that were told before."),
    "export": (
        "coder.cli.export",
        "Write the events as ICEWS, GDELT, PLOVER, CSV or Stata, or as a data set to publish.",
    ),
    "import": ("coder.cli.import_", "Import ICEWS, GDELT, PLOVER, POLECAT or Phoenix events."),
    "report": ("coder.cli.report", "Write a page about the events."),
    "evaluate": ("coder.cli.evaluate", "Say how good the coding is: against a gold file, or by a checked sheet."),
    "sample": ("coder.cli.sample", "Draw events onto a sheet, for checking by hand."),
    "explain": ("coder.cli.explain", "Show how a sentence is coded, and why."),
    "cameo": ("coder.cli.cameo", "Say what a CAMEO code means."),
    "dictionary": ("coder.cli.dictionary", "Check and search the dictionaries."),
}


class _Commands(click.Group):
    """Knows the commands' names and helps without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; who reads its output may close the pipe (`| head`), which ends it as the signal ends others."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # What waits to be written must not fail once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PIPE_CLOSED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="coder")
def _group() -> None:
    """Code news stories into CAMEO political events: who did what to whom, and when.

    \b
    coder demo                              a first look, on sample stories
    coder code stories/ -o output           code a folder of stories
    coder sql "select * from dyad_month"    query the events
    """


def main() -> None:
    """Run the command line; errors of ours end with their message on stderr and their exit status."""
    try:
        _group(prog_name="coder")
    except CoderError as error:
        echo(f"coder: {error}", err=True)
        sys.exit(error.exit_status)
    except OSError as error:
        # A path that cannot be read or written, whichever command comes upon it.
        if error.filename is None:
            raise
        echo(f"coder: {error.filename}: {error.strerror}", err=True)
        sys.exit(CoderError.exit_status)
    except Exception as error:
        # A shard that is gone or cannot be reached, whichever command comes upon it.
        duckdb = sys.modules.get("duckdb")
        if duckdb is None or not isinstance(error, duckdb.Error):
            raise
        from coder.cli.formats import plain_message

        echo(f"coder: {plain_message(error)}", err=True)
        sys.exit(CoderError.exit_status)
