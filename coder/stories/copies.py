"""Finds near-identical stories: one wire report that many papers print with a word or two changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

from coder.stories.story import Story

__all__ = ["find_copies"]

_SIMILAR = (
    0.75  # share of common triples of words: one word in 25 changed; two reporters of one event share less than a tenth
)
_SLOTS, _BANDS, _SEED = 128, 16, 42  # finds all copies with 0.85 of their triples in common, nine of ten with 0.79
_LEAST_WORDS = 50  # a shorter text is the same by chance
_WITHIN = timedelta(days=7)  # a report that comes again later tells of other days


def find_copies(stories: Iterable[Story]) -> dict[str, str]:
    """Ids of stories that copy another, with the id of that other: the earliest, of one day the one with the smallest id.

    The result does not depend on the order of the stories. Each takes about a kilobyte of memory, whatever its length.
    """
    signed = (
        (story.date or date.max, story.id, _signature(words))
        for story in stories
        if len(words := _words(story.text)) >= _LEAST_WORDS
    )
    ordered = sorted(signed, key=lambda story: story[:2])
    originals = RMinHashLSH(_SIMILAR, _SLOTS, _BANDS)
    copies: dict[str, str] = {}
    for place, (day, name, signature) in enumerate(ordered):
        near = sorted(originals.query(signature))
        original = next((ordered[other] for other in near if _is_copy(ordered[other], day, signature)), None)
        if original is None:
            originals.insert(place, signature)
        elif original[1] != name:
            copies[name] = original[1]
    return copies


def _is_copy(original: tuple[date, str, RMinHash], day: date, signature: RMinHash) -> bool:
    together = date.max in (day, original[0]) or day - original[0] <= _WITHIN
    return together and original[2].jaccard(signature) >= _SIMILAR


def _words(text: str) -> list[str]:
    """Words without case and punctuation."""
    words = (word.strip(".,;:!?\"'()[]“”‘’—–-") for word in text.lower().split())
    return [word for word in words if word]


def _signature(words: Sequence[str]) -> RMinHash:
    signature = RMinHash(_SLOTS, _SEED)
    signature.update([" ".join(words[start : start + 3]) for start in range(len(words) - 2)])
    return signature
