"""Parsers that fail at some stories, for tests: in worker processes they are found by the name of this module."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence

from coder.engines import Job, Worker
from coder.language.parse import Parse
from coder.language.parser import Parser
from coder.lexicon import load_lexicon

__all__ = ["PoisonJob"]


class PoisonParser(Parser):
    """Obeys the words in capitals of its sentences."""

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
        return super().parse(sentences)


class PoisonJob(Job):
    """Codes with the parser above."""

    def open(self) -> Worker:
        """Load all, with the other parser."""
        return Worker(self, load_lexicon(self.dictionaries), PoisonParser())
