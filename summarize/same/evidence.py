"""Evidence for "these two sentences make the same statement", and which pairs are worth looking at.

All features are symmetric in the two sentences and do not depend on the order in which the articles come.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from summarize.text.traits import Traits

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_ROWS = 128  # sentences of one block of the search: 128 x 50,000 float64 scores are 50 MB
_PAIRS = 32768  # pairs that are measured at once
_FAR = 20  # ranks beyond this say nothing more
_PLACES = 30  # nor do places in an article beyond this

FEATURES = """
    cosine centred_cosine same_article rank_low rank_high margin_low margin_high article_rank_low article_rank_high
    article_margin_low article_margin_high tfidf tfidf_rank_low tfidf_rank_high tfidf_margin_low tfidf_margin_high
    words words_low words_high local local_low local_high runs runs_low runs_high threes threes_low threes_high
    rarest rarest_local names names_left_low names_left_high numbers numbers_left_low numbers_left_high calendar
    calendar_left_low calendar_left_high quoted quoted_left_low quoted_left_high quote_low quote_high quote_run
    planned_differs denied_differs said_differs pronoun_differs quotes_differ title_differs planned_both denied_both
    said_both pronoun_both quotes_both title_both length_low length_high length_gap place_low place_high place_gap
    next_to before_before before_low before_high after_after after_low after_high sentences articles
    """.split()

# Of the vectors of a second model that has read the sentences of the unclear pairs.
READ_FEATURES = """
    read_cosine read_centred read_rank_low read_rank_high read_margin_low read_margin_high read_article_rank_low
    read_article_rank_high read_article_margin_low read_article_margin_high
    """.split()

# Of what that model makes of both sentences at once.
PAIR_FEATURES = """
    pair_odds pair_rank_low pair_rank_high pair_margin_low pair_margin_high pair_article_rank_low
    pair_article_rank_high pair_article_margin_low pair_article_margin_high
    """.split()

ALL_FEATURES = [*FEATURES, *READ_FEATURES, *PAIR_FEATURES]


def candidate_pairs(vectors: np.ndarray, traits: Traits, among: np.ndarray, most: int, floor: float) -> np.ndarray:
    """Pairs i < j of the rows `among` worth a closer look, int64 (m, 2), sorted: each one's `most` nearest, by cosine
    plus half the TF-IDF cosine, where that is at least `floor`. O(n^2) time, memory for one block of rows."""
    vectors, words = vectors[among], _unit_rows(traits.words)[among]
    n, found = len(among), [np.zeros((0, 2), dtype=np.int64)]
    for start in range(0, n, _ROWS):
        rows = np.arange(start, min(start + _ROWS, n))
        near = vectors[rows] @ vectors.T + 0.5 * (words[rows] @ words.T).toarray()
        near[rows - start, rows] = -1.0
        keep = near >= floor
        if n > most:
            keep &= near >= np.partition(near, n - most, axis=1)[:, n - most, None]
        i, j = np.nonzero(keep)
        found.append(np.stack([np.minimum(rows[i], j), np.maximum(rows[i], j)], axis=1))
    return among[np.unique(np.concatenate(found), axis=0)]


def measure_pairs(
    traits: Traits, vectors: np.ndarray, articles: np.ndarray, pairs: np.ndarray
) -> Iterator[tuple[slice, np.ndarray]]:
    """The features of the pairs, block by block: (which pairs, float64 (b, len(FEATURES))).

    vectors: unit rows of one story's sentences, article by article in reading order; articles: int (n,), equal
    numbers for one article's rows; pairs: all that `candidate_pairs` gave.
    """
    if not len(pairs):
        return
    i, j = pairs[:, 0], pairs[:, 1]
    tfidf = _unit_rows(traits.words)
    cosine, centred = _cosines(vectors, pairs)
    common = np.concatenate([_sums(tfidf[i[b]].multiply(tfidf[j[b]])) for b in _blocks(len(pairs))])
    cosine_ranks = [*_rank_features(pairs, cosine), *_rank_features(pairs, cosine, articles)]
    common_ranks = _rank_features(pairs, common, articles)
    place = _places(articles)
    batch = [np.log(len(vectors)), len(np.unique(articles))]
    for block in _blocks(len(pairs)):
        a, b = i[block], j[block]
        same = (articles[a] == articles[b]).astype(float)
        columns = [cosine[block], centred[block], same]
        columns += [ranks[block] for ranks in cosine_ranks]
        columns += [common[block], *(ranks[block] for ranks in common_ranks)]
        columns += [*_word_features(traits, a, b), *_quote_features(traits, a, b), *_form_features(traits, a, b)]
        columns += [*_ordered(np.minimum(place[a], _PLACES), np.minimum(place[b], _PLACES))]
        columns += [np.minimum(np.abs(place[a] - place[b]), _PLACES), (same > 0) & (np.abs(a - b) == 1)]
        columns += _context_features(vectors, articles, a, b)
        columns += [np.full(len(a), value) for value in batch]
        # Rounded, because a tree's threshold must not part what only the last bits of a float part.
        yield block, np.round(np.stack(columns, axis=1).astype(float), 5)


def measure_reading(vectors: np.ndarray, articles: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The features of pairs by a second model's vectors, float64 (m, len(READ_FEATURES)). vectors, articles: as for
    `measure_pairs`, but of the sentences in the pairs alone."""
    if not len(pairs):
        return np.zeros((0, len(READ_FEATURES)))
    cosine, centred = _cosines(vectors, pairs)
    ranks = [*_rank_features(pairs, cosine), *_rank_features(pairs, cosine, articles)]
    return np.round(np.stack([cosine, centred, *ranks], axis=1).astype(float), 5)


def measure_odds(odds: np.ndarray, articles: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The features of pairs by the pair reader's log-odds (m,), float64 (m, len(PAIR_FEATURES)). articles: of all
    sentences, (n,)."""
    if not len(pairs):
        return np.zeros((0, len(PAIR_FEATURES)))
    rounded = np.round(odds.astype(float), 4)
    ranks = [*_rank_features(pairs, rounded), *_rank_features(pairs, rounded, articles)]
    return np.round(np.stack([rounded, *ranks], axis=1), 4)


def _cosines(vectors: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cosine of each pair, and that about the mean of all vectors."""
    i, j = pairs[:, 0], pairs[:, 1]
    cosine = np.concatenate([_dots(vectors, vectors, i[b], j[b]) for b in _blocks(len(pairs))])
    mean = vectors.mean(0, dtype=float)
    lean = vectors @ mean  # (a - m)(b - m) = ab - am - bm + mm, without a second copy of the vectors
    spread = np.sqrt(np.maximum(1 - 2 * lean + mean @ mean, 1e-18))
    return cosine, (cosine - lean[i] - lean[j] + mean @ mean) / (spread[i] * spread[j])


def _word_features(traits: Traits, i: np.ndarray, j: np.ndarray) -> Iterator[np.ndarray]:
    for matrix in (traits.words, traits.local, traits.runs, traits.threes):
        both, of_i, of_j = _shared(matrix, i, j)
        yield from (both, *_ordered(both / np.maximum(of_i, 1e-9), both / np.maximum(of_j, 1e-9)))
    for matrix in (traits.words, traits.local):
        yield matrix[i].multiply(matrix[j] > 0).max(axis=1).toarray().ravel()
    for matrix in (traits.names, traits.numbers, traits.calendar, traits.quoted):
        both, of_i, of_j = _shared(matrix, i, j)
        yield from (both, *_ordered(of_i - both, of_j - both))


def _quote_features(traits: Traits, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """How much of one sentence's quotation stands in the other, quoted or not."""
    ij, of_i, of_j = _shared(traits.quoted_threes, i, j, traits.threes)
    ji, _, _ = _shared(traits.quoted_threes, j, i, traits.threes)
    return [*_ordered(ij / np.maximum(of_i, 4), ji / np.maximum(of_j, 4)), np.maximum(ij, ji)]


def _form_features(traits: Traits, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """Tense, denial, speech, quotation and length; `flags` are 0 or 1, so a product says both and a gap says one."""
    one, two, size = traits.flags[i].T, traits.flags[j].T, np.log(traits.length)
    return [*np.abs(one - two), *(one * two), *_ordered(size[i], size[j]), np.abs(size[i] - size[j])]


def _context_features(vectors: np.ndarray, articles: np.ndarray, i: np.ndarray, j: np.ndarray) -> list[np.ndarray]:
    """Cosines of the sentences before (after) the two with each other, and with the two themselves."""
    columns = []
    for step in (-1, 1):
        near_i, near_j = (np.clip(k + step, 0, len(vectors) - 1) for k in (i, j))
        in_i, in_j = ((near != k) & (articles[near] == articles[k]) for near, k in ((near_i, i), (near_j, j)))
        columns.append(_dots(vectors, vectors, near_i, near_j) * (in_i & in_j))
        columns += _ordered(_dots(vectors, vectors, near_i, j) * in_i, _dots(vectors, vectors, i, near_j) * in_j)
    return columns


def _rank_features(pairs: np.ndarray, value: np.ndarray, articles: np.ndarray | None = None) -> list[np.ndarray]:
    """How many of a sentence's pairs (with one article, where `articles` are given) are nearer than this one, and by
    how much it is nearer than the best other one; lower and higher of the two directions."""
    m = len(pairs)
    source, target = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
    by_source = np.argsort(source, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(source[by_source]) > 0])
    cuts = np.unique(starts[np.searchsorted(starts, np.arange(_PAIRS, starts[-1] + 1, _PAIRS))])
    ranks, margins = np.empty(2 * m, dtype=np.float32), np.empty(2 * m)
    for edges in np.split(by_source, cuts):
        group = np.zeros(len(edges), dtype=np.int64) if articles is None else articles[target[edges]]
        ranks[edges], margins[edges] = _rank_edges(source[edges], group, value[edges % m])
    return [*_ordered(ranks[:m], ranks[m:]), *_ordered(margins[:m], margins[m:])]


def _rank_edges(source: np.ndarray, group: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(rank, margin) of each edge among those of its source and group; equal values have equal ranks."""
    order = np.lexsort((-value, group, source))
    s, g, v = source[order], group[order], value[order]
    positions = np.arange(len(s))
    new = np.r_[True, (s[1:] != s[:-1]) | (g[1:] != g[:-1])][: len(s)]
    first = np.maximum.accumulate(np.where(new, positions, 0))
    fresh = np.r_[True, new[1:] | (v[1:] != v[:-1])][: len(s)]
    ranks, best_other = np.empty(len(s)), np.empty(len(s))
    ranks[order] = np.maximum.accumulate(np.where(fresh, positions, 0)) - first
    second = np.where(np.r_[~new[1:], False][: len(s)], np.r_[v[1:], 0.0][: len(s)], 0.0)
    best_other[order] = np.where(new, second, v[first])
    return np.minimum(ranks, _FAR), value - best_other


def _places(articles: np.ndarray) -> np.ndarray:
    """The number of each sentence within its article, from 0."""
    positions = np.arange(len(articles))
    new = np.r_[True, articles[1:] != articles[:-1]][: len(articles)]
    return positions - np.maximum.accumulate(np.where(new, positions, 0))


def _shared(matrix: csr_matrix, i: np.ndarray, j: np.ndarray, other: csr_matrix | None = None) -> tuple:
    """(weight in both, weight of i, weight of j) of each pair; j is looked up in `other`, where that is given."""
    both = _sums(matrix[i].multiply((matrix if other is None else other)[j] > 0))
    total = _sums(matrix)
    return both, total[i], total[j]


def _unit_rows(matrix: csr_matrix) -> csr_matrix:
    from scipy.sparse import diags

    norm = np.sqrt(_sums(matrix.multiply(matrix)))
    return (diags(1 / np.maximum(norm, 1e-9)) @ matrix).tocsr()


def _sums(matrix: csr_matrix) -> np.ndarray:
    return np.asarray(matrix.sum(1)).ravel()


def _dots(one: np.ndarray, two: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    return np.einsum("md,md->m", one[i], two[j], dtype=float)


def _ordered(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    return [np.minimum(a, b), np.maximum(a, b)]


def _blocks(n: int) -> list[slice]:
    return [slice(start, min(start + _PAIRS, n)) for start in range(0, n, _PAIRS)]
