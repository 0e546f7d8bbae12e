"""Fingerprints of the dictionaries that coded an output (coder.lexicon.changes): one file in `fingerprints/` a state of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coder import __version__
from coder.urls import open_binary

if TYPE_CHECKING:
    from coder.store.home import Home

__all__ = ["FINGERPRINTS", "fingerprints_bytes", "fingerprints_path", "read_fingerprints"]

FINGERPRINTS = "fingerprints"


def fingerprints_path(dictionaries: str) -> Path:
    """Where the fingerprints of the dictionaries with this digest lie, relative to the output."""
    return Path(FINGERPRINTS, f"{dictionaries}.parquet")


def fingerprints_bytes(found: Mapping[str, str]) -> bytes:
    """The content of such a file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"entry": list(found), "digest": list(found.values())})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({"version": __version__}), sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read_fingerprints(home: Home, dictionaries: str) -> dict[str, str] | None:
    """The fingerprints of the dictionaries with this digest; None where there are none of this version of coder."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_binary(home.address(fingerprints_path(dictionaries))) as stream:
            table = pq.read_table(stream, partitioning=None)
        if (table.schema.metadata or {}).get(b"version") != __version__.encode():
            return None
        return dict(zip(table.column("entry").to_pylist(), table.column("digest").to_pylist(), strict=True))
    except (OSError, KeyError, pa.ArrowException):
        return None  # all is coded again, which is right whatever they said
