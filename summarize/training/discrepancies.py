"""Trains `summarize/weights/discrepancies.json`: which of two different figures or dates in two sentences disagree.

    python -m summarize.training.discrepancies --data DIR --weights summarize/weights/discrepancies.json

DIR holds `discrepancies/pairs-gold.jsonl` (one half of it is trained on, the other measured by
`tests.benchmarks.discrepancies`) and `statements/train`, whose labelled disagreements and agreeing sentences with
other figures are trained on, too. Needs scikit-learn. The result does not depend on the machine to 6 digits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from summarize.discrepancies.roles import FEATURES, KINDS, measure_values
from summarize.discrepancies.sides import Side, open_values, read_side

LABELS = {
    "conflict": "conflict", "compatible": "compatible", "bound": "compatible", "rounded": "compatible",
    "update": "update", "updated": "update", "market_tick": "update", "different_fact": "different_fact",
}  # fmt: skip
REGULARISATION = 0.3
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two sentences and what their differing values are to each other; `group` keeps one story's pairs together."""

    group: str
    label: str
    first: Side
    second: Side
    weight: float = 1.0


def is_trained_on(pair: dict) -> bool:
    """Which half a pair of `pairs-gold.jsonl` belongs to: by a hash of its id, so that no one chose."""
    return int(hashlib.sha256(str(pair["id"]).encode()).hexdigest(), 16) % 2 == 0


def read_pairs(path: Path) -> Iterator[tuple[dict, LabelledPair]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            first, second = read_side(row["a"].strip(), None), read_side(row["b"].strip(), None)
            yield row, LabelledPair(f"pair {row['id']}", LABELS[row["label"]], first, second)


def read_story_pairs(folder: Path) -> Iterator[LabelledPair]:
    """Sentences of different articles that make one statement and hold different values: as labelled where someone
    listed them, else no disagreement worth the name."""
    for story, sides in _read_stories(folder):
        sentences = story["sentences"]
        listed: dict[frozenset[str], str] = {}
        for conflict in (row for rows in story["conflicts"] for row in (rows if isinstance(rows, list) else [rows])):
            if conflict["kind"] in ("number", "date"):
                for a, b in combinations(sorted(conflict["ids"]), 2):
                    listed[frozenset((a, b))] = LABELS[conflict["verdict"]]
        together = {frozenset(pair) for pair in story["same"]} | set(listed)
        for a, b in sorted(map(sorted, together)):
            if sentences[a]["article"] != sentences[b]["article"] and open_values(sides[a], sides[b]).pairs:
                label = listed.get(frozenset((a, b)), "different_fact")
                yield LabelledPair(story["story"], label, sides[a], sides[b])


def _read_stories(folder: Path) -> Iterator[tuple[dict, dict[str, Side]]]:
    for path in sorted(folder.glob("*/gold.json")):
        story = json.loads(path.read_text(encoding="utf-8"))
        lines = (path.parent / "batch" / "articles.jsonl").read_text(encoding="utf-8").split("\n")
        published = {row["id"]: row.get("published") for row in map(json.loads, filter(None, lines))}
        yield story, {n: read_side(s["text"], published.get(s["article"])) for n, s in story["sentences"].items()}


def measure_all(pairs: list[LabelledPair]) -> tuple[np.ndarray, np.ndarray]:
    """Features of all open pairs of values, float (n, len(FEATURES)), and to which labelled pair each belongs."""
    rows, owner = [], []
    for number, pair in enumerate(pairs):
        opened = open_values(pair.first, pair.second)
        for i, k in opened.pairs:
            rows.append(measure_values(pair.first, pair.second, i, k, opened))
            owner.append(number)
    return np.array(rows, dtype=float).reshape(-1, len(FEATURES)), np.array(owner, dtype=int)


def train(pairs: list[LabelledPair], regularisation: float = REGULARISATION) -> dict[str, list]:
    """Of the values of one pair only the ones that fit its label best are trained on (multiple-instance learning;
    Dietterich et al. 1997): two sentences may differ in a figure of no account beside the one that was labelled."""
    from sklearn.linear_model import LogisticRegression

    features, owner = measure_all(pairs)
    labels = np.array([KINDS.index(pairs[n].label) for n in owner])
    weights = np.array([pairs[n].weight for n in owner])
    mean, scale = features.mean(0), features.std(0)
    scale[scale == 0] = 1.0
    scaled = (features - mean) / scale
    fits = features[:, [FEATURES.index(n) for n in ("aligned", "near_left", "near_right", "unit_equal")]].sum(1)
    for _ in range(ROUNDS):
        chosen = _choose(owner, labels, fits)
        model = LogisticRegression(C=regularisation, max_iter=5000, tol=1e-8)
        model.fit(scaled[chosen], labels[chosen], sample_weight=weights[chosen])
        fits = model.predict_proba(scaled)[np.arange(len(labels)), labels]
    arrays = {"mean": mean, "scale": scale, "weights": model.coef_, "bias": model.intercept_}
    numbers = {name: np.round(array, 6).tolist() for name, array in arrays.items()}
    return {"features": list(FEATURES), "kinds": list(KINDS), **numbers}


def _choose(owner: np.ndarray, labels: np.ndarray, fits: np.ndarray) -> np.ndarray:
    """One pair of values of each labelled pair, the one that fits best; of a different fact all."""
    best: dict[int, int] = {}
    for k in np.lexsort((np.arange(len(owner)), fits)):
        best[int(owner[k])] = int(k)
    chosen = set(best.values()) | {k for k in range(len(owner)) if KINDS[labels[k]] == "different_fact"}
    return np.array(sorted(chosen))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    options = parser.parse_args()
    labelled = read_pairs(options.data / "discrepancies" / "pairs-gold.jsonl")
    pairs = [pair for row, pair in labelled if is_trained_on(row)]
    pairs += read_story_pairs(options.data / "statements" / "train")
    options.weights.write_text(json.dumps(train(pairs), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
