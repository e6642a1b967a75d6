"""Ids are promised to other programs, which make them again with a few lines: these are such lines."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random

from summarize.ids import article_id, batch_digest, statement_id
from summarize.types import Article


def make_article(outlet: str | None, text: str) -> Article:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(article_id(outlet, text), outlet, None, None, None, None, "en", text, sha256, "x.txt")


def test_an_article_is_named_by_outlet_and_text() -> None:
    expected = hashlib.sha256("Kelmar Courier\nDas Café öffnet.\r\n".encode()).hexdigest()
    assert article_id("Kelmar Courier", "Das Café öffnet.\r\n") == f"a-{expected[:12]}"
    assert article_id(None, "x") == "a-" + hashlib.sha256(b"\nx").hexdigest()[:12]


def test_a_statement_is_named_by_its_places_in_any_order() -> None:
    places = [("b" * 64, 0, 9), ("a" * 64, 100, 120), ("a" * 64, 20, 30)]
    written = json.dumps([["a" * 64, 20, 30], ["a" * 64, 100, 120], ["b" * 64, 0, 9]], separators=(",", ":"))
    expected = f"s-{hashlib.sha256(written.encode()).hexdigest()[:12]}"
    assert statement_id(places) == statement_id(reversed(places)) == expected


def test_the_batch_digest_changes_with_every_fact_but_neither_order_nor_story() -> None:
    articles = [make_article(f"Outlet {k}", f"Text {k}.") for k in range(5)]
    digest = batch_digest(articles)
    random.Random(1).shuffle(articles)
    assert batch_digest(articles) == digest
    assert batch_digest([dataclasses.replace(article, story="story-1") for article in articles]) == digest
    for field in ("id", "outlet", "title", "url", "published", "author", "language", "sha256", "file"):
        changed = dataclasses.replace(articles[0], **{field: "é"})
        assert batch_digest([changed, *articles[1:]]) != digest
