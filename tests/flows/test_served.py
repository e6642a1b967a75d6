"""The served flow as it runs every day: a server, `flows.serve`, and batches that arrive while one is at work.

It has a server of its own, with a schedule at work, and not that of the other tests; so another process of the tests
can have it. Run it with -s to read what happens.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from summarize.inbox import FAILED, READY
from summarize.run import open_run
from summarize.settings import DEFAULT
from tests.conftest import BRIDGE, FERRY, ROOT, write_batch

PATIENCE = 240  # seconds for any one thing to happen
BROKEN = {"Harbour Post": "Sign up for our newsletter\n"}


class Server:
    """A Prefect server and what is asked of it, each with what happened printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start = time.monotonic()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/api"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "SUMMARIZE_"))}
        self.environment = kept | {
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            # A queued run asks again after this time; 30 seconds would make this test long.
            "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.client = httpx.Client(base_url=self.url, timeout=90)

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.start:6.1f} s  {text}", flush=True)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        with open(self.folder / f"{arguments[1]}-{len(self.processes)}.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def post(self, path: str, **body: Any) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.client.post(path, json=body)
            if answer.status_code != 503 or time.monotonic() > end:  # "busy, ask again"
                answer.raise_for_status()
                return answer.json()
            time.sleep(0.5)

    def runs(self) -> list[dict[str, Any]]:
        """The runs of the deployment, the latest last, without those that the schedule holds ready."""
        runs = self.post("/flow_runs/filter", sort="EXPECTED_START_TIME_ASC", flows={"name": {"any_": ["summarize"]}})
        return [run for run in runs if run["state_name"] != "Scheduled" or not run["auto_scheduled"]]

    def await_that(self, what: str, holds: Callable[[], Any]) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if found := holds():
                    self.say(what)
                    return found
            except httpx.HTTPError:
                pass
            time.sleep(1)
        logs = "\n".join(f"{log.name}:\n{log.read_text()[-6000:]}" for log in self.folder.glob("*.log"))
        pytest.fail(f"did not happen: {what}\n{[(r['name'], r['state_name']) for r in self.runs()]}\n{logs}")

    def stop(self) -> None:
        self.client.close()
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.begin("-m", "prefect", "server", "start", "--port", str(server.port))
    try:
        server.await_that("a server runs", lambda: server.client.get("/health").is_success)
        yield server
    finally:
        server.stop()


def arrive(inbox: Path, name: str, articles: dict[str, str]) -> Path:
    batch = write_batch(inbox / name, articles)
    (batch / READY).touch()
    return batch


@pytest.mark.slow
def test_batches_arrive_by_schedule_by_hand_and_by_event_while_one_is_at_work(
    server: Server, tmp_path: Path, warm_cache: Callable[[Path], None]
) -> None:
    (tmp_path / "summarize.toml").write_text('schedule = "* * * * *"\nretries = 1\nretry_seconds = 1\n')
    inbox, outputs = tmp_path / "inbox", tmp_path / "outputs"
    warm_cache(outputs)
    ferry = arrive(inbox, "ferry", FERRY)
    server.begin("-m", "flows.serve")

    def named(name: str) -> list[dict[str, Any]]:
        return [run for run in server.runs() if run["name"] == name or run["parameters"].get("batch") == name]

    def states(name: str) -> list[str]:
        return [run["state_name"] for run in named(name)]

    # Under the lock of its name: the run over the inbox is at work until all the others have come.
    with open_run(ferry, outputs, None, DEFAULT):
        server.await_that("the schedule has begun a run over the inbox", lambda: "Running" in states("inbox"))
        # Two more while it is at work. One has no mark and the other lies elsewhere: the schedule leaves them alone.
        broken, bridge = write_batch(inbox / "broken", BROKEN), arrive(tmp_path / "elsewhere", "bridge", BRIDGE)
        server.say("by hand: prefect deployment run summarize/inbox -p batch=broken")
        by_hand = server.begin("-m", "prefect", "deployment", "run", "summarize/inbox", "-p", "batch=broken")
        server.say(f"by event: python -m flows.announce {bridge}")
        announced = server.begin("-m", "flows.announce", str(bridge))
        queued = {"Pending", "Scheduled", "Late", "AwaitingConcurrencySlot"}
        server.await_that("the one by hand is queued", lambda: queued.intersection(states("broken")))
        server.await_that("the one by event is queued", lambda: queued.intersection(states(str(bridge))))
        assert by_hand.wait(PATIENCE) == announced.wait(PATIENCE) == 0
        server.say("from the form, left empty: all that is new in the inbox")
        (deployment,) = server.post("/deployments/filter")
        server.post(f"/deployments/{deployment['id']}/create_flow_run")
        assert "Running" in states("inbox")

    server.await_that("the scheduled run has ended", lambda: "Completed" in states("inbox"))
    server.await_that("the broken batch failed and will be tried again", lambda: "RetryLater" in states("broken"))
    server.await_that("the announced batch is briefed", lambda: (outputs / "bridge" / "briefing.md").is_file())
    server.await_that("the broken batch has been given up", lambda: (tmp_path / "failed" / "broken").is_dir())
    server.await_that("a run has found nothing new", lambda: "Skipped" in states("inbox"))
    final = ("COMPLETED", "FAILED", "CRASHED")
    server.await_that("all is quiet", lambda: all(run["state"]["type"] in final for run in server.runs()))

    runs = server.runs()
    for run in runs:
        server.say(f"{run['name']:8} {run['state_name']:22} {run['state']['message']}"[:160])
    assert (outputs / "ferry" / "briefing.md").is_file()
    assert "nothing but boilerplate" in (tmp_path / "failed" / "broken" / FAILED).read_text()
    assert not broken.exists() and sorted(p.parent.name for p in outputs.glob("*/briefing.md")) == ["bridge", "ferry"]
    assert [run["state_name"] for run in runs if run["name"] == "broken"] == ["RetryLater", "Failed"]
    assert {run["state_name"] for run in runs} <= {"Completed", "Skipped", "RetryLater", "Failed"}
    # One at a time: no run began before the one before it had ended.
    worked = sorted((run["start_time"], run["end_time"]) for run in runs)
    assert all(ended <= begun for (_, ended), (begun, _) in itertools.pairwise(worked))
    briefs = server.post("/flow_runs/filter", flows={"name": {"any_": ["brief"]}})
    told = sorted((run["name"], run["state_name"]) for run in briefs)
    assert told == [("bridge", "Completed"), ("broken", "Failed"), ("broken", "Failed"), ("ferry", "Completed")]
