"""What the pipeline joins, beside what people joined: labelled stories through the product's own stages.

A labelled sentence belongs to the sentence of the run that covers most of it, and to none where less than half of it
is covered. Nothing here shows a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from summarize.cache import Cache
from summarize.pipeline import STAGES, run_stage
from summarize.reading.readers import read_batch
from summarize.run import open_run
from summarize.same.compare import find_first
from summarize.same.embed import embed_texts
from summarize.same.encoder import load_encoder
from summarize.settings import DEFAULT
from summarize.stages import read_pairs
from summarize.statements import find_rows
from summarize.text.clean import clean_articles
from summarize.text.sentences import split_sentences
from summarize.training.stories import LabelledStory, Pair, count_pairs, read_stories
from summarize.types import Sentence, Statement

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Clustered:
    """A batch after the stage `cluster`.

    For each of its n sentences, int (n,): `first`, the first sentence of its story in the same words, which was
    compared in its place; `story`; `statement`. spans: by article, (start, end, sentence) in the order of the
    statements. probability: of the pairs i < j that were compared, all of them first ones.
    """

    sentences: tuple[Sentence, ...]
    first: np.ndarray
    story: np.ndarray
    statement: np.ndarray
    spans: dict[str, list[tuple[int, int, int]]]
    probability: dict[Pair, float]

    def find_sentence(self, article: str, start: int, end: int) -> int | None:
        """The sentence that covers most of [start, end), the first of two that cover as much."""
        best, found = 0, None
        for left, right, sentence in self.spans.get(article, []):
            overlap = min(end, right) - max(start, left)
            if overlap > best:
                best, found = overlap, sentence
        return found if 2 * best >= end - start else None

    def read_probability(self, i: int, j: int) -> float | None:
        """How likely two sentences were held to say the same, 1 for the same words, None if never compared."""
        a, b = sorted((int(self.first[i]), int(self.first[j])))
        return 1.0 if a == b else self.probability.get((a, b))


def cluster_batch(batch: Path, out: Path, name: str) -> Clustered:
    """Runs the stages from `read` to `cluster` with the default settings; nothing is left in `out` but its cache."""
    with open_run(batch, out, name, DEFAULT) as run:
        names = [stage.name for stage in STAGES]
        for stage in names[: names.index("cluster") + 1]:
            run_stage(stage, run.staging)
        sentences = run.rows("sentences", Sentence)
        found = read_pairs(run.parts)
        first, story, statement = (np.zeros(len(sentences), dtype=np.int64) for _ in range(3))
        probability: dict[Pair, float] = {}
        for number, rows in enumerate(find_rows(run.rows("groups", tuple[str, ...]), sentences)):
            story[rows] = number
            first[rows] = rows[find_first([sentences[k] for k in rows])]
            pairs, probabilities = found[number]
            probability |= zip(map(tuple, rows[pairs].tolist()), probabilities.tolist(), strict=True)
        index = {(sentence.article, sentence.start): k for k, sentence in enumerate(sentences)}
        spans: dict[str, list[tuple[int, int, int]]] = {}
        for number, told in enumerate(run.rows("statements", Statement)):
            for mention in told.mentions:
                k = index[mention.article, mention.start]
                statement[k] = number
                spans.setdefault(mention.article, []).append((mention.start, mention.end, k))
    return Clustered(tuple(sentences), first, story, statement, spans, probability)


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled story and its run; place: for each labelled sentence its sentence of the run, None if set aside."""

    story: LabelledStory
    run: Clustered
    place: tuple[int | None, ...]

    @property
    def clusters(self) -> list[list[int]]:
        """The labelled sentences by statement, those that were set aside left out."""
        found: dict[int, list[int]] = {}
        for k, place in enumerate(self.place):
            if place is not None:
                found.setdefault(int(self.run.statement[place]), []).append(k)
        return list(found.values())

    @property
    def joined(self) -> set[Pair]:
        """The pairs that the run joined, those left out whose label does not count."""
        return {pair for cluster in self.clusters for pair in combinations(cluster, 2)} - self.story.ignored

    def read_probability(self, pair: Pair) -> float | None:
        i, j = (self.place[k] for k in pair)
        return None if i is None or j is None else self.run.read_probability(i, j)


def embed_stories(folder: Path, cache: Cache) -> None:
    """Has all sentences of the stories in the cache, so that the encoder is loaded once and not once a story."""
    texts = []
    for story in read_stories(folder):
        articles = read_batch(folder / story.name / "batch", DEFAULT).articles
        kept, _ = clean_articles(articles, [s for article in articles for s in split_sentences(article)], DEFAULT)
        texts += [sentence.text for sentence in kept]
    embed_texts(texts, load_encoder(DEFAULT.model), cache, lambda done, total: None)


def tell_story(story: LabelledStory, folder: Path, out: Path) -> Told:
    run = cluster_batch(folder / story.name / "batch", out, story.name)
    return Told(story, run, tuple(run.find_sentence(s.article, s.start, s.end) for s in story.sentences))


def tell_stories(folder: Path, out: Path) -> list[Told]:
    """All labelled stories of a folder such as `statements/dev`, each run as a batch of its own."""
    return [tell_story(story, folder, out) for story in read_stories(folder)]


Figures = Callable[[np.ndarray], np.ndarray]


def score_pairs(counts: np.ndarray) -> np.ndarray:
    """(precision, recall, F1) of (hits, false joins, misses), along the last axis; 1 where nothing is counted."""
    hits, wrong, missed = np.moveaxis(np.asarray(counts, dtype=float), -1, 0)
    parts = ((hits, hits + wrong), (hits, hits + missed), (2 * hits, 2 * hits + wrong + missed))
    return np.stack([np.divide(a, b, out=np.ones_like(a), where=b > 0) for a, b in parts], axis=-1)


def count_story_pairs(told: Told) -> dict[str, np.ndarray]:
    """(hits, false joins, misses) over "all" pairs and those "across" articles."""
    return count_pairs(told.story, told.clusters)


def score_bcubed(sums: np.ndarray) -> np.ndarray:
    """(precision, recall, F1) of what `sum_bcubed` gives, along the last axis."""
    precision, recall, sentences = np.moveaxis(np.asarray(sums, dtype=float), -1, 0)
    both = np.maximum(precision + recall, 1e-12)
    sentences = np.maximum(sentences, 1)
    return np.stack([precision / sentences, recall / sentences, 2 * precision * recall / both / sentences], axis=-1)


def sum_bcubed(told: Told, alone: bool) -> np.ndarray:
    """(sum of precisions, sum of recalls, number) of the sentences, B-cubed (Bagga and Baldwin 1998).

    A sentence is with itself and with those it was joined with, by people and by the run; pairs whose label does not
    count are in neither, and so are lines that somebody called boilerplate. alone=False: only sentences that people
    or the run joined with another.
    """
    n = len(told.story.sentences)
    doubtful = _mates(told.story.ignored, n)
    wanted, found = _mates(told.story.same, n), _mates(told.joined, n)
    precision = recall = count = 0.0
    for k in range(n):
        if len(doubtful[k]) == n or (not alone and len(wanted[k]) == len(found[k]) == 1):
            continue
        both = len(wanted[k] & found[k])
        precision += both / len(found[k])
        recall += both / len(wanted[k])
        count += 1
    return np.array([precision, recall, count])


def _mates(pairs: Iterable[Pair], n: int) -> list[set[int]]:
    mates = [{k} for k in range(n)]
    for i, j in pairs:
        mates[i].add(j)
        mates[j].add(i)
    return mates


def estimate(rows: Sequence[np.ndarray], score: Figures, draws: int = _RESAMPLES) -> tuple[np.ndarray, np.ndarray]:
    """Figures over all stories, (f,), and their 95% intervals, (2, f): percentiles over resampled stories (Efron
    1979). rows: what is summed, one row a story; the same rows give the same interval."""
    table = np.stack(rows)
    chosen = np.random.default_rng(0).integers(0, len(table), (draws, len(table)))
    return score(table.sum(0)), np.percentile(score(table[chosen].sum(1)), (2.5, 97.5), axis=0)


def label_pairs(told: Told) -> tuple[np.ndarray, np.ndarray]:
    """(probability, whether people joined it) of each pair that was compared and whose label counts."""
    of_place: dict[int, list[int]] = {}
    for k, place in enumerate(told.place):
        if place is not None:
            of_place.setdefault(place, []).append(k)
    p, label = [], []
    for (i, j), probability in sorted(told.run.probability.items()):
        for a in of_place.get(i, ()):
            for b in of_place.get(j, ()):
                pair = (min(a, b), max(a, b))
                if pair not in told.story.ignored:
                    p.append(probability)
                    label.append(pair in told.story.same)
    return np.array(p, dtype=float), np.array(label, dtype=bool)
