"""Rows that stay as an earlier coding made them, in one shard with those of the stories that are coded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.errors import CoderError
from coder.events.schema import TABLES, arrow_schema, arrow_table
from coder.store.parquet import read_parquet
from coder.store.parses import Outline

if TYPE_CHECKING:
    import pyarrow as pa

    from coder.events.event import CodedStory, Event
    from coder.stories.story import Reject

__all__ = ["Earlier", "Merged"]


@dataclass(frozen=True, slots=True)
class Merged:
    """A shard's tables by their names; and of `stories` and `rejects` those rows alone that stayed."""

    tables: Mapping[str, pa.Table]
    stories: pa.Table
    rejects: pa.Table


@dataclass(frozen=True, slots=True)
class Earlier:
    """The file of each table that has rows, and the outline of the parses that they were coded from."""

    files: Mapping[str, str]
    outline: Outline

    def carry_over(
        self, *, events: Sequence[Event], stories: Sequence[CodedStory], rejects: Sequence[Reject]
    ) -> Merged:
        """The rows of the touched stories, which are given, among the others' rows from the files, in the order of the input.

        Raises CoderError for a file that cannot be read.
        """
        parsed = {story_id: n for n, story_id in enumerate(self.outline.story_ids) if self.outline.kinds[n] == "parsed"}
        touched = frozenset(self.outline.touched)
        old = {name: _read(name, self.files.get(name)) for name in TABLES}
        old_numbers = {
            "events": [parsed[story_id] for story_id in old["events"].column("story_id").to_pylist()],
            "stories": [number for number, kind in enumerate(self.outline.kinds) if kind != "reject"],
            "rejects": [number for number, kind in enumerate(self.outline.kinds) if kind == "reject"],
        }
        again = [parsed[story.story_id] for story in stories]
        new_numbers = {
            "events": [parsed[event.story_id] for event in events],
            "stories": again,
            "rejects": sorted(touched.difference(again)),
        }
        new: dict[str, Sequence[object]] = {"events": events, "stories": stories, "rejects": rejects}
        stay = {name: [row for row, n in enumerate(old_numbers[name]) if n not in touched] for name in TABLES}
        stayed = {name: _take(old[name], stay[name]) for name in TABLES}
        tables = {
            name: _merged(
                stayed[name],
                [old_numbers[name][row] for row in stay[name]],
                arrow_table(TABLES[name], new[name]),
                new_numbers[name],
            )
            for name in TABLES
        }
        return Merged(tables, stayed["stories"], stayed["rejects"])


def _merged(old: pa.Table, old_numbers: Sequence[int], new: pa.Table, new_numbers: Sequence[int]) -> pa.Table:
    """The rows of both in the order of their numbers."""
    import pyarrow as pa

    if not len(new):
        return old
    numbers = [*old_numbers, *new_numbers]
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    return _take(pa.concat_tables([old, new]), order)


def _take(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    import pyarrow as pa

    return table.take(pa.array(rows, pa.int32())).combine_chunks()


def _read(name: str, path: str | None) -> pa.Table:
    """The rows of a file in the table's own schema; a table without rows has no file."""
    import pyarrow as pa

    if path is None:
        return arrow_table(TABLES[name], [])
    try:
        return pa.Table.from_arrays(read_parquet(path).combine_chunks().columns, schema=arrow_schema(TABLES[name]))
    except (OSError, pa.ArrowException) as error:
        raise CoderError(f"{path}: cannot be read ({error}); code all again with `coder recode --all`") from error
