"""Two sentences that are alike but for one thing: a denial, an opposite, another name in the same place.

Both are laid side by side word by word; what one has in place of the other's words is looked at. Whatever cannot be
aligned is left alone: a missed difference costs less than one that is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from summarize.text.traits import stem

Span = tuple[int, int]
Spelled = Callable[[str, str], bool]
Told = Callable[[str], bool]
# In a text that was garbled on its way another sign stands for an apostrophe: "isn?t".
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?:['’&-]|(?<=n)[?\ufffd](?=t\b))[^\W_]+)*")
_APOSTROPHE = re.compile("[’?\ufffd]")
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
_NONE: frozenset[str] = frozenset()
_OPPOSITES_OF = {
    word: _NONE.union(*(pair - {word} for pair in _OPPOSITES if word in pair)) for word in _NONE.union(*_OPPOSITES)
}
_TITLES = frozenset(
    """mr mrs ms dr sen rep gov president senator representative secretary minister prime governor mayor judge justice
    general attorney officer detective sergeant lt capt col chief king queen prince princess pope lord sir dame the us
    u.s. uk u.k. monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sept sep oct nov dec republican democrat
    republicans democrats gop white house born""".split()
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
    gerry gerald, jerry gerald, jerry jerrold, jerry jerome, ted theodore, bernie bernice, randy randall, marty martin,
    cathy catherine, cindy cynthia, debbie deborah, judy judith, becky rebecca, patty patricia, tricia patricia,
    vicky victoria, sandy sandra, jenny jennifer, mandy amanda, meg margaret, jackie jacqueline, charlie charlotte,
    gabby gabrielle, gabby gabriela, chris christine, sandy sander, freddy frederick, freddie frederick
    """.split(",")
)
_JOINED = re.compile(r"^[rdi]-|-(?:led|run|controlled|backed|linked|affiliated|based|born|style|area|era|language)$")
# Of one word: America and American, Liberty and Liberties, advisers and advisors, center and centre.
_ENDING = re.compile(r"(?:(?<=t)(?:ies|y)|ns?|ians?|ers?|ors?|res?|man|woman|men|women)$")
_CONTRACTED = ("'d", "'ll", "'m", "'re", "'ve", "n't")
_ALIKE = 0.8  # share of the words with a meaning that must agree for a denial to be the difference
_OVERLAP = 0.5
_LETTERS = 0.6
_UNDONE = 6  # letters, from which "un-" is rather a prefix than a part of the word


class Word(NamedTuple):
    start: int
    end: int
    text: str
    lower: str
    stem: str


@dataclass(frozen=True)
class Wording:
    """A sentence and its words, in small letters and as stems; named: those that may belong to a name. Where each word
    stands is read when two sentences are alike enough to ask."""

    text: str
    lowers: frozenset[str]
    stems: frozenset[str]
    named: frozenset[str]

    @functools.cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(Word(*match.span(), *_read_word(match[0])) for match in _WORD.finditer(self.text))

    @functools.cached_property
    def meanings(self) -> frozenset[str]:
        """The stems of the words with a meaning, denials aside."""
        if not any(map(_is_denial, self.lowers)):
            return self.stems
        return frozenset(word.stem for word in self.words if word.stem and not _is_denial(word.lower))

    @functools.cached_property
    def denied(self) -> tuple[tuple[int, Word], ...]:
        """Each denial's beginning and the word that it denies."""
        return tuple(_denied(self.words)) if any(map(_is_denial, self.lowers)) else ()

    @functools.cached_property
    def undone(self) -> tuple[Word, ...]:
        """Words in "un-"."""
        if not any(map(_is_undone, self.lowers)):
            return ()
        return tuple(word for word in self.words if word.stem and _is_undone(word.lower))

    @functools.cached_property
    def names(self) -> tuple[Word, ...]:
        """The words that may belong to a name."""
        return tuple(word for word in self.words if is_name(word.text))


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sentences have in place of each other, as half-open spans."""

    first: Span
    second: Span


def read_wording(text: str) -> Wording:
    words = [_read_word(word) for word in set(_WORD.findall(text))]
    return Wording(
        text,
        frozenset(lower for _, lower, _ in words),
        frozenset(stem for _, _, stem in words if stem),
        frozenset(lower for word, lower, _ in words if is_name(word)),
    )


@functools.lru_cache(maxsize=100_000)
def _read_word(word: str) -> tuple[str, str, str]:
    """A word, it in small letters, and its stem; "" for one without a meaning of its own."""
    lower = make_small(word)
    return word, lower, "" if lower in _STOP else stem(lower)


@functools.lru_cache(maxsize=100_000)
def make_small(word: str) -> str:
    """In small letters, without the ending of a genitive."""
    lower = word.lower()
    return lower if lower.isalpha() else write_plain(lower).removesuffix("'s")


def write_plain(text: str) -> str:
    """In small letters, each apostrophe in one form."""
    return _APOSTROPHE.sub("'", text.lower())


def find_denial(a: Wording, b: Wording) -> Contrast | None:
    """Where two sentences are equal but for a denial ("did not plan", "planned") or an opposite ("always", "never")."""
    one, other = a.meanings, b.meanings
    shared, smaller, larger = len(one & other), *sorted((len(one), len(other)))
    if shared < 3 or shared < _ALIKE * smaller:
        return None
    if shared + 1 >= _ALIKE * larger and any(_OPPOSITES_OF.get(w, _NONE) & b.lowers for w in a.lowers):
        for first, second, _, _ in _replaced(a.words, b.words):
            if len(first) == len(second) == 1 and are_opposite(first[0].lower, second[0].lower):
                return Contrast(_span(first), _span(second))
    if shared < _ALIKE * larger or len(a.denied) == len(b.denied):
        return None
    more, fewer = (a, b) if len(a.denied) > len(b.denied) else (b, a)
    for start, verb in more.denied:
        plain = next((word for word in fewer.words if word.stem and _same_stem(word.stem, verb.stem)), None)
        if plain is not None and not any(_same_stem(verb.stem, denied.stem) for _, denied in fewer.denied):
            spans = (start, verb.end), (plain.start, plain.end)
            return Contrast(*spans) if more is a else Contrast(*spans[::-1])
    return None


def _same_stem(a: str, b: str) -> bool:
    """ "plan" and "planned" lose different endings."""
    return a == b or (min(len(a), len(b)) >= 4 and abs(len(a) - len(b)) <= 2 and (a.startswith(b) or b.startswith(a)))


def _is_denial(lower: str) -> bool:
    return lower in _DENIALS or lower.endswith("n't")


def _is_undone(lower: str) -> bool:
    return lower.startswith("un") and len(lower) > _UNDONE


def _denied(words: Sequence[Word]) -> list[tuple[int, Word]]:
    """Each denial's beginning and the word that it denies."""
    found = []
    for k, word in enumerate(words):
        if _is_denial(word.lower):
            start = words[k - 1].start if k and words[k - 1].lower in _HELPERS else word.start
            target = next((w for w in words[k + 1 : k + 4] if w.stem), None)
            if target is not None:
                found.append((start, target))
    return found


def find_other_names(a: Wording, b: Wording, told_a: Told, told_b: Told, same: Spelled) -> list[Contrast]:
    """Names that stand in the same place of two sentences and are not the same.

    told_a, told_b: whether an article has a word, in small letters: who names both people does not take one for the
    other. same: whether two names may be spellings of one. Part of a name must be shared ("Fred Simple", "Fred
    Temple"), or the sentences be alike on both sides of it.
    """
    shared, alike = len(a.stems & b.stems), 0.0
    if shared >= 2:
        alike = shared / max(min(len(a.stems), len(b.stems)), 1)
    if alike < _OVERLAP / 2 or a.named <= b.lowers or b.named <= a.lowers:
        return []
    mine = [w for w in a.names if w.lower not in b.lowers and not told_b(w.lower)]
    theirs = [w for w in b.names if w.lower not in a.lowers and not told_a(w.lower)] if mine else []
    if not theirs:
        return []
    found = []
    for first, second, before, after in _replaced(a.words, b.words):
        if not first or not second or max(len(first), len(second)) > 2:
            continue
        if not all(w in mine for w in first) or not all(w in theirs for w in second):
            continue
        names = " ".join(w.text for w in first), " ".join(w.text for w in second)
        if same(*names) or may_be_one(*names) or are_one_word(*(name.lower() for name in names)):
            continue
        in_name = _touches(a.words, first, before, after) and _touches(b.words, second, before, after)
        if (in_name and (alike >= _OVERLAP or _look_alike(*names))) or (before and after and alike >= _ALIKE):
            found.append(Contrast(_name_span(a.words, first, in_name), _name_span(b.words, second, in_name)))
    return found


def _look_alike(a: str, b: str) -> bool:
    """With fewer letters in common, two names beside one given name are of two people."""
    return SequenceMatcher(None, *sorted((a.lower(), b.lower())), autojunk=False).ratio() >= _LETTERS


def are_opposite(a: str, b: str) -> bool:
    """Whether two words, in small letters, exclude each other: north and south, always and never."""
    return a in _OPPOSITES_OF.get(b, _NONE)


@functools.lru_cache(maxsize=100_000)
def is_name(word: str) -> bool:
    """Whether a word may be part of a name: it begins with a capital and is no title, day or month, nor "I'd"."""
    if not word[0].isupper() or len(word) < 2:
        return False
    lower = make_small(word)
    return lower not in _TITLES and lower not in _STOP and not lower.endswith(_CONTRACTED)


def may_be_one(a: str, b: str) -> bool:
    """Whether one name may stand for another: a nickname, a short form, initials, the same without its marks."""
    one, other = a.lower(), b.lower()
    if frozenset((one, other)) in _NICKNAMES or (one.startswith(other[:3]) and min(len(one), len(other)) <= 4):
        return True
    if re.sub(r"\W", "", one) == re.sub(r"\W", "", other):
        return True
    letters = ["".join(part[0] for part in re.split(r"[\s-]", name) if part) for name in (a, b)]
    return one.replace(".", "") == letters[1].lower() or other.replace(".", "") == letters[0].lower()


def are_one_word(a: str, b: str) -> bool:
    """Whether two words, in small letters, may be one in two forms ("America", "American"), or a hyphen joins one to
    what is no part of a name: "Labour-led", and the party before a place ("R-Ohio")."""
    return _ENDING.sub("", a) == _ENDING.sub("", b) or any(_JOINED.search(word) is not None for word in (a, b))


def _touches(words: Sequence[Word], part: Sequence[Word], before: bool, after: bool) -> bool:
    """Whether a shared word of the same name stands right beside the part that differs."""
    first, last = words.index(part[0]), words.index(part[-1])
    return (before and _goes_on(words, first - 1)) or (after and _goes_on(words, last))


def _goes_on(words: Sequence[Word], k: int) -> bool:
    """Whether the k-th word and the next are two words of one name."""
    if not 0 <= k < len(words) - 1 or words[k + 1].start - words[k].end != 1:
        return False
    return is_name(words[k].text) and is_name(words[k + 1].text)


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
