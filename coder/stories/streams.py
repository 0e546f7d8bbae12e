"""Opens files as streams of bytes: decompressed within limits, and line by line as UTF-8."""

from __future__ import annotations

import codecs
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from coder.stories.inputs import InputFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "FREE_EXPANSION",
    "MAX_EXPANSION",
    "MAX_RECORD_BYTES",
    "DamagedFileError",
    "first_character",
    "open_stream",
    "utf8_lines",
]

# One story, one line of JSON, one field of CSV: what is longer is no news story, and would have to be held in memory.
MAX_RECORD_BYTES = 64 * 2**20

# News texts shrink to a tenth at best. Data that grow to more than MAX_EXPANSION times their compressed size are taken
# for a decompression bomb, once they have given FREE_EXPANSION bytes (a small file of like lines may shrink that far).
MAX_EXPANSION = 200
FREE_EXPANSION = 64 * 2**20

# zstd may expand a block of 4 bytes to 128 KiB, so that one call gives at most 32 MiB.
CHUNK = 1024


class DamagedFileError(OSError):
    """The file cannot be read to its end; the message says why."""


def open_stream(file: InputFile) -> AbstractContextManager[io.BufferedReader]:
    """The file's bytes, decompressed.

    Opening raises OSError; reading raises DamagedFileError for compressed data that are truncated, broken or a bomb.
    """
    if file.format == "stdin":
        return nullcontext(cast("io.BufferedReader", sys.stdin.buffer))
    source = Path(file.name).open("rb")  # noqa: SIM115  # the caller closes it
    return io.BufferedReader(_Decompressed(source, file.compression)) if file.compression else source


def first_character(stream: io.BufferedReader) -> bytes:
    """The first character that is not blank, unread; blank space and byte order marks before it are passed over."""
    return stream.peek(1).lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16 + b"\0 \t\r\n")[:1]


def utf8_lines(stream: io.BufferedReader, size: int = MAX_RECORD_BYTES) -> Iterator[bytes]:
    """Lines with their line feeds, in UTF-8 without byte order mark; UTF-16 is known by its mark and converted.

    A line of more than `size` bytes comes in pieces. What is not UTF-8 is passed on as it is.
    Raises UnicodeError for broken UTF-16.
    """
    head = stream.peek(3)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = io.TextIOWrapper(stream, "utf-16", newline="\n")
        return (line.encode() for line in iter(partial(text.readline, size), ""))
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    return iter(partial(stream.readline, size), b"")


class _Decompressed(io.RawIOBase):
    """The data of a compressed file of one or more members (gzip) or frames (zstd)."""

    def __init__(self, source: BinaryIO, compression: str) -> None:
        self._source = source
        self._new_member, self._broken = _decompressor(compression)
        self._member: Any = None
        self._rest = b""
        self._output = memoryview(b"")
        self._bytes_in = self._bytes_out = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._source.close()
        super().close()

    def readinto(self, target: WriteableBuffer) -> int:
        while not self._output:
            if not (data := self._rest or self._source.read(CHUNK)):
                if self._member is None:
                    return 0
                raise DamagedFileError(
                    "the compressed data end too soon (truncated file); what stood before the end was read"
                )
            self._output = memoryview(self._decompress(data))
            self._bytes_out += len(self._output)
            if self._bytes_out > FREE_EXPANSION and self._bytes_out > MAX_EXPANSION * self._bytes_in:
                raise DamagedFileError(
                    f"the data expand to more than {MAX_EXPANSION} times their compressed size (a decompression bomb?); "
                    "if the file is sound, unpack it first"
                )
        view = memoryview(target).cast("B")
        count = min(len(view), len(self._output))
        view[:count] = self._output[:count]
        self._output = self._output[count:]
        return count

    def _decompress(self, data: bytes) -> bytes:
        if self._member is None:
            self._member = self._new_member()
        try:
            output: bytes = self._member.decompress(data)
        except self._broken as error:
            raise DamagedFileError(
                f"the compressed data are broken ({error}); what stood before the break was read"
            ) from error
        self._rest = b""
        if self._member.eof:
            self._rest = self._member.unused_data
            self._member = None
        self._bytes_in += len(data) - len(self._rest)
        return output


def _decompressor(compression: str) -> tuple[Callable[[], Any], type[Exception]]:
    """What makes a decompressor for one member, and what it raises for broken data."""
    if compression == "gzip":
        return partial(zlib.decompressobj, zlib.MAX_WBITS | 16), zlib.error
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError
