"""Asking the events: DuckDB with the views and macros over an output."""

from coder.query.connection import CACHE, ONE_SELECT, connect, refresh

__all__ = ["CACHE", "ONE_SELECT", "connect", "refresh"]
