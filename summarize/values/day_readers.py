"""What the words of a date mean against the day of publication: a reader for each form that `days.py` finds."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from summarize.reading.dates import DateError, parse_date
from summarize.text.tense import read_tense
from summarize.types import Expression
from summarize.values.units import IRREGULAR, MEASURES, MONEY, PERSONS, SPANS

LONG = calendar.month_name[1:]
_MONTHS = {name[:size].lower(): n for n, name in enumerate(LONG, start=1) for size in (3, 4, 20)}
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_COUNTS = {w: n for n, w in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())}
_COUNTS |= {"a": 1, "an": 1}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_HEDGED_YEAR = set("about around some roughly approximately nearly almost over than least to most another".split())
_COUNTED = {
    *IRREGULAR,
    *MEASURES,
    *MONEY,
    *PERSONS,
    *SPANS,
    "percent",
    "per",
    "hundred",
    "thousand",
    "million",
    "billion",
}
_NUMBERED = set("flight route no number room windows office boeing page interstate highway model".split())


@dataclass(frozen=True, slots=True)
class Days:
    """The days [low, high], or `told` where publication would be needed to know them. `end`: where the text ends."""

    low: date | None = None
    high: date | None = None
    part: str | None = None
    told: str | None = None
    hedge: Literal["exact", "about"] = "exact"
    end: int | None = None


NO_DATE = Days(told="")
"""Words that look like a date and are none: February 30, the Jan. 6 committee. Nothing else is read from them."""


def whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shift_month(day: date, months: int) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return whole_month(year, month + 1)


def _nearest(options: list[date], day: date, tense: str | None) -> date:
    """The date nearest to publication, and of two that are nearly as near, the one that the tense points to."""
    fits = [option for option in options if tense is None or (option > day) == (tense == "future") or option == day]
    best = min(options, key=lambda option: abs(option - day))
    if fits and best not in fits and abs(best - day) > timedelta(days=90):
        return min(fits, key=lambda option: abs(option - day))
    return best


def _with_year(year: str | None, month: int, number: int, day: date | None, tense: str | None) -> date | None:
    if year:
        return date(int(year), month, number)
    if day is None:
        return None
    options = []
    for candidate in (day.year - 1, day.year, day.year + 1):
        if number <= calendar.monthrange(candidate, month)[1]:
            options.append(date(candidate, month, number))
    if not options:
        raise ValueError(f"no day {number} in month {month}")
    return _nearest(options, day, tense)


def read_calendar(match: re.Match[str], text: str, day: date | None) -> Days | None:
    """ "Jan. 9-10", "9 January 2022", "Sunday, Jan. 30 to Feb. 2"."""
    month = _MONTHS[match["month"].lower().rstrip(".")[:3]]
    first = int(re.match(r"[0-9]+", match["day"]).group())
    following = text[match.end() : match.end() + 30]
    if re.match(r"\s(?:(?:House|Select|select)\s)*(?:[Cc]ommittee|[Cc]ommission|panel|insurrection)", following):
        return NO_DATE
    if (month, first) == (9, 11) and not match["year"] and re.match(r"\s(?:\w+\s)?(?:attack|terror|hijack)", following):
        return NO_DATE
    past = re.match(r"\s(?:attack|riot|shooting|massacre|siege|crash|bombing|killing)", following)
    tense = "past" if past else read_tense(text, *match.span())
    date(2000, month, first)  # raises where no year has that day
    low = _with_year(match["year"], month, first, day, tense)
    if not match["second"]:
        told = None if low else f"XXXX-{month:02}-{first:02}"
        return Days(low, low, match["part"], told)
    second = int(re.match(r"[0-9]+", match["second"]).group())
    other = match.groupdict().get("other")
    last_month = _MONTHS[other.lower().rstrip(".")[:3]] if other else month
    if match["to"] in ("and", "or") and not text[: match.start()].lower().endswith("between ") and second != first + 1:
        return Days(low, low, None, None if low else f"XXXX-{month:02}-{first:02}", end=match.start("to") - 1)
    if low is None:
        return Days(told=f"XXXX-{month:02}-{first:02}/XXXX-{last_month:02}-{second:02}")
    high = date(low.year + (last_month < month), last_month, second)
    return Days(low, high, match["part"]) if low < high else None


def read_month(match: re.Match[str], text: str, day: date | None) -> Days | None:
    month = _MONTHS[match["month"].lower().rstrip(".")[:3]]
    edge: Literal["exact", "about"] = "about" if match["edge"] else "exact"
    which, year = match.groupdict().get("which"), match["year"]
    if not year and not which and not match["edge"] and LONG[month - 1] in ("March", "April", "May", "June", "August"):
        before = re.search(r"(\w+)\s$", text[max(match.start() - 20, 0) : match.start()])
        if before is None or before.group(1).lower() not in (
            "in since of until by from through during before after for to between and or is was".split()
        ):
            return None
    if year:
        return Days(*whole_month(int(year), month), hedge=edge)
    if day is None:
        return Days(told=f"XXXX-{month:02}", hedge=edge)
    options = [whole_month(candidate, month) for candidate in (day.year - 1, day.year, day.year + 1)]
    if which == "last":
        return Days(*max(o for o in options if o[1] < day), hedge=edge)
    if which == "next":
        return Days(*min(o for o in options if o[0] > day), hedge=edge)
    here = [o for o in options if o[0] <= day <= o[1]]
    tense = read_tense(text, match.start(), match.end())
    first = here[0][0] if here else _nearest([o[0] for o in options], day, tense)
    return Days(*whole_month(first.year, first.month), hedge=edge)


def read_weekday(match: re.Match[str], text: str, day: date | None) -> Days | None:
    name = match["weekday"]
    if day is None:
        return Days(part=match["part"], told=f"weekday {name}")
    which = (match["which"] or "").lower()
    back = (day.weekday() - _WEEKDAYS[name.lower()]) % 7
    if which in ("last", "this past"):
        found = day - timedelta(days=back or 7)
    elif which in ("next", "this coming"):
        found = day + timedelta(days=7 - back)
    elif which == "this" or read_tense(text, match.start(), match.end()) == "future":
        found = day + timedelta(days=-back % 7)
    else:
        found = day - timedelta(days=back)
    return Days(found, found, match["part"])


def read_near_day(match: re.Match[str], text: str, day: date | None) -> Days | None:
    words = match["name"].lower().split()
    part = {"tonight": "night"}.get(words[-1], words[-1] if len(words) > 1 else match["part"])
    shift = {"yesterday": -1, "last": -1, "tomorrow": 1}.get(words[0], 0)
    if day is None:
        return Days(part=part, told={-1: "yesterday", 0: "today", 1: "tomorrow"}[shift])
    return Days(day + timedelta(days=shift), day + timedelta(days=shift), part)


def read_ago(match: re.Match[str], text: str, day: date | None) -> Days | None:
    count = match["count"].lower()
    number, unit = int(count) if count.isdigit() else _COUNTS[count], match["unit"]
    if day is None:
        return Days(told=f"{number} {unit}s ago", hedge="exact" if unit == "day" else "about")
    if unit in ("day", "week"):
        found = day - timedelta(days=number * (7 if unit == "week" else 1))
        return Days(found, found, hedge="exact" if unit == "day" else "about")
    if unit == "month":
        return Days(*_shift_month(day, -number), hedge="about")
    year = day.year - number * (10 if unit == "decade" else 1)
    return Days(date(year, 1, 1), date(year, 12, 31), hedge="about") if year >= 1 else None


def read_period(match: re.Match[str], text: str, day: date | None) -> Days | None:
    """ "last week", "this month", "next year", "this weekend"."""
    shift, unit = {"last": -1, "this": 0, "next": 1}[match["which"].lower()], match["unit"]
    if day is None:
        return Days(told=f"{match['which'].lower()} {unit}")
    if unit == "month":
        return Days(*_shift_month(day, shift))
    if unit == "year":
        return Days(date(day.year + shift, 1, 1), date(day.year + shift, 12, 31))
    monday = day + timedelta(days=7 * shift - day.weekday())
    return Days(monday + timedelta(days=5 * (unit == "weekend")), monday + timedelta(days=6))


def read_quarter(match: re.Match[str], text: str, day: date | None) -> Days | None:
    name = match["quarter"]
    number = int(name) if name.isdigit() else _QUARTERS[name.lower()]
    year = int(match["year"]) if match["year"] else None
    if year is None and day is None:
        return Days(told=f"quarter {number}")
    if year is None:
        shift = {"last": -1, "next": 1, "this": 0}.get((match["which"] or "").lower())
        running = date(day.year, 3 * number - 2, 1) <= day
        year = day.year + shift if shift is not None else day.year - (not running)
    return Days(date(year, 3 * number - 2, 1), whole_month(year, 3 * number)[1])


def read_year(match: re.Match[str], text: str, day: date | None) -> Days | None:
    year = int(match["year"])
    before = re.search(r"([\w$]+)[\s(]$", text[max(match.start() - 20, 0) : match.start()])
    after = re.match(r"\s(\w+)", text[match.end() : match.end() + 25])
    word = before.group(1).lower() if before else ""
    if word in _HEDGED_YEAR | _NUMBERED or (after and after.group(1).lower() in _COUNTED):
        return None
    if year < 1900 and word not in ("in", "since", "by", "from", "until", "year", "of", "before", "after"):
        return None
    return Days(date(year, 1, 1), date(year, 12, 31), hedge="about" if match["edge"] else "exact")


def read_years(match: re.Match[str], text: str, day: date | None) -> Days | None:
    first, last = int(match["first"]), int(match["last"])
    last += first - first % 100 if last < 100 else 0
    return Days(date(first, 1, 1), date(last, 12, 31)) if first < last else None


def read_decade(match: re.Match[str], text: str, day: date | None) -> Days | None:
    digits = re.search(r"[0-9]+", match.group()).group()
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if len(digits) == 2 and re.search(
        r"(?:high|low|temperature|degree)s?\b", text[max(match.start() - 40, 0) : match.start()]
    ):
        return None
    return Days(date(year, 1, 1), date(year + 9, 12, 31), hedge="about" if match["edge"] else "exact")


def read_numeric(match: re.Match[str], text: str, day: date | None) -> Days | None:
    try:
        found = date.fromisoformat(parse_date(match.group())[:10])
    except DateError:
        return Days(told=match.group())
    return Days(found, found)


def read_clock(match: re.Match[str], text: str, day: date | None) -> Expression | None:
    part = match.groupdict()
    hour, minute = int(part["hour"]), int(part["minute"] or 0)
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half[0].lower() == "p")
    elif hour > 23 or not (
        part["zone"]
        or re.search(r"\b(?:at|by|until|around|from|before|after)\s$", text[max(match.start() - 8, 0) : match.start()])
    ):
        return None
    start, end = match.span()
    if text[end - 1 : end] == "(":
        end -= 1
    zone = part["zone"]
    clock = f"{hour:02}:{minute:02}"
    return Expression(
        "time", start, end, text[start:end], zone, clock, clock, "exact", f"{clock} {zone}" if zone else clock
    )
