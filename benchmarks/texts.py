"""Text to measure on: made here, the same in every run, or read from a file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.parsing import make_sentences
from coder.stories import Story, read_stories

__all__ = ["make_stories", "read_or_make", "write_jsonl"]

SENTENCES = 8  # in a story
# What a story holds besides events: such sentences the screen should drop.
FILLERS = (
    "The rain fell for {} hours and the roads were closed until the morning.",
    "Prices rose by {} percent, which nobody had expected.",
    "After {} minutes he smiled, sat down and asked for a glass of water.",
    "The museum opens at ten and is free for the first {} children.",
    "Traffic was slow and the queue at the station was {} metres long.",
    "The team won its match number {} in a row.",
)


def make_stories(count: int, sentences: int = SENTENCES) -> list[Story]:
    """Stories of some sentences each, about half of which tell of nobody."""
    choose = random.Random(2)  # noqa: S311
    events = make_sentences(min(count * sentences, 20_000))
    stories = []
    for number in range(count):
        # Hardly a sentence comes twice: sentences that are the same are parsed once, which here would be no merit.
        texts = [
            choose.choice(events) if choose.random() < 0.5 else choose.choice(FILLERS).format(choose.randrange(2, 9999))
            for _ in range(sentences)
        ]
        stories.append(Story(f"story-{number}", f"Report {number}. " + " ".join(texts)))
    return stories


def read_or_make(file: Path | None, count: int) -> list[Story]:
    """The first stories of a file, or as many made here."""
    if file is None:
        return make_stories(count)
    stories: list[Story] = []
    for story in read_stories([file]):
        if isinstance(story, Story):
            stories.append(story)
        if len(stories) == count:
            break
    return stories


def write_jsonl(stories: Sequence[Story], path: Path) -> Path:
    """Write stories as JSON lines."""
    import orjson

    rows = ({"id": story.id, "date": "2024-05-14", "text": story.text} for story in stories)
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path
