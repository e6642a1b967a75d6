"""Numbers as English writes them, in digits and in words, read from a list of tokens.

Scanning tokens one by one, and never with a pattern over the whole text, keeps the time linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

DASHES = {"-", "–", "—", "‑", "‒"}
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,9})?(?![0-9])|[0-9]{1,15}(?:\.[0-9]{1,9})?"
    r"|[^\W\d_]{1,40}(?:['’][^\W\d_]{1,3}(?![^\W\d_]))?|\S"
)
_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12, "trn": 1e12}
_OPEN = {"dozens": 24.0, "hundreds": 200.0, "thousands": 2e3, "millions": 2e6, "billions": 2e9, "trillions": 2e12}
_PARTS = {"half": 0.5, "quarter": 0.25}
FIRST = frozenset([*_SMALL, *_TENS, *_OPEN, *_PARTS, "a", "an", "dozen", "tens", "scores"])
"""The words with which a number can begin, where it does not begin with a digit."""
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}


class Token(NamedTuple):
    """`glued`: no space stands between this token and the one before."""

    start: int
    end: int
    text: str
    glued: bool
    lower: str

    @property
    def is_digits(self) -> bool:
        return "0" <= self.text[0] <= "9"

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Numeral:
    """The tokens [first, stop) are the number `value`; `open`: at least so many ("hundreds"); `scaled`: it has a word
    for its size ("million"), so that its digits are all that it says; `short`: that word is one letter ("3m")."""

    first: int
    stop: int
    value: float
    open: bool = False
    scaled: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known of a figure while it is being read; `first` and `stop` are tokens."""

    first: int
    stop: int
    low: float
    high: float | None
    kind: str = "number"
    unit: str | None = None
    hedge: str = "exact"
    text: str | None = None


def split_tokens(text: str) -> list[Token]:
    """Words, numbers and single other characters, in order; linear in the length of the text."""
    tokens, end = [], -1
    for match in _TOKEN.finditer(text):
        (start, stop), word = match.span(), match[0]
        tokens.append(Token(start, stop, word, start == end, word.lower()))
        end = stop
    return tokens


def read_numeral(tokens: list[Token], first: int) -> Numeral | None:
    """The longest number that begins with token `first`; None where none does ("a", "one of" is left to the caller)."""
    if tokens[first].is_digits:
        return _read_digits(tokens, first)
    return _read_open(tokens, first) or _read_part(tokens, first) or _read_words(tokens, first)


def _word(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if at < len(tokens) else ""


def _read_digits(tokens: list[Token], first: int) -> Numeral:
    value, at, scaled, short = float(tokens[first].text.replace(",", "")), first + 1, False, False
    if at < len(tokens) and tokens[at].text in _VULGAR and (tokens[at].glued or value < 1000):
        value, at = value + _VULGAR[tokens[at].text], at + 1
    elif _word(tokens, at) == "and" and _word(tokens, at + 1) == "a" and _word(tokens, at + 2) == "half":
        value, at = value + 0.5, at + 3
    hyphen = _word(tokens, at) == "-" and tokens[at].glued
    name = _word(tokens, at + hyphen)
    if name in SCALES or name in ("hundred", "dozen"):
        value, at, scaled = value * (SCALES | {"hundred": 100, "dozen": 12})[name], at + hyphen + 1, name in SCALES
    elif name in SHORT_SCALES and not hyphen and (tokens[at].glued or len(name) > 1):
        value, at, scaled, short = value * SHORT_SCALES[name], at + 1, True, len(name) == 1
    return Numeral(first, at, round(value, 9), scaled=scaled, short=short)


def _read_open(tokens: list[Token], first: int) -> Numeral | None:
    word, of, big = (_word(tokens, first + k) for k in range(3))
    if word in ("tens", "hundreds", "thousands", "dozens") and of == "of" and big in _OPEN and big != "dozens":
        factor = {"tens": 10, "hundreds": 100, "thousands": 1000, "dozens": 12}[word]
        return Numeral(first, first + 3, factor * _OPEN[big], open=True)
    if word == "scores" and of == "of":
        return Numeral(first, first + 1, 40.0, open=True)
    return Numeral(first, first + 1, _OPEN[word], open=True) if word in _OPEN else None


def _read_part(tokens: list[Token], first: int) -> Numeral | None:
    """ "half a million", "a half-million", "a quarter of a million", "half a dozen"."""
    at = first + (_word(tokens, first) in ("a", "one"))
    if _word(tokens, at) not in _PARTS:
        return None
    part, at = _PARTS[_word(tokens, at)], at + 1
    for filler in (("-",), ("of",), ("a",)):
        at += _word(tokens, at) in filler
    scale = SCALES.get(_word(tokens, at)) or {"dozen": 12.0}.get(_word(tokens, at))
    return Numeral(first, at + 1, part * scale, scaled=scale != 12) if scale else None


def _read_words(tokens: list[Token], first: int) -> Numeral | None:
    at, total, current, least, said = first, 0.0, None, float("inf"), 0
    if _word(tokens, at) in SCALES or _word(tokens, at) == "hundred":
        return None
    if _word(tokens, at) in ("a", "an"):
        if _word(tokens, at + 1) not in (*SCALES, "hundred", "dozen"):
            return None
        at += 1
    while at < len(tokens):
        step, word = 0, tokens[at].lower
        after_scale = said and (tokens[at - 1].lower == "hundred" or tokens[at - 1].lower in SCALES)
        if (said and word == "-" and tokens[at].glued) or (after_scale and word == "and"):
            step = 1
        elif word == "and" and _word(tokens, at + 1) == "a" and _word(tokens, at + 2) == "half" and current:
            current, at, said = current + 0.5, at + 3, said + 1
            continue
        word, value = _word(tokens, at + step), None
        if word in _SMALL:
            value = _fit(current, _SMALL[word], 10 if _SMALL[word] < 10 else 100)
        elif word in _TENS:
            value = _fit(current, _TENS[word], 100)
        elif word == "hundred":
            value = 100 * (current or 1) if current is None or 0 < current < 100 else None
        elif word == "dozen":
            value = 12 * (current or 1) if current is None or 0 < current < 100 else None
        elif word in SCALES and SCALES[word] < least and (current or not said):
            total, least, value = total + (current or 1) * SCALES[word], SCALES[word], 0.0
        if value is None:
            break
        current, at, said = value, at + step + 1, said + 1
    if not said:
        return None
    return Numeral(first, at, total + (current or 0), scaled=least < float("inf"))


def _fit(current: float | None, number: int, room: int) -> float | None:
    """`number` after `current`, where that leaves it room: "twenty" + "three", not "two" + "two"."""
    if not current:
        return float(number)
    if not number or current % room or (room == 10 and current % 100 == 10):
        return None
    return current + number
