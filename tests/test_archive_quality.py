"""The gate of what is called new: labelled stories in two batches. Floors may rise and must not fall."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from summarize.archive.batches import Judged, Judgement, finish_batch, stage_batch
from summarize.archive.novelty import Reading, judge_statements
from summarize.archive.store import open_archive
from summarize.cache import Cache, open_cache
from summarize.run import cache_folder
from summarize.same.compare import compare_stories
from summarize.same.decision import choose_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import Encoder, load_encoder
from summarize.settings import DEFAULT
from summarize.statements import cluster_story, make_statements
from summarize.training.stories import LabelledStory, read_stories
from summarize.types import Article, Model
from tests.archives import make_record, nothing

FLOORS = {"precision": 0.96, "recall": 0.82}
"""Of "told before", by statements. A threshold of the cosine, tuned on these very stories: .79 and .80."""


Part = tuple[LabelledStory, list[str]]
"""A story and some of its articles."""


def read_parts(parts: Sequence[Part], encoder: Encoder, cache: Cache) -> list[Reading]:
    """Each from its labelled sentences to statements, every article its own outlet."""
    decision = choose_decision(encoder.name)
    model = Model(encoder.name, encoder.fingerprint, decision.name)
    sentences = [[s for s in story.sentences if s.article in articles] for story, articles in parts]
    vectors = [embed_texts([sentence.text for sentence in own], encoder, cache, nothing) for own in sentences]
    compared = compare_stories(list(zip(sentences, vectors, strict=True)), model, cache, nothing)
    readings = []
    for (story, articles), own, rows, found in zip(parts, sentences, vectors, compared, strict=True):
        clusters = cluster_story(np.arange(len(own)), own, rows, *found, decision)
        hashes = {id: hashlib.sha256(f"{story.name} {id}".encode()).hexdigest() for id in articles}
        listed = [Article(id, id, None, None, None, None, "en", "", hashes[id], "gold.json") for id in articles]
        statements = make_statements(clusters, own, [s.article for s in own], listed, story.name)
        readings.append(Reading(" ".join(hashes.values()), listed, own, rows, statements, model))
    return readings


def join_readings(readings: Sequence[Reading]) -> Reading:
    """As one batch; no story has an article of another."""
    return Reading(
        " ".join(reading.digest for reading in readings),
        [article for reading in readings for article in reading.articles],
        [sentence for reading in readings for sentence in reading.sentences],
        np.concatenate([reading.vectors for reading in readings]),
        [statement for reading in readings for statement in reading.statements],
        readings[0].model,
    )


@pytest.mark.slow
def test_what_was_told_before_is_known(data_folder: Path, model_out: Path, tmp_path: Path, record_property) -> None:
    """An article of each story is the second batch, each in turn; the archive holds the rest of all stories."""
    stories, encoder = read_stories(data_folder / "statements" / "dev"), load_encoder(DEFAULT.model)
    articles = [sorted({sentence.article for sentence in story.sentences}) for story in stories]
    judged: list[tuple[bool, bool]] = []
    with open_cache(cache_folder(model_out)) as cache:
        for turn in range(3):
            rest = [[id for id in ids if id != ids[turn]] for ids in articles]
            second = [[ids[turn]] for ids in articles]
            parts = [*zip(stories, rest, strict=True), *zip(stories, second, strict=True)]
            readings = read_parts(parts, encoder, cache)
            with open_archive(tmp_path / f"{turn}.db") as archive:
                for story, first in zip(stories, readings, strict=False):
                    new = Judged(0, tuple(Judgement(s.id, "new") for s in first.statements))
                    stage_batch(archive, make_record(first, new, encoder, story.name, "2031-05-06"), new)
                    finish_batch(archive, first.digest)
                later = join_readings(readings[len(stories) :])
                found = judge_statements(archive, later, encoder, cache, nothing)
            judged += [row for story in stories for row in compare_with_labels(story, later, found)]
    told, known = np.array(judged).T
    precision, recall = (told & known).sum() / known.sum(), (told & known).sum() / told.sum()
    record_property("precision", precision)
    record_property("recall", recall)
    assert precision >= FLOORS["precision"]
    assert recall >= FLOORS["recall"]


def compare_with_labels(story: LabelledStory, reading: Reading, judged: Judged) -> list[tuple[bool, bool]]:
    """(labelled as told before, called so) of each statement of a story that its labels decide."""
    number = {(s.article, s.start): k for k, s in enumerate(story.sentences)}
    own = [statement for statement in reading.statements if statement.story == story.name]
    mentions = {s.id: [number[m.article, m.start] for m in s.mentions] for s in own}
    old = set(number.values()).difference(*mentions.values())
    found = []
    for judgement in judged.judgements:
        if judgement.statement not in mentions:
            continue
        pairs = {(min(a, b), max(a, b)) for a in mentions[judgement.statement] for b in old}
        if not story.same.isdisjoint(pairs):
            found.append((True, judgement.status != "new"))
        elif story.ignored.isdisjoint(pairs):
            found.append((False, judgement.status != "new"))
    return found
