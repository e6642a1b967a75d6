"""Which statements a busy reader gets, of each story, and in which order."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence, Set

import numpy as np

from summarize.same.central import is_whole, reads_alone
from summarize.settings import Settings
from summarize.types import LIKELY, Statement, Story

# Of the items, this share is kept for what only one outlet reports, where there is enough of both.
_SINGLE_SHARE = 0.25
# Two items with this share of common words (of the shorter one), or this cosine, would say the same twice.
_SAME_WORDS = 0.75
_SAME_COSINE = 0.8
_CENTRE = 5.0  # what nearness to the story's centre weighs against origins and the place in the article
# The reader has read the earlier briefings (the update task of TAC 2008).
FRESH = ("new", "changed")
_STRAYS = 0.25  # the most of a briefing for articles that are alone with their subject
_PHRASE = 25  # characters; what is longer says something, in whatever script
_LONG = 4  # letters of a word that may mean something; "Chaos." and "We hear you." have one
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_LETTERS = re.compile(r"\w+")


def reading_order(statement: Statement) -> tuple[object, ...]:
    """Most origins first, then most outlets, then the earliest place in any article (Ernst et al. 2022)."""
    first = min((m.start, m.article) for m in statement.mentions)
    return (-statement.origins, -len(statement.outlets), *first)


def section_of(statement: Statement) -> str:
    return "corroborated" if statement.origins >= 2 else "single_source"


def choose_items(
    stories: Sequence[Story],
    statements: Sequence[Statement],
    vectors: np.ndarray,
    settings: Settings,
    opinions: Set[str] = frozenset(),
) -> list[Statement]:
    """The statements for the briefing of a whole batch within `settings.words` and `settings.items`.

    stories: the most reported first; vectors: row k for the representative of statements[k]; opinions: the articles
    that are such, by id; what only they say comes after the news. A story gets room by the logarithm of its number of
    articles and hands on what it does not fill. An article that is alone with its subject is told in one item, a
    sentence that leans on no other, and all of these together in a quarter of the briefing, where others are not
    alone. With `settings.since_last` only what is new or changed is told, which may be nothing. What an editor hid is
    never told; what he pinned is, and takes its room from the others.
    """
    rows: dict[str, list[int]] = {story.id: [] for story in stories}
    for k, statement in enumerate(statements):
        if (not settings.since_last or statement.status in FRESH) and "hidden" not in statement.edited:
            rows[statement.story].append(k)
    told = [story for story in stories if len(story.articles) > 1]
    strays = [story for story in stories if len(story.articles) == 1] if told else []
    strays.sort(key=lambda story: opinions.issuperset(story.articles))
    told = told or list(stories)
    weights = [math.log2(1 + len(story.articles)) for story in told]
    kept = min(len(strays) / settings.items, _STRAYS)
    pinned = {story: [statements[k] for k in own if "pinned" in statements[k].edited] for story, own in rows.items()}
    words = settings.words - sum(map(_count_words, pinned.values()))
    items = settings.items - sum(map(len, pinned.values()))
    chosen: list[Statement] = []
    for n, story in enumerate([*told, *strays]):
        if n < len(told):
            share = weights[n] / sum(weights[n:])
            room = (words - kept * settings.words) * share, round((items - kept * settings.items) * share)
        else:
            room = words, 1
        own, sure = rows[story.id], pinned[story.id]
        if n >= len(told):  # the one sentence of an article that nothing stands beside
            own = [k for k in own if statements[k] in sure or reads_alone(statements[k].representative.text)] or own
        room = room[0] + _count_words(sure), max(1, room[1] + len(sure))
        found = choose_statements([statements[k] for k in own], vectors[own], *room, opinions)
        used, more = _count_words(found) - _count_words(sure), len(found) - len(sure)
        if chosen and (used > words or more > items):  # only the very first is written however long it is
            found, used, more = sure, 0, 0
        chosen += found
        words -= used
        items -= more
    return chosen


def choose_statements(
    statements: Sequence[Statement],
    vectors: np.ndarray,
    words: float,
    items: float,
    opinions: Set[str] = frozenset(),
) -> list[Statement]:
    """The statements of one story within so many words and items, in reading order; one at least.

    vectors: float32 (n, d), row k for the representative of statements[k]. Corroborated statements fill most of it,
    those whose second origin is doubtful after the others, then whole sentences of one source; among each, those that
    have many origins, stand early in an article and near the story's centre (centroid and position, as in MEAD; Radev
    et al. 2004. ROUGE-2 against people's summaries: the corroborated in reading order .152, so chosen .155). What would
    repeat an item is passed over, and so is a headline or another fragment of one source, and a phrase that says
    nothing by itself ("I don't know."), however many carry it, unless there is nothing else.
    What came to pass stands for what had been announced of it, with the origins of both. What is pinned stands,
    whatever it is.
    """
    if not statements:
        return []
    places = _find_places(statements)
    nearness = np.round(vectors @ _unit(vectors.mean(axis=0)), 5)
    order = sorted(range(len(statements)), key=lambda k: reading_order(statements[k]))
    feet = _count_feet(statements)
    best = sorted(order, key=lambda k: round(float(places[k] - np.log(feet[k]) - _CENTRE * nearness[k]), 5))
    past = {id for statement in statements for id in statement.supersedes}
    best = [k for k in best if statements[k].id not in past] or best
    best = [k for k in best if _says_something(statements[k].representative.text)] or best
    several = [k for k in best if feet[k] >= 1 + LIKELY]
    doubtful = [k for k in best if feet[k] < 1 + LIKELY and statements[k].origins >= 2]
    doubtful.sort(key=lambda k: not reads_alone(statements[k].representative.text))
    single = [k for k in best if feet[k] < 1 + LIKELY and statements[k].origins < 2]
    single = [k for k in single if is_whole(statements[k].representative.text)] or (
        [] if several or doubtful else single
    )
    single.sort(key=lambda k: opinions.issuperset(mention.article for mention in statements[k].mentions))
    chosen = [k for k in order if "pinned" in statements[k].edited]
    reserve = _SINGLE_SHARE if single else 0.0
    _fill(chosen, [*several, *doubtful], statements, vectors, words * (1 - reserve), items * (1 - reserve))
    _fill(chosen, single, statements, vectors, words, items)
    _fill(chosen, [*several, *doubtful], statements, vectors, words, items)
    taken = set(chosen)
    return [statements[k] for k in order if k in taken]


def _says_something(text: str) -> bool:
    """Whether it is more than a few words, or has a very long one, or two long ones or figures."""
    words = _LETTERS.findall(text)
    long = sum(len(word) >= _LONG or word[0].isdigit() for word in words)
    return len(text) >= _PHRASE or long > 1 or any(len(word) >= 2 * _LONG for word in words)


def _count_feet(statements: Sequence[Statement]) -> list[float]:
    """On how many origins each is likely to stand, those of what it supersedes included."""
    origins = {statement.id: {mention.origin for mention in statement.mentions} for statement in statements}
    likely = {statement.id: statement.expected_origins or len(origins[statement.id]) for statement in statements}
    feet = []
    for statement in statements:
        seen, count = set(origins[statement.id]), float(likely[statement.id])
        for id in statement.supersedes:
            if id in origins:
                count += len(origins[id] - seen) * likely[id] / len(origins[id])
                seen |= origins[id]
        feet.append(count)
    return feet


def _find_places(statements: Sequence[Statement]) -> np.ndarray:
    """For each statement the logarithm of how many sentences stand before it, in the article that has it first."""
    starts: dict[str, list[int]] = {}
    for statement in statements:
        for mention in statement.mentions:
            starts.setdefault(mention.article, []).append(mention.start)
    rank = {(a, start): n for a, found in starts.items() for n, start in enumerate(sorted(found))}
    return np.log1p([min(rank[m.article, m.start] for m in statement.mentions) for statement in statements])


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _fill(
    chosen: list[int],
    candidates: Iterable[int],
    statements: Sequence[Statement],
    vectors: np.ndarray,
    words: float,
    items: float,
) -> None:
    used = _count_words([statements[k] for k in chosen])
    for k in candidates:
        text = statements[k].representative.text
        if k in chosen or len(chosen) + 1 > max(items, 1) or (chosen and used + _count(text) > words):
            continue
        if any(vectors[k] @ vectors[c] >= _SAME_COSINE for c in chosen):
            continue
        if any(_shared(text, statements[c].representative.text) >= _SAME_WORDS for c in chosen):
            continue
        chosen.append(k)
        used += _count(text)


def _count_words(statements: Iterable[Statement]) -> int:
    return sum(_count(statement.representative.text) for statement in statements)


def _count(text: str) -> int:
    return len(text.split())


def _shared(a: str, b: str) -> float:
    one, two = (set(_WORD.findall(text.lower())) for text in (a, b))
    return len(one & two) / max(1, min(len(one), len(two)))
