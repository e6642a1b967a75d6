"""The briefing as one self-contained page, from `briefing.json` alone.

The page asks nothing of any server; its Content-Security-Policy lets only its own script and style in, by their
hashes. What an article says reaches it escaped, or as JSON that only ever becomes text. Without scripts it is a plain
document with every quotation in it.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from summarize.briefing.compose import CONTEXT
from summarize.briefing.markdown import count_likely, count_origins, describe_hand, is_opinionated
from summarize.briefing.pictures import (
    clean_label,
    lay_out_matrix,
    lay_out_timeline,
)
from summarize.briefing.text_fragments import link_quotation, safe_link
from summarize.discrepancies.series import order_values
from summarize.types import BriefedStory, Briefing, Discrepancy, Item, Source, Value
from summarize.values.days import read_day
from summarize.values.shown import show_day, show_days

TOLD_APART = ("conflict", "update")
"""The verdicts of which a reader is told in a table; the others are a remark beside the quotations."""
_KINDS = {
    "number": "Figure",
    "date": "Date",
    "quote": "Wording",
    "name": "Name or wording",
    "negation": "Said or denied",
}
_NEWS = {"new": "new", "changed": "changed", "more_sources": "with more sources", "known": "known before"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: `quotation` is the id of the quotation around it, if the page has that."""

    source: Source
    quotation: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a disagreement, and who has it."""

    value: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    discrepancy: Discrepancy
    kind: str
    sides: tuple[Side, ...]
    about: tuple[Item, ...]


@functools.cache
def _load_templates() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("summarize"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"label": clean_label, "count": show_count, "origins": count_origins, "likely": count_likely}
    environment.tests |= {"opinionated": is_opinionated}
    environment.globals |= {
        "link": safe_link,
        "link_quotation": lambda c: link_quotation(c.url, c.quote, c.prefix, c.suffix, CONTEXT),
        "before": show_before,
        "after": show_after,
        "show_day": lambda published: show_day(day) if (day := read_day(published)) else published,
        "show_days": lambda first, last: show_days(date.fromisoformat(first), date.fromisoformat(last or first)),
        "pick_chips": pick_chips,
        "describe_hand": describe_hand,
    }
    return environment


def render_html(briefing: Briefing) -> str:
    """The same briefing gives the same bytes; `generated` has no part in it."""
    from markupsafe import Markup

    environment = _load_templates()
    style, script = _read("page.css"), _read("page.js")
    items = [item for story in briefing.stories for item in story.items]
    sources = {source.article: source for source in briefing.sources}
    differences = find_differences(briefing, sources)
    told = {d.id: d for d in briefing.discrepancies}
    disputed = {item.statement: _find_disputing(item, told, sources) for item in items}
    days = {source.article: day for source in briefing.sources if (day := read_day(source.published)) is not None}
    lone = {s.id for s in briefing.stories if len(s.articles) == 1} if _has_lead(briefing) else set()
    outlets = sorted({outlet for item in items for outlet in item.outlets})
    return environment.get_template("briefing.html.j2").render(
        briefing=briefing,
        counts=briefing.counts,
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        texts=Markup(_embed_json([source.text for source in briefing.sources])),
        stories=[s for s in briefing.stories if s.id not in lone],
        lone=[s for s in briefing.stories if s.id in lone],
        sources=sources,
        items={item.statement: item for item in items},
        told={item.statement: [told[name] for name in item.discrepancies] for item in items},
        told_apart=TOLD_APART,
        differences=differences,
        matrices={s.id: lay_out_matrix(s, disputed) for s in briefing.stories},
        timelines={
            s.id: lay_out_timeline(s.timeline, [days[a] for a in s.articles if a in days]) for s in briefing.stories
        },
        outlets={outlet: number for number, outlet in enumerate(outlets)},
        dates=_show_range(list(days.values())),
        news=tell_news(items, briefing.since_last),
        marked=any(item.status != "new" for item in items),
        several=sum(item.origins > 1 for item in items),
        fresh=sum(item.status != "known" for item in items),
        disputes=sum(any(told[d].verdict in TOLD_APART for d in item.discrepancies) for item in items),
        readable=any(source.text is not None for source in briefing.sources),
    )


def show_count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def show_before(prefix: str) -> str:
    """The words before a quotation, from the last line break on, and no half word at their beginning."""
    line = prefix.rpartition("\n")[2]
    cut = line == prefix and len(prefix) == CONTEXT
    words = line.partition(" ")[2] if cut else line
    return ("… " if cut else "") + words if words.strip() else ""


def show_after(suffix: str) -> str:
    """The words after a quotation, up to the first line break, and no half word at their end."""
    line = suffix.partition("\n")[0]
    cut = line == suffix and len(suffix) == CONTEXT
    words = line.rpartition(" ")[0] if cut else line
    return words + (" …" if cut else "") if words.strip() else ""


def pick_chips(item: Item) -> list[int]:
    """The first citation of each of its articles, by number."""
    first: dict[str, int] = {}
    for number, citation in enumerate(item.citations):
        first.setdefault(citation.article, number)
    return sorted(first.values())


def tell_news(items: Sequence[Item], since_last: bool = False) -> str:
    """What is new, in one sentence."""
    if since_last:
        return "Only what is new or changed since the earlier briefings." if items else "Nothing of it is new."
    found = {status: sum(item.status == status for item in items) for status in _NEWS}
    if found["new"] == len(items):
        return "All of it is new."
    if found["known"] == len(items):
        return "Nothing new: all of it was known from earlier batches."
    parts = [f"{n} {_NEWS[status]}" for status, n in found.items() if n]
    return f"Since the last batch: {', '.join(parts)}."


def find_differences(briefing: Briefing, sources: Mapping[str, Source]) -> dict[str, list[Difference]]:
    """By story: the disagreements, then what moved with time, each value with those who have it."""
    story_of = {article: story for story in briefing.stories for article in story.articles}
    quotations: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for item in (item for story in briefing.stories for item in story.items):
        for number, citation in enumerate(item.citations, 1):
            quotations[citation.article].append((citation.start, citation.end, f"{item.statement}-q{number}"))
    found: dict[str, list[Difference]] = defaultdict(list)
    for verdict in TOLD_APART:
        for discrepancy in briefing.discrepancies:
            if discrepancy.verdict == verdict and discrepancy.values[0].article in story_of:
                story = story_of[discrepancy.values[0].article]
                found[story.id].append(_lay_out_difference(discrepancy, story, sources, quotations))
    return found


def _lay_out_difference(
    discrepancy: Discrepancy,
    story: BriefedStory,
    sources: Mapping[str, Source],
    quotations: Mapping[str, Sequence[tuple[int, int, str]]],
) -> Difference:
    values: dict[str, list[Value]] = defaultdict(list)
    for value in order_values(discrepancy, {v.article: sources[v.article].published for v in discrepancy.values}):
        values[value.normalized].append(value)
    sides = []
    for group in values.values():
        places = []
        for value in group:
            near = quotations.get(value.article, ())
            around = (id for start, end, id in near if start <= value.start and value.end <= end)
            places.append(Place(sources[value.article], next(around, None), value.start, value.end))
        sides.append(Side(group[0].value, tuple(sorted(places, key=lambda p: (p.source.number, p.start)))))
    if discrepancy.verdict != "update":
        sides.sort(key=lambda side: (-len({p.source.outlet for p in side.places}), side.places[0].source.number))
    about = tuple(item for item in story.items if item.statement in discrepancy.statements)
    return Difference(discrepancy, _KINDS[discrepancy.kind], tuple(sides), about)


def _find_disputing(item: Item, told: Mapping[str, Discrepancy], sources: Mapping[str, Source]) -> set[str]:
    """The outlets of a statement that have a value which others contradict."""
    disputed = [told[name] for name in item.discrepancies if told[name].verdict == "conflict"]
    outlets = {sources[value.article].outlet for d in disputed for value in d.values}
    return {outlet for outlet in item.outlets if outlet in outlets}


def _has_lead(briefing: Briefing) -> bool:
    return any(len(story.articles) > 1 for story in briefing.stories)


def _show_range(days: Sequence[date]) -> str:
    if not days:
        return ""
    return show_day(days[0]) if len(set(days)) == 1 else show_days(min(days), max(days))


def _read(name: str) -> str:
    return resources.files("summarize").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Of an inline script or style, as a Content-Security-Policy names it (W3C CSP Level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embed_json(value: object) -> str:
    """JSON that can stand in a script element: no character in it can end that, or be changed by an HTML parser."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
