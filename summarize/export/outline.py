"""What every export of a briefing tells, in order, as plain lines: Word, PDF and feed only set it.

The words are those of the Markdown. Texts are on one line, without characters that a document cannot hold or that
would turn the direction of what stands beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from summarize.briefing.pictures import clean_label
from summarize.briefing.text_fragments import safe_link
from summarize.values.days import read_day
from summarize.values.shown import show_day

Mark = Literal["", "●", "◆"]

STRAYS = "Also in this batch"
CONFLICTS = "Where the sources disagree"
MOVED = "What moved, or is told less exactly"
COVERAGE = "Who reported what"
TIMELINE = "Timeline"
NAMES = "Names in several spellings"
SOURCES = "Sources"
COVERAGE_KEY = "● reports the statement; ◆ reports it, and sources disagree on a value in it."
AHEAD_KEY = "○ still to come when the last article was published."

_URL_SAFE = ":/?#@!$&'()*+,;=%-._~[]"
_LONGEST_URL = 2_000
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LETTER = re.compile(r"[^\W\d_]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement, or the title of a story without one: then `statement` and `told` are empty.

    places: for each of the numbers, the address that opens the article at the quotation, if it has one.
    """

    statement: str
    text: str
    numbers: tuple[int, ...]
    places: tuple[str | None, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    statement: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Statements by outlets; the outlets of most statements come first. `said` is the picture in words."""

    outlets: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A story; `title` is empty where there is no other."""

    title: str
    sections: tuple[Section, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    outlet: str
    number: int


@dataclass(frozen=True, slots=True)
class Side:
    value: str
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    why: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """`gap`: points of room that tell the time since the event before; `ahead`: after the last article."""

    days: str
    text: str
    number: int
    gap: float
    ahead: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """`title` is empty if the article has none; `url` is None unless a click on it can only open a page."""

    number: int
    outlet: str
    title: str
    url: str | None
    published: str
    file: str


@dataclass(frozen=True, slots=True)
class Outline:
    title: str
    intro: str
    generated: str
    outlets: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    strays: tuple[Telling, ...]
    conflicts: tuple[Contrast, ...]
    moved: tuple[Contrast, ...]
    timeline: tuple[Dated, ...]
    names: tuple[str, ...]
    left: str
    references: tuple[Reference, ...]


def tidy(text: str) -> str:
    return _NO_XML.sub("\ufffd", clean_label(text))


def quote_link(url: str | None) -> str | None:
    """The address, percent-encoded where an address must be; None if a click on it could do more than open a page, or
    it is longer than what Word opens."""
    quoted = quote(safe_link(url) or "", safe=_URL_SAFE, errors="replace")
    return quoted if 0 < len(quoted) <= _LONGEST_URL else None


def reads_right_to_left(text: str) -> bool:
    """By its first letter, as Unicode's bidirectional algorithm decides for a paragraph (UAX #9, P2 and P3)."""
    letter = _LETTER.search(text)
    return letter is not None and _RIGHT_TO_LEFT.match(letter[0]) is not None


def show_made(generated: str) -> str:
    """The day on which the briefing was made, for a person."""
    day = read_day(generated)
    return show_day(day) if day else generated
