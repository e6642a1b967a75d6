"""Where outlets tell one fact differently: a figure, a date, a name, the words of a quotation, a denial.

Nothing is judged true or false. Of 15 differences that one team checked by hand a single one was real, so before two
values are called a conflict it is asked whether they stand in the same role at all, whether one is the other told less
exactly, and whether the fact moved between the two reports.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from summarize.contrasts import Word as PlainWord
from summarize.contrasts import find_denial, find_other_names, split_words
from summarize.differences import Difference, Kind, Place, Verdict, explain_difference
from summarize.differing import find_differing
from summarize.names import same_name
from summarize.quotations import Word, compare_wording, find_quotations, read_words
from summarize.sides import Side, read_side
from summarize.types import Article, Discrepancy, Expression, Mention, Statement, Value

Spelled = Callable[[str, str], bool]

_NEAR = 0.09  # two statements whose likeliest pair of mentions is less likely to be one are not compared
_VERDICTS = ("conflict", "update", "rounded", "compatible")
_MOST = 400  # pairs of wordings of one statement that are compared; hundreds of outlets say it in a few dozen ways
_CONTEXT = 24


@dataclass(frozen=True, slots=True)
class _Told:
    """A mention and what was read from it, each once; `quoted`: its quotations' words, with spans in the article."""

    mention: Mention
    statement: str
    side: Side
    words: tuple[PlainWord, ...]
    quoted: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of a whole article: its words, its sentences by their spans, all its values, its quotations, and
    the words of these as one line."""

    article: Article
    words: frozenset[str]
    sides: dict[tuple[int, int], Side]
    values: tuple[Expression, ...]
    quotations: tuple[tuple[int, int], ...]
    quoted: str


def find_discrepancies(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    near: Sequence[tuple[str, str, float]] = (),
    spelled: Spelled = same_name,
) -> list[Discrepancy]:
    """What the mentions of one statement, and of nearly the same ones, tell differently, sorted by statement and place.

    near: (statement id, statement id, probability of their likeliest pair of mentions) of different statements of one
    story; those that a guard kept apart for a figure are among them. spelled: whether two names may be spellings of
    one. Only what different articles say is compared. O(pairs of different wordings of a statement), capped at 400.
    """
    by_id = {article.id: article for article in articles}
    known = {statement.id: statement for statement in statements}
    mentions = sorted({(m.article, m.start, m.end) for statement in statements for m in statement.mentions})
    places = {name: list(rows) for name, rows in groupby(mentions, lambda row: row[0])}
    readings: dict[str, _Reading] = {}
    told: dict[str, list[_Told]] = {}

    def tell(name: str) -> list[_Told]:
        """Reads what is compared, once; most articles of a large batch never are."""
        if name not in told:
            for article in sorted({m.article for m in known[name].mentions} - readings.keys()):
                readings[article] = _read_article(by_id[article], places[article])
            told[name] = [_read_mention(m, name, readings[m.article]) for m in known[name].mentions]
        return told[name]

    found: list[Difference] = []
    for statement in sorted(statements, key=lambda s: s.id):
        if len({mention.article for mention in statement.mentions}) > 1:
            for a, b in _pair(tell(statement.id), tell(statement.id)):
                found += _compare(a, b, readings, spelled)
    for one, other, probability in sorted({(*sorted(pair[:2]), pair[2]) for pair in near}):
        if probability >= _NEAR and one in known and other in known and one != other:
            for a, b in _pair(tell(one), tell(other)):
                found += _compare(a, b, readings, spelled)
    return [_make(kind, rows, by_id, tell) for kind, rows in _gather(found)]


def _read_article(article: Article, mentions: Sequence[Place]) -> _Reading:
    quotations = tuple(find_quotations(article.text))
    quoted = (word.text for span in quotations for word in read_words(article.text, *span))
    sides = {(start, end): read_side(article.text[start:end], article.published) for _, start, end in mentions}
    return _Reading(
        article,
        frozenset(word.lower for word in split_words(article.text)),
        sides,
        tuple(value for side in sides.values() for value in side.values),
        quotations,
        f" {' '.join(quoted)} ",
    )


def _read_mention(mention: Mention, statement: str, reading: _Reading) -> _Told:
    text, start, end = reading.article.text, mention.start, mention.end
    inside = [(max(a, start), min(b, end)) for a, b in reading.quotations if a < end and b > start]
    quoted = tuple(words for span in inside if (words := read_words(text, *span)))
    return _Told(mention, statement, reading.sides[start, end], split_words(mention.text), quoted)


def _pair(ones: Sequence[_Told], others: Sequence[_Told]) -> list[tuple[_Told, _Told]]:
    """Pairs of mentions of different articles in different words, each pair of wordings in one order. Of copies each is
    compared once, with the first that has the other wording."""
    by_text: dict[str, tuple[list[_Told], list[_Told]]] = {}
    for side, rows in enumerate((ones, others)):
        for row in sorted(rows, key=lambda t: (t.mention.article, t.mention.start)):
            by_text.setdefault(row.mention.text, ([], []))[side].append(row)
    texts, ways = sorted(by_text), (0,) if ones is others else (0, 1)
    wordings = ((by_text[x][s], by_text[y][1 - s]) for k, x in enumerate(texts) for y in texts[k + 1 :] for s in ways)
    met = islice((pair for pair in wordings if all(pair)), _MOST)
    found = []
    for first, second in met:
        found += [(first[0], row) for row in second] + [(row, second[0]) for row in first[1:]]
    return [(a, b) for a, b in found if a.mention.article != b.mention.article]


def _compare(a: _Told, b: _Told, readings: dict[str, _Reading], spelled: Spelled) -> Iterator[Difference]:
    one, other = readings[a.mention.article], readings[b.mention.article]
    statements = tuple(sorted({a.statement, b.statement}))
    yield from _compare_quotations(a, b, one, other, spelled, statements)
    published = one.article.published, other.article.published
    for kind, verdict, x, y in find_differing(
        a.side, b.side, one.values, other.values, published, a.statement == b.statement
    ):
        yield _difference(kind, verdict, a, b, (x.start, x.end), (y.start, y.end), statements)
    denial = find_denial(a.words, b.words) if not ("?" in a.mention.text) ^ ("?" in b.mention.text) else None
    if denial is not None:
        yield _difference("negation", "conflict", a, b, denial.first, denial.second, statements)
    for names in find_other_names(a.words, b.words, one.words, other.words, spelled):
        yield _difference("name", "conflict", a, b, names.first, names.second, statements)


def _compare_quotations(
    a: _Told, b: _Told, one: _Reading, other: _Reading, spelled: Spelled, statements: tuple[str, ...]
) -> Iterator[Difference]:
    for first in a.quoted:
        for second in b.quoted:
            for wording in compare_wording(first, second, spelled) or ():
                # An outlet that has the other's words elsewhere in its quotations quotes both.
                if wording.first_said in other.quoted or wording.second_said in one.quoted:
                    continue
                shown = (
                    _show_around(one.article.text, wording.first, wording.first_around),
                    _show_around(other.article.text, wording.second, wording.second_around),
                )
                places = (a.mention.article, *wording.first), (b.mention.article, *wording.second)
                yield Difference("quote", "conflict", *places, statements, shown)


def _show_around(text: str, span: tuple[int, int], around: tuple[int, int]) -> str:
    """A few words of the quotation around what differs."""
    start, end = max(around[0], span[0] - _CONTEXT), min(around[1], span[1] + _CONTEXT)
    while start > around[0] and not text[start - 1].isspace():
        start -= 1
    while end < around[1] and not text[end].isspace():
        end += 1
    return " ".join(text[min(start, span[0]) : max(end, span[1])].split())


def _difference(
    kind: Kind,
    verdict: Verdict,
    a: _Told,
    b: _Told,
    first: tuple[int, int],
    second: tuple[int, int],
    statements: tuple[str, ...],
) -> Difference:
    places = [(t.mention.article, t.mention.start + s, t.mention.start + e) for t, (s, e) in ((a, first), (b, second))]
    one, other = (" ".join(t.mention.text[slice(*span)].split()) for t, span in ((a, first), (b, second)))
    return Difference(kind, verdict, places[0], places[1], statements, (one, other))


def _gather(found: Sequence[Difference]) -> list[tuple[Kind, list[Difference]]]:
    """Differences that share a value belong together; the groups are sorted by statements, kind and place."""
    group: dict[tuple[Kind, Place], tuple[Kind, Place]] = {}

    def root(node: tuple[Kind, Place]) -> tuple[Kind, Place]:
        while group.setdefault(node, node) != node:
            node = group[node]
        return node

    for difference in found:
        one, other = root((difference.kind, difference.first)), root((difference.kind, difference.second))
        group[max(one, other)] = min(one, other)
    widest: tuple[Kind, Place] | None = None
    for node in sorted(group):
        if widest is not None and node[0] == widest[0] and _overlap(node[1], widest[1]):
            one, other = root(node), root(widest)
            group[max(one, other)] = min(one, other)
        if widest is None or (node[0], node[1][0]) != (widest[0], widest[1][0]) or node[1][2] > widest[1][2]:
            widest = node
    gathered: dict[tuple[Kind, Place], list[Difference]] = defaultdict(list)
    for difference in found:
        gathered[root((difference.kind, difference.first))].append(difference)
    rows = [(kind, sorted(rows, key=lambda r: (r.first, r.second, r.told))) for (kind, _), rows in gathered.items()]
    return sorted(rows, key=lambda row: (_about(row[1]), row[0], row[1][0].first, row[1][0].second))


def _overlap(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _about(rows: Sequence[Difference]) -> tuple[str, ...]:
    return tuple(sorted({name for row in rows for name in row.statements}))


def _make(
    kind: Kind, rows: Sequence[Difference], articles: dict[str, Article], tell: Callable[[str], list[_Told]]
) -> Discrepancy:
    """One discrepancy, with the gravest verdict and each value once; whoever tells one of the values in the same
    statements is named with it."""
    verdict = min((row.verdict for row in rows), key=_VERDICTS.index)
    told: dict[Place, str] = {}
    for row in rows:
        told.setdefault(row.first, row.told[0])
        told.setdefault(row.second, row.told[1])
    shown: dict[Place, str] = {}
    for place in sorted(told, key=lambda p: (p[1] - p[2], p)):
        if not any(_overlap(place, other) for other in shown):
            shown[place] = told[place]
    normal, units = {}, set()
    if kind in ("number", "date"):
        sides = [(t.mention, v) for name in _about(rows) for t in tell(name) for v in t.side.values]
        normal = {(m.article, m.start + v.start, m.start + v.end): v.normalized for m, v in sides}
        units = {
            v.unit for m, v in sides if v.kind == "number" and (m.article, m.start + v.start, m.start + v.end) in shown
        }
        same, named = {normal[place] for place in shown}, {place[0] for place in shown}
        alike = {place for place, normalized in normal.items() if normalized in same and place[0] not in named}
        shown |= {place: articles[place[0]].text[place[1] : place[2]] for place in sorted(alike)}
    ordered = [_value(place, articles[place[0]], normal.get(place)) for place in sorted(shown)]
    name = json.dumps([kind, [[articles[v.article].sha256, v.start, v.end] for v in ordered]])
    return Discrepancy(
        id="d-" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:12],
        kind=kind,
        statements=_about(rows),
        values=tuple(ordered),
        verdict=verdict,
        why=explain_difference(kind, verdict, ordered, [shown[place] for place in sorted(shown)], articles, units),
    )


def _value(place: Place, article: Article, normalized: str | None) -> Value:
    name, start, end = place
    text = article.text[start:end]
    return Value(text, normalized or " ".join(text.split()).lower(), name, start, end)
