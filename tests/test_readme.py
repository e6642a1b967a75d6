"""Every command of the README does what the README says, in a copy of the project."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from summarize.pipeline import STAGES
from summarize.verify.run import FILES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", "\n".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL)), re.MULTILINE)
SET_UP = ["python3 -m venv .venv", ".venv/bin/python -m pip install -c constraints.txt -e '.[test]'"]
# These make the environment that this test runs in, and run this test; the flow has a test of its own.
FLOW = ".venv/bin/python -m flows.brief seeds --name from-the-flow --quiet"
ELSEWHERE = [*SET_UP, "make test", FLOW]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is checked out, with this interpreter's environment as its .venv."""
    folder = tmp_path_factory.mktemp("checkout") / "summarize"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "summarize"):
        module = "" if name == "python" else " -m summarize"
        script = folder / ".venv" / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{module} "$@"\n')
        script.chmod(0o755)
    (folder / ".venv" / ".installed").touch()
    return folder


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    environment = {**kept, "PYTHONPATH": str(folder), **environment}
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_the_readme_has_the_commands() -> None:
    assert {"make briefing", "make test", FLOW, *SET_UP} <= set(COMMANDS)


def test_the_set_up_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in SET_UP:
        said = line.replace("python3 -m", "$(PYTHON) -m").replace(" -c ", " --disable-pip-version-check -c ")
        assert said in makefile


@pytest.mark.slow
@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ELSEWHERE])
def test_the_command_works_and_says_nothing_untoward(command: str, checkout: Path) -> None:
    done = run(command, checkout)
    assert done.returncode == 0, done.stderr
    for word in ("Traceback", "Warning", "Error", "CancelledError"):
        assert word not in done.stdout + done.stderr
    if command == "make briefing":
        # A newcomer's first command, in a fresh home and with the packaged model: what is meant is all that is told.
        assert [line.split()[0] for line in done.stderr.splitlines()] == ["prefect", *(stage.name for stage in STAGES)]
        assert "outputs/seeds/briefing.md" in done.stdout
        assert (checkout / ".prefect" / "prefect.db").exists()


@pytest.mark.slow
def test_the_flow_once_more_is_quiet_and_keeps_its_state_where_the_user_says(checkout: Path) -> None:
    """In a copy of the home that `make briefing` left."""
    usual = checkout / ".prefect"
    home = Path(shutil.copytree(usual, checkout / "home"))
    done = run(FLOW, checkout, PREFECT_HOME=str(home))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (checkout / "outputs" / "from-the-flow" / "briefing.md").exists()
    assert [names_of_flow_runs(folder / "prefect.db") for folder in (usual, home)] == [
        ["seeds"], ["seeds", "from-the-flow"]
    ]  # fmt: skip


def names_of_flow_runs(database: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM flow_run ORDER BY created")]


@pytest.mark.slow
def test_the_python_example_works(checkout: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (checkout / "example.py").write_text(example, encoding="utf-8")
    done = run(".venv/bin/python -W error example.py", checkout)
    assert done.returncode == 0, done.stderr
    assert (checkout / "outputs" / "from-python" / "briefing.md").exists()


def test_the_readme_names_every_stage_and_every_file_of_a_run() -> None:
    assert " ─ ".join(stage.name for stage in STAGES) in README
    assert all(f"`{name}`" in README for name in [*FILES, "manifest.json"])
