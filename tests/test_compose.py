"""What a busy reader gets, and in which order."""

from __future__ import annotations

import dataclasses

import numpy as np

from summarize.briefing.choose import choose_items, choose_statements, reading_order, section_of
from summarize.briefing.compose import compose_briefing
from summarize.settings import Settings
from summarize.stories.group import choose_title
from summarize.types import Article, Discrepancy, Findings, Mention, Statement, Story, TimelineEntry


def state(text: str, *outlets: str, start: int = 0) -> Statement:
    mentions = tuple(Mention(f"a-{o}", o, start, start + len(text), text, f"outlet:{o}") for o in sorted(outlets))
    return Statement(f"s-{text}", "story-1", mentions[0], mentions, tuple(sorted(outlets)), len(outlets))


def apart(n: int) -> np.ndarray:
    return np.eye(n, dtype=np.float32)


def test_most_origins_first_then_most_outlets_then_the_earliest() -> None:
    one, two, late = state("A.", "x"), state("B.", "x", "y"), state("C.", "x", "y", start=90)
    reprint = dataclasses.replace(two, id="s-R", origins=1)
    assert sorted([late, one, reprint, two], key=reading_order) == [two, late, reprint, one]


def test_a_reprint_is_no_corroboration() -> None:
    assert section_of(state("A.", "x", "y")) == "corroborated"
    assert section_of(dataclasses.replace(state("A.", "x", "y"), origins=1)) == "single_source"


def test_the_briefing_keeps_to_words_and_items() -> None:
    facts = ("alpha bravo charlie delta echo {0}", "one two three four five {0}", "red green blue black white {0}")
    statements = [state(f"{facts[n % 3].format(n)}.", "x", "y", start=n) for n in range(3)]
    statements += [state(f"{n}a {n}b {n}c {n}d {n}e {n}f.", "x", "y", start=10 + n) for n in range(7)]
    assert len(choose_statements(statements, apart(10), 600, 4)) == 4
    assert len(choose_statements(statements, apart(10), 20, 20)) == 3


def test_one_statement_is_written_however_few_words_are_allowed() -> None:
    assert len(choose_statements([state("A rather long statement.", "x")], apart(1), 1, 20)) == 1


def test_what_rests_on_two_origins_only_perhaps_comes_after_what_surely_does() -> None:
    likely, doubtful = state("Fact 1.", "x", "y", start=9), state("Fact 2.", "x", "y")
    doubtful = dataclasses.replace(doubtful, expected_origins=1.4)
    likely = dataclasses.replace(likely, expected_origins=1.9)
    assert choose_statements([doubtful, likely], apart(2), 600, 1) == [likely]
    assert choose_statements([doubtful, likely], apart(2), 600, 2) == [doubtful, likely]
    single = state("The mayor of Brisk sold a bridge.", "z", start=99)
    assert choose_statements([doubtful, single], apart(2), 600, 2) == [doubtful, single]


def test_of_what_is_doubtful_first_what_can_be_read_by_itself() -> None:
    leaning = dataclasses.replace(state("She told them that “the bridge is lost.", "x", "y"), expected_origins=1.4)
    whole = dataclasses.replace(
        state("The bridge of Brisk is lost, she said.", "x", "y", start=9), expected_origins=1.4
    )
    assert choose_statements([leaning, whole], apart(2), 600, 1) == [whole]


def test_a_phrase_that_says_nothing_by_itself_is_no_news_however_many_carry_it() -> None:
    phrases = [state(text, "x", "y", "z", start=9 * n) for n, text in enumerate(("“I don’t know.”", "Chaos."))]
    news = [state("12 died.", "x", "y"), state("Nobody was hurt.", "x"), state("桥在星期一关闭了。", "y")]
    assert set(choose_statements([*phrases, *news], apart(5), 600, 9)) == {news[0]}
    assert choose_statements([*phrases, news[0]], apart(3), 600, 9) == [news[0]]
    assert choose_statements(phrases, apart(2), 600, 9) == phrases


def test_what_only_an_opinion_piece_says_comes_after_the_news() -> None:
    column, news = state("Nobody should sail to Lowmere.", "x"), state("The ferry sails to Lowmere.", "y", start=9)
    assert choose_statements([column, news], apart(2), 600, 1) == [column]
    assert choose_statements([column, news], apart(2), 600, 1, {"a-x"}) == [news]


def test_a_stray_is_told_in_a_sentence_that_leans_on_no_other() -> None:
    ferry = [state(f"The ferry number {n} ran aground.", "x", "y", start=n) for n in range(2)]
    texts = ("His study of the old brewery is done.", "The mayor of Lowmere opened a library.", "Who will read there?")
    stray = [dataclasses.replace(state(t, "z", start=20 + n), story="story-2") for n, t in enumerate(texts)]
    stories = [Story("story-1", "Ferry", ("a-x", "a-y")), Story("story-2", "Library", ("a-z",))]
    chosen = choose_items(stories, [*ferry, *stray], apart(5), Settings())
    assert [s for s in chosen if s.story == "story-2"] == [stray[1]]


def test_what_supersedes_something_doubtful_stands_on_it_only_perhaps() -> None:
    plan = dataclasses.replace(state("Fact 1.", "x", "y"), expected_origins=1.2)
    done = dataclasses.replace(state("Fact 2.", "z", start=9), supersedes=(plan.id,))
    sure = dataclasses.replace(state("Fact 3.", "u", "v", "w"), expected_origins=2.5)
    assert choose_statements([plan, done, sure], apart(3), 600, 1) == [sure]


def test_some_room_is_kept_for_what_only_one_outlet_has() -> None:
    statements = [state(f"Fact {n}.", "x", "y", start=n) for n in range(8)] + [
        state("The mayor of Brisk sold a bridge.", "z", start=99)
    ]
    chosen = choose_statements(statements, apart(9), 600, 4)
    assert [s.representative.text for s in chosen] == [
        "Fact 0.",
        "Fact 1.",
        "Fact 2.",
        "The mayor of Brisk sold a bridge.",
    ]


def test_no_two_items_say_the_same() -> None:
    first = state("The ferry Aurora ran aground off Lowmere on Monday.", "x", "y")
    again = state("Aurora, the ferry, ran aground on Monday.", "x", "z", start=50)
    near = state("A vessel stranded.", "y", "z", start=70)
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.9, 0, 0.436]], dtype=np.float32)
    assert choose_statements([first, again, near], vectors, 600, 20) == [first]


def test_every_story_gets_room_and_a_stray_article_one_item() -> None:
    def told(story: str, count: int) -> list[Statement]:
        texts = [" ".join(f"{letter}{n}{story[-1]}" for letter in "abcdef") + "." for n in range(count)]
        return [dataclasses.replace(state(t, "x", "y", start=n), story=story) for n, t in enumerate(texts)]

    batch = {"story-1": ("a", "b", "c"), "story-2": ("d", "e"), "story-3": ("f",)}
    stories = [Story(id, "", articles) for id, articles in batch.items()]
    statements = told("story-1", 8) + told("story-2", 8) + told("story-3", 8)
    chosen = choose_items(stories, statements, apart(24), Settings(items=8))
    shares = [sum(statement.story == story.id for statement in chosen) for story in stories]
    assert shares == [4, 3, 1]
    alone = [Story("story-1", "", ("a",))]
    assert len(choose_items(alone, told("story-1", 8), apart(8), Settings(items=5))) == 5


def test_since_the_last_briefing_only_what_is_new_or_changed_is_told() -> None:
    known = dataclasses.replace(state("The ferry ran aground.", "x", "y"), status="known")
    new = state("The captain has resigned.", "x", "y", start=40)
    stories = [Story("story-1", "", ("a",))]
    assert choose_items(stories, [known, new], apart(2), Settings(since_last=True)) == [new]
    assert choose_items(stories, [known], apart(1), Settings(since_last=True)) == []


def test_what_came_to_pass_stands_for_its_announcement() -> None:
    plan = state("Lind will speak with Holm on Sunday.", "x", "y", "z")
    done = dataclasses.replace(state("Lind spoke with Holm for an hour.", "y", start=40), supersedes=(plan.id,))
    other = state("The bridge of Brisk was closed.", "x", "y", start=80)
    assert choose_statements([plan, done, other], apart(3), 600, 2) == [other, done]


def test_a_headline_names_the_story_and_without_one_its_first_words_do() -> None:
    titles = ["Ferry runs aground off Lowmere", "Ferry Aurora runs aground", "What a night!"]
    assert choose_title(titles, "") == "Ferry Aurora runs aground"
    assert choose_title([], "The ferry Aurora ran aground.") == "The ferry Aurora ran aground."
    assert len(choose_title([], "word " * 100)) <= 102


def test_an_item_is_word_for_word_its_first_citation_with_its_surroundings() -> None:
    text = "LOWMERE — The ferry ran aground. Nobody was hurt. " + "x" * 40
    article = Article("a-x", "x", None, None, None, None, "en", text, "0" * 64, "x.txt")
    statement = state("Nobody was hurt.", "x", start=33)
    story = Story("story-1", "Ferry", ("a-x",))
    found = Findings((story,), (statement,), (), (), {}, {}, ())
    briefing = compose_briefing("ferry", [article], found, [statement], Settings())
    (item,) = briefing.stories[0].items
    (citation,) = item.citations
    assert item.text == citation.quote == text[citation.start : citation.end] == "Nobody was hurt."
    assert citation.prefix == text[1:33] and citation.suffix == " " + "x" * 31
    assert briefing.counts["items"] == 1 and briefing.counts["single_source"] == 1


def test_since_the_last_briefing_no_date_and_no_disagreement_is_told_again() -> None:
    article = Article("a-x", "x", None, None, None, None, "en", "Fact 1. Fact 2.", "0" * 64, "x.txt")
    old, new = dataclasses.replace(state("Fact 1.", "x"), status="known"), state("Fact 2.", "x", start=8)
    events = tuple(TimelineEntry("2031-05-05", None, s.id, "", "", "a-x", 0, 4) for s in (old, new))
    more = dataclasses.replace(state("Fact 3.", "x"), status="more_sources")  # perhaps by whom it is told differently
    differing = tuple(Discrepancy(f"d-{s.id}", "number", (s.id,), (), "conflict", "") for s in (old, new, more))
    found = Findings(
        (Story("story-1", "Ferry", ("a-x",)),), (old, new, more), (), differing, {"story-1": events}, {}, ()
    )
    for settings, told in ((Settings(), [old, new]), (Settings(since_last=True), [new])):
        briefing = compose_briefing("ferry", [article], found, [new], settings)
        assert [event.statement for event in briefing.stories[0].timeline] == [s.id for s in told]
        assert [d.id for d in briefing.discrepancies] == [f"d-{s.id}" for s in (*told, more)]
