"""The pictures of a story as inline SVG: who reported what, and when it happened.

Both can be read without their colours, by keyboard (each row is a link to its statement) and by a screen reader; the
page has a table beside each.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from summarize.types import BriefedStory, Item, TimelineEntry
from summarize.values.shown import show_day, show_days

WIDTH = 400  # CSS pixels, as wide as the column beside the statements
MOST_ROWS = 40  # of the matrix: more are no picture any more; the table beside it has all
_CELL = 21
_LEFT = 104  # of the timeline's words
_LINE = 17
_LABEL = 12  # CSS pixels, the size of letters for which widths are estimated
_NARROW, _BROAD = frozenset("fijlrtI.,:;'’‘!|()[] "), frozenset("mwMW@—…%")

# What turns the direction of a line around, or hides in it: not in a label, whose neighbours it would turn too.
_CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A statement: which outlets (columns) report it, and whose value is disputed."""

    item: Item
    label: str
    said: str
    y: float
    marks: tuple[tuple[float, bool], ...]
    """(x, whether reports differ in it) of each outlet that has the statement."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Offsets in CSS pixels; `columns` are (x, outlet, label)."""

    width: float
    height: float
    left: float
    top: float
    cell: int
    fits: bool
    columns: tuple[tuple[float, str, str], ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """`day` is empty where the event before has the same; `ahead`: after the last article was published."""

    entry: TimelineEntry
    day: str
    lines: tuple[str, ...]
    y: float
    until: float | None
    ahead: bool
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    width: float
    height: float
    left: float
    line: int
    events: tuple[Event, ...]
    today: tuple[float, str] | None
    """Where the articles end, and on which day: what stands below was still to come."""


def lay_out_matrix(story: BriefedStory, differing: Mapping[str, Collection[str]]) -> Matrix | None:
    """None where there is nothing to compare: fewer than two outlets or statements. The outlets of most statements
    come first; of more than `MOST_ROWS` statements those that stand first are shown.

    differing: for a statement the outlets whose value others contradict.
    """
    items = story.items[:MOST_ROWS]
    carried = Counter(outlet for item in items for outlet in item.outlets)
    outlets = sorted(carried, key=lambda outlet: (-carried[outlet], outlet))
    if len(outlets) < 2 or len(items) < 2:
        return None
    labels = [clip_text(outlet, 136) for outlet in outlets]
    slant = max(map(measure, labels))
    top = round(slant * math.sin(math.radians(60))) + 14
    right = max(12, round(slant * math.cos(math.radians(60))))
    left = max(132, WIDTH - len(outlets) * _CELL - right)
    x = {outlet: left + (n + 0.5) * _CELL for n, outlet in enumerate(outlets)}
    rows = []
    for n, item in enumerate(items):
        other = differing.get(item.statement, ())
        said = f"{clean_label(item.text)} Reported by {', '.join(map(clean_label, item.outlets)) or 'unknown outlet'}."
        marks = tuple((x[outlet], outlet in other) for outlet in sorted(item.outlets, key=x.__getitem__))
        label = clip_text(item.text, left - 14)
        rows.append(MatrixRow(item, label, said, top + (n + 0.5) * _CELL, marks))
    columns = tuple((x[outlet], outlet, label) for outlet, label in zip(outlets, labels, strict=True))
    height = top + len(rows) * _CELL + 4
    width = left + len(outlets) * _CELL + right
    return Matrix(width, height, left, top, _CELL, width <= WIDTH, columns, tuple(rows))


def lay_out_timeline(entries: Sequence[TimelineEntry], published: Collection[date]) -> Timeline | None:
    """None without entries. Time runs down; a longer gap is a longer way, by its logarithm. published: of the story's
    articles."""
    if not entries:
        return None
    last = max(published, default=None)
    events: list[Event] = []
    today = None
    y, before, shown = 14.0, None, ""
    for entry in entries:
        start = date.fromisoformat(entry.date)
        end = date.fromisoformat(entry.until) if entry.until else start
        gap = (start - before).days if before else 0
        y += min(40, 7 * math.log2(1 + max(0, gap)))
        ahead = last is not None and start > last
        if ahead and today is None and events:
            today = (y, show_day(last))
            y += 26
        day = show_days(start, end)
        lines = wrap_text(entry.text, (WIDTH - _LEFT) * _LABEL / 13, 3)
        height = len(lines) * _LINE
        until = y + height - _LINE if end > start and len(lines) > 1 else None
        events.append(Event(entry, "" if day == shown else day, lines, y, until, ahead, height))
        y += height + 10
        before, shown = end, day
    return Timeline(WIDTH, y - 4, _LEFT, _LINE, tuple(events), today)


def clean_label(text: str) -> str:
    """`text` on one line and without characters that turn the direction of what follows."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def measure(text: str) -> float:
    """About how wide it is in a sans serif of 12 pixels, which no program knows before a browser has chosen one."""
    return sum(_measure(letter) for letter in text)


def _measure(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 12.5
    return 3.9 if letter in _NARROW else 11.0 if letter in _BROAD else 8.2 if letter.isupper() else 7.0


def clip_text(text: str, width: float) -> str:
    return next(iter(wrap_text(text, width, 1)), "")


def wrap_text(text: str, width: float, most: int) -> tuple[str, ...]:
    """At most `most` lines of `width` pixels, in letters of 12 pixels; a word that is too long, or of a script without
    spaces, is cut."""
    lines, line = [], ""
    for word in clean_label(text[: int(width) * (most + 1)]).split():
        while word:
            joined = f"{line} {word}" if line else word
            room = width - (measure(line) + 4 if line else 0)
            if measure(joined) <= width:
                line, word = joined, ""
            elif line and (measure(word) <= width or room < width / 4):
                lines.append(line)
                line = ""
            else:
                head = _cut(word, room)
                lines.append(f"{line} {head}" if line else head)
                line, word = "", word[len(head) :]
    lines += [line] if line else []
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], width - 11).rstrip(" ,;:.–—-") + "…"]
    return tuple(lines)


def _cut(word: str, width: float) -> str:
    """As many of its letters as fit, at least one."""
    used = 0.0
    for k, letter in enumerate(word):
        used += _measure(letter)
        if used > width and k:
            return word[:k]
    return word
