"""`coder diff`: what other dictionaries, another model or other options change."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.formats import format_options, write_rows
from coder.cli.options import output_option
from coder.cli.working import say

__all__ = ["command"]

_ROWS = "from differences order by all"
_COUNTS = """
select change, code_a, code_b, rule_a, rule_b, count(*) as events
from differences
group by all
order by events desc, change, code_a, code_b, rule_a, rule_b
"""


@click.command("diff")
@click.argument("run_a")
@click.argument("run_b")
@click.option("--counts", is_flag=True, help="Count the differences by their codes and rules, the most frequent first.")
@output_option("Folder or URL of runs named by id.")
@format_options
def command(run_a: str, run_b: str, counts: bool, output: str, form: str, save: Path | None) -> None:
    """Show the events that RUN_B has gained, lost and changed against RUN_A, and the rules that made them.

    A run is the folder or URL of an output, or an id (or its beginning) of the table runs of -o. Only stories that both have read
    count.
    An event is changed where the same story and sentence have it with the same source and target but another code.

    \b
    coder recode output --dictionaries my_dictionaries -o changed
    coder diff output changed
    coder diff output changed --counts --format csv
    """
    from coder.query import connect_runs

    with connect_runs(run_a, run_b, output) as connection:
        [totals] = connection.execute("from totals").fetchall()
        say("{:,} gained, {:,} lost, {:,} changed, {:,} the same, in {:,} stories that both have".format(*totals))
        write_rows(connection, _COUNTS if counts else _ROWS, (), form, save)
