"""Trains the second and the third look: the decision at the pairs that the look before leaves open.

    python -m summarize.training.looks --data DIR --labels NAME ... --weights FOLDER [--again] [--cache DIR]
        [--reader FOLDER] [--reliability FILE]

As `summarize.training.evidence`, which trains the first look. Which pairs a look leaves open is asked out of fold for
`statements/train`, and of the weights themselves for the stories of --labels. --reader: a folder with another reader
and pair reader than the packaged ones. The reader's vectors are made in the arithmetic of its training. Both looks'
weights are written into the folder --weights, under the names that `summarize.same.decision.FULL` gives them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from summarize.cache import open_cache
from summarize.same.compare import are_of_a_kind
from summarize.same.decision import FULL, WEIGHTS
from summarize.same.encoder import TRAINED, load_encoder
from summarize.same.evidence import READ_FEATURES, measure_odds, measure_reading
from summarize.same.forest import load_model, score_pairs
from summarize.same.pair_reader import find_pair_reader, score_texts
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
from summarize.training.stories import LabelledStory, read_labels, read_stories
from summarize.training.upper import encode_stories, load_large

Measure = Callable[[LabelledStory, np.ndarray, np.ndarray], np.ndarray]
"""More features of a story's pairs (m, 2), float (m, f); also handed the number of each sentence's article."""


def look_further(measured: Sequence[Measured], among: Sequence[np.ndarray], measure: Measure) -> list[Measured]:
    """The pairs of each story that are `among` them (bool), with more features."""
    further = []
    for m, kept in zip(measured, among, strict=True):
        articles = np.unique([sentence.article for sentence in m.story.sentences], return_inverse=True)[1]
        features = np.concatenate([m.features[kept], measure(m.story, articles, m.pairs[kept])], axis=1)
        narrow = replace(m, pairs=m.pairs[kept], features=features.astype(np.float32), label=m.label[kept])
        further.append(replace(narrow, counts=m.counts[kept]))
    return further


def fill_in(before: Sequence[np.ndarray], among: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The probabilities before, with those of the pairs among them as they are after."""
    filled = []
    for p, kept, q in zip(before, among, after, strict=True):
        filled.append(p.copy())
        filled[-1][kept] = q
    return filled


def score_with(weights: Path, measured: Sequence[Measured]) -> list[np.ndarray]:
    model = load_model(weights)
    return [score_pairs(model, m.features.astype(float)) for m in measured]


def train_look(measured: Sequence[Measured], more: Sequence[Measured], weights: Path) -> list[np.ndarray]:
    """The probabilities of `measured` out of fold; the weights of both are written."""
    calibrated, slope, shift = estimate(measured, more)
    export(fit([*measured, *more]), slope, shift, weights)
    load_model.cache_clear()  # the file may have been another's
    return calibrated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--weights", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--again", action="store_true", help="with the second reading of the labels")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--reader", type=Path, default=FOLDER)
    parser.add_argument("--reliability", type=Path, help="p, label and counts of all pairs, out of fold")
    args = parser.parse_args()
    if (pair_reader := find_pair_reader(args.reader)) is None:
        parser.error(f"{args.reader}: no reader or no pair reader; train them with summarize.training.upper and .pairs")
    args.weights.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, open_cache(args.cache or Path(scratch)) as cache:
        encoder, base = load_encoder(TRAINED), load_large(args.reader)
        measured = measure_stories(read_stories(args.data / "statements" / "train"), encoder, FULL, cache)
        more = measure_stories(read_labels(args.labels, args.data, args.again), encoder, FULL, cache)

        def read(story: LabelledStory, articles: np.ndarray, pairs: np.ndarray) -> np.ndarray:
            if not len(pairs):
                return np.zeros((0, len(READ_FEATURES)))
            rows, places = np.unique(pairs, return_inverse=True)
            [vectors] = encode_stories([replace(story, sentences=tuple(story.sentences[k] for k in rows))], base)
            return measure_reading(vectors, articles[rows], places.reshape(-1, 2))

        def read_together(story: LabelledStory, articles: np.ndarray, pairs: np.ndarray) -> np.ndarray:
            texts = [(story.sentences[i].text, story.sentences[j].text) for i, j in pairs]
            odds = score_texts(texts, pair_reader, cache, lambda done, total: None)
            return measure_odds(odds, articles, pairs)

        least, most = FULL.doubt
        first, first_more = estimate(measured, more)[0], score_with(WEIGHTS / FULL.weights, more)
        open_, open_more = ([p >= FULL.open for p in stories] for stories in (first, first_more))
        seen, seen_more = look_further(measured, open_, read), look_further(more, open_more, read)
        second = train_look(seen, seen_more, args.weights / FULL.second)
        second_more = score_with(args.weights / FULL.second, seen_more)
        doubt, doubt_more = (
            [
                (p >= least) & (p <= most) & are_of_a_kind(m.story.sentences, m.pairs)
                for m, p in zip(stories, told, strict=True)
            ]
            for stories, told in ((seen, second), (seen_more, second_more))
        )
        close = look_further(seen, doubt, read_together)
        close_more = look_further(seen_more, doubt_more, read_together)
        third = train_look(close, close_more, args.weights / FULL.third)
        looks = [first, fill_in(first, open_, second), fill_in(first, open_, fill_in(second, doubt, third))]
        sentences = sum(len(m.story.sentences) for m in measured)
        for name, pairs, told in zip(("first", "second", "third"), (measured, seen, close), looks, strict=True):
            print(f"{name} look: {sum(len(m.pairs) for m in pairs) / sentences:.2f} pairs a sentence")
            print_scores(measured, told, FULL.hold)
        if args.reliability:
            save_reliability(measured, looks[-1], args.reliability)


if __name__ == "__main__":
    main()
