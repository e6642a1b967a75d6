"""The most central sentence of a statement: the medoid of its mentions (Kaufman and Rousseeuw 1987)."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

import numpy as np

from summarize.types import Expression, Sentence
from summarize.values.compare import compare_values, find_values

# A sentence that leans on the one before it: the reader of a briefing does not see that one.
_LEANING = re.compile(
    r"""["'“‘(\s]*(?:(?:now|then|later|afterwards?|earlier|today|at\ first|at\ the\ time),?\ )?
    (?:he|she|it|they|his|her|its|their|this|that|these|those|there|but|and|or|so|yet|also|still|
    however|meanwhile|instead|in\ addition|additionally|moreover|for\ example|such|both|another|others|the\ (?:latter|
    former|same|official|spokesman|spokeswoman|spokesperson|statement|move|decision))\b
    |the\ (?:call|meeting|talks|conversation|incident|announcement|comments|remarks|news|report)(?:,|\ (?:comes?|came|
    follows?|followed)\b)
    |(?:we|i|our|my)\b                                       # outside a quotation: who?
    |(?:second|secondly|third|thirdly|finally),\           # of a list
    |good\ (?:\w+\ )?(?:morning|afternoon|evening)\b(?!\ America)
    |(?:one|two|three|four|five|six|seven|eight|nine|ten|\d\d?)[:.)]\ (?=\D)
    |["“].*["”]\s(?:he|she|they)\s\w+                        # a quotation of nobody in sight
    |["“].*["”]\s\w+\s(?:he|she|they)\b""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_INCHES = re.compile(r"(?<=\d)\"")
_BARE = re.compile(r"""[“"][^“”"]*[”"]\W*$""")
_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_MOST_VALUES = 8  # of a sentence; one with more is a list
_FEW_WORDS = 6  # a line with fewer is a label or an aside
_CLOSE = 1.5  # times; figures further apart are rather of two things


def is_complete(text: str) -> bool:
    """True for what ends as a sentence does, and is not cut short."""
    return bool(_END.search(text)) and not text.endswith(("...", "…"))


def is_whole(text: str) -> bool:
    """True for a complete sentence that is no label or aside."""
    return len(text.split()) >= _FEW_WORDS and is_complete(text)


def stands_alone(text: str) -> bool:
    """True for a whole sentence with a subject of its own: no truncated bullet, headline or bare pronoun, no quotation
    of nobody in sight, nor one that was begun before it or goes on after it."""
    return is_complete(text) and not _LEANING.match(text) and not _is_cut(text) and not _BARE.match(text)


def reads_alone(text: str) -> bool:
    """True for what tells a reader something who has nothing else to read: as `stands_alone`, and no label, aside or
    question."""
    return is_whole(text) and stands_alone(text) and not text.endswith("?")


def _is_cut(text: str) -> bool:
    """Whether quotation marks are missing; some outlets open with a curly one and close with a straight one. A straight
    one behind a figure may be inches; in other languages than English each mark may open or close."""
    curly, straight = text.count("“") + text.count("”"), text.count('"')
    inches = len(_INCHES.findall(text))
    if "„" in text or "“" not in text:
        return all((curly + text.count("„") + straight - less) % 2 for less in {0, inches})
    more = abs(text.count("“") - text.count("”"))
    return all(more != (straight - less) % 2 for less in {0, inches})


def choose_representative(
    members: Sequence[int], sentences: Sequence[Sentence], vectors: np.ndarray, alone: Sequence[bool]
) -> int:
    """The member with the highest mean cosine to the other articles' members, among those that stand alone and, where
    there are such, have no figure or date in whose place more articles have another (`is_outvoted`).

    An article counts once, however often it repeats itself. Means are compared to five digits. Ties (two members are
    always one) go to a sentence of the body before a headline or bullet, then to the one with more words - it holds
    what the other leaves out - then to the one earliest in its article, then by article id.
    """
    if len(members) == 1:
        return members[0]
    means = [0.0, 0.0] if len(members) == 2 else _mean_cosines([sentences[i] for i in members], vectors[list(members)])
    candidates = [k for k, i in enumerate(members) if alone[i]] or list(range(len(members)))

    def rank(k: int) -> tuple[object, ...]:
        sentence = sentences[members[k]]
        words = len(_WORD.findall(sentence.text))
        return (-means[k], sentence.role != "body", -words, sentence.start, sentence.article)

    ranked = sorted(candidates, key=rank)
    own_sentences = [sentences[i] for i in members]
    return members[next((k for k in ranked if not is_outvoted(k, own_sentences)), ranked[0])]


def _mean_cosines(sentences: Sequence[Sentence], vectors: np.ndarray) -> list[float]:
    """Of each sentence to those of the other articles, or to all where there is one article; to five digits."""
    articles, own = np.unique([sentence.article for sentence in sentences], return_inverse=True)
    rows = vectors.astype(np.float64)
    # The mean cosine to some vectors is the cosine to their mean: linear in the members, of whom there can be many.
    centres = np.stack([rows[own == a].mean(axis=0) for a in range(len(articles))])
    others = (centres.sum(axis=0) - centres[own]) / (len(articles) - 1) if len(articles) > 1 else centres[own]
    return (rows * others).sum(axis=1).round(5).tolist()


def is_outvoted(k: int, sentences: Sequence[Sentence]) -> bool:
    """Whether the k-th of some sentences that make one statement has a figure or date for which two articles at least,
    and more than have it, have one and the same other: three report 12 dead, this one reports 11. Copies in the same
    words have one vote."""
    if len({sentence.article for sentence in sentences}) < 3:
        return False
    own = _read_values(sentences[k].text)
    if not own:
        return False
    texts: dict[str, set[str]] = defaultdict(set)  # with the articles that have them
    for sentence in sentences:
        texts[sentence.text].add(sentence.article)
    told = {value.normalized for value in own}
    if sum(any(v.normalized not in told for v in _read_values(text)) for text in texts) < 2:
        return False  # nearly always: it takes two that have something else
    for value in own:
        support = [text for text in texts if any(_agree(value, other) for other in _read_values(text))]
        others = defaultdict[str, list[str]](list)
        for text in texts.keys() - support:
            for other in _read_values(text):
                if _contradict(value, other) and not any(_agree(other, mine) for mine in own):
                    others[other.normalized].append(text)
        if any(_count(against, texts) > max(_count(support, texts), 1) for against in others.values()):
            return True
    return False


def _count(told: Sequence[str], texts: Mapping[str, Set[str]]) -> int:
    """The votes of some texts: as many as there are different ones, and different articles."""
    return min(len(set(told)), len(set[str]().union(*(texts[text] for text in told))))


@functools.lru_cache(maxsize=50_000)
def _read_values(text: str) -> tuple[Expression, ...]:
    """The figures and dates of a sentence; of a list of many none, as there is no telling which answers which."""
    values = tuple(value for value in find_values(text, None) if value.kind != "ordinal")
    return values if len(values) <= _MOST_VALUES else ()


def _agree(a: Expression, b: Expression) -> bool:
    """Also "34" and "a 34-year-old"."""
    return compare_values(a, b) in ("equal", "rounded", "compatible") or (
        a.kind != "date" and b.kind != "date" and (a.low, a.high) == (b.low, b.high)
    )


def _contradict(a: Expression, b: Expression) -> bool:
    """Two days, two clock times, or two figures of one unit that are close. The score of a game and degrees can be told
    in several ways."""
    if compare_values(a, b) != "differs" or a.unit != b.unit or a.kind != b.kind:
        return False
    if a.kind in ("date", "time"):
        return True
    if a.unit is None or a.unit in ("score", "degrees") or None in (a.low, b.low):
        return False
    low, high = sorted((float(a.low or 0), float(b.low or 0)))
    return high <= _CLOSE * low
