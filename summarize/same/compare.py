"""How likely two sentences make the same statement: the seam where the product's one decision is made.

Everything before it finds sentences, everything behind it works with the probabilities. It is a cascade: all pairs that
are worth it are looked at once; what that leaves open is looked at again, with the vectors of a larger model; and what
is in doubt then a third time, with what that model makes of both sentences at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

import numpy as np

from summarize.cache import Cache, content_key
from summarize.errors import ModelError
from summarize.people.spellings import fold_spellings
from summarize.same.central import is_complete
from summarize.same.decision import NO_READER, WEIGHTS, Decision, find_decision
from summarize.same.embed import embed_texts, plain_text
from summarize.same.evidence import (
    ALL_FEATURES,
    FEATURES,
    candidate_pairs,
    measure_odds,
    measure_pairs,
    measure_reading,
)
from summarize.same.forest import load_model, score_pairs
from summarize.same.guards import are_opposed
from summarize.same.pair_reader import find_pair_reader, score_texts
from summarize.text.traits import read_traits
from summarize.types import Model, Progress, Sentence

Embedded = tuple[Sequence[Sentence], np.ndarray]
"""A story's sentences, sorted by article and start, and their unit vectors (n, d), all of one model."""
Compared = tuple[np.ndarray, np.ndarray]
"""Its pairs that may be the same statement, int64 (m, 2) with i < j, and their probabilities (m,). A pair that is not
named has probability 0."""
Story = TypeVar("Story")

# What a guard does to the probability of a pair. Not 0, as the two are worth a look all the same: one may supersede
# or contradict the other.
_OPPOSED, _UNSURE = 0.15, 0.05
_UNTRAINED = {"cosine": 6.4, "words_low": 8.6}
_UNTRAINED_BIAS = -8.2
# Sentences whose stories are read again in one go, for full passes; what a killed run compares once more.
_TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a story's pairs after a look at some of them: the probabilities of all; of the pairs `kept`
    (numbers) the features, float64 (len(kept), f); and which pairs are `left` for the next. articles: equal
    numbers for the sentences of one article."""

    sentences: Sequence[Sentence]
    articles: np.ndarray
    pairs: np.ndarray
    probabilities: np.ndarray
    kept: np.ndarray
    features: np.ndarray
    left: np.ndarray

    def left_texts(self) -> list[str]:
        """Of the sentences in these pairs, each sentence once, in their order."""
        return [self.sentences[k].text for k in np.unique(self.pairs[self.left])]

    def left_pairs(self) -> list[tuple[str, str]]:
        return [(self.sentences[i].text, self.sentences[j].text) for i, j in self.pairs[self.left]]


def compare_stories(stories: Sequence[Embedded], model: Model, cache: Cache, progress: Progress) -> list[Compared]:
    """The pairs of each story that may be the same statement. model: whose vectors they are, and which decision.

    Whether two sentences say the same depends on what else the story says (names that occur everywhere are no
    evidence), so the result is cached by the content of the whole story. Sentences in the same words are compared
    once, as the first of them: see `find_first`.
    """
    decision = find_decision(model)
    keys = [_story_key(sentences, model, decision) for sentences, _ in stories]
    found = [cache.pairs(key) for key in keys]
    missing = [k for k, known in enumerate(found) if known is None]
    for numbers in deal_together(missing, lambda k: len(stories[k][0])):
        looks = look_at([stories[k] for k in numbers], decision, cache, progress)
        for k, (*_, last) in zip(numbers, looks, strict=True):
            probabilities = _guard(last)
            cache.add_pairs(keys[k], last.pairs, probabilities)
            found[k] = last.pairs, probabilities
    return cast(list[Compared], found)


def _story_key(sentences: Sequence[Sentence], model: Model, decision: Decision) -> bytes:
    texts = (part for sentence in sentences for part in (sentence.article, sentence.text))
    return content_key(decision.name, model.sha256, *texts)


def deal_together(stories: Iterable[Story], measure: Callable[[Story], int]) -> Iterator[list[Story]]:
    """Those together that have _TOGETHER sentences, as `measure` counts them, or the first more than that."""
    dealt: list[Story] = []
    size = 0
    for story in stories:
        dealt.append(story)
        size += measure(story)
        if size >= _TOGETHER:
            yield dealt
            dealt, size = [], 0
    if dealt:
        yield dealt


def measure_sentences(
    sentences: Sequence[Sentence], vectors: np.ndarray, decision: Decision, cache: Cache
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `compare_stories` gives of a story, and the features of the pairs, float64 (m, len(ALL_FEATURES)), NaN where
    a pair was not looked at again."""
    [looks] = look_at([(sentences, vectors)], decision, cache, keep=0.0)
    features = np.full((len(looks[0].pairs), len(ALL_FEATURES)), np.nan)
    for look in looks:
        features[look.kept, : look.features.shape[1]] = look.features
    return looks[-1].pairs, _guard(looks[-1]), features


def look_at(
    stories: Sequence[Embedded],
    decision: Decision,
    cache: Cache,
    progress: Progress = lambda done, total: None,
    keep: float | None = None,
) -> list[list[Look]]:
    """One story's looks after the other's; what all stories leave open is read in one go. keep: of the first look the
    features are kept of pairs that are so likely, None for those that it leaves open (all of a million pairs would take
    half a gigabyte). Raises ModelError where what reads is missing."""
    looks = [[look_once(*story, decision, keep, progress)] for story in stories]
    if not decision.second or not any(len(first.left) for [first] in looks):
        return looks
    if (pair_reader := find_pair_reader()) is None:
        raise ModelError(NO_READER)
    texts = [first.left_texts() for [first] in looks]
    vectors = embed_texts([text for own in texts for text in own], pair_reader.reader, cache, progress)
    for own, read in zip(looks, _split(vectors, texts), strict=True):
        own.append(look_again(own[-1], read, decision))
    if decision.third and any(len(second.left) for _, second in looks):
        pairs = [second.left_pairs() for _, second in looks]
        odds = score_texts([pair for own in pairs for pair in own], pair_reader, cache, progress)
        for own, read in zip(looks, _split(odds, pairs), strict=True):
            own.append(look_closely(own[-1], read, decision))
    return looks


def _split(rows: np.ndarray, parts: Sequence[Sequence[object]]) -> list[np.ndarray]:
    return np.split(rows, np.cumsum([len(part) for part in parts])[:-1])


def look_once(
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    decision: Decision,
    keep: float | None = None,
    progress: Progress = lambda done, total: None,
) -> Look:
    """At all pairs that are worth it, by the vectors and the words."""
    traits = read_traits(fold_spellings(sentences))
    pairs = candidate_pairs(vectors, traits, np.unique(find_first(sentences)), decision.most, decision.floor)
    articles = np.unique([sentence.article for sentence in sentences], return_inverse=True)[1]
    score, probabilities, features = _load_scores(decision), np.zeros(len(pairs)), [np.zeros((0, len(FEATURES)))]
    least = decision.open if keep is None else keep
    for block, measured in measure_pairs(traits, vectors, articles, pairs):
        probabilities[block] = score(measured)
        features.append(measured[probabilities[block] >= least])
        progress(block.stop, len(pairs))
    kept, unclear = (np.flatnonzero(probabilities >= p) for p in (least, decision.open))
    return Look(sentences, articles, pairs, probabilities, kept, np.concatenate(features), unclear)


def look_again(look: Look, vectors: np.ndarray, decision: Decision) -> Look:
    """At the pairs that the first leaves open. vectors: the reader's, of `look.left_texts`."""
    rows, places = np.unique(look.pairs[look.left], return_inverse=True)
    more = measure_reading(vectors, look.articles[rows], places.reshape(-1, 2))
    seen = _add(look, more, decision.second)
    least, most = decision.doubt
    p = seen.probabilities[seen.kept]
    doubted = (p >= least) & (p <= most) & are_of_a_kind(look.sentences, look.pairs[seen.kept])
    return replace(seen, left=seen.kept[doubted] if decision.third else seen.kept[:0])


def are_of_a_kind(sentences: Sequence[Sentence], pairs: np.ndarray) -> np.ndarray:
    """Whether both of a pair end as a sentence does, or neither, bool (m,). Of headlines beside sentences the pair
    reader has seen too few, and those invented: cross-validated, F1 is higher where it does not read them."""
    complete = np.array([is_complete(sentence.text) for sentence in sentences], dtype=bool)
    return complete[pairs[:, 0]] == complete[pairs[:, 1]]


def look_closely(look: Look, odds: np.ndarray, decision: Decision) -> Look:
    """At the pairs that the second leaves in doubt. odds: the pair reader's, of `look.left_pairs`."""
    more = measure_odds(odds, look.articles, look.pairs[look.left])
    return replace(_add(look, more, decision.third), left=look.left[:0])


def _add(look: Look, more: np.ndarray, weights: str) -> Look:
    """The pairs that were left as the model of these weights finds them, with so many more features."""
    features = np.concatenate([look.features[np.isin(look.kept, look.left)], more], axis=1)
    probabilities = look.probabilities.copy()
    if len(look.left):
        probabilities[look.left] = score_pairs(load_model(WEIGHTS / weights), features)
    return replace(look, probabilities=probabilities, kept=look.left, features=features)


def _guard(look: Look) -> np.ndarray:
    probabilities = look.probabilities.copy()
    for k in np.flatnonzero(probabilities >= _UNSURE):
        i, j = look.pairs[k]
        if are_opposed(look.sentences[i].text, look.sentences[j].text):
            probabilities[k] *= _OPPOSED
    return probabilities


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
