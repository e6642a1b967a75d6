"""The tables of the archive, and how an older archive becomes today's.

Each migration is a function that is never changed once it was published; its place in `MIGRATIONS` is the version it
leads to. They are written with Alembic's operations, which know how SQLite and PostgreSQL alter a table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from summarize.errors import ArchiveError

if TYPE_CHECKING:
    from alembic.operations import Operations


# The names are ours even in a database that holds other things, as a PostgreSQL server's often does.
METADATA = MetaData()

VERSION = Table("summarize_version", METADATA, Column("version", Integer, nullable=False))

# ordinal: in which order the batches were first briefed, from 1; none before the briefing is in its place.
# horizon: the highest ordinal of the archive as it was before the batch was first briefed.
BATCHES = Table(
    "summarize_batches",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("ordinal", Integer, unique=True),
    Column("horizon", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("briefed", Text, nullable=False),
)

ARTICLES = Table(
    "summarize_articles",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, ForeignKey(BATCHES.c.id, ondelete="CASCADE"), nullable=False),
    Column("article", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("outlet", Text),
    Column("title", Text),
    Column("url", Text),
    Column("published", Text),
    UniqueConstraint("batch", "article"),
    Index("summarize_articles_sha256", "sha256"),
)

STATEMENTS = Table(
    "summarize_statements",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, ForeignKey(BATCHES.c.id, ondelete="CASCADE"), nullable=False),
    Column("statement", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("status", Text, nullable=False),
    UniqueConstraint("batch", "statement"),
)

MENTIONS = Table(
    "summarize_mentions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("statement", Integer, ForeignKey(STATEMENTS.c.id, ondelete="CASCADE"), nullable=False),
    Column("article", Integer, ForeignKey(ARTICLES.c.id, ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("representative", Boolean, nullable=False),
    Index("summarize_mentions_statement", "statement"),
    Index("summarize_mentions_article", "article"),
)

# kind: "same", or "supersedes" where the earlier one announced what the statement reports, in the same batch or before.
LINKS = Table(
    "summarize_links",
    METADATA,
    Column("statement", Integer, ForeignKey(STATEMENTS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("earlier", Integer, ForeignKey(STATEMENTS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Index("summarize_links_earlier", "earlier"),
)

# One of each representative's sentence and model, float16; by model first, so that no search meets two of them.
VECTORS = Table(
    "summarize_vectors",
    METADATA,
    Column("model", Text, primary_key=True),
    Column("statement", Integer, ForeignKey(STATEMENTS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    Index("summarize_vectors_statement", "statement"),
)


def _begin(op: Operations) -> None:
    op.create_table(
        "summarize_batches",
        Column("id", Integer, primary_key=True),
        Column("digest", Text, nullable=False, unique=True),
        Column("ordinal", Integer, unique=True),
        Column("horizon", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("briefed", Text, nullable=False),
    )
    op.create_table(
        "summarize_articles",
        Column("id", Integer, primary_key=True),
        Column("batch", Integer, ForeignKey("summarize_batches.id", ondelete="CASCADE"), nullable=False),
        Column("article", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("outlet", Text),
        Column("title", Text),
        Column("url", Text),
        Column("published", Text),
        UniqueConstraint("batch", "article"),
    )
    op.create_index("summarize_articles_sha256", "summarize_articles", ["sha256"])
    op.create_table(
        "summarize_statements",
        Column("id", Integer, primary_key=True),
        Column("batch", Integer, ForeignKey("summarize_batches.id", ondelete="CASCADE"), nullable=False),
        Column("statement", Text, nullable=False),
        Column("story", Text, nullable=False),
        Column("status", Text, nullable=False),
        UniqueConstraint("batch", "statement"),
    )
    op.create_table(
        "summarize_mentions",
        Column("id", Integer, primary_key=True),
        Column("statement", Integer, ForeignKey("summarize_statements.id", ondelete="CASCADE"), nullable=False),
        Column("article", Integer, ForeignKey("summarize_articles.id", ondelete="CASCADE"), nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("text", Text, nullable=False),
        Column("origin", Text, nullable=False),
        Column("representative", Boolean, nullable=False),
    )
    op.create_index("summarize_mentions_statement", "summarize_mentions", ["statement"])
    op.create_index("summarize_mentions_article", "summarize_mentions", ["article"])
    op.create_table(
        "summarize_links",
        Column("statement", Integer, ForeignKey("summarize_statements.id", ondelete="CASCADE"), primary_key=True),
        Column("earlier", Integer, ForeignKey("summarize_statements.id", ondelete="CASCADE"), primary_key=True),
        Column("kind", Text, primary_key=True),
    )
    op.create_index("summarize_links_earlier", "summarize_links", ["earlier"])
    op.create_table(
        "summarize_vectors",
        Column("model", Text, primary_key=True),
        Column("statement", Integer, ForeignKey("summarize_statements.id", ondelete="CASCADE"), primary_key=True),
        Column("vector", LargeBinary, nullable=False),
    )
    op.create_index("summarize_vectors_statement", "summarize_vectors", ["statement"])


MIGRATIONS: tuple[Callable[[Operations], None], ...] = (_begin,)


def needs_migration(connection: Connection, place: str) -> bool:
    """Raises ArchiveError for what is no archive, and for one of a newer version than this program's."""
    tables = set(inspect(connection).get_table_names())
    if VERSION.name not in tables:
        if connection.dialect.name == "sqlite" and tables:
            raise ArchiveError(f"{place}: holds something else than an archive; name another file")
        return True
    version = connection.scalar(select(VERSION.c.version)) or 0
    if version > len(MIGRATIONS):
        raise ArchiveError(
            f"{place}: written by a newer summarize (its version is {version}, this program knows {len(MIGRATIONS)}); "
            "upgrade summarize, or name another archive"
        )
    return version < len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Brings an empty database or an older archive to the newest version; all of it or, on an error, nothing."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    op = Operations(MigrationContext.configure(connection))
    if VERSION.name not in inspect(connection).get_table_names():
        op.create_table(VERSION.name, Column("version", Integer, nullable=False))
        connection.execute(insert(VERSION).values(version=0))
    version = connection.scalar(select(VERSION.c.version)) or 0
    for step in MIGRATIONS[version:]:
        step(op)
    connection.execute(update(VERSION).values(version=len(MIGRATIONS)))
