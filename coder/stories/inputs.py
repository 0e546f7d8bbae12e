"""Finds the files that an input names: files, folders, globs, standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from coder.errors import UsageError

__all__ = ["Compression", "Format", "InputFile", "find_inputs"]

Format = Literal["text", "jsonl", "json", "csv", "tsv", "parquet", "petrarch", "conllu", "stdin"]
Compression = Literal["", "gzip", "zstd"]

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".xml": "petrarch",
    ".conllu": "conllu",
}
COMPRESSIONS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read; `name` is its path as given, with "/" between the folders ("stdin" for standard input)."""

    name: str
    format: Format
    compression: Compression = ""


def find_inputs(inputs: Sequence[str | Path]) -> list[InputFile]:
    """All files that the inputs name, in the order given, each once.

    A folder is searched with all folders below it, in the order of the paths. In folders and globs, hidden files and
    files whose ending no reader knows are left out. "-" is standard input.
    Raises UsageError for an input that is not there, that has an unknown ending, or that holds nothing to read.
    """
    found = [file for given in inputs for file in _find(str(given))]
    if not found:
        raise UsageError("no input: name a file, a folder, a glob, or - for standard input")
    return list(dict.fromkeys(found))


def _find(given: str) -> list[InputFile]:
    if given == "-":
        return [InputFile("stdin", "stdin")]
    path = Path(given)
    if path.is_dir():
        return _some(given, _below(path), "the folder holds no file to read")
    if path.exists():
        return _some(given, [path], "the name does not tell the format")
    if any(character in given for character in "*?["):
        # Path.glob takes no absolute patterns.
        matches = sorted(map(Path, glob.glob(given, recursive=True)))  # noqa: PTH207
        paths = (path for match in matches for path in (_below(match) if match.is_dir() else [match]))
        return _some(given, paths, "the glob matches no file to read")
    raise UsageError(f"{given}: no such file or folder")


def _below(folder: Path) -> Iterator[Path]:
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths.extend(Path(parent, name) for name in names if not name.startswith("."))
    yield from sorted(paths)


def _some(given: str, paths: Iterator[Path] | list[Path], problem: str) -> list[InputFile]:
    files = [file for path in paths if (file := _known(path)) is not None]
    if not files:
        raise UsageError(f"{given}: {problem}; a name must end in {', '.join(FORMATS)}, or in these and .gz or .zst")
    return files


def _known(path: PurePath) -> InputFile | None:
    """The file with its format, which its name tells; None for an unknown ending."""
    compression = COMPRESSIONS.get(path.suffix.lower(), "")
    ending = PurePath(path.stem).suffix if compression else path.suffix
    known = FORMATS.get(ending.lower())
    return InputFile(path.as_posix(), known, compression) if known else None
