"""Split: an article's text into sentences with exact offsets.

Lines come first: news has one paragraph a line; hard-wrapped paragraphs are recognised and joined. List markers are
set aside, then each line is cut where `boundaries` says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from summarize.text.boundaries import FINAL, HEADLINE_LENGTH, find_cuts, skip_space_back
from summarize.types import Article, Role, Sentence

ALNUM = re.compile(r"[^\W_]")
BULLET = re.compile(r"[\s\u200b\ufeff]*(?:[•■▪●◦‣⁃∙·►▶➤➢✓]|[*–—-]{1,2}(?=\s))[\s\u200b\ufeff]*")
INLINE_BULLET = re.compile(r"(?<=\s)[•■▪●◦‣⁃►▶➤➢](?=\s*[\"'“‘(]?[^\W_])")
ITEM = re.compile(r"(?<!\S)\(?(\d{1,2}|[a-z])(?:\.\)|[.)])\s+(?=\S)")
DATELINE_LINE = re.compile(r"[A-Z][A-Z.'’ -]{2,30}(?:,[\w .,]{1,40})?\s*(?:\([\w /.]{2,30}\)\s*)?[—–-]{1,2}")

WRAP_WIDTHS = range(50, 101)  # columns
WRAP_SLACK = 8  # an indent, or a width counted in bytes
LONGEST = 2000  # characters; one in 10,000 of real sentences is longer, and those are lists and menus
BODY_LENGTH = 250
BODY_LENGTH_WITH_STOP = 40


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that holds whole sentences: a line, an item of a list, a paragraph of wrapped lines."""

    start: int
    end: int
    bullet: bool = False


def split_sentences(article: Article) -> list[Sentence]:
    """Cut an article's text into its sentences, in order.

    Sentences do not overlap and have no space at their ends. Non-space characters outside them are list markers and
    lines without any letter or digit. A dateline stays at the beginning of its sentence. `line` counts physical lines
    from 0 (the lines of `str.splitlines`). What goes on for more than `LONGEST` characters without an end is cut at a
    space, so that whoever searches a sentence has a bound. Never raises; time is linear in the text's length.
    """
    text = article.text
    language = (article.language or "en").split("-")[0].lower()
    lines = list(_strip_lines(text))
    starts = [start for start, _ in lines]
    pieces = _join_lines(text, _find_items(text, [line for line in lines if ALNUM.search(text, *line)]))
    headlines = _find_headlines(text, pieces, article.title)
    sentences = []
    for number, piece in enumerate(pieces):
        role: Role = "bullet" if piece.bullet else "headline" if number in headlines else "body"
        for whole in _cut_piece(text, piece, language if language.isascii() else "en"):
            for start, end in _cut_endless(text, *whole):
                line = bisect_right(starts, start) - 1
                sentences.append(Sentence(article.id, start, end, text[start:end], line, role))
    return sentences


def _strip_lines(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.splitlines(keepends=True):
        start = position + len(line) - len(line.lstrip())
        position += len(line)
        yield min(start, position), position - len(line) + len(line.rstrip())


def _find_items(text: str, lines: list[tuple[int, int]]) -> list[_Piece]:
    """Lines as pieces, without their list markers; a line that holds several items is cut into them.

    A number or letter is a marker only where the one before or after it in the alphabet is one too.
    """
    marked = [(n, found) for n, line in enumerate(lines) if (found := ITEM.match(text, *line))]
    in_list = set()
    for (n, first), (m, second) in pairwise(marked):
        if _follows(first[1], second[1]):
            in_list |= {n, m}
    pieces = []
    for n, (start, end) in enumerate(lines):
        if bullet := BULLET.match(text, start, end):
            words, _ = _strip_marker(text, start, end, BULLET)
            cuts = [start, *(found.start() for found in INLINE_BULLET.finditer(text, words, end))]
        else:
            cuts = _find_inline_items(text, start, end)
        if not bullet and n not in in_list and len(cuts) == 1:
            pieces.append(_Piece(start, end))
            continue
        marker = BULLET if bullet else ITEM
        items = [_strip_marker(text, cut, stop, marker) for cut, stop in pairwise([*cuts, end])]
        if all(ALNUM.search(text, *item) for item in items):
            pieces += [_Piece(*item, bullet=True) for item in items]
        else:
            pieces.append(_Piece(start, end))
    return pieces


def _find_inline_items(text: str, start: int, end: int) -> list[int]:
    """Where the items of a line such as "1) red 2) green" begin; only the start of the line if it is no such list."""
    cuts = [start]
    if first := ITEM.match(text, start, end):
        last = first[1]
        for found in ITEM.finditer(text, first.end(), end):
            if _follows(last, found[1]) and text[found.start() - 4 : found.start()].lower() != "no. ":
                cuts.append(found.start())
                last = found[1]
    return cuts


def _strip_marker(text: str, start: int, end: int, marker: re.Pattern[str]) -> tuple[int, int]:
    while found := marker.match(text, start, end):
        start, marker = found.end(), BULLET
    return start, start + len(text[start:end].rstrip())


def _follows(first: str, second: str) -> bool:
    if first.isdigit() and second.isdigit():
        return int(second) == int(first) + 1
    return first.isalpha() and second.isalpha() and ord(second) == ord(first) + 1


def _join_lines(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Join the lines of hard-wrapped paragraphs, and a dateline on a line of its own to what it introduces."""
    joined: list[_Piece] = []
    paragraph: list[_Piece] = []
    for piece in pieces:
        if paragraph and (piece.bullet or _count_breaks(text[paragraph[-1].end : piece.start]) != 1):
            joined += _unwrap(text, paragraph)
            paragraph = []
        paragraph.append(piece)
    joined += _unwrap(text, paragraph)
    introduced: list[_Piece] = []
    for piece in joined:
        if introduced and not piece.bullet and _is_dateline(text, introduced[-1], piece):
            introduced[-1] = _Piece(introduced[-1].start, piece.end)
        else:
            introduced.append(piece)
    return introduced


def _is_dateline(text: str, line: _Piece, following: _Piece) -> bool:
    short = line.end - line.start < WRAP_WIDTHS.stop
    return bool(
        short
        and not line.bullet
        and DATELINE_LINE.fullmatch(text, line.start, line.end)
        and text[line.end : following.start].isspace()
    )


def _count_breaks(gap: str) -> int:
    return len(f"{gap}.".splitlines()) - 1 if gap.isspace() else 0


def _unwrap(text: str, lines: list[_Piece]) -> list[_Piece]:
    """Join lines where the next line's first word would not have fitted any more, if some line goes on in lower case.

    Stacked headlines and captions of similar length begin with capitals, so they stay apart.
    """
    width = max((line.end - line.start for line in lines), default=0)
    if width not in WRAP_WIDTHS:
        return lines
    runs = [[line] for line in lines[:1]]
    for line in lines[1:]:
        previous = runs[-1][-1]
        first_word = text[line.start : line.end].split(maxsplit=1)[0]
        full = previous.end - previous.start + 1 + len(first_word) > width - WRAP_SLACK
        runs[-1].append(line) if full else runs.append([line])
    pieces = []
    for run in runs:
        wrapped = any(
            text[line.start].islower() and text[previous.end - 1] not in ".!?…" for previous, line in pairwise(run)
        )
        pieces += [_Piece(run[0].start, run[-1].end, run[0].bullet)] if wrapped else run
    return pieces


def _find_headlines(text: str, pieces: list[_Piece], title: str | None) -> set[int]:
    """Short lines without a full stop before the first line that reads like a paragraph; a question may be the first.

    Where no line reads like a paragraph, at most the first line is a headline.
    """
    found = set()
    for n, piece in enumerate(pieces):
        line = text[piece.start : piece.end]
        final = FINAL.search(line[-10:])
        asks = n == 0 and line[-1] in "?!" and len(line) < HEADLINE_LENGTH
        if asks or (title and line == title.strip()):
            found.add(n)
        elif len(line) > BODY_LENGTH or (final and len(line) >= BODY_LENGTH_WITH_STOP):
            return found
        elif not piece.bullet and not final and len(line) <= HEADLINE_LENGTH:
            found.add(n)
    return found & {0} if len(pieces) > 1 else set()


def _cut_piece(text: str, piece: _Piece, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of a piece. What holds no letter or digit (an emoji, a stray quote) goes with its neighbour."""
    block = text[piece.start : piece.end]
    last = next(n for n in range(len(block) - 1, -1, -1) if block[n].isalnum())
    first, searched, worded = 0, 0, False
    for cut in [*find_cuts(block, language), len(block)]:
        worded = worded or ALNUM.search(block, searched, cut) is not None
        searched = cut
        if cut == len(block) or (worded and cut <= last):
            yield piece.start + first, piece.start + skip_space_back(block, cut)
            first, worded = cut, False


def _cut_endless(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        spaces = (n for n in range(start + LONGEST, start + LONGEST // 2, -1) if text[n].isspace())
        cut = next(spaces, start + LONGEST)
        stop = skip_space_back(text, cut)
        if ALNUM.search(text, start, stop):
            yield start, stop
        start = next((n for n in range(cut, end) if not text[n].isspace()), end)
    if ALNUM.search(text, start, end):
        yield start, end
