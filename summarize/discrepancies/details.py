"""Small words in which two sentences that tell one thing differ: "a bottle" and "two bottles", "his daughter" and "his
daughters", "an assistant district attorney" and "a district attorney", "install" and "uninstall"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarize.discrepancies.differences import Kind
from summarize.discrepancies.readings import Told
from summarize.text.contrasts import Span, Word, Wording
from summarize.text.traits import stem
from summarize.types import Expression

_ONE = frozenset("a an one another".split())
_THE = frozenset("a an the".split())
_KIN = frozenset(
    """daughters sons brothers sisters children grandchildren grandsons granddaughters nephews nieces cousins uncles
    aunts""".split()
)
_SINGULAR = {"people": "person", "men": "man", "women": "woman", "lives": "life", "children": "child"}
_RANKS = frozenset("assistant deputy associate".split())
_NO_COUNT = re.compile(r"\b(?:as|like|of)\s$")  # "named as a suspect", "that sort of a letter": how many is not told
_FEW = 12
_ALIKE = 0.3  # share of the words with a meaning, of the shorter sentence
_BEFORE = 3  # words from an article to its noun
_NEAR = 5  # words with a meaning, on either side
_SHARED = 2  # of these


def find_details(a: Told, b: Told) -> Iterator[tuple[Kind, Span, Span]]:
    """(kind, span in the first mention, span in the second) of each difference."""
    same = a.statement == b.statement
    for one, other, swap in ((a, b, False), (b, a, True)):
        found: list[tuple[Kind, tuple[Span, Span]]] = []
        if not _KIN.isdisjoint(one.wording.lowers):
            found += [("number", pair) for pair in _find_kin(one.wording, other.wording)]
        if not _RANKS.isdisjoint(one.wording.lowers):
            found += [("name", pair) for pair in _find_ranks(one.wording, other.wording)]
        if same and one.side.values:
            found += [("number", pair) for pair in _find_single(one, other.wording)]
        if same and one.wording.undone and _are_alike(one.wording, other.wording):
            found += [("negation", pair) for pair in _find_undone(one.wording, other.wording)]
        for kind, (first, second) in found:
            yield (kind, second, first) if swap else (kind, first, second)


def _are_alike(a: Wording, b: Wording) -> bool:
    return len(a.stems & b.stems) >= _ALIKE * min(len(a.stems), len(b.stems))


Spans = Iterator[tuple[Span, Span]]


def _find_single(a: Told, b: Wording) -> Spans:
    """ "Two bottles" against "an empty bottle"."""
    for value in a.side.values:
        if not _is_few(value) or value.unit in b.lowers:
            continue
        noun = _make_single(value.unit or "")
        for k, word in enumerate(b.words):
            first = next((w for w in b.words[max(k - _BEFORE, 0) : k] if w.lower in _ONE), None)
            if word.lower != noun or noun in a.wording.lowers or first is None:
                continue
            if _NO_COUNT.search(b.text, 0, first.start) or any(c.isdigit() for c in b.text[first.start : word.start]):
                continue
            if len(_find_near(a.wording, value.start) & _find_near(b, first.start)) >= _SHARED:
                yield (value.start, value.end), (first.start, word.end)


def _find_near(wording: Wording, start: int) -> frozenset[str]:
    """The stems of the words with a meaning around a place."""
    before = [word.stem for word in wording.words if word.stem and word.end <= start]
    after = [word.stem for word in wording.words if word.stem and word.start >= start]
    return frozenset(before[-_NEAR:] + after[:_NEAR])


def _is_few(value: Expression) -> bool:
    exact = value.kind == "number" and value.unit is not None and value.low == value.high is not None
    return exact and value.hedge == "exact" and 2 <= float(value.low or 0) <= _FEW and value.unit.endswith("s")


def _make_single(noun: str) -> str:
    if noun in _SINGULAR:
        return _SINGULAR[noun]
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")


def _find_kin(a: Wording, b: Wording) -> Spans:
    """ "His wife and daughters" against "his wife and daughter"."""
    for k, word in enumerate(a.words):
        before = [w.lower for w in a.words[max(k - 2, 0) : k]]
        if before and word.lower in _KIN and word.lower not in b.lowers and "of" not in before:
            single = _SINGULAR.get(word.lower, word.lower.replace("children", "childs").removesuffix("s"))
            other = _find_after(b, before[-1], single)
            if other is not None and single not in a.lowers:
                yield (word.start, word.end), (other.start, other.end)


def _find_after(a: Wording, before: str, lower: str) -> Word | None:
    rows = zip(a.words, a.words[1:], strict=False)
    return next((word for first, word in rows if (first.lower, word.lower) == (before, lower)), None)


def _find_ranks(a: Wording, b: Wording) -> Spans:
    """ "Then an assistant district attorney" against "then a district attorney"."""
    for i in range(1, len(a.words) - 1):
        if a.words[i].lower not in _RANKS or a.words[i].lower in b.lowers or a.words[i - 1].lower not in _THE:
            continue
        for k in range(1, len(b.words)):
            size = _count_same(a.words[i + 1 :], b.words[k:])
            if size and b.words[k - 1].lower in _THE:
                yield (a.words[i].start, a.words[i + size].end), (b.words[k].start, b.words[k + size - 1].end)


def _count_same(a: Sequence[Word], b: Sequence[Word]) -> int:
    """How many words with a meaning both begin with, up to a mark of punctuation in either."""
    count = 0
    for one, other in zip(a, b, strict=False):
        goes_on = not count or (one.start - a[count - 1].end == other.start - b[count - 1].end == 1)
        if not (one.stem and one.lower == other.lower and goes_on):
            break
        count += 1
    return count


def _find_undone(a: Wording, b: Wording) -> Spans:
    """ "Uninstalling the program" against "refusing to install the program"."""
    for k, word in enumerate(a.words):
        if word in a.undone and word.stem not in b.stems:
            plain = stem(word.lower.removeprefix("un"))
            i = next((i for i, w in enumerate(b.words) if w.stem == plain), None)
            if i is None or plain in a.stems or _find_object(a, k) != _find_object(b, i):
                continue
            if not (_is_denied(a, k) or _is_denied(b, i)):
                yield (word.start, word.end), (b.words[i].start, b.words[i].end)


def _find_object(wording: Wording, k: int) -> str | None:
    """The next word with a meaning after the k-th: to what it is done."""
    return next((word.stem for word in wording.words[k + 1 :] if word.stem), None)


def _is_denied(wording: Wording, k: int) -> bool:
    """Whether a denial stands among the few words before the k-th."""
    first, last = wording.words[max(k - _BEFORE, 0)], wording.words[k]
    return any(first.start <= start < last.start for start, _ in wording.denied)
