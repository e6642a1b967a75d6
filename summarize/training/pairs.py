"""Trains the pair reader: low-rank changes of the reader's upper half that let it read two sentences together.

    python -m summarize.training.pairs --data DIR --out FILE.safetensors --labels NAME [NAME ...] [--again]
        [--invented] [--epochs N] [--start FILE.safetensors] [--reader FOLDER] [--seed N]

NAME is a file of `labels/`, DIR holds `load/` with its texts, FOLDER the packed reader (by default the packaged one).
Of each story all pairs labelled the same are learned, and of the others the hardest: each sentence's nearest by MiniLM,
as published and as trained, the nearest of all first, about twice as many. --invented adds the stories that were
written for training: of these the pairs of a headline and a sentence, and of the others so many that they are a third
of those of --labels. --start: what was trained before is trained further, at half the rate. An epoch of `load-1` takes
25 minutes on two cores that calculate in bfloat16. Seeded; on several threads the last bits differ from run to run all
the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from summarize.same.central import is_complete
from summarize.same.encoder import UPPER
from summarize.same.pair_reader import STRENGTH, Head, find_changed, measure_near, score_states
from summarize.same.reader import FOLDER, LOWER
from summarize.training.stories import LabelledStory, read_invented, read_labels
from summarize.training.upper import Base, encode_upper, load_large, load_small, run_lower

_RANK = 16
_EPOCHS = 1.5
_RATE = 4e-4
_PAIRS = 16  # of one step
_NEAREST, _FLOOR = 3, 0.3  # which of a sentence's others may be hard
_HARD, _LEAST = 2.2, 6  # other pairs for one that is the same, and of a story at least
_INVENTED = 1 / 3  # pairs of invented stories for each of a real one
_AGAIN = 0.5  # the rate of what is trained further
_SORTED = 32  # steps whose pairs are sorted by length, so that those of a step are alike


class Changed(nn.Module):
    """A linear map that stays as it is, and what is added to it."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(_RANK, linear.in_features) / linear.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x) + STRENGTH * nn.functional.linear(nn.functional.linear(x, self.a), self.b)


class PairModel(nn.Module):
    """The upper half of `base`, with changes to learn and all else as it is; base is altered in place."""

    def __init__(self, base: Base) -> None:
        super().__init__()
        base.model.requires_grad_(False)
        self.upper = base.upper
        self.changes = {name: Changed(linear) for name, linear in find_changed(self.upper).items()}
        for name, changed in self.changes.items():
            parent, _, last = name.rpartition(".")
            setattr(self.upper.get_submodule(parent), last, changed)
        self.near = measure_near(base.model.encoder).detach()
        size = base.model.config.hidden_size
        far = base.model.encoder.relative_attention_bias.weight[[14, 15, 30, 31]].detach()  # the furthest either way
        self.between = nn.Parameter(far.mean(0).clone())
        self.product, self.gap = nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(size))
        self.bias = nn.Parameter(torch.zeros(()))
        self.scale = nn.Parameter(torch.tensor([12.0, 0.65]))

    def start(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Goes on from what `weights` gave."""
        size = len(self.product)
        with torch.no_grad():
            for name, changed in self.changes.items():
                changed.a.copy_(weights[f"{name}.a"])
                changed.b.copy_(weights[f"{name}.b"])
            self.between.copy_(weights["between"])
            self.product.copy_((weights["product"] - self.scale[0]) / size)
            self.gap.copy_(weights["gap"] / int(size**0.5))
            self.bias.copy_(weights["shift"] + self.scale[0] * self.scale[1])

    def head(self) -> Head:
        """The weights of u * v and |u - v| are learned in units in which they are as large as the states."""
        size = len(self.product)
        product = self.product * size + self.scale[0]
        shift = self.bias - self.scale[0] * self.scale[1]
        return Head(self.near, self.between, product, self.gap * int(size**0.5), shift)

    def forward(self, one: Sequence[torch.Tensor], two: Sequence[torch.Tensor]) -> torch.Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            size = max(len(a) + len(b) for a, b in zip(one, two, strict=True))
            return score_states(self.upper, self.head(), [x.float() for x in one], [x.float() for x in two], size)

    def weights(self) -> dict[str, torch.Tensor]:
        """As `summarize.same.pair_reader` reads them."""
        head = self.head()
        weights = {name: getattr(head, name) for name in ("between", "product", "gap", "shift")}
        for name, changed in self.changes.items():
            weights |= {f"{name}.a": changed.a.half(), f"{name}.b": changed.b.half()}
        return {name: tensor.detach().contiguous() for name, tensor in weights.items()}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One pair to learn: its sentences after the lower half, bfloat16 (tokens, d), and whether they are the same."""

    one: torch.Tensor
    two: torch.Tensor
    same: bool


def draw_pairs(story: LabelledStory, small: Sequence[Base]) -> list[tuple[int, int]]:
    """The pairs of a story that are learned; small: models by whose mean cosine they are hard."""
    n = len(story.sentences)
    out = np.eye(n, dtype=bool)
    for i, j in story.ignored:
        out[i, j] = out[j, i] = True
    content = np.flatnonzero(~out.all(1))
    same = {pair for pair in story.same if pair not in story.ignored}
    if len(content) < 2:
        return sorted(same)
    texts = [story.sentences[k].text for k in content]
    with torch.no_grad():
        vectors = [encode_upper(base, run_lower(texts, base)).float() for base in small]
    near = np.full((n, n), -1.0)
    near[np.ix_(content, content)] = sum((v @ v.T).numpy() for v in vectors) / len(vectors)
    near[out] = -1.0
    hard = {(min(i, j), max(i, j)) for i in content for j in np.argsort(-near[i])[:_NEAREST] if near[i, j] > _FLOOR}
    others = sorted(hard - same, key=lambda pair: (-near[pair], pair))
    return sorted((int(i), int(j)) for i, j in same | set(others[: int(_HARD * len(same)) + _LEAST]))


def prepare_pairs(story: LabelledStory, pairs: Sequence[tuple[int, int]], base: Base) -> list[Drawn]:
    used = sorted({k for pair in pairs for k in pair})
    state = dict(zip(used, run_lower([story.sentences[k].text for k in used], base), strict=True))
    return [Drawn(state[i], state[j], (i, j) in story.same) for i, j in pairs]


def draw_invented(small: Sequence[Base], base: Base, most: int, seed: int) -> list[Drawn]:
    """Pairs of the invented stories, about `most`, those of a headline and a sentence before all others."""
    rows = [(story, pair) for story in read_invented() for pair in draw_pairs(story, small)]
    order = np.random.default_rng(seed).permutation(len(rows))
    chosen = sorted(order, key=lambda k: are_alike(*rows[k]))[:most]  # a stable sort
    pairs: dict[LabelledStory, list[tuple[int, int]]] = {}
    for k in sorted(chosen):
        pairs.setdefault(rows[k][0], []).append(rows[k][1])
    return [drawn for story, own in pairs.items() for drawn in prepare_pairs(story, own, base)]


def are_alike(story: LabelledStory, pair: tuple[int, int]) -> bool:
    """Whether both are sentences, or both headlines."""
    one, other = (is_complete(story.sentences[k].text) for k in pair)
    return one == other


def deal_steps(drawn: Sequence[Drawn], draw: np.random.Generator) -> list[list[Drawn]]:
    """One epoch: every pair once, those of a step of about one length."""
    order, steps = draw.permutation(len(drawn)), []
    for start in range(0, len(order), _PAIRS * _SORTED):
        some = sorted(order[start : start + _PAIRS * _SORTED], key=lambda k: len(drawn[k].one) + len(drawn[k].two))
        own = [[drawn[k] for k in some[at : at + _PAIRS]] for at in range(0, len(some), _PAIRS)]
        steps += [own[k] for k in draw.permutation(len(own))]
    return steps


def train_pairs(
    drawn: Sequence[Drawn], model: PairModel, seed: int, epochs: float = _EPOCHS, share: float = 1.0
) -> list[float]:
    """Trains in place: AdamW on the logistic loss, the rate rising over the first steps and falling to 0. share: of the
    rate at its height. The loss of each step."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    plan: list[list[Drawn]] = []
    total = round(epochs * len(drawn) / _PAIRS)
    while len(plan) < total:
        plan += deal_steps(drawn, draw)
    learned = [p for name, p in model.named_parameters() if p.requires_grad and name != "scale"]
    groups = [{"params": learned, "lr": share * _RATE}, {"params": [model.scale], "lr": share * 1e-2}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.06 * total)) * max(0, 1 - step / total)
    )
    model.upper.train()
    losses = []
    for step in plan[:total]:
        odds = model([pair.one for pair in step], [pair.two for pair in step])
        same = torch.tensor([float(pair.same) for pair in step])
        loss = nn.functional.binary_cross_entropy_with_logits(odds, same)
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        rate.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if len(losses) % 100 == 0:
            print(f"step {len(losses)} of {total}: loss {np.mean(losses[-100:]):.3f}", flush=True)
    model.upper.eval()
    return losses


def main() -> None:
    from safetensors.torch import load_file, save_file

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", required=True)
    parser.add_argument("--again", action="store_true", help="with the second reading of the labels")
    parser.add_argument("--invented", action="store_true", help="with stories that were written for training")
    parser.add_argument("--epochs", type=float, default=_EPOCHS)
    parser.add_argument("--start", type=Path, metavar="FILE", help="train these further")
    parser.add_argument("--reader", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    base, small = load_large(args.reader), [load_small(), load_small(UPPER)]
    if base.lower != LOWER:
        parser.error(f"{args.reader}: its lower half has {base.lower} layers, not {LOWER}")
    drawn: list[Drawn] = []
    for story in read_labels(args.labels, args.data, args.again):
        drawn += prepare_pairs(story, draw_pairs(story, small), base)
    if args.invented:
        drawn += draw_invented(small, base, round(_INVENTED * len(drawn)), args.seed)
    print(f"{len(drawn)} pairs, {sum(pair.same for pair in drawn)} of them the same", flush=True)
    if not drawn:
        parser.error(f"{', '.join(args.labels)}: no pair to learn")
    model = PairModel(base)
    if args.start:
        model.start(load_file(args.start))
    train_pairs(drawn, model, args.seed, args.epochs, _AGAIN if args.start else 1.0)
    save_file(model.weights(), args.out)


if __name__ == "__main__":
    main()
