"""Links to a quotation in the page it was published on."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.briefing.text_fragments import link_quotation, safe_link

URL = "https://example.org/a?b=1&c=2"


def link(quotation: str, prefix: str = "", suffix: str = "", url: str | None = URL) -> str | None:
    return link_quotation(url, quotation, prefix, suffix, 32)


def test_a_sentence_is_given_whole_and_encoded() -> None:
    assert link("Twenty-four ferries, boats & rafts sail today.") == (
        URL + "#:~:text=Twenty%2Dfour%20ferries%2C%20boats%20%26%20rafts%20sail%20today."
    )


def test_a_long_one_by_its_first_and_last_words() -> None:
    long = (
        "The ferry company said on Monday that "
        + "and that ".join(["no ship would sail "] * 8)
        + "before the new year."
    )
    assert link(long) == URL + "#:~:text=The%20ferry%20company%20said%20on,sail%20before%20the%20new%20year."


def test_one_over_a_line_break_by_words_on_either_side_of_it() -> None:
    assert (
        link("Ferry sails\r\nagain on Monday morning") == URL + "#:~:text=Ferry%20sails,again%20on%20Monday%20morning"
    )


def test_a_short_one_with_its_neighbours_but_no_half_word_of_them() -> None:
    prefix, suffix = "oard of the ship on this Sunday. ", " Four were, said another. Some mo"
    assert link("Nobody was hurt.", prefix[-32:], suffix[:32]) == (
        URL
        + "#:~:text=of%20the%20ship%20on%20this%20Sunday.-,"
        + "Nobody%20was%20hurt.,-Four%20were%2C%20said%20another.%20Some"
    )
    assert link("Nobody was hurt.", "Yes.\n\n", "\nMore") == URL + "#:~:text=Nobody%20was%20hurt."
    assert link("Nobody was hurt.", "Yes. ", " Four were.") == URL + "#:~:text=Yes.-,Nobody%20was%20hurt.,-Four%20were."


def test_the_fragment_that_an_address_has_is_kept() -> None:
    assert link("It rained on the market all day.", url=URL + "#top").startswith(URL + "#top:~:text=It")
    assert link("It rained on the market all day.", url=URL + "#:~:text=old") == link(
        "It rained on the market all day."
    )


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", " https://example.org", "data:text/html,x", "ftp://example.org"]
)
def test_only_an_address_that_opens_a_page_is_linked(url: str | None) -> None:
    assert safe_link(url) is None
    assert link("It rained.", url=url) is None


@given(st.text(min_size=1), st.text(max_size=32), st.text(max_size=32))
def test_nothing_in_a_quotation_is_read_as_syntax(quotation: str, prefix: str, suffix: str) -> None:
    made = link(quotation, prefix, suffix)
    if not quotation.strip():
        assert made == URL
        return
    directive = made.removeprefix(URL + "#:~:text=")
    parts = directive.split(",")
    assert 1 <= len(parts) <= 4
    assert set(directive) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%._~-,")
    assert not {"-", "&"} & set("".join(part.removeprefix("-").removesuffix("-") for part in parts))
    words = [part for part in parts if not part.startswith("-") and not part.endswith("-")]
    surrogates = any("\ud800" <= letter <= "\udfff" for letter in quotation)
    assert surrogates or unquote(words[0]).split()[0] == quotation.split()[0]
