"""Batches on their way into the archive, and out of it again.

A run adds its batch in two steps. `stage_batch` stores everything in one transaction before the finished files are
swapped into their place; no judgement sees it yet. `finish_batch` gives it its ordinal after the swap. A run that is
killed before the swap leaves a staged batch that the next run of that batch replaces; one that is killed between the
swap and `finish_batch` is finished by `finish_published` at the start of the next run. So what a reader was never
given is never held to be known, and nothing is added twice.

Batches are numbered in the order in which they were first briefed, and each keeps its horizon: up to which number it
was judged. Briefing it again looks exactly so far, whatever was added since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from summarize.archive.schema import ARTICLES, BATCHES, LINKS, MENTIONS, STATEMENTS, VECTORS
from summarize.archive.store import Archive
from summarize.errors import ArchiveError
from summarize.types import Article, Foretold, Statement


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the archive says to a statement: its status, the archived statements (row numbers) that it repeats, those
    that announced what it reports, and these as a reader is told of them."""

    statement: str
    status: str
    earlier: tuple[int, ...] = ()
    announced: tuple[int, ...] = ()
    foretold: tuple[Foretold, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of a batch, by statement id; `horizon` is the newest batch that was looked at, 0 for none."""

    horizon: int
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a run adds. `vectors`: unit rows of the statements' representatives, (n, d), made by the model whose hash
    `model` is; `titles`: those of the stories, by id; `briefed`: ISO 8601; `name`: the run's folder in OUT."""

    digest: str
    name: str
    briefed: str
    titles: dict[str, str]
    articles: Sequence[Article]
    statements: Sequence[Statement]
    model: str
    vectors: np.ndarray


def find_horizon(connection: Connection, digest: str) -> int:
    """Up to which ordinal a batch is judged: as when it was first briefed, else all there is."""
    row = connection.execute(select(BATCHES.c.ordinal, BATCHES.c.horizon).where(BATCHES.c.digest == digest)).first()
    if row is not None and row.ordinal is not None:
        return row.horizon
    return connection.scalar(select(func.max(BATCHES.c.ordinal))) or 0


def stage_batch(archive: Archive, record: Record, judged: Judged) -> None:
    """Stores a batch in one transaction, not yet seen by any judgement; call it before the run is published.

    A batch that was briefed before keeps its place, horizon and date; what it does not say any more (other settings,
    another model) is replaced. Where it says the same, nothing changes.
    """
    with archive.writing() as connection:
        known = connection.execute(select(BATCHES).where(BATCHES.c.digest == record.digest)).first()
        if known is not None and known.ordinal is None:  # a run was killed, or another one is at the same batch
            connection.execute(delete(BATCHES).where(BATCHES.c.id == known.id))
            known = None
        if known is None:
            row = {"digest": record.digest, "horizon": judged.horizon, "name": record.name, "briefed": record.briefed}
            batch = connection.execute(insert(BATCHES).values(row).returning(BATCHES.c.id)).scalar_one()
        else:
            batch = known.id
            if known.horizon != judged.horizon:
                raise ArchiveError(
                    f"{archive.place}: another run of the same batch was finished meanwhile; brief it again"
                )
        _store_statements(connection, batch, record, {j.statement: j for j in judged.judgements})


def finish_batch(archive: Archive, digest: str) -> None:
    """Gives a staged batch its ordinal, once its briefing is in its place; does nothing where it has one."""
    with archive.writing() as connection:
        last = connection.scalar(select(func.max(BATCHES.c.ordinal))) or 0
        staged = (BATCHES.c.digest == digest) & BATCHES.c.ordinal.is_(None)
        connection.execute(update(BATCHES).where(staged).values(ordinal=last + 1))


def finish_published(archive: Archive, out: Path) -> list[str]:
    """Finishes staged batches whose briefing lies in `out`, in the order in which they were briefed: their runs were
    killed after the swap. Returns the names of their folders. Call it before a batch is judged."""
    with archive.reading() as connection:
        staged = connection.execute(
            select(BATCHES).where(BATCHES.c.ordinal.is_(None)).order_by(BATCHES.c.briefed, BATCHES.c.digest)
        ).all()
    published = [row for row in staged if _read_digest(out / row.name) == row.digest]
    for row in published:
        finish_batch(archive, row.digest)
    return [row.name for row in published]


def drop_old(archive: Archive, keep_days: int, now: datetime) -> int:
    """Removes what was first briefed more than `keep_days` days before `now`, and what killed runs staged so long
    ago; returns the number of statements. `now` is the time of the briefing that was just added.

    Finished batches keep their numbers, so that the others are judged as before.
    """
    oldest = now - timedelta(days=keep_days)
    with archive.writing() as connection:
        rows = connection.execute(select(BATCHES.c.id, BATCHES.c.ordinal, BATCHES.c.briefed)).all()
        old = [row for row in rows if datetime.fromisoformat(row.briefed) < oldest]
        dropped = 0
        for row in old:
            dropped += connection.execute(delete(STATEMENTS).where(STATEMENTS.c.batch == row.id)).rowcount
            connection.execute(delete(ARTICLES).where(ARTICLES.c.batch == row.id))
            if row.ordinal is None:
                connection.execute(delete(BATCHES).where(BATCHES.c.id == row.id))
        return dropped


def _store_statements(connection: Connection, batch: int, record: Record, judged: dict[str, Judgement]) -> None:
    there = select(STATEMENTS.c.statement, STATEMENTS.c.id).where(STATEMENTS.c.batch == batch)
    before = {name: number for name, number in connection.execute(there)}
    gone = sorted(before[name] for name in set(before).difference(s.id for s in record.statements))
    for number in gone:
        connection.execute(delete(STATEMENTS).where(STATEMENTS.c.id == number))
    fresh = [k for k, s in enumerate(record.statements) if s.id not in before]
    if not fresh:
        return
    fresh.sort(key=lambda k: record.statements[k].id)
    statements = [record.statements[k] for k in fresh]
    titles = record.titles
    articles = _store_articles(connection, batch, record)
    connection.execute(
        insert(STATEMENTS),
        [
            {"batch": batch, "statement": s.id, "story": titles.get(s.story, ""), "status": judged[s.id].status}
            for s in statements
        ],
    )
    numbers = {name: number for name, number in connection.execute(there)}
    connection.execute(
        insert(MENTIONS),
        [
            {
                "statement": numbers[s.id],
                "article": articles[m.article],
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "origin": m.origin,
                "representative": m == s.representative,
            }
            for s in statements
            for m in s.mentions
        ],
    )
    connection.execute(
        insert(VECTORS),
        [
            {"model": record.model, "statement": numbers[record.statements[k].id], "vector": pack(record.vectors[k])}
            for k in fresh
        ],
    )
    _store_links(connection, statements, numbers, judged)


def _store_articles(connection: Connection, batch: int, record: Record) -> dict[str, int]:
    """The row number of each article that has a mention, by id."""
    used = {mention.article for statement in record.statements for mention in statement.mentions}
    there = select(ARTICLES.c.article, ARTICLES.c.id).where(ARTICLES.c.batch == batch)
    before = {name: number for name, number in connection.execute(there)}
    rows = [
        {
            "batch": batch,
            "article": a.id,
            "sha256": a.sha256,
            "outlet": a.outlet,
            "title": a.title,
            "url": a.url,
            "published": a.published,
        }
        for a in sorted(record.articles, key=lambda a: a.id)
        if a.id in used and a.id not in before
    ]
    if rows:
        connection.execute(insert(ARTICLES), rows)
    return {name: number for name, number in connection.execute(there)}


def _store_links(
    connection: Connection, statements: Sequence[Statement], numbers: dict[str, int], judged: dict[str, Judgement]
) -> None:
    before = {(numbers[s.id], earlier, "same") for s in statements for earlier in judged[s.id].earlier}
    before |= {(numbers[s.id], earlier, "supersedes") for s in statements for earlier in judged[s.id].announced}
    announced = {(numbers[s.id], numbers[id], "supersedes") for s in statements for id in s.supersedes if id in numbers}
    # What was forgotten while this batch was briefed cannot be linked to.
    there = find_present(connection, sorted({earlier for _, earlier, _ in before}))
    links = sorted({link for link in before if link[1] in there} | announced)
    if links:
        connection.execute(insert(LINKS), [dict(zip(("statement", "earlier", "kind"), k, strict=True)) for k in links])


def find_present(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of some statements' row numbers that are there."""
    one = STATEMENTS.c.id
    return {n for part in parts_of(numbers) for n in connection.scalars(select(one).where(one.in_(part)))}


def parts_of(items: Sequence) -> Iterator[Sequence]:
    """Pieces that fit into one query."""
    return (items[start : start + 500] for start in range(0, len(items), 500))


def pack(vector: np.ndarray) -> bytes:
    """Half precision: what is looked for with it is compared again, sentence by sentence, in full."""
    return vector.astype("<f2").tobytes()


def _read_digest(folder: Path) -> str | None:
    """The digest of the batch that a finished run is of."""
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes())["batch"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
