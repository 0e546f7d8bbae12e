"""How much the stages of coding do a second, measured in turns in one run, so that other work on the machine disturbs all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.coding.pipeline import Pipeline
from coder.coding.screen import Screen
from coder.engines import collect_seldom
from coder.language.parser import MODELS, Parser
from coder.language.sentences import split_sentences
from coder.lexicon import load_lexicon
from coder.lexicon.names import name_words
from coder.store.parses import parses_table, read_parses
from coder.stories import Story

__all__ = ["Rate", "rates"]

ROUND = 25  # stories that one contender codes before it is the turn of the next


@dataclass(frozen=True, slots=True)
class Rate:
    """A stage: what it does, a second of processor time, and how that compares to spaCy's own pipeline on the same text."""

    name: str
    unit: str
    a_second: float
    ratio: float


def rates(stories: Sequence[Story], folder: Path) -> list[Rate]:
    """Sentences a second of each stage; processor time of one thread, best told by the ratios."""
    import pyarrow.parquet as pq
    import spacy

    lexicon = load_lexicon()
    plain = spacy.load(next(filter(spacy.util.is_package, MODELS)), exclude=["ner", "senter"])
    # A parser remembers sentences: each stage has its own, or it would only look up what another has parsed.
    parser, keeping = Parser(), Pipeline(lexicon, Parser(), screen=False)
    screened, unscreened = Pipeline(lexicon, Parser()), Pipeline(lexicon, Parser(), screen=False)
    again = Pipeline(lexicon, None, screen=False)
    screen = Screen(lexicon)
    kept = folder / "kept.parquet"

    def recode(_: Sequence[Story], __: Sequence[str]) -> None:
        for record in read_parses(kept, "file"):
            again.code_parsed(again.screen_again(record)[0])  # type: ignore[arg-type]

    def match(_: Sequence[Story], texts: Sequence[str]) -> None:
        for text in texts:
            words = name_words(text)
            for position in range(len(words)):
                lexicon.names.matches(words, position)

    contenders: dict[str, Callable[[Sequence[Story], Sequence[str]], Any]] = {
        "spaCy's pipeline, no NER": lambda _, texts: list(plain.pipe(texts, batch_size=64)),
        "our parser": lambda _, texts: parser.parse(texts),
        "end to end, screen off": lambda batch, _: unscreened.code(batch),
        "end to end, screen on": lambda batch, _: screened.code(batch),
        "recode kept parses": recode,
        "split": lambda batch, _: [split_sentences(story.text) for story in batch],
        "screen": lambda _, texts: [screen.passes(text) for text in texts],
        "match names": match,
    }
    collect_seldom()  # as the workers do
    seconds = dict.fromkeys(contenders, 0.0)
    sentences = 0
    for start in range(0, len(stories), ROUND):
        batch = stories[start : start + ROUND]
        texts = [story.text[a:b] for story in batch for a, b in split_sentences(story.text)]
        pq.write_table(parses_table(keeping.parse(batch)), kept, compression="zstd")
        for name, contender in contenders.items():
            begin = time.process_time()
            contender(batch, texts)
            if start:  # the first round warms up
                seconds[name] += time.process_time() - begin
        sentences += len(texts) if start else 0
    first = next(iter(seconds.values()))
    return [
        Rate(name, "sentences/s", sentences / spent if spent else 0.0, first / spent if spent else 0.0)
        for name, spent in seconds.items()
    ]
