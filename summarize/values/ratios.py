"""Ordinals, fractions and scores."""

from __future__ import annotations

import re

from summarize.values.numerals import DASHES, Figure, Numeral, Token, read_numeral
from summarize.values.units import SPANS

_CONTEST = re.compile(
    r"\b(?:w[io]n\w*|beat\w*|defeat\w*|lost|los\w+|victor\w+|vot\w+|lead\w*|led|score\w*|drew|draw|tie\w*|rul\w+|divided"
    r"|decision|thrash\w*|margin|split|trail\w*|record|against)\b",
    re.IGNORECASE,
)
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
}
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
              "fifths": 5, "sixth": 6, "eighth": 8, "tenth": 10, "tenths": 10}  # fmt: skip


def read_score(text: str, tokens: list[Token], numeral: Numeral) -> Figure | None:
    """ "3-2", "52-48", "three-to-one": two numbers of a contest, kept in their order."""
    at = numeral.stop
    if at + 1 >= len(tokens) or tokens[at].text not in DASHES or not tokens[at].glued or not tokens[at + 1].glued:
        return None
    to = tokens[at + 1].lower == "to"
    second_at = at + 3 if to else at + 1
    if second_at >= len(tokens) or not tokens[second_at].glued:
        return None
    second = read_numeral(tokens, second_at)
    if second is None or second.scaled or second.value != int(second.value) or numeral.value != int(numeral.value):
        return None
    after = tokens[second.stop] if second.stop < len(tokens) else None
    if after is not None and after.glued and after.text not in {".", ",", ";", ":", "!", "?", ")", '"', "”", "’", "'"}:
        return None
    near = text[max(tokens[numeral.first].start - 50, 0) : tokens[second.stop - 1].end + 30]
    if numeral.value < second.value and not _CONTEST.search(near):
        return None
    if max(numeral.value, second.value) > 999:
        return None
    low, high = sorted((numeral.value, second.value))
    return Figure(numeral.first, second.stop, low, high, unit="score", text=f"{numeral.value:.0f}-{second.value:.0f}")


def read_ordinal(tokens: list[Token], at: int) -> Figure | None:
    word = tokens[at]
    if (
        word.is_digits
        and at + 1 < len(tokens)
        and tokens[at + 1].glued
        and tokens[at + 1].lower in ("st", "nd", "rd", "th")
    ):
        if (
            "." in word.text
            or "," in word.text
            or (at + 2 < len(tokens) and tokens[at + 2].glued and tokens[at + 2].is_word)
        ):
            return None
        stop, value = at + 2, float(word.text)
    elif word.text in ORDINALS and not (at and tokens[at - 1].text in DASHES and tokens[at].glued):
        stop, value = at + 1, float(ORDINALS[word.text])
    else:
        return None
    before = tokens[at - 1].lower if at else ""
    after = tokens[stop].lower if stop < len(tokens) else ""
    if before in ("at", "one", "a") or (after in DASHES and tokens[stop].glued) or after == ",":
        return None
    if value == 1 and after in ("lady", "responders", "responder", "aid", "and", "of", "lieutenant", "family"):
        return None
    if value == 1 and before not in (
        "the",
        "his",
        "her",
        "its",
        "their",
        "tied",
        "placed",
        "in",
        "finished",
        "for",
        "s",
    ):
        return None
    if after in ("half", "century", "quarter") or (
        stop < len(tokens) and tokens[stop].is_word and tokens[stop].text[0].isupper()
    ):
        return None
    return Figure(at, stop, value, value, kind="ordinal")


def read_fraction(tokens: list[Token], at: int) -> Figure | None:
    """ "half of", "a third of", "two-thirds", "one in five", "3 out of 5"."""
    words = [t.lower for t in tokens[at : at + 6]]
    if words[0] == "half" and words[1:2] in (["of"], ["the"], ["all"]):
        return Figure(at, at + 1, 0.5, 0.5, kind="percent", unit="fraction", text="1/2")
    if (
        tokens[at].is_digits
        and words[1:2] == ["/"]
        and len(words) > 2
        and tokens[at + 1].glued
        and tokens[at + 2].glued
        and tokens[at + 2].is_digits
    ):
        if (at and tokens[at - 1].text in ("/", ".") and tokens[at].glued) or words[3:4] == ["/"]:
            return None
        part, whole, stop = float(words[0].replace(",", "")), float(words[2].replace(",", "")), at + 3
        if not 0 < part < whole <= 10:
            return None
        return Figure(at, stop, part / whole, part / whole, kind="percent", unit="fraction", text=f"{part:g}/{whole:g}")
    first = 1.0 if words[0] == "a" else None
    if first is None:
        numeral = read_numeral(tokens, at)
        if numeral is None or numeral.stop != at + 1 or not 1 <= numeral.value <= 1000:
            return None
        first = numeral.value
    rest = words[1:]
    hyphen = rest[:1] and rest[0] in DASHES
    name = rest[1] if hyphen and len(rest) > 1 else rest[0] if rest else ""
    if name in FRACTIONS and first < FRACTIONS[name] and (first == 1) == (not name.endswith("s")):
        follows = rest[2 if hyphen else 1 :][:1]
        if first > 1 or hyphen or follows in (["of"], ["the"]):
            if name == "half" and hyphen and follows == ["-"]:
                return None
            value = first / FRACTIONS[name]
            return Figure(
                at,
                at + 2 + bool(hyphen),
                value,
                value,
                kind="percent",
                unit="fraction",
                text=f"{first:g}/{FRACTIONS[name]}",
            )
    out = rest[:2] == ["out", "of"]
    if (out or rest[:1] == ["in"]) and words[0] != "a":
        k = at + 1 + 1 + out
        numeral = read_numeral(tokens, k) if k < len(tokens) else None
        after = tokens[numeral.stop].lower if numeral and numeral.stop < len(tokens) else ""
        if (
            numeral
            and not numeral.open
            and first < numeral.value
            and numeral.value <= 100000
            and after not in SPANS
            and numeral.value == int(numeral.value)
        ):
            if not out and (numeral.value > 1000 or numeral.value < 2):
                return None
            value = first / numeral.value
            return Figure(
                at, numeral.stop, value, value, kind="percent", unit="fraction", text=f"{first:g}/{numeral.value:g}"
            )
    return None
