"""The story: one news text and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.language.parse import Parse

__all__ = ["Duplicate", "GivenMention", "ParsedSentence", "ParsedStory", "Reject", "Story"]


@dataclass(frozen=True, slots=True)
class GivenMention:
    """An actor that the input itself marks: character offsets into the story's text, and its code."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence of a story that comes parsed: its first character in the story's text, its own text, its parse."""

    start: int
    text: str
    parse: Parse


@dataclass(frozen=True, slots=True)
class Story:
    """One news text, with `text` as it will be coded: offsets of everything later refer to it.

    `dateline_place` is the place of a dateline ("CAIRO, July 11 (Reuters) -"); the dateline itself is not in `text`, unless
    a given mention lies in it. A story with `parsed` sentences is coded from these and never split or parsed. `line` is where it
    begins in its file, where it was read from one (in Parquet the row).
    """

    id: str
    text: str
    date: date | None = None
    title: str = ""
    publisher: str = ""
    url: str = ""
    dateline_place: str = ""
    mentions: tuple[GivenMention, ...] = ()
    parsed: tuple[ParsedSentence, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """A story with the (start, end) of its sentences in its text and their parses; None for what did not pass the screen.

    A story that came parsed is not `screened`: all its sentences are coded.
    """

    story: Story
    spans: Sequence[tuple[int, int]]
    parses: Sequence[Parse | None]
    screened: bool = True


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A story that came before in the same file, with the same id and text."""

    story: Story


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: where it stands (`line` from 1; 0 is the file as a whole), why, and its start."""

    file: str
    line: int
    reason: str
    raw: str = ""
