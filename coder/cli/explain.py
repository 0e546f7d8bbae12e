"""`coder explain`: how a sentence is coded, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from coder.cli.code import Day
from coder.coding.coder import CodedSentence

__all__ = ["command"]

_NEARLY = 8


@click.command("explain")
@click.argument("text")
@click.option("--date", "day", type=Day(), help="Date of the story, for people in office.")
@click.option(
    "--dictionaries", multiple=True, type=click.Path(path_type=Path), help="Folder of dictionaries to lay over ours."
)
@click.option("--model", help="Another of spaCy's English models: its name or folder.")
def command(text: str, day: date | None, dictionaries: tuple[Path, ...], model: str | None) -> None:
    """Show the parse of TEXT, its actors, the rules that fired and those that nearly fired, and the events."""
    from coder.coding.pipeline import Pipeline
    from coder.language.parser import Parser
    from coder.lexicon import load_lexicon
    from coder.stories import Story

    pipeline = Pipeline(load_lexicon(dictionaries), Parser(model), screen=False)
    for number, coded in enumerate(pipeline.explain(Story("explain", text, day))):
        if number:
            click.echo()
        _show(coded)


def _show(coded: CodedSentence) -> None:
    parse = coded.sentence.parse
    click.echo(coded.sentence.text)
    click.echo("\nparse")
    for token, form in enumerate(parse.forms):
        head = parse.forms[parse.heads[token]] if parse.heads[token] >= 0 else "-"
        click.echo(
            f"  {token:>3} {form:<18} {parse.lemmas[token]:<18} {parse.pos[token]:<6} {parse.relations[token]:<12} {head}"
        )
    click.echo("\nactors")
    for mention in coded.mentions:
        note = f" ({mention.note})" if mention.note else ""
        click.echo(f"  {mention.text}: {mention.code or 'no country known'}, {mention.resolved}{note}")
    click.echo("\nrules")
    shown = 0
    for attempt in coded.attempts:
        rule, trigger = attempt.rule, parse.forms[attempt.token]
        pattern = " ".join(constraint.text for constraint in rule.constraints) or "(no pattern)"
        if not attempt.missing:
            click.echo(f"  fired   {trigger}: {pattern} -> {rule.code or 'none'}  [{rule.place}]")
        elif shown < _NEARLY:
            shown += 1
            click.echo(
                f"  missed  {trigger}: {pattern} -> {rule.code or 'none'}  [{rule.place}] lacks {attempt.missing}"
            )
    click.echo("\nevents")
    for event in coded.events:
        both = " (both ways)" if event.reciprocal else ""
        click.echo(
            f"  {event.source_code} -> {event.target_code}  {event.cameo_code} {event.cameo_name}{both}  [{event.rule}]"
        )
    if not coded.events:
        click.echo("  none")
