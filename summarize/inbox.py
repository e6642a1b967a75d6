"""The inbox: which batches are complete, what has been done with them - told by content, never by time or name.

    inbox/monday/_READY        a complete batch: whoever fills the folder puts this file there last
    inbox/.summarize/          one small record for each batch that was taken up, by the digest of its files
    failed/monday/_FAILED      a batch that was given up, moved beside the inbox, and why

A batch whose files change has another digest and is a new one. A batch that comes back from `failed/` is tried anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from summarize import tables
from summarize.errors import UsageError
from summarize.reading.inputs import MARKS

READY, FAILED = "_READY", "_FAILED"
_RECORDS = ".summarize"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch and the digest of its files."""

    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a batch. `tries` were begun; `told` is the folder of the briefing, or the reason of the failure.

    state: "tried" (begun, and not done: it failed, or was killed), "done", "failed" (given up).
    """

    digest: str
    batch: str
    state: Literal["tried", "done", "failed"]
    tries: int
    told: str


def is_ready(batch: Path) -> bool:
    return (batch / READY).is_file()


def find_arrivals(inbox: Path) -> list[Arrival]:
    """The complete batches of the inbox that are neither done nor given up, sorted by name.

    Of two with the same content the first counts. Raises UsageError for an inbox that is missing or cannot be read.
    """
    try:
        names = sorted(os.listdir(inbox))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise UsageError(f"{inbox}: {reason}; make the folder, or give inbox another one in the settings") from error
    found: dict[str, Arrival] = {}
    for name in names:
        if name.startswith(".") or not is_ready(inbox / name):
            continue
        arrival = Arrival(inbox / name, digest_batch(inbox / name))
        record = read_record(inbox, arrival.digest)
        if record is None or record.state == "tried":
            found.setdefault(arrival.digest, arrival)
    return list(found.values())


def digest_batch(batch: Path) -> str:
    """sha256 hex over the names and bytes of everything in a batch (a folder or one file) that can matter.

    Marks, hidden files and unfinished ones (".part") are left out; links count as what they say, not where they lead.
    """
    if not batch.is_dir():
        return _hash_lines([(batch.name, _hash_file(batch))])
    lines = []
    for folder, folders, names in os.walk(batch):
        folders[:] = [name for name in folders if _matters(name)]
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in [*filter(_matters, names), *linked]:
            place = Path(folder, name)
            lines.append((os.path.relpath(place, batch), _hash_file(place)))
    return _hash_lines(sorted(lines))


def read_record(inbox: Path, digest: str) -> Record | None:
    """None where there is none, and for one that cannot be read: then the batch is new."""
    try:
        return tables.read_object(_place(inbox, digest), Record)
    except (OSError, msgspec.DecodeError):
        return None


def begin_try(inbox: Path, arrival: Arrival) -> Record:
    """Counts a try before it begins, so that a batch which kills its run is given up like any other."""
    last = read_record(inbox, arrival.digest)
    tries = last.tries if last and last.state == "tried" else 0
    told = "the run was stopped or killed while it was at work on this batch"
    record = Record(arrival.digest, arrival.path.name, "tried", tries + 1, told)
    write_record(inbox, record)
    return record


def end_try(inbox: Path, arrival: Arrival, record: Record, folder: Path) -> bool:
    """Notes that a batch is done; False, and nothing noted, where its files have changed meanwhile."""
    if digest_batch(arrival.path) != arrival.digest:
        forget_record(inbox, arrival.digest)
        return False
    write_record(inbox, replace(record, state="done", told=str(folder)))
    return True


def give_up(inbox: Path, arrival: Arrival, record: Record, reason: str) -> Path:
    """Moves a batch of the inbox to `failed/` beside it, the reason in its `_FAILED`; gives its new place.

    A batch that lies elsewhere stays where it is, and so does one that cannot be moved; neither is tried again unless
    its files change.
    """
    write_record(inbox, replace(record, state="failed", told=reason))
    if arrival.path.resolve().parent != inbox.resolve():
        return arrival.path
    try:
        failed = inbox.resolve().parent / "failed"
        failed.mkdir(exist_ok=True)
        place = _free_place(failed, arrival)
        shutil.move(arrival.path, place)
    except OSError:
        return arrival.path
    with contextlib.suppress(OSError):
        (place / FAILED).write_text(f"{reason}\n", encoding="utf-8", errors="replace")
    forget_record(inbox, arrival.digest)
    return place


def write_record(inbox: Path, record: Record) -> None:
    """Raises UsageError where the inbox cannot be written: without a record a batch would be briefed for ever."""
    place = _place(inbox, record.digest)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_suffix(".part")
        tables.write_object(half, replace(record, batch=_as_text(record.batch), told=_as_text(record.told)))
        os.replace(half, place)
    except OSError as error:
        raise UsageError(f"{place.parent}: {error.strerror}; give the flow a place there that it can write") from error


def forget_record(inbox: Path, digest: str) -> None:
    _place(inbox, digest).unlink(missing_ok=True)


def _place(inbox: Path, digest: str) -> Path:
    return inbox / _RECORDS / f"{digest}.json"


def _free_place(failed: Path, arrival: Arrival) -> Path:
    place, n = failed / arrival.path.name, 1
    while os.path.lexists(place):
        n += 1
        place = failed / f"{arrival.path.name}-{n}"
    return place


def _matters(name: str) -> bool:
    return not (name.startswith(".") or name.endswith(".part") or name in MARKS)


def _hash_file(place: Path) -> str:
    if place.is_symlink():
        return f"link {_as_text(os.readlink(place))}"
    if not place.is_file():  # a pipe would keep its reader waiting
        return "no regular file"
    try:
        with open(place, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable {error.errno}"


def _hash_lines(lines: list[tuple[str, str]]) -> str:
    hashed = hashlib.sha256()
    for name, content in lines:
        hashed.update(f"{len(name)} {name} {content}\n".encode("utf-8", "surrogateescape"))
    return hashed.hexdigest()


def _as_text(name: str) -> str:
    """File names may hold bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()
