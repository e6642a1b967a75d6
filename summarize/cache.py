"""What was computed once and need not be again: vectors by (model, text), pairs by (decision, model, story), and
the results of whole stages by all they were made from, the program's code included.

Everything is keyed by content, so a cache may be deleted at any time; after an upgrade of torch delete it, for its
version is no part of the key and last bits may differ. SQLite because
it is safe with two runs at once and with a run that is killed. A damaged file is put aside and begun anew.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

T = TypeVar("T")
log = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pairs (key BLOB PRIMARY KEY, pairs BLOB NOT NULL, probabilities BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, result BLOB NOT NULL);
"""
_CHUNK = 500  # parameters of one query, below the limit of every SQLite build


def content_key(*parts: str) -> bytes:
    """16 bytes that stand for these texts in this order."""
    hashed = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        hashed.update(len(raw).to_bytes(8, "big") + raw)
    return hashed.digest()[:16]


class Cache:
    """`vectors` and `pairs` give what is known by key; the `add_` methods store in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        found = {}
        for i in range(0, len(keys), _CHUNK):
            chunk = keys[i : i + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk)
            found.update({key: np.frombuffer(raw, dtype="<f4") for key, raw in rows})
        return found

    def pairs(self, key: bytes) -> tuple[np.ndarray, np.ndarray] | None:
        row = self._connection.execute("SELECT pairs, probabilities FROM pairs WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        return np.frombuffer(row[0], dtype="<i8").reshape(-1, 2), np.frombuffer(row[1], dtype="<f8")

    def add_vectors(self, vectors: dict[bytes, np.ndarray]) -> None:
        rows = ((key, vector.astype("<f4").tobytes()) for key, vector in vectors.items())
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def add_pairs(self, key: bytes, pairs: np.ndarray, probabilities: np.ndarray) -> None:
        row = (key, pairs.astype("<i8").tobytes(), probabilities.astype("<f8").tobytes())
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", row)

    def result(self, key: bytes, cls: type[T], make: Callable[[], T]) -> T:
        """What `make` gave when it was last called for this key, else what it gives now."""
        row = self._connection.execute("SELECT result FROM results WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return msgspec.json.decode(row[0], type=cls)
        made = make()
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (key, msgspec.json.encode(made)))
        return made


@functools.cache
def hash_code() -> str:
    """Of all modules, templates and weights of this package but the models': another version computes anew."""
    hashed = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.glob("**/*")):
        if path.suffix in (".py", ".json", ".npz", ".j2", ".css", ".js", ".typ"):
            hashed.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()


def code_version() -> str:
    """This version of the package, as a run's manifest names it: 12 hex digits."""
    return hash_code()[:12]


@contextlib.contextmanager
def open_cache(folder: Path) -> Iterator[Cache]:
    """The cache in `folder`/cache.db, made where it is missing. Raises OSError, also in the block: a full disk."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cache.db"
    try:
        connection = _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise OSError(0, str(error), str(path)) from error
        log.warning("%s is damaged (%s); put aside, everything is computed again", path, error)
        path.replace(path.with_suffix(".damaged"))
        connection = _connect(path)
    _left.pop(path, None)
    try:
        yield Cache(connection)
    except sqlite3.DatabaseError as error:
        raise OSError(0, str(error), str(path)) from error
    finally:
        connection.close()
    _left[path] = _look(path)  # not after an error: then it is read from end to end when it is opened again


_left: dict[Path, tuple[int, int, int] | None] = {}
"""How this process left a cache: one that is still so need not be read from end to end to see whether it is whole."""


def _look(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


def _connect(path: Path) -> sqlite3.Connection:
    known = _look(path)
    connection = sqlite3.connect(path, timeout=120)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        if known is None or _left.get(path) != known:
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(state.splitlines()[-1])
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
