"""What is new to a reader of the earlier briefings: the update task of TAC (Dang and Owczarzak 2008).

Whether a statement was told before is decided as within a batch (summarize.same.compare). That evidence is relative to
a story, so the story's sentences and those of the archived articles that come near it are compared together, as
though they had been briefed as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import product

import numpy as np

from summarize.archive.batches import Judged, Judgement, find_horizon
from summarize.archive.changes import Saying, has_changed
from summarize.archive.foretold import Near, find_announced, read_foretold
from summarize.archive.search import (
    Told,
    find_nearest,
    follow_links,
    group_by_statement,
    read_articles,
    read_statements,
    remake_vectors,
)
from summarize.archive.store import Archive
from summarize.cache import Cache
from summarize.same.compare import Compared, compare_stories, deal_together, find_first
from summarize.same.embed import embed_texts
from summarize.same.encoder import Encoder
from summarize.timeline import find_event_day
from summarize.types import Article, Mention, Model, Progress, Sentence, Statement
from summarize.values.days import read_day

# Two sentences more likely say the same than not. Above what joins them within a batch: there a wrong join hides a
# detail, here it hides a piece of news from a reader who asks for news only.
_SAME = 0.5
_LIKELY = 0.05  # a less likely pair of sentences says nothing of its statements
_NEIGHBOURS, _FLOOR = 10, 0.45  # archived statements that show which articles are about the same
_SURE = 0.6  # an archived article belongs to the story by one likeness of this size, or by two lesser ones
_DATE = len("2031-05-06")
_POOL = 1500  # archived sentences that a story is compared with; the nearest articles come first

Place = tuple[str, int, int]
"""Where a sentence stands: the hash of its article's text, start and end."""


@dataclass(frozen=True)
class Reading:
    """A batch after clustering. `sentences` are sorted by article and start; `vectors` are their unit rows."""

    digest: str
    articles: Sequence[Article]
    sentences: Sequence[Sentence]
    vectors: np.ndarray
    statements: Sequence[Statement]
    model: Model

    @cached_property
    def by_id(self) -> dict[str, Article]:
        return {article.id: article for article in self.articles}

    @cached_property
    def rows(self) -> dict[tuple[str, int], int]:
        """The number of each sentence by its article and start."""
        return {(s.article, s.start): k for k, s in enumerate(self.sentences)}

    def place(self, mention: Mention) -> Place:
        return self.by_id[mention.article].sha256, mention.start, mention.end


@dataclass(frozen=True, slots=True)
class Pool:
    """A story's statements and the archived mentions that come near them, to be compared as though briefed as one.

    sentences: of both, with their vectors (n, d); first: for each place the number of its sentence, or of the first in
    the same words.
    """

    statements: Sequence[Statement]
    told: Sequence[Told]
    sentences: Sequence[Sentence]
    vectors: np.ndarray
    first: Mapping[Place, int]


def judge_statements(archive: Archive, reading: Reading, encoder: Encoder, cache: Cache, progress: Progress) -> Judged:
    """The status of each statement against the archive as it was before this batch was first briefed.

    new: nothing like it was told, or not after it had happened. changed: told, but with another figure, date, quotation
    or a denial where there was none, or as something that was to come. more_sources: told, and an outlet carries it now
    that did not. known: told, by these outlets. What only announced it is not the same: whoever read that has not read
    that it came to pass.
    Vectors that the archive lacks for this model are made first.
    """
    with archive.reading() as connection:
        horizon = find_horizon(connection, reading.digest)
    if not horizon or not reading.statements:
        return Judged(horizon, tuple(Judgement(s.id, "new") for s in reading.statements))
    remake_vectors(archive, encoder, cache, progress)
    statements = sorted(reading.statements, key=lambda s: s.id)
    earlier: dict[str, set[int]] = {statement.id: set() for statement in statements}
    announced: dict[str, set[int]] = {statement.id: set() for statement in statements}
    pools = _gather_pools(archive, statements, reading, horizon, encoder, cache, progress)
    for dealt in deal_together(pools, lambda pool: len(pool.sentences)):
        found = compare_stories([(pool.sentences, pool.vectors) for pool in dealt], reading.model, cache, progress)
        for pool, compared in zip(dealt, found, strict=True):
            earlier |= _match(pool, compared, reading)
            likely = _find_likely(pool, compared, reading)
            before = find_announced(pool.statements, pool.told, reading.by_id, likely)
            announced |= dict(zip((s.id for s in pool.statements), before, strict=True))
    same = [earlier[s.id] - announced[s.id] for s in statements]
    retold = _find_retold(statements, same)
    with archive.reading() as connection:
        lives = follow_links(connection, same, horizon)
        known = group_by_statement(read_statements(connection, set().union(*lives), horizon))
        # Who tells of both has announced nothing, and what the batch itself announces again is told with that.
        ahead = [announced[s.id] - life for s, life in zip(statements, lives, strict=True)]
        again = follow_links(connection, retold, horizon)
        foretold = read_foretold(connection, [a - b for a, b in zip(ahead, again, strict=True)], horizon)
    judgements = []
    for k, statement in enumerate(statements):
        before = [mention for number in sorted(lives[k]) for mention in known.get(number, ())]
        moved = earlier[statement.id] - same[k]
        status = _judge(statement, before, reading.by_id) if before else "changed" if moved else "new"
        links = tuple(sorted(same[k])), tuple(sorted(ahead[k]))
        judgements.append(Judgement(statement.id, status, *links, foretold[k]))
    return Judged(horizon, tuple(judgements))


def _find_retold(statements: Sequence[Statement], same: Sequence[set[int]]) -> list[set[int]]:
    """For each statement the archived ones that are the same as those of the batch which it supersedes."""
    by_id = dict(zip((statement.id for statement in statements), same, strict=True))
    return [set().union(*(by_id.get(id, ()) for id in statement.supersedes)) for statement in statements]


def _choose_articles(hits: Sequence[Sequence[tuple[int, float]]], told: dict[int, list[Told]]) -> list[str]:
    """The archived articles (hashes of their texts) that are about the same as some statements, nearest first."""
    near: dict[str, list[float]] = defaultdict(list)
    for row in hits:
        best: dict[str, float] = {}
        for number, likeness in row:
            for mention in told.get(number, ()):
                best[mention.sha256] = max(best.get(mention.sha256, 0.0), likeness)
        for sha256, likeness in best.items():
            near[sha256].append(likeness)
    chosen = [sha256 for sha256, found in near.items() if len(found) > 1 or max(found) >= _SURE]
    return sorted(chosen, key=lambda sha256: (-round(sum(near[sha256]), 4), sha256))


def _fit(told: Sequence[Told], hashes: Sequence[str]) -> list[Told]:
    """Whole articles, in the order of `hashes`, for as long as they fit; the first one always does."""
    by_article: dict[str, list[Told]] = defaultdict(list)
    for mention in told:
        by_article[mention.sha256].append(mention)
    kept: list[Told] = []
    size = 0
    for sha256 in hashes:
        size += len({mention.start for mention in by_article[sha256]})
        if kept and size > _POOL:
            break
        kept += by_article[sha256]
    return kept


def _gather_pools(
    archive: Archive,
    statements: Sequence[Statement],
    reading: Reading,
    horizon: int,
    encoder: Encoder,
    cache: Cache,
    progress: Progress,
) -> Iterator[Pool]:
    """That of each story to which the archive holds something near."""
    first = [reading.rows[s.representative.article, s.representative.start] for s in statements]
    # Short transactions: what is compared between them may take a while, and others want to write.
    with archive.reading() as connection:
        hits = find_nearest(connection, reading.vectors[first], encoder.fingerprint, horizon, _NEIGHBOURS, _FLOOR)
        near = group_by_statement(read_statements(connection, {n for row in hits for n, _ in row}, horizon))
    stories: dict[str, list[int]] = defaultdict(list)
    for k, statement in enumerate(statements):
        stories[statement.story].append(k)
    for _, numbers in sorted(stories.items()):
        hashes = _choose_articles([hits[k] for k in numbers], near)
        with archive.reading() as connection:
            told = _fit(read_articles(connection, hashes, horizon), hashes)
        if told:
            yield _gather([statements[k] for k in numbers], told, reading, encoder, cache, progress)


def _gather(
    statements: Sequence[Statement],
    told: Sequence[Told],
    reading: Reading,
    encoder: Encoder,
    cache: Cache,
    progress: Progress,
) -> Pool:
    own = {reading.place(m): m for statement in statements for m in statement.mentions}
    texts = {mention.place: mention.text for mention in told} | {place: m.text for place, m in own.items()}
    places = sorted(texts)
    number = {place: k for k, place in enumerate(places)}
    missing = [place for place in places if place not in own]
    vectors = np.empty((len(places), reading.vectors.shape[1]), dtype=np.float32)
    if missing:
        vectors[[number[p] for p in missing]] = embed_texts([texts[p] for p in missing], encoder, cache, progress)
    vectors[[number[p] for p in own]] = reading.vectors[[reading.rows[m.article, m.start] for m in own.values()]]
    sentences = [Sentence(*place, texts[place], 0, "body") for place in places]
    first = find_first(sentences)
    return Pool(statements, told, sentences, vectors, {place: int(first[k]) for place, k in number.items()})


def _match(pool: Pool, compared: Compared, reading: Reading) -> dict[str, set[int]]:
    """For each statement the archived ones (row numbers) that say the same as its representative; another mention that
    was joined by mistake would hide a piece of news."""
    saying: dict[int, set[int]] = defaultdict(set)  # which archived statements each sentence, or its first copy, makes
    carried: dict[int, set[str]] = defaultdict(set)  # an article that comes again, under whatever date, is known
    for mention in pool.told:
        saying[pool.first[mention.place]].add(mention.statement)
        carried[mention.statement].add(mention.sha256)
    latest = _find_latest(pool.told)
    alike: dict[int, set[int]] = defaultdict(set)
    pairs, probabilities = compared
    for i, j in pairs[probabilities >= _SAME].tolist():
        alike[i].add(j)
        alike[j].add(i)
    matched = {}
    for statement in pool.statements:
        shown = statement.representative
        mine = pool.first[reading.place(shown)]
        found = set().union(*(saying[k] for k in {mine, *alike[mine]} if k in saying))
        day = _find_day(shown, reading.by_id[shown.article].published)
        texts = {reading.by_id[m.article].sha256 for m in statement.mentions}
        told = {n for n in found if day is None or latest[n] >= day or not texts.isdisjoint(carried[n])}
        matched[statement.id] = told
    return matched


def _find_likely(pool: Pool, compared: Compared, reading: Reading) -> Near:
    """Which statements of the story and which archived ones may be one, with the probability of their likeliest pair
    of sentences; sorted."""
    making: dict[int, set[str]] = defaultdict(set)
    for statement in pool.statements:
        for mention in statement.mentions:
            making[pool.first[reading.place(mention)]].add(statement.id)
    saying: dict[int, set[int]] = defaultdict(set)
    for told in pool.told:
        saying[pool.first[told.place]].add(told.statement)
    likely: dict[tuple[str, int], float] = {}
    pairs, probabilities = compared
    kept = probabilities >= _LIKELY
    for (i, j), probability in zip(pairs[kept].tolist(), probabilities[kept].tolist(), strict=True):
        for one, other in ((i, j), (j, i)):
            for both in product(making.get(one, ()), saying.get(other, ())):
                likely[both] = max(likely.get(both, 0.0), probability)
    return [(*both, likely[both]) for both in sorted(likely)]


def _find_day(mention: Mention, published: str | None) -> str | None:
    """The day on which what a mention tells of has happened, as ISO 8601; None where that is not plain."""
    event, today = find_event_day(mention.text, published), read_day(published)
    return event.low if event and event.low and today and event.low <= today.isoformat() else None


def _find_latest(told: Sequence[Told]) -> dict[int, str]:
    """For each archived statement the last day on which it was published, there or in Greenwich; without a day it may
    have been any. Before an event nobody has told that it happened."""
    latest: dict[int, str] = {}
    for mention in told:
        day = read_day(mention.published)
        days = [day.isoformat() if day else "9999-12-31"]
        if day and len(mention.published or "") > _DATE and (moment := _read_moment(mention.published or "")):
            days.append(moment.date().isoformat())
        latest[mention.statement] = max(latest.get(mention.statement, ""), *days)
    return latest


def _read_moment(published: str) -> datetime | None:
    """In UTC; None without a zone."""
    try:
        moment = datetime.fromisoformat(published)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _judge(statement: Statement, before: Sequence[Told], by_id: dict[str, Article]) -> str:
    shown = statement.representative
    now = Saying(shown.text, by_id[shown.article].published)
    if has_changed([now], [Saying(mention.text, mention.published) for mention in before]):
        return "changed"
    carriers = {mention.carrier for mention in before}
    fresh = {
        f"outlet:{m.outlet}" if m.outlet is not None else f"article:{by_id[m.article].sha256}"
        for m in statement.mentions
    }
    return "known" if fresh <= carriers else "more_sources"
