"""Sentences: where they end, what lies between them, their offsets, lines and roles."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.text.sentences import split_sentences
from summarize.types import Article, Sentence
from tests.benchmarks.segmentation import GOLDEN, find_failures, read_golden, read_gum, read_stories, score


def split(text: str, language: str | None = None, title: str | None = None) -> list[Sentence]:
    return split_sentences(Article("a-1", None, title, None, None, None, language, text, "", "batch/a.txt"))


def texts(text: str, language: str | None = None) -> list[str]:
    return [sentence.text for sentence in split(text, language)]


def roles(text: str, title: str | None = None) -> list[str]:
    return [sentence.role for sentence in split(text, title=title)]


# "|" marks where a further sentence begins; it stands for a space.
CASES = {
    "titles": "Mr. Poe met Rep. Ada Roe and Gen. Kim.|They spoke with Dr. Li of St. Mary's in Ft. Worth.",
    "title after a name of the same letters": "Aides to Ms. Roe disputed that.|Ms. Poe agreed.",
    "initials": "President George W. Poe met J.K. Roe and C. A. Dutch Kim.|They sat.",
    "the word I": "It is up to you and I.|Did you see Albert I. Poe?",
    "country as adjective": "The U.S. President and the U.K. Navy waited.|Nobody came.",
    "country at the end": "They went to the U.S.|The trip took a day.",
    "numbers": "Team No. 5 gained approx. 4% in vol. 2, p. 17.|No. 6 lost.",
    "no as a word": "The answer was no.|Nobody asked twice.",
    "decimals and money": "It rose 3.5 percent to $1.2 million.|Shares fell 0.4.",
    "clock and zone": "It begins at 8 p.m. GMT and ends at 9 a.m. Eastern on Friday.|Doors open early.",
    "clock and day": "It was found about 9:20 a.m. Friday.|Police came.",
    "clock at the end": "It ended at 9 p.m.|Officers left.",
    "clock first": "At 5 a.m. Mr. Poe rose.|He slept at 6 p.m.|Mr. Roe did not.",
    "months": "The vote of Jan. 10 was moved to Sept. 3.|It rained.",
    "companies": "Roe Inc. Chief Executive Ada Poe sold Kim Corp. to Li & Co.|It was cheap.",
    "states inside": "Ada Roe, D-N.Y., and Rep. Kim Poe (R-Ky.) Tuesday met in Portland, Ore., with him.|Both left.",
    "states at the end": "She grew up in Toledo, Ore.|Police know her.",
    "dateline": "WILMINGTON, Del. — President Ada Roe spoke.|She left.",
    "dateline with agency": "WASHINGTON, Jan. 2 (Coast Press) - The ferry sank.|All were saved.",
    "quotation of several sentences": "“We won.|It took years.|Nobody helped,” Roe said.",
    "closing quote stays": 'Roe said, "It is over."|She left.',
    "attribution in lower case": '"Is it over?" he asked.|She nodded.',
    "attribution in upper case": "“Is it over?” Mr. Poe asked.|“Yes!” Sen. Ada Roe of Lowmere, the chairwoman, said.",
    "nested quotes": "“He told me, ‘You won.’|And I said, ‘We did.’”|She wept.",
    "quote after a quote": '"It is over," she said.|"Now we rest."',
    "closing quote after a space": "He asked, “Is it over? ”|She nodded.",
    "stray space around a straight quote": 'He called it "a lie. "|She left.',
    "brackets": "(He was late.)|She was not (he said so.) at all.|[It rained.]|All left.",
    "ellipsis inside": "It was ... well, late… but fine.|We left.",
    "ellipsis at the end": "It was late...|We left.",
    "ellipsis and a name": "The ... President came.|We left.",
    "omission": "“It was late [...] and dark,” he said.|She left.",
    "many marks": "What?!|No!!|Yes.",
    "lower-case brand": "He left.|iPhone sales rose.",
    "lost space": "He left on Monday.|She stayed until 2019.|Officials knew.|McCain won.|CNN's reporter asked.",
    "lost space and marks": "“It held.”|Sen. Poe left.|“I saw it.”|Gov. Roe wrote to TheBay.US, he said.",
    "lost space and endings": "He told Booking.COM, said García.|Pokémon fans read report.PDF, and left.|I, too.",
    "lost space and numerals": "They fought in World War II.|The bridge fell (Figs).|Roe left.",
    "words that may be abbreviations": "It was me.|I left.|He is ill.|I know art.|It is OK.|I do.",
    "closing bracket": "It fell (Fig. 2d, e).|For years it had stood.|He met Poe (R-Va.).|Then he left.",
    "garbled quotation mark": "“It was late,\ufffd? Poe said.|She left.",
    "addresses": "See www.example.org/a.b?c=d or write to Ada.Roe@example.org.|It is free.",
    "link after a sentence": "Read it here.|https://example.org/story",
    "emoji": "All of us 👩‍👩‍👧 cheered!|We won. 🎉",
    "footnote": "It was founded in 1990. [12]|It closed.",
    "credit after a caption": "The ferry leaves Lowmere|Photo: Ada Roe",
    "signature": '"It is a long game." - Ada Roe',
    "dash after an abbreviation": "Mr. Poe, R-Va. -- had left.|She stayed.",
    "non-breaking space": "Mr.\u00a0Poe left.\u00a0|She stayed.",
    "tab": "He left.\t|She stayed.",
}
LOST_SPACE = {"lost space", "lost space and marks", "lost space and endings", "lost space and numerals"}


@pytest.mark.parametrize("name", CASES)
def test_cases(name: str) -> None:
    parts = [part.strip() for part in CASES[name].split("|")]
    text = CASES[name].replace("|", "" if name in LOST_SPACE else " ")
    assert texts(text) == parts


def test_headline_words_say_nothing_about_sentences() -> None:
    assert texts("U.S. In Talks With N. Korea On The St. Lawrence Deal") == [
        "U.S. In Talks With N. Korea On The St. Lawrence Deal"
    ]


def test_offsets_are_code_points_and_lines_are_physical() -> None:
    text = "\ufeffOne 😀 two.\r\n\r\n  Three\u2028Four. Five.\x85"
    found = split(text)
    assert [(s.text, s.line) for s in found] == [("\ufeffOne 😀 two.", 0), ("Three", 2), ("Four.", 3), ("Five.", 3)]
    assert all(s.text == text[s.start : s.end] and s.article == "a-1" for s in found)


@pytest.mark.parametrize("marker", ["• ", "•", "■ ", "- ", "* ", "– ", "— ", "  •\t", "- • "])
def test_bullets_lose_their_marker(marker: str) -> None:
    text = f"Key points\n{marker}The ferry sank. All were saved.\n{marker}Divers will come\n"
    assert texts(text) == ["Key points", "The ferry sank.", "All were saved.", "Divers will come"]
    assert roles(text)[1:] == ["bullet"] * 3


def test_numbers_are_markers_only_in_lists() -> None:
    listed = split("1. Ferries\nThey are slow.\n2. Trains\nThey are not.")
    assert [(s.text, s.role) for s in listed] == [
        ("Ferries", "bullet"),
        ("They are slow.", "body"),
        ("Trains", "bullet"),
        ("They are not.", "body"),
    ]
    assert texts("1. Ferries are slow.") == ["1. Ferries are slow."]
    assert texts("10. July was hot.\n2. August was not.") == ["10. July was hot.", "2. August was not."]


def test_items_of_one_line() -> None:
    assert texts("1) red 2) green 3) blue") == ["red", "green", "blue"]
    assert texts("• red • green") == ["red", "green"]


def test_rules_and_debris_have_no_sentence() -> None:
    assert texts("———\n* * *\n•\n🎉\nThe end.") == ["The end."]


def test_wrapped_paragraphs_are_joined() -> None:
    text = (
        "The ferry Aurora ran aground off Lowmere on Monday with 212 people on\n"
        "board, the coastguard said. Nobody was hurt, but passengers had to wait\n"
        "for six hours.\n\n"
        "Divers will come.\n"
    )
    assert [(s.text.split()[0], s.text.split()[-1], s.line) for s in split(text)] == [
        ("The", "said.", 0),
        ("Nobody", "hours.", 1),
        ("Divers", "come.", 4),
    ]


def test_stacked_lines_stay_apart() -> None:
    lines = [
        "Ferry Aurora runs aground off Lowmere with 212 people on board",
        "Coastguard says nobody was hurt when the Aurora ran aground",
        "Passengers were given blankets in the school of Lowmere town",
    ]
    assert texts("\n".join(lines)) == lines


def test_dateline_on_its_own_line_joins_what_follows() -> None:
    assert texts("WASHINGTON, Jan. 2 (Coast Press) —\n\nThe ferry sank. All were saved.") == [
        "WASHINGTON, Jan. 2 (Coast Press) —\n\nThe ferry sank.",
        "All were saved.",
    ]


def test_headline_and_deck_stand_before_the_first_paragraph() -> None:
    body = "The ferry Aurora ran aground off Lowmere on Monday, the coastguard said."
    text = f"Ferry runs aground\n\nPassengers wait for hours\n\n• Nobody was hurt\n\n{body}\n\nWhat next\n\n{body}"
    assert roles(text) == ["headline", "headline", "bullet", "body", "body", "body"]
    assert roles(f"Will it sail again?\n{body}") == ["headline", "body"]
    assert roles(f"The Aurora will never sail on the Lowmere line again.\n{body}") == ["body", "body"]
    assert roles(f"It will never sail again.\n{body}", title="It will never sail again.") == ["headline", "body"]
    assert roles("Ferry runs aground") == ["body"]


def test_other_languages() -> None:
    assert texts("Er kam am 3. Mai. Sie ging.", "de")[-1] == "Sie ging."
    assert texts("你好。“再见。”他走了。", "zh") == ["你好。", "“再见。”", "他走了。"]
    assert texts("One. Two.", "en-GB") == texts("One. Two.", "xx") == texts("One. Two.", "é") == ["One.", "Two."]


def test_nothing_begins_with_a_combining_mark() -> None:
    assert texts("One. \u0301Two.") == ["One. \u0301Two."]


MARKS = [*"•■*–—-", "1. ", "2. ", "3) ", "a) ", "b) ", "(4) ", "\u200b"]
WORDS = ["The ", "Mr. ", "he said. ", "U.S. ", "p.m. ", "I ", "No. ", "5 ", "e\u0301 ", "👩‍👩‍👧 ", "你好。", "It"]
SIGNS = [*"“”\"'’()[].!?…:/ \t\n\u2028\x85\u00a0\ud800\u0600", "\r\n", "... ", ". . . ", "Photo: ", "[1]"]
ARTICLES = st.one_of(
    st.lists(st.sampled_from(MARKS + WORDS + SIGNS), max_size=60).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=200),
)
MARKER = re.compile(r"(?:[•■*–—-]|[▪●◦‣⁃∙·►▶➤➢✓]|\(?(?:\d{1,2}|[a-z])(?:\.\)|[.)])|[\s\u200b\ufeff])+")


@settings(max_examples=600, deadline=None)
@given(ARTICLES)
def test_sentences_cover_every_line_that_has_words(text: str) -> None:
    found = split(text)
    assert found == split(text)
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    covered, previous = bytearray(len(text)), 0
    for sentence in found:
        assert previous <= sentence.start < sentence.end <= len(text)
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip()
        assert starts[sentence.line] <= sentence.start < starts[sentence.line + 1]
        assert any(character.isalnum() for character in sentence.text)
        covered[sentence.start : sentence.end] = b"\1" * len(sentence.text)
        previous = sentence.end
    for start, line in zip(starts, lines, strict=False):
        if any(character.isalnum() for character in line):
            left = "".join(c if not covered[start + n] else "\n" for n, c in enumerate(line))
            for gap in filter(str.strip, left.split("\n")):
                assert MARKER.fullmatch(gap), (gap, line)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "a\u0308. ", "🇩🇪 ", "👍🏽. ", "\r\n", ". ", "! ", "“", "” "]), max_size=40))
def test_no_cut_inside_a_grapheme(parts: list[str]) -> None:
    graphemes = pytest.importorskip("regex")
    text = "".join(parts)
    edges = {0} | {found.end() for found in graphemes.finditer(r"\X", text)}
    assert all(sentence.start in edges and sentence.end in edges for sentence in split(text))


@given(st.text(st.characters(exclude_categories=()), max_size=10))
def test_any_language_code_is_taken(language: str) -> None:
    assert texts("The ferry sank.", language) == ["The ferry sank."]


LONG_LINES = [
    *("word " * 40_000, "a" * 200_000, ". " * 100_000, "(" * 200_000, "Mr. " * 50_000, "A. " * 66_000),
    *("a" + " . ! ?" * 33_000, "a" + ". " * 100_000 + "b", 'He said "a. ' * 16_000, '"Who?" ' + "Aaa " * 50_000),
    *("• a " * 50_000, "1) a 2) b " * 20_000, "ABC -\n" * 33_000, "said.The" * 25_000, "a." + "[1]" * 66_000),
]


@pytest.mark.parametrize("text", LONG_LINES, ids=lambda text: repr(text[:12]))
def test_long_lines_take_linear_time(text: str) -> None:
    def spent(part: str) -> float:
        start = time.process_time()
        split(part)
        return time.process_time() - start

    spent(text[:1000])
    assert spent(text) < 0.5 + 12 * spent(text[: len(text) // 4])


@pytest.fixture
def data() -> Path:
    folder = os.environ.get("SUMMARIZE_DATA")
    if not folder:
        pytest.skip("SUMMARIZE_DATA does not name the folder with segmentation/ and statements/")
    return Path(folder)


def test_golden_rules(data: Path) -> None:
    assert len(find_failures(read_golden(data)[GOLDEN])) <= 1


def test_news(data: Path) -> None:
    assert score(read_gum(data, "gum_news_all.jsonl")) >= 0.95
    assert score(document for story in read_stories(data, "dev") for document in story) >= 0.95
