"""Small batches for the tests of the archive, and a run in small: judge, stage, finish."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from summarize.archive.batches import Judged, Record, finish_batch, stage_batch
from summarize.archive.novelty import Reading, judge_statements
from summarize.archive.store import open_archive
from summarize.cache import open_cache
from summarize.same.compare import compare_stories
from summarize.same.decision import choose_decision
from summarize.same.encoder import Encoder
from summarize.statements import cluster_story, make_statements
from summarize.types import Article, Model, Sentence

Told = Mapping[str, Sequence[str]]
"""What each outlet's article says, sentence by sentence."""


def nothing(done: int, total: int) -> None:
    pass


def make_article(outlet: str, sentences: Sequence[str], published: str | None = None) -> Article:
    text = " ".join(sentences)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{sha256[:8]}"
    id = f"a-{hashlib.sha256(f'{outlet} {text}'.encode()).hexdigest()[:12]}"
    return Article(id, outlet, sentences[0], url, published, None, "en", text, sha256, f"{outlet}.txt")


def read_told(told: Told, encoder: Encoder, folder: Path, published: str | None = None) -> Reading:
    """As the pipeline does from splitting to clustering, with all articles about one story."""
    articles = sorted((make_article(*pair, published) for pair in told.items()), key=lambda a: a.id)
    sentences = []
    for article in articles:
        start = 0
        for text in told[article.outlet or ""]:
            sentences.append(Sentence(article.id, start, start + len(text), text, 1, "body"))
            start += len(text) + 1
    vectors = encoder.encode([sentence.text for sentence in sentences], nothing)
    decision = choose_decision(encoder.name)
    model = Model(encoder.name, encoder.fingerprint, decision.name)
    with open_cache(folder) as cache:
        pairs, probabilities = compare_stories([(sentences, vectors)], model, cache, nothing)[0]
    clusters = cluster_story(np.arange(len(sentences)), sentences, vectors, pairs, probabilities, decision)
    outlets = {article.id: f"outlet:{article.outlet}" for article in articles}
    origins = [outlets[sentence.article] for sentence in sentences]
    statements = make_statements(clusters, sentences, origins, articles, "story-1")
    digest = hashlib.sha256("".join(a.id for a in articles).encode()).hexdigest()
    return Reading(digest, articles, sentences, vectors, statements, model)


def judge_told(place: str, told: Told, encoder: Encoder, folder: Path, published: str | None = None) -> Judged:
    reading = read_told(told, encoder, folder, published)
    with open_archive(place) as archive, open_cache(folder) as cache:
        return judge_statements(archive, reading, encoder, cache, nothing)


def make_record(reading: Reading, judged: Judged, encoder: Encoder, name: str, briefed: str) -> Record:
    row = {(s.article, s.start): k for k, s in enumerate(reading.sentences)}
    first = [row[s.representative.article, s.representative.start] for s in reading.statements]
    status = {judgement.statement: judgement.status for judgement in judged.judgements}
    statements = [dataclasses.replace(s, status=status[s.id]) for s in reading.statements]
    titles = {"story-1": "The ferry"}
    vectors = reading.vectors[first]
    model = encoder.fingerprint
    return Record(reading.digest, name, briefed, titles, reading.articles, statements, model, vectors)


def brief_told(
    place: str,
    told: Told,
    encoder: Encoder,
    folder: Path,
    name: str = "ferry",
    briefed: str = "2031-05-01T00:00:00+00:00",
    published: str | None = None,
    finish: bool = True,
) -> dict[str, str]:
    """Briefs a batch; the status of every sentence's statement, by the sentence."""
    reading = read_told(told, encoder, folder, published)
    with open_archive(place) as archive, open_cache(folder) as cache:
        judged = judge_statements(archive, reading, encoder, cache, nothing)
        record = make_record(reading, judged, encoder, name, briefed)
        stage_batch(archive, record, judged)
        if finish:
            finish_batch(archive, reading.digest)
    return {mention.text: s.status for s in record.statements for mention in s.mentions}


def dump(place: str) -> dict[str, list[tuple]]:
    """Everything in an archive."""
    from summarize.archive.schema import METADATA

    with open_archive(place) as archive, archive.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.columns))]
            for table in METADATA.sorted_tables
        }
