"""Stable names of content."""

from __future__ import annotations

import json
from hashlib import blake2b

__all__ = ["digest"]


def digest(*parts: object) -> str:
    """32 hexadecimal digits that name these parts (JSON values): the same in every process, on every machine."""
    # JSON keeps the parts apart, whatever characters stand in them, and escapes what UTF-8 cannot hold.
    return blake2b(json.dumps(parts, sort_keys=True).encode("ascii"), digest_size=16).hexdigest()
