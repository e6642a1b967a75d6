"""The figures and dates of a text, and whether two of them mean the same."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from decimal import Decimal
from math import ceil, floor, inf, isclose
from typing import Literal

from summarize.reading.dates import DateError, parse_date
from summarize.types import Expression
from summarize.values.days import find_days
from summarize.values.figures import find_figures
from summarize.values.units import FATES, PERSONS


def find_values(text: str, published: str | None) -> list[Expression]:
    """All figures and dates of a text, by their place, none overlapping. `published` is the article's date
    (ISO 8601), against which "Sunday" and "last week" are read; without it they stay unresolved."""
    days, taken = find_days(text, published)
    figures = _find_figures(text, taken)
    return sorted([*days, *figures], key=lambda expression: expression.start)


@functools.lru_cache(maxsize=50_000)
def _find_figures(text: str, taken: tuple[tuple[int, int], ...]) -> tuple[Expression, ...]:
    """Kept, as several stages ask for them."""
    return tuple(find_figures(text, taken))


Comparison = Literal["equal", "rounded", "compatible", "differs", "unrelated"]

_METRES = {"km": 1000.0, "m": 1.0, "cm": 0.01, "mm": 0.001, "miles": 1609.344, "feet": 0.3048, "yards": 0.9144,
           "inches": 0.0254}  # fmt: skip
_GRAMS = {"g": 1.0, "kg": 1000.0, "mg": 0.001, "pounds": 453.592, "ounces": 28.3495, "tons": 907185.0, "tonnes": 1e6}
_HECTARES = {"acres": 0.404686, "hectares": 1.0, "square km": 100.0, "square miles": 258.999}
_SPEEDS = {"mph": 1.609344, "km/h": 1.0}
_LIQUIDS = {"liters": 1.0, "gallons": 3.78541}
_DAYS = {"seconds": 1 / 86400, "minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4369,
         "years": 365.2425, "decades": 3652.425, "centuries": 36524.25}  # fmt: skip
_SHARES = {"%": 1.0, "fraction": 100.0}
_FAMILIES = (_METRES, _GRAMS, _HECTARES, _SPEEDS, _LIQUIDS, _DAYS, _SHARES)
_MEASURED = frozenset().union(_METRES, _GRAMS, _HECTARES, _LIQUIDS)
_NEVER_BARE = {"score", "years old", "degrees", "times"}
_WEEKDAY_OR_DAY = re.compile(r"XXXX-[0-9]{2}-[0-9]{2}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_MONTH = re.compile(r"^(?:XXXX|[0-9]{4})-([0-9]{2})$")
_SCALED = re.compile(r"illion|[0-9]\s?(?:bn|mn?|tn|k)\b")
_VAGUE = re.compile(r"\b(?:dozens|scores|(?:hundred|thousand|million|billion|trillion)s)\b", re.IGNORECASE)
_CONVERTED = 0.05
"""How far apart two values in different units may be, each rounded by its newsroom: 100 miles, 160 km."""
_ROUNDED = 0.17
"""How far a figure may be from what it rounds: nobody calls 2.5 billion 3 billion."""
_NEAR = 0.1
"""How far "about 200" reaches where no rounding explains it."""


def compare_values(a: Expression, b: Expression) -> Comparison:
    """How two figures or dates of one statement stand to each other; the order of the two does not matter.

    equal: the same normal form. rounded: one is the other told less exactly ("about 1.2 million", 1,187,000; "more
    than 200", 214), by its significant figures. compatible: both can be true (bounds and ranges that overlap, a day in
    its month, miles in km, a share as a percentage, a clock time whose zone is not given). differs: they cannot.
    unrelated: not of one kind or unit, so that nothing can be said.
    """
    if a.kind != b.kind or (a.kind == "ordinal" and a.unit != b.unit):
        return "unrelated"
    if a.normalized == b.normalized:
        return "equal"
    if a.kind == "date":
        return _compare_dates(a, b)
    if a.kind == "time":
        return _compare_times(a, b)
    return _compare_figures(a, b)


def _compare_dates(a: Expression, b: Expression) -> Comparison:
    if a.low is None or b.low is None:
        return _compare_unresolved(a, b)
    first, last = max(a.low, b.low), min(a.high or "", b.high or "")
    if first > last:
        # A week, month or year that is meant loosely says little of the days beside it.
        loose = "about" in (a.hedge, b.hedge) and _days_between(last, first) <= 31
        return "compatible" if loose else "differs"
    if a.unit and b.unit and a.unit != b.unit and (a.low, a.high) == (b.low, b.high):
        # "late Monday night" and "Monday evening" are told of one hour.
        return "compatible" if {a.unit, b.unit} == {"evening", "night"} else "differs"
    return "compatible"


def _compare_unresolved(a: Expression, b: Expression) -> Comparison:
    """A date without publication against another: only weekdays, months, and days of a month, can contradict."""
    months = [_MONTH.search(e.normalized) for e in (a, b)]
    if None not in months and months[0][1] != months[1][1] and "about" not in (a.hedge, b.hedge):
        return "differs"
    names = [_WEEKDAY_OR_DAY.search(e.normalized) for e in (a, b)]
    told = []
    for expression, name, other in ((a, names[0], names[1]), (b, names[1], names[0])):
        if name is not None:
            told.append(name.group())
        elif other is not None and expression.low is not None and expression.low == expression.high:
            day = date.fromisoformat(expression.low)
            told.append(day.strftime("%A") if other.group()[0] != "X" else f"XXXX-{day:%m-%d}")
    if len(told) < 2 or (told[0][0] == "X") != (told[1][0] == "X"):
        return "compatible"
    return "compatible" if told[0] == told[1] else "differs"


def _days_between(first: str, second: str) -> int:
    return abs((date.fromisoformat(second) - date.fromisoformat(first)).days)


def _compare_times(a: Expression, b: Expression) -> Comparison:
    if a.low == b.low and (a.unit is None or b.unit is None):
        return "equal"
    moments = [_read_moment(e) for e in (a, b)]
    if None in moments:
        # Without both zones, whole hours apart can be the same moment.
        whole = a.low is not None and b.low is not None and a.low[3:] == b.low[3:]
        return "compatible" if whole and a.unit != b.unit else "differs"
    return "compatible" if (moments[0] - moments[1]).total_seconds() % 86400 == 0 else "differs"


def _read_moment(expression: Expression) -> datetime | None:
    if expression.unit is None:
        return None
    try:
        moment = datetime.fromisoformat(parse_date(f"1 January 2000 {expression.low} {expression.unit}"))
    except DateError:
        return None  # "Eastern" is no zone that is known for certain
    return moment if moment.tzinfo else None


def _compare_figures(a: Expression, b: Expression) -> Comparison:
    scales = _find_scales(a, b)
    if scales is None:
        return "unrelated"
    (low_a, high_a), (low_b, high_b) = _ends(a, scales[0]), _ends(b, scales[1])
    if "score" in (a.unit, b.unit):
        return "differs"
    if scales[0] != scales[1]:
        slack = _CONVERTED * max(abs(x) for x in (low_a, high_a, low_b, high_b) if abs(x) < inf)
        return "compatible" if low_a <= high_b + slack and low_b <= high_a + slack else "differs"
    if (low_a, high_a) == (low_b, high_b):
        return "equal" if a.hedge == b.hedge else "rounded"
    if _is_rounding(a, b) or _is_rounding(b, a):
        return "rounded"
    slack = _NEAR * max(_near(a, b), _near(b, a))
    return "compatible" if low_a <= high_b + slack and low_b <= high_a + slack else "differs"


def _find_scales(a: Expression, b: Expression) -> tuple[float, float] | None:
    """What to multiply each value with so that both are in one unit; None where they count different things."""
    if a.unit == b.unit:
        return 1.0, 1.0
    for family in _FAMILIES:
        if a.unit in family and b.unit in family:
            return family[a.unit], family[b.unit]
    if a.kind != "number":
        return None
    units = {a.unit, b.unit}
    # "12 were hurt" counts whatever the other's noun names; deaths and people are people, women and officers differ.
    if None in units:
        return (1.0, 1.0) if not units & _NEVER_BARE else None
    if "people" in units and units & (PERSONS | FATES):
        return 1.0, 1.0
    if units & FATES and units & PERSONS:
        return 1.0, 1.0
    return None


def _ends(expression: Expression, scale: float) -> tuple[float, float]:
    low = -inf if expression.low is None else float(expression.low) * scale
    if _is_vague(expression.value):
        low /= 2  # where "dozens" and "hundreds" begin is a matter of taste
    return low, inf if expression.high is None else float(expression.high) * scale


@functools.lru_cache(maxsize=100_000)
def _is_vague(value: str) -> bool:
    return _VAGUE.search(value) is not None


def _near(rough: Expression, other: Expression) -> float:
    """What "about" leaves open; nothing towards a figure that is as round: nobody who knows of 130 says "about 120"."""
    value, against = (abs(float(e.low or e.high or 0)) for e in (rough, other))
    if rough.hedge != "about" or (against and _place(value, True) <= _place(against, True)):
        return 0.0
    return value


def _is_rounding(a: Expression, b: Expression) -> bool:
    """Whether `a`, a single value or bound, is what `b`, one value, is called when it is told less exactly."""
    if b.low is None or b.low != b.high or (a.low != a.high and None not in (a.low, a.high)):
        return False
    rough, exact = float(a.low or a.high or 0), float(b.low)
    place = _place(rough, _is_loose(a))
    if not rough or place <= _place(exact, _is_loose(b)) or rough * exact < 0:
        return False
    rounded = floor(exact / place + 0.5) * place
    # Decimals are often cut, not rounded: 56.79 points are told as 56.
    cut = floor(exact / place) * place if a.hedge == "at_least" or place <= 1 else rounded
    options = (ceil(exact / place) * place,) if a.hedge == "at_most" else (rounded, cut)
    if a.hedge == "at_least":
        options = (cut,)
    far = a.hedge not in ("at_least", "at_most") and abs(rough - exact) > _ROUNDED * abs(exact)
    return not far and any(isclose(rough, option, rel_tol=1e-9) for option in options)


def _is_loose(expression: Expression) -> bool:
    """Whether a figure may well be told less exactly than it is known: distances and weights mostly are."""
    return expression.hedge != "exact" or expression.unit in _MEASURED or _is_scaled(expression.value)


@functools.lru_cache(maxsize=100_000)
def _is_scaled(value: str) -> bool:
    return _SCALED.search(value) is not None


@functools.lru_cache(maxsize=100_000)
def _place(value: float, loose: bool) -> float:
    """The last decimal place that a figure as written can vouch for: 0.1 of 5.8, 100,000 of 1.2 million.

    A bare whole number below a thousand, and the first two figures of a longer one, are taken at their word: "300
    dead" is no rounding of 296, "10,000" is one of 10,250.
    """
    digits = Decimal(repr(round(value, 6))).normalize().as_tuple()
    place = 10.0 ** int(digits.exponent)
    if loose or place <= 1:
        return place
    if abs(value) < 1000:
        return 1.0
    return min(place, 10.0 ** (len(str(int(abs(value)))) - 2))
