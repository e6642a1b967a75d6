"""The second look: a larger model reads what the small one's vectors leave open, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from summarize.same.compare import measure_sentences
from summarize.same.decision import choose_decision, describe_limits, find_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import PACKAGED, TRAINED, load_encoder
from summarize.same.evidence import READ_FEATURES, measure_reading
from summarize.same.packing import pack, unpack
from summarize.same.reader import Reader, find_reader
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
    back = unpack(pack({"w": weight}))["w"]
    steps = np.abs(weight.reshape(rows, groups, 64)).max(2, keepdims=True) / 31
    assert (np.abs(back - weight).reshape(rows, groups, 64) <= 0.52 * steps + 1e-6).all()


def test_what_is_packed_takes_six_bits_and_a_quarter_and_narrow_arrays_stay_as_they_are() -> None:
    weights = {"wide": np.zeros((8, 768), np.float32), "narrow": np.ones((8, 12), np.float32), "bias": np.ones(5)}
    packed = pack(weights)
    assert sum(packed[name].nbytes for name in packed if name.startswith("wide")) * 8 == 8 * 768 * 6.25
    assert {name: array.tolist() for name, array in unpack(packed).items()} == {
        name: array.tolist() for name, array in weights.items()
    }


@pytest.mark.parametrize("halves", [False, True])
def test_a_vector_does_not_depend_on_what_is_read_beside_it(halves: bool) -> None:
    reader = replace(find_reader(), halves=halves)
    texts = [sentence.text for sentence in SENTENCES]
    alone = np.concatenate([reader.encode([text], nothing) for text in texts])
    assert np.array_equal(alone, reader.encode([*texts[::-1], "It rained."], nothing)[len(texts) - 1 :: -1])
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-6)


def look(decision: same.Decision, folder: Path) -> tuple[dict[tuple[int, int], float], list[str]]:
    """The probabilities of the pairs, and what was read again."""
    heard: list[str] = []

    def read(texts: Sequence[str]) -> np.ndarray:
        heard.extend(texts)
        return find_reader().encode(texts, nothing)

    with open_cache(folder) as cache:
        vectors = embed_texts([s.text for s in SENTENCES], load_encoder(TRAINED), cache, nothing)
    pairs, found, _ = measure_sentences(SENTENCES, vectors, decision, read)
    return {(int(i), int(j)): float(p) for (i, j), p in zip(pairs, found, strict=True)}, heard


def test_only_sentences_of_unclear_pairs_are_read_again(tmp_path: Path) -> None:
    first, heard = look(choose_decision(TRAINED, read=False), tmp_path)
    assert not heard
    both, heard = look(choose_decision(TRAINED), tmp_path)
    assert sorted(heard) == sorted([TEXTS["a"][0], TEXTS["b"][0]])
    assert both[0, 2] > 0.6 and {pair: p for pair, p in both.items() if p != first[pair]}.keys() == {(0, 2)}
    assert look(replace(choose_decision(TRAINED), open=1.0), tmp_path) == (first, [])


def test_pairs_have_every_feature_of_the_reading_and_none_has_none() -> None:
    vectors = np.eye(4, dtype=np.float32)
    measured = measure_reading(vectors, np.array([0, 0, 1, 1]), np.array([[0, 2], [0, 3], [1, 2]]))
    assert measured.shape == (3, len(READ_FEATURES)) and np.isfinite(measured).all()
    assert measure_reading(vectors, np.zeros(4, int), np.zeros((0, 2), int)).shape == (0, len(READ_FEATURES))


def test_a_run_finds_the_decision_it_was_made_with() -> None:
    for read in (True, False):
        decision = choose_decision(TRAINED, read)
        another_version = f"{decision.name[:-12]}{'0' * 12}"
        assert find_decision(Model(TRAINED, "", decision.name)) == decision
        assert find_decision(Model(TRAINED, "", another_version)) == decision
    assert choose_decision(TRAINED).name != choose_decision(TRAINED, read=False).name
    assert choose_decision(PACKAGED) == choose_decision(PACKAGED, read=False)


def test_without_a_reader_the_first_look_decides_and_the_manifest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same, "find_reader", lambda: None)
    assert choose_decision(TRAINED) == choose_decision(TRAINED, read=False)
    assert "not installed" in describe_limits(TRAINED)[0]
    assert describe_limits(PACKAGED) == describe_limits(TRAINED, read=False) == []
    assert same.BOTH.second and same.BOTH.open < 1  # what the training trains with, reader or not


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
