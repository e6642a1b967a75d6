"""Differences that share a value are one discrepancy, with everybody named who tells one of its values."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from summarize.discrepancies.differences import Difference, Kind, Place, explain_difference
from summarize.discrepancies.readings import Readings
from summarize.discrepancies.series import tell_series
from summarize.types import Article, Discrepancy, Value

_VERDICTS = ("conflict", "update", "rounded", "compatible")


def merge_differences(found: Sequence[Difference], readings: Readings) -> list[Discrepancy]:
    """The discrepancies, sorted by statements, kind and place. Linear in the differences and in the mentions of the
    statements that they are about, sorting aside."""
    return [_make(kind, rows, readings) for kind, rows in _gather(found)]


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
    groups = ((key[0], rows) for key, rows in gathered.items())
    ordered = [(kind, sorted(rows, key=lambda r: (r.first, r.second, r.told or ()))) for kind, rows in groups]
    return sorted(ordered, key=lambda row: (_tell_of(row[1]), row[0], row[1][0].first, row[1][0].second))


def _overlap(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _tell_of(rows: Sequence[Difference]) -> tuple[str, ...]:
    return tuple(sorted({name for row in rows for name in row.statements}))


def _make(kind: Kind, rows: Sequence[Difference], readings: Readings) -> Discrepancy:
    """One discrepancy, with the gravest verdict and each value once; whoever tells one of the values in the same
    statements is named with it."""
    articles = readings.articles
    verdict = min((row.verdict for row in rows), key=_VERDICTS.index)
    told: dict[Place, str] = {}
    for row in rows:
        for place, words in zip((row.first, row.second), row.told or (None, None), strict=True):
            if place not in told:
                told[place] = words or " ".join(articles[place[0]].text[place[1] : place[2]].split())
    shown = {place: told[place] for place in _keep_longest(told)}
    shown |= {copy: shown[place] for copy, place in _find_copies(shown, set(_tell_of(rows)), readings).items()}
    normal, units = {}, set()
    if kind in ("number", "date"):
        mentions = [mention for name in _tell_of(rows) for mention in readings.statements[name].mentions]
        sides = [(m.article, m.start, value) for m in mentions for value in readings.values(m)]
        normal = {(name, start + v.start, start + v.end): v.normalized for name, start, v in sides}
        places = {(name, start + v.start, start + v.end): v.unit for name, start, v in sides if v.kind == "number"}
        units = {unit for place, unit in places.items() if place in shown}
        same, named = {normal[place] for place in shown if place in normal}, {place[0] for place in shown}
        alike = {place for place, normalized in normal.items() if normalized in same and place[0] not in named}
        shown |= {place: articles[place[0]].text[place[1] : place[2]] for place in sorted(alike)}
    ordered = [_value(place, articles[place[0]], normal.get(place)) for place in sorted(shown)]
    words = [shown[place] for place in sorted(shown)]
    name = json.dumps([kind, [[articles[v.article].sha256, v.start, v.end] for v in ordered]])
    return Discrepancy(
        id="d-" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:12],
        kind=kind,
        statements=_tell_of(rows),
        values=tuple(ordered),
        verdict=verdict,
        why=tell_series(ordered, articles)
        if verdict == "update"
        else explain_difference(kind, verdict, ordered, words, articles, units, {row.end for row in rows}),
    )


def _find_copies(shown: Collection[Place], statements: Collection[str], readings: Readings) -> dict[Place, Place]:
    """Where other articles say the same in the same words: each such place, and the place it is like."""
    named = {place[0] for place in shown}
    copies: dict[Place, Place] = {}
    for place in sorted(shown):
        for mention, name in readings.mentions_of(place[0], statements):
            if mention.start <= place[1] and place[2] <= mention.end:
                start, end = place[1] - mention.start, place[2] - mention.start
                others = (m for m in readings.copies(name, mention.text) if m.article not in named)
                copies |= {(m.article, m.start + start, m.start + end): place for m in others}
    return copies


def _keep_longest(places: Iterable[Place]) -> list[Place]:
    """Of places that overlap the longest."""
    kept: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda p: (p[1] - p[2], p)):
        if not any(_overlap(place, other) for other in kept[place[0]]):
            kept[place[0]].append(place)
    return [place for rows in kept.values() for place in rows]


def _value(place: Place, article: Article, normalized: str | None) -> Value:
    name, start, end = place
    text = article.text[start:end]
    return Value(text, normalized or " ".join(text.split()).lower(), name, start, end)
