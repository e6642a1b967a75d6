"""What a finished run shows in Prefect's pages: the briefing, its sources, and what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from summarize.briefing.markdown import escape_markdown
from summarize.settings_file import hide_password
from summarize.types import REJECTION_CODES, Briefing, Manifest, Rejection, Source
from summarize.write import describe_rejection

_LONGEST = 20_000  # characters of the briefing
_CELL = 300  # characters of a table's cell
_NOTES = 20  # remarks of the manifest that are shown


def show_run(folder: Path, briefing: Briefing, rejected: Sequence[Rejection], manifest: Manifest) -> None:
    """Four artifacts whose keys are the same for every batch, so that each key's history is that of the briefings."""
    where = f"Batch {escape_markdown(briefing.batch)}, in {escape_markdown(str(folder))}"
    page = (folder / "briefing.md").read_text(encoding="utf-8")
    create_markdown_artifact(shorten_page(page, folder / "briefing.html"), key="briefing", description=where)
    create_table_artifact([_source_row(source) for source in briefing.sources], key="sources", description=where)
    create_table_artifact(_rejection_rows(rejected), key="rejections", description=where)
    create_markdown_artifact(write_report(manifest), key="report", description=where)


def show_inbox(rows: Sequence[Mapping[str, str]], inbox: Path) -> None:
    """What a run over the inbox did with each batch."""
    shown = [{name: _cell(value) for name, value in row.items()} for row in rows]
    create_table_artifact(shown, key="inbox", description=f"Inbox {escape_markdown(str(inbox))}")


def write_report(manifest: Manifest) -> str:
    """How a run went: what each stage did and how long it took, and what with."""
    lines = ["| stage | what | seconds |", "| --- | --- | --- |"]
    for stage, counts in manifest.counts.items():
        told = ", ".join(f"{number:,} {noun}" for noun, number in counts.items())
        lines.append(f"| {stage} | {told} | {manifest.seconds[stage]:.1f} |")
    lines.append(f"| all | | {sum(manifest.seconds.values()):.1f} |")
    lines += ["", f"Model {_code(manifest.model.name)}, decision {_code(manifest.model.decision)}.", ""]
    lines += ["| setting | value |", "| --- | --- |"]
    for name, value in manifest.settings.items():
        if value not in (None, (), [], {}):
            lines.append(f"| {name} | {escape_markdown(hide_password(_cell(str(value))))} |")
    if manifest.notes:
        lines += ["", "Notes:", "", *(f"- {escape_markdown(_cell(note))}" for note in manifest.notes[:_NOTES])]
        if len(manifest.notes) > _NOTES:
            lines.append(f"- and {len(manifest.notes) - _NOTES} more in manifest.json")
    return "\n".join(lines) + "\n"


def shorten_page(markdown: str, page: Path) -> str:
    """The briefing without its list of sources, cut between two lines where it is long, and where all of it is."""
    text = markdown.partition("\n## Sources\n")[0]
    if len(text) > _LONGEST:
        text = text[: text.rindex("\n", 0, _LONGEST)] + "\n\n…"
    return f"{text.rstrip()}\n\n---\n\nThe numbers are those of the artifact “sources”. The whole page: {_code(page)}\n"


def _source_row(source: Source) -> dict[str, str | int]:
    return {
        "number": source.number,
        "outlet": _cell(source.outlet or "unknown"),
        "title": _cell(source.title or ""),
        "published": _cell(source.published or ""),
        "author": _cell(source.author or ""),
        "file": _cell(source.file),
        "url": _cell(source.url or ""),
    }


def _rejection_rows(rejected: Sequence[Rejection]) -> list[dict[str, str | int]]:
    """A row for each code, the most frequent first, with the first of its rejections as the example."""
    first = {rejection.code: rejection for rejection in reversed(rejected)}
    kinds = sorted(Counter(rejection.code for rejection in rejected).items(), key=lambda kind: (-kind[1], kind[0]))
    return [
        {
            "code": code,
            "count": count,
            "meaning": REJECTION_CODES[code],
            "for example": _cell(first[code].text or describe_rejection(first[code])),
            "from": _cell(first[code].file),
        }
        for code, count in kinds
    ]


def _cell(text: str) -> str:
    """Prefect's tables show a cell as plain text on one line; what would turn or hide that line is taken out."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 2 * _CELL]).split())
    return line if len(line) <= _CELL else line[:_CELL] + "…"


def _code(name: Path | str) -> str:
    return f"`{name}`" if "`" not in str(name) else escape_markdown(str(name))
