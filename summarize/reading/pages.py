"""HTML: the article cut out of a page, what the page says about it, and fragments of markup as text."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from summarize.reading.metadata import author_from_text
from summarize.reading.records import MAX_MARKUP, MAX_TAGS, Facts, Record, Refusal, fold_names, read_facts, tidy_facts

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements that begin a paragraph of their own; `head`, `item`, `quote`, `row`, `lb` are trafilatura's names.
_BLOCKS = frozenset(
    "address article aside blockquote body dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 head header hr item "
    "li list main nav ol p pre quote row section table tr ul".split()
)
_NO_WORDS = frozenset("script style template noscript svg iframe object".split())
_MAX_ELEMENTS = 50_000  # ten times a long page; trafilatura's time grows faster than their number
_BYLINE_ELEMENTS = 200  # what holds more is the article or the page, and may be marked two hundred times over
# libxml2 compares each attribute with all that stand before it in its tag.
_MANY_ATTRIBUTES = re.compile(
    r"""<[a-z][^\s<>]*+(?:\s++[^\s<>="']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"']++))?+){1000}""", re.IGNORECASE
)
_SPACES = re.compile(r"[ \t\r\n\f]+")  # what HTML collapses; a no-break space stays


def is_page(markup: str) -> bool:
    """Whether markup is a whole page and not the inside of an article."""
    return re.search(r"<(!doctype|html|head|body)\b", markup[:2000], re.IGNORECASE) is not None


def check_markup(markup: str) -> None:
    """Raises Refusal for what would take minutes or gigabytes to parse: more than 10 million characters, 200,000 tags,
    or 1,000 attributes in one of them."""
    for found, what in (
        (len(markup) > MAX_MARKUP, f"markup of more than {MAX_MARKUP:,} characters"),
        (markup.count("<") > MAX_TAGS, f"markup of more than {MAX_TAGS:,} tags"),
        (_MANY_ATTRIBUTES.search(markup), "a tag with more than 1,000 attributes"),
    ):
        if found:
            raise Refusal("too_large", what, "split it into its articles, or save their text as .txt")


def read_page(html: str) -> Record:
    """The article of a page, its paragraphs separated by blank lines.

    Raises Refusal if the page has no article or more than 50,000 elements, and as `check_markup` does.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints are told as refusals
    tree = _parse(html)
    body = None
    if tree is not None:
        if sum(1 for _ in tree.iter()) > _MAX_ELEMENTS:
            detail = f"a page of more than {_MAX_ELEMENTS:,} elements"
            raise Refusal("too_large", detail, "save the article's text as .txt")
        config = deepcopy(trafilatura.settings.DEFAULT_CONFIG)
        # Below 250 characters, its own limit, trafilatura runs all paragraphs together; short reports are articles too.
        config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "100"
        body = trafilatura.bare_extraction(html, include_comments=False, with_metadata=False, config=config)
    text = _render(body.body) if body is not None and body.body is not None else ""
    if tree is None or not text:
        raise Refusal("no_text", "no article was found in the page", "save the article's own page, or its text as .txt")
    left_out = _count(_render(tree.find("body"))) - _count(text) if tree.find("body") is not None else 0
    notes = ()
    if left_out > 0:
        notes = (
            f"the article was cut out of its page by trafilatura; {left_out:,} of {left_out + _count(text):,} "
            "characters of the page (menus, captions, comments and the like) are not in its text",
        )
    return Record(text, page=_read_page_facts(tree), notes=notes)


def html_to_text(markup: str) -> str:
    """All words of a fragment of HTML, its paragraphs separated by blank lines. Raises Refusal as
    `check_markup` does."""
    tree = _parse(markup)
    return _render(tree) if tree is not None else ""


def _parse(html: str) -> _Element | None:
    from lxml import etree

    check_markup(html)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(html.encode(), parser)
    except etree.ParseError:
        return None


def _render(root: _Element) -> str:
    from lxml import etree

    paragraphs: list[list[str]] = [[""]]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _NO_WORDS or (element.tag == "head" and element.find("title") is not None):
                walk.skip_subtree()
                continue
            if element.tag in _BLOCKS:
                paragraphs.append(["• " if element.tag in ("li", "item") else ""])
            paragraphs[-1][-1] += element.text or ""
        else:
            if element.tag in _BLOCKS:
                paragraphs.append([""])
            elif element.tag in ("br", "lb"):
                paragraphs[-1].append("")
            elif element.tag in ("td", "th", "cell") and element.getnext() is not None:
                paragraphs[-1][-1] += " | "
            if element is not root:
                paragraphs[-1][-1] += element.tail or ""
    lines = ("\n".join(line for raw in lines if (line := _SPACES.sub(" ", raw).strip(" "))) for lines in paragraphs)
    return "\n\n".join(paragraph for paragraph in lines if paragraph not in ("", "•"))


def _count(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _read_page_facts(tree: _Element) -> Facts:
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if content := (element.get("content") or "").strip():
            meta.setdefault(name, content)

    def first(*names: str) -> str | None:
        return next((meta[name] for name in names if name in meta), None)

    headings = [_SPACES.sub(" ", "".join(h1.itertext())).strip() for h1 in tree.iter("h1")]
    title = next((element.text for element in tree.iter("title") if element.text), None)
    links = (link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical")
    times = (time.get("datetime") for time in tree.iter("time") if time.get("itemprop") == "datePublished")
    names = ("class", "rel", "itemprop")
    marked = (e for e in tree.iter() if any(re.search("byline|author", e.get(name) or "") for name in names))
    bylines = (e for e in marked if next(islice(e.iter(), _BYLINE_ELEMENTS, None), None) is None)
    from_meta = Facts(
        outlet=first("og:site_name", "application-name", "dc.publisher"),
        title=first("og:title", "dc.title") or (headings[0] if len(headings) == 1 else None) or title,
        url=next(links, None) or first("og:url"),
        published=first("article:published_time", "datepublished", "dc.date", "date", "pubdate", "parsely-pub-date")
        or next(times, None),
        author=first("author", "article:author", "dc.creator", "byl", "parsely-author")
        or next(filter(None, (author_from_text(_render(element)) for element in bylines)), None),
        language=tree.get("lang") or first("og:locale", "content-language"),
    )
    stated = next(_read_linked_data(tree), Facts())
    found = {name: getattr(stated, name) or getattr(from_meta, name) for name in Facts.__slots__}
    facts = tidy_facts(Facts(**found | {"id": None}))
    return replace(facts, title=_cut_outlet(facts.title, facts.outlet))


def _read_linked_data(tree: _Element) -> Iterator[Facts]:
    """The facts of each schema.org article that a page describes as JSON-LD."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        entries = data if isinstance(data, list) else [data]
        for entry in entries:
            nested = entry.get("@graph") if isinstance(entry, dict) else None
            for thing in nested if isinstance(nested, list) else [entry]:
                if isinstance(thing, dict) and "Article" in str(thing.get("@type")):
                    yield read_facts(fold_names(thing))[0]


def _cut_outlet(title: str | None, outlet: str | None) -> str | None:
    """ "Bridge shut | The Vale Gazette" without the outlet's name."""
    if not title or not outlet:
        return title
    return re.sub(rf"\s+[|–—·:-]+\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE) or title
