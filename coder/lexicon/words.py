"""Word sets that rules share: `&TIES` and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coder.lexicon.tables import Problems, dictionary_files, read_table

__all__ = ["WordSets", "read_word_sets"]

WordSets = dict[str, frozenset[str]]


def read_word_sets(directories: Sequence[Path], problems: Problems) -> WordSets:
    """All sets of `words/*.csv`, with `&OTHER` members replaced by that set's words; a set is the union of all files' rows."""
    members: dict[str, dict[str, str]] = {}
    for path, shown in dictionary_files(directories, "words/*.csv"):
        for row in read_table(path, shown, ("set", "word"), problems):
            if not row["set"].isupper():
                problems.add(row.place, f"set `{row['set']}`: expected a name in capitals")
            elif not row["word"]:
                problems.add(row.place, "no word")
            elif not row["word"].startswith("&") and row["word"] != row["word"].lower():
                problems.add(row.place, f"`{row['word']}`: expected a lemma in lower case, `_` between words")
            else:
                members.setdefault(row["set"], {}).setdefault(row["word"], row.place)

    def expand(name: str, above: tuple[str, ...]) -> frozenset[str]:
        words: set[str] = set()
        for word, place in members[name].items():
            if not word.startswith("&"):
                words.add(word)
            elif word[1:] not in members:
                problems.add(place, f"no word set `{word}`")
            elif word[1:] in above:
                problems.add(place, f"`{word}` contains itself")
            else:
                words |= expand(word[1:], (*above, word[1:]))
        return frozenset(words)

    return {name: expand(name, (name,)) for name in members}
