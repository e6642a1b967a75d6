"""Two sentences that are alike but for one thing: a denial, an opposite, another name in the same place.

Both are laid side by side word by word; what one has in place of the other's words is looked at. Whatever cannot be
aligned is left alone: a missed difference costs less than one that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from summarize.traits import stem

Span = tuple[int, int]
Spelled = Callable[[str, str], bool]
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’&-][^\W_]+)*")
_DENIALS = frozenset("not no never none nobody nothing neither nor without cannot can't".split())
_STOP = frozenset(
    """a an the of to in on at by for with from as and or but if so than then is are was were be been being am has have
    had do does did it its he his she her they their them this that these those who whom which what when where while
    there here i we you my our your s also about into over after before up out more most just some said says mr mrs
    ms dr will would""".split()
)
_HELPERS = frozenset("do does did to will would be been is are was were have has had can could".split())
_OPPOSITES = frozenset(
    frozenset(pair.split())
    for pair in """
    always never, everyone nobody, all none, accepted rejected, approved rejected, confirmed denied, guilty innocent,
    alive dead, won lost, rose fell, increased decreased, increase decrease, before after, inside outside,
    support oppose, supports opposes, supported opposed, allowed banned, legal illegal, largest smallest,
    agreed refused, north south, east west, northern southern, eastern western, upper lower, men women, boys girls
    """.split(",")
)
_TITLES = frozenset(
    """mr mrs ms dr sen rep gov president senator representative secretary minister prime governor mayor judge justice
    general attorney officer detective sergeant lt capt col chief king queen prince princess pope lord sir dame the us
    u.s. uk u.k. monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sept sep oct nov dec republican democrat
    republicans democrats gop white house""".split()
)
_NICKNAMES = frozenset(
    frozenset(pair.split())
    for pair in """
    bob robert, rob robert, bobby robert, bill william, will william, dick richard, rick richard, jim james,
    jimmy james, mike michael, joe joseph, tom thomas, dave david, steve stephen, steve steven, chris christopher,
    ben benjamin,
    dan daniel, danny daniel, matt matthew, tony anthony, ted edward, ed edward, liz elizabeth, beth elizabeth,
    kate katherine, kathy katherine, sue susan, jack john, johnny john, charlie charles, chuck charles, larry lawrence,
    jeff jeffrey, greg gregory, sam samuel, alex alexander, nick nicholas, pat patrick, ron ronald, don donald,
    ken kenneth, andy andrew, tim timothy, bernie bernard, hank henry, harry henry, peggy margaret, maggie margaret,
    gerry gerald
    """.split(",")
)
_ALIKE = 0.8  # share of the words with a meaning that must agree for a denial to be the difference
_OVERLAP = 0.5
_LETTERS = 0.6  # of two words of a name: with less in common they are two persons


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    end: int
    text: str
    lower: str
    stem: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sentences have in place of each other, as half-open spans."""

    first: Span
    second: Span


def split_words(text: str) -> tuple[Word, ...]:
    words = []
    for match in _WORD.finditer(text):
        lower = re.sub(r"['’]s$", "", match[0].lower()).replace("’", "'")
        words.append(Word(match.start(), match.end(), match[0], lower, "" if lower in _STOP else stem(lower)))
    return tuple(words)


def find_denial(a: Sequence[Word], b: Sequence[Word]) -> Contrast | None:
    """Where two sentences are equal but for a denial ("did not plan", "planned") or an opposite ("always", "never")."""
    one, other = _meanings(a), _meanings(b)
    if len(one & other) < 3 or len(one & other) < _ALIKE * min(len(one), len(other)):
        return None
    for first, second, _, _ in _replaced(a, b):
        opposite = len(first) == len(second) == 1 and frozenset((first[0].lower, second[0].lower)) in _OPPOSITES
        if opposite and len(one & other) + 1 >= _ALIKE * max(len(one), len(other)):
            return Contrast(_span(first), _span(second))
    denied_a, denied_b = _denied(a), _denied(b)
    if len(one & other) < _ALIKE * max(len(one), len(other)) or len(denied_a) == len(denied_b):
        return None
    more, fewer, words = (denied_a, denied_b, b) if len(denied_a) > len(denied_b) else (denied_b, denied_a, a)
    for start, verb in more:
        plain = next((word for word in words if word.stem and _same_stem(word.stem, verb.stem)), None)
        if plain is not None and not any(_same_stem(verb.stem, denied.stem) for _, denied in fewer):
            spans = (start, verb.end), (plain.start, plain.end)
            return Contrast(*spans) if more is denied_a else Contrast(*spans[::-1])
    return None


def _same_stem(a: str, b: str) -> bool:
    """ "plan" and "planned" lose different endings."""
    return a == b or (min(len(a), len(b)) >= 4 and abs(len(a) - len(b)) <= 2 and (a.startswith(b) or b.startswith(a)))


def _meanings(words: Sequence[Word]) -> set[str]:
    return {word.stem for word in words if word.stem and word.lower not in _DENIALS and not _ends_denied(word)}


def _ends_denied(word: Word) -> bool:
    return word.lower.endswith("n't")


def _denied(words: Sequence[Word]) -> list[tuple[int, Word]]:
    """Each denial's beginning and the word that it denies."""
    found = []
    for k, word in enumerate(words):
        if word.lower in _DENIALS or _ends_denied(word):
            start = words[k - 1].start if k and words[k - 1].lower in _HELPERS else word.start
            target = next((w for w in words[k + 1 : k + 4] if w.stem), None)
            if target is not None:
                found.append((start, target))
    return found


def find_other_names(
    a: Sequence[Word], b: Sequence[Word], told_a: frozenset[str], told_b: frozenset[str], same: Spelled
) -> list[Contrast]:
    """Names that stand in the same place of two sentences and are not the same.

    told_a, told_b: all words of the two articles, in small letters: who names both people does not take one for the
    other. same: whether two names may be spellings of one. Part of a name must be shared ("Fred Simple", "Fred
    Temple"), or the sentences be alike on both sides of it.
    """
    found = _find_misspelt(a, b, told_a, told_b, same)
    one, other = {w.stem for w in a if w.stem}, {w.stem for w in b if w.stem}
    if found or len(one & other) < 2:
        return found
    alike = len(one & other) / max(min(len(one), len(other)), 1)
    for first, second, before, after in _replaced(a, b):
        if not first or not second or max(len(first), len(second)) > 2 or not all(map(_is_name, (*first, *second))):
            continue
        if any(w.lower in told_b for w in first) or any(w.lower in told_a for w in second):
            continue
        names = " ".join(w.text for w in first), " ".join(w.text for w in second)
        if same(*names) or _may_be_one(*names):
            continue
        in_name = _touches(a, first, before, after) and _touches(b, second, before, after)
        if (in_name and alike >= _OVERLAP / 2) or (before and after and alike >= _ALIKE):
            found.append(Contrast(_name_span(a, first, in_name), _name_span(b, second, in_name)))
    return found


def _find_misspelt(
    a: Sequence[Word], b: Sequence[Word], told_a: frozenset[str], told_b: frozenset[str], same: Spelled
) -> list[Contrast]:
    """Full names that differ in a few letters of one word ("Betty Jane Perske", "Betty Joan Perske"), wherever they
    stand, where neither article has the other's word."""
    found = []
    for one in _full_names(a):
        for other in _full_names(b):
            differs = [(x, y) for x, y in zip(one, other, strict=False) if x.lower != y.lower]
            if len(one) != len(other) or len(differs) != 1:
                continue
            x, y = differs[0]
            if x.lower in told_b or y.lower in told_a or same(x.text, y.text) or _may_be_one(x.text, y.text):
                continue
            words = sorted((x.lower, y.lower))
            letters = SequenceMatcher(None, *words, autojunk=False).ratio()
            if min(map(len, words)) > 3 and letters >= _LETTERS and words[0].rstrip("s") != words[1].rstrip("s"):
                found.append(Contrast(_span(one), _span(other)))
    return found


def _full_names(words: Sequence[Word]) -> list[Sequence[Word]]:
    names, start = [], 0
    for k in range(len(words)):
        if not _goes_on(words, k):
            if k > start:
                names.append(words[start : k + 1])
            start = k + 1
    return names


def _is_name(word: Word) -> bool:
    return word.text[0].isupper() and len(word.text) > 1 and word.lower not in _TITLES and word.lower not in _STOP


def _may_be_one(a: str, b: str) -> bool:
    one, other = a.lower(), b.lower()
    if frozenset((one, other)) in _NICKNAMES or (one.startswith(other[:3]) and min(len(one), len(other)) <= 4):
        return True
    if re.sub(r"\W", "", one) == re.sub(r"\W", "", other):
        return True
    letters = ["".join(part[0] for part in re.split(r"[\s-]", name) if part) for name in (a, b)]
    return one.replace(".", "") == letters[1].lower() or other.replace(".", "") == letters[0].lower()


def _touches(words: Sequence[Word], part: Sequence[Word], before: bool, after: bool) -> bool:
    """Whether a shared word of the same name stands right beside the part that differs."""
    first, last = words.index(part[0]), words.index(part[-1])
    return (before and _goes_on(words, first - 1)) or (after and _goes_on(words, last))


def _goes_on(words: Sequence[Word], k: int) -> bool:
    """Whether the k-th word and the next are two words of one name."""
    if not 0 <= k < len(words) - 1 or words[k + 1].start - words[k].end != 1:
        return False
    return _is_name(words[k]) and _is_name(words[k + 1])


def _name_span(words: Sequence[Word], part: Sequence[Word], in_name: bool) -> Span:
    """The whole name, where only a part of it differs."""
    first, last = words.index(part[0]), words.index(part[-1])
    while in_name and _goes_on(words, first - 1):
        first -= 1
    while in_name and _goes_on(words, last):
        last += 1
    return words[first].start, words[last].end


def _replaced(a: Sequence[Word], b: Sequence[Word]) -> list[tuple[Sequence[Word], Sequence[Word], bool, bool]]:
    """What stands in place of each other, and whether the words before and after agree."""
    matcher = SequenceMatcher(None, [w.lower for w in a], [w.lower for w in b], autojunk=False)
    found = []
    for tag, i, next_i, k, next_k in matcher.get_opcodes():
        if tag == "replace":
            found.append((a[i:next_i], b[k:next_k], i > 0 and k > 0, next_i < len(a) and next_k < len(b)))
    return found


def _span(words: Sequence[Word]) -> Span:
    return words[0].start, words[-1].end
