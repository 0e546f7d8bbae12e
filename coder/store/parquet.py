"""Arrow tables as the bytes of Parquet files, and back from wherever a file lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coder.urls import open_binary

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["parquet_bytes", "read_parquet"]


def parquet_bytes(table: pa.Table, metadata: Mapping[str, str]) -> bytes:
    """The content of a file that holds a table, with this metadata and no other."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(metadata), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read_parquet(path: Path | str, columns: Sequence[str] | None = None) -> pa.Table:
    """The table in a file or at a URL, or some of its columns; raises OSError or ArrowException where there is none."""
    import pyarrow.parquet as pq

    with open_binary(path) as stream:
        return pq.read_table(stream, columns=columns, partitioning=None)
