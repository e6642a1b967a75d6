"""The part of `verify` that is about the tables: articles, statements, rejections, discrepancies, and the partition."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from summarize.discrepancies.series import tell_series
from summarize.ids import statement_id
from summarize.types import REJECTION_CODES, Article, Discrepancy, Mention, Origin, Rejection, Statement

_LONGEST_SHOWN = 60  # characters of a value in a fault


def check_articles(articles: Sequence[Article]) -> Iterator[str]:
    last = None
    for number, article in enumerate(articles, 1):
        where = f"articles.jsonl:{number}: article {show(article.id)}"
        if last is not None and article.id <= last:
            yield f"{where}: " + ("its id is not unique" if article.id == last else "not sorted by id")
        last = article.id
        digest = hashlib.sha256(article.text.encode("utf-8")).hexdigest()
        if article.sha256 != digest:
            yield f"{where}: the sha256 of its text is {digest}, not {show(article.sha256)}"
        if article.published is not None and not is_date(article.published):
            yield f"{where}: published is no ISO 8601 date: {show(article.published)}"


def check_statements(statements: Sequence[Statement], articles: Sequence[Article]) -> Iterator[str]:
    by_id = {article.id: article for article in articles}
    known = {statement.id for statement in statements}
    seen: set[str] = set()
    for number, statement in enumerate(statements, 1):
        where = f"statements.jsonl:{number}: statement {show(statement.id)}"
        if statement.id in seen:
            yield f"{where}: its id is not unique"
        seen.add(statement.id)
        if not statement.mentions:
            yield f"{where}: it has no mention"
        for k, mention in enumerate(statement.mentions, 1):
            for why in _mention_faults(mention, statement.story, by_id):
                yield f"{where}: mention {k}: {why}"
        if all(mention.article in by_id for mention in statement.mentions):
            derived = statement_id((by_id[m.article].sha256, m.start, m.end) for m in statement.mentions)
            if statement.id != derived:
                yield f"{where}: its mentions make the id {derived}"
        if statement.representative not in statement.mentions:
            yield f"{where}: its representative is none of its mentions"
        places = [(mention.article, mention.start) for mention in statement.mentions]
        if places != sorted(places):
            yield f"{where}: its mentions are not sorted by article and start"
        outlets = tuple(sorted({mention.outlet for mention in statement.mentions if mention.outlet is not None}))
        if statement.outlets != outlets:
            yield f"{where}: outlets {show(statement.outlets)} where its mentions have {show(outlets)}"
        origins = len({mention.origin for mention in statement.mentions})
        if statement.origins != origins:
            yield f"{where}: origins {statement.origins} where its mentions have {origins}"
        if statement.expected_origins is not None and not 1 <= statement.expected_origins <= statement.origins:
            yield f"{where}: expected_origins {statement.expected_origins} of {statement.origins}"
        for other in statement.supersedes:
            if other == statement.id or other not in known:
                yield f"{where}: it supersedes {show(other)}, which is no other statement of this run"
        for why in _foretold_faults(statement):
            yield f"{where}: {why}"


def _foretold_faults(statement: Statement) -> Iterator[str]:
    """What can be said without the archive, which may have forgotten the announcement since."""
    for number, foretold in enumerate(statement.foretold, 1):
        where = f"foretold {number}"
        if foretold.statement == statement.id:
            yield f"{where}: it is held to have announced itself"
        if foretold in statement.foretold[: number - 1]:
            yield f"{where}: it is told twice"
        if not is_date(foretold.briefed):
            yield f"{where}: briefed is no ISO 8601 time: {show(foretold.briefed)}"
        if list(foretold.outlets) != sorted(set(foretold.outlets)):
            yield f"{where}: outlets {show(foretold.outlets)} are not sorted, each once"


def _mention_faults(mention: Mention, story: str, articles: dict[str, Article]) -> Iterator[str]:
    article = articles.get(mention.article)
    if article is None:
        yield f"there is no article {show(mention.article)}"
        return
    yield from slice_faults(article, mention.start, mention.end, mention.text)
    if mention.outlet != article.outlet:
        yield f"outlet {show(mention.outlet)} where its article has {show(article.outlet)}"
    if story != article.story:
        yield f"its article is of the story {show(article.story)}, the statement of {show(story)}"


def check_origins(origins: Sequence[Origin], statements: Sequence[Statement]) -> Iterator[str]:
    carriers: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        for mention in statement.mentions:
            carriers[mention.origin].add(mention.article)
    last = None
    for number, origin in enumerate(origins, 1):
        where = f"origins.jsonl:{number}: origin {show(origin.id)}"
        if last is not None and origin.id <= last:
            yield f"{where}: " + ("its id is not unique" if origin.id == last else "not sorted by id")
        last = origin.id
        articles = tuple(sorted(carriers.pop(origin.id, ())))
        if origin.articles != articles:
            yield f"{where}: articles {show(origin.articles)} where its mentions have {show(articles)}"
        if not origin.reason.strip():
            yield f"{where}: it has no reason"
    for name in sorted(carriers):
        yield f"statements.jsonl: a mention has the origin {show(name)}, which origins.jsonl does not list"


def slice_faults(article: Article, start: int, end: int, text: str) -> Iterator[str]:
    if not _is_span(article, start, end):
        yield f"[{start}, {end}) is no span of article {show(article.id)}, which has {len(article.text)} characters"
    elif article.text[start:end] != text:
        yield f"[{start}, {end}) of article {show(article.id)} is {show(article.text[start:end])}, not {show(text)}"


def _is_span(article: Article, start: int, end: int) -> bool:
    return 0 <= start < end <= len(article.text)


def check_rejections(rejections: Sequence[Rejection], articles: Sequence[Article]) -> Iterator[str]:
    by_id = {article.id: article for article in articles}
    last: tuple[str, int] | None = None
    for number, rejection in enumerate(rejections, 1):
        where = f"rejected.jsonl:{number}"
        if rejection.code not in REJECTION_CODES:
            yield f"{where}: code {show(rejection.code)} is not in the list"
        if rejection.article is None:
            if rejection.start is not None or rejection.end is not None:
                yield f"{where}: a span without an article"
            continue
        if rejection.start is None or rejection.end is None:
            yield f"{where}: an article without a span"
            continue
        if last is not None and (rejection.article, rejection.start) < last:
            yield f"{where}: not sorted by article and start"
        last = (rejection.article, rejection.start)
        article = by_id.get(rejection.article)
        if article is None:
            yield f"{where}: there is no article {show(rejection.article)}"
            continue
        start, end = rejection.start, rejection.end
        text = article.text[start:end] if rejection.text is None else rejection.text
        for why in slice_faults(article, start, end, text):
            yield f"{where}: {why}"
        if rejection.file != article.file:
            yield f"{where}: file {show(rejection.file)} where its article is from {show(article.file)}"


def check_partition(
    articles: Sequence[Article], statements: Sequence[Statement], rejections: Sequence[Rejection]
) -> Iterator[str]:
    """Every non-space character of a text lies in exactly one mention or rejected span."""
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for number, statement in enumerate(statements, 1):
        for k, mention in enumerate(statement.mentions, 1):
            where = f"statements.jsonl:{number}: mention {k}"
            spans[mention.article].append((mention.start, mention.end, where))
    for number, rejection in enumerate(rejections, 1):
        if rejection.article is not None and rejection.start is not None and rejection.end is not None:
            spans[rejection.article].append((rejection.start, rejection.end, f"rejected.jsonl:{number}"))
    for number, article in enumerate(articles, 1):
        where = f"articles.jsonl:{number}: article {show(article.id)}"
        covered = 0
        for start, end, span in sorted(s for s in spans[article.id] if _is_span(article, s[0], s[1])):
            if start < covered:
                yield f"{span}: overlaps another span of article {show(article.id)} in [{start}, {min(end, covered)})"
            else:
                yield from _lost(article, covered, start, where)
            covered = max(covered, end)
        yield from _lost(article, covered, len(article.text), where)


def _lost(article: Article, start: int, end: int, where: str) -> Iterator[str]:
    if article.text[start:end].strip():
        yield f"{where}: [{start}, {end}) is in no mention and no rejected span: {show(article.text[start:end])}"


def check_discrepancies(
    discrepancies: Sequence[Discrepancy], articles: Sequence[Article], statements: Sequence[Statement]
) -> Iterator[str]:
    by_id = {article.id: article for article in articles}
    made = {statement.id: statement for statement in statements}
    seen: set[str] = set()
    for number, discrepancy in enumerate(discrepancies, 1):
        where = f"discrepancies.jsonl:{number}: discrepancy {show(discrepancy.id)}"
        if discrepancy.id in seen:
            yield f"{where}: its id is not unique"
        seen.add(discrepancy.id)
        if not discrepancy.statements:
            yield f"{where}: it is about no statement"
        if len(discrepancy.values) < 2:
            yield f"{where}: fewer than two values cannot differ"
        mentions: list[Mention] = []
        for name in discrepancy.statements:
            if name not in made:
                yield f"{where}: there is no statement {show(name)}"
            else:
                mentions += made[name].mentions
        for k, value in enumerate(discrepancy.values, 1):
            if value.article not in by_id:
                yield f"{where}: value {k}: there is no article {show(value.article)}"
                continue
            for why in slice_faults(by_id[value.article], value.start, value.end, value.value):
                yield f"{where}: value {k}: {why}"
            if not any(m.article == value.article and m.start <= value.start and value.end <= m.end for m in mentions):
                yield f"{where}: value {k}: it lies in no mention of its statements"
        known = all(value.article in by_id for value in discrepancy.values)
        if known and discrepancy.verdict == "update":
            series = tell_series(discrepancy.values, by_id)
            if discrepancy.why != series:
                yield f"{where}: the sentence is not {show(series)}"


def show(value: object) -> str:
    """A value as one short line of a fault: quoted, control characters escaped."""
    text = repr(value if not isinstance(value, str) else value[: _LONGEST_SHOWN + 1])
    return text if len(text) <= _LONGEST_SHOWN + 2 else text[:_LONGEST_SHOWN] + "…" + text[-1]


def is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
