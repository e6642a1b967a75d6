"""What an outlet calls an opinion, and a headline of the news before one of those."""

from __future__ import annotations

import pytest

from summarize.statements import make_story
from summarize.text.opinion import is_opinion
from summarize.types import Article


@pytest.mark.parametrize(
    ("url", "title", "text"),
    [
        ("https://post.example/opinion/2031/ferry", "Ferry", ""),
        ("https://post.example/Commentary/the-monitors-view/2031/ferry?nav=1", None, ""),
        ("https://post.example/news/1", "OPINION: Nobody should sail", ""),
        (None, "Nobody should sail | Opinion", ""),
        (None, "Nobody should sail", "ANALYSIS/OPINION:\n\nNobody should sail to Lowmere."),
    ],
)
def test_opinions_are_known_by_what_their_outlet_says(url: str | None, title: str | None, text: str) -> None:
    assert is_opinion(url, title, text)


@pytest.mark.parametrize(
    ("url", "title", "text"),
    [
        ("https://post.example/news/ferry-opinion-poll", "Opinion of the court is split", ""),
        ("https://post.example/news?from=/opinion/", "Letters found in ferry", ""),
        ("https://post.example/politics/opinion-polls-narrow", "Lowmere votes - opinion polls tighten", ""),
        ("https://post.example/news/letters-laced-with-ricin", "Column of smoke over Brisk", ""),
        ("http://[", None, "The ferry sails. In my opinion it should not."),
        (None, None, ""),
    ],
)
def test_what_only_speaks_of_opinions_is_none(url: str | None, title: str | None, text: str) -> None:
    assert not is_opinion(url, title, text)


def test_a_story_is_titled_with_a_headline_of_the_news() -> None:
    def article(id: str, title: str) -> Article:
        return Article(id, id, title, None, None, None, "en", "", "", "f")

    column, news = article("a-1", "OPINION: Ban the ferry"), article("a-2", "Ferry runs aground off Lowmere")
    other = article("a-3", "Opinion: Ban the ferry now")
    assert make_story("s", ["a-1", "a-2", "a-3"], [column, news, other], [], []).title == news.title
    assert make_story("s", ["a-1"], [column], [], []).title == column.title
