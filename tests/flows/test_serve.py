"""The deployment, the announcement of a batch, and the engines."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from flows.announce import announce_batch, check_batch
from flows.artifacts import write_report
from flows.brief import brief as brief_flow
from flows.engine import choose_runner
from flows.inbox import summarize_inbox
from flows.serve import describe_deployment
from flows.server import use_server
from summarize.errors import UsageError
from summarize.inbox import READY
from summarize.pipeline import brief
from summarize.settings_file import load_settings
from summarize.tables import read_object
from summarize.types import Manifest
from tests.conftest import ROOT, WordEncoder, write_batch
from tests.test_pipeline import contents

pytestmark = pytest.mark.usefixtures("prefect_api")


def test_a_batch_is_announced_only_when_it_is_complete(ferry: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"touch .*ferry/_READY"):
        announce_batch(ferry)
    with pytest.raises(UsageError, match="no such folder"):
        announce_batch(tmp_path / "gone")
    (ferry / READY).touch()
    assert check_batch(ferry) == ferry.resolve()


def test_without_a_server_the_refusal_says_the_line_that_starts_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    refused = pytest.raises(UsageError, match=f"{url}; start one with: .* -m prefect server start")
    with temporary_settings({PREFECT_API_URL: url}), refused, use_server():
        pass


def test_the_form_in_the_pages_asks_for_a_batch() -> None:
    fields = summarize_inbox.parameters.properties
    assert set(fields) == {"batch", "again", "settings"} and not summarize_inbox.parameters.required
    assert all(field["description"] for field in fields.values())


def test_a_schedule_that_cannot_be_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('\nschedule = "61 * * * *"\n')
    with pytest.raises(UsageError, match=r"s\.toml, line 2: schedule '61"):
        describe_deployment(load_settings(tmp_path / "s.toml"))


@pytest.mark.slow
def test_a_work_pool_gets_the_same_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_api: str
) -> None:
    def read(client: SyncPrefectClient) -> dict[str, object]:
        found = client.read_deployment_by_name("summarize/inbox")
        schedules = [(s.schedule.cron, s.schedule.timezone, s.active) for s in found.schedules]
        limit = found.global_concurrency_limit
        strategy = found.concurrency_options and found.concurrency_options.collision_strategy
        automations = client.request("POST", "/automations/filter", json={}).json()
        triggers = [
            (automation["trigger"]["expect"], action["parameters"])
            for automation in automations
            for action in automation["actions"]
            if action["deployment_id"] == str(found.id)
        ]
        form = found.parameter_openapi_schema["properties"]
        return {
            "schedules": schedules, "limit": limit and limit.limit, "strategy": strategy, "triggers": triggers,
            "parameters": found.parameters, "form": form,
        }  # fmt: skip

    monkeypatch.chdir(tmp_path)
    arguments = describe_deployment(load_settings())
    arguments["concurrency_limit"] = arguments.pop("global_limit")
    with get_client(sync_client=True) as client:
        served_id = summarize_inbox.to_deployment(**arguments).apply()
        served = read(client)
        client.delete_deployment(served_id)
        client.create_work_pool(WorkPoolCreate(name="summarize", type="process"))
        deploy = ["-m", "prefect", "--no-prompt", "deploy", "--prefect-file", "flows/prefect.yaml", "--all"]
        environment = os.environ | {"PREFECT_API_URL": prefect_api}
        ran = subprocess.run(
            [sys.executable, *deploy], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert read(client) == served
    assert served["limit"] == 1 and served["triggers"] and served["schedules"]


def test_threads_are_the_default_engine() -> None:
    assert isinstance(choose_runner(load_settings().service.engine), ThreadPoolTaskRunner)


def test_an_engine_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with pytest.raises(UsageError, match=r"'\.\[dask\]'"):
        choose_runner("dask")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Dask leaves sockets and loops to the garbage collector
def test_on_a_dask_cluster_the_bytes_are_the_same(
    ferry: Path, tmp_path: Path, warm_cache: Callable[[Path], None]
) -> None:
    pytest.importorskip("prefect_dask")
    warm_cache(tmp_path / "out")
    flow = brief_flow.with_options(task_runner=choose_runner("dask"))
    here = contents(brief(ferry, tmp_path / "out"))
    state = flow(str(ferry), str(tmp_path / "out"), return_state=True)
    assert state.name == "Completed", state.message
    assert contents(Path(state.result())) == here
    broken = write_batch(tmp_path / "broken", {"Harbour Post": "Sign up for our newsletter\n"})
    state = flow(str(broken), str(tmp_path / "out"), return_state=True)
    assert state.name == "Failed" and state.message is not None and "nothing but boilerplate" in state.message


def test_a_run_leaves_a_report_of_its_stages_and_settings(encoder: WordEncoder, ferry: Path, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("words = 200\n")
    state = brief_flow(str(ferry), str(tmp_path / "out"), settings=str(tmp_path / "s.toml"), return_state=True)
    only = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        report = next(a for a in client.read_artifacts(artifact_filter=only) if a.key == "report")
    text = str(report.data)
    assert "| read | 3 articles, 0 rejected |" in text and "| words | 200 |" in text
    manifest = read_object(tmp_path / "out" / "ferry" / "manifest.json", Manifest)
    assert manifest.settings["words"] == 200
    remote = replace(manifest, settings={"archive": "postgresql://me:secret@db/x"})
    assert "me:\\*\\*\\*@db" in write_report(remote) and "secret" not in write_report(remote)


def test_the_flow_and_its_command_take_the_settings_file(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summarize.toml").write_text('outputs = "elsewhere"\nitems = 2\n')
    monkeypatch.chdir(tmp_path)
    state = brief_flow(str(ferry), items=1, return_state=True)
    assert state.result() == str(tmp_path / "elsewhere" / "ferry")
    manifest = json.loads((tmp_path / "elsewhere" / "ferry" / "manifest.json").read_text())
    assert manifest["settings"]["items"] == 1
    assert brief_flow(str(ferry), words=600, return_state=True).is_completed()
