"""What the command that started a run and the run tell each other; nobody watches a served one.

In a module of its own because engines that run tasks in other processes send a task's globals along with it, and a
context variable cannot be sent.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from summarize.settings import Settings
from summarize.types import Progress


@dataclass(slots=True)
class Watch:
    """`settings` are those that the command has read; a run without them reads the settings itself."""

    progress: Progress = lambda done, total: None
    settings: Settings | None = None
    flow_run: UUID | None = None
    task_runs: int = 0


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def begin_watch(watch: Watch | None) -> None:
    _watch.set(watch)


def current_watch() -> Watch:
    return _watch.get() or Watch()
