"""What a figure counts: its money, measure, noun, or what became of the persons it counts."""

from __future__ import annotations

import re
from dataclasses import replace

from summarize.values.numerals import DASHES, Figure, Numeral, Token
from summarize.values.units import (
    CODES,
    IRREGULAR,
    MEASURES,
    MONEY,
    NO_NOUN,
    PARTS_OF_MONEY,
    PERSONS,
    SINGULAR,
    SPANS,
    STOPS,
)

_NO_HYPHEN = set("way star fold sided something based legged handed door speed dimensional bit tier part".split())
# They look like plurals and stand before what is counted.
_PLACES = set(
    """texas kansas arkansas illinois massachusetts dallas angeles vegas orleans naples athens brussels wales leeds
    states netherlands philippines""".split()
)
# What became of those who are counted: the deaths, the injured. Newspapers tell it before or after the figure.
_FATES = {
    "deaths": (
        r"(?:kill(?:s|ed|ing)?|slay\w*|slew|claim(?:s|ed|ing)|leav(?:es|ing)|left|toll [^.;,]{0,40}(?:to|at|of|hits"
        r"|tops|topped|surpasses|passes|passed|reaches|reached|was|is)|deaths of|murder(?:s|ed|ing)?(?: of)?)",
        r"(?:killed|dead|die|died|dies|dying|slain|deaths?|fatalities|fatally|massacred|perished|murdered|drowned"
        r"|executed|lost their lives)",
    ),
    "injured": (
        r"(?:injur(?:es|ed|ing)|wound(?:s|ed|ing)|hurt(?:s|ing)?)",
        r"(?:injured|wounded|hurt|injuries|injury)",
    ),
    "arrests": (r"(?:arrest(?:s|ed|ing)?(?: of)?|detain(?:s|ed|ing)?)", r"(?:arrested|arrests?|detained|in custody)"),
    "missing": (r"(?!)", r"(?:missing|unaccounted)"),
}
_AUX = (
    r"(?:\s+(?:have|has|had|were|was|are|is|been|being|be|reported|reportedly|confirmed|more|others|other|also|left|feared"
    r"|now|still|believed|to|and|or|not)){0,5}\s+"
)
_FATE_BEFORE = {
    f: re.compile(before + r"(?:\s+(?:another|a|an|the|all|those|other))?\s*$", re.I)
    for f, (before, _) in _FATES.items()
}
_FATE_AFTER = {f: re.compile(_AUX + after + r"\b", re.I) for f, (_, after) in _FATES.items()}


def add_unit(text: str, tokens: list[Token], figure: Figure, currency: str | None, last: Numeral) -> Figure | None:
    at = figure.stop
    word = tokens[at].lower if at < len(tokens) else ""
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    hyphen = word in DASHES and tokens[at].glued and at + 1 < len(tokens) and tokens[at + 1].glued
    if word == "+" and tokens[at].glued:
        return add_unit(text, tokens, replace(figure, stop=at + 1, hedge="at_least", high=None), currency, last)
    if word == "plus" and (hyphen or not tokens[at].glued):
        pass
    if currency:
        if word in ("dollars", "dollar", "usd") or (after in ("dollars", "dollar") and word == "us"):
            figure = replace(figure, stop=at + 1 + (word == "us"))
        return replace(figure, kind="money", unit=currency)
    if word == "%" or word in ("percent", "pct") or (word == "per" and after == "cent"):
        stop = at + 1 + (word == "per")
        if stop < len(tokens) and tokens[stop].lower.startswith("point"):
            return replace(figure, stop=stop + 1, kind="percent", unit="percentage points")
        return replace(figure, stop=stop, kind="percent", unit="%")
    if word == "percentage" and after.startswith("point"):
        return replace(figure, stop=at + 2, kind="percent", unit="percentage points")
    if word == "basis" and after.startswith("point"):
        return replace(figure, stop=at + 2, unit="basis points")
    of = last.open and word == "of"
    money = tokens[at + of].lower if at + of < len(tokens) else ""
    if (
        money in ("us", "american", "canadian", "australian")
        and at + of + 1 < len(tokens)
        and tokens[at + of + 1].lower in MONEY
    ):
        unit = {"canadian": "CAD", "australian": "AUD"}.get(money, "USD")
        return replace(figure, stop=at + of + 2, kind="money", unit=unit)
    if money in MONEY or (at + of < len(tokens) and tokens[at + of].text in CODES):
        unit = MONEY.get(money, money.upper())
        return replace(figure, stop=at + of + 1, kind="money", unit=unit)
    if money in ("pound", "pounds") and (last.scaled or last.open):
        return replace(figure, stop=at + of + 1, kind="money", unit="GBP")
    if money in PARTS_OF_MONEY:
        high = None if figure.high is None else figure.high / 100
        return replace(
            figure, stop=at + of + 1, kind="money", unit=PARTS_OF_MONEY[money], low=figure.low / 100, high=high
        )
    if word in DASHES and tokens[at].glued:
        return _add_hyphened(tokens, figure) if hyphen else figure
    if _is_age(text, tokens, figure):
        return replace(figure, unit="years old")
    return _add_measure_or_noun(text, tokens, figure, last)


def _add_hyphened(tokens: list[Token], figure: Figure) -> Figure | None:
    """ "38-year-old", "50-minute", "23-member", "$40-million" is read elsewhere."""
    at = figure.stop + 1
    word = tokens[at].lower
    rest = [t.lower for t in tokens[at + 1 : at + 4]]
    if word in ("year", "years", "month", "months", "week", "day", "yr") and rest[1:2] and rest[1].startswith("old"):
        unit = "years old" if word[0] == "y" else f"{SPANS[word]} old"
        return replace(figure, stop=at + 3, unit=unit)
    if word in ("year", "month", "week") and rest[:1] and rest[0].startswith("old"):
        return replace(figure, stop=at + 2, unit=f"{word}s old")
    if word in SPANS:
        return replace(figure, stop=at + 1, kind="duration", unit=SPANS[word])
    if word in MEASURES:
        return replace(figure, stop=at + 1, unit=MEASURES[word])
    if word in ("percent", "percentage"):
        point = rest[:1] == ["-"] and rest[1:2] == ["point"]
        return replace(figure, stop=at + 1 + 2 * point, kind="percent", unit="percentage points" if point else "%")
    if word in MONEY:
        return replace(figure, stop=at + 1, kind="money", unit=MONEY[word])
    if word in ("pound",):
        return replace(figure, stop=at + 1, unit="pounds")
    if word in _NO_HYPHEN or not tokens[at].is_word or word in STOPS or len(word) < 3:
        return None
    return replace(figure, stop=at + 1, unit=_pluralize(word))


def _pluralize(word: str) -> str:
    if word in SINGULAR:
        return SINGULAR[word]
    if word in IRREGULAR or (word.endswith("s") and not word.endswith("ss")):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("ss", "sh", "ch", "x")) else "s")


def _is_age(text: str, tokens: list[Token], figure: Figure) -> bool:
    """ "Smith, 38," and "aged 38"."""
    first, stop = figure.first, figure.stop
    if not 0 < figure.low < 120 or not tokens[first].is_digits or figure.low != int(figure.low) or not first:
        return False
    before = " ".join(t.lower for t in tokens[max(first - 2, 0) : first])
    if tokens[first - 1].lower in ("aged", "age", "ages") or before in ("age of", "died at", "dies at", "dead at"):
        return True
    after = tokens[stop].text if stop < len(tokens) else "."
    if first < 2 or tokens[first - 1].text not in (",", "("):
        return False
    closes = after == ")" if tokens[first - 1].text == "(" else after in (",", ".", ";")
    return closes and tokens[first - 2].is_word and tokens[first - 2].text[0].isupper() and figure.stop - first == 1


def _add_measure_or_noun(text: str, tokens: list[Token], figure: Figure, last: Numeral) -> Figure:
    at = figure.stop
    if at < len(tokens) and tokens[at].lower == "of" and last.open:
        at += 1
    word = tokens[at].lower if at < len(tokens) else ""
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if word == "°":
        return replace(figure, stop=at + 1 + (after in ("c", "f")), unit="degrees")
    if word in ("square", "sq", "cubic") and after in MEASURES:
        return replace(figure, stop=at + 2, unit=f"{'square' if word != 'cubic' else word} {MEASURES[after]}")
    if word in ("c", "f") and at < len(tokens) and tokens[at].glued:
        return replace(figure, stop=at + 1, unit="degrees")
    if (
        word == "years"
        and after in ("old", "of")
        and (after == "old" or (tokens[at + 2 : at + 3] and tokens[at + 2].lower == "age"))
    ):
        return replace(figure, stop=at + 2 + (after == "of"), unit="years old")
    if word in ("more", "consecutive", "straight", "full", "additional", "whole", "long") and after in SPANS:
        at, word = at + 1, after
    if word in SPANS and not (word in ("second", "sec", "min", "minute") and figure.low != 1):
        return replace(figure, stop=at + 1, kind="duration", unit=SPANS[word])
    if word in MEASURES and not (word in ("time", "times", "point", "vote") and figure.low == 1):
        return replace(figure, stop=at + 1, unit=MEASURES[word])
    noun, end = _counted_noun(tokens, at, figure.low)
    if noun is None or noun in PERSONS or noun == "lives":
        place = tokens[end - 1].end if noun else tokens[figure.stop - 1].end
        fate = _find_fate(text, tokens[figure.first].start, place)
        if fate is not None:
            return replace(figure, unit=fate)
    return replace(figure, unit=noun)


def _counted_noun(tokens: list[Token], at: int, number: float) -> tuple[str | None, int]:
    """The first plural in the noun group after the figure: "179 new aerial refueling tankers" -> tankers."""
    for k in range(at, min(at + 5, len(tokens))):
        token, word = tokens[k], tokens[k].lower
        if word in DASHES and token.glued and k > at:
            continue
        if not token.is_word or word in STOPS or (token.glued and tokens[k - 1].text not in DASHES):
            return None, at
        if number == 1:
            if word in SINGULAR or _pluralize(word) in PERSONS:
                return _pluralize(word), k + 1
            continue
        if word in NO_NOUN or "'" in word or "’" in word:
            return None, at
        if word in IRREGULAR or _looks_plural(word):
            follows = tokens[k + 1] if k + 1 < len(tokens) else None
            if word in _PLACES and follows is not None and _looks_plural(follows.text):
                continue  # "three Texas schools"
            if follows is not None and follows.text in DASHES and follows.glued:
                continue
            if word in ("police", "crew", "fish", "aircraft") and follows is not None and follows.lower.endswith("s"):
                continue
            return ("deaths" if word == "dead" else word), k + 1
    return None, at


def _looks_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _find_fate(text: str, start: int, end: int) -> str | None:
    # HEDGES stand between the verb and the figure: "killed at least 12".
    before = re.sub(
        r"(?:\b(?:at least|more than|up to|as many as|no fewer than|fewer than|an estimated|about|around|some"
        r"|over|nearly|almost|roughly|another))\s*$",
        "",
        text[max(start - 90, 0) : start],
        flags=re.I,
    )
    after = re.match(r"[^.;:!?,]*", text[end : end + 90]).group()
    suffered = next((fate for fate in _FATES if _FATE_BEFORE[fate].search(before)), None)
    if suffered and re.match(r"\s+and\s", after):
        return suffered  # "killed three people and injured more than 200"
    return next((fate for fate in _FATES if _FATE_AFTER[fate].match(after)), suffered)
