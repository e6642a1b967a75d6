"""Who can be a source: names, offices and documents as news text writes them, and which of them are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from summarize.people.names import same_given_name, same_name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    """mr mrs ms miss dr sir dame lord lady prof rev sen sens rep reps gov lt gen col capt sgt maj adm det judge justice
    president senator representative congressman congresswoman governor mayor secretary minister chancellor king queen
    prince princess pope chief officer sheriff general colonel captain sergeant detective lieutenant professor director
    spokesman spokeswoman spokesperson attorney lawyer prime vice deputy foreign former former-president chairman
    chairwoman speaker ambassador commissioner superintendent father sister imam rabbi bishop archbishop cardinal"""
)
_PEOPLE = _words(
    """official officials source sources person people aide aides adviser advisers advisor advisors insider insiders
    witness witnesses neighbor neighbors neighbour neighbours friend friends resident residents diplomat diplomats
    analyst analysts expert experts critic critics supporter supporters activist activists employee employees worker
    workers survivor survivors man men woman women student students protester protesters demonstrators lawmakers
    lawmaker republicans democrats senators economists scientists researchers doctors leaders executives observers
    historians opponents relatives relative passenger passengers investor investors trader traders user users fans
    couple others representatives customer customers parents mother father son daughter brother sister wife husband
    girlfriend boyfriend"""
)
_BODIES = _words(
    """police authorities prosecutors prosecutor investigators investigator detectives detective deputies
    deputy officers officer spokesman spokeswoman spokesperson spokespeople spokesmen lawyer lawyers attorney attorneys
    government ministry department office agency bureau commission committee council court company firm group
    organization organisation union administration army military navy campaign team family hospital university school
    bank club league party embassy regulator regulators board association institute center centre service network
    sheriff coroner president minister secretary governor mayor senator congressman congresswoman chairman chairwoman
    chief director chancellor king queen pope judge justice manager coach owner founder author ceo executive leader
    commander general colonel captain sergeant lieutenant commissioner superintendent ambassador envoy doctor professor
    coordinator plaintiffs plaintiff defendant defense prosecution jury jurors suspect victim victims
    publisher newspaper paper magazine outlet station site website broadcaster channel media"""
)
_PAPERS = _words(
    """indictment complaint lawsuit suit report reports statement affidavit document documents filing filings records
    record release letter memo memorandum study survey poll polls data figures transcript transcripts order ruling
    decision warrant warrants post tweet email emails book article bill petition summary analysis account notice
    readout estimate estimates forecast research review paper advisory alert policy communique"""
)
_HOLDERS = _words(
    """official source person aide adviser advisor insider witness neighbor neighbour friend resident diplomat analyst
    expert man woman student prosecutor investigator detective officer spokesman spokeswoman spokesperson lawyer
    attorney sheriff coroner president minister secretary governor mayor senator congressman congresswoman chairman
    chairwoman chief director judge coach owner leader commander ambassador victim suspect mother father"""
)
HEADS = _PEOPLE | _BODIES | _PAPERS
_ORGANISATIONS = _words(
    """house department ministry office committee agency bureau council university company inc corp court party
    association service center centre institute group news times post journal reuters press police kremlin pentagon
    senate congress board bank force army navy union league club commission administration foundation hospital school
    network radio magazine daily guardian herald tribune today telegraph bloomberg fox politico axios county city state
    states nations bowl cup"""
)
_OUTLETS = _words(
    """news times post journal reuters press magazine daily guardian herald tribune today telegraph bloomberg fox
    politico axios cnn abc nbc cbs bbc npr ap afp tmz newspaper station channel network website"""
)
_JOINING = _words("of the and de da la le du van von der den bin ibn al el & for")
_AFTER_HEAD = _words(
    """of for with in at from on to close familiar briefed involved who speaking working near inside within and
    released filed obtained by citing responding investigating representing knowledgeable posted published issued
    conducted against about"""
)
_NO_PART = _words(
    """is are was were be been being am has have had will would can could may might shall should do does did not no
    never nothing if when while because although though since whether than that which what where why how after before
    until there here it he she they we i you him them us me let's any every each"""
)
_ABBREVIATED = _words("mr mrs ms dr prof rev sen sens rep reps gov lt gen col capt sgt maj adm det")
_NO_PERSON = _words("today yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday")
_DETERMINERS = _words(
    """a an the one two three four five several some many most other another his her their its both these those our my
    multiple numerous few dozens more"""
)
_CAPITAL = re.compile(r"(?:[a-z]{1,3}[-'’]?)?[^\W\d_a-zß-öø-ÿ][\w.'’&-]*$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as a text names it. kind: "person" (a name with its titles), "body" (an office, an institution, an
    unknown name), "paper" (a document), "people" (not named), "he", "she", "it", "they" (an earlier one). `about` is
    what stands beside it in apposition."""

    text: str
    kind: Literal["person", "body", "paper", "people", "he", "she", "it", "they"]
    about: str = ""


def read_speaker(phrase: str, about: str = "") -> Speaker | None:
    """The source that a noun phrase names, None for anything else. The phrase must be it whole."""
    # Of "a statement from Ann Lee" the speaker is Ann Lee.
    phrase = re.sub(r"^(?:an?|the|her|his|its) (?:[a-z]+ )?(?:statement|letter|post|tweet) (?:from|by) ", "", phrase)
    tokens = phrase.split()
    # "US officials" are not us.
    low = ["u.s" if token == "US" else token.strip(".,'’").lower().replace("’", "'") for token in tokens]
    if not tokens or len(tokens) > 16:
        return None
    if len(tokens) == 1 and low[0] in ("he", "she", "it", "they"):
        return Speaker(phrase, low[0], about)  # type: ignore[arg-type]
    cut = next((k for k, word in enumerate(low) if word == "who"), len(tokens))
    if cut < len(tokens):
        about, phrase = " ".join(tokens[cut:]) + " " + about, " ".join(tokens[:cut])
        tokens, low = tokens[:cut], low[:cut]
    if not tokens or _NO_PART.intersection(low) or low[-1] in _ABBREVIATED:
        return None
    # "a move the Chinese": a clause without its "which"
    if any(low[k] in ("the", "a", "an") and low[k - 1] not in _JOINING | _AFTER_HEAD for k in range(1, len(low))):
        return None
    capital = [bool(_CAPITAL.match(t)) and word not in _DETERMINERS for t, word in zip(tokens, low, strict=True)]
    head = next((k for k, word in enumerate(low) if _is_head(low, capital, k)), None)
    # "one of her lawyers"
    if head is not None and all(w not in _AFTER_HEAD or low[k - 1] in _DETERMINERS for k, w in enumerate(low[:head])):
        return Speaker(phrase, _kind_of_head(low, capital, head, about), about)
    if not capital[-1] or low[-1] in _NO_PERSON or any(word in _AFTER_HEAD - _JOINING for word in low):
        return None
    # Small letters before a name are its titles ("police chief Ann Lee"), inside it they join its parts.
    first = capital.index(True)
    inside = [word for word, is_capital in zip(low[first:], capital[first:], strict=True) if not is_capital]
    titled = bool(inside) and inside[-1] in HEADS | _TITLES and len(inside) <= 3  # "National security minister Ann Lee"
    if first > 5 or (any(word not in _JOINING for word in inside) and not titled):
        return None
    if first and low[0] not in _DETERMINERS and not (HEADS | _TITLES).intersection(low[:first]):
        return None
    return Speaker(phrase, "person" if _is_person(tokens, low, capital) else "body", about)


def same_speaker(a: Speaker, b: Speaker) -> bool:
    """Whether two mentions name one source: the same surname and no other given name, the same office, or an office
    and the person of whom the text says that he or she holds it."""
    one, other = _core(a.text), _core(b.text)
    if not one or not other:
        return False
    if "person" in (a.kind, b.kind) or (len(one) == 1 == len(other) and a.kind == b.kind == "body"):
        first, second = _name_parts(a.text), _name_parts(b.text)
        if first and second and same_name(first[-1], second[-1]):
            return len(first) == 1 or len(second) == 1 or same_given_name(first[0], second[0])
    if a.kind == b.kind != "person" and len(one) == len(other):
        return all(x == y or same_name(x, y) for x, y in zip(sorted(one), sorted(other), strict=True))
    for office, person in ((a, b), (b, a)):
        if office.kind == "body" and person.kind == "person":
            held = _core(office.text)
            return set(held) <= set(_core(person.text)[: -len(_name_parts(person.text))]) | set(_core(person.about))
    return False


def is_human(speaker: Speaker) -> bool:
    """Whether "he" or "she" can mean it: a person, or the holder of an office."""
    return speaker.kind == "person" or bool(_HOLDERS.intersection(_core(speaker.text)[-1:]))


def could_be_person(name: str) -> bool:
    """Whether a single name is not a word that only organisations, titles or days bear."""
    return name.lower() not in _ORGANISATIONS | _TITLES | _NO_PERSON


def is_outlet(speaker: Speaker) -> bool:
    """Whether it passes on the news of others, by its last word: "the Brunn Courier" is not known for one."""
    return bool(_OUTLETS.intersection(re.sub(r"\d+$", "", word) for word in _core(speaker.text)[-1:]))


def names_office(speaker: Speaker) -> bool:
    return any(word in HEADS for word in _core(speaker.text))


def _is_head(low: list[str], capital: list[bool], k: int) -> bool:
    if low[k] not in HEADS or (k + 1 < len(low) and (capital[k + 1] or low[k + 1] in HEADS)):
        return False
    return k + 1 == len(low) or low[k + 1] in _AFTER_HEAD


def _kind_of_head(low: list[str], capital: list[bool], head: int, about: str) -> Literal["people", "body", "paper"]:
    related = any(capital[k] and low[k].endswith(("'s", "’s")) for k in range(head))  # "Huang's brother" is known
    if "anonym" in about or (low[head] in _PEOPLE and not related):
        return "people"
    return "paper" if low[head] in _PAPERS else "body"


def _is_person(tokens: list[str], low: list[str], capital: list[bool]) -> bool:
    names = [word for word, is_capital in zip(low, capital, strict=True) if is_capital and word not in _TITLES]
    if "of" in low[1:-1]:  # "Representative Ann Lee of Ohio"
        at = low.index("of", 1)
        return any(word in _TITLES for word in low[:at]) and _is_person(tokens[:at], low[:at], capital[:at])
    titled = any(word in _TITLES or word in _PEOPLE | _BODIES for word in low[:-1])
    if not names or low[0] == "the" or _ORGANISATIONS.intersection(names[-2:]):
        return False
    if tokens[-1].isupper() and len(tokens[-1]) > 1 and not titled:
        return False
    return titled or len(names) > 1


def _core(text: str) -> list[str]:
    words = [re.sub(r"['’]s?$|\.$", "", word.strip(",")).lower() for word in text.split()]
    return [word for word in words if word and word not in _DETERMINERS | _JOINING]


def _name_parts(text: str) -> list[str]:
    """Given names and surname, without titles: ["Joe", "Biden"]; of a known title alone nothing."""
    tokens = [re.sub(r"['’]s$", "", token.strip(",")) for token in text.split()]
    tokens = [token for token in tokens if token not in ("Jr.", "Sr.", "Jr", "Sr", "II", "III")]
    kept: list[str] = []
    for token in reversed(tokens):
        word = token.strip(".").lower()
        if not _CAPITAL.match(token) or word in _TITLES | HEADS | _ORGANISATIONS or token.endswith(("'", "’")):
            break
        kept.insert(0, token)
    return kept[-3:]
