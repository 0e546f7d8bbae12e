"""Tells what comes through standard input, which has no name to tell its format, by how it begins."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping
from functools import partial
from itertools import chain

from coder.stories.delimited import delimiter_of
from coder.stories.inputs import Format
from coder.stories.records import field_of
from coder.stories.streams import stream_of

__all__ = ["told_format"]

HEAD = 2**16  # bytes of a first line that are looked at

_BLANK = codecs.BOM_UTF8 + codecs.BOM_UTF16 + b"\0 \t\r\n"
_STARTS: tuple[tuple[re.Pattern[bytes], Format], ...] = (
    (re.compile(rb"\{$|\[\s*([{\]]|$)"), "json"),
    (re.compile(rb"\{"), "jsonl"),
    (re.compile(rb"PAR1"), "parquet"),
    (re.compile(rb"<\?xml|<Sentences"), "petrarch"),
    (re.compile(rb"#\s*(newdoc|[\w.]+( id)? ?=)|1(-\d+)?(\t[^\t]*){9}$"), "conllu"),
)


def told_format(stream: io.BufferedReader, field_map: Mapping[str, str]) -> tuple[Format, io.BufferedReader]:
    """The format by the first line that is not blank, and a stream that still begins with it.

    A CSV or TSV is known by its header: two columns with names that a story has fields for, or one among others without blanks.
    What begins like nothing else is text.
    """
    begin = line = stream.readline(HEAD)
    while line and not line.strip(_BLANK):
        begin += (line := stream.readline(HEAD))
    whole = stream_of(chain([begin], iter(partial(stream.read1, HEAD), b"")))
    first = line.lstrip(_BLANK).rstrip(b"\0\r\n").replace(b"\0", b"")  # blanks may be empty columns; NULs are of UTF-16
    for start, told in _STARTS:
        if start.match(first):
            return told, whole
    return "csv" if _is_header(first.decode(errors="replace"), field_map) else "text", whole


def _is_header(line: str, field_map: Mapping[str, str]) -> bool:
    columns = [column.strip(' "') for column in line.split(delimiter_of(line))]
    known = sum(field_of(column, field_map) != "" for column in columns)
    return known > 1 or (known == 1 < len(columns) and not any(" " in column for column in columns))
