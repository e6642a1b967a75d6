"""What two sentences cannot be and still make one statement, however alike they are.

The trained decision has seen too few such pairs to learn them. Each rule is narrow: what it does not read for certain
it leaves to the decision. On statements/train people joined none of the pairs that a rule here keeps apart.
"""

from __future__ import annotations

import functools
import re
from itertools import islice

from summarize.people.names import same_name
from summarize.text.contrasts import is_name
from summarize.updates.find import announces

_ASIDE = re.compile(r"“[^”]*”|\"[^\"]*\"|,\s(?:who|which|whose|where)\b[^,]*,")
_DENIES = re.compile(r"\W*(?:[\w.,’'-]+\s+){1,9}?(?:has |have |had )?(?:again |repeatedly |also )?(?:denie[sd]|deny)\b")
_BEFORE = re.compile(r"\b(?:after|who|which|that|when|while|because|as|since|was|were|been|is|are|not)\b")
_DENIAL = re.compile(
    r"\b(?:denie[sd]|deny|denying|denials?|reject\w*|disput\w+|refut\w+|dismiss\w*|not|never|no|none|nothing|false|untrue"
    r"|wrong|without|contradict\w*|cannot|nor)\b|n['’]t\b",
    re.IGNORECASE,
)
# Acts of one party towards another, in the active voice; a line holds words for one act.
_DIRECTED = (
    r"accus(?:ed?|es|ing)|blam(?:ed?|es|ing)", r"calls|called|phon(?:ed|es)|telephon(?:ed|es)|rang|rings",
    r"sue[sd]?|suing", r"beats?|beating|defeat(?:s|ed|ing)", r"attack(?:s|ed)|struck|bomb(?:s|ed)|shelled",
    r"congratulate[sd]|thank(?:s|ed)|prais(?:ed|es)", r"warn(?:s|ed)|threaten(?:s|ed)", r"invit(?:ed|es)",
    r"critici[sz]e[sd]|condemn(?:s|ed)", r"shot|shoots|stabbed|killed|hit", r"owe[sd]?|paid|pays",
    r"told|tells",
)  # fmt: skip
_TOLD = len(_DIRECTED) - 1
_ACTS = tuple(re.compile(rf"(?<!\w)(?:{words})(?!\w)") for words in _DIRECTED)
_NAME = r"[A-Z][\w’'-]*"
_BY = re.compile(rf"({_NAME})(?:,[^,]{{1,60}},)?(?: (?!(?:was|were|been|is|are|being|not)\b)[a-z]+){{0,4}} $")
_TO = re.compile(rf" (?:(?:the|its|neighbouring|neighboring|former|rival) )*((?:{_NAME} )*{_NAME})")


# Talks take two; of a name its last word counts, which before a verb is the only one that is read. What goes on after
# a name is told of another by it: "the Israeli prime minister", "Putin's aides".
_LAST = rf"(?<![\w’'-])({_NAME})"
_PARTY = rf"((?:{_NAME}\.? ){{0,5}}{_NAME})(?![\w’'-])"
_ENDS = (
    r"(?= (?:on|in|at|to|for|about|after|before|and|or|by|during|over|as|from|with|via|through|this|last|next|late"
    r"|early|earlier|later|again|that|who|while|when|but|the|an?|his|her|its|their|has|have|had|was|were|is|are|will"
    r"|would|could|since|until|amid|twice|once|separately|without|not|because|\w+ly|today|yesterday|tomorrow"
    r"|tonight)\b|[^\w ]|\W*$)"
)
_TALKS = tuple(
    map(
        re.compile,
        (
            rf"\bbetween (?:{_NAME}\.? ){{0,5}}({_NAME}) and (?:(?:his|her|its) (?:\w+ ){{1,2}})?{_PARTY}{_ENDS}",
            rf"{_LAST} and {_PARTY},? (?:[a-z]+ ){{0,2}}?(?:spoke|met|talked|discussed|conferred|held|agreed)\b",
            rf"{_LAST} (?:[a-z]+ ){{0,4}}?(?:spoke|speaks|met|meets|talked|talks|call|conversation|meeting|summit)"
            rf"(?: [a-z]+)? with (?:[a-z]+ ){{0,2}}{_PARTY}{_ENDS}",
            rf"{_LAST} (?:[a-z]+ ){{0,2}}?(?:called|phoned|telephoned|calls|phones) {_PARTY}{_ENDS}",
        ),
    )
)
_ALIKE = 4  # letters: Russia and Russian name one side of talks
_MOST = 4  # talks of one sentence


def are_opposed(one: str, other: str) -> bool:
    """True where one of two sentences announces what the other reports, denies what the other claims, has the one do to
    a second what in the other is done to the one, or has somebody talk with another party than the other has."""
    return (
        announces(one, other)
        or _denies(one, other)
        or _denies(other, one)
        or _are_swapped(one, other)
        or _are_other_talks(one, other)
    )


def _are_other_talks(one: str, other: str) -> bool:
    """Biden's call with Putin is not his call with Zelensky, unless a sentence names both. Countries and offices go by
    several names, so that one of the two must be a person, by full name."""
    return any(
        same_name(mine, theirs)
        and (_is_full_name(one, second) or _is_full_name(other, third))
        and not _names(other, second)
        and not _names(one, third)
        for a in _find_parties(one)
        for b in _find_parties(other)
        for mine, second in (a, a[::-1])
        for theirs, third in (b, b[::-1])
    )


@functools.lru_cache(maxsize=50_000)
def _find_parties(text: str) -> tuple[tuple[str, str], ...]:
    """The two who talk, by their last names, for each time that a sentence says it."""
    found = (match for form in _TALKS for match in form.finditer(text))
    last = ([re.sub(r"['’]s?$", "", party.split()[-1]) for party in match.groups()] for match in found)
    return tuple(islice(((a, b) for a, b in last if a != b and _is_party(a) and _is_party(b)), _MOST))


def _is_party(name: str) -> bool:
    return is_name(name) and not name.isupper()


def _is_full_name(text: str, name: str) -> bool:
    """Whether a given name stands before it."""
    return any(is_name(given) for given in re.findall(rf"\b([A-Z][a-z]+) {re.escape(name)}\b", text))


def _names(text: str, name: str) -> bool:
    return any(same_name(name, word) or name[:_ALIKE] == word[:_ALIKE] for word in re.findall(_NAME, text))


def _are_swapped(one: str, other: str) -> bool:
    return any(
        act == same_act
        and same_name(receiver, doer)
        and not same_name(giver, doer)
        and (act != _TOLD or same_name(giver, heard))  # who was told one thing tells others in turn
        and (act, giver, receiver) not in _find_directed(b)
        for a, b in ((one, other), (other, one))
        for act, giver, receiver in _find_directed(a)
        for same_act, doer, heard in _find_directed(b)
    )


@functools.lru_cache(maxsize=50_000)
def _find_directed(text: str) -> tuple[tuple[int, str, str], ...]:
    """(act, who does it, to whom) of each act of one named party towards another."""
    found = []
    for act, words in enumerate(_ACTS):
        for match in words.finditer(text):
            doer, receiver = _BY.search(text, 0, match.start()), _TO.match(text, match.end())
            if doer and receiver:
                found.append((act, doer[1], receiver[1].split()[-1]))
    return tuple(dict.fromkeys(found))


def _denies(one: str, other: str) -> bool:
    return _is_denial(one) and not _DENIAL.search(other)


@functools.lru_cache(maxsize=50_000)
def _is_denial(text: str) -> bool:
    """Whether denying is the main act of a sentence."""
    match = _DENIES.match(_ASIDE.sub(" ", text))
    return match is not None and not _BEFORE.search(match[0])
