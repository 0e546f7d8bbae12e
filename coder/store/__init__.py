"""The store: Parquet shards under a manifest, one writer at a time, restartable at every point."""

from coder.store.encoding import EncodedShard, encode
from coder.store.home import Home
from coder.store.manifest import PARSES, Manifest, RunRecord, ShardRecord, Share, read_manifest
from coder.store.output import Output, Run, Shard
from coder.store.parses import Kept, read_parses

__all__ = [
    "PARSES",
    "EncodedShard",
    "Home",
    "Kept",
    "Manifest",
    "Output",
    "Run",
    "RunRecord",
    "Shard",
    "ShardRecord",
    "Share",
    "encode",
    "read_manifest",
    "read_parses",
]
