"""Opens files as streams of bytes: decompressed within limits, and line by line as UTF-8."""

from __future__ import annotations

import codecs
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from coder.stories.inputs import InputFile
from coder.urls import open_binary

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from coder.stories.position import Position

__all__ = [
    "FREE_EXPANSION",
    "MAX_EXPANSION",
    "MAX_RECORD_BYTES",
    "DamagedFileError",
    "first_character",
    "open_stream",
    "stream_of",
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


def open_stream(file: InputFile, position: Position | None = None) -> AbstractContextManager[io.BufferedReader]:
    """The file's bytes, decompressed; `position` gets to know the file as it is stored.

    Opening raises OSError; reading raises DamagedFileError for compressed data that are truncated, broken or a bomb.
    """
    if file.format == "stdin":
        return nullcontext(cast("io.BufferedReader", sys.stdin.buffer))
    source = open_binary(file.name)
    if position is not None:
        position.opened(file.name, source)
    if not file.compression:
        return cast("io.BufferedReader", source)
    return io.BufferedReader(_ChunkStream(_decompressed(source, file.compression), closes=source))


def first_character(stream: io.BufferedReader) -> bytes:
    """The first character that is not blank, unread; blank space and byte order marks before it are passed over."""
    return stream.peek(1).lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16 + b"\0 \t\r\n")[:1]


def stream_of(chunks: Iterator[bytes]) -> io.BufferedReader:
    """The chunks as a stream."""
    return io.BufferedReader(_ChunkStream(chunks))


def utf8_lines(stream: io.BufferedReader, size: int = MAX_RECORD_BYTES) -> Iterator[bytes]:
    """Lines with their line feeds, in UTF-8 without byte order mark; UTF-16 is known by its mark and converted.

    A line of more than `size` bytes comes in pieces. What is not UTF-8 is passed on as it is.
    Raises DamagedFileError for broken UTF-16.
    """
    head = stream.peek(3)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        stream = stream_of(_utf16_as_utf8(stream))
    elif head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    return iter(partial(stream.readline, size), b"")


class _ChunkStream(io.RawIOBase):
    """A stream of the bytes that come in chunks; closing it closes the file below it, if one is given."""

    def __init__(self, chunks: Iterator[bytes], closes: BinaryIO | None = None) -> None:
        self._chunks = chunks
        self._closes = closes
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._closes is not None:
            self._closes.close()
        super().close()

    def readinto(self, target: WriteableBuffer) -> int:
        while not self._left:
            if (chunk := next(self._chunks, None)) is None:
                return 0
            self._left = memoryview(chunk)
        view = memoryview(target).cast("B")
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _utf16_as_utf8(stream: BinaryIO) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        while chunk := stream.read(2**16):
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise DamagedFileError(f"broken UTF-16 ({error.reason}); what stood before was read") from error


def _decompressed(source: BinaryIO, compression: str) -> Iterator[bytes]:
    """The data of a compressed file of one or more members (gzip) or frames (zstd)."""
    new_member, broken = _decompressor(compression)
    member: Any = None
    rest = b""
    bytes_in = bytes_out = 0
    while data := rest or source.read(CHUNK):
        member = member or new_member()
        try:
            output: bytes = member.decompress(data)
        except broken as error:
            raise DamagedFileError(f"the compressed data are broken ({error}); what stood before was read") from error
        rest = member.unused_data
        if member.eof:
            member = None
        bytes_in += len(data) - len(rest)
        bytes_out += len(output)
        if bytes_out > FREE_EXPANSION and bytes_out > MAX_EXPANSION * bytes_in:
            raise DamagedFileError(
                f"the data expand to more than {MAX_EXPANSION} times their compressed size (a decompression bomb?); "
                "if the file is sound, unpack it first"
            )
        yield output
    if member is not None:
        raise DamagedFileError("the compressed data end too soon (truncated file); what stood before was read")


def _decompressor(compression: str) -> tuple[Callable[[], Any], type[Exception]]:
    """What makes a decompressor for one member, and what it raises for broken data."""
    if compression == "gzip":
        return partial(zlib.decompressobj, zlib.MAX_WBITS | 16), zlib.error
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError
