"""How the library is built: what it needs to start, and which of its rooms builds on which."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

LIBRARY = ROOT / "summarize"


def test_the_library_imports_nothing_heavy_and_no_prefect() -> None:
    code = (
        "import sys, summarize, summarize.pipeline, summarize.cli, summarize.verify.run;"
        "heavy = ('torch', 'sentence_transformers', 'sklearn', 'prefect', 'trafilatura');"
        "print([m for m in heavy if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_rooms_build_on_each_other_one_way() -> None:
    """A room is a folder of the library, or a module beside them; imports inside functions count."""
    needs: dict[str, set[str]] = {}
    for path in LIBRARY.rglob("*.py"):
        room = path.relative_to(LIBRARY).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, path
                names = [f"{node.module}.{name.name}" for name in node.names]
            else:
                continue
            for first, *rest in (name.split(".") for name in names):
                assert first not in ("prefect", "flows", "tests"), path
                if first == "summarize":
                    needs.setdefault(room, set()).update(rest[:1])
        needs.setdefault(room, set()).discard(room)
    try:
        order = list(graphlib.TopologicalSorter(needs).static_order())
    except graphlib.CycleError as error:
        pytest.fail(f"these need each other: {' <- '.join(error.args[1])}")
    assert {"reading", "text", "same", "discrepancies", "briefing"} <= set(order)


def test_the_picture_in_the_readme_names_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"\n(read +files.*?)```", readme, re.S)
    folder = LIBRARY
    for name in re.findall(r"\S+(?:/|\.py)\S*", picture):
        name = name.rstrip(",")
        folder = LIBRARY / name.partition("/")[0] if "/" in name else folder
        assert (LIBRARY / name).exists() or (folder / name).is_file(), name
