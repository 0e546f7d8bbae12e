"""Reads JSON lines: one record a line."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import orjson

from coder.stories.records import Record, excerpt
from coder.stories.story import Reject
from coder.stories.streams import MAX_RECORD_BYTES, utf8_lines

__all__ = ["parse", "read", "read_lines"]


def read(stream: io.BufferedReader, name: str) -> Iterator[Record | Reject]:
    """The records of a stream, one a line; blank lines are passed over."""
    return read_lines(utf8_lines(stream), name)


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Record | Reject]:
    """The records in lines; a line of more than MAX_RECORD_BYTES, which comes in pieces, is a reject."""
    number, in_long_line = 1, False
    for line in lines:
        ends = line.endswith(b"\n")
        if len(line) >= MAX_RECORD_BYTES and not ends and not in_long_line:
            yield Reject(name, number, f"a line of more than {MAX_RECORD_BYTES >> 20} MiB is no story", excerpt(line))
            in_long_line = True
        elif not in_long_line and line.strip():
            yield parse(line.rstrip(), name, number)
        if ends:
            number, in_long_line = number + 1, False


def parse(data: bytes, name: str, line: int) -> Record | Reject:
    """The record that begins on a line of a file; a reject for what is no JSON object in UTF-8."""
    try:
        fields = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return Reject(name, line + error.lineno - 1, _reason(data, error), excerpt(data))
    if not isinstance(fields, dict):
        return Reject(name, line, "the record is no JSON object ({...})", excerpt(data))
    return Record(line, fields, data)


def _reason(data: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as invalid:
        return f"not valid UTF-8 (byte {invalid.start + 1} of the record)"
    return f"broken JSON at column {error.colno}: {error.msg}"
