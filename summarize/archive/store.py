"""The archive: what earlier briefings have told, so that a later one can say what is new.

SQLite with its rollback journal, or PostgreSQL: an archive is one file that can be copied, or a server that many use.
A transaction that writes has the archive to itself; another run waits for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from summarize.archive.schema import migrate, needs_migration
from summarize.errors import ArchiveError

FILE = "archive.db"
WAIT = 120.0  # seconds that a run waits for another one's transaction
_LOCK = 0x73756D6D  # PostgreSQL's advisory locks are numbers; this one is ours
_MENDS = (
    ("locked", "another program has held it for more than {wait:g} s; wait for it to end, then try again"),
    ("lock timeout", "another program has held it for more than {wait:g} s; wait for it to end, then try again"),
    ("not a database", "is no SQLite database, or a damaged one; put it aside or restore a copy of it"),
    ("malformed", "is damaged; put it aside or restore a copy of it"),
    ("readonly", "cannot be written; make it writable, or name another archive"),
    ("unable to open", "cannot be opened; check that its folder is there and can be written"),
    ("full", "cannot grow; make space on its disk"),
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive; `place` is what a person is told of it, without a password."""

    engine: Engine
    place: str
    wait: float

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state throughout."""
        with tell_errors(self.place, self.wait), self._engine("REPEATABLE READ", False).begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the archive to itself, or waits for that."""
        with tell_errors(self.place, self.wait), self._engine("READ COMMITTED", True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    def _engine(self, isolation: str, write: bool) -> Engine:
        if self.engine.dialect.name == "sqlite":
            return self.engine.execution_options(write=write)
        return self.engine.execution_options(isolation_level=isolation)


def archive_place(setting: str | None, out: Path) -> str:
    """Where the archive is: as set (a path or a URL), else OUT/archive.db."""
    return setting or str(out / FILE)


def describe_place(place: str) -> str:
    """The place without the password that a URL may hold: for messages and the manifest."""
    return make_url(place).render_as_string(hide_password=True) if "://" in place else place


@contextlib.contextmanager
def open_archive(place: str | Path, wait: float = WAIT, create: bool = True, check: bool = False) -> Iterator[Archive]:
    """The archive at a path, or at a URL (postgresql://user@host/database), brought to the newest version.

    check: read the whole of an SQLite file first (0.2 s for 100,000 statements), so that a damaged one is refused
    before anything is made of it. Raises ArchiveError for what is missing (unless `create`), locked for longer than
    `wait` seconds, damaged, read-only, no archive, or from a newer version; nothing is changed then.
    """
    url = _read_place(str(place))
    shown = describe_place(str(place)) if url.drivername.startswith("postgresql") else str(url.database)
    if url.drivername == "sqlite":
        _check_file(Path(shown), create)
    with tell_errors(shown, wait):
        engine = _make_engine(url, wait)
    archive = Archive(engine, shown, wait)
    try:
        with archive.reading() as connection:
            if check and connection.dialect.name == "sqlite":
                _check_pages(connection, shown)
            old = needs_migration(connection, shown)
        if old:
            with archive.writing() as connection:
                if needs_migration(connection, shown):  # another run may have done it meanwhile
                    migrate(connection)
        yield archive
    finally:
        engine.dispose()


@contextlib.contextmanager
def tell_errors(place: str, wait: float) -> Iterator[None]:
    """Turns what a database says into one line with a mend."""
    try:
        yield
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        for sign, mend in _MENDS:
            if sign in reason:
                raise ArchiveError(f"{place}: {mend.format(wait=wait)}") from error
        raise ArchiveError(f"{place}: {reason}; check that the archive is there and can be used") from error


def _read_place(place: str) -> URL:
    if "://" not in place:
        return URL.create("sqlite", database=place)
    try:
        url = make_url(place)
    except ArgumentError as error:
        raise ArchiveError("the archive's URL cannot be read; give such as postgresql://user@host/database") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database:
        return URL.create("sqlite", database=url.database)
    raise ArchiveError(f"{describe_place(place)}: no archive can be there; give a file's path or a postgresql:// URL")


def _check_file(path: Path, create: bool) -> None:
    if not create and not path.exists():
        raise ArchiveError(f"{path}: there is no archive; it begins with the first briefing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; name another place for the archive") from error


def _check_pages(connection: Connection, place: str) -> None:
    state = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if state != "ok":
        raise ArchiveError(f"{place}: is damaged; put it aside or restore a copy of it")


def _make_engine(url: URL, wait: float) -> Engine:
    if url.drivername == "sqlite":
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": wait})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = {"options": f"-c lock_timeout={int(wait * 1000)} -c client_min_messages=warning", "connect_timeout": 10}
    try:
        return create_engine(url, poolclass=NullPool, connect_args=options)
    except ImportError as error:
        raise ArchiveError("PostgreSQL needs a driver; pip install 'summarize[postgres]'") from error


def _set_up_sqlite(connection, _record: object) -> None:
    # The driver would begin transactions of its own; and what is taken down must not stay on the disk.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins by reading cannot wait for a lock any more when it comes to write.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
