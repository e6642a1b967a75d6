"""The briefing as Markdown, from `briefing.json` alone."""

from __future__ import annotations

import re
from urllib.parse import quote

from summarize.types import Briefing, Item, Source

_SECTIONS = {"corroborated": "Reported by several", "single_source": "Reported by one source only"}
# What could begin markup, an entity or an HTML tag inside a line, and what could do so at its beginning; the rest is
# left as it is, because many read Markdown as plain text.
_INLINE = re.compile(r"[\\`*\[\]<|]|~(?=~)|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_START = re.compile(r"^(?:\d+(?=[.)](?:\s|$))|(?=[-+=:#>]))")
_LINK_TEXT = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")
# Unicode that turns the direction of a line around, or hides in it, must not reach a terminal or a mail.
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_URL_SAFE = ":/?#@!$&'()*+,;=%-._~"


def escape_markdown(text: str) -> str:
    """`text` on one line, to be read as it stands."""
    line = _INVISIBLE.sub(" ", " ".join(text.split()))
    line = _INLINE.sub(r"\\\g<0>", line)
    line = _LINK_TEXT.sub(r"\1\\", line)
    return _START.sub(r"\g<0>\\", line)


def render_markdown(briefing: Briefing) -> str:
    numbers = {source.article: source.number for source in briefing.sources}
    counts = briefing.counts
    lines = [
        f"# {escape_markdown(briefing.title)}",
        "",
        f"{_count(counts['articles'], 'article')} of {_count(counts['outlets'], 'outlet')}, "
        f"{_count(counts['statements'], 'statement')}: {counts['corroborated']} made by several sources, "
        f"{counts['single_source']} by one. "
        f"The {counts['items']} below are word for word from the source whose number stands first.",
        "",
    ]
    for story in briefing.stories:
        if len(briefing.stories) > 1:
            lines += [f"## {escape_markdown(story.title)}", ""]
        for section, heading in _SECTIONS.items():
            items = [item for item in story.items if item.section == section]
            if items:
                lines += [f"## {heading}", ""]
                lines += [_item(item, numbers) for item in items]
                lines.append("")
    left = counts["statements"] - counts["items"]
    if left:
        lines += [f"{_count(left, 'further statement')}: see `statements.jsonl`.", ""]
    lines += ["## Sources", ""]
    lines += [_source(source) for source in briefing.sources]
    return "\n".join(lines) + "\n"


def _item(item: Item, numbers: dict[str, int]) -> str:
    cited = list(dict.fromkeys(numbers[citation.article] for citation in item.citations))
    marks = "".join(f"[{n}]" for n in cited)
    return f"- {escape_markdown(item.text)} {marks}  \n  *{_carriers(item)}*"


def _carriers(item: Item) -> str:
    names = ", ".join(escape_markdown(name) for name in item.outlets) or "outlet unknown"
    if item.section == "single_source":
        return f"single source: {names}"
    return f"{_count(item.origins, 'source')}: {names}"


def _source(source: Source) -> str:
    title = escape_markdown(source.title) if source.title else None
    if source.url and source.url.startswith(("http://", "https://")):
        # Angle brackets keep brackets and spaces of an address from ending the link.
        title = f"[{title or escape_markdown(source.url)}](<{quote(source.url, safe=_URL_SAFE)}>)"
    parts = [escape_markdown(source.outlet or "outlet unknown"), title, escape_markdown(source.published or "")]
    return f"{source.number}. {', '.join(part for part in parts if part)} ({escape_markdown(source.file)})"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
