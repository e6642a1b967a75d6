"""Names made from content: the same content has the same name, on any machine and in any order of the inputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from summarize.types import Article

ID_DIGITS = 12


def article_id(outlet: str | None, text: str) -> str:
    """`a-` + 12 hex digits of sha256 over outlet, newline, text, for an input that brings no id of its own."""
    return "a-" + _sha256((outlet or "") + "\n" + text)[:ID_DIGITS]


def statement_id(places: Iterable[tuple[str, int, int]]) -> str:
    """`s-` + 12 hex digits of sha256 over the sorted (sha256 of the article's text, start, end) of the mentions."""
    return "s-" + _sha256(_canonical(sorted(list(place) for place in places)))[:ID_DIGITS]


def batch_digest(articles: Iterable[Article]) -> str:
    """sha256 hex over one canonical JSON line per article, sorted by id; `story` is a result and left out."""
    fields = ("id", "outlet", "title", "url", "published", "author", "language", "sha256", "file")
    lines = (
        _canonical([getattr(article, name) for name in fields]) + "\n"
        for article in sorted(articles, key=lambda article: article.id)
    )
    return _sha256("".join(lines))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
