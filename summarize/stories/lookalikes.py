"""Articles on one subject, parted into events: two earthquakes, two guilty pleas, two elections.

A likeness alone cannot tell: the reports of one event in different words may be less alike than those of two similar
events. So groups are compared with what they are within: groups that report one event are as alike as each is within
itself, in its names, numbers and dates too; those of two events are not, however alike the events are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from summarize.stories.profiles import Profiles

# What two articles of one event share at the median (cosine; stories of statements/train and Multi-News), the weight
# of a logarithm of between to within, and what is added to both, so that little of nothing is no evidence. Weights:
# logistic regression, much regularised, on the joins that this very procedure tried on ECB+ topics and mixed news
# stories, rounded; see tests/benchmarks/stories.py for what held-out topics gave.
_EVIDENCE = {
    "text": (0.33, 1.6, 0.02),
    "lead": (0.27, 0.4, 0.02),
    "names": (0.42, 0.35, 0.03),
    "numbers": (0.08, 0.6, 0.03),
}
# Years and days that texts name: where both name any, (between - within) / within.
_DATES = {"years": (0.6, 1.2), "days": (0.3, 0.9)}
_BIAS = 3.5
# A single article may differ by chance; ten that all differ are another event: per doubling of the smaller group.
_SIZE = -0.7 * np.log(2)
# Per doubling of a gap between publication dates beyond a month; set by hand, for labelled stories have few dates.
_GAP, _MONTH = -1.2, 30.0
_PAIRS = 2.0  # how many pairs the median within counts for, when a group has few of its own
_COPY = 0.9  # cosine of reprints: they are one voice, however many they are


def part_events(profiles: Profiles, members: Sequence[int], days: float | None) -> list[list[int]]:
    """A partition of `members` by event. days: how far apart in publication an event's articles may be.

    Greedy agglomeration, the surest join first (ties: the first by position). Time and memory O(m^2) in their number.
    """
    nodes = _find_copies(profiles, members, days)
    groups = _Groups.read(profiles, [node[0] for node in nodes], nodes)
    groups.join(days)
    parts: dict[int, list[int]] = {}
    for node, owner in zip(nodes, groups.owner, strict=True):
        parts.setdefault(int(owner), []).extend(node)
    return sorted(sorted(part) for part in parts.values())


def _find_copies(profiles: Profiles, members: Sequence[int], days: float | None) -> list[list[int]]:
    """Reprints together; those too far apart in time are left to the rest of the evidence."""
    from scipy.sparse.csgraph import connected_components

    text = profiles.text[members]
    alike = (text @ text.T).tocsr()
    alike.data = (alike.data >= _COPY).astype(np.float32)
    alike.eliminate_zeros()
    _, label = connected_components(alike, directed=False)
    longest = _MONTH if days is None else min(days, _MONTH)
    groups: dict[int, list[int]] = {}
    for member, k in zip(members, label, strict=True):
        groups.setdefault(int(k), []).append(int(member))
    nodes = []
    for group in groups.values():
        when = profiles.published[group]
        wide = np.isfinite(when).any() and np.nanmax(when) - np.nanmin(when) > longest
        nodes += [[member] for member in group] if wide else [group]
    return nodes


@dataclass(slots=True)
class _Groups:
    """between: for each kind of evidence the sum of the pairs of two groups, float32 (n, n); counted: the number of
    these pairs where both have any (None: all); within, pairs: the same inside a group, (n,); size: nodes, (n,);
    least, most: first and last publication, NaN where unknown; owner: the group of each node."""

    between: dict[str, np.ndarray]
    counted: dict[str, np.ndarray | None]
    within: dict[str, np.ndarray]
    pairs: dict[str, np.ndarray]
    size: np.ndarray
    least: np.ndarray
    most: np.ndarray
    owner: np.ndarray

    @classmethod
    def read(cls, profiles: Profiles, nodes: Sequence[int], copies: Sequence[Sequence[int]]) -> _Groups:
        n = len(nodes)
        between, counted = {}, {}
        for kind in (*_EVIDENCE, *_DATES):
            rows = getattr(profiles, kind)[nodes]
            between[kind] = (rows @ rows.T).toarray()
            np.fill_diagonal(between[kind], 0)
            counted[kind] = None
            if kind in _DATES:
                named = np.diff(rows.indptr) > 0
                counted[kind] = np.outer(named, named).astype(np.float32)
                np.fill_diagonal(counted[kind], 0)
        when = [profiles.published[list(group)] for group in copies]
        known = [days[np.isfinite(days)] for days in when]
        return cls(
            between,
            counted,
            {kind: np.zeros(n) for kind in between},
            {kind: np.zeros(n) for kind in between},
            np.ones(n),
            np.array([days.min() if len(days) else np.nan for days in known]),
            np.array([days.max() if len(days) else np.nan for days in known]),
            np.arange(n),
        )

    def join(self, days: float | None) -> None:
        n = len(self.size)
        scores = np.stack([self.score(a, days) for a in range(n)])
        scores = np.minimum(scores, scores.T)  # equal but for rounding
        np.fill_diagonal(scores, -np.inf)
        for _ in range(n - 1):
            a, b = divmod(int(scores.argmax()), n)
            if scores[a, b] < 0:
                return
            a, b = min(a, b), max(a, b)
            self.merge(a, b)
            gone = np.isneginf(scores[a]) & np.isneginf(scores[b])
            scores[b] = scores[:, b] = -np.inf
            row = self.score(a, days)
            row[gone] = -np.inf
            row[[a, b]] = -np.inf
            scores[a] = scores[:, a] = row

    def merge(self, a: int, b: int) -> None:
        for kind, sums in self.between.items():
            counted = self.counted[kind]
            self.within[kind][a] += self.within[kind][b] + sums[a, b]
            self.pairs[kind][a] += self.pairs[kind][b] + (
                self.size[a] * self.size[b] if counted is None else counted[a, b]
            )
            for matrix in (sums, counted):
                if matrix is not None:
                    matrix[a] += matrix[b]
                    matrix[:, a] = matrix[a]
                    matrix[a, a] = 0
        self.size[a] += self.size[b]
        self.least[a], self.most[a] = np.fmin(*self.least[[a, b]]), np.fmax(*self.most[[a, b]])
        self.owner[self.owner == b] = a

    def score(self, a: int, days: float | None) -> np.ndarray:
        """How sure it is that group `a` and each other one report one event: log-odds, float (n,)."""
        total = _BIAS + _SIZE * np.log2(np.minimum(self.size[a], self.size))
        for kind, (usual, weight, floor) in _EVIDENCE.items():
            mean = np.maximum(self.between[kind][a], 0) / (self.size[a] * self.size)
            total += weight * np.minimum(np.log((mean + floor) / (self._inside(kind, usual, a) + floor)), 0.3)
        for kind, (usual, weight) in _DATES.items():
            inside, counted = self._inside(kind, usual, a), self.counted[kind]
            mean = (self.between[kind][a] + _PAIRS * inside) / (counted[a] + _PAIRS)
            total += weight * np.minimum(mean / np.maximum(inside, 0.05) - 1, 0.5)
        gap = np.nan_to_num(np.maximum(self.least - self.most[a], self.least[a] - self.most))
        total += _GAP * np.log2(np.maximum(gap, _MONTH) / _MONTH)
        if days is not None:
            span = np.fmax(self.most, self.most[a]) - np.fmin(self.least, self.least[a])
            total[np.nan_to_num(span) > days] = -np.inf
        return total

    def _inside(self, kind: str, usual: float, a: int) -> np.ndarray:
        """The likeness within group `a` and each other one, their geometric mean, (n,)."""
        own = (_PAIRS * usual + self.within[kind]) / (_PAIRS + self.pairs[kind])
        return np.sqrt(own[a] * own)
