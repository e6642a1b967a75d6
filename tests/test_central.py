"""Which mention speaks for a statement."""

from __future__ import annotations

import numpy as np
import pytest

from summarize.same.central import choose_representative, is_outvoted, stands_alone
from summarize.types import Role, Sentence


def say(text: str, article: str = "a", start: int = 0, role: Role = "body") -> Sentence:
    return Sentence(article, start, start + len(text), text, 0, role)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry ran aground on Monday.",
        "“We are safe,” the captain said.",
        'The captain said, "We are safe."',
        "Is the bridge safe?",
        "The call for help reached the coastguard at noon.",
        "Good Morning America host Robin Lee left the harbour.",
        'A 12" pipe burst below the bridge.',
        "„Der Hafen ist zu“, sagte Lee am Montag.",
    ],
)
def test_a_whole_sentence_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "He declined to answer.",
        "“It was dark,” the captain said.",
        "“The hull held,” he said.",
        "We are safe.",
        "The call, which was requested by the governor, comes as talks go on.",
        "But the ferry was late.",
        "Now he has left the ship.",
        "In the evening, at last, the ferry and",
        "The same captain had left another ship.",
        "The ferry that ran aground on its bor",
        "The ferry ran aground and…",
        "Ferry runs aground off Lowmere",
        "However, the bridge stayed open.",
        "“The hull held.”",
        "“The hull held. Nobody knows why.",
        "Nobody knows why.” The captain left the ship.",
        "Good morning from the harbour of Lowmere, where the ferry sails again.",
        "Second, the captain left the ship before its passengers.",
        "Two: The captain left the ship before its passengers.",
    ],
)
def test_what_leans_on_another_sentence_or_is_cut_does_not(text: str) -> None:
    assert not stands_alone(text)


def choose(sentences: list[Sentence], vectors: list[list[float]]) -> Sentence:
    array = np.array(vectors, dtype=np.float32)
    array /= np.linalg.norm(array, axis=1, keepdims=True)
    alone = [stands_alone(sentence.text) for sentence in sentences]
    return sentences[choose_representative(range(len(sentences)), sentences, array, alone)]


VOTES = [
    say("The talks are set for January 9-10 in Geneva.", "a"),
    say("Officials will hold talks in Geneva on January 10.", "b"),
    say("The talks in Geneva are planned for Jan. 10.", "c"),
    say("Talks in Geneva begin on Jan. 10.", "d"),
]


def test_a_date_that_more_articles_tell_differently_does_not_speak_for_a_statement() -> None:
    nearest_first = [[1, 0], [1, 0.4], [1, -0.5], [1, 0.6]]
    assert choose(VOTES, nearest_first) is VOTES[1]
    assert choose(VOTES[:2], [[1, 0], [1, 0]]) is VOTES[0]  # one against one: nobody is outvoted


def test_one_article_that_says_it_three_times_has_one_vote() -> None:
    told = [VOTES[0], *(say(sentence.text, "b", start=100 * n) for n, sentence in enumerate(VOTES[1:]))]
    assert not is_outvoted(0, [*told, say("Talks will be held in Geneva.", "e")])


def test_clock_times_are_voted_on_as_days_are() -> None:
    early = [say(f"The train left at 7:12 a.m. ET, {who} said.", who) for who in ("police", "passengers", "guards")]
    assert is_outvoted(0, [say("The train left at 7:48 a.m. ET.", "a"), *early])
    assert not is_outvoted(1, [say("The train left at 7:48 a.m. ET.", "a"), *early])


def test_a_sentence_that_has_both_figures_is_outvoted_by_neither() -> None:
    both = say("Eleven people died, officials said, before the toll rose to 12 dead.", "a")
    twelve = [say("The ferry fire left 12 dead.", "b"), say("Twelve people died in the fire.", "c")]
    assert not is_outvoted(0, [both, *twelve])
    assert is_outvoted(0, [say("Eleven people died.", "a"), *twelve])


def tell(*texts: str) -> list[Sentence]:
    return [say(text, article) for article, text in zip("abcdefgh", texts, strict=False)]


@pytest.mark.parametrize(
    "texts",
    [
        ["The storm has killed 14 people.", *["The storm killed 10 people."] * 3],  # reprints
        ["Tornby beat Brisk 3-2.", "Brisk lost 2-3 to Tornby.", "Brisk were beaten 2-3 by Tornby."],
        ["The bill sends $1,400 checks.", "The $1.9 trillion bill passed.", "Passed: the bill of $1.9 trillion."],
        ["A man, 34, shot a boy aged 12.", "A 34-year-old man shot a boy.", "He was 34-years-old, the man who shot."],
        ["It fell 4 percent.", "It fell to 63 percent of its value.", "It is at 63 percent of what it was worth."],
        [", ".join(f"{n} percent" for n in range(10, 40)), "It fell 50 percent.", "A fall of 50 percent was seen."],
    ],
)
def test_what_is_no_other_answer_to_one_question_is_no_vote(texts: list[str]) -> None:
    assert not is_outvoted(0, tell(*texts))


def test_votes_on_long_lists_cost_little() -> None:
    lists = tell(*(", ".join(f"{n + k} percent" for n in range(150)) for k in range(8)))
    assert not any(is_outvoted(k, lists) for k in range(8))


def test_the_sentence_nearest_to_all_others_is_chosen() -> None:
    middle = say("The ferry ran aground.", "b")
    assert choose([say("A ferry sank.", "a"), middle, say("A boat stranded.", "c")], [[1, 0], [1, 1], [0, 1]]) is middle


def test_an_article_that_repeats_itself_counts_once() -> None:
    repeated = [say("A ferry sank.", "a", start) for start in (0, 50, 90)]
    other = say("The ferry ran aground.", "b")
    assert choose([*repeated, other, say("A boat stranded.", "c")], [[1, 0]] * 3 + [[1, 1], [0, 1]]) is other


def test_a_sentence_that_leans_on_another_is_chosen_only_where_nothing_else_is_there() -> None:
    he, captain = say("He was unhurt.", "a"), say("Captain Moor was unhurt.", "b")
    assert choose([he, captain, say("He is fine.", "c")], [[1, 1], [1, 0], [0, 1]]) is captain
    assert choose([he], [[1, 0]]) is he


def test_of_two_the_body_goes_before_the_bullet_then_the_fuller_then_the_earlier() -> None:
    bullet = say("The ferry Aurora ran aground on Monday.", "a", 0, "bullet")
    short, full = say("The ferry ran aground.", "b", 0), say("The ferry ran aground on Monday.", "c", 500)
    assert choose([bullet, short], [[1, 0], [1, 0]]) is short
    assert choose([short, full], [[1, 0], [1, 0]]) is full
    late = say("The ferry ran aground.", "a", 100)
    assert choose([late, short], [[1, 0], [1, 0]]) is short
