"""A larger model that reads the sentences again whose pairs the small one's vectors leave open.

It is all-mpnet-base-v2 (Song et al. 2020, arXiv:2004.09297; Reimers and Gurevych 2019) with its upper layers trained as
those of `minilm-statements` were, packed into 6 bits a weight. Its vectors are evidence beside the small model's.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.errors import ModelError
from summarize.same.encoder import encode_by_length, hash_file
from summarize.same.packing import unpack
from summarize.types import Progress

MOST_TOKENS = 96  # the longest sentence that the trained layers have seen; a longer one is cut
LOWER = 6  # layers that a sentence goes through by itself also where two are read together
PACKED, TOKENIZER = "reader.safetensors", "reader-tokenizer.json"
_ROWS, _STEP = 8, 4  # sentences of a pass, which are padded to a multiple of so many tokens
_KEPT = 1500  # sentences whose state is kept for reading them with others: 70 MB of halves
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
        states = model.run_lower(texts)
        with model.calculate():

            def encode(rows: list[int]) -> np.ndarray:
                state, there = pad_states([states[k] for k in rows], _pad(len(states[rows[0]])))
                state = model.run(model.encoder.layer[LOWER:], state, there).float()
                return torch.nn.functional.normalize((state * there[..., None]).sum(1), dim=1).numpy()

            return encode_by_length([_pad(len(state)) for state in states], encode, progress, _ROWS)


@dataclass(frozen=True, slots=True)
class LoadedReader:
    """Its tokenizer and an MPNet, and the states of the sentences that it read last."""

    tokenizer: Any
    mpnet: Any
    halves: bool
    states: dict[str, Any]

    @property
    def encoder(self) -> Any:
        return self.mpnet.encoder

    def calculate(self) -> AbstractContextManager[Any]:
        """Where to calculate: without gradients, in this reader's arithmetic."""
        import torch

        stack = ExitStack()
        stack.enter_context(torch.inference_mode())
        stack.enter_context(torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.halves))
        return stack

    def run(self, layers: Sequence[Any], state: Any, there: Any) -> Any:
        """The states (n, tokens, d) after some of the layers; there: (n, tokens), 0 where a row is padded."""
        mask, bias = ((1 - there) * -1e4)[:, None, None, :], self.encoder.compute_position_bias(state)
        for layer in layers:
            state = layer(state, mask, bias)[0]
        return state

    def run_lower(self, texts: Sequence[str]) -> list[Any]:
        """Each text after the lower half, (tokens, d)."""
        import torch

        missing = sorted(set(texts) - self.states.keys())
        ids = [encoded.ids for encoded in self.tokenizer.encode_batch(missing)]
        fresh: dict[str, Any] = {}

        def run(rows: list[int]) -> np.ndarray:
            size = _pad(len(ids[rows[0]]))
            padded = torch.tensor([ids[k] + [self.mpnet.config.pad_token_id] * (size - len(ids[k])) for k in rows])
            there = (padded != self.mpnet.config.pad_token_id).float()
            state = self.run(self.encoder.layer[:LOWER], self.mpnet.embeddings(input_ids=padded), there)
            fresh.update((missing[k], row[: len(ids[k])].clone()) for k, row in zip(rows, state, strict=True))
            return np.zeros((len(rows), 0))

        if missing:
            with self.calculate():
                encode_by_length([_pad(len(row)) for row in ids], run, lambda done, total: None, _ROWS)
        known = [fresh[text] if text in fresh else self.states[text] for text in texts]
        self.states.update(fresh)
        for text in list(self.states)[: max(0, len(self.states) - _KEPT)]:
            del self.states[text]
        return known


def pad_states(states: Sequence[Any], size: int) -> tuple[Any, Any]:
    """States of `size` tokens (n, size, d), and (n, size), 1 where a token is and 0 where none is."""
    padded = states[0].new_zeros(len(states), size, states[0].shape[1])
    there = padded.new_zeros(len(states), size, dtype=padded.float().dtype)
    for row, mark, state in zip(padded, there, states, strict=True):
        row[: len(state)], mark[: len(state)] = state, 1
    return padded, there


def _pad(tokens: int) -> int:
    return -(-tokens // _STEP) * _STEP


@functools.cache
def find_reader(folder: Path = FOLDER) -> Reader | None:
    """That of a folder, by default the packaged one, as this machine's processor is best at; None where a small
    installation leaves it out.

    Vectors of the two arithmetics differ in the third decimal, so they go by different fingerprints.
    """
    files = [folder / PACKED, folder / TOKENIZER]
    if not all(file.is_file() for file in files):
        return None
    fingerprint = hashlib.sha256(" ".join(map(hash_file, files)).encode()).hexdigest()
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
    except Exception as error:  # what tokenizers raises has no type of its own
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"{reader.folder}: cannot be loaded ({reason}); reinstall the package") from error
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return LoadedReader(tokenizer, model, reader.halves, {})


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
