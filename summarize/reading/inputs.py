"""Which files a batch holds, and their bytes: nothing outside the batch, nothing without bounds."""

from __future__ import annotations

import os
import re
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from summarize.errors import UsageError
from summarize.reading.formats import READERS
from summarize.reading.records import MAX_MARKUP, Refusal

MAX_FILE = 200_000_000  # bytes, unpacked
# They steer what is done with a batch and are no articles of it.
MARKS = frozenset(("_READY", "_FAILED"))
_STEERING = MARKS | {"edits.toml", "summarize.toml"}
_MARKUP = frozenset((".html", ".htm", ".xml", ".rss", ".atom"))


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the batch: `name` is its path in the batch as it can be shown, `stem` its name without suffixes."""

    path: str
    name: str
    stem: str
    kind: str
    packed: bool


def find_inputs(path: Path) -> tuple[list[Input], list[tuple[str, Refusal]], list[str]]:
    """The files to read in sorted order, links and folders that are refused, and remarks.

    Raises UsageError if `path` itself is missing or cannot be opened.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            open(path, "rb").close()
            return [_describe_input(str(path), path.name)], [], []
        os.scandir(path).close()
    except OSError as error:
        reason = (error.strerror or "cannot be opened").lower()
        raise UsageError(f"{path}: {reason}; give the folder or file that holds the articles") from error
    root = os.path.realpath(path)
    files: dict[str, str] = {}
    links: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    notes: list[str] = []

    def refuse_folder(error: OSError) -> None:
        name = show_name(os.path.relpath(error.filename, root))
        refused.append((name, _unreadable(error.strerror or "cannot be opened")))

    for folder, folders, names in os.walk(root, onerror=refuse_folder):
        for name in (*folders, *names):
            place = os.path.join(folder, name)
            if not _is_passed_over(name) and os.path.islink(place):
                links.append(place)
        folders[:] = [name for name in folders if not _is_passed_over(name)]
        places = (os.path.join(folder, name) for name in names if not _is_passed_over(name))
        files |= {place: place for place in places if not os.path.islink(place)}
    read = set(files)
    for place in sorted(links):
        name, target = show_name(os.path.relpath(place, root)), os.path.realpath(place)
        if not Path(target).is_relative_to(root):
            detail = "the link leads out of the batch and is not followed"
            refused.append((name, Refusal("link", detail, "put the file itself into the batch")))
        elif target in read or os.path.isdir(target):
            notes.append(f"{name}: a link to a place in the batch, which is read there")
        else:
            files[place] = target
    relative = {os.path.relpath(place, root): target for place, target in files.items()}
    ordered = sorted(relative, key=lambda name: name.split(os.sep))
    return [_describe_input(relative[name], name) for name in ordered], refused, notes


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith((".part", ".edits.toml")) or name in _STEERING


def _describe_input(path: str, relative: str) -> Input:
    name = os.path.basename(relative)
    packed = name.lower().endswith(".gz")
    bare = name[:-3] if packed else name
    stem, kind = os.path.splitext(bare)
    known = kind.lower() in READERS
    return Input(path, show_name(relative), show_name(stem if known else bare), kind.lower(), packed)


def show_name(name: str) -> str:
    """A file name as one line of UTF-8: control characters and bytes that are no UTF-8 as `\\x..` escapes."""
    name = "".join(c if c.isprintable() or "\udc80" <= c <= "\udcff" else repr(c)[1:-1] for c in name)
    return re.sub("[\udc80-\udcff]", lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", name)


def load_input(found: Input) -> bytes:
    """The bytes of a file, unpacked. Raises Refusal."""
    if found.kind not in READERS:
        kinds = ", ".join(READERS)
        detail = f'no reader for "{found.kind}" files' if found.kind else "no ending that tells what the file holds"
        raise Refusal("unsupported", detail, f"save it as one of {kinds} (each also .gz)")
    limit = MAX_MARKUP if found.kind in _MARKUP else MAX_FILE
    try:
        if not stat.S_ISREG(os.stat(found.path).st_mode):
            raise Refusal("unsupported", "not a regular file", "put an ordinary file there")
        with open(found.path, "rb") as file:
            raw = (_unpack(file) if found.packed else file).read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(getattr(error, "strerror", None) or str(error)) from None
    if len(raw) > limit:
        detail = f"more than {limit // 1_000_000} MB" + (" when unpacked" if found.packed else "")
        raise Refusal("too_large", detail, "split it into smaller files")
    return raw


def _unpack(file: BinaryIO) -> BinaryIO:
    import gzip

    return cast(BinaryIO, gzip.GzipFile(fileobj=file))


def _unreadable(reason: str) -> Refusal:
    return Refusal("unreadable", f"cannot be opened or unpacked ({reason})", "check the file and who may read it")
