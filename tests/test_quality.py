"""The gate: figures on labelled data that may rise and must not fall. Floors are raised by hand, never lowered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from summarize.pipeline import brief
from summarize.reading.readers import read_batch
from summarize.settings import DEFAULT
from summarize.text.clean import clean_articles
from summarize.text.sentences import split_sentences
from summarize.training.stories import LabelledStory, count_pairs, precision_recall_f1, read_stories
from summarize.verify.run import verify_run

FLOORS = {
    "across F1": 0.75,
    "all F1": 0.65,
    "coverage": 0.98,
    "train boilerplate recall": 0.85,
    "train coverage": 0.98,
}


Spans = dict[str, list[tuple[int, int, int]]]


def owner(start: int, end: int, spans: list[tuple[int, int, int]]) -> int | None:
    """The number of the span (start, end, number) that covers most of a labelled sentence, if it covers half of it."""
    best, number = max(((min(end, b) - max(start, a), number) for a, b, number in spans), default=(0, 0))
    return number if 2 * best >= end - start else None


@pytest.fixture(scope="module")
def dev(data_folder: Path, model_out: Path) -> list[tuple[LabelledStory, list[int | None]]]:
    """The labelled stories, and for each sentence the number of its statement in a finished run."""
    found = []
    for story in read_stories(data_folder / "statements" / "dev"):
        folder = brief(data_folder / "statements" / "dev" / story.name / "batch", model_out, story.name)
        assert verify_run(folder) == []
        spans: Spans = {}
        for number, line in enumerate((folder / "statements.jsonl").read_text(encoding="utf-8").splitlines()):
            for mention in json.loads(line)["mentions"]:
                spans.setdefault(mention["article"], []).append((mention["start"], mention["end"], number))
        found.append((story, [owner(s.start, s.end, spans.get(s.article, [])) for s in story.sentences]))
    return found


@pytest.mark.slow
def test_statements_agree_with_peoples(dev, record_property: Callable[[str, object], None]) -> None:
    counts = []
    for story, numbers in dev:
        clusters = [[k for k, n in enumerate(numbers) if n == number] for number in set(numbers) - {None}]
        counts.append(count_pairs(story, clusters))
    for kind in ("across", "all"):
        f1 = precision_recall_f1(np.sum([c[kind] for c in counts], axis=0))[2]
        record_property(kind, f1)
        assert f1 >= FLOORS[f"{kind} F1"]


@pytest.mark.slow
def test_hardly_a_sentence_of_news_is_lost(dev) -> None:
    kept = [n is not None for _, numbers in dev for n in numbers]
    assert np.mean(kept) >= FLOORS["coverage"]


@pytest.mark.slow
def test_boilerplate_is_set_aside_and_news_is_not(data_folder: Path) -> None:
    """On the stories that cleaning was trained on; the cross-validated figures are in the README."""
    boilerplate, content = [], []
    for path in sorted((data_folder / "statements" / "train").glob("*/gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        articles = read_batch(path.parent / "batch", DEFAULT).articles
        kept, _ = clean_articles(articles, [s for article in articles for s in split_sentences(article)])
        spans: Spans = {}
        for number, sentence in enumerate(kept):
            spans.setdefault(sentence.article, []).append((sentence.start, sentence.end, number))
        for key, row in gold["sentences"].items():
            covered = owner(row["start"], row["end"], spans.get(row["article"], [])) is not None
            if key in gold["boilerplate"]:
                boilerplate.append(not covered)
            elif key not in gold["boilerplate_any"]:
                content.append(covered)
    assert np.mean(boilerplate) >= FLOORS["train boilerplate recall"]
    assert np.mean(content) >= FLOORS["train coverage"]
