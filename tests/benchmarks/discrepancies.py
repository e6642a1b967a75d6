"""How well disagreements are told: `python -m tests.benchmarks.discrepancies --data DIR [--stories NAME --runs OUT]`.

DIR holds `discrepancies/pairs-gold.jsonl`. Measured on the half of its pairs that the weights were not trained on:
the confusion matrix over the kinds ("none": no two values left to compare), and the precision of "conflict" where
70 % of the conflicts are found, the pairs ranked by how likely a conflict is. With --runs, which holds a finished run
for each story of DIR/NAME (`statements/dev`): how many of the conflicts that all annotators list are told as such, by
kind, and how many are told beyond them.
"""

from __future__ import annotations

import argparse
import json
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


def score_conflicts(gold: dict, found: Sequence[dict]) -> tuple[Counter[tuple[str, bool]], int]:
    """How many conflicts of each kind that all annotators list are told, and are not; and how many are told beyond.

    gold: a story's labels; found: the rows of its `discrepancies.jsonl`. Two annotators mean one conflict if their rows
    share two sentences; it is told if the values of one discrepancy lie in two of these.
    """
    places = {key: (row["article"], row["start"], row["end"]) for key, row in gold["sentences"].items()}
    listed = [
        [(row["kind"], set(row["ids"])) for row in rows if row["verdict"] == "conflict"] for rows in gold["conflicts"]
    ]
    wanted = listed[0]
    for others in listed[1:]:
        wanted = [(kind, a & b) for kind, a in wanted for _, b in others if len(a & b) > 1]
    told = []
    for row in found:
        if row["verdict"] == "conflict":
            spans = [(value["article"], value["start"], value["end"]) for value in row["values"]]
            told.append({k for k, (a, i, j) in places.items() if any(a == b and i < n and m < j for b, m, n in spans)})
    counts = Counter((kind, any(len(keys & ids) > 1 for keys in told)) for kind, ids in wanted)
    return counts, sum(all(len(keys & ids) < 2 for _, ids in wanted) for keys in told)


def print_conflicts(stories: Path, runs: Path) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    beyond = []
    for path in sorted(stories.glob("*/gold.json")):
        lines = (runs / path.parent.name / "discrepancies.jsonl").read_text(encoding="utf-8").split("\n")
        gold, found = json.loads(path.read_text(encoding="utf-8")), [json.loads(line) for line in lines if line]
        told, more = score_conflicts(gold, found)
        counts += told
        beyond.append(more)
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:8}{counts[kind, True]:4} of {counts[kind, True] + counts[kind, False]} conflicts are told")
    print(f"beyond them {sum(beyond)} in {len(beyond)} stories, in one at most {max(beyond)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stories", default="statements/dev")
    parser.add_argument("--runs", type=Path)
    options = parser.parse_args()
    if options.runs:
        print_conflicts(options.data / options.stories, options.runs)
        return
    judged = judge_pairs(options.data / "discrepancies" / "pairs-gold.jsonl")
    counts = Counter((label, found) for label, found, _ in judged)
    columns = (*KINDS, "none")
    print(f"{'labelled':16}" + "".join(f"{column:>16}" for column in columns))
    for label in KINDS:
        print(f"{label:16}" + "".join(f"{counts[label, column]:16}" for column in columns))
    at, average = precision_at(judged, 0.7)
    print(f"precision of conflict at recall 0.7: {at:.3f}, average precision {average:.3f}, {len(judged)} pairs")


if __name__ == "__main__":
    main()
