"""Weights in 6 bits: whole numbers from -31 to 31, and a float16 scale for every 64 of a row.

Rounding to nearest with one scale a group is what needs no data (Dettmers and Zettlemoyer 2023, arXiv:2212.09720); at
6 bits the cosine of two sentences moves by up to .03. What is no matrix, or too narrow, stays as float16.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def unpack(packed: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The weights by name, float32, each within half a step of what was packed."""
    weights = {}
    for name, array in packed.items():
        if name.endswith(_CODES):
            own = name.removesuffix(_CODES)
            weights[own] = _unpack_matrix(array, packed[own + _SCALES])
        elif not name.endswith(_SCALES):
            weights[name] = array.astype(np.float32)
    return weights


def _unpack_matrix(codes: np.ndarray, scales: np.ndarray) -> np.ndarray:
    three = codes.reshape(len(codes), -1, 3)
    x, y, z = (three[..., k] for k in range(3))
    four = np.stack([x >> 2, (x & 3) << 4 | y >> 4, (y & 15) << 2 | z >> 6, z & 63], axis=2)
    groups = four.reshape(len(codes), -1, _GROUP).astype(np.float32) - 32
    return (groups * scales.astype(np.float32)[..., None]).reshape(len(codes), -1)
