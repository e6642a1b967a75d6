"""A figure that moved with time, read as a series: "3 (Coast Daily, 5 May 2031), then 5 (Harbour Post, 6 May 2031)"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from summarize.types import Article, Discrepancy, Value
from summarize.values.days import read_day
from summarize.values.shown import show_day

_MOST = 3  # outlets that are named with one value


def order_values(discrepancy: Discrepancy, published: Mapping[str, str | None]) -> Sequence[Value]:
    """The values as a reader is shown them: of a figure that moved in the order of time, else by their places.

    published: of articles, by id.
    """
    return order_in_time(discrepancy.values, published) if discrepancy.verdict == "update" else discrepancy.values


def order_in_time(values: Sequence[Value], published: Mapping[str, str | None]) -> list[Value]:
    """The values as they were published: equal ones together, at the place of the first of them.

    Of one day those with a time come by that; what has no date comes last. What time leaves open is decided by the
    values' places, so that the order of the input says nothing.
    """

    def when(value: Value) -> tuple[bool, str, str, int]:
        day = published[value.article] or ""
        return not day, day, value.article, value.start

    ordered = sorted(values, key=when)
    first: dict[str, int] = {}
    for number, value in enumerate(ordered):
        first.setdefault(value.normalized, number)
    return sorted(ordered, key=lambda value: first[value.normalized])


def tell_series(values: Sequence[Value], articles: Mapping[str, Article]) -> str:
    """One plain sentence: what was said first, by whom and when, and what then. Of what has no date nobody knows when
    it was said: it stands apart."""
    steps: dict[str, list[Value]] = defaultdict(list)
    for value in order_in_time(values, {value.article: articles[value.article].published for value in values}):
        steps[value.normalized].append(value)
    dated, others = [], []
    for own in steps.values():
        known = read_day(articles[own[0].article].published) is not None
        (dated if known else others).append(f"“{' '.join(own[0].value.split())}” ({_tell_first(own, articles)})")
    between = "; without a date: " if dated and others else ""
    return f"The figure moved with time: {', then '.join(dated)}{between}{', '.join(others)}."


def _tell_first(values: Sequence[Value], articles: Mapping[str, Article]) -> str:
    """Who had a value on the first day that had it, and the day."""
    days = [read_day(articles[value.article].published) for value in values]
    carriers = dict.fromkeys(
        articles[value.article].outlet or value.article
        for value, day in zip(values, days, strict=True)
        if day == days[0]
    )
    names = list(carriers)
    shown = ", ".join(names if len(names) <= _MOST else [*names[: _MOST - 1], f"{len(names) - _MOST + 1} more"])
    return f"{shown}, {show_day(days[0])}" if days[0] else shown
