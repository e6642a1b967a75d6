"""Whether a probability is one: of the pairs that are given .7, do people join seven in ten?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from summarize.training.evidence import calibration_error

BINS = 10
UNCLEAR = 0.05  # nearly all pairs lie below and are easy; the error over the others is the telling one
_HEIGHT, _WIDTH = 10, 6  # of the plot: lines for shares from 0 to 1, characters a bin
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Calibration:
    """Over ten equal bins of probability: how many pairs, their mean probability, the share that people joined; NaN
    in an empty bin. error: expected calibration error (Guo et al. 2017); by_chance: what it would be on average with
    labels drawn from the probabilities themselves, which few pairs make greater than 0; rest: error and by_chance
    over the `unclear` pairs alone, those above UNCLEAR."""

    count: np.ndarray
    mean: np.ndarray
    share: np.ndarray
    error: float
    by_chance: float
    unclear: int
    rest: tuple[float, float]


def read_scores(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """(probability, label) of the pairs whose label counts, from the arrays `p`, `label` and `counts` of an .npz file.

    Raises ValueError where one is missing, of another length or no probability; nothing is unpickled.
    """
    with np.load(path, allow_pickle=False) as data:
        missing = sorted({"p", "label", "counts"}.difference(data.files))
        if missing:
            raise ValueError(f"{path}: no array {', '.join(missing)}; write it with summarize.training.evidence")
        p, label, counts = (np.asarray(data[name]) for name in ("p", "label", "counts"))
    if not (p.ndim == 1 and p.shape == label.shape == counts.shape and ((p >= 0) & (p <= 1)).all()):
        raise ValueError(f"{path}: p, label and counts must be of one length and p from 0 to 1")
    counts = counts.astype(bool)
    return p[counts].astype(float), label[counts].astype(bool)


def calibrate(p: np.ndarray, label: np.ndarray) -> Calibration:
    bin_of = np.minimum((p * BINS).astype(int), BINS - 1)
    count = np.bincount(bin_of, minlength=BINS)
    with np.errstate(invalid="ignore"):
        mean, share = (np.bincount(bin_of, weights=of, minlength=BINS) / count for of in (p, label.astype(float)))
    unclear = p > UNCLEAR
    return Calibration(count, mean, share, *_errors(p, label), int(unclear.sum()), _errors(p[unclear], label[unclear]))


def _errors(p: np.ndarray, label: np.ndarray) -> tuple[float, float]:
    if not len(p):
        return 0.0, 0.0
    draw = np.random.default_rng(0)
    chance = [calibration_error(draw.random(len(p)) < p, p, BINS) for _ in range(_DRAWS)]
    return calibration_error(label, p, BINS), float(np.mean(chance))


def plot_calibration(calibration: Calibration) -> str:
    """A plot in text: a column a bin of probability, `o` at the share that people joined, `.` at the mean probability,
    `@` where both are in one line; the pairs of each bin below."""
    lines = []
    rows = [(_row(m), _row(s)) for m, s in zip(calibration.mean, calibration.share, strict=True)]
    for line in range(_HEIGHT, -1, -1):
        marks = ("@" if line == m == s else "o" if line == s else "." if line == m else " " for m, s in rows)
        axis = f"{line / _HEIGHT:.1f}" if line % 2 == 0 else ""
        lines.append(f"{axis:>5} |" + "".join(f"{mark:^{_WIDTH}}" for mark in marks))
    lines.append(" " * 6 + "+" + "-" * _WIDTH * BINS)
    lines.append(f"{'p <':>6} " + "".join(f"{(k + 1) / BINS:^{_WIDTH}.1f}" for k in range(BINS)))
    lines.append(f"{'pairs':>6} " + "".join(f"{count:^{_WIDTH}}" for count in calibration.count))
    return "\n".join(line.rstrip() for line in lines)


def _row(share: float) -> int | None:
    return None if np.isnan(share) else round(share * _HEIGHT)
