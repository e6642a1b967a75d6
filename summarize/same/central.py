"""The most central sentence of a statement: the medoid of its mentions (Kaufman and Rousseeuw 1987)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from summarize.types import Sentence

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
    """The member with the highest mean cosine to the other articles' members, among those that stand alone.

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

    return members[min(candidates, key=rank)]
