"""The files of a run."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from summarize import tables
from summarize.archive.store import describe_place
from summarize.briefing.html import render_html
from summarize.briefing.markdown import render_markdown
from summarize.cache import code_version
from summarize.ids import batch_digest
from summarize.reading.languages import name_language
from summarize.run import Run
from summarize.same.decision import READ_MOST, describe_limits, is_spared
from summarize.same.encoder import TRAINED
from summarize.settings import Settings
from summarize.types import (
    SCHEMA_VERSION,
    AppliedEdit,
    Article,
    Batch,
    Briefing,
    EditsFile,
    Findings,
    Manifest,
    Model,
    Rejection,
    StageReport,
)

# What a result can depend on; read from the installed packages, so that nothing heavy is imported.
_DEPENDS_ON = (
    "summarize", "sentence-transformers", "transformers", "torch", "scikit-learn", "scipy", "numpy", "sqlalchemy",
    "sentencex", "trafilatura", "feedparser", "msgspec",
)  # fmt: skip


def write_files(
    folder: Path, articles: Sequence[Article], found: Findings, applied: Sequence[AppliedEdit], briefing: Briefing
) -> None:
    """All files of the contract but the manifest, which needs their digests."""
    story = {id: story.id for story in found.stories for id in story.articles}
    tables.write_lines(folder / "articles.jsonl", (dataclasses.replace(a, story=story.get(a.id)) for a in articles))
    tables.write_lines(folder / "statements.jsonl", found.statements)
    tables.write_lines(folder / "origins.jsonl", found.origins)
    tables.write_lines(folder / "discrepancies.jsonl", found.discrepancies)
    tables.write_lines(folder / "rejected.jsonl", sorted(found.rejected, key=_place))
    tables.write_lines(folder / "edits.jsonl", applied)
    tables.write_object(folder / "briefing.json", briefing)
    (folder / "briefing.md").write_text(render_markdown(briefing), encoding="utf-8", newline="\n")
    (folder / "briefing.html").write_text(render_html(briefing), encoding="utf-8", newline="\n")


def write_manifest(
    run: Run, name: str, batch: Batch, model: Model, reports: Sequence[StageReport], edits: EditsFile | None
) -> None:
    briefing = tables.read_object(run.staging / "briefing.json", Briefing)
    files = sorted(path for path in run.staging.iterdir() if path.is_file())
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        name=name,
        batch=batch_digest(batch.articles),
        generated=briefing.generated,
        settings=_list_settings(run.settings),
        versions={"python": platform.python_version(), "code": code_version()} | {p: _version(p) for p in _DEPENDS_ON},
        model=model,
        counts={report.stage: report.counts for report in reports},
        seconds={report.stage: report.seconds for report in reports},
        notes=(*batch.notes, *_note_model(run.settings, model), *_note_languages(batch.articles, run.settings)),
        provenance=batch.provenance,
        files={path.name: tables.digest(path) for path in files},
        edits=edits,
    )
    tables.write_object(run.staging / "manifest.json", manifest)


_LARGE = (
    f"more than {READ_MOST:,} sentences: unclear pairs are not read again; with reader = true in the settings they are"
)


def _note_model(settings: Settings, model: Model) -> list[str]:
    asked = settings.model
    missing = [f"the layers of {asked} are not installed: {model.name} is used; reinstall the package"]
    return (missing if asked == TRAINED != model.name else []) + [
        *describe_limits(model.name, settings.reader is not False),
        *([_LARGE] if settings.reader is None and is_spared(model) else []),
    ]


def _note_languages(articles: Sequence[Article], settings: Settings) -> list[str]:
    used = Counter(a.language for a in articles if a.language in settings.languages and a.language != "en")
    told = ", ".join(f"{count} in {name_language(code)}" for code, count in sorted(used.items()))
    return (
        [f"what makes two sentences the same statement was learned from English news; articles: {told}"] if told else []
    )


def _list_settings(settings: Settings) -> dict[str, object]:
    """All of them; an archive's address without its password."""
    archive = settings.archive and describe_place(settings.archive)
    return dataclasses.asdict(settings) | {"archive": archive}


def describe_rejection(rejection: Rejection) -> str:
    """One line for a person: where, why, and what to do."""
    place = rejection.file if rejection.line is None else f"{rejection.file}, line {rejection.line}"
    return f"{place}: {rejection.detail}; {rejection.mend}"


def _place(rejection: Rejection) -> tuple[object, ...]:
    r = rejection
    return (r.article or "", r.start or 0, r.file, r.line or 0, r.code, r.detail)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
