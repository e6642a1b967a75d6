"""A flow run that is killed loses nothing either; `tests.test_killed` kills the command at fifty moments."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarize.verify import verify_run
from tests.killer import ROOT, Killer
from tests.test_killed import Place
from tests.test_pipeline import contents

pytestmark = pytest.mark.slow

# `python -m flows.brief` without the model, killed at a moment of its output.
FLOW = (
    "import sys; from pathlib import Path; from tests.killer import count_moments, use_words; use_words();"
    "at, batch, out = sys.argv[1:]; count_moments(Path(out), int(at));"
    "from flows.brief import app; from summarize.cli import main; main([batch, '--out', out, '--quiet'], app=app)"
)


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.close()


def run_flow(at: int, batch: Path, out: Path, url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FLOW, str(at), str(batch), str(out)]
    environment = os.environ | {"PREFECT_API_URL": url}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180)


def test_a_flow_run_that_is_killed_loses_nothing(
    prefect_api: str, killer: Killer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = Place(tmp_path_factory.mktemp("killed"), killer)
    for part in (1, 3, 5, 7, 9):
        out = place.copy("out", "before" if part % 4 == 1 else "unseen")
        killed = run_flow(place.moments * part // 10, place.second, out, prefect_api)
        assert killed.returncode == -9, killed.stderr
        place.check_whole(out)
        assert killer.run(place.second, out) == 0, killer.said
        place.check_finished(out)
    out = place.copy("out", "unseen")
    assert run_flow(place.moments // 2, place.second, out, prefect_api).returncode == -9
    finished = run_flow(0, place.second, out, prefect_api)
    assert finished.returncode == 0, finished.stderr
    assert contents(out / "second") == place.new
    place.check_finished(out)
    assert verify_run(out / "second") == []
