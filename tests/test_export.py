"""Word, PDF, feed and reference list say what the briefing says, whatever stands in the articles."""

from __future__ import annotations

import datetime
import html.parser
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import jsonschema
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize.errors import UsageError
from summarize.export.csl import read_issued, render_csl
from summarize.export.feed import render_feed
from summarize.export.formats import FORMATS, export_run, load_briefing
from summarize.export.outline import reads_right_to_left
from summarize.export.outlining import MOST_COLUMNS, outline_briefing
from summarize.export.pdf import render_pdf
from summarize.export.word import render_word
from summarize.types import (
    Announcement,
    Attribution,
    BriefedStory,
    Briefing,
    Citation,
    Discrepancy,
    Foretold,
    Item,
    Source,
    SpelledName,
    Spelling,
    TimelineEntry,
    Value,
)
from summarize.verify.run import verify_run
from tests.rundirs import build_run

TEXTS = (
    "The ferry Aurora ran aground off Lowmere with 212 people on board.",
    "Nobody was hurt, the coastguard said.",
    "A tug is on its way.",
)
HOSTILE = [
    "</script><script>alert(1)</script> #import \"x\": * $x$ [y] @z <s-1> \\u{0} // */",
    "word" * 2500,
    "https://" + "a" * 3000,
    "He said \u202egnorw\u202c \u2066this\u2069 \u200b\ufeff\x00\x0b\x1b[31m\u0085 \ufffe\uffff\ufdd0 \U0010ffff",
    "قال رئيس البلدية إن الجسر سيغلق لمدة 12 أسبوعا (3 أشهر).",
    "海岸警卫队表示，没有人受伤。東京。한국어 🌉👩‍👩‍👧 e\u0301 हिन्दी ไทย",
    "\U00013000 hieroglyph and \ue000 private use",
    "",
    " \n\t ",
]  # fmt: skip

FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "external_url": {"type": "string", "pattern": "^https?://[!-~]+$"},
                    "title": {"type": "string"},
                    "summary": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"},
                    "authors": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "minProperties": 1,
                            "additionalProperties": False,
                            "properties": {"name": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}
"""What JSON Feed 1.1 asks of the fields that we write; a field that it does not know would be refused."""

CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "type": {"const": "article-newspaper"},
            "title": {"type": "string"},
            "container-title": {"type": "string"},
            "URL": {"type": "string", "pattern": "^https?://[!-~]+$"},
            "citation-number": {"type": ["string", "number"]},
            "author": {
                "type": "array",
                "items": {"properties": {"literal": {"type": "string"}}, "additionalProperties": False},
            },
            "issued": {
                "additionalProperties": False,
                "properties": {
                    "raw": {"type": "string"},
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    },
                },
            },
        },
    },
}
"""The part of csl-data.json (the schema of CSL 1.0 input) that our items use."""


def make_briefing(
    texts: tuple[str, ...] = TEXTS, outlets: int = 3, url: str | None = "https://{}.example/ferry"
) -> Briefing:
    """A story of three articles with everything that can be told of one, and an article alone with its subject."""
    sources = tuple(
        Source(n, f"a-{n}", f"Outlet {n}", None if n == 2 else f"Ferry aground {n}", url and url.format(n),
               "2031-05-03T10:00:00Z", "Ines Aldo", f"{n}.txt", "0" * 64)
        for n in range(1, outlets + 2)
    )  # fmt: skip
    names = tuple(source.outlet or "" for source in sources[:-1])

    def cite(n: int, text: str) -> Citation:
        s = sources[n]
        return Citation(s.article, s.outlet, s.title, s.url, s.published, 0, len(text), text, "", "")

    items = [
        Item("s-1", "corroborated", texts[0], outlets, tuple(sorted(names)), outlets, "new",
             tuple(cite(n, texts[0]) for n in range(outlets)), ("d-1",)),
        Item("s-2", "single_source", texts[1], 1, names[:1], 1, "changed", (cite(0, texts[1]),), (),
             Attribution("the coastguard", False, False)),
        Item("s-3", "single_source", texts[2], 1, names[1:2], 1, "new", (cite(1, texts[2]),), (), None,
             (Announcement("s-0", "A tug will leave.", names[:1]),),
             foretold=(Foretold("monday", "2031-05-01T20:00:00+00:00", "s-9", names[:1]),)),
    ]  # fmt: skip
    values = (Value("212 people", "212 people", "a-1", 0, 1), Value("210", "210 people", "a-2", 0, 1))
    spellings = tuple(Spelling(form, 1, ("a-1",), names[:1], "a-1", 0, 1) for form in ("Aurora", "Avrora"))
    story = BriefedStory(
        "story-1",
        texts[0],
        tuple(source.article for source in sources[:-1]),
        names,
        tuple(items),
        (
            TimelineEntry("2031-05-02", None, "s-1", texts[0], "Monday", "a-1", 0, 1),
            TimelineEntry("2031-05-06", "2031-05-07", "s-3", texts[2], "Tuesday", "a-2", 0, 1),
        ),
        (SpelledName(spellings),),
    )
    alone = BriefedStory("story-2", "Bakery wins a prize", (sources[-1].article,), (sources[-1].outlet or "",), ())
    counts = {"articles": outlets + 1, "outlets": outlets + 1, "statements": 5, "corroborated": 1, "single_source": 4}
    conflict = Discrepancy("d-1", "number", ("s-1",), values, "conflict", "One says 212 people, one says 210.")
    moved = Discrepancy("d-2", "date", ("s-3",), values, "update", "The inspection was put off.")
    return Briefing(1, "Ferry aground", "ferry", "2031-05-04T06:00:00+00:00", counts | {"items": 3, "conflicts": 1},
                    (story, alone), sources, (conflict, moved))  # fmt: skip


EMPTY = replace(make_briefing(), stories=(), sources=(), discrepancies=(), title="")


def word_text(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("to", FORMATS)
def test_a_run_is_exported_beside_its_folder(tmp_path: Path, to: str) -> None:
    run = build_run(tmp_path)
    place = export_run(run, to)
    assert place == tmp_path / f"bridge{FORMATS[to][0]}"
    content = place.read_bytes()
    assert export_run(run, to, tmp_path / "again").read_bytes() == content
    assert verify_run(run) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["again", "bridge", place.name])


@pytest.mark.parametrize("render", [lambda o: word_text(render_word(o)), lambda o: pdf_text(render_pdf(o))])
def test_documents_tell_all_of_the_briefing(render) -> None:
    told = render(outline_briefing(make_briefing()))
    for words in (
        *TEXTS, "Ferry aground", "3 independent origins: Outlet 1, Outlet 2, Outlet 3",
        "changed since an earlier briefing", "rests on the word of the coastguard", "announced earlier by Outlet 1",
        "announced in the briefing of 2031-05-01 (monday) by Outlet 1",
        "Reported by several",
        "Reported by one source only", "Who reported what", "Also in this batch", "Bakery wins a prize",
        "Where the sources disagree", "One says 212 people, one says 210.", "“212 people”", "“210”",
        "What moved, or is told less exactly", "Timeline", "2 May 2031", "6–7 May 2031", "○",
        "Aurora (Outlet 1), Avrora (Outlet 1)", "2 further statements", "3 May 2031", "https://2.example/ferry",
    ):  # fmt: skip
        assert words in told, words


def test_every_mark_leads_to_its_source_and_on_to_the_article_in_word() -> None:
    document = docx.Document(io.BytesIO(render_word(outline_briefing(make_briefing()))))
    links = list(document.element.body.iter(qn("w:hyperlink")))
    places = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert places == ["source-1", "source-2", "source-3", "source-4"]
    inner = {link.get(qn("w:anchor")): "".join(t.text for t in link.iter(qn("w:t"))) for link in links}
    assert {anchor: text for anchor, text in inner.items() if anchor} == {p: f"[{p[-1]}]" for p in places}
    outer = {document.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))}
    assert outer == {f"https://{n}.example/ferry" for n in (1, 2, 3, 4)}


def test_word_has_headings_a_described_picture_and_numbered_a4_pages() -> None:
    content = render_word(outline_briefing(make_briefing()))
    document = docx.Document(io.BytesIO(content))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "Reported by several" and headings[-1] == "Sources"
    described = [element.get("descr") for element in document.element.body.iter(qn("wp:docPr"))]
    assert described == ["3 statements by 3 outlets. Statements of each: Outlet 1 2; Outlet 2 2; Outlet 3 1."]
    page = document.sections[0]
    assert [f.get(qn("w:instr")) for f in page.footer._element.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert [round(side.mm) for side in (page.page_width, page.page_height)] == [210, 297]
    about = document.core_properties
    assert (about.title, about.author) == ("Ferry aground", "summarize")
    assert about.created.isoformat().startswith("2031-05-04T06:00:00")
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_has_bookmarks_links_tags_and_a_date() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(outline_briefing(make_briefing()))))
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)][-1] == "Sources"
    actions = [a.get_object()["/A"] for page in reader.pages for a in page.get("/Annots", ()) if "/A" in a.get_object()]
    assert {a["/URI"] for a in actions if "/URI" in a} == {f"https://{n}.example/ferry" for n in (1, 2, 3, 4)}
    inner = [a for page in reader.pages for a in page.get("/Annots", ()) if "/URI" not in a.get_object().get("/A", {})]
    assert len(inner) >= 5 + 4 + 2 + 3 + 1  # marks of statements, of values, of events, rows of the matrix, the stray
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert reader.metadata.title == "Ferry aground"
    assert reader.metadata.creation_date == datetime.datetime(2031, 5, 4, 6, tzinfo=datetime.UTC)
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_told_and_break_nothing(text: str) -> None:
    briefing = make_briefing((text, text, text))
    said = {"outlet": text, "title": text, "published": text, "author": text, "url": f"https://e.example/{text}"}
    briefing = replace(briefing, title=text, sources=tuple(replace(source, **said) for source in briefing.sources))
    outline = outline_briefing(briefing)
    shown = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]", " ", text).split())
    assert shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") in word_text(render_word(outline))
    assert render_pdf(outline).startswith(b"%PDF")
    jsonschema.validate(json.loads(render_feed(briefing)), FEED)
    jsonschema.validate(json.loads(render_csl(briefing)), CSL)


def test_pdf_tells_which_characters_no_font_has() -> None:
    told = pdf_text(render_pdf(outline_briefing(make_briefing(("Found \ufdd0 here.", *TEXTS[1:])))))
    assert "Found \ufffd here." in told
    assert "No font here has these characters, which are shown as \ufffd: U+FDD0." in told


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_exported(text: str, outlet: str) -> None:
    briefing = make_briefing((text, outlet, text))
    briefing = replace(briefing, sources=tuple(replace(s, outlet=outlet, title=text) for s in briefing.sources))
    outline = outline_briefing(briefing)
    assert render_pdf(outline) and word_text(render_word(outline))


@pytest.mark.parametrize("briefing", [EMPTY, make_briefing(url=None), make_briefing(url="javascript:alert(1)")])
def test_nothing_to_tell_and_nothing_to_link(briefing: Briefing) -> None:
    outline = outline_briefing(briefing)
    document = docx.Document(io.BytesIO(render_word(outline)))
    assert not [link for link in document.element.body.iter(qn("w:hyperlink")) if link.get(qn("r:id"))]
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(outline)))
    assert "URI" not in str([a.get_object() for page in reader.pages for a in page.get("/Annots", ())])
    feed = json.loads(render_feed(briefing))
    jsonschema.validate(feed, FEED)
    assert "href" not in json.dumps(feed)
    assert "URL" not in render_csl(briefing).decode()


def test_a_matrix_of_many_outlets_is_cut_into_several() -> None:
    outline = outline_briefing(make_briefing(outlets=MOST_COLUMNS + 6))
    assert [len(c.outlets) for c in outline.chapters[0].coverage] == [MOST_COLUMNS, 6]
    document = docx.Document(io.BytesIO(render_word(outline)))
    assert len(document.inline_shapes) == 2
    assert "Outlet 30" in pdf_text(render_pdf(outline))


def test_the_matrix_marks_the_outlets_whose_values_differ() -> None:
    coverage = outline_briefing(make_briefing()).chapters[0].coverage[0]
    assert coverage.outlets == ("Outlet 1", "Outlet 2", "Outlet 3")
    assert [row.marks for row in coverage.rows] == [("◆", "◆", "●"), ("●", "", ""), ("", "●", "")]


def test_right_to_left_paragraphs_are_marked_as_such_in_word() -> None:
    arabic = HOSTILE[4]
    assert reads_right_to_left(arabic) and not reads_right_to_left(f"He said {arabic}")
    document = docx.Document(io.BytesIO(render_word(outline_briefing(make_briefing((arabic, *TEXTS[1:]))))))
    turned = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:bidi")) is not None]
    assert arabic in [paragraph.runs[0].text for paragraph in turned]
    assert TEXTS[1] not in [paragraph.runs[0].text for paragraph in turned]


def test_the_feed_has_an_entry_for_each_story_with_links_to_the_quotations() -> None:
    feed = json.loads(render_feed(make_briefing()))
    jsonschema.validate(feed, FEED)
    story, strays = feed["items"]
    assert (story["title"], strays["title"]) == (TEXTS[0], "Also in this batch")
    assert story["external_url"] == "https://1.example/ferry"
    assert story["date_published"] == "2031-05-04T06:00:00+00:00"
    assert [author["name"] for author in story["authors"]] == ["Outlet 1", "Outlet 2", "Outlet 3"]
    assert "https://1.example/ferry#:~:text=Nobody%20was%20hurt%2C" in story["content_html"]
    assert "- Nobody was hurt, the coastguard said. [1]\n  (single source: Outlet 1;" in story["content_text"]
    assert "“212 people”: Outlet 1 [1]; “210”: Outlet 2 [2]" in story["content_text"]
    assert "Bakery" in strays["content_text"] and "Bakery" not in story["content_text"]


def test_the_ids_of_the_feed_stay_while_the_story_stays() -> None:
    briefing = make_briefing()
    ids = [entry["id"] for entry in json.loads(render_feed(briefing))["items"]]
    later = replace(briefing, generated="2031-06-01T00:00:00+00:00", stories=briefing.stories[::-1])
    assert sorted(entry["id"] for entry in json.loads(render_feed(later))["items"]) == sorted(ids)
    assert len(set(ids)) == 2
    more = replace(briefing.stories[0], articles=(*briefing.stories[0].articles, "a-9"))
    assert json.loads(render_feed(replace(briefing, stories=(more,))))["items"][0]["id"] not in ids


def test_no_word_of_an_article_is_markup_in_the_feed() -> None:
    class Tags(html.parser.HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list) -> None:
            self.seen.add(tag)
            assert not any(name.startswith("on") for name, _ in attrs)

    briefing = make_briefing(('<img src=x onerror="alert(1)">', "<script>alert(1)</script>", '" onclick="x'))
    said = {"outlet": '<b a="', "url": 'https://e.example/"><i>'}
    briefing = replace(briefing, sources=tuple(replace(source, **said) for source in briefing.sources))
    tags = Tags()
    for entry in json.loads(render_feed(briefing))["items"]:
        tags.feed(entry["content_html"])
    assert tags.seen <= set("h2 h3 ul li span br small p table thead tbody tr th td bdi b a".split())


def test_the_sources_are_items_that_reference_managers_read() -> None:
    items = json.loads(render_csl(make_briefing()))
    jsonschema.validate(items, CSL)
    assert items[0] == {
        "id": "a-1",
        "type": "article-newspaper",
        "title": "Ferry aground 1",
        "container-title": "Outlet 1",
        "author": [{"literal": "Ines Aldo"}],
        "issued": {"date-parts": [[2031, 5, 3]]},
        "URL": "https://1.example/ferry",
        "citation-number": 1,
    }
    assert "title" not in items[1]


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("2031-05-03T23:30:00-07:00", {"date-parts": [[2031, 5, 3]]}),
        ("2031-05", {"date-parts": [[2031, 5]]}),
        ("2031", {"date-parts": [[2031]]}),
        ("2031-13-40", {"raw": "2031-13-40"}),
        ("last Tuesday", {"raw": "last Tuesday"}),
        ("", {}),
    ],
)
def test_dates_of_issue(published: str, issued: dict) -> None:
    assert read_issued(published) == issued


def test_refusals_name_the_mend(tmp_path: Path) -> None:
    run = build_run(tmp_path)
    for folder, to, out, words in (
        (run, "rtf", None, "--to 'rtf': no such format; give one of docx, pdf, feed, csl"),
        (tmp_path / "none", "csl", None, "give the folder of a finished run"),
        (run, "csl", run / "x.json", "lies in the run's folder"),
        (run, "csl", tmp_path, "is a folder"),
        (run, "csl", tmp_path / "no" / "x.json", "give --out a file that can be written"),
        (run, "csl", run.parent / "bridge.csl.json" / "x", "give --out a file that can be written"),
    ):
        if out is not None and out.parent.name == "bridge.csl.json":
            export_run(run, "csl")
        with pytest.raises(UsageError, match=re.escape(words)):
            export_run(folder, to, out)
    (run / "briefing.json").write_bytes(b"{")
    with pytest.raises(UsageError, match="damaged"):
        load_briefing(run)
    assert not list(tmp_path.glob(".*"))
