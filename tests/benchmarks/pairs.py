"""Pairs of sentences that others labelled, before and after our training: cosines of two encoders, and the product.

MRPC (Dolan and Brockett 2005): paraphrases from news; its label ignores figures. STS-b (Cer et al. 2017): likeness from
0 to 5. ECB+ (Cybulska and Vossen 2014): pairs made from event coreference, so the labels are noisy: sentences that
tell the same events, others of the same story, and of its look-alike, another event of the same kind.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.joins import Clustered, cluster_batch

Embed = Callable[[Sequence[str]], np.ndarray]
Row = dict[str, Any]
_MRPC_TEST, _MRPC_VAL, _STSB = 400, 200, 700  # pairs, drawn: in all two minutes of the two encoders
_TOPICS = (1, 7, 23, 35, 37, 45)  # of ECB+: those that have the most pairs for their sentences
_KEPT = 0.8


def read_rows(path: Path, most: int | None = None) -> list[Row]:
    """The lines of a file, or `most` of them, drawn with a seed, in their order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if most is None or most >= len(rows):
        return rows
    return [rows[k] for k in sorted(random.Random(0).sample(range(len(rows)), most))]


def measure_cosines(rows: Sequence[Row], embed: Embed) -> np.ndarray:
    texts = sorted({row[side] for row in rows for side in "ab"})
    number = {text: k for k, text in enumerate(texts)}
    vectors = embed(texts)
    one, other = (vectors[[number[row[side]] for row in rows]] for side in "ab")
    return np.einsum("md,md->m", one, other, dtype=float)


def choose_threshold(scores: np.ndarray, label: np.ndarray, figure: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """The score from which on to say "the same" so that the figure is the highest; the lowest of several."""
    candidates = np.unique(scores)
    return float(candidates[np.argmax([figure(label, scores >= c) for c in candidates])])


def share_above(scores: np.ndarray, among: np.ndarray, kept: float) -> float:
    """The share of `scores` not below the threshold that keeps the share `kept` of `among`."""
    threshold = np.sort(among)[::-1][max(int(np.ceil(kept * len(among))), 1) - 1]
    return float((scores >= threshold).mean())


def measure_mrpc(folder: Path, embed: Embed) -> dict[str, float]:
    from sklearn.metrics import accuracy_score, average_precision_score, f1_score

    test, val = read_rows(folder / "mrpc-test.jsonl", _MRPC_TEST), read_rows(folder / "mrpc-val.jsonl", _MRPC_VAL)
    scores = measure_cosines([*test, *val], embed)
    label = np.array([row["label"] == 1 for row in [*test, *val]])
    (of_test, of_val), (wanted, known) = (np.split(array, [len(test)]) for array in (scores, label))
    found = {f"MRPC test, {len(test)} pairs: average precision": average_precision_score(wanted, of_test)}
    for name, figure in (("F1", f1_score), ("accuracy", accuracy_score)):
        threshold = choose_threshold(of_val, known, figure)
        found[f"MRPC test: {name}, threshold chosen on its validation part"] = figure(wanted, of_test >= threshold)
    return found


def measure_stsb(folder: Path, embed: Embed) -> dict[str, float]:
    from scipy.stats import spearmanr

    rows = read_rows(folder / "stsb-test.jsonl", _STSB)
    scores, likeness = measure_cosines(rows, embed), np.array([row["score"] for row in rows])
    news = np.array([row["genre"] == "main-news" for row in rows])
    return {
        f"STS-b test, {len(rows)} pairs: Spearman": float(spearmanr(scores, likeness)[0]),
        f"STS-b test, news, {news.sum()} pairs: Spearman": float(spearmanr(scores[news], likeness[news])[0]),
    }


def read_ecbplus(folder: Path) -> list[Row]:
    """The pairs of some topics, without those that share only a part of their events."""
    rows = read_rows(folder / "ecbplus-pairs.jsonl")
    return [row for row in rows if row["topic"] in _TOPICS and row["label"] != "partial"]


def measure_ecbplus(folder: Path, embed: Embed) -> dict[str, float]:
    from sklearn.metrics import average_precision_score

    rows = read_ecbplus(folder)
    scores, of = measure_cosines(rows, embed), np.array([row["label"] for row in rows])
    same, other, lookalike = (scores[of == name] for name in ("pos", "neg_same_story", "neg_lookalike_story"))
    found = {f"ECB+, {len(rows)} pairs: average precision": average_precision_score(of == "pos", scores)}
    for name, negative in (("same story", other), ("look-alike story", lookalike)):
        label = np.r_[np.ones(len(same)), np.zeros(len(negative))]
        found[f"ECB+, against the {name}: average precision"] = average_precision_score(label, np.r_[same, negative])
        found[f"ECB+, {name}: share above the threshold that keeps {_KEPT:.0%} of the positives"] = share_above(
            negative, same, _KEPT
        )
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the ECB+ pairs with one label: how many, the shares that the product joined and had in one story, and those
    above the threshold of each cosine that keeps as many positives as the product joined."""

    pairs: int
    joined: float
    one_story: float
    above: tuple[float, ...]


def brief_ecbplus(data: Path, embeds: Sequence[Embed], out: Path) -> dict[str, Kept]:
    """The product on ECB+: a topic's articles, two look-alike events, are one batch; by label. Pairs of which the
    product set a sentence aside are left out."""
    rows, joined, one_story = [], [], []
    everything = read_ecbplus(data / "pairs")
    articles = read_rows(data / "stories" / "ecbplus-odd-topics.jsonl")
    for topic in _TOPICS:
        texts = {article["doc"]: article["text"] for article in articles if article["topic"] == topic}
        batch = out / f"ecb-{topic}.jsonl"
        batch.write_text("".join(json.dumps({"id": id, "text": texts[id]}) + "\n" for id in sorted(texts)))
        run = cluster_batch(batch, out, f"ecb-{topic}")
        for row in everything:
            if row["topic"] == topic:
                i, j = (_find_sentence(run, texts, row[f"{side}_doc"], row[side]) for side in "ab")
                if i is not None and j is not None:
                    rows.append(row)
                    joined.append(run.statement[i] == run.statement[j])
                    one_story.append(run.story[i] == run.story[j])
    of, found, told = np.array([row["label"] for row in rows]), np.array(joined), np.array(one_story)
    cosines = [measure_cosines(rows, embed) for embed in embeds]
    kept = found[of == "pos"].mean()
    return {
        name: Kept(
            int((of == name).sum()),
            float(found[of == name].mean()),
            float(told[of == name].mean()),
            tuple(share_above(scores[of == name], scores[of == "pos"], kept) for scores in cosines),
        )
        for name in ("pos", "neg_same_story", "neg_lookalike_story")
    }


def _find_sentence(run: Clustered, texts: dict[str, str], article: str, text: str) -> int | None:
    start = texts.get(article, "").find(text)
    return None if start < 0 else run.find_sentence(article, start, start + len(text))
