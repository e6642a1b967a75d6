"""What a person sees in the terminal: one line a stage, a bar on long work, and the briefing's top at the end."""

from __future__ import annotations

import contextlib
import logging
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from summarize import tables
from summarize.briefing.markdown import count_of, describe_carriers, describe_notes
from summarize.types import Briefing, Progress, Rejection

_SHOWN = 5  # statements of the summary
_WIDTH = 96


@contextlib.contextmanager
def follow(quiet: bool) -> Iterator[Progress]:
    """Sends the pipeline's log to standard error and gives the callback that draws the bar there."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("summarize")
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING if quiet else logging.INFO)
    with contextlib.ExitStack() as stack:
        stack.callback(logger.removeHandler, handler)
        watched = sys.stderr is not None and sys.stderr.isatty() and not quiet
        yield _bar(stack) if watched else (lambda done, total: None)


def _bar(stack: contextlib.ExitStack) -> Progress:
    bars: dict[str, object] = {}

    def draw(done: int, total: int) -> None:
        # rich is loaded when there is something to wait for, not for a run that comes from the cache.
        if not bars:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = stack.enter_context(Bar(console=Console(stderr=True), transient=True))
            bars.update(bar=bar, task=bar.add_task("working", total=total))
        bars["bar"].update(bars["task"], completed=done, total=total)  # type: ignore[attr-defined]

    return draw


def print_summary(folder: Path) -> None:
    """The top of the briefing, what was set aside and why, and where the files are."""
    briefing = tables.read_object(folder / "briefing.json", Briefing)
    rejected = tables.read_lines(folder / "rejected.jsonl", Rejection)
    counts = briefing.counts
    lines = [
        "",
        _printable(briefing.title),
        f"{count_of(counts['articles'], 'article')} of {count_of(counts['outlets'], 'outlet')}: "
        f"{count_of(counts['statements'], 'statement')}, "
        f"{counts['corroborated']} of them of several independent origins",
        "",
    ]
    items = [item for story in briefing.stories for item in story.items]
    for item in items[:_SHOWN]:
        lines += textwrap.wrap(_printable(item.text), _WIDTH, initial_indent="- ", subsequent_indent="  ")
        lines += wrap_text(f"({'; '.join([describe_carriers(item), *describe_notes(item)])})", "  ")
    if len(items) > _SHOWN:
        lines.append(f"  and {len(items) - _SHOWN} more")
    conflicts = [discrepancy for discrepancy in briefing.discrepancies if discrepancy.verdict == "conflict"]
    if conflicts:
        lines += ["", "the sources disagree:"]
    for discrepancy in conflicts[:_SHOWN]:
        lines += textwrap.wrap(_printable(discrepancy.why), _WIDTH, initial_indent="- ", subsequent_indent="  ")
    if len(conflicts) > _SHOWN:
        lines.append(f"  and {len(conflicts) - _SHOWN} more")
    kinds = Counter(rejection.code for rejection in rejected)
    told = ", ".join(f"{n} {code.replace('_', ' ')}" for code, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])))
    lines += ["", f"set aside: {told or 'nothing'}"]
    lines += [f"  {folder / name}" for name in ("briefing.md", "briefing.html", "statements.jsonl", "rejected.jsonl")]
    print("\n".join(lines))


def wrap_text(text: str, indent: str) -> list[str]:
    return textwrap.wrap(_printable(text), _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
