"""The served flow, called in this process: what it briefs, what it leaves alone, and what it does with a failure."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import State, StateType

from flows.inbox import summarize_inbox
from summarize.inbox import FAILED, READY
from tests.conftest import FERRY, WordEncoder, write_batch

pytestmark = [
    pytest.mark.usefixtures("prefect_api"),
    # apprise looks into pictures with a module that Python 3.13 no longer has.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]
EMPTY = {"Harbour Post": "Sign up for our newsletter\n"}
Run = Callable[..., State]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def run(tmp_path: Path, inbox: Path) -> Run:
    """A run over the inbox, with the settings as given."""

    def run(batch: str | None = None, again: bool = False, **settings: object) -> State:
        file = tmp_path / "summarize.toml"
        settings = {"inbox": "inbox", "outputs": "outputs", "retries": 1, **settings}
        file.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items()))
        return summarize_inbox(batch, again, str(file), return_state=True)

    return run


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict]]]:
    """The address of a server that stands for the user's chat, and what was said there."""
    heard: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
    thread.join()
    server.server_close()


def arrive(inbox: Path, name: str, articles: dict[str, str]) -> Path:
    batch = write_batch(inbox / name, articles)
    (batch / READY).touch()
    return batch


def test_each_complete_batch_is_briefed_once_told_by_its_content(
    encoder: WordEncoder, inbox: Path, tmp_path: Path, run: Run
) -> None:
    arrive(inbox, "monday", FERRY)
    write_batch(inbox / "half", FERRY | {"Late News": "The ferry Aurora ran aground.\n"})
    first = run()
    assert (first.type, first.name) == (StateType.COMPLETED, "Completed"), first.message
    assert [p.parent.name for p in (tmp_path / "outputs").glob("*/briefing.md")] == ["monday"]
    assert run().name == "Skipped"
    os.utime(inbox / "monday" / "articles.jsonl", (0, 0))
    (inbox / "monday").rename(inbox / "tuesday")
    assert run().name == "Skipped"
    arrive(inbox, "tuesday", FERRY | {"Late News": "The Aurora was towed to Brisk on Friday.\n"})
    assert run().name == "Completed"
    assert (tmp_path / "outputs" / "tuesday" / "briefing.md").is_file()


def test_a_batch_that_fails_is_tried_again_and_then_moved_away_with_the_reason(
    encoder: WordEncoder, inbox: Path, tmp_path: Path, run: Run, receiver: tuple[str, list[dict]]
) -> None:
    address, heard = receiver
    arrive(inbox, "a-bad", EMPTY)
    arrive(inbox, "b-good", FERRY)
    first = run(notify=[address])
    assert (first.type, first.name) == (StateType.FAILED, "RetryLater")
    assert (tmp_path / "outputs" / "b-good").is_dir() and not heard
    second = run(notify=[address])
    assert (second.type, second.name) == (StateType.FAILED, "Failed")
    moved = tmp_path / "failed" / "a-bad"
    assert "nothing but boilerplate" in (moved / FAILED).read_text() and (moved / "articles.jsonl").is_file()
    assert not (inbox / "a-bad").exists()
    assert len(heard) == 1 and "nothing but boilerplate" in heard[0]["message"] and "failed" in heard[0]["title"]
    assert run().name == "Skipped"
    moved.rename(inbox / "a-bad")
    assert run().name == "RetryLater"


def test_a_batch_that_kills_its_runs_is_given_up_too(inbox: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(inbox, "deadly", FERRY)

    class Killed(BaseException):
        pass

    def die(*arguments: object, **options: object) -> None:
        raise Killed

    monkeypatch.setattr("flows.brief.open_run", die)
    for _ in range(2):
        with pytest.raises(Killed):
            run()
    state = run()
    assert state.name == "Failed" and state.message is not None and "killed" in state.message
    assert (inbox.parent / "failed" / "deadly" / FAILED).is_file()


def test_a_named_batch_is_briefed_wherever_it_lies_and_again_only_on_request(
    encoder: WordEncoder, ferry: Path, inbox: Path, run: Run
) -> None:
    assert run(str(ferry)).name == "Completed"
    assert run(str(ferry)).name == "Skipped"
    assert run(str(ferry), again=True).name == "Completed"
    arrive(inbox, "monday", FERRY | {"Late News": "The Aurora was towed to Brisk on Friday.\n"})
    assert run("monday").name == "Completed"
    missing = run("sunday")
    assert missing.name == "Failed" and missing.message is not None and "no such file or folder" in missing.message


def test_a_batch_outside_the_inbox_is_never_moved(tmp_path: Path, run: Run) -> None:
    batch = write_batch(tmp_path / "mine", EMPTY)
    assert [run(str(batch)).name for _ in range(2)] == ["RetryLater", "Failed"]
    assert batch.is_dir() and not (tmp_path / "failed").exists()


def test_inputs_that_were_set_aside_show_in_the_name_and_batches_in_an_artifact(
    encoder: WordEncoder, inbox: Path, run: Run
) -> None:
    batch = arrive(inbox, "monday", FERRY)
    (batch / "broken.txt").write_bytes(b"nul\0byte")
    state = run()
    assert state.name == "CompletedWithRejections"
    only = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        (table,) = client.read_artifacts(artifact_filter=only)
    (row,) = json.loads(str(table.data))
    assert table.key == "inbox" and (row["batch"], row["result"]) == ("monday", "briefed")


def test_a_wrong_setting_fails_the_run_with_its_line(run: Run) -> None:
    state = run(words=0)
    assert state.name == "Failed" and state.message is not None and "line 4: words" in state.message


def test_a_receiver_that_is_gone_stops_nothing(encoder: WordEncoder, inbox: Path, run: Run) -> None:
    arrive(inbox, "bad", EMPTY)
    assert run(retries=0, notify=["json://127.0.0.1:9/", "nonsense://x"]).name == "Failed"
