"""The briefing as one self-contained page, from `briefing.json` alone."""

from __future__ import annotations

from importlib import resources

from summarize.compose import CONTEXT
from summarize.types import Briefing


def render_html(briefing: Briefing) -> str:
    """The page asks nothing of any server and holds no script; every word of an article is escaped."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = resources.files("summarize").joinpath("templates/briefing.html.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        briefing=briefing,
        numbers={source.article: source.number for source in briefing.sources},
        sections={"corroborated": "Reported by several", "single_source": "Reported by one source only"},
        link=safe_link,
        before=show_before,
        after=show_after,
    )


def safe_link(url: str | None) -> str | None:
    """The address if a click on it can only open a page, else None."""
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def show_before(prefix: str) -> str:
    """The words before a quotation, from the last line break on, and no half word at their beginning."""
    line = prefix.rpartition("\n")[2]
    cut = line == prefix and len(prefix) == CONTEXT
    words = line.partition(" ")[2] if cut else line
    return ("… " if cut else "") + words if words.strip() else ""


def show_after(suffix: str) -> str:
    """The words after a quotation, up to the first line break, and no half word at their end."""
    line = suffix.partition("\n")[0]
    cut = line == suffix and len(suffix) == CONTEXT
    words = line.rpartition(" ")[0] if cut else line
    return words + (" …" if cut else "") if words.strip() else ""
