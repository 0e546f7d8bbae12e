"""Codes the stories of a task: what an engine runs, in this process or in others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from coder.coding.pipeline import Coded, Pipeline
from coder.engines.counts import Counts
from coder.engines.tasks import BATCH, Part, Task, batches
from coder.events.event import CodedStory, Event
from coder.lexicon import load_lexicon
from coder.store import Earlier, EncodedShard, Kept, RunRecord, encode
from coder.stories.copies import minhash_bands
from coder.stories.story import Duplicate, ParsedStory, Reject, Story

if TYPE_CHECKING:
    from coder.language.parser import Parser
    from coder.lexicon import Lexicon

__all__ = ["Beat", "CodedPart", "Job", "Result", "Worker"]

Beat = Callable[[range, int], None]
"""Is told the numbers of the records that are coded next, and how many characters they have."""


@dataclass(frozen=True, slots=True)
class Job:
    """How stories are coded; each process opens it once. Without `parse`, only kept parses can be coded."""

    dictionaries: tuple[Path, ...] = ()
    model: str | None = None
    keep_text: bool = False
    screen: bool = True
    keep_parses: bool = False
    parse: bool = True

    @property
    def options(self) -> dict[str, object]:
        """The options that change what is coded."""
        return {"keep_text": self.keep_text, "screen": self.screen}

    def open(self) -> Worker:
        """Load dictionaries and model; raises DictionaryError, ModelError or UsageError."""
        lexicon = load_lexicon(self.dictionaries)
        if not self.parse:
            return Worker(self, lexicon, None)
        from coder.language.parser import Parser

        return Worker(self, lexicon, Parser(self.model))


@dataclass(frozen=True, slots=True)
class CodedPart:
    """The rows of one part."""

    part: Part
    earlier: Earlier | None = None
    counts: Counts = field(default_factory=Counts)
    events: list[Event] = field(default_factory=list)
    stories: list[CodedStory] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    parses: list[Kept] = field(default_factory=list)

    def reject(self, reject: Reject) -> None:
        """Add a record that cannot be coded."""
        self.counts.rejected += 1
        self.counts.reasons[reject.reason] += 1
        self.rejects.append(reject)
        self.parses.append(reject)

    def repeat(self, duplicate: Duplicate) -> None:
        """Add a story that came before."""
        self.counts.duplicate += 1
        self.stories.append(self._row(Coded(duplicate.story, [], 0, 0), "duplicate"))
        self.parses.append(duplicate)

    def add(self, parsed: ParsedStory, coded: Coded, unparsed: int) -> None:
        """Add a coded story."""
        status = "coded" if coded.sentences else "empty"
        self.counts.coded += status == "coded"
        self.counts.empty += status == "empty"
        self.counts.undated += coded.story.date is None
        self.counts.sentences += coded.sentences
        self.counts.parsed += coded.parsed
        self.counts.unparsed += unparsed
        self.counts.events += len(coded.events)
        self.events.extend(coded.events)
        self.stories.append(self._row(coded, status))
        self.parses.append(parsed)

    def _row(self, coded: Coded, status: str) -> CodedStory:
        story = coded.story
        return CodedStory(
            story_id=story.id,
            story_date=story.date,
            publisher=story.publisher or None,
            url=story.url or None,
            title=story.title or None,
            status=status,
            sentences=coded.sentences,
            screened_sentences=coded.parsed,
            events=len(coded.events),
            file=self.part.file,
            minhash_bands=minhash_bands(story.text),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The files of one part, and what became of its records."""

    shard: EncodedShard
    counts: Counts


class Worker:
    """Codes tasks; `dictionaries` and `model` name what it codes with."""

    def __init__(self, job: Job, lexicon: Lexicon, parser: Parser | None) -> None:
        self.dictionaries = lexicon.digest
        self.model = parser.name if parser else ""
        self._keep_parses = job.keep_parses
        self._pipeline = Pipeline(lexicon, parser, keep_text=job.keep_text, screen=job.screen)

    def run(self, task: Task, run: RunRecord, beat: Beat) -> list[Result]:
        """Code a task into the files of its parts; of a record that is coded alone nothing is stored."""
        parts = self.code(task, beat)
        if task.only is not None:
            return []
        results = []
        for coded in parts:
            start = perf_counter()
            if coded.earlier is not None:
                carried = coded.earlier.carry_over(events=coded.events, stories=coded.stories, rejects=coded.rejects)
                coded.counts.add_rows(carried.stories, carried.rejects)
                shard = encode(run, **carried.tables)
            else:
                parses = coded.parses if self._keep_parses else None
                shard = encode(run, events=coded.events, stories=coded.stories, rejects=coded.rejects, parses=parses)
            coded.counts.spend("write", perf_counter() - start)
            results.append(Result(shard, coded.counts))
        return results

    def code(self, task: Task, beat: Beat = lambda _numbers, _characters: None) -> list[CodedPart]:
        """Code a task into rows; raises CoderError for kept parses that cannot be read."""
        start = perf_counter()
        parts = [CodedPart(part, part.earlier()) for part in task.parts]
        records = [(record, part) for part in parts for record in part.part.records(part.earlier)]
        parts[0].counts.spend("read", perf_counter() - start)
        for _, part in records:
            part.counts.read += 1
        numbers: Iterable[int] = range(len(records)) if task.only is None else [task.only]
        for batch in batches(numbers, repeat(BATCH)):
            wanted = [
                record
                for number in batch
                if isinstance(record := records[number][0], Story | ParsedStory) and number not in task.rejected
            ]
            beat(range(batch[0], batch[-1] + 1), sum(len(_story(record).text) for record in wanted))
            outcomes = iter(self._outcomes(wanted, parts[0].counts))
            for number in batch:
                record, part = records[number]
                if isinstance(record, Reject):
                    part.reject(record)
                elif isinstance(record, Duplicate):
                    part.repeat(record)
                elif number in task.rejected:
                    part.reject(_rejected(record, part, task.rejected[number]))
                elif isinstance(outcome := next(outcomes), str):
                    part.reject(_rejected(record, part, outcome))
                else:
                    part.add(*outcome)
        return parts

    def _outcomes(
        self, records: Sequence[Story | ParsedStory], counts: Counts
    ) -> list[tuple[ParsedStory, Coded, int] | str]:
        """Code some records; in place of one that fails, also alone, comes the reason."""
        try:
            start = perf_counter()
            fresh = iter(self._pipeline.parse([story for story in records if isinstance(story, Story)]))
            parsed = [
                (next(fresh), 0) if isinstance(record, Story) else self._pipeline.screen_again(record)
                for record in records
            ]
            between = perf_counter()
            coded = [(story, self._pipeline.code_parsed(story), unparsed) for story, unparsed in parsed]
        except Exception as error:  # noqa: BLE001  # one story that we fail at must not end the run
            if len(records) > 1:
                return [outcome for record in records for outcome in self._outcomes([record], counts)]
            return [f"coding it failed ({type(error).__name__}: {error})"]
        counts.spend("parse", between - start)
        counts.spend("code", perf_counter() - between)
        return list(coded)


def _story(record: Story | ParsedStory) -> Story:
    return record.story if isinstance(record, ParsedStory) else record


def _rejected(record: Story | ParsedStory, part: CodedPart, reason: str) -> Reject:
    story = _story(record)
    return Reject(part.part.file, 0, f"story `{story.id}`: {reason}", story.text[:200])
