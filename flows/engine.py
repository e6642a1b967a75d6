"""Where the stages of a run are worked on: the one place that knows Prefect's task runners.

A task is handed a path and hands it on, so any engine will do whose workers see the same files.
"""

from __future__ import annotations

from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from summarize.errors import UsageError


def choose_runner(engine: str) -> TaskRunner[Any]:
    """The runner for a setting `engine`: "threads", "dask" (a cluster of this machine), or a Dask scheduler's address.

    Raises UsageError where the extra is not installed.
    """
    if engine == "threads":
        return ThreadPoolTaskRunner(max_workers=1)
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        mend = "install it with: pip install -c constraints.txt -e '.[dask]'"
        raise UsageError(f"engine {engine}: prefect-dask is not installed; {mend}") from None
    if engine == "dask":
        # One stage follows another: more workers would only load the model more than once.
        return DaskTaskRunner(cluster_kwargs={"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None})
    return DaskTaskRunner(address=engine)


def run_on_engine(work: Task[..., Any], *arguments: object) -> State:
    """Runs a task on the runner of the flow that this is called in, and gives its final state.

    On threads that is the flow's own thread, where Ctrl-C stops it at once; a thread of a pool would work on.
    """
    context = FlowRunContext.get()
    if context is None or isinstance(context.task_runner, ThreadPoolTaskRunner):
        return work(*arguments, return_state=True)
    future = work.submit(*arguments)
    future.wait()
    return future.state
