"""Asking the events: DuckDB with the views and macros over an output."""

from coder.query.connection import CACHE, ONE_SELECT, connect, refresh
from coder.query.differences import connect_runs

__all__ = ["CACHE", "ONE_SELECT", "connect", "connect_runs", "refresh"]
