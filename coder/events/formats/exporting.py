"""Writes the events of an output in the formats of others, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import UsageError
from coder.events.formats import csv, gdelt, icews, plover, stata
from coder.events.formats.codes import register_codes
from coder.files import written_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["EXPORTS", "Exported", "export_events"]

# The SQL of the text formats, without or with the sentences.
_SELECTS: Mapping[str, Callable[[bool], str]] = {
    "icews": lambda _: icews.EXPORT,
    "gdelt": lambda _: gdelt.EXPORT,
    "plover": lambda text: plover.export(text=text),
    "csv": lambda text: csv.export(text=text),
}
EXPORTS = (*_SELECTS, "stata")
_BATCH = 10_000  # lines

# Their ids are whole numbers: those that imported events had, and beyond them the events in their order. Two rows of what both
# sides do stand one after the other.
_NUMBERED = r"""
create or replace temp macro own_number(form, id) as try_cast(regexp_extract(id, '^' || form || ':(\d+)$', 1) as bigint);
create or replace temp macro numbered_events(form) as table
with places as (
    select
        event_id, event_date, story_id, own_number(form, event_id) as own, own_number(form, story_id) as own_story,
        row_number() over (
            order by event_date, story_id, sentence_number, coalesce(pair_id, event_id), event_id <> coalesce(pair_id, event_id), event_id
        ) as place
    from events
    where event_date_precision = 'day'
),

highest as (select coalesce(max(own), 0) as event, coalesce(max(own_story), 0) as story from places),

event_numbers as (
    select event_id, event_date, coalesce(any_value(own), min(place) + any_value(highest.event)) as number
    from places cross join highest
    group by all
),

story_numbers as (
    select story_id, coalesce(any_value(own_story), min(place) + any_value(highest.story)) as story_number
    from places cross join highest
    group by all
)

select *
from events
join event_numbers using (event_id, event_date)
join story_numbers using (story_id)
where event_date_precision = 'day'
"""
_LEFT_OUT = {
    "icews": "select count(*) from events where event_date_precision is distinct from 'day'",
    "gdelt": "select count(*) from events where event_date_precision is distinct from 'day'",
    "plover": "select count(*) from events where event_date_precision is distinct from 'day' or plover is null",
}
_WHY = {
    "icews": "the format takes only events whose day is known",
    "gdelt": "the format takes only events whose day is known",
    "plover": "the format takes only events whose day is known, and has no type for the roots 01 and 02",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events were left out, and why ("" for none)."""

    left_out: int = 0
    reason: str = ""


def export_events(connection: DuckDBPyConnection, form: str, target: Path, *, text: bool = False) -> Exported:
    """Write all events of a connection (`coder.connect`) to a file, in one of EXPORTS; with their sentences only where `text` is true.

    The file is the same, byte for byte, for the same events. Raises CoderError where it cannot be written, UsageError for
    another format, and for Stata without the package that writes it.
    """
    if form not in EXPORTS:
        raise UsageError(f"{form}: not one of the formats {', '.join(EXPORTS)}")
    with written_whole(target) as path:
        if form == "stata":
            stata.write(connection, path, text=text)
        else:
            with path.open("wb") as file:
                for lines in _text_lines(connection, form, text=text):
                    file.write(lines)
    if form not in _LEFT_OUT:
        return Exported()
    ((number,),) = connection.execute(_LEFT_OUT[form]).fetchall()
    return Exported(number, _WHY[form] if number else "")


def _text_lines(connection: DuckDBPyConnection, form: str, *, text: bool) -> Iterator[bytes]:
    """The file of a text format, some lines at a time, in UTF-8."""
    register_codes(connection)
    connection.execute(_NUMBERED)
    if form == "icews":
        yield "\t".join(icews.COLUMNS).encode() + b"\n"
    elif form == "csv":
        yield ",".join(csv.columns(text=text)).encode() + b"\n"
    for batch in connection.sql(_SELECTS[form](text)).to_arrow_reader(_BATCH):
        yield "".join(f"{line}\n" for line in batch.column(0).to_pylist()).encode()
