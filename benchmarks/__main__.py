"""Measures everything: `python -m benchmarks [--input FILE] [--full] [--json FILE]`.

Ratios within one run are what counts: other work on the machine disturbs the figures, but all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.files import file_rates
from benchmarks.rates import Rate, rates
from benchmarks.runs import RunTime, growth, recodes, starts, workers
from benchmarks.texts import read_or_make


def main() -> None:
    """Measure, print tables, write JSON."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--input", type=Path, help="stories to measure on, in any format that coder reads")
    options.add_argument("--stories", type=int, default=300, help="for the stages (default: 300)")
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[1000, 10_000], help="of the runs whose growth is measured"
    )
    options.add_argument("--full", action="store_true", help="also a run of 100,000 stories")
    options.add_argument("--json", type=Path, default=Path("benchmarks.json"), help="file for the figures")
    given = options.parse_args()
    sizes = [*given.sizes, *([100_000] if given.full else [])]
    few, many = read_or_make(given.input, given.stories), read_or_make(given.input, max(sizes))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        stages = rates(few, folder)
        _print_rates("stages (ratio: to spaCy's pipeline)", stages)
        files = file_rates(many[:2000], folder)
        _print_rates("files (ratio: to JSONL)", files)
        side_by_side = workers(many[:8000], folder)
        _print_runs("workers (ratio: times as fast as one)", side_by_side)
        coded_again = recodes(many[:8000], folder)
        _print_rates("recode (ratio: to coding all again)", coded_again)
        begin = starts(folder)
        _print_runs("starts (ratio: to Python)", begin)
        grown = growth(many, sizes, folder)
        _print_runs("growth (ratio: processor time of a story)", grown)
    found: dict[str, Sequence[Rate | RunTime]] = {
        "stages": stages,
        "files": files,
        "workers": side_by_side,
        "recode": coded_again,
        "starts": begin,
        "growth": grown,
    }
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    figures = {name: [asdict(row) for row in rows] for name, rows in found.items()}
    given.json.write_text(json.dumps({"machine": machine, **figures}, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {given.json}")


def _print_rates(title: str, rows: list[Rate]) -> None:
    print(f"\n{title}")
    for row in rows:
        print(f"  {row.name:<26} {row.a_second:>12,.0f} {row.unit:<12} {row.ratio:8.2f}", flush=True)


def _print_runs(title: str, rows: list[RunTime]) -> None:
    print(f"\n{title}")
    for row in rows:
        print(
            f"  {row.name:<26} {row.seconds:8.2f} s {row.processor:8.2f} s of processors {row.megabytes:6.0f} MB {row.ratio:8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
