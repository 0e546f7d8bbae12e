"""Parsers that fail at some stories, for tests: in worker processes they are found by the name of this module."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.engines import Job, Worker
from coder.language.parse import Parse
from coder.language.parser import Parser
from coder.lexicon import load_lexicon

__all__ = ["LateJob", "PoisonJob"]

BARE = ("attacked", "thanked")  # whose lemma has no e


class PoisonParser(Parser):
    """Obeys the words in capitals of its sentences, all of the form "Chad praised Libya."; without a model a lost worker costs little."""

    def __init__(self) -> None:
        self.name = "subject verb object"

    def parse(self, sentences: Sequence[str]) -> list[Parse]:
        """Parse, unless a sentence says to die."""
        for sentence in sentences:
            if "EXIT" in sentence:
                os._exit(7)
            if "CRASH" in sentence:
                ctypes.string_at(0)
            if "HANG" in sentence:
                time.sleep(10_000)
            if "RAISE" in sentence:
                raise IndexError("out of words")
        if len(sentences) > 1 and any("COMPANY" in sentence for sentence in sentences):
            os._exit(8)
        return [_parse(sentence) for sentence in sentences]


def _parse(sentence: str) -> Parse:
    subject, verb, target = sentence.removesuffix(".").split()
    lemmas = (subject.lower(), verb.removesuffix("ed") if verb in BARE else verb.removesuffix("d"), target.lower(), ".")
    offsets = (0, sentence.index(verb), sentence.index(target), len(sentence) - 1)
    return Parse(
        forms=(subject, verb, target, "."),
        lemmas=lemmas,
        pos=("PROPN", "VERB", "PROPN", "PUNCT"),
        features=("", "Tense=Past|VerbForm=Fin", "", ""),
        heads=(1, -1, 1, 1),
        relations=("nsubj", "root", "obj", "punct"),
        offsets=offsets,
    )


class PoisonJob(Job):
    """Codes with the parser above."""

    def open(self) -> Worker:
        """Load all, with the other parser."""
        return Worker(self, load_lexicon(self.dictionaries), PoisonParser())


@dataclass(frozen=True)
class LateJob(PoisonJob):
    """Of its workers the first loads at once, the others not before `number` have begun to."""

    folder: Path = Path()
    number: int = 0

    def open(self) -> Worker:
        """Leave a file in the folder, and wait until there are enough, for two minutes at most."""
        first = not any(self.folder.iterdir())
        (self.folder / str(os.getpid())).touch()
        end = time.monotonic() + 120
        while not first and len(list(self.folder.iterdir())) < self.number:
            if time.monotonic() > end:
                os._exit(9)
            time.sleep(0.05)
        return super().open()
