"""Fingerprints of the dictionaries that coded an output (coder.lexicon.changes): one file in `fingerprints/` a state of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from coder import __version__
from coder.store.parquet import parquet_bytes, read_parquet

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

    return parquet_bytes(pa.table({"entry": list(found), "digest": list(found.values())}), {"version": __version__})


def read_fingerprints(home: Home, dictionaries: str) -> dict[str, str] | None:
    """The fingerprints of the dictionaries with this digest; None where there are none of this version of coder."""
    import pyarrow as pa

    try:
        table = read_parquet(home.address(fingerprints_path(dictionaries)))
        if (table.schema.metadata or {}).get(b"version") != __version__.encode():
            return None
        return dict(zip(table.column("entry").to_pylist(), table.column("digest").to_pylist(), strict=True))
    except (OSError, KeyError, pa.ArrowException):
        return None  # all is coded again, which is right whatever they said
