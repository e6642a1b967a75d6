"""The second and the third look: a larger model reads what the first leaves open, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from summarize.cache import open_cache
from summarize.errors import ModelError
from summarize.explain import explain_statement
from summarize.pipeline import brief
from summarize.same import decision as same
from summarize.same.compare import are_of_a_kind, compare_stories, look_at
from summarize.same.decision import choose_decision, describe_limits, find_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import PACKAGED, TRAINED, load_encoder
from summarize.same.evidence import PAIR_FEATURES, READ_FEATURES, measure_odds, measure_reading
from summarize.same.packing import pack, unpack
from summarize.same.pair_reader import PairReader, find_pair_reader, score_texts
from summarize.same.reader import FOLDER, Reader, find_reader, load_reader
from summarize.settings import Settings
from summarize.tables import read_object
from summarize.types import Manifest, Model, Sentence

TEXTS = {
    "a": ["The mayor of Lowmere stepped down on Monday after the audit.", "Buses were late again in Eastwick."],
    "b": ["Lowmere's mayor resigned on Monday, days after the audit.", "A cat was rescued from a roof in Calder."],
}
SENTENCES = [
    Sentence(article, n * 99, n * 99 + len(text), text, n, "body")
    for article, texts in TEXTS.items()
    for n, text in enumerate(texts)
]


def nothing(done: int, total: int) -> None:
    pass


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 3), st.floats(1e-3, 1e3))
def test_packed_weights_come_back_within_half_a_step(seed: int, rows: int, groups: int, size: float) -> None:
    weight = (np.random.default_rng(seed).normal(size=(rows, 64 * groups)) * size).astype(np.float32)
    back = dict(unpack(pack({"w": weight})))["w"]
    steps = np.abs(weight.reshape(rows, groups, 64)).max(2, keepdims=True) / 31
    assert (np.abs(back - weight).reshape(rows, groups, 64) <= 0.52 * steps + 1e-6).all()


def test_what_is_packed_takes_six_bits_and_a_quarter_and_narrow_arrays_stay_as_they_are() -> None:
    weights = {"wide": np.zeros((8, 768), np.float32), "narrow": np.ones((8, 12), np.float32), "bias": np.ones(5)}
    packed = pack(weights)
    assert sum(packed[name].nbytes for name in packed if name.startswith("wide")) * 8 == 8 * 768 * 6.25
    assert {name: array.tolist() for name, array in unpack(packed)} == {
        name: array.tolist() for name, array in weights.items()
    }


@pytest.mark.parametrize("halves", [False, True])
def test_a_vector_does_not_depend_on_what_is_read_beside_it(halves: bool) -> None:
    reader = replace(find_reader(), halves=halves)
    texts = [sentence.text for sentence in SENTENCES]
    states = load_reader(reader).states
    alone = np.concatenate([reader.encode([text], nothing) for text in texts])
    for kept in (True, False):
        if not kept:
            states.clear()
        assert np.array_equal(alone, reader.encode([*texts[::-1], "It rained."], nothing)[len(texts) - 1 :: -1])
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-6)


def look(decision: same.Decision, folder: Path) -> tuple[dict[tuple[int, int], float], list[list[str]]]:
    """The probabilities of the pairs, and the open sentences after each look."""
    with open_cache(folder) as cache:
        vectors = embed_texts([s.text for s in SENTENCES], load_encoder(TRAINED), cache, nothing)
        [looks] = look_at([(SENTENCES, vectors)], decision, cache)
    last = looks[-1]
    probabilities = {(int(i), int(j)): float(p) for (i, j), p in zip(last.pairs, last.probabilities, strict=True)}
    return probabilities, [look.left_texts() for look in looks]


def test_only_unclear_pairs_are_looked_at_again_and_what_is_clear_then_no_third_time(tmp_path: Path) -> None:
    first, heard = look(choose_decision(TRAINED, read=False), tmp_path)
    assert heard == [[]]
    full, two = choose_decision(TRAINED), [TEXTS["a"][0], TEXTS["b"][0]]
    all_three, heard = look(full, tmp_path)
    assert heard[0] == two and heard[-1] == []
    assert all_three[0, 2] > 0.6 and {pair: p for pair, p in all_three.items() if p != first[pair]}.keys() == {(0, 2)}
    doubted, heard = look(replace(full, doubt=(0.0, 1.0)), tmp_path)
    assert heard == [two, two, []] and doubted[0, 2] > 0.6
    assert look(replace(full, doubt=(1.0, 0.0)), tmp_path)[1] == [two, []]
    assert look(replace(full, open=1.0), tmp_path) == (first, [[]])


@pytest.mark.parametrize("halves", [False, True])
def test_two_sentences_are_read_together_whichever_comes_first_and_whatever_else_is_read(halves: bool) -> None:
    found = find_pair_reader()
    pair_reader = replace(found, reader=replace(found.reader, halves=halves))
    texts = [sentence.text for sentence in SENTENCES]
    pairs = list(combinations([*texts, "It rained."], 2))
    alone = np.concatenate([pair_reader.score([pair], nothing) for pair in pairs[:3]])
    load_reader(pair_reader.reader).states.clear()
    assert np.array_equal(alone, pair_reader.score(pairs, nothing)[:3])
    assert np.array_equal(alone, pair_reader.score([(b, a) for a, b in pairs[:3]], nothing))
    assert np.argmax(pair_reader.score(pairs, nothing)) == pairs.index((TEXTS["a"][0], TEXTS["b"][0]))


def test_of_the_sentences_read_last_no_more_than_so_many_tokens_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, texts = find_reader(), [f"Bus {n} was late again." for n in range(9)]
    states = load_reader(reader).states
    vectors = reader.encode(texts, nothing)
    size = len(states[texts[0]])
    monkeypatch.setattr("summarize.same.reader._KEPT", 3 * size)
    for some in ([texts[0]], texts[5:7], [texts[0]]):
        reader.encode(some, nothing)
    assert sorted(states) == sorted([texts[0], *texts[5:7]])
    assert np.array_equal(reader.encode(texts, nothing), vectors) and len(states) == 3


def test_a_damaged_pair_reader_is_refused_in_one_line(tmp_path: Path) -> None:
    for name in ("reader.safetensors", "reader-tokenizer.json"):
        (tmp_path / name).symlink_to(FOLDER / name)
    (tmp_path / "pairs.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError, match=r"pairs.safetensors: cannot be loaded \(.*\); reinstall the package$"):
        find_pair_reader(tmp_path).score([("It rained.", "It rained again.")], nothing)


def test_a_headline_and_a_sentence_are_not_read_together() -> None:
    texts = ["Mayor quits", "The mayor quit.", "Audit topples mayor", "He left, he said."]
    sentences = [Sentence("a", 9 * k, 9 * k + 1, text, k, "body") for k, text in enumerate(texts)]
    assert are_of_a_kind(sentences, np.array(list(combinations(range(4), 2)))).tolist() == [
        *(False, True, False, False, True, False),
    ]
    assert are_of_a_kind([], np.zeros((0, 2), int)).shape == (0,)


def test_what_was_read_together_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(TEXTS["a"][0], TEXTS["b"][0]), (TEXTS["a"][1], TEXTS["b"][1]), (TEXTS["b"][0], TEXTS["a"][0])]
    with open_cache(tmp_path) as cache:
        first = score_texts(pairs, find_pair_reader(), cache, nothing)
        assert first[0] == first[2] != first[1]
        monkeypatch.setattr(PairReader, "score", None)
        assert np.array_equal(score_texts(pairs[::-1], find_pair_reader(), cache, nothing), first[::-1])
        assert score_texts([], find_pair_reader(), cache, nothing).shape == (0,)


def test_stories_are_looked_at_together_as_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, decision = load_encoder(TRAINED), choose_decision(TRAINED)
    model = Model(encoder.name, encoder.fingerprint, decision.name)
    parts = [SENTENCES, SENTENCES[:1], [s for s in SENTENCES if s.line == 0], []]
    with open_cache(tmp_path / "one") as cache:
        vectors = embed_texts([s.text for s in SENTENCES], encoder, cache, nothing)
        stories = [(own, vectors[[SENTENCES.index(s) for s in own]]) for own in parts]
        together = compare_stories(stories, model, cache, nothing)
    monkeypatch.setattr("summarize.same.compare._TOGETHER", 1)
    for folder, order in ((tmp_path / "two", [0, 1, 2, 3]), (tmp_path / "three", [3, 2, 1, 0])):
        with open_cache(folder) as cache:
            apart = compare_stories([stories[k] for k in order], model, cache, nothing)
        for k, compared in zip(order, apart, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(compared, together[k], strict=True))


def test_pairs_have_every_feature_of_the_reading_and_none_has_none() -> None:
    vectors = np.eye(4, dtype=np.float32)
    measured = measure_reading(vectors, np.array([0, 0, 1, 1]), np.array([[0, 2], [0, 3], [1, 2]]))
    assert measured.shape == (3, len(READ_FEATURES)) and np.isfinite(measured).all()
    assert measure_reading(vectors, np.zeros(4, int), np.zeros((0, 2), int)).shape == (0, len(READ_FEATURES))
    closely = measure_odds(np.array([1.0, -2.0, 0.5]), np.array([0, 0, 1, 1]), np.array([[0, 2], [0, 3], [1, 2]]))
    assert closely.shape == (3, len(PAIR_FEATURES)) and np.isfinite(closely).all()
    assert measure_odds(np.zeros(0), np.zeros(4, int), np.zeros((0, 2), int)).shape == (0, len(PAIR_FEATURES))


def test_a_run_finds_the_decision_it_was_made_with() -> None:
    for read in (True, False):
        decision = choose_decision(TRAINED, read)
        another_version = f"{decision.name[:-12]}{'0' * 12}"
        assert find_decision(Model(TRAINED, "", decision.name)) == decision
        assert find_decision(Model(TRAINED, "", another_version)) == decision
    assert choose_decision(TRAINED).name != choose_decision(TRAINED, read=False).name
    assert choose_decision(PACKAGED) == choose_decision(PACKAGED, read=False)


def test_without_a_reader_the_first_look_decides_and_the_manifest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same, "find_pair_reader", lambda: None)
    assert choose_decision(TRAINED) == choose_decision(TRAINED, read=False)
    assert "not installed" in describe_limits(TRAINED)[0]
    assert describe_limits(PACKAGED) == describe_limits(TRAINED, read=False) == []
    assert same.FULL.second and same.FULL.third  # what the training trains with, reader or not


def test_a_setting_spares_the_second_look_and_explain_does_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    for outlet, texts in TEXTS.items():
        (batch / f"{outlet}.txt").write_text("\n\n".join(texts))
    monkeypatch.setattr(Reader, "encode", None)
    folder = brief(batch, tmp_path / "out", settings=Settings(reader=False))
    manifest = read_object(folder / "manifest.json", Manifest)
    assert manifest.model.decision == choose_decision(TRAINED, read=False).name
    assert "stepped down" in "\n".join(explain_statement(folder, "mayor"))


def test_a_large_batch_is_read_again_only_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    for outlet, texts in TEXTS.items():
        (batch / f"{outlet}.txt").write_text("\n\n".join(texts))
    monkeypatch.setattr("summarize.stages.READ_MOST", 1)
    for asked, read, noted in ((None, False, True), (True, True, False), (False, False, False)):
        folder = brief(batch, tmp_path / "out", f"{asked}", settings=Settings(reader=asked))
        manifest = read_object(folder / "manifest.json", Manifest)
        assert manifest.model.decision == choose_decision(TRAINED, read).name
        assert any("not read again" in note for note in manifest.notes) == noted


def test_explain_tells_how_near_the_reader_found_them(tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    for outlet, texts in TEXTS.items():
        (batch / f"{outlet}.txt").write_text("\n\n".join(texts))
    folder = brief(batch, tmp_path / "out")
    assert "; read again 0." in "\n".join(explain_statement(folder, "stepped down"))


def test_a_reader_that_is_no_model_is_refused_in_one_line(tmp_path: Path) -> None:
    save_file({"embeddings": np.zeros(3)}, tmp_path / "reader.safetensors")
    with pytest.raises(ModelError, match=r"cannot be loaded .*; reinstall the package"):
        Reader("small", "1", tmp_path).encode(["It rained."], nothing)
