"""How well the pipeline joins and keeps apart what our own stories say: `python -m tests.benchmarks.stories_told`.

tests/data/stories/ holds a folder a story: articles of invented outlets, and `labels.json` with pairs of sentences
that make the same statement and pairs that only look alike, each with the reason why it is not easy. A pair counts as
joined when both of its sentences are mentions of one statement of a finished run. `--missed` lists what went wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from summarize.pipeline import brief
from summarize.reading.readers import read_batch
from summarize.settings import DEFAULT
from summarize.text.sentences import split_sentences
from summarize.types import Article, Sentence

STORIES = Path(__file__).parent.parent / "data" / "stories"
JOIN = ("reworded", "length", "reference", "spelling", "quote_cut", "quote_paraphrase", "headline", "value")
JOIN += ("both_planned", "both_denied")
APART = ("planned_done", "denial", "claim_and_fact", "swapped_roles", "other_event", "other_remark", "other_speaker")
APART += ("other_fact", "background", "cause_effect")

_DATELINE = re.compile(r"[^a-z]{3}.{0,60} [-–—] ")


@dataclass(frozen=True, slots=True)
class Label:
    """Two sentences of a story that a run must join, or must not (`same`), and what makes that hard."""

    story: str
    same: bool
    why: str
    first: Sentence
    second: Sentence

    @property
    def across(self) -> bool:
        return self.first.article != self.second.article


@dataclass(frozen=True, slots=True)
class Outcome:
    """`statements`: the ids of the statements that the two sentences are in, None where one was set aside."""

    label: Label
    statements: tuple[str | None, str | None]

    @property
    def joined(self) -> bool:
        return self.statements[0] is not None and self.statements[0] == self.statements[1]

    @property
    def right(self) -> bool:
        return self.joined == self.label.same


def find_stories() -> list[Path]:
    return sorted(path.parent for path in STORIES.glob("*/labels.json"))


def read_labels(story: Path) -> list[Label]:
    """The labels of one story. Raises ValueError where one does not begin exactly one sentence."""
    articles = {Path(article.file).stem: article for article in read_batch(story / "batch", DEFAULT).articles}
    sentences = {name: split_sentences(article) for name, article in articles.items()}
    told = json.loads((story / "labels.json").read_text(encoding="utf-8"))
    labels = []
    for part in ("must_join", "must_not_join"):
        for row in told[part]:
            first, second = (
                _find_sentence(articles[end["article"]], sentences[end["article"]], end["starts"])
                for end in row["pair"]
            )
            labels.append(Label(story.name, part == "must_join", row["why"], first, second))
    return labels


def _find_sentence(article: Article, sentences: Sequence[Sentence], starts: str) -> Sentence:
    """The one sentence that begins so, with or without a dateline before it."""
    found = []
    for sentence in sentences:
        place = sentence.text.find(starts)
        if place == 0 or (place > 0 and _DATELINE.fullmatch(sentence.text[:place])):
            found.append(sentence)
    if len(found) != 1:
        raise ValueError(f"{article.file}: {len(found)} sentences begin with {starts!r}; quote one to its end")
    return found[0]


def brief_stories(out: Path) -> list[Outcome]:
    """Runs the whole pipeline on each story, with the default settings."""
    outcomes = []
    for story in find_stories():
        folder = brief(story / "batch", out, story.name)
        spans: dict[str, list[tuple[int, int, str]]] = {}
        for line in (folder / "statements.jsonl").read_text(encoding="utf-8").splitlines():
            statement = json.loads(line)
            for mention in statement["mentions"]:
                spans.setdefault(mention["article"], []).append((mention["start"], mention["end"], statement["id"]))
        for label in read_labels(story):
            first, second = (_find_statement(end, spans.get(end.article, [])) for end in (label.first, label.second))
            outcomes.append(Outcome(label, (first, second)))
    return outcomes


def _find_statement(sentence: Sentence, spans: Iterable[tuple[int, int, str]]) -> str | None:
    """The statement that covers most of the sentence, if it covers half: datelines are cut off by the run."""
    overlaps = [(min(sentence.end, end) - max(sentence.start, start), found) for start, end, found in spans]
    most, statement = max(overlaps, default=(0, None))
    return statement if 2 * most >= sentence.end - sentence.start else None


def share_right(outcomes: Iterable[Outcome]) -> float:
    rights = [outcome.right for outcome in outcomes]
    return sum(rights) / len(rights)


def share_kept(outcomes: Iterable[Outcome]) -> float:
    """The share of labelled sentences that are in some statement."""
    ends = {}
    for outcome in outcomes:
        ends[outcome.label.first], ends[outcome.label.second] = outcome.statements
    return sum(statement is not None for statement in ends.values()) / len(ends)


def measure_stories(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares from 0 to 1: of pairs joined and kept apart, in all and by kind, and of sentences kept."""
    joins, aparts = ([o for o in outcomes if o.label.same is same] for same in (True, False))
    figures = {
        "joined": share_right(joins),
        "joined across articles": share_right(o for o in joins if o.label.across),
        "kept apart": share_right(aparts),
        "sentences kept": share_kept(outcomes),
    }
    for part, kinds in ((joins, JOIN), (aparts, APART)):
        figures |= {kind: share_right(o for o in part if o.label.why == kind) for kind in kinds}
    return figures


def show_stories(outcomes: Sequence[Outcome]) -> str:
    """A table: a line a story and a line a kind, with the pairs joined and kept apart."""
    lines = [f"{'':<18} {'joined':>17} {'kept apart':>17}"]
    for story in sorted({o.label.story for o in outcomes}):
        lines.append(f"{story:<18} {_show_part([o for o in outcomes if o.label.story == story])}")
    lines.append(f"{'all':<18} {_show_part(outcomes)}\n")
    for kind in (*JOIN, *APART):
        lines.append(f"{kind:<18} {_show_part([o for o in outcomes if o.label.why == kind])}")
    lines.append(f"\nlabelled sentences in a statement: {share_kept(outcomes):.3f}")
    return "\n".join(line.rstrip() for line in lines)


def _show_part(outcomes: Sequence[Outcome]) -> str:
    cells = []
    for same in (True, False):
        rights = [o.right for o in outcomes if o.label.same is same]
        cells.append(f"{sum(rights):>4} of {len(rights):>3} {sum(rights) / len(rights):6.3f}" if rights else "")
    return f"{cells[0]:>17} {cells[1]:>17}"


def show_faults(outcomes: Iterable[Outcome]) -> str:
    lines = []
    for outcome in outcomes:
        if not outcome.right:
            label, lost = outcome.label, None in outcome.statements
            fault = "set aside" if lost else "missed" if label.same else "joined"
            lines.append(f"{label.story}, {label.why}, {fault}")
            lines += [f"    {label.first.text}", f"    {label.second.text}"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--missed", action="store_true", help="list the pairs that came out wrong")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        outcomes = brief_stories(Path(out))
    print(show_stories(outcomes))
    if args.missed:
        print("\n" + show_faults(outcomes))
        counts = Counter(outcome.label.why for outcome in outcomes if not outcome.right)
        print("\n" + ", ".join(f"{kind} {count}" for kind, count in counts.most_common()))


if __name__ == "__main__":
    main()
