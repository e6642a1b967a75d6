"""`OUT/index.html`: all runs of a folder, the newest first, to be searched by title and statement.

It is made anew from the runs that are there, so that it cannot come to differ from them; 1,000 runs take about a
second. Folders that are no runs are passed over, and damaged runs are listed as such.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import logging
import os
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import msgspec

from summarize.briefing.html import show_count
from summarize.briefing.pictures import clean_label
from summarize.errors import UsageError
from summarize.run import cache_folder
from summarize.values.days import read_day
from summarize.values.shown import show_day

log = logging.getLogger(__name__)
NAME = "index.html"
_MARK = b'<meta name="generator" content="summarize">'
_UNDECODABLE = (ValueError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run as the index shows it; `fault` says why there is nothing to be shown. `made` sorts: seconds since 1970."""

    name: str
    link: str
    title: str = ""
    day: str = ""
    made: float = float("-inf")
    counts: str = ""
    conflicts: int = 0
    statements: tuple[str, ...] = ()
    fault: str = ""


# What of a briefing.json the index needs: the rest, most of it the articles' texts, is passed over unread.
@dataclass(frozen=True, slots=True)
class _Item:
    text: str


@dataclass(frozen=True, slots=True)
class _Story:
    items: tuple[_Item, ...]


@dataclass(frozen=True, slots=True)
class _Briefing:
    title: str
    generated: str
    counts: dict[str, int]
    stories: tuple[_Story, ...]


def refresh_index(out: Path) -> None:
    """Rebuilds the index after a run; what is wrong with it is a warning, as the run itself is done."""
    try:
        write_index(out)
    except UsageError as error:
        log.warning("the list of all runs is not up to date: %s", error)


def write_index(out: Path) -> Path:
    """Rebuilds `out/index.html` in one step and returns its path. Two at once take turns, and each finds all runs
    that were finished before its turn. Raises UsageError if it cannot be written, or is somebody else's page."""
    place = out / NAME
    try:
        with _turn(out):
            if place.exists() and _MARK not in place.read_bytes()[:1000]:
                raise UsageError(f"{place}: is no list of summarize's, so it stays; move it or brief to another folder")
            part = place.with_name(f".{NAME}.part")
            part.write_text(render_index(list_runs(out)), encoding="utf-8", newline="\n")
            os.replace(part, place)
    except OSError as error:
        raise UsageError(f"{error.filename or place}: {error.strerror}; give a folder that can be written") from error
    return place


def list_runs(out: Path) -> list[ListedRun]:
    """The newest first, damaged ones last. Raises OSError if the folder cannot be read."""
    with os.scandir(out) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    runs = [run for name in names if (run := _read_run(out / name)) is not None]
    return sorted(runs, key=lambda run: (-run.made, run.name))


def render_index(runs: list[ListedRun]) -> str:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["count"] = show_count
    style, script = _read_template("index.css"), _read_template("index.js")
    return environment.from_string(_read_template("index.html.j2")).render(
        runs=[run for run in runs if not run.fault],
        damaged=[run for run in runs if run.fault],
        style=jinja2.utils.markupsafe.Markup(style),
        script=jinja2.utils.markupsafe.Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def find_page(path: Path) -> Path:
    """The page of a run's folder, or the index of a folder of runs, made anew where that can be. Raises UsageError."""
    page = path / "briefing.html"
    if page.is_file():
        return page.resolve()
    if not path.is_dir():
        raise UsageError(f"{path}: no such folder; give a run's folder or one with runs, or brief a batch first")
    index = path / NAME
    try:
        return write_index(path).resolve()
    except UsageError:
        if index.is_file():
            return index.resolve()
        raise


def open_page(page: Path) -> bool:
    """Whether a browser was asked to show it: not where there is no display, and none that would take the terminal."""
    shown = os.name == "nt" or os.uname().sysname == "Darwin" or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}
    return bool(shown) and webbrowser.open(page.as_uri())


@contextlib.contextmanager
def _turn(out: Path) -> Iterator[None]:
    locks = cache_folder(out) / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    # No run's name begins with a dot.
    with open(locks / ".index.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read_run(folder: Path) -> ListedRun | None:
    """None for what is no run, or went away."""
    link = quote(folder.name, safe="", errors="surrogateescape")
    name = clean_label(folder.name.encode("utf-8", "replace").decode())
    if not (folder / "manifest.json").is_file() and not (folder / "briefing.json").is_file():
        return None
    try:
        briefing = msgspec.json.decode((folder / "briefing.json").read_bytes(), type=_Briefing)
        n = {key: briefing.counts[key] for key in ("articles", "outlets", "statements", "corroborated")}
        made = _read_seconds(briefing.generated)
    except FileNotFoundError:
        return ListedRun(name, link, fault="briefing.json is missing") if folder.is_dir() else None
    except KeyError as error:
        return ListedRun(name, link, fault=f"briefing.json has no count of {error}")
    except (OSError, *_UNDECODABLE) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return ListedRun(name, link, fault=clean_label(f"briefing.json cannot be read: {reason}"))
    day = read_day(briefing.generated)
    return ListedRun(
        name=name,
        link=link,
        title=clean_label(briefing.title) or name,
        day=show_day(day) if day else clean_label(briefing.generated),
        made=made,
        counts=f"{show_count(n['articles'], 'article')}, {show_count(n['outlets'], 'outlet')}, "
        f"{show_count(n['statements'], 'statement')}, {n['corroborated']:,} of several origins",
        conflicts=briefing.counts.get("conflicts", 0),
        statements=tuple(clean_label(item.text) for story in briefing.stories for item in story.items),
    )


def _read_template(name: str) -> str:
    return resources.files("summarize").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Of an inline script or style, as a Content-Security-Policy names it (W3C CSP Level 3)."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read_seconds(generated: str) -> float:
    at = datetime.fromisoformat(generated)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
