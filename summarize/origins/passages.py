"""Passages that articles of different outlets share nearly word for word.

Compared are runs of five words (shingles; Broder, On the resemblance and containment of documents, 1997), exactly and
without sampling. Words in quotation marks are no evidence: two reporters who quote one speech write down the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
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
    different shingles in order, and those that are evidence; `first`: where each of `all` begins first."""

    words: NDArray[np.int64]
    sentence: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    shingles: NDArray[np.int64]
    evidence: NDArray[np.bool_]
    all: NDArray[np.int64]
    first: NDArray[np.int64]
    own: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles, by number, of different outlets, that print the same passage: `words` outside quotations.

    pairs: which sentences of the passage have the same words, one of each article, and how many.
    """

    a: int
    b: int
    words: int
    sentences: tuple[int, ...]
    pairs: tuple[tuple[int, int, int], ...]


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
    known = _Known([np.unique(stream.sentence).tolist() for stream in streams], len(sentences))
    for a, b in _find_candidates(streams):
        if (articles[a].outlet is not None and articles[a].outlet == articles[b].outlet) or known.holds(a, b):
            continue
        if link := _compare(a, b, streams):
            links.append(link)
            known.add(link)
    return [link for link in links if link is not None]


class _Known:
    """What links tell of other pairs: of two reprints of one text nothing is left to find out once all that both print
    is one passage, and every sentence of the one is known to be one of the other."""

    def __init__(self, held: Sequence[Sequence[int]], count: int) -> None:
        self._held = held  # the sentences of each article
        self._passages, self._sentences = _Forest(count), _Forest(count)
        self._roots: dict[int, tuple[int, frozenset[int], frozenset[int]]] = {}
        self._links = 0

    def add(self, link: Link) -> None:
        self._passages.join(link.sentences)
        for pair in link.pairs:
            self._sentences.join(pair[:2])
        self._links += 1

    def holds(self, a: int, b: int) -> bool:
        (passages, one), (others, other) = self._find_roots(a), self._find_roots(b)
        return len(passages) == 1 and passages == others and (one <= other or other <= one)

    def _find_roots(self, k: int) -> tuple[frozenset[int], frozenset[int]]:
        """The passages of an article, and its sentences as others print them."""
        links, *roots = self._roots.get(k, (-1,))
        if links != self._links:
            roots = [frozenset(map(forest.root, self._held[k])) for forest in (self._passages, self._sentences)]
            self._roots[k] = self._links, *roots
        return roots[0], roots[1]


def join_passages(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Sentences by passage, each a list of their numbers in order; what is not shared is one by itself."""
    return _join(count, (link.sentences for link in links))


def join_sentences(count: int, links: Sequence[Link]) -> list[list[int]]:
    """The same for the sentences of passages that have the same words: one passage is many of these."""
    return _join(count, (pair[:2] for link in links for pair in link.pairs))


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
    different, first = np.unique(signed, return_index=True)
    return _Stream(words, sentence, quoted, signed, evidence, different, first, np.unique(signed[evidence]))


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


def _align(one: _Stream, other: _Stream, members: Sequence[Sequence[int]]) -> tuple[tuple[int, int, int], ...]:
    """For each sentence of a passage the one of the other article with which it has most words in common shingles, the
    earliest of several, and how many."""
    if not len(one.shingles):  # a text of up to four words, printed twice
        return tuple((i, k, len(one.words)) for i, k in product(*members))
    size = len(other.words)  # two places are one number
    words = np.unique(np.concatenate([_match(one, other) @ (size, 1), _match(other, one) @ (1, size)]))
    both = np.stack((one.sentence[words // size], other.sentence[words % size]), axis=1)
    both = both[np.isin(both[:, 0], members[0]) & np.isin(both[:, 1], members[1])]
    counts = Counter(zip(*both.T.tolist(), strict=True))
    best: dict[int, tuple[int, int]] = {}
    for pair, count in counts.items():
        for k in pair:
            best[k] = max(best.get(k, (0, 0)), (count, -sum(pair)))
    return tuple((*p, count) for p, count in sorted(counts.items()) if (count, -sum(p)) in (best[p[0]], best[p[1]]))


def _match(one: _Stream, other: _Stream) -> NDArray[np.int64]:
    """The words of `one` and of `other` that common shingles lay on each other, (n, 2), some several times."""
    nearest = np.minimum(np.searchsorted(other.all, one.shingles), len(other.all) - 1)
    same = np.flatnonzero(other.all[nearest] == one.shingles)
    steps = np.arange(_SHINGLE)
    places = (same[:, None] + steps, other.first[nearest[same]][:, None] + steps)
    return np.stack([place.ravel() for place in places], axis=1)


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
