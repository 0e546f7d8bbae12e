"""The tables: the only place with the names, types and comments of columns.

Types are written as DuckDB writes them, so that the views need no pyarrow; `arrow_schema` translates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "EVENTS",
    "QUAD_CLASSES",
    "REJECTS",
    "RUNS",
    "SCHEMA_VERSION",
    "STORIES",
    "TABLES",
    "VIEWS",
    "Column",
    "Table",
    "arrow_schema",
    "arrow_table",
]

SCHEMA_VERSION = 2
QUAD_CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
"""Names of the quad classes 1 to 4."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, DuckDB type, comment, and whether it may be null."""

    name: str
    type: str
    comment: str
    null: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: name, comment, columns in order."""

    name: str
    comment: str
    columns: tuple[Column, ...]


def _actor(side: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_text", "VARCHAR", f"The words of the sentence that stand for the {side}"),
        Column(f"{side}_name", "VARCHAR", f"Name of the {side} in the dictionaries", null=True),
        Column(
            f"{side}_code", "VARCHAR", f"CAMEO code of the {side}: country or international type, then roles (EGYGOV)"
        ),
        Column(
            f"{side}_country", "VARCHAR", f"Three-letter country of the {side}; null for actors without one", null=True
        ),
        Column(
            f"{side}_sectors", "VARCHAR[]", f"Roles of the {side}, three letters each (GOV, MIL), most important first"
        ),
    )


EVENTS = Table(
    "events",
    "Political events: one row for each who did what to whom that a sentence reports",
    (
        Column("event_id", "VARCHAR", "Stable name of the event: the same in every run over the same story and rules"),
        Column(
            "event_date",
            "DATE",
            "Day of the event; first day of the month or year where that is all we know",
            null=True,
        ),
        Column("event_date_precision", "VARCHAR", "How exact event_date is: day, month or year", null=True),
        Column("story_date", "DATE", "Day of the story", null=True),
        Column(
            "historical", "BOOLEAN", "True where the sentence tells of the past, so that event_date is not the story's"
        ),
        *_actor("source"),
        *_actor("target"),
        Column("cameo_code", "VARCHAR", "CAMEO event code, a string: 010 is not 10"),
        Column("cameo_name", "VARCHAR", "Name of the CAMEO code"),
        Column("cameo_root", "VARCHAR", "First two digits of the CAMEO code, 01 to 20"),
        Column(
            "quad_class",
            "INTEGER",
            ", ".join(f"{number} {name}" for number, name in enumerate(QUAD_CLASSES, start=1)),
        ),
        Column("goldstein", "DOUBLE", "Goldstein value of the code, -10 (conflict) to 10 (cooperation)"),
        Column(
            "plover",
            "VARCHAR",
            "PLOVER event type, with its mode after a dot (PROTEST.demo); null where PLOVER has none",
            null=True,
        ),
        Column("reciprocal", "BOOLEAN", "True for the two rows of an event that both sides do"),
        Column("pair_id", "VARCHAR", "Shared by the two rows of a reciprocal event", null=True),
        Column("source_resolved", "VARCHAR", "How the source was found: named, coreference or context"),
        Column("target_resolved", "VARCHAR", "How the target was found: named, coreference or context"),
        Column("place_name", "VARCHAR", "Place of the event", null=True),
        Column("place_country", "VARCHAR", "Three-letter country of the place", null=True),
        Column("place_admin1", "VARCHAR", "First-order region of the place", null=True),
        Column("latitude", "DOUBLE", "Latitude of the place, degrees north", null=True),
        Column("longitude", "DOUBLE", "Longitude of the place, degrees east", null=True),
        Column("rule", "VARCHAR", "File and line of the dictionary row that made the event"),
        Column("trigger", "VARCHAR", "The words of the sentence that carry the event"),
        Column("story_id", "VARCHAR", "Story that reports the event"),
        Column("sentence_number", "INTEGER", "Sentence of the story, counted from 1"),
        Column("publisher", "VARCHAR", "Who published the story", null=True),
        Column("url", "VARCHAR", "Address of the story", null=True),
        Column("run_id", "VARCHAR", "Run that coded the event: dictionaries, model and options", null=True),
        Column("sentence", "VARCHAR", "The sentence; null unless text was kept", null=True),
    ),
)

STORIES = Table(
    "stories",
    "Stories that were read: one row for each, with what became of it",
    (
        Column("story_id", "VARCHAR", "Identifier of the story"),
        Column("story_date", "DATE", "Day of the story", null=True),
        Column("publisher", "VARCHAR", "Who published the story", null=True),
        Column("url", "VARCHAR", "Address of the story", null=True),
        Column("title", "VARCHAR", "Headline", null=True),
        Column("status", "VARCHAR", "coded, empty (no sentence to code) or duplicate (a story that was there before)"),
        Column("sentences", "INTEGER", "Number of sentences"),
        Column("screened_sentences", "INTEGER", "Number of sentences that passed the screen and were parsed"),
        Column("events", "INTEGER", "Number of events"),
        Column("file", "VARCHAR", "Input that held the story"),
        Column("minhash_bands", "INTEGER[]", "Near-identical stories share one of these numbers; none for short texts"),
    ),
)

REJECTS = Table(
    "rejects",
    "Records that could not be read: one row for each, with the reason",
    (
        Column("file", "VARCHAR", "Input that held the record"),
        Column("line", "INTEGER", "Line of the record, counted from 1; 0 for the file as a whole"),
        Column("reason", "VARCHAR", "What is wrong with the record"),
        Column("raw", "VARCHAR", "Start of the record as it stands in the input", null=True),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in (EVENTS, STORIES, REJECTS)}

RUNS = Table(
    "runs",
    "Ways in which stories were coded: one row for each combination of dictionaries, model and options",
    (
        Column("run_id", "VARCHAR", "Name of the run, made from all that it depends on"),
        Column("dictionaries", "VARCHAR", "Digest of the dictionaries"),
        Column("model", "VARCHAR", "Parser model"),
        Column("options", "VARCHAR", "Options that change what is coded, as JSON"),
        Column("schema_version", "INTEGER", "Version of the tables"),
        Column("version", "VARCHAR", "Version of coder"),
        Column("started", "TIMESTAMP", "Last start, UTC"),
        Column("ended", "TIMESTAMP", "End of the last start, UTC; null where it did not come to one", null=True),
        Column("shards", "BIGINT", "Shards of the run that are live"),
        Column("stories", "BIGINT", "Stories in them"),
        Column("events", "BIGINT", "Events in them"),
        Column("rejects", "BIGINT", "Rejects in them"),
    ),
)

_COUNTS = (
    Column("events", "BIGINT", "Number of events"),
    Column("verbal_cooperation", "BIGINT", "Number of events of quad class 1"),
    Column("material_cooperation", "BIGINT", "Number of events of quad class 2"),
    Column("verbal_conflict", "BIGINT", "Number of events of quad class 3"),
    Column("material_conflict", "BIGINT", "Number of events of quad class 4"),
    Column("goldstein_sum", "DOUBLE", "Sum of the Goldstein values"),
    Column(
        "goldstein_mean", "DOUBLE", "Mean of the Goldstein values, to four decimals; null without events", null=True
    ),
)
_ACTOR = "country, or the whole code of an actor without one"


def _dyads(unit: str) -> Table:
    return Table(
        f"dyad_{unit}",
        f"Directed dyads by {unit}: one row for each {unit} and pair of actors with events",
        (
            Column("period", "DATE", f"First day of the {unit}"),
            Column("source", "VARCHAR", f"Source: {_ACTOR}"),
            Column("target", "VARCHAR", f"Target: {_ACTOR}"),
            *_COUNTS,
        ),
    )


VIEWS: tuple[Table, ...] = (
    *(_dyads(unit) for unit in ("day", "month", "year")),
    Table(
        "story_runs",
        "Which run coded which story: one row for each story and run; repeats of a story in the input are no rows",
        (
            Column("story_id", "VARCHAR", "Identifier of the story"),
            Column("run_id", "VARCHAR", "Run that coded the story"),
        ),
    ),
    Table(
        "events_unique",
        "All events with repeats marked: unique events are those where duplicate_of is null",
        (
            *EVENTS.columns,
            Column("duplicate_of", "VARCHAR", "The event_id kept for this repeat; null for the kept ones", null=True),
            Column("story_ids", "VARCHAR[]", "Stories that carried the event; null for repeats", null=True),
            Column("publishers", "VARCHAR[]", "Publishers that carried the event; null for repeats", null=True),
            Column("urls", "VARCHAR[]", "Where the event was told; null for repeats", null=True),
        ),
    ),
    Table(
        "copies",
        "Near-identical stories, such as a wire report in many papers: one row for each that copies another",
        (
            Column("story_id", "VARCHAR", "The story"),
            Column("copy_of", "VARCHAR", "The first of the near-identical stories, by day, then by identifier"),
        ),
    ),
    Table(
        "monad_month",
        "Actors by month: one row for each month, actor and role with events",
        (
            Column("period", "DATE", "First day of the month"),
            Column("actor", "VARCHAR", f"Actor: {_ACTOR}"),
            Column("role", "VARCHAR", "source or target"),
            *_COUNTS,
        ),
    ),
    Table(
        "coverage",
        "The days that the output covers: one row; periods between them without events are zeros",
        (
            Column("first_day", "DATE", "First day of a story or an event that is not historical", null=True),
            Column("last_day", "DATE", "Last day of a story or an event that is not historical", null=True),
        ),
    ),
    Table(
        "undated",
        "Events that views and macros by period leave out: one row for each length of period",
        (
            Column("period", "VARCHAR", "Length of the period: day, week, month, quarter or year"),
            Column("events", "BIGINT", "Number of all events"),
            Column("without_date", "BIGINT", "Number of events without a date"),
            Column("too_coarse", "BIGINT", "Number of events whose date is known less exactly than the period"),
        ),
    ),
)
"""The views that count events; their SQL is in coder/query."""


def arrow_schema(table: Table, metadata: Mapping[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of a table, with key-value `metadata` that Parquet files carry."""
    import pyarrow as pa

    types = {
        "VARCHAR": pa.string(),
        "VARCHAR[]": pa.list_(pa.string()),
        "INTEGER[]": pa.list_(pa.int32()),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
        "INTEGER": pa.int32(),
        "DOUBLE": pa.float64(),
    }
    columns = [pa.field(column.name, types[column.type], nullable=column.null) for column in table.columns]
    return pa.schema(columns, metadata=dict(metadata or {}))


def arrow_table(table: Table, rows: Sequence[object], metadata: Mapping[str, str] | None = None) -> pa.Table:
    """Rows (objects with an attribute for each column) as an Arrow table; "" becomes null where null is allowed.

    Raises ValueError for a null where none is allowed.
    """
    import pyarrow as pa

    schema = arrow_schema(table, metadata)
    arrays = []
    for column, field in zip(table.columns, schema, strict=True):
        values = list(map(attrgetter(column.name), rows))
        if column.null:
            values = [None if value == "" else value for value in values]
        elif None in values:
            raise ValueError(f"{table.name}.{column.name}: null in row {values.index(None)}")
        arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
