"""Files that mean harm to whoever reads them, each with the codes of which its refusal has one; READ: an article."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable

READ = "read"
FACT = "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board. "
Maker = Callable[[], bytes | str]


def pack_zeros(megabytes: int) -> bytes:
    """A gzip member of a thousandth of its size; members may follow each other."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def _laughs() -> str:
    names = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">' + "".join(names) + "]>"
        '<rss version="2.0"><channel><title>&l9;</title><item><description>&l9;</description></item></channel></rss>'
    )


def _feed(inside: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>Post</title>{inside}</channel></rss>'


def _page(inside: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Ferry</title>{head}</head><body>{inside}</body></html>"


_ENTRY = f"<item><description>{FACT}</description></item>"
_ARTICLE = f"<article><p>{FACT * 3}</p><p>{FACT * 3}</p></article>"
_ANCHORS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES: dict[str, tuple[Maker, set[str]]] = {
    "50-mb.txt": (lambda: FACT * 650_000, {"too_large"}),
    "50-mb-line.txt": (lambda: "x" * 50_000_000, {"too_large"}),
    "long-line.txt": (lambda: "word " * 40_000, {READ}),
    "lines.txt": (lambda: "a\n" * 250_000, {"too_large"}),
    "spaces.txt": (lambda: "a" + " " * 400_000 + "b", {"too_large"}),
    "nul.txt": (lambda: "a\0b", {"binary"}),
    "deep.json": (lambda: "[" * 1_000_000, {"malformed"}),
    "deep-objects.json": (lambda: '{"a":' * 500_000, {"malformed"}),
    "deep-field.json": (lambda: '{"text": "a", "author": ' + "[" * 900 + "]" * 900 + "}", {READ, "malformed"}),
    "number.json": (lambda: '{"text": "a", "id": ' + "9" * 1_000_000 + "}", {"malformed"}),
    "keys.json": (lambda: json.dumps({f"key {n}": n for n in range(300_000)}), {"no_text"}),
    "surrogate.json": (lambda: '{"text": "half a ship \\ud83c sails"}', {"encoding"}),
    "surrogate-title.json": (lambda: '{"title": "\\udea2", "text": "' + FACT + '"}', {"encoding"}),
    "pair.json": (lambda: '{"text": "a whole ship \\ud83d\\udea2 sails"}', {READ}),
    "infinity.jsonl": (lambda: '{"text": "a b", "id": Infinity}\n{"text": NaN}', {READ, "malformed"}),
    "entries.json": (lambda: "[" + ",".join(["7"] * 100_000) + "]", {"malformed"}),
    "sevens.jsonl": (lambda: "7\n" * 3_000_000, {"too_large"}),
    "objects.json": (lambda: "[" + "{}," * 15_000_000 + "{}]", {"too_large"}),
    "values.jsonl": (lambda: '{"text": [' + "0," * 20_000_000 + "0]}", {"too_large"}),
    "cells.csv": (lambda: "text\n" + "," * 50_000_000, {"too_large"}),
    "laughs.xml": (_laughs, {"malformed"}),
    "laughs-utf-16.xml": (lambda: _laughs().encode("utf-16"), {"malformed"}),
    "laughs.html": (_laughs, {READ, "no_text", "malformed"}),
    "outside.xml": (
        lambda: _feed("<item><description>&x;</description></item>",
                      '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        {"malformed"},
    ),
    "outside-dtd.xml": (
        lambda: _feed(_ENTRY, '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'), {READ, "malformed"},
    ),
    "include.xml": (
        lambda: _feed('<item><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
                      'parse="text"/></item>'),
        {"no_text", "malformed"},
    ),
    "entries.rss": (lambda: _feed("<item><description>a b</description></item>" * 100_000), {"too_large"}),
    "deep.rss": (lambda: _feed("<a>" * 190_000), {"no_text", "malformed"}),
    "attributes.rss": (
        lambda: _feed("<item " + " ".join(f'a{n}="b"' for n in range(100_000)) + "/>"), {"too_large"},
    ),
    "attributes.jsonl": (
        lambda: json.dumps({"html": "<p " + " ".join(f"a{n}" for n in range(100_000)) + f">{FACT}</p>"}), {"too_large"},
    ),
    "markup.json": (lambda: json.dumps({"html": "<p>a b " * 5_000_000}), {"too_large"}),
    "tags.jsonl": (lambda: json.dumps({"html": "<b>" * 3_000_000}), {"too_large"}),
    "zeros.txt.gz": (lambda: pack_zeros(250), {"too_large"}),
    "zeros.html.gz": (lambda: pack_zeros(50), {"too_large"}),
    "members.txt.gz": (lambda: pack_zeros(1) * 250, {"too_large"}),
    "cut.txt.gz": (lambda: gzip.compress(FACT.encode() * 1000)[:-20], {"unreadable"}),
    "garbled.txt.gz": (lambda: b"\x1f\x8b\x08\x00" + bytes(range(256)), {"unreadable"}),
    "tail.txt.gz": (lambda: gzip.compress(FACT.encode()) + b"tail", {READ, "unreadable"}),
    "deep.html": (lambda: _page("<div>" * 100_000 + FACT), {READ, "no_text", "too_large"}),
    "deep-inline.html": (lambda: _page("<b><i>" * 20_000 + FACT), {READ, "no_text", "too_large"}),
    "tables.html": (lambda: _page("<table><tr><td>" * 5_000 + FACT), {READ, "no_text", "too_large"}),
    "unclosed.html": (lambda: _page("<p>a" * 100_000), {"too_large"}),
    "many.html": (lambda: _page("<p>a b</p>" * 49_000), {READ, "no_text", "too_large"}),
    "links.html": (lambda: _page("<p><a href='x'>a b c</a></p>" * 20_000), {READ, "no_text", "too_large"}),
    "bylines.html": (
        lambda: _page('<div class="author">' * 200 + "<p>a b c</p>" * 20_000), {READ, "no_text", "too_large"},
    ),
    "attributes.html": (
        lambda: _page("<p " + " ".join(f'a{n}="b"' for n in range(100_000)) + f">{FACT}</p>" + _ARTICLE), {"too_large"},
    ),
    "attribute.html": (lambda: _page(f'<p a="{"b" * 5_000_000}">{FACT}</p>' + _ARTICLE), {READ, "no_text"}),
    "open-attribute.html": (lambda: _page("<a href='" + "b " * 500_000), {READ, "no_text"}),
    "open-comment.html": (lambda: _page(_ARTICLE + "<!--" * 190_000), {READ, "no_text"}),
    "angles.html": (lambda: _page("<" * 1_000_000), {READ, "no_text", "too_large"}),
    "entities.html": (lambda: _page("&amp;" * 400_000), {READ, "no_text", "too_large"}),
    "linked-data.html": (
        lambda: _page(_ARTICLE, f'<script type="application/ld+json">{"[" * 100_000}</script>'), {READ},
    ),
    "title.html": (lambda: _page(_ARTICLE, f'<meta property="og:title" content="{"a " * 400_000}">'), {READ}),
    "anchors.md": (lambda: f"---\n{_ANCHORS}title: *i\nauthor: *i\n---\n{FACT}", {READ, "malformed"}),
    "loop.md": (lambda: f"---\ntitle: &a [*a]\nauthor: &b {{name: *b}}\n---\n{FACT}", {READ, "malformed"}),
    "deep.md": (lambda: "---\ntitle: " + "[" * 9_000 + "]" * 9_000 + f"\n---\n{FACT}", {READ, "malformed"}),
    "deep-objects.md": (lambda: "---\ntitle: " + "{a: " * 3_000 + "}" * 3_000 + f"\n---\n{FACT}", {READ, "malformed"}),
    "object.md": (lambda: f"---\ntitle: !!python/object/apply:os.abort []\n---\n{FACT}", {READ, "malformed"}),
    "rules.md": (lambda: "---\na: b\n" + "---x\n" * 90_000, {READ, "too_large"}),
    "nul.csv": (lambda: "text\na\0b\n", {"binary"}),
    "cell.csv": (lambda: "text\n" + "a" * 30_000_000, {"too_large"}),
    "open-quote.csv": (lambda: 'text\n"' + "a b\n" * 2_000_000, {"malformed", "too_large"}),
    "quotes.csv": (lambda: "text\n" + 'a"b"' * 500_000, {READ, "malformed", "too_large"}),
    "columns.csv": (lambda: "text," * 90_000 + "\n" + "a," * 90_000, {READ, "malformed", "no_text"}),
    "rows.csv": (lambda: "text,id\n" + "a,b,c\n" * 100_000, {"malformed"}),
    "declared.xml": (lambda: '<?xml version="1.0" encoding="zip"?><rss/>', {"malformed", "no_text"}),
    "rot13.html": (lambda: '<meta charset="rot13">' + _ARTICLE, {READ, "no_text"}),
    "all-bytes.txt": (lambda: bytes(range(1, 256)) * 4_000, {READ, "encoding", "too_large"}),
}  # fmt: skip
