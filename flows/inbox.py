"""The served flow: brief what is new in the inbox, or the one batch that was named.

A batch that fails is tried again in runs of its own, later, so that it never keeps the next one waiting; what it has
cost so far is in its record in the inbox (`summarize.inbox`), where a killed run cannot lose it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
from prefect import Flow, flow, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.states import Completed, Failed, Scheduled

from flows.artifacts import show_inbox
from flows.brief import brief
from flows.engine import choose_runner
from flows.notify import RETRY, call_user
from summarize.errors import SummarizeError, UsageError
from summarize.inbox import Arrival, Record, begin_try, digest_batch, end_try, find_arrivals, give_up, read_record
from summarize.settings import Service
from summarize.settings_file import load_settings

log = logging.getLogger("summarize")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch in this run; `told` is the folder of its briefing, or why there is none."""

    batch: str
    result: Literal["briefed", "changed meanwhile", "to be tried again", "failed"]
    told: str
    state: str = ""


def name_run() -> str:
    batch = runtime.flow_run.parameters.get("batch")
    return Path(batch).name or batch if batch else "inbox"


@flow(
    name="summarize",
    flow_run_name=name_run,
    persist_result=False,
    validate_parameters=True,
    on_failure=[call_user],
    on_crashed=[call_user],
)
def summarize_inbox(batch: str | None = None, again: bool = False, settings: str | None = None) -> State:
    """Brief every complete batch of the inbox that has not been done, or one batch.

    Ends Completed; Completed and named Skipped where there is nothing new, or CompletedWithRejections where inputs
    were set aside; Failed where a batch was given up, or RetryLater where it will be tried again.

    Args:
        batch: A folder or file with articles, or the name of a folder in the inbox; empty, all that is new there.
        again: Brief this batch even if it has been done.
        settings: A file with settings; without it summarize.toml, where it is there.
    """
    try:
        loaded = load_settings(Path(settings) if settings else None)
        service, inbox = loaded.service, Path(loaded.service.inbox)
        inbox.mkdir(parents=True, exist_ok=True)
        arrivals = find_arrivals(inbox) if not batch else _choose(batch, inbox, again)
        if not arrivals:
            told = f"{batch} has been done; again=true briefs it once more" if batch else f"no new batch in {inbox}"
            log.info("%-8s %s", "inbox", told)
            return Completed(name="Skipped", message=told)
        job = _prepare_job(service.engine)
        outcomes = [_try_batch(arrival, inbox, job, service, settings) for arrival in arrivals]
    except SummarizeError as error:
        return Failed(message=str(error), data=error)
    except OSError as error:
        return Failed(message=f"{error.filename}: {error.strerror}; check the space and the rights there", data=error)
    show_inbox([{"batch": o.batch, "result": o.result, "folder or reason": o.told} for o in outcomes], inbox)
    return _conclude(outcomes)


def _prepare_job(engine: str) -> Flow[..., Any]:
    # Not in the flow itself: `serve` sends a flow to its process by value, with the globals it names, and `brief`
    # would arrive without the types of its parameters.
    return brief.with_options(task_runner=choose_runner(engine))


def _choose(batch: str, inbox: Path, again: bool) -> list[Arrival]:
    path = Path(batch) if Path(batch).exists() else inbox / batch
    if not path.exists():
        raise UsageError(f"{batch}: no such file or folder, nor is it in {inbox}; give the batch's full path")
    arrival = Arrival(path, digest_batch(path))
    record = read_record(inbox, arrival.digest)
    return [] if record and record.state == "done" and not again else [arrival]


def _try_batch(arrival: Arrival, inbox: Path, job: Flow[..., Any], service: Service, settings: str | None) -> Outcome:
    name = arrival.path.name
    record = begin_try(inbox, arrival)
    if record.tries > service.retries + 1:
        # Begun that often and never ended: it brings its runs down.
        ended = replace(record, tries=record.tries - 1)
        return _fail(arrival, inbox, ended, "its runs were stopped or killed each time; see the logs of the machine")
    state = job(str(arrival.path), service.outputs, settings=settings, return_state=True)
    if state.is_completed():
        folder = state.result()
        done = end_try(inbox, arrival, record, Path(folder))
        return Outcome(name, "briefed" if done else "changed meanwhile", folder, state.name or "")
    reason = state.message or "failed without a reason; see the logs of its run"
    if record.tries > service.retries:
        return _fail(arrival, inbox, record, reason)
    log.warning("%s: try %d of %d failed: %s", name, record.tries, service.retries + 1, reason)
    when = _schedule_retry(arrival, service.retry_seconds, settings)
    return Outcome(name, "to be tried again", f"{when}, after try {record.tries} of {service.retries + 1}: {reason}")


def _fail(arrival: Arrival, inbox: Path, record: Record, reason: str) -> Outcome:
    place = give_up(inbox, arrival, record, reason)
    where = f"moved to {place}" if place != arrival.path else "left where it is"
    return Outcome(arrival.path.name, "failed", f"{reason} ({record.tries} tries; {where})")


def _schedule_retry(arrival: Arrival, seconds: float, settings: str | None) -> str:
    """Asks for another run of this deployment, and says when; where that fails, the next scheduled run will do it."""
    if runtime.deployment.id is None:
        return "with the next run over the inbox"
    when = datetime.now(UTC) + timedelta(seconds=seconds)
    parameters = {"batch": str(arrival.path.resolve()), "settings": settings}
    try:
        with get_client(sync_client=True) as client:
            client.create_flow_run_from_deployment(
                runtime.deployment.id, parameters=parameters, state=Scheduled(scheduled_time=when)
            )
    except (PrefectException, httpx.HTTPError) as error:
        log.warning("no run could be scheduled (%s)", error)
        return "with the next run over the inbox"
    return f"at {when:%H:%M:%S} UTC"


def _conclude(outcomes: list[Outcome]) -> State:
    told = "; ".join(f"{outcome.batch}: {outcome.result}, {outcome.told}" for outcome in outcomes)
    results = {outcome.result for outcome in outcomes}
    if "failed" in results:
        return Failed(message=told)
    if "to be tried again" in results:
        return Failed(name=RETRY, message=told)
    name = max((outcome.state for outcome in outcomes), key=len)  # a name that says more than Completed
    return Completed(name=name, message=told)
