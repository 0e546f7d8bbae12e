"""Imports event data of others into an output, a shard for each piece of a file."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from coder.engines.counts import REJECTED_BEFORE
from coder.errors import CoderError, UsageError
from coder.events.digest import digest
from coder.events.formats import EventReader
from coder.store.encoding import encode
from coder.store.output import Output, Run, Shard
from coder.stories.inputs import COMPRESSIONS, InputFile
from coder.stories.streams import DamagedFileError, open_stream

__all__ = ["ImportCounts", "import_files"]

PIECE = 32 * 2**20  # bytes: some 150,000 rows


@dataclass(slots=True)
class ImportCounts:
    """What became of the rows: `rows` is the sum of rows that gave events, rows that were rejected, also before."""

    rows: int = 0
    events: int = 0
    rejected: int = 0
    skipped_files: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, other: ImportCounts) -> None:
        """Add another count to this one."""
        self.rows += other.rows
        self.events += other.events
        self.rejected += other.rejected
        self.skipped_files += other.skipped_files
        self.reasons += other.reasons
        self.notes += other.notes


def import_files(files: Sequence[str], form: str, output: Output, run: Run) -> Iterator[ImportCounts]:
    """Import files of one format into a run's shards; yields the counts after each piece.

    A file whose content is there already is passed over; what its events are is known, so that no other file adds them again.
    Raises UsageError for a file that is not there or a header of no use, CoderError for a file that breaks off.
    """
    for file in files:
        if not Path(file).is_file():
            raise UsageError(f"{file}: no such file")
    with EventReader(form) as reader:
        yield from _import(files, reader, output, run)


def _import(files: Sequence[str], reader: EventReader, output: Output, run: Run) -> Iterator[ImportCounts]:
    names = {Path(file).as_posix(): _digest(file) for file in dict.fromkeys(files)}
    stored = [shard for shard in output.manifest().shards.values() if shard.run_id == run.run_id]
    inputs = {shard.input for shard in stored}
    done = {name for name, content in names.items() if digest(content, "end") in inputs}
    known = [shard for shard in stored if shard.file in done or shard.file not in names]
    output.home.attach(reader.connection, ["events"])
    reader.know([output.home.address(path) for shard in known if (path := shard.paths().get("events"))])
    for name, content in names.items():
        if digest(content, "end") in inputs:
            rejected = sum(shard.rows.get("rejects", 0) for shard in stored if shard.file == name)
            reasons = Counter({REJECTED_BEFORE: rejected} if rejected else {})
            yield ImportCounts(rejected, rejected=rejected, skipped_files=1, reasons=reasons)
            continue
        inputs.add(digest(content, "end"))
        reader.open(name)
        part = 0
        for part, piece in enumerate(_pieces(name), start=1):
            made = reader.read(piece)
            run.store(
                Shard(name, part, digest(content, part)), encode(run.record, events=made.events, rejects=made.rejects)
            )
            reasons = Counter(cast("list[str]", made.rejects.column("reason").to_pylist()))
            yield ImportCounts(made.rows, made.events.num_rows, made.rejects.num_rows, 0, reasons, made.notes)
        run.trim(name, part + 1)
        # A shard without rows says that the file was read to its end.
        run.store(Shard(name, 0, digest(content, "end")), encode(run.record))


def _digest(file: str) -> str:
    content = blake2b(digest_size=16)
    with Path(file).open("rb") as stream:
        while chunk := stream.read(2**20):
            content.update(chunk)
    return content.hexdigest()


def _pieces(file: str) -> Iterator[bytes]:
    """Whole lines, some PIECE bytes of them at a time; raises CoderError for a file that breaks off or has no lines."""
    rest = b""
    try:
        with _opened(file) as stream:
            while chunk := stream.read(PIECE):
                lines, line_break, begun = chunk.rpartition(b"\n")
                if not line_break and rest:
                    raise CoderError(f"{file}: a line of more than {PIECE >> 20} MiB; this is no table of events")
                if line_break:
                    yield rest + lines + line_break
                    rest = b""
                rest += begun
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        reason = str(error) if isinstance(error, DamagedFileError) else getattr(error, "strerror", None) or str(error)
        raise CoderError(f"{file}: cannot be read to its end ({reason}); fetch it again, or unpack it first") from error
    if rest:
        yield rest


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file.lower().endswith(".zip"):
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) != 1:
                raise UsageError(f"{file}: holds {len(members)} files; unpack it and name those to import")
            with archive.open(members[0]) as stream:
                yield io.BufferedReader(cast("io.RawIOBase", stream))
        return
    compression = COMPRESSIONS.get(Path(file).suffix.lower(), "")
    with open_stream(InputFile(file, "tsv", compression)) as stream:
        yield stream
