"""Labelled stories as disagreements are looked for in them: articles, people's clusters as statements, and what people
list as told differently.

No encoder is asked: sentences that a person called partial, unsure or an update are near each other, and nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from summarize.ids import statement_id
from summarize.training.stories import LABELS
from summarize.types import Article, Mention, Statement

NEAR = 0.5


class Place(NamedTuple):
    """Where a labelled sentence stands."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What one annotator lists as told differently, and the sentences that tell it."""

    kind: str
    verdict: str
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class ToldStory:
    """listed: of every annotator; near: as `find_discrepancies` asks for it."""

    name: str
    articles: tuple[Article, ...]
    statements: tuple[Statement, ...]
    near: tuple[tuple[str, str, float], ...]
    listed: tuple[tuple[Listed, ...], ...]


def read_told(name: str, data: Path) -> list[ToldStory]:
    """The stories of a file of `labels/`, such as "load-1", or of a folder of DATA, such as "statements/train"."""
    if (LABELS / f"{name}.jsonl").is_file():
        return _read_labels(name, data)
    return [_read_gold(path) for path in sorted((data / name).glob("*/gold.json"))]


def _read_labels(name: str, data: Path) -> list[ToldStory]:
    rows = _read_lines((LABELS / f"{name}.jsonl").read_text(encoding="utf-8"))
    wanted = {id for row in rows for id in row["articles"].values()}
    with gzip.open(data / "load" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {row["id"]: _make_article(row) for row in map(json.loads, lines) if row["id"] in wanted}
    told = []
    for row in rows:
        places = {
            f"{letter}{n}": Place(id, start, end)
            for letter, id in row["articles"].items()
            for n, (start, end) in enumerate(row["sentences"][letter], 1)
        }
        apart = row["partial"] + row["unsure"] + [list(ids) for ids in row["updates"]]
        mine = [articles[id] for id in row["articles"].values()]
        told.append(_make(row["story"], mine, places, row["clusters"], apart, [row["conflicts"]], row["boilerplate"]))
    return told


def _read_gold(path: Path) -> ToldStory:
    gold = json.loads(path.read_text(encoding="utf-8"))
    rows = _read_lines((path.parent / "batch" / "articles.jsonl").read_text(encoding="utf-8"))
    places = {key: Place(row["article"], row["start"], row["end"]) for key, row in gold["sentences"].items()}
    articles = [_make_article(row) for row in rows]
    lines = gold["boilerplate_any"]
    return _make(path.parent.name, articles, places, gold["same"], gold["ignored"], gold["conflicts"], lines)


def _read_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def _make_article(row: Mapping[str, Any]) -> Article:
    sha256 = hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
    facts = (row["id"], row.get("outlet"), row.get("title"), row.get("url"), row.get("published") or None)
    return Article(*facts, None, row.get("language") or "en", row["text"], sha256, "")


def _make(
    name: str,
    articles: Iterable[Article],
    places: Mapping[str, Place],
    same: Iterable[Sequence[str]],
    apart: Iterable[Sequence[str]],
    listed: Iterable[Iterable[Mapping[str, Any]]],
    boilerplate: Iterable[str],
) -> ToldStory:
    by_id = {article.id: article for article in articles}
    lines = set(boilerplate)
    group = {key: key for key in places if key not in lines}
    for keys in same:
        names = {group[key] for key in keys if key in group}
        group |= {key: min(names) for key, found in group.items() if found in names}
    members: dict[str, list[str]] = {}
    for key, found in group.items():
        members.setdefault(found, []).append(key)
    statements = {found: _state(name, [places[key] for key in keys], by_id) for found, keys in members.items()}
    joined = {(group[a], group[b]) for a, b in apart if a in group and b in group and group[a] != group[b]}
    return ToldStory(
        name,
        tuple(by_id[id] for id in sorted(by_id)),
        tuple(statements.values()),
        tuple((statements[a].id, statements[b].id, NEAR) for a, b in sorted(joined)),
        tuple(tuple(_list(row, places) for row in rows) for rows in listed),
    )


def _list(row: Mapping[str, Any], places: Mapping[str, Place]) -> Listed:
    return Listed(row["kind"], row["verdict"], frozenset(places[key] for key in row["ids"]))


def _state(story: str, places: Sequence[Place], articles: Mapping[str, Article]) -> Statement:
    mentions = []
    for id, start, end in sorted(places):
        article = articles[id]
        mentions.append(Mention(id, article.outlet, start, end, article.text[start:end], f"outlet:{article.outlet}"))
    name = statement_id((articles[m.article].sha256, m.start, m.end) for m in mentions)
    outlets = tuple(sorted({m.outlet for m in mentions if m.outlet}))
    return Statement(name, story, mentions[0], tuple(mentions), outlets, len(outlets))
