"""Asking the events: DuckDB with the views and macros over an output."""

from coder.query.connection import connect, refresh, select

__all__ = ["connect", "refresh", "select"]
