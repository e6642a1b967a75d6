"""Trains the second look: the decision at the pairs that the first leaves open, with the reader's vectors beside it.

    python -m summarize.training.second --data DIR --labels NAME ... [--again] [--cache DIR] [--reader FOLDER]
        [--weights FILE] [--reliability FILE]

As `summarize.training.evidence`, which trains the first look. Which pairs that leaves open is asked out of fold for
`statements/train`, and of the packaged weights for the stories of --labels. FOLDER holds a reader other than the
packaged one. Its vectors are made in the arithmetic of its training.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from summarize.cache import open_cache
from summarize.same.decision import BOTH, WEIGHTS, Decision
from summarize.same.encoder import TRAINED, load_encoder
from summarize.same.evidence import measure_reading
from summarize.same.forest import load_model, score_pairs
from summarize.same.reader import FOLDER
from summarize.training.evidence import (
    Measured,
    estimate,
    export,
    fit,
    measure_stories,
    print_scores,
    save_reliability,
)
from summarize.training.stories import read_labels, read_stories
from summarize.training.upper import Base, encode_stories, load_large


def read_again(measured: Sequence[Measured], first: Sequence[np.ndarray], base: Base, least: float) -> list[Measured]:
    """The pairs of each story that the first look finds at least so likely, with all features."""
    vectors = encode_stories([m.story for m in measured], base)
    read = []
    for m, p, vector in zip(measured, first, vectors, strict=True):
        again = np.flatnonzero(p >= least)
        rows, places = np.unique(m.pairs[again], return_inverse=True)
        articles = np.unique([sentence.article for sentence in m.story.sentences], return_inverse=True)[1]
        more = measure_reading(vector[rows], articles[rows], places.reshape(-1, 2)).astype(np.float32)
        features = np.concatenate([m.features[again], more], axis=1)
        read.append(replace(m, pairs=m.pairs[again], features=features, label=m.label[again], counts=m.counts[again]))
    return read


def look_twice(first: Sequence[np.ndarray], second: Sequence[np.ndarray], least: float) -> list[np.ndarray]:
    both = []
    for p, q in zip(first, second, strict=True):
        both.append(p.copy())
        both[-1][p >= least] = q
    return both


def score_first(measured: Sequence[Measured], decision: Decision) -> list[np.ndarray]:
    model = load_model(WEIGHTS / decision.weights)
    return [score_pairs(model, m.features.astype(float)) for m in measured]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--again", action="store_true", help="with the second reading of the labels")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--reader", type=Path, default=FOLDER)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--reliability", type=Path, help="p, label and counts of all pairs, out of fold")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, open_cache(args.cache or Path(scratch)) as cache:
        decision, encoder, base = BOTH, load_encoder(TRAINED), load_large(args.reader)
        measured = measure_stories(read_stories(args.data / "statements" / "train"), encoder, decision, cache)
        more = measure_stories(read_labels(args.labels, args.data, args.again), encoder, decision, cache)
        first, _, _ = estimate(measured, more)
        least = decision.open
        read = read_again(measured, first, base, least)
        read_more = read_again(more, score_first(more, decision), base, least)
        second, slope, shift = estimate(read, read_more)
        both = look_twice(first, second, least)
        pairs = sum(len(m.pairs) for m in read)
        rows = sum(len(np.unique(m.pairs)) for m in read)
        print(f"read again: {pairs} pairs, {rows} of {sum(len(m.story.sentences) for m in measured)} sentences")
        print_scores(measured, both, decision.hold)
        if args.reliability:
            save_reliability(measured, both, args.reliability)
        if args.weights:
            export(fit([*read, *read_more]), slope, shift, args.weights)
            print(f"written to {args.weights}")


if __name__ == "__main__":
    main()
