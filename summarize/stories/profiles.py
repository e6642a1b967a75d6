"""What is read of each article before articles are compared: its words, names, numbers and dates, its first sentences.

How rare a word is comes from news at large (weights/background.json), not from the batch: in a batch about one event
the words of that event stand in every article, and would count for nothing there.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from summarize.same.embed import plain_text
from summarize.text.traits import _CALENDAR, _STOP, _WORD, _background, _find_numbers, _is_title_case, stem
from summarize.types import Article, Sentence

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LEAD = 6  # a report says what happened in its headline and first sentences; what follows is background
_COMMON = 3.0  # idf of a word that stands in one sentence of twenty; such words say nothing of the event
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_MONTH = {name: k for k, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
_MONTHS = {**_MONTH, "sept": 8, "january": 0, "february": 1, "march": 2, "april": 3, "june": 5, "july": 6,
           "august": 7, "september": 8, "october": 9, "november": 10, "december": 11}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profiles:
    """n articles; each matrix has n rows of unit length (or empty) and a column per distinct thing.

    topic: stems weighted by tf and how much rarer than _COMMON they are; text: by tf-idf; lead: the same of the first
    sentences; names, numbers: by idf; years, days: those that the text names, by count; meaning: mean of the lead
    vectors, float32 (n, d); published: day numbers, float (n,), NaN where unknown.
    """

    topic: csr_matrix
    text: csr_matrix
    lead: csr_matrix
    names: csr_matrix
    numbers: csr_matrix
    years: csr_matrix
    days: csr_matrix
    meaning: np.ndarray
    published: np.ndarray


@dataclass(slots=True)
class _Table:
    """Rows of counted things, as numbers, so that a large batch does not keep millions of strings."""

    columns: dict[object, int] = field(default_factory=dict)
    indices: array = field(default_factory=lambda: array("i"))
    counts: array = field(default_factory=lambda: array("f"))
    ends: array = field(default_factory=lambda: array("q", [0]))

    def add(self, row: dict) -> None:
        self.indices.extend([self.columns.setdefault(thing, len(self.columns)) for thing in row])
        self.counts.extend(row.values())
        self.ends.append(len(self.indices))

    def matrix(self, weigh=lambda thing: 1.0, least: float = 0.0) -> csr_matrix:
        """(1 + ln count) times the weight of the thing less `least`, in rows of unit length."""
        from scipy.sparse import csr_matrix

        weight = np.array([max(weigh(thing) - least, 0.0) for thing in self.columns] or [0.0], dtype=np.float32)
        indices = np.frombuffer(self.indices, dtype=np.int32) if self.indices else np.zeros(0, np.int32)
        counts = np.frombuffer(self.counts, dtype=np.float32) if self.counts else np.zeros(0, np.float32)
        n, ends = len(self.ends) - 1, np.array(self.ends)
        data = (1 + np.log(counts)) * weight[indices]
        row = np.repeat(np.arange(n), np.diff(ends))
        length = np.sqrt(np.bincount(row, data**2, n))
        data /= np.maximum(length, 1e-9)[row]
        matrix = csr_matrix((data.astype(np.float32), indices.copy(), ends), shape=(n, len(weight)))
        matrix.sort_indices()
        matrix.eliminate_zeros()
        return matrix


def read_profiles(
    articles: Sequence[Article], sentences: Sequence[Sentence], leads: Sequence[int], vectors: np.ndarray
) -> Profiles:
    """The profiles of `articles`, in their order; each has a sentence. Linear in the length of the texts.

    Sentences and leads of other articles are passed over.
    """
    place = {article.id: k for k, article in enumerate(articles)}
    texts: list[list[str]] = [[article.title] if article.title else [] for article in articles]
    for sentence in sentences:
        if sentence.article in place:
            texts[place[sentence.article]].append(sentence.text)
    own_leads = [k for k, lead in enumerate(leads) if sentences[lead].article in place]
    words, lead, names, numbers, years, days = (_Table() for _ in range(6))
    for own in texts:
        rows = [_WORD.findall(plain_text(text)) for text in own]
        small = [[word.lower() for word in row] for row in rows]
        seen = Counter(chain.from_iterable(small))
        words.add(_count_stems(seen))
        lead.add(_count_stems(Counter(chain.from_iterable(small[:_LEAD]))))
        names.add(_count_names(rows))
        numbers.add(dict.fromkeys(sorted(_find_numbers(seen)), 1))
        years.add({word: count for word, count in seen.items() if _YEAR.fullmatch(word)})
        days.add(_count_days(rows, small))
    return Profiles(
        topic=words.matrix(_rarity, _COMMON),
        text=words.matrix(_rarity),
        lead=lead.matrix(_rarity),
        names=names.matrix(lambda name: _rarity(stem(name))),
        numbers=numbers.matrix(_weigh_number),
        years=years.matrix(),
        days=days.matrix(),
        meaning=_mean_vectors(
            len(articles), [place[sentences[leads[k]].article] for k in own_leads], vectors[own_leads]
        ),
        published=np.array([_day_number(article.published) for article in articles]),
    )


def _rarity(word: str) -> float:
    """idf over sentences of news (Sparck Jones 1972); a word that was never counted is rare."""
    total, frequency = _background()
    return float(np.log((total + 1) / (frequency.get(word, 4) + 1)))


def _weigh_number(number: str) -> float:
    return _rarity(number) * (0.3 if len(number) < 2 else 1.0)  # single digits agree by chance


def _count_stems(words: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word, count in words.items():
        if word not in _STOP:
            stemmed = stem(word)
            found[stemmed] = found.get(stemmed, 0) + count
    return found


def _count_names(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Words that the article has capitalised within a sentence in running text and never in small letters."""
    seen = Counter(chain.from_iterable(rows))
    inside = set(chain.from_iterable(row[1:] for row in rows if not _is_title_case(row)))
    found: dict[str, int] = {}
    for word in filter(lambda word: word[0].isupper(), sorted(inside)):
        small = word.lower()
        if small not in seen and small not in _STOP and small not in _CALENDAR:
            name = small.removesuffix("'s")
            found[name] = found.get(name, 0) + seen[word]
    return found


def _count_days(rows: Sequence[Sequence[str]], small: Sequence[Sequence[str]]) -> dict[tuple[int, str], int]:
    """Days as (month, day): "May 3", "3 May"."""
    found: Counter[tuple[int, str]] = Counter()
    for row, lower in zip(rows, small, strict=True):
        for k, word in enumerate(lower):
            if word in _MONTHS and row[k][0].isupper():
                near = [*lower[k + 1 : k + 2], *lower[max(k - 1, 0) : k]]
                found.update((_MONTHS[word], day) for day in near if day.isdigit() and int(day) < 32)
    return found


def _mean_vectors(n: int, owners: Sequence[int], vectors: np.ndarray) -> np.ndarray:
    mean = np.zeros((n, vectors.shape[1] if len(owners) else 1), dtype=np.float32)
    np.add.at(mean, np.asarray(owners, dtype=np.int64), vectors if len(owners) else mean[:0])
    return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)


def _day_number(published: str | None) -> float:
    try:
        return float(date.fromisoformat((published or "")[:10]).toordinal())
    except ValueError:
        return float("nan")
