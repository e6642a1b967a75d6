"""A failure calls the user: at every address of the setting `notify`, through apprise (which Prefect brings)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State

from summarize.settings_file import hide_password, load_settings

log = logging.getLogger("summarize")
RETRY = "RetryLater"
_LONGEST = 2000  # characters of the message; chat services cut at about that


def call_user(flow: Flow[..., Any], flow_run: FlowRun, state: State) -> None:
    """A hook for failed and crashed runs. Says nothing of a batch that will be tried again."""
    if state.name == RETRY:
        return
    settings = flow_run.parameters.get("settings")
    addresses = load_settings(Path(settings) if settings else None).service.notify
    body = (state.message or "no reason was given; see the logs of the run")[:_LONGEST]
    send_message(addresses, f"summarize: run {flow_run.name} {(state.name or 'failed').lower()}", body)


def send_message(addresses: Sequence[str], title: str, body: str) -> None:
    """Tries every address once; one that does not answer is told in the log, and stops nothing."""
    if not addresses:
        return
    import apprise

    for address in addresses:
        receiver = apprise.Apprise()
        if not (receiver.add(address) and receiver.notify(title=title, body=body)):
            log.warning("notify: nobody was reached at %s; check the address in the settings", hide_password(address))
