"""Sentences that make the same statement, from the probabilities of their pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

# Average linkage needs a dense matrix of what hangs together; a larger piece is first cut at its weakest pairs.
_LARGEST = 2000


def cluster_sentences(
    first: np.ndarray,
    pairs: np.ndarray,
    probabilities: np.ndarray,
    choose: Callable[[Sequence[int]], int],
    join: float,
    hold: float,
) -> list[tuple[int, list[int]]]:
    """(representative, members) of every statement, a partition of the sentences, sorted by members.

    first: for each sentence the first one in the same words, which stands for all its copies, int (n,); pairs: of
    such first ones; choose: the representative among some sentences. Copies are neither compared nor counted when
    means are taken, so a statement does not fall apart because many outlets reprint one version of it.
    """
    nodes, node = np.unique(first, return_inverse=True)
    copies: list[list[int]] = [[] for _ in nodes]
    for sentence, k in enumerate(node):
        copies[k].append(sentence)

    def expand(group: Sequence[int]) -> list[int]:
        return sorted(i for k in group for i in copies[k])

    pairs = np.searchsorted(nodes, pairs)
    clusters = cluster_pairs(len(nodes), pairs, probabilities, join)
    held = hold_against_representative(clusters, lambda g: int(node[choose(expand(g))]), pairs, probabilities, hold)
    return sorted(((choose(copies[k]), expand(members)) for k, members in held), key=lambda cluster: cluster[1])


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
    cluster_of = np.zeros(sum(map(len, clusters)), dtype=np.int64)
    for number, members in enumerate(clusters):
        cluster_of[list(members)] = number
    inside = cluster_of[pairs[:, 0]] == cluster_of[pairs[:, 1]]
    held_pairs = zip(pairs[inside].tolist(), probabilities[inside].tolist(), strict=True)
    known = {(i, j): p for (i, j), p in held_pairs}
    held, waiting = [], [list(c) for c in clusters]
    while waiting:
        members = waiting.pop()
        first = choose(members)
        stay = [i for i in members if i == first or known.get((min(i, first), max(i, first)), 0.0) >= threshold]
        left = sorted(set(members).difference(stay))
        held.append((first, stay))
        if left:
            waiting.append(left)
    return sorted(held, key=lambda cluster: cluster[1])


Piece = tuple[np.ndarray, np.ndarray, np.ndarray]


def _pieces(nodes: np.ndarray, pairs: np.ndarray, probabilities: np.ndarray) -> list[Piece]:
    """Connected pieces, each as (nodes, its pairs as indices into nodes, their probabilities)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    pieces: list[Piece] = []
    waiting = [(nodes, pairs, probabilities)]
    while waiting:
        nodes, pairs, probabilities = waiting.pop()
        n = len(nodes)
        graph = coo_matrix((np.ones(len(pairs), dtype=np.float32), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
        count, label = connected_components(graph, directed=False)
        by_node = np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=count))[:-1])
        of_pair = label[pairs[:, 0]]
        by_pair = np.split(np.argsort(of_pair, kind="stable"), np.cumsum(np.bincount(of_pair, minlength=count))[:-1])
        place = np.empty(n, dtype=np.int64)
        for inside, own in zip(by_node, by_pair, strict=True):
            place[inside] = np.arange(len(inside))
            local, weights = place[pairs[own]], probabilities[own]
            if len(inside) > _LARGEST and weights.min() < weights.max():
                strong = weights > min(np.median(weights), np.nextafter(weights.max(), 0))
                waiting.append((nodes[inside], local[strong], weights[strong]))
            else:
                pieces.append((nodes[inside], local, weights))
    return pieces


def _link(nodes: np.ndarray, pairs: np.ndarray, probabilities: np.ndarray, threshold: float) -> list[list[int]]:
    if len(nodes) == 1:
        return [[int(nodes[0])]]
    if len(nodes) == 2 or len(nodes) > _LARGEST:  # one value for all pairs, so there is nothing to weigh
        members = [int(i) for i in nodes]
        return [members] if probabilities[0] >= threshold else [[i] for i in members]
    from sklearn import config_context
    from sklearn.cluster import AgglomerativeClustering

    distance = np.ones((len(nodes), len(nodes)))
    np.fill_diagonal(distance, 0.0)
    distance[pairs[:, 0], pairs[:, 1]] = distance[pairs[:, 1], pairs[:, 0]] = 1.0 - probabilities
    linkage = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - threshold + 1e-9
    )
    with config_context(assume_finite=True, skip_parameter_validation=True):  # half the time of a small piece
        labels = linkage.fit_predict(distance)
    return [[int(i) for i in nodes[labels == label]] for label in range(labels.max() + 1)]
