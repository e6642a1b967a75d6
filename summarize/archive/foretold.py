"""What earlier batches announced and this one reports: "will speak on Sunday" yesterday, "spoke on Sunday" today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from sqlalchemy import Connection, Row, select

from summarize.archive.batches import parts_of
from summarize.archive.schema import BATCHES, STATEMENTS
from summarize.archive.search import Told, follow_links, group_by_statement, read_statements
from summarize.types import Article, Foretold, Mention, Statement
from summarize.updates.find import find_updates

Near = Sequence[tuple[str, int, float]]
"""A statement's id, the row number of an archived one, and how probably they are one."""


def find_announced(
    statements: Sequence[Statement], told: Sequence[Told], articles: Mapping[str, Article], near: Near
) -> list[set[int]]:
    """For each statement of a story the archived ones (row numbers) among `told` that announced what it reports.

    Decided as within a batch (summarize.updates.find), as though all had been briefed as one. An article is its text,
    so that one which comes again, under whatever id, is the same one, and what has a sentence of it in common with
    an archived statement is no report of that. `near` helps as it does there.
    """
    if not told:
        return [set() for _ in statements]
    mine = [_retell(statement, articles) for statement in statements]
    archived = [_restore(number, mentions) for number, mentions in sorted(group_by_statement(told).items())]
    days = {(mention.sha256, mention.published) for mention in told}
    days |= {(articles[m.article].sha256, articles[m.article].published) for s in statements for m in s.mentions}
    # One text may come with several dates: the first that is known.
    first = dict(sorted(days, key=lambda row: (row[1] is None, row[1] or ""), reverse=True))
    dated = [
        Article(sha256, None, None, None, day, None, None, "", sha256, "") for sha256, day in sorted(first.items())
    ]
    likely = [(one, str(number), probability) for one, number, probability in near]
    found = find_updates([*mine, *archived], dated, likely)
    places = {statement.id: _find_places(statement) for statement in [*mine, *archived]}
    own = {statement.id for statement in statements}
    return [
        {int(id) for id in found.get(s.id, ()) if id not in own and not places[id] & places[s.id]} for s in statements
    ]


def read_foretold(connection: Connection, announced: Sequence[Set[int]], horizon: int) -> list[tuple[Foretold, ...]]:
    """What a reader is told of each set of archived statements (row numbers), oldest first: those that say the same
    once, with the briefing that told it first and everybody who did up to `horizon`."""
    numbers = sorted(set().union(*announced))
    lives = dict(zip(numbers, follow_links(connection, [[n] for n in numbers], horizon), strict=True))
    everything = set().union(*lives.values())
    told = group_by_statement(read_statements(connection, everything, horizon))
    rows = {row.id: row for part in parts_of(sorted(everything)) for row in _read_briefings(connection, part)}
    found = []
    for group in announced:
        firsts = {}
        for life in (lives[number] for number in sorted(group & rows.keys())):  # what was not forgotten meanwhile
            first = min((rows[n] for n in life if n in rows), key=lambda row: (row.ordinal, row.statement))
            outlets = {mention.outlet for n in life for mention in told.get(n, ())}
            named = tuple(sorted(outlet for outlet in outlets if outlet is not None))
            firsts[first.ordinal, first.statement] = Foretold(first.name, first.briefed, first.statement, named)
        found.append(tuple(firsts[key] for key in sorted(firsts)))
    return found


def _read_briefings(connection: Connection, numbers: Sequence[int]) -> Sequence[Row]:
    query = (
        select(STATEMENTS.c.id, STATEMENTS.c.statement, BATCHES.c.ordinal, BATCHES.c.name, BATCHES.c.briefed)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(STATEMENTS.c.id.in_(numbers))
    )
    return connection.execute(query).all()


def _find_places(statement: Statement) -> set[tuple[str, int]]:
    return {(mention.article, mention.start) for mention in statement.mentions}


def _retell(statement: Statement, articles: Mapping[str, Article]) -> Statement:
    mentions = tuple(replace(m, article=articles[m.article].sha256) for m in statement.mentions)
    return replace(statement, story="", mentions=mentions)


def _restore(number: int, told: Sequence[Told]) -> Statement:
    mentions = tuple(Mention(t.sha256, t.outlet, t.start, t.end, t.text, t.origin) for t in told)
    return Statement(str(number), "", mentions[0], mentions, (), 1)
