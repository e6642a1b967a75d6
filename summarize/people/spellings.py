"""Which names a story's articles write in several ways, and by whom: Zelenskiy (Reuters), Zelensky (two outlets)."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from summarize.people.names import ARTICLES, group_name, same_given_name, same_name
from summarize.types import Sentence, SpelledName, Spelling

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COMMON = frozenset(
    """the a an and or but in on at of to for from with by as is it he she they we i you this that his her their its
    not no if when while after before who what where how why monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december mr mrs ms dr""".split()
)
_NEAR = 4  # words to either side that tell whom or what a name belongs to
_ALIKE = 0.3  # cosine of two spellings' surroundings from which they are taken for one name


def find_spellings(sentences: Sequence[Sentence], outlets: Mapping[str, str | None] | None = None) -> list[SpelledName]:
    """The names that the articles of one story write in several ways, in alphabetical order.

    A word is a name if running text never has it in small letters. Two spellings are one name if the same name stands
    beside both ("Volodymyr Zelensky", "Volodymyr Zelenskyy"), or, where no article uses both, if much the same words
    surround them. `outlets`: of each article. Linear in the text, then in pairs of names that sound alike.
    """
    running = _choose_running(sentences)
    blocks: dict[str, list[str]] = defaultdict(list)
    names = _find_names(running)
    for name in sorted(names):
        blocks[group_name(name)].append(name)
    alike = [
        (a, b)
        for block in blocks.values()
        for a, b in combinations(block, 2)
        if a.lower() != b.lower() and same_name(a, b)
    ]
    uses = _find_uses(running, names, {name for pair in alike for name in pair})
    links: dict[str, set[str]] = defaultdict(set)
    for a, b in alike:
        if _are_one(uses[a], uses[b]):
            links[a].add(b)
            links[b].add(a)
    found, seen = [], set()
    for name in sorted(links):
        if name in seen:
            continue
        group = _reach(name, links)
        seen |= group
        spelled = [_describe(member, uses[member], outlets or {}) for member in group]
        found.append(SpelledName(tuple(sorted(spelled, key=lambda s: (-len(s.articles), -s.mentions, s.text)))))
    return found


def fold_spellings(sentences: Sequence[Sentence]) -> list[str]:
    """The texts of one story's sentences with each name in the one spelling that most articles use, for comparing."""
    first = {other.text: name.spellings[0].text for name in find_spellings(sentences) for other in name.spellings[1:]}
    if not first:
        return [sentence.text for sentence in sentences]
    other = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(first, key=len, reverse=True)))})(?!\w)")
    return [other.sub(lambda match: first[match[0]], sentence.text) for sentence in sentences]


@dataclass(slots=True)
class _Uses:
    """Where a name stands: (article, start, end) of each mention, how often in each article, the names next to it,
    and the words around it."""

    places: list[tuple[str, int, int]]
    articles: Counter[str]
    before: set[str]
    after: set[str]
    around: Counter[str]


def _choose_running(sentences: Sequence[Sentence]) -> list[tuple[Sentence, list[str]]]:
    """The sentences of running text with their words: in a headline capitals mean nothing."""
    rows = ((sentence, _WORD.findall(sentence.text)) for sentence in sentences if sentence.role == "body")
    return [(sentence, words) for sentence, words in rows if not _is_headline(sentence.text, words)]


def _find_names(running: Sequence[tuple[Sentence, list[str]]]) -> set[str]:
    """The words that stand with a capital inside a sentence, and in none with a small letter."""
    all_words = {word for _, words in running for word in words}
    small = {_bare(word).lower() for word in all_words if word[0].islower() and not _is_name(word)}
    inside = {word for _, words in running for word in words[1:]}
    bare = {_bare(word) for word in inside if _is_name(word)}
    return {word for word in bare if _is_name(word) and word.lower() not in small and word.lower() not in _COMMON}


def _find_uses(running: Sequence[tuple[Sentence, list[str]]], names: Set[str], wanted: Set[str]) -> dict[str, _Uses]:
    """Where each of the `wanted` names stands."""
    uses = {name: _Uses([], Counter(), set(), set(), Counter()) for name in wanted}
    for sentence, found in running:
        bare = [_bare(word) for word in found] if wanted else []
        if wanted.isdisjoint(bare):
            continue
        words = list(_WORD.finditer(sentence.text))
        for k, (name, match) in enumerate(zip(bare, words, strict=True)):
            if name not in wanted:
                continue
            use = uses[name]
            start = sentence.start + match.start()
            use.places.append((sentence.article, start, start + len(name)))
            use.articles[sentence.article] += 1
            if k and bare[k - 1] in names and sentence.text[words[k - 1].end() : match.start()] == " ":
                use.before.add(bare[k - 1])
            if k + 1 < len(bare) and bare[k + 1] in names and sentence.text[match.end() : words[k + 1].start()] == " ":
                use.after.add(bare[k + 1])
            near = bare[max(k - _NEAR, 0) : k] + bare[k + 1 : k + 1 + _NEAR]
            use.around.update({word.lower() for word in near if word.lower() not in _COMMON})
    return uses


def _is_name(word: str) -> bool:
    head, _, rest = word.partition("-")
    capital = word[0].isupper() or (head in ARTICLES and rest[:1].isupper())
    return capital and len(word) > 3 and not word.isupper() and not re.search(r"['’][a-z]", word)  # I'll


def _is_headline(text: str, words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    ended = text.rstrip("\"'”’) ")[-1:] in (".", "!", "?")
    return not ended and len(long) > 2 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


@functools.lru_cache(maxsize=100_000)
def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _are_one(a: _Uses, b: _Uses) -> bool:
    for one, other in ((a.before, b.before), (a.after, b.after)):
        if any(same_given_name(x, y) for x in one for y in other):
            return True
    if a.articles.keys() & b.articles.keys():
        return False
    shared = a.around.keys() & b.around.keys()
    length = sum(n * n for n in a.around.values()) * sum(n * n for n in b.around.values())
    return len(shared) > 1 and sum(a.around[w] * b.around[w] for w in shared) >= _ALIKE * length**0.5


def _reach(name: str, links: Mapping[str, set[str]]) -> set[str]:
    group, waiting = {name}, [name]
    while waiting:
        for other in links[waiting.pop()] - group:
            group.add(other)
            waiting.append(other)
    return group


def _describe(name: str, uses: _Uses, outlets: Mapping[str, str | None]) -> Spelling:
    known = {outlets.get(article) for article in uses.articles} - {None}
    return Spelling(name, len(uses.places), tuple(sorted(uses.articles)), tuple(sorted(known)), *min(uses.places))
