"""Every error that a user can meet.

* CoderError (exit status 1)
  x UsageError (2): a flag, a field mapping or a file name that cannot work
  x DictionaryError (2): wrong rows, all of them, each with file and line
  x ModelError (2): the parser or its model is missing
  x LockedError (4): another run writes to the same output
  x StoppedError (130, 143): stopped by Ctrl-C or SIGTERM

A command that did its work, but rejected records, ends with REJECTED (3).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "REJECTED",
    "CoderError",
    "DictionaryError",
    "LockedError",
    "ModelError",
    "StoppedError",
    "UsageError",
    "install",
    "install_extra",
]

REJECTED = 3


class CoderError(Exception):
    """The work cannot go on; the message says what is wrong, where, and what to do."""

    exit_status = 1


class UsageError(CoderError):
    """What was asked for cannot work as it was said."""

    exit_status = 2


class DictionaryError(CoderError):
    """The dictionaries hold wrong rows; `problems` lists all of them as `file:line: what is wrong`."""

    exit_status = 2

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class ModelError(CoderError):
    """The parser's model cannot be loaded."""

    exit_status = 2


class LockedError(CoderError):
    """Another run is writing to the same output."""

    exit_status = 4


class StoppedError(CoderError):
    """The user or the system has stopped the run, by the signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__("stopped; what is finished is stored, and the same command goes on from there")
        self.exit_status = 128 + number


def install(package: str) -> str:
    """The command that installs a package into the environment that the README makes."""
    return f"python3 -m pip --python .venv install {package}"


def install_extra(extra: str) -> str:
    """The command that installs what an extra of ours needs, such as `charts`."""
    return f"in the checkout of coder, {install(repr(f'.[{extra}]'))}"
