"""One writer at a time: a lock file that names the writer."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from coder.errors import LockedError

__all__ = ["Lock", "holder", "locked"]


class Lock:
    """Holds a lock file against other writers until `release`.

    The system drops the lock of a process that dies, so a dead writer on this host is recognised; `took_over` names it.
    Between hosts that is not sure, so a lock that another host wrote is respected until somebody removes the file.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock; raises LockedError naming process and host that hold it, OSError if it cannot be written."""
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8", errors="replace")
        try:
            free = _try_lock(self._file.fileno())
            before = self._file.read().strip()
            if not free or _elsewhere(before):
                raise locked(path.parent, path, before)
            self._write(f"process {os.getpid()} on {socket.gethostname()}\n")
        except BaseException:
            self._file.close()
            raise
        self.took_over = before or None

    def release(self) -> None:
        """Let the next writer in. The file stays: were it removed, two writers could hold two files of one name."""
        self._write("")
        self._file.close()

    def _write(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()
        os.fsync(self._file.fileno())


def holder(path: Path) -> str | None:
    """Who holds a lock, if anybody does: not a process of this host that died. Raises OSError if the lock cannot be read."""
    with path.open(encoding="utf-8", errors="replace") as file:
        free = _try_lock(file.fileno(), shared=True)
        named = file.read().strip()
    return (named or "another process") if not free or _elsewhere(named) else None


def locked(output: object, path: object, named: str) -> LockedError:
    """The error for a lock that somebody holds."""
    return LockedError(
        f"{output}: {named or 'another process'} is writing to this output; "
        f"wait for it or, if it no longer runs, remove {path}"
    )


def _elsewhere(named: str) -> bool:
    return bool(named) and not named.endswith(f" on {socket.gethostname()}")


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, *, shared: bool = False) -> bool:
        # There are no shared locks of bytes, and this one ends with the file.
        # One byte far beyond the text: on Windows nobody else could read a locked byte, and the text names the writer.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(descriptor: int, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
