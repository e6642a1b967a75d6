"""How long a run from the cache takes, against what importing scikit-learn's clustering takes anyway.

    python -m tests.benchmarks.startup [BATCH] [--rounds N]

Whole processes, in turn, so that a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("batch", type=Path, nargs="?", default=Path("seeds"))
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        briefing = [sys.executable, "-m", "summarize", "brief", str(args.batch), "--out", out, "--quiet"]
        importing = [sys.executable, "-c", "import sklearn.cluster"]
        seconds(briefing)
        seconds(importing)
        pairs = [(seconds(briefing), seconds(importing)) for _ in range(args.rounds)]
    runs, imports = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(a / b for a, b in pairs)
    print(f"warm run {runs:.2f} s, import {imports:.2f} s")
    print(f"ratio, pair by pair: {ratios[0]:.2f} to {ratios[-1]:.2f}, median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
