"""The most central sentence of a statement: the medoid of its mentions (Kaufman and Rousseeuw 1987)."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from summarize.types import Expression, Sentence
from summarize.values.compare import compare_values, find_values

# A sentence that leans on the one before it: the reader of a briefing does not see that one.
_LEANING = re.compile(
    r"""["'“‘(\s]*(?:he|she|it|they|his|her|its|their|this|that|these|those|there|but|and|or|so|yet|also|still|
    however|meanwhile|instead|in\ addition|additionally|moreover|for\ example|such|both|another|others|the\ (?:latter|
    former|official|spokesman|spokeswoman|spokesperson|statement|move|decision))\b
    |the\ (?:call|meeting|talks|conversation|incident|announcement|comments|remarks|news|report)(?:,|\ (?:comes?|came|
    follows?|followed)\b)
    |(?:we|i|our|my)\b                                       # outside a quotation: who?
    |["“].*["”]\s(?:he|she|they)\s\w+                        # a quotation of nobody in sight
    |["“].*["”]\s\w+\s(?:he|she|they)\b""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


def is_complete(text: str) -> bool:
    """True for what ends as a sentence does, and is not cut short."""
    return bool(_END.search(text)) and not text.endswith(("...", "…"))


def stands_alone(sentence: Sentence) -> bool:
    """True for a whole sentence with a subject of its own: no truncated bullet, headline or bare pronoun."""
    return is_complete(sentence.text) and not _LEANING.match(sentence.text)


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
    articles, own = np.unique([sentences[i].article for i in members], return_inverse=True)
    rows = vectors[list(members)].astype(np.float64)
    # The mean cosine to some vectors is the cosine to their mean: linear in the members, of whom there can be many.
    centres = np.stack([rows[own == a].mean(axis=0) for a in range(len(articles))])
    others = (centres.sum(axis=0) - centres[own]) / (len(articles) - 1) if len(articles) > 1 else centres[own]
    means = (rows * others).sum(axis=1).round(5).tolist()
    candidates = [k for k, i in enumerate(members) if alone[i]] or list(range(len(members)))

    def rank(k: int) -> tuple[object, ...]:
        sentence = sentences[members[k]]
        words = len(_WORD.findall(sentence.text))
        return (-means[k], sentence.role != "body", -words, sentence.start, sentence.article)

    ranked = sorted(candidates, key=rank)
    own_sentences = [sentences[i] for i in members]
    return members[next((k for k in ranked if not is_outvoted(k, own_sentences)), ranked[0])]


def is_outvoted(k: int, sentences: Sequence[Sentence]) -> bool:
    """Whether the k-th of some sentences that make one statement has a figure or date for which two articles at least,
    and more than have it, have one and the same other: three report 12 dead, this one reports 11."""
    if len({sentence.article for sentence in sentences}) < 3:
        return False
    own = _read_values(sentences[k].text)
    for value in own:
        support, others = set[str](), defaultdict[str, set[str]](set)
        for sentence in sentences:
            values = _read_values(sentence.text)
            if any(_agree(value, other) for other in values):
                support.add(sentence.article)
                continue
            for other in values:
                if _contradict(value, other) and not any(_agree(other, mine) for mine in own):
                    others[other.normalized].add(sentence.article)
        if any(len(articles - support) > max(len(support), 1) for articles in others.values()):
            return True
    return False


@functools.lru_cache(maxsize=50_000)
def _read_values(text: str) -> tuple[Expression, ...]:
    return tuple(value for value in find_values(text, None) if value.kind != "ordinal")


def _agree(a: Expression, b: Expression) -> bool:
    return compare_values(a, b) in ("equal", "rounded", "compatible")


def _contradict(a: Expression, b: Expression) -> bool:
    return compare_values(a, b) == "differs" and a.unit == b.unit and (a.kind == "date" or a.unit is not None)
