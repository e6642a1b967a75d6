"""Which sentences have a place in the timeline, and on which day."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.timeline import find_event_day, make_timeline
from summarize.types import Article, Mention, Statement

PUBLISHED = "2022-01-11"  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The bridge at Ostmark collapsed on Sunday.", "2022-01-09"),
        ("On Sunday, divers found a second car.", "2022-01-09"),
        ("Envoys met in Larkton on Jan. 9-10.", "2022-01-09"),
        ("The council will meet on Friday.", "2022-01-14"),
        ("Police arrested two men late Monday.", "2022-01-10"),
        ("The old bridge opened on 4 May 1961.", "1961-05-04"),
        ("Two girls met a man at the bridge on Sunday when a stranger came who said his name was Roe.", "2022-01-09"),
        ("Ada Moss was reported missing on Sunday.", "2022-01-09"),
    ],
)
def test_the_day_of_the_main_clause_is_the_day_of_the_event(text: str, day: str) -> None:
    found = find_event_day(text, PUBLISHED)
    assert found is not None
    assert found.low == day


@pytest.mark.parametrize(
    "text",
    [
        "The bridge has been closed since Sunday.",
        "Ada Moss has led the council since 2014.",
        "If the river rises on Friday, the school will close.",
        "The council would meet on Friday.",
        "The mayor said on Monday that the bridge was old.",
        "Repairs must end by Friday.",
        "Monday's vote was close.",
        "She praised the Jan. 9 talks.",
        "He was the engineer who inspected the bridge on Friday.",
        "“We met on Sunday,” she recalled.",
        "It was cleaned last year.",
        "The bridge closed on Sunday and reopened on Monday.",
        "LARKTON, Jan. 11",
        "Updated on Jan. 11, 2022: A picture was added.",
        "[UPDATE January 11, 2022] Police have arrested nobody.",
        "The market is held every Friday.",
        "We will report all week on the explosions Monday.",
    ],
)
def test_other_days_are_no_events(text: str) -> None:
    assert find_event_day(text, PUBLISHED) is None


def article(name: str, published: str | None = PUBLISHED) -> Article:
    return Article(name, name, None, None, published, None, None, "", "", name)


def statement(name: str, *texts: tuple[str, str], origins: int = 1) -> Statement:
    mentions = tuple(Mention(art, art, 100, 100 + len(text), text, art) for art, text in texts)
    return Statement(name, "story", mentions[0], mentions, (), origins)


STATEMENTS = [
    statement("s-1", ("a", "The council will meet on Friday.")),
    statement("s-2", ("a", "The bridge collapsed on Sunday.")),
    statement("s-3", ("a", "The mayor flew home on Sunday."), origins=3),
    statement("s-4", ("a", "Nobody was hurt."), ("b", "Nobody was hurt on Sunday.")),
    statement("s-5", ("a", "Nobody knows why.")),
]


def test_events_stand_by_day_then_by_most_origins() -> None:
    entries = make_timeline(STATEMENTS, [article("a"), article("b")])
    assert [(e.date, e.statement) for e in entries] == [
        ("2022-01-09", "s-3"),
        ("2022-01-09", "s-4"),
        ("2022-01-09", "s-2"),
        ("2022-01-14", "s-1"),
    ]


def test_where_the_representative_has_no_day_another_mention_gives_it() -> None:
    (entry,) = make_timeline([STATEMENTS[3]], [article("a"), article("b")])
    assert (entry.article, entry.value, entry.start, entry.end) == ("b", "Sunday", 119, 125)
    assert entry.text == "Nobody was hurt on Sunday."  # whose date it is, and not the representative's words


def test_what_leans_on_another_sentence_is_no_line_of_its_own() -> None:
    leaning = [statement("s-8", ("a", text)) for text in (
        "He was arrested on Sunday.", "That is how long the jury sat on Sunday.", "Sunday was the last day of it.”",
    )]  # fmt: skip
    assert make_timeline(leaning, [article("a")]) == []


def test_what_only_an_opinion_piece_says_is_no_event() -> None:
    column = dataclasses.replace(article("a"), title="OPINION: Close the bridge")
    assert make_timeline([STATEMENTS[1]], [column]) == []
    assert len(make_timeline([STATEMENTS[3]], [column, article("b")])) == 1


def test_without_a_day_of_publication_only_full_dates_count() -> None:
    full = statement("s-6", ("a", "The bridge opened on 4 May 1961."))
    entries = make_timeline([*STATEMENTS, full], [article("a", None), article("b", None)])
    assert [e.statement for e in entries] == ["s-6"]


def test_an_event_of_two_days_has_an_end() -> None:
    (entry,) = make_timeline([statement("s-7", ("a", "Envoys met on Jan. 9-10."))], [article("a")])
    assert (entry.date, entry.until) == ("2022-01-09", "2022-01-10")


def test_of_many_events_those_of_most_origins_are_kept() -> None:
    (entry,) = make_timeline(STATEMENTS, [article("a"), article("b")], most=1)
    assert entry.statement == "s-3"


@given(st.permutations(STATEMENTS), st.permutations([article("a"), article("b")]))
def test_the_order_of_the_input_does_not_matter(statements: list[Statement], articles: list[Article]) -> None:
    assert make_timeline(statements, articles) == make_timeline(STATEMENTS, articles)


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    day = find_event_day(f"{text} They met on Sunday. {text}", PUBLISHED)
    assert day is None or day.low is not None
