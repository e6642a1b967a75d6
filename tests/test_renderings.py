"""Markdown and HTML show what the briefing says, and nothing in an article can break them."""

from __future__ import annotations

import dataclasses
import html.parser
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.briefing.html import render_html, show_after, show_before
from summarize.briefing.markdown import describe_carriers, describe_notes, escape_markdown, render_markdown
from summarize.types import Announcement, Attribution, BriefedStory, Briefing, Citation, Foretold, Item, Source

HOSTILE = "</script><script>alert(1)</script> *bold* [link](javascript:alert(1)) `code` <img src=x onerror=alert(1)>"


def briefing(text: str = "The ferry ran aground.", title: str = "Ferry", url: str | None = None) -> Briefing:
    citation = Citation("a-1", "Harbour Post", title, url, "2031-01-02", 0, len(text), text, "", " Nobody was hurt.")
    other = Citation("a-2", "Coast Daily", None, None, None, 5, 20, "A ferry stranded.", "Yes. ", "")
    both = Item("s-1", "corroborated", text, 2, ("Coast Daily", "Harbour Post"), 2, "new", (citation, other))
    single = Item("s-2", "single_source", "One said.", 1, ("Coast Daily",), 1, "new", (other,))
    story = BriefedStory("story-1", title, ("a-1", "a-2"), ("Coast Daily", "Harbour Post"), (both, single))
    counts = {"articles": 2, "outlets": 2, "origins": 2, "statements": 5, "corroborated": 1, "single_source": 4}
    counts |= {"conflicts": 0, "items": 2, "hidden": 0, "rejected_inputs": 0, "rejected_spans": 3}
    sources = (
        Source(1, "a-1", "Harbour Post", title, url, "2031-01-02", None, "1.txt", "0" * 64),
        Source(2, "a-2", "Coast Daily", None, None, None, None, "2.txt", "0" * 64),
    )
    return Briefing(1, title, "batch", "2031-01-03T00:00:00+00:00", counts, (story,), sources)


def test_of_many_outlets_a_few_are_named_and_all_are_cited() -> None:
    told = briefing()
    item = told.stories[0].items[0]
    outlets = tuple(f"Outlet {n:02}" for n in range(12))
    item = replace(item, outlets=outlets, citations=(replace(item.citations[0], outlet="Outlet 07"), item.citations[1]))
    assert describe_carriers(item) == (
        "2 independent origins: Outlet 07, Outlet 00, Outlet 01, Outlet 02, Outlet 03 and 7 more"
    )


@pytest.mark.parametrize(
    ("origins", "expected", "told"),
    [(2, None, "2"), (2, 2.0, "2"), (2, 1.6, "2"), (2, 1.5, "1 or 2"), (3, 2.2, "2 or 3"), (4, 1.6, "2 to 4")],
)
def test_a_doubtful_origin_is_told_as_one(origins: int, expected: float | None, told: str) -> None:
    item = replace(briefing().stories[0].items[0], origins=origins, expected_origins=expected)
    outlets = "Harbour Post, perhaps Coast Daily" if told == "1 or 2" else "Coast Daily, Harbour Post"
    assert describe_carriers(item) == f"{told} independent origins: {outlets}"
    page = render_html(replace(briefing(), stories=(replace(briefing().stories[0], items=(item,)),)))
    assert f'<span class="origins">{told} origins</span>' in page


def test_what_only_opinion_pieces_say_is_marked() -> None:
    column = briefing(url="https://example.org/opinion/2031/ferry")
    item = column.stories[0].items[0]
    assert describe_notes(item) == []
    item = replace(item, citations=item.citations[:1])
    assert describe_notes(item) == ["from opinion pieces only"]
    page = render_html(replace(column, stories=(replace(column.stories[0], items=(item,)),)))
    assert "From opinion pieces only" in page and "From opinion pieces only" not in render_html(briefing())


@pytest.mark.parametrize(
    ("speaker", "told"),
    [("A spokeswoman", "a spokeswoman"), ("The mayor", "the mayor"), ("Ada Moss", "Ada Moss"), ("Another", "Another")],
)
def test_a_speaker_stands_inside_a_line(speaker: str, told: str) -> None:
    item = replace(briefing().stories[0].items[0], attribution=Attribution(speaker, False, False))
    assert describe_notes(item) == [f"rests on the word of {told}"]


def test_who_announced_it_is_told_once_whatever_they_announced() -> None:
    announced = (Announcement("s-8", "It will sail.", ("Coast Daily",)), Announcement("s-9", "It is to sail.", ("A",)))
    assert describe_notes(replace(briefing().stories[0].items[0], announced=announced)) == [
        "announced earlier by A, Coast Daily"
    ]


def test_markdown_names_every_source_by_its_number() -> None:
    text = render_markdown(briefing(url="https://example.org/a b?(c)"))
    assert "- The ferry ran aground. [1][2]  \n  *2 independent origins: Coast Daily, Harbour Post*" in text
    assert "- One said. [2]  \n  *single source: Coast Daily*" in text
    assert "1. Harbour Post, [Ferry](<https://example.org/a%20b?(c)>), 2031-01-02 (1.txt)" in text
    assert "3 further statements" in text


def test_neither_rendering_depends_on_when_it_was_made() -> None:
    assert "2031-01-03" not in render_markdown(briefing()) + render_html(briefing())


def test_markdown_in_an_article_is_no_markdown_in_the_briefing() -> None:
    text = render_markdown(briefing(HOSTILE, HOSTILE))
    for markup in ("<script", "<img", "*bold*", "[link](", "`code`"):
        assert markup not in text.replace("\\" + markup[0], "")


@pytest.mark.parametrize("line", ["# a", "- a", "+ a", "1. a", "12) a", "> a", "=== a", "| a | b |", "a\n\n# b"])
def test_no_sentence_begins_a_heading_list_or_table(line: str) -> None:
    assert not re.match(r"#|[-+>=|]|\d+[.)]", escape_markdown(line))
    assert "\n" not in escape_markdown(line)


@given(st.text())
def test_a_text_stays_on_its_line_and_loses_no_letter(text: str) -> None:
    escaped = escape_markdown(text)
    assert len(escaped.splitlines()) <= 1
    assert [c for c in escaped if c.isalnum()] == [c for c in text if c.isalnum()]


class Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def parse(page: str) -> Tags:
    parser = Tags()
    parser.feed(page)
    return parser


def test_nothing_of_an_article_is_executed_or_loaded() -> None:
    page = parse(render_html(briefing(HOSTILE, HOSTILE, url="javascript:alert(1)")))
    assert {tag for tag, _ in page.seen}.isdisjoint({"img", "iframe", "link", "object", "embed", "base"})
    assert [attributes for tag, attributes in page.seen if tag == "script"] == [{}]
    for _, attributes in page.seen:
        assert not any(name.startswith("on") for name in attributes)
        assert not (attributes.get("href") or "#").startswith("javascript:")
    assert any(a.get("http-equiv") == "Content-Security-Policy" for _, a in page.seen)
    assert HOSTILE in page.words


def test_a_story_of_which_nothing_was_chosen_says_so() -> None:
    told = briefing()
    empty = replace(told.stories[0], id="story-2", items=())
    assert "found room" not in render_html(told)
    assert "found room" in render_html(replace(told, stories=(*told.stories, empty)))


def test_a_quotation_is_shown_between_whole_words_of_its_line() -> None:
    assert show_before("enior administration official. "[-31:] + " ").startswith("… administration")
    assert show_before("Yes. ") == "Yes. "
    assert show_before("Published\n\n") == show_after("\r\n\nRead more") == show_after("") == ""
    assert show_after(" Nobody was hurt, the coastguard"[:32]) == " Nobody was hurt, the …"
    assert show_after(" Nobody was hurt.") == " Nobody was hurt."


def test_the_page_shows_every_mention_in_its_surroundings() -> None:
    words = "".join(parse(render_html(briefing(url="https://example.org/a"))).words)
    for shown in ("The ferry ran aground.", "A ferry stranded.", "Nobody was hurt.", "2 origins", "3 further"):
        assert shown in words
    assert 'href="https://example.org/a"' in render_html(briefing(url="https://example.org/a"))


def test_what_an_earlier_briefing_announced_is_told_with_its_day_and_outlets() -> None:
    foretold = (
        Foretold("monday", "2030-12-30T20:00:00+00:00", "s-8", ("Coast *Daily*", "Harbour Post")),
        Foretold("tuesday", "2030-12-31T20:00:00+00:00", "s-9", ()),
    )
    (story,) = briefing().stories
    items = (replace(story.items[0], foretold=foretold), story.items[1])
    told = replace(briefing(), stories=(replace(story, items=items),))
    assert (
        "announced in the briefing of 2030-12-30 (monday) by Coast \\*Daily\\*, Harbour Post; "
        "announced in the briefing of 2030-12-31 (tuesday) by an unknown outlet*"
    ) in render_markdown(told)
    words = "".join(parse(render_html(told)).words)
    assert "Announced in the briefing of 30 December 2030 (monday) by Coast *Daily*, Harbour Post\n" in words
    assert "Announced in the briefing of 31 December 2030 (tuesday)\n" in words


def test_markdown_and_exports_say_alike_that_nothing_is_new() -> None:
    from summarize.export.outlining import outline_briefing

    told = briefing()
    counts = told.counts | {"items": 0, "fresh": 0}
    stories = tuple(dataclasses.replace(story, items=()) for story in told.stories)
    nothing = dataclasses.replace(told, counts=counts, stories=stories, since_last=True)
    outline = outline_briefing(nothing)
    assert "Nothing of it is new" in outline.intro and outline.intro in render_markdown(nothing)
    assert outline.left == "" and "further statement" not in render_markdown(nothing)
