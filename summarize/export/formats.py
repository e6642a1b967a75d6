"""A finished briefing in other formats, from `briefing.json` alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from summarize import tables
from summarize.errors import UsageError
from summarize.types import Briefing


def export_run(folder: Path, to: str, out: Path | None = None) -> Path:
    """Writes the briefing of the run in `folder` as one of FORMATS and returns the file.

    It is put beside the run's folder as NAME.docx, NAME.pdf, NAME.feed.json or NAME.csl.json, as a run holds no other
    files than its own; `out` names another file. A file that is there already is replaced, in one step. Raises
    UsageError for an unknown format, a folder that holds no briefing, and a place that cannot be written.
    """
    if to not in FORMATS:
        raise UsageError(f"--to {to!r}: no such format; give one of {', '.join(FORMATS)}")
    run = Path(folder).resolve()
    suffix, render = FORMATS[to]
    place = run.with_name(run.name + suffix) if out is None else Path(out)
    if place.resolve().is_relative_to(run):
        raise UsageError(f"{place}: lies in the run's folder, which holds no other files; give --out another place")
    if place.is_dir():
        raise UsageError(f"{place}: is a folder; give --out the name of a file")
    content = render(load_briefing(run))
    # Made by this process alone, so that two exports at once do not write into each other.
    part = place.with_name(f".{place.name[:200]}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, place)
    except OSError as error:
        raise UsageError(f"{place}: {error.strerror}; give --out a file that can be written") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return place


def load_briefing(run: Path) -> Briefing:
    path = run / "briefing.json"
    try:
        return tables.read_object(path, Briefing)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; give the folder of a finished run") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: damaged: {error}; brief the batch again") from error


def _render_word(briefing: Briefing) -> bytes:
    from summarize.export.outlining import outline_briefing
    from summarize.export.word import render_word

    return render_word(outline_briefing(briefing))


def _render_pdf(briefing: Briefing) -> bytes:
    from summarize.export.outlining import outline_briefing
    from summarize.export.pdf import render_pdf

    return render_pdf(outline_briefing(briefing))


def _render_feed(briefing: Briefing) -> bytes:
    from summarize.export.feed import render_feed

    return render_feed(briefing)


def _render_csl(briefing: Briefing) -> bytes:
    from summarize.export.csl import render_csl

    return render_csl(briefing)


FORMATS: dict[str, tuple[str, Callable[[Briefing], bytes]]] = {
    "docx": (".docx", _render_word),
    "pdf": (".pdf", _render_pdf),
    "feed": (".feed.json", _render_feed),
    "csl": (".csl.json", _render_csl),
}
"""For each format the end of its file's name, and what renders it."""
