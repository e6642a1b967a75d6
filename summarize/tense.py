"""Whether a date in a sentence lies behind or ahead, by the tense of its verb."""

from __future__ import annotations

import re
from typing import Literal

_FUTURE = set(
    "will won't shall 'll scheduled due expected slated plans planned planning going upcoming set hopes aims intends "
    "deadline ahead until by".split()
)
_PAST = set(
    "was were had did said told met won took came went made became began held got saw left gave found knew thought "
    "wrote sent spoke fell rose ran led lost paid put shot struck stood sat flew drove broke fought been says".split()
)


def read_tense(text: str, start: int, end: int) -> Literal["past", "future"] | None:
    """Whether the verb nearest before [start, end) in its sentence, or else after it, tells of the future or past."""
    before = re.split(r"[.!?;\n](?=\s)|[–—\"“”]", text[max(start - 120, 0) : start])[-1]
    words = re.findall(r"'ll|[a-z]+(?:['’]t)?", before.lower())
    for k in range(len(words) - 1, -1, -1):
        if tense := _tense_of(words, k):
            return tense
    after = re.split(r"[.!?;\n](?:\s|$)|[–—\"“”]", text[end : end + 80])[0]
    words = re.findall(r"'ll|[a-z]+(?:['’]t)?", after.lower())
    return next((tense for k in range(len(words)) if (tense := _tense_of(words, k))), None)


def _tense_of(words: list[str], k: int) -> Literal["past", "future"] | None:
    word, near = words[k].replace("’", "'"), set(words[max(k - 3, 0) : k])
    if word in _FUTURE:
        return None if word in ("until", "by") and k < len(words) - 1 else "future"
    if word in _PAST or (word.endswith("ed") and len(word) > 4):
        if near & {"will", "won't", "shall", "'ll", "to", "be"} and word not in ("was", "were", "had", "said", "told"):
            return "future" if near & _FUTURE or "to" in near else None
        return "past"
    return None
