"""A briefing as a Word file (Office Open XML, ISO/IEC 29500), A4, for people who work on with it.

Headings, lists and tables are Word's own, so that its navigation, its table of contents and screen readers find them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarize.export import outline as told
from summarize.export.outline import Contrast, Dated, Outline, Reference, Telling, reads_right_to_left, show_made
from summarize.export.pdf import draw_coverage
from summarize.export.word_styles import make_element, set_up_word

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# Word wants the properties in the order of the schema.
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
               "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr")  # fmt: skip
_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def render_word(outline: Outline) -> bytes:
    """The same outline gives the same bytes."""
    import docx
    from docx.shared import Mm

    document = docx.Document()
    set_up_word(document, outline)
    writer = _Writer(document)
    writer.text(document.add_paragraph(style="Title"), outline.title)
    writer.text(document.add_paragraph(style="Subtitle"), outline.intro)
    writer.text(document.add_paragraph(style="Subtitle"), f"Briefing of {show_made(outline.generated)}.")
    titled = any(chapter.title for chapter in outline.chapters)
    for chapter in outline.chapters:
        if chapter.title:
            writer.heading(chapter.title, 1)
        under = 2 if titled else 1
        for section in chapter.sections:
            writer.heading(section.heading, under)
            for telling in section.tellings:
                writer.telling(telling)
        if chapter.coverage:
            writer.heading(told.COVERAGE, under)
            for coverage, picture in zip(chapter.coverage, draw_coverage(chapter.coverage), strict=True):
                shape = document.add_picture(io.BytesIO(picture), width=Mm(160))
                for side in "TBLR":
                    shape._inline.set(f"dist{side}", "0")  # LibreOffice takes 3 mm where nothing is said
                about = shape._inline.docPr
                about.set("name", told.COVERAGE)
                about.set("descr", coverage.said)
            writer.text(document.add_paragraph(style="Caption"), told.COVERAGE_KEY)
    if outline.strays:
        writer.heading(told.STRAYS, 1)
        for telling in outline.strays:
            writer.telling(telling)
    for heading, contrasts in ((told.CONFLICTS, outline.conflicts), (told.MOVED, outline.moved)):
        if contrasts:
            writer.heading(heading, 1)
            for contrast in contrasts:
                writer.contrast(contrast)
    if outline.timeline:
        writer.heading(told.TIMELINE, 1)
        writer.timeline(outline.timeline)
    if outline.names:
        writer.heading(told.NAMES, 1)
        for name in outline.names:
            writer.text(document.add_paragraph(style="List Bullet"), name)
    if outline.left:
        writer.text(document.add_paragraph(style="Caption"), outline.left)
    writer.heading(told.SOURCES, 1)
    for reference in outline.references:
        writer.source(reference)
    return _pack(document)


@dataclass(slots=True)
class _Writer:
    """Adds to the end of `document`; `bookmarks` counts, as each needs a number of its own."""

    document: Document
    bookmarks: int = 0

    def text(self, paragraph: Paragraph, text: str, style: str | None = None) -> None:
        """Sets the direction of the paragraph by its first piece of text."""
        turned = reads_right_to_left(text)
        if turned and not paragraph.runs:
            paragraph._p.get_or_add_pPr().insert_element_before(make_element("w:bidi"), *_AFTER_BIDI)
        run = paragraph.add_run(text, style=style)
        if turned:
            run.font.rtl = True

    def heading(self, text: str, level: int) -> None:
        self.text(self.document.add_paragraph(style=f"Heading {level}"), text)

    def telling(self, telling: Telling) -> None:
        paragraph = self.document.add_paragraph(style="Statement")
        self.text(paragraph, telling.text)
        self.marks(paragraph, telling.numbers)
        if telling.told:
            paragraph.paragraph_format.keep_with_next = True
            self.text(self.document.add_paragraph(style="Carriers"), telling.told)

    def marks(self, paragraph: Paragraph, numbers: Sequence[int]) -> None:
        if numbers:
            paragraph.add_run("\u00a0")
        for number in numbers:
            link = make_element("w:hyperlink", anchor=f"source-{number}", history="1")
            self._link(paragraph, link, f"[{number}]")

    def contrast(self, contrast: Contrast) -> None:
        from docx.shared import Mm

        paragraph = self.document.add_paragraph(style="Statement")
        paragraph.paragraph_format.keep_with_next = True
        self.text(paragraph, contrast.why)
        table = self._table(1 + len(contrast.sides), (Mm(50), Mm(110)), contrast.why)
        borders = make_element("w:tblBorders")
        for edge in ("top", "bottom", "insideH"):
            borders.append(make_element(f"w:{edge}", val="single", sz="4", space="0", color="D5D9DE"))
        table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)
        _flag(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, words in zip(table.rows[0].cells, ("Value", "Reported by"), strict=True):
            cell._tc.get_or_add_tcPr().append(make_element("w:shd", val="clear", color="auto", fill="F1F3F4"))
            self.text(_cell_paragraph(cell), words, "Soft")
        for row, side in zip(table.rows[1:], contrast.sides, strict=True):
            _flag(row._tr.get_or_add_trPr(), "w:cantSplit")
            self.text(_cell_paragraph(row.cells[0]), f"“{side.value}”")
            paragraph = _cell_paragraph(row.cells[1])
            for k, carrier in enumerate(side.carriers):
                if k:
                    paragraph.add_run(", ")
                self.text(paragraph, carrier.outlet)
                self.marks(paragraph, (carrier.number,))
        self.document.add_paragraph(style="Carriers")

    def timeline(self, events: Sequence[Dated]) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        table = self._table(len(events), (Mm(33), Mm(5), Mm(122)), "Days and what happened on them")
        shown = ""
        for row, event in zip(table.rows, events, strict=True):
            _flag(row._tr.get_or_add_trPr(), "w:cantSplit")
            day, dot, text = map(_cell_paragraph, row.cells)
            for paragraph in (day, dot, text):
                paragraph.paragraph_format.space_before = Pt(2 + event.gap)
            day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self.text(day, "" if event.days == shown else event.days, "Soft")
            dot.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.text(dot, "○" if event.ahead else "●", "Dot")
            self.text(text, event.text)
            self.marks(text, (event.number,))
            edge = make_element("w:tcBorders")
            edge.append(make_element("w:left", val="single", sz="6", space="0", color="9AA3AC"))
            row.cells[2]._tc.get_or_add_tcPr().append(edge)
            shown = event.days
        if any(event.ahead for event in events):
            self.text(self.document.add_paragraph(style="Caption"), told.AHEAD_KEY)

    def source(self, reference: Reference) -> None:
        paragraph = self.document.add_paragraph(style="Source")
        self.bookmarks += 1
        number = str(self.bookmarks)
        paragraph._p.append(make_element("w:bookmarkStart", id=number, name=f"source-{reference.number}"))
        paragraph.add_run(f"{reference.number}.\t")
        paragraph._p.append(make_element("w:bookmarkEnd", id=number))
        self.text(paragraph, reference.outlet)
        if reference.url:
            from docx.opc.constants import RELATIONSHIP_TYPE
            from docx.oxml.ns import qn

            paragraph.add_run(", ")
            link = make_element("w:hyperlink", history="1")
            link.set(qn("r:id"), paragraph.part.relate_to(reference.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            self._link(paragraph, link, reference.title or reference.url)
        elif reference.title:
            paragraph.add_run(", ")
            self.text(paragraph, reference.title)
        if reference.published:
            paragraph.add_run(f", {reference.published}")
        paragraph.add_run(f" ({reference.file})", style="Soft")

    def _link(self, paragraph: Paragraph, link: Any, text: str) -> None:
        run = paragraph.add_run(text, style="Hyperlink")
        if reads_right_to_left(text):
            run.font.rtl = True
        link.append(run._r)
        paragraph._p.append(link)

    def _table(self, rows: int, widths: Sequence[Any], described: str) -> Any:
        table = self.document.add_table(rows, len(widths))
        table.autofit = False
        table._tbl.tblPr.append(make_element("w:tblDescription", val=described))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        return table


def _cell_paragraph(cell: Any) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = "Cell"
    return paragraph


def _flag(properties: Any, tag: str) -> None:
    properties.append(make_element(tag))


def _pack(document: Document) -> bytes:
    """The file with its members in one order and of one time, so that it does not depend on the clock."""
    written, packed = io.BytesIO(), io.BytesIO()
    rels = document.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]  # of the library's empty template
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()
