"""What is read from each sentence of a story before pairs are compared: words, names, numbers, quotations, tense.

A story's sentences are read once into sparse matrices; every feature of a pair is then a row operation on them, so
that ten thousand sentences take seconds.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_WORD = re.compile(r"\d[\d,.]*\d|[^\W_]+(?:['’][^\W_]+)*")
_SUFFIX = re.compile(r"(?:['’]s|ies|ied|ing|ed|es|ly|s|e)$")
_QUOTED = re.compile(r"“([^“”]*)(?:”|$)|^([^“”]*)”")
_OPENING = re.compile(r"(^|[\s(\[—–-])(?:\"|'')")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CALENDAR = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december today yesterday tomorrow tonight"""
)
_PLANNED = _words(
    """will would shall plan plans planning planned expected expects scheduled set upcoming going intends intend may
    might could ll"""
)
_DENIED = _words(
    """not no never n't denied denies deny denying refused refuses without neither nor none cannot false declined
    declines untrue wrongly"""
)
_SAID = _words(
    """said says say told tells added adds asked asks according wrote tweeted explained stated insisted argued claimed
    announced noted replied responded continued statement interview"""
)
_PRONOUNS = _words("he she it they we i this that these those his her their its")
_NUMBER_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12", "hundred": "100",
}  # fmt: skip
_STOP = _words(
    """a an the of to in on at by for with from as and or but if so than then is are was were be been being am has
    have had do does did it its he she his her him they them their this that these those who whom which what when
    where while there here i we you my our your me us not no s t will would also about into over after before up out
    more just"""
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What was read from n sentences; each matrix has n rows and a column per distinct thing.

    words: content stems weighted by rarity in news (idf, Sparck Jones 1972); local: the same weighted by rarity in
    this story; runs: word pairs; threes: word triples; quoted: stems inside quotation marks (idf); quoted_threes:
    triples there, in the columns of threes; names, numbers, calendar: 0 or 1; flags: float (n, 6), planned, denied,
    said, begins with a pronoun, has a quotation, is in title case; length: words, float (n,).
    """

    words: csr_matrix
    local: csr_matrix
    runs: csr_matrix
    threes: csr_matrix
    quoted: csr_matrix
    quoted_threes: csr_matrix
    names: csr_matrix
    numbers: csr_matrix
    calendar: csr_matrix
    flags: np.ndarray
    length: np.ndarray


def read_traits(texts: Sequence[str]) -> Traits:
    """Reads a story's sentences. Linear in their length."""
    curled = [_curl_quotes(text.replace("’", "'")) for text in texts]
    raw = [_WORD.findall(text) for text in curled]
    words = [[word.lower() for word in row] for row in raw]
    stems = [{stem(word) for word in row if word not in _STOP} for row in words]
    quotes = [[_WORD.findall((a or b).lower()) for a, b in _QUOTED.findall(text)] for text in curled]
    in_title_case = [_is_title_case(row) for row in raw]
    total, frequency = _background()
    seen = Counter(word for row in stems for word in row)
    idf = {word: np.log((total + 1) / (frequency.get(word, 4) + 1)) for word in seen}
    local = {word: np.log1p(len(texts) / count) for word, count in seen.items()}
    number = {word: n for n, word in enumerate(sorted({word for row in words for word in row}))}
    numbered = [np.array([number[word] for word in row], dtype=np.int64) for row in words]
    quoted = [[np.array([number[word] for word in quote], dtype=np.int64) for quote in row] for row in quotes]
    threes = [_grams([row], 3, len(number)) for row in numbered]
    quoted_threes = [_grams(row, 3, len(number)) for row in quoted]
    return Traits(
        words=_matrix(stems, idf),
        local=_matrix(stems, local),
        runs=_gram_matrices([_grams([row], 2, len(number)) for row in numbered])[0],
        threes=(matrices := _gram_matrices(threes, quoted_threes))[0],
        quoted=_matrix([{stem(word) for quote in row for word in quote if word not in _STOP} for row in quotes], idf),
        quoted_threes=matrices[1],
        names=_matrix(_find_names(raw, in_title_case)),
        numbers=_matrix([_find_numbers(row) for row in words]),
        calendar=_matrix([_CALENDAR.intersection(row) for row in words]),
        flags=np.array([_flags(*row) for row in zip(words, quotes, in_title_case, strict=True)], float).reshape(-1, 6),
        length=np.array([max(len(row), 1) for row in words], dtype=float),
    )


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A light English stemmer: one ending off, four letters stay."""
    if word[0].isdigit() or len(word) < 5:
        return word.removesuffix("'s")
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 4 else word


@functools.cache
def _background() -> tuple[int, dict[str, int]]:
    """How common stems are in news: (number of sentences counted, in how many of them each stem stands)."""
    path = Path(__file__).parents[1] / "weights" / "background.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    return data["sentences"], data["counts"]


def _curl_quotes(text: str) -> str:
    """Straight double quotation marks as opening or closing ones, by what stands before them."""
    return _OPENING.sub(r"\1“", text).replace('"', "”").replace("``", "“").replace("''", "”")


def _is_title_case(raw: Sequence[str]) -> bool:
    long = [word for word in raw if len(word) > 3]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _grams(pieces: Sequence[np.ndarray], length: int, base: int) -> np.ndarray:
    """The different runs of `length` words in some pieces of text, each as one number to the base of all words."""
    found = []
    for piece in pieces:
        ends = max(len(piece) - length + 1, 0)
        found.append(sum(piece[k : k + ends] * base ** (length - 1 - k) for k in range(length)))
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _find_numbers(words: Sequence[str]) -> set[str]:
    found = {word.replace(",", "") for word in words if word[0].isdigit()}
    return found | {_NUMBER_WORDS[word] for word in words if word in _NUMBER_WORDS}


def _find_names(raw: Sequence[Sequence[str]], in_title_case: Sequence[bool]) -> list[set[str]]:
    """Capitalised words of each sentence; its first word, and any word of a headline in title case, only if the
    story has it capitalised in running text and never in small letters."""
    running = [row for row, title in zip(raw, in_title_case, strict=True) if not title]
    small = {word for row in running for word in row if word[0].islower()}
    sure = {_name(word) for row in running for word in row[1:] if word[0].isupper()} - small
    common, names = _STOP | _CALENDAR, []
    for row, title in zip(raw, in_title_case, strict=True):
        capitals = ((k, _name(word)) for k, word in enumerate(row) if word[0].isupper())
        names.append({n for k, n in capitals if n not in common and (n in sure or (k and not title))})
    return names


def _name(word: str) -> str:
    return word.lower().removesuffix("'s")


def _flags(words: Sequence[str], quotes: Sequence[Sequence[str]], in_title_case: bool) -> list[bool]:
    have = set(words)
    denied = not have.isdisjoint(_DENIED) or any(word.endswith("n't") for word in words)
    return [
        not have.isdisjoint(_PLANNED),
        denied,
        not have.isdisjoint(_SAID),
        bool(words) and words[0] in _PRONOUNS,
        sum(map(len, quotes)) > 3,
        in_title_case,
    ]


def _gram_matrices(*tables: Sequence[np.ndarray]) -> list[csr_matrix]:
    """Matrices of 0 and 1 with common columns; numbers instead of tuples, as there are millions in a large batch."""
    from scipy.sparse import csr_matrix

    flat = [np.concatenate([np.zeros(0, dtype=np.int64), *table]) for table in tables]
    things = np.unique(np.concatenate(flat))
    matrices = []
    for table, found in zip(tables, flat, strict=True):
        starts = np.cumsum([0, *(len(row) for row in table)])
        parts = (np.ones(len(found)), np.searchsorted(things, found), starts)
        matrices.append(csr_matrix(parts, shape=(len(table), max(len(things), 1))))
    return matrices


def _matrix(rows: Sequence[Collection[str]], weight: dict[str, float] | None = None) -> csr_matrix:
    """A row a set, a column per distinct word, sorted; what has no weight weighs one."""
    from scipy.sparse import csr_matrix

    columns = {word: k for k, word in enumerate(sorted(set().union(*rows)))}
    sorted_rows = [sorted(row) for row in rows]
    flat = [word for row in sorted_rows for word in row]
    data = np.array([weight.get(word, 1.0) for word in flat] if weight else np.ones(len(flat)), dtype=float)
    indices = np.array([columns[word] for word in flat], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in sorted_rows)])
    return csr_matrix((data, indices, starts), shape=(len(rows), max(len(columns), 1)))
