"""Finds the rows of the dictionaries that mention a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from coder.lexicon.lexicon import dictionary_folders
from coder.lexicon.names import name_words
from coder.lexicon.tables import dictionary_files

__all__ = ["find_rows"]


def find_rows(text: str, user_directories: Sequence[Path] = ()) -> Iterator[tuple[str, str]]:
    """Rows that hold the words of `text` next to each other, whatever their case and accents, as (file:line, row).

    Raises UsageError for a directory that is none or holds no dictionary.
    """
    wanted = name_words(text.replace("_", " "))
    if not wanted:
        return
    for path, shown in dictionary_files(dictionary_folders(user_directories), "**/*.csv"):
        if not path.is_file():
            continue  # a folder or a broken link
        for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"), 1):
            if wanted[0] not in line.lower() and line.isascii():
                continue
            words = name_words(
                line.replace("_", " ").replace("|", " ").replace(",", " ").replace("=", " ").replace('"', " ")
            )
            if any(words[i : i + len(wanted)] == wanted for i in range(len(words))):
                yield f"{shown}:{number}", line
