"""Forgetting an article: what a takedown asks of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Row, delete, or_, select, update

from summarize.archive.schema import ARTICLES, MENTIONS, STATEMENTS, VECTORS
from summarize.archive.store import Archive
from summarize.errors import ArchiveError
from summarize.ids import statement_id
from summarize.same.central import stands_alone

_SHORTEST_HASH = 8


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed. `batches`: in how many it was; `left`: statements that others carry too, now without it;
    `runs`: finished runs that still hold the article; brief their batches again without it, or delete them."""

    sha256: str
    title: str | None
    batches: int
    mentions: int
    statements: int
    left: int
    runs: tuple[Path, ...]


def forget_article(archive: Archive, article: str, out: Path) -> Forgotten:
    """Removes an article, named by its id, the sha256 of its text (or its first 8 digits or more) or its URL.

    Its mentions and texts go, and the statements and vectors that rested on it alone; what others carry too speaks
    in the words of one of them. One transaction; SQLite overwrites what it deletes. Raises ArchiveError where no
    article, or more than one, is meant.
    """
    with archive.writing() as connection:
        rows = _find_articles(connection, article)
        hashes = sorted({row.sha256 for row in rows})
        if not rows:
            raise ArchiveError(f"{archive.place}: it has no article {article}; give its id, sha256 or URL")
        if len(hashes) > 1:
            found = ", ".join(sha256[:12] for sha256 in hashes[:5])
            raise ArchiveError(
                f"{archive.place}: {article} means {len(hashes)} articles; give the sha256 of one of them: {found}"
            )
        numbers = [row.id for row in rows]
        touched = sorted(set(connection.scalars(select(MENTIONS.c.statement).where(MENTIONS.c.article.in_(numbers)))))
        mentions = connection.execute(delete(MENTIONS).where(MENTIONS.c.article.in_(numbers))).rowcount
        connection.execute(delete(ARTICLES).where(ARTICLES.c.id.in_(numbers)))
        left = sum(_mend_statement(connection, statement) for statement in touched)
    runs = find_runs(out, hashes[0])
    return Forgotten(hashes[0], rows[0].title, len(rows), mentions, len(touched) - left, left, runs)


def find_runs(out: Path, sha256: str) -> tuple[Path, ...]:
    """The finished runs in `out` that hold an article with this text."""
    holding = []
    for path in sorted(out.glob("*/articles.jsonl")):
        try:
            lines = path.read_bytes().splitlines()
            if any(msgspec.json.decode(line).get("sha256") == sha256 for line in lines):
                holding.append(path.parent)
        except (OSError, ValueError, AttributeError):
            continue  # not a run of ours
    return tuple(holding)


def _find_articles(connection: Connection, article: str) -> Sequence[Row]:
    exact = [ARTICLES.c.article == article, ARTICLES.c.url == article, ARTICLES.c.sha256 == article.lower()]
    if len(article) >= _SHORTEST_HASH and not set(article.lower()).difference("0123456789abcdef"):
        exact.append(ARTICLES.c.sha256.startswith(article.lower()))
    query = select(ARTICLES).where(or_(*exact)).order_by(ARTICLES.c.id)
    rows = connection.execute(query).all()
    # The same text came in under other ids, or in other batches: all of it goes.
    hashes = {row.sha256 for row in rows}
    return connection.execute(select(ARTICLES).where(ARTICLES.c.sha256.in_(hashes)).order_by(ARTICLES.c.id)).all()


def _mend_statement(connection: Connection, statement: int) -> bool:
    """Removes a statement without mentions and gives False; else gives it a representative and its id of today."""
    mentions = connection.execute(
        select(MENTIONS, ARTICLES.c.sha256)
        .join(ARTICLES, ARTICLES.c.id == MENTIONS.c.article)
        .where(MENTIONS.c.statement == statement)
        .order_by(ARTICLES.c.sha256, MENTIONS.c.start)
    ).all()
    if not mentions:
        connection.execute(delete(STATEMENTS).where(STATEMENTS.c.id == statement))
        return False
    if not any(mention.representative for mention in mentions):
        first = min(mentions, key=_rank)
        connection.execute(update(MENTIONS).where(MENTIONS.c.id == first.id).values(representative=True))
        connection.execute(delete(VECTORS).where(VECTORS.c.statement == statement))  # of the sentence that is gone
    id = statement_id((m.sha256, m.start, m.end) for m in mentions)
    connection.execute(update(STATEMENTS).where(STATEMENTS.c.id == statement).values(statement=id))
    return True


def _rank(mention: Row) -> tuple[object, ...]:
    return not stands_alone(mention.text), -len(mention.text.split()), mention.sha256, mention.start
