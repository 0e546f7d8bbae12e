"""An output in an object store, which has neither renames nor appends: what it has is that an object is put as a whole.

    events/KEY.parquet ...        put under their names; nobody reads them before the manifest names them
    manifest.jsonl/00000001 ...   one object a line, numbered; a number is put only where there is none

So a writer that went on past another's lock fails at its next line, and nothing is mixed even then. Objects one after the other
are the manifest that a folder has.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from coder.errors import CoderError, LockedError
from coder.store.durable import fault
from coder.store.lock import locked
from coder.urls import file_system, plain_errors

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["RemoteHome"]


class RemoteHome:
    """The objects below a URL."""

    remedy = "check the address and who may write there, or name another place with --output"

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._system, self._root = file_system(self._url)
        self._lock, self._holder = "", b""

    def __str__(self) -> str:
        return self._url

    def resolve(self) -> RemoteHome:
        """This one: a URL is a full name."""
        return self

    def address(self, path: PurePath | str) -> str:
        """The URL of an object."""
        return f"{self._url}/{PurePath(path).as_posix()}".removesuffix("/.")

    def names(self) -> list[str]:
        """What is directly below the URL."""
        with plain_errors():
            self._system.invalidate_cache(self._root)
            try:
                found = self._system.ls(self._root, detail=False)
            except FileNotFoundError:
                return []
        return sorted(PurePath(name).name for name in found)

    def prepare(self, folders: Iterable[str]) -> None:
        """Nothing to do: an object store has no folders."""

    def lock(self, name: str) -> str | None:
        """Put an object that names us, if there is none; one of a process of this host that lives no more is replaced.

        Of another host's nobody knows, so that it is respected until somebody removes the object.
        """
        since = datetime.now(timezone.utc).isoformat()
        self._lock, self._holder = name, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode()
        with plain_errors():
            if self._put_new(name, self._holder):
                return None
            named = self._read(name).decode(errors="replace").strip()
            if not _is_dead(named):
                raise locked(self, self.address(name), named)
            self.write(Path(name), self._holder)
            return named

    def unlock(self) -> None:
        """Remove the object, if it is still ours; where that fails, it is a dead writer's from now on."""
        with suppress(OSError), plain_errors():
            if self._read(self._lock) == self._holder:
                self.remove(Path(self._lock))

    def holder(self, name: str) -> str | None:
        """Who is named in the object, unless it is a process of this host that lives no more."""
        with plain_errors():
            try:
                named = self._read(name).decode(errors="replace").strip()
            except FileNotFoundError:
                return None
        return None if _is_dead(named) else named or "another process"

    def lines(self, manifest: str) -> bytes:
        """All lines; raises CoderError where one in between is gone."""
        found = sorted(self.files(manifest))
        for number, path in enumerate(found, start=1):
            if path != (expected := _numbered(manifest, number)):
                raise CoderError(
                    f"{self}: the manifest is damaged, {path} is there and {expected} is not; "
                    f"restore it, or code the stories again into a new place"
                )
        with plain_errors():
            contents = self._system.cat([self._path(path) for path in found]) if found else {}
        return b"".join(contents[self._path(path)] for path in found)

    def mend(self, manifest: str) -> None:
        """Nothing to do: an object is there as a whole."""

    def append(self, manifest: str, line: bytes, number: int) -> None:
        """Put the line under its number, which must be free."""
        with plain_errors():
            if not self._put_new(_numbered(manifest, number), line + b"\n"):
                raise LockedError(
                    f"{self}: another process has written here since this run began; what is finished is stored, "
                    f"see that one alone runs and start it again"
                )

    def files(self, folder: str) -> set[Path]:
        """All that is below the folder."""
        with plain_errors():
            self._system.invalidate_cache()
            found = self._system.find(self._path(folder))
        return {Path(folder, name[len(self._path(folder)) + 1 :]) for name in found}

    def write(self, path: PurePath, content: bytes, writer: str = "") -> None:
        """Put an object."""
        with plain_errors():
            self._system.pipe_file(self._path(path), content)

    def stage(self, files: Mapping[Path, bytes]) -> None:
        """Nothing to do: they stay with us until they are put."""

    def publish(self, files: Mapping[Path, bytes]) -> None:
        """Put the objects, all at once."""
        with plain_errors():
            self._system.pipe({self._path(path): content for path, content in files.items()})
        fault("after-put")

    def remove(self, path: PurePath) -> None:
        """Remove an object."""
        with suppress(FileNotFoundError), plain_errors():
            self._system.rm_file(self._path(path))

    def attach(self, connection: DuckDBPyConnection, folders: Iterable[str]) -> str:
        """Register the file system; it has listed the folders, so that it needs not ask for each object whether it is there."""
        with plain_errors():
            for folder in folders:
                self._system.invalidate_cache(self._path(folder))
                self._system.find(self._path(folder))
        name = str(self._system.unstrip_protocol(self._root))
        if name.partition(":")[0] not in connection.list_filesystems():
            connection.register_filesystem(self._system)
        return name

    def _path(self, path: PurePath | str) -> str:
        return f"{self._root}/{PurePath(path).as_posix()}"

    def _read(self, path: PurePath | str) -> bytes:
        self._system.invalidate_cache(self._path(path))
        return bytes(self._system.cat_file(self._path(path)))

    def _put_new(self, path: PurePath | str, content: bytes) -> bool:
        """Put an object unless there is one; says whether it is now ours."""
        try:
            self._system.pipe_file(self._path(path), content, mode="create")
        except FileExistsError:
            # A put whose answer was lost is tried again by the store's package, and then meets itself.
            return self._read(path) == content
        return True


def _numbered(manifest: str, number: int) -> Path:
    return Path(manifest, f"{number:08}")


def _is_dead(holder: str) -> bool:
    """Whether the process that a lock names ran on this host and does so no longer."""
    named = re.match(r"process (\d+) on (.+) since ", holder)
    # On Windows a signal of 0 would end the process.
    if named is None or named[2] != socket.gethostname() or sys.platform == "win32":
        return False
    try:
        os.kill(int(named[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
