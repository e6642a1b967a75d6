"""The part of `verify` that is about an editor's hand: is what edits.jsonl says what the run looks like?

That edits.jsonl is what `edits.toml` asked for cannot be told without the batch; the manifest has the file's sha256.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarize.types import AppliedEdit, Briefing, Manifest, Span, Statement
from summarize.verify.tables import show

_MARKS = {"split": "split", "merge": "merged", "hide": "hidden", "pin": "pinned"}
_FRESH = ("new", "changed")


def check_edits(
    applied: Sequence[AppliedEdit], statements: Sequence[Statement], briefing: Briefing, manifest: Manifest
) -> Iterator[str]:
    """Every edit holds, and what edits touched is marked, and nothing else."""
    holder = {Span(m.article, m.start, m.end): statement for statement in statements for m in statement.mentions}
    items = {item.statement for story in briefing.stories for item in story.items}
    marks: dict[str, set[str]] = {}
    last = None
    for number, edit in enumerate(applied, 1):
        where = f"edits.jsonl:{number}"
        place = (edit.line, *((s.article, s.start) for s in edit.parts[0][:1])) if edit.parts else (edit.line,)
        if last is not None and place < last:
            yield f"{where}: not sorted by line and first place"
        last = place
        missing = [span for part in edit.parts for span in part if span not in holder]
        for span in missing:
            yield f"{where}: no statement has a mention at [{span.start}, {span.end}) of article {show(span.article)}"
        if missing or not edit.parts or not all(edit.parts):
            yield from () if missing else (f"{where}: a part of it is empty",)
            continue
        held = [{holder[span].id for span in part} for part in edit.parts]
        ids = tuple(sorted(set().union(*held)))
        if edit.statements != ids:
            yield f"{where}: statements {show(edit.statements)} where its parts are in {show(ids)}"
        if edit.kind == "split" and len(ids) < sum(map(len, held)):
            yield f"{where}: a statement has mentions of two parts that this edit splits"
        if edit.kind != "split" and len(ids) != (1 if edit.kind == "merge" else len(held)):
            yield f"{where}: its parts are in {len(ids)} statements"
        for id in ids:
            if edit.kind in ("hide", "pin") or len(edit.parts) > 1:
                marks.setdefault(id, set()).add(_MARKS[edit.kind])
    for number, statement in enumerate(statements, 1):
        where = f"statements.jsonl:{number}: statement {show(statement.id)}"
        expected = tuple(mark for mark in _MARKS.values() if mark in marks.get(statement.id, ()))
        if statement.edited != expected:
            yield f"{where}: edited {show(statement.edited)} where edits.jsonl has {show(expected)}"
        due = not briefing.since_last or statement.status in _FRESH
        if "pinned" in expected and due and statement.id not in items:
            yield f"{where}: an editor pinned it, and it is no item of the briefing"
        if "hidden" in expected:
            yield from (f"{where}: an editor hid it, and {what}" for what in _told(statement.id, items, briefing))
    lines = len({edit.line for edit in applied})
    known = manifest.edits.applied if manifest.edits else 0
    if known != lines or (manifest.edits and manifest.edits.edits < lines):
        yield f"manifest.json: edits: {known} applied, edits.jsonl has those of {lines} lines"


def _told(id: str, items: set[str], briefing: Briefing) -> Iterator[str]:
    if id in items:
        yield "it is an item of the briefing"
    for story in briefing.stories:
        if any(event.statement == id for event in story.timeline):
            yield f"it is in the timeline of {show(story.id)}"
        if any(earlier.statement == id for item in story.items for earlier in item.announced):
            yield f"it is told as an announcement in {show(story.id)}"
    for discrepancy in briefing.discrepancies:
        if id in discrepancy.statements:
            yield f"the briefing has the discrepancy {show(discrepancy.id)}"
