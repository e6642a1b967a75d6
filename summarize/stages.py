"""The stages, one after the other: each reads what earlier ones left in the run's folder and leaves its own.

A stage is handed nothing but that folder, so that it runs the same in this process and as a task of any engine. It
returns counts, which are told and kept in the manifest.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from summarize import tables
from summarize.archive.batches import Judged, finish_published
from summarize.archive.novelty import Reading, judge_statements
from summarize.archive.store import archive_place, open_archive
from summarize.briefing.choose import choose_items
from summarize.briefing.compose import compose_briefing
from summarize.cache import content_key, hash_code, open_cache
from summarize.edits.apply import Edited, apply_edits
from summarize.edits.file import Edits, find_edits, read_edits
from summarize.errors import EmptyBatchError
from summarize.findings import gather_findings
from summarize.ids import batch_digest
from summarize.origins.trace import trace_origins
from summarize.reading.readers import read_batch
from summarize.run import Run
from summarize.same.compare import compare_stories
from summarize.same.decision import READ_MOST, choose_decision, find_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import load_encoder
from summarize.statements import cluster_story, find_rows, make_statements, make_story
from summarize.stories.group import choose_leads, group_articles
from summarize.text.clean import clean_articles
from summarize.text.opinion import is_opinion
from summarize.text.sentences import split_sentences
from summarize.types import (
    Article,
    Batch,
    Briefing,
    Findings,
    Model,
    Origin,
    Progress,
    Rejection,
    Sentence,
    Statement,
    Story,
)
from summarize.write import describe_rejection, write_files

log = logging.getLogger("summarize")
Counts = dict[str, int]


def read(run: Run, progress: Progress) -> Counts:
    # Read once and first: a file that cannot be meant is refused before anything long, and changes during no run.
    if edits := find_edits(Path(run.batch)):
        run.save("edits", read_edits(edits))
    batch = read_batch(Path(run.batch), run.settings)
    for rejection in batch.rejections:
        log.warning(describe_rejection(rejection))
    run.save("batch", batch)
    if not batch.articles and not batch.rejections:
        raise EmptyBatchError(f"{run.batch}: there is no file in it; put the articles there")
    if len(batch.articles) == sum(r.article is not None for r in batch.rejections):
        raise EmptyBatchError(f"{run.batch}: no article that can be used; see the reasons above")
    return {"articles": len(batch.articles), "rejected": len(batch.rejections)}


def split(run: Run, progress: Progress) -> Counts:
    batch = run.object("batch", Batch)
    refused = {rejection.article for rejection in batch.rejections}
    articles = [article for article in batch.articles if article.id not in refused]
    sentences = [sentence for article in articles for sentence in split_sentences(article)]
    run.save("articles", articles)
    run.save("split", sentences)
    return {"articles": len(articles), "sentences": len(sentences)}


def clean(run: Run, progress: Progress) -> Counts:
    kept, rejected = clean_articles(run.rows("articles", Article), run.rows("split", Sentence), run.settings)
    if not kept:
        raise EmptyBatchError(f"{run.batch}: nothing but boilerplate; check that the files hold whole articles")
    run.save("sentences", kept)
    run.save("rejected", rejected)
    return {"sentences": len(kept), "rejected": len(rejected)}


def group(run: Run, progress: Progress) -> Counts:
    """Which articles are about one event, and which passages are of one origin."""
    articles, sentences = run.rows("articles", Article), run.rows("sentences", Sentence)
    origins, found = trace_origins(articles, sentences, run.rows("rejected", Rejection))
    run.save("origin-of", origins)
    run.save("origins", found)
    leads, encoder = choose_leads(articles, sentences), load_encoder(run.settings.model)
    parts, days = ("articles.jsonl", "sentences.jsonl"), run.settings.story_days
    with open_cache(run.cache) as cache:
        vectors = embed_texts([sentences[k].text for k in leads], encoder, cache, progress)
        groups = cache.result(
            _result_key(run, "groups", parts, encoder.fingerprint, days),
            list[tuple[str, ...]],
            lambda: group_articles(articles, sentences, leads, vectors, days),
        )
    run.save("groups", groups)
    shared = sum(len(origin.articles) > 1 for origin in found)
    return {"stories": len(groups), "origins": len(found), "shared by several articles": shared}


def embed(run: Run, progress: Progress) -> Counts:
    sentences = run.rows("sentences", Sentence)
    encoder = load_encoder(run.settings.model)
    with open_cache(run.cache) as cache:
        vectors = embed_texts([sentence.text for sentence in sentences], encoder, cache, progress)
    np.save(run.parts / "vectors.npy", vectors)
    read = len(sentences) <= READ_MOST if run.settings.reader is None else run.settings.reader
    run.save("model", Model(encoder.name, encoder.fingerprint, choose_decision(encoder.name, read).name))
    return {"sentences": len(sentences), "dimensions": vectors.shape[1]}


def compare(run: Run, progress: Progress) -> Counts:
    sentences, vectors = run.rows("sentences", Sentence), np.load(run.parts / "vectors.npy")
    model = run.object("model", Model)
    blocks = find_rows(run.rows("groups", tuple[str, ...]), sentences)
    with open_cache(run.cache) as cache:
        stories = [([sentences[k] for k in rows], vectors[rows]) for rows in blocks]
        found = compare_stories(stories, model, cache, progress)
    pairs, probabilities = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    counts = np.array([len(own) for own, _ in found])
    np.savez(run.parts / "pairs.npz", pairs=pairs, probabilities=probabilities, counts=counts)
    return {"pairs": len(pairs), "likely": int((probabilities >= 0.5).sum())}


def read_pairs(parts: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """What `compare_stories` found of each story: pairs, as indices into the story's rows, and probabilities."""
    with np.load(parts / "pairs.npz") as found:
        ends = found["counts"].cumsum()[:-1]
        return list(zip(*(np.split(found[name], ends) for name in ("pairs", "probabilities")), strict=True))


def cluster(run: Run, progress: Progress) -> Counts:
    articles, sentences = run.rows("articles", Article), run.rows("sentences", Sentence)
    groups, origins = run.rows("groups", tuple[str, ...]), run.rows("origin-of", str)
    vectors, found = np.load(run.parts / "vectors.npy"), read_pairs(run.parts)
    decision = find_decision(run.object("model", Model)).with_settings(asdict(run.settings))
    parts = ("sentences.jsonl", "groups.jsonl", "vectors.npy", "pairs.npz")
    blocks = find_rows(groups, sentences)
    with open_cache(run.cache) as cache:
        clustered = cache.result(
            _result_key(run, "clusters", parts, decision.join, decision.hold),
            list[list[tuple[int, list[int]]]],
            lambda: [
                cluster_story(rows, sentences, vectors, pairs, probabilities, decision)
                for rows, (pairs, probabilities) in zip(blocks, found, strict=True)
            ],
        )
    edits = run.object("edits", Edits) if run.has("edits") else Edits("", "", ())
    edited = apply_edits(edits, clustered, articles, sentences, vectors)
    for told in edited.notes:
        log.warning(told)
    stories, statements, firsts = [], [], []
    for number, clusters in enumerate(edited.stories):
        id = f"story-{number + 1}"
        made = make_statements(clusters, sentences, origins, articles, id, edited.marks)
        shown = [c for c, statement in zip(clusters, made, strict=True) if "hidden" not in statement.edited]
        stories.append(make_story(id, groups[number], articles, sentences, shown or clusters))
        statements += made
        firsts += [first for first, _ in clusters]
    run.save("stories", stories)
    run.save("statements", statements)
    run.save("edited", edited)
    np.save(run.parts / "representatives.npy", vectors[firsts])
    counts = {"statements": len(statements), "mentions": len(sentences)}
    return counts | ({"edits": len({row.line for row in edited.applied})} if edits.edits else {})


def _result_key(run: Run, what: str, parts: Sequence[str], *others: object) -> bytes:
    digests = (tables.digest(run.parts / part) for part in parts)
    return content_key(what, hash_code(), *digests, *map(str, others))


def check(run: Run, progress: Progress) -> Counts:
    """What the statements tell together, and what earlier batches told."""
    sentences, vectors = run.rows("sentences", Sentence), np.load(run.parts / "vectors.npy")
    batch, model = run.object("batch", Batch), run.object("model", Model)
    blocks = find_rows(run.rows("groups", tuple[str, ...]), sentences)
    found = gather_findings(
        run.rows("articles", Article),
        sentences,
        run.rows("stories", Story),
        run.rows("statements", Statement),
        run.rows("origins", Origin),
        [(rows[pairs], p) for rows, (pairs, p) in zip(blocks, read_pairs(run.parts), strict=True)],
        [*batch.rejections, *run.rows("rejected", Rejection)],
    )
    reading = Reading(batch_digest(batch.articles), batch.articles, sentences, vectors, found.statements, model)
    judged = _judge(run, reading, progress)
    said = {judgement.statement: judgement for judgement in judged.judgements}
    statements = tuple(replace(s, status=said[s.id].status, foretold=said[s.id].foretold) for s in found.statements)
    run.save("judged", judged)
    run.save("findings", replace(found, statements=statements))
    updates = sum(bool(statement.supersedes or statement.foretold) for statement in statements)
    told = {told.replace("_", " "): n for told, n in sorted(Counter(s.status for s in statements).items())}
    return {"discrepancies": len(found.discrepancies), "updates": updates} | told


def _judge(run: Run, reading: Reading, progress: Progress) -> Judged:
    with open_archive(archive_place(run.settings.archive, Path(run.out)), check=True) as archive:
        finish_published(archive, Path(run.out))
        with open_cache(run.cache) as cache:
            return judge_statements(archive, reading, load_encoder(run.settings.model), cache, progress)


def compose(run: Run, progress: Progress) -> Counts:
    found = run.object("findings", Findings)
    nearness = np.load(run.parts / "representatives.npy")
    articles = run.object("batch", Batch).articles
    opinions = {article.id for article in articles if is_opinion(article.url, article.title, article.text)}
    chosen = choose_items(found.stories, found.statements, nearness, run.settings, opinions)
    briefing = compose_briefing(run.name, articles, found, chosen, run.settings)
    run.save("briefing", briefing)
    return {"items": len(chosen), "statements": len(found.statements)}


def write(run: Run, progress: Progress) -> Counts:
    found, articles = run.object("findings", Findings), run.object("batch", Batch).articles
    write_files(run.staging, articles, found, run.object("edited", Edited).applied, run.object("briefing", Briefing))
    return {"articles": len(articles), "statements": len(found.statements), "rejected": len(found.rejected)}
