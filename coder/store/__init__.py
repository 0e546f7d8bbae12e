"""The store: Parquet shards under a manifest, one writer at a time, restartable at every point."""

from coder.store.manifest import Manifest, RunRecord, ShardRecord, read_manifest
from coder.store.output import Output, Run, Shard

__all__ = ["Manifest", "Output", "Run", "RunRecord", "Shard", "ShardRecord", "read_manifest"]
