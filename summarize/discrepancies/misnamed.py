"""Names that two articles of one story write differently, where no romanisation explains it: Ilsa and Isla Hernandez.

A name stands anywhere in a story, not only in the sentences that say the same; so all names of a story are compared,
by an index of what stands beside each word of a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, product

from summarize.text.contrasts import are_one_word, are_opposite, is_name, make_small, may_be_one
from summarize.text.traits import stem
from summarize.types import Mention

Spelled = Callable[[str, str], bool]
Told = Callable[[str, str], bool]
Misnamed = tuple[Mention, tuple[int, int], Mention, tuple[int, int]]
"""A mention with the span of a name in it, and another mention with the other form of the name."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLED = 0.7  # of the words of a line; where more begin with a capital, it is a headline
_SHORTEST = 4  # letters; shorter words are too often another one with a letter changed
_ALIKE = 0.75  # of two words of a name, how much of their letters: Ilsa and Isla
_LESS_ALIKE = 0.6  # where the sentences are about one thing: Simple and Temple
_SHARED = 3  # words that such sentences must share beside the name
_SHARED_NEAR = 2  # words near a surname in both articles
_FEW = 4  # uses of a form in an article that are looked at
_MOST = 40  # forms that stand beside one word and are compared; beside "Mr" or "Trump" stands everything
_ALONE = 6  # letters of a surname that is compared without another name beside it
_NEAR = 4  # words on either side of such a surname


@dataclass(frozen=True, slots=True)
class _Use:
    """A word of a name: where it stands, and the name around it."""

    mention: Mention
    name: tuple[re.Match[str], ...]
    place: int

    @property
    def word(self) -> str:
        return make_small(self.name[self.place][0])


def find_misnamed(mentions: Sequence[Mention], told: Told, spelled: Spelled) -> list[Misnamed]:
    """Pairs of the first uses of two forms of one name in two articles of a story.

    mentions: of one story; told: whether an article, by its id, has a word, in small letters, anywhere: who has both
    forms writes of two people; spelled: whether two names may be spellings of one. Linear in the text, then in the
    words that stand beside one and the same name.
    """
    uses, alone = _read_names(sorted(mentions, key=lambda m: (m.article, m.start)))
    found: dict[tuple[str, int, str, int], Misnamed] = {}
    for pair in (*_pair_beside(uses, spelled), *_pair_alone(alone, spelled)):
        for a, b in pair:
            if told(a.mention.article, b.word) or told(b.mention.article, a.word):
                continue
            one, other = _spans(a, b)
            key = a.mention.article, a.mention.start + one[0], b.mention.article, b.mention.start + other[0]
            found.setdefault(key, (a.mention, one, b.mention, other))
    return [found[key] for key in sorted(found)]


def _read_names(mentions: Sequence[Mention]) -> tuple[list[_Use], dict[str, dict[str, list[_Use]]]]:
    """All words of names of two or more words; and all words of names, by themselves and by article."""
    uses: list[_Use] = []
    alone: dict[str, dict[str, list[_Use]]] = defaultdict(lambda: defaultdict(list))
    words = {mention.text: _WORD.findall(mention.text) for mention in mentions}
    # In a headline capitals mean nothing.
    titled = {text for text, row in words.items() if sum(w[0].isupper() for w in row) > _TITLED * len(row)}
    common = {word for text, row in words.items() if text not in titled for word in row if word[0].islower()}
    for mention in mentions:
        for name in _split_names(mention.text) if mention.text not in titled else ():
            here = [_Use(mention, name, k) for k in range(len(name)) if make_small(name[k][0]) not in common]
            uses += here if len(name) > 1 else []
            for use in here:
                alone[use.word][mention.article].append(use)
    return uses, alone


def _split_names(text: str) -> Iterator[tuple[re.Match[str], ...]]:
    name: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        named = is_name(word[0])
        if name and not (named and text[name[-1].end() : word.start()] == " "):
            yield tuple(name)
            name = []
        if named:
            name.append(word)
    if name:
        yield tuple(name)


Pairs = list[tuple[_Use, _Use]]


def _pair_beside(uses: Sequence[_Use], spelled: Spelled) -> Iterator[Pairs]:
    """Forms that stand beside one and the same word of a name."""
    beside: dict[tuple[int, str], dict[str, dict[str, list[_Use]]]] = defaultdict(lambda: defaultdict(dict))
    for use in uses:
        for step in (-1, 1):
            if 0 <= use.place + step < len(use.name) and len(use.word) >= _SHORTEST:
                key = step, make_small(use.name[use.place + step][0])
                beside[key][use.word].setdefault(use.mention.article, []).append(use)
    for key in sorted(beside):
        forms = beside[key]
        often = sorted(forms, key=lambda word: (-len(forms[word]), word))[:_MOST]
        for x, y in combinations(sorted(often), 2):
            if not _may_be_misspelt(x, y, spelled):
                continue
            alike = SequenceMatcher(None, x, y, autojunk=False).ratio()
            first, second = list(forms[x].values()), list(forms[y].values())
            if alike >= _ALIKE or (alike >= _LESS_ALIKE and _are_of_one(first[0], second[0])):
                yield [(first[0][0], rows[0]) for rows in second] + [(rows[0], second[0][0]) for rows in first[1:]]


def _are_of_one(first: Sequence[_Use], second: Sequence[_Use]) -> bool:
    """Whether two articles say much the same of whom they name."""
    named = {stem(make_small(word[0])) for rows in (first, second) for use in rows[:_FEW] for word in use.name}
    stems = [[_stems(use.mention.text) - named for use in rows[:_FEW]] for rows in (first, second)]
    return any(len(a & b) >= _SHARED for a, b in product(*stems))


def _stems(text: str) -> set[str]:
    return {stem(make_small(word)) for word in _WORD.findall(text) if len(word) > 3}


def _pair_alone(alone: dict[str, dict[str, list[_Use]]], spelled: Spelled) -> Iterator[Pairs]:
    """Surnames a letter apart that two articles use again and again, each its own, in much the same surroundings."""
    again = {
        word: {article: rows for article, rows in places.items() if len(rows) > 1}
        for word, places in alone.items()
        if len(word) >= _ALONE
    }
    blocks: dict[str, set[str]] = defaultdict(set)
    for word in sorted(w for w in again if again[w]):
        for k in range(len(word)):
            blocks[word[:k] + word[k + 1 :]].add(word)
        blocks[word].add(word)
    pairs = {pair for words in blocks.values() for pair in combinations(sorted(words), 2)}
    for x, y in sorted(pairs):
        if _may_be_misspelt(x, y, spelled) and not (x.startswith(y) or y.startswith(x)):
            first, second = ([rows[0] for rows in again[word].values()] for word in (x, y))
            near = [frozenset().union(*(_around(use) for rows in again[w].values() for use in rows)) for w in (x, y)]
            if len(near[0] & near[1]) >= _SHARED_NEAR:
                yield [(first[0], use) for use in second] + [(use, second[0]) for use in first[1:]]


def _may_be_misspelt(x: str, y: str, spelled: Spelled) -> bool:
    """Letters that changed their places are no romanisation, whatever the two words sound like; an "h" more or less is
    one (Zabihullah, Zabiullah), and so are other words of one stem (Revolution, Revolutionary) no slip."""
    if x.rstrip("s") == y.rstrip("s") or are_opposite(x, y) or may_be_one(x, y):
        return False
    if x.replace("h", "") == y.replace("h", "") or (abs(len(x) - len(y)) > 1 and (x.startswith(y) or y.startswith(x))):
        return False
    if are_one_word(x, y):
        return False
    return sorted(x) == sorted(y) or not spelled(x, y)


def _around(use: _Use) -> frozenset[str]:
    words = list(_WORD.finditer(use.mention.text))
    at = next(k for k, word in enumerate(words) if word.start() == use.name[use.place].start())
    near = words[max(at - _NEAR, 0) : at + _NEAR + 1]
    return frozenset(stem(word[0].lower()) for word in near if len(word[0]) > 3) - {stem(use.word)}


def _spans(a: _Use, b: _Use) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two forms with what both names have around them."""
    before = after = 0
    while _same_word(a, b, -before - 1):
        before += 1
    while _same_word(a, b, after + 1):
        after += 1
    return tuple((u.name[u.place - before].start(), _end(u.name[u.place + after])) for u in (a, b))  # type: ignore[return-value]


def _same_word(a: _Use, b: _Use, step: int) -> bool:
    ends = [(use.place + step, len(use.name)) for use in (a, b)]
    if any(not 0 <= place < size for place, size in ends):
        return False
    return make_small(a.name[a.place + step][0]) == make_small(b.name[b.place + step][0])


def _end(word: re.Match[str]) -> int:
    return word.end() - (len(word[0]) - len(re.sub(r"['’]s?$", "", word[0])))
