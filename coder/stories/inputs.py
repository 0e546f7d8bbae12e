"""Finds the files that an input names: files, folders, globs, URLs of these, standard input."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from coder.errors import CoderError, UsageError
from coder.urls import find_files, is_url

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
_PROBLEMS = {
    "file": "the name does not tell the format",
    "folder": "the folder holds no file to read",
    "glob": "the glob matches no file to read",
}


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read; `name` is its path or URL as given, with "/" between the folders ("stdin" for standard input)."""

    name: str
    format: Format
    compression: Compression = ""


def find_inputs(inputs: Sequence[str | Path], left_out: Counter[str] | None = None) -> list[InputFile]:
    """All files that the inputs name, in the order given, each once.

    A folder is searched with all folders below it, in the order of the paths. In folders and globs, hidden files and
    files whose ending no reader knows are left out; `left_out` counts these by their endings ("" for none), where it is given.
    "-" is standard input. URLs are those that fsspec knows.
    Raises UsageError for an input that is not there, that has an unknown ending, or that holds nothing to read; CoderError for
    a URL that cannot be asked.
    """
    found: dict[str, InputFile | None] = {}
    for given in inputs:
        found |= _find(str(given))
    if not found:
        raise UsageError("no input: name a file, a folder, a glob, or - for standard input")
    if left_out is not None:
        left_out.update(_ending(name)[0] for name, file in found.items() if file is None)
    return [file for file in found.values() if file is not None]


def _find(given: str) -> dict[str, InputFile | None]:
    """The files that an input names, by their names; None for an unknown ending."""
    if given == "-":
        return {given: InputFile("stdin", "stdin")}
    kind, names = _at_url(given) if is_url(given) else _at_path(given)
    files = {name: _known(name) for name in names}
    if not any(files.values()):
        raise UsageError(
            f"{given}: {_PROBLEMS[kind]}; a name must end in {', '.join(FORMATS)}, or in these and .gz or .zst"
        )
    return files


def _at_url(given: str) -> tuple[str, Iterable[str]]:
    try:
        return find_files(given)
    except FileNotFoundError as error:
        raise UsageError(f"{given}: no such file or folder ({error})") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise CoderError(f"{given}: cannot be read ({reason}); check the address and who may read it") from error


def _at_path(given: str) -> tuple[str, Iterable[str]]:
    path = Path(given)
    if path.is_dir():
        return "folder", _below(path)
    if path.exists():
        return "file", [path.as_posix()]
    if any(character in given for character in "*?["):
        # Path.glob takes no absolute patterns.
        matches = sorted(map(Path, glob.glob(given, recursive=True)))  # noqa: PTH207
        return "glob", (name for match in matches for name in (_below(match) if match.is_dir() else [match.as_posix()]))
    raise UsageError(f"{given}: no such file or folder")


def _below(folder: Path) -> Iterator[str]:
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths.extend(Path(parent, name) for name in names if not name.startswith("."))
    yield from (path.as_posix() for path in sorted(paths))


def _known(name: str) -> InputFile | None:
    """The file with its format, which its name tells; None for an unknown ending."""
    ending, compression = _ending(name)
    known = FORMATS.get(ending)
    return InputFile(name, known, compression) if known else None


def _ending(name: str) -> tuple[str, Compression]:
    """The ending of a name in lower case, without that of a compression, and the compression."""
    path = PurePosixPath(name.lower())
    compression = COMPRESSIONS.get(path.suffix, "")
    return PurePosixPath(path.stem).suffix if compression else path.suffix, compression
