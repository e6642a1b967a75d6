"""A figure that moved with time reads as a series, in every rendering in the order of time."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from summarize.briefing.html import render_html
from summarize.briefing.markdown import render_markdown
from summarize.discrepancies.series import order_in_time, tell_series
from summarize.export.outlining import outline_briefing
from summarize.types import Article, Discrepancy, Value
from tests.test_renderings import briefing

DAYS = {
    "a": ("Harbour Post", "2031-01-03"),
    "b": ("Coast Daily", "2031-01-02"),
    "c": ("Island Radio", "2031-01-02T18:00:00+00:00"),
    "d": (None, None),
    "e": ("Lowmere Ledger", "2031-01-02"),
    "f": ("Kelmar Courier", "2031-01-02"),
}
ARTICLES = {id: Article(id, who, None, None, day, None, "en", "", "", "f") for id, (who, day) in DAYS.items()}


def value(article: str, text: str) -> Value:
    return Value(text, text.split()[0], article, 0, len(text))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("a:14 b:12", "“12” (Coast Daily, 2 January 2031), then “14” (Harbour Post, 3 January 2031)"),
        ("b:12 e:12 d:14", "“12” (Coast Daily, Lowmere Ledger, 2 January 2031); without a date: “14” (d)"),
        # Who repeats the first figure later is not named with the day on which it was first told.
        ("b:12 c:14 a:12", "“12” (Coast Daily, 2 January 2031), then “14” (Island Radio, 2 January 2031)"),
        (
            "b:12 c:12 e:12 f:12 d:9",
            "“12” (Coast Daily, Lowmere Ledger, 2 more, 2 January 2031); without a date: “9” (d)",
        ),
    ],
)  # fmt: skip
def test_what_was_said_first_and_what_then(values: str, told: str) -> None:
    rows = [value(*row.split(":")) for row in values.split()]
    for seed in range(4):
        mixed = random.Random(seed).sample(rows, len(rows))
        assert tell_series(mixed, ARTICLES) == f"The figure moved with time: {told}."


def test_an_hour_orders_what_a_day_leaves_open() -> None:
    published = {"a": "2031-01-02T08:00:00+00:00", "c": "2031-01-02T18:00:00+00:00"}
    ordered = order_in_time([value("c", "14"), value("a", "15"), value("c", "15")], published)
    assert [(row.value, row.article) for row in ordered] == [("15", "a"), ("15", "c"), ("14", "c")]


def test_every_rendering_tells_the_figures_in_the_order_of_time() -> None:
    made = briefing()
    made = replace(made, sources=(made.sources[0], replace(made.sources[1], published="2031-01-01")))
    values = (Value("14 people", "14", "a-1", 0, 9), Value("12 people", "12", "a-2", 5, 14))
    for verdict, ordered in (("update", ["12 people", "14 people"]), ("conflict", ["14 people", "12 people"])):
        told = replace(made, discrepancies=(Discrepancy("d-1", "number", ("s-1",), values, verdict, "They differ."),))
        found = re.findall(r"“(1. people)”: ", render_markdown(told))
        assert found == ordered
        assert re.findall(r'<th scope="row" dir="auto">(.*?)</th>', render_html(told)) == ordered
        outline = outline_briefing(told)
        assert [side.value for contrast in (*outline.moved, *outline.conflicts) for side in contrast.sides] == ordered
