"""What keeps two sentences apart, however alike they are."""

from __future__ import annotations

import pytest

from summarize.same.guards import are_opposed

APART = {
    "announced and reported": ("Holt will meet Reed on Monday.", "Holt met Reed on Monday."),
    "claimed and denied": ("Holt took the money.", "Holt denied taking the money."),
    "done to each other": (
        "Kolvia accused Sarenia of shelling the pass.",
        "Sarenia accused Kolvia of shelling the pass.",
    ),
    "told each other": (
        "Mr Reed told Mr Holt that the bridge would stay open.",
        "Holt also told Reed the bridge would stay open, an aide said.",
    ),
    "a call with another": (
        "Mayors Ann Holt and Jim Reed spoke about the bridge during their second call in recent weeks.",
        "The call was the second in three weeks between Holt and Varga, as the bridge is repaired.",
    ),
    "a meeting with another": ("Holt met with Jim Reed on Monday.", "Holt had a meeting with Varga on Monday."),
    "another's meeting": ("Mayor Ann Holt spoke with Reed on Monday.", "Mayor Varga spoke with Reed on Monday."),
}
TOGETHER = {
    "the same call": ("Ann Holt and Reed spoke on Monday.", "The call on Monday was between Jim Reed and Holt."),
    "two calls in one sentence": (
        "Holt spoke with Reed on Monday.",
        "Days before she talked to Reed, Holt spoke with Varga on Saturday.",
    ),
    "one side by its country": (
        "Russia and Ukraine held talks.",
        "The talks between Russian and Ukrainian envoys and Oslo.",
    ),
    "a day before the name": ("On Monday Ann Holt met with Reed.", "Mayor Ann Holt met with Reed on Monday."),
    "a pronoun for the name": ("She met with Jim Reed in Brisk.", "Ann Holt met with Jim Reed in Brisk."),
    "an office for the name": (
        "Ann Holt spoke with the Kolvian prime minister on Sunday.",
        "Ann Holt spoke with Andrej Lasko on Sunday.",
    ),
    "a capital for its country": (
        "Talks between Solana and Kolvia resumed in Brisk.",
        "Talks between Solana and Lasko's capital resumed in Brisk.",
    ),
    "who is told tells it": (
        "Holt told Reed she would help, Reed told Radio Solana.",
        "Holt told Reed that she would help, Reed told Radio Solana on Friday.",
    ),
    "who is told tells of it": (
        "Holt told Reed that the dam would break.",
        "Reed told reporters that Holt had warned him, and Reed told Varga.",
    ),
    "one told, one was told": ("Holt told Reed to leave.", "Reed was told by Holt to leave."),
    "a call to arms": ("Holt called for calm in Brisk.", "Holt called Reed on Monday."),
}  # fmt: skip


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_apart(pair: tuple[str, str]) -> None:
    assert are_opposed(*pair) and are_opposed(*pair[::-1])


@pytest.mark.parametrize("pair", TOGETHER.values(), ids=TOGETHER)
def test_left_to_the_decision(pair: tuple[str, str]) -> None:
    assert not are_opposed(*pair) and not are_opposed(*pair[::-1])


@pytest.mark.parametrize("pair", [*APART.values(), *TOGETHER.values()], ids=[*APART, *TOGETHER])
def test_no_sentence_is_opposed_to_itself(pair: tuple[str, str]) -> None:
    assert not any(are_opposed(text, text) for text in pair)
