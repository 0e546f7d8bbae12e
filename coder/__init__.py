"""Codes news stories into CAMEO political event data, from text to Parquet to SQL."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.api import Coder, register
    from coder.events.event import Event
    from coder.query import connect, connect_runs

__all__ = ["Coder", "Event", "__version__", "connect", "connect_runs", "register"]

__version__ = "0.1.0"

# Loaded when they are first asked for: `import coder` takes no time.
_HOMES = {
    "Coder": "coder.api",
    "register": "coder.api",
    "Event": "coder.events.event",
    "connect": "coder.query",
    "connect_runs": "coder.query",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'coder' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
