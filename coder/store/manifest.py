"""The manifest: an append-only list of what the output holds, one JSON object a line.

    {"kind": "run", "run": ..., "dictionaries": ..., "model": ..., "options": {}, "schema": 2, "version": "", "at": "", "turn": 1}
    {"kind": "shard", "shard": ..., "run": ..., "file": ..., "part": 0, "input": ..., "rows": {"events": 3, ...}, "parses": ...}
    {"kind": "drop", "shard": ...}
    {"kind": "drop", "parses": ...}
    {"kind": "end", "run": ..., "at": ..., "seconds": {"parse": 1.5, ...}}

A shard's line also ends the parses of the same input that it does not name itself; dropping a shard leaves its parses, so that
nothing is lost between the drop and the line of the shard that comes in its place. A last line without its line break was torn
by a crash and says nothing.

Jobs that share a run, side by side, have a manifest each, manifest-3-of-8.jsonl for the third; an output holds what all of its
manifests say together. Whoever starts takes the turn after all that it finds, and the lines of a later turn come after those of
an earlier one, whichever manifest they stand in. Jobs that work at the same time write about different parts of the input.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import merge
from operator import itemgetter
from pathlib import Path

from coder.errors import CoderError
from coder.events.schema import TABLES
from coder.store.home import Home, open_home

__all__ = ["MANIFEST", "PARSES", "Manifest", "RunRecord", "ShardRecord", "Share", "manifests", "read_manifest"]

MANIFEST = "manifest.jsonl"  # of a run that is not shared
PARSES = "parses"  # the folder of the kept parses
_SHARED = re.compile(r"manifest-\d+-of-\d+\.jsonl")


@dataclass(frozen=True, slots=True)
class Share:
    """Which of the jobs that share a run this is: `number` 1 to `of`. By default the only one."""

    number: int = 1
    of: int = 1

    @property
    def suffix(self) -> str:
        """What the names of its own files have: nothing for the only one."""
        return "" if self.of == 1 else f"-{self.number}-of-{self.of}"

    @property
    def manifest(self) -> str:
        """Name of its manifest."""
        return f"manifest{self.suffix}.jsonl"

    @property
    def lock(self) -> str:
        """Name of its lock."""
        return f".lock{self.suffix}"

    def beside(self, lock: str) -> bool:
        """Whether who holds this lock may write at the same time: itself, and the others of its run."""
        return lock == self.lock or (self.of > 1 and lock.startswith(".lock-") and lock.endswith(f"-of-{self.of}"))

    def takes(self, number: int) -> bool:
        """Whether the piece of work with this number, counted from 0, is its own."""
        return number % self.of == self.number - 1


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One way to code: dictionaries, model, options, schema; with its last start and end, if it came to one.

    `seconds` are those that its last start spent on each stage, those of all workers together.
    """

    run_id: str
    dictionaries: str
    model: str
    options: Mapping[str, object]
    schema: int
    version: str
    started: str
    ended: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """A shard that is stored: its key, the run that coded it, the input it came from, the rows of each table, its parses' key.

    `version` is that of coder: other shards of the run may have been coded by another.
    """

    key: str
    run_id: str
    file: str
    part: int
    input: str
    rows: Mapping[str, int]
    version: str
    parses: str | None = None

    def paths(self) -> dict[str, Path]:
        """The Parquet file of each table that has rows, relative to the output."""
        return {table: Path(table, f"{self.key}.parquet") for table in TABLES if self.rows.get(table)}

    def parses_path(self) -> Path | None:
        """The file of the shard's parses relative to the output, where they are kept."""
        return Path(PARSES, f"{self.parses}.parquet") if self.parses else None


@dataclass(slots=True)
class Live:
    """Records by key, and by the part of the input that they stand for."""

    by_key: dict[str, ShardRecord] = field(default_factory=dict)
    _parts: dict[tuple[str, int], str] = field(default_factory=dict)
    _inputs: dict[str, str] = field(default_factory=dict)
    _files: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, key: str, record: ShardRecord) -> None:
        """Add a record, or put it in place of the one with this key."""
        self.pop(key)
        self.by_key[key] = record
        self._parts[record.file, record.part] = self._inputs[record.input] = key
        self._files.setdefault(record.file, {})[key] = None

    def pop(self, key: str) -> None:
        """Take a record out, if it is there: two jobs that share a run may both have dropped it."""
        if (record := self.by_key.pop(key, None)) is None:
            return
        self._parts.pop((record.file, record.part), None)
        self._inputs.pop(record.input, None)
        del self._files[record.file][key]

    def of_file(self, file: str, part: int) -> list[str]:
        """The keys that stand for this file from a part on."""
        return [key for key in self._files.get(file, ()) if self.by_key[key].part >= part]

    def of_input(self, file: str, part: int, digest: str) -> list[str]:
        """The keys that stand for this part of this file, or for the same content under another name."""
        found = (self._parts.get((file, part)), self._inputs.get(digest))
        return list(dict.fromkeys(key for key in found if key))


@dataclass(slots=True)
class Manifest:
    """What is live, in the order of the lines: runs by id, shards by key, kept parses by key.

    The record under a key of `parses` is that of the shard that was coded from them last. `turn` is the last one that somebody
    took, `lines` is how many each manifest has.
    """

    runs: dict[str, RunRecord] = field(default_factory=dict)
    live_shards: Live = field(default_factory=Live)
    live_parses: Live = field(default_factory=Live)
    turn: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def shards(self) -> dict[str, ShardRecord]:
        """The stored shards by their keys."""
        return self.live_shards.by_key

    @property
    def parses(self) -> dict[str, ShardRecord]:
        """The kept parses by their keys."""
        return self.live_parses.by_key

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
            self.turn = max(self.turn, _turn(line))
        elif kind == "shard":
            rows = {table: _integer(count) for table, count in _mapping(line["rows"]).items()}
            key, run, part = str(line["shard"]), self.runs[str(line["run"])], _integer(line["part"])
            parses = str(line["parses"]) if line.get("parses") else None
            shard = ShardRecord(key, run.run_id, str(line["file"]), part, str(line["input"]), rows, run.version, parses)
            self.live_shards.add(key, shard)
            for old in self.live_parses.of_input(shard.file, shard.part, shard.input):
                self.live_parses.pop(old)
            if parses:
                self.live_parses.add(parses, shard)
        elif kind == "drop" and "parses" in line:
            self.live_parses.pop(str(line["parses"]))
        elif kind == "drop":
            self.live_shards.pop(str(line["shard"]))
        elif kind == "end":
            run_id = str(line["run"])
            seconds = {stage: float(str(spent)) for stage, spent in _mapping(line.get("seconds", {})).items()}
            self.runs[run_id] = replace(self.runs[run_id], ended=str(line["at"]), seconds=seconds)
        else:
            raise ValueError(kind)


def manifests(home: Home) -> list[str]:
    """The manifests that an output has: its own, then those of shared runs."""
    names = home.names()
    return [*(name for name in names if name == MANIFEST), *filter(_SHARED.fullmatch, names)]


def read_manifest(place: str | Path | Home) -> Manifest:
    """The live content of an output; an empty manifest where there is none yet.

    Raises CoderError for a line that cannot be read, with its number.
    """
    home = open_home(place) if isinstance(place, (str, Path)) else place
    manifest = Manifest()
    where = home.address(MANIFEST), 0
    try:
        lines = merge(*(_lines(home, name, manifest) for name in manifests(home)), key=itemgetter(0))
        for _, path, number, line in lines:
            where = path, number
            manifest.apply(line)
    except OSError as error:
        raise CoderError(f"{where[0]}: cannot be read ({error.strerror or error})") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _foreign(*where) from error
    return manifest


def _lines(home: Home, name: str, manifest: Manifest) -> Iterator[tuple[int, str, int, Mapping[str, object]]]:
    """Turn, file, number and content of each line; notes how many there are."""
    path = home.address(name)
    texts = home.lines(name).splitlines()
    manifest.lines[name] = len(texts)
    turn = number = 0
    try:
        for number, text in enumerate(texts, start=1):
            line = _mapping(json.loads(text))
            turn = _turn(line) if line.get("kind") == "run" else turn
            yield turn, path, number, line
    except (TypeError, ValueError) as error:
        raise _foreign(path, number) from error


def _foreign(path: str, number: int) -> CoderError:
    return CoderError(
        f"{path}:{number}: not a line that this version of coder writes; "
        f"use the version that wrote it, or code the stories again into a new folder"
    )


def _turn(line: Mapping[str, object]) -> int:
    return _integer(line.get("turn", 0))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
