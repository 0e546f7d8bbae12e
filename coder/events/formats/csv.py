"""CSV that a spreadsheet opens without harm: no cell of text is taken for a formula.

Text is quoted; a cell of text that begins as a formula does (=, +, -, @) gets an apostrophe before it, as spreadsheets
themselves write text. Numbers stay numbers. Lists are joined by semicolons.
"""

from __future__ import annotations

from coder.events.schema import EVENTS

__all__ = ["ORDER", "columns", "export", "text_cell"]

ORDER = "order by event_date, story_id, sentence_number, coalesce(pair_id, event_id), event_id <> coalesce(pair_id, event_id), event_id"
_VALUES = {"VARCHAR": "{0}", "VARCHAR[]": "array_to_string({0}, ';')"}
_CELL = """coalesce('"' || replace(regexp_replace(clean({0}), '^([=+@＝＋－＠-])', '''\\1'), '"', '""') || '"', '')"""


def columns(*, text: bool) -> list[str]:
    """Names of the columns; the sentence only with `text`."""
    return [column.name for column in EVENTS.columns if text or column.name != "sentence"]


def export(*, text: bool) -> str:
    """The SQL that gives each event as one line of CSV."""
    cells = []
    for column in EVENTS.columns:
        if text or column.name != "sentence":
            value = _VALUES.get(column.type)
            cells.append(text_cell(value.format(column.name)) if value else f"coalesce({column.name}::varchar, '')")
    return f"select concat_ws(',', {', '.join(cells)}) as line from events {ORDER}"  # noqa: S608  # names of our own columns


def text_cell(value: str) -> str:
    """The SQL of a cell of text, from the SQL of its value; needs the macros of `codes.register_codes`."""
    return _CELL.format(value)
