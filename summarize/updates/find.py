"""Statements that announced what a later one reports: "will speak on Sunday", then "spoke on Sunday"."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from summarize.people.names import same_name
from summarize.text.tense import read_direction
from summarize.text.traits import stem
from summarize.types import Article, Statement
from summarize.updates.act_words import MUTUAL, OUTCOMES, PUBLIC, SAID, STOP
from summarize.updates.acts import DAY, Act, find_names, read_acts, read_plans, read_reports
from summarize.values.days import find_days

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TENTATIVE = re.compile(
    r"\b(?:could|may|might|possibl\w+|likely|predict\w*|consider\w*|hop(?:es?|ed|ing)|threaten\w*|project\w*|unclear"
    r"|seek\w*|propos\w+|urg\w+|call(?:ed|s|ing)? (?:for|on))\b"
)
_LONG_AGO = re.compile(
    r"\b(?:in|since|of|after|from|before)\s(?:\w+\s)?(?:19|20)\d\d\b|\b(?:last|earlier this|a) (?:year|month)\b"
    r"|\b(?:weeks|months|years|decades) ago\b|\blast week\b"
    r"|\bback in (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_ENOUGH = 8.9  # points
_NEAR = 0.3  # probability of being one statement from which two are about one event
_LEAD = 400  # characters of an article that tell its news
_SAME_WORDS = 0.4  # what somebody will say and what he said have so much in common
_BODIES = frozenset("senate house representatives commons lords bundestag bundesrat".split())
_FEW = 50  # sentences; in fewer of them no word is rare or common
_SILENT = 3  # articles; fewer that only do not announce an act are too few to say so
_LEAST, _MOST_ABOUT = 2.0, 12.0  # weight of words


@dataclass(frozen=True)
class _Told:
    """The words of a statement, the articles that have them, and their first and last day of publication as far as it
    is known; undated: not of all; leads: whether it opens one of them. What only a pair needs is read for a pair."""

    statement: str
    text: str
    articles: frozenset[str]
    first: str | None
    last: str | None
    undated: bool
    leads: bool
    acts: tuple[Act, ...]
    words: frozenset[str]

    @functools.cached_property
    def names(self) -> frozenset[str]:
        return find_names(self.text)

    @functools.cached_property
    def weekdays(self) -> frozenset[str]:
        return frozenset(DAY.findall(self.text))

    @property
    def days(self) -> frozenset[str]:
        """The days that the words name."""
        return self._dates[0]

    @property
    def latest(self) -> str | None:
        """The last day of any date in them."""
        return self._dates[1]

    @functools.cached_property
    def _dates(self) -> tuple[frozenset[str], str | None]:
        return _read_days(self.text, self.first)


def find_updates(
    statements: Sequence[Statement], articles: Sequence[Article], near: Sequence[tuple[str, str, float]] = ()
) -> dict[str, tuple[str, ...]]:
    """For each statement that reports what others of its story announced, their ids, sorted.

    A planned act (will speak, a vote is scheduled) is superseded by the same act in the past, or by what came of it
    (the bill was passed), if enough speaks for it: the same actor, the same day, the same words around it, rare ones
    in the story before all (Sparck Jones 1972). What names another day, or was published before the announcement,
    where both dates are known, is no report of it. `near`: ids of two statements and how probably they are one: such
    two need to agree in less. A statement that itself reports the act announces nothing.

    The points are rounded weights of a logistic regression on pairs of labelled stories; how well they do is measured
    by tests/benchmarks/updates.py.
    """
    published = {article.id: article.published for article in articles}
    likely = {frozenset((one, other)) for one, other, probability in near if probability >= _NEAR}
    found: dict[str, set[str]] = defaultdict(set)
    ordered = sorted(statements, key=lambda s: (s.story, s.id))
    for _, group in groupby(ordered, key=lambda s: s.story):
        own = list(group)
        planned = {act.act for text in {m.text for s in own for m in s.mentions} for act in read_plans(text)}
        if not planned:
            continue
        wanted = planned.union(*(_find_outcomes(act) for act in planned))
        told = [row for statement in own for row in _read_statement(statement, published, wanted)]
        for plan, report in _find_pairs(told, likely, _weigh_words(told)):
            found[report].add(plan)
    # Of two statements that each announce what the other reports neither is superseded: both would be left out.
    kept = {
        report: sorted(plan for plan in plans if report not in found.get(plan, ())) for report, plans in found.items()
    }
    return {report: tuple(plans) for report, plans in sorted(kept.items()) if plans}


def announces(one: str, other: str) -> bool:
    """True where one of two sentences announces an act that the other reports: these are not one statement."""
    for plan, report in ((one, other), (other, one)):
        if _is_ahead(plan) and read_direction(report) == "behind":
            planned = {act.act for act in read_acts(plan) if act.planned}
            if any(not act.planned and act.how == "verb" and act.act in planned for act in read_acts(report)):
                return True
    return False


def part_announced(texts: Sequence[str]) -> tuple[list[int], list[int]]:
    """The sentences of one cluster that announce what others of it report, and all the rest, by index: two
    statements, the second of which supersedes the first. The first is empty in most clusters."""
    different = sorted(set(texts))  # thousands of copies are looked at once
    ahead = (text for text in different if read_direction(text) == "ahead") if len(different) > 1 else ()
    announcing = {text for text in ahead if any(announces(text, other) for other in different)}
    announced = [k for k, text in enumerate(texts) if text in announcing]
    return announced, [k for k, text in enumerate(texts) if text not in announcing]


def _find_outcomes(act: str) -> frozenset[str]:
    """The acts whose report tells what came of a planned one."""
    return OUTCOMES.get(act, frozenset()) | {act} | ({SAID} if act in PUBLIC else set())


def _read_statement(statement: Statement, published: dict[str, str | None], wanted: Set[str]) -> Iterator[_Told]:
    """One row for each wording; wanted: the acts whose reports may be those of a plan of the story."""
    by_text: dict[str, set[str]] = defaultdict(set)
    for mention in statement.mentions:
        by_text[mention.text].add(mention.article)
    leads = any(mention.start < _LEAD for mention in statement.mentions)
    acts = {text: (*read_plans(text), *read_reports(text, wanted)) for text in by_text}
    planned = {act.act for own in acts.values() for act in own if act.planned}
    reported = {
        act.act
        for own in acts.values()
        for act in own
        if act.act in planned and not act.planned and act.how == "verb" and not act.aside
    }
    for text, carriers in sorted(by_text.items()):
        known = sorted(day[:10] for article in carriers if (day := published.get(article)))
        yield _Told(
            statement=statement.id,
            text=text,
            articles=frozenset(carriers),
            first=known[0] if known else None,
            last=known[-1] if known else None,
            undated=len(known) < len(carriers),
            leads=leads,
            acts=tuple(act for act in acts[text] if not act.planned or act.act not in reported),
            words=_read_words(text),
        )


def _read_words(text: str) -> frozenset[str]:
    found = (word.lower().removesuffix("’s").removesuffix("'s") for word in _WORD.findall(text))
    return frozenset(stem(word) for word in found if len(word) > 2 and word not in STOP)


def _weigh_words(told: Sequence[_Told]) -> Callable[[frozenset[str]], float]:
    """The weight of some words together: each weighs more the fewer sentences of the story have it."""
    different = {row.text: row.words for row in told}
    seen = Counter(word for words in different.values() for word in words)
    whole = max(len(different), _FEW) + 1
    weight = {word: math.log(whole / count) for word, count in seen.items()}
    return lambda words: math.fsum(weight.get(word, 0.0) for word in words)


def _read_days(text: str, published: str | None) -> tuple[frozenset[str], str | None]:
    """The days that a text names (of spans only the shortest), and the last day of all its dates."""
    days, latest = set(), None
    for found in find_days(text, published)[0]:
        if found.kind == "date" and found.low and found.high:
            latest = max(latest or "", found.high)
            first, last = date.fromisoformat(found.low), date.fromisoformat(found.high)
            if (last - first).days <= 2:
                days |= {(first + timedelta(k)).isoformat() for k in range((last - first).days + 1)}
    return frozenset(days), latest


def _find_pairs(
    told: Sequence[_Told], likely: Set[frozenset[str]], weigh: Callable[[frozenset[str]], float]
) -> Iterator[tuple[str, str]]:
    """(announcement, report) of one story, by statement."""
    reports: dict[str, list[tuple[_Told, Act]]] = defaultdict(list)
    for row in told:
        for act in row.acts:
            if not act.planned:
                reports[act.act].append((row, act))
    carriers: dict[str, set[str]] = defaultdict(set)
    ahead: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in told:
        carriers[row.statement] |= row.articles
        for act in {act.act for act in row.acts if act.planned}:
            ahead[row.statement, act] |= row.articles
    common = {act: 0.5 * math.log(len({row.statement for row, _ in found})) for act, found in reports.items()}
    for plan in told:
        for planned in (act for act in plan.acts if act.planned):
            others = len(carriers[plan.statement]) - len(ahead[plan.statement, planned.act])
            if others >= _SILENT and others > len(ahead[plan.statement, planned.act]):
                continue  # what most articles tell without announcing the act is no announcement of it
            for report, done in (pair for act in sorted(_find_outcomes(planned.act)) for pair in reports.get(act, ())):
                if plan.statement == report.statement or plan.text == report.text:
                    continue
                points = 3.0 * (frozenset((plan.statement, report.statement)) in likely) - common[done.act]
                if points + _weigh_pair(plan, planned, report, done, weigh) >= _ENOUGH:
                    yield plan.statement, report.statement


def _weigh_pair(plan: _Told, planned: Act, report: _Told, done: Act, weigh: Callable[[frozenset[str]], float]) -> float:
    """The points for that `report` tells of the planned act, as `done`."""
    agreed, points = _compare_times(plan, report)
    covered = weigh(planned.about & report.words) / max(weigh(planned.about), _LEAST)
    if done.act == SAID and not (agreed if planned.act != SAID else covered > _SAME_WORDS):
        return -math.inf
    points += _compare_acts(planned, done, report, weigh)
    points += 2.5 * covered + 2.0 * weigh(done.about & plan.words) / max(weigh(done.about), _LEAST)
    points += 7.5 * weigh(plan.words & report.words) / max(weigh(plan.words), _LEAST)
    points -= 1.0 * (not planned.firm or _is_tentative(plan.text))
    return points + 1.5 * report.leads - 2.0 * _still_plans(planned, report)


def _compare_times(plan: _Told, report: _Told) -> tuple[bool, float]:
    """Whether both name the same day, and the points of this and of their publication; no others can outweigh those of
    what cannot be a report of it."""
    if in_order := len(plan.articles | report.articles) > 1:
        in_order = plan.undated or report.undated or plan.first <= report.last
    told = next(((x, y) for x, y in ((plan.days, report.days), (plan.weekdays, report.weekdays)) if x and y), None)
    if (told and not told[0] & told[1]) or not (in_order or plan.articles & report.articles):
        return False, -math.inf
    points = 5.0 if told else -1.0 * bool(plan.days or plan.weekdays)
    if not told and report.last and any(day <= report.last <= _next_day(day) for day in plan.days):
        points += 1.5
    points += 2.0 * bool(in_order and plan.first and report.last and plan.first < report.last)
    points -= 3.0 * (not in_order)  # an article that tells both mostly tells of two things
    long_ago = _is_long_ago(report.text) and not _is_long_ago(plan.text)
    before = plan.first and report.latest and report.latest < plan.first
    return told is not None, points - (4.0 if before else 2.0 * bool(long_ago))


# What is asked of a sentence for every act that may be its match.
@functools.lru_cache(maxsize=50_000)
def _is_tentative(text: str) -> bool:
    return _TENTATIVE.search(text) is not None


@functools.lru_cache(maxsize=50_000)
def _is_long_ago(text: str) -> bool:
    return _LONG_AGO.search(text) is not None


@functools.lru_cache(maxsize=50_000)
def _is_ahead(text: str) -> bool:
    return read_direction(text) == "ahead"


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(1)).isoformat()


def _compare_acts(plan: Act, done: Act, report: _Told, weigh: Callable[[frozenset[str]], float]) -> float:
    same = any(_alike(a, b) for a in plan.subject for b in done.subject)
    if done.act == SAID and not same and not any(_alike(a, b) for a in plan.subject for b in report.names):
        return -math.inf
    if plan.subject & _BODIES and done.subject & _BODIES and not same:
        return -math.inf  # a bill goes from one chamber to the other
    points = 2.0 * (same - (plan.act != done.act and done.act != SAID and not same))
    if plan.subject and done.subject and not any(_alike(a, b) for a in plan.subject for b in done.names):
        points -= 6.0 if plan.sure and done.sure else 1.5
    if plan.act in MUTUAL and done.act in MUTUAL and len(plan.names) > 1 and len(done.names) > 1:
        points -= 6.0 * (len(plan.names & done.names) < 2)
    objects = plan.names - plan.subject, done.names - done.subject
    points -= 1.0 * bool(all(objects) and not objects[0] & objects[1])
    points += 0.7 * min(weigh(plan.about & done.about), _MOST_ABOUT)
    if plan.act != done.act or done.act != SAID:
        points -= {"verb": 0.0, "noun": 2.0, "said": 4.0}[done.how]
    return points - 2.0 * done.aside - 3.5 * (plan.quoted or done.quoted)


def _still_plans(plan: Act, report: _Told) -> bool:
    """Whether what may be the report of an act announces it as well."""
    if _is_ahead(report.text):
        return True
    related = {plan.act} | OUTCOMES.get(plan.act, frozenset())
    return any(act.planned and (act.act in related or plan.act in OUTCOMES.get(act.act, ())) for act in report.acts)


@functools.lru_cache(maxsize=50_000)
def _alike(a: str, b: str) -> bool:
    """Ukraine and Ukrainian name one side of a talk."""
    return a == b or same_name(a, b) or (len(a) > 5 < len(b) and a[:6] == b[:6])
