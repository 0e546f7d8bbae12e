"""A shard as the bytes of its Parquet files: made wherever the shard is coded, written by whoever holds the lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.events.schema import SCHEMA_VERSION, TABLES, arrow_table
from coder.store.manifest import PARSES
from coder.store.parquet import parquet_bytes
from coder.store.parses import Kept, parses_table

if TYPE_CHECKING:
    import pyarrow as pa

    from coder.events.event import CodedStory, Event
    from coder.store.manifest import RunRecord
    from coder.stories.story import Reject

__all__ = ["EncodedShard", "encode", "shard_bytes"]


@dataclass(frozen=True, slots=True)
class EncodedShard:
    """The Parquet file of each table that has rows, and of `parses` where they are kept anew; and the rows of each table."""

    files: Mapping[str, bytes]
    rows: Mapping[str, int]


def encode(
    run: RunRecord,
    *,
    events: Sequence[Event] | pa.Table = (),
    stories: Sequence[CodedStory] | pa.Table = (),
    rejects: Sequence[Reject] | pa.Table = (),
    parses: Sequence[Kept] | None = None,
) -> EncodedShard:
    """The files of a shard that this run coded; fills `run_id`. What is imported or carried over comes as Arrow tables of our schema."""
    import pyarrow as pa

    rows: dict[str, Sequence[object] | pa.Table] = {"events": events, "stories": stories, "rejects": rejects}
    files = {
        name: shard_bytes(_named(made if isinstance(made, pa.Table) else arrow_table(table, made), run.run_id), run)
        for name, table in TABLES.items()
        if (made := rows[name])
    }
    if parses is not None:
        files[PARSES] = shard_bytes(parses_table(parses), run)
    return EncodedShard(files, {name: len(rows[name]) for name in TABLES})


def shard_bytes(table: pa.Table, run: RunRecord) -> bytes:
    """A Parquet file that says in its metadata which run wrote it."""
    metadata = {
        "schema_version": str(SCHEMA_VERSION),
        "dictionaries": run.dictionaries,
        "run_id": run.run_id,
        "version": run.version,
    }
    return parquet_bytes(table, metadata)


def _named(table: pa.Table, run_id: str) -> pa.Table:
    """The table with this run's id in its column, if it has one."""
    import pyarrow as pa

    index = table.schema.get_field_index("run_id")
    if index < 0:
        return table
    return table.set_column(index, table.schema.field(index), pa.array([run_id] * table.num_rows, pa.string()))
