"""`verify_run` on a run that holds, on one tampered with in every way we could think of, and on garbage."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize.errors import UsageError
from summarize.verify.run import FILES, verify_run
from tests.rundirs import build_run, edit_lines, edit_object, seal, seal_digests

Edit = Callable[[Path], object]
# Rows of the tables of the run that `rundirs` builds.
UNKNOWN, GERMAN, COURIER, POST, RADIO = range(5)  # articles.jsonl
CAFE, CLOSURE, FERRIES, WINTER = range(4)  # statements.jsonl
REFUSED, WHOLE, BYLINE, COPYRIGHT = range(4)  # rejected.jsonl
ITEM = ("stories", 0, "items", 0)  # briefing.json
CITATION = (*ITEM, "citations", 0)
EVENT = ("stories", 0, "timeline", 0)
FORETOLD = {
    "briefing": "monday",
    "briefed": "2021-05-05T20:00:00+00:00",
    "statement": "s-0123456789ab",
    "outlets": ["A"],
}
SPELLING = ("stories", 0, "names", 0, "spellings", 0)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_run(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def run(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "bridge"))


def test_a_run_that_holds_has_no_faults(sound: Path) -> None:
    assert verify_run(sound) == []


# How the runs are tampered with.


def put(file: str, *path: Any, value: Any) -> Edit:
    """Puts `value` (or what it makes of the old one) where `path` of row and field names leads."""

    def edit(top: Any) -> None:
        *way, last = path
        for step in way:
            top = top[step]
        top[last] = value(top[last]) if callable(value) else value

    return change(file, edit)


def change(file: str, edit: Callable[[Any], object]) -> Edit:
    editor = edit_lines if file.endswith(".jsonl") else edit_object
    return lambda folder: editor(folder, file, edit)


def replace(file: str, old: bytes, new: bytes) -> Edit:
    def edit(folder: Path) -> None:
        raw = (folder / file).read_bytes()
        assert old in raw
        (folder / file).write_bytes(raw.replace(old, new, 1))

    return edit


def together(*edits: Edit) -> Edit:
    return lambda folder: [edit(folder) for edit in edits]


def drop(row: int) -> Callable[[list[Any]], object]:
    return lambda rows: rows.pop(row)


def swap(a: int, b: int) -> Callable[[list[Any]], object]:
    return lambda rows: rows.insert(b, rows.pop(a))


def reword(text: str) -> str:
    return text.replace("12 weeks", "92 weeks")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def reword_article(rows: list[Any]) -> None:
    rows[UNKNOWN]["text"] = reword(rows[UNKNOWN]["text"])
    rows[UNKNOWN]["sha256"] = sha256(rows[UNKNOWN]["text"])


A, S, ORIGINS, D, R, B, M = (
    "articles.jsonl",
    "statements.jsonl",
    "origins.jsonl",
    "discrepancies.jsonl",
    "rejected.jsonl",
    "briefing.json",
    "manifest.json",
)

# What is done; the file (and line) that the fault must name; what it must say. The renderings and all digests are made
# again after these, as one would who covers up a change: each is found by what can be derived.
COVERED_UP: dict[str, tuple[Edit, str, str]] = {
    "text of an article": (put(A, UNKNOWN, "text", value=reword), f"{A}:1", "sha256 of its text"),
    "text and hash together": (change(A, reword_article), f"{S}:2", "its mentions make the id"),
    "id of an article": (put(A, RADIO, "id", value="a-ffffffffffff"), f"{S}:1", "there is no article"),
    "an article twice": (change(A, lambda rows: rows.insert(0, rows[0])), f"{A}:2", "id is not unique"),
    "articles not sorted": (change(A, swap(0, 3)), f"{A}:4", "not sorted by id"),
    "an article gone": (change(A, drop(GERMAN)), f"{R}:2", "there is no article"),
    "outlet of an article": (put(A, RADIO, "outlet", value="Radio X"), f"{S}:1", "its article has 'Radio X'"),
    "published is no date": (put(A, RADIO, "published", value="31/02/2031"), f"{A}:5", "no ISO 8601 date"),
    "words nobody accounts for": (
        put(A, GERMAN, "text", value=lambda text: text + " Mehr dazu."),
        f"{A}:2",
        "in no mention and no rejected span: ' Mehr dazu.'",
    ),
    "id of a statement": (put(S, FERRIES, "id", value="s-000000000000"), f"{S}:3", "mentions make the id s-"),
    "a statement twice": (change(S, lambda rows: rows.append(rows[CAFE])), f"{S}:5", "id is not unique"),
    "a statement gone": (change(S, drop(FERRIES)), f"{A}:1", "in no mention"),
    "a statement without mentions": (put(S, FERRIES, "mentions", value=[]), f"{S}:3", "it has no mention"),
    "words of a mention": (put(S, CAFE, "mentions", 0, "text", value="All is well."), f"{S}:1", "not 'All is well.'"),
    "a mention moved": (put(S, CAFE, "mentions", 0, "start", value=72), f"{S}:1", "mention 1: [72, 133)"),
    "a mention before the text": (put(S, CAFE, "mentions", 0, "start", value=-60), f"{S}:1", "no span of article"),
    "a mention beyond the text": (put(S, CAFE, "mentions", 0, "end", value=2**62), f"{S}:1", "no span of article"),
    "a mention's end before its start": (put(S, CAFE, "mentions", 0, "end", value=10), f"{S}:1", "no span"),
    "a mention's outlet": (put(S, CAFE, "mentions", 0, "outlet", value="Radio X"), f"{S}:1", "outlet 'Radio X'"),
    "a mention's article": (put(S, CAFE, "mentions", 0, "article", value="a-no"), f"{S}:1", "no article 'a-no'"),
    "a mention left out": (put(S, CLOSURE, "mentions", value=lambda m: m[:3]), f"{A}:5", "in no mention"),
    "a mention twice": (put(S, CLOSURE, "mentions", value=lambda m: [*m, m[3]]), f"{S}:2: mention 5", "overlaps"),
    "mentions not sorted": (put(S, CLOSURE, "mentions", value=lambda m: m[::-1]), f"{S}:2", "not sorted"),
    "a representative made up": (put(S, CAFE, "representative", "text", value="No."), f"{S}:1", "none of its mentions"),
    "a representative cut short": (put(S, CAFE, "representative", "end", value=90), f"{S}:1", "none of its mentions"),
    "outlets of a statement": (put(S, CLOSURE, "outlets", value=["Radio Nordhavn"]), f"{S}:2", "outlets ("),
    "outlets not sorted": (put(S, CLOSURE, "outlets", value=lambda names: names[::-1]), f"{S}:2", "outlets"),
    "origins of a statement": (put(S, CLOSURE, "origins", value=4), f"{S}:2", "origins 4 where its mentions have 3"),
    "story of a statement": (put(S, FERRIES, "story", value="story-9"), f"{S}:3", "story 'story-1'"),
    "supersedes what is not there": (put(S, CAFE, "supersedes", value=["s-1"]), f"{S}:1", "supersedes 's-1'"),
    "supersedes itself": (
        put(S, CAFE, "supersedes", value=["s-35035ae9f0a6"]),
        f"{S}:1",
        "which is no other statement",
    ),
    "foretold by itself": (
        put(S, CAFE, "foretold", value=[FORETOLD | {"statement": "s-35035ae9f0a6"}]),
        f"{S}:1",
        "announced itself",
    ),
    "foretold twice": (put(S, CAFE, "foretold", value=[FORETOLD] * 2), f"{S}:1", "foretold 2: it is told twice"),
    "foretold at no time": (put(S, CAFE, "foretold", value=[FORETOLD | {"briefed": "May"}]), f"{S}:1", "no ISO 8601"),
    "outlets that foretold": (
        put(S, CAFE, "foretold", value=[FORETOLD | {"outlets": ["B", "A"]}]),
        f"{S}:1",
        "foretold 1: outlets ('B', 'A') are not sorted",
    ),
    "a reason that does not exist": (put(R, COPYRIGHT, "code", value="dull"), f"{R}:4", "'dull' is not in the list"),
    "words of a rejected span": (put(R, COPYRIGHT, "text", value="©"), f"{R}:4", "not '©'"),
    "a rejected span beyond the text": (put(R, COPYRIGHT, "end", value=9_999), f"{R}:4", "no span of article"),
    "a rejected span over a mention": (
        together(put(R, BYLINE, "end", value=30), put(R, BYLINE, "text", value=None)),
        f"{S}:2: mention 2",
        "overlaps another span",
    ),
    "a rejection's file": (put(R, COPYRIGHT, "file", value="x.txt"), f"{R}:4", "file 'x.txt'"),
    "a rejection gone": (change(R, drop(COPYRIGHT)), f"{A}:3", "in no mention and no rejected span: '\\r\\n©"),
    "rejections not sorted": (change(R, swap(2, 3)), f"{R}:4", "not sorted"),
    "a span without an article": (put(R, REFUSED, "start", value=1), f"{R}:1", "a span without an article"),
    "an article without a span": (put(R, WHOLE, "end", value=None), f"{R}:2", "an article without a span"),
    "a discrepancy's value": (put(D, 0, "values", 0, "value", value="11 weeks"), f"{D}:1", "not '11 weeks'"),
    "a discrepancy's place": (put(D, 0, "values", 0, "start", value=-1), f"{D}:1", "no span of article"),
    "a discrepancy about nothing": (put(D, 0, "statements", value=["s-2"]), f"{D}:1", "there is no statement 's-2'"),
    "a discrepancy elsewhere": (
        change(D, lambda rows: rows[0]["values"][0].update(value="Ferries", start=62, end=69)),
        f"{D}:1",
        "in no mention of its statements",
    ),
    "a discrepancy of one value": (put(D, 0, "values", value=lambda v: v[:1]), f"{D}:1", "fewer than two values"),
    "an update told otherwise": (put(D, 0, "verdict", value="update"), f"{D}:1", "The figure moved with time: “"),
    "a discrepancy twice": (change(D, lambda rows: rows.append(rows[0])), f"{D}:2", "id is not unique"),
    "a briefing without items": (put(B, "stories", 0, "items", value=[]), B, "no items"),
    "a briefing without stories": (put(B, "stories", value=[]), B, "no items"),
    "text of an item": (put(B, *ITEM, "text", value=reword), B, "story 'story-1': item 1: text"),
    "text and quote of an item": (
        together(put(B, *ITEM, "text", value=reword), put(B, *CITATION, "quote", value=reword)),
        B,
        "citation 1: quote",
    ),
    "an item's statement": (put(B, *ITEM, "statement", value="s-1"), B, "item 1: there is no statement 's-1'"),
    "an item's mentions": (put(B, *ITEM, "mentions", value=40), B, "mentions 40"),
    "an item's outlets": (put(B, *ITEM, "outlets", value=["The Inland Post"]), B, "item 1: outlets"),
    "an item's origins": (put(B, *ITEM, "origins", value=30), B, "origins 30"),
    "an item's status": (put(B, *ITEM, "status", value="known"), B, "status 'known'"),
    "what foretold an item": (put(B, *ITEM, "foretold", value=[FORETOLD]), B, "item 1: foretold ("),
    "an item foretold afterwards": (
        put(B, *ITEM, "foretold", value=[FORETOLD | {"briefed": "9999-01-01T00:00:00+00:00"}]),
        B,
        "which is after this briefing",
    ),
    "an item's section": (put(B, *ITEM, "section", value="single_source"), B, "section 'single_source'"),
    "an item's discrepancy": (put(B, *ITEM, "discrepancies", value=["d-1"]), B, "no discrepancy 'd-1'"),
    "an item twice": (put(B, "stories", 0, "items", value=lambda i: [i[0], *i]), B, "stands in 2 items"),
    "items out of order": (put(B, "stories", 0, "items", value=lambda i: i[::-1]), B, "has more origins or outlets"),
    "a citation's quote": (put(B, *CITATION, "quote", value=reword), B, "not word for word"),
    "a citation's place": (put(B, *CITATION, "end", value=-4), B, "no span of article"),
    "a citation's prefix": (put(B, *CITATION, "prefix", value="Not true: "), B, "prefix 'Not true: '"),
    "a citation's suffix": (put(B, *CITATION, "suffix", value=""), B, "suffix ''"),
    "a citation's link": (put(B, *CITATION, "url", value="https://evil.example"), B, "url 'https://evil.example'"),
    "a citation's article": (put(B, *CITATION, "article", value="a-no"), B, "there is no article 'a-no'"),
    "a citation left out": (put(B, *ITEM, "citations", value=lambda c: c[:-1]), B, "not the mentions"),
    "another citation first": (put(B, *ITEM, "citations", value=lambda c: c[::-1]), B, "not the representative"),
    "no citation": (put(B, *ITEM, "citations", value=[]), B, "not the mentions of its statement"),
    "a count": (put(B, "counts", "corroborated", value=4), B, "counts: 'corroborated' 4 instead of 2"),
    "a count too many": (put(B, "counts", "readers", value=9), B, "'readers' 9 instead of None"),
    "an article of no story": (put(B, "stories", 0, "articles", value=lambda a: a[1:]), B, "article 'a-03f192576616'"),
    "a story's article twice": (
        put(B, "stories", 0, "articles", value=lambda a: [a[0], *a]),
        B,
        "lists an article twice",
    ),
    "a story's outlets": (put(B, "stories", 0, "outlets", value=[]), B, "story 'story-1': outlets ()"),
    "an event of no statement": (put(B, *EVENT, "statement", value="s-1"), B, "event 1: there is no statement 's-1'"),
    "an event's text": (put(B, *EVENT, "text", value="All is well."), B, "event 1: text 'All is well.'"),
    "an event's date": (put(B, *EVENT, "value", value="Friday"), B, "its date is 'Monday', not 'Friday'"),
    "an event's place": (put(B, *EVENT, "start", value=0), B, "lies in no mention"),
    "an event's day": (put(B, *EVENT, "date", value="Monday"), B, "'Monday' is no ISO 8601 date"),
    "a name's spelling": (put(B, *SPELLING, "text", value="Lindt"), B, "at its place stands 'Lind'"),
    "a name's article": (put(B, *SPELLING, "article", value="a-1"), B, "names: 'Lind': articles"),
    "an announcement": (put(B, *ITEM, "announced", value=[{"statement": "s-1", "text": "x", "outlets": []}]), B, "ann"),
    "a shared origin": (put(B, *ITEM, "shared", value=["They copied."]), B, "shared ('They copied.',)"),
    "an item's speaker": (put(B, "stories", 0, "items", 1, "attribution", value=None), B, "attribution None"),
    "an origin's articles": (put(ORIGINS, 0, "articles", value=[]), f"{ORIGINS}:1", "articles ()"),
    "an origin without a reason": (put(ORIGINS, 0, "reason", value=" "), f"{ORIGINS}:1", "has no reason"),
    "an origin left out": (change(ORIGINS, drop(0)), S, "origins.jsonl does not list"),
    "an origin twice": (change(ORIGINS, lambda rows: rows.insert(0, rows[0])), f"{ORIGINS}:2", "id is not unique"),
    "origins not sorted": (change(ORIGINS, swap(0, 1)), f"{ORIGINS}:2", "not sorted"),
    "a story twice": (put(B, "stories", value=lambda s: s * 2), B, "2 stories have the id 'story-1'"),
    "a story that is none": (put(B, "stories", 0, "id", value="story-2"), B, "of the story 'story-1'"),
    "a source's outlet": (put(B, "sources", 1, "outlet", value="Kelmar Times"), B, "source 2: it does not have"),
    "a source's number": (put(B, "sources", 1, "number", value=7), B, "source 2: it has the number 7"),
    "a discrepancy hushed up": (put(B, "discrepancies", value=[]), B, "no discrepancy 'd-weeks'"),
    "a verdict changed": (put(B, "discrepancies", 0, "verdict", value="rounded"), B, "not the one of discrepancies"),
    "schema version": (put(M, "schema_version", value=2), M, "schema_version 2 is not known"),
    "schema version of the briefing": (put(B, "schema_version", value=2), B, "schema_version 2, the manifest has 1"),
    "name of the batch": (put(B, "batch", value="tunnel"), B, "batch 'tunnel'"),
    "time of the briefing": (
        put(B, "generated", value="2031-05-05T06:00:00+00:00"),
        B,
        "the manifest has '2031-05-04T",
    ),
    "time of the run": (put(M, "generated", value="yesterday"), M, "generated is no ISO 8601 time"),
    "counts of the manifest": (put(M, "counts", "write", "statements", value=5), M, "write: statements 5"),
    "seconds of the manifest": (put(M, "seconds", "read", value=-1.0), M, "'read' took -1.0"),
    "provenance of no article": (put(M, "provenance", value={"a-1": {}}), M, "no article 'a-1'"),
}


@pytest.mark.parametrize("what", COVERED_UP)
def test_a_change_that_was_covered_up_is_found(what: str, run: Path) -> None:
    edit, place, reason = COVERED_UP[what]
    edit(run)
    seal_what_can_be(run)
    assert_told(verify_run(run), place, reason)


# The same, but nothing is made again: found by the files alone or by the digests of the manifest.
LEFT_OPEN: dict[str, tuple[Edit, str, str]] = {
    "a rendered word": (replace("briefing.md", b"Monday", b"Friday"), "briefing.md", "rendering that again gives"),
    "a script in the page": (replace("briefing.html", b"</body>", b"<script></script></body>"), "briefing.html", "say"),
    "a rendering's digest": (replace("briefing.html", b"Monday", b"Friday"), "briefing.html", "its sha256 is"),
    "a digest": (put(M, "files", A, value="0" * 64), A, "the manifest has '0000"),
    "a digest gone": (change(M, lambda m: m["files"].pop(A)), M, f"{A} is not listed"),
    "a digest of nothing": (put(M, "files", "x.txt", value="0" * 64), M, "'x.txt' is no file of a run"),
    "title of the briefing": (put(B, "title", value="All is well"), B, "its sha256 is"),
    "digest of the batch": (put(M, "batch", value="0" * 64), M, "the articles make the batch digest"),
    "an author invented": (put(A, RADIO, "author", value="J. Doe"), M, "the articles make the batch digest"),
    "a mention's origin": (put(S, CAFE, "mentions", 0, "origin", value="wire:x"), S, "its sha256 is"),
    "an extra file": (lambda folder: (folder / "notes.txt").touch(), "'notes.txt'", "extra"),
    "an extra folder": (lambda folder: (folder / "parts").mkdir(), "'parts'", "extra"),
    "a field too many": (put(A, 0, "rating", value=5), f"{A}:1", "not as it was written"),
    "a field twice": (replace(A, b'{"id":', b'{"id":"a-0","id":'), f"{A}:1", "not as it was written"),
    "other spaces": (replace(B, b'"title": ', b'"title":  '), B, "not as it was written"),
    "a raw line separator": (replace(A, rb"\u2028", "\u2028".encode()), f"{A}:5", "not as it was written"),
    "a field missing": (change(S, lambda rows: rows[1].pop("origins")), f"{S}:2", "missing required field `origins`"),
    "a number as text": (put(S, CLOSURE, "origins", value="3"), f"{S}:2", "Expected `int`"),
    "a number as a truth": (put(S, CLOSURE, "origins", value=True), f"{S}:2", "Expected `int`"),
    "a fraction": (put(S, CAFE, "mentions", 0, "start", value=73.5), f"{S}:1", "Expected `int`"),
    "not a number": (replace(M, b"0.031", b"NaN"), M, "JSON is malformed"),
    "a number beyond all": (replace(M, b"0.031", b"1e999"), M, "out of range"),
    "a number of 5,000 digits": (replace(S, b'"origins":1', b'"origins":' + b"9" * 5000), f"{S}:1", "range"),
    "a status that is none": (put(S, CAFE, "status", value="odd"), f"{S}:1", "Invalid enum value"),
    "a list for an object": (replace(D, b'{"id":"d-weeks"', b'["d-weeks"'), f"{D}:1", "Expected `object`"),
    "a cut line": (lambda folder: cut(folder / A, 30), f"{A}:5", "truncated"),
    "a cut object": (lambda folder: cut(folder / B, 30), B, "truncated"),
    "no last line feed": (lambda folder: cut(folder / R, 1), f"{R}:6", "does not end with a line feed"),
    "an empty line": (replace(A, b"\n", b"\n\n"), f"{A}:2", "truncated"),
    "an empty table": (lambda folder: (folder / S).write_bytes(b""), f"{A}:1", "in no mention"),
    "an empty manifest": (lambda folder: (folder / M).write_bytes(b""), M, "truncated"),
    "bytes that are no text": (replace(A, b"Monday", b"\xff\xfe"), f"{A}:1", "utf-8"),
    "half a character": (replace(A, "ü".encode(), b"\\ud83c"), f"{A}:2", ""),
    "nesting without end": (
        lambda folder: (folder / M).write_bytes(b'{"settings":{"a":' + b"[" * 99_999),
        M,
        "recursion",
    ),
    "a file that is a folder": (lambda folder: become_folder(folder / R), R, "not a regular file"),
    "a file that is a link": (lambda folder: become_link(folder / "briefing.md"), "briefing.md", "not a regular file"),
    "a file that is a pipe": (lambda folder: become_pipe(folder / B), B, "not a regular file"),
} | {f"{name} gone": (lambda folder, name=name: (folder / name).unlink(), name, "missing") for name in FILES}


@pytest.mark.parametrize("what", LEFT_OPEN)
def test_a_change_is_found(what: str, run: Path) -> None:
    edit, place, reason = LEFT_OPEN[what]
    edit(run)
    assert_told(verify_run(run), place, reason)


def test_hidden_files_of_desktops_are_passed_over(run: Path) -> None:
    (run / ".DS_Store").touch()
    assert verify_run(run) == []


def test_a_run_with_part_of_the_digest_in_its_name_holds(run: Path) -> None:
    edit_object(run, M, lambda manifest: manifest.update(name=f"bridge-{manifest['batch'][:8]}"))
    assert verify_run(run) == []


def test_another_time_of_the_run_changes_no_digest(run: Path) -> None:
    for name in (B, M):
        put(name, "generated", value="2031-05-05T07:30:00+02:00")(run)
    assert verify_run(run) == []


def test_of_a_run_of_another_version_it_is_said_that_this_may_be_all(run: Path) -> None:
    put(M, "versions", "code", value="0123456789ab")(run)
    assert verify_run(run) == []
    path = run / S
    path.write_bytes(path.read_bytes().replace(b'{"id":', b'{"rating":5,"id":'))
    *faults, last = verify_run(run)
    assert "another version of summarize wrote this run" in last
    told = [fault for fault in faults if "not as it was written" in fault]
    assert len(told) == 4 and told[-1].startswith(f"{S}: 1 more, from line 4 on: not as it was written")


def test_two_tables_broken_at_once_are_both_told(run: Path) -> None:
    put(S, CAFE, "origins", value=None)(run)
    put(R, WHOLE, "stage", value=7)(run)
    faults = verify_run(run)
    assert_told(faults, f"{S}:1", "Expected `int`")
    assert_told(faults, f"{R}:2", "Expected `str`")


def test_a_fault_is_one_line_that_a_terminal_can_be_shown(run: Path) -> None:
    put(S, CAFE, "status", value="a\nb\x1b[2J\u202e")(run)
    put(R, COPYRIGHT, "code", value="c\nd\x1b[2J\u202e")(run)
    (run / "e\nf\x1b[2J").touch()
    faults = verify_run(run)
    assert len(faults) >= 3
    assert all(fault.isprintable() for fault in faults)


def test_a_missing_folder_is_wrong_use(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path / ("x" * 5000), Path("\0")):
        with pytest.raises(UsageError, match="name the folder of a finished run"):
            verify_run(folder)


def test_a_file_is_no_run(run: Path) -> None:
    (fault,) = verify_run(run / M)
    assert "not a folder" in fault


def test_an_empty_folder_misses_every_file(tmp_path: Path) -> None:
    assert [fault.split(":")[0] for fault in verify_run(tmp_path)] == list(FILES)


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0, 7, 2**70, -(2**70), 0.5, 1e300, "", "x", "s-35035ae9f0a6", "2031-05-03", [], {}, [[]], {"": 0}]
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_junk_anywhere_in_the_json_is_told_and_never_raised(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    run = copy_fresh(sound, tmp_path)
    name = data.draw(st.sampled_from([A, S, D, R, B, M]))
    loaded, before = load(run / name), load(run / name)
    *way, last = data.draw(st.sampled_from(sorted(places(loaded), key=str)))
    inner = loaded
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(JUNK)
    if name.endswith(".jsonl"):
        edit_lines(run, name, lambda rows: rows.__setitem__(slice(None), loaded))
    else:
        edit_object(run, name, lambda item: item.update(loaded))
    faults = verify_run(run)
    if name != M and json.dumps(loaded) != json.dumps(before):
        assert any(fault.startswith(name) for fault in faults), (name, way, last, faults)
    seal_what_can_be(run)
    verify_run(run)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_other_byte_in_any_file_but_the_manifest_is_found(sound: Path, tmp_path: Path, data: st.DataObject) -> None:
    run = copy_fresh(sound, tmp_path)
    name = data.draw(st.sampled_from([name for name in FILES if name != M]))
    raw = bytearray((run / name).read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    (run / name).write_bytes(raw)
    faults = verify_run(run)
    assert any(fault.startswith(name) for fault in faults), (name, at, faults)


def assert_told(faults: list[str], place: str, reason: str) -> None:
    assert any(fault.startswith(place + ":") and reason in fault for fault in faults), "\n".join(faults) or "no fault"


def seal_what_can_be(folder: Path) -> None:
    """What no writer could render or take the digest of is left as it is."""
    with contextlib.suppress(Exception):
        seal_digests(folder)
    with contextlib.suppress(Exception):
        seal(folder)


def copy_fresh(sound: Path, tmp_path: Path) -> Path:
    shutil.rmtree(tmp_path / "bridge", ignore_errors=True)
    return Path(shutil.copytree(sound, tmp_path / "bridge"))


def load(path: Path) -> Any:
    raw = path.read_bytes()
    return [json.loads(line) for line in raw.splitlines()] if path.suffix == ".jsonl" else json.loads(raw)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, item in inner:
        found += [(*way, key), *places(item, (*way, key))]
    return found


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:-size])


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_link(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)
