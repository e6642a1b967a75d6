"""The reader over both sentences of a pair at once, for the pairs that two looks leave in doubt.

Each sentence goes through the reader's lower half by itself, and both together through the upper half (MacAvaney et al.
2020, arXiv:2004.14255), whose weights are changed for that by matrices of low rank (Hu et al. 2021, arXiv:2106.09685).
Within a sentence tokens know how far apart they are, between the two they do not, so that neither is the first.
"""

from __future__ import annotations

import copy
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.cache import Cache, content_key
from summarize.same.embed import fetch_vectors, plain_text
from summarize.same.encoder import encode_by_length, hash_file
from summarize.same.reader import (
    FOLDER,
    LOWER,
    MOST_TOKENS,
    Reader,
    find_reader,
    load_reader,
    pad_states,
    refuse,
    round_up,
)
from summarize.types import Progress

PAIRS = "pairs.safetensors"
STRENGTH = 2.0  # of the changes
_ROWS, _STEP = 4, 8  # pairs of a pass, which are padded to a multiple of so many tokens


@dataclass(frozen=True)
class PairReader:
    """`fingerprint` stands for the weights and the arithmetic: equal fingerprints and texts, equal log-odds."""

    fingerprint: str
    reader: Reader

    def score(self, pairs: Sequence[tuple[str, str]], progress: Progress) -> np.ndarray:
        """Log-odds that the two texts make the same statement, float32 (len(pairs),), whichever comes first. Learned of
        pairs that were drawn to be hard, so they are evidence and no probability."""
        model = load_reader(self.reader)
        upper, head = _load_upper(self.reader)
        texts = sorted({text for pair in pairs for text in pair})
        state = dict(zip(texts, model.run_lower(texts), strict=True))
        ordered = [_sort(*pair) for pair in pairs]
        lengths = [round_up(sum(len(state[text]) for text in pair), _STEP) for pair in ordered]
        with model.calculate():

            def score(rows: list[int]) -> np.ndarray:
                one, two = ([state[ordered[k][side]] for k in rows] for side in (0, 1))
                return score_states(upper, head, one, two, lengths[rows[0]]).numpy()

            return encode_by_length(lengths, score, progress, _ROWS)


@functools.cache
def find_pair_reader(folder: Path = FOLDER) -> PairReader | None:
    """That of a folder, by default the packaged one; None where a small installation leaves it out."""
    reader, file = find_reader(folder), folder / PAIRS
    if reader is None or not file.is_file():
        return None
    made = f"{reader.fingerprint} {hash_file(file)} {hash_file(Path(__file__))}"
    return PairReader(hashlib.sha256(made.encode()).hexdigest(), reader)


def score_texts(
    pairs: Sequence[tuple[str, str]], pair_reader: PairReader, cache: Cache, progress: Progress
) -> np.ndarray:
    """The log-odds of pairs of texts, float32 (len(pairs),), from the cache where they have been read before."""
    plain = [_sort(plain_text(one), plain_text(two)) for one, two in pairs]
    keys = {pair: content_key(pair_reader.fingerprint, *pair) for pair in plain}
    known = fetch_vectors(keys, lambda some, told: pair_reader.score(some, told)[:, None], cache, progress)
    return np.array([known[pair][0] for pair in plain], dtype=np.float32)


def _sort(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one <= two else (two, one)


def score_states(upper: Sequence[Any], head: Head, one: Sequence[Any], two: Sequence[Any], size: int) -> Any:
    """Log-odds (n,) of pairs of sentences after the lower half, (tokens, d) each; padded to `size` tokens a pair."""
    import torch

    sizes = [(len(a), len(b)) for a, b in zip(one, two, strict=True)]
    state, _ = pad_states([torch.cat(pair) for pair in zip(one, two, strict=True)], size)
    places = torch.arange(size)
    first, both = (torch.tensor(ends)[:, None] for ends in ([a for a, _ in sizes], [a + b for a, b in sizes]))
    side = (places >= first).long() + (places >= both)
    within = side[:, :, None] == side[:, None, :]
    distance = (places[None, :] - places[:, None]).clamp(-MOST_TOKENS, MOST_TOKENS) + MOST_TOKENS
    bias = torch.where(within[..., None], head.near[distance], head.between).permute(0, 3, 1, 2)
    bias = bias + ((side == 2) * -1e4)[:, None, None, :]
    for layer in upper:
        state = layer(state, None, bias)[0]
    with torch.autocast("cpu", enabled=False):
        means = ((state.float() * (side == k)[..., None]).sum(1) for k in (0, 1))
        u, v = (torch.nn.functional.normalize(mean, dim=1) for mean in means)
        return (u * v) @ head.product + (u - v).abs() @ head.gap + head.shift


@dataclass(frozen=True, slots=True)
class Head:
    """Tensors. near: (2 MOST_TOKENS + 1, heads), what attention gains by the distance of two tokens of one sentence;
    between: (heads,), for two of both; product, gap (d,), shift (): weights of u * v and |u - v|, the mean states."""

    near: Any
    between: Any
    product: Any
    gap: Any
    shift: Any


def measure_near(encoder: Any) -> Any:
    """`Head.near` of an MPNet's encoder."""
    import torch

    distance = torch.arange(-MOST_TOKENS, MOST_TOKENS + 1)
    return encoder.relative_attention_bias(encoder.relative_position_bucket(distance))


def find_changed(layers: Sequence[Any]) -> dict[str, Any]:
    """The linear maps of some layers, by name."""
    import torch

    return {
        f"{number}.{name}": module
        for number, layer in enumerate(layers)
        for name, module in layer.named_modules()
        if isinstance(module, torch.nn.Linear)
    }


@functools.cache
def _load_upper(reader: Reader) -> tuple[Any, Head]:
    """The upper half as it reads two sentences, and what is made of its states."""
    from safetensors.torch import load_file

    model, file = load_reader(reader), reader.folder / PAIRS
    try:
        return apply_changes(model.encoder, load_file(file))
    except Exception as error:  # what safetensors raises has no type of its own
        raise refuse(file, error) from error


def apply_changes(encoder: Any, weights: Mapping[str, Any]) -> tuple[Any, Head]:
    """A copy of the upper half of an MPNet's encoder with such changes, and the head; `encoder` stays as it is."""
    import torch

    upper = copy.deepcopy(encoder.layer[LOWER:])
    weights = {name: tensor.float() for name, tensor in weights.items()}
    with torch.no_grad():
        for name, linear in find_changed(upper).items():
            change = STRENGTH * weights[f"{name}.b"] @ weights[f"{name}.a"]
            linear.weight.copy_(linear.weight.float() + change)
    return upper, Head(measure_near(encoder).detach(), *(weights[n] for n in ("between", "product", "gap", "shift")))
