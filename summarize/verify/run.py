"""Whether a finished run holds: what can be derived again is derived again, and compared with what was written.

Nothing of the pipeline is used for it but the ids, the renderers and the package's version, so that a fault there
cannot hide itself here.
A text that was changed together with its hash still changes the ids made from it, the batch digest and the digests
in the manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from summarize import tables
from summarize.cache import code_version
from summarize.errors import UsageError
from summarize.ids import batch_digest
from summarize.types import (
    SCHEMA_VERSION,
    AppliedEdit,
    Article,
    Briefing,
    Discrepancy,
    Manifest,
    Origin,
    Rejection,
    Statement,
)
from summarize.verify.briefing import check_briefing, check_renderings
from summarize.verify.edits import check_edits
from summarize.verify.tables import (
    check_articles,
    check_discrepancies,
    check_origins,
    check_partition,
    check_rejections,
    check_statements,
    is_date,
    show,
)

_TABLES: dict[str, type] = {
    "articles.jsonl": Article,
    "statements.jsonl": Statement,
    "origins.jsonl": Origin,
    "discrepancies.jsonl": Discrepancy,
    "rejected.jsonl": Rejection,
    "edits.jsonl": AppliedEdit,
}
_OBJECTS: dict[str, type] = {"briefing.json": Briefing, "manifest.json": Manifest}
FILES = (*_TABLES, "briefing.json", "briefing.md", "briefing.html", "manifest.json")

_NOT_AS_WRITTEN = "not as it was written: other fields, order, spaces or escapes"
_MOST_LINES = 3  # of one file that are told one by one
_OTHER_VERSION = (
    "manifest.json: another version of summarize wrote this run, which may be all that is wrong where a file is not as"
    " it was written or a rendering has other bytes; verify it with that version, or brief the batch again"
)

# Whatever hostile JSON makes a decoder raise: bad syntax, types, UTF-8 or numbers; nesting without end.
_UNDECODABLE = (ValueError, TypeError, OverflowError, RecursionError)


def verify_run(folder: Path) -> list[str]:
    """Every fault of the run in `folder`, one line each (file, line, what and why); empty if all of it holds.

    What does not parse cannot be compared: then only the faults of the single files and their digests are told.
    Names that begin with a dot are passed over, as desktops leave such files. Raises UsageError if there is no such
    folder or it cannot be listed; no content of it raises anything.
    """
    faults: list[str] = []
    present = _list_files(Path(folder), faults)
    loaded: dict[str, Any] = {}
    for name in (*_TABLES, *_OBJECTS):
        if name in present:
            loaded[name] = _load(present[name], faults)
    manifest = loaded.get("manifest.json")
    if manifest is not None:
        faults += _check_digests(manifest, present)
    if all(loaded.get(name) is not None for name in (*_TABLES, *_OBJECTS)):
        faults += _check_contents(*loaded.values())
    if loaded.get("briefing.json") is not None:
        faults += check_renderings(loaded["briefing.json"], present)
    if faults and manifest is not None and manifest.versions.get("code") != code_version():
        faults.append(_OTHER_VERSION)
    return [_print_line(fault) for fault in faults]


def _list_files(folder: Path, faults: list[str]) -> dict[str, Path]:
    try:
        with os.scandir(folder) as entries:
            found = {entry.name: entry.is_file(follow_symlinks=False) for entry in entries}
    except NotADirectoryError:
        faults.append(f"{show(str(folder))}: not a folder, so no run; name the folder that holds manifest.json")
        return {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{folder}: {reason}; name the folder of a finished run") from error
    for name in FILES:
        if name not in found:
            faults.append(f"{name}: missing: every run has this file")
        elif not found[name]:
            faults.append(f"{name}: not a regular file: a run's files are neither folders nor links")
    for name in sorted(found.keys() - set(FILES)):
        if not name.startswith("."):
            faults.append(f"{show(name)}: extra: no file of a run has this name")
    return {name: folder / name for name in FILES if found.get(name)}


def _load(path: Path, faults: list[str]) -> Any:
    """The decoded table or object, or None (and the faults say why). Other bytes than the writer's are a fault too:
    that finds unknown and repeated fields, another order of them, and raw line separators."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        faults.append(f"{path.name}: cannot be read: {error.strerror}")
        return None
    if path.name in _OBJECTS:
        try:
            item: Any = msgspec.json.decode(raw, type=_OBJECTS[path.name])
            if tables.encode_object(item) != raw:
                faults.append(f"{path.name}: {_NOT_AS_WRITTEN}")
            return item
        except _UNDECODABLE as error:
            faults.append(f"{path.name}: {error}")
            return None
    lines = raw.split(b"\n")
    if lines[-1]:
        faults.append(f"{path.name}:{len(lines)}: the last line is cut off: it does not end with a line feed")
    else:
        lines.pop()
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_TABLES[path.name])
    rows: list[Any] = []
    other: list[int] = []
    for number, line in enumerate(lines, 1):
        try:
            rows.append(decoder.decode(line))
            if tables.encode_line(rows[-1]) != line:
                other.append(number)
        except _UNDECODABLE as error:
            faults.append(f"{path.name}:{number}: {error}")
    faults += [f"{path.name}:{number}: {_NOT_AS_WRITTEN}" for number in other[:_MOST_LINES]]
    if len(other) > _MOST_LINES:
        rest = f"{len(other) - _MOST_LINES} more, from line {other[_MOST_LINES]} on"
        faults.append(f"{path.name}: {rest}: {_NOT_AS_WRITTEN}")
    return rows if len(rows) == len(lines) else None


def _check_digests(manifest: Manifest, present: dict[str, Path]) -> Iterator[str]:
    for name in FILES:
        if name == "manifest.json" or name not in present:
            continue
        try:
            digest = tables.digest(present[name])
        except (OSError, *_UNDECODABLE):
            continue  # told already, where the file was read
        if name not in manifest.files:
            yield f"manifest.json: files: {name} is not listed"
        elif manifest.files[name] != digest:
            yield f"{name}: its sha256 is {digest}, the manifest has {show(manifest.files[name])}"
    for name in sorted(manifest.files.keys() - (set(FILES) - {"manifest.json"})):
        yield f"manifest.json: files: {show(name)} is no file of a run"


def _check_contents(
    articles: list[Article],
    statements: list[Statement],
    origins: list[Origin],
    discrepancies: list[Discrepancy],
    rejections: list[Rejection],
    applied: list[AppliedEdit],
    briefing: Briefing,
    manifest: Manifest,
) -> Iterator[str]:
    yield from check_articles(articles)
    yield from check_statements(statements, articles)
    yield from check_origins(origins, statements)
    yield from check_discrepancies(discrepancies, articles, statements)
    yield from check_rejections(rejections, articles)
    yield from check_partition(articles, statements, rejections)
    yield from check_edits(applied, statements, briefing, manifest)
    yield from check_briefing(briefing, articles, statements, origins, discrepancies, rejections)
    yield from _check_manifest(manifest, briefing, articles)
    written = {"articles": len(articles), "statements": len(statements), "rejected": len(rejections)}
    counted = manifest.counts.get("write", {})
    for name, count in written.items():
        if counted.get(name) != count:
            yield f"manifest.json: counts: write: {name} {counted.get(name)}, the file has {count} lines"


def _check_manifest(manifest: Manifest, briefing: Briefing, articles: list[Article]) -> Iterator[str]:
    if manifest.schema_version != SCHEMA_VERSION:
        yield f"manifest.json: schema_version {manifest.schema_version} is not known"
    if briefing.schema_version != manifest.schema_version:
        yield f"briefing.json: schema_version {briefing.schema_version}, the manifest has {manifest.schema_version}"
    digest = batch_digest(articles)
    if manifest.batch != digest:
        yield f"manifest.json: the articles make the batch digest {digest}, not {show(manifest.batch)}"
    # A run gets a part of the digest behind its name where a run of another batch had the name already.
    if manifest.name not in (briefing.batch, f"{briefing.batch}-{digest[:8]}"):
        yield f"briefing.json: batch {show(briefing.batch)} where the manifest has the name {show(manifest.name)}"
    if not is_date(manifest.generated):
        yield f"manifest.json: generated is no ISO 8601 time: {show(manifest.generated)}"
    if briefing.generated != manifest.generated:
        yield f"briefing.json: generated {show(briefing.generated)}, the manifest has {show(manifest.generated)}"
    for name in sorted(manifest.provenance.keys() - {article.id for article in articles}):
        yield f"manifest.json: provenance: there is no article {show(name)}"
    for stage, seconds in manifest.seconds.items():
        if seconds < 0:
            yield f"manifest.json: seconds: {show(stage)} took {seconds}"


def _print_line(fault: str) -> str:
    """On one line, and nothing in it that a terminal would obey: a file may hold anything."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(fault.split()))
