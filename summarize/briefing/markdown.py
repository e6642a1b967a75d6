"""The briefing as Markdown, from `briefing.json` alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from summarize.discrepancies.series import order_values
from summarize.text.opinion import is_opinion
from summarize.types import LIKELY, BriefedStory, Briefing, Discrepancy, Item, Source, SpelledName, TimelineEntry

SECTIONS = {"corroborated": "Reported by several", "single_source": "Reported by one source only"}
# What could begin markup, an entity or an HTML tag inside a line, and what could do so at its beginning; the rest is
# left as it is, because many read Markdown as plain text.
_INLINE = re.compile(r"[\\`*\[\]<|]|~(?=~)|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_START = re.compile(r"^(?:\d+(?=[.)](?:\s|$))|(?=[-+=:#>]))")
_LINK_TEXT = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
# Unicode that turns the direction of a line around, or hides in it, must not reach a terminal or a mail.
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_OPENING = frozenset("A An The One Two Three Her His Their Its Some Several Many Another".split())
_NAMED, _FEW = 8, 5  # outlets that are all named, and how many are of more
_URL_SAFE = ":/?#@!$&'()*+,;=%-._~"


def escape_markdown(text: str) -> str:
    """`text` on one line, to be read as it stands."""
    line = _INVISIBLE.sub(" ", " ".join(text.split()))
    line = _INLINE.sub(r"\\\g<0>", line)
    line = _LINK_TEXT.sub(r"\1\\", line)
    return _START.sub(r"\g<0>\\", line)


def render_markdown(briefing: Briefing) -> str:
    sources = {source.article: source for source in briefing.sources}
    numbers = {article: source.number for article, source in sources.items()}
    counts = briefing.counts
    lines = [
        f"# {escape_markdown(briefing.title)}",
        "",
        describe_counts(briefing),
        "",
    ]
    told, strays = split_strays(briefing.stories)
    for story in told:
        if len(briefing.stories) > 1:
            lines += [f"## {escape_markdown(story.title)}", ""]
        for section, heading in SECTIONS.items():
            lines += _section("###" if len(briefing.stories) > 1 else "##", heading, [
                _item(item, numbers) for item in story.items if item.section == section
            ])  # fmt: skip
    if strays:
        lines += ["## Also in this batch", ""]
        for story in strays:
            marks = "".join(f"[{numbers[id]}]" for id in story.articles)
            lines += [_item(item, numbers) for item in story.items] or [f"- {escape_markdown(story.title)} {marks}"]
        lines.append("")
    lines += _section("##", "Where the sources disagree", [
        _discrepancy(d, sources) for d in briefing.discrepancies if d.verdict == "conflict"
    ])  # fmt: skip
    lines += _section("##", "What moved, or is told less exactly", [
        _discrepancy(d, sources) for d in briefing.discrepancies if d.verdict != "conflict"
    ])  # fmt: skip
    dated = [story for story in briefing.stories if story.timeline]
    lines += ["## Timeline", ""] if dated else []
    for story in dated:
        lines += [f"### {escape_markdown(story.title)}", ""] if len(dated) > 1 else []
        lines += [*(_event(event, numbers) for event in story.timeline), ""]
    lines += _section("##", "Names in several spellings", [_name(n) for story in briefing.stories for n in story.names])
    left = count_left(briefing)
    if left:
        hidden = 0 if briefing.since_last else counts["hidden"]
        who = f", {hidden} of them hidden by an editor" if hidden else ""
        lines += [f"{count_of(left, 'further statement')}{who}: see `statements.jsonl`.", ""]
    lines += ["## Sources", ""]
    lines += [_source(source) for source in briefing.sources]
    return "\n".join(lines) + "\n"


def describe_counts(briefing: Briefing) -> str:
    """Of how much the briefing is made, and how much of it is told: the line under its title."""
    counts = briefing.counts
    return (
        f"{count_of(counts['articles'], 'article')} of {count_of(counts['outlets'], 'outlet')}, "
        f"{count_of(counts['statements'], 'statement')}: {counts['corroborated']} of several independent origins, "
        f"{counts['single_source']} of one. {describe_extent(briefing)}"
    )


def count_left(briefing: Briefing) -> int:
    """How many statements are there to tell beside the items."""
    return briefing.counts["fresh" if briefing.since_last else "statements"] - briefing.counts["items"]


def describe_extent(briefing: Briefing) -> str:
    items = briefing.counts["items"]
    if not briefing.since_last:
        return f"The {items} below are word for word from the source whose number stands first."
    if not items:
        return "Nothing of it is new since the earlier briefings."
    fresh = briefing.counts["fresh"]
    return f"{fresh} new or changed since the earlier briefings; {items} of them below, word for word from a source."


def split_strays(stories: Sequence[BriefedStory]) -> tuple[list[BriefedStory], list[BriefedStory]]:
    """Stories of several articles, and articles that are alone with their subject beside them."""
    told = [story for story in stories if len(story.articles) > 1]
    strays = [story for story in stories if len(story.articles) == 1]
    return (told, strays) if told else (strays, [])


def count_likely(item: Item) -> int:
    """How many of its origins are likely to say the same."""
    return math.floor((item.expected_origins or item.origins) + 1 - LIKELY)


def count_origins(item: Item) -> str:
    """ "3"; "1 or 2", "2 to 4" where it is likely that not all of them say the same."""
    likely = count_likely(item)
    if likely >= item.origins:
        return str(item.origins)
    return f"{likely} {'or' if likely + 1 == item.origins else 'to'} {item.origins}"


def describe_carriers(item: Item) -> str:
    """Who reports it, and on how many feet it stands, in words; of many outlets a few by name, the citations have all,
    the first among them that whose words are shown."""
    first = item.citations[0].outlet
    ordered = sorted(item.outlets, key=lambda outlet: outlet != first)
    names = ", ".join(item.outlets) or "outlet unknown"
    if len(item.outlets) == item.origins == 2 and count_likely(item) == 1 and first is not None:
        names = ", perhaps ".join(ordered)
    elif len(item.outlets) > _NAMED:
        names = f"{', '.join(ordered[:_FEW])} and {len(item.outlets) - _FEW} more"
    if item.section == "corroborated":
        return f"{count_origins(item)} independent origins: {names}"
    return f"single source: {names}" if len(item.outlets) < 2 else f"one origin, carried by {names}"


def _lower_article(speaker: str) -> str:
    """As a speaker stands inside a line: "a spokeswoman", "the BBC", though a sentence began with it."""
    first, *rest = speaker.split(" ", 1)
    return " ".join([first.lower(), *rest]) if first in _OPENING and rest else speaker


def describe_notes(item: Item) -> list[str]:
    """What a reader should know of a statement beside its text: shortly, and nothing where there is nothing."""
    notes = []
    if item.status in ("changed", "more_sources"):
        changed = item.status == "changed"
        notes.append("changed since an earlier briefing" if changed else "known, now from more sources")
    if is_opinionated(item):
        notes.append("from opinion pieces only")
    if item.attribution is not None:
        speaker = item.attribution.speaker
        if item.attribution.anonymous:
            told = f": {_lower_article(speaker)}" if speaker else ""
            notes.append(f"rests on an unnamed source{told}")
        elif speaker:
            notes.append(f"rests on the word of {_lower_article(speaker)}")
    if item.announced:
        outlets = sorted({outlet for earlier in item.announced for outlet in earlier.outlets})
        notes.append(f"announced earlier by {', '.join(outlets) or 'an unknown outlet'}")
    for foretold in item.foretold:
        carriers = ", ".join(foretold.outlets) or "an unknown outlet"
        notes.append(f"announced in the briefing of {foretold.briefed[:10]} ({foretold.briefing}) by {carriers}")
    if item.edited:
        notes.append(describe_hand(item))
    return notes


def is_opinionated(item: Item) -> bool:
    """Whether only opinion pieces say it, by their addresses and headlines."""
    return all(is_opinion(citation.url, citation.title) for citation in item.citations)


def describe_hand(item: Item) -> str:
    return f"{' and '.join(item.edited)} by an editor"


def _section(level: str, heading: str, lines: list[str]) -> list[str]:
    return [f"{level} {heading}", "", *lines, ""] if lines else []


def _item(item: Item, numbers: dict[str, int]) -> str:
    first, *others = dict.fromkeys(numbers[citation.article] for citation in item.citations)
    marks = "".join(f"[{n}]" for n in (first, *sorted(others)))
    told = "; ".join([describe_carriers(item), *describe_notes(item)])
    return f"- {escape_markdown(item.text)} {marks}  \n  *{escape_markdown(told)}*"


def _discrepancy(discrepancy: Discrepancy, sources: Mapping[str, Source]) -> str:
    sides: dict[str, dict[str, None]] = {}
    published = {value.article: sources[value.article].published for value in discrepancy.values}
    for value in order_values(discrepancy, published):
        source = sources[value.article]
        who = f"{escape_markdown(source.outlet or 'outlet unknown')} [{source.number}]"
        sides.setdefault(value.value, {})[who] = None
    told = "; ".join(f"“{escape_markdown(value)}”: {', '.join(who)}" for value, who in sides.items())
    return f"- {escape_markdown(discrepancy.why)}  \n  {told}"


def _event(event: TimelineEntry, numbers: dict[str, int]) -> str:
    days = event.date if event.until is None else f"{event.date} to {event.until}"
    return f"- {days}: {escape_markdown(event.text)} [{numbers[event.article]}]"


def _name(name: SpelledName) -> str:
    forms = (f"{s.text} ({', '.join(s.outlets) or count_of(len(s.articles), 'article')})" for s in name.spellings)
    return f"- {escape_markdown(', '.join(forms))}"


def _source(source: Source) -> str:
    title = escape_markdown(source.title) if source.title else None
    if source.url and source.url.startswith(("http://", "https://")):
        # Angle brackets keep brackets and spaces of an address from ending the link.
        title = f"[{title or escape_markdown(source.url)}](<{quote(source.url, safe=_URL_SAFE)}>)"
    parts = [escape_markdown(source.outlet or "outlet unknown"), title, escape_markdown(source.published or "")]
    return f"{source.number}. {', '.join(part for part in parts if part)} ({escape_markdown(source.file)})"


def count_of(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
