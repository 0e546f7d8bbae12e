"""Where stories are coded: this process, worker processes of this machine, or Dask (coder.engines.cluster, with the extra `cluster`)."""

from coder.engines.counts import Counts
from coder.engines.processes import Engine, Processes, ThisProcess, collect_seldom
from coder.engines.run import code_inputs, code_to_output, kept_parts, recode_to_output, with_rows_before
from coder.engines.worker import Job, Worker

__all__ = [
    "Counts",
    "Engine",
    "Job",
    "Processes",
    "ThisProcess",
    "Worker",
    "code_inputs",
    "code_to_output",
    "collect_seldom",
    "kept_parts",
    "recode_to_output",
    "with_rows_before",
]
