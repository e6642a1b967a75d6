"""What was announced and then reported: which statement supersedes which."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from summarize.types import Article, Mention, Statement
from summarize.updates.acts import read_acts
from summarize.updates.find import find_updates, part_announced
from tests.benchmarks.updates import read_cases, score_cases

FLOORS = {
    "train": {"read precision": 0.75, "labelled ones found": 5},
    "load-1": {"read precision": 0.9, "labelled ones found": 9},
    "load-2": {"read precision": 0.75, "labelled ones found": 3},
}


def make(*texts: str, days: tuple[str | None, ...] = ()) -> tuple[list[Statement], list[Article]]:
    """A statement each, all of one story, each by an article of its own."""
    statements, articles = [], []
    for n, text in enumerate(texts):
        day = days[n] if n < len(days) else None
        mention = Mention(f"a{n}", None, 0, len(text), text, f"a{n}")
        statements.append(Statement(f"s{n}", "story", mention, (mention,), (), 1))
        articles.append(Article(f"a{n}", None, None, None, day, None, "en", text, "", "f"))
    return statements, articles


@pytest.mark.parametrize(
    ("announced", "reported"),
    [
        ("President Holt will speak with Chancellor Reed on Sunday.", "Holt spoke with Reed on Sunday."),
        ("Holt plans to call Reed about the dam.", "Holt and Reed talked for an hour on Monday."),
        ("Holt to Speak With Reed, Says Dam Is Safe", "Holt spoke with Chancellor Reed for an hour."),
        ("Holt is expected to resign as mayor of Brunn.", "Holt resigned as mayor of Brunn on Friday."),
        ("Holt, the former mayor, will plead guilty to fraud.", "Holt pleaded guilty to one count of fraud."),
        ("Parliament will vote on the dam bill on Tuesday.", "Parliament voted for the dam bill on Tuesday."),
        ("Tom Reed is scheduled to be sentenced for fraud.", "Reed was sentenced to three years for fraud."),
        # A noun, a second verb, what came of it.
        (
            "A hearing on the Lowmere dam is scheduled for Monday.",
            "Monday's hearing on the Lowmere dam lasted six hours.",
        ),
        ("Holt will visit Brunn and meet Reed on Sunday.", "Holt met Reed in Brunn on Sunday."),
        ("The council will vote on the dam bill on Tuesday.", "The council passed the dam bill on Tuesday."),
        ("The council was due Monday to debate the dam bill.", "The council debated the dam bill for six hours."),
    ],
)
def test_a_report_supersedes_its_announcement(announced: str, reported: str) -> None:
    assert find_updates(*make(announced, reported)) == {"s1": ("s0",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Another act, another day, another partner, another actor.
        ("Holt will speak with Reed on Sunday.", "Holt met voters in Brunn on Sunday."),
        ("Holt will speak with Reed on Sunday.", "Holt spoke with Reed on Thursday."),
        ("Holt will speak with Reed on Sunday.", "Holt spoke with Lane last week."),
        ("Ann Holt will plead guilty to fraud.", "Tom Reed pleaded guilty to fraud."),
        # Nothing was announced, or nothing was done.
        ("Holt spoke with Reed on Sunday.", "Holt spoke with Reed for an hour."),
        ("If he loses, Holt will resign as mayor of Brunn.", "Holt resigned as mayor of Brunn."),
        ("Holt will not resign as mayor of Brunn.", "Holt resigned as mayor of Brunn."),
        ("Holt will resign as mayor of Brunn.", "Holt has not resigned as mayor of Brunn."),
        ("Holt will resign as mayor of Brunn.", "Reed asked whether Holt had resigned as mayor of Brunn."),
        ("Holt will resign as mayor of Brunn.", "Holt is expected to resign as mayor of Brunn."),
        # Who somebody is, which one it is, and what was long ago.
        ("A file will be sent by the police of Brunn.", "The file sent by the police of Brunn will name a suspect."),
        ("The lawyers who will present the case met on Monday.", "Reed presented his book on Sunday."),
        ("Holt will speak in Lowmere on fishing.", "In 2019 Holt spoke in Brunn on taxes."),
    ],
)
def test_what_is_no_update(one: str, other: str) -> None:
    assert find_updates(*make(one, other)) == {}


def test_a_report_older_than_the_announcement_is_of_something_else() -> None:
    texts = ("Holt will speak with Reed.", "Holt spoke with Reed.")
    assert find_updates(*make(*texts, days=("2022-01-01", "2022-01-02"))) == {"s1": ("s0",)}
    assert find_updates(*make(*texts, days=("2022-01-02T10:00:00+00:00", "2022-01-01"))) == {}


def test_statements_that_are_near_need_to_agree_in_less() -> None:
    statements, articles = make(
        "Holt will sign the bill after the weekend.",
        "The bill was signed on Friday night with a pen of her grandfather.",
    )
    assert find_updates(statements, articles) == {}
    assert find_updates(statements, articles, [("s1", "s0", 0.4)]) == {"s1": ("s0",)}
    assert find_updates(statements, articles, [("s0", "s1", 0.1)]) == {}


def test_stories_are_kept_apart_and_the_order_changes_nothing() -> None:
    texts = ["Holt will speak with Reed.", "Holt is to meet Lane.", "Holt spoke with Reed.", "Holt plans to call Reed."]
    statements, articles = make(*texts)
    expected = {"s2": ("s0", "s3")}
    for seed in range(4):
        mixed = random.Random(seed)
        assert find_updates(mixed.sample(statements, 4), mixed.sample(articles, 4)) == expected
    elsewhere = [Statement(s.id, s.id, s.representative, s.mentions, (), 1) for s in statements]
    assert find_updates(elsewhere, articles) == {}


def test_of_two_that_announce_each_other_neither_is_superseded() -> None:
    """What is superseded is left out of a briefing: both would be."""
    one = "Holt will speak with Reed on Sunday, after Holt met Lane on Friday in Brunn."
    other = "Holt will meet Lane on Friday in Brunn, after Holt spoke with Reed on Sunday."
    assert find_updates(*make(one, other)) == {}


def test_a_cluster_that_announces_and_reports_is_two_statements() -> None:
    texts = [
        "Holt will speak with Reed on Sunday.",
        "Holt spoke with Chancellor Reed on Sunday.",
        "Holt to speak with Reed",
        "Holt and Reed talked on Sunday.",
    ]
    assert part_announced(texts) == ([0, 2], [1, 3])
    assert part_announced(texts[1::2]) == ([], [0, 1])
    assert part_announced(texts[::2]) == ([], [0, 1])


def test_what_a_sentence_announces_and_reports() -> None:
    acts = {(act.act, act.planned) for act in read_acts("Holt, who resigned on Monday, will testify before the court.")}
    assert ("testify", True) in acts and ("testify", False) not in acts


def test_what_most_articles_tell_as_done_is_no_announcement() -> None:
    """One outlet still says "will announce", three tell what there was to announce."""
    (plan, report), articles = make(
        "President Holt will announce Reed's exit on Monday.", "Holt announced Reed's exit."
    )
    assert find_updates([plan, report], articles) == {"s1": ("s0",)}
    done = tuple(Mention(f"b{n}", None, 0, 18, f"Reed resigned as {n}.", f"b{n}") for n in range(3))
    more = [Article(m.article, None, None, None, None, None, "en", m.text, "", "f") for m in done]
    several = replace(plan, mentions=(*plan.mentions, *done))
    assert find_updates([several, report], [*articles, *more]) == {}


@pytest.mark.slow
def test_updates_of_labelled_stories(data_folder: Path, record_property: Callable[[str, object], None]) -> None:
    """`tests/benchmarks/updates.py` says what is counted. load-2 was not tuned on; load-1, which was, is large, and
    every third story of it enough."""
    for name, floors in FLOORS.items():
        score = score_cases(read_cases(name, data_folder)[:: 3 if name == "load-1" else 1])
        record_property(name, str(score))
        assert score.read_precision >= floors["read precision"] and score.right >= floors["labelled ones found"], score


def test_on_labelled_stories_nothing_is_called_an_update_that_people_do_not(data_folder: Path) -> None:
    """Statements as people made them, dates left out: every pair found is one of theirs, and none of their clusters
    is parted. Few of theirs are found (most are no announcements, but states of knowledge that moved on)."""
    found, gold, parted, clusters = set(), set(), 0, 0
    for path in sorted((data_folder / "statements" / "train").glob("*/gold.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        rows, group = labels["sentences"], {key: {key} for key in labels["sentences"]}
        for a, b in labels["same"]:
            for key in (joined := group[a] | group[b]):
                group[key] = joined
        name = {key: f"{path.parent.name}-{min(members)}" for key, members in group.items()}
        statements = []
        for members in {min(members): sorted(members) for members in group.values()}.values():
            picked = [rows[key] for key in members]
            mentions = tuple(Mention(r["article"], None, r["start"], r["end"], r["text"], "o") for r in picked)
            statements.append(Statement(name[members[0]], path.parent.name, mentions[0], mentions, (), 1))
            clusters += len(members) > 1
            parted += bool(part_announced([mention.text for mention in mentions])[0])
        found |= {frozenset((new, old)) for new, olds in find_updates(statements, []).items() for old in olds}
        gold |= {frozenset((name[a], name[b])) for a, b in labels["updates"]}
    assert clusters > 800 and parted <= 1
    assert found and len(found & gold) >= 0.75 * len(found)
