"""Reading: every format, every way to be wrong, and always a reason."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarize import tables
from summarize.errors import UsageError
from summarize.ids import article_id
from summarize.reading.formats import READERS
from summarize.reading.readers import read_batch
from summarize.settings import DEFAULT, Settings
from summarize.types import REJECTION_CODES, Article, Batch, Rejection

BRIDGE = (
    "The council of Valemouth voted on Monday to shut the old bridge after engineers found a crack.\r\n\r\n"
    "Drivers were told to use the northern road.  \n"
)
GERMAN = (
    "Der Stadtrat von Valemünde hat am Montag beschlossen, die alte Brücke über den Fluss zu sperren. "
    "Die Sanierung werde rund zwölf Millionen Euro kosten, sagte die Bürgermeisterin."
)
RUSSIAN = "Городской совет в понедельник решил закрыть старый мост через реку. " * 4
PAGE = """<!doctype html><html lang="en-GB"><head><title>Bridge shut | The Vale Gazette</title>
<meta property="og:site_name" content="The Vale Gazette"><link rel="canonical" href="https://vale.example/bridge">
<meta property="article:published_time" content="2022-01-02T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Bridge shut</h1>
<p class="byline">By Ann Example</p>
<p>The old bridge in Valemouth was shut on Monday after engineers found a crack, the council said.</p>
<p>Drivers were told to use the <b>northern</b> road &amp; to allow 20 minutes more.</p>
<ul><li>Buses are free until Sunday</li></ul></article>
<script>alert(1)</script><footer>© 2022 Vale Media</footer></body></html>"""

Read = Callable[..., Batch]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_read(files: dict[str, str | bytes], settings: Settings = DEFAULT) -> Batch:
        for name, content in files.items():
            place = tmp_path / "batch" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_batch(tmp_path / "batch", settings)

    return write_and_read


def lines(*records: object) -> str:
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)


def one(batch: Batch) -> Article:
    assert not batch.rejections
    (article,) = batch.articles
    return article


def refused(batch: Batch) -> Rejection:
    assert not batch.articles
    (rejection,) = batch.rejections
    assert rejection.code in REJECTION_CODES
    assert rejection.detail and rejection.mend and "\n" not in rejection.detail + rejection.mend
    return rejection


def test_plain_text_is_kept_as_it_is_and_named_after_its_file(read: Read) -> None:
    batch = read({"Vale Gazette.txt": BRIDGE})
    article = one(batch)
    assert article.text == BRIDGE
    assert (article.outlet, article.title, article.language) == ("Vale Gazette", None, "en")
    assert article.id == article_id("Vale Gazette", BRIDGE)
    assert batch.provenance == {article.id: {"outlet": "file name", "language": "text"}}


def test_front_matter_is_no_text(read: Read) -> None:
    matter = (
        '---\r\ntitle: "Bridge: shut"\r\noutlet: Gazette\r\nid: 007\r\npublished: 2022-01-02\r\nauthor: null\r\n---\r\n'
    )
    article = one(read({"a.md": matter + BRIDGE}))
    assert (article.id, article.title, article.outlet) == ("007", "Bridge: shut", "Gazette")
    assert (article.published, article.author, article.text) == ("2022-01-02", None, BRIDGE)


def test_a_rule_is_no_front_matter_and_broken_front_matter_is_refused_with_its_line(read: Read) -> None:
    rule = "---\nNo front matter.\n---\n" + BRIDGE
    assert one(read({"rule.md": rule})).text == rule
    (rejection,) = read({"rule.md": "", "bad.md": "---\ntitle: Bridge: shut\n---\n" + BRIDGE}).rejections[:1]
    assert (rejection.code, rejection.line) == ("malformed", 2)


def test_a_page_gives_its_article_and_says_what_was_left_out(read: Read) -> None:
    batch = read({"a.html": PAGE})
    article = one(batch)
    assert article.text == (
        "Bridge shut\n\n"
        "The old bridge in Valemouth was shut on Monday after engineers found a crack, the council said.\n\n"
        "Drivers were told to use the northern road & to allow 20 minutes more.\n\n"
        "• Buses are free until Sunday"
    )
    assert (article.outlet, article.title, article.author) == ("The Vale Gazette", "Bridge shut", "Ann Example")
    assert (article.url, article.published) == ("https://vale.example/bridge", "2022-01-02T10:00:00+00:00")
    assert set(batch.provenance[article.id].values()) == {"page"}
    assert "trafilatura" in batch.notes[0]


def test_linked_data_of_a_page_goes_before_its_meta_tags(read: Read) -> None:
    data = {
        "@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "A crack", "author": [{"name": "Bo"}]}]
    }
    page = PAGE.replace("</head>", f'<script type="application/ld+json">{json.dumps(data)}</script></head>')
    article = one(read({"a.html": page}))
    assert (article.title, article.author, article.outlet) == ("A crack", "Bo", "The Vale Gazette")


@pytest.mark.parametrize("record", [
    {"headline": "Bridge shut", "body_text": BRIDGE, "byline": "By Ann Example", "versioncreated": "2022-01-02",
     "infosources": [{"name": "Coast Press"}], "language": "en-GB", "uri": "urn:x"},
    {"@type": "NewsArticle", "headline": "Bridge shut", "articleBody": BRIDGE, "author": {"name": "Ann Example"},
     "datePublished": "2022-01-02", "publisher": {"name": "Coast Press"}, "inLanguage": "en", "@id": "urn:x"},
    {"title": "Bridge shut", "text": BRIDGE, "author": "Ann Example", "published": "Jan. 2, 2022",
     "outlet": "Coast Press", "language": "English", "id": "urn:x"},
])  # fmt: skip
def test_the_names_of_ninjs_schema_org_and_our_own(read: Read, record: dict[str, object]) -> None:
    article = one(read({"a.json": json.dumps(record)}))
    assert (article.id, article.outlet, article.title, article.author) == (
        "urn:x", "Coast Press", "Bridge shut", "Ann Example")  # fmt: skip
    assert (article.published, article.language, article.text) == ("2022-01-02", "en", BRIDGE)


def test_json_may_be_one_article_a_list_an_object_of_articles_or_lines(read: Read) -> None:
    record = {"text": BRIDGE}
    for content in (record, [record], {"articles": [record]}, {"items": [record]}):
        assert one(read({"a.json": json.dumps(content)})).text == BRIDGE
    assert len(read({"a.json": lines(record, {"text": "Another text about the bridge."})}).articles) == 2


def test_a_table_with_semicolons_line_breaks_and_a_broken_row(read: Read) -> None:
    batch = read({"a.csv": f'id;outlet;text\r\n1;Gazette;"{BRIDGE}"\r\n2;Gazette;"bad"x"\r\n3;Gazette;Some words.\r\n'})
    assert [(a.id, a.text) for a in batch.articles] == [("1", BRIDGE), ("3", "Some words.")]
    assert [(r.code, r.line) for r in batch.rejections] == [("malformed", 6)]


def test_a_cell_longer_than_the_csv_module_allows_by_itself(read: Read) -> None:
    assert len(one(read({"a.csv": "text\n" + "word " * 40_000})).text) == 200_000


def test_a_feed_with_content_summary_and_source(read: Read) -> None:
    feed = """<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
    <title>Vale Gazette</title><language>en-gb</language>
    <item><guid>g1</guid><title>Bridge &amp;amp; road</title><link>https://vale.example/1</link>
    <pubDate>Sun, 02 Jan 2022 18:05:00 GMT</pubDate><description>Short.</description>
    <content:encoded><![CDATA[<p>The café was shut.</p><p>So was the bridge.</p>]]></content:encoded></item>
    <item><guid>g2</guid><title>Two</title><source url="http://o.example">Other Post</source>
    <description>A summary.</description></item><item><guid>g3</guid><title>Three</title></item></channel></rss>"""
    batch = read({"a.rss": feed.encode("latin-1")})
    first, second = batch.articles
    assert (first.outlet, first.title, first.text) == (
        "Vale Gazette", "Bridge & road", "The café was shut.\n\nSo was the bridge.")  # fmt: skip
    assert (first.published, first.language) == ("2022-01-02T18:05:00+00:00", "en")
    assert (second.id, second.outlet, second.text) == ("g2", "Other Post", "A summary.")
    assert [(r.code, "Three" in r.detail) for r in batch.rejections] == [("no_text", True)]


@pytest.mark.parametrize(("fields", "outlet", "credit"), [
    ({"outlet": "Vale Gazette", "infoSources": [{"name": "Coast Press"}]}, "Vale Gazette", "Coast Press"),
    ({"outlet": "Vale Gazette", "infosources": [{"name": "AP"}, {"name": "AFP"}]}, "Vale Gazette", "AP, AFP"),
    ({"publisher": {"name": "Vale Gazette"}, "sourceOrganization": {"name": "Reuters"}}, "Vale Gazette", "Reuters"),
    ({"outlet": "Vale Gazette", "source": "Reuters"}, "Vale Gazette", "Reuters"),
    ({"outlet": "Vale Gazette", "credit": "Ann Example/AP", "source": "Vale"}, "Vale Gazette", "Ann Example/AP"),
    ({"outlet": "Vale Gazette", "source": "vale gazette"}, "Vale Gazette", None),
    ({"source": "Vale Gazette"}, "Vale Gazette", None),
    ({"outlet": "Vale Gazette", "credit": 7.5}, "Vale Gazette", None),
])  # fmt: skip
def test_whose_words_they_are_by_the_fields(
    read: Read, fields: dict[str, object], outlet: str, credit: str | None
) -> None:
    batch = read({"a.json": json.dumps({"text": BRIDGE, **fields})})
    article = one(batch)
    assert (article.outlet, article.credit) == (outlet, credit)
    assert batch.provenance[article.id].get("credit") == ("field" if credit else None)


def test_the_source_of_an_entry_is_its_outlet_in_a_collection_and_its_writer_on_its_own_site(read: Read) -> None:
    item = "<item><guid>g</guid><link>{}</link>{}<description>The bridge was shut.</description></item>"
    head = "<title>Vale Gazette</title><link>https://www.vale.example/</link>"
    feed = f"<rss version='2.0'><channel>{head}{{}}</channel></rss>"
    source = "<source url='https://press.example'>Coast Press</source>"
    collected = one(read({"a.rss": feed.format(item.format("https://press.example/1", source))}))
    assert (collected.outlet, collected.credit) == ("Coast Press", None)
    reprinted = one(read({"a.rss": feed.format(item.format("https://vale.example/1", source))}))
    assert (reprinted.outlet, reprinted.credit) == ("Vale Gazette", "Coast Press")
    own = one(read({"a.rss": feed.format(item.format("https://vale.example/1", ""))}))
    assert (own.outlet, own.credit) == ("Vale Gazette", None)


@pytest.mark.parametrize(("name", "content", "code", "line"), [
    ("a.txt", "", "no_text", None),
    ("a.txt", " \n\t", "no_text", None),
    ("a.txt", b"text\nwith \0 in it", "binary", 2),
    ("a.txt", BRIDGE.encode("utf-16-le"), "binary", 1),
    ("a.txt", bytes(range(1, 256)) * 3, "encoding", None),
    ("a.html", b'<meta charset="utf-8"><p>caf\xe9', "encoding", 1),
    ("a.html", "<html><body></body></html>", "no_text", None),
    ("a.html", "<html><body>" + "<div>" * 30_000 + "words", "no_text", None),
    ("a.html", "<html><body>" + "<p>a" * 60_000, "too_large", None),
    ("a.json", '{"a": 1,\n"b": }', "malformed", 2),
    ("a.json", "[" * 100_000, "malformed", None),
    ("a.json", '{"text": "a", "id": ' + "9" * 10_000 + "}", "malformed", None),
    ("a.json", "[]", "no_text", None),
    ("a.jsonl", '{"text": 42}', "malformed", 1),
    ("a.jsonl", '{"text": null}', "malformed", 1),
    ("a.jsonl", '{"text": ["a"]}', "malformed", 1),
    ("a.jsonl", "7", "malformed", 1),
    ("a.jsonl", "{}", "no_text", 1),
    ("a.jsonl", '{"text": ""}', "no_text", 1),
    ("a.jsonl", '{"text": "half \\ud800 of one"}', "encoding", 1),
    ("a.jsonl", '{"title": "half \\udc00", "text": "words"}', "encoding", 1),
    ("a.jsonl", '{"text": "a \\u0000 b"}', "binary", 1),
    ("a.csv", "name,colour\na,b\n", "malformed", 1),
    ("a.csv", "id,text\n", "no_text", None),
    ("a.csv", 'text\n"never closed\n', "malformed", 2),
    ("a.csv", "id,text\n1,a,b\n", "malformed", 2),
    ("a.xml", "<a><b/></a>", "malformed", None),
    ("a.xml", '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "malformed", None),
    ("a.atom", '<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no_text", None),
    ("a.md", "---\na: " + "[" * 5000 + "\n---\nwords", "malformed", 1),
    ("a.txt.gz", b"\x1f\x8bnot gzip", "unreadable", None),
    # Without the time in it: the processes of one run must have the same names for their tests.
    ("a.txt.gz", gzip.compress(BRIDGE.encode() * 50, mtime=0)[:60], "unreadable", None),
    ("a.html.gz", gzip.compress(b"a" * 10_000_001, mtime=0), "too_large", None),
    ("a.txt", "word " * 400_001, "too_large", None),
    ("a.docx", "PK", "unsupported", None),
    ("README", "words", "unsupported", None),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(
    read: Read, name: str, content: str | bytes, code: str, line: int | None
) -> None:
    rejection = refused(read({name: content}))
    assert (rejection.code, rejection.line, rejection.file) == (code, line, name)


def test_one_broken_line_of_five_costs_one_article(read: Read) -> None:
    records = [{"id": f"n{i}", "text": f"Text number {i} is about the bridge."} for i in range(1, 6)]
    batch = read({"a.jsonl": lines(*records[:2], '{"id": "n3", "text": ', *records[3:])})
    assert [article.id for article in batch.articles] == ["n1", "n2", "n4", "n5"]
    assert [(r.line, r.code) for r in batch.rejections] == [(3, "malformed")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_encodings_of_western_text(read: Read, encoding: str) -> None:
    text = BRIDGE + "The café’s owner, Mr. Müller, paid £30." if encoding != "latin-1" else BRIDGE + "The café shut."
    batch = read({"a.txt": text.encode(encoding)})
    assert one(batch).text == text
    assert bool(batch.notes) == (encoding in ("latin-1", "cp1252"))


def test_an_encoding_of_other_texts_is_detected_and_noted(read: Read) -> None:
    batch = read({"a.txt": RUSSIAN.encode("cp1251")})
    assert batch.articles[0].text == RUSSIAN
    assert batch.notes == ("a.txt: no UTF-8; taken for cp1251 by charset-normalizer",)


def test_other_line_separators_do_not_end_a_line_of_json(read: Read) -> None:
    text = "One\u2028two\u2029three\u0085four words of text."
    assert one(read({"a.jsonl": json.dumps({"text": text}, ensure_ascii=False)})).text == text


def test_languages_that_the_settings_do_not_name_are_set_aside_whole(read: Read) -> None:
    files = {"a.txt": BRIDGE, "b.txt": GERMAN, "c.txt": RUSSIAN, "d.txt": "Bridge shut"}
    batch = read(files)
    language = {article.outlet: article.language for article in batch.articles}
    assert language == {"a": "en", "b": "de", "c": "ru", "d": None}
    by_id = {article.id: article for article in batch.articles}
    assert {by_id[r.article].outlet for r in batch.rejections} == {"b", "c"}
    for rejection in batch.rejections:
        text = by_id[rejection.article].text
        assert (rejection.code, rejection.start, rejection.end) == ("language", 0, len(text))
        assert rejection.text == text and "--languages" in rejection.mend and "--model" in rejection.mend
    assert [r.file for r in read(files, Settings(languages=("en", "de"))).rejections] == ["c.txt"]


def test_ids_that_are_not_unique_or_not_usable_are_not_used(read: Read) -> None:
    ids = ["same", "same", "own", "", "x" * 201, "a\nb", 7]
    batch = read({"a.jsonl": lines(*({"id": own, "text": f"Text {i} of the batch."} for i, own in enumerate(ids)))})
    used = {article.text[5]: article.id for article in batch.articles}
    assert (used["2"], used["6"]) == ("own", "7")
    assert all(used[str(i)] == article_id("a", f"Text {i} of the batch.") for i in (0, 1, 3, 4, 5))
    assert len(batch.notes) == 5


def test_an_id_that_another_article_gets_by_its_content_is_not_used(read: Read) -> None:
    taken = article_id("a", BRIDGE)
    batch = read({"a.jsonl": lines({"id": taken, "text": "Other words."}, {"text": BRIDGE})})
    assert {article.id for article in batch.articles} == {taken, article_id("a", "Other words.")}
    own = read({"a.jsonl": lines({"id": taken, "text": BRIDGE})})
    assert (one(own).id, own.notes) == (taken, ())


def test_the_same_text_of_the_same_outlet_is_one_article_whatever_the_order(read: Read) -> None:
    records = [{"outlet": "Gazette", "text": BRIDGE, "title": t} for t in ("B", "A", "C")] + [
        {"outlet": "Post", "text": BRIDGE}
    ]
    batches = [read({"a.jsonl": lines(*order)}) for order in (records, records[::-1])]
    for batch in batches:
        assert sorted((a.outlet or "", a.title) for a in batch.articles) == [("Gazette", "A"), ("Post", None)]
        assert [r.code for r in batch.rejections] == ["duplicate_article"] * 2
        assert len(batch.notes) == 2
    assert batches[0].articles == batches[1].articles


def test_dates_that_do_not_exist_or_have_two_readings_are_left_empty_and_noted(read: Read) -> None:
    dates = ["31/02/2022", "9/12/2022 11:12", "Dec. 31, 2018", "2099-01-01"]
    batch = read({"a.jsonl": lines(*({"id": d, "published": d, "text": f"Text of {d}."} for d in dates))})
    assert {a.id: a.published for a in batch.articles} == {
        "31/02/2022": None,
        "9/12/2022 11:12": None,
        "Dec. 31, 2018": "2018-12-31",
        "2099-01-01": "2099-01-01",
    }
    assert [note.split(";")[0] for note in batch.notes] == [
        'a.jsonl, line 1: the date "31/02/2022" does not exist',
        'a.jsonl, line 2: the date "9/12/2022 11:12" has two readings (day first or month first)',
    ]


def test_a_date_of_two_readings_is_read_as_the_other_dates_of_its_file(read: Read) -> None:
    def dates(*told: str) -> list[str | None]:
        rows = lines(*({"id": f"n{k}", "published": d, "text": f"Text {k} of it."} for k, d in enumerate(told)))
        return [article.published for article in read({"a.jsonl": rows}).articles]

    assert dates("9/12/2022 11:12", "15/12/2022") == ["2022-12-09T11:12:00", "2022-12-15"]
    assert dates("9/12/2022 11:12", "12/15/2022") == ["2022-09-12T11:12:00", "2022-12-15"]
    assert dates("9/12/2022", "15/12/2022", "12/15/2022") == [None, "2022-12-15", "2022-12-15"]
    assert dates("9/12/2022", "8/12/2022") == [None, None]
    assert dates("9/12/2022", "31/02/2022", "45/10/2022", "15/1/9 or so") == [None] * 4


def test_which_of_two_readings_was_chosen_is_noted(read: Read) -> None:
    rows = lines(*({"id": d, "published": d, "text": f"Text of {d}."} for d in ("9/12/2022", "15/12/2022")))
    assert read({"a.jsonl": rows}).notes == (
        'a.jsonl, line 1: the date "9/12/2022" is read day first, as the other dates of the file are written',
    )


def test_fields_that_could_do_harm_are_left_out(read: Read) -> None:
    record = {
        "text": BRIDGE,
        "url": "javascript:alert(1)",
        "outlet": "A\x1b[2J\u202eB\nC",
        "title": True,
        "author": "x" * 3000,
    }
    batch = read({"a.jsonl": lines(record)})
    article = one(batch)
    assert (article.url, article.title, article.author, article.outlet) == (None, None, None, "A [2JB C")
    assert len(batch.notes) == 3


def test_an_address_names_the_outlet_where_nothing_else_does(read: Read) -> None:
    batch = read({"a.jsonl": lines({"text": BRIDGE, "url": "https://www.vale.example/x"})})
    assert one(batch).outlet == "vale.example"


def test_folders_are_read_in_order_without_what_is_hidden_or_unfinished(read: Read) -> None:
    texts = {name: f"Text of {i} for the batch." for i, name in enumerate(["b/2.txt", "b/1.txt.gz", "a.txt"])}
    files: dict[str, str | bytes] = {n: gzip.compress(t.encode()) if n.endswith(".gz") else t for n, t in texts.items()}
    batch = read(files | {".x.txt": BRIDGE, "c.txt.part": BRIDGE, ".git/d.txt": BRIDGE, "e.part/f.txt": BRIDGE})
    assert {article.file: article.text for article in batch.articles} == texts
    assert {article.outlet for article in batch.articles} == {"1", "2", "a"}
    assert not batch.rejections


def test_links_out_of_the_batch_are_not_followed(read: Read, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A secret that lies outside.")
    (tmp_path / "batch/sub").mkdir(parents=True)
    (tmp_path / "batch/out.txt").symlink_to("../secret.txt")
    (tmp_path / "batch/up").symlink_to("..")
    (tmp_path / "batch/again.txt").symlink_to("in.txt")
    (tmp_path / "batch/sub/loop").symlink_to("..")
    batch = read({"in.txt": BRIDGE})
    assert [article.file for article in batch.articles] == ["in.txt"]
    assert [(r.file, r.code) for r in batch.rejections] == [("out.txt", "link"), ("up", "link")]
    assert [note.split(":")[0] for note in batch.notes] == ["again.txt", "sub/loop"]


def test_what_is_no_file_is_not_opened(read: Read, tmp_path: Path) -> None:
    (tmp_path / "batch").mkdir()
    os.mkfifo(tmp_path / "batch/pipe.txt")
    assert refused(read({})).code == "unsupported"


def test_odd_file_names_are_shown_on_one_line_of_utf8(read: Read) -> None:
    batch = read({"new\nline.txt": "Text one of it.", os.fsdecode(b"od\xffd.txt"): "Text two of it."})
    assert sorted(article.file for article in batch.articles) == ["new\\nline.txt", "od\\xffd.txt"]
    assert tables.encode_object(batch)


def test_a_batch_may_be_one_file(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("Some words.")
    assert one(read_batch(place, DEFAULT)).file == "a.txt"


def test_a_missing_batch_is_wrong_use_and_an_empty_one_is_not(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_batch(tmp_path / "nowhere", DEFAULT)
    assert read_batch(tmp_path, DEFAULT) == Batch((), (), {}, ())


def test_reading_plain_english_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BRIDGE)
    heavy = ["trafilatura", "lxml", "feedparser", "py3langid", "charset_normalizer", "yaml", "numpy"]
    code = (
        "import sys; from pathlib import Path; from summarize.reading.readers import read_batch; "
        "from summarize.settings import DEFAULT; "
        f"read_batch(Path({str(tmp_path)!r}), DEFAULT); print([m for m in {heavy!r} if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


KINDS = sorted(READERS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    place = tmp_path / f"a{kind}"
    place.write_bytes(content)
    batch = read_batch(place, DEFAULT)
    assert batch.articles or batch.rejections
    assert {rejection.code for rejection in batch.rejections} <= REJECTION_CODES.keys()
    assert tables.encode_object(batch)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip),
)
def test_a_text_comes_out_as_it_went_in(tmp_path: Path, text: str) -> None:
    place = tmp_path / "a.jsonl"
    place.write_text(json.dumps({"text": text, "language": "en"}), encoding="utf-8")
    assert one(read_batch(place, DEFAULT)).text == text
