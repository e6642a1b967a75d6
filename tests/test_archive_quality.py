"""The gate of what is called new: labelled stories in two batches. Floors may rise and must not fall."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from summarize.archive.batches import Judged, Judgement, finish_batch, stage_batch
from summarize.archive.novelty import Reading, judge_statements
from summarize.archive.store import open_archive
from summarize.cache import Cache, open_cache
from summarize.run import cache_folder
from summarize.same.compare import compare_sentences
from summarize.same.decision import choose_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import Encoder, load_encoder
from summarize.settings import DEFAULT
from summarize.statements import cluster_story, make_statements
from summarize.training.stories import LabelledStory, read_stories
from summarize.types import Article, Model
from tests.archives import make_record, nothing

FLOORS = {"precision": 0.96, "recall": 0.73}
"""Of "told before", by statements. A threshold of the cosine, tuned on these very stories: .79 and .80."""


def read_part(story: LabelledStory, articles: list[str], encoder: Encoder, cache: Cache) -> Reading:
    """Some articles of a labelled story, each its own outlet, from its labelled sentences to statements."""
    own = [sentence for sentence in story.sentences if sentence.article in articles]
    vectors = embed_texts([sentence.text for sentence in own], encoder, cache, nothing)
    decision = choose_decision(encoder.name)
    model = Model(encoder.name, encoder.fingerprint, decision.name)
    pairs, probabilities = compare_sentences(own, vectors, model, cache, nothing)
    clusters = cluster_story(np.arange(len(own)), own, vectors, pairs, probabilities, decision)
    hashes = {id: hashlib.sha256(f"{story.name} {id}".encode()).hexdigest() for id in articles}
    listed = [Article(id, id, None, None, None, None, "en", "", hashes[id], "gold.json") for id in articles]
    statements = make_statements(clusters, own, [s.article for s in own], listed, "story-1")
    return Reading(" ".join(hashes.values()), listed, own, vectors, statements, model)


@pytest.mark.slow
def test_what_was_told_before_is_known(data_folder: Path, model_out: Path, tmp_path: Path, record_property) -> None:
    """Each article in turn is the second batch; the archive holds the rest of its story, and of all the others."""
    stories, encoder = read_stories(data_folder / "statements" / "dev"), load_encoder(DEFAULT.model)
    judged: list[tuple[bool, bool]] = []
    with open_cache(cache_folder(model_out)) as cache:
        for turn in range(3):
            with open_archive(tmp_path / f"{turn}.db") as archive:
                later = []
                for story in stories:
                    articles = sorted({sentence.article for sentence in story.sentences})
                    second = articles.pop(turn)
                    first = read_part(story, articles, encoder, cache)
                    new = Judged(0, tuple(Judgement(s.id, "new") for s in first.statements))
                    stage_batch(archive, make_record(first, new, encoder, story.name, "2031-05-06"), new)
                    finish_batch(archive, first.digest)
                    later.append((story, read_part(story, [second], encoder, cache)))
                for story, reading in later:
                    judged += compare_with_labels(
                        story, reading, judge_statements(archive, reading, encoder, cache, nothing)
                    )
    told, known = np.array(judged).T
    precision, recall = (told & known).sum() / known.sum(), (told & known).sum() / told.sum()
    record_property("precision", precision)
    record_property("recall", recall)
    assert precision >= FLOORS["precision"]
    assert recall >= FLOORS["recall"]


def compare_with_labels(story: LabelledStory, reading: Reading, judged: Judged) -> list[tuple[bool, bool]]:
    """(labelled as told before, called so) of each statement that the labels decide."""
    number = {(s.article, s.start): k for k, s in enumerate(story.sentences)}
    mentions = {s.id: [number[m.article, m.start] for m in s.mentions] for s in reading.statements}
    old = set(number.values()).difference(*mentions.values())
    found = []
    for judgement in judged.judgements:
        pairs = {(min(a, b), max(a, b)) for a in mentions[judgement.statement] for b in old}
        if not story.same.isdisjoint(pairs):
            found.append((True, judgement.status != "new"))
        elif story.ignored.isdisjoint(pairs):
            found.append((False, judgement.status != "new"))
    return found
