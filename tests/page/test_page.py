"""What a reader does with the page, in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.page.conftest import Show
from tests.page.samples import HOSTILE, everything, hostile, large, nothing_new, plain

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def shown(page: Page) -> list[str]:
    """The ids of the statements that can be seen."""
    return page.evaluate("[...document.querySelectorAll('.item')].filter(n => n.offsetParent).map(n => n.id)")


def words(locator: Locator) -> list[str]:
    return [" ".join(text.split()) for text in locator.all_inner_texts()]


def focused(page: Page) -> str:
    return page.evaluate(
        "(document.activeElement.id || document.activeElement.textContent).trim().replace(/\\s+/g, ' ')"
    )


def is_in_view(page: Page, selector: str) -> bool:
    return page.eval_on_selector(
        selector,
        """node => { const box = node.getBoundingClientRect(), bar = document.querySelector(".reader > .bar");
        const top = bar.getBoundingClientRect().bottom;
        return box.top >= top && box.bottom <= innerHeight && box.right <= innerWidth; }""",
    )


def status(page: Page) -> str:
    return page.inner_text(".tools [role=status]")


# ---- reading ----


def test_the_top_says_what_it_is_of_how_much_and_what_is_new(show: Show) -> None:
    page = show(everything())
    assert page.title() == page.inner_text("h1") == "Ferry Aurora runs aground off Lowmere with 212 aboard"
    assert page.inner_text(".masthead .kicker").split("\n") == ["BRIEFING", "harbour", "5–7 Jan 2031"]
    facts = page.inner_text(".facts").replace("\n", " ")
    assert facts == "Articles 12 Outlets 7 Origins 8 Statements 41 From several origins 8 Disagreements 4"
    assert "Since the last batch: 7 new, 2 changed, 1 with more sources, 7 known before." in page.inner_text(".dek")
    assert page.locator(".contents a").all_inner_texts()[-1] == "Also in this batch"
    assert page.locator("#lone .item").count() == 1


def test_a_statement_says_who_reports_it_and_how_well_it_is_borne_out(show: Show) -> None:
    page = show(everything())
    aground = page.locator("#s-aground")
    assert words(aground.locator(".cite")) == [
        "Harbour Post 1",
        "Coast Daily 2",
        "Island Radio 3",
        "The Lowmere Ledger 4",
        "Morning Wire Review 5",
    ]
    assert aground.locator(".dots i").count() == 3
    assert "3 origins" in aground.locator(".weight").inner_text()
    assert words(aground.locator(".mark")) == ["More sources", "◆ Reports differ: 212 people, 210 people"]
    assert "single source" in page.inner_text("#s-fines .weight")
    assert "According to one unnamed source: two people who know the crew" in page.inner_text("#s-asked")
    assert "According to one named source: Ines Aldo" in page.inner_text("#s-flour")
    assert (
        "Announced earlier by Coast Daily, Harbour Post: Divers are to look at the hull on Tuesday."
        in page.inner_text("#s-dived")
    )
    aground.locator("summary").click()
    assert "have these words from Coast Press" in aground.inner_text()
    assert "Harbour Post says “212 people”, Morning Wire Review says “About 200 people”" in aground.inner_text()


def test_a_click_on_an_outlet_opens_its_article_at_the_sentence(show: Show) -> None:
    page = show(everything(), width=1500)
    before = page.locator("#s-aground").bounding_box()
    page.click("#s-aground .cite >> text=Island Radio")
    assert page.inner_text("#reader-title") == "Ferry aground, islands cut off"
    assert page.inner_text(".reader .where") == "3 Island Radio 6 January 2031"
    assert (
        page.inner_text(".reader mark")
        == "The Aurora struck a sandbank near Lowmere on Sunday evening; 210 people were aboard."
    )
    assert "Ines Aldo, who runs the only shop on Skerry" in page.inner_text(".reader .text")
    assert page.inner_text(".step") == "Mention 3 of 5"
    assert page.locator("#s-aground").bounding_box() == before
    page.keyboard.press("Escape")
    assert focused(page) == "Island Radio 3"


def test_the_sentence_is_in_view_however_far_down_it_stands(show: Show) -> None:
    page = show(large(60, 20))
    for number in range(6):
        page.locator(".carriers .cite").nth(number * 5).click()
        assert is_in_view(page, ".reader mark")
        assert page.inner_text(".reader mark") == page.inner_text(".reading > .told > .text")


def test_one_key_further_is_the_next_mention(show: Show) -> None:
    page = show(everything())
    page.focus("#s-school .cite")
    page.keyboard.press("Enter")
    marks = [page.inner_text(".reader mark")]
    for key in "jjjk":
        page.keyboard.press(key)
        marks.append(page.inner_text(".reader mark"))
    assert marks[1] == marks[4] == "The passengers slept in Lowmere’s school."
    assert marks[2] == marks[3] == "The school of Lowmere opened its gym for the passengers."
    assert page.inner_text(".step") == "Mention 2 of 3"
    assert page.get_attribute(".cite[aria-current]", "href") == "#s-school-q2"
    page.click(".reader [name=next]")
    assert page.inner_text(".step") == "Mention 3 of 3"
    page.click(".reader [name=close]")
    assert page.locator(".reader").is_hidden()
    page.keyboard.press("j")
    assert page.locator(".reader").is_hidden()


def test_offsets_count_letters_whatever_the_line_ends_and_emoji(show: Show) -> None:
    page = show(everything())
    page.click("#s-fines .cite")
    assert page.inner_text(".reader mark") == "The company that runs the Aurora has paid three fines since 2028."
    page = show(hostile())
    for name in ("emoji", "arabic", "chinese", "word", "json"):
        page.click(f"#s-{name} .cite")
        assert page.text_content(".reader mark") == HOSTILE[name]


def test_the_link_out_opens_the_page_at_the_words(show: Show) -> None:
    page = show(everything())
    page.click("#s-sails .cite")
    href = page.get_attribute(".reader .out a", "href")
    url, _, words = href.partition("#:~:text=")
    assert url == "https://a-01.example.org/news-and-views/a-01?a=1&b=2"
    assert unquote(words) == "All sailings between Lowmere and the islands are cancelled until at least Thursday."
    assert page.get_attribute(".reader .out a", "rel") == "noopener noreferrer"


def test_a_disagreement_is_a_table_of_values_by_outlet(show: Show) -> None:
    page = show(everything())
    table = page.locator("#d-aboard table")
    assert (
        table.locator("caption")
        .inner_text()
        .startswith("Coast Daily, Harbour Post and The Lowmere Ledger say “212 people”")
    )
    rows = [row.inner_text().split("\t") for row in table.locator("tbody tr").all()]
    assert [row[0] for row in rows] == ["212 people", "210 people"]
    assert "Island Radio" in rows[1][1]
    assert page.locator("#d-weeks .mark").inner_text() == "→ Updated"
    page.click("#s-aground .mark.conflict")
    assert focused(page) == "d-aboard"
    page.click("#d-aboard .cite >> text=Island Radio")
    assert page.inner_text(".reader mark mark") == "210 people"
    page.click("#d-questioned .cite >> text=Island Radio")
    assert page.inner_text(".reader mark") == "Jory Haldayne"


def test_an_article_can_be_read_from_the_list_of_sources(show: Show) -> None:
    page = show(everything())
    page.click("#source-4 .read")
    assert page.inner_text("#reader-title") == "Four treated after ferry grounding"
    assert page.inner_text(".step") == "Mention 1 of 4"
    page.keyboard.press("Escape")
    assert focused(page) == "Read here"


# ---- finding ----


def test_filters_show_what_they_say_and_stand_in_the_address(show: Show) -> None:
    page = show(everything())
    assert (status(page), len(shown(page))) == ("17 statements", 17)
    page.click("button[name=several]")
    assert page.get_attribute("button[name=several]", "aria-pressed") == "true"
    assert status(page) == "8 of 17 statements"
    page.select_option("[name=outlet]", "Kelmar Courier")
    assert shown(page) == ["s-closed", "s-cost"]
    assert page.locator("#story-ferry").is_hidden()
    assert page.url.endswith("#outlet=Kelmar+Courier&several=1")
    page.reload()
    assert shown(page) == ["s-closed", "s-cost"]
    assert page.input_value("[name=outlet]") == "Kelmar Courier"
    page.click("text=Clear")
    assert len(shown(page)) == 17
    assert "#" not in page.url
    page.click("button[name=differs]")
    assert shown(page) == ["s-aground", "s-radar", "s-unhurt", "s-treated", "s-closed"]
    page.click("button[name=differs]")
    page.click("button[name=new]")
    assert status(page) == "10 of 17 statements"
    page.select_option("[name=story]", "story-frost")
    assert shown(page) == ["s-third", "s-help"]


def test_search_takes_words_in_any_order_case_and_accent(show: Show) -> None:
    page = show(everything())
    page.fill("[name=q]", "LIND rádar")
    assert shown(page) == ["s-radar"]
    page.fill("[name=q]", "captain's lawyer")
    assert shown(page) == ["s-radar"]
    page.fill("[name=q]", "no such words")
    assert shown(page) == []
    assert status(page) == "0 of 17 statements"
    page.click(".nothing button")
    assert len(shown(page)) == 17
    assert page.evaluate("document.activeElement.name") == "q"


def test_an_address_leads_to_a_statement_and_to_an_open_article(show: Show) -> None:
    page = show(everything(), hash="#s-treated")
    assert focused(page) == "s-treated"
    page = show(everything(), hash="#read=s-radar-q2&differs=1")
    assert page.inner_text(".reader mark").startswith("“The radar has been waiting")
    assert len(shown(page)) == 5
    page = show(everything(), hash="#read=nothing&outlet=Nobody&story=x&at=%E0%A4%A")
    assert page.inner_text(".nothing p") == "No statement matches."


def test_pictures_lead_to_statements_even_to_filtered_ones(show: Show) -> None:
    page = show(everything(), width=1500)
    page.click("button[name=differs]")
    page.locator("#story-ferry .matrix a").last.focus()
    assert "The army offered two landing craft" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    assert focused(page) == "s-army"
    assert len(shown(page)) == 17
    page.go_back()
    assert len(shown(page)) == 5
    page.locator("#story-ferry .timeline a").nth(1).click()
    assert page.inner_text(".reader mark") == "Monday"
    assert (
        page.locator("#story-ferry .timeline a")
        .nth(4)
        .get_attribute("aria-label")
        .startswith("15 Jan 2031: The company")
    )
    page.keyboard.press("Escape")
    page.click("#story-ferry >> text=The coverage as a table")
    assert page.locator("#story-ferry .picture table >> nth=1").locator("tbody tr").count() == 11
    marks = page.locator("#story-ferry .matrix a").first
    assert (marks.locator(".differs").count(), marks.locator("circle").count()) == (4, 1)


# ---- ways to read it ----


def test_the_keyboard_alone_reaches_everything(show: Show) -> None:
    page = show(everything())
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the statements"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Harbour Post 1"
    page.keyboard.press("Enter")
    assert focused(page) == "reader-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.reader') !== null")
    page.keyboard.press("Escape")
    assert focused(page) == "Harbour Post 1"
    seen = set()
    while "body" not in seen:  # which is where the focus goes after the last link
        page.keyboard.press("Tab")
        kind, ring = page.evaluate("""() => { const node = document.activeElement, hit = node.querySelector(".hit");
            return [node.name || node.getAttribute("class") || node.localName,
                    hit ? getComputedStyle(hit).stroke : getComputedStyle(node).outlineStyle]; }""")
        assert ring != "none" or kind == "body", kind
        seen.add(kind.split(" ")[0])
    assert {"cite", "mark", "summary", "a", "read"} <= seen


def test_on_a_phone_the_article_is_a_sheet_over_the_page(show: Show) -> None:
    page = show(everything(), width=390, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#s-aground .cite").nth(1).click()
    box = page.locator(".reader").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    assert page.evaluate("document.querySelector('.reader').matches(':modal')")
    assert is_in_view(page, ".reader mark")
    page.click(".reader [name=next]")
    page.keyboard.press("Escape")
    assert page.locator(".reader").is_hidden()
    assert focused(page) == "Coast Daily 2"


@pytest.mark.parametrize("make", [everything, hostile])
def test_no_width_makes_a_reader_scroll_sideways(show: Show, make: object) -> None:
    page = show(make())
    for width in (320, 390, 640, 900, 1200, 1500, 2400):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator(".cite").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("(r => r.scrollWidth <= r.clientWidth)(document.querySelector('.reader'))")
        page.keyboard.press("Escape")


def test_without_scripts_it_is_a_document_with_every_quotation(show: Show) -> None:
    page = show(everything(), scripts=False)
    assert page.locator(".tools").is_hidden()
    assert page.locator("text=Read here").first.is_hidden()
    page.click("#s-aground summary")
    quotations = page.locator("#s-aground blockquote").all_inner_texts()
    assert len(quotations) == 5
    assert "The Aurora struck a sandbank near Lowmere on Sunday evening; 210 people were aboard." in quotations[2]
    page.click("#s-school .cite >> nth=1")
    assert page.url.endswith("#s-school-q2")


def test_printed_it_is_a_handout(show: Show, tmp_path) -> None:
    page = show(everything(), dark=True)
    page.emulate_media(media="print")
    for gone in (".tools", ".read", ".nothing", "details", ".skip", ".about"):
        assert page.locator(gone).first.is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('#s-aground .number'), '::before').content") == '"["'
    assert "https://a-01.example.org/news-and-views/a-01?a=1&b=2" in page.inner_text("#source-1")
    page.emulate_media(media="screen")
    page.click("#s-aground summary")
    page.emulate_media(media="print")
    assert page.locator("#s-aground blockquote").first.is_visible()
    page.emulate_media(media=None)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 7


def test_made_for_passing_on_it_holds_quotations_and_links_only(show: Show) -> None:
    page = show(everything(share=True))
    assert "We felt a long scrape" not in page.content()
    assert page.locator(".reader, .read, #texts").count() == 0
    page.click("#s-aground .cite >> text=Coast Daily")
    assert page.locator("#s-aground-q2").is_visible()
    assert focused(page) == "s-aground-q2"
    assert ":~:text=" in page.get_attribute("#s-aground-q2 a.out", "href")
    page.click("#d-questioned .cite")
    assert focused(page).startswith("source-")


@pytest.mark.parametrize("make", [plain, nothing_new])
def test_empty_states_read_well(show: Show, make: object) -> None:
    page = show(make())
    text = page.inner_text("body")
    if make is plain:
        assert "All of it is new. The 1 statement below is word for word from its source." in text
        assert re.search(r"Disagreements\s+none found", text)
        assert page.locator(".differences, .picture, .contents, .marks, .toggles button, [name=outlet]").count() == 0
        page.click("#s-1 .cite")
        assert page.inner_text("#reader-title") == "Harbour Post"
        assert page.locator(".steps").is_hidden() and page.locator(".reader .out").is_hidden()
    else:
        assert "Nothing new: all of it was known from earlier batches." in text
        assert page.locator("[name=new], .mark.fresh").count() == 0


# ---- what must not happen ----


def test_nothing_of_a_hostile_article_is_executed(show: Show) -> None:
    page = show(hostile())
    for node in page.locator("#s-all .cite").all():
        node.click()
    page.evaluate("document.querySelectorAll('details').forEach(node => node.open = true)")
    for node in page.locator(".read").all():
        node.click()
        page.keyboard.press("Escape")
    page.fill("[name=q]", "<script>")
    page.select_option("[name=outlet]", index=3)
    assert page.evaluate("window.harmed") is None
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, embed, link, base, form:not(.tools), b[onmouseover]").count() == 0
    assert page.locator("a:not([href^='#']):not([href^='https://'])").count() == page.locator(".reader .out a").count()


def test_no_letter_turns_around_what_stands_beside_it(show: Show) -> None:
    page = show(hostile())
    chip = page.locator("#s-turned .cite")
    name, number = chip.locator("bdi").bounding_box(), chip.locator(".number").bounding_box()
    assert number["x"] >= name["x"] + name["width"]
    assert "\u202e" not in page.title() + "".join(page.locator("option, svg text").all_text_contents())


def test_the_policy_stops_what_gets_in_all_the_same(show: Show) -> None:
    page = show(everything(), watched=False)
    page.evaluate("""() => { const script = document.createElement("script");
        try { script.text = "window.harmed = 9"; document.head.append(script); }
        catch (error) { window.refused = error.name; } }""")
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("window.refused") == "TypeError"
    assert (
        page.evaluate("() => { try { document.body.innerHTML = '<b>'; } catch (error) { return error.name; } }")
        == "TypeError"
    )
    assert page.evaluate("window.violations.length") >= 1
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
def test_axe_finds_nothing(show: Show, dark: bool, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    every = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {
        "runOnly": {"type": "rule", "values": ["color-contrast"]} if dark else every,  # all else is the same by night
        "resultTypes": ["violations"],
        "preload": False,  # of style sheets from elsewhere, of which there are none
    }
    page = show(everything(), dark=dark, width=width)
    for read in (False, True) if width > 1000 else (True,):
        if read:
            page.evaluate("document.querySelectorAll('#story-ferry details').forEach(node => node.open = true)")
            page.locator(".cite").first.click()
        result = axe.run(page, options=options)
        assert result.response["violations"] == [], result.generate_report()


def test_an_address_leads_far_down_a_large_briefing(show: Show) -> None:
    page = show(large(), hash="#s-250")
    page.wait_for_function("scrollY > 1000")
    box = page.locator("#s-250").bounding_box()
    assert focused(page) == "s-250"
    assert 0 < box["y"] < 900 - box["height"]


def test_a_large_briefing_is_small_and_quick(show: Show) -> None:
    from summarize.briefing.html import render_html

    briefing = large(300, 60)
    assert len(render_html(briefing).encode("utf-8")) < 3_000_000
    page = show(briefing)
    measure = """(act) => new Promise((done) => {
        const start = performance.now();
        if (act === "several") document.querySelector("[name=several]").click();
        else {
            const field = document.querySelector("[name=q]");
            field.value = act;
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => done(performance.now() - start);
            painted.port2.postMessage(null);
        });
    })"""
    for act in ("several", "ferry", ""):
        taken = [page.evaluate(measure, act) for _ in range(6)]
        assert sorted(taken)[len(taken) // 2] < 100, (act, taken)


def test_two_renderings_are_the_same_bytes() -> None:
    from summarize.briefing.html import render_html

    assert render_html(everything()) == render_html(everything())
