"""Dates and clock times in running text, and the days they mean against the day of publication.

The rules are those of timex normalisation (TIMEX3: Pustejovsky et al. 2003, "TimeML"; HeidelTime: Strötgen and Gertz
2010): a date without a year is the nearest one to publication; a weekday is the day itself or the nearest one in the
direction of the tense ("met on Sunday", "will meet on Sunday"), and where the sentence shows none, one of the past
week, as news agencies write it; a week runs from Monday to Sunday (ISO 8601).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date

from summarize.types import Expression
from summarize.values.day_readers import (
    LONG,
    NO_DATE,
    Days,
    read_ago,
    read_calendar,
    read_clock,
    read_decade,
    read_month,
    read_near_day,
    read_numeric,
    read_period,
    read_quarter,
    read_weekday,
    read_year,
    read_years,
    whole_month,
)

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


def _express(match: re.Match[str], text: str, days: Days) -> Expression:
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
    if (low, high) == whole_month(low.year, low.month):
        return low.isoformat()[:7]
    return f"{low.isoformat()}/{high.isoformat()}"


_Reader = Callable[[re.Match[str], str, "date | None"], "Days | None"]
_Express = Callable[[re.Match[str], str, "date | None"], "Expression | None"]
_FORMS: tuple[tuple[str, _Reader], ...] = (
    (r"(?<![\w-])[12][0-9]{3}-[01][0-9]-[0-3][0-9](?![\w-])", read_numeric),
    (r"(?<![\w/.-])[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![\w/])", read_numeric),
    (
        rf"\b{_WEEKDAY}(?P<month>{_MONTH})\s?(?P<day>{_DAY})(?:{_TO}(?:(?P<other>{_MONTH})\s?)?(?P<second>{_DAY}))?"
        rf"(?:,?\s(?P<year>{_YEAR}))?{_PART}",
        read_calendar,
    ),
    (
        rf"\b{_WEEKDAY}(?P<day>{_DAY})(?:{_TO}(?P<second>{_DAY}))?[\s-](?:of\s)?(?P<month>{_MONTH})"
        rf"(?:,?[\s-](?P<year>{_YEAR}))?{_PART}",
        read_calendar,
    ),
    (
        rf"\b(?P<edge>[Ee]arly[\s-]|[Mm]id[\s-]|[Ll]ate[\s-])?(?P<month>{_MONTH})(?:,|\sof)?\s(?P<year>{_YEAR})",
        read_month,
    ),
    (
        r"\b(?:(?P<quarter>first|second|third|fourth)[\s-]quarter)"
        rf"(?:\sof\s(?P<which>this|last|next)\syear)?{_OF_YEAR}\b",
        read_quarter,
    ),
    (rf"\bQ(?P<quarter>[1-4])(?P<which>(?!))?{_OF_YEAR}\b", read_quarter),
    (
        r"\b(?P<edge>[Ee]arly\s|[Ll]ate\s|[Mm]id-)?(?:(?:1[5-9]|20)[0-9]0s|(?<=the\s)['’]?[2-9]0s)\b",
        read_decade,
    ),
    (
        rf"(?<![\w.,/$-])(?P<first>(?:1[5-9]|20)[0-9]{{2}})(?:\s?[-–—]\s?|\sto\s|(?<=between\s....)\sand\s)(?P<last>{_YEAR}|[0-9]{{2}}\b(?![-/.,][0-9]))",
        read_years,
    ),
    (rf"(?<![\w.,/$£€¥#:+-])(?P<edge>[Ee]arly[\s-]|[Ll]ate[\s-]|[Mm]id-)?(?P<year>{_YEAR})", read_year),
    (
        r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:coming|past))?)\s)?"
        rf"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b{_PART}",
        read_weekday,
    ),
    (
        r"(?<!USA\s)\b(?:(?:[Ee]arlier|[Ll]ater)\s)?(?P<name>(?:[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)\b"
        rf"|[Tt]his\s(?:morning|afternoon|evening)\b|[Ll]ast\snight\b){_PART}",
        read_near_day,
    ),
    (
        r"\b(?P<count>[0-9]{1,3}|[Aa]n?|(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en"
        r"|[Ee]leven|[Tt]welve))\s(?P<unit>day|week|month|year|decade)s?\sago\b",
        read_ago,
    ),
    (r"\b(?P<which>[Tt]his|[Ll]ast|[Nn]ext)\s(?P<unit>week|weekend|month|year)\b", read_period),
    (
        rf"\b(?P<which>last|next|this)\s(?P<edge>(?!))?(?P<year>(?!))?(?P<month>{'|'.join(LONG)})\b",
        read_month,
    ),
    (
        rf"\b(?P<edge>[Ee]arly[\s-]|[Mm]id[\s-]|[Ll]ate[\s-])?(?P<year>(?!))?(?P<month>{'|'.join(LONG)})\b(?!\s[A-Z][a-z])",
        read_month,
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
    "near": re.compile(r"(?:od|terd)ay\b|morrow\b|night\b|his\s(?:morning|afternoon|evening)\b"),
    "ago": re.compile(r"\sago\b"),
    "period": re.compile(r"\s(?:week|weekend|month|year)\b"),
    "quarter": re.compile(r"quarter\b|Q[1-4]"),
}
_NEEDS = {
    read_clock: {"digit"}, read_numeric: {"digit"}, read_decade: {"digit"}, read_years: {"digit"},
    read_year: {"digit"}, read_calendar: {"digit", "month"}, read_month: {"month"}, read_quarter: {"quarter"},
    read_weekday: {"weekday"}, read_near_day: {"near"}, read_ago: {"ago"}, read_period: {"period"},
}  # fmt: skip


def _compile_forms() -> list[tuple[re.Pattern[str], set[str], _Express]]:
    if not _COMPILED:
        _COMPILED.extend((re.compile(form), _NEEDS[read_clock], read_clock) for form in _CLOCKS)
        _COMPILED.extend((re.compile(form), _NEEDS[read], _make_reader(read)) for form, read in _FORMS)
    return _COMPILED


def _make_reader(read: _Reader) -> _Express:
    def express(match: re.Match[str], text: str, day: date | None) -> Expression | None:
        try:
            days = read(match, text, day)
        except ValueError:  # February 30, or before year 1
            days = NO_DATE
        return None if days is None else _express(match, text, days)

    return express


_COMPILED: list[tuple[re.Pattern[str], set[str], _Express]] = []
