"""The coder in Python: texts, frames and SQL in, events out; the same events as those of the command line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from coder.errors import UsageError
from coder.events import Event, digest
from coder.events.schema import EVENTS, arrow_schema, arrow_table
from coder.stories import Reject, Story
from coder.stories.records import Record, StoryBuilder

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

__all__ = ["Coder", "register"]

_BATCH = 100  # stories whose sentences are parsed together
_COLUMNS = [column for column in EVENTS.columns if column.name != "run_id"]


class Coder:
    """Codes texts with our dictionaries and those laid over them.

    `dictionaries` are folders, the last wins; `model` is another of spaCy's English models, by name or folder; with
    `keep_text` events carry their sentence. Loading takes some seconds: make one and keep it. Raises DictionaryError, ModelError.
    """

    def __init__(
        self,
        *,
        dictionaries: Sequence[str | Path] = (),
        model: str | None = None,
        keep_text: bool = False,
        screen: bool = True,
    ) -> None:
        from coder.coding.pipeline import Pipeline
        from coder.language.parser import Parser
        from coder.lexicon import load_lexicon

        lexicon = load_lexicon([Path(folder) for folder in dictionaries])
        self.pipeline = Pipeline(lexicon, Parser(model), keep_text=keep_text, screen=screen)

    def code(
        self,
        text: str,
        date: datetime.date | str | None = None,
        *,
        id: str | None = None,  # noqa: A002  # the name that stories have for it everywhere
        title: str | None = None,
        publisher: str | None = None,
        url: str | None = None,
    ) -> list[Event]:
        """The events of one story, in the order of its sentences; `date` is its day.

        Without an id, the text and the date name the story. Raises UsageError for a date that is none.
        """
        fields = {"text": text, "date": date, "id": id, "title": title, "publisher": publisher, "url": url}
        return next(self.code_stories([_story(fields, "the story")]))

    def code_stories(self, stories: Iterable[Story]) -> Iterator[list[Event]]:
        """The events of each of many stories, in their order; faster than one at a time."""
        rest = iter(stories)
        while batch := list(islice(rest, _BATCH)):
            yield from (coded.events for coded in self.pipeline.code(batch))

    def code_frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The events of a frame with a row for each story: columns text, and date, id, title, publisher, url where there are such.

        The columns of the result are those of the table `events`. Raises UsageError for a row that is no story, with its number.
        """
        import polars as pl

        if "text" not in frame.columns:
            raise UsageError(f"the frame has no column text; it has {', '.join(frame.columns) or 'none'}")
        stories = [_story(row, f"row {number}") for number, row in enumerate(frame.iter_rows(named=True))]
        events = [event for of_story in self.code_stories(stories) for event in of_story]
        return cast("pl.DataFrame", pl.from_arrow(_table(events))).drop("run_id")


def register(connection: DuckDBPyConnection, coder: Coder | None = None) -> None:
    """Add the SQL function `cameo_events(text, date)` to a DuckDB connection; it gives a list of structs, the events of a story.

        select unnest(cameo_events(text, date), recursive := true) from read_json('news.jsonl')

    `date` may be a DATE, a string or null. The fields are those of the table `events`. A text of null has no events.
    """
    import pyarrow as pa

    coder = coder or Coder()
    fields = [field for field in arrow_schema(EVENTS) if field.name != "run_id"]
    result = pa.list_(pa.struct([pa.field(field.name, field.type) for field in fields]))

    # DuckDB looks the types of a function up where it is defined, where pyarrow is not imported.
    def code(texts: Any, dates: Any) -> Any:  # noqa: ANN401
        pairs = list(zip(texts.to_pylist(), dates.to_pylist(), strict=True))
        stories = [_story({"text": text or "", "date": day}, "cameo_events") for text, day in pairs]
        return pa.array([[_struct(event) for event in events] for events in coder.code_stories(stories)], result)

    struct = ", ".join(f"{column.name} {column.type}" for column in _COLUMNS)
    parameters: list[Any] = ["VARCHAR", "VARCHAR"]
    kind = cast("Any", f"STRUCT({struct})[]")
    connection.create_function(
        "cameo_events_of", code, parameters, kind, type=cast("Any", "arrow"), null_handling=cast("Any", "special")
    )
    connection.execute(
        "create or replace temp macro cameo_events(text, date := null) as cameo_events_of(text::varchar, date::varchar)"
    )


def _struct(event: Event) -> dict[str, object]:
    return {column.name: getattr(event, column.name) for column in _COLUMNS}


def _table(events: Sequence[Event]) -> pa.Table:
    return arrow_table(EVENTS, events)


def _story(fields: Mapping[str, object], place: str) -> Story:
    """The story of some fields, by the same rules as those of files; raises UsageError with the reason."""
    known = {name: value for name, value in fields.items() if value is not None}
    known.setdefault("id", digest(str(known.get("text", "")), str(known.get("date", ""))))
    built = StoryBuilder(place, {}, None).build(Record(1, known))
    if isinstance(built, Reject):
        raise UsageError(f"{place}: {built.reason}")
    return built
