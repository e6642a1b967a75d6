"""A batch of our own writing, and an encoder that needs no model: tests of the pipeline take no ten seconds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from summarize.types import Progress

FERRY = {
    "Harbour Post": (
        "Ferry runs aground off Lowmere\n\n"
        "LOWMERE (Coast Press) — The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.\n\n"
        "Nobody was hurt, the coastguard said.\n\n"
        "Divers will inspect the hull of the Aurora on Tuesday morning.\n\n"
        "© 2031 Harbour Post. All rights reserved.\n"
    ),
    "Coast Daily": (
        "The ferry Aurora ran aground off Lowmere on Monday with 212 people on board, officials said.\n\n"
        "Nobody was hurt, the coastguard said.\n\n"
        "The company that runs the Aurora has paid three fines since 2028.\n\n"
        "Sign up for our newsletter\n"
    ),
    "Island Radio": (
        "The ferry Aurora ran aground off Lowmere on Monday with 210 people on board.\n\n"
        "Passengers were given tea and blankets in the school of Lowmere.\n"
    ),
}


class WordEncoder:
    """Every word has a fixed random direction; a text is the sum of its words'. Counts what it encodes."""

    name = "words"
    fingerprint = "words-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Progress) -> np.ndarray:
        self.encoded += texts
        progress(len(texts), len(texts))
        vectors = np.stack([sum(map(self._direction, text.lower().split())) for text in texts])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    @staticmethod
    def _direction(word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.strip(".,\"'“”").encode()).digest()[:4], "big")
        return np.random.default_rng(seed).standard_normal(64)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> WordEncoder:
    """Takes the place of the model in the pipeline."""
    words = WordEncoder()
    monkeypatch.setattr("summarize.stages.load_encoder", lambda model: words)
    return words


def write_batch(folder: Path, articles: dict[str, str]) -> Path:
    """A batch of one JSON Lines file; the outlets are the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"outlet": outlet, "text": text}) + "\n" for outlet, text in articles.items()]
    (folder / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    return write_batch(tmp_path / "ferry", FERRY)


@pytest.fixture
def jsonl() -> Callable[[Path], list[dict]]:
    return lambda path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The labelled data; they are publishers' texts and no part of the project."""
    folder = os.environ.get("SUMMARIZE_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SUMMARIZE_DATA names no folder with the labelled data")
    return Path(folder)
