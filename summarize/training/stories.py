"""Labelled stories: their sentences, and which pairs of them people called the same statement."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from summarize.types import Sentence

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """sentences: sorted by article and start; same, ignored: pairs of their indices, lower first; ignored ones are
    those that annotators doubted or differ on, and all that touch a line somebody called boilerplate."""

    name: str
    sentences: tuple[Sentence, ...]
    same: frozenset[Pair]
    ignored: frozenset[Pair]


def read_stories(folder: Path) -> list[LabelledStory]:
    """All stories of a folder such as statements/train: <story>/gold.json."""
    return [_read_story(path) for path in sorted(folder.glob("*/gold.json"))]


def _read_story(path: Path) -> LabelledStory:
    gold = json.loads(path.read_text(encoding="utf-8"))
    keys = sorted(gold["sentences"], key=lambda k: (gold["sentences"][k]["article"], gold["sentences"][k]["start"]))
    number = {key: n for n, key in enumerate(keys)}
    rows = [gold["sentences"][key] for key in keys]
    sentences = tuple(Sentence(r["article"], r["start"], r["end"], r["text"], 0, "body") for r in rows)
    boilerplate = {number[key] for key in gold["boilerplate_any"]}

    def pairs(name: str) -> set[Pair]:
        found = ((number[a], number[b]) for a, b in gold[name])
        return {(min(pair), max(pair)) for pair in found}

    everything = {(i, j) for j in range(len(keys)) for i in range(j)}
    touched = {pair for pair in everything if not boilerplate.isdisjoint(pair)}
    return LabelledStory(
        path.parent.name, sentences, frozenset(pairs("same") - touched), frozenset(pairs("ignored") | touched)
    )


def deal_folds(stories: Sequence[LabelledStory], count: int, seed: int) -> np.ndarray:
    """The fold of each story, int (n,): every fold gets as many large stories as the others."""
    draw = random.Random(seed)
    order = sorted(range(len(stories)), key=lambda k: (-len(stories[k].same), stories[k].name))
    folds = np.zeros(len(stories), dtype=int)
    for start in range(0, len(order), count):
        group = order[start : start + count]
        folds[group] = draw.sample(range(count), len(group))
    return folds


def count_pairs(story: LabelledStory, clusters: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """(hits, false joins, misses) over "all" pairs and those "across" articles."""
    joined = {(i, j) for cluster in clusters for n, j in enumerate(sorted(cluster)) for i in sorted(cluster)[:n]}
    joined -= story.ignored
    kinds = (joined & story.same, joined - story.same, story.same - joined)
    article = [sentence.article for sentence in story.sentences]
    across = [{(i, j) for i, j in kind if article[i] != article[j]} for kind in kinds]
    return {"all": np.array([len(k) for k in kinds]), "across": np.array([len(k) for k in across])}


def precision_recall_f1(counts: np.ndarray) -> tuple[float, float, float]:
    hits, wrong, missed = counts
    return hits / max(hits + wrong, 1), hits / max(hits + missed, 1), 2 * hits / max(2 * hits + wrong + missed, 1)
