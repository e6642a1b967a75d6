"""The briefing: which statements a busy reader gets, in which order, with every source cited."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

import numpy as np

from summarize.central import is_complete
from summarize.settings import Settings
from summarize.types import (
    SCHEMA_VERSION,
    Article,
    BriefedStory,
    Briefing,
    Citation,
    Item,
    Mention,
    Rejection,
    Source,
    Statement,
    Story,
)

# Of the items, this share is kept for what only one outlet reports, where there is enough of both.
_SINGLE_SHARE = 0.25
# Two items with this share of common words (of the shorter one), or this cosine, would say the same twice.
_SAME_WORDS = 0.75
_SAME_COSINE = 0.8
_CENTRE = 5.0  # what nearness to the story's centre weighs against origins and the place in the article
_FEW_WORDS = 6  # a line with fewer is a label or an aside
CONTEXT = 32  # characters of prefix and suffix of a citation
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def reading_order(statement: Statement) -> tuple[object, ...]:
    """Most origins first, then most outlets, then the earliest place in any article (Ernst et al. 2022)."""
    first = min((m.start, m.article) for m in statement.mentions)
    return (-statement.origins, -len(statement.outlets), *first)


def section_of(statement: Statement) -> str:
    return "corroborated" if statement.origins >= 2 else "single_source"


def choose_statements(statements: Sequence[Statement], vectors: np.ndarray, settings: Settings) -> list[Statement]:
    """The statements for a briefing within `settings.words` and `settings.items`, in reading order.

    vectors: float32 (n, d), row k for the representative of statements[k]. Corroborated statements fill most of it,
    then whole sentences of one source; among each, those that have many origins, stand early in an article and near
    the story's centre (centroid and position, as in MEAD; Radev et al. 2004. ROUGE-2 against people's summaries: the
    corroborated in reading order .152, so chosen .156). What would repeat an item is passed over, and so is a
    headline or another fragment of one source, unless there is nothing else.
    """
    if not statements:
        return []
    places = _find_places(statements)
    nearness = np.round(vectors @ _unit(vectors.mean(axis=0)), 5)
    order = sorted(range(len(statements)), key=lambda k: reading_order(statements[k]))
    origins = np.log([statement.origins for statement in statements])
    best = sorted(order, key=lambda k: round(float(places[k] - origins[k] - _CENTRE * nearness[k]), 5))
    several = [k for k in best if section_of(statements[k]) == "corroborated"]
    single = [k for k in best if section_of(statements[k]) == "single_source"]
    single = [k for k in single if _is_whole(statements[k])] or ([] if several else single)
    chosen: list[int] = []
    reserve = _SINGLE_SHARE if single else 0.0
    _fill(chosen, several, statements, vectors, settings.words * (1 - reserve), settings.items * (1 - reserve))
    _fill(chosen, single, statements, vectors, settings.words, settings.items)
    _fill(chosen, several, statements, vectors, settings.words, settings.items)
    taken = set(chosen)
    return [statements[k] for k in order if k in taken]


def _is_whole(statement: Statement) -> bool:
    text = statement.representative.text
    return _count(text) >= _FEW_WORDS and is_complete(text)


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
    used = sum(_count(statements[k].representative.text) for k in chosen)
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


def _count(text: str) -> int:
    return len(text.split())


def _shared(a: str, b: str) -> float:
    one, two = (set(_WORD.findall(text.lower())) for text in (a, b))
    return len(one & two) / max(1, min(len(one), len(two)))


def compose_briefing(
    batch: str,
    articles: Sequence[Article],
    stories: Sequence[Story],
    statements: Sequence[Statement],
    chosen: Sequence[Statement],
    rejected: Sequence[Rejection],
) -> Briefing:
    """articles: all of the batch, sorted by id; those that belong to no story are no sources of the briefing."""
    by_id = {article.id: article for article in articles}
    used = [by_id[id] for id in sorted(id for story in stories for id in story.articles)]
    briefed = tuple(_brief_story(story, [s for s in chosen if s.story == story.id], by_id) for story in stories)
    return Briefing(
        schema_version=SCHEMA_VERSION,
        title=stories[0].title,
        batch=batch,
        generated=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        counts=count_batch(articles, used, statements, chosen, rejected),
        stories=briefed,
        sources=tuple(
            Source(n, a.id, a.outlet, a.title, a.url, a.published, a.author, a.file, a.sha256)
            for n, a in enumerate(used, 1)
        ),
    )


def count_batch(
    articles: Sequence[Article],
    used: Sequence[Article],
    statements: Sequence[Statement],
    chosen: Sequence[Statement],
    rejected: Sequence[Rejection],
) -> dict[str, int]:
    """The counts of a briefing: `used` are the articles that have a story, `chosen` what became an item.

    `rejected_inputs` are refused inputs and articles of which nothing was left, `rejected_spans` parts of articles.
    """
    corroborated = sum(section_of(statement) == "corroborated" for statement in statements)
    whole = sum(r.article is None for r in rejected)
    return {
        "articles": len(used),
        "outlets": len({article.outlet for article in used if article.outlet is not None}),
        "statements": len(statements),
        "corroborated": corroborated,
        "single_source": len(statements) - corroborated,
        "items": len(chosen),
        "rejected_inputs": whole + len(articles) - len(used),
        "rejected_spans": len(rejected) - whole,
    }


def _brief_story(story: Story, chosen: Sequence[Statement], articles: dict[str, Article]) -> BriefedStory:
    outlets = {articles[id].outlet for id in story.articles}
    return BriefedStory(
        id=story.id,
        title=story.title,
        articles=story.articles,
        outlets=tuple(sorted(outlet for outlet in outlets if outlet is not None)),
        items=tuple(_item(statement, articles) for statement in chosen),
    )


def _item(statement: Statement, articles: dict[str, Article]) -> Item:
    first = statement.representative
    others = sorted((m for m in statement.mentions if m != first), key=lambda m: (m.outlet or "", m.article, m.start))
    return Item(
        statement=statement.id,
        section=section_of(statement),
        text=first.text,
        mentions=len(statement.mentions),
        outlets=statement.outlets,
        origins=statement.origins,
        status=statement.status,
        citations=tuple(_cite(mention, articles[mention.article]) for mention in [first, *others]),
    )


def _cite(mention: Mention, article: Article) -> Citation:
    start, end = mention.start, mention.end
    return Citation(
        article=article.id,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        start=start,
        end=end,
        quote=mention.text,
        prefix=article.text[max(0, start - CONTEXT) : start],
        suffix=article.text[end : end + CONTEXT],
    )
