"""Sentences as they are compared for their figures and dates, and which of these leave a question open.

A value that the other sentence has too, however exactly, is answered; only what is left on both sides can differ.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from summarize.traits import stem
from summarize.types import Expression
from summarize.units import MEASURES
from summarize.values import compare_values, find_values

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|%")
_STOP = frozenset(
    """a an the of to in on at by for with from as and or but if so than then is are was were be been being am has have
    had do does did it its he his she her they their them this that these those who whom which what when where while
    there here i we you my our your s also about into over after before up out more most just some said says mr mrs
    ms dr at least around nearly almost only new""".split()
)
_ALONE = frozenset(["years old", "months old", "score", "degrees", "times", "percentage points", "basis points"])
DAY_RANGE = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\s?(?:-|–|—|to|and|through)\s?(?:[A-Z][a-z]+\.?\s)?\d{1,2}(?!\d)")
MEASURED = frozenset(MEASURES.values()) | {"years old", "months old", "score"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a value as one word; `stem` is "" for words that carry no meaning of their own, "#" for a value."""

    text: str
    stem: str
    capital: bool
    value: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence as it is compared: its tokens and values; spans count from its beginning."""

    text: str
    tokens: tuple[Token, ...]
    values: tuple[Expression, ...]
    stems: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]


def read_side(text: str, published: str | None) -> Side:
    """Reads one sentence. `published`: the article's date, against which weekdays are read."""
    values = tuple(find_values(text, published))
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
    return Side(
        text,
        tuple(tokens),
        values,
        frozenset(t.stem for t in tokens if t.stem and t.value is None),
        frozenset(t.text for t in tokens),
        frozenset(t.stem for t in tokens[1:] if t.capital and t.stem),
    )


def _read_token(match: re.Match[str]) -> Token:
    word = match[0].replace("’", "'").lower()
    plain = word.removesuffix("'s")
    return Token(word, "" if plain in _STOP or not plain else stem(plain), match[0][0].isupper(), None)


def open_pairs(a: Side, b: Side) -> list[tuple[int, int]]:
    """The pairs of comparable values that the other sentence does not have, too."""
    mine = [i for i, value in enumerate(a.values) if not any(agree(value, other) for other in b.values)]
    theirs = [k for k, value in enumerate(b.values) if not any(agree(value, other) for other in a.values)]
    return [(i, k) for i in mine for k in theirs if may_contradict(a.values[i], b.values[k])]


def agree(a: Expression, b: Expression) -> bool:
    """Whether both values can be meant for one thing. Two lower bounds far from each other never exclude each other,
    but a reader who meets "at least 22" and "at least three" wonders."""
    found = compare_values(a, b)
    if found == "compatible" and a.kind == "number":
        bounds = a.hedge == b.hedge == "at_least"
        return a.unit == b.unit and not (bounds and may_contradict(a, b))
    return found in ("equal", "rounded") or (found == "compatible" and _is_close(a, b))


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


def may_contradict(a: Expression, b: Expression) -> bool:
    found = compare_values(a, b)
    if found == "compatible" and a.kind != "date" and a.hedge == b.hedge == "at_least":
        return not _is_cut(*sorted((float(a.low or 0), float(b.low or 0))))
    if found != "unrelated":
        return found == "differs" and not (None in (a.unit, b.unit) and {a.unit, b.unit} & MEASURED)
    if a.kind != b.kind or (a.low, a.high) == (b.low, b.high):
        return False
    if a.kind == "money":
        return True
    return a.kind == "number" and not {a.unit, b.unit} & (_ALONE | MEASURED)


def _is_cut(low: float, high: float) -> bool:
    """ "More than 200" where another says "more than 260"."""
    place = 10.0 ** int(math.log10(low)) if low >= 1 else 1.0
    return place > 1 and low % place == 0 and math.floor(high / place) * place == low
