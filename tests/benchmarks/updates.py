"""How well it is seen that one statement reports what another one announced.

    python -m tests.benchmarks.updates --data DIR [--show NAME] [--undated]

DIR holds `statements/train/` and `load/`. Statements are the clusters that people made, so that only the pairs are
measured; probabilities of being one statement, which the pipeline has as well, are left out. A pair of statements
counts, whichever of the two the annotators wrote first. "announced" are those of which one sentence tells of what lies
ahead, the rest are states of knowledge that moved on, such as a count that grew or a suspect who became known.

Tuned on `statements/train` and `load-1`; `load-2` is held out. The stories of `load-*` were labelled once, by language
models: of the pairs beyond theirs some are updates that they overlooked. `summarize/training/labels/overlooked.jsonl`
holds those that one reader found among what this code and its forerunners reported; precision is told without and with
them ("read"), recall of the labels alone. --show prints what is found beyond both and what is missed, for reading.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarize.text.tense import read_direction
from summarize.training.stories import LabelledStory, read_labels, read_stories
from summarize.types import Article, Mention, Statement
from summarize.updates.find import find_updates

SETS = ("train", "load-1", "load-2")
StatementPair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """The statements of a story as people made them, and which pairs of them are labelled updates."""

    statements: tuple[Statement, ...]
    articles: tuple[Article, ...]
    gold: frozenset[StatementPair]
    overlooked: frozenset[StatementPair]


@dataclass(frozen=True, slots=True)
class Score:
    """right: those that annotators list; overlooked: those that they left out and a reader does not."""

    found: int
    right: int
    overlooked: int
    gold: int
    announced: int
    right_announced: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def read_precision(self) -> float:
        return (self.right + self.overlooked) / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold

    def __str__(self) -> str:
        return (
            f"found {self.found:4}  precision {self.precision:.3f}, read {self.read_precision:.3f}  "
            f"recall {self.recall:.3f} of {self.gold}, "
            f"of those announced {self.right_announced / self.announced:.3f} of {self.announced}"
        )


def read_cases(name: str, data: Path, dated: bool = True) -> list[Case]:
    """All stories of one of `SETS`."""
    if name == "train":
        stories, days = read_stories(data / "statements" / "train"), _read_days_of_train(data)
    else:
        stories, days = read_labels([name], data), _read_days_of_load(data)
    return [make_case(story, days if dated else {}) for story in stories]


def make_case(story: LabelledStory, days: Mapping[str, str]) -> Case:
    """days: of publication, by article."""
    group = list(range(len(story.sentences)))
    for one, other in sorted(story.same):
        low, high = sorted((group[one], group[other]))
        group = [low if g == high else g for g in group]
    members: dict[int, list[int]] = defaultdict(list)
    for k, g in enumerate(group):
        members[g].append(k)
    statements = []
    for g, own in members.items():
        rows = [story.sentences[k] for k in own]
        mentions = tuple(Mention(r.article, None, r.start, r.end, r.text, r.article) for r in rows)
        statements.append(Statement(f"{story.name}-{g}", story.name, mentions[0], mentions, (), 1))
    ids = sorted({sentence.article for sentence in story.sentences})
    articles = [Article(id, None, None, None, days.get(id), None, "en", "", "", "") for id in ids]
    gold, overlooked = (
        frozenset(
            frozenset(f"{story.name}-{group[k]}" for k in pair) for pair in pairs if len({group[k] for k in pair}) > 1
        )
        for pairs in (story.updates, story.overlooked)
    )
    return Case(tuple(statements), tuple(articles), gold, overlooked - gold)


def find_pairs(case: Case) -> set[StatementPair]:
    found = find_updates(case.statements, case.articles)
    return {frozenset((new, old)) for new, olds in found.items() for old in olds}


def score_cases(cases: Sequence[Case]) -> Score:
    found = right = overlooked = gold = announced = right_announced = 0
    for case in cases:
        pairs, ahead = find_pairs(case), _announced(case)
        found, right, gold = found + len(pairs), right + len(pairs & case.gold), gold + len(case.gold)
        overlooked += len(pairs & case.overlooked)
        announced, right_announced = announced + len(ahead), right_announced + len(pairs & ahead)
    return Score(found, right, overlooked, gold, announced, right_announced)


def show_errors(case: Case) -> None:
    pairs, texts = find_pairs(case), {s.id: s.representative.text for s in case.statements}
    for name, wrong in (("BEYOND", pairs - case.gold - case.overlooked), ("MISSED", _announced(case) - pairs)):
        for pair in sorted(wrong, key=sorted):
            print(name, *(f"\n    {id}: {' '.join(texts[id].split())}" for id in sorted(pair)))


def _announced(case: Case) -> set[StatementPair]:
    texts = {s.id: [mention.text for mention in s.mentions] for s in case.statements}
    ahead = {id for id, own in texts.items() if any(read_direction(text) == "ahead" for text in own)}
    return {pair for pair in case.gold if pair & ahead}


def _read_days_of_train(data: Path) -> dict[str, str]:
    files = sorted((data / "statements" / "train").glob("*/batch/articles.jsonl"))
    rows = (json.loads(line) for path in files for line in path.read_text(encoding="utf-8").split("\n") if line)
    return {row["id"]: row["published"] for row in rows if row.get("published")}


def _read_days_of_load(data: Path) -> dict[str, str]:
    with gzip.open(data / "load" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {row["id"]: row["published"] for row in map(json.loads, lines) if row["published"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", choices=SETS)
    parser.add_argument("--undated", action="store_true", help="leave the days of publication out")
    args = parser.parse_args()
    for name in [args.show] if args.show else SETS:
        cases = read_cases(name, args.data, not args.undated)
        for case in cases if args.show else ():
            show_errors(case)
        print(f"{name:8}{score_cases(cases)}", flush=True)


if __name__ == "__main__":
    main()
