"""The briefing: the chosen statements with every source cited, and all that a reader is told beside them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from summarize.choose import section_of
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

CONTEXT = 32  # characters of prefix and suffix of a citation


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
