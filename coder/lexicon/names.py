"""How names are compared: one normal form for the dictionaries and for news text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["Trie", "name_words", "token_words"]

Entry = TypeVar("Entry")

# One spelling for names that newspapers write in many ways (transliterated from Arabic, mostly).
_SPELLINGS = {
    spelling: common
    for common, spellings in {
        "mohammed": "muhammad mohamed mohammad muhammed mohamad mohamud muhamad muhammadu",
        "ahmed": "ahmad achmed ahmet",
        "hussein": "husayn hussain husain hossein hosein",
        "abdullah": "abdallah abdulla",
        "ali": "aly",
        "yusuf": "yousef yousuf youssef yussef",
        "ibrahim": "ebrahim",
        "khaled": "khalid",
        "omar": "umar",
        "al": "el ul",
        "gaddafi": "gadhafi qaddafi kadafi khadafy gadaffi qadhafi",
        "osama": "usama",
        "saint": "st",
    }.items()
    for spelling in spellings.split()
}
_SEPARATORS = re.compile(r"[-‐-―/_\s]+")
_DROPPED = re.compile(r"[^\w]+")
_POSSESSIVE = re.compile(r"['’`]s\b", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def token_words(form: str) -> tuple[str, ...]:
    """Normal words of one token: case, accents, full stops and apostrophes gone, split at hyphens; () for punctuation."""
    if form.isascii() and form.isalnum():
        word = form.lower()
        return (_SPELLINGS.get(word, word),)
    plain = "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    plain = (
        plain.replace("ı", "i")
        .replace("ø", "o")
        .replace("Ø", "O")
        .replace("ł", "l")
        .replace("Ł", "L")
        .replace("ß", "ss")
        .replace("đ", "d")
    )
    words = (_DROPPED.sub("", piece).lower() for piece in _SEPARATORS.split(plain))
    return tuple(_SPELLINGS.get(word, word) for word in words if word)


def name_words(name: str) -> tuple[str, ...]:
    """Normal words of a dictionary name: `N'Djamena` is ndjamena, `Jehovah's Witnesses` is jehovah s witnesses."""
    if "s" in name and not name.isalnum():
        name = _POSSESSIVE.sub(" s", name)
    words: list[str] = []
    for piece in name.split():
        words += token_words(piece)
    return tuple(words)


class Trie(Generic[Entry]):
    """Finds the longest dictionary phrase at a position of a word list."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        self._root: dict[str, object] = {}

    def add(self, words: Sequence[str], entry: Entry) -> None:
        """Add a phrase of normal words; several entries may share one phrase."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node.setdefault("", []).append(entry)  # type: ignore[attr-defined]

    def matches(self, words: Sequence[str], start: int) -> Sequence[tuple[int, list[Entry]]]:
        """Phrases that begin at `start`, longest first, as (end, entries)."""
        node = self._root.get(words[start])
        if node is None:
            return ()
        found: list[tuple[int, list[Entry]]] = []
        position = start + 1
        while node is not None:
            entries = node.get("")  # type: ignore[attr-defined]
            if entries:
                found.append((position, entries))
            if position == len(words):
                break
            node = node.get(words[position])  # type: ignore[attr-defined]
            position += 1
        found.reverse()
        return found
