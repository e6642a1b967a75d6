"""Figures and dates of one fact that a story's articles tell in statements far apart.

"The film's 143 minutes" and "after 135 minutes of trauma" are in no two sentences that say the same. What can be told
without that: a unit that either article uses of one thing only, an age beside one and the same name, two days of the
calendar next to each other, and two long numbers that differ in one digit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from summarize.discrepancies.differences import Verdict
from summarize.discrepancies.differing import are_close, are_of_other_people, has_grown, is_moving, is_of_market
from summarize.discrepancies.sides import Side, agree, may_contradict
from summarize.text.traits import stem
from summarize.types import Expression, Mention
from summarize.values.compare import compare_values

_RATIO = 1.5  # beyond it two figures are rather of two things
_FEW = 2  # different values of one unit in an article, at most
_SHARED = 2  # words with a meaning near both values, the unit aside
_MOST = 20  # articles, and kinds of articles, that are compared for one value
_DAYS = 2  # between two days that may be one
_GAP = 20  # characters between two values that are told in one breath
_DIGITS = 5  # significant ones, from which a single other digit is a slip
_MONTH_NAME = re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_DAY = re.compile(r"^(?P<year>[0-9]{4}|XXXX)-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?$")
_NAME_BEFORE = re.compile(r"([A-Z][\w’'-]+),?\s(?:\(|aged?\s|is\s|was\s)?$")
_NAME_AFTER = re.compile(r"\s(?:[a-z]+\s){0,2}((?:[A-Z][\w’'-]+\s)*[A-Z][\w’'-]+)")


@dataclass(frozen=True, slots=True)
class Read:
    """A mention of a statement, its article's date, and its values; their spans count from its beginning."""

    mention: Mention
    statement: str
    published: str | None
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    verdict: Verdict
    first: Read
    second: Read
    i: int
    k: int


@dataclass(frozen=True, slots=True)
class _Use:
    read: Read
    number: int

    @property
    def value(self) -> Expression:
        return self.read.values[self.number]

    @property
    def article(self) -> str:
        return self.read.mention.article


Sides = Callable[[Read], Side]
Uses = dict[str, list[_Use]]


def find_apart(reads: Sequence[Read], side: Sides) -> list[Apart]:
    """What the articles of one story tell differently, wherever they tell it.

    reads: the mentions of a story that have values, in any order; side: a mention as it is compared. Linear in the
    values, then in the articles that share a unit, a name, a date or all digits but one.
    """
    uses = [_Use(r, i) for r in sorted(reads, key=lambda r: _place(r.mention)) for i in range(len(r.values))]
    apart = {}
    for a, b in chain(
        _compare_units(uses, side), _compare_ages(uses), _compare_days(uses, side), _compare_digits(uses, side)
    ):
        verdict = _decide(a, b)
        if verdict is not None:
            apart[_place(a.read.mention), a.number, _place(b.read.mention), b.number] = (verdict, a, b)
    return [Apart(v, a.read, b.read, a.number, b.number) for _, (v, a, b) in sorted(apart.items(), key=lambda x: x[0])]


def _place(mention: Mention) -> tuple[str, int]:
    return mention.article, mention.start


def _decide(a: _Use, b: _Use) -> Verdict | None:
    texts = a.read.mention.text, b.read.mention.text
    if a.value.kind == "date":
        return "conflict"
    if any(map(is_of_market, texts)):
        return None
    moves = a.value.unit == "years old" or all(map(is_moving, texts))
    return "update" if moves and has_grown(a.value, b.value, (a.read.published, b.read.published)) else "conflict"


def _compare_units(uses: Sequence[_Use], side: Sides) -> Iterator[tuple[_Use, _Use]]:
    """A unit of which both articles have one value, in sentences that share words beside it."""
    by_unit: dict[str, Uses] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.value.kind in ("number", "duration") and None not in (use.value.unit, use.value.low, use.value.high):
            by_unit[use.value.unit][use.article].append(use)
    for unit in sorted(by_unit):
        for a, b in _pair_articles(by_unit[unit], _FEW):
            if not are_close(a.value, b.value, _RATIO) or not _share_surroundings(a, b, unit, side):
                continue
            if not are_of_other_people(side(a.read), side(b.read), a.value, b.value):
                yield a, b


def _compare_ages(uses: Sequence[_Use]) -> Iterator[tuple[_Use, _Use]]:
    by_name: dict[str, Uses] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.value.unit == "years old" and (name := _find_name(use)):
            by_name[name][use.article].append(use)
    for name in sorted(by_name):
        yield from _pair_articles(by_name[name], 1)


def _find_name(use: _Use) -> str | None:
    """The surname beside an age: "Durst, 73," and "the 72-year-old Robert Durst"."""
    text, value = use.read.mention.text, use.value
    if before := _NAME_BEFORE.search(text, max(value.start - 40, 0), value.start):
        return _bare(before[1])
    after = _NAME_AFTER.match(text, value.end)
    return _bare(after[1].split()[-1]) if after else None


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).lower()


def _pair_articles(uses: Uses, most: int) -> Iterator[tuple[_Use, _Use]]:
    """Values of articles that have at most `most` different ones and none in common; of articles that have the same
    values each is compared once."""
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for article in sorted(uses):
        normals = frozenset(use.value.normalized for use in uses[article])
        if len(normals) <= most:
            alike[normals].append(article)
    groups = sorted(alike.values(), key=lambda group: (-len(group), group))[:_MOST]
    for first, second in combinations(groups, 2):
        for one, other in [(first[0], b) for b in second] + [(a, second[0]) for a in first[1:]]:
            mine = [a for a in uses[one] if not any(agree(a.value, b.value) for b in uses[other])]
            theirs = [b for b in uses[other] if not any(agree(b.value, a.value) for a in uses[one])]
            if (len(mine), len(theirs)) == (len(uses[one]), len(uses[other])):
                yield from ((a, b) for a, b in product(mine, theirs) if may_contradict(a.value, b.value))


def _share_surroundings(a: _Use, b: _Use, unit: str, side: Sides) -> bool:
    """Whether two words stand near both values, or another value that both have: "5 feet 8 and 130 pounds"."""
    words = side(a.read).near[a.number] & side(b.read).near[b.number]
    if len(words - {stem(unit)}) >= _SHARED:
        return True
    beside = product(_find_beside(a), _find_beside(b))
    return any(x.kind == y.kind and compare_values(x, y) in ("equal", "rounded") for x, y in beside)


def _find_beside(use: _Use) -> list[Expression]:
    values = [v for k, v in enumerate(use.read.values) if k != use.number and v.kind == "number" and v.unit is not None]
    return [v for v in values if v.start - use.value.end <= _GAP and use.value.start - v.end <= _GAP]


def _compare_days(uses: Sequence[_Use], side: Sides) -> Iterator[tuple[_Use, _Use]]:
    """Days of the calendar that lie next to each other, and months."""
    days: dict[tuple[int, bool], Uses] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if (number := _number_day(use)) is not None:
            days[number][use.article].append(use)
    for number, is_month in sorted(days):
        for step in range(1, 2 if is_month else _DAYS + 1):
            earlier, later = days[number, is_month], days.get((number + step, is_month), {})
            first = [a for article, rows in sorted(earlier.items()) if article not in later for a in rows]
            second = [b for article, rows in sorted(later.items()) if article not in earlier for b in rows]
            for a, b in product(first[:_MOST], second[:_MOST]):
                years = {use.value.normalized[:4] for use in (a, b)} - {"XXXX"}
                shared = len(side(a.read).stems & side(b.read).stems)
                if len(years) < 2 and shared >= (_SHARED + 1 if is_month else step):
                    yield a, b


def _number_day(use: _Use) -> tuple[int, bool] | None:
    """A day or month that is named, as a number that counts days, or months; not the date of a post."""
    value = use.value
    told = _DAY.search(value.normalized) if value.kind == "date" and value.hedge == "exact" else None
    if told is None or not _MONTH_NAME.search(value.value) or "@" in use.read.mention.text:
        return None
    if re.match(r"last|next|this", value.value, re.IGNORECASE):
        return None
    if told["day"] is None:
        return int(told["month"]), True
    return 31 * int(told["month"]) + int(told["day"]), False


def _compare_digits(uses: Sequence[_Use], side: Sides) -> Iterator[tuple[_Use, _Use]]:
    """Two long numbers that differ in one digit, near the same words."""
    alike: dict[tuple[str | None, str], dict[str, Uses]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for use in uses:
        if digits := _read_digits(use.value):
            for k in range(len(digits)):
                alike[use.value.unit, f"{digits[:k]}_{digits[k + 1 :]}"][digits][use.article].append(use)
    for key in sorted(alike, key=str):
        numbers = sorted(alike[key])[:_MOST]
        for x, y in combinations(numbers, 2):
            first = [rows[0] for article, rows in sorted(alike[key][x].items()) if article not in alike[key][y]]
            second = [rows[0] for article, rows in sorted(alike[key][y].items()) if article not in alike[key][x]]
            for a, b in product(first[:_MOST], second[:_MOST]):
                if side(a.read).near[a.number] & side(b.read).near[b.number]:
                    yield a, b


def _read_digits(value: Expression) -> str | None:
    """The figure as it is written, where it has so many significant digits that nobody else has it by chance."""
    if value.kind not in ("number", "money", "percent") or value.low is None or value.low != value.high:
        return None
    digits = "".join(re.findall(r"[0-9]", f"{float(value.low):.6f}".rstrip("0").rstrip(".")))
    return digits if len(digits.strip("0")) >= _DIGITS else None
