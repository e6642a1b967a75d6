"""Labelled stories: their sentences, and which pairs of them are labelled the same statement.

Those of `statements/train` come with their texts. Those of `labels/` are stories of `load/articles.jsonl.gz` that this
project labelled by the same guide; their files name articles, spans and verdicts, and the texts stay where they are.
`again.jsonl` is a second reading of the pairs that a model found likely and no annotator had joined. `invented.jsonl`
holds stories that were written for training, texts and all: a list of statements, each told in one or several ways.
"""

from __future__ import annotations

import functools
import gzip
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from summarize.types import Sentence

Pair = tuple[int, int]
LABELS = Path(__file__).parent / "labels"


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """sentences: sorted by article and start; same, ignored: pairs of their indices, lower first; ignored ones are
    those that annotators doubted or differ on, and all that touch a line somebody called boilerplate. updates: one of
    the two supersedes the other in time; overlooked: so do these, which annotators left out."""

    name: str
    sentences: tuple[Sentence, ...]
    same: frozenset[Pair]
    ignored: frozenset[Pair]
    updates: frozenset[Pair] = frozenset()
    overlooked: frozenset[Pair] = frozenset()


def read_stories(folder: Path) -> list[LabelledStory]:
    """All stories of a folder such as statements/train: <story>/gold.json."""
    return [_read_gold(path) for path in sorted(folder.glob("*/gold.json"))]


def read_labels(names: Sequence[str], data: Path, again: bool = False) -> list[LabelledStory]:
    """All stories of files of `labels/`, such as "load-1", in their order; the texts are those of DATA/load. again:
    with the second reading."""
    rows = [json.loads(line) for name in names for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    wanted = {id for row in rows for id in row["articles"].values()}
    with gzip.open(data / "load" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines) if row["id"] in wanted}
    second = map(json.loads, (LABELS / "again.jsonl").read_text(encoding="utf-8").splitlines()) if again else ()
    more = {row["story"]: row for row in second}
    return [_read_labelled(row, more.get(row["story"], {}), texts) for row in rows]


def read_invented() -> list[LabelledStory]:
    """The stories of `invented.jsonl`, each telling of a statement an article of its own."""
    return [_read_told(name, statements) for name, statements in read_tellings()]


def read_tellings() -> list[tuple[str, list[list[str]]]]:
    """The name of each invented story, and its statements as they are told."""
    rows = map(json.loads, (LABELS / "invented.jsonl").read_text(encoding="utf-8").splitlines())
    return [(row["story"], row["statements"]) for row in rows]


def _read_told(name: str, statements: Sequence[Sequence[str]]) -> LabelledStory:
    sentences: list[Sentence] = []
    same: set[Pair] = set()
    for tellings in statements:
        first = len(sentences)
        for text in tellings:
            sentences.append(Sentence(f"{name}-{len(sentences):02}", 0, len(text), text, 0, "body"))
        same.update(combinations(range(first, len(sentences)), 2))
    return LabelledStory(name, tuple(sentences), frozenset(same), frozenset())


def _read_gold(path: Path) -> LabelledStory:
    gold = json.loads(path.read_text(encoding="utf-8"))
    sentences = {
        key: Sentence(row["article"], row["start"], row["end"], row["text"], 0, "body")
        for key, row in gold["sentences"].items()
    }
    return _make_story(
        path.parent.name, sentences, gold["same"], gold["ignored"], gold["boilerplate_any"], gold.get("updates", ())
    )


@functools.cache
def _read_overlooked() -> dict[str, list[list[str]]]:
    """Updates beyond the labels, found by reading what was reported as one; by story."""
    rows = map(json.loads, (LABELS / "overlooked.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["story"]: row["updates"] for row in rows}


def _read_labelled(row: dict[str, Any], again: dict[str, Any], texts: Mapping[str, str]) -> LabelledStory:
    sentences = {
        f"{letter}{n}": Sentence(id, start, end, texts[id][start:end], 0, "body")
        for letter, id in row["articles"].items()
        for n, (start, end) in enumerate(row["sentences"][letter], 1)
    }
    same = [pair for cluster in row["clusters"] for pair in combinations(cluster, 2)] + again.get("joined", [])
    doubted = row["partial"] + row["unsure"] + again.get("unsure", [])
    return _make_story(row["story"], sentences, same, doubted, row["boilerplate"], row["updates"])


def _make_story(
    name: str,
    sentences: Mapping[str, Sentence],
    same: Iterable[Sequence[str]],
    ignored: Iterable[Sequence[str]],
    boilerplate: Iterable[str],
    updates: Iterable[Sequence[str]],
) -> LabelledStory:
    keys = sorted(sentences, key=lambda key: (sentences[key].article, sentences[key].start))
    number = {key: n for n, key in enumerate(keys)}
    lines = {number[key] for key in boilerplate}
    touched = {(i, j) for j in range(len(keys)) for i in range(j) if i in lines or j in lines}

    def pairs(named: Iterable[Sequence[str]]) -> set[Pair]:
        return {(min(number[a], number[b]), max(number[a], number[b])) for a, b in named}

    joined = pairs(same) - touched
    return LabelledStory(
        name,
        tuple(sentences[key] for key in keys),
        frozenset(joined),
        frozenset((pairs(ignored) - joined) | touched),
        frozenset(pairs(updates)),
        frozenset(pairs(_read_overlooked().get(name, ()))),
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
