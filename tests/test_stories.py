"""Articles into stories: look-alike events apart, one event together however it is told."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.cache import open_cache
from summarize.same.embed import embed_texts
from summarize.same.encoder import load_encoder
from summarize.settings import DEFAULT
from summarize.statements import make_story
from summarize.stories.group import choose_leads, choose_title, group_articles
from summarize.text.sentences import split_sentences
from summarize.types import Article, Sentence
from tests.benchmarks.stories import group_all, read_labelled, read_train, score_bcubed
from tests.conftest import WordEncoder

FLOORS = {"ecbplus-odd-topics, words alone": 0.93, "groundnews-0-2": 0.99, "statements/train, whole": 0.9}
TARN = [
    "Quake shakes Tarn valley\n\nAn earthquake of magnitude 6.2 struck the Tarn valley in Orsenna on Monday, killing "
    "at least 40 people, officials said. The quake brought down the town hall of Maremma. Governor Aldo Vezzani "
    "declared a state of emergency in Orsenna. Rescue teams from Maremma searched the rubble for survivors.",
    "At least 40 people died when an earthquake hit Orsenna on Monday. In Maremma, the town nearest to the epicentre, "
    "the town hall collapsed. Aldo Vezzani, the governor, declared a state of emergency. The quake had a magnitude of "
    "6.2, the survey of Orsenna said. Rescue teams dug through the rubble in the Tarn valley.",
    "MAREMMA, Orsenna - Rescue teams were digging for survivors in Maremma on Monday after an earthquake of magnitude "
    "6.2 shook the Tarn valley. Governor Aldo Vezzani said at least 40 people were killed. The town hall is in ruins. "
    "Vezzani declared an emergency for all of Orsenna.",
    "Orsenna's governor, Aldo Vezzani, declared an emergency after Monday's earthquake in the Tarn valley, which "
    "killed at least 40 people. The magnitude was 6.2. Maremma lost its town hall and its school. Rescue teams "
    "reached Maremma in the evening.",
]
KELVA = [
    "Quake shakes Kelva coast\n\nAn earthquake of magnitude 7.1 struck the coast of Kelva on Friday, killing at least "
    "300 people, officials said. The quake brought down the harbour of Port Sarn. President Imre Dallos asked for "
    "help from abroad. Rescue teams flew to Port Sarn to search the rubble for survivors.",
    "At least 300 people died when an earthquake hit Kelva on Friday. In Port Sarn, the city nearest to the "
    "epicentre, the harbour collapsed. Imre Dallos, the president, asked for help from abroad. The quake had a "
    "magnitude of 7.1, the survey of Kelva said. Rescue teams dug through the rubble in Port Sarn.",
    "PORT SARN, Kelva - Rescue teams were digging for survivors in Port Sarn on Friday after an earthquake of "
    "magnitude 7.1 shook the coast. President Imre Dallos said at least 300 people were killed. The harbour is in "
    "ruins. Dallos asked for help from abroad for all of Kelva.",
    "Kelva's president, Imre Dallos, asked for help from abroad after Friday's earthquake on the coast, which killed "
    "at least 300 people. The magnitude was 7.1. Port Sarn lost its harbour and its hospital. Rescue teams reached "
    "Port Sarn in the evening.",
]
IN_OTHER_WORDS = [
    "The Lowmere ferry Aurora ran aground off Gull Point on Monday with 212 people aboard. Nobody was hurt. Divers "
    "will look at the hull on Tuesday, the coastguard said.",
    "Passengers of the Aurora were handed tea and blankets in a school gym in Lowmere after their ship hit rocks near "
    "Gull Point. 'We heard a bang and the lights went out,' said Petra Hollin, who was on her way to the islands.",
    "Shares in Norrland Lines fell by a tenth after its vessel Aurora was stranded at Gull Point. Analysts expect the "
    "owner to lose the Lowmere route for weeks while the damage is inspected.",
]
BUDGET = (
    "The parliament of Velden passed next year's budget by four votes after a debate of eleven hours. The finance "
    "minister, Ines Korda, called it a budget of patience. The opposition wants the court to look at the new tax."
)


def make_article(text: str, outlet: str | None = None, published: str | None = None, id: str | None = None) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(id or f"a-{digest[:8]}", outlet, None, None, published, None, "en", text, digest, "")


def split_all(articles: Sequence[Article]) -> list[Sentence]:
    found = [sentence for article in articles for sentence in split_sentences(article)]
    return sorted(found, key=lambda sentence: (sentence.article, sentence.start))


def group(articles: Sequence[Article], days: float | None = None) -> list[tuple[str, ...]]:
    sentences = split_all(articles)
    leads = choose_leads(articles, sentences)
    texts = [sentences[k].text for k in leads]
    vectors = WordEncoder().encode(texts, lambda done, total: None) if leads else np.zeros((0, 0), np.float32)
    return group_articles(articles, sentences, leads, vectors, days)


def ids(articles: Sequence[Article]) -> tuple[str, ...]:
    return tuple(sorted(article.id for article in articles))


def test_two_earthquakes_are_two_stories() -> None:
    tarn, kelva = [make_article(text) for text in TARN], [make_article(text) for text in KELVA]
    assert set(group([*tarn, *kelva])) == {ids(tarn), ids(kelva)}


def test_one_event_told_in_other_words_is_one_story() -> None:
    ferry = [make_article(text) for text in IN_OTHER_WORDS]
    assert group(ferry) == [ids(ferry)]


def test_an_article_about_something_else_is_its_own_story_and_comes_last() -> None:
    tarn, odd = [make_article(text) for text in TARN], make_article(BUDGET)
    assert group([odd, *tarn]) == [ids(tarn), (odd.id,)]


def test_most_outlets_come_first_then_most_articles() -> None:
    many = [make_article(text, outlet) for text, outlet in zip(TARN, ("Post", "Post", "Post", "Post"), strict=True)]
    few = [make_article(text, outlet) for text, outlet in zip(IN_OTHER_WORDS, "ABC", strict=True)]
    assert group([*many, *few, make_article(BUDGET, "Post")])[:2] == [ids(few), ids(many)]


def test_a_story_runs_over_days_unless_asked_otherwise() -> None:
    early = [make_article(text, published="2031-03-03T08:00:00") for text in TARN[:2]]
    late = [make_article(text, published="2031-03-09") for text in TARN[2:]]
    undated = make_article(TARN[0] + " More soon.")
    assert group([*early, *late]) == [ids([*early, *late])]
    assert set(group([*early, *late], days=3)) == {ids(early), ids(late)}
    assert group([*early, undated], days=0) == [ids([*early, undated])]


def test_the_same_text_is_one_story_however_far_apart_and_however_little_it_says() -> None:
    for text in (TARN[0], "The The The\n\nThe"):
        first, second = make_article(text, "A", "2031-03-03", "A"), make_article(text, "B", "2031-05-01", "B")
        assert group([first, second]) == group([first, second], days=7) == [("A", "B")]


def test_a_later_version_is_kept_apart_when_asked() -> None:
    first = make_article(TARN[0], "A", "2031-03-03", "A")
    second = make_article(TARN[0] + " More soon.", "B", "2031-05-01", "B")
    assert group([first, second]) == [("A", "B")]
    assert group([first, second], days=7) == [("A",), ("B",)]


def test_years_of_publication_tell_two_earthquakes_in_one_place_apart() -> None:
    old = [make_article(text, published="2012-03-03") for text in TARN]
    new = [make_article(text.replace("40 people", "9 people"), published="2031-03-03") for text in TARN]
    assert set(group([*old, *new])) == {ids(old), ids(new)}


def test_one_article_and_none() -> None:
    assert group([make_article(BUDGET)]) == [ids([make_article(BUDGET)])]
    assert group([]) == []


def test_articles_without_a_sentence_have_no_story() -> None:
    assert group([make_article(BUDGET), make_article("", id="empty")]) == [ids([make_article(BUDGET)])]


def test_leads_are_the_headline_and_two_sentences() -> None:
    articles = [make_article(TARN[0], id="b"), make_article("Too short.", id="a")]
    sentences = split_all(articles)
    texts = [sentences[k].text for k in choose_leads(articles, sentences)]
    assert texts[0] == "Too short."
    assert [text.split()[0] for text in texts[1:]] in (["Quake", "An", "The"], ["An", "The"])


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 11), min_size=1), st.integers(0, 2**16))
def test_any_order_gives_the_same_partition(chosen: set[int], seed: int) -> None:
    articles = [make_article([*TARN, *KELVA, *IN_OTHER_WORDS, BUDGET][k]) for k in sorted(chosen)]
    found = group(articles)
    assert sorted(id for story in found for id in story) == list(ids(articles))
    random.Random(seed).shuffle(articles)
    assert group(articles) == found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 7), st.integers(1, 12))
def test_reprints_join_their_story(number: int, copies: int) -> None:
    texts = [*TARN, *KELVA]
    reprints = [make_article(texts[number], f"Paper {k}", id=f"copy-{k:02}") for k in range(copies)]
    articles = [make_article(text) for text in texts]
    story = next(story for story in group([*articles, *reprints]) if articles[number].id in story)
    assert set(story) == set(ids(articles[:4] if number < 4 else articles[4:])) | set(ids(reprints))


def test_without_a_headline_the_title_is_what_tells_something_by_itself() -> None:
    texts = ["“Says who?”", "“Says who?”", "The lawyer of the mayor was asked about the polls on Monday."]
    sentences = [Sentence(f"a-{k % 2}", 100 * k, 100 * k + len(text), text, k, "body") for k, text in enumerate(texts)]
    articles = [Article(f"a-{k}", None, None, None, None, None, "en", "", "", "a.txt") for k in range(2)]
    story = make_story("story-1", ["a-0", "a-1"], articles, sentences, [(0, [0, 1]), (2, [2])])
    assert story.title == texts[2]
    assert make_story("story-1", ["a-0", "a-1"], articles, sentences, [(0, [0, 1])]).title == texts[0]


def test_without_a_headline_the_lead_names_the_story_and_no_appeal_at_the_end() -> None:
    texts = ["The ferry Aurora ran aground off Lowmere on Monday.", "Divers found no leak in the hull of the ship."]
    appeal = "Anyone who saw the accident is asked to call the coastguard."
    told = [[*texts, appeal], [texts[0].replace("ran", "has run"), "Nobody on board the ferry was hurt.", appeal]]
    told.append(["A storm had been forecast for the coast.", "The harbour of Lowmere was closed.", appeal])
    sentences = [
        Sentence(f"a-{n}", 100 * k, 100 * k + len(text), text, k, "body")
        for n, rows in enumerate(told)
        for k, text in enumerate(rows)
    ]
    clusters = [(0, [0, 3]), (1, [1]), (2, [2, 5, 8]), (4, [4]), (6, [6]), (7, [7])]
    articles = [Article(f"a-{n}", None, None, None, None, None, "en", "", "", "") for n in range(3)]
    assert make_story("story-1", ["a-0", "a-1", "a-2"], articles, sentences, clusters).title == texts[0]


def test_the_title_is_the_headline_that_shares_most_words() -> None:
    assert choose_title(["Quake hits Orsenna", "Quake hits Tarn valley", "Live updates"], "") == "Quake hits Orsenna"
    assert choose_title([], "A  quake struck.") == "A quake struck."
    assert choose_title(["Quake hits Tarn â€œvalleyâ€\x9d", "Night of fear"], "") == "Night of fear"


@pytest.mark.slow
def test_look_alike_stories_are_kept_apart_by_their_words_alone(data_folder: Path, record_property) -> None:
    """Without the vectors, which take half a minute here and add .01; the benchmark gives the figure with them."""
    labelled = read_labelled(data_folder / "stories" / "ecbplus-odd-topics.jsonl")
    f1 = score_bcubed(labelled.story, group_all(labelled, lambda texts: np.zeros((len(texts), 1), np.float32)))[2]
    record_property("F1", f1)
    assert f1 >= FLOORS["ecbplus-odd-topics, words alone"]


@pytest.mark.slow
def test_stories_of_many_outlets_are_found(data_folder: Path, tmp_path: Path, record_property) -> None:
    labelled = read_labelled(data_folder / "stories" / "groundnews-0-2.jsonl")
    with open_cache(tmp_path) as cache:
        encoder = load_encoder(DEFAULT.model)
        groups = group_all(labelled, lambda texts: embed_texts(texts, encoder, cache, lambda done, total: None))
    f1 = score_bcubed(labelled.story, groups)[2]
    record_property("F1", f1)
    assert f1 >= FLOORS["groundnews-0-2"]


@pytest.mark.slow
def test_a_batch_about_one_event_is_not_torn(data_folder: Path, record_property) -> None:
    """By words alone; of the ten that fall apart most hold an article about something else."""
    stories = [story for story in read_train(data_folder) if story.sentences]
    whole = sum(len(group_all(s, lambda texts: np.zeros((len(texts), 1), np.float32))) == 1 for s in stories)
    record_property("whole", whole / len(stories))
    assert whole / len(stories) >= FLOORS["statements/train, whole"]
