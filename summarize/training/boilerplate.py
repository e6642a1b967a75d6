"""Train the judge of `summarize.text.boilerplate` and print how well it does on stories it has not seen.

    python -m summarize.training.boilerplate --data DIR [--write FILE]

DIR/train/<story>/ holds gold.json (`sentences`, `boilerplate`, `boilerplate_any`) and batch/articles.jsonl.
Figures are cross-validated by story; threshold and second stage are chosen inside the training stories. The same data
and library versions give the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from summarize.text.boilerplate import Page, describe_context, describe_pages, find_protected
from summarize.text.clean import lay_out_pages
from summarize.text.sentences import split_sentences
from summarize.types import Article

CONTENT, BOILERPLATE, UNSURE = 0, 1, -1
LOSS = 0.010  # share of content sentences that rules and judge together may cost, on the training stories
MIN_STORIES = 2  # a feature must occur in so many of them
STRENGTH = 0.1  # inverse regularisation of the first stage
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    pages: tuple[Page, ...]
    features: tuple[list[list[str]], ...]  # page, sentence, names
    labels: tuple[np.ndarray, ...]  # page, sentence
    lines: tuple[list[tuple[int, int, int]], ...]  # page, labelled line: start, end, label


@dataclass(frozen=True, slots=True)
class Model:
    words: dict[str, float]
    bias: float
    context: np.ndarray
    threshold: float


def read_stories(folder: Path) -> list[Story]:
    stories = []
    for path in sorted(folder.glob("*/gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        with open(path.parent / "batch" / "articles.jsonl", encoding="utf-8") as file:
            articles = [_read_article(json.loads(line)) for line in file if line.strip()]
        articles.sort(key=lambda article: article.id)
        pages = lay_out_pages(articles, [s for article in articles for s in split_sentences(article)])
        lines = tuple(_read_lines(article.id, gold) for article in articles)
        labels = tuple(_label_page(page, own) for page, own in zip(pages, lines, strict=True))
        stories.append(Story(path.parent.name, tuple(pages), tuple(describe_pages(pages)), labels, lines))
    return stories


def _read_article(raw: dict) -> Article:
    known = {key: raw.get(key) for key in ("outlet", "title", "url", "published", "author", "language", "text")}
    return Article(id=raw["id"], sha256="", file="articles.jsonl", **known)


def _read_lines(article: str, gold: dict) -> list[tuple[int, int, int]]:
    sure, unsure = set(gold["boilerplate"]), set(gold["boilerplate_any"])
    return [
        (s["start"], s["end"], BOILERPLATE if key in sure else UNSURE if key in unsure else CONTENT)
        for key, s in gold["sentences"].items()
        if s["article"] == article
    ]


def _label_page(page: Page, lines: Sequence[tuple[int, int, int]]) -> np.ndarray:
    labels = np.full(len(page.sentences), CONTENT)
    for i, s in enumerate(page.sentences):
        common: Counter[int] = Counter()
        for start, end, label in lines:
            common[label] += max(0, min(s.end, end) - max(s.start, start))
        if 2 * (common[BOILERPLATE] + common[UNSURE]) >= s.end - s.start:
            labels[i] = UNSURE
        if 2 * common[BOILERPLATE] >= s.end - s.start:
            labels[i] = BOILERPLATE
    return labels


def train(stories: Sequence[Story]) -> Model:
    """Fit both stages; the second learns from scores that the first gave to stories it had not seen."""
    scores = [None] * len(stories)
    for inside, outside in _split(stories):
        words, bias = _fit_words([stories[i] for i in inside])
        for i in outside:
            scores[i] = _score(stories[i], words, bias)
    rows, labels, ruled, guarded = [], [], [], []
    for story, story_scores in zip(stories, scores, strict=True):
        for page, page_scores, page_labels in zip(story.pages, story_scores, story.labels, strict=True):
            rows.append(describe_context(page, page_scores))
            labels.append(page_labels)
            ruled.append([code is not None for code in page.codes])
            guarded.append(find_protected(page))
    x, y, known = np.concatenate(rows), np.concatenate(labels), np.concatenate(ruled)
    free = ~known & (y != UNSURE)
    second = LogisticRegression(C=1.0, max_iter=1000).fit(x[free], y[free])
    context = np.append(second.coef_[0], second.intercept_[0])
    judged = x @ context[:-1] + context[-1]
    content = y == CONTENT
    allowance = max(int(LOSS * content.sum()) - int((known & content).sum()), 0)
    worst = np.sort(judged[content & ~known & ~np.concatenate(guarded)])[::-1]
    threshold = float(worst[allowance]) + 1e-6
    words, bias = _fit_words(stories)
    return Model(words, bias, context, threshold)


def _split(stories: Sequence[Story]) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(GroupKFold(FOLDS).split(np.zeros(len(stories)), groups=np.arange(len(stories))))


def _fit_words(stories: Sequence[Story]) -> tuple[dict[str, float], float]:
    seen: dict[str, set[str]] = {}
    samples, labels = [], []
    for story in stories:
        for page_features, page_labels in zip(story.features, story.labels, strict=True):
            for names, label in zip(page_features, page_labels, strict=True):
                if label == UNSURE:
                    continue
                samples.append(names)
                labels.append(label)
                for name in names:
                    seen.setdefault(name, set()).add(story.name)
    vocabulary = {name: k for k, name in enumerate(sorted(n for n, who in seen.items() if len(who) >= MIN_STORIES))}
    columns = [[vocabulary[n] for n in names if n in vocabulary] for names in samples]
    pointers = np.cumsum([0] + [len(c) for c in columns])
    shape = (len(samples), len(vocabulary))
    matrix = csr_matrix((np.ones(pointers[-1]), np.concatenate(columns), pointers), shape=shape)
    fitted = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear", random_state=0).fit(matrix, labels)
    weights = fitted.coef_[0].round(3)
    words = {n: float(weights[k]) for n, k in vocabulary.items() if abs(weights[k]) >= 0.02}
    return words, round(float(fitted.intercept_[0]), 3)


def _score(story: Story, words: dict[str, float], bias: float) -> list[np.ndarray]:
    return [np.array([bias + sum(words.get(n, 0.0) for n in names) for names in page]) for page in story.features]


def find(model: Model, story: Story) -> list[np.ndarray]:
    found = []
    for page, scores in zip(story.pages, _score(story, model.words, model.bias), strict=True):
        ruled = np.array([c is not None for c in page.codes], dtype=bool)
        judged = describe_context(page, scores) @ model.context[:-1] + model.context[-1]
        found.append(ruled | ((judged > model.threshold) & ~find_protected(page)))
    return found


def cross_validate(stories: Sequence[Story], verbose: bool) -> None:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for inside, outside in _split(stories):
        model = train([stories[i] for i in inside])
        for i in outside:
            story = stories[i]
            results = zip(story.pages, find(model, story), story.labels, story.lines, strict=True)
            for page, found, labels, lines in results:
                kept = [(s.start, s.end) for s, hit in zip(page.sentences, found, strict=True) if not hit]
                for start, end, label in lines:
                    longest = max((min(end, b) - max(start, a) for a, b in kept), default=0)
                    counts[f"line {label} {2 * longest < end - start}"] += 1
                for s, code, hit, label in zip(page.sentences, page.codes, found, labels, strict=True):
                    counts[f"{label}{bool(hit)}"] += 1
                    if code:
                        counts[f"{label}rule"] += 1
                    if hit:
                        reasons[code or "(judge)"] += 1
                    if verbose and ((label == CONTENT and hit) or (label == BOILERPLATE and not hit)):
                        print("LOST" if hit else "MISSED", code or "", s.article, s.text[:150])
    boilerplate = counts["1True"] + counts["1False"]
    content = counts["0True"] + counts["0False"]
    print(f"cross-validated by story: {len(stories)} stories, {boilerplate} boilerplate, {content} content sentences")
    print(f"rules alone:      recall {counts['1rule'] / boilerplate:.3f}, content lost {counts['0rule'] / content:.4f}")
    print(f"rules and judge:  recall {counts['1True'] / boilerplate:.3f}, content lost {counts['0True'] / content:.4f}")
    line_recall = counts["line 1 True"] / (counts["line 1 True"] + counts["line 1 False"])
    coverage = counts["line 0 False"] / (counts["line 0 True"] + counts["line 0 False"])
    print(
        f"labelled lines:   boilerplate recall {line_recall:.3f}, coverage {coverage:.3f} (half in one kept sentence)"
    )
    print("rejected by reason:", ", ".join(f"{k} {n}" for k, n in reasons.most_common()))


def write_model(model: Model, path: Path) -> None:
    raw = {
        "bias": model.bias,
        "context": [round(float(v), 4) for v in model.context],
        "threshold": round(model.threshold, 4),
        "words": dict(sorted(model.words.items())),
    }
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds train/<story>/gold.json")
    parser.add_argument("--write", type=Path, help="where to put the weights trained on all stories")
    parser.add_argument("--verbose", action="store_true", help="print what is lost and what is missed")
    args = parser.parse_args()
    stories = read_stories(args.data / "train")
    if not stories:
        sys.exit(f"{args.data}: no train/<story>/gold.json below it; name the folder of the labelled stories")
    cross_validate(stories, args.verbose)
    if args.write:
        write_model(train(stories), args.write)


if __name__ == "__main__":
    main()
