"""Whether what a sentence tells, or a date in it, lies behind or ahead, by the tense of its verbs."""

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


# What stands between quotation marks, or behind "who", has a tense of its own.
_ASIDE = re.compile(r"“[^”]*”|\"[^\"]*\"|,\s(?:who|which|whose|where)\b[^,]*(?:,|$)")
_AHEAD = re.compile(
    r"\b(?:will|would|shall|won['’]t|could|may|might|should|scheduled|upcoming|plans?|planned|planning"
    r"|(?:is|are|was|were)\s+(?:\w+ly\s+|also\s+)?(?:to|going to|set to|expected|scheduled|due|slated|poised|planned)"
    r"|(?:intend(?:s|ed)?|expect(?:s|ed)?|set|vow(?:s|ed)?|pledge[sd]?|promise[sd]?|threaten(?:s|ed)|wants?|hopes?) to"
    r"|(?:is|are) preparing)\b"
    r"|['’]ll\b"
)
_HEADLINE = re.compile(r"(?:[\w’'.-]+\s+){1,5}?to\s+[A-Za-z]{3,}\b")  # "Board to decide on Thursday"
_ENDED = re.compile(r"[.!?]\W*$")
_BEHIND = set(
    "spoke met held sent left began won lost bought sold paid flew ran struck gave brought built fought quit withdrew "
    "swore rose fell kept drove was were had did went took made saw got came became found led died hit shot stood sat "
    "cast shut broke drew grew threw hung wore beat chose rode sank fled heard thought knew lay tore blew burst wound "
    "swept".split()
)
_SPEECH = set(
    "said told added announced confirmed warned stressed noted reported stated claimed insisted explained tweeted "
    "wrote vowed pledged promised agreed".split()
)
_NO_PAST = set("planned scheduled expected proposed united based named called".split())
_SMALL = re.compile(r"(?<![\w’'-])[a-z][\w’'-]*")


def read_direction(text: str) -> Literal["ahead", "behind"] | None:
    """Whether a sentence announces or reports, by the first verb outside quotations that shows it, verbs of speech
    aside: in "said that he would resign" it is the resignation that counts."""
    bare = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    plan = _AHEAD.search(bare)
    ahead = plan.start() if plan else len(text)
    if not _ENDED.search(text) and _HEADLINE.match(text):
        ahead = 0
    for match in _SMALL.finditer(bare, 0, ahead):
        word = match[0]
        regular = len(word) > 4 and word.endswith("ed") and word not in _NO_PAST
        if (regular or word in _BEHIND) and word not in _SPEECH:
            return "behind"
    return "ahead" if ahead < len(text) else None


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
