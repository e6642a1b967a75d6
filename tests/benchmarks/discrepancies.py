"""How well disagreements are told: `python -m tests.benchmarks.discrepancies --data DIR`.

    --runs OUT [--stories NAME]     of finished runs of labelled stories
    --labels NAME                   with people's clusters as statements, without an encoder

DIR holds `discrepancies/pairs-gold.jsonl`. Measured on the half of its pairs that the weights were not trained on:
the confusion matrix over the kinds ("none": no two values left to compare), and the precision of "conflict" where
70 % of the conflicts are found, the pairs ranked by how likely a conflict is. With --runs, which holds a finished run
for each story of DIR/NAME (`statements/dev`): how many of the conflicts that all annotators list are told as such, by
kind, and how many are told beyond them. With --labels the same is asked of `find_discrepancies` alone, on the labels of
this project (`load-1`, which the rules were written on; `load-2`, held out) or of DIR (`statements/train`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from summarize.discrepancies.find import find_discrepancies
from summarize.discrepancies.roles import KINDS, judge_pair
from summarize.training.conflicts import ToldStory, read_told
from summarize.training.discrepancies import is_trained_on, read_pairs

Place = tuple[str, int, int]
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
        [(row["kind"], frozenset(places[key] for key in row["ids"])) for row in rows if row["verdict"] == "conflict"]
        for rows in gold["conflicts"]
    ]
    told = [
        [(value["article"], value["start"], value["end"]) for value in row["values"]]
        for row in found
        if row["verdict"] == "conflict"
    ]
    return _count_told(listed, told)


def _count_told(
    listed: Sequence[Sequence[tuple[str, frozenset[Place]]]], told: Sequence[Sequence[Place]]
) -> tuple[Counter[tuple[str, bool]], int]:
    wanted = list(listed[0])
    for others in listed[1:]:
        wanted = [(kind, a & b) for kind, a in wanted for _, b in others if len(a & b) > 1]

    def lie_in(spans: Sequence[Place], sentences: frozenset[Place]) -> bool:
        return sum(any(a == b and i < n and m < j for b, m, n in spans) for a, i, j in sentences) > 1

    counts = Counter((kind, any(lie_in(spans, places) for spans in told)) for kind, places in wanted)
    return counts, sum(not any(lie_in(spans, places) for _, places in wanted) for spans in told)


def score_story(story: ToldStory) -> tuple[Counter[tuple[str, bool]], int]:
    """The same of a story with people's clusters as its statements."""
    found = find_discrepancies(story.articles, story.statements, story.near)
    told = [[(v.article, v.start, v.end) for v in row.values] for row in found if row.verdict == "conflict"]
    listed = [[(row.kind, row.places) for row in rows if row.verdict == "conflict"] for rows in story.listed]
    return _count_told(listed, told)


def sum_stories(name: str, data: Path) -> tuple[Counter[tuple[str, bool]], list[int]]:
    """Of all stories of a set of labels; `name` as `read_told` asks for it."""
    scores = [score_story(story) for story in read_told(name, data)]
    return sum((counts for counts, _ in scores), Counter()), [more for _, more in scores]


def print_conflicts(stories: Path, runs: Path) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    beyond = []
    for path in sorted(stories.glob("*/gold.json")):
        lines = (runs / path.parent.name / "discrepancies.jsonl").read_text(encoding="utf-8").split("\n")
        gold, found = json.loads(path.read_text(encoding="utf-8")), [json.loads(line) for line in lines if line]
        told, more = score_conflicts(gold, found)
        counts += told
        beyond.append(more)
    _print_told(counts, beyond)


def _print_told(counts: Counter[tuple[str, bool]], beyond: Sequence[int]) -> None:
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind:8}{counts[kind, True]:4} of {counts[kind, True] + counts[kind, False]} conflicts are told")
    print(f"beyond them {sum(beyond)} in {len(beyond)} stories, in one at most {max(beyond)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stories", default="statements/dev")
    parser.add_argument("--runs", type=Path)
    parser.add_argument("--labels")
    options = parser.parse_args()
    if options.labels:
        _print_told(*sum_stories(options.labels, options.data))
        return
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
