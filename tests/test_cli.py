"""The command: exit statuses, and refusals in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from summarize.cli import main
from summarize.pipeline import STAGES
from tests.conftest import WordEncoder, write_batch


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


def test_brief_tells_every_stage_then_the_top_of_the_briefing_and_its_place(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "brief", ferry, "--out", tmp_path / "out")
    assert status == 0
    assert [line.split()[0] for line in err.splitlines()] == [stage.name for stage in STAGES]
    assert "The ferry Aurora ran aground off Lowmere on Monday" in out
    assert "3 independent origins: Coast Daily, Harbour Post, Island Radio" in " ".join(out.split())
    assert str(tmp_path / "out" / "ferry" / "briefing.md") in out


def test_quiet_says_nothing_and_json_gives_the_manifest(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "brief", ferry, "--out", tmp_path, "--name", "n", "--quiet") == (0, "", "")
    status, out, err = run(capsys, "brief", ferry, "--out", tmp_path, "--name", "n", "--quiet", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["name"] == "n"


def test_a_finished_run_is_verified_and_a_changed_one_is_not(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "brief", ferry, "--out", tmp_path / "out", "--quiet")
    folder = tmp_path / "out" / "ferry"
    assert run(capsys, "verify", folder)[0] == 0
    page = folder / "briefing.md"
    page.write_text(page.read_text().replace("212 people", "213 people"))
    status, out, err = run(capsys, "verify", folder)
    assert (status, out) == (1, "")
    assert "briefing.md" in err


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["brief", "no-such-folder"], "no-such-folder"),
        (["brief", "{ferry}", "--words", "0"], "--words 0"),
        (["brief", "{ferry}", "--words", "many"], "words"),
        (["brief", "{ferry}", "--name", "../x"], "--name"),
        (["brief", "{ferry}", "--languages", "english"], "--languages"),
        (["brief", "{ferry}", "--colour"], "--colour"),
        (["brief"], "batch"),
        (["brieff"], "brieff"),
        (["verify", "no-such-run"], "no-such-run"),
    ],
)
def test_wrong_use_is_refused_in_one_line(
    arguments: list[str], fragment: str, ferry: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *[a.replace("{ferry}", str(ferry)) for a in arguments])
    assert (status, out) == (2, "")
    assert err.count("\n") == 1 and fragment.lower() in err.lower()


def test_a_bad_article_is_told_in_one_line_and_stops_nothing(
    encoder: WordEncoder, ferry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ferry / "broken.txt").write_bytes(b"nul\x00byte")
    status, out, err = run(capsys, "brief", ferry, "--out", tmp_path / "out", "--quiet")
    assert (status, out) == (0, "")
    assert err.startswith("broken.txt") and err.count("\n") == 1


# The command in a process of its own, without the model.
COMMAND = (
    "import sys; from tests.killer import use_words; use_words();from summarize.cli import main; main(sys.argv[1:])"
)


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_a_reader_that_goes_away_and_a_closed_output_are_no_tracebacks(
    option: list[str], ferry: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", COMMAND, "brief", str(ferry), "--out", str(tmp_path / "out"), *option]
    reading, writing = os.pipe()
    os.close(reading)
    gone = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert gone.returncode == 141 and "Traceback" not in gone.stderr and "Broken" not in gone.stderr
    closed = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command], stderr=subprocess.PIPE, text=True)
    assert closed.returncode == 0 and "Traceback" not in closed.stderr
    assert subprocess.run(["sh", "-c", '"$@" 2>&-', "sh", *command], stdout=subprocess.DEVNULL).returncode == 0


def test_a_terminal_that_speaks_ascii_gets_its_summary_and_whole_json(ferry: Path, tmp_path: Path) -> None:
    (ferry / "größe.txt").write_bytes(b"nul\x00byte")
    command = [sys.executable, "-c", COMMAND, "brief", str(ferry), "--out", str(tmp_path / "out"), "--name", "größe"]
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    summary = subprocess.run(command, capture_output=True, env=ascii_only)
    assert summary.returncode == 0 and b"gr??e" in summary.stdout
    manifest = subprocess.run([*command, "--json"], capture_output=True, env=ascii_only)
    assert json.loads(manifest.stdout.decode("utf-8"))["name"] == "größe"


def test_nothing_usable_is_exit_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = run(capsys, "brief", tmp_path / "empty", "--out", tmp_path / "out")
    assert (status, out) == (1, "")
    assert err.startswith("summarize: ") and err.count("\n") == 1 and "above" not in err


def test_one_article_of_one_outlet_is_a_briefing_of_single_sources(
    encoder: WordEncoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = write_batch(tmp_path / "one", {"Post": "The bridge of Brisk was closed on Monday, the mayor said."})
    status, out, _ = run(capsys, "brief", batch, "--out", tmp_path / "out")
    assert status == 0
    assert "Reported by one source only" in (tmp_path / "out" / "one" / "briefing.md").read_text()
    assert "1 article of 1 outlet: 1 statement" in out and "(single source: Post; " in out
