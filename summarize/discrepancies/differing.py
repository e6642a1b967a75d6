"""Figures and dates that two sentences tell differently, and what each difference is.

First it is asked whether the fact moved between the reports, then whether one is told less exactly, and only what is
left is a conflict: the order in which a careful reader asks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Set
from typing import Literal

from summarize.discrepancies.differences import Verdict
from summarize.discrepancies.roles import Judgment, are_aligned, are_parallel, judge_values, share_neighbours, touch
from summarize.discrepancies.sides import DAY_RANGE, Opened, Side, grain, may_contradict, open_values
from summarize.types import Expression

Told = Callable[[Expression], bool]
Differing = tuple[Literal["number", "date"], Verdict, Expression, Expression]

# How likely a conflict must be. The model does not know that sentences of one statement were found to say the same;
# days are told of everything, so a difference of two is by chance more often.
_SURE = {"same": 0.4, "near": 0.5}
_RATIO = 3.0  # beyond it two figures of two statements are rather of two things
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
_SAYING = re.compile(r"\b(?:said|says|told|tells|added|wrote|tweeted|according)\b[^,;:.]*$")
_MINUTES = 30  # between two clock times of one event
_ALONE_RATIO = 2.0  # beyond it two lone figures of one unit are rather of two things
_MUCH = 0.4  # of the words with a meaning, of the shorter sentence
_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?![0-9-])")
_SAID = 40  # characters from the verb to the day
_VAGUELY = re.compile(
    r"\b(?:(?:shortly|just|soon|minutes) (?:before|after)|about|around|approximately|roughly|nearly|almost)\s$",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(critical|serious|fair|good|stable)(?:ly|\scondition)?\b", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:treat(?:ed|ing)|discharged|released|hospitali[sz]ed|admitted|amputat\w+|monitored)\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,;:—–(]\s?|\s(?:and|but|while|of whom)\s")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_FEW = 13


def find_differing(
    a: Side,
    b: Side,
    told_a: Told,
    told_b: Told,
    published: tuple[str | None, str | None],
    same_statement: bool,
) -> list[Differing]:
    """The values of two sentences that stand in one role and differ; each value is in one difference at most.

    told_a, told_b: whether the first, the second article has this very value somewhere: who tells the other's value as
    well tells another fact with it. published: of the two articles.
    """
    opened = open_values(a, b)
    weighed = [_weigh(a, b, i, k, opened, published, same_statement) for i, k in opened.pairs]
    found: list[Differing] = []
    taken: tuple[set[int], set[int]] = (set(), set())

    def take(i: int, k: int, verdict: Verdict | None) -> None:
        if verdict is not None and i not in taken[0] and k not in taken[1]:
            taken[0].add(i)
            taken[1].add(k)
            x, y = a.values[i], b.values[k]
            found.append(("date" if x.kind in ("date", "time") else "number", verdict, x, y))

    for _, i, k, verdict in sorted(filter(None, weighed)):
        if not told_b(a.values[i]) and not told_a(b.values[k]):
            take(i, k, verdict)
    for i, k in opened.compared:
        if i not in taken[0] and k not in taken[1]:
            take(i, k, _decide_alike(a, b, i, k, opened, same_statement))
    return found


Published = tuple[str | None, str | None]


def _weigh(
    a: Side, b: Side, i: int, k: int, opened: Opened, published: Published, same_statement: bool
) -> tuple[float, int, int, Verdict] | None:
    """(rank, i, k, verdict) where two values differ. Where their sentences run side by side it is plain what stands for
    what; else the judgment decides, which costs a hundred times as much as all before it."""
    x, y = a.values[i], b.values[k]
    if are_of_two_kinds(x, y) or not (share_neighbours(a, b, i, k, names=True) or touch(a, b, i, k)):
        return None
    if x.kind == "date" and (_is_day_of_saying(x, a) or _is_day_of_saying(y, b)):
        return None
    if are_of_other_people(a, b, x, y) or (_is_minutes_apart(x, y) and (_is_vague(x, a) or _is_vague(y, b))):
        return None
    ticks = x.kind in ("number", "money", "percent") and (is_of_market(a.text) or is_of_market(b.text))
    moves = ticks or (is_moving(a.text) and is_moving(b.text))
    parallel = are_parallel(a, b, i, k)
    if parallel and not ticks:
        return -2.0, i, k, "update" if moves and has_grown(x, y, published) else "conflict"
    if _is_minutes_apart(x, y) and share_neighbours(a, b, i, k):
        return -1.5, i, k, "conflict"
    if same_statement and not (ticks or moves) and (_are_alone(a, b, i, k) or _are_next_months(a, b, i, k)):
        return -1.0, i, k, "conflict"
    one_unit = x.unit is not None and x.unit == y.unit
    # In two statements one person does something else on every day.
    if not (same_statement or parallel or (opened.answered if x.kind in ("date", "time") else one_unit)):
        return None
    judgment = judge_values(a, b, i, k, opened)
    ticked = ticks and judgment.update > judgment.conflict
    conflict: Verdict = "update" if ticked or (moves and has_grown(x, y, published)) else "conflict"
    verdict = conflict if parallel else _decide(judgment, a, b, conflict, moves, same_statement)
    return (-judgment.conflict - judgment.update, i, k, verdict) if verdict else None


def _is_minutes_apart(x: Expression, y: Expression) -> bool:
    """Two clock times so near to each other that no two events would have them by chance."""
    if x.kind != "time" or None in (x.low, y.low) or len({x.unit, y.unit} - {None}) > 1:
        return False
    first, second = (60 * int(value.low[:2]) + int(value.low[3:5]) for value in (x, y) if value.low)
    return 0 < abs(first - second) <= _MINUTES


def _is_vague(x: Expression, side: Side) -> bool:
    """ "Shortly before 3 p.m.", which no time near it contradicts."""
    return x.kind == "time" and _VAGUELY.search(side.text, max(x.start - _SAID, 0), x.start) is not None


def are_of_other_people(a: Side, b: Side, x: Expression, y: Expression) -> bool:
    """Those in critical condition, and those in another one or just treated: counts of two things."""
    if x.kind != "number":
        return False
    clauses = _cut_clause(a.text, x), _cut_clause(b.text, y)
    one, other = ({word.lower() for word in _CONDITION.findall(clause)} for clause in clauses)
    if one and other:
        return one.isdisjoint(other)
    return bool(one or other) and _CARE.search(clauses[1] if one else clauses[0]) is not None


def _cut_clause(text: str, value: Expression) -> str:
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, value.start)), default=0)
    after = _CLAUSE.search(text, value.end)
    return text[start : after.start() if after else len(text)]


def _are_alone(a: Side, b: Side, i: int, k: int) -> bool:
    """Two figures that are each their sentence's only one of a unit, near one word of one thing: "3,500 pages"."""
    x, y = a.values[i], b.values[k]
    if x.kind not in ("number", "money", "duration") or x.unit is None or x.unit != y.unit or x.unit == "years old":
        return False
    alone = all(sum(value.unit == x.unit for value in side.values) == 1 for side in (a, b))
    return alone and are_close(x, y, _ALONE_RATIO) and share_neighbours(a, b, i, k)


def _are_next_months(a: Side, b: Side, i: int, k: int) -> bool:
    """October and November, each the only date of its sentence, where the two sentences have much in common."""
    x, y = a.values[i], b.values[k]
    months = [_MONTH.match(value.normalized) for value in (x, y)]
    if x.kind != "date" or not months[0] or not months[1] or grain(x) != "month" or grain(y) != "month":
        return False
    first, second = (12 * int(month["year"]) + int(month["month"]) for month in months if month)
    alone = all(sum(value.kind == "date" for value in side.values) == 1 for side in (a, b))
    shared, smaller = len(a.stems & b.stems), min(len(a.stems), len(b.stems))
    return alone and abs(first - second) == 1 and shared >= _MUCH * smaller


def _is_day_of_saying(value: Expression, side: Side) -> bool:
    """ "Police said Tuesday": whoever spoke on another day said the same of the same event."""
    return _SAYING.search(side.text, max(value.start - _SAID, 0), value.start) is not None


def _decide(
    judgment: Judgment, a: Side, b: Side, conflict: Verdict, moves: bool, same_statement: bool
) -> Verdict | None:
    i, k = judgment.first, judgment.second
    x, y = a.values[i], b.values[k]
    is_date = x.kind in ("date", "time")
    if not (share_neighbours(a, b, i, k) or (are_aligned(a, b, i, k) and not is_date)):
        return None
    differs = judgment.conflict + judgment.update
    bounds = x.hedge == y.hedge == "at_least"  # which never exclude each other
    if not is_date and moves and differs >= _LIKELY and (bounds or judgment.update > judgment.conflict):
        return "update"
    if not (same_statement or is_date or conflict == "update" or are_close(x, y, _RATIO)):
        return None
    sure = _SURE["same" if same_statement or is_date else "near"]
    if same_statement and not is_date and x.kind != "ordinal" and differs > _LIKELY:
        sure = _LEAST if moves else 0.0
    return conflict if judgment.conflict >= sure else None


def are_of_two_kinds(x: Expression, y: Expression) -> bool:
    """Days against weeks or months, and the same words ("tomorrow", a weekday) against themselves, which two reports of
    different days read differently: nothing to contradict."""
    if x.kind != "date":
        return x.kind == "ordinal" and x.unit != y.unit
    if x.value.lower() == y.value.lower():
        return True
    names = [_WEEKDAY.findall(value.value) for value in (x, y)]
    if names[0] and names[0] == names[1]:
        return True
    return grain(x) != grain(y)


@functools.lru_cache(maxsize=100_000)
def is_moving(text: str) -> bool:
    """Whether a sentence tells of something that is counted while it goes on: the dead, the votes."""
    return _MOVES.search(text) is not None


@functools.lru_cache(maxsize=100_000)
def is_of_market(text: str) -> bool:
    """Whether a sentence tells of prices that change by the minute."""
    return _MARKET.search(text) is not None


def are_close(x: Expression, y: Expression, ratio: float) -> bool:
    """Whether the larger of two figures is at most `ratio` times the smaller."""
    low, high = sorted(float(value.low or value.high or 0) for value in (x, y))
    return low > 0 and high <= ratio * low


def has_grown(x: Expression, y: Expression, published: tuple[str | None, str | None]) -> bool:
    """A count that is higher in the report of the later day."""
    if x.kind not in ("number", "money") or x.low is None or y.low is None:
        return False
    one, other = ((day or "")[:10] for day in published)
    return bool(one and other) and one != other and (float(x.low) < float(y.low)) == (one < other)


def is_told(value: Expression, normals: Set[str]) -> bool:
    """Whether this very value is among an article's, by their normal forms; small numbers are in every article for
    some reason."""
    small = value.kind == "number" and value.unit is None and float(value.low or 0) < _FEW
    return value.kind not in ("time", "ordinal") and not small and value.normalized in normals


def _decide_alike(a: Side, b: Side, i: int, k: int, opened: Opened, same_statement: bool) -> Verdict | None:
    """Values that may both be true, but look different: a reader wonders, and is told."""
    x, y, found = a.values[i], b.values[k], opened.compared[i, k]
    if found not in ("rounded", "compatible") or x.kind == "time" or not (same_statement or x.kind == "date"):
        return None
    if x.kind == "date" and not _is_other_range(x, y):
        return None
    equal = [pair for pair, told in opened.compared.items() if told == "equal"]
    if any(i == mine or k == theirs for mine, theirs in equal) or may_contradict(x, y):
        return None
    if x.kind == "date":
        return "conflict" if share_neighbours(a, b, i, k, names=True) else None
    digits = [re.sub(r"\D", "", value.value).strip("0") for value in (x, y)]
    if not all(digits) or not (share_neighbours(a, b, i, k) or are_aligned(a, b, i, k)):
        return None
    if found == "rounded":
        return "rounded" if digits[0] != digits[1] else None
    return "compatible" if x.unit != y.unit and None not in (x.unit, y.unit) else None


def _is_other_range(x: Expression, y: Expression) -> bool:
    """ "January 9-10" and "January 10" for one meeting: whoever goes by the one misses a day of the other."""
    ranges = [bool(DAY_RANGE.search(value.value)) for value in (x, y)]
    days = [
        value.low == value.high if value.low else re.search(r"-\d\d-\d\d$", value.normalized) is not None
        for value in (x, y)
    ]
    return (ranges[0] and days[1] and not ranges[1]) or (ranges[1] and days[0] and not ranges[0])
