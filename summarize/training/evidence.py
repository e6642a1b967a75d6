"""Trains the decision on labelled stories, and says by cross-validation what it is worth.

    python -m summarize.training.evidence --data DIR [--model NAME] [--labels NAME ...] [--halves DIR NAME ...]
        [--again] [--cache DIR] [--weights FILE] [--reliability FILE]

DIR holds `statements/train`, by which the cross-validation measures, and `load/`. Needs the extra `training`. Without
--weights nothing is written. Seeded: the same data give the same weights on one machine.

--labels names files of `labels/` that are trained on beside it, --halves those whose stories the model's layers were
trained on: DIR holds `half0.safetensors`, `half1.safetensors` or both (`summarize.training.upper --leave-half` with
the same files). The stories that a half has left out are trained on, with vectors by these layers.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.cache import Cache, open_cache
from summarize.people.spellings import fold_spellings
from summarize.same.central import choose_representative, stands_alone
from summarize.same.cluster import cluster_sentences
from summarize.same.compare import find_first
from summarize.same.decision import Decision, choose_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import TRAINED, Encoder, load_encoder
from summarize.same.evidence import FEATURES, candidate_pairs, measure_pairs
from summarize.same.forest import load_model, score_pairs
from summarize.text.traits import read_traits
from summarize.training.stories import (
    LabelledStory,
    count_pairs,
    deal_folds,
    precision_recall_f1,
    read_labels,
    read_stories,
)
from summarize.training.upper import encode_stories, load_small

_FOLDS = 5
_FORESTS = 2
_JOINS = np.arange(0.16, 0.46, 0.02)


@dataclass(frozen=True, slots=True)
class Measured:
    """A story's candidate pairs: features (m, f), label (m,), and whether the label counts (m,)."""

    story: LabelledStory
    vectors: np.ndarray
    pairs: np.ndarray
    features: np.ndarray
    label: np.ndarray
    counts: np.ndarray


def measure_story(story: LabelledStory, vectors: np.ndarray, decision: Decision) -> Measured:
    traits = read_traits(fold_spellings(story.sentences))
    pairs = candidate_pairs(vectors, traits, np.unique(find_first(story.sentences)), decision.most, decision.floor)
    articles = np.unique([sentence.article for sentence in story.sentences], return_inverse=True)[1]
    blocks = [features for _, features in measure_pairs(traits, vectors, articles, pairs)]
    named = [(int(i), int(j)) for i, j in pairs]
    return Measured(
        story,
        vectors,
        pairs,
        np.concatenate(blocks, dtype=np.float32) if blocks else np.zeros((0, len(FEATURES)), np.float32),
        np.array([pair in story.same for pair in named], dtype=bool),
        np.array([pair not in story.ignored for pair in named], dtype=bool),
    )


def measure_stories(
    stories: Sequence[LabelledStory], encoder: Encoder, decision: Decision, cache: Cache
) -> list[Measured]:
    def embed(story: LabelledStory) -> np.ndarray:
        return embed_texts([s.text for s in story.sentences], encoder, cache, lambda done, total: None)

    return [measure_story(story, embed(story), decision) for story in stories]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic model and two forests of different seeds; their mean probability is the decision."""

    linear: Any
    forests: list[Any]
    least: np.ndarray
    most: np.ndarray


def fit(stories: Sequence[Measured]) -> Fitted:
    from lightgbm import LGBMClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    features = np.concatenate([m.features[m.counts] for m in stories]).astype(np.float64)
    label = np.concatenate([m.label[m.counts] for m in stories])
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.02, max_iter=2000))
    forests = [
        LGBMClassifier(
            n_estimators=250, num_leaves=12, learning_rate=0.04, min_child_samples=40, colsample_bytree=0.4,
            subsample=0.7, subsample_freq=1, reg_lambda=5.0, random_state=seed, verbose=-1, n_jobs=1,
            deterministic=True, force_row_wise=True,
        )
        for seed in range(_FORESTS)
    ]  # fmt: skip
    linear.fit(features, label)
    return Fitted(linear, [f.fit(features, label) for f in forests], features.min(0), features.max(0))


def export(fitted: Fitted, slope: float, shift: float, path: Path) -> None:
    """Writes the models as the arrays of `summarize.same.forest.PairModel`."""
    dumps = [forest.booster_.dump_model()["tree_info"] for forest in fitted.forests]
    trees = [_flatten(tree["tree_structure"]) for dump in dumps for tree in dump]
    nodes = np.zeros((len(trees), max(map(len, trees)), 5))
    nodes[:, :, 2] = -1
    for tree, rows in zip(nodes, trees, strict=True):
        tree[: len(rows)] = rows
    scaler, logistic = fitted.linear.steps[0][1], fitted.linear.steps[1][1]
    np.savez_compressed(
        path,
        least=fitted.least, most=fitted.most,
        mean=scaler.mean_, scale=scaler.scale_, weight=logistic.coef_[0], bias=logistic.intercept_[0],
        feature=nodes[:, :, 0].astype(np.int16), threshold=nodes[:, :, 1], left=nodes[:, :, 2].astype(np.int16),
        right=nodes[:, :, 3].astype(np.int16), value=nodes[:, :, 4].astype(np.float32), groups=len(fitted.forests),
        slope=slope, shift=shift,
    )  # fmt: skip


def _flatten(root: dict[str, Any]) -> list[tuple[float, ...]]:
    """(feature, threshold, left, right, value) of each node of a tree, the root first."""
    rows: list[tuple[float, ...]] = []

    def add(node: dict[str, Any]) -> int:
        number = len(rows)
        rows.append((0, 0, -1, -1, node.get("leaf_value", 0.0)))
        if "leaf_value" not in node:
            left, right = add(node["left_child"]), add(node["right_child"])
            rows[number] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return number

    add(root)
    return rows


def score_out_of_fold(measured: Sequence[Measured], more: Sequence[Measured]) -> list[np.ndarray]:
    """Each story's probabilities by models that have not seen it, uncalibrated, as the product computes them; `more`
    are stories that all of the models see."""
    folds = deal_folds([m.story for m in measured], _FOLDS, seed=0)
    scores: list[np.ndarray] = [np.zeros(0)] * len(measured)
    with tempfile.TemporaryDirectory() as scratch:
        for fold in range(_FOLDS):
            path = Path(scratch) / f"fold{fold}.npz"
            export(fit([*(m for m, f in zip(measured, folds, strict=True) if f != fold), *more]), 1.0, 0.0, path)
            for k in np.flatnonzero(folds == fold):
                scores[k] = score_pairs(load_model(path), measured[k].features)
    return scores


def calibrate(measured: Sequence[Measured], scores: Sequence[np.ndarray]) -> tuple[float, float]:
    """Slope and shift on the log-odds (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    odds = np.concatenate([_log_odds(s[m.counts]) for m, s in zip(measured, scores, strict=True)])
    label = np.concatenate([m.label[m.counts] for m in measured])
    model = LogisticRegression(C=1e6).fit(odds[:, None], label)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def estimate(measured: Sequence[Measured], more: Sequence[Measured]) -> tuple[list[np.ndarray], float, float]:
    """Each story's probabilities by models that have not seen it, calibrated, and the slope and shift that did it."""
    scores = score_out_of_fold(measured, more)
    slope, shift = calibrate(measured, scores)
    return [1 / (1 + np.exp(-(slope * _log_odds(s) + shift))) for s in scores], slope, shift


def _log_odds(p: np.ndarray) -> np.ndarray:
    clipped = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(clipped / (1 - clipped))


def cluster_story(m: Measured, probabilities: np.ndarray, join: float, hold: float) -> list[list[int]]:
    alone = [stands_alone(sentence.text) for sentence in m.story.sentences]
    clusters = cluster_sentences(
        find_first(m.story.sentences),
        m.pairs,
        probabilities,
        lambda members: choose_representative(members, m.story.sentences, m.vectors, alone),
        join,
        hold,
    )
    return [members for _, members in clusters]


def calibration_error(label: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal bins of probability (Guo et al. 2017)."""
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    inside = [bin_of == b for b in range(bins) if (bin_of == b).any()]
    return float(sum(abs(label[b].mean() - probability[b].mean()) * b.mean() for b in inside))


def print_scores(measured: Sequence[Measured], probabilities: Sequence[np.ndarray], hold: float) -> None:
    label = np.concatenate([m.label[m.counts] for m in measured])
    p = np.concatenate([c[m.counts] for m, c in zip(measured, probabilities, strict=True)])
    found, wanted = sum(int(m.label.sum()) for m in measured), sum(len(m.story.same) for m in measured)
    print(f"{len(measured)} stories, {len(p)} pairs; candidates hold {found} of {wanted} same pairs; ", end="")
    print(f"average precision {average_precision(label, p):.3f}")
    print(f"calibration error {calibration_error(label, p):.4f}, over p > 0.05 ", end="")
    print(f"{calibration_error(label[p > 0.05], p[p > 0.05]):.4f}")
    for join in _JOINS:
        counts = [
            count_pairs(m.story, cluster_story(m, c, join, hold)) for m, c in zip(measured, probabilities, strict=True)
        ]
        told = []
        for kind in ("across", "all"):
            precision, recall, f1 = precision_recall_f1(np.sum([c[kind] for c in counts], axis=0))
            told.append(f"{kind} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
        print(f"join {join:.2f}: {'; '.join(told)}", flush=True)


def average_precision(label: np.ndarray, probability: np.ndarray) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(label, probability))


def save_reliability(measured: Sequence[Measured], probabilities: Sequence[np.ndarray], path: Path) -> None:
    counts = np.concatenate([m.counts for m in measured])
    every = np.concatenate([m.label for m in measured])
    np.savez_compressed(path, p=np.concatenate(probabilities), label=every, counts=counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default=TRAINED)
    parser.add_argument("--labels", nargs="+", default=())
    parser.add_argument("--halves", nargs="+", metavar=("DIR", "NAME"))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--reliability", type=Path, help="p, label and counts of all pairs, out of fold")
    parser.add_argument("--again", action="store_true", help="with the second reading of the labels")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, open_cache(args.cache or Path(scratch)) as cache:
        decision, encoder = choose_decision(args.model), load_encoder(args.model)
        measured = measure_stories(read_stories(args.data / "statements" / "train"), encoder, decision, cache)
        more = measure_stories(read_labels(args.labels, args.data, args.again), encoder, decision, cache)
        if args.halves:
            folder, *names = args.halves
            halves = sorted(Path(folder).glob("half[01].safetensors"))
            if not names or not halves:
                parser.error(
                    f"--halves: {folder} holds neither half0.safetensors nor half1.safetensors, or no NAME is given"
                )
            for path in halves:
                left_out = read_labels(names, args.data, args.again)[int(path.stem[-1]) :: 2]
                vectors = encode_stories(left_out, load_small(path))
                more += [measure_story(s, v, decision) for s, v in zip(left_out, vectors, strict=True)]
        calibrated, slope, shift = estimate(measured, more)
        print(f"{len(more)} more stories to train on")
        print_scores(measured, calibrated, decision.hold)
        if args.reliability:
            save_reliability(measured, calibrated, args.reliability)
        if args.weights:
            export(fit([*measured, *more]), slope, shift, args.weights)
            print(f"written to {args.weights}")


if __name__ == "__main__":
    main()
