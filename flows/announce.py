"""`python -m flows.announce BATCH` tells the served flow that a batch is complete."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App
from prefect.events import emit_event
from prefect.events.worker import EventsWorker

from flows.server import use_server
from summarize.cli import main
from summarize.errors import UsageError
from summarize.inbox import READY, digest_batch, is_ready

EVENT = "summarize.batch.complete"

app = App(name="python -m flows.announce", help="Announce a complete batch to the served flow.")


def check_batch(batch: Path) -> Path:
    """The batch's full path. Raises UsageError for what the flow could not brief."""
    if not batch.is_dir():
        raise UsageError(f"{batch}: no such folder; give the folder that holds the articles")
    if not is_ready(batch):
        raise UsageError(f"{batch}: it has no {READY} and is not complete; when it is: touch {batch / READY}")
    return batch.resolve()


def announce_batch(batch: Path) -> None:
    """Emits the event; raises UsageError where the batch is not complete or no server runs."""
    place = check_batch(batch)
    with use_server():
        id = f"summarize.batch.{digest_batch(place)}"
        resource = {"prefect.resource.id": id, "prefect.resource.name": place.name}
        emit_event(EVENT, resource=resource, payload={"batch": str(place)})
        EventsWorker.drain_all()


@app.default
def command(batch: Path, /) -> None:
    """Check that a batch is complete, and have the served flow brief it.

    Parameters
    ----------
    batch
        The folder with the articles; its last file is _READY.
    """
    announce_batch(batch)
    print(f"announced {batch}")


if __name__ == "__main__":
    main(app=app)
