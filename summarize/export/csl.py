"""The sources of a briefing as CSL-JSON (citationstyles.org), for reference managers and citation styles."""

from __future__ import annotations

import json
import re
from datetime import date

from summarize.export.outline import quote_link, tidy
from summarize.types import Briefing, Source

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])")


def render_csl(briefing: Briefing) -> bytes:
    """An item for each source; nobody's day of access is made up, as the articles came as files."""
    items = [_render_item(source) for source in briefing.sources]
    return (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode()


def _render_item(source: Source) -> dict[str, object]:
    item: dict[str, object] = {
        "id": tidy(source.article),
        "type": "article-newspaper",
        "title": tidy(source.title or ""),
        "container-title": tidy(source.outlet or ""),
        "author": [{"literal": author}] if (author := tidy(source.author or "")) else [],
        "issued": read_issued(tidy(source.published or "")),
        "URL": quote_link(source.url),
        "citation-number": source.number,
    }
    return {name: value for name, value in item.items() if value}


def read_issued(published: str) -> dict[str, object]:
    """The day, month or year of an ISO 8601 date, as it stands there; other words are handed on as they are."""
    found = _ISO_DATE.match(published)
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        return {"raw": published} if published else {}
    return {"date-parts": [parts]}
