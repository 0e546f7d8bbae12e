"""The manifest: an append-only list of what the output holds, one JSON object a line.

    {"kind": "run", "run": ..., "dictionaries": ..., "model": ..., "options": {}, "schema": 1, "version": "", "at": ""}
    {"kind": "shard", "shard": ..., "run": ..., "file": ..., "part": 0, "input": ..., "rows": {"events": 3, ...}}
    {"kind": "drop", "shard": ...}
    {"kind": "end", "run": ..., "at": ...}

A last line without its line break was torn by a crash and says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.errors import CoderError
from coder.events.schema import TABLES

__all__ = ["MANIFEST", "Manifest", "RunRecord", "ShardRecord", "read_manifest"]

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One way to code: dictionaries, model, options, schema; with its last start and end, if it came to one."""

    run_id: str
    dictionaries: str
    model: str
    options: Mapping[str, object]
    schema: int
    version: str
    started: str
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """A shard that is stored: its key, the run that coded it, the input it came from, and the rows of each table."""

    key: str
    run_id: str
    file: str
    part: int
    input: str
    rows: Mapping[str, int]

    def paths(self) -> dict[str, Path]:
        """The Parquet file of each table that has rows, relative to the output."""
        return {table: Path(table, f"{self.key}.parquet") for table in TABLES if self.rows.get(table)}


@dataclass(slots=True)
class Manifest:
    """What is live: runs by id and shards by key, in the order of the file, whose whole lines have `size` bytes."""

    runs: dict[str, RunRecord] = field(default_factory=dict)
    shards: dict[str, ShardRecord] = field(default_factory=dict)
    size: int = 0
    _parts: dict[tuple[str, int], ShardRecord] = field(default_factory=dict)
    _inputs: dict[str, ShardRecord] = field(default_factory=dict)

    def of_input(self, file: str, part: int, digest: str) -> list[ShardRecord]:
        """The shards that stand for this part of this file, or for the same content under another name."""
        found = (self._parts.get((file, part)), self._inputs.get(digest))
        return list({shard.key: shard for shard in found if shard}.values())

    def apply(self, line: Mapping[str, object]) -> None:
        """Take one line in; raises KeyError, TypeError or ValueError for a line that is none of ours."""
        kind = line["kind"]
        if kind == "run":
            run = RunRecord(
                run_id=str(line["run"]),
                dictionaries=str(line["dictionaries"]),
                model=str(line["model"]),
                options=_mapping(line["options"]),
                schema=_integer(line["schema"]),
                version=str(line["version"]),
                started=str(line["at"]),
            )
            self.runs[run.run_id] = run
        elif kind == "shard":
            rows = {table: _integer(count) for table, count in _mapping(line["rows"]).items()}
            key, run_id = str(line["shard"]), self.runs[str(line["run"])].run_id
            part = _integer(line["part"])
            shard = ShardRecord(key, run_id, str(line["file"]), part, str(line["input"]), rows)
            self.shards[key] = self._parts[shard.file, part] = self._inputs[shard.input] = shard
        elif kind == "drop":
            shard = self.shards.pop(str(line["shard"]))
            self._parts.pop((shard.file, shard.part), None)
            self._inputs.pop(shard.input, None)
        elif kind == "end":
            run_id = str(line["run"])
            self.runs[run_id] = replace(self.runs[run_id], ended=str(line["at"]))
        else:
            raise ValueError(kind)


def read_manifest(folder: Path) -> Manifest:
    """The live content of an output folder; an empty manifest where there is none yet.

    Raises CoderError for a line that cannot be read, with its number.
    """
    manifest, path = Manifest(), folder / MANIFEST
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return manifest
    except OSError as error:
        raise CoderError(f"{path}: cannot be read ({error.strerror})") from error
    manifest.size = content.rfind(b"\n") + 1
    applied = 0
    try:
        for line in content[: manifest.size].splitlines():
            manifest.apply(_mapping(json.loads(line)))
            applied += 1
    except (KeyError, TypeError, ValueError) as error:
        raise CoderError(
            f"{path}:{applied + 1}: not a line that this version of coder writes; "
            f"use the version that wrote it, or code the stories again into a new folder"
        ) from error
    return manifest


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
