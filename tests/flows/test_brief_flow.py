"""The flow does the command's job, and says in Prefect how it went."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import State, StateType

from flows.artifacts import shorten_page
from flows.brief import brief as brief_flow
from flows.home import find_home
from flows.server import await_task_runs
from summarize.errors import EmptyBatchError, UsageError
from summarize.pipeline import STAGES, brief
from tests.conftest import FERRY, WordEncoder, write_batch
from tests.killer import Killer
from tests.test_pipeline import contents

pytestmark = pytest.mark.usefixtures("prefect_api")


@pytest.fixture
def client() -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


def run(batch: Path, out: Path, **parameters: object) -> State:
    return brief_flow(str(batch), str(out), **parameters, return_state=True)


def flow_run_id(state: State) -> UUID:
    assert state.state_details.flow_run_id is not None
    return state.state_details.flow_run_id


def test_the_flow_writes_the_same_bytes_as_the_command(encoder: WordEncoder, ferry: Path, tmp_path: Path) -> None:
    state = run(ferry, tmp_path / "flow")
    assert (state.type, state.name) == (StateType.COMPLETED, "Completed")
    assert state.result() == str(tmp_path / "flow" / "ferry")
    assert contents(Path(state.result())) == contents(brief(ferry, tmp_path / "command"))


def test_a_run_is_named_after_its_batch_and_has_one_task_run_a_stage(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, client: SyncPrefectClient
) -> None:
    id = flow_run_id(run(ferry, tmp_path / "out"))
    assert client.read_flow_run(id).name == "ferry"
    await_task_runs(id, len(STAGES))
    runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[id])))
    assert len(runs) <= 10
    runs.sort(key=lambda run: run.start_time)
    assert [run.name for run in runs] == [stage.name for stage in STAGES]
    assert {run.state_name for run in runs} == {"Completed"}


def test_whole_inputs_that_are_set_aside_show_in_the_name_of_the_state(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, client: SyncPrefectClient
) -> None:
    (ferry / "broken.txt").write_bytes(b"Divers\0 will inspect the hull.")
    state = run(ferry, tmp_path / "out", name="monday")
    assert (state.type, state.name) == (StateType.COMPLETED, "CompletedWithRejections")
    assert state.message is not None and state.message.endswith("; inputs set aside: 1")
    seen = client.read_flow_run(flow_run_id(state))
    assert (seen.name, seen.state_name) == ("monday", "CompletedWithRejections")


def test_the_artifacts_are_the_briefing_its_sources_and_the_rejections(
    encoder: WordEncoder, tmp_path: Path, client: SyncPrefectClient, jsonl: Callable
) -> None:
    batch = write_batch(
        tmp_path / "a*b", FERRY | {"Trap | Daily": "Nobody was <b>hurt</b>\u202e, the coastguard said.\n"}
    )
    state = run(batch, tmp_path / "out")
    only = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id(state)]))
    found = {artifact.key: artifact for artifact in client.read_artifacts(artifact_filter=only)}
    assert set(found) == {"briefing", "sources", "rejections", "report"}
    page = str(found["briefing"].data)
    assert page.startswith("# ") and "ran aground off Lowmere" in page and "<b>" not in page.replace("\\<b", "")
    assert str(tmp_path / "out" / "a*b" / "briefing.html") in page
    assert "a\\*b" in str(found["briefing"].description)
    sources = json.loads(str(found["sources"].data))
    assert [source["number"] for source in sources] == [1, 2, 3, 4]
    assert {source["outlet"] for source in sources} == {*FERRY, "Trap | Daily"}
    counts = {row["code"]: row["count"] for row in json.loads(str(found["rejections"].data))}
    assert {"copyright", "promotion"} <= set(counts)
    assert sum(counts.values()) == len(jsonl(tmp_path / "out" / "a*b" / "rejected.jsonl"))


def test_a_long_briefing_is_cut_between_two_lines() -> None:
    text = shorten_page(
        "# Title\n\n" + "- one statement [1]\n" * 2000 + "\n## Sources\n\n1. Harbour Post\n", Path("p.html")
    )
    assert 19_000 < len(text) < 21_000 and "Harbour Post" not in text
    assert set(text.splitlines()[2:-1]) == {"- one statement [1]", "…", "---", ""}


@pytest.mark.parametrize(
    ("article", "error", "line"),
    [
        (None, UsageError, "no such file or folder; give the folder or file that holds the articles"),
        ("", EmptyBatchError, "no article that can be used"),
        ("Sign up for our newsletter\n", EmptyBatchError, "nothing but boilerplate"),
    ],
)
def test_a_batch_that_cannot_be_used_fails_with_one_line(
    article: str | None,
    error: type[Exception],
    line: str,
    tmp_path: Path,
    client: SyncPrefectClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    batch = tmp_path / "batch"
    if article is not None:
        write_batch(batch, {"Harbour Post": article})
    state = run(batch, tmp_path / "out")
    assert (state.type, state.name) == (StateType.FAILED, "Failed")
    assert state.message is not None and state.message.startswith(str(batch)) and line in state.message
    assert client.read_flow_run(flow_run_id(state)).state.message == state.message
    with pytest.raises(error):
        state.result()
    assert "Traceback" not in capsys.readouterr().err


def test_what_the_pipeline_says_is_in_the_logs_of_the_run(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, client: SyncPrefectClient
) -> None:
    only = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[flow_run_id(run(ferry, tmp_path / "out"))]))
    end = time.monotonic() + 20
    told: set[str] = set()
    while time.monotonic() < end and not {stage.name for stage in STAGES} <= told:
        time.sleep(0.2)
        told = {log.message.split()[0] for log in client.read_logs(only) if log.name.startswith("summarize")}
    assert {stage.name for stage in STAGES} <= told


def test_the_form_in_the_pages_knows_the_limits() -> None:
    fields = brief_flow.parameters.properties
    assert brief_flow.parameters.required == ["batch"]
    given = {"batch", "out", "name", "words", "items", "model", "languages", "since_last", "share", "settings"}
    assert set(fields) == given
    assert fields["words"]["anyOf"][0]["minimum"] == 1
    assert all(field["description"] for field in fields.values())


def test_the_state_of_prefect_lies_in_a_checkout_that_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").touch()
    assert find_home(tmp_path) == tmp_path / ".prefect"
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert find_home(tmp_path / "lib") == Path("/caches/summarize/prefect")


@pytest.mark.slow
def test_exit_statuses_are_those_of_the_command(tmp_path: Path, flow_killer: Killer) -> None:
    write_batch(tmp_path / "batch", {"Harbour Post": "Sign up for our newsletter\n"})
    assert flow_killer.run(tmp_path / "missing", tmp_path / "out", program="flows.brief") == 2
    assert flow_killer.said[0].splitlines()[-1].startswith(f"summarize: {tmp_path / 'missing'}: no such file")
    assert flow_killer.run(tmp_path / "batch", tmp_path / "out", "--quiet", program="flows.brief") == 1
    assert flow_killer.said[0].count("\n") == 1 and "nothing but boilerplate" in flow_killer.said[0]
