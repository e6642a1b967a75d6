"""Around a flow run from the command line: a quiet terminal, and a server that is stopped in good order."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import time
from collections.abc import Iterator
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

from summarize.errors import UsageError

log = logging.getLogger("summarize")
_USUAL = "http://127.0.0.1:4200/api"
_PATIENCE = 15.0  # seconds that the server gets to write down what happened


@contextlib.contextmanager
def quiet_terminal() -> Iterator[None]:
    """Leaves Prefect's account of a run to its API; of Prefect's own lines only warnings reach the terminal."""
    with contextlib.ExitStack() as stack:
        for name in ("summarize", "prefect.flow_runs", "prefect.task_runs"):
            logger = logging.getLogger(name)
            stack.callback(setattr, logger, "propagate", logger.propagate)
            logger.propagate = False
        for handler in logging.getLogger().handlers:
            stack.callback(handler.setLevel, handler.level)
            handler.setLevel(logging.WARNING)
        yield


def start_server() -> None:
    """Starts the temporary server, unless PREFECT_API_URL names a lasting one.

    With SIGINT blocked, which the server inherits: Ctrl-C in a terminal reaches every process of the command, and a
    flow run whose server is gone would try for minutes to tell it that it was stopped.
    """
    if get_current_settings().api.url is not None:
        return
    log.info("%-8s starts a temporary server (some seconds)", "prefect")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        SubprocessASGIServer().start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def await_task_runs(flow_run: UUID, number: int) -> None:
    """Waits until the server has written down the end of so many task runs; they reach it as events, and late."""
    only = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run]))
    end = time.monotonic() + _PATIENCE
    # A server that was killed meanwhile has nothing more to write; the briefing is none the worse for it.
    with contextlib.suppress(httpx.TransportError), get_client(sync_client=True) as client:
        while time.monotonic() < end:
            runs = client.read_task_runs(flow_run_filter=only)
            if sum(run.state is not None and run.state.is_final() for run in runs) >= number:
                return
            time.sleep(0.05)


def stop_server(flow_run: UUID | None, task_runs: int) -> None:
    """Hands the last logs and events over and stops the temporary server once they are written down.

    Left to the interpreter's exit, the server is stopped while its recorder is writing, which then logs the traceback
    of a CancelledError and may lose the last states of the task runs.
    """
    EventsWorker.drain_all()
    APILogWorker.drain_all()
    if get_current_settings().api.url is None:
        if flow_run is not None:
            await_task_runs(flow_run, task_runs)
        SubprocessASGIServer().stop()


@contextlib.contextmanager
def use_server() -> Iterator[str]:
    """The address of the lasting server, which is used in the block. Raises UsageError where none answers.

    That of PREFECT_API_URL, else one on this machine at Prefect's own port.
    """
    url = get_current_settings().api.url or _USUAL
    try:
        httpx.get(f"{url}/health", timeout=_PATIENCE)
    except (httpx.HTTPError, httpx.InvalidURL):
        start = f"start one with: {sys.executable} -m prefect server start"
        raise UsageError(f"no Prefect server answers at {url}; {start} (or set PREFECT_API_URL)") from None
    with temporary_settings({PREFECT_API_URL: url}):
        yield url
