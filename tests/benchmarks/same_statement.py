"""What the decision "same statement" is worth, as a section of the model card.

    python -m tests.benchmarks.same_statement --data DIR [--cache DIR] [--reliability FILE] [--markdown FILE]
                                              [--only dev,train,pairs,cost]

DIR holds `statements/dev`, `statements/train`, `pairs` and `stories`. Labelled stories go through the product's own
stages, each as a batch of its own; the pair figures are those of the official scorer on the same output. --reliability
names the .npz that `summarize.training.evidence --reliability` wrote: probabilities of labelled pairs by decisions that
have not seen their story. --only leaves parts out, dev among them: each look at it is to be counted. Seeded, and the
same for the same weights, the seconds of `cost` apart. No text of the data is shown.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from summarize.cache import Cache, open_cache
from summarize.same.decision import choose_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import PACKAGED, load_encoder
from summarize.settings import DEFAULT
from tests.benchmarks.cascade import Cost, measure_cost
from tests.benchmarks.error_kinds import Tally, tally_kinds, tally_ways
from tests.benchmarks.joins import (
    Told,
    count_story_pairs,
    embed_stories,
    estimate,
    label_pairs,
    score_bcubed,
    score_pairs,
    sum_bcubed,
    tell_stories,
)
from tests.benchmarks.pairs import Embed, Kept, brief_ecbplus, measure_ecbplus, measure_mrpc, measure_stsb
from tests.benchmarks.reliability import UNCLEAR, calibrate, plot_calibration, read_scores

PARTS = ("dev", "train", "pairs", "cost")
_IN_SAMPLE = {"dev": "", "train": ", in sample for the decision"}


def show_stories(name: str, told: Sequence[Told]) -> str:
    """Pair and B-cubed figures with their intervals, then the errors."""
    rows = []
    counts = [count_story_pairs(one) for one in told]
    for kind, label in (("across", "pairs across articles"), ("all", "all pairs")):
        hits, wrong, missed = np.sum([c[kind] for c in counts], axis=0)
        size = f"{hits + missed} / {hits + wrong}"
        rows.append((label, size, *_with_interval(*estimate([c[kind] for c in counts], score_pairs))))
    for alone, label in ((True, "B-cubed, all sentences"), (False, "B-cubed, sentences that either joined")):
        sums = [sum_bcubed(one, alone) for one in told]
        rows.append((label, f"{np.sum(sums, axis=0)[2]:.0f}", *_with_interval(*estimate(sums, score_bcubed))))
    sentences = sum(len(one.story.sentences) for one in told)
    lines = [
        f"### `statements/{name}`{_IN_SAMPLE[name]}: {len(told)} stories, {sentences:,} labelled sentences, end to end",
        "With 95% intervals over resampled stories. Size: pairs that people / that the run joined, or sentences.",
        _table(("", "size", "precision", "recall", "F1"), rows),
        "Errors, all pairs. A pair may be of several kinds; in brackets the share of all that were missed, or wrong.",
        _show_tallies("kind", tally_kinds(told)),
        "By the probability that the pair itself was given:",
        _show_tallies("probability", tally_ways(told, choose_decision(DEFAULT.model).join)),
    ]
    return "\n\n".join(lines)


def _with_interval(figures: np.ndarray, interval: np.ndarray) -> list[str]:
    return [f"{_share(f)} [{_share(low)}, {_share(high)}]" for f, low, high in zip(figures, *interval, strict=True)]


def _show_tallies(title: str, tallies: dict[str, Tally]) -> str:
    missed, wrong = (max(sum_of, 1) for sum_of in _totals(tallies))
    rows = []
    for name, t in tallies.items():
        found, right = ((of - bad) / of if of else None for of, bad in ((t.same, t.missed), (t.joined, t.wrong)))
        row = (t.same, f"{t.missed} ({_share(t.missed / missed)})", _share(found))
        rows.append((name, *row, t.joined, f"{t.wrong} ({_share(t.wrong / wrong)})", _share(right)))
    return _table((title, "same", "missed", "recall", "joined", "wrong", "precision"), rows)


def _totals(tallies: dict[str, Tally]) -> tuple[int, int]:
    """(missed, wrong) of all pairs; without a line for them the lines exclude each other."""
    lines = [tallies["all"]] if "all" in tallies else tallies.values()
    return sum(t.missed for t in lines), sum(t.wrong for t in lines)


def show_reliability(name: str, p: np.ndarray, label: np.ndarray) -> str:
    found = calibrate(p, label)
    bins = [
        (f"{k / 10:.1f} to {(k + 1) / 10:.1f}", f"{count:,}", _share(mean), _share(share))
        for k, (count, mean, share) in enumerate(zip(found.count, found.mean, found.share, strict=True))
    ]
    lines = [
        f"### Reliability, {name}",
        f"Expected calibration error {found.error:.4f} over {len(p):,} pairs (with labels drawn from the "
        f"probabilities: {found.by_chance:.4f}), {found.rest[0]:.4f} over the {found.unclear:,} with p > {UNCLEAR} "
        f"({found.rest[1]:.4f}).",
        _table(("p", "pairs", "mean p", "share that people join"), bins),
        "`o` share that people join, `.` mean p, `@` both:",
        f"```text\n{plot_calibration(found)}\n```",
    ]
    return "\n\n".join(lines)


def show_pairs(data: Path, embeds: dict[str, Embed], out: Path) -> str:
    folder = data / "pairs"
    measured = [
        measure_mrpc(folder, embed) | measure_stsb(folder, embed) | measure_ecbplus(folder, embed)
        for embed in embeds.values()
    ]
    rows = [(name, *(_share(of[name]) for of in measured)) for name in measured[0]]
    kept = brief_ecbplus(data, list(embeds.values()), out)
    lines = [
        "### Other people's pairs, before and after",
        _table(("cosine", *embeds), rows),
        "The whole product on ECB+, two look-alike events in a batch (the split into stories was trained on ECB+ "
        "topics). Positives share all their events and are often no same statement. Behind, how many the cosines "
        "would join at a threshold that joins as many positives:",
        _table(("", "pairs", "joined", "in one story", *embeds), [_show_kept(*item) for item in kept.items()]),
    ]
    return "\n\n".join(lines)


def _show_kept(name: str, kept: Kept) -> tuple[object, ...]:
    return (name, kept.pairs, *map(_share, (kept.joined, kept.one_story, *kept.above)))


def show_cost(cost: Cost) -> str:
    counts = cost.counts | {"pairs with .05 <= p <= .6": cost.unclear}
    seconds = [f"{name} {of:.1f}" for name, of in cost.stages.items()]
    loaded = (cost.job - cost.loading).cpu / (cost.encoder - cost.loading).cpu
    lines = [
        "### Cost: all of `statements/dev` as one batch, cold, on one thread",
        _table(
            ("counted", "number", "per sentence"),
            [("sentences", f"{cost.sentences:,}", "")]
            + [(name, f"{n:,}", f"{n / cost.sentences:.2f}") for name, n in counts.items()],
        ),
        f"Seconds by stage: {', '.join(seconds)}.",
        f"The whole job takes {cost.job.cpu:.1f} s of processor time ({cost.job.wall:.1f} s by the clock). The encoder "
        f"alone, loaded and run over the same sentences, takes {cost.encoder.cpu:.1f} s ({cost.encoder.wall:.1f} s), "
        f"{cost.loading.cpu:.1f} s of it to load. The job is {cost.job.cpu / cost.encoder.cpu:.2f} times the encoder "
        f"({cost.job.wall / cost.encoder.wall:.2f} by the clock), and {loaded:.2f} times if loading it once is left "
        "out of both.",
    ]
    return "\n\n".join(lines)


def _share(value: float | None) -> str:
    if value is None or np.isnan(value):
        return "-"
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 0.9995 else f"{value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def make_report(data: Path, parts: Sequence[str], cache: Cache, out: Path, scores: Path | None) -> Iterator[str]:
    """The blocks of the section, each when it is ready; `out` is where runs are staged, its `.cache` being `cache`."""
    encoder, decision = load_encoder(DEFAULT.model), choose_decision(DEFAULT.model).name
    yield "## Same statement, measured"
    yield (
        f"Encoder `{encoder.name}` {encoder.fingerprint[:12]}, decision `{decision}`. Written by "
        "`python -m tests.benchmarks.same_statement`; the parts are explained there."
    )
    if scores:
        yield show_reliability("labelled pairs out of fold", *read_scores(scores))
    for name in ("dev", "train"):
        if name in parts:
            folder = data / "statements" / name
            embed_stories(folder, cache)
            told = tell_stories(folder, out)
            yield show_stories(name, told)
            if name == "dev":
                p, label = (np.concatenate(arrays) for arrays in zip(*map(label_pairs, told), strict=True))
                yield show_reliability("`statements/dev`", p, label)
    if "pairs" in parts:
        embeds = {name: _embed_with(name, cache) for name in (PACKAGED, DEFAULT.model)}
        yield show_pairs(data, embeds, out)
    if "cost" in parts:
        yield show_cost(measure_cost(data / "statements" / "dev"))


def _embed_with(model: str, cache: Cache) -> Embed:
    encoder = load_encoder(model)
    return lambda texts: embed_texts(texts, encoder, cache, lambda done, total: None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="where vectors and scores are kept for another time")
    parser.add_argument("--reliability", type=Path, help="probabilities out of fold, an .npz")
    parser.add_argument("--markdown", type=Path, help="where the section is written as well")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas: %(default)s")
    args = parser.parse_args()
    parts = args.only.split(",") if args.only else []
    if unknown := sorted(set(parts).difference(PARTS)):
        parser.error(f"--only: no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    blocks = []
    with contextlib.ExitStack() as stack:
        out = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = (args.cache or out / "kept").resolve()
        cache = stack.enter_context(open_cache(kept))
        (out / ".cache").symlink_to(kept, target_is_directory=True)
        for block in make_report(args.data, parts, cache, out, args.reliability):
            print(block, end="\n\n", flush=True)
            blocks.append(block)
    if args.markdown:
        args.markdown.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
