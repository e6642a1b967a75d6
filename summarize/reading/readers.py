"""The first stage: from a folder or file to articles, each with where its metadata came from, and refusals."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from summarize.ids import article_id
from summarize.reading.dates import DateError, find_day_first, parse_date
from summarize.reading.decode import decode_file
from summarize.reading.formats import READERS
from summarize.reading.inputs import Input, find_inputs, load_input
from summarize.reading.languages import detect_language, name_language, normalize_language
from summarize.reading.metadata import author_from_text, date_from_text, outlet_from_text, title_from_text
from summarize.reading.outlets import name_outlets
from summarize.reading.records import Facts, Record, Refusal, check_text
from summarize.settings import Settings, fold_outlet
from summarize.types import Article, Batch, Rejection

_LONGEST_ID = 200
_MOST_RECORDS = 50_000  # of a file
_MOST_REFUSED = 1000  # of a file; nobody reads more reasons


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article whose id is not settled yet: `facts.id` is its own, if it brings one that can be used."""

    file: str
    line: int | None
    facts: Facts
    text: str
    sources: dict[str, str]


def read_batch(path: Path, settings: Settings) -> Batch:
    """Reads a folder (recursively, in sorted order) or one file.

    The result does not depend on the order in which files and lines come. Every input that is not read is a
    rejection with its reason. Raises UsageError if `path` itself is missing or cannot be opened.
    """
    inputs, refused, notes = find_inputs(path)
    rejections = [_reject(name, refusal) for name, refusal in refused]
    drafts: list[_Draft] = []
    names = name_outlets(settings.aliases)
    for found in inputs:
        results = list(_read_file(found, notes))
        rejections += [_reject(found.name, result) for result in results if isinstance(result, Refusal)]
        records = [result for result in results if isinstance(result, Record)]
        day_first = find_day_first(record.given.published or "" for record in records)
        made = [_make_draft(found, record, day_first, notes) for record in records]
        drafts += [_rename_outlet(draft, names, notes) for draft in made]
    drafts = _drop_duplicates(drafts, rejections, notes)
    articles, provenance = _name_articles(drafts, notes)
    rejections += [_set_aside(article, settings) for article in articles if _is_foreign(article, settings)]
    return Batch(tuple(articles), tuple(rejections), provenance, tuple(notes))


def _read_file(found: Input, notes: list[str]) -> Iterator[Record | Refusal]:
    """The records of a file, every text among them checked: the first 50,000, and the first 1,000 refusals."""
    read = refused = 0
    try:
        text, remark = decode_file(load_input(found), found.kind)
        if remark:
            notes.append(f"{found.name}: {remark}")
        if not text.strip():
            raise Refusal("no_text", "the file is empty", "save the article's text in it, or delete it")
        for result in READERS[found.kind](text):
            read += 1
            if read > _MOST_RECORDS:
                detail = f"more than {_MOST_RECORDS:,} entries; those from here on are not read"
                raise Refusal("too_large", detail, "split it into smaller files", result.line)
            if isinstance(result, Record) and not (reason := _refuse_text(result)):
                yield result
                continue
            refused += 1
            if refused <= _MOST_REFUSED:
                yield result if isinstance(result, Refusal) else reason
        if refused > _MOST_REFUSED:
            detail = f"{refused - _MOST_REFUSED:,} more entries are refused for such reasons"
            yield Refusal("malformed", detail, "mend those above and look again")
        if not read:
            yield Refusal("no_text", "no article is in it", "export the articles again, or delete the file")
    except Refusal as refusal:
        yield refusal
    # The parsers of other people have faults of their own on broken input, and one file must not stop a batch.
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:200]
        yield Refusal("malformed", f"its form breaks the reader ({reason})", "save the article's text as .txt instead")


def _refuse_text(record: Record) -> Refusal | None:
    try:
        check_text(record.text, record.line)
    except Refusal as refusal:
        return refusal
    return None


def _make_draft(found: Input, record: Record, day_first: bool | None, notes: list[str]) -> _Draft:
    """Settles each piece of metadata: the record's field, else the page, else the text, else the file's name.
    day_first: how the file writes dates such as "9/12/2022", where that is known."""
    place = _show_place(found.name, record.line)
    notes += [f"{place}: {note}" for note in record.notes]
    values: dict[str, str] = {}
    sources: dict[str, str] = {}

    def settle(name: str, value: str | None, source: str) -> None:
        if value and name not in values:
            values[name], sources[name] = value, source

    for facts, source in ((record.given, "field"), (record.page, "page")):
        facts = _check_facts(facts, place, day_first, notes)
        for name in ("outlet", "title", "url", "published", "author", "language", "credit"):
            settle(name, getattr(facts, name), source)
    if "outlet" not in values and "url" in values:
        settle("outlet", (urlsplit(values["url"]).hostname or "").removeprefix("www."), sources["url"])
    from_text = {
        "outlet": outlet_from_text,
        "title": title_from_text,
        "published": date_from_text,
        "author": author_from_text,
        "language": detect_language,
    }
    for name, read in from_text.items():
        if name not in values:
            settle(name, read(record.text), "text")
    settle("outlet", found.stem, "file name")
    own = _check_id(record.given.id, place, notes)
    return _Draft(found.name, record.line, Facts(own, **values), record.text, sources)


def _rename_outlet(draft: _Draft, names: Mapping[str, str], notes: list[str]) -> _Draft:
    """The outlet under the name that the settings give it."""
    said = draft.facts.outlet
    name = names.get(fold_outlet(said), said) if said else said
    if name == said:
        return draft
    notes.append(f'{_show_place(draft.file, draft.line)}: the outlet "{said}" is "{name}" by the settings\' aliases')
    return replace(draft, facts=replace(draft.facts, outlet=name))


def _parse_date(value: str, day_first: bool | None, place: str, notes: list[str]) -> str:
    """One of two readings is chosen as `day_first` says, and noted."""
    try:
        return parse_date(value)
    except DateError:
        if day_first is None:
            raise
    found = parse_date(value, day_first)
    first = "day" if day_first else "month"
    notes.append(f'{place}: the date "{value[:60]}" is read {first} first, as the other dates of the file are written')
    return found


def _check_facts(facts: Facts, place: str, day_first: bool | None, notes: list[str]) -> Facts:
    """Facts with ISO dates and language codes; what cannot be used is None and noted."""
    published, language, url, outlet = facts.published, facts.language, facts.url, facts.outlet
    if published:
        try:
            published = _parse_date(published, day_first, place, notes)
        except DateError as error:
            notes.append(f'{place}: the date "{published[:60]}" {error}; published is left empty')
            published = None
    if language and not (language := normalize_language(language)):
        notes.append(f'{place}: "{facts.language[:60]}" is no language that is known; the text decides')
    if url and not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        notes.append(f'{place}: "{url[:60]}" is no web address; url is left empty')
        url = None
    if outlet and re.match("https?://", outlet):
        outlet = None
    author = None if re.match("https?://", facts.author or "") else facts.author
    return replace(facts, published=published, language=language, url=url, outlet=outlet, author=author)


def _check_id(own: str | None, place: str, notes: list[str]) -> str | None:
    if own is None:
        return None
    if not own.strip():
        reason = "is empty"
    elif len(own) > _LONGEST_ID:
        reason = f"is longer than {_LONGEST_ID} characters"
    elif not own.isprintable():
        reason = "holds control characters"
    else:
        return own
    notes.append(f"{place}: the id {reason}; a name made from the text stands in for it")
    return None


def _drop_duplicates(drafts: list[_Draft], rejections: list[Rejection], notes: list[str]) -> list[_Draft]:
    """Keeps one of those with the same outlet and text: of the first file, and there whatever the order of lines."""
    kept: dict[tuple[str | None, str], _Draft] = {}
    for draft in sorted(drafts, key=lambda d: (d.file, [value or "" for value in astuple(d.facts)], d.line or 0)):
        first = kept.setdefault((draft.facts.outlet, draft.text), draft)
        if first is draft:
            continue
        where = _show_place(first.file, first.line)
        detail = f"the same text from the same outlet ({draft.facts.outlet}) is in {where}"
        refusal = Refusal("duplicate_article", detail, "nothing to do: it counts once", draft.line)
        rejections.append(_reject(draft.file, refusal))
        notes.append(f"{_show_place(draft.file, draft.line)}: {detail}; it counts once")
    return list(kept.values())


def _name_articles(drafts: list[_Draft], notes: list[str]) -> tuple[list[Article], dict[str, dict[str, str]]]:
    """Articles sorted by id: their own where no other article has it, else one made from outlet and text."""
    made = [article_id(draft.facts.outlet, draft.text) for draft in drafts]
    claims = Counter(draft.facts.id for draft in drafts if draft.facts.id)
    others = Counter(made)
    named: dict[str, _Draft] = {}
    for draft, hashed in zip(drafts, made, strict=True):
        own = draft.facts.id
        if own and (claims[own] > 1 or others[own] > (own == hashed)):
            place = _show_place(draft.file, draft.line)
            notes.append(f'{place}: the id "{own}" is not unique in the batch; {hashed} stands in for it')
            own = None
        name = own or hashed
        while name in named:  # 48 bits of a hash can be made to clash by someone who means to
            name += "-2"
        named[name] = draft
    articles = [
        Article(
            id=name,
            **{field: getattr(draft.facts, field) for field in Facts.__slots__ if field != "id"},
            text=draft.text,
            sha256=hashlib.sha256(draft.text.encode()).hexdigest(),
            file=draft.file,
        )
        for name, draft in sorted(named.items())
    ]
    return articles, {name: draft.sources for name, draft in sorted(named.items())}


def _is_foreign(article: Article, settings: Settings) -> bool:
    return article.language is not None and article.language not in settings.languages


def _set_aside(article: Article, settings: Settings) -> Rejection:
    read = ",".join(settings.languages)
    return Rejection(
        file=article.file,
        line=None,
        article=article.id,
        start=0,
        end=len(article.text),
        text=article.text,
        stage="read",
        code="language",
        detail=f"the article is in {name_language(article.language)}, and the settings name {read}",
        mend=f"give --languages {read},{article.language} and a --model that reads both",
    )


def _show_place(file: str, line: int | None) -> str:
    return file if line is None else f"{file}, line {line}"


def _reject(file: str, refusal: Refusal) -> Rejection:
    detail, mend = refusal.detail, refusal.mend
    return Rejection(file, refusal.line, None, None, None, None, "read", refusal.code, detail, mend)
