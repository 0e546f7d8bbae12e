"""The output folder and the one run that may write to it.

    events/*.parquet  stories/*.parquet  rejects/*.parquet     one file a shard, named by the shard's key
    parses/*.parquet                                           kept parses, where they are wanted (coder.store.parses)
    manifest.jsonl, manifest-1-of-8.jsonl, ...                 what of it is live (coder.store.manifest)
    .lock, .lock-1-of-8, ...                                   who writes
    events.duckdb                                              a disposable cache of views (coder.query.refresh)

Each of the first three folders also holds `schema.parquet`, which has no rows: so a glob always finds a file.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from coder import __version__
from coder.errors import CoderError
from coder.events.digest import digest
from coder.events.event import CodedStory, Event
from coder.events.schema import SCHEMA_VERSION, TABLES, arrow_table
from coder.store.durable import append_line, fault, sync_folder
from coder.store.encoding import EncodedShard, encode, parquet_bytes
from coder.store.lock import Lock, holder, locked
from coder.store.manifest import PARSES, Manifest, RunRecord, ShardRecord, Share, read_manifest

if TYPE_CHECKING:
    from coder.stories.story import Reject

__all__ = ["Output", "Run", "Shard"]

_OURS = re.compile(r"[0-9a-f]{32}\.parquet(\.tmp)?|schema(-\d+-of-\d+)?\.parquet\.tmp")


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the input that is coded and stored as a whole.

    `file` is a stable label of the input (for standard input its digest, or a second one would replace the first),
    `part` counts from 0 within it, and `digest` names everything that the rows depend on besides dictionaries, model
    and options. It is not `complete` where it was coded from kept parses that lack sentences which these dictionaries want.
    """

    file: str
    part: int
    digest: str
    complete: bool = True


class Output:
    """A folder of results."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def manifest(self) -> Manifest:
        """What the folder holds; raises CoderError where the manifest is damaged."""
        return read_manifest(self.folder)

    @property
    def busy(self) -> bool:
        """Whether anybody writes here."""
        return any(map(holder, self._locks()))

    def _locks(self) -> list[Path]:
        return sorted(self.folder.glob(".lock*"))

    @contextmanager
    def run(
        self, *, dictionaries_digest: str, model: str, options: Mapping[str, object], share: Share | None = None
    ) -> Iterator[Run]:
        """Hold the lock and write: `options` are all those that change what is coded (JSON values).

        With a `share`, the other jobs that share the run may write at the same time, about other parts of the input.
        Raises LockedError while anybody else writes here, CoderError where the folder cannot be written.
        """
        share = share or Share()
        record = RunRecord(
            run_id=digest(dictionaries_digest, model, dict(options), SCHEMA_VERSION),
            dictionaries=dictionaries_digest,
            model=model,
            options=dict(options),
            schema=SCHEMA_VERSION,
            version=__version__,
            started=_now(),
        )
        try:
            for name in (*TABLES, PARSES):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            lock = Lock(self.folder / share.lock)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        try:
            for path in self._locks():
                if not share.beside(path.name) and (other := holder(path)):
                    raise locked(path, other)
            run = Run(self.folder, record, share, lock.took_over)
            yield run
            run._end()
        finally:
            lock.release()


class Run:
    """The writing end of an output, while its lock is held.

    `notices` says what the user should know: a dead run's lock taken over, shards of other runs replaced or left. `seconds` that
    each stage took are recorded when the run ends.
    """

    def __init__(self, folder: Path, record: RunRecord, share: Share, took_over: str | None) -> None:
        self.record = record
        self.share = share
        self.notices: list[str] = []
        self.seconds: dict[str, float] = {}
        self._folder = folder
        self._manifest = read_manifest(folder)
        if took_over:
            self.notices.append(f"{took_over} died while it wrote here; its finished shards are kept")
        others = sum(shard.run_id != self.run_id for shard in self._manifest.shards.values())
        if others:
            self.notices.append(
                f"{folder} holds {others} shards coded with other dictionaries, model or options; "
                f"the shards of this run replace those of the same input"
            )
        try:
            self._recover()
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._append(
            {
                "kind": "run",
                "run": record.run_id,
                "dictionaries": record.dictionaries,
                "model": record.model,
                "options": record.options,
                "schema": record.schema,
                "version": record.version,
                "at": record.started,
                "turn": self._manifest.turn + 1,
            }
        )

    @property
    def run_id(self) -> str:
        """Name of the run: the same for the same dictionaries, model, options and schema, whenever it is run."""
        return self.record.run_id

    def key(self, shard: Shard) -> str:
        """Name of a shard as this run codes it."""
        return digest(self.run_id, shard.digest) if shard.complete else digest(self.run_id, shard.digest, "incomplete")

    def stored(self, shard: Shard, *, parses: bool = False) -> ShardRecord | None:
        """What is stored of this input, coded in this way, if it is; with its `parses`, where these are to be kept."""
        stored = self._manifest.shards.get(self.key(shard))
        if stored is None or (parses and not stored.parses):
            return None
        paths = [*stored.paths().values(), *filter(None, [stored.parses_path()])]
        return stored if all((self._folder / path).exists() for path in paths) else None

    def write(
        self,
        shard: Shard,
        *,
        events: Sequence[Event] = (),
        stories: Sequence[CodedStory] = (),
        rejects: Sequence[Reject] = (),
    ) -> None:
        """Store the rows of a shard; see `store`."""
        self.store(shard, encode(self.record, events=events, stories=stories, rejects=rejects))

    def store(self, shard: Shard, encoded: EncodedShard, *, parses: str | None = None) -> None:
        """Store a shard as a whole or not at all, in place of what the same input gave before.

        `parses` is the key of parses that are kept already. Others of the same input that this shard does not bring are dropped.
        Raises CoderError where the disk does not take it; the shards before it stay valid.
        """
        key = self.key(shard)
        if PARSES in encoded.files:
            parses = key
        record = ShardRecord(key, self.run_id, shard.file, shard.part, shard.digest, encoded.rows, parses)
        paths = {self._folder / name / f"{key}.parquet": content for name, content in encoded.files.items()}
        try:
            fault("before-write")
            for path, content in paths.items():
                _write_aside(path, content)
            fault("after-write")
            for old in self._manifest.live_shards.of_input(shard.file, shard.part, shard.digest):
                self._drop(old)
            for path in paths:
                _aside(path).replace(path)
                fault("after-rename")
            for path in paths:
                sync_folder(path.parent)
            fault("before-manifest")
        except OSError as error:
            for path in paths:
                _aside(path).unlink(missing_ok=True)
            raise _unwritable(self._folder, error) from error
        before = self._manifest.live_parses.of_input(shard.file, shard.part, shard.digest)
        self._append(
            {
                "kind": "shard",
                "shard": record.key,
                "run": record.run_id,
                "file": record.file,
                "part": record.part,
                "input": record.input,
                "rows": record.rows,
                "parses": record.parses,
            }
        )
        fault("after-manifest")
        for old in before:
            if old not in self._manifest.parses:
                self._unlink(Path(PARSES, f"{old}.parquet"))

    def trim(self, file: str, parts: int) -> None:
        """Drop the shards of `file` from part number `parts` on: it has become shorter since they were written."""
        for key in self._manifest.live_shards.of_file(file, parts):
            self._drop(key)
        for key in self._manifest.live_parses.of_file(file, parts):
            self._append({"kind": "drop", "parses": key})
            self._unlink(Path(PARSES, f"{key}.parquet"))

    def _drop(self, key: str) -> None:
        paths = self._manifest.shards[key].paths().values()
        self._append({"kind": "drop", "shard": key})
        fault("after-drop")
        for path in paths:
            self._unlink(path)
        fault("after-unlink")

    def _unlink(self, path: Path) -> None:
        (self._folder / path).unlink(missing_ok=True)

    def _recover(self) -> None:
        """Put away what a crash left: a torn line, and files of ours that the manifest does not name.

        A share leaves such files, which may be those of a job beside it, to the next run that is alone.
        """
        manifest, size = self._folder / self.share.manifest, self._manifest.sizes.get(self.share.manifest, 0)
        if manifest.exists() and manifest.stat().st_size > size:
            os.truncate(manifest, size)
        live = {path for shard in self._manifest.shards.values() for path in shard.paths().values()}
        live |= {Path(PARSES, f"{key}.parquet") for key in self._manifest.parses}
        for name in (*TABLES, PARSES) if self.share.of == 1 else ():
            for path in (self._folder / name).iterdir():
                if _OURS.fullmatch(path.name) and path.relative_to(self._folder) not in live:
                    path.unlink()
        for name, table in TABLES.items():
            schema = self._folder / name / f"schema{self.share.suffix}.parquet"
            _write_aside(schema, parquet_bytes(arrow_table(table, []), self.record))
            _aside(schema).replace(schema.with_name("schema.parquet"))

    def _append(self, line: Mapping[str, object]) -> None:
        try:
            append_line(self._folder / self.share.manifest, json.dumps(line).encode("ascii"))
        except OSError as error:
            raise _unwritable(self._folder / self.share.manifest, error) from error
        self._manifest.apply(line)

    def _end(self) -> None:
        seconds = {stage: round(spent, 3) for stage, spent in self.seconds.items()}
        self._append({"kind": "end", "run": self.run_id, "at": _now(), "seconds": seconds})
        if self.share.of > 1:
            self._manifest = read_manifest(self._folder)  # what the jobs beside this one have done meanwhile
        others = sum(shard.run_id != self.run_id for shard in self._manifest.shards.values())
        if others:
            self.notices.append(
                f"{self._folder} still holds {others} shards coded with other dictionaries, model or options "
                f"(column run_id, table runs); code their stories again to replace them"
            )


def _write_aside(path: Path, content: bytes) -> None:
    with _aside(path).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ".tmp")


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _unwritable(path: Path, error: OSError) -> CoderError:
    reason = error.strerror or str(error)
    return CoderError(f"{path}: cannot be written ({reason}); free space, or name another folder with --output")
