"""Reads Parquet, a few rows at a time."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from coder.stories.records import Record, check_columns, no_text, wanted_columns
from coder.stories.story import Reject

__all__ = ["read"]

BATCH_ROWS = 256


def read(stream: io.BufferedReader, name: str, field_map: Mapping[str, str]) -> Iterator[Record | Reject]:
    """The rows as records; only the columns that a story has a field for are read.

    Raises UsageError for a field map that names a column which is not there.
    """
    try:
        if stream.seekable():
            yield from _read(stream, name, field_map)
        else:
            # The end of a Parquet file says where its columns are: compressed as a whole, it must be unpacked first.
            with tempfile.TemporaryFile() as unpacked:
                shutil.copyfileobj(stream, unpacked)
                yield from _read(unpacked, name, field_map)
    except pa.ArrowException as error:
        yield Reject(name, 0, f"no readable Parquet file: {str(error).splitlines()[0]}")


def _read(source: IO[bytes], name: str, field_map: Mapping[str, str]) -> Iterator[Record | Reject]:
    with pq.ParquetFile(source, pre_buffer=False) as file:
        names = file.schema_arrow.names
        check_columns(names, field_map, name)
        columns = wanted_columns(names, field_map)
        if not columns:
            yield Reject(name, 0, no_text(names, field_map))
            return
        row = 0
        for batch in file.iter_batches(BATCH_ROWS, columns=columns):
            for values in zip(*map(_values, batch.columns), strict=True):
                row += 1
                yield Record(row, dict(zip(batch.schema.names, values, strict=True)))


def _values(column: pa.Array) -> list[Any]:
    """The values of a column as Python has them; days and points in time as YYYY-MM-DD in the column's time zone."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        column = column.cast(pa.date32(), safe=False).cast(pa.string())
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return list(column.cast(pa.large_binary()).to_pylist())
