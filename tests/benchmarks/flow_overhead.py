"""What Prefect costs: `python -m tests.benchmarks.flow_overhead [BATCH] [--rounds N]`, BATCH being `seeds`.

Whole processes, warm (the articles are embedded, Prefect's database is made), in turns: the command, an empty flow
with the project's settings of Prefect, and the flow. Prints the medians; exit status 1 where the flow takes more
than 1.3 times what the other two take together.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cyclopts import App

ALLOWED = 1.3
app = App(name="python -m tests.benchmarks.flow_overhead")


@app.default
def measure(batch: Path = Path("seeds"), *, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PREFECT_HOME": f"{folder}/prefect"}
        options = [str(batch), "--out", f"{folder}/out", "--quiet"]
        commands = {
            "command": ["-m", "summarize", "brief", *options],
            "empty flow": ["-m", "tests.benchmarks.flow_overhead", "empty"],
            "flow": ["-m", "flows.brief", *options],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(rounds + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run([sys.executable, *command], env=environment, check=True, stderr=subprocess.DEVNULL)
                if turn:
                    seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, median in medians.items():
        print(f"{name:12s} {median:6.2f} s   ({', '.join(f'{value:.2f}' for value in seconds[name])})")
    ratio = medians["flow"] / (medians["command"] + medians["empty flow"])
    print(f"flow / (empty flow + command) = {ratio:.2f}, allowed {ALLOWED}")
    sys.exit(ratio > ALLOWED)


@app.command
def empty() -> None:
    import flows  # noqa: F401  (the project's settings of Prefect)

    # isort: split
    from prefect import flow

    flow(name="empty")(lambda: None)()


if __name__ == "__main__":
    app()
