"""Where outlets tell one fact differently: a figure, a date, a name, the words of a quotation, a denial.

Nothing is judged true or false. Of 15 differences that one team checked by hand a single one was real, so before two
values are called a conflict it is asked whether they stand in the same role at all, whether one is the other told less
exactly, and whether the fact moved between the two reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from summarize.discrepancies.apart import find_apart
from summarize.discrepancies.details import find_details
from summarize.discrepancies.differences import Difference, Kind, Verdict
from summarize.discrepancies.differing import find_differing, is_told
from summarize.discrepancies.merging import merge_differences
from summarize.discrepancies.misnamed import find_misnamed
from summarize.discrepancies.readings import Readings, Told
from summarize.discrepancies.rivals import compare_rivals
from summarize.discrepancies.saying import find_saying
from summarize.people.names import same_name
from summarize.text.contrasts import find_denial, find_other_names
from summarize.text.quotations import compare_wording, join_close
from summarize.types import Article, Discrepancy, Expression, Mention, Statement

Spelled = Callable[[str, str], bool]
Near = tuple[str, str, float]

# Two statements are compared if their likeliest pair of mentions is so likely to be one, and if that is one of the
# likeliest of either; cross-validated, no disagreement was told beyond the fourth. What is near to dozens says the same
# of many things in turn, and then only the likeliest are.
_NEAR, _NEAREST = 0.05, 4
_DOZENS, _LIKELIEST = 16, 2
# Hundreds of outlets tell a statement in a few dozen ways. Beyond so many, each is compared with the commonest alone.
_WORDINGS, _COMMONEST = 8, 2
_NEAR_WORDINGS, _NEAR_QUOTING = 2, 6
_CONTEXT, _BREATH = 24, 40  # characters: shown around what differs in a quotation; between what is told in one line


def find_discrepancies(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    near: Sequence[Near] = (),
    spelled: Spelled = same_name,
) -> list[Discrepancy]:
    """What the mentions of one statement, and of nearly the same ones, tell differently, and what a story's articles
    tell differently of one person or thing wherever they do; sorted by statement and place.

    near: (statement id, statement id, probability of their likeliest pair of mentions) of different statements of one
    story; those that a guard kept apart for a figure are among them. spelled: whether two names may be spellings of
    one. Only what different articles say is compared. Linear in the wordings of a statement beyond the first few, in
    the statements, and in the text of a story.
    """
    readings = Readings({a.id: a for a in articles}, {s.id: s for s in statements})
    found: list[Difference] = []
    for statement in sorted(statements, key=lambda s: s.id):
        if len({mention.article for mention in statement.mentions}) > 1:
            for a, b in _pair_within(readings.wordings(statement.id)):
                found += _compare(a, b, readings, spelled)
                found += _compare_quotations(a, b, readings, spelled)
                found += _compare_saying(a, b, readings)
    for one, other in _choose_near(near, readings):
        ones, others = readings.wordings(one), readings.wordings(other)
        for a, b in _pair_between(ones[:_NEAR_WORDINGS], others[:_NEAR_WORDINGS]):
            found += _compare(a, b, readings, spelled)
        if _quote(ones) and _quote(others):
            for a, b in _pair_between(ones[:_NEAR_QUOTING], others[:_NEAR_QUOTING]):
                found += _compare_quotations(a, b, readings, spelled)
                found += _compare_saying(a, b, readings)
    stories: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        stories[statement.story].append(statement)
    for story in sorted(stories):
        found += _compare_story(stories[story], readings, spelled)
    return merge_differences([d for d in found if d.verdict == "update" or _of_two(d, readings)], readings)


def _of_two(difference: Difference, readings: Readings) -> bool:
    """Whether two outlets tell it: what one of them tells differently a day later is no disagreement of sources."""
    one, other = (readings.articles[place[0]].outlet for place in (difference.first, difference.second))
    return one is None or one != other


def _choose_near(near: Sequence[Near], readings: Readings) -> list[tuple[str, str]]:
    """The pairs of statements that are likely enough, and among the likeliest of one of the two, sorted."""
    likely: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for one, other, probability in near:
        if probability >= _NEAR and one != other and {one, other} <= readings.statements.keys():
            likely[one].append((-probability, other))
            likely[other].append((-probability, one))
    nearest = set()
    for one, rows in likely.items():
        for _, other in sorted(rows)[: _NEAREST if len(rows) <= _DOZENS else _LIKELIEST]:
            nearest.add((min(one, other), max(one, other)))
    return sorted(nearest)


Wordings = Sequence[Sequence[Told]]
"""The mentions of a statement by their words, the commonest wording first."""


def _quote(wordings: Wordings) -> bool:
    return any(group[0].quoted for group in wordings)


def _pair_within(wordings: Wordings) -> Iterator[tuple[Told, Told]]:
    """Pairs of wordings of one statement; of many wordings each with the commonest."""
    some = len(wordings) if len(wordings) <= _WORDINGS else _COMMONEST
    for k, first in enumerate(wordings[:some]):
        for second in wordings[k + 1 :]:
            yield from _pair_articles(first, second)


def _pair_between(ones: Wordings, others: Wordings) -> Iterator[tuple[Told, Told]]:
    for first, second in product(ones, others):
        yield from _pair_articles(first, second)


def _pair_articles(first: Sequence[Told], second: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """A mention of either wording, of two articles, of two outlets where there are such, that of the lesser text first.
    What holds of them holds of all copies."""
    if first[0].mention.text > second[0].mention.text:
        first, second = second, first
    for one, other in ((first[:1], second), (first, second[:1])):
        pairs = [(a, b) for a in one for b in other if a.mention.article != b.mention.article]
        if pairs:
            yield max(pairs, key=lambda pair: pair[0].mention.outlet != pair[1].mention.outlet)
            return


def _compare(a: Told, b: Told, readings: Readings, spelled: Spelled) -> Iterator[Difference]:
    one, other = a.mention.article, b.mention.article
    if a.side.values and b.side.values:
        for kind, verdict, x, y in find_differing(
            a.side,
            b.side,
            lambda value: _tells(a, value, _about(a, b), readings),
            lambda value: _tells(b, value, _about(a, b), readings),
            (a.published, b.published),
            a.statement == b.statement,
        ):
            yield _difference(kind, verdict, a.mention, b.mention, (x.start, x.end), (y.start, y.end), _about(a, b))
    if a.asks == b.asks and (denial := find_denial(a.wording, b.wording)):
        yield _difference("negation", "conflict", a.mention, b.mention, denial.first, denial.second, _about(a, b))
    for names in find_other_names(
        a.wording,
        b.wording,
        lambda word: readings.has_word(one, word),
        lambda word: readings.has_word(other, word),
        spelled,
    ):
        yield _difference("name", "conflict", a.mention, b.mention, names.first, names.second, _about(a, b))
    if a.rivals and b.rivals:
        for first, second in compare_rivals(
            a.wording,
            b.wording,
            (a.rivals, b.rivals),
            lambda word: readings.has_word(one, word),
            lambda word: readings.has_word(other, word),
        ):
            found = _difference("name", "conflict", a.mention, b.mention, first, second, _about(a, b))
            yield replace(found, end="in the same place")
    for kind, first, second in find_details(a, b):
        yield _difference(kind, "conflict", a.mention, b.mention, first, second, _about(a, b))


def _tells(told: Told, value: Expression, about: Sequence[str], readings: Readings) -> bool:
    """Whether an article has the other's value, too: it tells two facts with them, then. An article has every day of
    the week for some reason, so that of dates only those in the same statements count."""
    article = told.mention.article
    if value.kind != "date":
        return is_told(value, readings.normals(article))
    beside = (m for m, _ in readings.mentions_of(article, about) if m != told.mention)
    return is_told(value, {other.normalized for mention in beside for other in readings.values(mention)})


def _about(a: Told, b: Told) -> tuple[str, ...]:
    return tuple(sorted({a.statement, b.statement}))


def _compare_quotations(a: Told, b: Told, readings: Readings, spelled: Spelled) -> Iterator[Difference]:
    one, other = readings.articles[a.mention.article], readings.articles[b.mention.article]
    for first, second in product(a.quoted, b.quoted):
        # An outlet that has the other's words elsewhere in its quotations quotes both.
        wordings = [
            wording
            for wording in compare_wording(first, second, spelled) or ()
            if not readings.has_quoted(other.id, wording.first_said)
            and not readings.has_quoted(one.id, wording.second_said)
        ]
        for wording in join_close(wordings, _BREATH):
            shown = (
                _show_around(one.text, wording.first, wording.first_around),
                _show_around(other.text, wording.second, wording.second_around),
            )
            places = (one.id, *wording.first), (other.id, *wording.second)
            yield Difference("quote", "conflict", *places, _about(a, b), shown)


def _compare_saying(a: Told, b: Told, readings: Readings) -> Iterator[Difference]:
    if a.quoted and b.quoted:
        for kind, first, second, end in find_saying(a, b, readings.has_word):
            yield replace(_difference(kind, "conflict", a.mention, b.mention, first, second, _about(a, b)), end=end)


def _compare_story(statements: Sequence[Statement], readings: Readings, spelled: Spelled) -> Iterator[Difference]:
    """What does not hang on two sentences that say the same."""
    mentions = [mention for statement in statements for mention in statement.mentions]
    articles = sorted({mention.article for mention in mentions})
    if len(articles) < 2:
        return
    reads = [read for article in articles for read in readings.read(article)]
    for found in find_apart(reads, lambda read: readings.side(read.mention)):
        x, y = found.first.values[found.i], found.second.values[found.k]
        kind: Kind = "date" if x.kind in ("date", "time") else "number"
        about = tuple(sorted({found.first.statement, found.second.statement}))
        spans = (x.start, x.end), (y.start, y.end)
        yield _difference(kind, found.verdict, found.first.mention, found.second.mention, *spans, about)
    owner = {(m.article, m.start, m.end): statement.id for statement in statements for m in statement.mentions}
    for a, first, b, second in find_misnamed(mentions, readings.has_word, spelled):
        about = tuple(sorted({owner[m.article, m.start, m.end] for m in (a, b)}))
        yield _difference("name", "conflict", a, b, first, second, about)


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
    a: Mention,
    b: Mention,
    first: tuple[int, int],
    second: tuple[int, int],
    statements: tuple[str, ...],
) -> Difference:
    places = [(m.article, m.start + s, m.start + e) for m, (s, e) in ((a, first), (b, second))]
    return Difference(kind, verdict, places[0], places[1], statements)
