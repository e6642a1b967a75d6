"""Which articles are about one event. For now the whole batch is one story, as a batch is one event's articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarize.types import Article, Sentence, Story

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_LONGEST_TITLE = 100  # characters of a title that had to be taken from a statement


def choose_leads(articles, sentences):  # the helper of issue 4.1 replaces these two
    return []


def group_articles(articles, sentences, leads, vectors, days=None):
    return [tuple(sorted({sentence.article for sentence in sentences}))]


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
