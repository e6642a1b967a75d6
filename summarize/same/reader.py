"""A larger model that reads the sentences again whose pairs the small one's vectors leave open.

It is all-mpnet-base-v2 (Song et al. 2020, arXiv:2004.09297; Reimers and Gurevych 2019) with its upper layers trained as
those of `minilm-statements` were, packed into 6 bits a weight. Its vectors are evidence beside the small model's.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.errors import ModelError
from summarize.same.encoder import deal_passes, encode_by_length, hash_file
from summarize.same.packing import unpack
from summarize.types import Progress

MOST_TOKENS = 96  # the longest sentence that the trained layers have seen; a longer one is cut
LOWER = 6  # layers that a sentence goes through by itself also where two are read together
PACKED, TOKENIZER = "reader.safetensors", "reader-tokenizer.json"
_ROWS, _STEP = 4, 4  # sentences of a pass, which are padded to a multiple of so many tokens
_KEPT = 30_000  # tokens, of sentences whose states are kept for reading them with others: 3 kB each
_MADE_BY = ("reader.py", "packing.py", "encoder.py")
FOLDER = Path(__file__).parents[1] / "weights"


@dataclass(frozen=True)
class Reader:
    """An `Encoder` whose weights lie packed in a folder; nothing heavy is imported before `encode`.

    halves: matrix products of bfloat16 halves, as in training, which some processors do three times as fast.
    """

    name: str
    fingerprint: str
    folder: Path
    halves: bool = False

    def encode(self, texts: Sequence[str], progress: Progress) -> np.ndarray:
        import torch

        model = load_reader(self)
        states = model.run_lower(texts, lambda done, total: progress(done // 2, total))
        lengths = [round_up(len(state), _STEP) for state in states]
        with model.calculate():

            def encode(rows: list[int]) -> np.ndarray:
                state, there = pad_states([states[k] for k in rows], lengths[rows[0]])
                state = model.run(model.encoder.layer[LOWER:], state, there).float()
                return torch.nn.functional.normalize((state * there[..., None]).sum(1), dim=1).numpy()

            return encode_by_length(lengths, encode, lambda done, total: progress((total + done) // 2, total), _ROWS)


@dataclass(frozen=True, slots=True)
class LoadedReader:
    """Its tokenizer and an MPNet, and the states of the sentences that it read last, the latest last."""

    tokenizer: Any
    mpnet: Any
    halves: bool
    states: dict[str, Any]

    @property
    def encoder(self) -> Any:
        return self.mpnet.encoder

    @contextmanager
    def calculate(self) -> Iterator[None]:
        """Where to calculate: without gradients, in this reader's arithmetic."""
        import torch

        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.halves):
            yield

    def run(self, layers: Sequence[Any], state: Any, there: Any) -> Any:
        """The states (n, tokens, d) after some of the layers; there: (n, tokens), 0 where a row is padded."""
        mask, bias = ((1 - there) * -1e4)[:, None, None, :], self.encoder.compute_position_bias(state)
        for layer in layers:
            state = layer(state, mask, bias)[0]
        return state

    def run_lower(self, texts: Sequence[str], progress: Progress = lambda done, total: None) -> list[Any]:
        """Each text after the lower half, (tokens, d)."""
        import torch

        known = {text: state for text in set(texts) if (state := self.states.pop(text, None)) is not None}
        missing = sorted(set(texts) - known.keys())
        ids = [encoded.ids for encoded in self.tokenizer.encode_batch(missing)]
        lengths = [round_up(len(row), _STEP) for row in ids]
        with self.calculate():
            for rows in deal_passes(lengths, _ROWS):
                size, pad = lengths[rows[0]], self.mpnet.config.pad_token_id
                padded = torch.tensor([ids[k] + [pad] * (size - len(ids[k])) for k in rows])
                there = torch.tensor([[float(n < len(ids[k])) for n in range(size)] for k in rows])
                state = self.run(self.encoder.layer[:LOWER], self.mpnet.embeddings(input_ids=padded), there)
                known |= {missing[k]: row[: len(ids[k])].clone() for k, row in zip(rows, state, strict=True)}
                progress(len(known), len(texts))
        self._keep(known)
        return [known[text] for text in texts]

    def _keep(self, states: Mapping[str, Any]) -> None:
        """Other threads may be at it too, which costs no more than reading a sentence twice."""
        self.states.update(states)
        kept = list(self.states.items())
        surplus = sum(len(state) for _, state in kept) - _KEPT
        for text, state in kept:
            if surplus <= 0:
                break
            self.states.pop(text, None)
            surplus -= len(state)


def pad_states(states: Sequence[Any], size: int) -> tuple[Any, Any]:
    """States of `size` tokens (n, size, d), and (n, size), 1 where a token is and 0 where none is."""
    import torch

    padded = states[0].new_zeros(len(states), size, states[0].shape[1])
    there = torch.zeros(len(states), size)
    for row, mark, state in zip(padded, there, states, strict=True):
        row[: len(state)], mark[: len(state)] = state, 1
    return padded, there


def round_up(tokens: int, step: int) -> int:
    return -(-tokens // step) * step


@functools.cache
def find_reader(folder: Path = FOLDER) -> Reader | None:
    """That of a folder, by default the packaged one, as this machine's processor is best at; None where a small
    installation leaves it out.

    Vectors of the two arithmetics differ in the third decimal, so they go by different fingerprints; and as the code
    that makes them decides on their last bits, it is part of those.
    """
    files = [folder / PACKED, folder / TOKENIZER]
    if not all(file.is_file() for file in files):
        return None
    code = [Path(__file__).with_name(name) for name in _MADE_BY]
    fingerprint = hashlib.sha256(" ".join(map(hash_file, [*files, *code])).encode()).hexdigest()
    halves = _multiplies_halves()
    return Reader("mpnet-statements", fingerprint + "-bf16" * halves, folder, halves)


def _multiplies_halves() -> bool:
    """Whether the processor has instructions for bfloat16; asked of Linux alone, and not of torch, which takes long."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"\b(?:avx512_bf16|amx_bf16)\b", flags) is not None


@functools.cache
def load_reader(reader: Reader) -> LoadedReader:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(reader.folder / TOKENIZER))
        model = build_model(unpack(load_file(reader.folder / PACKED)), reader.halves)
    except Exception as error:  # what tokenizers and safetensors raise has no type of its own
        raise refuse(reader.folder, error) from error
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return LoadedReader(tokenizer, model, reader.halves, {})


def refuse(place: Path, error: Exception) -> ModelError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ModelError(f"{place}: cannot be loaded ({reason}); reinstall the package")


def build_model(weights: Iterable[tuple[str, np.ndarray]], halves: bool = False) -> Any:
    """An MPNet of transformers in the shape of its weights. halves: what multiplies is cut to bfloat16 once, and not in
    every pass."""
    import torch
    from transformers import MPNetConfig, MPNetModel

    state = {}
    for name, weight in weights:
        multiplies = name.startswith("encoder.layer.") and "LayerNorm" not in name
        tensor = torch.from_numpy(weight)
        state[name] = tensor.bfloat16() if halves and multiplies else tensor
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layer."))
    config = MPNetConfig(num_hidden_layers=layers, max_position_embeddings=514, layer_norm_eps=1e-5)
    with torch.device("meta"):
        model = MPNetModel(config, add_pooling_layer=False)
    model.load_state_dict(state, assign=True)
    return model.eval()
