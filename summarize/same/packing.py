"""Weights in 6 bits: whole numbers from -31 to 31, and a float16 scale for every 64 of a row.

Rounding to nearest with one scale a group is what needs no data (Dettmers and Zettlemoyer 2023, arXiv:2212.09720); at
6 bits the cosine of two sentences moves by up to .03. What is no matrix, or too narrow, stays as float16.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

_GROUP = 64
_MOST = 31
_CODES, _SCALES = ".codes", ".scales"


def pack(weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays of floats by name, packed: a matrix (n, m) becomes uint8 (n, 3 m / 4) and float16 (n, m / 64)."""
    packed = {}
    for name, weight in weights.items():
        if weight.ndim != 2 or weight.shape[1] % _GROUP:
            packed[name] = weight.astype(np.float16)
            continue
        groups = weight.astype(np.float32).reshape(len(weight), -1, _GROUP)
        scales = (np.abs(groups).max(2) / _MOST).astype(np.float16)
        steps = np.maximum(scales.astype(np.float32), 1e-8)[..., None]
        codes = np.clip(np.rint(groups / steps), -_MOST, _MOST).astype(np.int8) + 32
        four = codes.astype(np.uint8).reshape(len(weight), -1, 4)
        a, b, c, d = (four[..., k] for k in range(4))
        three = np.stack([a << 2 | b >> 4, (b & 15) << 4 | c >> 2, (c & 3) << 6 | d], axis=2)
        packed[name + _CODES], packed[name + _SCALES] = three.reshape(len(weight), -1), scales
    return packed


def unpack(packed: Mapping[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    """Each weight's name, and the weight, float32, within half a step of what was packed; one after the other, so that
    a caller who wants them otherwise need not hold all."""
    for name, array in packed.items():
        if name.endswith(_CODES):
            own = name.removesuffix(_CODES)
            yield own, _unpack_matrix(array, packed[own + _SCALES])
        elif not name.endswith(_SCALES):
            yield name, array.astype(np.float32)


def _unpack_matrix(codes: np.ndarray, scales: np.ndarray) -> np.ndarray:
    # Three contiguous planes of bytes, which numpy works on many at a time.
    x, y, z = (np.ascontiguousarray(codes.reshape(-1, 3)[:, k]) for k in range(3))
    four = np.empty((len(x), 4), dtype=np.uint8)
    four[:, 0], four[:, 1] = x >> 2, (x & 3) << 4 | y >> 4
    four[:, 2], four[:, 3] = (y & 15) << 2 | z >> 6, z & 63
    groups = four.reshape(len(codes), -1, _GROUP).astype(np.float32)
    groups -= 32
    groups *= scales.astype(np.float32)[..., None]
    return groups.reshape(len(codes), -1)
