"""What many outlets together tell of a story: who said it, what superseded what, where they differ, when it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from summarize.discrepancies.find import find_discrepancies
from summarize.people.attribution import attribute_statements
from summarize.people.spellings import find_spellings
from summarize.timeline import make_timeline
from summarize.types import Article, Findings, Origin, Rejection, Sentence, SpelledName, Statement, Story
from summarize.updates.find import find_updates

_NEAR = 0.05  # a less likely pair of sentences says nothing of its statements


def gather_findings(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    stories: Sequence[Story],
    statements: Sequence[Statement],
    origins: Sequence[Origin],
    pairs: Iterable[tuple[np.ndarray, np.ndarray]],
    rejected: Sequence[Rejection],
) -> Findings:
    """articles: those that were split; pairs: of indices into `sentences`, with their probabilities."""
    near = find_near(statements, sentences, pairs)
    said, later = attribute_statements(statements, sentences), find_updates(statements, articles, near)
    told = tuple(replace(s, attribution=said.get(s.id), supersedes=later.get(s.id, ())) for s in statements)
    by_story: dict[str, list[Statement]] = {story.id: [] for story in stories}
    for statement in told:
        by_story[statement.story].append(statement)
    return Findings(
        stories=tuple(stories),
        statements=told,
        origins=settle_origins(origins, told),
        discrepancies=tuple(find_discrepancies(articles, told, near)),
        timelines={story: tuple(make_timeline(own, articles)) for story, own in by_story.items()},
        names=_find_names(stories, articles, sentences),
        rejected=tuple(rejected),
    )


def find_near(
    statements: Sequence[Statement], sentences: Sequence[Sentence], pairs: Iterable[tuple[np.ndarray, np.ndarray]]
) -> list[tuple[str, str, float]]:
    """Two statements that may be one, and the probability of their likeliest pair of mentions; sorted."""
    ids = sorted(statement.id for statement in statements)
    rank = {id: n for n, id in enumerate(ids)}
    place = {(m.article, m.start): rank[statement.id] for statement in statements for m in statement.mentions}
    owner = np.array([place[sentence.article, sentence.start] for sentence in sentences], dtype=np.int64)
    best: dict[tuple[int, int], float] = {}
    for rows, probabilities in pairs:
        told = np.sort(owner[rows], axis=1)
        kept = (probabilities >= _NEAR) & (told[:, 0] != told[:, 1])
        for (one, other), p in zip(told[kept].tolist(), probabilities[kept].tolist(), strict=True):
            best[one, other] = max(best.get((one, other), 0.0), p)
    return [(ids[one], ids[other], p) for (one, other), p in sorted(best.items())]


def settle_origins(origins: Sequence[Origin], statements: Sequence[Statement]) -> tuple[Origin, ...]:
    """The origins that mentions have in the end, with the articles of these; see `fold_origins`."""
    carriers: dict[str, set[str]] = {}
    for statement in statements:
        for mention in statement.mentions:
            carriers.setdefault(mention.origin, set()).add(mention.article)
    return tuple(replace(o, articles=tuple(sorted(carriers[o.id]))) for o in origins if o.id in carriers)


def _find_names(
    stories: Sequence[Story], articles: Sequence[Article], sentences: Sequence[Sentence]
) -> dict[str, tuple[SpelledName, ...]]:
    outlets = {article.id: article.outlet for article in articles}
    story = {article: story.id for story in stories for article in story.articles}
    rows: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        rows.setdefault(story[sentence.article], []).append(sentence)
    return {id: names for id, own in rows.items() if (names := tuple(find_spellings(own, outlets)))}
