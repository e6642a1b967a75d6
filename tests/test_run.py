"""A run reaches its place in whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from summarize import run as runs
from summarize.errors import UsageError
from summarize.run import check_name, choose_name, open_run, publish
from summarize.settings import DEFAULT


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def finish(batch: Path, out: Path, text: str, name: str | None = None) -> Path:
    with open_run(batch, out, name, DEFAULT) as run:
        (run.staging / "briefing.md").write_text(text)
        return publish(run, run.name)


def test_a_new_run_takes_the_place_of_the_old_one(batch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert finish(batch, out, "first") == finish(batch, out, "second") == out / "news"
    assert (out / "news" / "briefing.md").read_text() == "second"
    assert sorted(os.listdir(out)) == [".cache", "news"]


def test_where_folders_cannot_be_exchanged_they_are_moved(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_exchange", lambda a, b: False)
    test_a_new_run_takes_the_place_of_the_old_one(batch, tmp_path)


def test_a_run_that_fails_leaves_the_last_one_and_no_debris(batch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    finish(batch, out, "first")
    with pytest.raises(ZeroDivisionError), open_run(batch, out, None, DEFAULT) as run:
        (run.staging / "briefing.md").write_text("half")
        raise ZeroDivisionError
    assert (out / "news" / "briefing.md").read_text() == "first"
    assert sorted(os.listdir(out)) == [".cache", "news"]


def test_the_next_start_cleans_up_after_a_killed_run(batch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".news.staging" / "parts").mkdir(parents=True)
    (out / ".other.staging").mkdir()
    (out / ".lost.old").mkdir()
    (out / ".lost.old" / "briefing.md").write_text("finished")
    finish(batch, out, "new")
    assert sorted(os.listdir(out)) == [".cache", "lost", "news"]
    assert (out / "lost" / "briefing.md").read_text() == "finished"


def _hold(batch: Path, out: Path, started: object) -> None:
    with open_run(batch, out, None, DEFAULT) as run:
        started.set()  # type: ignore[attr-defined]
        time.sleep(0.5)
        (run.staging / "briefing.md").write_text("first")
        publish(run, run.name)


def test_a_second_run_of_the_same_name_waits_for_the_first(batch: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    other = context.Process(target=_hold, args=(batch, tmp_path / "out", started))
    other.start()
    assert started.wait(30)
    assert finish(batch, tmp_path / "out", "second").joinpath("briefing.md").read_text() == "second"
    other.join()
    assert other.exitcode == 0


def test_another_batch_of_the_same_name_gets_a_name_of_its_own(tmp_path: Path) -> None:
    assert choose_name(tmp_path, "news", "f" * 64) == "news"
    (tmp_path / "news").mkdir()
    assert choose_name(tmp_path, "news", "f" * 64) == "news-ffffffff"
    (tmp_path / "news" / "manifest.json").write_text(json.dumps({"batch": "f" * 64}))
    assert choose_name(tmp_path, "news", "f" * 64) == "news"
    assert choose_name(tmp_path, "news", "e" * 64) == "news-eeeeeeee"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "line\nbreak", "x" * 101, "日" * 67])
def test_a_name_is_one_plain_path_component(name: str) -> None:
    with pytest.raises(UsageError, match="--name"):
        check_name(name)


def test_a_missing_batch_and_an_output_inside_the_batch_are_refused(batch: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"), open_run(tmp_path / "gone", tmp_path / "o", None, DEFAULT):
        pass
    with pytest.raises(UsageError, match="inside the batch"), open_run(batch, batch / "out", None, DEFAULT):
        pass


def test_an_output_that_cannot_be_written_is_refused(batch: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="--out"), open_run(batch, tmp_path / "file" / "out", None, DEFAULT):
        pass
