"""What a sentence announces and what it reports as done: acts, their actors and what they are about.

Which words make an event of the future or the past, and that nouns name events as verbs do, follows TimeML
(Pustejovsky et al. 2003, "TimeML: Robust Specification of Event and Temporal Expressions in Text").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from summarize.text.traits import stem
from summarize.updates.act_words import (
    FORMS,
    IRREGULAR,
    LIGHT,
    MUTUAL,
    NO_VERB,
    NOUNS,
    OCCURS,
    PARTICIPLES,
    SAID,
    SAYS,
    SPOKEN,
    STOP,
    TOO_COMMON,
)

_NOUN = "|".join(sorted(NOUNS))
_LONGEST = 2_000  # characters of a sentence that are read

_BETWEEN = (
    r"(?:(?:[“\"]|be|on \w+day|later \w+day|today|next|further|also|then|soon|likely|again|now|still|only|first|even"
    r"|all|both|later|almost|\w{3,}ly|(?:move|try|seek|begin|start|have|be able|likely) to)\s+)"
)
_PLAN = re.compile(
    r"(?:\b(?P<will>[Ww]ill|shall)|['’]ll|\b(?P<would>would)"
    r"|\b(?:set|scheduled|expected|expects?|due|slated|poised|going|about|planning|preparing|prepared|ready|intends?"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )intended|plans|planned|projected|expecting|prepares"
    r"|(?:is|are|was|were)(?= to\s))\s+(?:\w+ly\s+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+)?to"
    r"|\b(?P<weak>(?:vow(?:s|ed|ing)?|pledge[sd]?|promise[sd]?|agreed|agrees|decided|(?:(?<=we )|(?<=they )|(?<=[a-z]s "
    r"))plan)\s+to)|(?:,|today|day|morning|afternoon|week|month)\s+to(?=\s+be\s))\s+"
    rf"[“\"]?{_BETWEEN}{{0,3}}[“\"]?(?P<verb>[a-z]{{3,}})\b"
)
_NEXT = re.compile(r"[^.;:“”\"]{0,80}?\b(?:and|then)\s+(?:then\s+|later\s+)?(?P<verb>[a-z]{3,})\b")  # "... and meet"
_PLAN_TITLED = re.compile(_PLAN.pattern, re.IGNORECASE)
_HEADLINE = re.compile(r"^(?:[A-Z][\w’'.-]*\s+(?:(?:and|of|the)\s+)?){1,5}?(?:[Ss]et\s+)?to (?P<verb>[A-Za-z]{3,})\b")
# "The lawmakers who will present the case": who they are, not what is to come.
_DEFINES = re.compile(r"[^\s,]\s+(?:who|which|that)\s+(?:\w+ly\s+)?(?:(?:is|are|was|were)\s+)?$")
_PLANNED_NOUN = re.compile(
    rf"(?i)\b(?:(?:scheduled|planned|upcoming|expected|forthcoming|looming|impending)"
    rf"|(?:ahead of|counts? down to|plans|planning|scheduled|planned) (?:a|an|the|another|his|her|its|their))"
    rf"\s+(?:(?!to\b)[\w’'-]+\s+){{0,3}}?(?P<before>{_NOUN})\b"
    rf"|\b(?P<after>{_NOUN})(?:\s+[\w’'-]+){{0,6}}?\s+"
    rf"(?:(?:is|are|was|were|has been|had been)\s+(?:also |now |tentatively )?(?:scheduled|expected|slated|planned|due)"
    rf"|(?:(?:is|are|was|were) )?(?:set|scheduled|slated|due|planned|expected)"
    rf" (?:for|on|this|next|later|[a-z]{{3,6}}day))\b"
)
_PLANNED_WORDS = ("schedul", "plan", "upcoming", "expected", "forthcoming", "looming", "impending", "ahead of")
_PLANNED_WORDS += ("down to", "slated", "due", "set ")
_FLOOR = re.compile(
    r"\b(?:go|come|head|move|be brought|be sent|be taken up)(?: next| now)? (?:to|before|by|on) the (?:\w+ ){0,2}"
    r"(?:floor|House|Senate|[Pp]arliament|chamber)\b"
)
_TO_FLOOR = re.compile(r"\b(?:goes|heads|moves)(?: next| now)? to the (?:\w+ ){0,2}(?:floor|House|Senate|chamber)\b")
# "The court hears arguments Monday", "ministers are meeting tomorrow".
_TIMETABLE = re.compile(
    r"(?:\b[A-Z][\w.’'-]*|\b(?:court|committee|panel|jury|council|board|team|group|leaders|ministers|lawmakers|justices"
    r"|senators|officials|negotiators|president|trial|hearing|talks|he|she|it|they))\s+"
    r"(?P<verb>hears|meets|returns|begins?|opens|takes up|convenes|faces|appears|testifies|speaks|travels|visits"
    r"|(?:is|are) (?:hearing|meeting|voting|returning|gathering|convening|testifying|speaking|traveling|visiting))\b"
    r"(?=(?:\s+[\w’'-]+){0,8}?\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tonight|tomorrow|next week"
    r"|later this (?:week|month)))"
)
_TIMETABLE_WORDS = ("day", "tonight", "tomorrow", "next week", "later this")
_TIMETABLED = {"takes up": "hear", "testifies": "testify", "gathering": "meet", "convening": "convene"}
_DOUBT = re.compile(
    r"\b(?:possibl[ey]|possibility|if(?! all goes)|whether|unless|never|have|who|which)\b|\bnot\b(?! only)|n['’]t\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:not?|if|whether|unless)\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_DROPPED = re.compile(
    r"\b(?:original(?:ly)?|initial(?:ly)?|had been|earlier|cancel\w*|scrap\w*|call(?:ed|s|ing) off|block\w*|postpon\w*"
    r"|delay\w*|skip\w*)\s+(?:\S+\s+){0,3}$",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:said|says|saying|announc\w+|confirm\w*|vow\w*|pledg\w+|promis\w+|told|tells|insist\w*|indicat\w+|tweeted"
    r"|stated|added|statement|reported|expected|predicted)\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"(?:\b(?:to|will|would|not|never|could|may|might|should|can|must|be|if|whether|before|until|yet|refused|declined"
    r"|failed|without|shall|cannot|no)\s+(?:\w+\s+)?|(?:n['’]t|['’]ll)\s+(?:\w+\s+)?"
    r"|\b(?:being|is|are|gets?)\s+(?:\w+ly\s+)?|\b(?:if|whether|unless|until|before)\s+(?:\S+\s+){0,4})$",
    re.IGNORECASE,
)
# "The proposed rule": a description, no report.
_DESCRIBED = re.compile(
    r"(?:\b(?:an?|the|his|her|its|their|this|that|these|those|any|some|no|new|of|in|for|with|by|newly|recently"
    r"|previously)|(?<!\bhe)(?<!\bshe)(?<!\bit)(?<!\bwho)['’]s)\s+$",
    re.IGNORECASE,
)
# "The file sent by the police": which file, and no report that it was sent.
_BY_SOMEBODY = re.compile(r"\s+by\s(?!\w+ing\b)")
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being|got|gets?|has|have|had)\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"\s+(?!(?:by|in|on|at|to|from|for|the|an?|his|her|their|its|that|with|after|into|over|of|during)\b)[a-z]"
)
_PAST = re.compile(r"(?<![\w-])(?:[a-z]{2,}ed|" + "|".join(sorted(IRREGULAR)) + r")\b")
_PAST_NOUN = re.compile(
    rf"\b(?:[Aa]fter|[Aa]t|[Ii]n|[Dd]uring|[Ff]ollowing|from|concluded|completed|attended|held|gave|delivered|made"
    rf"|joined|won|scored|took|cast|opened|began|started|continued|convened|entered|faced)\s+(?:(?:an?|the|his|her|its|their|this|that"
    rf"|\w+['’]s)\s+)?(?:[\w’'-]+\s+){{0,5}}?(?P<noun>{_NOUN})\b"
    rf"|\b(?P<first>{_NOUN})\s+(?:[\w’'-]+\s+){{0,4}}?(?:was|were|took|began|came|lasted|ended|drew|featured|went)\b"
    rf"(?!\s+(?:to|set|scheduled|expected|planned))"
)
# "Sat down to sign", "voted to approve".
_DONE_TO = re.compile(
    r"\b(?:sat down|voted|gathered|convened|met|returned|went|came|stood|rose|moved|began|started|continued|managed)\b"
    r"[^,;:.“”\"]{0,40}? to (?P<verb>[a-z]{3,})\b"
)
_DOING = re.compile(r"(?:\bby|\bafter|,|\bfollowing)\s+(?P<verb>[a-z]{3,}ing)\b")  # "by meeting", "after visiting"
_PRESENT = re.compile(r"(?<=\s)[A-Za-z]{3,}s\b")
_CALL = re.compile(r"\s+(?:[A-Z]|to\b|with\b)")  # "called Reed", but not "called for talks"
_STATEMENT = re.compile(r"\s+(?:an?|his|her|the|another|this) (?:\w+ )?statement\b")  # "released a statement"
_ENDED = re.compile(r"[.!?…]\W*$")
_AGENT = re.compile(r"(?:\s+(?:on\s+)?\w+day)?\s+by\s+(?:an?\s+|the\s+)?((?:[A-Z][\w’'.-]*\s*)+)")
DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(
    r"[,;:—–(“”\"]|\b(?:that|and|but|who|which|because|although|when|said|says|according|after|as|while|whether|if)\b"
)
_MUTUAL_CLAUSE = re.compile(_CLAUSE.pattern.replace("|and|", "|"))  # "Holt and Reed spoke"
_ACTS = re.compile(r"[A-Z][\w’'.-]*\s+(?:(?:has|have|had|was|were|also|\w+ly)\s+)*$")
_ASIDE = re.compile(r"\b(?:(?:had|also)\s+(?:\w+\s+)?|already\s+(?:\w+\s+){0,2})$")
_BACK = 160  # characters before an act
_REACH = 14  # words after a verb that tell what is done, to whom


@dataclass(frozen=True)
class Act:
    """A planned or a past act, told at [start, end) of a sentence.

    how: told by a verb or a noun; in "he said" the act is `SAID`. firm: it is announced, not vowed or agreed to.
    actor: who is named for it outside its clause. besides: told in passing, "after speaking". What else the sentence
    tells of an act is read when it is asked for: nearly all have no counterpart in their story.
    """

    act: str
    planned: bool
    how: Literal["verb", "noun", "said"]
    firm: bool
    text: str
    start: int
    end: int
    actor: str | None
    besides: bool

    @functools.cached_property
    def aside(self) -> bool:
        """What was before or besides: "had spoken", "also spoke", "after speaking"."""
        return self.besides or _ends_with(_ASIDE, self.text, self.start)

    @functools.cached_property
    def quoted(self) -> bool:
        before = self.text[: self.start]
        return before.count('"') % 2 == 1 or before.count("“") > before.count("”")

    @functools.cached_property
    def subject(self) -> frozenset[str]:
        """The names before the verb in its clause, or behind "by"."""
        # Lee's wife is not Lee.
        return find_names(self.actor or re.sub(r"[\w’'-]+['’]s\b", "", self._clause))

    @functools.cached_property
    def sure(self) -> bool:
        """Whether the subject stands right before or behind the verb."""
        return bool(self.actor or (self.subject and _ACTS.search(self._clause)))

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """Those of the subject and of what is told of it."""
        return self.subject | find_names(f"{self._clause} . {self._after}")

    @functools.cached_property
    def about(self) -> frozenset[str]:
        """The content stems of the clause and of what follows."""
        words = _WORD.findall(f"{self._clause} {self._after}".lower())
        return frozenset(stem(w) for w in words if len(w) > 3 and w not in STOP and stem_act(w) != self.act)

    @functools.cached_property
    def _clause(self) -> str:
        before = self.text[: self.start]
        split = (_MUTUAL_CLAUSE if self.act in MUTUAL else _CLAUSE).split(before)
        clauses = [piece for piece in split if piece.strip()]
        if clauses and before.rstrip().endswith(","):
            return clauses[0]  # "Holt, the mayor, will speak"
        return clauses[-1] if clauses else ""

    @property
    def _after(self) -> str:
        return " ".join(self.text[self.end :].split()[:_REACH])


@functools.lru_cache(maxsize=50_000)
def read_acts(text: str) -> tuple[Act, ...]:
    """What a sentence announces, then what it reports as done."""
    return *read_plans(text), *read_reports(text)


def read_plans(text: str) -> tuple[Act, ...]:
    """What a sentence announces."""
    return _read_plans(text)[0]


def read_reports(text: str, wanted: Set[str] | None = None) -> Iterator[Act]:
    """What a sentence reports as done; of the acts that are wanted, where these are given, which is less work."""
    for act in _read_past(text[:_LONGEST], _read_plans(text)[1], wanted):
        if wanted is None or act.act in wanted:
            yield act


@functools.lru_cache(maxsize=50_000)
def _read_plans(text: str) -> tuple[tuple[Act, ...], frozenset[int]]:
    """What a sentence announces, and the places in it that were read as plans."""
    covered = set[int]()
    return tuple(_read_planned(text[:_LONGEST], covered)), frozenset(covered)


def _read_planned(text: str, covered: set[int]) -> Iterator[Act]:
    """covered: the places that were read as plans are added to it."""
    if not _ENDED.search(text) and (match := _HEADLINE.match(text)):
        covered.update(range(match.start("verb"), match.end()))
        yield from _make(text, match["verb"], match.start("verb"), match.end(), planned=True)
    for match in (_PLAN if _ENDED.search(text) else _PLAN_TITLED).finditer(text):
        covered.update(range(*match.span()))
        clause = _CLAUSE.split(text[max(match.start() - 60, 0) : match.start()])[-1]
        if _DOUBT.search(f"{clause[-30:]}{match[0]}") or _ends_with(_CONDITION, text, match.start()):
            continue
        if _ends_with(_DROPPED, text, match.start()) or _ends_with(_DEFINES, text, match.start()):
            continue
        if not match["would"] or _SAYING.search(text, 0, match.start()):
            yield from _read_plan(text, match)
    small = text.lower()
    for match in _PLANNED_NOUN.finditer(text) if any(word in small for word in _PLANNED_WORDS) else ():
        covered.update(range(*match.span()))
        if not _ends_with(_CONDITION, text, match.start()) and not _ends_with(_DROPPED, text, match.start()):
            noun = "before" if match["before"] else "after"
            yield from _make(text, match[noun].lower(), match.start(), match.end(noun), planned=True, how="noun")
    for match in _TO_FLOOR.finditer(text):
        covered.update(range(*match.span()))
        yield from _make(text, "vote", *match.span(), planned=True, actor=match[0])
    for match in _TIMETABLE.finditer(text) if any(word in text for word in _TIMETABLE_WORDS) else ():
        if match.start("verb") not in covered:
            covered.update(range(*match.span("verb")))
            verb = match["verb"].removeprefix("is ").removeprefix("are ")
            yield from _make(text, _TIMETABLED.get(verb, verb), match.start("verb"), match.end(), planned=True)


def _read_plan(text: str, match: re.Match[str]) -> Iterator[Act]:
    verb, (start, end) = match["verb"].lower(), match.span()
    passive = re.search(r"\bbe\s+(?:\w+ly\s+)?[“\"]?$", text[start : match.start("verb")])
    if verb in NO_VERB or (passive and not (verb.endswith(("ed", "ing")) or verb in PARTICIPLES)):
        return
    firm = not match["weak"] and not match["would"]
    if _FLOOR.search(text, start, end + 45):
        yield from _make(text, "vote", start, end, planned=True, firm=firm)
    yield from _make(text, _with_particle(verb, text, end), start, end, planned=True, firm=firm)
    if (second := _NEXT.match(text, end)) and FORMS.get(second["verb"]) == second["verb"] not in NOUNS:
        yield from _make(text, second["verb"], start, second.end(), planned=True, firm=firm)
    if verb in OCCURS and (noun := re.search(rf"\b(?:{_NOUN})\b", _CLAUSE.split(text[:start])[-1])):
        yield from _make(text, noun[0], start, end, planned=True, how="noun", firm=firm)
    if verb in LIGHT and (noun := re.match(rf"(?:\s+[\w’'-]+){{0,4}}?\s+({_NOUN})\b", text[end : end + 70])):
        yield from _make(text, noun[1], start, end + noun.end(), planned=True, how="noun", firm=firm)


def _read_past(text: str, covered: Set[int], wanted: Set[str] | None) -> Iterator[Act]:
    told = [match for match in _PAST.finditer(text) if match.start() not in covered]
    for match in told:
        start, end = match.span()
        verb, spoken = _with_particle(match[0], text, end), match[0] in SPOKEN
        if wanted is not None and stem_act(verb) not in wanted and not (spoken and SAID in wanted):
            continue
        if _ends_with(_UNDONE, text, start) or (match[0] == "called" and not _CALL.match(text, end)):
            continue
        if _DESCRIBES.match(text, end) and _ends_with(_DESCRIBED, text, start):
            continue
        if _BY_SOMEBODY.match(text, end) and _ENDED.search(text) and not _ends_with(_PASSIVE, text, start):
            continue
        yield from _make(text, verb, *match.span())
        if spoken:
            yield from _make(text, SAID, *match.span(), how="said")
    for match in _PAST_NOUN.finditer(text) if told else ():
        name = "noun" if match["noun"] else "first"
        if match.start(name) not in covered:
            yield from _make(text, match[name], match.start(name), match.end(), how="noun")
    for match in _DONE_TO.finditer(text):
        if stem_act(match["verb"]) in FORMS and not _ends_with(_UNDONE, text, match.start()):
            yield from _make(text, match["verb"], match.start(), match.end())
    for match in _DOING.finditer(text) if told else ():
        if match.start() not in covered and stem_act(match["verb"]) in FORMS:
            yield from _make(text, match["verb"], match.start("verb"), match.end(), besides=True)
    for match in _PRESENT.finditer(text) if not _ENDED.search(text) else ():  # "Holt names Reed"
        word = match[0].lower()
        if word in FORMS and word not in NOUNS and match.start() not in covered:
            yield from _make(text, word, *match.span())


def _ends_with(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Whether what stands before `end` ends with the pattern, which no few words reach further back than this."""
    return pattern.search(text, max(0, end - _BACK), end) is not None


def _with_particle(verb: str, text: str, end: int) -> str:
    return "resign" if verb.startswith("step") and re.match(r" (?:down|aside)\b", text[end : end + 7]) else verb


@functools.lru_cache(maxsize=50_000)
def stem_act(word: str) -> str:
    """What newsrooms call an act, as a verb or its stem: plead, pleaded, pled; vote, ballots; resign, resigning."""
    word = word.lower()
    for form in (word, word.removesuffix("ing"), f"{word.removesuffix('ing')}e"):
        if form in FORMS:
            return FORMS[form]
    return re.sub(r"(?:e|ing|(?<=[a-z]{3})i|y)$", "", stem(word))


def _make(
    text: str,
    word: str,
    start: int,
    end: int,
    planned: bool = False,
    how: Literal["verb", "noun", "said"] = "verb",
    firm: bool = True,
    actor: str | None = None,
    besides: bool = False,
) -> Iterator[Act]:
    """The act at [start, end), unless it is one of everything or of nothing. actor: where that is not its clause."""
    act = SAID if how == "said" or (planned and word in SAYS) else stem_act(word)
    if (act in TOO_COMMON and how == "verb") or _STATEMENT.match(text, end):
        return
    if not planned and (agent := _AGENT.match(text, end)):
        actor = agent[1]
    yield Act(act, planned, how, firm, text, start, end, actor, besides)


def find_names(text: str) -> frozenset[str]:
    """The last word of each name, in small letters: given names and titles tell less."""
    words = [*_WORD.findall(text.replace("White House", "Whitehouse")), ""]
    capital = [word[:1].isupper() and _is_name(word) for word in words]
    last = (word for k, word in enumerate(words[:-1]) if capital[k] and not capital[k + 1])
    return frozenset(_without_s(word).lower() for word in last if not DAY.match(word))


def _without_s(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


@functools.lru_cache(maxsize=50_000)
def _is_name(word: str) -> bool:
    word = _without_s(word)
    return len(word) > 2 and word.lower() not in STOP
