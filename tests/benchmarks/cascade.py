"""What a cold run costs beside the encoder alone: each in a process of its own, on one thread."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.pipeline import STAGES, finish_run, run_stage
from summarize.run import open_run
from summarize.same.embed import plain_text
from summarize.same.encoder import load_encoder
from summarize.settings import DEFAULT
from summarize.types import Sentence, StageReport

_DECIDING = ("compare", "cluster")
_UNCLEAR = (0.05, 0.6)


@dataclass(frozen=True, slots=True)
class Seconds:
    """By the clock, and of processor time."""

    wall: float
    cpu: float

    def __sub__(self, other: Seconds) -> Seconds:
        return Seconds(self.wall - other.wall, self.cpu - other.cpu)


@dataclass(frozen=True, slots=True)
class Cost:
    """counts: "stage: what" of the stages that decide; unclear: pairs with a probability from .05 to .6; stages:
    seconds by the clock; job: the whole run; encoder: loading it and reading the same sentences once; loading: of
    that, up to the first vector."""

    sentences: int
    counts: dict[str, int]
    unclear: int
    stages: dict[str, float]
    job: Seconds
    encoder: Seconds
    loading: Seconds


def measure_cost(folder: Path) -> Cost:
    """All stories of a folder such as `statements/dev`, as one batch without a cache."""
    with tempfile.TemporaryDirectory() as scratch:
        batch, texts = Path(scratch) / "batch.jsonl", Path(scratch) / "texts.json"
        files = sorted(folder.glob("*/batch/articles.jsonl"))
        batch.write_text("".join(file.read_text(encoding="utf-8") for file in files), encoding="utf-8")
        job = _measure_apart("run_job", batch, Path(scratch) / "out", texts)
        encoder = _measure_apart("run_encoder", texts)
    return Cost(
        **{name: job[name] for name in ("sentences", "counts", "unclear", "stages")},
        job=Seconds(*job["spent"]),
        encoder=Seconds(*encoder["spent"]),
        loading=Seconds(*encoder["loading"]),
    )


def _measure_apart(function: str, *arguments: Path) -> dict[str, Any]:
    code = f"import sys; from tests.benchmarks.cascade import {function}; {function}(*sys.argv[1:])"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    threads = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | threads)
    return json.loads(done.stdout.splitlines()[-1])


def run_job(batch: str, out: str, texts: str) -> None:
    """A whole cold run; leaves the sentences that it embedded in `texts` and prints what it cost."""
    spent = _start_clock()
    with open_run(Path(batch), Path(out), "cold", DEFAULT) as run:
        for stage in STAGES:
            run_stage(stage.name, run.staging)
        reports = {stage.name: run.object(f"report-{stage.name}", StageReport) for stage in STAGES}
        sentences = run.rows("sentences", Sentence)
        with np.load(run.parts / "pairs.npz") as found:
            p = found["probabilities"]
        finish_run(run)
    done = spent()
    Path(texts).write_text(json.dumps(sorted({plain_text(sentence.text) for sentence in sentences})))
    told = {
        "sentences": len(sentences),
        "counts": {f"{name}: {what}": n for name in _DECIDING for what, n in reports[name].counts.items()},
        "unclear": int(((p >= _UNCLEAR[0]) & (p <= _UNCLEAR[1])).sum()),
        "stages": {name: report.seconds for name, report in reports.items()},
        "spent": done,
    }
    print(json.dumps(told))


def run_encoder(texts: str) -> None:
    read: Sequence[str] = json.loads(Path(texts).read_text())
    spent, encoder = _start_clock(), load_encoder(DEFAULT.model)
    encoder.encode(read[:1], lambda done, total: None)
    loading = spent()
    encoder.encode(read, lambda done, total: None)
    print(json.dumps({"loading": loading, "spent": spent()}))


def _start_clock() -> Callable[[], tuple[float, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    return lambda: (time.perf_counter() - wall, time.process_time() - cpu)
