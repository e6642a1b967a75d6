"""The briefing as one self-contained page, from `briefing.json` alone."""

from __future__ import annotations

from importlib import resources

from summarize.types import Briefing, Citation


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
        by_article=group_by_article,
    )


def safe_link(url: str | None) -> str | None:
    """The address if a click on it can only open a page, else None."""
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def group_by_article(citations: tuple[Citation, ...]) -> list[tuple[str, list[Citation]]]:
    """The citations under the articles they are from, in the order in which these come first."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.article, []).append(citation)
    return list(groups.items())
