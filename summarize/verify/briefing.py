"""The part of `verify` that is about the briefing: does every item, citation and rendering say what the tables say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from summarize.types import (
    Announcement,
    Article,
    BriefedStory,
    Briefing,
    Citation,
    Discrepancy,
    Item,
    Origin,
    Rejection,
    Source,
    Spelling,
    Statement,
    TimelineEntry,
)
from summarize.verify.tables import is_date, show

_FRESH = ("new", "changed")
_CONTEXT = 32  # characters that a citation's prefix and suffix have, where the article has as many


def check_briefing(
    briefing: Briefing,
    articles: Sequence[Article],
    statements: Sequence[Statement],
    origins: Sequence[Origin],
    discrepancies: Sequence[Discrepancy],
    rejections: Sequence[Rejection],
) -> Iterator[str]:
    """The faults of briefing.json against the tables of its run."""
    by_id = {article.id: article for article in articles}
    made = {statement.id: statement for statement in statements}
    items = [item for story in briefing.stories for item in story.items]
    if not items and not briefing.since_last and any("hidden" not in s.edited for s in statements):
        yield "briefing.json: it has no items: an empty briefing tells a reader nothing"
    counts = _count(articles, statements, origins, discrepancies, rejections, items)
    for name in sorted(briefing.counts.keys() | counts.keys()):
        if briefing.counts.get(name) != counts.get(name):
            yield f"briefing.json: counts: {show(name)} {briefing.counts.get(name)} instead of {counts.get(name)}"
    for name, times in Counter(item.statement for item in items).items():
        if times > 1:
            yield f"briefing.json: statement {show(name)} stands in {times} items"
    for name, times in Counter(story.id for story in briefing.stories).items():
        if times > 1:
            yield f"briefing.json: {times} stories have the id {show(name)}"
    for story in briefing.stories:
        where = f"briefing.json: story {show(story.id)}"
        for why in (*_story_faults(story, articles), *_event_faults(story, by_id, made), *_name_faults(story, by_id)):
            yield f"{where}: {why}"
        for number, item in enumerate(story.items, 1):
            if briefing.since_last and item.status not in _FRESH:
                yield f"{where}: item {number}: status {show(item.status)} in a briefing of what is new or changed"
            for foretold in item.foretold:
                if foretold.briefed > briefing.generated:
                    yield f"{where}: item {number}: announced at {show(foretold.briefed)}, which is after this briefing"
            faults = _item_faults(item, story.id, by_id, made, briefing.discrepancies)
            for why in (*faults, *_origin_faults(item, made, origins)):
                yield f"{where}: item {number}: {why}"
    yield from _source_faults(briefing, articles)
    rows = {discrepancy.id: discrepancy for discrepancy in discrepancies}
    for discrepancy in briefing.discrepancies:
        if rows.get(discrepancy.id) != discrepancy:
            yield f"briefing.json: discrepancy {show(discrepancy.id)} is not the one of discrepancies.jsonl"


def check_renderings(briefing: Briefing, present: dict[str, Path]) -> Iterator[str]:
    """Makes briefing.md and briefing.html again from the briefing alone; `present` are the files that exist."""
    from summarize.briefing.html import render_html
    from summarize.briefing.markdown import render_markdown

    for name, render in (("briefing.md", render_markdown), ("briefing.html", render_html)):
        if name not in present:
            continue
        try:
            if present[name].read_bytes() != render(briefing).encode("utf-8"):
                yield f"{name}: it does not say what briefing.json says: rendering that again gives other bytes"
        except OSError as error:
            yield f"{name}: cannot be read: {error.strerror}"
        except Exception as error:  # what a renderer does with a briefing that does not hold is not its promise
            yield f"{name}: briefing.json cannot be rendered: {type(error).__name__}: {show(str(error))}"


def _count(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    origins: Sequence[Origin],
    discrepancies: Sequence[Discrepancy],
    rejections: Sequence[Rejection],
    items: Sequence[Item],
) -> dict[str, int]:
    used = [article for article in articles if article.story is not None]
    corroborated = sum(statement.origins >= 2 for statement in statements)
    whole = sum(rejection.article is None for rejection in rejections)
    return {
        "articles": len(used),
        "outlets": len({article.outlet for article in used if article.outlet is not None}),
        "origins": len(origins),
        "statements": len(statements),
        "corroborated": corroborated,
        "single_source": len(statements) - corroborated,
        "fresh": sum(statement.status in _FRESH for statement in statements),
        "conflicts": sum(discrepancy.verdict == "conflict" for discrepancy in discrepancies),
        "items": len(items),
        "hidden": sum("hidden" in statement.edited for statement in statements),
        "rejected_inputs": whole + len(articles) - len(used),
        "rejected_spans": len(rejections) - whole,
    }


def _story_faults(story: BriefedStory, articles: Sequence[Article]) -> Iterator[str]:
    own = [article for article in articles if article.story == story.id]
    if sorted(story.articles) != sorted(article.id for article in own):
        for name in sorted({article.id for article in own}.symmetric_difference(story.articles)):
            yield f"article {show(name)} belongs to it in one of articles.jsonl and briefing.json only"
        if len(set(story.articles)) < len(story.articles):
            yield "it lists an article twice"
    outlets = tuple(sorted({article.outlet for article in own if article.outlet is not None}))
    if story.outlets != outlets:
        yield f"outlets {show(story.outlets)} where its articles have {show(outlets)}"
    ranks = [(-item.origins, -len(item.outlets)) for item in story.items]
    for number, (before, after) in enumerate(pairwise(ranks), 2):
        if after < before:
            yield f"item {number}: has more origins or outlets than the one before it"


def _event_faults(story: BriefedStory, articles: dict[str, Article], statements: dict[str, Statement]) -> Iterator[str]:
    for number, event in enumerate(story.timeline, 1):
        where = f"timeline: event {number}"
        statement = statements.get(event.statement)
        if statement is None or statement.story != story.id:
            yield f"{where}: there is no statement {show(event.statement)} of this story"
            continue
        own = (m for m in statement.mentions if m.article == event.article)
        dated = [m.text for m in own if m.start <= event.start < event.end <= m.end]
        if not dated:
            yield f"{where}: its date lies in no mention of its statement"
        elif event.text not in dated:
            yield f"{where}: text {show(event.text)} where the mention that gives its date has {show(dated[0])}"
        elif (found := _slice(articles, event)) != event.value:
            yield f"{where}: its date is {show(found)}, not {show(event.value)}"
        for day in (event.date, event.until):
            if day is not None and not is_date(day):
                yield f"{where}: {show(day)} is no ISO 8601 date"
    if [event.date for event in story.timeline] != sorted(event.date for event in story.timeline):
        yield "timeline: its events are not in the order of their dates"


def _name_faults(story: BriefedStory, articles: dict[str, Article]) -> Iterator[str]:
    for spelling in (spelling for name in story.names for spelling in name.spellings):
        where = f"names: {show(spelling.text)}"
        if spelling.article not in spelling.articles or not set(spelling.articles) <= set(story.articles):
            yield f"{where}: articles {show(spelling.articles)}, which are not all of this story"
        elif (found := _slice(articles, spelling)) != spelling.text:
            yield f"{where}: at its place stands {show(found)}"


def _slice(articles: dict[str, Article], place: TimelineEntry | Spelling) -> str | None:
    article = articles.get(place.article)
    return None if article is None else article.text[place.start : place.end]


def _origin_faults(item: Item, statements: dict[str, Statement], origins: Sequence[Origin]) -> Iterator[str]:
    statement = statements.get(item.statement)
    if statement is None:
        return
    carriers: dict[str, set[str]] = {}
    for mention in statement.mentions:
        carriers.setdefault(mention.origin, set()).add(mention.article)
    shared = tuple(origin.reason for origin in origins if len(carriers.get(origin.id, ())) > 1)
    if item.shared != shared:
        yield f"shared {show(item.shared)} where its origins have {show(shared)}"
    known = (statements[name] for name in statement.supersedes if name in statements)
    earlier = [s for s in known if "hidden" not in s.edited]
    announced = tuple(Announcement(s.id, s.representative.text, s.outlets) for s in earlier)
    if item.announced != announced:
        yield f"announced {show(item.announced)} where its statement supersedes {show(announced)}"


def _item_faults(
    item: Item,
    story: str,
    articles: dict[str, Article],
    statements: dict[str, Statement],
    discrepancies: Sequence[Discrepancy],
) -> Iterator[str]:
    statement = statements.get(item.statement)
    if statement is None:
        yield f"there is no statement {show(item.statement)}"
        return
    expected = {
        "text": statement.representative.text,
        "mentions": len(statement.mentions),
        "outlets": statement.outlets,
        "origins": statement.origins,
        "status": statement.status,
        "attribution": statement.attribution,
        "edited": statement.edited,
        "foretold": statement.foretold,
        "expected_origins": statement.expected_origins,
        "section": "corroborated" if statement.origins >= 2 else "single_source",
    }
    for name, value in expected.items():
        if getattr(item, name) != value:
            yield f"{name} {show(getattr(item, name))} where its statement has {show(value)}"
    if statement.story != story:
        yield f"its statement is of the story {show(statement.story)}"
    cited = [(citation.article, citation.start, citation.end) for citation in item.citations]
    if sorted(cited) != sorted((m.article, m.start, m.end) for m in statement.mentions):
        yield "its citations are not the mentions of its statement"
    first = statement.representative
    if not cited or cited[0] != (first.article, first.start, first.end):
        yield "its first citation is not the representative of its statement"
    elif item.citations[0].quote != item.text:
        yield "its text is not word for word that of its first citation"
    for number, citation in enumerate(item.citations, 1):
        for why in _citation_faults(citation, articles):
            yield f"citation {number}: {why}"
    known = {d.id for d in discrepancies if item.statement in d.statements}
    for name in item.discrepancies:
        if name not in known:
            yield f"the briefing has no discrepancy {show(name)} of its statement"


def _citation_faults(citation: Citation, articles: dict[str, Article]) -> Iterator[str]:
    article = articles.get(citation.article)
    if article is None:
        yield f"there is no article {show(citation.article)}"
        return
    for name in ("outlet", "title", "url", "published"):
        if getattr(citation, name) != getattr(article, name):
            yield f"{name} {show(getattr(citation, name))} where its article has {show(getattr(article, name))}"
    text, start, end = article.text, citation.start, citation.end
    if not 0 <= start < end <= len(text):
        yield f"[{start}, {end}) is no span of article {show(article.id)}, which has {len(text)} characters"
        return
    expected = {
        "quote": text[start:end],
        "prefix": text[max(0, start - _CONTEXT) : start],
        "suffix": text[end : end + _CONTEXT],
    }
    for name, value in expected.items():
        if getattr(citation, name) != value:
            yield f"{name} {show(getattr(citation, name))} where its article has {show(value)}"


def _source_faults(briefing: Briefing, articles: Sequence[Article]) -> Iterator[str]:
    used = {article.id: article for article in articles if article.story is not None}
    listed = [source.article for source in briefing.sources]
    if sorted(listed) != sorted(used):
        yield "briefing.json: sources: they are not the articles that belong to a story, each once"
    for number, source in enumerate(briefing.sources, 1):
        where = f"briefing.json: source {number}"
        if source.number != number:
            yield f"{where}: it has the number {source.number}"
        article = used.get(source.article)
        if article is None:
            continue
        a = article
        known = (a.id, a.outlet, a.title, a.url, a.published, a.author, a.file, a.sha256)
        derived = Source(source.number, *known, None if source.text is None else a.text)
        if source != derived:
            yield f"{where}: it does not have the fields of article {show(a.id)}"
