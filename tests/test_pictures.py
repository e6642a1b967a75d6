"""What stands where in the pictures of a story."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.briefing.pictures import (
    MOST_ROWS,
    clean_label,
    clip_text,
    lay_out_matrix,
    lay_out_timeline,
    measure,
    wrap_text,
)
from summarize.types import TimelineEntry
from summarize.values.days import read_day
from summarize.values.shown import show_days
from tests.page.samples import everything, large, plain


def entry(day: str, until: str | None = None, text: str = "It rained.") -> TimelineEntry:
    return TimelineEntry(day, until, "s-1", text, "day", "a-1", 0, 3)


def test_the_matrix_has_a_column_for_each_outlet_and_a_row_for_each_statement() -> None:
    story = everything().stories[0]
    matrix = lay_out_matrix(story, {"s-aground": {"Island Radio"}})
    assert [row.item for row in matrix.rows] == list(story.items)
    assert {outlet for _, outlet, _ in matrix.columns} == set(story.outlets)
    counts = [sum(outlet in item.outlets for item in story.items) for _, outlet, _ in matrix.columns]
    assert counts == sorted(counts, reverse=True)
    places = {x: outlet for x, outlet, _ in matrix.columns}
    for row in matrix.rows:
        assert {places[x] for x, _ in row.marks} == set(row.item.outlets)
    assert [places[x] for x, differs in matrix.rows[0].marks if differs] == ["Island Radio"]
    assert matrix.fits and all(x < matrix.width for x in places)


def test_there_is_no_matrix_of_one_outlet_and_none_too_long_to_look_at() -> None:
    assert lay_out_matrix(plain().stories[0], {}) is None
    assert len(lay_out_matrix(large(80, 10).stories[0], {}).rows) == MOST_ROWS


def test_the_timeline_runs_down_in_time_and_says_where_the_reports_end() -> None:
    entries = [entry("2031-01-01"), entry("2031-01-01"), entry("2031-01-04", "2031-01-06"), entry("2031-03-01")]
    timeline = lay_out_timeline(entries, [date(2031, 1, 2), date(2031, 1, 5)])
    assert [event.day for event in timeline.events] == ["1 Jan 2031", "", "4–6 Jan 2031", "1 Mar 2031"]
    tops = [event.y for event in timeline.events]
    gaps = [after - before for before, after in pairwise(tops)]
    assert gaps == sorted(gaps) and gaps[0] > 0
    assert [event.ahead for event in timeline.events] == [False, False, False, True]
    assert timeline.today[1] == "5 January 2031"
    assert timeline.events[2].y < timeline.today[0] < timeline.events[3].y < timeline.height
    assert lay_out_timeline([], []) is None
    assert lay_out_timeline(entries, []).today is None


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2031-01-02", "2031-01-02", "2 Jan 2031"),
        ("2031-01-02", "2031-01-04", "2–4 Jan 2031"),
        ("2031-01-30", "2031-02-04", "30 Jan – 4 Feb 2031"),
        ("2030-12-30", "2031-01-04", "30 Dec 2030 – 4 Jan 2031"),
    ],
)
def test_days_are_told_in_short(first: str, last: str, told: str) -> None:
    assert show_days(date.fromisoformat(first), date.fromisoformat(last)) == told


def test_a_day_is_read_as_it_stands() -> None:
    assert read_day("2031-01-06T23:40:00-08:00") == date(2031, 1, 6)
    assert read_day("yesterday") is read_day("") is read_day(None) is None


def test_labels_are_cut_at_words_and_say_so() -> None:
    assert clip_text("Harbour Post", 200) == "Harbour Post"
    assert clip_text("The Nordhaven Courier and Advertiser", 130).endswith("…")
    assert wrap_text("one two", 400, 3) == ("one two",)
    assert wrap_text("", 400, 3) == ()
    assert clean_label("a\u202eb\nc\x00d") == "a b c d"


@given(st.text(), st.integers(40, 400), st.integers(1, 4))
def test_wrapped_lines_hold_the_text_within_their_width(text: str, width: int, most: int) -> None:
    lines = wrap_text(text, width, most)
    assert len(lines) <= most
    assert all(measure(line) <= width + 13 for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == clean_label(text).replace(" ", "")
