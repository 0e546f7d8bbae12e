"""`coder dictionary`: check, search and show the dictionaries."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from coder.cli.explain import stories_of
from coder.cli.formats import write_csv
from coder.cli.options import dictionaries_option
from coder.cli.terminal import echo
from coder.errors import DictionaryError
from coder.lexicon import Lexicon, load_lexicon
from coder.lexicon.actors import ACTOR_COLUMNS
from coder.lexicon.checks import clashes
from coder.lexicon.rules import CLASSES, Rule
from coder.lexicon.search import find_rows
from coder.lexicon.writing import write_dictionaries

__all__ = ["command"]


@click.group("dictionary")
def command() -> None:
    """Check and search the dictionaries."""


@command.command()
@dictionaries_option
@click.option("--examples", is_flag=True, help="Also code the example of every rule (takes some seconds).")
def check(dictionaries: tuple[Path, ...], examples: bool) -> None:
    """Name every mistake by file and line; exit status 2 when there is one."""
    lexicon = load_lexicon(dictionaries)
    if wrong := list(clashes(lexicon)):
        raise DictionaryError(wrong)
    if examples:
        from coder.coding.examples import wrong_examples
        from coder.language.parser import Parser

        if wrong := list(wrong_examples(lexicon, Parser())):
            raise DictionaryError([*wrong, f"{len(wrong)} examples do not give what their rules say"])
    echo(
        f"{len(_rules(lexicon)):,} rules, {len(lexicon.composition.rows):,} compositions, {len(lexicon.sets):,} word sets: no mistakes"
    )


@command.command()
@click.option("--markdown", is_flag=True, help="A table by root, as in the dictionaries' README.")
@dictionaries_option
def coverage(dictionaries: tuple[Path, ...], *, markdown: bool) -> None:
    """List for every CAMEO code how many rules and compositions give it."""
    lexicon = load_lexicon(dictionaries)
    direct = Counter(rule.code for rule in _rules(lexicon))
    composed = Counter(row.code for row in lexicon.composition.rows.values())
    if markdown:
        echo("| root | code: rules + compositions |\n| --- | --- |")
        for root in (code for code in lexicon.cameo if len(code) == 2):
            codes = [code for code in lexicon.cameo if code.startswith(root) and code != root]
            counts = ", ".join(f"`{code}`: {direct[code]} + {composed[code]}" for code in codes)
            echo(f"| {root} {lexicon.cameo[root].name} | {counts} |")
        return
    rows: list[Sequence[object]] = [
        (code, direct[code], composed[code], cameo.name) for code, cameo in lexicon.cameo.items() if len(code) > 2
    ]
    rows += [(name, direct[name], None, "class") for name in sorted(CLASSES)]
    write_csv(("code", "rules", "compositions", "name"), rows, sys.stdout)


@command.command()
@click.argument("word")
@dictionaries_option
def find(word: str, dictionaries: tuple[Path, ...]) -> None:
    """Show every row, of any dictionary, that mentions WORD."""
    found = False
    for place, text in find_rows(word, dictionaries):
        echo(f"{place}: {text}")
        found = True
    if not found:
        echo(f"coder: no dictionary mentions `{word}`", err=True)
        raise SystemExit(1)


@command.command()
@click.argument("inputs", nargs=-1, required=True)
@dictionaries_option
@click.option(
    "--least", default=2, show_default=True, help="How often a phrase must have stood where an actor was needed."
)
def suggest(inputs: tuple[str, ...], dictionaries: tuple[Path, ...], least: int) -> None:
    """List names that stood where an actor was needed and none is known, as rows for actors/*.csv, ready to edit.

    Role nouns come with an empty code: they belong into agents.csv, or nowhere.
    """
    from coder.coding.pipeline import Pipeline
    from coder.coding.suggest import suggestions
    from coder.language.parser import Parser

    lexicon = load_lexicon(dictionaries)
    pipeline = Pipeline(lexicon, Parser())
    coded = (sentence for story in stories_of(inputs) for sentence in pipeline.explain(story))
    rows = (
        (one.name, one.country if one.is_name else "", "", "", f"{one.count} times: {' / '.join(one.contexts)}")
        for one in suggestions(lexicon, coded)
        if one.count >= least
    )
    write_csv(ACTOR_COLUMNS, rows, sys.stdout)


@command.command("import")
@click.argument("format_", metavar="petrarch", type=click.Choice(["petrarch"]))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder for the dictionaries.")
@click.option("--replace", is_flag=True, help="Let them stand in place of ours, not over ours.")
def import_(format_: str, files: tuple[Path, ...], output: Path, replace: bool) -> None:
    """Turn actor, agent and discard FILES of PETRARCH or TABARI into a folder for --dictionaries."""
    from coder.lexicon.petrarch import read_petrarch

    imported = read_petrarch(files)
    written = write_dictionaries(
        output,
        imported.actors,
        imported.agents,
        imported.discards,
        frozenset(load_lexicon().countries),
        replace=replace,
    )
    for place, reason, line in imported.left_out:
        echo(f"{place}: left out, {reason}: {line.strip()}")
    echo(
        f"{imported.entries:,} entries read, {written:,} rows written to {output}, {len(imported.left_out):,} lines left out",
        err=True,
    )


@command.command("export")
@click.argument("format_", metavar="petrarch", type=click.Choice(["petrarch"]))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder for the files.")
@dictionaries_option
def export(format_: str, output: Path, dictionaries: tuple[Path, ...]) -> None:
    """Write our actors, agents and discards as PETRARCH reads them."""
    from coder.lexicon.petrarch import write_petrarch

    counts = write_petrarch(output, dictionaries)
    echo(", ".join(f"{number:,} {name}" for name, number in counts.items()) + f" written to {output}", err=True)


def _rules(lexicon: Lexicon) -> list[Rule]:
    return list({rule.place: rule for rules in lexicon.rules.values() for rule in rules}.values())
