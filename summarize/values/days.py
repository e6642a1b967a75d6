"""Dates and clock times in running text, and the days they mean against the day of publication.

The rules are those of timex normalisation (TIMEX3: Pustejovsky et al. 2003, "TimeML"; HeidelTime: Strötgen and Gertz
2010): a date without a year is the nearest one to publication; a weekday is the day itself or the nearest one in the
direction of the tense ("met on Sunday", "will meet on Sunday"), and where the sentence shows none, one of the past
week, as news agencies write it; a week runs from Monday to Sunday (ISO 8601).
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from summarize.reading.dates import DateError, parse_date
from summarize.text.tense import read_tense
from summarize.types import Expression
from summarize.values.units import IRREGULAR, MEASURES, MONEY, PERSONS, SPANS

_LONG = calendar.month_name[1:]
_MONTHS = {name[:size].lower(): n for n, name in enumerate(_LONG, start=1) for size in (3, 4, 20)}
_WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_COUNTS = {w: n for n, w in enumerate("a one two three four five six seven eight nine ten eleven twelve".split())}
_COUNTS |= {"a": 1, "an": 1}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}

_MONTH = (
    r"(?:Jan(?:uary\b|\b\.?)|Feb(?:ruary\b|\b\.?)|Mar(?:ch\b|\b\.?)|Apr(?:il\b|\b\.?)|May\b|June?\b\.?|July?\b\.?"
    r"|Aug(?:ust\b|\b\.?)|Sep(?:tember\b|t?\b\.?)|Oct(?:ober\b|\b\.?)|Nov(?:ember\b|\b\.?)|Dec(?:ember\b|\b\.?))"
)
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\w:%/]|[.,][0-9]|\s?(?:[ap]\.?m\b|per\s?cent|million|billion))"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}(?![\w%/]|[.,][0-9])"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?,?\s(?:the\s)?)?"
_PART = r"(?:,?\s(?:(?:early|late|in the)\s)?(?P<part>morning|afternoon|evening|night)\b)?"
_TO = r"\s?(?P<to>-|–|—|\bto\b|\band\b|\bthrough\b|\bor\b)\s?"
_OF_YEAR = rf"(?:,?\s(?:of\s)?(?P<year>{_YEAR}))?"
_ZONE = (
    r"(?:\s\(?(?P<zone>UTC|GMT|BST|CES?T|EES?T|WET|[ECMP][SD]?T|MSK|JST|IST|AES?T|AEDT|Eastern|Pacific|Central|Moscow"
    r"|local)\b(?:\s[Tt]ime\b)?)?"
)
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
class _Days:
    """The days [low, high], or `told` where publication would be needed to know them. `end`: where the text ends."""

    low: date | None = None
    high: date | None = None
    part: str | None = None
    told: str | None = None
    hedge: Literal["exact", "about"] = "exact"
    end: int | None = None


_NO_DATE = _Days(told="")
"""Words that look like a date and are none: February 30, the Jan. 6 committee. Nothing else is read from them."""


@functools.lru_cache(maxsize=100_000)
def find_days(text: str, published: str | None) -> tuple[tuple[Expression, ...], tuple[tuple[int, int], ...]]:
    """The dates and clock times of a text, by their place, none overlapping, and the spans [start, end) in which
    nothing else is to be read; linear in the length of the text.

    A date that has two readings, or would need a day of publication that is not known, has neither low nor high, and
    says in `normalized` what is known ("weekday Sunday"). `unit` is the part of the day, or a clock time's zone.
    """
    day = read_day(published)
    free, found, taken = bytearray(b"\x01") * len(text), [], []
    hints = {name for name, hint in _HINTS.items() if hint.search(text)}
    for pattern, needs, read in _compile_forms():
        if not needs <= hints:
            continue
        at = 0
        while match := pattern.search(text, at):
            start, at = match.span()
            if 0 in free[start:at]:
                continue
            expression = read(match, text, day)
            if expression is not None:
                at = expression.end
                free[start:at] = bytes(at - start)
                taken.append((start, at))
                if expression.normalized:
                    found.append(expression)
    return tuple(sorted(found, key=lambda e: e.start)), tuple(sorted(taken))


def read_day(published: str | None) -> date | None:
    """The day of an ISO 8601 date or time as it stands there, without a change of time zone; None for what is none."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _express(match: re.Match[str], text: str, days: _Days) -> Expression:
    end = days.end or match.end()
    low, high = (day.isoformat() if day else None for day in (days.low, days.high))
    told = _name_days(days.low, days.high) if days.told is None else days.told
    hedge = "about " if days.hedge == "about" else ""
    normalized = f"{hedge}{told} {days.part}" if days.part else hedge + told
    start = match.start()
    return Expression("date", start, end, text[start:end], days.part, low, high, days.hedge, normalized)


def _name_days(low: date, high: date) -> str:
    """The shortest ISO 8601 form: "2022-01-09", "2022-01", "2022", "2022-01-09/2022-01-10"."""
    if low == high:
        return low.isoformat()
    if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31) and low.year == high.year:
        return f"{low.year:04}"
    if (low, high) == _month(low.year, low.month):
        return low.isoformat()[:7]
    return f"{low.isoformat()}/{high.isoformat()}"


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shift_month(day: date, months: int) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _month(year, month + 1)


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


def _read_calendar(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    """ "Jan. 9-10", "9 January 2022", "Sunday, Jan. 30 to Feb. 2"."""
    month = _MONTHS[match["month"].lower().rstrip(".")[:3]]
    first = int(re.match(r"[0-9]+", match["day"]).group())
    following = text[match.end() : match.end() + 30]
    if re.match(r"\s(?:(?:House|Select|select)\s)*(?:[Cc]ommittee|[Cc]ommission|panel|insurrection)", following):
        return _NO_DATE
    if (month, first) == (9, 11) and not match["year"] and re.match(r"\s(?:\w+\s)?(?:attack|terror|hijack)", following):
        return _NO_DATE
    past = re.match(r"\s(?:attack|riot|shooting|massacre|siege|crash|bombing|killing)", following)
    tense = "past" if past else read_tense(text, *match.span())
    date(2000, month, first)  # raises where no year has that day
    low = _with_year(match["year"], month, first, day, tense)
    if not match["second"]:
        told = None if low else f"XXXX-{month:02}-{first:02}"
        return _Days(low, low, match["part"], told)
    second = int(re.match(r"[0-9]+", match["second"]).group())
    other = match.groupdict().get("other")
    last_month = _MONTHS[other.lower().rstrip(".")[:3]] if other else month
    if match["to"] in ("and", "or") and not text[: match.start()].lower().endswith("between ") and second != first + 1:
        return _Days(low, low, None, None if low else f"XXXX-{month:02}-{first:02}", end=match.start("to") - 1)
    if low is None:
        return _Days(told=f"XXXX-{month:02}-{first:02}/XXXX-{last_month:02}-{second:02}")
    high = date(low.year + (last_month < month), last_month, second)
    return _Days(low, high, match["part"]) if low < high else None


def _read_month(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    month = _MONTHS[match["month"].lower().rstrip(".")[:3]]
    edge: Literal["exact", "about"] = "about" if match["edge"] else "exact"
    which, year = match.groupdict().get("which"), match["year"]
    if not year and not which and not match["edge"] and _LONG[month - 1] in ("March", "April", "May", "June", "August"):
        before = re.search(r"(\w+)\s$", text[max(match.start() - 20, 0) : match.start()])
        if before is None or before.group(1).lower() not in (
            "in since of until by from through during before after for to between and or is was".split()
        ):
            return None
    if year:
        return _Days(*_month(int(year), month), hedge=edge)
    if day is None:
        return _Days(told=f"XXXX-{month:02}", hedge=edge)
    options = [_month(candidate, month) for candidate in (day.year - 1, day.year, day.year + 1)]
    if which == "last":
        return _Days(*max(o for o in options if o[1] < day), hedge=edge)
    if which == "next":
        return _Days(*min(o for o in options if o[0] > day), hedge=edge)
    here = [o for o in options if o[0] <= day <= o[1]]
    tense = read_tense(text, match.start(), match.end())
    first = here[0][0] if here else _nearest([o[0] for o in options], day, tense)
    return _Days(*_month(first.year, first.month), hedge=edge)


def _read_weekday(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    name = match["weekday"]
    if day is None:
        return _Days(part=match["part"], told=f"weekday {name}")
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
    return _Days(found, found, match["part"])


def _read_near_day(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    words = match["name"].lower().split()
    part = {"tonight": "night"}.get(words[-1], words[-1] if len(words) > 1 else match["part"])
    shift = {"yesterday": -1, "last": -1, "tomorrow": 1}.get(words[0], 0)
    if day is None:
        return _Days(part=part, told={-1: "yesterday", 0: "today", 1: "tomorrow"}[shift])
    return _Days(day + timedelta(days=shift), day + timedelta(days=shift), part)


def _read_ago(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    count = match["count"].lower()
    number, unit = int(count) if count.isdigit() else _COUNTS[count], match["unit"]
    if day is None:
        return _Days(told=f"{number} {unit}s ago", hedge="exact" if unit == "day" else "about")
    if unit in ("day", "week"):
        found = day - timedelta(days=number * (7 if unit == "week" else 1))
        return _Days(found, found, hedge="exact" if unit == "day" else "about")
    if unit == "month":
        return _Days(*_shift_month(day, -number), hedge="about")
    year = day.year - number * (10 if unit == "decade" else 1)
    return _Days(date(year, 1, 1), date(year, 12, 31), hedge="about") if year >= 1 else None


def _read_period(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    """ "last week", "this month", "next year", "this weekend"."""
    shift, unit = {"last": -1, "this": 0, "next": 1}[match["which"].lower()], match["unit"]
    if day is None:
        return _Days(told=f"{match['which'].lower()} {unit}")
    if unit == "month":
        return _Days(*_shift_month(day, shift))
    if unit == "year":
        return _Days(date(day.year + shift, 1, 1), date(day.year + shift, 12, 31))
    monday = day + timedelta(days=7 * shift - day.weekday())
    return _Days(monday + timedelta(days=5 * (unit == "weekend")), monday + timedelta(days=6))


def _read_quarter(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    name = match["quarter"]
    number = int(name) if name.isdigit() else _QUARTERS[name.lower()]
    year = int(match["year"]) if match["year"] else None
    if year is None and day is None:
        return _Days(told=f"quarter {number}")
    if year is None:
        shift = {"last": -1, "next": 1, "this": 0}.get((match["which"] or "").lower())
        running = date(day.year, 3 * number - 2, 1) <= day
        year = day.year + shift if shift is not None else day.year - (not running)
    return _Days(date(year, 3 * number - 2, 1), _month(year, 3 * number)[1])


def _read_year(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    year = int(match["year"])
    before = re.search(r"([\w$]+)[\s(]$", text[max(match.start() - 20, 0) : match.start()])
    after = re.match(r"\s(\w+)", text[match.end() : match.end() + 25])
    word = before.group(1).lower() if before else ""
    if word in _HEDGED_YEAR | _NUMBERED or (after and after.group(1).lower() in _COUNTED):
        return None
    if year < 1900 and word not in ("in", "since", "by", "from", "until", "year", "of", "before", "after"):
        return None
    return _Days(date(year, 1, 1), date(year, 12, 31), hedge="about" if match["edge"] else "exact")


def _read_years(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    first, last = int(match["first"]), int(match["last"])
    last += first - first % 100 if last < 100 else 0
    return _Days(date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _read_decade(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    digits = re.search(r"[0-9]+", match.group()).group()
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if len(digits) == 2 and re.search(
        r"(?:high|low|temperature|degree)s?\b", text[max(match.start() - 40, 0) : match.start()]
    ):
        return None
    return _Days(date(year, 1, 1), date(year + 9, 12, 31), hedge="about" if match["edge"] else "exact")


def _read_numeric(match: re.Match[str], text: str, day: date | None) -> _Days | None:
    try:
        found = date.fromisoformat(parse_date(match.group())[:10])
    except DateError:
        return _Days(told=match.group())
    return _Days(found, found)


def _read_clock(match: re.Match[str], text: str, day: date | None) -> Expression | None:
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


_Reader = Callable[[re.Match[str], str, "date | None"], "_Days | None"]
_Express = Callable[[re.Match[str], str, "date | None"], "Expression | None"]
_FORMS: tuple[tuple[str, _Reader], ...] = (
    (r"(?<![\w-])[12][0-9]{3}-[01][0-9]-[0-3][0-9](?![\w-])", _read_numeric),
    (r"(?<![\w/.-])[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![\w/])", _read_numeric),
    (
        rf"\b{_WEEKDAY}(?P<month>{_MONTH})\s?(?P<day>{_DAY})(?:{_TO}(?:(?P<other>{_MONTH})\s?)?(?P<second>{_DAY}))?"
        rf"(?:,?\s(?P<year>{_YEAR}))?{_PART}",
        _read_calendar,
    ),
    (
        rf"\b{_WEEKDAY}(?P<day>{_DAY})(?:{_TO}(?P<second>{_DAY}))?[\s-](?:of\s)?(?P<month>{_MONTH})"
        rf"(?:,?[\s-](?P<year>{_YEAR}))?{_PART}",
        _read_calendar,
    ),
    (
        rf"\b(?P<edge>[Ee]arly[\s-]|[Mm]id[\s-]|[Ll]ate[\s-])?(?P<month>{_MONTH})(?:,|\sof)?\s(?P<year>{_YEAR})",
        _read_month,
    ),
    (
        r"\b(?:(?P<quarter>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\sof\s(?P<which>this|last|next)\syear)?{_OF_YEAR}\b",
        _read_quarter,
    ),
    (rf"\bQ(?P<quarter>[1-4])(?P<which>(?!))?{_OF_YEAR}\b", _read_quarter),
    (r"\b(?P<edge>[Ee]arly\s|[Ll]ate\s|[Mm]id-)?(?:(?:1[5-9]|20)[0-9]0s|(?<=the\s)['’]?[2-9]0s)\b", _read_decade),
    (
        rf"(?<![\w.,/$-])(?P<first>(?:1[5-9]|20)[0-9]{{2}})(?:\s?[-–—]\s?|\sto\s|(?<=between\s....)\sand\s)(?P<last>{_YEAR}|[0-9]{{2}}\b(?![-/.,][0-9]))",
        _read_years,
    ),
    (rf"(?<![\w.,/$£€¥#:+-])(?P<edge>[Ee]arly[\s-]|[Ll]ate[\s-]|[Mm]id-)?(?P<year>{_YEAR})", _read_year),
    (
        r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:coming|past))?)\s)?"
        rf"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b{_PART}",
        _read_weekday,
    ),
    (
        r"(?<!USA\s)\b(?:(?:[Ee]arlier|[Ll]ater)\s)?(?P<name>(?:[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)\b"
        rf"|[Tt]his\s(?:morning|afternoon|evening)\b|[Ll]ast\snight\b){_PART}",
        _read_near_day,
    ),
    (
        r"\b(?P<count>[0-9]{1,3}|[Aa]n?|(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en"
        r"|[Ee]leven|[Tt]welve))\s(?P<unit>day|week|month|year|decade)s?\sago\b",
        _read_ago,
    ),
    (r"\b(?P<which>[Tt]his|[Ll]ast|[Nn]ext)\s(?P<unit>week|weekend|month|year)\b", _read_period),
    (
        rf"\b(?P<which>last|next|this)\s(?P<edge>(?!))?(?P<year>(?!))?(?P<month>{'|'.join(_LONG)})\b",
        _read_month,
    ),
    (
        rf"\b(?P<edge>[Ee]arly[\s-]|[Mm]id[\s-]|[Ll]ate[\s-])?(?P<year>(?!))?(?P<month>{'|'.join(_LONG)})\b(?!\s[A-Z][a-z])",
        _read_month,
    ),
)
_CLOCKS = (
    rf"(?<![\w.,:$-])(?P<hour>[01]?[0-9])(?:[:.](?P<minute>[0-5][0-9]))?\s?(?P<half>[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.){_ZONE}",
    rf"(?<![\w.,:$-])(?P<hour>[01]?[0-9]|2[0-3])[:.](?P<minute>[0-5][0-9])(?![\w:%]|\.[0-9])(?:\shours)?{_ZONE}",
    rf"(?<![\w.,:$-])(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?:\shours)?(?=\s(?:UTC|GMT)){_ZONE}",
)


# What a text must hold for a form to be looked for at all; most sentences hold none of it.
_HINTS = {
    "digit": re.compile(r"[0-9]"),
    "month": re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"),
    "weekday": re.compile(r"[nsireu]day\b"),
    "near": re.compile(r"oday\b|esterday\b|omorrow\b|night\b|[Tt]his\s(?:morning|afternoon|evening)\b"),
    "ago": re.compile(r"\sago\b"),
    "period": re.compile(r"\s(?:week|weekend|month|year)\b"),
    "quarter": re.compile(r"quarter\b|\bQ[1-4]"),
}
_NEEDS = {
    _read_clock: {"digit"}, _read_numeric: {"digit"}, _read_decade: {"digit"}, _read_years: {"digit"},
    _read_year: {"digit"}, _read_calendar: {"digit", "month"}, _read_month: {"month"}, _read_quarter: {"quarter"},
    _read_weekday: {"weekday"}, _read_near_day: {"near"}, _read_ago: {"ago"}, _read_period: {"period"},
}  # fmt: skip


def _compile_forms() -> list[tuple[re.Pattern[str], set[str], _Express]]:
    if not _COMPILED:
        _COMPILED.extend((re.compile(form), _NEEDS[_read_clock], _read_clock) for form in _CLOCKS)
        _COMPILED.extend((re.compile(form), _NEEDS[read], _make_reader(read)) for form, read in _FORMS)
    return _COMPILED


def _make_reader(read: _Reader) -> _Express:
    def express(match: re.Match[str], text: str, day: date | None) -> Expression | None:
        try:
            days = read(match, text, day)
        except ValueError:  # February 30, or before year 1
            days = _NO_DATE
        return None if days is None else _express(match, text, days)

    return express


_COMPILED: list[tuple[re.Pattern[str], set[str], _Express]] = []
