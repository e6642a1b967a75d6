"""The main job as a Prefect flow; `python -m flows.brief BATCH` takes the options of `summarize brief`.

The stages are those of `summarize.pipeline`, one task run each. A task is handed the path of the run's folder and
hands it on, so that any engine which sees that folder can run it; the lock of the folder is held by the flow.
"""

from __future__ import annotations

import signal
from functools import partial
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
from flows.engine import choose_runner, run_on_engine
from flows.server import quiet_terminal, start_server, stop_server
from flows.watch import Watch, begin_watch, current_watch
from summarize import tables
from summarize.cli import BriefOptions, brief_batch, load_options, main
from summarize.errors import SummarizeError
from summarize.pipeline import STAGES, finish_run, run_stage
from summarize.run import open_run
from summarize.settings import Settings
from summarize.settings_file import load_settings
from summarize.types import Briefing, Manifest, Progress, Rejection

Language = Annotated[str, Field(pattern="^[a-z]{2}$")]


def name_run() -> str:
    parameters = runtime.flow_run.parameters
    return parameters.get("name") or Path(parameters["batch"]).resolve().name or parameters["batch"]


@task(cache_policy=NO_CACHE, persist_result=False)
def run_task(stage: str, staging: str) -> str | State:
    """What the user can mend ends as a Failed state with its one line; anything else is raised, with its traceback."""
    try:
        run_stage(stage, Path(staging), current_watch().progress)
    except SummarizeError as error:
        return Failed(message=str(error), data=error)
    return staging


@flow(name="brief", flow_run_name=name_run, persist_result=False)
def brief(
    batch: str,
    out: str | None = None,
    name: str | None = None,
    words: Annotated[int, Field(ge=1)] | None = None,
    items: Annotated[int, Field(ge=1)] | None = None,
    model: str | None = None,
    languages: Annotated[list[Language], Field(min_length=1)] | None = None,
    since_last: bool | None = None,
    share: bool | None = None,
    settings: str | None = None,
) -> str | State:
    """One deduplicated, source-cited briefing of a batch of articles.

    Ends Completed; Completed and named CompletedWithRejections where whole inputs were set aside; Failed, with one
    line that says what to do, where the batch or a parameter cannot be used. Returns the folder of the finished run.
    What is left empty is as the settings say.

    Args:
        batch: The folder or file with the articles.
        out: Where the briefing's folder is put.
        name: Its name; without it that of the batch.
        words: The most words of the briefing's statements together.
        items: The most statements in the briefing.
        model: Name or folder of a sentence-transformers model.
        languages: Languages that the model reads, such as en; articles in others are set aside.
        since_last: Only what is new or changed since the earlier briefings.
        share: Without the full articles, for passing on.
        settings: A file with settings; without it summarize.toml, where it is there.
    """
    watch = current_watch()
    watch.flow_run = UUID(runtime.flow_run.id)
    try:
        spoken = tuple(languages) if languages else None
        given = {"outputs": out, "words": words, "items": items, "model": model, "languages": spoken}
        given |= {"since_last": since_last, "share": share}
        loaded = load_settings(Path(settings) if settings else None, given)
        with open_run(Path(batch), Path(loaded.service.outputs), name, watch.settings or loaded.settings) as run:
            staging = str(run.staging)
            for stage in STAGES:
                work = run_task.with_options(name=stage.name, task_run_name=stage.name)
                watch.task_runs += 1
                staging = run_on_engine(work, stage.name, staging).result()
            folder = finish_run(run)
    except SummarizeError as error:
        return Failed(message=str(error), data=error)
    briefing = tables.read_object(folder / "briefing.json", Briefing)
    rejected = tables.read_lines(folder / "rejected.jsonl", Rejection)
    manifest = tables.read_object(folder / "manifest.json", Manifest)
    show_run(folder, briefing, rejected, manifest)
    refused = sum(rejection.stage == "read" for rejection in rejected)
    told = f"{briefing.counts['items']} of {briefing.counts['statements']} statements in {folder}"
    if refused:
        told += f"; inputs set aside: {refused}"
        return Completed(name="CompletedWithRejections", message=told, data=str(folder))
    return Completed(message=told, data=str(folder))


def run_flow(
    batch: Path, out: Path, name: str | None, settings: Settings, progress: Progress, engine: str = "threads"
) -> Path:
    """Like `summarize.pipeline.brief`, as a flow run; the same errors."""
    watch = Watch(progress, settings)
    begin_watch(watch)
    runner = choose_runner(engine)
    with quiet_terminal():
        start_server()
        try:
            state = brief.with_options(task_runner=runner)(
                str(batch),
                str(out),
                name,
                words=settings.words,
                items=settings.items,
                model=settings.model,
                languages=list(settings.languages),
                since_last=settings.since_last,
                share=settings.share,
                return_state=True,
            )
        finally:
            begin_watch(None)
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
    brief_batch(batch, options, partial(run_flow, engine=load_options(options).service.engine))


if __name__ == "__main__":
    # Killed outright, the command would leave its server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(app=app)
