"""A statement's life: when it was first told, by whom, and how it changed since."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from sqlalchemy import Connection, Row, select

from summarize.archive.schema import BATCHES, LINKS, MENTIONS, STATEMENTS
from summarize.archive.search import (
    Told,
    follow_links,
    group_by_statement,
    read_statements,
)
from summarize.archive.store import Archive
from summarize.same.embed import plain_text
from summarize.text.traits import stem

_WORD = re.compile(r"\w+")
_ENOUGH = 0.6  # of the weight of the words that were asked for
_EVERYTHING = 2**31 - 1  # no horizon: history looks at all that was briefed


@dataclass(frozen=True, slots=True)
class Turn:
    """What a statement is to another one, of the same batch or another: `kind` is "announced" for what announced it
    before, and "reported" for what reports that it came to pass."""

    kind: Literal["announced", "reported"]
    ordinal: int
    name: str
    briefed: str
    statement: str
    text: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What one batch said of it. `ordinal` numbers the batches; `text` is the representative's."""

    ordinal: int
    name: str
    briefed: str
    statement: str
    story: str
    status: str
    text: str
    outlets: tuple[str, ...]
    fresh: tuple[str, ...]
    turns: tuple[Turn, ...] = ()


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
            what = told.get(event.status, event.status)
            carriers = _join(event.fresh or event.outlets)
            lines.append(f"  {event.briefed[:10]}  {event.name}  {what}: {carriers}  ({event.statement})")
            if event.text != before and len(life.events) > 1:
                lines.append(f"      {event.text}")
            for turn in event.turns:
                lines += [f"      {_describe_turn(turn, event)}", f"      {turn.text}"]
            before = event.text
        shown.append("\n".join(lines))
    return "\n\n".join(shown)


def _describe_turn(turn: Turn, event: Event) -> str:
    what = "announced earlier by" if turn.kind == "announced" else "since reported as done by"
    where = "in the same batch" if turn.ordinal == event.ordinal else f"in {turn.name} of {turn.briefed[:10]}"
    return f"{what} {_join(turn.outlets)}, {where}  ({turn.statement})"


def _join(outlets: Sequence[str]) -> str:
    return ", ".join(outlets) or "outlet unknown"


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
    rows = _read_places(connection, members)
    turns = _read_turns(connection, [row.id for row in rows])
    others = {number for own in turns.values() for number, _ in own}
    told = group_by_statement(read_statements(connection, members | others, _EVERYTHING))
    first = _read_words(connection, members | others)
    placed = {row.id: row for row in _read_places(connection, others)}
    events, before = [], set()
    for row in rows:
        outlets = _name_outlets(told[row.id])
        fresh = tuple(outlet for outlet in outlets if outlet not in before)
        before |= set(outlets)
        linked = (
            Turn(kind, other.ordinal, other.name, other.briefed, other.statement, first[n], _name_outlets(told[n]))
            for n, kind in turns.get(row.id, ())
            if (other := placed.get(n)) is not None
        )
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
                turns=tuple(sorted(linked, key=lambda turn: (turn.kind, turn.ordinal, turn.statement))),
            )
        )
    return Life(tuple(events))


def _read_places(connection: Connection, numbers: Collection[int]) -> Sequence[Row]:
    """Some statements and their batches, in the order of these."""
    query = (
        select(STATEMENTS, BATCHES.c.ordinal, BATCHES.c.name, BATCHES.c.briefed)
        .join(BATCHES, BATCHES.c.id == STATEMENTS.c.batch)
        .where(STATEMENTS.c.id.in_(numbers), BATCHES.c.ordinal.is_not(None))
        .order_by(BATCHES.c.ordinal, STATEMENTS.c.statement)
    )
    return connection.execute(query).all()


def _read_words(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """The words of the representatives."""
    query = select(MENTIONS.c.statement, MENTIONS.c.text).where(
        MENTIONS.c.statement.in_(numbers), MENTIONS.c.representative
    )
    return {number: text for number, text in connection.execute(query)}


def _read_turns(
    connection: Connection, numbers: Sequence[int]
) -> dict[int, list[tuple[int, Literal["announced", "reported"]]]]:
    """For each statement those that announced what it reports, and those that report what it announced."""
    turns = defaultdict(list)
    for one, other, kind in (
        (LINKS.c.statement, LINKS.c.earlier, "announced"),
        (LINKS.c.earlier, LINKS.c.statement, "reported"),
    ):
        for number, linked in connection.execute(
            select(one, other).where(one.in_(numbers), LINKS.c.kind == "supersedes")
        ):
            turns[number].append((linked, kind))
    return turns


def _name_outlets(told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(sorted({mention.outlet for mention in told if mention.outlet is not None}))
