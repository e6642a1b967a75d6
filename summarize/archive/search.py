"""Looking things up in the archive: what is near some vectors, what an article said, what a statement repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Select, and_, delete, insert, or_, select

from summarize.archive.batches import find_present, pack, parts_of
from summarize.archive.schema import ARTICLES, BATCHES, LINKS, MENTIONS, STATEMENTS, VECTORS
from summarize.archive.store import Archive
from summarize.cache import Cache
from summarize.same.embed import embed_texts
from summarize.same.encoder import Encoder
from summarize.types import Progress

_ROWS, _QUERIES = 4096, 1024  # vectors multiplied at once; their 4 million cosines are 17 MB


@dataclass(frozen=True, slots=True)
class Told:
    """A mention in the archive: `statement` is the row number of its statement, `published` its article's date."""

    statement: int
    sha256: str
    outlet: str | None
    published: str | None
    start: int
    end: int
    text: str
    origin: str

    @property
    def place(self) -> tuple[str, int, int]:
        return self.sha256, self.start, self.end

    @property
    def carrier(self) -> str:
        """Who says it: the outlet, or an article whose outlet is not known."""
        return f"outlet:{self.outlet}" if self.outlet is not None else f"article:{self.sha256}"


def remake_vectors(archive: Archive, encoder: Encoder, cache: Cache, progress: Progress) -> int:
    """Makes the vectors that the archive lacks for this model, after a change of model; returns how many.

    Those of another model stay, out of this one's sight, for as long as batches are briefed with both.
    """
    made = and_(VECTORS.c.statement == STATEMENTS.c.id, VECTORS.c.model == encoder.fingerprint)
    with archive.reading() as connection:
        missing = connection.execute(
            select(STATEMENTS.c.id, MENTIONS.c.text)
            .join(MENTIONS, and_(MENTIONS.c.statement == STATEMENTS.c.id, MENTIONS.c.representative))
            .outerjoin(VECTORS, made)
            .where(VECTORS.c.statement.is_(None))
            .order_by(STATEMENTS.c.id)
        ).all()
    if not missing:
        return 0
    vectors = embed_texts([row.text for row in missing], encoder, cache, progress)
    rows = [
        {"model": encoder.fingerprint, "statement": row.id, "vector": pack(vector)}
        for row, vector in zip(missing, vectors, strict=True)
    ]
    numbers = [row.id for row in missing]
    with archive.writing() as connection:
        # Another run may have forgotten some of them, or made them too, while these were encoded.
        for part in parts_of(numbers):
            same = (VECTORS.c.model == encoder.fingerprint) & VECTORS.c.statement.in_(part)
            connection.execute(delete(VECTORS).where(same))
        there = find_present(connection, numbers)
        connection.execute(insert(VECTORS), [row for row in rows if row["statement"] in there])
    return len(missing)


def find_nearest(
    connection: Connection, vectors: np.ndarray, model: str, horizon: int, most: int, floor: float
) -> list[list[tuple[int, float]]]:
    """For each of n unit rows (n, d) the (row number, cosine) of at most `most` archived statements of batches up to
    `horizon` whose representatives are at least `floor` near, nearest first.

    Exact: O(n a d) time for a archived statements, memory for one block of them beside the queries.
    """
    archived = (
        select(VECTORS.c.statement, VECTORS.c.vector)
        .join(STATEMENTS, STATEMENTS.c.id == VECTORS.c.statement)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(VECTORS.c.model == model, BATCHES.c.ordinal <= horizon)
        .order_by(VECTORS.c.statement)
    )
    query, number, near = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    least = np.full(len(vectors), floor, np.float32)
    found = connection.execution_options(yield_per=_ROWS).execute(archived)
    likeness = np.empty((min(_QUERIES, len(vectors)), _ROWS), dtype=np.float32)
    for block in found.partitions(_ROWS):
        numbers = np.array([row.statement for row in block])
        rows = np.frombuffer(b"".join([row.vector for row in block]), dtype="<f2").reshape(len(block), -1)
        rows = rows.astype(np.float32).T
        for start in range(0, len(vectors), _QUERIES):
            asked = vectors[start : start + _QUERIES]
            cosine = np.matmul(asked, rows, out=likeness[: len(asked), : len(block)])
            hits = np.flatnonzero(cosine >= least[start : start + _QUERIES, None])
            q, hit = np.divmod(hits, len(block))
            query, number = np.r_[query, q + start], np.r_[number, numbers[hit]]
            near = np.r_[near, np.round(cosine[q, hit], 5)]
        keep, rank = _rank(query, number, near)
        keep = keep[rank < most]
        query, number, near = query[keep], number[keep], near[keep]
        full = rank[rank < most] == most - 1
        # Below the rounding, so that what is as near as the last one is decided by its number.
        least[query[full]] = near[full] - np.float32(1e-5)
    nearest: list[list[tuple[int, float]]] = [[] for _ in vectors]
    for one, other, close in zip(query.tolist(), number.tolist(), near.tolist(), strict=True):
        nearest[one].append((other, close))
    return nearest


def _rank(query: np.ndarray, number: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The hits by query, nearest first, and the rank of each among those of its query, from 0."""
    order = np.lexsort((number, -near, query))
    return order, np.arange(len(order)) - np.searchsorted(query[order], query[order])


def read_statements(connection: Connection, numbers: Iterable[int], horizon: int) -> list[Told]:
    """All mentions of some statements of batches up to `horizon`, by row number."""
    numbers = sorted(set(numbers))
    return [t for part in parts_of(numbers) for t in _read(connection, STATEMENTS.c.id.in_(part), horizon)]


def read_articles(connection: Connection, hashes: Iterable[str], horizon: int) -> list[Told]:
    """All mentions in the articles with these texts, of batches up to `horizon`."""
    hashes = sorted(set(hashes))
    return [t for part in parts_of(hashes) for t in _read(connection, ARTICLES.c.sha256.in_(part), horizon)]


def follow_links(connection: Connection, groups: Sequence[Iterable[int]], horizon: int) -> list[set[int]]:
    """For each group of statements (row numbers) all those that are held to be the same as one of them, directly or
    through others, in batches up to `horizon`; themselves included."""
    links: dict[int, set[int]] = defaultdict(set)
    seen: set[int] = set()
    fresh = {number for group in groups for number in group}
    while fresh:
        seen |= fresh
        for part in parts_of(sorted(fresh)):
            linked = (
                select(LINKS.c.statement, LINKS.c.earlier)
                .join(STATEMENTS, STATEMENTS.c.id == LINKS.c.statement)
                .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
                .where(or_(LINKS.c.statement.in_(part), LINKS.c.earlier.in_(part)))
                .where(LINKS.c.kind == "same", BATCHES.c.ordinal <= horizon)
            )
            for statement, earlier in connection.execute(linked):
                links[statement].add(earlier)
                links[earlier].add(statement)
        fresh = set(links) - seen
    return [_reach(set(group), links) for group in groups]


def _reach(group: set[int], links: dict[int, set[int]]) -> set[int]:
    reached, fresh = set(group), group
    while fresh:
        fresh = set().union(*(links.get(number, ()) for number in fresh)) - reached
        reached |= fresh
    return reached


def group_by_statement(told: Iterable[Told]) -> dict[int, list[Told]]:
    groups: dict[int, list[Told]] = defaultdict(list)
    for mention in told:
        groups[mention.statement].append(mention)
    return dict(groups)


def _read(connection: Connection, which, horizon: int) -> list[Told]:
    query: Select = (
        select(
            MENTIONS.c.statement,
            ARTICLES.c.sha256,
            ARTICLES.c.outlet,
            ARTICLES.c.published,
            MENTIONS.c.start,
            MENTIONS.c.end,
            MENTIONS.c.text,
            MENTIONS.c.origin,
        )
        .select_from(MENTIONS)
        .join(ARTICLES, ARTICLES.c.id == MENTIONS.c.article)
        .join(STATEMENTS, STATEMENTS.c.id == MENTIONS.c.statement)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(which, BATCHES.c.ordinal <= horizon)
        .order_by(MENTIONS.c.statement, ARTICLES.c.sha256, MENTIONS.c.start, ARTICLES.c.id)
    )
    return [Told(*row) for row in connection.execute(query)]
