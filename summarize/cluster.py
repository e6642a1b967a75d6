"""Sentences that make the same statement, from the probabilities of their pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

# Average linkage needs a dense matrix of what hangs together; a larger piece is first cut at its weakest pairs.
_LARGEST = 2000


def cluster_pairs(n: int, pairs: np.ndarray, probabilities: np.ndarray, threshold: float) -> list[list[int]]:
    """Average linkage over a sparse graph (UPGMA; Sokal and Michener 1958): a partition of range(n).

    pairs: int (m, 2) with i < j; probabilities: float (m,); a pair that is not named has probability 0. Clusters are
    joined while the mean probability between them is at least `threshold`. The members of a cluster are sorted, and
    so are the clusters. O(c^2) memory for c = the largest connected piece, at most 2,000.
    """
    edges = probabilities > 0
    clusters = []
    for piece in _pieces(np.arange(n), pairs[edges], probabilities[edges]):
        clusters += _link(*piece, threshold)
    return sorted(clusters)


def hold_against_representative(
    clusters: Sequence[Sequence[int]],
    choose: Callable[[Sequence[int]], int],
    pairs: np.ndarray,
    probabilities: np.ndarray,
    threshold: float,
) -> list[tuple[int, list[int]]]:
    """(representative, members) for each statement; every member is at least `threshold` sure against the first.

    What does not hold forms a cluster of its own and is checked again, so that no sentence is lost and no chain
    of likenesses ties two statements together.
    """
    known = {(int(i), int(j)): float(p) for (i, j), p in zip(pairs, probabilities, strict=True)}
    held, waiting = [], [list(c) for c in clusters]
    while waiting:
        members = waiting.pop()
        first = choose(members)
        stay = [i for i in members if i == first or known.get((min(i, first), max(i, first)), 0.0) >= threshold]
        left = [i for i in members if i not in set(stay)]
        held.append((first, stay))
        if left:
            waiting.append(left)
    return sorted(held, key=lambda cluster: cluster[1])


Piece = tuple[np.ndarray, np.ndarray, np.ndarray]


def _pieces(nodes: np.ndarray, pairs: np.ndarray, probabilities: np.ndarray) -> list[Piece]:
    """Connected pieces, each as (nodes, its pairs as indices into nodes, their probabilities)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(nodes)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    by_node = np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=count))[:-1])
    of_pair = label[pairs[:, 0]]
    by_pair = np.split(np.argsort(of_pair, kind="stable"), np.cumsum(np.bincount(of_pair, minlength=count))[:-1])
    place = np.empty(n, dtype=np.int64)
    pieces: list[Piece] = []
    for inside, own in zip(by_node, by_pair, strict=True):
        place[inside] = np.arange(len(inside))
        local, weights = place[pairs[own]], probabilities[own]
        if len(inside) > _LARGEST and weights.min() < weights.max():
            strong = weights > min(np.median(weights), np.nextafter(weights.max(), 0))
            pieces += _pieces(nodes[inside], local[strong], weights[strong])
        else:
            pieces.append((nodes[inside], local, weights))
    return pieces


def _link(nodes: np.ndarray, pairs: np.ndarray, probabilities: np.ndarray, threshold: float) -> list[list[int]]:
    if len(nodes) == 1:
        return [[int(nodes[0])]]
    if len(nodes) == 2 or len(nodes) > _LARGEST:  # one value for all pairs, so there is nothing to weigh
        members = [int(i) for i in nodes]
        return [members] if probabilities[0] >= threshold else [[i] for i in members]
    from sklearn.cluster import AgglomerativeClustering

    distance = np.ones((len(nodes), len(nodes)))
    np.fill_diagonal(distance, 0.0)
    distance[pairs[:, 0], pairs[:, 1]] = distance[pairs[:, 1], pairs[:, 0]] = 1.0 - probabilities
    linkage = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - threshold + 1e-9
    )
    labels = linkage.fit_predict(distance)
    return [[int(i) for i in nodes[labels == label]] for label in range(labels.max() + 1)]
