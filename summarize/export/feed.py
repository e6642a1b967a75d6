"""A briefing as JSON Feed 1.1 (jsonfeed.org): an entry for each story, to be read in a feed reader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from summarize.briefing.markdown import describe_counts, split_strays
from summarize.export import outline as told
from summarize.export.outline import Contrast, Outline, Telling, tidy
from summarize.export.outlining import narrow_briefing, outline_briefing
from summarize.export.pdf import read_time
from summarize.types import BriefedStory, Briefing


def render_feed(briefing: Briefing) -> bytes:
    """An entry's id is made from the batch's name and the story's articles: the same story of the same articles is
    the same entry, and one that gained an article is a new one. Articles alone with their subject share one entry."""
    stories, strays = split_strays(briefing.stories)
    entries = [_render_entry(briefing, tidy(story.title), [story]) for story in stories]
    if strays:
        entries.append(_render_entry(briefing, told.STRAYS, strays))
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": tidy(briefing.title) or "Briefing",
        "description": describe_counts(briefing),
        "items": entries,
    }
    return (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode()


def _render_entry(briefing: Briefing, title: str, stories: Sequence[BriefedStory]) -> dict[str, object]:
    outline = outline_briefing(narrow_briefing(briefing, stories))
    tellings = [t for chapter in outline.chapters for section in chapter.sections for t in section.tellings]
    articles = sorted(article for story in stories for article in story.articles)
    digest = hashlib.sha256("\n".join(articles).encode("utf-8", "surrogatepass")).hexdigest()
    address = next((r.url for t in tellings for r in outline.references if r.number in t.numbers[:1] and r.url), None)
    entry: dict[str, object] = {
        "id": f"urn:summarize:{quote(briefing.batch, safe='', errors='replace')}:{digest[:16]}",
        "external_url": address,
        "title": title or None,
        "summary": tellings[0].text if tellings else None,
        "content_html": "\n".join(_render_html(outline)),
        "content_text": "\n".join(_render_text(outline)),
        "date_published": read_time(briefing.generated).isoformat(),
        "authors": [{"name": outlet} for outlet in outline.outlets] or None,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _render_html(outline: Outline) -> Iterator[str]:
    urls = {reference.number: reference.url for reference in outline.references}
    for chapter in outline.chapters:
        if chapter.title:
            yield f'<h2 dir="auto">{escape(chapter.title)}</h2>'
        for section in chapter.sections:
            yield f"<h3>{section.heading}</h3>"
            yield "<ul>"
            for telling in section.tellings:
                marks = " ".join(_mark(n, place) for n, place in zip(telling.numbers, telling.places, strict=True))
                who = f'<br><small dir="auto">{escape(telling.told)}</small>'
                yield f'<li><span dir="auto">{escape(telling.text)}</span> {marks}{who}</li>'
            yield "</ul>"
    for heading, contrasts in ((told.CONFLICTS, outline.conflicts), (told.MOVED, outline.moved)):
        if contrasts:
            yield f"<h3>{heading}</h3>"
        for contrast in contrasts:
            yield f'<p dir="auto">{escape(contrast.why)}</p>'
            yield "<table><thead><tr><th>Value</th><th>Reported by</th></tr></thead><tbody>"
            for side in contrast.sides:
                names = (f"<bdi>{escape(c.outlet)}</bdi> {_mark(c.number, urls[c.number])}" for c in side.carriers)
                who = ", ".join(names)
                yield f'<tr><td dir="auto">“{escape(side.value)}”</td><td>{who}</td></tr>'
            yield "</tbody></table>"
    if outline.timeline:
        yield f"<h3>{told.TIMELINE}</h3>"
        yield "<ul>"
        for event in outline.timeline:
            mark = _mark(event.number, urls[event.number])
            yield f'<li><b>{event.days}</b>: <span dir="auto">{escape(event.text)}</span> {mark}</li>'
        yield "</ul>"
    if outline.names:
        yield f"<h3>{told.NAMES}</h3>"
        yield "<ul>" + "".join(f'<li dir="auto">{escape(name)}</li>' for name in outline.names) + "</ul>"
    yield f"<h3>{told.SOURCES}</h3>"
    yield "<ul>"
    for r in outline.references:
        title = f"<bdi>{escape(r.title or r.url or '')}</bdi>"
        linked = f'<a href="{escape(r.url)}">{title}</a>' if r.url else title if r.title else ""
        parts = (f"<bdi>{escape(r.outlet)}</bdi>", linked, escape(r.published))
        yield f"<li>[{r.number}] {', '.join(part for part in parts if part)}</li>"
    yield "</ul>"


def _mark(number: int, url: str | None) -> str:
    return f'<a href="{escape(url)}">[{number}]</a>' if url else f"[{number}]"


def _render_text(outline: Outline) -> Iterator[str]:
    for chapter in outline.chapters:
        if chapter.title:
            yield from (chapter.title, "")
        for section in chapter.sections:
            yield from (section.heading, "")
            yield from (_tell(telling) for telling in section.tellings)
            yield ""
    for heading, contrasts in ((told.CONFLICTS, outline.conflicts), (told.MOVED, outline.moved)):
        if contrasts:
            yield from (heading, "", *map(_contrast, contrasts), "")
    if outline.timeline:
        yield from (told.TIMELINE, "", *(f"- {e.days}: {e.text} [{e.number}]" for e in outline.timeline), "")
    if outline.names:
        yield from (told.NAMES, "", *(f"- {name}" for name in outline.names), "")
    yield from (told.SOURCES, "")
    for r in outline.references:
        yield f"[{r.number}] {', '.join(part for part in (r.outlet, r.title, r.published, r.url) if part)}"


def _tell(telling: Telling) -> str:
    marks = "".join(f"[{number}]" for number in telling.numbers)
    return f"- {telling.text} {marks}" + (f"\n  ({telling.told})" if telling.told else "")


def _contrast(contrast: Contrast) -> str:
    sides = "; ".join(
        f"“{side.value}”: {', '.join(f'{who.outlet} [{who.number}]' for who in side.carriers)}"
        for side in contrast.sides
    )
    return f"- {contrast.why}\n  {sides}"
