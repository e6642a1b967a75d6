"""`edits.toml`, the small file in which an editor says what is to be told otherwise than the program found it.

[[merge]]                                       # also [[split]], [[hide]], [[pin]]
sentences = ["Nobody was hurt", "Coast Daily: All 212 people were unharmed"]
why = "the same in other words"
by = "ada"
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast, get_args

from summarize.errors import UsageError
from summarize.types import EditKind

FILE = "edits.toml"
_KINDS: tuple[EditKind, ...] = get_args(EditKind)
_KEYS = ("sentences", "sentence", "why", "by")
_LARGEST = 1_000_000  # bytes
_EVERY = ", ".join(f"[[{kind}]]" for kind in _KINDS)


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry. `line` is that of its heading; `sentences` are beginnings of sentences, or ids of statements."""

    kind: EditKind
    line: int
    sentences: tuple[str, ...]
    why: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Edits:
    """All entries in the order of the file; `file` is its name and `sha256` that of its bytes."""

    file: str
    sha256: str
    edits: tuple[Edit, ...]


def find_edits(batch: Path) -> Path | None:
    """`edits.toml` in a batch that is a folder, `NAME.edits.toml` beside one that is the file NAME, where it exists."""
    place = batch / FILE if batch.is_dir() else batch.with_name(f"{batch.name}.{FILE}")
    return place if os.path.lexists(place) else None


def read_edits(path: Path) -> Edits:
    """Raises UsageError, in one line with the line number and the mend, for a file that cannot be meant."""
    raw = _read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: this is no UTF-8; save the file as UTF-8") from None
    lines = text.split("\n")
    found: list[Edit] = []
    for kind, entries in _parse(path, text).items():
        if kind not in _KINDS:
            raise _refuse(path, _find_name(lines, kind), kind, _mean(kind, _KINDS, "edit", "[[{}]]"))
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            told = f'write [[{kind}]] in two brackets on a line of its own, and below it sentences = ["..."]'
            raise _refuse(path, _find_name(lines, kind), kind, told)
        headings = [n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
        if len(headings) != len(entries):  # written some other way, or a heading within a text of several lines
            headings = [_find_name(lines, kind)] * len(entries)
        found += [
            _read_entry(path, lines, cast(EditKind, kind), line, entry)
            for line, entry in zip(headings, entries, strict=True)
        ]
    return Edits(path.name, hashlib.sha256(raw).hexdigest(), tuple(sorted(found, key=lambda edit: edit.line)))


def _read_bytes(path: Path) -> bytes:
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent)):
        raise UsageError(f"{path}: the link leads out of the batch and is not followed; put the file itself there")
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would keep its reader waiting
            raise UsageError(f"{path}: not a regular file; put an ordinary file there, or nothing")
        with open(path, "rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be read').lower()}; check who may read it") from None
    if len(raw) > _LARGEST:
        raise UsageError(f"{path}: more than {_LARGEST // 1_000_000} MB; take edits out that no longer matter")
    return raw


def _parse(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error)).partition("\n")[0]
        mend = f"begin each edit with one of {_EVERY}; leave quotation marks out of the sentences or write '''...'''"
        raise UsageError(f"{path}, line {line}: this is no TOML ({reason}); {mend}") from None


def _read_entry(path: Path, lines: Sequence[str], kind: EditKind, line: int, entry: dict[str, Any]) -> Edit:
    def refuse(name: str, told: str) -> UsageError:
        return _refuse(path, _find_name(lines, name, line) if name else line, f"{kind}: {name}" if name else kind, told)

    for name in entry:
        if name not in _KEYS:
            raise refuse(name, _mean(name, _KEYS, "key", "{}"))
    sentences: list[str] = []
    for name in ("sentences", "sentence"):
        value = entry.get(name, [])
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, str) or not any(c.isalnum() for c in each):
                raise refuse(name, 'that quotes no sentence; give a list such as ["Nobody was hurt"]')
            sentences.append(" ".join(each.split()))
    if not sentences:
        raise refuse("", 'it names no sentence; write below it sentences = ["the beginning of a sentence"]')
    if kind == "merge" and len(sentences) < 2:
        raise refuse("", "it names one sentence; name two or more that say the same")
    for name in ("why", "by"):
        if not isinstance(entry.get(name, ""), str):
            raise refuse(name, "give text in quotes")
    why, by = (" ".join(entry.get(name, "").split()) or None for name in ("why", "by"))
    return Edit(kind, line, tuple(dict.fromkeys(sentences)), why, by)


def _find_name(lines: Sequence[str], name: str, start: int = 1) -> int:
    """The first line, from 1, that begins with a name or with a heading of that name; `start` where none does."""
    pattern = re.compile(rf"""[\s\[]*["']?{re.escape(name)}["']?\s*[\]=.]""")
    return next((n for n in range(start, len(lines) + 1) if pattern.match(lines[n - 1])), start)


def _mean(name: str, known: Sequence[str], what: str, form: str) -> str:
    near = get_close_matches(name, known, n=1)
    meant = f"did you mean {form.format(near[0])}?" if near else f"there are {', '.join(map(form.format, known))}"
    return f"there is no such {what}; {meant}"


def _refuse(path: Path, line: int, what: str, told: str) -> UsageError:
    return UsageError(" ".join(f"{path}, line {line}: {what}: {told}".split()))
