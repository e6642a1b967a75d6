"""A briefing as PDF, set by Typst: bookmarks, links, tags for screen readers (PDF/UA-1, ISO 14289-1).

Typst shapes every script of which a font is at hand. The fonts that come with the package set Latin, Greek, Cyrillic,
Arabic, Hebrew, the scripts of India and some more, and emoji; Chinese, Japanese and Korean are set where the package
`manimgx-fonts-cjk` or the system has a font for them. What no font has is shown as U+FFFD, and told at the end.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from summarize.export import outline as told
from summarize.export.outline import Coverage, Outline, show_made

if TYPE_CHECKING:
    from typst import Fonts

_FAMILIES = ("Libertinus Serif", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Symbols", "Noto Emoji")
_FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
_WORDS = ("coverage", "coverage_key", "strays", "conflicts", "moved", "timeline", "ahead_key", "names", "sources")
_NOT_SET = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ENDLESS = re.compile("[!-~\u00c0-\u06ff]{40}")  # of alphabets; others may break anywhere
_EXACT = ("url", "places", "statement")
_PPI = 220


def render_pdf(outline: Outline) -> bytes:
    """The same outline and fonts give the same bytes."""
    import typst

    at = read_time(outline.generated)
    made = {
        "day": show_made(outline.generated),
        "words": {word: getattr(told, word.upper()) for word in _WORDS},
        "missing": "",
    }
    source = _read_templates("matrix.typ", "briefing.typ")
    data = json.dumps(_soften_words(msgspec.to_builtins(outline)), ensure_ascii=False)
    missing: set[str] = set()
    system = False
    while True:
        inputs = {"outline": data.translate(dict.fromkeys(map(ord, missing), "\ufffd")), "made": json.dumps(made)}
        fonts = _load_fonts(system)
        try:
            return typst.compile(
                source, format="pdf", font_paths=fonts, sys_inputs=inputs, timestamp=at, pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            # The standard asks that every character can be read, so that Typst says which no font has.
            more = _find_missing(error.diagnostic) - missing
            if not more:
                raise
            if system:
                missing |= more
                codes = ", ".join(sorted(f"U+{ord(c):04X}" for c in missing))
                made["missing"] = f"No font here has these characters, which are shown as \ufffd: {codes}."
            system = True


def draw_coverage(coverage: tuple[Coverage, ...]) -> list[bytes]:
    """Each matrix as PNG, 160 mm wide at 220 pixels an inch; what no font has is an empty box."""
    import typst

    if not coverage:
        return []
    source = _read_templates("matrix.typ") + (
        b"#set page(width: 160mm, height: auto, margin: 1mm)\n#set text(font: fonts)\n"
        b"#json(bytes(sys.inputs.coverage)).map(c => matrix(c)).join(pagebreak())\n"
    )
    inputs = {"coverage": msgspec.json.encode(coverage).decode()}
    drawn = typst.compile(source, format="png", ppi=_PPI, font_paths=_load_fonts(system=True), sys_inputs=inputs)
    return drawn if isinstance(drawn, list) else [drawn]


def _soften_words(value: Any) -> Any:
    """With places to break in words without end, which Typst sets beyond the margin; addresses stay as they are."""
    if isinstance(value, dict):
        return {key: found if key in _EXACT else _soften_words(found) for key, found in value.items()}
    if isinstance(value, list | tuple):
        return [_soften_words(found) for found in value]
    return _ENDLESS.sub("\\g<0>\u200b", value) if isinstance(value, str) else value


def read_time(generated: str) -> datetime:
    """An ISO 8601 time; one without a zone is UTC. What is none gives the first second of 1980, as archives have it."""
    try:
        at = datetime.fromisoformat(generated)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _read_templates(*names: str) -> bytes:
    folder = resources.files("summarize").joinpath("templates")
    families = ", ".join(f'"{family}"' for family in _FAMILIES)
    return b"\n".join([f"#let fonts = ({families})".encode(), *(folder.joinpath(name).read_bytes() for name in names)])


def _load_fonts(system: bool) -> Fonts:
    import typst

    found = (importlib.util.find_spec(package) for package in _FONT_PACKAGES)
    folders = [Path(spec.origin).parent for spec in found if spec is not None and spec.origin]
    return typst.Fonts(include_system_fonts=system, font_paths=folders)


def _find_missing(diagnostic: str) -> set[str]:
    texts = (_RUST_ESCAPE.sub(lambda m: f"\\U{int(m[1], 16):08x}", text) for text in _NOT_SET.findall(diagnostic))
    return {character for text in texts for character in ast.literal_eval(text) if not character.isspace()}
