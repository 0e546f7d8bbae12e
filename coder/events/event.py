"""The event and the coded story, as rows: what coding makes and the store keeps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from coder.events.digest import digest

__all__ = ["CodedStory", "Event", "event_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, when and where: one row of the table `events`.

    The fields, their order and their meaning are those of `coder.events.schema.EVENTS`; what is not known is None.
    The two rows of an event that both sides do are `reciprocal` and share `pair_id`.
    `event_date` is the first day of the month or year where `event_date_precision` is "month" or "year".
    """

    event_id: str
    event_date: date | None = None
    event_date_precision: str | None = None
    story_date: date | None = None
    historical: bool = False
    source_text: str
    source_name: str | None = None
    source_code: str
    source_country: str | None = None
    source_sectors: tuple[str, ...] = ()
    target_text: str
    target_name: str | None = None
    target_code: str
    target_country: str | None = None
    target_sectors: tuple[str, ...] = ()
    cameo_code: str
    cameo_name: str
    cameo_root: str
    quad_class: int
    goldstein: float
    plover: str | None = None
    reciprocal: bool = False
    pair_id: str | None = None
    source_resolved: str = "named"
    target_resolved: str = "named"
    place_name: str | None = None
    place_country: str | None = None
    place_admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    rule: str
    trigger: str
    story_id: str
    sentence_number: int
    publisher: str | None = None
    url: str | None = None
    run_id: str | None = None
    sentence: str | None = None

    def to_json(self) -> dict[str, object]:
        """The row as JSON takes it: ISO dates, lists, None for the unknown; `sentence` only where text is kept."""
        row: dict[str, object] = {}
        for name in _FIELDS:
            value = getattr(self, name)
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, tuple):
                value = list(value)
            row[name] = value
        if self.sentence is None:
            del row["sentence"]
        return row


_FIELDS = tuple(field.name for field in fields(Event))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedStory:
    """What became of one story: one row of the table `stories`; `status` is "coded", "empty" or "duplicate".

    `sentences` counts all sentences of the story, `screened_sentences` those that passed the screen and were parsed;
    `minhash_bands` are those of `coder.stories.copies`.
    """

    story_id: str
    story_date: date | None = None
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    status: str = "coded"
    sentences: int = 0
    screened_sentences: int = 0
    events: int = 0
    file: str
    minhash_bands: tuple[int, ...] = ()


def event_id(
    *,
    story_id: str,
    sentence_number: int,
    trigger_offset: int,
    rule: str,
    source_code: str,
    source_text: str,
    target_code: str,
    target_text: str,
    cameo_code: str,
) -> str:
    """The name of an event: 32 hexadecimal digits, the same for the same event in every run, process and order."""
    return digest(
        story_id, sentence_number, trigger_offset, rule, source_code, source_text, target_code, target_text, cameo_code
    )
