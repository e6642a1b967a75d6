"""The decision, on a story of our own: what must be joined, what must not, and what it may depend on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from summarize.cache import open_cache
from summarize.same import decision as same
from summarize.same.compare import compare_stories, find_first, measure_sentences
from summarize.same.decision import GENERAL, UNTRAINED, choose_decision, describe_limits
from summarize.same.embed import embed_texts
from summarize.same.encoder import PACKAGED, TRAINED, load_encoder
from summarize.same.evidence import FEATURES, candidate_pairs, measure_pairs
from summarize.same.forest import load_model, score_pairs
from summarize.text.traits import read_traits
from summarize.types import Model, Sentence
from tests.conftest import WordEncoder


def nothing(done: int, total: int) -> None:
    pass


STORY = {
    "a": [
        "The dam above Calder burst early on Saturday, flooding the lower town and forcing 3,000 people to flee.",
        "Governor Ines Varga declared a state of emergency on Saturday afternoon.",
        '"We had ten minutes to get out," said Tom Reed, who runs the bakery on Mill Street.',
        "The company that owns the dam denied that it had ignored warnings.",
        "Varga will visit the town on Sunday.",
        "Calder last flooded in 1953, when eleven people died.",
    ],
    "b": [
        "Some 3,000 residents fled their homes on Saturday after a dam above the town of Calder burst.",
        "The governor, Ines Varga, has declared a state of emergency.",
        "Baker Tom Reed said: “We had ten minutes to get out.”",
        "Inspectors had warned the company that owns the dam three times about cracks.",
        "Trains between Calder and Eastwick are suspended until further notice.",
    ],
    "c": [
        "A dam burst above Calder before dawn on Saturday and the lower town was flooded.",
        "A state of emergency was declared by Governor Varga.",
        "The dam's owner rejected claims that it had ignored warnings.",
        "Volunteers handed out soup in the school gym.",
    ],
}
WORDS = Model("words", "words-1", GENERAL.name)
SENTENCES = [
    Sentence(article, n * 200, n * 200 + len(text), text, n, "body")
    for article, texts in STORY.items()
    for n, text in enumerate(texts)
]


def at(article: str, number: int) -> int:
    return next(k for k, s in enumerate(SENTENCES) if s.article == article and s.line == number)


@pytest.fixture(scope="module")
def probability(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    with open_cache(tmp_path_factory.mktemp("cache")) as cache:
        encoder = load_encoder(TRAINED)
        model = Model(encoder.name, encoder.fingerprint, choose_decision(encoder.name).name)
        vectors = embed_texts([s.text for s in SENTENCES], encoder, cache, nothing)
        pairs, found = compare_stories([(SENTENCES, vectors)], model, cache, nothing)[0]
    table = np.zeros((len(SENTENCES), len(SENTENCES)))
    table[pairs[:, 0], pairs[:, 1]] = table[pairs[:, 1], pairs[:, 0]] = found
    return table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", 0), ("b", 0)),
        (("a", 1), ("b", 1)),
        (("a", 1), ("c", 1)),
        (("a", 2), ("b", 2)),
        (("a", 3), ("c", 2)),
    ],
)
def test_the_same_statement_is_likely(probability: np.ndarray, one: tuple[str, int], other: tuple[str, int]) -> None:
    assert probability[at(*one), at(*other)] > 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", 3), ("b", 3)),  # a denial, and what it denies
        (("a", 4), ("b", 1)),  # two acts of one person
        (("a", 0), ("a", 5)),  # two floods of one town
        (("b", 4), ("c", 3)),
        (("a", 2), ("c", 3)),
    ],
)
def test_another_statement_is_not(probability: np.ndarray, one: tuple[str, int], other: tuple[str, int]) -> None:
    assert probability[at(*one), at(*other)] < 0.26


def test_a_story_seen_before_is_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = WordEncoder().encode([s.text for s in SENTENCES], nothing)
    with open_cache(tmp_path) as cache:
        first = compare_stories([(SENTENCES, vectors)], WORDS, cache, nothing)[0]
        monkeypatch.setattr("summarize.same.compare.read_traits", None)
        again = compare_stories([(SENTENCES, vectors)], WORDS, cache, nothing)[0]
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
        with pytest.raises(TypeError):
            compare_stories([(SENTENCES[:-1], vectors[:-1])], WORDS, cache, nothing)


def test_every_pair_has_every_feature_whatever_the_blocks_are(monkeypatch: pytest.MonkeyPatch) -> None:
    traits = read_traits([s.text for s in SENTENCES])
    vectors = WordEncoder().encode([s.text for s in SENTENCES], nothing)
    articles, everything = np.unique([s.article for s in SENTENCES], return_inverse=True)[1], np.arange(len(SENTENCES))
    pairs = candidate_pairs(vectors, traits, everything, most=20, floor=0.4)
    whole = np.concatenate([f for _, f in measure_pairs(traits, vectors, articles, pairs)])
    assert whole.shape == (len(pairs), len(FEATURES))
    assert np.isfinite(whole).all()
    monkeypatch.setattr("summarize.same.evidence._PAIRS", 7)
    monkeypatch.setattr("summarize.same.evidence._ROWS", 4)
    assert np.array_equal(candidate_pairs(vectors, traits, everything, most=20, floor=0.4), pairs)
    small = np.concatenate([f for _, f in measure_pairs(traits, vectors, articles, pairs)])
    assert np.array_equal(small, whole)


def test_one_sentence_and_none_have_no_pairs(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        for sentences in (SENTENCES[:1], []):
            vectors = np.ones((len(sentences), 3), dtype=np.float32)
            pairs, probabilities = compare_stories([(sentences, vectors)], WORDS, cache, nothing)[0]
            assert pairs.shape == (0, 2) and probabilities.shape == (0,)


def test_sentences_without_a_word_are_no_obstacle(tmp_path: Path) -> None:
    odd = [Sentence("a", k * 9, k * 9 + 3, text, k, "body") for k, text in enumerate(["3.5", "…!?", "“”", "🚢 é", "-"])]
    with open_cache(tmp_path) as cache:
        pairs, probabilities = compare_stories([(odd, np.eye(5, dtype=np.float32))], WORDS, cache, nothing)[0]
        assert len(pairs) == len(probabilities)


def test_a_decision_is_named_by_its_weights_and_code_and_belongs_to_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, general = choose_decision(TRAINED), choose_decision(PACKAGED)
    assert own.name != general.name and general.name.startswith("evidence-")
    assert describe_limits(TRAINED) == describe_limits(PACKAGED) == []
    assert choose_decision("another/model") == general and "another model" in describe_limits("another/model")[0]
    named = general.name
    copied = shutil.copytree(same._PACKAGE, tmp_path / "summarize")
    monkeypatch.setattr(same, "_PACKAGE", copied)
    same._hash_files.cache_clear()
    assert general.name == named
    (copied / "same" / "evidence.py").write_text((copied / "same" / "evidence.py").read_text() + "\n")
    same._hash_files.cache_clear()
    assert general.name != named
    same._hash_files.cache_clear()


def test_sentences_in_the_same_words_are_compared_once() -> None:
    texts = ["“No,” he said.", "The vote is on Monday.", '"No,"  he said.', "The vote is on Monday."]
    repeated = [Sentence("a", k * 99, k * 99 + len(t), t, k, "body") for k, t in enumerate(texts)]
    assert find_first(repeated).tolist() == [0, 1, 0, 1]


def test_a_value_beyond_what_training_has_seen_weighs_no_more_than_the_furthest_it_has() -> None:
    model = load_model(same.WEIGHTS / GENERAL.weights)
    far, furthest = model.mean.copy(), model.mean.copy()
    articles = FEATURES.index("articles")
    far[articles], furthest[articles] = 1000, model.most[articles]
    assert model.most[articles] < 1000
    assert np.array_equal(score_pairs(model, far[None]), score_pairs(model, furthest[None]))


def test_what_a_hundred_outlets_reprint_is_still_found_in_other_words(tmp_path: Path) -> None:
    reprints = [replace(s, article=f"r{n:03}") for n in range(100) for s in SENTENCES if s.article == "a"]
    sentences = sorted([*SENTENCES, *reprints], key=lambda s: (s.article, s.start))
    with open_cache(tmp_path) as cache:
        encoder = load_encoder(TRAINED)
        model = Model(encoder.name, encoder.fingerprint, choose_decision(encoder.name).name)
        vectors = embed_texts([s.text for s in sentences], encoder, cache, nothing)
        pairs, found = compare_stories([(sentences, vectors)], model, cache, nothing)[0]
    assert len(pairs) < 200
    likely = {tuple(sorted((sentences[i].text, sentences[j].text))) for i, j in pairs[found > 0.3]}
    for one, other in (((0, "a"), (0, "b")), ((1, "a"), (1, "c")), ((2, "a"), (2, "b"))):
        assert tuple(sorted((STORY[one[1]][one[0]], STORY[other[1]][other[0]]))) in likely


def test_without_the_trained_weights_words_and_vectors_decide_and_the_manifest_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same, "WEIGHTS", tmp_path)
    decision = choose_decision(PACKAGED)
    assert decision == UNTRAINED and decision.name.startswith("untrained-")
    assert "not installed" in describe_limits(PACKAGED)[0]
    vectors = WordEncoder().encode([s.text for s in SENTENCES], nothing)
    with open_cache(tmp_path) as cache:
        pairs, probabilities, _ = measure_sentences(SENTENCES, vectors, decision, cache)
    found = {(i, j): p for (i, j), p in zip(pairs.tolist(), probabilities, strict=True)}
    assert found[at("a", 1), at("b", 1)] > 0.5 > found.get((at("a", 0), at("b", 3)), 0.0)


def test_without_the_trained_layers_the_packaged_model_takes_their_place_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarize.same.encoder.UPPER", tmp_path / "gone.safetensors")
    assert load_encoder(TRAINED).name == PACKAGED
