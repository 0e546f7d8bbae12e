"""The story: one news text and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = ["GivenMention", "Reject", "Story"]


@dataclass(frozen=True, slots=True)
class GivenMention:
    """An actor that the input itself marks: character offsets into the story's text, and its code."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Story:
    """One news text, with `text` as it will be coded: offsets of everything later refer to it.

    `dateline_place` is the place of a dateline ("CAIRO, July 11 (Reuters) -"); the dateline itself is not in `text`, unless
    a given mention lies in it.
    """

    id: str
    text: str
    date: date | None = None
    title: str = ""
    publisher: str = ""
    url: str = ""
    dateline_place: str = ""
    mentions: tuple[GivenMention, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: where it stands (`line` from 1; 0 is the file as a whole), why, and its start."""

    file: str
    line: int
    reason: str
    raw: str = ""
