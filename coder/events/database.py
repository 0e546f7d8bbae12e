"""Opens DuckDB databases: all of ours are opened here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["open_database"]


def open_database(path: Path | None = None, **settings: str) -> DuckDBPyConnection:
    """A connection to a database file, or to one in memory, to which Python's variables are no tables."""
    import duckdb

    # DuckDB takes the name of a table that it does not know for a variable or module of the calling code.
    return duckdb.connect(str(path or ":memory:"), config={"python_enable_replacements": False, **settings})
