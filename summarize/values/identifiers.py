"""Numbers that are no figures: parts of names, codes, list numbers, telephone numbers, addresses.

This is decided by their near neighbours alone; where that is not enough, a number stays unread rather than misread.
"""

from __future__ import annotations

import re

from summarize.values.numerals import DASHES, Figure, Numeral, Token
from summarize.values.units import CODES, DOLLARS, HEDGES, MEASURES, STOPS

MASKED = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,60}@[\w-]{1,60}\.\w{2,}|[@#]\w+"
    r"|(?<![\w,.])\+?[0-9]{0,3}[ .-]?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?!\w)"
    r"|\b[0-9]{1,3}(?:\.[0-9]{1,3}){2,4}\b|\b(?:24/7|401\(k\)|9/11|50/50|7-Eleven)"
    r"|(?m:^\s{0,8}(?:\(?[0-9]{1,3}[.)]|\[[0-9]{1,3}\])(?=\s))|\[[0-9]{1,3}\]"
    r"|\b[0-9]{1,5} (?:[NSEW]\.? )?(?:[A-Z0-9][\w.'’]{0,20} ){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Lane"
    r"|Drive|Dr|Place|Square|Highway|Court|Parkway|Way)\b"
)
_NAMES = set(
    """boeing airbus route interstate highway flight covid windows iphone ipad article section title chapter channel
    room gate platform psalm amendment proposition prop measure area apollo pier level category grade playstation xbox
    galaxy
    pixel model type form resolution rule directive no number nos numbers page line bus train terminal formula phase
    schedule act verse part season episode volume issue version unit district precinct ward zone sector route class
    camp lot bowl junction exit runway paragraph appendix figure table group day week step round game lane stage site
    studio building block case order bill""".split()
)


def is_part_of_code(tokens: list[Token], numeral: Numeral) -> bool:
    """A number that is part of a word, a code or a longer number: "F-16", "G7", "737-800", "4K", "3,5"."""
    first, stop = numeral.first, numeral.stop
    if tokens[first].glued and first:
        before = tokens[first - 1]
        if (
            before.is_digits
            or before.text in {"_", "/", "\\", "#", "'", "’", ":", "°", "^", "="}
            or (before.is_word and before.lower not in DOLLARS and before.text not in CODES)
        ):
            return True
        if (
            before.text in DASHES
            and before.glued
            and first > 1
            and (tokens[first - 2].is_word or tokens[first - 2].is_digits)
        ):
            return True
        if before.text in {",", "."} and before.glued and first > 1 and tokens[first - 2].is_digits:
            return True
    if not tokens[stop - 1].is_digits or stop == len(tokens) or not tokens[stop].glued:
        return False
    after = tokens[stop]
    if after.is_digits or after.text in {"_", "/", "\\", "(", ":", "^", "="}:
        return True
    if after.is_word:
        return after.lower not in MEASURES and after.lower not in {"c", "f", "hr", "hrs", "min", "mins", "bps"}
    if after.text in {",", "."} and stop + 1 < len(tokens) and tokens[stop + 1].glued and tokens[stop + 1].is_digits:
        return True
    return (
        after.text in DASHES
        and stop + 1 < len(tokens)
        and tokens[stop + 1].glued
        and tokens[stop + 1].is_word
        and tokens[stop + 1].text[0].isupper()
    )


def is_cut_short(tokens: list[Token], numeral: Numeral) -> bool:
    after = tokens[numeral.stop] if numeral.stop < len(tokens) else None
    return after is not None and after.glued and (after.is_digits or after.text in {"/", ":"})


def is_part_of_name(text: str, tokens: list[Token], at: int, figure: Figure, numeral: Numeral) -> bool:
    """ "Boeing 737", "Route 66", "Apple Watch 4": the number belongs to the name before it."""
    if numeral.scaled or numeral.open or "," in tokens[at].text or at == 0:
        return False
    before = tokens[at - 1]
    if before.text in {"#", "№"}:
        return True
    k = at - 1
    if before.text == "." and k and tokens[k - 1].lower in ("no", "nos"):
        return True
    if not before.is_word:
        return False
    if before.lower in _NAMES and (before.text[0].isupper() or before.lower in ("number", "page", "line", "channel")):
        return True
    if not before.text[0].isupper() or figure.unit is not None or not tokens[at].is_digits:
        return False
    starts_sentence = k == 0 or tokens[k - 1].text in {".", "!", "?", "“", '"', "\n", "—", "•", ":"}
    return (
        not starts_sentence
        and before.lower not in STOPS
        and (before.lower,) not in HEDGES
        and not _is_title(tokens, at)
    )


def _is_title(tokens: list[Token], at: int) -> bool:
    """Whether capitals mean nothing here: nearly all words around begin with one, as in an American headline."""
    words = [t for t in tokens[max(at - 6, 0) : at + 7] if t.is_word and t.lower not in STOPS]
    return len(words) >= 3 and sum(t.text[0].isupper() for t in words) >= 0.8 * len(words)
