"""Vectors for the sentences of a batch, each different text once, from the cache where it has been seen before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from summarize.cache import Cache, content_key
from summarize.same.encoder import Encoder
from summarize.types import Progress

_STRAIGHT = str.maketrans("“”„«»‘’‚‹›–—−\u00a0", "\"\"\"\"\"'''''--- ")
# So many are encoded before they are stored: what a killed run loses is at most this.
_STORE_EVERY = 1024


def plain_text(text: str) -> str:
    """What is embedded and compared: outlets differ in the look of quotes, dashes and spaces, which says nothing."""
    return " ".join(text.translate(_STRAIGHT).split())


def embed_texts(texts: Sequence[str], encoder: Encoder, cache: Cache, progress: Progress) -> np.ndarray:
    """float32 unit vectors, shape (len(texts), dimensions), in the order of `texts`."""
    plain = [plain_text(text) for text in texts]
    keys = {text: content_key(encoder.fingerprint, text) for text in plain}
    known = cache.vectors(list(keys.values()))
    missing = sorted(text for text, key in keys.items() if key not in known)
    for start in range(0, len(missing), _STORE_EVERY):
        chunk = missing[start : start + _STORE_EVERY]
        encoded = encoder.encode(chunk, lambda done, _, before=start: progress(before + done, len(missing)))
        fresh = {keys[text]: vector for text, vector in zip(chunk, encoded, strict=True)}
        cache.add_vectors(fresh)
        known |= fresh
    return np.stack([known[keys[text]] for text in plain]) if plain else np.zeros((0, 0), dtype=np.float32)
