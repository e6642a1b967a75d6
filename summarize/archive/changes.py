"""Whether a statement says something else than it did: a figure, a date, the words of a quotation, a denial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from summarize.discrepancies.differing import find_differing
from summarize.discrepancies.sides import grain, read_side
from summarize.people.names import same_name
from summarize.same.embed import plain_text
from summarize.text.quotations import compare_wording, find_quotations, read_words
from summarize.text.traits import stem
from summarize.types import Expression
from summarize.values.compare import compare_values, find_values

_QUOTE = re.compile(r'"([^"]+)(?:"|$)')  # one that goes on in the next sentence is not closed
_WORD = re.compile(r"\w+(?:'\w+)?")
_DENIAL = frozenset("not no never neither nor none without deny denies denied denying refuse refuses refused".split())
_HELP = frozenset("do does did have has had is are was were be been will would can could that to".split())
_FATES = frozenset(("deaths", "injured", "arrests", "missing"))  # units of summarize.values.counted
_SHORTEST_QUOTE = 4  # words; shorter ones are scare quotes and names
_ONE_QUOTATION = 0.6  # this much of the words in common, in their order: two versions of one quotation
_SAME_BUT_DENIED = 0.8  # of the stems in common, denials apart


@dataclass(frozen=True, slots=True)
class Saying:
    """One mention's words, and its article's date of publication (ISO 8601) if it is known."""

    text: str
    published: str | None


def has_changed(now: Sequence[Saying], before: Sequence[Saying]) -> bool:
    """True if a mention says what none of the earlier ones does: a value, a quotation's words, or whether at all.

    Sentences leave things out, so what only one side has is no change: a value counts where each side has one of a
    kind that the other contradicts, in the same role (`find_differing`) or as a toll, and nobody on the other side has
    it.
    """
    if {plain_text(saying.text) for saying in now} <= {plain_text(saying.text) for saying in before}:
        return False
    return _value_changed(now, before) or _quote_changed(now, before) or _denial_changed(now, before)


def _value_changed(now: Sequence[Saying], before: Sequence[Saying]) -> bool:
    fresh, old = ([find_values(s.text, s.published) for s in side] for side in (now, before))
    known, told = [v for row in old for v in row], [v for row in fresh for v in row]
    for row in fresh:
        for value in row:
            against = [compare_values(value, other) for other in known]
            if "differs" not in against or not {"equal", "rounded", "compatible"}.isdisjoint(against):
                continue
            rivals = [other for other, how in zip(known, against, strict=True) if how == "differs"]
            # One that is still told beside the new value is another value: "12 hurt" is not changed by "3 killed".
            gone = [rival for rival in rivals if not _is_told(rival, told)]
            if any(_is_rival(value, rival, told, known) for rival in gone):
                return True
            if gone:
                return _differ_in_a_role(now, before, told, known)
    return False


def _is_rival(value: Expression, rival: Expression, told: Sequence[Expression], known: Sequence[Expression]) -> bool:
    """What two reports tell of one thing whatever stands around it: how many died, and the only day of either."""
    if value.kind == "number":
        return value.unit == rival.unit and value.unit in _FATES
    alone = all(sum(other.kind == "date" for other in side) == 1 for side in (told, known))
    return value.kind == rival.kind == "date" and alone and grain(value) == grain(rival)


def _differ_in_a_role(
    now: Sequence[Saying], before: Sequence[Saying], told: Sequence[Expression], known: Sequence[Expression]
) -> bool:
    fresh, old = ([(read_side(s.text, s.published), s.published) for s in side] for side in (now, before))
    return any(
        verdict in ("conflict", "update")
        for (a, when), (b, then) in product(fresh, old)
        for _, verdict, _, _ in find_differing(
            a, b, lambda value: _is_told(value, told), lambda value: _is_told(value, known), (when, then), True
        )
    )


def _is_told(value: Expression, values: Sequence[Expression]) -> bool:
    return any(compare_values(value, other) in ("equal", "rounded", "compatible") for other in values)


def _quote_changed(now: Sequence[Saying], before: Sequence[Saying]) -> bool:
    """As two outlets are compared (`compare_wording`): little words, brackets and typing errors are no change."""
    old_quotes = [words for saying in before for words in _quotes(saying.text)]
    old_texts = [_words(saying.text) for saying in before]
    for saying in now:
        for words in _quotes(saying.text):
            if any(_holds(text, words) for text in old_texts):
                continue
            rivals = [other for other in old_quotes if _overlap(words, other) >= _ONE_QUOTATION]
            if rivals and not any(_holds(words, other) for other in rivals) and _reworded(saying.text, before):
                return True
    return False


def _reworded(text: str, before: Sequence[Saying]) -> bool:
    fresh = [read_words(text, *span) for span in find_quotations(text)]
    old = [read_words(saying.text, *span) for saying in before for span in find_quotations(saying.text)]
    return any(compare_wording(a, b, same_name) for a, b in product(fresh, old))


def _denial_changed(now: Sequence[Saying], before: Sequence[Saying]) -> bool:
    old = [_denies(saying.text) for saying in before]
    for denied, stems in (_denies(saying.text) for saying in now):
        like = [was for was, others in old if len(stems & others) >= _SAME_BUT_DENIED * len(stems | others)]
        if like and denied not in like:
            return True
    return False


def _denies(text: str) -> tuple[bool, frozenset[str]]:
    """Whether a sentence denies, and its other words."""
    words = _words(text)
    denied = any(word in _DENIAL or word.endswith("n't") for word in words)
    rest = (word.removesuffix("n't") for word in words if word not in _DENIAL)
    return denied, frozenset(stem(word) for word in rest if word and word not in _HELP)


def _quotes(text: str) -> list[list[str]]:
    found = (_words(quote) for quote in _QUOTE.findall(plain_text(text)))
    return [words for words in found if len(words) >= _SHORTEST_QUOTE]


def _words(text: str) -> list[str]:
    return _WORD.findall(plain_text(text).lower())


def _holds(long: Sequence[str], short: Sequence[str]) -> bool:
    """True if the words of `short` stand in `long` in their order; an outlet may leave some out."""
    rest = iter(long)
    return all(word in rest for word in short)


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / min(len(one), len(other))
