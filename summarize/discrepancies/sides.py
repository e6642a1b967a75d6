"""Sentences as they are compared for their figures and dates, and which of these leave a question open.

A value that the other sentence has too, however exactly, is answered; only what is left on both sides can differ.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from summarize.text.traits import stem
from summarize.types import Expression
from summarize.values.compare import Comparison, compare_values, find_values
from summarize.values.units import MEASURES

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|%")
_STOP = frozenset(
    """a an the of to in on at by for with from as and or but if so than then is are was were be been being am has have
    had do does did it its he his she her they their them this that these those who whom which what when where while
    there here i we you my our your s also about into over after before up out more most just some said says mr mrs
    ms dr at least around nearly almost only new""".split()
)
_LOOSE = 2.0  # times a bound; what is further from it is not what it bounds
_ALONE = frozenset(["years old", "months old", "score", "degrees", "times", "percentage points", "basis points"])
_NEAREST = 3  # words with a meaning, on either side of a value
_SAID = frozenset(map(stem, "told tells statement spokesman spokeswoman officials reported".split()))
DAY_RANGE = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|through)\s?(?:[A-Z][a-z]+\.?\s)?\d{1,2}(?!\d)")
MEASURED = frozenset(MEASURES.values()) | {"years old", "months old", "score"}


class Token(NamedTuple):
    """A word, or a value as one word; `stem` is "" for words that carry no meaning of their own, "#" for a value."""

    text: str
    stem: str
    capital: bool
    value: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence as it is compared: its tokens and values; spans count from its beginning.

    places: the token of each value; before, after: the nearest three words with a meaning on either side of each value,
    the nearest first; nearest: all these together, but for who said it; near: with one word more on either side.
    """

    text: str
    tokens: tuple[Token, ...]
    values: tuple[Expression, ...]
    stems: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    places: tuple[int, ...]
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    near: tuple[frozenset[str], ...]
    nearest: tuple[frozenset[str], ...]


def read_side(text: str, published: str | None) -> Side:
    """Reads one sentence. `published`: the article's date, against which weekdays are read."""
    return make_side(text, tuple(find_values(text, published)))


def make_side(text: str, values: tuple[Expression, ...]) -> Side:
    """A sentence whose values were read before."""
    tokens: list[Token] = []
    at, k = 0, 0
    while at < len(text):
        if k < len(values) and at >= values[k].start:
            tokens.append(Token("#", "#", False, k))
            at, k = max(values[k].end, at + 1), k + 1
            continue
        end = values[k].start if k < len(values) else len(text)
        tokens += [_read_token(match) for match in _TOKEN.finditer(text, at, end)]
        at = end
    places = tuple(n for n, token in enumerate(tokens) if token.value is not None)
    before = [_content(reversed(tokens[:place])) for place in places]
    after = [_content(tokens[place + 1 :]) for place in places]
    return Side(
        text,
        tuple(tokens),
        values,
        frozenset(t.stem for t in tokens if t.stem and t.value is None),
        frozenset(t.text for t in tokens),
        frozenset(t.stem for t in tokens[1:] if t.capital and t.stem),
        places,
        tuple(words[:_NEAREST] for words in before),
        tuple(words[:_NEAREST] for words in after),
        tuple(frozenset((*x, *y)) - _SAID for x, y in zip(before, after, strict=True)),
        tuple(frozenset((*x[:_NEAREST], *y[:_NEAREST])) - _SAID for x, y in zip(before, after, strict=True)),
    )


def _read_token(match: re.Match[str]) -> Token:
    word = match[0].replace("’", "'").lower()
    plain = word.removesuffix("'s")
    return Token(word, "" if plain in _STOP or not plain else stem(plain), match[0][0].isupper(), None)


def _content(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(islice((t.stem for t in tokens if t.stem and t.value is None), _NEAREST + 1))


@dataclass(frozen=True, slots=True)
class Opened:
    """Of two sentences: which of their values, by number, only one of them has and may be told of one thing; how many
    values both have; and how the values of one kind stand to each other."""

    pairs: tuple[tuple[int, int], ...]
    answered: int
    compared: Mapping[tuple[int, int], Comparison]


def open_values(a: Side, b: Side) -> Opened:
    """A value that the other sentence has as well is answered, whatever else it differs from."""
    alike = [(i, k) for i, x in enumerate(a.values) for k, y in enumerate(b.values) if x.kind == y.kind]
    found = {(i, k): compare_values(a.values[i], b.values[k]) for i, k in alike}
    agreed = [(i, k) for (i, k), told in found.items() if _agree(a.values[i], b.values[k], told)]
    mine, theirs = {i for i, _ in agreed}, {k for _, k in agreed}
    rest = [(i, k) for i, k in alike if i not in mine and k not in theirs]
    pairs = tuple((i, k) for i, k in rest if _may_contradict(a.values[i], b.values[k], found[i, k]))
    return Opened(pairs, min(len(mine), len(theirs)), found)


def agree(a: Expression, b: Expression) -> bool:
    """Whether both values can be meant for one thing. Two lower bounds far from each other never exclude each other,
    but a reader who meets "at least 22" and "at least three" wonders."""
    return a.kind == b.kind and _agree(a, b, compare_values(a, b))


def may_contradict(a: Expression, b: Expression) -> bool:
    """Whether both values may be told of one thing and then cannot both be true."""
    return a.kind == b.kind and _may_contradict(a, b, compare_values(a, b))


def _agree(a: Expression, b: Expression, found: Comparison) -> bool:
    if found != "compatible":
        return found in ("equal", "rounded")
    if a.kind == "number":
        bounds = a.hedge == b.hedge == "at_least"
        return a.unit == b.unit and not (bounds and _may_contradict(a, b, found)) and _bounds_tightly(a, b)
    if a.kind in ("money", "percent", "duration"):
        return _bounds_tightly(a, b)
    return _is_close(a, b)


def _bounds_tightly(a: Expression, b: Expression) -> bool:
    """ "More than $300" is meant for $313.89, not for $5,587."""
    if (a.hedge in ("at_least", "at_most")) == (b.hedge in ("at_least", "at_most")) or a.unit != b.unit:
        return True
    ends = sorted(float(value.low or value.high or 0) for value in (a, b))
    return ends[1] <= _LOOSE * ends[0]


def _is_close(a: Expression, b: Expression) -> bool:
    """A year holds many days: it is no answer to one. Nor are dates that nothing says of which day they are."""
    if a.kind != "date":
        return True
    known = None not in (a.low, b.low) or a.normalized.split()[0] == b.normalized.split()[0]
    return known and grain(a) == grain(b)


def grain(value: Expression) -> str:
    """How long a date is; a weekday or a day without its year is a day, and so is a range of two or three."""
    if value.low is None or value.high is None:
        if re.search(r"day|-\d\d-\d\d$", value.normalized):
            return "day"
        return "month" if "XXXX-" in value.normalized else "other"
    days = (date.fromisoformat(value.high[:10]) - date.fromisoformat(value.low[:10])).days + 1
    if days == 1 or (days < 7 and DAY_RANGE.search(value.value)):
        return "day"
    return "month" if 28 <= days <= 31 else "year" if days in (365, 366) else "other"


def _may_contradict(a: Expression, b: Expression, found: Comparison) -> bool:
    if found == "compatible" and a.kind != "date" and a.hedge == b.hedge == "at_least":
        return not _is_cut(*sorted((float(a.low or 0), float(b.low or 0))))
    if found != "unrelated":
        return found == "differs" and not (None in (a.unit, b.unit) and {a.unit, b.unit} & MEASURED)
    if (a.low, a.high) == (b.low, b.high):
        return False
    if a.kind == "money":
        return True
    return a.kind == "number" and not {a.unit, b.unit} & (_ALONE | MEASURED)


def _is_cut(low: float, high: float) -> bool:
    """ "More than 200" where another says "more than 260"."""
    place = 10.0 ** int(math.log10(low)) if low >= 1 else 1.0
    return place > 1 and low % place == 0 and math.floor(high / place) * place == low
