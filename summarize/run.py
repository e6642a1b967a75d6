"""One briefing in the making: where its stages read and write, and how it reaches its place.

A run is staged in `OUT/.<name>.staging` and swapped into `OUT/<name>` in whole, so that a reader never sees half of
one and a killed run leaves the last finished one as it was. A lock per name makes a second run wait; the kernel
drops it with the process, so what a killed run left behind can be told from what a living one is working on.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from summarize import tables
from summarize.errors import UsageError
from summarize.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)
_LONGEST_NAME = 200  # bytes of UTF-8; file systems take 255, and a staging folder's name is longer


@dataclass(frozen=True, slots=True)
class Run:
    """What every stage gets. `batch` and `out` are absolute paths; `name` is one path component.

    The stages hand tables over as files in `parts/`; only the files of the contract lie in the staging folder itself.
    """

    batch: str
    out: str
    name: str
    settings: Settings

    @property
    def staging(self) -> Path:
        return Path(self.out) / f".{self.name}.staging"

    @property
    def parts(self) -> Path:
        return self.staging / "parts"

    @property
    def cache(self) -> Path:
        return cache_folder(Path(self.out))

    @classmethod
    def at(cls, staging: Path) -> Run:
        """The run whose staging folder this is: a task of any engine needs no more than the path."""
        return tables.read_object(Path(staging) / "parts" / "run.json", cls)

    def save(self, name: str, items: object) -> None:
        if isinstance(items, list | tuple):
            tables.write_lines(self.parts / f"{name}.jsonl", items)
        else:
            tables.write_object(self.parts / f"{name}.json", items)

    def has(self, name: str) -> bool:
        return (self.parts / f"{name}.json").exists()

    def rows(self, name: str, cls: type[T]) -> list[T]:
        return tables.read_lines(self.parts / f"{name}.jsonl", cls)

    def object(self, name: str, cls: type[T]) -> T:
        return tables.read_object(self.parts / f"{name}.json", cls)


def cache_folder(out: Path) -> Path:
    return out / ".cache"


@contextlib.contextmanager
def open_run(batch: Path, out: Path, name: str | None, settings: Settings) -> Iterator[Run]:
    """Stages a run under the lock of its name; the staging folder is gone when the block ends.

    Raises UsageError for a batch that is missing, an unusable name, and an output folder that cannot be written or
    that lies inside the batch (the next run would read this one's articles).
    """
    batch, out = Path(batch), Path(out)
    if not batch.exists():
        raise UsageError(f"{batch}: no such file or folder; give the folder or file that holds the articles")
    batch, out = batch.resolve(), out.resolve()
    if batch.is_dir() and out.is_relative_to(batch):
        raise UsageError(f"{out}: the output folder lies inside the batch; give --out a folder outside {batch}")
    run = Run(str(batch), str(out), check_name(batch.name if name is None else name), settings)
    with contextlib.ExitStack() as stack:
        try:
            (run.cache / "locks").mkdir(parents=True, exist_ok=True)
            _clean_up(out)
            stack.enter_context(_lock(out, run.name))
            _restore(out, run.name)
            stack.callback(shutil.rmtree, run.staging, ignore_errors=True)
            run.parts.mkdir(parents=True)
            run.save("run", run)
        except OSError as error:
            place = error.filename or out  # what a full disk breaks off has no name
            raise UsageError(f"{place}: {error.strerror}; give --out a folder that can be written") from error
        yield run


def check_name(name: str) -> str:
    """Raises UsageError unless `name` is one path component that can be shown on one line."""
    too_long = len(name) > 100 or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME
    if not name or too_long or name.startswith(".") or "/" in name or "\\" in name or not name.isprintable():
        raise UsageError(
            f"name {name[:100]!r}: not usable as a folder name; give --name up to 100 printable characters "
            f"({_LONGEST_NAME} bytes) without slashes and not beginning with a dot"
        )
    return name


def choose_name(out: Path, name: str, batch_digest: str) -> str:
    """`name`, or `name-<8 hex digits>` where a run of another batch (or something else) has that name already."""
    place = out / name
    if not place.exists():
        return name
    try:
        manifest = msgspec.json.decode((place / "manifest.json").read_bytes())
        same = manifest["batch"] == batch_digest
    except (OSError, ValueError, TypeError, KeyError):
        same = False
    return name if same else f"{name}-{batch_digest[:8]}"


def publish(run: Run, name: str) -> Path:
    """Swaps the staged files into `OUT/<name>` and returns that folder."""
    place = Path(run.out) / name
    shutil.rmtree(run.parts)
    if not place.exists():
        os.rename(run.staging, place)
    elif not _exchange(run.staging, place):
        old = place.with_name(f".{name}.old")
        os.rename(place, old)
        os.rename(run.staging, place)
        shutil.rmtree(old)
    return place


def _exchange(a: Path, b: Path) -> bool:
    """Swaps two folders in one step (Linux renameat2 with RENAME_EXCHANGE); False where that is not to be had."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    here, exchange = -100, 2
    return libc.renameat2(here, os.fsencode(a), here, os.fsencode(b), exchange) == 0


@contextlib.contextmanager
def _lock(out: Path, name: str, wait: bool = True) -> Iterator[bool]:
    """Holds the lock of a name and gives True; gives False at once where it is taken and `wait` is False."""
    with open(cache_folder(out) / "locks" / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                yield False
                return
            log.warning("another run named %s is at work; waiting for it to end", name)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield True


def _clean_up(out: Path) -> None:
    """Removes what killed runs left behind; those that are alive hold their lock."""
    for left in sorted([*out.glob(".*.staging"), *out.glob(".*.old")]):
        name = left.name[1:].rpartition(".")[0]
        with _lock(out, name, wait=False) as free:
            if free:
                _restore(out, name)


def _restore(out: Path, name: str) -> None:
    """Call under the lock of `name`: drops a half-made run and puts a finished one back whose swap was cut in two."""
    shutil.rmtree(out / f".{name}.staging", ignore_errors=True)
    old, place = out / f".{name}.old", out / name
    if old.exists() and not place.exists():
        os.rename(old, place)
    shutil.rmtree(old, ignore_errors=True)
