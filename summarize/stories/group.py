"""Which articles are about one event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from summarize.same.cluster import cluster_pairs
from summarize.stories.lookalikes import part_events
from summarize.stories.profiles import Profiles, read_profiles
from summarize.types import Article, Sentence

_WORD = re.compile(r"\w+(?:['’]\w+)?")
# UTF-8 that was read as Windows-1252, once or twice: "â€œ", "Ã¢â‚¬", "Ã©"; or what no decoder knew.
_GARBLED = re.compile(r"â€|Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u0080-\u00bf]|\ufffd")
_LONGEST_TITLE = 100  # characters of a title that had to be taken from a statement
_LEADS = 2  # body sentences; a third one changes nothing that can be measured
_SHORTEST_LEAD = 5  # words; below that it is a date line, a name or a label
# Two articles belong to one subject from this likeness on: 0.05, and more the more articles there are, for the chance
# that some pair of strangers is alike grows with the number of pairs. At 2, 10, 50 and 177 stories in a batch
# (statements/train, Multi-News) the best thresholds were .08, .10, .12, .14; this line goes through them.
_LIKE, _LIKE_PER_DOUBLING = 0.05, 0.012
# Vectors alone tell strangers from reports in other words badly: only from 0.6 on do they add to the words.
_MEANING_FROM, _MEANING = 0.6, 0.25
_BLOCK = 512  # rows of the likeness matrix at a time
_FREQUENT = 0.02  # columns with more rows than this are multiplied as a dense matrix, which is faster


def choose_leads(articles: Sequence[Article], sentences: Sequence[Sentence]) -> list[int]:
    """Indices of the sentences that are embedded to group articles: a headline and the first two of the body.

    `sentences` are sorted by article and start. Where an article has nothing but short lines it is its first line.
    """
    ids = {article.id for article in articles}
    chosen: list[int] = []
    for article, own in groupby(range(len(sentences)), key=lambda k: sentences[k].article):
        if article not in ids:
            continue
        rows = list(own)
        long = [k for k in rows if len(sentences[k].text.split()) >= _SHORTEST_LEAD]
        headline = [k for k in long if sentences[k].role == "headline" and k < rows[0] + 3][:1]
        body = [k for k in long if sentences[k].role != "headline"][:_LEADS]
        chosen += sorted(headline + body) or rows[:1]
    return chosen


def group_articles(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    leads: Sequence[int],
    vectors: np.ndarray,
    days: float | None = None,
) -> list[tuple[str, ...]]:
    """A partition by event of the articles that have a sentence: sorted ids; most outlets, then most articles first.

    leads: from `choose_leads`; vectors: their float32 unit rows, (len(leads), d). days: None, or how many days apart
    the articles of one story may be published, the undated aside; a story that runs longer falls apart.
    Articles with the same text stay together, whenever they were published.
    First the articles on one subject are found by average linkage on their words, then `part_events` tells look-alike
    events apart. Nothing depends on the order of the input.
    """
    heard = {sentence.article for sentence in sentences}
    twins: dict[str, list[Article]] = {}
    for article in sorted((article for article in articles if article.id in heard), key=lambda article: article.id):
        twins.setdefault(article.text, []).append(article)
    # A statement's id is made of texts and places, so one text in two stories would give two statements one id.
    known = [same[0] for same in twins.values()]
    if not known:
        return []
    profiles = read_profiles(known, sentences, leads, vectors)
    found = []
    for subject in cluster_pairs(len(known), *_compare(profiles), _threshold(len(known))):
        found += part_events(profiles, subject, days) if len(subject) > 1 else [subject]
    groups = [[article for k in group for article in twins[known[k].text]] for group in found]

    def rank(group: Sequence[Article]) -> tuple[object, ...]:
        outlets = {article.outlet or article.id for article in group}
        return (-len(outlets), -len(group), sorted(article.id for article in group))

    return [tuple(sorted(article.id for article in group)) for group in sorted(groups, key=rank)]


def _threshold(articles: int) -> float:
    return _LIKE + _LIKE_PER_DOUBLING * float(np.log2(max(articles, 2)))


def _compare(profiles: Profiles) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (m, 2) and their likeness (m,); below half the threshold it counts as none, which saves memory."""
    n = profiles.topic.shape[0]
    least = _threshold(n) / 2
    frequent = np.bincount(profiles.topic.indices, minlength=profiles.topic.shape[1]) > max(_FREQUENT * n, 100)
    dense, sparse = profiles.topic[:, frequent].toarray(), profiles.topic[:, ~frequent]
    rows, columns, values = [], [], []
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        alike = dense[start:stop] @ dense[start:].T + (sparse[start:stop] @ sparse[start:].T).toarray()
        near = profiles.meaning[start:stop] @ profiles.meaning[start:].T
        alike += _MEANING * np.maximum(near - _MEANING_FROM, 0)
        i, j = np.nonzero(np.triu(alike >= least, 1))
        rows.append(i + start)
        columns.append(j + start)
        values.append(alike[i, j].astype(np.float64))
    pairs = np.stack([np.concatenate(rows), np.concatenate(columns)], axis=1)
    return pairs, np.minimum(np.concatenate(values), 1.0)


def choose_title(titles: Sequence[str], fallback: str) -> str:
    """The headline that shares most words with the others; the shortest, then the first by letters, where they tie.

    One whose letters were garbled comes after all others. Without a headline it is the beginning of `fallback`.
    """
    if not titles:
        text = " ".join(fallback.split())
        return text if len(text) <= _LONGEST_TITLE else text[:_LONGEST_TITLE].rpartition(" ")[0] + " …"
    words = [set(_WORD.findall(title.lower())) for title in titles]

    def rank(k: int) -> tuple[object, ...]:
        common = sum(len(words[k] & other) / max(1, len(words[k] | other)) for other in words)
        return (_GARBLED.search(titles[k]) is not None, -round(common, 6), len(titles[k]), titles[k])

    return " ".join(titles[min(range(len(titles)), key=rank)].split())
