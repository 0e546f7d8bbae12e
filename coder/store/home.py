"""Where the files of an output live: in a folder here, or below a URL in an object store.

Both promise the same: a file is there as a whole or not at all, a line of the manifest follows the one before it or is not
written, and one run writes at a time. Paths are relative to the output.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from coder.store.durable import append_line, fault, sync_folder
from coder.store.lock import Lock, holder
from coder.urls import file_system, is_url

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Home", "LocalHome", "open_home"]


class Home(Protocol):
    """The files of one output; its string is the name that the user gave it. What fails raises OSError, for which `remedy` helps."""

    remedy: str

    def resolve(self) -> Home:
        """The same home by its full name."""

    def address(self, path: PurePath | str) -> str:
        """The name by which a file is opened from anywhere (coder.urls.open_binary, DuckDB)."""

    def names(self) -> list[str]:
        """The names of all that is directly in it, in their order; none where there is nothing yet."""

    def prepare(self, folders: Iterable[str]) -> None:
        """Make these folders, where there are such things."""

    def lock(self, name: str) -> str | None:
        """Hold the lock of this name; names a writer that died holding it, if one did.

        Raises LockedError while another run holds it.
        """

    def unlock(self) -> None:
        """Give the lock back."""

    def holder(self, name: str) -> str | None:
        """Who holds a lock, if anybody does: not a process of this host that died."""

    def lines(self, manifest: str) -> bytes:
        """The whole lines of a manifest, in their order; nothing where there is none."""

    def mend(self, manifest: str) -> None:
        """Put away a line that a crash tore."""

    def append(self, manifest: str, line: bytes, number: int) -> None:
        """Add a line to a manifest, the first being number 1; a crash leaves it whole or absent.

        Raises LockedError where the manifest has such a line already, by a writer that does not respect the lock.
        """

    def files(self, folder: str) -> set[Path]:
        """The files in a folder."""

    def write(self, path: PurePath, content: bytes, writer: str = "") -> None:
        """Write or replace a file; those who may do so at the same time have names as writers."""

    def stage(self, files: Mapping[Path, bytes]) -> None:
        """Take the contents of new files as far as can be without their being seen."""

    def publish(self, files: Mapping[Path, bytes]) -> None:
        """Bring staged files under their names; they are durable when this returns."""

    def remove(self, path: PurePath) -> None:
        """Remove a file, if it is there."""

    def attach(self, connection: DuckDBPyConnection, folders: Iterable[str]) -> str:
        """Let a DuckDB connection read the files in these folders by their addresses; gives its own name for the home."""


def open_home(place: str | Path) -> Home:
    """The home at a path or URL; nothing need be there yet. Raises UsageError for a URL that cannot work."""
    if not is_url(place):
        return LocalHome(Path(place))
    if str(place).startswith(("file://", "local://")):
        _, path = file_system(str(place))
        return LocalHome(Path(path))
    from coder.store.remote import RemoteHome

    return RemoteHome(str(place))


class LocalHome:
    """A folder: files are written aside, synced and renamed, and then the folder is synced."""

    remedy = "free space, or name another folder with --output"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __str__(self) -> str:
        return str(self._folder)

    def resolve(self) -> LocalHome:
        """The folder by its absolute path."""
        return LocalHome(self._folder.resolve())

    def address(self, path: PurePath | str) -> str:
        """The path from where we are."""
        return str(self._folder / path)

    def names(self) -> list[str]:
        """What is in the folder."""
        try:
            return sorted(path.name for path in self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def prepare(self, folders: Iterable[str]) -> None:
        """Make the folders."""
        for name in folders:
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def lock(self, name: str) -> str | None:
        """Take the lock file."""
        self._lock = Lock(self._folder / name)
        return self._lock.took_over

    def unlock(self) -> None:
        """Give the lock file back."""
        self._lock.release()

    def holder(self, name: str) -> str | None:
        """Who holds the lock file."""
        return holder(self._folder / name)

    def lines(self, manifest: str) -> bytes:
        """The manifest up to its last line break."""
        try:
            content = (self._folder / manifest).read_bytes()
        except FileNotFoundError:
            return b""
        return content[: content.rfind(b"\n") + 1]

    def mend(self, manifest: str) -> None:
        """Cut off what stands behind the last line break."""
        path = self._folder / manifest
        if path.exists() and path.stat().st_size > (size := len(self.lines(manifest))):
            os.truncate(path, size)

    def append(self, manifest: str, line: bytes, number: int) -> None:
        """Append to the manifest and sync it; whatever number that is, as the lock lets nobody else in."""
        append_line(self._folder / manifest, line)

    def files(self, folder: str) -> set[Path]:
        """All that is in the folder, also what is not ours."""
        return {path.relative_to(self._folder) for path in (self._folder / folder).iterdir()}

    def write(self, path: PurePath, content: bytes, writer: str = "") -> None:
        """Write aside, under a name that is the writer's own, and rename."""
        target = self._folder / path
        own = target.with_stem(target.stem + writer)
        _write_aside(own, content)
        _aside(own).replace(target)

    def stage(self, files: Mapping[Path, bytes]) -> None:
        """Write all files aside."""
        with self._tidy(files):
            for path, content in files.items():
                _write_aside(self._folder / path, content)

    def publish(self, files: Mapping[Path, bytes]) -> None:
        """Rename what was written aside."""
        targets = [self._folder / path for path in files]
        with self._tidy(files):
            for target in targets:
                _aside(target).replace(target)
                fault("after-rename")
            for target in targets:
                sync_folder(target.parent)

    def remove(self, path: PurePath) -> None:
        """Unlink the file."""
        (self._folder / path).unlink(missing_ok=True)

    def attach(self, connection: DuckDBPyConnection, folders: Iterable[str]) -> str:
        """Nothing to do: DuckDB reads paths."""
        return str(self._folder)

    @contextmanager
    def _tidy(self, files: Iterable[Path]) -> Iterator[None]:
        """Leave nothing aside where the disk does not take it."""
        try:
            yield
        except OSError:
            for path in files:
                _aside(self._folder / path).unlink(missing_ok=True)
            raise


def _write_aside(path: Path, content: bytes) -> None:
    with _aside(path).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ".tmp")
