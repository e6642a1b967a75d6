"""Figures in a text: numbers, money, percentages, durations and ordinals, with what they count and how exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from summarize.types import Expression
from summarize.values.counted import add_unit
from summarize.values.identifiers import MASKED, is_cut_short, is_part_of_code, is_part_of_name
from summarize.values.numerals import (
    DASHES,
    FIRST,
    SCALES,
    SHORT_SCALES,
    Figure,
    Numeral,
    Token,
    read_numeral,
    split_tokens,
)
from summarize.values.ratios import FRACTIONS, ORDINALS, read_fraction, read_ordinal, read_score
from summarize.values.units import CODES, DOLLARS, HEDGES, SYMBOLS

_CHANGES = re.compile(
    r"\b(?:from|ris\w+|rose|fell|fall\w*|climb\w*|dropp?\w*|cut|reduc\w+|increas\w+|up|down|off|gain\w*|lost|los\w+|slipp?\w*"
    r"|rais\w+|jump\w*|declin\w+|edg\w+|advanc\w+|surg\w+|plung\w+|narrow\w*|widen\w*|slash\w*|lower\w*|grew|grow\w*)\b",
    re.IGNORECASE,
)

_BEGINS = FIRST | ORDINALS.keys()
# "A" begins a number only where another of these follows: "a dozen", "a third of".
_NUMBER_WORDS = (_BEGINS - {"a", "an"}) | SCALES.keys() | FRACTIONS.keys() | {"hundred"}
_WORDS = re.compile(r"\b[a-z]+\b")
_DIGIT = re.compile(r"[0-9]")


def find_figures(text: str, taken: Sequence[tuple[int, int]]) -> list[Expression]:
    """The figures outside the spans `taken`, in order, none overlapping; linear in the length of the text."""
    digits = _DIGIT.search(text) is not None
    if not digits and _NUMBER_WORDS.isdisjoint(_WORDS.findall(text.lower())):
        return []
    tokens = split_tokens(text)
    # Without digits only an address of the web or a name behind @ or # is masked.
    masks = MASKED.finditer(text) if digits or any(mark in text for mark in ("http", "www", "@", "#")) else ()
    masked = sorted([*taken, *((m.start(), m.end()) for m in masks)])
    found, at, mask = [], 0, 0
    free = [True] * len(tokens)
    for start, end in masked:
        while mask < len(tokens) and tokens[mask].end <= start:
            mask += 1
        k = mask
        while k < len(tokens) and tokens[k].start < end:
            free[k] = False
            k += 1
    while at < len(tokens):
        may_begin = free[at] and (tokens[at].is_digits or tokens[at].lower in _BEGINS)
        figure = _read_figure(text, tokens, at, free) if may_begin else None
        if figure is None or not all(free[figure.first : figure.stop]):
            at += 1
            continue
        low_end = tokens[found[-1].stop - 1].end if found else 0
        if tokens[figure.first].start >= low_end:
            found.append(figure)
        at = figure.stop
    return [_express(text, tokens, figure) for figure in found]


def _read_figure(text: str, tokens: list[Token], at: int, free: list[bool]) -> Figure | None:
    ordinal = read_ordinal(tokens, at)
    if ordinal is not None:
        return ordinal
    fraction = read_fraction(tokens, at)
    if fraction is not None:
        return _add_hedge(tokens, fraction)
    numeral = read_numeral(tokens, at)
    if numeral is None or is_part_of_code(tokens, numeral):
        return None
    if tokens[numeral.stop : numeral.stop + 1] and tokens[numeral.stop].text in ("BC", "BCE", "AD", "CE"):
        return None
    score = read_score(text, tokens, numeral)
    if score is not None:
        return score
    currency, first = _currency_before(tokens, at)
    figure = Figure(first, numeral.stop, numeral.value, None if numeral.open else numeral.value)
    if numeral.open:
        figure = replace(figure, hedge="at_least")
    second = _read_range_end(text, tokens, numeral, currency)
    if second is not None:
        low = numeral.value
        if second.scaled and not numeral.scaled and low < 1000:
            low *= _scale_of(tokens, second)
        if low >= second.value:
            second = None
        else:
            figure = replace(figure, stop=second.stop, low=low, high=second.value)
    figure = add_unit(text, tokens, figure, currency, second or numeral)
    if figure is None:
        return None
    if numeral.short and figure.kind == "number" and figure.unit is None:
        return None
    if figure.kind == "number" and currency is None and is_part_of_name(text, tokens, at, figure, numeral):
        return None
    if numeral.value == 1 and tokens[at].lower == "one" and figure.unit is None and figure.kind == "number":
        return None
    return _add_hedge(tokens, figure)


def _currency_before(tokens: list[Token], at: int) -> tuple[str | None, int]:
    k = at - 1
    if k >= 0 and tokens[k].text in ("-", "−") and k and tokens[k - 1].text in SYMBOLS:
        k -= 1
    if k < 0:
        return None, at
    if tokens[k].text in SYMBOLS:
        country = tokens[k - 1] if k and tokens[k].glued else None
        if country is not None and tokens[k].text == "$" and country.lower in DOLLARS:
            return DOLLARS[country.lower], k - 1
        return SYMBOLS[tokens[k].text], k
    if tokens[k].text in CODES:
        return tokens[k].text, k
    return None, at


def _scale_of(tokens: list[Token], numeral: Numeral) -> float:
    word = tokens[numeral.stop - 1].lower
    return {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, **SHORT_SCALES}.get(word, 1.0)


def _read_range_end(text: str, tokens: list[Token], numeral: Numeral, currency: str | None) -> Numeral | None:
    """The second number of "10-15", "10 to 15", "between 10 and 15", "two or three"; not of "rose 10 to 15"."""
    at = numeral.stop
    if tokens[at].text == "%" if at < len(tokens) else False:
        at += 1
    if at >= len(tokens):
        return None
    join, changed = tokens[at], False
    before = tokens[numeral.first - 1].lower if numeral.first else ""
    if currency and numeral.first > 1:
        before = tokens[numeral.first - 2].lower
    if join.text in DASHES and join.glued:
        if at + 1 >= len(tokens) or not tokens[at + 1].glued:
            return None
        # "five-to-one" and the like are no ranges of their own; "three-to-five-year" is.
        at += 1
        if tokens[at].lower == "to" and at + 2 < len(tokens) and tokens[at + 1].text in DASHES:
            at += 2
    elif join.lower == "to":
        changed = before == "from" or bool(
            _CHANGES.search(text[max(tokens[numeral.first].start - 40, 0) : tokens[numeral.first].start])
        )
        at += 1
    elif (join.lower == "and" and before == "between") or join.lower == "or":
        at += 1
    else:
        return None
    marked = False
    while (at < len(tokens) and tokens[at].text in SYMBOLS | DOLLARS) or (
        at < len(tokens) and tokens[at].lower in DOLLARS and at + 1 < len(tokens) and tokens[at + 1].text == "$"
    ):
        marked, at = True, at + 1
    if at >= len(tokens) or (marked and not currency):
        return None
    second = read_numeral(tokens, at)
    if second is None or second.open or is_cut_short(tokens, second):
        return None
    if changed and (marked or not currency) and tokens[numeral.stop].lower == "to":
        after = tokens[second.stop].lower if second.stop < len(tokens) else ""
        if before == "from" or after not in ("%", "percent", "per", "pct") or tokens[numeral.stop].text == "%":
            return None
    if join.lower == "or" and not (second.value > numeral.value and second.value <= 3 * numeral.value):
        return None
    return second


def _add_hedge(tokens: list[Token], figure: Figure) -> Figure:
    first, stop = figure.first, figure.stop
    if figure.hedge == "exact" and stop + 1 < len(tokens) and tokens[stop].lower == "or":
        after = {"more": "at_least", "fewer": "at_most", "less": "at_most", "so": "about"}.get(tokens[stop + 1].lower)
        if after and not (stop + 2 < len(tokens) and tokens[stop + 2].lower == "than"):
            return _bound(replace(figure, stop=stop + 2), after)
    for size in (4, 3, 2, 1):
        if first < size:
            continue
        words = tuple(t.lower for t in tokens[first - size : first])
        hedge = HEDGES.get(words)
        if hedge is None or figure.hedge != "exact":
            continue
        if words in (("over",), ("under",), ("below",)) and figure.kind == "duration":
            continue
        if words == ("some",) and figure.high is not None and figure.high < 5:
            continue
        return _bound(replace(figure, first=first - size), hedge)
    return figure


def _bound(figure: Figure, hedge: str) -> Figure:
    if hedge == "at_least":
        return replace(figure, hedge=hedge, high=None)
    if hedge == "at_most" and figure.high is not None:
        return replace(figure, hedge=hedge, low=None)
    return replace(figure, hedge=hedge)


def _express(text: str, tokens: list[Token], figure: Figure) -> Expression:
    start, end = tokens[figure.first].start, tokens[figure.stop - 1].end
    low = None if figure.low is None else repr(round(float(figure.low), 6))
    high = None if figure.high is None else repr(round(float(figure.high), 6))
    value = text[start:end]
    return Expression(figure.kind, start, end, value, figure.unit, low, high, figure.hedge, _normalize(figure))


def _normalize(figure: Figure) -> str:
    sign = {"about": "about ", "at_least": ">= ", "at_most": "<= ", "exact": ""}[figure.hedge]
    ends = [_plain(x) for x in (figure.low, figure.high) if x is not None]
    number = figure.text or (ends[0] if len(set(ends)) == 1 else "-".join(ends))
    if figure.kind == "money":
        return f"{sign}{figure.unit} {number}"
    if figure.kind == "ordinal":
        return f"{sign}no. {number}"
    return f"{sign}{number} {figure.unit}" if figure.unit not in (None, "fraction", "score") else f"{sign}{number}"


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
