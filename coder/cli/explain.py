"""`coder explain`: how a sentence or a story is coded, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.options import Day, dictionaries_option, model_option
from coder.cli.terminal import echo
from coder.cli.working import say
from coder.errors import UsageError

if TYPE_CHECKING:
    from coder.coding.coder import CodedSentence
    from coder.coding.reading import Attempt
    from coder.events.event import Event
    from coder.stories import Story

__all__ = ["command", "stories_of"]

_NEARLY = 8


@click.command("explain")
@click.argument("text", required=False)
@click.option(
    "--story",
    "file",
    type=click.Path(path_type=Path),
    help="Explain the stories of a file sentence by sentence: who stood for whom, what was dated how.",
)
@click.option(
    "--date", "day", type=Day(), help="Date of the story, for people in office and for dates such as `on Monday`."
)
@dictionaries_option
@model_option
def command(
    text: str | None, file: Path | None, day: date | None, dictionaries: tuple[Path, ...], model: str | None
) -> None:
    """Show the parse of TEXT, its actors, the rules that fired and those that nearly fired, and the events."""
    from coder.coding.pipeline import Pipeline
    from coder.language.parser import Parser
    from coder.lexicon import load_lexicon
    from coder.stories import Story

    if (text is None) == (file is None):
        raise UsageError('explain needs a sentence in quotes or --story FILE, e.g. coder explain "Chad met Libya."')
    if text is not None and not text.strip():
        raise UsageError("the text is empty; put a sentence in quotes")
    stories = [Story("explain", text or "", day)] if file is None else stories_of([file], day)
    pipeline = Pipeline(load_lexicon(dictionaries), Parser(model), screen=False)
    for story in stories:
        for coded in pipeline.explain(story):
            if text is not None:
                _show_parse(coded)
                _show_actors(coded)
                _show_rules(coded)
            else:
                echo(f"[{coded.sentence.number + 1}] {coded.sentence.text}")
                _show_actors(coded)
            _show_events(coded)
            echo()


def stories_of(inputs: Sequence[str | Path], day: date | None = None) -> Iterator[Story]:
    """The stories of some inputs, dated to the day where they have no date; what cannot be read is said."""
    from coder.stories import Reject, read_stories

    for record in read_stories(inputs, default_date=day):
        if isinstance(record, Reject):
            say(f"{record.file}:{record.line}: {record.reason}")
        else:
            yield record


def _show_parse(coded: CodedSentence) -> None:
    parse = coded.sentence.parse
    echo(f"{coded.sentence.text}\n\nparse")
    for token, form in enumerate(parse.forms):
        head = parse.forms[parse.heads[token]] if parse.heads[token] >= 0 else "-"
        echo(
            f"  {token:>3} {form:<18} {parse.lemmas[token]:<18} {parse.pos[token]:<6} {parse.relations[token]:<12} {head}"
        )


def _show_actors(coded: CodedSentence) -> None:
    if coded.mentions or coded.references:
        echo("\nactors")
    for mention in (*coded.mentions, *coded.references):
        how = _how(mention.resolved, mention.because, mention.note)
        echo(f"  {mention.text}: {mention.code or 'no country known'}{how}")
    parse = coded.sentence.parse
    for time in coded.times:
        words = " ".join(parse.forms[time.start : time.end])
        echo(f"  {words}: {time.when.day or 'no date known'}, {time.when.precision}")


def _show_rules(coded: CodedSentence) -> None:
    echo("\nrules")
    won = {(reading.token, reading.rule.place) for reading in coded.readings}
    for attempt in coded.attempts:
        if not attempt.missing:
            outcome = "won  " if (attempt.token, attempt.rule.place) in won else "held "
            echo(f"  {outcome} {_says(coded, attempt)} weight {attempt.rule.weight}")
    missed = sorted((attempt for attempt in coded.attempts if attempt.missing), key=_held, reverse=True)
    for attempt in missed[:_NEARLY]:
        echo(f"  missed {_says(coded, attempt)} lacks {attempt.missing}")


def _says(coded: CodedSentence, attempt: Attempt) -> str:
    rule = attempt.rule
    pattern = " ".join(constraint.text for constraint in rule.constraints) or "(no pattern)"
    return f"{coded.sentence.parse.forms[attempt.token]}: {pattern} -> {rule.code or 'none'}  [{rule.place}]"


def _held(attempt: Attempt) -> int:
    """How many constraints of a missed rule held before one failed: those with the most nearly fired."""
    texts = [constraint.text for constraint in attempt.rule.constraints]
    return texts.index(attempt.missing) if attempt.missing in texts else len(texts)


def _show_events(coded: CodedSentence) -> None:
    echo("\nevents")
    for event, trace in zip(coded.events, coded.traces, strict=True):
        source = f'{event.source_code} "{event.source_text}"{_how(event.source_resolved, trace.source)}'
        target = f'{event.target_code} "{event.target_text}"{_how(event.target_resolved, trace.target)}'
        echo(f"  {source} -> {target}: {event.cameo_code} {event.cameo_name}{_when(event)}  [{event.rule}]")
        if event.event_date or trace.time:
            echo(f"      dated by {_phrase(trace.time, 'the story')}")
        if event.place_name:
            echo(f"      placed by {_phrase(trace.place, 'the dateline')}")
    if not coded.events:
        echo("  none")


def _phrase(words: str, otherwise: str) -> str:
    return f'"{words}"' if words else otherwise


def _how(resolved: str, because: str, note: str = "") -> str:
    """How an actor was found: by its name (nothing to say), by coreference or context, and by what."""
    way = "" if resolved == "named" else f"{resolved}: {because}" if because else resolved
    said = [words for words in (way, note) if words]
    return f" ({', '.join(said)})" if said else ""


def _when(event: Event) -> str:
    place = f", at {event.place_name}" if event.place_name else ""
    if event.event_date is None:
        return f", undated{place}"
    shown = event.event_date.isoformat()[: {"year": 4, "month": 7}.get(event.event_date_precision or "", 10)]
    return f", {shown}{', historical' if event.historical else ''}{place}"
