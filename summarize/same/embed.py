"""Vectors for the sentences of a batch, each different text once, from the cache where it has been seen before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from summarize.cache import Cache, content_key
from summarize.same.encoder import Encoder
from summarize.types import Progress

_STRAIGHT = str.maketrans("“”„«»‘’‚‹›–—−\u00a0", "\"\"\"\"\"'''''--- ")
# So many are read before they are stored: what a killed run loses is at most this.
_STORE_EVERY = 1024
Read = TypeVar("Read", str, tuple[str, str])


def plain_text(text: str) -> str:
    """What is embedded and compared: outlets differ in the look of quotes, dashes and spaces, which says nothing."""
    return " ".join(text.translate(_STRAIGHT).split())


def embed_texts(texts: Sequence[str], encoder: Encoder, cache: Cache, progress: Progress) -> np.ndarray:
    """float32 unit vectors, shape (len(texts), dimensions), in the order of `texts`."""
    plain = [plain_text(text) for text in texts]
    keys = {text: content_key(encoder.fingerprint, text) for text in plain}
    known = fetch_vectors(keys, encoder.encode, cache, progress)
    return np.stack([known[text] for text in plain]) if plain else np.zeros((0, 0), dtype=np.float32)


def fetch_vectors(
    keys: Mapping[Read, bytes],
    read: Callable[[Sequence[Read], Progress], np.ndarray],
    cache: Cache,
    progress: Progress,
) -> dict[Read, np.ndarray]:
    """The vector of each text or pair of texts, (d,), from the cache by its key; what is new there is read and kept."""
    known = cache.vectors(list(keys.values()))
    missing = sorted(text for text, key in keys.items() if key not in known)
    for start in range(0, len(missing), _STORE_EVERY):
        chunk = missing[start : start + _STORE_EVERY]
        rows = read(chunk, lambda done, _, before=start: progress(before + done, len(missing)))
        fresh = {keys[text]: row for text, row in zip(chunk, rows, strict=True)}
        cache.add_vectors(fresh)
        known |= fresh
    return {text: known[key] for text, key in keys.items()}
