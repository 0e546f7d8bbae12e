"""The output and the runs that may write to it; where it lives is coder.store.home's.

    events/*.parquet  stories/*.parquet  rejects/*.parquet     one file a shard, named by the shard's key
    parses/*.parquet                                           kept parses, where they are wanted (coder.store.parses)
    fingerprints/*.parquet                                     of the dictionaries, beside kept parses (coder.store.fingerprints)
    manifest.jsonl, manifest-1-of-8.jsonl, ...                 what of it is live (coder.store.manifest)
    .lock, .lock-1-of-8, ...                                   who writes
    events.duckdb                                              a disposable cache of views (coder.query.refresh)

Each of the first three folders also holds `schema.parquet`, which has no rows: so a glob always finds a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from coder.store.durable import fault
from coder.store.encoding import EncodedShard, encode, shard_bytes
from coder.store.fingerprints import FINGERPRINTS, fingerprints_bytes, fingerprints_path
from coder.store.home import Home, open_home
from coder.store.lock import locked
from coder.store.manifest import PARSES, Manifest, RunRecord, ShardRecord, Share, read_manifest

if TYPE_CHECKING:
    from coder.stories.story import Reject

__all__ = ["Output", "Run", "Shard", "shard_key"]

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


def shard_key(run_id: str, shard: Shard) -> str:
    """Name of a shard as a run codes it."""
    return digest(run_id, shard.digest) if shard.complete else digest(run_id, shard.digest, "incomplete")


class Output:
    """A folder of results, here or at a URL."""

    def __init__(self, folder: str | Path) -> None:
        self.home = open_home(folder)

    def manifest(self) -> Manifest:
        """What the output holds; raises CoderError where the manifest is damaged."""
        return read_manifest(self.home)

    def _locks(self) -> list[str]:
        return [name for name in self.home.names() if name.startswith(".lock")]

    @contextmanager
    def run(
        self,
        *,
        dictionaries_digest: str,
        model: str,
        options: Mapping[str, object],
        share: Share | None = None,
        finish: Callable[[], object] = lambda: None,
    ) -> Iterator[Run]:
        """Hold the lock and write: `options` are all those that change what is coded (JSON values).

        With a `share`, the other jobs that share the run may write at the same time, about other parts of the input. `finish` is
        called when the run has ended, while the lock is still held. Raises LockedError while anybody else writes here, CoderError
        where nothing can be written here.
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
            self.home.prepare((*TABLES, PARSES, FINGERPRINTS))
            took_over = self.home.lock(share.lock)
        except OSError as error:
            raise _unwritable(self.home, error) from error
        try:
            for name in self._locks():
                if not share.beside(name) and (other := self.home.holder(name)):
                    raise locked(self.home, self.home.address(name), other)
            run = Run(self.home, record, share, took_over)
            yield run
            run._end()
            finish()
        finally:
            self.home.unlock()


class Run:
    """The writing end of an output, while its lock is held.

    `notices` says what the user should know: a dead run's lock taken over, shards of other runs replaced or left. `seconds` that
    each stage took are recorded when the run ends.
    """

    def __init__(self, home: Home, record: RunRecord, share: Share, took_over: str | None) -> None:
        self.record = record
        self.share = share
        self.notices: list[str] = []
        self.seconds: dict[str, float] = {}
        self._home = home
        self._manifest = read_manifest(home)
        self._lines = self._manifest.lines.get(share.manifest, 0)
        if took_over:
            self.notices.append(f"{took_over} died while it wrote here; its finished shards are kept")
        others = sum(shard.run_id != self.run_id for shard in self._manifest.shards.values())
        if others:
            self.notices.append(
                f"{home} holds {others} shards coded with other dictionaries, model or options; "
                f"the shards of this run replace those of the same input"
            )
        if not self._manifest.runs and any(_OURS.fullmatch(path.name) for name in TABLES for path in home.files(name)):
            raise CoderError(
                f"{home} holds shards but no manifest; restore it, or code the stories again into a new folder"
            )
        try:
            home.mend(share.manifest)
            self._write_schemas()
        except OSError as error:
            raise _unwritable(home, error) from error
        # A line of ours is in the manifest before anything is put away, so that who does not respect the lock cannot go on.
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
        try:
            self._files = self._recover()
        except OSError as error:
            raise _unwritable(home, error) from error

    @property
    def run_id(self) -> str:
        """Name of the run: the same for the same dictionaries, model, options and schema, whenever it is run."""
        return self.record.run_id

    def key(self, shard: Shard) -> str:
        """Name of a shard as this run codes it."""
        return shard_key(self.run_id, shard)

    def stored(self, shard: Shard, *, parses: bool = False) -> ShardRecord | None:
        """What is stored of this input, coded in this way, if it is; with its `parses`, where these are to be kept."""
        stored = self._manifest.shards.get(self.key(shard))
        if stored is None or (parses and not stored.parses):
            return None
        paths = [*stored.paths().values(), *filter(None, [stored.parses_path()])]
        return stored if self._files.issuperset(paths) else None

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
        files = {Path(name, f"{key}.parquet"): content for name, content in encoded.files.items()}
        try:
            fault("before-write")
            self._home.stage(files)
            fault("after-write")
            for old in self._manifest.live_shards.of_input(shard.file, shard.part, shard.digest):
                self._drop(old)
            self._home.publish(files)
            self._files.update(files)
            fault("before-manifest")
        except OSError as error:
            raise _unwritable(self._home, error) from error
        before = self._manifest.live_parses.of_input(shard.file, shard.part, shard.digest)
        self._append(
            {
                "kind": "shard",
                "shard": key,
                "run": self.run_id,
                "file": shard.file,
                "part": shard.part,
                "input": shard.digest,
                "rows": encoded.rows,
                "parses": parses,
            }
        )
        fault("after-manifest")
        for old in before:
            if old not in self._manifest.parses:
                self._unlink(Path(PARSES, f"{old}.parquet"))

    @property
    def has_fingerprints(self) -> bool:
        """Whether those of this run's dictionaries are kept."""
        return fingerprints_path(self.record.dictionaries) in self._home.files(FINGERPRINTS)

    def keep_fingerprints(self, found: Mapping[str, str]) -> None:
        """Keep those of this run's dictionaries (coder.lexicon.changes), where they could be told."""
        if not found:
            return
        path = fingerprints_path(self.record.dictionaries)
        try:
            self._home.write(path, fingerprints_bytes(found), self.share.suffix)
        except OSError as error:
            raise _unwritable(self._home, error, str(path)) from error

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
        self._home.remove(path)
        self._files.discard(path)

    def _recover(self) -> set[Path]:
        """Put away what a crash left, files of ours that the manifest does not name; gives those that it names and that are there.

        A share leaves such files, which may be those of a job beside it, to the next run that is alone.
        """
        live = {path for shard in self._manifest.shards.values() for path in shard.paths().values()}
        live |= {Path(PARSES, f"{key}.parquet") for key in self._manifest.parses}
        found = {path for name in (*TABLES, PARSES) for path in self._home.files(name)}
        for path in found - live if self.share.of == 1 else ():
            if _OURS.fullmatch(path.name):
                self._home.remove(path)
        return found & live

    def _write_schemas(self) -> None:
        for name, table in TABLES.items():
            content = shard_bytes(arrow_table(table, []), self.record)
            self._home.write(Path(name, "schema.parquet"), content, self.share.suffix)

    def _append(self, line: Mapping[str, object]) -> None:
        try:
            self._home.append(self.share.manifest, json.dumps(line).encode("ascii"), self._lines + 1)
        except OSError as error:
            raise _unwritable(self._home, error, self.share.manifest) from error
        self._lines += 1
        self._manifest.apply(line)

    def _end(self) -> None:
        seconds = {stage: round(spent, 3) for stage, spent in self.seconds.items()}
        self._append({"kind": "end", "run": self.run_id, "at": _now(), "seconds": seconds})
        if self.share.of > 1:
            self._manifest = read_manifest(self._home)  # what the jobs beside this one have done meanwhile
        else:
            self._forget_fingerprints()
        others = sum(shard.run_id != self.run_id for shard in self._manifest.shards.values())
        if others:
            self.notices.append(
                f"{self._home} still holds {others} shards coded with other dictionaries, model or options "
                f"(column run_id, table runs); code their stories again to replace them"
            )

    def _forget_fingerprints(self) -> None:
        runs = {shard.run_id for shard in self._manifest.shards.values()}
        live = {fingerprints_path(self._manifest.runs[run].dictionaries) for run in runs}
        for path in self._home.files(FINGERPRINTS) - live:
            if _OURS.fullmatch(path.name):
                self._home.remove(path)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _unwritable(home: Home, error: OSError, path: str = "") -> CoderError:
    reason = error.strerror or str(error)
    return CoderError(f"{home.address(path)}: cannot be written ({reason}); {home.remedy}")
