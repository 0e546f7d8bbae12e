"""How names are compared: one normal form for the dictionaries and for news text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

__all__ = ["Trie", "name_words", "token_words"]

Entry = TypeVar("Entry")

# One spelling for names that newspapers write in many ways (transliterated from Arabic and Russian, mostly).
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
        "gaddafi": "gadhafi qaddafi kadafi kaddafi khadafy gadaffi qadhafi",
        "osama": "usama",
        "mahmoud": "mahmud mahmood mehmood",
        "hassan": "hasan",
        "hafez": "hafiz",
        "saleh": "salih",
        "nasser": "nasir naser",
        "mustafa": "mustapha moustafa",
        "suleiman": "sulaiman suleyman sulayman",
        "faisal": "faysal feisal",
        "moammar": "muammar moamer muamar moamar",
        "sergei": "sergey serguei sergii",
        "dmitry": "dmitri dmitriy dimitri dimitry",
        "alexei": "alexey aleksei aleksey",
        "andrei": "andrey",
        "nikolai": "nikolay",
        "yevgeny": "yevgeni yevgeniy evgeny evgeni",
        "anatoly": "anatoliy anatoli",
        "gennady": "gennadi gennadiy",
        "vitaly": "vitaliy vitali",
        "viktor": "victor",
        "yuri": "yury yuriy",
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


class _Node(Generic[Entry]):
    """A word of a phrase: the entries of the phrase that ends with it, and the words that may come after it."""

    __slots__ = ("after", "entries")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.after: dict[str, _Node[Entry]] = {}


class Trie(Generic[Entry]):
    """Finds the longest dictionary phrase at a position of a word list."""

    __slots__ = ("_first",)

    def __init__(self) -> None:
        self._first: _Node[Entry] = _Node()

    def add(self, words: Sequence[str], entry: Entry) -> None:
        """Add a phrase of normal words; several entries may share one phrase."""
        node = self._first
        for word in words:
            after = node.after.get(word)
            if after is None:
                after = node.after[word] = _Node()
            node = after
        node.entries.append(entry)

    def phrases(self) -> Iterator[tuple[tuple[str, ...], list[Entry]]]:
        """All phrases with their entries, in the order in which their words were added."""
        waiting: list[tuple[tuple[str, ...], _Node[Entry]]] = [((), self._first)]
        while waiting:
            words, node = waiting.pop()
            if node.entries:
                yield words, node.entries
            waiting += [((*words, word), after) for word, after in reversed(node.after.items())]

    @property
    def first_words(self) -> Collection[str]:
        """The words with which phrases begin."""
        return self._first.after

    def matches(self, words: Sequence[str], start: int) -> Sequence[tuple[int, list[Entry]]]:
        """Phrases that begin at `start`, longest first, as (end, entries)."""
        node = self._first.after.get(words[start])
        if node is None:
            return ()
        found: list[tuple[int, list[Entry]]] = []
        position = start + 1
        while node is not None:
            if node.entries:
                found.append((position, node.entries))
            if position == len(words):
                break
            node = node.after.get(words[position])
            position += 1
        found.reverse()
        return found
