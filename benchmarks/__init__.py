"""Measures how fast coder is; `python -m benchmarks` runs everything."""

from coder.blas import prepare_blas

prepare_blas()  # before numpy is loaded, as in every worker
