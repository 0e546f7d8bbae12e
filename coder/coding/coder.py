"""Codes stories: the way from parses to events. A pure function of story, parses and dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coder.coding.context import Act, Context
from coder.coding.dates import TimeExpression, event_date, find_times
from coder.coding.grammar import Grammar
from coder.coding.mentions import Mention, find_mentions
from coder.coding.outcomes import Outcome, Outcomes
from coder.coding.places import Place, Places
from coder.coding.reader import Reader
from coder.coding.reading import Attempt, Reading
from coder.coding.timewords import EventDate
from coder.coding.triggers import Triggers
from coder.events.event import Event, event_id
from coder.language.parse import Parse
from coder.lexicon.lexicon import Lexicon
from coder.stories.story import Story

__all__ = ["CodedSentence", "Sentence", "StoryCoder"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a story: its number (from 0), the offset of its text in the story's, and its parse; an empty one is passed over."""

    number: int
    start: int
    text: str
    parse: Parse


@dataclass(frozen=True, slots=True)
class Trace:
    """By what an event's actors, date and place were found; "" where nothing but the story tells."""

    source: str
    target: str
    time: str
    place: str


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """A sentence with all that coding found in it: its actors, what phrases stood for, its expressions of time, the rules tried,
    all readings, those that made events, the events, and a trace for each of these.

    The rules tried, all readings and the traces are there only in `StoryCoder.explain`.
    """

    sentence: Sentence
    mentions: list[Mention]
    references: list[Mention]
    times: list[TimeExpression]
    attempts: list[Attempt]
    readings: list[Reading]
    made: list[Reading]
    events: list[Event]
    traces: list[Trace]


class StoryCoder:
    """Codes stories with one set of dictionaries; it keeps nothing from one story to the next."""

    def __init__(self, lexicon: Lexicon, *, keep_text: bool = False) -> None:
        self.lexicon = lexicon
        self.keep_text = keep_text
        self._triggers = Triggers(lexicon.rules)

    def code(self, story: Story, sentences: Sequence[Sentence]) -> list[Event]:
        """Events of a story in the order of its sentences and words."""
        return [event for coded in self._coded(story, sentences, explained=False) for event in coded.events]

    def explain(self, story: Story, sentences: Sequence[Sentence]) -> list[CodedSentence]:
        """Every sentence with all that coding found in it, every rule that was tried among it."""
        return list(self._coded(story, sentences, explained=True))

    def _coded(self, story: Story, sentences: Sequence[Sentence], *, explained: bool) -> Iterator[CodedSentence]:
        context, places = Context(self.lexicon, story), Places(self.lexicon, story)
        for sentence in sentences:
            if sentence.parse:
                yield self._code_sentence(story, sentence, context, places, [] if explained else None)
            else:
                context.pass_over(sentence.text, sentence.number)

    def _code_sentence(
        self, story: Story, sentence: Sentence, context: Context, places: Places, attempts: list[Attempt] | None
    ) -> CodedSentence:
        grammar = Grammar(sentence.parse, self.lexicon.sets)
        mentions = find_mentions(grammar, self.lexicon, story.date, _given(grammar, sentence, story))
        for mention in mentions:
            mention.text = _text(sentence, mention.start, mention.end)
        mentions = context.open_sentence(grammar, mentions, sentence.number)
        reader = Reader(grammar, self.lexicon, self._triggers, mentions, context, attempts)
        times = find_times(grammar, story.date, context.time(grammar))

        def is_event(token: int) -> bool:
            return reader.read(token) is not None

        def when(tokens: Sequence[int]) -> tuple[EventDate, TimeExpression | None]:
            return event_date(grammar, times, tokens, story.date, is_event)

        coded: list[Outcome] = []
        if context.speaks_of_actors or attempts is not None:
            coded = Outcomes(story.date, grammar, self.lexicon, reader, context, when).all()
        places.open_sentence(grammar, mentions, is_event)
        for event in coded:
            event.place = self._place(places, story, event)
        told = [
            Act(
                event.code[:2],
                event.source,
                event.target,
                event.reciprocal,
                [part.token for part in event.reading.chain],
                event.place.country if event.place else "",
            )
            for event in coded
            if not event.when.historical(story.date)
            and event.target.head >= 0  # a side that was only implied tells nothing new
        ]
        references = context.references()
        context.close_sentence([time.when for time in times], told)
        rows = [(row, event) for event in coded for row in self._rows(story, sentence, event)]
        readings = reader.readings() if attempts is not None else []
        return CodedSentence(
            sentence,
            mentions,
            references,
            times,
            attempts or [],
            readings,
            [event.reading for event in coded],
            [row for row, _ in rows],
            [_trace(sentence, row, event) for row, event in rows] if attempts is not None else [],
        )

    def _place(self, places: Places, story: Story, event: Outcome) -> Place | None:
        cameo, historical = self.lexicon.cameo[event.code], event.when.historical(story.date)
        return places.place(event.tokens, event.source, event.target, cameo, historical=historical)

    def _rows(self, story: Story, sentence: Sentence, event: Outcome) -> list[Event]:
        row = self._row(story, sentence, event)
        if not event.reciprocal:
            return [row]
        code = self.lexicon.cameo[event.code].mirror or event.code
        mirror = replace(event, code=code, source=event.target, target=event.source)
        return [replace(row, pair_id=row.event_id), self._row(story, sentence, mirror, row.event_id)]

    def _row(self, story: Story, sentence: Sentence, event: Outcome, pair_id: str | None = None) -> Event:
        reading, code, source, target, when = event.reading, event.code, event.source, event.target, event.when
        cameo, place = self.lexicon.cameo[code], event.place
        trigger = sentence.parse.offsets[reading.token]
        rule = " > ".join(part.rule.place for part in reading.chain)
        return Event(
            event_id=event_id(
                story_id=story.id,
                sentence_number=sentence.number,
                trigger_offset=trigger,
                rule=rule,
                source_code=source.code,
                source_text=source.text,
                target_code=target.code,
                target_text=target.text,
                cameo_code=code,
            ),
            event_date=when.day,
            event_date_precision=when.precision if when.day else None,
            story_date=story.date,
            historical=when.historical(story.date),
            source_text=source.text,
            source_name=self._name(source),
            source_code=source.code,
            source_country=self._country(source.code),
            source_sectors=self._sectors(source.code),
            target_text=target.text,
            target_name=self._name(target),
            target_code=target.code,
            target_country=self._country(target.code),
            target_sectors=self._sectors(target.code),
            cameo_code=code,
            cameo_name=cameo.name,
            cameo_root=cameo.root,
            quad_class=cameo.quad_class,
            goldstein=cameo.goldstein,
            plover=cameo.plover or None,
            reciprocal=event.reciprocal,
            pair_id=pair_id,
            source_resolved=source.resolved,
            target_resolved=target.resolved,
            place_name=place.name if place else None,
            place_country=place.country if place else None,
            place_admin1=place.region if place else None,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            rule=rule,
            trigger=sentence.parse.forms[reading.token],
            story_id=story.id,
            sentence_number=sentence.number + 1,
            publisher=story.publisher or None,
            url=story.url or None,
            sentence=sentence.text if self.keep_text else None,
        )

    def _name(self, mention: Mention) -> str | None:
        """The dictionaries' name; of an agent with its country, as ICEWS writes it: "Police (Kenya)"."""
        if mention.kind != "agent" or not mention.name:
            return mention.name or None
        country = self.lexicon.countries.get(mention.code[:3])
        title = mention.name[:1].upper() + mention.name[1:]
        return f"{title} ({country.name})" if country else title

    def _country(self, code: str) -> str | None:
        return code[:3] if code[:3] in self.lexicon.countries else None

    def _sectors(self, code: str) -> tuple[str, ...]:
        return tuple(role for role in (code[i : i + 3] for i in range(0, len(code), 3)) if role in self.lexicon.sectors)


def _given(grammar: Grammar, sentence: Sentence, story: Story) -> list[Mention]:
    """The story's own mentions."""
    offsets = sentence.parse.offsets
    given: list[Mention] = []
    for mark in story.mentions:
        tokens = [t for t, offset in enumerate(offsets) if mark.start <= sentence.start + offset < mark.end]
        if tokens:
            start, end = tokens[0], tokens[-1] + 1
            head = min(range(start, end), key=lambda t: len(list(grammar.ancestors(t))))
            given.append(Mention(start, end, head, mark.code, kind="given"))
    return given


def _text(sentence: Sentence, start: int, end: int) -> str:
    offsets, forms = sentence.parse.offsets, sentence.parse.forms
    return sentence.text[offsets[start] : offsets[end - 1] + len(forms[end - 1])]


def _trace(sentence: Sentence, row: Event, event: Outcome) -> Trace:
    source, target = event.source.because, event.target.because
    if row.source_code != event.source.code or row.source_text != event.source.text:
        source, target = target, source  # the mirrored row
    time = _text(sentence, event.by.start, event.by.end) if event.by else ""
    return Trace(source, target, time, event.place.phrase if event.place else "")
