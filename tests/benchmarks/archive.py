"""What the archive costs: python -m tests.benchmarks.archive [--statements 100000] [--queries 1000] [--postgres URL]

Fills an archive in batches of 1,000 statements of two mentions each, as runs do, and looks up the candidates of one
more batch: 16 near ones for each statement among random vectors. The limit is 4 s for 1,000 against 100,000.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from summarize.archive.batches import Judged, Judgement, Record, finish_batch, stage_batch
from summarize.archive.history import find_history
from summarize.archive.search import find_nearest, read_articles
from summarize.archive.store import Archive, open_archive
from summarize.archive.takedown import forget_article
from summarize.ids import statement_id
from summarize.types import Article, Mention, Statement

_BATCH, _DIMENSIONS, _SENTENCES = 1000, 384, 25
_WORDS = "ferry harbour council storm bridge mayor budget school train court witness minister doctor player".split()


def make_batch(number: int, topics: np.ndarray, draw: np.random.Generator) -> Record:
    articles, statements = {}, []
    for k in range(_BATCH):
        mentions = []
        for copy in range(2):
            id = f"a-{number}-{copy}-{k // _SENTENCES}"
            outlet = f"Outlet {(number + copy * 7 + k // _SENTENCES) % 60}"
            sha256 = f"{number:08x}{copy:02x}{k // _SENTENCES:06x}".ljust(64, "0")
            articles[id] = Article(id, outlet, id, None, "2031-05-06", None, "en", "", sha256, "batch.jsonl")
            said = " ".join(draw.choice(_WORDS, 18)) + f", {number} and {k} said."
            start = (k % _SENTENCES) * 200
            mentions.append(Mention(id, outlet, start, start + len(said), said, f"outlet:{outlet}"))
        id = statement_id((articles[m.article].sha256, m.start, m.end) for m in mentions)
        statements.append(Statement(id, "story-1", mentions[0], tuple(mentions), (), 2))
    vectors = topics[draw.integers(len(topics), size=_BATCH)]
    vectors = vectors + 0.6 * draw.standard_normal(vectors.shape, dtype=np.float32) / np.sqrt(_DIMENSIONS)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    listed = tuple(articles.values())
    titles = {"story-1": "A story"}
    briefed = "2031-05-06T00:00:00+00:00"
    return Record(f"batch-{number}", f"run-{number}", briefed, titles, listed, statements, "model", vectors)


def fill(archive: Archive, batches: int, topics: np.ndarray, draw: np.random.Generator) -> float:
    """Seconds of the adding alone."""
    seconds = 0.0
    for number in range(batches):
        record = make_batch(number, topics, draw)
        judged = Judged(number, tuple(Judgement(s.id, "new") for s in record.statements))
        start = time.perf_counter()
        stage_batch(archive, record, judged)
        finish_batch(archive, record.digest)
        seconds += time.perf_counter() - start
    return seconds


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(place: str, statements: int, queries: int, folder: Path) -> None:
    draw = np.random.default_rng(20310506)
    topics = draw.standard_normal((statements // 8, _DIMENSIONS), dtype=np.float32)
    topics /= np.linalg.norm(topics, axis=1, keepdims=True)
    with open_archive(place) as archive:
        seconds = fill(archive, statements // _BATCH, topics, draw)
        print(f"add       {statements:,} statements: {seconds:.1f} s, {1000 * seconds / statements:.2f} ms each")
        asked = make_batch(statements // _BATCH, topics, draw).vectors[:queries]
        held = peak()
        start, busy = time.perf_counter(), time.process_time()
        with archive.reading() as connection:
            near = find_nearest(connection, asked, "model", statements // _BATCH, 10, 0.45)
            found, busy = time.perf_counter() - start, time.process_time() - busy
            hashes = {f"{n:08x}00{0:06x}".ljust(64, "0") for n in range(60)}
            told = read_articles(connection, hashes, statements)
        seconds = time.perf_counter() - start - found
        print(f"nearest   {len(asked):,} against {statements:,}: {found:.2f} s, {busy:.2f} s of them at work")
        print(f"          {sum(map(len, near)):,} found")
        print(f"articles  {len(hashes)} with {len(told):,} mentions: {seconds:.2f} s")
        print(f"memory    {peak():.0f} MiB at the peak, {peak() - held:.0f} MiB more than before the search")
        start = time.perf_counter()
        find_history(archive, "the harbour council's budget")
        print(f"history   by words that every other statement holds: {time.perf_counter() - start:.2f} s")
        start = time.perf_counter()
        forget_article(archive, "a-1-0-3", folder)
        print(f"forget    {time.perf_counter() - start:.2f} s")
    if "://" not in place:
        print(f"file      {Path(place).stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--postgres", metavar="URL", help="an empty database instead of a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.postgres or str(Path(folder) / "archive.db")
        measure(place, options.statements, options.queries, Path(folder))
