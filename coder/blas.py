"""What numpy's BLAS is told. It asks when numpy is first loaded, by whichever library that is: so this comes before."""

from __future__ import annotations

import os

__all__ = ["prepare_blas"]


def prepare_blas() -> None:
    """Give BLAS one thread, unless the user has said otherwise, in this process and in those that it starts.

    Workers are processes: two that share the cores among their threads run at half speed.
    """
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
