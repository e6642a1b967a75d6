"""How well disagreements are told: `python -m tests.benchmarks.discrepancies --data DIR`.

DIR holds `discrepancies/pairs-gold.jsonl`. Measured on the half of its pairs that the weights were not trained on:
the confusion matrix over the kinds ("none": no two values left to compare), and the precision of "conflict" where
70 % of the conflicts are found, the pairs ranked by how likely a conflict is.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from summarize.roles import KINDS, judge_pair
from summarize.training.discrepancies import is_trained_on, read_pairs

Judged = tuple[str, str, float]
"""Of a pair: what a person called it, what it was judged, how likely a conflict is."""


def judge_pairs(path: Path) -> list[Judged]:
    judged = []
    for row, pair in read_pairs(path):
        if not is_trained_on(row):
            judgment = judge_pair(pair.first, pair.second)
            found = (judgment.kind, judgment.conflict) if judgment else ("none", 0.0)
            judged.append((pair.label, *found))
    return judged


def precision_at(judged: Sequence[Judged], recall: float) -> tuple[float, float]:
    """The best precision of "conflict" at this recall or a higher one, and the average precision."""
    ranked = sorted(judged, key=lambda row: -row[2])
    conflicts = sum(label == "conflict" for label, _, _ in ranked)
    hits, best, total = 0, 0.0, 0.0
    for count, (label, _, _) in enumerate(ranked, start=1):
        if label == "conflict":
            hits += 1
            total += hits / count
        if hits >= recall * conflicts:
            best = max(best, hits / count)
    return best, total / conflicts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    judged = judge_pairs(parser.parse_args().data / "discrepancies" / "pairs-gold.jsonl")
    counts = Counter((label, found) for label, found, _ in judged)
    columns = (*KINDS, "none")
    print(f"{'labelled':16}" + "".join(f"{column:>16}" for column in columns))
    for label in KINDS:
        print(f"{label:16}" + "".join(f"{counts[label, column]:16}" for column in columns))
    at, average = precision_at(judged, 0.7)
    print(f"precision of conflict at recall 0.7: {at:.3f}, average precision {average:.3f}, {len(judged)} pairs")


if __name__ == "__main__":
    main()
