"""Vectors come from the cache where they can, and nobody can tell."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from summarize.cache import content_key, open_cache
from summarize.errors import ModelError
from summarize.same.embed import embed_texts, plain_text
from summarize.same.encoder import load_encoder
from tests.conftest import WordEncoder


def nothing(done: int, total: int) -> None:
    pass


def embed(texts: list[str], encoder: WordEncoder, folder: Path) -> np.ndarray:
    with open_cache(folder) as cache:
        return embed_texts(texts, encoder, cache, nothing)


def test_a_second_run_encodes_nothing_and_gives_the_same_bits(tmp_path: Path) -> None:
    encoder = WordEncoder()
    first = embed(["One bridge.", "Two bridges."], encoder, tmp_path)
    encoder.encoded.clear()
    assert np.array_equal(embed(["Two bridges.", "One bridge."], encoder, tmp_path), first[::-1])
    assert encoder.encoded == []


def test_identical_sentences_are_encoded_once_whatever_their_quotes_look_like(tmp_path: Path) -> None:
    encoder = WordEncoder()
    vectors = embed(["“Stay,” he said.", '"Stay," he said.', '"Stay,"  he\u00a0said.'], encoder, tmp_path)
    assert encoder.encoded == ['"Stay," he said.']
    assert np.array_equal(vectors[0], vectors[1])
    assert plain_text("Kyiv’s — “x”") == 'Kyiv\'s - "x"'


def test_another_model_does_not_see_the_vectors_of_the_first(tmp_path: Path) -> None:
    encoder, other = WordEncoder(), WordEncoder()
    other.fingerprint = "words-2"
    embed(["One bridge."], encoder, tmp_path)
    embed(["One bridge."], other, tmp_path)
    assert other.encoded == ["One bridge."]


def test_no_text_gives_no_vector(tmp_path: Path) -> None:
    assert len(embed([], WordEncoder(), tmp_path)) == 0


def test_a_damaged_cache_is_put_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "cache.db").write_bytes(b"this is no database" * 1000)
    assert len(embed(["One bridge."], WordEncoder(), tmp_path)) == 1
    assert "damaged" in caplog.text
    assert (tmp_path / "cache.damaged").exists()
    with sqlite3.connect(tmp_path / "cache.db") as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    connection.close()


def test_a_cache_that_is_damaged_while_it_is_open_is_put_aside_when_it_is_opened_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = [f"Bridge number {n} was closed." for n in range(200)]
    before = embed(texts, WordEncoder(), tmp_path)
    path = tmp_path / "cache.db"
    with pytest.raises(OSError, match=r"cache\.db"), open_cache(tmp_path) as cache:
        path.write_bytes(path.read_bytes()[:4096] + b"no page" * 9000)
        cache.vectors([bytes([n]) * 16 for n in range(200)])
    assert np.array_equal(embed(texts, WordEncoder(), tmp_path), before)
    assert "damaged" in caplog.text and (tmp_path / "cache.damaged").exists()


def test_a_cache_with_a_damaged_page_is_put_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    texts = [f"Bridge number {n} was closed." for n in range(200)]
    before = embed(texts, WordEncoder(), tmp_path)
    path = tmp_path / "cache.db"
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] + bytes(range(256)) * 16 + raw[len(raw) // 2 + 4096 :])
    assert np.array_equal(embed(texts, WordEncoder(), tmp_path), before)
    assert "damaged" in caplog.text


def test_a_full_disk_is_an_error_of_the_system_not_of_the_database(tmp_path: Path) -> None:
    vectors = {bytes([n]) * 16: np.ones(1000, dtype=np.float32) for n in range(50)}
    with pytest.raises(OSError, match="full"), open_cache(tmp_path) as cache:
        cache._connection.execute("PRAGMA max_page_count = 8")
        cache.add_vectors(vectors)


def test_a_model_that_is_not_there_is_refused_without_asking_the_network() -> None:
    with pytest.raises(ModelError, match="hf download nobody/no-such-model"):
        load_encoder("nobody/no-such-model")


def test_a_packaged_model_with_other_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    monkeypatch.setattr("summarize.same.encoder._packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="reinstall"):
        load_encoder("all-MiniLM-L6-v2").encode(["A text."], nothing)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(str(tmp_path)).encode(["A text."], nothing)


def test_a_folder_with_a_name_that_is_no_text_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "\udcff.bin").write_bytes(b"")
    with pytest.raises(ModelError, match=r"SentenceTransformer\.save"):
        load_encoder(str(tmp_path)).encode(["The ferry ran aground."], nothing)


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it() -> None:
    encoder = load_encoder("all-MiniLM-L6-v2")
    texts = [f"The council of {place} closed its bridges." for place in ("Ald", "Brisk", "New Calder", "Dun", "East")]
    alone = np.concatenate([encoder.encode([text], nothing) for text in texts])
    together = encoder.encode([*texts, "Nobody was hurt.", "The vote is on Monday, the mayor of Brisk said."], nothing)
    assert np.array_equal(alone, together[: len(texts)])
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-6)


def test_a_result_is_made_once_for_a_key(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return [len(made)]

    for _ in range(2):
        with open_cache(tmp_path) as cache:
            assert cache.result(content_key("a"), list[int], make) == [1]
    with open_cache(tmp_path) as cache:
        assert cache.result(content_key("b"), list[int], make) == [2]
