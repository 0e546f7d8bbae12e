"""Makes stories out of records: finds the fields, checks them, and says what is wrong with a record."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from coder.errors import UsageError
from coder.stories.datelines import read_opening
from coder.stories.dates import DateReader
from coder.stories.story import GivenMention, Reject, Story

__all__ = [
    "FIELD_NAMES",
    "Record",
    "StoryBuilder",
    "check_columns",
    "check_field_map",
    "excerpt",
    "field_of",
    "no_text",
    "wanted_columns",
]

# What a field of the story may be called in the input, in lower case; the first name with a value wins.
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "story_id", "doc_id", "_id"),
    "date": ("date", "published", "pub_date", "publish_date", "datetime", "timestamp", "story_date"),
    "text": ("text", "content", "body", "article", "full_text", "story", "maintext"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet", "source_name"),
    "url": ("url", "link", "source_url"),
    "mentions": ("mentions",),
}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as a reader found it: its line (1-based; in Parquet the row), its fields, and how it was written."""

    line: int
    fields: Mapping[str, Any]
    raw: str | bytes = ""


class _BadRecordError(ValueError):
    """No story can be made; the message is the reason."""


def excerpt(raw: str | bytes) -> str:
    """The start of a raw record, fit to be shown and stored: at most 200 characters, without control characters."""
    if isinstance(raw, bytes):
        raw = raw[:800].decode(errors="replace")
    return _CONTROL.sub(" ", raw[:200].encode(errors="replace").decode())


def check_field_map(field_map: Mapping[str, str]) -> None:
    """Raises UsageError for a field that stories do not have."""
    for field in field_map:
        if field not in FIELD_NAMES:
            raise UsageError(f"stories have no field {field!r}; they have {', '.join(FIELD_NAMES)}")


def check_columns(columns: Collection[str], field_map: Mapping[str, str], name: str) -> None:
    """Raises UsageError for a field map that names a column which the file does not have."""
    for field, column in field_map.items():
        if column not in columns:
            raise UsageError(f"{name} has no field {column!r} for the {field} ({_listed(columns)})")


def wanted_columns(columns: Collection[str], field_map: Mapping[str, str]) -> list[str]:
    """The columns that hold a field of the story, by the field map or by name; none if no column can be the text."""
    fields = {column: field_of(column, field_map) for column in columns}
    return [column for column, field in fields.items() if field] if "text" in fields.values() else []


def no_text(columns: Collection[str], field_map: Mapping[str, str]) -> str:
    """The reason for a record or a file in which no field can be the text."""
    names = [field_map["text"]] if "text" in field_map else FIELD_NAMES["text"]
    return f"no text: no field is called {', '.join(names)} ({_listed(columns)}); map the text to the right one (--map text=...)"


def field_of(column: str, field_map: Mapping[str, str]) -> str:
    """The field of the story that a column holds; "" for none."""
    for field, names in FIELD_NAMES.items():
        if column == field_map[field] if field in field_map else column.strip().lower() in names:
            return field
    return ""


def _listed(columns: Collection[str]) -> str:
    shown = [repr(column[:40]) for column in list(columns)[:20]]
    return "fields: " + (", ".join(shown) or "none") + (", ..." if len(columns) > 20 else "")


class StoryBuilder:
    """Makes the stories of one file.

    `field_map` says in which column a field of the story stands (`{"text": "body"}`); FIELD_NAMES tells the others.
    A story without a date has that of its dateline, else `default_date`; one without an id is called `file:line`.
    """

    def __init__(self, name: str, field_map: Mapping[str, str], default_date: date | None) -> None:
        self._name = name
        self._field_map = field_map
        self._default_date = default_date
        self._dates = DateReader()

    def build(self, record: Record) -> Story | Reject:
        """The story of a record, or the record's reject."""
        try:
            return self._story(record)
        except _BadRecordError as problem:
            return Reject(self._name, record.line, str(problem), excerpt(record.raw or str(dict(record.fields))))

    def _story(self, record: Record) -> Story:
        fields = _Fields(record.fields, self._field_map)
        text = fields.text()
        mentions = _mentions(fields.values("mentions"), text)
        opening = read_opening(text)
        day = opening.date or self._default_date
        if dates := fields.values("date"):
            day = self._date(dates[0])
        # A mention inside the dateline must keep its place, so that then the dateline stays in the text.
        cut = opening.end if all(mention.start >= opening.end for mention in mentions) else 0
        return Story(
            id=fields.line("id") or f"{self._name}:{record.line}",
            text=text[cut:],
            date=day,
            title=fields.line("title"),
            publisher=fields.line("publisher") or opening.outlet,
            url=fields.line("url"),
            dateline_place=opening.place,
            line=record.line,
            mentions=tuple(GivenMention(mention.start - cut, mention.end - cut, mention.code) for mention in mentions),
        )

    def _date(self, value: object) -> date:
        try:
            return self._dates.read(value)
        except ValueError as error:
            raise _BadRecordError(str(error)) from error


class _Fields:
    """The fields of one record by the names that stories have for them."""

    def __init__(self, fields: Mapping[str, Any], field_map: Mapping[str, str]) -> None:
        self._given = fields
        self._lower = {column.strip().lower(): value for column, value in fields.items()}
        self._field_map = field_map

    def _candidates(self, field: str) -> list[Any]:
        if field in self._field_map:
            column = self._field_map[field]
            return [self._given[column]] if column in self._given else []
        return [self._lower[name] for name in FIELD_NAMES[field] if name in self._lower]

    def values(self, field: str) -> list[Any]:
        """What the record says of the field, without what is empty."""
        values = [_plain(value, field) for value in self._candidates(field)]
        return [value for value in values if value is not None and not (isinstance(value, str) and not value.strip())]

    def line(self, field: str) -> str:
        """The field as one line of text; "" if there is none."""
        values = (value for value in self.values(field) if isinstance(value, (str, int, float)))
        return " ".join(_CONTROL.sub(" ", str(next(values, ""))).split())

    def text(self) -> str:
        """The text, "" if it is blank; control characters are spaces, so that all offsets stay."""
        if not self._candidates("text"):
            raise _BadRecordError(no_text(self._given, self._field_map))
        values = self.values("text")
        text = next((value for value in values if isinstance(value, str)), "")
        if values and not text:
            raise _BadRecordError(f"the text is no string but {excerpt(str(values[0]))[:40]!r}")
        return _CONTROL.sub(" ", text)


def _plain(value: object, field: str) -> object:
    """Bytes as text, "not a number" as nothing, and what MongoDB wraps ({"$oid": ...}, {"$date": ...}) unwrapped."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError as error:
            raise _BadRecordError(f"the {field} is not valid UTF-8 (byte {error.start + 1})") from error
    if isinstance(value, dict) and len(value) == 1 and str(key := next(iter(value))).startswith("$"):
        return _plain(value[key], field)
    return None if isinstance(value, float) and value != value else value


def _mentions(values: list[Any], text: str) -> list[GivenMention]:
    """The actors that the input marks: `[{"start": 4, "end": 8, "code": "IRNGOV"}]`, or a string with the same JSON."""
    given = values[0] if values else []
    if isinstance(given, str):
        try:
            given = orjson.loads(given)
        except orjson.JSONDecodeError as error:
            raise _BadRecordError(f"mentions are broken JSON: {error.msg}") from error
    if not isinstance(given, list):
        raise _BadRecordError("mentions are no list")
    return [_mention(mention, f"mention {number}", text) for number, mention in enumerate(given, start=1)]


def _mention(mention: object, called: str, text: str) -> GivenMention:
    if not isinstance(mention, dict):
        raise _BadRecordError(f"{called} is no object with start, end and code")
    start, end, code = mention.get("start"), mention.get("end"), mention.get("code")
    if type(start) is not int or type(end) is not int:
        raise _BadRecordError(f"{called} has no start and end in whole numbers")
    if not 0 <= start < end <= len(text):
        raise _BadRecordError(f"{called} goes from {start} to {end}; the text has {len(text)} characters")
    if not isinstance(code, str) or not code.strip():
        raise _BadRecordError(f"{called} has no code")
    return GivenMention(start, end, code.strip())
