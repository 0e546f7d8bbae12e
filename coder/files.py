"""Writes files and folders of the user so that they are there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from coder.errors import CoderError

__all__ = ["written_whole"]


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A path at which to write a file or make a folder; what stands there at the end takes the place of `target`.

    Until then it lies in a folder of its own beside `target`, which is removed whatever happens. A link is followed, and what is
    neither file nor folder, such as /dev/stdout, is written to directly. Raises CoderError where `target` cannot be written.
    """
    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            yield target
            return
        real = Path(os.path.realpath(target))
        with TemporaryDirectory(prefix=f".{real.name}-", suffix=".tmp", dir=real.parent) as aside:
            made = Path(aside, real.name)
            yield made
            made.replace(real)
    except OSError as error:
        raise CoderError(f"{target}: cannot be written ({error.strerror or error})") from error
