"""A statement's life: when it was first told, by whom, and how it changed since."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import Connection, select

from summarize.archive import Archive
from summarize.archive_search import (
    Told,
    follow_links,
    group_by_statement,
    read_statements,
)
from summarize.archive_tables import BATCHES, LINKS, MENTIONS, STATEMENTS
from summarize.embed import plain_text
from summarize.traits import stem

_WORD = re.compile(r"\w+")
_ENOUGH = 0.6  # of the weight of the words that were asked for
_EVERYTHING = 2**31 - 1  # no horizon: history looks at all that was briefed


@dataclass(frozen=True, slots=True)
class Event:
    """What one batch said of it. `ordinal` numbers the batches; `text` is the representative's;
    `superseded`: the batch itself had a later report of what this one announced."""

    ordinal: int
    name: str
    briefed: str
    statement: str
    story: str
    status: str
    text: str
    outlets: tuple[str, ...]
    fresh: tuple[str, ...]
    superseded: bool


@dataclass(frozen=True, slots=True)
class Life:
    """One statement through all batches, in their order."""

    events: tuple[Event, ...]


def find_history(archive: Archive, text: str, most: int = 5) -> list[Life]:
    """The lives of the statements that hold the words of `text`, best match first; no model is needed.

    A word weighs more the fewer statements hold it (idf, Sparck Jones 1972); endings do not matter.
    """
    with archive.reading() as connection:
        found = _find_by_words(connection, text)
        return _read_lives(connection, found, most)


def show_history(lives: Sequence[Life]) -> str:
    """For a terminal: every life begins with its latest words, then a line for each batch that told it."""
    shown = []
    for life in lives:
        last = life.events[-1]
        lines = [f"{last.text}", f"  story: {last.story}"]
        before = ""
        for event in life.events:
            told = {"new": "first told", "known": "told again", "more_sources": "told by more", "changed": "changed"}
            carriers = ", ".join(event.fresh or event.outlets) or "outlet unknown"
            what = told.get(event.status, event.status)
            lines.append(f"  {event.briefed[:10]}  {event.name}  {what}: {carriers}  ({event.statement})")
            if event.text != before and len(life.events) > 1:
                lines.append(f"      {event.text}")
            if event.superseded:
                lines.append("      since reported as done, in the same batch")
            before = event.text
        shown.append("\n".join(lines))
    return "\n\n".join(shown)


def _find_by_words(connection: Connection, text: str) -> list[int]:
    wanted = set(_stems(text))
    if not wanted:
        return []
    said: Counter[str] = Counter()
    held: dict[int, set[str]] = {}
    query = (
        select(MENTIONS.c.statement, MENTIONS.c.text)
        .join(STATEMENTS, STATEMENTS.c.id == MENTIONS.c.statement)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(BATCHES.c.ordinal.is_not(None))
    )
    everything: set[int] = set()
    for number, words in connection.execution_options(yield_per=4096).execute(query):
        everything.add(number)
        folded = words.casefold()
        if not any(stem in folded for stem in wanted):  # a stem begins its word, so nothing is missed
            continue
        found = wanted.intersection(_stems(words))
        if found:
            held[number] = held.get(number, set()) | found
    for words in held.values():
        said.update(words)
    weight = {word: log((len(everything) + 1) / (said[word] + 0.5)) for word in wanted}
    whole = sum(weight.values())
    score = {number: round(sum(weight[word] for word in words) / whole, 5) for number, words in held.items()}
    enough = [number for number, share in score.items() if share >= _ENOUGH]
    return sorted(enough, key=lambda number: (-score[number], number))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(plain_text(text).casefold())]


def _read_lives(connection: Connection, found: Sequence[int], most: int) -> list[Life]:
    lives: list[Life] = []
    seen: set[int] = set()
    for number in found:
        if number in seen:
            continue
        members = follow_links(connection, [[number]], _EVERYTHING)[0]
        seen |= members
        lives.append(_read_life(connection, members))
        if len(lives) == most:
            break
    return lives


def _read_life(connection: Connection, members: set[int]) -> Life:
    rows = connection.execute(
        select(STATEMENTS, BATCHES.c.ordinal, BATCHES.c.name, BATCHES.c.briefed)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(STATEMENTS.c.id.in_(members), BATCHES.c.ordinal.is_not(None))
        .order_by(BATCHES.c.ordinal, STATEMENTS.c.statement)
    ).all()
    told = group_by_statement(read_statements(connection, members, _EVERYTHING))
    spoken = select(MENTIONS.c.statement, MENTIONS.c.text).where(
        MENTIONS.c.statement.in_(members), MENTIONS.c.representative
    )
    first = {number: text for number, text in connection.execute(spoken)}
    done = set(
        connection.scalars(select(LINKS.c.earlier).where(LINKS.c.earlier.in_(members), LINKS.c.kind == "supersedes"))
    )
    events, before = [], set()
    for row in rows:
        outlets = _name_outlets(told[row.id])
        fresh = tuple(outlet for outlet in outlets if outlet not in before)
        before |= set(outlets)
        events.append(
            Event(
                ordinal=row.ordinal,
                name=row.name,
                briefed=row.briefed,
                statement=row.statement,
                story=row.story,
                status=row.status,
                text=first[row.id],
                outlets=outlets,
                fresh=fresh,
                superseded=row.id in done,
            )
        )
    return Life(tuple(events))


def _name_outlets(told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(sorted({mention.outlet for mention in told if mention.outlet is not None}))
