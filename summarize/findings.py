"""What many outlets together tell of a story: who said it, what superseded what, where they differ, when it was."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from summarize.discrepancies.find import find_discrepancies
from summarize.people.attribution import attribute_statements
from summarize.people.spellings import find_spellings
from summarize.same.embed import plain_text
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
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    rejected: Sequence[Rejection],
) -> Findings:
    """articles: those that were split; pairs: of indices into `sentences`, with their probabilities."""
    near = find_near(statements, sentences, pairs)
    said, later = attribute_statements(statements, sentences), find_updates(statements, articles, near)
    likely = expect_origins(statements, sentences, pairs)
    told = tuple(
        replace(s, attribution=said.get(s.id), supersedes=later.get(s.id, ()), expected_origins=likely.get(s.id))
        for s in statements
    )
    by_id = {article.id: article for article in articles}
    by_story: dict[str, list[Statement]] = {story.id: [] for story in stories}
    for statement in told:
        by_story[statement.story].append(statement)
    return Findings(
        stories=tuple(stories),
        statements=told,
        origins=settle_origins(origins, told),
        discrepancies=tuple(find_discrepancies(articles, told, near)),
        timelines={s.id: tuple(make_timeline(by_story[s.id], [by_id[id] for id in s.articles])) for s in stories},
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


def expect_origins(
    statements: Sequence[Statement], sentences: Sequence[Sentence], pairs: Iterable[tuple[np.ndarray, np.ndarray]]
) -> dict[str, float]:
    """For each statement of several origins, how many are to be expected to make it, to three digits.

    That of the representative is one; each other counts with the probability that one of its mentions says the same as
    the representative, straight or by way of another mention of the representative's origin. Two groups of sentences
    are joined from a mean of .3 on, as that finds most of what belongs together, so that many a second origin is none.
    What an editor merged is sure.
    """
    several = [statement for statement in statements if statement.origins > 1 and "merged" not in statement.edited]
    story_of = {mention.article: statement.story for statement in statements for mention in statement.mentions}
    # Of sentences in the same words only the first of a story was compared: all of them go by one number.
    numbers: dict[tuple[str, str], int] = {}
    number = np.array(
        [numbers.setdefault((story_of.get(s.article, ""), plain_text(s.text)), len(numbers)) for s in sentences],
        dtype=np.int64,
    )
    asked = np.zeros(len(numbers), dtype=bool)
    asked[[numbers[s.story, plain_text(m.text)] for s in several for m in s.mentions]] = True
    known: dict[tuple[int, int], float] = {}
    for rows, probabilities in pairs:
        one, other = number[rows].T
        inside = asked[one] & asked[other] & (probabilities >= _NEAR)
        names = zip(one[inside].tolist(), other[inside].tolist(), strict=True)
        known.update(zip(names, probabilities[inside].tolist(), strict=True))
    return {statement.id: round(_expect(statement, numbers, known), 3) for statement in several}


def _expect(
    statement: Statement, numbers: Mapping[tuple[str, str], int], known: Mapping[tuple[int, int], float]
) -> float:
    wordings: dict[str, set[int]] = {}
    for mention in statement.mentions:
        wordings.setdefault(mention.origin, set()).add(numbers[statement.story, plain_text(mention.text)])

    def likely(a: int, b: int) -> float:
        return 1.0 if a == b else known.get((a, b), known.get((b, a), 0.0))

    first = numbers[statement.story, plain_text(statement.representative.text)]
    via = [(k, likely(first, k)) for k in sorted(wordings.pop(statement.representative.origin))]
    return 1.0 + math.fsum(max(p * likely(k, far) for k, p in via for far in other) for other in wordings.values())


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
