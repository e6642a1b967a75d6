"""The whole data path: what the stages are, and in which order they run.

    batch -> read -> split -> clean -> group -> embed -> compare -> cluster -> check -> compose -> write

The stages are functions of `summarize.stages`. `brief` runs all of them here; `flows.brief` runs the same list under
Prefect.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from summarize.archive.batches import Judged, Record, drop_old, finish_batch, stage_batch
from summarize.archive.store import archive_place, open_archive
from summarize.briefing.index import refresh_index
from summarize.edits.apply import Edited
from summarize.edits.file import Edits
from summarize.errors import ArchiveError
from summarize.ids import batch_digest
from summarize.run import Run, choose_name, open_run, publish
from summarize.settings import DEFAULT, Settings
from summarize.stages import Counts, check, clean, cluster, compare, compose, embed, group, read, split, write
from summarize.types import (
    Batch,
    Briefing,
    EditsFile,
    Findings,
    Model,
    Progress,
    StageReport,
)
from summarize.write import write_manifest

log = logging.getLogger("summarize")


@dataclass(frozen=True, slots=True)
class Stage:
    """`work` does it and gives the counts that are told and kept in the manifest."""

    name: str
    work: Callable[[Run, Progress], Counts]


_WORK = (read, split, clean, group, embed, compare, cluster, check, compose, write)
STAGES = tuple(Stage(work.__name__, work) for work in _WORK)


def run_stage(name: str, staging: Path, progress: Progress = lambda done, total: None) -> Counts:
    """Runs one stage on a staged run, tells in one line what it did, and keeps its counts and seconds."""
    run = Run.at(staging)
    stage = next(stage for stage in STAGES if stage.name == name)
    start = time.perf_counter()
    with _collect_seldom():
        counts = stage.work(run, progress)
    done = StageReport(name, counts, round(time.perf_counter() - start, 3))
    run.save(f"report-{name}", done)
    told = ", ".join(f"{number:,} {noun}" for noun, number in counts.items())
    log.info("%-8s %s (%.1f s)", name, told, done.seconds)
    return counts


_COUNTING = threading.Lock()
_working = 0  # stages
_usual = gc.get_threshold()


@contextmanager
def _collect_seldom() -> Iterator[None]:
    """A stage makes millions of small objects that live to its end; looking through them for cycles every 700 new ones,
    as Python does by default, takes a third of the time of `check`. The thresholds are those of the process: of stages
    that overlap, in threads, the last one to end sets them back."""
    global _working, _usual
    with _COUNTING:
        if not _working:
            _usual = gc.get_threshold()
            gc.set_threshold(500_000, *_usual[1:])
        _working += 1
    try:
        yield
    finally:
        with _COUNTING:
            _working -= 1
            if not _working:
                gc.set_threshold(*_usual)


def brief(
    batch: Path,
    out: Path = Path("outputs"),
    name: str | None = None,
    settings: Settings = DEFAULT,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Briefs a batch in this process and returns the folder of the finished run.

    Raises UsageError, ModelError and EmptyBatchError; then the last finished run is as it was.
    """
    with open_run(batch, out, name, settings) as run:
        for stage in STAGES:
            run_stage(stage.name, run.staging, progress)
        return finish_run(run)


def finish_run(run: Run) -> Path:
    """Writes the manifest of a run whose stages are done, swaps it into its place and keeps it in the archive.

    The archive has the batch before the swap and counts it from the swap on: a run that is killed in between is
    counted by the next one (`finish_published`).
    """
    reports = [run.object(f"report-{stage.name}", StageReport) for stage in STAGES]
    batch, found, model = run.object("batch", Batch), run.object("findings", Findings), run.object("model", Model)
    digest, generated = batch_digest(batch.articles), run.object("briefing", Briefing).generated
    name = choose_name(Path(run.out), run.name, digest)
    titles = {story.id: story.title for story in found.stories}
    vectors = np.load(run.parts / "representatives.npy")
    record = Record(digest, name, generated, titles, batch.articles, found.statements, model.sha256, vectors)
    judged = run.object("judged", Judged)
    edited, file = run.object("edited", Edited), None
    if run.has("edits"):
        edits = run.object("edits", Edits)
        file = EditsFile(edits.file, edits.sha256, len(edits.edits), len({row.line for row in edited.applied}))
    write_manifest(run, name, replace(batch, notes=batch.notes + edited.notes), model, reports, file)
    with open_archive(archive_place(run.settings.archive, Path(run.out))) as archive:
        stage_batch(archive, record, judged)
        place = publish(run, name)
        try:
            finish_batch(archive, digest)
            if run.settings.keep_days:
                drop_old(archive, run.settings.keep_days, datetime.fromisoformat(generated))
        except ArchiveError as error:  # the briefing is in its place; the next run mends the archive
            log.warning("%s", error)
    refresh_index(Path(run.out))
    return place
