"""The sentences of a story made into statements: clusters, representatives, mentions, outlets, origins and ids."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from summarize.ids import statement_id
from summarize.origins.trace import fold_origins
from summarize.same.central import choose_representative, is_whole, stands_alone
from summarize.same.cluster import cluster_sentences
from summarize.same.compare import find_first
from summarize.same.decision import Decision
from summarize.stories.group import choose_title
from summarize.text.opinion import is_opinion
from summarize.types import Article, EditMark, Mention, Sentence, Statement, Story
from summarize.updates.find import part_announced

Cluster = tuple[int, Sequence[int]]
"""(representative, members): indices into the sentences of the batch."""


def find_rows(groups: Sequence[Sequence[str]], sentences: Sequence[Sentence]) -> list[np.ndarray]:
    """For each group of articles the indices of its sentences, int64, ascending."""
    number = {article: n for n, group in enumerate(groups) for article in group}
    rows: list[list[int]] = [[] for _ in groups]
    for k, sentence in enumerate(sentences):
        rows[number[sentence.article]].append(k)
    return [np.array(row, dtype=np.int64) for row in rows]


def cluster_story(
    rows: np.ndarray,
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    pairs: np.ndarray,
    probabilities: np.ndarray,
    decision: Decision,
) -> list[Cluster]:
    """rows: the story's sentences; pairs: indices into rows; vectors: of all sentences. A partition of the rows.

    What announces an act and what reports it done are two statements, however alike they are told.
    """
    own, of_own = [sentences[k] for k in rows], vectors[rows]
    alone = [stands_alone(sentence.text) for sentence in own]

    def choose(members: Sequence[int]) -> int:
        return choose_representative(members, own, of_own, alone)

    clusters = cluster_sentences(find_first(own), pairs, probabilities, choose, decision.join, decision.hold)
    parted = []
    for first, members in clusters:
        announced, rest = part_announced([own[k].text for k in members])
        if announced and rest:
            parts = [[members[k] for k in part] for part in (announced, rest)]
            parted += [(choose(part), part) for part in parts]
        else:
            parted.append((first, members))
    parted.sort(key=lambda cluster: cluster[1])
    return [(int(rows[first]), [int(k) for k in rows[members]]) for first, members in parted]


def make_story(
    id: str,
    group: Sequence[str],
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    clusters: Sequence[Cluster],
) -> Story:
    """Titled with a headline, of the news before the opinions; without one with a statement that tells something by
    itself, is widely reported and stands early in an article."""
    ids = frozenset(group)
    titled = [article for article in articles if article.id in ids and article.title]
    news = [article for article in titled if not is_opinion(article.url, article.title, article.text)]
    titles = [article.title for article in news or titled if article.title]

    told = "" if titles else _find_lead(sentences, clusters)
    return Story(id, choose_title(titles, told), tuple(sorted(group)))


def _find_lead(sentences: Sequence[Sentence], clusters: Sequence[Cluster]) -> str:
    first: dict[str, int] = {}
    for k in sorted(k for _, members in clusters for k in members):
        first.setdefault(sentences[k].article, k)

    def rank(cluster: Cluster) -> tuple[bool, float, int]:
        shown, members = cluster
        place = min(k - first[sentences[k].article] for k in members)
        carried = len({sentences[k].article for k in members}) - math.log2(1 + place)
        return _tells(sentences[shown]), round(carried, 6), -members[0]

    return sentences[max(clusters, key=rank)[0]].text


def _tells(sentence: Sentence) -> bool:
    """Whether somebody who knows nothing of a story learns from a sentence what it is about."""
    return stands_alone(sentence.text) and is_whole(sentence.text) and sentence.text[0] not in "\"“‘'"


def make_statements(
    clusters: Sequence[Cluster],
    sentences: Sequence[Sentence],
    origins: Sequence[str],
    articles: Sequence[Article],
    story: str,
    marks: Mapping[str, tuple[EditMark, ...]] | None = None,
) -> list[Statement]:
    """One statement each, in the same order; origins: the id of each sentence's; marks: an editor's, by statement."""
    by_id = {article.id: article for article in articles}
    statements = []
    for first, members in clusters:
        found = fold_origins([_mention(sentences[k], by_id[sentences[k].article], origins[k]) for k in members])
        ordered = tuple(sorted(found, key=lambda m: (m.article, m.start)))
        place = sentences[first].article, sentences[first].start
        id = statement_id((by_id[m.article].sha256, m.start, m.end) for m in ordered)
        statements.append(
            Statement(
                id=id,
                story=story,
                representative=next(m for m in ordered if (m.article, m.start) == place),
                mentions=ordered,
                outlets=tuple(sorted({m.outlet for m in ordered if m.outlet is not None})),
                origins=len({m.origin for m in ordered}),
                edited=(marks or {}).get(id, ()),
            )
        )
    return statements


def _mention(sentence: Sentence, article: Article, origin: str) -> Mention:
    return Mention(article.id, article.outlet, sentence.start, sentence.end, sentence.text, origin)
