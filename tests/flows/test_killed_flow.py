"""A flow run that is killed loses nothing either; `tests.test_killed` kills the command at fifty moments."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarize.verify.run import verify_run
from tests.killer import Killer
from tests.test_killed import Place
from tests.test_pipeline import contents

pytestmark = pytest.mark.slow


def test_a_flow_run_that_is_killed_loses_nothing(
    flow_killer: Killer, killer: Killer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = Place(tmp_path_factory.mktemp("killed"), killer)

    def run_flow(out: Path, at: int | None = None) -> int:
        return flow_killer.run(place.second, out, "--quiet", program="flows.brief", at=at)

    for part in (1, 3, 5, 7, 9):
        out = place.copy("out", "before" if part % 4 == 1 else "unseen")
        assert run_flow(out, place.moments * part // 10) == -9, flow_killer.said
        place.check_whole(out)
        assert killer.run(place.second, out) == 0, killer.said
        place.check_finished(out)
    out = place.copy("out", "unseen")
    assert run_flow(out, place.moments // 2) == -9
    assert run_flow(out) == 0, flow_killer.said
    assert contents(out / "second") == place.new
    place.check_finished(out)
    assert verify_run(out / "second") == []
