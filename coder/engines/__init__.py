"""Where batches of stories are coded: this process."""

from coder.engines.local import Counts, code_inputs, code_to_output

__all__ = ["Counts", "code_inputs", "code_to_output"]
