"""Average linkage over a sparse graph, and the check of every member against the representative."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.same import cluster
from summarize.same.cluster import cluster_pairs, cluster_sentences, hold_against_representative


def pairs_of(*triples: tuple[int, int, float]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array([(i, j) for i, j, _ in triples], dtype=np.int64).reshape(-1, 2)
    return pairs, np.array([p for *_, p in triples])


def test_what_no_pair_names_stays_alone() -> None:
    assert cluster_pairs(3, *pairs_of(), 0.5) == [[0], [1], [2]]


def test_likely_pairs_are_joined_and_others_are_not() -> None:
    assert cluster_pairs(4, *pairs_of((0, 2, 0.9), (1, 3, 0.4)), 0.5) == [[0, 2], [1], [3]]


def test_a_hub_does_not_chain_two_facts() -> None:
    hub = pairs_of((0, 1, 0.95), (2, 3, 0.95), (1, 2, 0.6))
    assert cluster_pairs(4, *hub, 0.5) == [[0, 1], [2, 3]]


def test_a_mean_at_the_threshold_is_enough() -> None:
    assert cluster_pairs(2, *pairs_of((0, 1, 0.5)), 0.5) == [[0, 1]]
    assert cluster_pairs(3, *pairs_of((0, 1, 0.5), (0, 2, 0.5), (1, 2, 0.5)), 0.5) == [[0, 1, 2]]


def test_a_piece_too_large_for_a_dense_matrix_is_cut_at_its_weakest_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LARGEST", 4)
    chain = pairs_of((0, 1, 0.9), (1, 2, 0.1), (2, 3, 0.9), (3, 4, 0.1), (4, 5, 0.9))
    assert cluster_pairs(6, *chain, 0.5) == [[0, 1], [2, 3], [4, 5]]


def test_more_copies_of_one_sentence_than_a_matrix_may_have_are_one_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LARGEST", 4)
    copies = pairs_of(*[(i, j, 1.0) for i in range(6) for j in range(i + 1, 6)], (5, 6, 0.3))
    assert cluster_pairs(7, *copies, 0.5) == [[0, 1, 2, 3, 4, 5], [6]]


def test_who_does_not_hold_against_the_representative_forms_a_cluster_of_its_own() -> None:
    pairs, probabilities = pairs_of((0, 1, 0.9), (0, 2, 0.2), (1, 2, 0.9), (2, 3, 0.8), (0, 3, 0.1), (1, 3, 0.9))
    held = hold_against_representative([[0, 1, 2, 3]], min, pairs, probabilities, 0.5)
    assert held == [(0, [0, 1]), (2, [2, 3])]


def test_a_statement_does_not_fall_apart_because_many_reprint_one_version_of_it() -> None:
    first = np.array([0, 1, *[0] * 100])  # 0 and 1 say the same in other words, all others are copies of 0
    assert cluster_sentences(first, *pairs_of((0, 1, 0.6)), min, 0.5, 0.5) == [(0, list(range(102)))]


def test_copies_go_where_their_first_one_goes() -> None:
    first = np.array([0, 1, 0, 3, 1])
    found = cluster_sentences(first, *pairs_of((0, 1, 0.2), (1, 3, 0.8)), max, 0.5, 0.5)
    assert found == [(2, [0, 2]), (4, [1, 3, 4])]


edges = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0, 1)), max_size=40)


@given(edges)
def test_every_sentence_is_in_exactly_one_statement_and_holds_there(triples: list[tuple[int, int, float]]) -> None:
    unique = {(min(i, j), max(i, j)): p for i, j, p in triples if i != j}
    pairs, probabilities = pairs_of(*[(i, j, p) for (i, j), p in sorted(unique.items())])
    clusters = cluster_pairs(12, pairs, probabilities, 0.5)
    assert sorted(i for c in clusters for i in c) == list(range(12))
    held = hold_against_representative(clusters, min, pairs, probabilities, 0.5)
    assert sorted(i for _, members in held for i in members) == list(range(12))
    for first, members in held:
        assert all(i == first or unique.get((min(i, first), max(i, first)), 0) >= 0.5 for i in members)


@given(edges, st.permutations(range(12)))
def test_the_order_of_the_sentences_changes_nothing(triples, order) -> None:
    unique = {(min(i, j), max(i, j)): round(p, 3) + k * 1e-6 for k, (i, j, p) in enumerate(triples) if i != j}
    pairs, probabilities = pairs_of(*[(i, j, p) for (i, j), p in sorted(unique.items())])
    moved = sorted((*sorted((order[i], order[j])), p) for (i, j), p in unique.items())
    back = {new: old for old, new in enumerate(order)}
    clusters = cluster_pairs(12, *pairs_of(*moved), 0.5)
    assert sorted(sorted(back[i] for i in c) for c in clusters) == cluster_pairs(12, pairs, probabilities, 0.5)
