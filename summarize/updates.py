"""Statements that announced what a later one reports: "will speak on Sunday", then "spoke on Sunday"."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarize.names import same_name
from summarize.tense import read_direction
from summarize.traits import stem
from summarize.types import Article, Mention, Statement

# Past forms and nouns that a stemmer does not bring to their verb; what newsrooms use for one act is one.
_FORMS = {
    form: act
    for row in (
        "speak spoke spoken speaks speaking call called calls phone phoned talk talked talks", "meet met meets meeting",
        "hold held holds", "send sent", "leave left leaves", "begin began begun start started starts", "win won",
        "lose lost", "buy bought", "sell sold", "pay paid", "fly flew flown", "run ran", "strike struck", "sue sued",
        "give gave given", "bring brought", "build built", "cut cuts", "fight fought", "quit quits",
        "shut close closed",
        "withdraw withdrew withdrawn", "swear swore sworn", "plead pleaded pled", "rule ruled", "testify testified",
        "testimony", "vote voted votes cast", "sign signed signs", "drop dropped", "stop stopped stops",
        "ban banned bans",
        "rise rose risen", "fall fell fallen", "tell told", "keep kept", "find found", "drive drove", "rise rose",
    )
    for act, *rest in [row.split()]
    for form in (act, *rest)
}  # fmt: skip
_IRREGULAR = frozenset(
    """spoke met held sent left began won lost bought sold paid flew ran struck gave brought built fought quit withdrew
    swore pled rose fell told kept drove shut cast broke drew chose""".split()
)
_MUTUAL = frozenset(("meet", "speak"))  # whoever does it with whom
_TOO_COMMON = frozenset(
    """be have do make take get go come say tell see use continue remain keep give become know need want help try
    head work find show look provide allow include give face seek like let put turn move happen
    hold lead leave""".split()
)
_PLAN = re.compile(
    r"\b(?:(?:will|would|shall)|(?:['’]ll)|(?:is|are|plan(?:s|ned|ning)?|intend(?:s|ed)?|expect(?:s|ed)?|scheduled|set|due|"
    r"slated|going|agreed|vow(?:s|ed)?|pledge[sd]?|promise[sd]?|threaten(?:s|ed)|prepar(?:es|ing)|poised) to)\s+"
    r"(?:(?:be|also|then|soon|formally|likely|be|again|\w+ly)\s+){0,2}([a-z]{3,})",
)
_HEADLINE = re.compile(r"^(?:[A-Z][\w’'.-]*\s+){1,4}to ([A-Za-z]{3,})\b")  # "Biden to Speak With ..."
_CONDITION = re.compile(
    r"\b(?:possibl[ey]|possibility|if(?! all goes)|whether|unless|not|never|have|had)\b|n['’]t\b", re.IGNORECASE
)
_UNDONE = re.compile(
    r"\b(?:to|will|would|not|never|could|may|might|should|can|must|be|if|whether|before|until|yet|refused|declined|"
    r"failed|without|who|which|that)\s+(?:\w+\s+)?$|n['’]t\s+(?:\w+\s+)?$"
)
_UNSURE = re.compile(r"\b(?:if|whether|unless|until|before|after)\s+(?:\S+\s+){0,4}$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:[a-z]{2,}ed|" + "|".join(sorted(_IRREGULAR)) + r")\b")
_DAYS = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[,;:—–(“”\"]|\b(?:that|and|but|who|which|because|although|when|said|says|according)\b")
_MUTUAL_CLAUSE = re.compile(_CLAUSE.pattern.replace("|and|", "|"))  # "Holt and Reed spoke"
_PRONOUN = re.compile(r"(?:^|\s)(?:he|she|they|it)\s", re.IGNORECASE)
_STOP = frozenset(
    """the a an in on at but and he she they we it i his her their its this that mr mrs ms dr president sen rep gov
    senator after before when while as for with from if of to by was were is are be been has have had will would said
    says say or not who which what also then than about into over their there more out up other new one two next
    week month year later again first""".split()
)
# With whom somebody speaks or meets: "spoke by phone with Lee on Sunday after Reed left", but not "spoke about Lee".
_PARTY = re.compile(
    r"(?:(?:by|over the|on the) (?:tele)?(?:phone|video)\s+|again\s+|\w+ly\s+)?(?:with\s+|to\s+)?"
    r"(?!(?:on|in|at|by|about|after|before|as|for|during|from|of)\b)"
    r"(.*?)(?=[,;:]|\s(?:to|on|in|at|by|after|before|amid|about|as|ahead|during|following|from|for)\s|$)"
)
_NO_TALK = re.compile(r"\s+(?:for|on|off|out|it|him|her|them|that|this|themselves|the)\b")  # "called for talks"
_REACH = 14  # words after a verb that tell what is done, to whom
_ENOUGH = 2  # names, words and days in which an announcement and a report agree
_NEAR = 0.3  # probability of being the same statement from which two are about one event


@dataclass(frozen=True, slots=True)
class Act:
    """A planned or a past act of a sentence. subject: names before the verb in its clause; about: names and content
    stems after it; pronoun: whether the subject is one; days: the weekdays that the sentence names."""

    act: str
    planned: bool
    subject: frozenset[str]
    pronoun: bool
    about: frozenset[str]
    days: frozenset[str]


def find_updates(
    statements: Sequence[Statement], articles: Sequence[Article], near: Sequence[tuple[str, str, float]] = ()
) -> dict[str, tuple[str, ...]]:
    """For each statement that reports what others of its story announced, their ids, sorted.

    A planned act (will speak, is expected to meet) is superseded by the same act in the past if both have the same
    actor and say the same of it, in part at least; if they name no different weekdays; and if the report was not
    published before the announcement, where both dates are known. `near`: ids of two statements and how probably
    they are one: such two need to agree in less. A statement that itself reports the act announces nothing.
    """
    published = {article.id: article.published for article in articles}
    likely = {frozenset(pair[:2]): pair[2] for pair in near}
    planned: dict[tuple[str, str], list[tuple[str, Mention, Act]]] = defaultdict(list)
    done: dict[tuple[str, str], list[tuple[str, Mention, Act]]] = defaultdict(list)
    for s in sorted(statements, key=lambda s: s.id):
        acts = [(mention, act) for mention in s.mentions for act in read_acts(mention.text)]
        reported = {act.act for _, act in acts if not act.planned}
        for mention, act in acts:
            if not act.planned:
                done[s.story, act.act].append((s.id, mention, act))
            elif act.act not in reported:
                planned[s.story, act.act].append((s.id, mention, act))
    found: dict[str, set[str]] = defaultdict(set)
    for key, plans in planned.items():
        for plan_id, plan_at, plan in plans:
            for report_id, report_at, report in done.get(key, ()):
                is_near = likely.get(frozenset((plan_id, report_id)), 0.0) >= _NEAR
                if _fulfils(plan, report, is_near) and _in_order(plan_at, report_at, published):
                    found[report_id].add(plan_id)
    return {report: tuple(sorted(plans)) for report, plans in sorted(found.items())}


def announces(one: str, other: str) -> bool:
    """True where one of two sentences announces an act that the other reports: these are not one statement.

    Of 21 such pairs of statements/train which the trained decision held for possible, people joined none.
    """
    for plan, report in ((one, other), (other, one)):
        if read_direction(plan) == "ahead" and read_direction(report) == "behind":
            planned = {act.act for act in read_acts(plan) if act.planned}
            if any(not act.planned and act.act in planned for act in read_acts(report)):
                return True
    return False


def part_announced(texts: Sequence[str]) -> tuple[list[int], list[int]]:
    """The sentences of one cluster that announce what others of it report, and all the rest, by index: two
    statements, the second of which supersedes the first. The first is empty in most clusters."""
    different = sorted(set(texts))  # thousands of copies are looked at once
    ahead = (text for text in different if read_direction(text) == "ahead")
    announcing = {text for text in ahead if any(announces(text, other) for other in different)}
    announced = [k for k, text in enumerate(texts) if text in announcing]
    return announced, [k for k, text in enumerate(texts) if text not in announcing]


@functools.lru_cache(maxsize=50_000)
def read_acts(text: str) -> tuple[Act, ...]:
    """What a sentence announces and what it reports as done."""
    found, covered = [], set()
    if match := _HEADLINE.match(text):
        found.append(_read_act(text, match[1], True, match.start(1), match.end()))
    for match in _PLAN.finditer(text):
        covered.update(range(match.start(), match.end()))
        if not _CONDITION.search(text[max(match.start() - 30, 0) : match.end()]):
            found.append(_read_act(text, match[1], True, match.start(), match.end()))
    for match in _PAST.finditer(text):
        before = text[: match.start()]
        if match[0] == "called" and _NO_TALK.match(text, match.end()):
            continue
        if match.start() not in covered and not _UNDONE.search(before) and not _UNSURE.search(before):
            found.append(_read_act(text, match[0], False, match.start(), match.end()))
    return tuple(act for act in found if act.act not in _TOO_COMMON)


def _read_act(text: str, verb: str, planned: bool, start: int, end: int) -> Act:
    act = _stem_act(verb)
    split = (_MUTUAL_CLAUSE if act in _MUTUAL else _CLAUSE).split(text[:start])
    clauses = [piece for piece in split if piece and piece.strip()]
    clause = clauses[-1] if clauses else ""
    if clauses and text[:start].rstrip().endswith(","):
        clause = clauses[0]  # "Holt, the mayor, will speak"
    after = " ".join(text[end:].split()[:_REACH])
    about = (
        _names(after)
        | {stem(word) for word in _WORD.findall(f"{clause} {after}") if word.islower() and len(word) > 3} - _STOP
    )
    subject = _names(re.sub(r"[\w’'-]+['’]s\b", "", clause))  # Lee's wife is not Lee
    if act in _MUTUAL:
        subject = about = subject | (_names(party[1]) if (party := _PARTY.match(after)) else frozenset())
    pronoun = not clause.strip() or bool(_PRONOUN.search(f" {clause} "))
    return Act(act, planned, subject, pronoun, about, frozenset(_DAYS.findall(text)))


def _names(text: str) -> frozenset[str]:
    """The last word of each name: given names and titles tell less."""
    words = [re.sub(r"['’]s$", "", word) for word in _WORD.findall(text)] + [""]
    capital = [word[:1].isupper() and len(word) > 2 and word.lower() not in _STOP for word in words]
    return frozenset(
        word for k, word in enumerate(words[:-1]) if capital[k] and not capital[k + 1] and not _DAYS.match(word)
    )


def _stem_act(word: str) -> str:
    """The verb of a form, as a stem: plead, pleaded, pled; resign, resigned, resigning."""
    word = word.lower()
    return _FORMS.get(word) or re.sub(r"(?:e|ing|(?<=[a-z]{3})i|y)$", "", stem(word))


def _fulfils(plan: Act, report: Act, is_near: bool) -> bool:
    if plan.days and report.days and not plan.days & report.days:
        return False
    actors = sum(any(_alike(a, b) for b in report.subject) for a in plan.subject)
    if plan.act in _MUTUAL:
        return actors + is_near >= 2 and actors > 0
    if not actors and not (plan.pronoun or report.pronoun or is_near):
        return False
    shared = sum(any(_alike(a, b) for b in report.about) for a in plan.about)
    agreed = min(actors, 1) + shared + 2 * is_near + bool(plan.days & report.days)
    return shared > 0 and agreed >= (_ENOUGH if actors else _ENOUGH + 1)


def _alike(a: str, b: str) -> bool:
    """Ukraine and Ukrainian name one side of a talk."""
    return a == b or same_name(a, b) or (len(a) > 5 < len(b) and a[:6] == b[:6])


def _in_order(plan: Mention, report: Mention, published: Mapping[str, str | None]) -> bool:
    first, last = published.get(plan.article), published.get(report.article)
    return not first or not last or plan.article == report.article or first[:10] <= last[:10]
