"""Measures how fast coder is; `python -m benchmarks` runs everything."""
