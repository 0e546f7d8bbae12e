"""Files that survive a crash: written aside, synced, renamed; and the points where a test may crash us."""

from __future__ import annotations

import errno
import os
import sys
from collections import Counter
from pathlib import Path

__all__ = ["append_line", "fault", "sync_folder"]

_passed: Counter[str] = Counter()


def fault(point: str) -> None:
    """Die as by kill -9 where a test says so: `CODER_FAULT=after-rename:2`, the second time this point is passed."""
    wanted = os.environ.get("CODER_FAULT")
    if wanted:
        _passed[point] += 1
        if wanted == f"{point}:{_passed[point]}":
            os._exit(137)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no way to, and needs none."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def append_line(path: Path, line: bytes) -> None:
    """Append one line and sync it; a crash leaves the line whole, torn at the end of the file, or absent.

    Raises OSError where the disk does not take it, and leaves the file as it was.
    """
    with path.open("ab", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        try:
            if file.write(line + b"\n") <= len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise
