"""The misses and the false events of an evaluation, each with its trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.coding.coder import CodedSentence
from coder.coding.pipeline import Pipeline
from coder.evaluation.gold import GoldStory
from coder.evaluation.matching import judge
from coder.events.event import Event

__all__ = ["Fault", "faults"]

_NEARLY = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """A gold event that was missed, or an event that is false, at root and dyad.

    `trace` is, for a false event, its rule and the words that carry it; for a missed one the rules of its root that fired, or nearly
    did, with what they lacked.
    """

    fault: str
    story_id: str
    source: str
    cameo: str
    target: str
    trace: str
    text: str


def faults(gold: Sequence[GoldStory], coded: Sequence[Sequence[Event]], pipeline: Pipeline) -> Iterator[Fault]:
    """All faults in the order of the stories; stories with a miss are coded once more for their traces."""
    for one, events in zip(gold, coded, strict=True):
        judged = judge(one.events, events, "root and dyad", lenient=True)
        story = one.story
        sentences = pipeline.explain(story) if judged.missed else []
        for miss in judged.missed:
            trace = _near(sentences, {code[:2] for code in (miss.cameo, *miss.alt)})
            yield Fault("missed", story.id, miss.source, miss.cameo, miss.target, trace, story.text)
        for event in judged.false:
            trace = f"{event.rule} ({event.trigger}, {event.source_text} > {event.target_text})"
            yield Fault("false", story.id, event.source_code, event.cameo_code, event.target_code, trace, story.text)


def _near(sentences: Sequence[CodedSentence], roots: set[str]) -> str:
    tried = []
    for coded in sentences:
        for attempt in coded.attempts:
            if attempt.rule.code[:2] in roots:
                word = coded.sentence.parse.forms[attempt.token]
                tried.append(
                    f"{attempt.rule.place} ({word}{f' lacks {attempt.missing}' if attempt.missing else ' fired'})"
                )
    mentions = ", ".join(f"{mention.text}={mention.code or '?'}" for coded in sentences for mention in coded.mentions)
    return "; ".join(tried[:_NEARLY]) or f"no rule of this root was near; actors: {mentions or 'none'}"
