"""Passages that articles of different outlets share nearly word for word.

Compared are runs of five words (shingles; Broder, On the resemblance and containment of documents, 1997), exactly and
without sampling. Words in quotation marks are no evidence: two reporters who quote one speech write down the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from summarize.types import Article, Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHINGLE = 5  # words
# Two people hardly ever write ten words in a row alike (Coulthard, Author identification, idiolect and linguistic
# uniqueness, 2004), but names with their titles, and one sentence that both took from a statement, come to more.
_COPIED = 30  # words outside quotations, in sentences that are shared for the most part
_MOSTLY = 0.5  # of a sentence's words
_EDITED = 0.3  # the same for a sentence between two shared ones
_FIRST_PERSON = frozenset(("I", "my", "My", "me", "myself"))  # a post or speech, set without quotation marks
_SCARE_QUOTES = 4  # shorter quotations are an outlet's own choice of words
_QUOTED = re.compile(r"“[^“”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|‘[^‘\n]*?’(?!\w)", re.M)
_WORD = re.compile(r"\w+")
_BLOCK = 256  # articles that are compared with all others at once


@dataclass(frozen=True, slots=True)
class _Stream:
    """The words of an article's sentences. `sentence` is the number of each word's sentence among all; `shingles`
    begin at each word but the last ones; `evidence` tells which shingles hold no quoted word; `all` and `own` are the
    different shingles in order, and those that are evidence."""

    words: NDArray[np.int64]
    sentence: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    shingles: NDArray[np.int64]
    evidence: NDArray[np.bool_]
    all: NDArray[np.int64]
    own: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles, by number, of different outlets, that print the same passage: `words` outside quotations.

    pairs: which sentences of the passage have the same words, one of each article.
    """

    a: int
    b: int
    words: int
    sentences: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def find_links(articles: Sequence[Article], sentences: Sequence[Sentence]) -> list[Link]:
    """Every pair of articles of different outlets in which so much is the same that one was copied.

    `articles` are those that have sentences, both by id. Articles of the same text throughout are linked however short
    it is and whosever, so that a reprint is one whatever it reprints.
    """
    streams = _read_streams(articles, sentences)
    wholes: dict[bytes, list[int]] = defaultdict(list)
    for k, stream in enumerate(streams):
        if len(stream.words):
            wholes[stream.words.tobytes()].append(k)
    links = [_compare(a, b, streams, whole=True) for twins in wholes.values() for a, b in pairwise(twins)]
    joined = _Forest(len(sentences))
    held = [np.unique(stream.sentence).tolist() for stream in streams]
    whole: set[int] = set()  # articles all of whose sentences are one passage
    for a, b in _find_candidates(streams):
        known = a in whole and b in whole and joined.root(held[a][0]) == joined.root(held[b][0])
        if known or (articles[a].outlet is not None and articles[a].outlet == articles[b].outlet):
            continue
        if link := _compare(a, b, streams):
            links.append(link)
            joined.join(link.sentences)
            whole.update(k for k in (a, b) if k not in whole and len({joined.root(i) for i in held[k]}) == 1)
    return [link for link in links if link is not None]


def join_passages(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Sentences by passage, each a list of their numbers in order; what is not shared is one by itself."""
    return _join(count, (link.sentences for link in links))


def join_sentences(count: int, links: Sequence[Link]) -> list[list[int]]:
    """The same for the sentences of passages that have the same words: one passage is many of these."""
    return _join(count, (pair for link in links for pair in link.pairs))


def _join(count: int, together: Iterable[Sequence[int]]) -> list[list[int]]:
    joined = _Forest(count)
    for members in together:
        joined.join(members)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(count):
        groups[joined.root(i)].append(i)
    return list(groups.values())


class _Forest:
    """Disjoint sets of numbers; the smallest names its set."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, i: int) -> int:
        parent = self._parent
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    def join(self, members: Sequence[int]) -> None:
        roots = {self.root(i) for i in members}
        for i in roots:
            self._parent[i] = min(roots)


def _read_streams(articles: Sequence[Article], sentences: Sequence[Sentence]) -> list[_Stream]:
    vocabulary: dict[str, int] = {}
    numbers: dict[str, int] = {}  # by the word as it stands
    streams = []
    numbered = enumerate(sentences)
    for article, (_, group) in zip(articles, groupby(numbered, key=lambda pair: pair[1].article), strict=True):
        quoted = [m.span() for m in _QUOTED.finditer(article.text) if len(_WORD.findall(m.group())) > _SCARE_QUOTES]
        quotes = iter([*quoted, (len(article.text), len(article.text))])
        begin, end = next(quotes)
        words, places, marks = [], [], []
        for i, sentence in group:
            first, spoken = len(marks), False
            for match in _WORD.finditer(sentence.text):
                at = sentence.start + match.start()
                while at >= end and end < len(article.text):
                    begin, end = next(quotes)
                word = match.group()
                if (number := numbers.get(word)) is None:
                    number = numbers[word] = vocabulary.setdefault(_fold(word), len(vocabulary))
                words.append(number)
                places.append(i)
                marks.append(begin <= at < end)
                spoken = spoken or (word in _FIRST_PERSON and not marks[-1])
            if spoken:
                marks[first:] = [True] * (len(marks) - first)
        streams.append(_make_stream(np.array(words, np.int64), np.array(places, np.int64), np.array(marks, np.bool_)))
    return streams


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _make_stream(words: NDArray[np.int64], sentence: NDArray[np.int64], quoted: NDArray[np.bool_]) -> _Stream:
    count = max(len(words) - _SHINGLE + 1, 0)
    shingles, evidence = np.zeros(count, np.uint64), np.ones(count, np.bool_)
    for k in range(_SHINGLE):
        # A polynomial modulo 2**64, its bits then mixed (splitmix64), so that clashes are as rare as chance has them.
        shingles = shingles * np.uint64(0x9E3779B97F4A7C15) + words[k : count + k].astype(np.uint64) + np.uint64(1)
        evidence &= ~quoted[k : count + k]
    shingles = (shingles ^ (shingles >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    shingles = (shingles ^ (shingles >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    signed = shingles.view(np.int64)
    return _Stream(words, sentence, quoted, signed, evidence, np.unique(signed), np.unique(signed[evidence]))


def _find_candidates(streams: Sequence[_Stream]) -> Iterator[tuple[int, int]]:
    """Pairs with as many shingles outside quotations in common as a copied passage has at the least."""
    from scipy.sparse import csr_array

    own = [stream.own for stream in streams]
    values, columns = np.unique(np.concatenate([*own, np.zeros(0, np.int64)]), return_inverse=True)
    lengths = np.array([len(o) for o in own], np.int64)
    frequent = np.bincount(columns, minlength=len(values)) > 1
    kept = frequent[columns]
    rows = np.repeat(np.arange(len(own)), lengths)[kept]
    columns = (np.cumsum(frequent) - 1)[columns[kept]]
    shape = (len(own), int(frequent.sum()))
    holds = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    across = holds.T.tocsr()
    for start in range(0, len(own), _BLOCK):
        common = (holds[start : start + _BLOCK] @ across).tocoo()
        found = (common.data >= _COPIED // 2) & (common.row + start < common.col)
        yield from sorted(zip((common.row[found] + start).tolist(), common.col[found].tolist(), strict=True))


def _compare(a: int, b: int, streams: Sequence[_Stream], whole: bool = False) -> Link | None:
    words, members = zip(*(_cover(streams[x], streams[y], whole) for x, y in ((a, b), (b, a))), strict=True)
    if not whole and min(words) < _COPIED:
        return None
    return Link(a, b, min(words), (*members[0], *members[1]), _align(streams[a], streams[b], members))


def _align(one: _Stream, other: _Stream, members: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """For each sentence of a passage the one of the other article with which it has most words in common shingles."""
    if not len(one.shingles):  # a text of three words, printed twice
        return tuple(product(*members))
    order = np.argsort(other.shingles, kind="stable")
    nearest = np.searchsorted(other.shingles, one.shingles, sorter=order)
    places = order[np.minimum(nearest, len(order) - 1)]
    same = np.flatnonzero(other.shingles[places] == one.shingles)
    covered = np.concatenate([np.stack((same + k, places[same] + k), axis=1) for k in range(_SHINGLE)])
    words = np.unique(covered, axis=0)
    both = np.stack((one.sentence[words[:, 0]], other.sentence[words[:, 1]]), axis=1)
    both = both[np.isin(both[:, 0], members[0]) & np.isin(both[:, 1], members[1])]
    found, counts = np.unique(both, axis=0, return_counts=True)
    best: dict[int, tuple[int, int]] = {}
    for pair, count in zip(map(tuple, found.tolist()), counts.tolist(), strict=True):
        for k in pair:
            best[k] = max(best.get(k, (0, 0)), (count, -sum(pair)))
    return tuple(
        pair
        for pair, count in zip(map(tuple, found.tolist()), counts.tolist(), strict=True)
        if any(best[k] == (count, -sum(pair)) for k in pair)
    )


def _cover(one: _Stream, other: _Stream, whole: bool) -> tuple[int, tuple[int, ...]]:
    """How many words of `one` outside quotations are copied, and which of its sentences belong to the passage."""
    first, places = np.unique(one.sentence, return_inverse=True)
    if whole:
        return int((~one.quoted).sum()), tuple(first.tolist())
    shared = _are_among(one.shingles, other.all)
    strict = _are_among(one.shingles, other.own) & one.evidence
    covered, copied = _spread(shared, len(one.words)), _spread(strict, len(one.words))
    lengths, free = np.bincount(places), np.bincount(places, ~one.quoted)
    share = np.bincount(places, covered) / lengths
    plain = np.bincount(places, copied)
    evidence = int(plain[(plain >= _MOSTLY * free) & (free > 0)].sum())
    inside = share >= _MOSTLY
    before, after = np.roll(inside, 1), np.roll(inside, -1)
    before[0] = after[-1] = False
    return evidence, tuple(first[inside | ((share >= _EDITED) & before & after)].tolist())


def _are_among(values: NDArray[np.int64], ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What `np.isin` says, which would sort the second array for every pair again."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    return ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values


def _spread(hits: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """The words that shingles cover."""
    covered = np.zeros(count, np.bool_)
    for k in range(_SHINGLE):
        covered[k : k + len(hits)] |= hits
    return covered
