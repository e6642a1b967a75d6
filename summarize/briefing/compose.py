"""The briefing: the chosen statements with every source cited, and all that a reader is told beside them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from summarize.briefing.choose import FRESH, section_of
from summarize.settings import Settings
from summarize.types import (
    SCHEMA_VERSION,
    Announcement,
    Article,
    BriefedStory,
    Briefing,
    Citation,
    Discrepancy,
    Findings,
    Item,
    Mention,
    Origin,
    Source,
    Statement,
)

CONTEXT = 32  # characters of prefix and suffix of a citation


def compose_briefing(
    batch: str, articles: Sequence[Article], found: Findings, chosen: Sequence[Statement], settings: Settings
) -> Briefing:
    """articles: all of the batch, sorted by id; those that belong to no story are no sources of the briefing.

    Of the discrepancies a reader is told every conflict and update, and of the others those about a chosen statement.
    What an editor hid is told nowhere: not as a date, a disagreement or an announcement either; nor, with
    `settings.since_last`, what was told before.
    """
    by_id = {article.id: article for article in articles}
    used = [by_id[id] for id in sorted(id for story in found.stories for id in story.articles)]
    items = {statement.id for statement in chosen}
    made = {statement.id: statement for statement in found.statements if "hidden" not in statement.edited}
    told = [d for d in found.discrepancies if d.verdict in ("conflict", "update") or not items.isdisjoint(d.statements)]
    told = [d for d in told if made.keys() >= set(d.statements)]
    dated = made
    if settings.since_last:
        dated = {id: statement for id, statement in made.items() if statement.status in FRESH}
        told = [d for d in told if any(made[id].status != "known" for id in d.statements)]

    def text(article: Article) -> str | None:
        return None if settings.share else article.text

    sources = (
        Source(n, a.id, a.outlet, a.title, a.url, a.published, a.author, a.file, a.sha256, text(a))
        for n, a in enumerate(used, 1)
    )
    stories = []
    for story in found.stories:
        outlets = {by_id[id].outlet for id in story.articles}
        own = [_item(s, by_id, made, found.origins, told) for s in chosen if s.story == story.id]
        stories.append(
            BriefedStory(
                id=story.id,
                title=story.title,
                articles=story.articles,
                outlets=tuple(sorted(outlet for outlet in outlets if outlet is not None)),
                items=tuple(own),
                timeline=tuple(event for event in found.timelines.get(story.id, ()) if event.statement in dated),
                names=found.names.get(story.id, ()),
            )
        )
    return Briefing(
        schema_version=SCHEMA_VERSION,
        title=found.stories[0].title,
        batch=batch,
        generated=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        counts=_count(articles, used, found, chosen),
        stories=tuple(stories),
        sources=tuple(sources),
        discrepancies=tuple(told),
        since_last=settings.since_last,
    )


def _count(
    articles: Sequence[Article], used: Sequence[Article], found: Findings, chosen: Sequence[Statement]
) -> dict[str, int]:
    """`used` are the articles that have a story, `rejected_inputs` refused inputs and articles of which nothing was
    left, `rejected_spans` parts of articles."""
    corroborated = sum(section_of(statement) == "corroborated" for statement in found.statements)
    whole = sum(rejection.article is None for rejection in found.rejected)
    return {
        "articles": len(used),
        "outlets": len({article.outlet for article in used if article.outlet is not None}),
        "origins": len(found.origins),
        "statements": len(found.statements),
        "corroborated": corroborated,
        "single_source": len(found.statements) - corroborated,
        "fresh": sum(statement.status in FRESH for statement in found.statements),
        "conflicts": sum(discrepancy.verdict == "conflict" for discrepancy in found.discrepancies),
        "items": len(chosen),
        "hidden": sum("hidden" in statement.edited for statement in found.statements),
        "rejected_inputs": whole + len(articles) - len(used),
        "rejected_spans": len(found.rejected) - whole,
    }


def _item(
    statement: Statement,
    articles: dict[str, Article],
    made: dict[str, Statement],
    origins: Sequence[Origin],
    told: Sequence[Discrepancy],
) -> Item:
    first = statement.representative
    others = sorted((m for m in statement.mentions if m != first), key=lambda m: (m.outlet or "", m.article, m.start))
    carriers: dict[str, set[str]] = {}
    for mention in statement.mentions:
        carriers.setdefault(mention.origin, set()).add(mention.article)
    earlier = [made[id] for id in statement.supersedes if id in made]
    return Item(
        statement=statement.id,
        section=section_of(statement),
        text=first.text,
        mentions=len(statement.mentions),
        outlets=statement.outlets,
        origins=statement.origins,
        status=statement.status,
        citations=tuple(_cite(mention, articles[mention.article]) for mention in [first, *others]),
        discrepancies=tuple(d.id for d in told if statement.id in d.statements),
        attribution=statement.attribution,
        announced=tuple(Announcement(s.id, s.representative.text, s.outlets) for s in earlier),
        shared=tuple(origin.reason for origin in origins if len(carriers.get(origin.id, ())) > 1),
        edited=statement.edited,
        foretold=statement.foretold,
        expected_origins=statement.expected_origins,
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
