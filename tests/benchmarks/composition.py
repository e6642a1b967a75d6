"""Is the choice of statements a good one? ROUGE against people's summaries, and the annotators' key statements.

    python -m tests.benchmarks.composition --data DIR [--out DIR]

DIR holds `summaries/multi-news-first-100.jsonl` and `statements/dev/`. Vectors are cached in --out (default: a
temporary folder).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from summarize.pipeline import brief
from summarize.reading.readers import read_batch
from summarize.settings import DEFAULT, Settings
from summarize.text.sentences import split_sentences

_WORDS = 230
_ITEMS = 10


def brief_texts(batch: Path, out: Path, name: str, settings: Settings) -> list[dict]:
    """The items of the briefing of a batch."""
    folder = brief(batch, out, name, settings)
    return [
        i for s in json.loads((folder / "briefing.json").read_text(encoding="utf-8"))["stories"] for i in s["items"]
    ]


def cut(texts: Sequence[str], words: int = _WORDS) -> str:
    return " ".join(" ".join(texts).split()[:words])


def score_summaries(data: Path, out: Path, most: int) -> dict[str, tuple[float, float]]:
    """Mean ROUGE-1 and ROUGE-2 F1 at 230 words for the briefing and, as floors, for lead and random sentences."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    totals: dict[str, list[tuple[float, float]]] = {"briefing": [], "lead": [], "random": []}
    lines = (data / "summaries" / "multi-news-first-100.jsonl").read_text(encoding="utf-8").splitlines()
    for k, line in enumerate(lines[:most]):
        record = json.loads(line)
        batch = out / "batches" / f"news{k:03}.jsonl"
        batch.parent.mkdir(parents=True, exist_ok=True)
        articles = [{"id": f"d{n}", "outlet": f"outlet {n}", "text": text} for n, text in enumerate(record["docs"])]
        batch.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
        items = brief_texts(batch, out, f"news{k:03}", Settings(words=_WORDS, items=40))
        read = read_batch(batch, DEFAULT).articles
        split = [[s.text for s in split_sentences(article)] for article in read]
        lead = [texts[n] for n in range(max(map(len, split))) for texts in split if n < len(texts)]
        shuffled = random.Random(k).sample(lead, len(lead))
        for name, texts in (("briefing", [i["text"] for i in items]), ("lead", lead), ("random", shuffled)):
            scores = scorer.score(record["summary"], cut(texts))
            totals[name].append((scores["rouge1"].fmeasure, scores["rouge2"].fmeasure))
    return {k: tuple(sum(column) / len(v) for column in zip(*v, strict=True)) for k, v in totals.items()}  # type: ignore[misc]


def score_keys(data: Path, out: Path) -> dict[str, float]:
    """Of the annotators' key sentences, the share that is a mention of one of the first ten items (means)."""
    shares: dict[str, list[float]] = {"briefing": [], "lead": [], "random": []}
    for story in sorted((data / "statements" / "dev").iterdir()):
        gold = json.loads((story / "gold.json").read_text(encoding="utf-8"))
        items = brief_texts(story / "batch", out, f"dev-{story.name}", DEFAULT)[:_ITEMS]
        cited = [(c["article"], c["start"], c["end"]) for item in items for c in item["citations"]]
        rows = sorted(gold["sentences"].items(), key=lambda row: (row[1]["start"], row[1]["article"]))
        lead = [key for key, _ in rows][:_ITEMS]
        draw = random.Random(story.name)
        for keys in filter(None, gold["key"]):
            hits = {"briefing": [_covered(gold["sentences"][key], cited) for key in keys]}
            hits["lead"] = [_is_said(key, lead, gold["same"]) for key in keys]
            drawn = [draw.sample(list(gold["sentences"]), min(_ITEMS, len(rows))) for _ in range(50)]
            hits["random"] = [_is_said(key, one, gold["same"]) for one in drawn for key in keys]
            for name, found in hits.items():
                shares[name].append(sum(found) / len(found))
    return {name: sum(values) / len(values) for name, values in shares.items()}


def _covered(sentence: dict, spans: Sequence[tuple[str, int, int]]) -> bool:
    start, end = sentence["start"], sentence["end"]
    return any(
        article == sentence["article"] and 2 * (min(end, b) - max(start, a)) >= end - start for article, a, b in spans
    )


def _is_said(key: str, chosen: Sequence[str], same: Sequence[Sequence[str]]) -> bool:
    """A key sentence counts for a list of sentences if one of them makes the same statement."""
    return key in chosen or any(key in pair and (set(pair) - {key}) & set(chosen) for pair in same)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--most", type=int, default=100, help="clusters of the summaries set to score")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = args.out or Path(scratch)
        print(f"key statements among the first {_ITEMS} items, statements/dev:")
        for name, share in score_keys(args.data, out).items():
            print(f"  {name:<9} {share:.3f}")
        print(f"ROUGE F1 at {_WORDS} words, multi-news:")
        for name, (r1, r2) in score_summaries(args.data, out, args.most).items():
            print(f"  {name:<9} R1 {r1:.3f}  R2 {r2:.3f}")


if __name__ == "__main__":
    main()
