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

__all__ = ["delimiter_of", "read"]

_QUOTED = re.compile(r'"[^"]*"')


def read(
    stream: io.BufferedReader, name: str, field_map: Mapping[str, str], delimiter: str = ""
) -> Iterator[Record | Reject]:
    """The rows as records; without a delimiter, it is the one of , ; | and tab that stands most often in the header.

    Fields may be quoted with ", and may then hold line feeds. A row that is not as wide as the header is a reject.
    Raises UsageError for a field map that names a column which is not there.
    """
    # What is not UTF-8 becomes surrogates here, and its row a reject below; NUL, which Python 3.10 refuses, a blank.
    lines = (line.decode(errors="surrogateescape").replace("\0", " ") for line in utf8_lines(stream))
    first = next(lines, "")
    delimiter = delimiter or delimiter_of(first)
    rows = _rows(chain([first], lines), delimiter)
    line, row, problem = next(rows, (0, [], ""))
    header = [column.strip() for column in row]
    if header and not problem:
        check_columns(header, field_map, name)
        problem = "" if wanted_columns(header, field_map) else no_text(header, field_map)
    if problem:
        yield Reject(name, line, problem, excerpt(delimiter.join(row)))
        return
    for line, row, problem in rows:
        if not problem and len(row) != len(header):
            problem = f"the row has {len(row)} fields, the header {len(header)}"
        raw = delimiter.join(row)
        yield (
            Reject(name, line, problem, excerpt(raw))
            if problem
            else Record(line, dict(zip(header, row, strict=True)), raw)
        )


def delimiter_of(header: str) -> str:
    """The one of , ; | and tab that stands most often outside quotes."""
    return max(",;|\t", key=_QUOTED.sub("", header).count)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Each row that is not blank: the line on which it begins, its fields, and what is wrong with it."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 1
        try:
            if row := next(rows):
                "".join(row).encode()
                yield line, row, ""
        except csv.Error as error:
            yield line, [], f"broken CSV: {error}; are its quotes in balance?"
        except UnicodeEncodeError:
            yield line, row, "not valid UTF-8; save the file as UTF-8"
        except StopIteration:
            return
