"""What a text says of itself, what it does not say, and how dates and languages are written."""

from __future__ import annotations

import contextlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.reading.dates import DateError, parse_date
from summarize.reading.languages import detect_language, normalize_language
from summarize.reading.metadata import author_from_text, date_from_text, outlet_from_text, title_from_text

BODY = (
    "\n\nThe council of Valemouth voted on Monday to shut the old bridge after engineers found a crack in its arch, "
    "the mayor said.\n\nDrivers were told to use the northern road until the repair is done.\n"
)
HEADLINE = "Valemouth council shuts old bridge after engineers find crack"


@pytest.mark.parametrize("top", [
    HEADLINE,
    f"{HEADLINE}\n\n{HEADLINE}",
    f"Skip to content\n\nBreaking News\n\n{HEADLINE}",
    f"local\n\n{HEADLINE}\n\nVale Gazette Picture Desk",
    f"{HEADLINE}\n\nBy Ann Example\n\nPublished Jan. 2, 2022",
    f"# {HEADLINE}",
])  # fmt: skip
def test_a_headline_above_the_body_is_the_title(top: str) -> None:
    assert title_from_text(top + BODY) == HEADLINE


@pytest.mark.parametrize("top", [
    "",
    "VALEMOUTH, Vale. — The council voted on Monday to shut the old bridge after engineers found a crack, it said.",
    "Breaking News",
    "The council of Valemouth shut the bridge.",
    "Photo: the old bridge of Valemouth and its council",
    "The old bridge of Valemouth (Coast Press/Ann Example)",
    "Related:\n\nMayor Of Valemouth Defends Bridge Repair",
    "Would the council shut the old bridge of Valemouth?",
    "Ann Example, Bo Sample and Cy Specimen",
    "By Ann Example of the Valemouth Bridge Courier",
    "Key points\n\nCouncil of Valemouth shuts bridge\n\nEngineers found crack in arch",
    "Council shuts the old bridge\n\nEngineers found a crack in its arch\n\nDrivers use the northern road",
    "Recipes For A Cold Winter Evening",
])  # fmt: skip
def test_what_is_no_headline_leaves_the_title_unknown(top: str) -> None:
    assert title_from_text(top + BODY) is None


@pytest.mark.parametrize(("line", "author"), [
    ("By Ann Example", "Ann Example"),
    ("BY ANN EXAMPLE AND BO SAMPLE", "ANN EXAMPLE AND BO SAMPLE"),
    ("by Ann Example, Bo Sample and Cy van der Specimen", "Ann Example, Bo Sample and Cy van der Specimen"),
    ("By Ann Example, Coast Press", "Ann Example, Coast Press"),
    ("By Ann Example ( @annex ) and Bo Sample", "Ann Example and Bo Sample"),
    ("By Ann Example, with reporting from Bo Sample", "Ann Example"),
    ("By Ann Example | Jan. 2, 2022", "Ann Example"),
    ("By Zoë O’Brien-Müller", "Zoë O’Brien-Müller"),
    ("By The Associated Press", "The Associated Press"),
    ("By the numbers", None),
    ("By Monday night, she had the votes", None),
    ("By Both Sides", None),
    ("Photo by Ann Example", None),
    ("Ann Example | Coast Press", None),
    ("With reporting by Coast Press, AFP and Reuters", None),
])  # fmt: skip
def test_only_a_byline_names_the_author(line: str, author: str | None) -> None:
    assert author_from_text(f"{HEADLINE}\n\n{line}{BODY}") == author


def test_a_byline_below_the_body_is_none() -> None:
    assert author_from_text(BODY + "\n\nBy Ann Example") is None


@pytest.mark.parametrize(("line", "date"), [
    ("Published Jan. 2, 2022", "2022-01-02"),
    ("Published: 10:15 AM EST, Sun January 2, 2022", "2022-01-02T10:15:00-05:00"),
    ("Posted on 2 January 2022", "2022-01-02"),
    ("By Ann Example - January 2, 2022", "2022-01-02"),
    ("Published", None),
    ("Published in the Jan. 2022 issue", None),
    ("Updated Jan. 2, 2022", None),
    ("January 2, 2022", None),
    ("The bridge of Valemouth on January 2, 2022. Ann Example | Coast Press", None),
    ("Published 9/12/2022", None),
])  # fmt: skip
def test_only_a_date_that_says_so_is_the_date_of_publication(line: str, date: str | None) -> None:
    assert date_from_text(f"{HEADLINE}\n\n{line}{BODY}") == date


ABOUT = "VR/VL journalists report the news in 9 languages. We provide what people cannot get locally.\n"


def test_an_outlet_that_describes_itself_is_known() -> None:
    assert outlet_from_text(f"{BODY}\nWith reporting by VR/VL's Coast Service and Reuters\n\n{ABOUT}") == "VR/VL"


@pytest.mark.parametrize("end", [
    "™ & © 2021 Coast News Network, Inc. All rights reserved.\n\nPopular Stories\n\nConcert Calendar",
    "Copyright CNN\n\nContact Us",
    "Vale Tribune is a newspaper in Valemouth.",
    "The mayor told the Vale Tribune that we all pay.",
    "This article was originally published by the Vale Tribune.\n\nVale Tribune is a newspaper. We report.",
    ABOUT,
])  # fmt: skip
def test_evidence_of_where_words_come_from_names_no_outlet(end: str) -> None:
    assert outlet_from_text(f"{BODY}\n{end}") is None


@pytest.mark.parametrize(("written", "date"), [
    ("2022-01-02", "2022-01-02"),
    ("20220102", "2022-01-02"),
    ("2022-01-02T10:15:00Z", "2022-01-02T10:15:00+00:00"),
    ("2022-01-02 10:15:00 +0100", "2022-01-02T10:15:00+01:00"),
    ("Sun, 02 Jan 2022 18:05:00 -0500", "2022-01-02T18:05:00-05:00"),
    ("Sun, 02 Jan 2022 18:05:00 +0000 (UTC)", "2022-01-02T18:05:00+00:00"),
    ("02 Jan 22 18:05 GMT", "2022-01-02T18:05:00+00:00"),
    ("Jan. 2, 2022", "2022-01-02"),
    ("Sept. 5, 2021", "2021-09-05"),
    ("Sunday, January 2, 2022 at 12:05 a.m. ET", "2022-01-02T00:05:00"),
    ("2nd of January 2022", "2022-01-02"),
    ("12:15 PM EST, Sun January 2, 2022", "2022-01-02T12:15:00-05:00"),
    ("31/01/2022", "2022-01-31"),
    ("5/5/2022 9:30", "2022-05-05T09:30:00"),
    ("31.12.2021", "2021-12-31"),
    ("12/31/69", "1969-12-31"),
])  # fmt: skip
def test_dates_as_newsrooms_write_them(written: str, date: str) -> None:
    assert parse_date(written) == date


@pytest.mark.parametrize("written", [
    "31/02/2022", "2022-02-31", "Feb. 30, 2022", "9/12/2022 11:12", "02.01.2022", "2022-01", "2022", "1641081600",
    "yesterday", "Sunday", "0001-01-01T00:00:00", "9999-12-31", "Dec 31, 3000",
    "2 Jan 2022 25:00", "2022-01-02T10:00:00+99:00", "٢٠٢٢-٠١-٠٢",
])  # fmt: skip
def test_dates_with_no_reading_or_two_are_none(written: str) -> None:
    with pytest.raises(DateError):
        parse_date(written)


@given(st.datetimes(min_value=datetime(1600, 1, 1), max_value=datetime(2999, 12, 31)))
def test_iso_dates_come_back(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment.isoformat()


@given(st.text())
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    with contextlib.suppress(DateError):
        parse_date(text)


@given(st.text())
def test_any_text_may_be_asked_about_itself(text: str) -> None:
    title = title_from_text(text)
    assert title is None or title in text
    for ask in (author_from_text, date_from_text, outlet_from_text):
        ask(text)


def test_languages_by_tag_and_by_text() -> None:
    assert [normalize_language(tag) for tag in ("en-US", "en_GB", "eng", "English", "zh-Hans", "nb", "", "?")] == [
        "en", "en", "en", "en", "zh", "no", None, None]  # fmt: skip
    assert detect_language(BODY) == "en"
    assert detect_language("Le conseil municipal a décidé lundi de fermer le vieux pont sur la rivière.") == "fr"
    assert detect_language("市议会周一决定关闭河上的旧桥，市长说。") == "zh"
    for unclear in (
        "",
        "Storm hits coast",
        "12 34 56 78",
        "Ann Example, Bo Sample, Cy Specimen, Di Muster, Ed Ejemplo",
    ):
        assert detect_language(unclear) is None


def test_the_middle_of_a_text_decides_its_language() -> None:
    german = "Der Stadtrat hat am Montag beschlossen, die alte Brücke über den Fluss zu sperren. " * 40
    assert detect_language("Skip to the content of this page and share it with your friends. " + german) == "de"
