"""Reads CSV and TSV with a header row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from coder.stories.records import Record, check_columns, excerpt, no_text, wanted_columns
from coder.stories.story import Reject
from coder.stories.streams import MAX_RECORD_BYTES, utf8_lines

__all__ = ["read"]

_QUOTED = re.compile(r'"[^"]*"')


def read(
    stream: io.BufferedReader, name: str, field_map: Mapping[str, str], delimiter: str = ""
) -> Iterator[Record | Reject]:
    """The rows as records; without a delimiter, it is the one of , ; | and tab that stands most often in the header.

    Fields may be quoted with ", and may then hold line feeds. A row that is not as wide as the header is a reject.
    Raises UsageError for a field map that names a column which is not there.
    """
    # What is not UTF-8 becomes surrogates here, and its row a reject below. NUL, which Python 3.10 refuses, is made a blank.
    lines = (line.decode(errors="surrogateescape").replace("\0", " ") for line in utf8_lines(stream))
    first = next(lines, "")
    delimiter = delimiter or max(",;|\t", key=_QUOTED.sub("", first).count)
    header: list[str] = []
    for line, row in _rows(chain([first], lines), delimiter):
        if isinstance(row, csv.Error):
            yield Reject(name, line, f"broken CSV: {row}; are its quotes in balance?")
            if not header:
                return
        elif (raw := delimiter.join(row)) != raw.encode(errors="replace").decode():
            yield Reject(name, line, "not valid UTF-8; save the file as UTF-8", excerpt(raw))
            if not header:
                return
        elif not header:
            header = [column.strip() for column in row]
            check_columns(header, field_map, name)
            if not wanted_columns(header, field_map):
                yield Reject(name, line, no_text(header), excerpt(raw))
                return
        elif len(row) != len(header):
            yield Reject(name, line, f"the row has {len(row)} fields, the header {len(header)}", excerpt(raw))
        else:
            yield Record(line, dict(zip(header, row, strict=True)), raw)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Each row that is not blank, or what is wrong with it, with its first line."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            if row := next(rows):
                yield line, row
        except csv.Error as error:
            yield line, error
        except StopIteration:
            return
