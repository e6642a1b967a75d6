"""What kinds of pairs are missed and wrongly joined, told by the project's own reading of the sentences.

Kinds overlap: a pair may be of several, or of none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from summarize.same.guards import are_opposed
from summarize.text.tense import read_direction
from summarize.text.traits import read_traits
from summarize.training.stories import Pair
from tests.benchmarks.joins import Told

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LONGER = 2.0  # times as many words
_OVERLAP = 0.25  # of the words of the sentence that has less, weighted by their rarity
_UNLIKELY, _LIKELY = 0.05, 0.5


@dataclass(frozen=True, slots=True)
class Tally:
    """Pairs of one kind. same: that people joined; missed: those of them that the run did not; joined: that the run
    joined; wrong: those of them that people did not."""

    same: int
    missed: int
    joined: int
    wrong: int


class Reading:
    """The sentences of a story, read once; `headlines` are those that the run took for one."""

    def __init__(self, texts: Sequence[str], headlines: Sequence[bool]) -> None:
        self.texts = texts
        self.traits = read_traits(texts)
        flags = self.traits.flags.astype(bool)
        self.denied, self.pronoun, self.quotes = flags[:, 1], flags[:, 3], flags[:, 4]
        self.headline = flags[:, 5] | np.array(headlines, dtype=bool)
        self.direction = [read_direction(text) for text in texts]
        self.names, self.numbers, self.days = (
            [frozenset(row.tolist()) for row in np.split(matrix.indices, matrix.indptr[1:-1])]
            for matrix in (self.traits.names, self.traits.numbers, self.traits.calendar)
        )

    def name_kinds(self, i: int, j: int) -> list[str]:
        return [kind for kind, test in _TESTS.items() if test(self, i, j)]


def _differ(things: Sequence[frozenset[int]], i: int, j: int) -> bool:
    """True if each of the two sentences has something that the other lacks."""
    return bool(things[i] - things[j] and things[j] - things[i])


def _share(matrix: csr_matrix, i: int, j: int) -> float:
    both = matrix[i].multiply(matrix[j] > 0).sum()
    return both / max(min(matrix[i].sum(), matrix[j].sum()), 1e-9)


_TESTS: dict[str, Callable[[Reading, int, int], bool]] = {
    "a quotation on one side only": lambda r, i, j: r.quotes[i] != r.quotes[j],
    "two quotations, no three words in common": lambda r, i, j: (
        r.quotes[i] and r.quotes[j] and _share(r.traits.quoted_threes, i, j) == 0
    ),
    "one sentence twice as long": lambda r, i, j: (
        max(r.traits.length[[i, j]]) >= _LONGER * min(r.traits.length[[i, j]])
    ),
    "one begins with a pronoun": lambda r, i, j: r.pronoun[i] or r.pronoun[j],
    "one is a headline": lambda r, i, j: r.headline[i] or r.headline[j],
    "planned against done": lambda r, i, j: {r.direction[i], r.direction[j]} == {"ahead", "behind"},
    "only one denies": lambda r, i, j: r.denied[i] != r.denied[j],
    "caught by a guard": lambda r, i, j: are_opposed(r.texts[i], r.texts[j]),
    "different numbers": lambda r, i, j: _differ(r.numbers, i, j),
    "different days": lambda r, i, j: _differ(r.days, i, j),
    "both have names, none in common": lambda r, i, j: (
        bool(r.names[i] and r.names[j]) and r.names[i].isdisjoint(r.names[j])
    ),
    "hardly a word in common": lambda r, i, j: _share(r.traits.words, i, j) < _OVERLAP,
}
_OTHER = ("within one article", "none of these")
KINDS = (*_TESTS, *_OTHER)


def tally_kinds(told: Iterable[Told]) -> dict[str, Tally]:
    """Over all pairs whose labels count: "all", and by kind of KINDS."""
    found = []
    for one in told:
        headlines = [place is not None and one.run.sentences[place].role == "headline" for place in one.place]
        article = [sentence.article for sentence in one.story.sentences]
        reading = Reading([sentence.text for sentence in one.story.sentences], headlines)
        for (i, j), same, joined in _pairs(one):
            kinds = reading.name_kinds(i, j) + [_OTHER[0]] * (article[i] == article[j])
            found += [(kind, same, joined) for kind in ("all", *(kinds or _OTHER[1:]))]
    return _tally(("all", *KINDS), found)


def tally_ways(told: Iterable[Told], join: float) -> dict[str, Tally]:
    """How it came to it, one way a pair, by the pair's own probability: what is joined below `join` was joined through
    others, what is apart above it was parted by the clustering. Two labelled sentences may lie in one of the run, which
    is split otherwise than the labels."""
    bands = {
        f"likely, {_LIKELY:.2f} and more": _LIKELY,
        f"from {join:.2f}, enough to be joined": join,
        f"from {_UNLIKELY:.2f}, joined only through others": _UNLIKELY,
        f"below {_UNLIKELY:.2f}": 0.0,
    }

    def find_way(one: Told, pair: Pair) -> str:
        i, j = (one.place[k] for k in pair)
        if i is None or j is None:
            return "set aside"
        if one.run.first[i] == one.run.first[j]:
            return "one sentence of the run" if i == j else "the same words"
        p = one.run.read_probability(i, j)
        return "never compared" if p is None else next(name for name, least in bands.items() if p >= least)

    found = [(find_way(one, pair), same, joined) for one in told for pair, same, joined in _pairs(one)]
    return _tally(("one sentence of the run", "the same words", *bands, "never compared", "set aside"), found)


def _pairs(told: Told) -> Iterable[tuple[Pair, bool, bool]]:
    """(pair, whether people joined it, whether the run did) of all that either joined."""
    same, joined = told.story.same, told.joined
    return ((pair, pair in same, pair in joined) for pair in sorted(same | joined))


def _tally(names: Sequence[str], found: Iterable[tuple[str, bool, bool]]) -> dict[str, Tally]:
    count = Counter(found)
    both, missed, wrong = ({n: count[n, *way] for n in names} for way in ((True, True), (True, False), (False, True)))
    return {n: Tally(both[n] + missed[n], missed[n], both[n] + wrong[n], wrong[n]) for n in names}
