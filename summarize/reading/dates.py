"""Dates as newsrooms write them, to ISO 8601. What has two readings, or none, stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s+)?"
_YEAR = r"(?P<year>\d{4})\b"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>[+-]\d{2}:?\d{2}|[a-z]{1,4}\b\.?)?"
)
_AFTER = rf"(?:\s*(?:,|\bat\b|[-–—|/])?\s*{_CLOCK})?"
# The wire and broadcast order, clock first: "10:15 AM EST, Sun January 2, 2022".
_BEFORE = rf"(?:{_CLOCK}\s*,?\s*(?:on\s+)?)?"
_FORMS = (
    rf"{_WEEKDAY}{_MONTH}\s*{_DAY},?\s+{_YEAR}{_AFTER}",
    rf"{_WEEKDAY}{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d{{2}})\b{_AFTER}",
    rf"{_BEFORE}{_WEEKDAY}{_MONTH}\s*{_DAY},?\s+{_YEAR}",
    rf"{_BEFORE}{_WEEKDAY}{_DAY}[\s-]+{_MONTH}[\s,-]+{_YEAR}",
    rf"(?P<year>\d{{4}})[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})\b{_AFTER}",
    rf"(?P<first>\d{{1,2}})[/.-](?P<second_number>\d{{1,2}})[/.-](?P<year>\d{{4}}|\d{{2}})\b{_AFTER}",
)
_TWO_NUMBERS = re.compile(r"\s*0?(\d{1,2})[/.-]0?(\d{1,2})[/.-]\d{2}(?:\d\d)?\b", re.ASCII)
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "wet": 0, "msk": 3, "jst": 9}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1600, 2999  # "0001-01-01", "9999-12-31" are how databases write "no date" and "never"


class DateError(ValueError):
    """Why a date stays unknown, as a half-sentence: "does not exist"."""


def find_day_first(values: Iterable[str]) -> bool | None:
    """Whether the dates of one file begin with the day ("15/12/2022") or the month ("12/15/2022"), as those tell that
    have one reading only; None where none does, or some tell this and some that."""
    told = set()
    for value in values:
        if match := _TWO_NUMBERS.match(value):
            try:
                parse_date(value)
            except DateError:
                continue
            if match[1] != match[2]:
                told.add(int(match[1]) > 12)
    return told.pop() if len(told) == 1 else None


def parse_date(value: str, day_first: bool | None = None) -> str:
    """The date, with its time and offset where they are given, in ISO 8601.

    Reads ISO 8601, RFC 822 and the forms English-language newsrooms use. A time zone that is not known for certain
    ("ET", "IST") is left out rather than guessed. Two-digit years are read as POSIX does (69 to 99: 19xx).
    Raises DateError for everything else, also for "9/12/2022", which is September or December, unless `day_first`
    says which.
    """
    value = re.sub(r"\s*\([A-Za-z]+\)$", "", " ".join(value.split()))  # RFC 822 allows "+0000 (UTC)"
    found = _parse_iso(value) or _parse_written(value, day_first)
    if found is None:
        raise DateError("is not written in a form that is known")
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise DateError("is no plausible date of publication")
    return found.isoformat()


def _parse_iso(value: str) -> date | None:
    # A bare run of more than eight digits is a time stamp of some system, not ISO 8601's short form.
    if not re.match(r"\d{4}-\d\d-\d\d|\d{4}-?W\d\d|\d{8}(T|$)", value, re.ASCII):
        return None
    value = re.sub(r"(?<=\d) ?(UTC|GMT|Z)$", "+00:00", value)
    # Some systems put a space before the offset ("2022-01-02 10:00:00 +0000"); ISO 8601 has none.
    value = re.sub(r"(?<=:\d\d) (?=[+-]\d\d:?\d\d$)", "", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        if re.fullmatch(r"\d{4}-\d\d-\d\d([T ][\d:.,]+([+-][\d:]+)?)?", value):
            raise DateError("does not exist") from None
        return None


def _parse_written(value: str, day_first: bool | None) -> date | None:
    for form in _FORMS:
        # Compiled (and kept by `re`) at the first date: it takes longer than reading a folder without any.
        if match := re.fullmatch(form, value, re.IGNORECASE | re.ASCII):
            break
    else:
        return None
    part = match.groupdict()
    year, month, day = int(part["year"]), part.get("month") or "", int(part.get("day") or 0)
    if len(part["year"]) == 2:
        year += 1900 if year >= 69 else 2000
    if "first" in part:
        month_number, day = _order_numbers(int(part["first"]), int(part["second_number"]), day_first)
    else:
        month_number = int(month) if month.isdigit() else _MONTHS[month.lower()]
    try:
        found = date(year, month_number, day)
        clock = _read_clock(part)
    except ValueError:
        raise DateError("does not exist") from None
    return datetime.combine(found, clock) if clock else found


def _order_numbers(first: int, second: int, day_first: bool | None) -> tuple[int, int]:
    """(month, day) of a date that begins with two numbers."""
    if first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    if day_first is not None:
        return (second, first) if day_first else (first, second)
    raise DateError("has two readings (day first or month first)")


def _read_clock(part: dict[str, str | None]) -> time | None:
    if not part.get("hour") or not (part["minute"] or part["half"]):
        return None
    hour, half = int(part["hour"]), (part["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * half.startswith("p")
    name = (part["zone"] or "").lower().rstrip(".")
    zone = None
    if name in _ZONES:
        zone = timezone(timedelta(hours=_ZONES[name]))
    elif name[:1] in ("+", "-"):
        sign = -1 if name[0] == "-" else 1
        zone = timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[-2:])))
    return time(hour, int(part["minute"] or 0), int(part["second"] or 0), tzinfo=zone)
