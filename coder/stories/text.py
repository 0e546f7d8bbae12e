"""Reads plain text: one file is one story."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from coder.stories.records import Record
from coder.stories.story import Reject
from coder.stories.streams import MAX_RECORD_BYTES

__all__ = ["read"]

# charset-normalizer's "chaos": the share of what looks like noise in the decoded text.
MAX_CHAOS = 0.1

_TITLE = re.compile(
    r"\s*(?!date\b)(?P<title>\S[^\r\n]{0,149})\r?\n[ \t]*\r?\n(?P<text>.*\S.*)", re.IGNORECASE | re.DOTALL
)


def read(stream: io.BufferedReader, name: str) -> Iterator[Record | Reject]:
    """The one story of the file, which the file's name identifies.

    A first line of at most 150 characters is the title if a blank line follows it and it does not end in a period, a
    comma, a colon, a dash or a quotation mark.
    """
    data = stream.read(MAX_RECORD_BYTES + 1)
    if len(data) > MAX_RECORD_BYTES:
        yield Reject(name, 0, f"more than {MAX_RECORD_BYTES >> 20} MiB are no story; put many stories into JSONL")
        return
    try:
        text = _decode(data)
    except ValueError as error:
        yield Reject(name, 0, str(error))
        return
    title, text = _split_title(text)
    yield Record(1, {"id": name, "title": title, "text": text}, text[:200])


def _decode(data: bytes) -> str:
    """The text in UTF-8 or UTF-16 with a byte order mark, in UTF-8, or in the encoding that it most likely has.

    Raises ValueError, with the reason, for data that are no text and for an encoding that cannot be told.
    """
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not is_utf16:
        raise ValueError("a binary file, not text (it holds NUL bytes)")
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
    # Data that hold other characters in UTF-8 are damaged UTF-8; any other encoding would silently read them wrongly.
    if not is_utf16 and data.decode(errors="ignore").isascii() and (text := _guess(data)):
        return text
    encoding = "UTF-16" if is_utf16 else "UTF-8, and no other encoding is likely enough"
    raise ValueError(f"{place} is not valid in {encoding}; save the file as UTF-8")


def _guess(data: bytes) -> str:
    """The text in its most likely encoding; "" if none is likely enough."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None or best.chaos > MAX_CHAOS or best.coherence == 0:
        return ""
    # A short text fits several encodings; of those that fit equally well, that of Western Windows is the usual one.
    western = (match for match in matches if "cp1252" in match.could_be_from_charset and match.chaos <= best.chaos)
    return str(next(western, best))


def _split_title(text: str) -> tuple[str, str]:
    match = _TITLE.match(text)
    if match is None or match["title"].rstrip().endswith((".", ",", ":", ";", "-", "–", "—", '"', "”", "'", "’")):
        return "", text
    return match["title"], match["text"]
