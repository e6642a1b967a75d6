"""A larger model that reads the sentences again whose pairs the small one's vectors leave open.

It is all-mpnet-base-v2 (Song et al. 2020, arXiv:2004.09297; Reimers and Gurevych 2019) with its upper layers trained as
those of `minilm-statements` were, packed into 6 bits a weight. Its vectors are evidence beside the small model's.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.errors import ModelError
from summarize.same.encoder import encode_by_length, hash_file
from summarize.same.packing import unpack
from summarize.types import Progress

MOST_TOKENS = 96  # the longest sentence that the trained layers have seen; a longer one is cut
_PAD = "<pad>"
PACKED, TOKENIZER = "reader.safetensors", "reader-tokenizer.json"
_ROWS, _STEP = 8, 4  # sentences of a pass, which are padded to a multiple of so many tokens
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

        tokenizer, model = _load_model(self.folder, self.halves)
        padded = [_pad(encoded.ids, tokenizer) for encoded in tokenizer.encode_batch(list(texts))]

        def encode(rows: list[int]) -> np.ndarray:
            ids = torch.tensor([padded[k] for k in rows])
            there = (ids != tokenizer.token_to_id(_PAD)).long()
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.halves):
                state = model(input_ids=ids, attention_mask=there).last_hidden_state.float()
                return torch.nn.functional.normalize((state * there[..., None]).sum(1), dim=1).numpy()

        return encode_by_length([len(row) for row in padded], encode, progress, _ROWS)


def _pad(ids: list[int], tokenizer: Any) -> list[int]:
    return ids + [tokenizer.token_to_id(_PAD)] * (-len(ids) % _STEP)


@functools.cache
def find_reader() -> Reader | None:
    """The packaged reader, as this machine's processor is best at; None where a small installation leaves it out.

    Vectors of the two arithmetics differ in the third decimal, so they go by different fingerprints.
    """
    files = [FOLDER / PACKED, FOLDER / TOKENIZER]
    if not all(file.is_file() for file in files):
        return None
    fingerprint = hashlib.sha256(" ".join(map(hash_file, files)).encode()).hexdigest()
    halves = _multiplies_halves()
    return Reader("mpnet-statements", fingerprint + "-bf16" * halves, FOLDER, halves)


def _multiplies_halves() -> bool:
    """Whether the processor has instructions for bfloat16; asked of Linux alone, and not of torch, which takes long."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"\b(?:avx512_bf16|amx_bf16)\b", flags) is not None


@functools.cache
def _load_model(folder: Path, halves: bool) -> tuple[Any, Any]:
    import torch
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        model = build_model(unpack(load_file(folder / PACKED)))
    except Exception as error:  # what tokenizers raises has no type of its own
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(f"{folder}: cannot be loaded ({reason}); reinstall the package") from error
    if halves:  # once, and not in every pass
        for module in model.modules():
            if isinstance(module, torch.nn.Linear):
                module.bfloat16()
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer, model


def build_model(weights: Mapping[str, np.ndarray]) -> Any:
    """An MPNet of transformers in the shape of its weights."""
    import torch
    from transformers import MPNetConfig, MPNetModel

    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    config = MPNetConfig(num_hidden_layers=layers, max_position_embeddings=514, layer_norm_eps=1e-5)
    with torch.device("meta"):
        model = MPNetModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(weight) for name, weight in weights.items()}, assign=True)
    return model.eval()
