"""The pieces of work of a run: parts of the input that become shards, some of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from coder.events.digest import digest
from coder.store import Kept, Shard, read_parses
from coder.stories import InputFile, Reject, Story, read_file

__all__ = ["BATCH", "SHARD", "KeptPart", "Part", "StoriesPart", "Task", "batches", "read_tasks"]

SHARD = 1000  # records; a shard is what a crash costs at most
BATCH = 100  # stories whose sentences are parsed together

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class StoriesPart:
    """Records of one file in their order, which become one shard; those at the positions `duplicates` came before."""

    file: str
    number: int
    stories: Sequence[Story | Reject]
    duplicates: frozenset[int]

    @property
    def shard(self) -> Shard:
        """The part as the store knows it. What comes through a pipe has no lasting name but its content."""
        content = digest(self.number, sorted(self.duplicates), [_content(record) for record in self.stories])
        return Shard(f"stdin {content}" if self.file == "stdin" else self.file, self.number, content)

    def records(self) -> list[Kept | Story]:
        """All records; the duplicates among them are those named."""
        return list(self.stories)


@dataclass(frozen=True, slots=True)
class KeptPart:
    """Parses that are kept under `key` in a file of the output."""

    shard: Shard
    key: str
    path: Path
