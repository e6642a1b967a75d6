"""How likely two sentences make the same statement: the seam where the product's one decision is made.

Everything before it finds sentences, everything behind it works with the probabilities. The decision looks at all pairs
that are worth it, and once more, with a larger model's vectors, at those that this leaves open.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from summarize.cache import Cache, content_key
from summarize.errors import ModelError
from summarize.people.spellings import fold_spellings
from summarize.same.decision import NO_READER, WEIGHTS, Decision, find_decision
from summarize.same.embed import embed_texts, plain_text
from summarize.same.evidence import FEATURES, READ_FEATURES, candidate_pairs, measure_pairs, measure_reading
from summarize.same.forest import load_model, score_pairs
from summarize.same.guards import are_opposed
from summarize.same.reader import find_reader
from summarize.text.traits import read_traits
from summarize.types import Model, Progress, Sentence

Told = tuple[Sequence[Sentence], np.ndarray]
"""A story's sentences, sorted by article and start, and their unit vectors (n, d), all of one model."""
Compared = tuple[np.ndarray, np.ndarray]
"""Its pairs that may be the same statement, int64 (m, 2) with i < j, and their probabilities (m,). A pair that is not
named has probability 0."""

# What a guard does to the probability of a pair. Not 0, as the two are worth a look all the same: one may supersede
# or contradict the other.
_OPPOSED, _UNSURE = 0.15, 0.05
_UNTRAINED = {"cosine": 6.4, "words_low": 8.6}
_UNTRAINED_BIAS = -8.2
# Sentences whose stories are read again in one go, for full passes; what a killed run compares once more.
_TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A story's pairs and their probabilities by the first look. articles: equal numbers for the sentences of one
    article; kept: the numbers of the pairs whose features, float64 (len(kept), len(FEATURES)), are at hand."""

    sentences: Sequence[Sentence]
    articles: np.ndarray
    pairs: np.ndarray
    probabilities: np.ndarray
    kept: np.ndarray
    features: np.ndarray

    def find_open(self, decision: Decision) -> np.ndarray:
        """The numbers of the pairs that are looked at again."""
        return np.flatnonzero(self.probabilities >= decision.open) if decision.second else np.zeros(0, dtype=np.int64)

    def find_texts(self, decision: Decision) -> list[str]:
        """The texts of these pairs' sentences, each sentence's once, in their order."""
        return [self.sentences[k].text for k in np.unique(self.pairs[self.find_open(decision)])]


def compare_stories(stories: Sequence[Told], model: Model, cache: Cache, progress: Progress) -> list[Compared]:
    """The pairs of each story that may be the same statement. model: whose vectors they are, and which decision.

    Whether two sentences say the same depends on what else the story says (names that occur everywhere are no
    evidence), so the result is cached by the content of the whole story. Sentences in the same words are compared
    once, as the first of them: see `find_first`.
    """
    decision = find_decision(model)
    keys = [_story_key(sentences, model, decision) for sentences, _ in stories]
    found = [cache.pairs(key) for key in keys]
    for numbers in _deal([k for k, known in enumerate(found) if known is None], stories):
        looks = [look_once(*stories[k], decision, decision.open, progress) for k in numbers]
        texts = [text for look in looks for text in look.find_texts(decision)]
        vectors = iter(read_texts(texts, cache, progress) if texts else ())
        for k, look in zip(numbers, looks, strict=True):
            read = [next(vectors) for _ in look.find_texts(decision)]
            pairs, probabilities = look.pairs, look_again(look, decision, np.array(read))[0]
            cache.add_pairs(keys[k], pairs, probabilities)
            found[k] = pairs, probabilities
    return [compared for compared in found if compared is not None]


def compare_sentences(
    sentences: Sequence[Sentence], vectors: np.ndarray, model: Model, cache: Cache, progress: Progress
) -> Compared:
    """`compare_stories` of one story."""
    return compare_stories([(sentences, vectors)], model, cache, progress)[0]


def _story_key(sentences: Sequence[Sentence], model: Model, decision: Decision) -> bytes:
    texts = (part for sentence in sentences for part in (sentence.article, sentence.text))
    return content_key(decision.name, model.sha256, *texts)


def _deal(numbers: Sequence[int], stories: Sequence[Told]) -> Iterator[list[int]]:
    """The stories of these numbers, those together that have _TOGETHER sentences or the first more than that."""
    dealt, size = [], 0
    for k in numbers:
        dealt.append(k)
        size += len(stories[k][0])
        if size >= _TOGETHER:
            yield dealt
            dealt, size = [], 0
    if dealt:
        yield dealt


def read_texts(texts: Sequence[str], cache: Cache, progress: Progress = lambda done, total: None) -> np.ndarray:
    """The reader's vectors, float32 (len(texts), dimensions). Raises ModelError where it is missing."""
    reader = find_reader()
    if reader is None:
        raise ModelError(NO_READER)
    return embed_texts(texts, reader, cache, progress)


def measure_sentences(
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    decision: Decision,
    read: Callable[[Sequence[str]], np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `compare_stories` gives of a story, without a cache, and the features of the pairs, float64 (m,
    len(FEATURES) + len(READ_FEATURES)), those of the reading NaN where it is not asked for. read: see `read_texts`."""
    look = look_once(sentences, vectors, decision, keep=0.0)
    texts = look.find_texts(decision)
    probabilities, more = look_again(look, decision, read(texts) if texts else np.zeros((0, 0)))
    reading = np.full((len(look.pairs), len(READ_FEATURES)), np.nan)
    reading[look.find_open(decision)] = more
    return look.pairs, probabilities, np.concatenate([look.features, reading], axis=1)


def look_once(
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    decision: Decision,
    keep: float,
    progress: Progress = lambda done, total: None,
) -> FirstLook:
    """keep: the features are kept of pairs that are at least so likely; all of a million pairs take half a gigabyte."""
    traits = read_traits(fold_spellings(sentences))
    pairs = candidate_pairs(vectors, traits, np.unique(find_first(sentences)), decision.most, decision.floor)
    articles = np.unique([sentence.article for sentence in sentences], return_inverse=True)[1]
    score, probabilities, kept = _load_scores(decision), np.zeros(len(pairs)), [np.zeros((0, len(FEATURES)))]
    for block, features in measure_pairs(traits, vectors, articles, pairs):
        probabilities[block] = score(features)
        kept.append(features[probabilities[block] >= keep])
        progress(block.stop, len(pairs))
    at_hand = np.flatnonzero(probabilities >= keep)
    return FirstLook(sentences, articles, pairs, probabilities, at_hand, np.concatenate(kept))


def look_again(look: FirstLook, decision: Decision, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The probabilities of the pairs (m,), and the features by which the open ones have been looked at again, float64
    (open, len(READ_FEATURES)). vectors: the reader's, of `look.find_texts`."""
    probabilities, again = look.probabilities.copy(), look.find_open(decision)
    more = np.zeros((0, len(READ_FEATURES)))
    if len(again):
        rows, places = np.unique(look.pairs[again], return_inverse=True)
        more = measure_reading(vectors, look.articles[rows], places.reshape(-1, 2))
        features = np.concatenate([look.features[np.isin(look.kept, again)], more], axis=1)
        probabilities[again] = score_pairs(load_model(WEIGHTS / decision.second), features)
    for k in np.flatnonzero(probabilities >= _UNSURE):
        i, j = look.pairs[k]
        if are_opposed(look.sentences[i].text, look.sentences[j].text):
            probabilities[k] *= _OPPOSED
    return probabilities, more


def _load_scores(decision: Decision) -> Callable[[np.ndarray], np.ndarray]:
    if decision.weights:
        return functools.partial(score_pairs, load_model(WEIGHTS / decision.weights))
    columns = [FEATURES.index(name) for name in _UNTRAINED]
    weight = np.array(list(_UNTRAINED.values()))
    return lambda features: 1 / (1 + np.exp(-(features[:, columns] @ weight + _UNTRAINED_BIAS)))


def find_first(sentences: Sequence[Sentence]) -> np.ndarray:
    """For each sentence the index of the first one in the same words, int64 (n,).

    A reprint must not crowd the other sentences out of the nearest ones, however many outlets carry it.
    """
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(plain_text(s.text), k) for k, s in enumerate(sentences)], dtype=np.int64)
