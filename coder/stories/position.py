"""How far the inputs have been read, for those who show progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from coder.stories.inputs import InputFile
from coder.urls import is_url

__all__ = ["Position"]


class Position:
    """How far the inputs have been read: in bytes as they are stored (compressed ones too), of `size` in all, and in `records`.

    `size` is None where a part of the input does not tell its own: standard input, and files at URLs.
    """

    def __init__(self, inputs: Sequence[InputFile]) -> None:
        self._sizes = {file.name: _size(file) for file in inputs}
        known = [size for size in self._sizes.values() if size is not None]
        self.size = sum(known) if len(known) == len(self._sizes) else None
        self.records = 0
        self._before = self._now = 0
        self._source: BinaryIO | None = None

    def opened(self, name: str, source: BinaryIO) -> None:
        """The file that is read next."""
        self._before += self._now
        self._now, self._source = self._sizes.get(name) or 0, source

    @property
    def bytes_a_record(self) -> float:
        """How many bytes a record has taken so far."""
        source = self._source
        read = self._before + (self._now if source is None or source.closed else source.tell())
        return read / max(1, self.records)


def _size(file: InputFile) -> int | None:
    if file.format == "stdin" or is_url(file.name):
        return None
    try:
        return Path(file.name).stat().st_size
    except OSError:
        return 0  # it will be rejected
