"""A briefing, or some of its stories, as an outline."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from summarize.briefing.compose import CONTEXT
from summarize.briefing.markdown import (
    SECTIONS,
    count_left,
    count_of,
    describe_carriers,
    describe_counts,
    describe_notes,
    split_strays,
)
from summarize.briefing.text_fragments import link_quotation
from summarize.discrepancies.series import order_values
from summarize.export.outline import (
    Carrier,
    Chapter,
    Contrast,
    Coverage,
    CoverageRow,
    Dated,
    Mark,
    Outline,
    Reference,
    Section,
    Side,
    Telling,
    quote_link,
    tidy,
)
from summarize.types import BriefedStory, Briefing, Discrepancy, Item, Source, SpelledName, TimelineEntry
from summarize.values.days import read_day
from summarize.values.shown import show_day, show_days

MOST_COLUMNS, MOST_ROWS = 24, 40  # of one coverage matrix: more are set as a further one, so that each fits a page
_GAP = 4.0  # points of the timeline for each doubling of the days between two events


def outline_briefing(briefing: Briefing) -> Outline:
    numbers = {source.article: source.number for source in briefing.sources}
    told, strays = split_strays(briefing.stories)
    conflicts = [d for d in briefing.discrepancies if d.verdict == "conflict"]
    left = count_left(briefing)
    outlets = {source.article: tidy(source.outlet or "outlet unknown") for source in briefing.sources}
    published = {source.article: source.published for source in briefing.sources}
    contrasts = {d.id: _contrast(d, outlets, numbers, published) for d in briefing.discrepancies}
    return Outline(
        title=tidy(briefing.title) or "Briefing",
        intro=describe_counts(briefing),
        generated=briefing.generated,
        outlets=tuple(sorted({name for source in briefing.sources if (name := tidy(source.outlet or ""))})),
        chapters=tuple(
            _chapter(story, len(told) > 1 or not story.items, numbers, _find_differing(conflicts, briefing.sources))
            for story in told
        ),
        strays=tuple(telling for story in strays for telling in _tell_stray(story, numbers)),
        conflicts=tuple(contrasts[d.id] for d in conflicts),
        moved=tuple(contrasts[d.id] for d in briefing.discrepancies if d.verdict != "conflict"),
        timeline=tuple(_date_events(briefing, numbers)),
        names=tuple(_spell(name) for story in briefing.stories for name in story.names),
        left=f"{count_of(left, 'further statement')}: see statements.jsonl." if left > 0 else "",
        references=tuple(
            Reference(
                source.number,
                tidy(source.outlet or "outlet unknown"),
                tidy(source.title or ""),
                quote_link(source.url),
                show_day(day) if (day := read_day(source.published)) else tidy(source.published or ""),
                tidy(source.file),
            )
            for source in briefing.sources
        ),
    )


def narrow_briefing(briefing: Briefing, stories: Sequence[BriefedStory]) -> Briefing:
    """The briefing of only these stories: with their sources, by the same numbers, and their disagreements."""
    articles = {article for story in stories for article in story.articles}
    said = {id for story in stories for item in story.items for id in item.discrepancies}
    return replace(
        briefing,
        stories=tuple(stories),
        sources=tuple(source for source in briefing.sources if source.article in articles),
        discrepancies=tuple(
            d for d in briefing.discrepancies if d.id in said and articles.issuperset(v.article for v in d.values)
        ),
    )


def _chapter(
    story: BriefedStory, titled: bool, numbers: dict[str, int], differing: dict[str, Collection[str]]
) -> Chapter:
    sections = (
        Section(heading, tuple(_tell(item, numbers) for item in story.items if item.section == section))
        for section, heading in SECTIONS.items()
    )
    return Chapter(
        tidy(story.title) if titled else "",
        tuple(section for section in sections if section.tellings),
        tuple(_cover(story.items, differing)),
    )


def _tell(item: Item, numbers: dict[str, int]) -> Telling:
    cited: dict[int, str | None] = {}
    for c in item.citations:
        place = link_quotation(c.url, c.quote, c.prefix, c.suffix, CONTEXT)
        cited.setdefault(numbers[c.article], quote_link(place) or quote_link(c.url))
    told = "; ".join([describe_carriers(item), *describe_notes(item)])
    return Telling(item.statement, tidy(item.text), tuple(cited), tuple(cited.values()), tidy(told))


def _tell_stray(story: BriefedStory, numbers: dict[str, int]) -> list[Telling]:
    cited = tuple(numbers[article] for article in story.articles if article in numbers)
    return [_tell(item, numbers) for item in story.items] or [
        Telling("", tidy(story.title), cited, (None,) * len(cited), "")
    ]


def _cover(items: Sequence[Item], differing: dict[str, Collection[str]]) -> Iterator[Coverage]:
    """Nothing where there is nothing to compare: fewer than two outlets or statements."""
    carried = Counter(outlet for item in items for outlet in item.outlets)
    outlets = sorted(carried, key=lambda outlet: (-carried[outlet], outlet))
    if len(outlets) < 2 or len(items) < 2:
        return
    for k in range(0, len(items), MOST_ROWS):
        for j in range(0, len(outlets), MOST_COLUMNS):
            columns, rows = outlets[j : j + MOST_COLUMNS], items[k : k + MOST_ROWS]
            each = "; ".join(f"{tidy(outlet)} {sum(outlet in item.outlets for item in rows)}" for outlet in columns)
            size = f"{count_of(len(rows), 'statement')} by {count_of(len(columns), 'outlet')}"
            yield Coverage(
                tuple(map(tidy, columns)),
                tuple(CoverageRow(item.statement, tidy(item.text), _mark(item, columns, differing)) for item in rows),
                f"{size}. Statements of each: {each}.",
            )


def _mark(item: Item, outlets: Sequence[str], differing: dict[str, Collection[str]]) -> tuple[Mark, ...]:
    disputed = {outlet for id in item.discrepancies for outlet in differing.get(id, ())}
    return tuple("" if o not in item.outlets else "◆" if o in disputed else "●" for o in outlets)


def _find_differing(conflicts: Sequence[Discrepancy], sources: Sequence[Source]) -> dict[str, Collection[str]]:
    """The outlets that have a value in each conflict."""
    outlets = {source.article: source.outlet for source in sources}
    return {d.id: {o for value in d.values if (o := outlets[value.article])} for d in conflicts}


def _contrast(
    discrepancy: Discrepancy, outlets: dict[str, str], numbers: dict[str, int], published: dict[str, str | None]
) -> Contrast:
    sides: dict[str, dict[Carrier, None]] = {}
    for value in order_values(discrepancy, published):
        carrier = Carrier(outlets[value.article], numbers[value.article])
        sides.setdefault(tidy(value.value), {})[carrier] = None
    return Contrast(tidy(discrepancy.why), tuple(Side(value, tuple(who)) for value, who in sides.items()))


def _spell(name: SpelledName) -> str:
    forms = (f"{s.text} ({', '.join(s.outlets) or count_of(len(s.articles), 'article')})" for s in name.spellings)
    return tidy(", ".join(forms))


def _date_events(briefing: Briefing, numbers: dict[str, int]) -> Iterator[Dated]:
    entries = sorted((entry for story in briefing.stories for entry in story.timeline), key=_days)
    last = max((day for source in briefing.sources if (day := read_day(source.published))), default=None)
    before = None
    for entry in entries:
        first, until = _days(entry)
        passed = (first - before).days if before else 0
        gap = round(min(6, math.log2(1 + max(0, passed))) * _GAP, 1)
        ahead = last is not None and first > last
        yield Dated(show_days(first, until), tidy(entry.text), numbers[entry.article], gap, ahead)
        before = until


def _days(entry: TimelineEntry) -> tuple[date, date]:
    return date.fromisoformat(entry.date), date.fromisoformat(entry.until or entry.date)
