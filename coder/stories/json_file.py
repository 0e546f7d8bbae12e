"""Reads .json files: an array of records, a single record, or JSON lines under another name."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from coder.stories.jsonl import parse, read_lines
from coder.stories.records import Record
from coder.stories.story import Reject
from coder.stories.streams import MAX_RECORD_BYTES, DamagedFileError, first_character, utf8_lines

__all__ = ["elements", "read"]

# An array often stands on one line, which is then taken in pieces of this many bytes.
PIECE = 2**16

_MARK = re.compile(rb'["\\,\[\]{}]')


def read(stream: io.BufferedReader, name: str) -> Iterator[Record | Reject]:
    """The records of a stream; those of an array one at a time, so that it need not fit into memory.

    Raises DamagedFileError for an array that has no proper end.
    """
    if first_character(stream) == b"[":
        for line, element in elements(utf8_lines(stream, PIECE)):
            yield parse(element, name, line)
        return
    lines = utf8_lines(stream)
    first = next(lines, b"")
    if first.rstrip().endswith(b"}"):
        yield from read_lines(chain([first], lines), name)
    elif (data := _whole(chain([first], lines))).strip():
        yield parse(data, name, 1)


def _whole(lines: Iterable[bytes]) -> bytes:
    data = bytearray()
    for line in lines:
        data += line
        _check_length(data, 1)
    return bytes(data)


def elements(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The elements of one JSON array, unparsed, each with the line on which it begins.

    Commas and brackets part them, so that a broken one does not stop the others. The array comes in pieces that end at
    line feeds or before. Raises DamagedFileError for an array without an end, for what stands after its end, and for an
    element of more than MAX_RECORD_BYTES.
    """
    pieces = iter(pieces)
    element, first_line, line = bytearray(), 1, 1
    depth, in_string = 0, False
    # Offsets into the file: where the piece begins, and of the character behind the last backslash.
    position, escaped = 0, -1
    for piece in pieces:
        start = 0
        for match in _MARK.finditer(piece):
            mark, at = match[0], match.start()
            if position + at == escaped:
                continue
            if mark == b'"':
                in_string = not in_string
            elif in_string:
                escaped = position + at + 1 if mark == b"\\" else escaped
            elif mark in b"[{":
                depth += 1
                start = at + 1 if depth == 1 else start
            elif mark in b"]}":
                depth -= 1
            if in_string or depth > 1 or (depth == 1 and mark != b","):
                continue
            element += piece[start:at]
            if record := bytes(element.lstrip()):
                yield _begin(element, first_line), record
            element, first_line, start = bytearray(), line, at + 1
            if depth == 0:
                if any(rest.strip() for rest in chain([piece[start:]], pieces)):
                    raise DamagedFileError(f"the array ends on line {line}; what stands behind it was not read")
                return
        element += piece[start:]
        _check_length(element, first_line)
        position += len(piece)
        line += piece.endswith(b"\n")
    raise DamagedFileError(f"the array breaks off, in what begins on line {_begin(element, first_line)}")


def _begin(element: bytearray, line: int) -> int:
    """The line of the first character that is not blank."""
    return line + element.count(b"\n", 0, len(element) - len(element.lstrip()))


def _check_length(data: bytearray, line: int) -> None:
    if len(data) > MAX_RECORD_BYTES:
        size = f"{MAX_RECORD_BYTES >> 20} MiB"
        raise DamagedFileError(f"what begins on line {_begin(data, line)} is longer than {size}, and no story")
