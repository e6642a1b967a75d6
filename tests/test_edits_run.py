"""An editor's hand over whole runs: kept, shown, told apart from the program's, and checked by `verify`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarize import tables
from summarize.errors import UsageError
from summarize.pipeline import brief
from summarize.types import AppliedEdit, Briefing, Manifest
from summarize.verify.run import verify_run
from tests.conftest import FERRY, WordEncoder, write_batch
from tests.rundirs import build_run, edit_lines, edit_object, schema_faults, seal

EDITS = """\
[[merge]]
sentences = ["Nobody was hurt", "Passengers were given tea"]
by = "ada"

[[hide]]
sentence = "The company that runs the Aurora"

[[pin]]
sentence = "Divers will inspect"

[[pin]]
sentence = "A sentence of yesterday"
"""


def test_edits_are_applied_shown_and_kept_when_an_article_comes_in(
    ferry: Path, tmp_path: Path, encoder: WordEncoder, jsonl: Callable[[Path], list[dict]]
) -> None:
    (ferry / "edits.toml").write_text(EDITS)
    for times in range(2):
        run = brief(ferry, tmp_path / "out")
        assert verify_run(run) == [] and not [fault for fault in schema_faults(run) if "model.sha256" not in fault]
        items = [i for s in tables.read_object(run / "briefing.json", Briefing).stories for i in s.items]
        merged = next(item for item in items if "merged" in item.edited)
        assert {"Harbour Post", "Coast Daily", "Island Radio"} <= set(merged.outlets)
        assert [item.text for item in items if "pinned" in item.edited] == [
            "Divers will inspect the hull of the Aurora on Tuesday morning."
        ]
        assert not any("three fines" in item.text for item in items)
        assert sum("hidden" in row["edited"] for row in jsonl(run / "statements.jsonl")) == 1
        markdown = (run / "briefing.md").read_text()
        assert "merged by an editor" in markdown and "1 of them hidden by an editor" in markdown
        manifest = tables.read_object(run / "manifest.json", Manifest)
        assert manifest.edits is not None and (manifest.edits.edits, manifest.edits.applied) == (4, 3)
        assert any("edits.toml, line 11: pin: no sentence begins" in note for note in manifest.notes)
        if not times:
            write_batch(ferry, FERRY | {"Lowmere Echo": "Nobody was hurt, the coastguard said.\n\nTides are high.\n"})


def test_a_file_that_cannot_be_meant_stops_the_run_before_anything_long(
    ferry: Path, tmp_path: Path, encoder: WordEncoder
) -> None:
    (ferry / "edits.toml").write_text("[[hide]]\nsentense = 'x'\n")
    with pytest.raises(UsageError, match=r"edits\.toml, line 2: hide: sentense"):
        brief(ferry, tmp_path / "out")
    assert not encoder.encoded


def test_pinned_statements_take_their_room_from_the_others(ferry: Path, tmp_path: Path, encoder: WordEncoder) -> None:
    from summarize.settings import Settings

    (ferry / "edits.toml").write_text('[[pin]]\nsentences = ["Divers will", "The company that"]\n')
    run = brief(ferry, tmp_path / "out", settings=Settings(items=2))
    items = [i for s in tables.read_object(run / "briefing.json", Briefing).stories for i in s.items]
    assert [item.edited for item in items] == [("pinned",), ("pinned",)]


Row = dict[str, Any]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows.pop(0), "where edits.jsonl has ()"),
        (lambda rows: rows[0].update(kind="hide"), "an editor hid it, and it is an item of the briefing"),
        (lambda rows: rows[1].update(kind="pin"), "an editor pinned it, and it is no item of the briefing"),
        (lambda rows: rows[0].update(statements=["s-000000000000"]), "where its parts are in"),
        (lambda rows: rows[0]["parts"][0][0].update(start=1), "no statement has a mention at [1, "),
        (lambda rows: rows[0]["parts"].append([]), "a part of it is empty"),
        (lambda rows: rows[0].update(kind="split", parts=[[p] for p in rows[0]["parts"][0]]), "that this edit splits"),
        (lambda rows: rows[0].update(kind="merge", parts=rows[0]["parts"] + rows[1]["parts"]), "are in 2 statements"),
        (lambda rows: rows.reverse(), "not sorted"),
        (lambda rows: rows[1].update(line=1), "edits: 2 applied"),
    ],
)
def test_what_was_tampered_with_is_found(change: Callable[[list[Row]], object], told: str, tmp_path: Path) -> None:
    run = build_run(tmp_path)
    assert verify_run(run) == []
    edit_lines(run, "edits.jsonl", change)
    seal(run)
    assert any(told in fault for fault in verify_run(run)), verify_run(run)


def test_a_mark_that_no_edit_made_is_found(tmp_path: Path) -> None:
    run = build_run(tmp_path)
    (row, _) = tables.read_lines(run / "edits.jsonl", AppliedEdit)
    edit_lines(run, "statements.jsonl", lambda rows: [r.update(edited=["merged"]) for r in rows[:1]])
    seal(run)
    assert any("edited ('merged',) where edits.jsonl has ()" in fault for fault in verify_run(run))
    edit_object(run, "manifest.json", lambda manifest: manifest.update(edits=None))
    assert any("edits: 0 applied, edits.jsonl has those of 2 lines" in fault for fault in verify_run(run))
    assert row.kind == "pin"


def test_reprints_of_one_text_cannot_be_parted(encoder: WordEncoder, tmp_path: Path) -> None:
    """Ids are made of texts and places: two statements of the same sentence of one text would have the same id."""
    told = "The ferry Aurora ran aground off Lowmere on Monday.\n\nNobody was hurt, the coastguard of Lowmere said."
    texts = {"Harbour Post": told, "Coast Daily": told, "Island Radio": told + " Yet."}
    batch = write_batch(tmp_path / "reprints", texts)
    (batch / "edits.toml").write_text('[[split]]\nsentences = ["Coast Daily: The ferry Aurora ran aground"]\n')
    folder = brief(batch, tmp_path / "out")
    assert verify_run(folder) == []
