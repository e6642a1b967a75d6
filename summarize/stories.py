"""Which articles are about one event. For now the whole batch is one story, as a batch is one event's articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarize.types import Article, Sentence, Story

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_LONGEST_TITLE = 100  # characters of a title that had to be taken from a statement


def make_story(articles: Sequence[Article], representatives: Sequence[Sentence], sizes: Sequence[int]) -> Story:
    """The story of all articles that have a sentence left; sizes are those of the representatives' clusters."""
    largest = max(range(len(sizes)), key=lambda k: (sizes[k], -k))
    ids = tuple(sorted(article.id for article in articles))
    titles = [article.title for article in articles if article.title]
    return Story("story-1", choose_title(titles, representatives[largest].text), ids)


def choose_title(titles: Sequence[str], fallback: str) -> str:
    """The headline that shares most words with the others; the shortest, then the first by letters, where they tie.

    Without a headline it is the beginning of `fallback`.
    """
    if not titles:
        text = " ".join(fallback.split())
        return text if len(text) <= _LONGEST_TITLE else text[:_LONGEST_TITLE].rpartition(" ")[0] + " …"
    words = [set(_WORD.findall(title.lower())) for title in titles]

    def rank(k: int) -> tuple[object, ...]:
        common = sum(len(words[k] & other) / max(1, len(words[k] | other)) for other in words)
        return (-round(common, 6), len(titles[k]), titles[k])

    return " ".join(titles[min(range(len(titles)), key=rank)].split())
