"""Figures and dates that two sentences tell differently, and what each difference is.

First it is asked whether the fact moved between the reports, then whether one is told less exactly, and only what is
left is a conflict: the order in which a careful reader asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from summarize.differences import Verdict
from summarize.roles import Judgment, are_aligned, are_parallel, judge_values, share_neighbours
from summarize.sides import DAY_RANGE, Side, grain, may_contradict, open_pairs
from summarize.types import Expression
from summarize.values import compare_values

Differing = tuple[Literal["number", "date"], Verdict, Expression, Expression]

# How likely a conflict must be. The model does not know that sentences of one statement were found to say the same;
# days are told of everything, so a difference of two is by chance more often.
_SURE = {"same": 0.35, "date": 0.45, "near": 0.5}
_LIKELY = 0.7  # from which it is sure that they differ, and only open whether by an update
_LEAST = 0.3
_MOVES = re.compile(
    r"\b(?:dead|die[ds]?|kill\w*|deaths?|toll|injur\w+|wounded|hurt|missing|arrest\w*|detained|infect\w+|cases|rescued"
    r"|displaced|homeless|evacuat\w+|raised|signatures|signed|counted|votes|acres|hectares|found|recovered|identified)\b",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"\b(?:shares?|stocks?|index|nasdaq|dow|ftse|yen|euro|yuan|futures|barrel|yield|traded|trading)\b", re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_FEW = 13


def find_differing(
    a: Side,
    b: Side,
    told_a: Sequence[Expression],
    told_b: Sequence[Expression],
    published: tuple[str | None, str | None],
    same_statement: bool,
) -> list[Differing]:
    """The values of two sentences that stand in one role and differ; each value is in one difference at most.

    told_a, told_b: all values of the two articles: an article that tells the other's value as well tells another fact
    with it. published: of the two articles.
    """
    judged = [judge_values(a, b, i, k) for i, k in open_pairs(a, b)]
    found: list[Differing] = []
    taken: set[int] = set()
    for judgment in sorted(judged, key=_rank):
        x, y = judgment.first, judgment.second
        if x.start in taken or -y.start - 1 in taken or _is_told(x, told_b) or _is_told(y, told_a):
            continue
        verdict = _decide(judgment, a, b, published, same_statement)
        if verdict is not None:
            taken |= {x.start, -y.start - 1}
            found.append(("date" if x.kind in ("date", "time") else "number", verdict, x, y))
    for x in a.values:
        for y in b.values:
            if x.start not in taken and -y.start - 1 not in taken:
                verdict = _decide_alike(a, b, x, y, same_statement)
                if verdict is not None:
                    taken |= {x.start, -y.start - 1}
                    found.append(("date" if x.kind in ("date", "time") else "number", verdict, x, y))
    return found


def _rank(judgment: Judgment) -> tuple[float, int, int]:
    return -judgment.conflict - judgment.update, judgment.first.start, judgment.second.start


def _decide(
    judgment: Judgment, a: Side, b: Side, published: tuple[str | None, str | None], same_statement: bool
) -> Verdict | None:
    x, y = judgment.first, judgment.second
    is_date = x.kind in ("date", "time")
    if _are_of_two_kinds(x, y):
        return None
    ticks = x.kind in ("number", "money", "percent") and bool(_MARKET.search(f"{a.text} {b.text}"))
    moves = ticks or bool(_MOVES.search(a.text) and _MOVES.search(b.text))
    ticked = ticks and judgment.update > judgment.conflict
    conflict: Verdict = "update" if ticked or (moves and _has_grown(x, y, published)) else "conflict"
    if are_parallel(a, b, x, y):
        return conflict
    if not (share_neighbours(a, b, x, y) or (are_aligned(a, b, x, y) and not is_date)):
        return None
    if not same_statement and not is_date and (x.unit is None or x.unit != y.unit):
        return None
    differs = judgment.conflict + judgment.update
    if not is_date and moves and differs >= _LIKELY and judgment.update > judgment.conflict:
        return "update"
    sure = _SURE["near" if not same_statement else "date" if is_date else "same"]
    if same_statement and not is_date and differs > _LIKELY:
        sure = _LEAST
    return conflict if judgment.conflict >= sure else None


def _are_of_two_kinds(x: Expression, y: Expression) -> bool:
    """Days against weeks or months, and a weekday against itself: nothing to contradict."""
    if x.kind != "date":
        return x.kind == "ordinal" and x.unit != y.unit
    names = [_WEEKDAY.findall(value.value) for value in (x, y)]
    if names[0] and names[0] == names[1]:
        return True
    return grain(x) != grain(y)


def _has_grown(x: Expression, y: Expression, published: tuple[str | None, str | None]) -> bool:
    """A count that is higher in the report of the later day."""
    if x.kind not in ("number", "money") or x.low is None or y.low is None:
        return False
    one, other = ((day or "")[:10] for day in published)
    return bool(one and other) and one != other and (float(x.low) < float(y.low)) == (one < other)


def _is_told(value: Expression, values: Sequence[Expression]) -> bool:
    """Whether an article has this very value; small numbers and dates are in every article for some reason."""
    if value.kind in ("date", "time", "ordinal") or (value.unit is None and float(value.low or 0) < _FEW):
        return False
    return any(value.normalized == other.normalized for other in values)


def _decide_alike(a: Side, b: Side, x: Expression, y: Expression, same_statement: bool) -> Verdict | None:
    """Values that may both be true, but look different: a reader wonders, and is told."""
    found = compare_values(x, y)
    if found not in ("rounded", "compatible") or _has_equal(x, b) or _has_equal(y, a) or may_contradict(x, y):
        return None
    if x.kind == "date":
        return "conflict" if _is_other_range(x, y) and share_neighbours(a, b, x, y, names=True) else None
    if x.kind == "time" or not same_statement or not (are_aligned(a, b, x, y) or share_neighbours(a, b, x, y)):
        return None
    digits = [re.sub(r"\D", "", value.value).strip("0") for value in (x, y)]
    if found == "rounded":
        return "rounded" if all(digits) and digits[0] != digits[1] else None
    return "compatible" if x.unit != y.unit and None not in (x.unit, y.unit) and all(digits) else None


def _is_other_range(x: Expression, y: Expression) -> bool:
    """ "January 9-10" and "January 10" for one meeting: whoever goes by the one misses a day of the other."""
    ranges = [bool(DAY_RANGE.search(value.value)) for value in (x, y)]
    days = [
        value.low == value.high if value.low else re.search(r"-\d\d-\d\d$", value.normalized) is not None
        for value in (x, y)
    ]
    return (ranges[0] and days[1] and not ranges[1]) or (ranges[1] and days[0] and not ranges[0])


def _has_equal(value: Expression, side: Side) -> bool:
    return any(compare_values(value, other) == "equal" for other in side.values)
