"""How much faster our parser is than spaCy's own pipeline with the same components: `python -m benchmarks.parsing`.

Both parse the same sentences in turns in one run, and processor time is measured (both use one thread), so that other work
on the machine disturbs little; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from coder.language.parser import MODELS, Parser
from coder.language.sentences import split_sentences

ROUND = 256  # sentences that one of the two parses before it is the other's turn

ACTORS = (
    "Iran's foreign minister",
    "the president of Egypt",
    "officials from Kenya and Somalia",
    "Sudanese rebels",
    "the United Nations Security Council",
    "Norway",
    "two lawmakers of the ruling party",
    "police in the capital",
    "a spokesman for the European Commission",
    "opposition leaders",
    "the U.S. Treasury",
    "human rights groups",
)
OPENINGS = (
    "On {day}",
    "After weeks of protests in the north of the country",
    "According to a statement by the ministry",
    "Despite a cease-fire that was signed in {month}",
    "In a letter of {number} pages",
)
EVENTS = (
    "met with {other} in {place} to discuss the war in the {region} and its consequences for trade",
    "accused {other} of having broken an agreement on the border",
    "imposed sanctions on {number} companies that are owned by {other}",
    "urged {other} to withdraw {number} soldiers from the {region} by {month}",
    "was asked by {other} to release prisoners who had been held in {place} since {month}",
    "promised to send food, medicine and tents worth ${number} million to {other}",
    "said that no talks with {other} would be held as long as the shelling of {place} went on",
    "refused to sign the treaty, which {other} had welcomed as a first step towards peace",
)
ENDINGS = (
    "officials said on {day}",
    "state media reported, citing sources close to {other}",
    "while {other} kept silent about the plan",
    "and {other} will do the same before the end of {month}",
)
SLOTS = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "month": ("January", "March", "May", "July", "October"),
    "place": ("Cairo", "Geneva", "Nairobi", "Oslo", "Khartoum", "Brussels"),
    "region": ("Sahel", "Caucasus", "Gulf", "Balkans"),
}


def make_sentences(count: int, seed: int = 1) -> list[str]:
    """Make news sentences of about 30 tokens; the same seed makes the same ones."""
    choose = random.Random(seed)  # noqa: S311
    sentences: dict[str, None] = {}
    while len(sentences) < count:
        parts = ["{actor} " + choose.choice(EVENTS), choose.choice(ENDINGS)]
        if choose.random() < 0.3:
            parts.insert(0, choose.choice(OPENINGS))
        slots = {name: choose.choice(values) for name, values in SLOTS.items()}
        sentence = ", ".join(parts).format(
            actor=choose.choice(ACTORS), other=choose.choice(ACTORS), number=choose.randrange(2, 100), **slots
        )
        sentences[f"{sentence[0].upper()}{sentence[1:]}."] = None
    return list(sentences)


def measure(sentences: Sequence[str], rounds: int) -> dict[str, float]:
    """Return sentences per second of both, and their ratio, over some rounds behind one that warms them up."""
    import spacy

    ours = Parser()
    plain = spacy.load(next(filter(spacy.util.is_package, MODELS)), exclude=["ner", "senter"])
    runs: dict[str, Callable[[Sequence[str]], Any]] = {
        "spacy": lambda batch: list(plain.pipe(batch, batch_size=64)),
        "ours": ours.parse,
    }
    seconds = dict.fromkeys(runs, 0.0)
    parsed = 0
    starts = itertools.cycle(range(0, len(sentences), ROUND))
    for number in range(rounds + 1):
        start = next(starts)
        batch = sentences[start : start + ROUND]
        for name, run in runs.items():
            begin = time.process_time()
            run(batch)
            if number:
                seconds[name] += time.process_time() - begin
        parsed += len(batch) if number else 0
    speed = {name: parsed / spent for name, spent in seconds.items()}
    return {**speed, "ratio": speed["ours"] / speed["spacy"]}


def main() -> None:
    """Measure, and print the speeds and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--input", type=Path, help="a text file, in place of sentences made here")
    options.add_argument("--rounds", type=int, default=20, help=f"of {ROUND} sentences each")
    options.add_argument("--json", action="store_true", help="print JSON")
    given = options.parse_args()
    if given.input:
        text = given.input.read_text(encoding="utf-8")
        sentences = [text[start:end] for start, end in split_sentences(text)]
    else:
        sentences = make_sentences(ROUND * (given.rounds + 1))
    result = measure(sentences, given.rounds)
    if given.json:
        print(json.dumps(result))
    else:
        print(f"spaCy's pipeline {result['spacy']:8.0f} sentences/s")
        print(f"our parser       {result['ours']:8.0f} sentences/s")
        print(f"ratio            {result['ratio']:8.2f}")


if __name__ == "__main__":
    main()
