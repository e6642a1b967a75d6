"""How likely two sentences make the same statement: the seam where the product's one decision is made.

Everything before it finds sentences, everything behind it works with the probabilities.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from summarize.cache import Cache, content_key
from summarize.evidence import candidate_pairs, measure_pairs
from summarize.forest import load_model, score_pairs
from summarize.traits import read_traits
from summarize.types import Progress, Sentence

_HERE = Path(__file__).parent
# Features that are measured in another way are another decision; the cache must not give the old one's answers.
_DECIDES = ("weights/evidence.npz", "weights/background.json", "traits.py", "evidence.py", "forest.py")


@functools.cache
def decision_name() -> str:
    """Names the decision by its weights and its code: equal names, equal probabilities for equal input."""
    hashed = hashlib.sha256()
    for name in _DECIDES:
        hashed.update((_HERE / name).read_bytes())
    return f"evidence-{hashed.hexdigest()[:12]}"


def compare_sentences(
    sentences: Sequence[Sentence], vectors: np.ndarray, fingerprint: str, cache: Cache, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of one story that may be the same statement, int64 (m, 2) with i < j, and their probabilities (m,).

    sentences: sorted by article and start; vectors: their unit rows, made by the model `fingerprint` stands for. A
    pair that is not named has probability 0. Whether two sentences say the same depends on what else the story says
    (names that occur everywhere are no evidence), so the result is cached by the content of the whole story.
    """
    key = content_key(decision_name(), fingerprint, *(part for s in sentences for part in (s.article, s.text)))
    known = cache.pairs(key)
    if known is not None:
        return known
    traits = read_traits([sentence.text for sentence in sentences])
    pairs = candidate_pairs(vectors, traits)
    articles = np.unique([sentence.article for sentence in sentences], return_inverse=True)[1]
    model, probabilities = load_model(_HERE / "weights" / "evidence.npz"), np.zeros(len(pairs))
    for block, features in measure_pairs(traits, vectors, articles, pairs):
        probabilities[block] = score_pairs(model, features)
        progress(block.stop, len(pairs))
    cache.add_pairs(key, pairs, probabilities)
    return pairs, probabilities
