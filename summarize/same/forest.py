"""A logistic model and boosted trees, scored with numpy alone; the weights are one .npz file without pickles.

Training needs scikit-learn and LightGBM (Ke et al. 2017), scoring neither: a run from the cache starts in no time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

# Below this the linear part decides alone, which ends two of three pairs; none of them would have been joined.
_CLEAR = 0.01
_ROWS = 2048


@dataclass(frozen=True, slots=True)
class PairModel:
    """A linear part (features are standardised first) and a forest of t trees with at most k nodes each.

    least, most: the range of each feature in training, to which it is clipped: a batch of a hundred articles must not
    push the linear part to where no story of a few articles has ever been.
    feature, left, right: int (t, k), left < 0 at a leaf; threshold: float (t, k), go left if not above; value: leaf
    scores, float (t, k); groups: number of forests that are averaged. The probability is the mean of the linear
    part's and the forests', then `slope` and `shift` on its log-odds (Platt 1999).
    """

    least: np.ndarray
    most: np.ndarray
    mean: np.ndarray
    scale: np.ndarray
    weight: np.ndarray
    bias: float
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    groups: int
    slope: float
    shift: float


@cache
def load_model(path: Path) -> PairModel:
    with np.load(path, allow_pickle=False) as data:
        parts = {name: data[name] for name in data.files}
    return PairModel(**{name: part.item() if part.ndim == 0 else part for name, part in parts.items()})


def score_pairs(model: PairModel, features: np.ndarray) -> np.ndarray:
    """The probability of each row of features, float64 (m,)."""
    features = np.clip(features, model.least, model.most)
    mixed = _sigmoid((features - model.mean) / model.scale @ model.weight + model.bias)
    unclear = np.flatnonzero(mixed >= _CLEAR)
    for start in range(0, len(unclear), _ROWS):
        rows = unclear[start : start + _ROWS]
        mixed[rows] = (mixed[rows] + model.groups * _score_forest(model, features[rows])) / (1 + model.groups)
    clipped = np.clip(mixed, 1e-9, 1 - 1e-9)
    return _sigmoid(model.slope * np.log(clipped / (1 - clipped)) + model.shift)


def _score_forest(model: PairModel, features: np.ndarray) -> np.ndarray:
    """The forests' mean probability: all trees are walked down at once, a level a step."""
    trees, rows = np.arange(len(model.feature)), np.arange(len(features))[:, None]
    node = np.zeros((len(features), len(trees)), dtype=np.int64)
    while (inner := model.left[trees, node] >= 0).any():
        goes_left = features[rows, model.feature[trees, node]] <= model.threshold[trees, node]
        node = np.where(inner, np.where(goes_left, model.left[trees, node], model.right[trees, node]), node)
    return _sigmoid(model.value[trees, node].reshape(len(features), model.groups, -1).sum(2)).mean(1)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))
