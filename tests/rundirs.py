"""A small run directory made by hand, for tests of what reads one: no stage of the pipeline has a hand in it.

Five invented articles about one event, of which one is in a language nobody asked for and one has no outlet, and a
binary file that was refused. The texts hold what offsets and line formats go wrong with: CRLF, emoji, a combining
accent, U+2028. `edit_lines`, `edit_object` and `seal` are for tests that tamper with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema

from summarize import tables
from summarize.briefing.html import render_html
from summarize.briefing.markdown import render_markdown
from summarize.cache import code_version
from summarize.ids import article_id, batch_digest, statement_id
from summarize.types import (
    AppliedEdit,
    Article,
    Attribution,
    BriefedStory,
    Briefing,
    Citation,
    Discrepancy,
    EditKind,
    EditsFile,
    Item,
    Manifest,
    Mention,
    Model,
    Origin,
    Rejection,
    Source,
    Span,
    SpelledName,
    Spelling,
    Statement,
    TimelineEntry,
    Value,
)

STORY = "story-1"
SCHEMAS = ("articles", "statements", "origins", "discrepancies", "rejected", "edits", "briefing", "manifest")
GENERATED = "2031-05-04T06:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article: a mention of `statement`, or a span rejected with `code`, or white space."""

    text: str
    statement: str = ""
    code: str = ""


PIECES: dict[tuple[str | None, str | None], list[Piece]] = {
    ("Kelmar Courier", "Kelmar Bridge to close for repairs"): [
        Piece("By Ines Aldo", code="byline"),
        Piece("\r\n\r\n"),
        Piece("The Kelmar Bridge will close on Monday for 12 weeks of repairs.", statement="closure"),
        Piece(" "),
        Piece("Mayor Tova Lind said the work could not wait another winter 🌉.", statement="winter"),
        Piece("\r\n"),
        Piece("Kelmar Bridge closes Monday for 12 weeks", statement="closure"),
        Piece("\r\n"),
        Piece("© 2031 Kelmar Courier", code="copyright"),
        Piece("\r\n"),
    ],
    ("Radio Nordhavn", "Nordhavn traffic: bridge shut for weeks"): [
        Piece("NORDHAVN —", code="dateline"),
        Piece(" "),
        Piece("Repairs will shut the Kelmar Bridge for 14 weeks from Monday.", statement="closure"),
        Piece("\u2028"),
        Piece("A café owner, Rene\u0301 Osk, expects to lose half of his guests.", statement="cafe"),
    ],
    ("The Inland Post", None): [
        Piece("The mayor, Tova Lind, said another winter would be too much for the old bridge.", statement="winter"),
        Piece("\n\n"),
        Piece("Read also: ten bridges to see", code="promotion"),
    ],
    (None, None): [
        Piece("Starting Monday, the bridge at Kelmar is closed for 12 weeks.", statement="closure"),
        Piece("\u0085"),
        Piece("Ferries will run every twenty minutes.", statement="ferries"),
    ],
    ("Flussblatt", "Brücke gesperrt"): [Piece("Die Brücke in Kelmar wird am Montag gesperrt.", code="language")],
}
ORDER = ("closure", "winter", "cafe")  # of the briefing; the ferries did not fit


def build_run(folder: Path, name: str = "bridge") -> Path:
    """Writes all files of a run that holds to `folder/name` and returns that."""
    folder = folder / name
    folder.mkdir(parents=True)
    spans = [(_article(*key, pieces), pieces) for key, pieces in PIECES.items()]
    spans.sort(key=lambda pair: pair[0].id)
    articles = [article for article, _ in spans]
    mentions: dict[str, list[Mention]] = {}
    refused = "2 NUL bytes in the first 512"
    mend = "save it as text"
    rejections = [Rejection("scan.txt", None, None, None, None, None, "read", "binary", refused, mend)]
    for article, pieces in spans:
        start = 0
        for piece in pieces:
            end = start + len(piece.text)
            if piece.statement:
                origin = f"outlet:{article.outlet}" if article.outlet else f"article:{article.id}"
                mention = Mention(article.id, article.outlet, start, end, piece.text, origin)
                mentions.setdefault(piece.statement, []).append(mention)
            if piece.code:
                why = ("clean", piece.code, f"judged {piece.code}", "nothing to do")
                rejections.append(Rejection(article.file, None, article.id, start, end, piece.text, *why))
            start = end
    made = {key: _statement(found, articles) for key, found in sorted(mentions.items())}
    made["winter"] = replace(made["winter"], edited=("pinned",))
    made["ferries"] = replace(made["ferries"], edited=("hidden",))
    values = tuple(_value(mention) for mention in made["closure"].mentions)
    sentence = "Three mentions say 12 weeks, one says 14 weeks."
    discrepancy = Discrepancy("d-weeks", "number", (made["closure"].id,), values, "conflict", sentence)
    origins = _origins(made.values())
    briefing = _briefing(articles, made, discrepancy, rejections)

    tables.write_lines(folder / "articles.jsonl", articles)
    tables.write_lines(folder / "statements.jsonl", made.values())
    tables.write_lines(folder / "origins.jsonl", origins)
    tables.write_lines(folder / "discrepancies.jsonl", [discrepancy])
    tables.write_lines(folder / "rejected.jsonl", rejections)
    tables.write_lines(folder / "edits.jsonl", [_edit("pin", 1, made["winter"]), _edit("hide", 4, made["ferries"])])
    tables.write_object(folder / "briefing.json", briefing)
    written = {"articles": len(articles), "statements": len(made), "rejected": len(rejections)}
    manifest = Manifest(
        schema_version=1,
        name=name,
        batch=batch_digest(articles),
        generated=GENERATED,
        settings={"model": "all-MiniLM-L6-v2", "languages": ["en"], "same": 0.5, "words": 600, "items": 20},
        versions={"python": "3.11.0", "code": code_version()},
        model=Model("all-MiniLM-L6-v2", "0" * 64, "cosine"),
        counts={"read": {"articles": len(articles), "rejected": 1}, "write": written},
        seconds={"read": 0.25, "write": 0.031},
        notes=("scan.txt was refused",),
        provenance={article.id: {"outlet": "field", "title": "page"} for article in articles},
        edits=EditsFile("edits.toml", "1" * 64, 2, 2),
    )
    tables.write_object(folder / "manifest.json", manifest)
    seal(folder)
    return folder


def edit_lines(folder: Path, name: str, edit: Callable[[list[dict[str, Any]]], object]) -> None:
    """Lets `edit` change the rows of a table, and writes them as the writer would."""
    rows = [json.loads(line) for line in (folder / name).read_bytes().splitlines()]
    edit(rows)
    tables.write_lines(folder / name, rows)


def edit_object(folder: Path, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
    item = json.loads((folder / name).read_bytes())
    edit(item)
    tables.write_object(folder / name, item)


def seal(folder: Path) -> None:
    """Renders the briefing and takes all digests of the manifest again, as one would who covers up a change."""
    briefing = tables.read_object(folder / "briefing.json", Briefing)
    (folder / "briefing.md").write_bytes(render_markdown(briefing).encode())
    (folder / "briefing.html").write_bytes(render_html(briefing).encode())
    articles = tables.read_lines(folder / "articles.jsonl", Article)
    seal_digests(folder, batch=batch_digest(articles))


def seal_digests(folder: Path, **fields: object) -> None:
    names = sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")
    files = {name: tables.digest(folder / name) for name in names}
    edit_object(folder, "manifest.json", lambda manifest: manifest.update(fields, files=files))


def _article(outlet: str | None, title: str | None, pieces: list[Piece]) -> Article:
    text = "".join(piece.text for piece in pieces)
    name = (outlet or "unknown").lower().replace(" ", "-")
    return Article(
        id=article_id(outlet, text),
        outlet=outlet,
        title=title,
        url=f"https://{name}.example/bridge" if outlet else None,
        published="2031-05-03" if title else None,
        author=None,
        language="de" if outlet == "Flussblatt" else "en",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        file=f"{name}.txt",
        story=None if outlet == "Flussblatt" else STORY,
    )


def _statement(mentions: list[Mention], articles: list[Article]) -> Statement:
    sha256 = {article.id: article.sha256 for article in articles}
    return Statement(
        id=statement_id((sha256[m.article], m.start, m.end) for m in mentions),
        story=STORY,
        representative=max(mentions, key=lambda mention: len(mention.text)),
        mentions=tuple(mentions),
        outlets=tuple(sorted({mention.outlet for mention in mentions if mention.outlet})),
        origins=len({mention.origin for mention in mentions}),
        attribution=Attribution("Tova Lind", False, False) if "Tova Lind" in mentions[0].text else None,
    )


def _origins(statements: Iterable[Statement]) -> list[Origin]:
    mentions = [mention for statement in statements for mention in statement.mentions]
    return [
        Origin(
            id,
            "outlet" if id.startswith("outlet:") else "article",
            id.partition(":")[2] if id.startswith("outlet:") else None,
            tuple(sorted({mention.article for mention in mentions if mention.origin == id})),
            "Nothing says that these words are somebody else's.",
        )
        for id in sorted({mention.origin for mention in mentions})
    ]


def _edit(kind: EditKind, line: int, statement: Statement) -> AppliedEdit:
    part = tuple(Span(m.article, m.start, m.end) for m in statement.mentions)
    return AppliedEdit(kind, line, (part,), (statement.id,), "settled at the desk", "ada")


def _value(mention: Mention) -> Value:
    weeks = "14 weeks" if "14 weeks" in mention.text else "12 weeks"
    start = mention.start + mention.text.index(weeks)
    return Value(weeks, f"P{weeks[:2]}W", mention.article, start, start + len(weeks))


def _briefing(
    articles: list[Article], made: dict[str, Statement], discrepancy: Discrepancy, rejections: list[Rejection]
) -> Briefing:
    used = [article for article in articles if article.story]
    outlets = tuple(sorted({article.outlet for article in used if article.outlet}))
    by_id = {article.id: article for article in articles}
    items = tuple(_item(made[key], by_id, discrepancy) for key in ORDER)
    counts = {
        "articles": 4,
        "outlets": 3,
        "origins": 4,
        "statements": 4,
        "corroborated": 2,
        "single_source": 2,
        "fresh": 4,
        "conflicts": 1,
        "items": 3,
        "hidden": 1,
        "rejected_inputs": 2,
        "rejected_spans": len(rejections) - 1,
    }
    title = "Kelmar Bridge to close for repairs"
    ids = tuple(article.id for article in used)
    story = BriefedStory(STORY, title, ids, outlets, items, (_event(made["closure"]),), (_name(articles),))
    sources = tuple(
        Source(number, a.id, a.outlet, a.title, a.url, a.published, a.author, a.file, a.sha256, a.text)
        for number, a in enumerate(used, 1)
    )
    return Briefing(1, title, "bridge", GENERATED, counts, (story,), sources, (discrepancy,))


def _item(statement: Statement, articles: dict[str, Article], discrepancy: Discrepancy) -> Item:
    first = statement.representative
    others = [mention for mention in statement.mentions if mention != first]
    return Item(
        statement=statement.id,
        section="corroborated" if statement.origins > 1 else "single_source",
        text=first.text,
        mentions=len(statement.mentions),
        outlets=statement.outlets,
        origins=statement.origins,
        status=statement.status,
        citations=tuple(_cite(mention, articles[mention.article]) for mention in [first, *others]),
        discrepancies=(discrepancy.id,) if statement.id in discrepancy.statements else (),
        attribution=statement.attribution,
        edited=statement.edited,
    )


def _event(statement: Statement) -> TimelineEntry:
    mention = next(mention for mention in statement.mentions if "on Monday" in mention.text)
    start = mention.start + mention.text.index("Monday")
    text = statement.representative.text
    return TimelineEntry("2031-05-05", None, statement.id, text, "Monday", mention.article, start, start + 6)


def _name(articles: list[Article]) -> SpelledName:
    """The same spelling twice: two would not be in these texts."""
    article = next(article for article in articles if "Tova Lind" in article.text and article.outlet)
    start = article.text.index("Lind")
    spelling = Spelling("Lind", 2, (article.id,), (article.outlet or "",), article.id, start, start + 4)
    return SpelledName((spelling, spelling))


def _cite(mention: Mention, article: Article) -> Citation:
    known = (article.id, article.outlet, article.title, article.url, article.published)
    before, after = article.text[: mention.start], article.text[mention.end :]
    return Citation(*known, mention.start, mention.end, mention.text, before[-32:], after[:32])


def load_schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        resources.files("summarize").joinpath(f"schemas/{name}.schema.json").read_bytes()
    )
    return schema


def schema_faults(folder: Path) -> list[str]:
    """Where the files of any run do not have the form that their JSON Schemas promise."""
    faults = []
    for name in SCHEMAS:
        validator = jsonschema.Draft202012Validator(load_schema(name))
        for path in (folder / f"{name}.json", folder / f"{name}.jsonl"):
            if path.exists():
                raw = path.read_bytes()
                items = raw.splitlines() if path.suffix == ".jsonl" else [raw]
                for number, item in enumerate(items, 1):
                    for error in validator.iter_errors(json.loads(item)):
                        faults.append(f"{path.name}:{number}: {error.json_path}: {error.message}")
    return faults
