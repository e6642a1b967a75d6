"""Who says so: the forms in which news names its sources, and the one source on which a statement rests."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.people.attribution import attribute, attribute_statements
from summarize.people.sources import read_sources
from summarize.people.speech import hide_quotes
from summarize.types import Attribution, Mention, Sentence, Statement


def rows(*texts: str, article: str = "a") -> list[Sentence]:
    return [Sentence(article, 1000 * n, 1000 * n + len(text), text, n, "body") for n, text in enumerate(texts)]


def told(*texts: str) -> str | None:
    """Who says the last of some sentences; "?" for somebody who is not clear."""
    sentences = rows(*texts)
    source = read_sources(sentences)["a", sentences[-1].start]
    return None if source is None else source.speaker.text if source.speaker else "?"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mayor Ann Holt said the bridge would open on Monday.", "Mayor Ann Holt"),
        ("The bridge will open on Monday, Holt said.", "Holt"),
        ("The bridge will open on Monday, the mayor's office said in a statement.", "the mayor's office"),
        ("“The bridge is safe,” said Ann Holt, the mayor of Brunn.", "Ann Holt"),
        ('"The bridge," Holt told reporters, "is safe."', "Holt"),
        ("“The bridge is safe,” Ann Holt, who built it, wrote on Twitter.", "Ann Holt"),
        ("“Is the bridge safe?” Ann Holt of Brunn, the former mayor, asked at a news conference.", "Ann Holt of Brunn"),
        ("“It is safe,” said Sen. Ann Holt, R-Wis., a builder of bridges.", "Sen. Ann Holt"),
        ("Tom Reed, who speaks for the mayor, said Mr. Holt remains hopeful.", "Tom Reed"),
        ("Let's say the bridge opens on Monday.", None),
        ("According to the indictment, he took 40,000 crowns.", "the indictment"),
        ("He took 40,000 crowns, according to court documents filed in Brunn.", "court documents filed in Brunn"),
        ("The White House said the talks would go on.", "The White House"),
        ("Two men were held, police said.", "police"),
        ("The bridge was to be part of the deal, US officials told CNN, even as talks went on.", "US officials"),
        ("Two people familiar with the matter said the talks had failed.", "Two people familiar with the matter"),
        ("In a statement, the company said it had ignored no warning.", "the company"),
        ("On Sunday, Ms. Holt said that she would not run again.", "Ms. Holt"),
        ("The mayor, Ann Holt, said the bridge was safe.", "Ann Holt"),
        ("Ann Holt, 54, told the Brunn Courier that the bridge was safe.", "Ann Holt"),
        ("National security minister Paul Reed said the law was needed.", "National security minister Paul Reed"),
        ("One of her lawyers, Tom Reed, says the plea was a mistake.", "Tom Reed"),
        ("Biden told Putin there would be a heavy price, the White House said.", "the White House"),
        ("Holt tweeted that the bridge was safe.", "Holt"),
        ('But Speaker Ann Holt, D-Calif., said the bill "restores the people\'s faith".', "Speaker Ann Holt"),
        # Whoever passes it on does not say it.
        ("Holt's lawyer said the bridge was safe, according to the Brunn Herald.", "Holt's lawyer"),
        ("The bridge was safe, according to CNN.", "CNN"),
        # The outlet speaks in its own voice, or a report does.
        ("Some people (say, those who built it) love the bridge.", None),
        ('Holt continued: "Even as late as May?"', None),
        ("The talks broke off after the ban, a move the Dutch said would hurt trade.", None),
        ("The report, which came late, said the company's plan to build would fail.", "The report"),
        ("The bridge opened on Monday.", None),
        ("Holt warned Reed that the bridge might fall.", None),
        ("Holt told him that the bridge might fall.", None),
        ("Holt, who said the bridge was safe, resigned on Monday.", None),
        ("The bridge, which Holt said was safe, fell on Monday.", None),
        ("Holt is said to be furious.", None),
        ("Holt declined to say whether the bridge was safe.", None),
        ("Holt has not said when the bridge will open.", None),
        ("Did Holt know it, as she said?", None),
        ("The company added 300 jobs.", None),
        ("Reed wrote a book about the bridge.", None),
        ("The mayor called the bridge “a disgrace” and left.", None),
        ("Everything went according to plan.", "?"),
        ("“No,” … said", None),
    ],
)
def test_who_says_it(text: str, speaker: str | None) -> None:
    assert told(text) == speaker


@pytest.mark.parametrize(
    ("texts", "speaker"),
    [
        (("Ann Holt said the bridge was safe.", "She said it would open on Monday."), "Ann Holt"),
        (
            ("“It is safe,” said Ann Holt, the mayor.", "It cost a lot.", "“We built it well,” she added."),
            "Ann Holt",
        ),
        # Somebody else came in between, or it is a Mr. Holt.
        (("Ann Holt said it was safe.", "Reed met Ms. Lane. Lane met Reed.", "She said it would open."), "?"),
        (("Mr. Holt said the bridge was safe.", "She said it would open on Monday."), "?"),
        (("Police said the bridge was safe.", "He said it would open on Monday."), "?"),
        (("Ann Holt said it was dark. Holt wept.", "Tom Reed ran. Reed hit him again, he said."), "?"),
        (("Ann Lee said he was hurt.", "Holt met Reed. Holt met Lee.", "Reed then hit him again, he said."), "?"),
        (("Ann Lee, a friend, said she wept.", "“He was kind,” the friend said."), "Ann Lee"),
    ],
)
def test_whom_a_pronoun_means(texts: tuple[str, ...], speaker: str) -> None:
    assert told(*texts) == speaker


def test_a_quotation_of_several_sentences_has_one_speaker() -> None:
    sentences = [
        Sentence("a", 0, 22, "“We ran to the bridge.", 1, "body"),
        Sentence("a", 23, 60, "We saw it fall,” said Tom Reed, 40.", 1, "body"),
        Sentence("a", 61, 90, "“It was over in a minute.”", 1, "body"),
    ]
    found = read_sources(sentences)
    assert [source.speaker.text for source in found.values()] == ["Tom Reed"] * 3


def statement(*mentions: tuple[str, str]) -> tuple[Statement, list[Sentence]]:
    """A statement of mentions (article, text), the first of which speaks for it."""
    made = [Mention(article, article, 0, len(text), text, article) for article, text in mentions]
    sentences = [Sentence(m.article, m.start, m.end, m.text, 0, "body") for m in made]
    return Statement("s-1", "x", made[0], tuple(sorted(made, key=lambda m: m.article)), (), len(made)), sentences


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # Five outlets, one source.
        (
            ("Zelensky's office said he would call.", "“He will call on Sunday,” Zelenskyy’s office said."),
            Attribution("Zelensky's office", True, False),
        ),
        (
            (
                "Psaki said Biden would call.",
                "Press secretary Jen Psaki said he would.",
                "Biden will call, Psaki said.",
            ),
            Attribution("Psaki", False, False),
        ),
        (
            ("The White House said Biden would call.", "White House press secretary Jen Psaki said Biden would call."),
            Attribution("The White House", False, False),
        ),
        (
            ("President Zelensky said he would call.", "Zelenskyy said he would call."),
            Attribution("President Zelensky", False, False),
        ),
        # Nobody is named.
        (("A senior official said he would call.",), Attribution("A senior official", False, True)),
        (
            ("An officer who spoke on condition of anonymity said he would call.",),
            Attribution("An officer", False, True),
        ),
        # One outlet says it itself, or there are two sources.
        (("Psaki said Biden would call.", "Biden will call on Sunday."), None),
        (("Psaki said Biden would call.", "Biden will call, the Kremlin said."), None),
        (("Ann Holt said Biden would call.", "Tom Holt said Biden would call."), None),
        # Who "she" is, only the other outlet says, which may have been joined by mistake.
        (("“He will call on Sunday,” she said.", "Psaki said he would call."), None),
        (("“He will call on Sunday,” she said.",), None),
    ],
)
def test_on_whom_a_statement_rests(texts: tuple[str, ...], expected: Attribution | None) -> None:
    made, sentences = statement(*((f"outlet {n}", text) for n, text in enumerate(texts)))
    assert attribute(made, read_sources(sentences)) == expected


def test_the_order_of_sentences_changes_nothing() -> None:
    made, sentences = statement(("a", "Psaki said Biden would call."), ("b", "Biden will call, Jen Psaki said."))
    expected = attribute_statements([made], sentences)
    assert expected == {"s-1": Attribution("Psaki", False, False)}
    for seed in range(4):
        assert attribute_statements([made], random.Random(seed).sample(sentences, 2)) == expected


@given(st.text(alphabet="ab. ,“”\"'‘’", max_size=40), st.booleans())
def test_hiding_quotations_keeps_every_place(text: str, inside: bool) -> None:
    hidden, _, _ = hide_quotes(text, inside)
    assert len(hidden) == len(text)
    assert all(a == b or a == "•" for a, b in zip(hidden, text, strict=True))


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_can_be_read(texts: list[str]) -> None:
    sentences = rows(*texts)
    for sentence in sentences:
        source = read_sources(sentences)[sentence.article, sentence.start]
        assert source is None or source.speaker is None or source.speaker.text in " ".join(texts)
