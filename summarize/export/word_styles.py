"""How the Word file looks: page, fonts, sizes, footer, and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summarize.export.outline import Outline
from summarize.export.pdf import read_time

if TYPE_CHECKING:
    from docx.document import Document

_ACCENT, _SOFT, _INK = "0B5D8A", "5A6068", "1C1E21"
_TEXT_FONT, _HEADING_FONT = "Georgia", "Calibri"


def set_up_word(document: Document, outline: Outline) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin, page.bottom_margin = Mm(24), Mm(24)

    styles = document.styles
    soft, accent = RGBColor.from_string(_SOFT), RGBColor.from_string(_ACCENT)
    for name, based in (("Statement", "Normal"), ("Carriers", "Normal"), ("Source", "Normal"), ("Cell", "Normal")):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[based]
    for name in ("Soft", "Hyperlink", "Dot"):
        styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    # (size, before, after), in points
    sizes = {
        "Normal": (10.5, 0, 6), "Title": (22, 0, 8), "Subtitle": (10.5, 0, 4), "Heading 1": (15, 20, 6),
        "Heading 2": (12, 14, 4), "Caption": (8.5, 4, 6), "Statement": (10.5, 8, 1), "Carriers": (8.5, 0, 4),
        "Source": (9.5, 0, 4), "Cell": (9.5, 2, 2), "List Bullet": (10.5, 0, 3), "Footer": (8, 0, 0),
    }  # fmt: skip
    for name, (size, before, after) in sizes.items():
        style = styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), name.startswith("Heading"), False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0 if name in ("Title", "Cell", "Footer") else 1.15
        heading = name.startswith(("Heading", "Title", "Subtitle", "Caption", "Carriers", "Footer"))
        _set_font(style, _HEADING_FONT if heading else _TEXT_FONT)
        style.font.color.rgb = accent if name.startswith("Heading") else soft if heading and name != "Title" else None
    styles["Title"].font.color.rgb = RGBColor.from_string(_INK)
    styles["Title"].font.bold = True
    _drop(styles["Title"], "w:pBdr")  # what the library's template brings
    _drop(styles["Subtitle"], "w:spacing", "w:rPr")
    _drop(styles["Footer"], "w:tabs")
    styles["Soft"].font.color.rgb, styles["Soft"].font.size = soft, Pt(8.5)
    styles["Dot"].font.color.rgb, styles["Dot"].font.size = accent, Pt(8)
    styles["Hyperlink"].font.color.rgb = accent
    source = styles["Source"].paragraph_format
    source.left_indent, source.first_line_indent = Mm(9), Mm(-9)
    source.tab_stops.add_tab_stop(Mm(9))

    footer = page.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(outline.title if len(outline.title) <= 90 else outline.title[:89].rstrip() + "…")
    footer.add_run("\t")
    for text, field in (("", "PAGE"), (" / ", "NUMPAGES")):
        footer.add_run(text)
        footer._p.append(make_element("w:fldSimple", instr=field))

    about, at = document.core_properties, read_time(outline.generated).replace(tzinfo=None)
    about.title, about.subject = outline.title[:255], outline.intro[:255]
    about.author, about.comments, about.language = "summarize", "", "en"
    about.last_modified_by, about.revision = "summarize", 1
    about.keywords = ", ".join(outline.outlets)[:255]
    about.created = about.modified = at


def _set_font(style: Any, font: str) -> None:
    from docx.oxml.ns import qn

    style.font.name = font
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _drop(style: Any, tag: str, inside: str = "w:pPr") -> None:
    from docx.oxml.ns import qn

    for element in style.element.findall(f"{qn(inside)}/{qn(tag)}"):
        element.getparent().remove(element)


def make_element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
