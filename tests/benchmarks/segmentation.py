"""How well sentences are split: `python -m tests.benchmarks.segmentation --data DIR [--list]`.

DIR holds `segmentation/` (golden rules, UD GUM) and `statements/`. A sentence counts when both of its ends are right.
A list marker that the splitter sets aside counts as part of the item after it, since these labels hold it.
The labels of most stories in `statements/train` are what sentencex itself cuts, to the character; agreement with them
says how alike the two are, not who is right, so they are counted apart.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sentencex import get_sentence_boundaries

from summarize.text.sentences import split_sentences
from summarize.types import Article

Span = tuple[int, int]
GOLDEN = "GOLDEN_EN_RULES_TEST_CASES"


def split_text(text: str) -> list[Span]:
    return [(sentence.start, sentence.end) for sentence in split_sentences(_as_article(text))]


def with_markers(text: str, spans: list[Span]) -> list[Span]:
    """The spans, each with the characters between it and the one before."""
    ends = [0, *(end for _, end in spans)]
    return [(_skip_space(text, before), end) for before, (_, end) in zip(ends, spans, strict=False)]


def split_by_sentencex(text: str) -> list[Span]:
    """What sentencex cuts when it is given line by line."""
    spans, position = [], 0
    for line in text.splitlines(keepends=True):
        for found in get_sentence_boundaries("en", line):
            start, end = position + found["start_index"], position + found["end_index"]
            spans.append((_skip_space(text, start), start + len(text[start:end].rstrip())))
        position += len(line)
    return [(start, end) for start, end in spans if start < end]


def read_golden(data: Path) -> dict[str, list[tuple[str, list[str]]]]:
    sets = defaultdict(list)
    for case in _read_lines(data / "segmentation" / "golden_en.jsonl"):
        sets[case["set"]].append((case["text"], case["sentences"]))
    return sets


def find_failures(cases: Iterable[tuple[str, list[str]]], markers: bool = True) -> list[tuple[list[str], list[str]]]:
    """Pairs of what came out and what should have, where they differ."""
    failures = []
    for text, expected in cases:
        spans = split_text(text)
        got = [text[start:end] for start, end in (with_markers(text, spans) if markers else spans)]
        if got != expected:
            failures.append((got, expected))
    return failures


def read_gum(data: Path, name: str) -> Iterator[tuple[str, list[Span]]]:
    for document in _read_lines(data / "segmentation" / name):
        spans, position = [], 0
        for sentence in document["sentences"]:
            start = document["text"].index(sentence, position)
            position = start + len(sentence)
            spans.append((start, position))
        yield document["text"], spans


def read_stories(data: Path, part: str) -> Iterator[list[tuple[str, list[Span]]]]:
    for path in sorted((data / "statements" / part).glob("*/gold.json")):
        spans = defaultdict(list)
        for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"].values():
            spans[sentence["article"]].append((sentence["start"], sentence["end"]))
        texts = {article["id"]: article["text"] for article in _read_lines(path.parent / "batch" / "articles.jsonl")}
        yield [
            (texts[article], [(start, start + len(texts[article][start:end].rstrip())) for start, end in sorted(found)])
            for article, found in spans.items()
        ]


def score(documents: Iterable[tuple[str, list[Span]]], split=split_text) -> float:
    """F1 of exact spans over all documents."""
    hits = total = 0
    for text, gold in documents:
        found = with_markers(text, split(text))
        hits += len(set(found) & set(gold))
        total += len(found) + len(gold)
    return 2 * hits / total if total else 0.0


def list_differences(text: str, gold: list[Span]) -> Iterator[str]:
    """Each place where only one of the two begins a sentence, "+" ours, "-" the label's."""
    ours = {start for start, _ in with_markers(text, split_text(text))}
    for start in sorted(ours ^ {start for start, _ in gold}):
        sign = "+" if start in ours else "-"
        yield f"  {sign} {text[max(0, start - 60) : start]!r} | {text[start : start + 60]!r}"


def _as_article(text: str) -> Article:
    return Article("a", None, None, None, None, None, "en", text, "", "")


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with segmentation/ and statements/")
    parser.add_argument("--list", action="store_true", help="print each difference to the golden rules and GUM news")
    options = parser.parse_args()

    for name, cases in read_golden(options.data).items():
        failures, strict = find_failures(cases), find_failures(cases, markers=False)
        print(f"{name}: {len(cases) - len(failures)} of {len(cases)} ({len(cases) - len(strict)} without markers)")
        for got, expected in failures if options.list and name == GOLDEN else []:
            print(f"  got {got}\n  not {expected}")
    for name in ("gum_news_all.jsonl", "gum_dev.jsonl", "gum_test.jsonl"):
        documents = list(read_gum(options.data, name))
        print(f"{name}: F1 {score(documents):.3f} (sentencex by lines {score(documents, split_by_sentencex):.3f})")
        for text, gold in documents if options.list and name == "gum_news_all.jsonl" else []:
            print(*list_differences(text, gold), sep="\n")
    for part in ("train", "dev"):
        stories = list(read_stories(options.data, part))
        copied = [story for story in stories if all(split_by_sentencex(text) == gold for text, gold in story)]
        independent = [story for story in stories if story not in copied]
        for label, chosen in (("labels cut otherwise", independent), ("labels cut by sentencex", copied)):
            documents = [document for story in chosen for document in story]
            if documents:
                ours, plain = score(documents), score(documents, split_by_sentencex)
                print(f"statements/{part}, {label}: {len(chosen)} stories, F1 {ours:.3f} (sentencex {plain:.3f})")
    texts = [text for story in read_stories(options.data, "train") for text, _ in story]
    start = time.process_time()
    for text in texts:
        split_text(text)
    spent = time.process_time() - start
    print(f"{1000 * spent / (sum(map(len, texts)) / 1024):.2f} ms/KB on {len(texts)} articles")


if __name__ == "__main__":
    main()
