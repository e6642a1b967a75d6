"""The main job as a Prefect flow; `python -m flows.brief BATCH` takes the options of `summarize brief`.

The stages are those of `summarize.pipeline`, one task run each. A task is handed the path of the run's folder and
hands it on, so that any engine which sees that folder can run it; the lock of the folder is held by the flow.
"""

from __future__ import annotations

import signal
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

from cyclopts import App
from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import show_run
from flows.server import quiet_terminal, start_server, stop_server
from summarize import tables
from summarize.cli import BriefOptions, brief_batch, main
from summarize.errors import SummarizeError
from summarize.pipeline import STAGES, finish_run, run_stage
from summarize.run import open_run
from summarize.settings import DEFAULT, Settings
from summarize.types import Briefing, Progress, Rejection

Language = Annotated[str, Field(pattern="^[a-z]{2}$")]


@dataclass(slots=True)
class Watch:
    """What the terminal that started a run and the run tell each other; nobody watches a served one."""

    progress: Progress = lambda done, total: None
    flow_run: UUID | None = None
    task_runs: int = 0


_watch: ContextVar[Watch] = ContextVar("watch", default=Watch())  # noqa: B039


def name_run() -> str:
    parameters = runtime.flow_run.parameters
    return parameters.get("name") or Path(parameters["batch"]).resolve().name or parameters["batch"]


@task(cache_policy=NO_CACHE, persist_result=False)
def run_task(stage: str, staging: str) -> str | State:
    """What the user can mend ends as a Failed state with its one line; anything else is raised, with its traceback."""
    try:
        run_stage(stage, Path(staging), _watch.get().progress)
    except SummarizeError as error:
        return Failed(message=str(error), data=error)
    return staging


@flow(name="brief", flow_run_name=name_run, persist_result=False)
def brief(
    batch: str,
    out: str = "outputs",
    name: str | None = None,
    words: Annotated[int, Field(ge=1)] = DEFAULT.words,
    items: Annotated[int, Field(ge=1)] = DEFAULT.items,
    model: str = DEFAULT.model,
    languages: Annotated[list[Language], Field(min_length=1)] = list(DEFAULT.languages),  # noqa: B006
) -> str | State:
    """One deduplicated, source-cited briefing of a batch of articles.

    Ends Completed; Completed and named CompletedWithRejections where whole inputs were set aside; Failed, with one
    line that says what to do, where the batch or a parameter cannot be used. Returns the folder of the finished run.

    Args:
        batch: The folder or file with the articles.
        out: Where the briefing's folder is put.
        name: Its name; without it that of the batch.
        words: The most words of the briefing's statements together.
        items: The most statements in the briefing.
        model: Name or folder of a sentence-transformers model.
        languages: Languages that the model reads, such as en; articles in others are set aside.
    """
    watch = _watch.get()
    watch.flow_run = UUID(runtime.flow_run.id)
    try:
        settings = Settings(model=model, languages=tuple(languages), words=words, items=items)
        with open_run(Path(batch), Path(out), name, settings) as run:
            staging = str(run.staging)
            for stage in STAGES:
                work = run_task.with_options(name=stage.name, task_run_name=stage.name)
                watch.task_runs += 1
                staging = work(stage.name, staging, return_state=True).result()
            folder = finish_run(run)
    except SummarizeError as error:
        return Failed(message=str(error), data=error)
    briefing = tables.read_object(folder / "briefing.json", Briefing)
    rejected = tables.read_lines(folder / "rejected.jsonl", Rejection)
    show_run(folder, briefing, rejected)
    refused = sum(rejection.stage == "read" for rejection in rejected)
    told = f"{briefing.counts['items']} of {briefing.counts['statements']} statements in {folder}"
    if refused:
        told += f"; inputs set aside: {refused}"
        return Completed(name="CompletedWithRejections", message=told, data=str(folder))
    return Completed(message=told, data=str(folder))


def run_flow(batch: Path, out: Path, name: str | None, settings: Settings, progress: Progress) -> Path:
    """Like `summarize.pipeline.brief`, as a flow run; the same errors."""
    watch = Watch(progress)
    _watch.set(watch)
    with quiet_terminal():
        start_server()
        try:
            state = brief(
                str(batch),
                str(out),
                name,
                words=settings.words,
                items=settings.items,
                model=settings.model,
                languages=list(settings.languages),
                return_state=True,
            )
        finally:
            stop_server(watch.flow_run, watch.task_runs)
        return Path(state.result())


app = App(
    name="python -m flows.brief",
    help="The job of `summarize brief` as a Prefect flow run.",
    suppress_keyboard_interrupt=False,
)


@app.default
def command(batch: Path, /, *, options: BriefOptions = BriefOptions()) -> None:  # noqa: B008
    """Brief a batch: a folder of articles, or one file (text, HTML, JSON, CSV, feeds; gzipped or not).

    Parameters
    ----------
    batch
        The folder or file with the articles.
    """
    brief_batch(batch, options, run_flow)


if __name__ == "__main__":
    # Killed outright, the command would leave its server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(app=app)
