"""Days as a reader is shown them: 2 January 2031."""

from __future__ import annotations

from datetime import date

_MONTHS = "January February March April May June July August September October November December".split()


def show_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def show_days(first: date, last: date) -> str:
    """Both days in short: "2 Jan 2031", "2–4 Jan 2031", "30 Dec 2030 – 2 Jan 2031"."""
    end = f"{last.day} {_MONTHS[last.month - 1][:3]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {_MONTHS[first.month - 1][:3]}{year} – {end}"
