"""The store: Parquet shards under a manifest, one writer at a time, restartable at every point."""

from coder.store.carried import Earlier
from coder.store.encoding import EncodedShard, encode
from coder.store.fingerprints import read_fingerprints
from coder.store.home import Home
from coder.store.manifest import PARSES, Manifest, RunRecord, ShardRecord, Share, read_manifest
from coder.store.output import Output, Run, Shard, shard_key
from coder.store.parses import Kept, outline, read_parses

__all__ = [
    "PARSES",
    "Earlier",
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
    "outline",
    "read_fingerprints",
    "read_manifest",
    "read_parses",
    "shard_key",
]
