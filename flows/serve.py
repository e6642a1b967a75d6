"""The deployment: `python -m flows.serve` briefs the inbox on a schedule, on request and when a batch is announced.

One run at a time; the next ones queue. `flows/prefect.yaml` describes the same deployment for a work pool.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cyclopts import App
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.events import DeploymentEventTrigger
from prefect.flows import EntrypointType
from prefect.schedules import Cron

from flows.announce import EVENT
from flows.inbox import summarize_inbox
from flows.server import use_server
from summarize.cli import main
from summarize.errors import UsageError
from summarize.settings_file import Loaded, load_settings

NAME = "inbox"  # "summarize/inbox", with the name of the flow


def describe_deployment(loaded: Loaded) -> dict[str, Any]:
    """The arguments of `serve`. Raises UsageError for a schedule that cannot be."""
    service = loaded.service
    try:
        schedule = Cron(service.schedule, timezone=service.timezone)
    except ValueError as error:
        reason = " ".join(str(error).split())[:200]
        place = loaded.sources["schedule"]
        raise UsageError(f"{place}: schedule {service.schedule!r}: {reason}; give such as 0 6 * * *") from None
    return {
        "name": NAME,
        "schedule": schedule,
        "triggers": [DeploymentEventTrigger(expect={EVENT}, parameters={"batch": "{{ event.payload.batch }}"})],
        "global_limit": ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        "parameters": {"settings": str(loaded.file.resolve()) if loaded.file else None},
        # By module: the flow is found from whatever folder this is started in.
        "entrypoint_type": EntrypointType.MODULE_PATH,
    }


app = App(
    name="python -m flows.serve",
    help="Serve the inbox until stopped (Ctrl-C).",
    suppress_keyboard_interrupt=False,
)


@app.default
def command(*, settings: Path | None = None) -> None:
    """Brief every complete batch that arrives in the inbox: on schedule, by hand, when it is announced.

    Parameters
    ----------
    settings
        A file with settings [default: summarize.toml, where it is there].
    """
    loaded = load_settings(settings)
    deployment = describe_deployment(loaded)
    inbox = Path(loaded.service.inbox).resolve()
    try:
        inbox.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{inbox}: {error.strerror}; give inbox another folder in the settings") from None
    with use_server() as url:
        when = f"{loaded.service.schedule} ({loaded.service.timezone})"
        print(f"inbox {inbox}, schedule {when}, server {url}", flush=True)
        summarize_inbox.serve(**deployment)


if __name__ == "__main__":
    # The runs of the deployment write into the terminal of this command; a bar would be torn to pieces there.
    os.environ.setdefault("PREFECT_LOGGING_COLORS", "false")
    main(app=app)
