"""What two sentences cannot be and still make one statement, however alike they are.

The trained decision has seen too few such pairs to learn them. Each rule is narrow: what it does not read for certain
it leaves to the decision. On statements/train people joined none of the pairs that a rule here keeps apart.
"""

from __future__ import annotations

import functools
import re

from summarize.updates import announces

_ASIDE = re.compile(r"“[^”]*”|\"[^\"]*\"|,\s(?:who|which|whose|where)\b[^,]*,")
_DENIES = re.compile(r"\W*(?:[\w.,’'-]+\s+){1,9}?(?:has |have |had )?(?:again |repeatedly |also )?(?:denie[sd]|deny)\b")
_BEFORE = re.compile(r"\b(?:after|who|which|that|when|while|because|as|since|was|were|been|is|are|not)\b")
_DENIAL = re.compile(
    r"\b(?:denie[sd]|deny|denying|denials?|reject\w*|disput\w+|refut\w+|dismiss\w*|not|never|no|none|nothing|false|untrue"
    r"|wrong|without|contradict\w*|cannot|nor)\b|n['’]t\b",
    re.IGNORECASE,
)


def are_opposed(one: str, other: str) -> bool:
    """True where one of two sentences announces what the other reports, or denies what the other claims."""
    return announces(one, other) or _denies(one, other) or _denies(other, one)


def _denies(one: str, other: str) -> bool:
    return _is_denial(one) and not _DENIAL.search(other)


@functools.lru_cache(maxsize=50_000)
def _is_denial(text: str) -> bool:
    """Whether denying is the main act of a sentence."""
    match = _DENIES.match(_ASIDE.sub(" ", text))
    return match is not None and not _BEFORE.search(match[0])
