"""Seconds per stage and peak memory of whole runs.

    python -m tests.benchmarks.throughput [--sizes 1000,10000,50000] [--data DIR | --alike]

The articles tell the invented stories of `summarize/training/labels/` (see `tell_stories`); with --data they are real
ones from `load/`, with --alike all sentences are of one pattern, which is the worst case for whatever compares them.
Each size runs in a process of its own, once cold and once warm, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from summarize.training.stories import read_tellings

_PER_ARTICLE = 25
_SHORT = 12  # words; without shorter ones the invented sentences are nearly as long as real ones, 19 words and 21
_VERBS = "announced rejected approved delayed welcomed criticised opened closed sold bought moved counted".split()
_NOUNS = "bridge budget court harbour vaccine election school reactor library railway orchard museum treaty".split()
_PLACES = "Aldmoor Brisk Calder Dunwold Eastwick Farrow Glenby Hartsea Irwell Jorvik Kestrel Lowmere".split()


def tell_stories(sentences: int) -> Iterator[dict[str, str]]:
    """Each invented story as up to six outlets tell it. When all have been told, they are told again with other
    names: a batch then holds look-alike events too."""
    stories = [(slug, _leave_short_out(statements)) for slug, statements in read_tellings()]
    names = sorted({name for _, statements in stories for told in statements for name in _find_names(told)})
    left, told_again = sentences, 0
    while True:
        draw = random.Random(told_again)
        for slug, statements in stories:
            own = sorted({name for told in statements for name in _find_names(told)})
            others = dict(zip(own, draw.sample(names, len(own)), strict=True)) if told_again else {}
            for outlet, told in enumerate(_deal(statements)):
                lines = [_rename(line, others) for line in told]
                yield {"id": f"{slug}-{told_again}-{outlet}", "outlet": f"Outlet {outlet}", "text": "\n\n".join(lines)}
                left -= len(lines)
                if left <= 0:
                    return
        told_again += 1


def _leave_short_out(statements: list[list[str]]) -> list[list[str]]:
    """The stories have more headlines than an article has."""
    long = ([line for line in told if len(line.split()) >= _SHORT] for told in statements)
    return [told for told in long if told]


def _deal(statements: list[list[str]]) -> list[list[str]]:
    """What each outlet of a story tells. Not all tell every statement; they take turns in leaving one out, so that
    their articles are of much the same length."""
    outlets: list[list[str]] = [[] for _ in range(max(map(len, statements)))]
    for first, told in enumerate(statements):
        for k, line in enumerate(told):
            outlets[(first + k) % len(outlets)].append(line)
    return [told for told in outlets if told]


def _find_names(told: list[str]) -> set[str]:
    """Words with a capital inside a sentence."""
    return {name for text in told for name in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)}


def _rename(text: str, others: dict[str, str]) -> str:
    return re.sub(r"\b[A-Z][a-z]{3,}\b", lambda name: others.get(name[0], name[0]), text)


def invent_articles(sentences: int) -> Iterator[dict[str, str]]:
    """Articles of several outlets about facts of one pattern, each told with a word or two changed."""
    draw = random.Random(0)
    facts = max(1, sentences // 3)
    for number in range(max(1, sentences // _PER_ARTICLE)):
        lines = []
        for _ in range(_PER_ARTICLE):
            fact = random.Random(draw.randrange(facts))
            who, verb, what = fact.choice(_PLACES), fact.choice(_VERBS), fact.choice(_NOUNS)
            where, count = fact.choice(_PLACES), fact.randrange(2, 9000)
            manner = draw.choice(["on Tuesday", "this week", "after a long debate", "in a statement"])
            lines.append(f"The mayor of {who} {verb} the {what} in {where} {manner}, and {count} people took part.")
        yield {"id": f"n{number}", "outlet": f"Outlet {number % 40}", "text": "\n\n".join(lines)}


def real_articles(data: Path, sentences: int) -> Iterator[dict[str, str]]:
    left = sentences
    with gzip.open(data / "load" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            left -= max(1, article["text"].count(". "))
            yield {key: article[key] for key in ("id", "outlet", "title", "text")}
            if left <= 0:
                return


def measure(batch: Path, out: Path) -> dict[str, float]:
    """A run in a process of its own: see `brief_timed`."""
    code = "import sys; from tests.benchmarks.throughput import brief_timed; brief_timed(*sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(batch), str(out)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def brief_timed(batch: str, out: str) -> None:
    """Briefs, and prints as JSON the seconds by stage, of these the `encoder`'s (two stages encode: `group` the
    articles' leads, `embed` the rest) and those of `loading` it, the peak resident memory in MiB, and the number of
    sentences."""
    import resource

    from summarize.pipeline import brief
    from summarize.same.encoder import SentenceTransformerEncoder

    encode, spent = SentenceTransformerEncoder.encode, {"loading": 0.0, "encoder": 0.0}

    def timed(self: SentenceTransformerEncoder, *args: Any) -> Any:
        start = time.perf_counter()
        self._model  # noqa: B018 - loads it
        loaded = time.perf_counter()
        vectors = encode(self, *args)
        spent["loading"] += loaded - start
        spent["encoder"] += time.perf_counter() - loaded
        return vectors

    SentenceTransformerEncoder.encode = timed  # type: ignore[method-assign]
    folder = brief(Path(batch), Path(out))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = spent | {"peak": peak, "n": manifest["counts"]["clean"]["sentences"]}
    print(json.dumps(manifest["seconds"] | told))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,50000")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--data", type=Path)
    kind.add_argument("--alike", action="store_true")
    args = parser.parse_args()
    for size in map(int, args.sizes.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            batch = Path(scratch) / "batch.jsonl"
            invent = invent_articles if args.alike else tell_stories
            articles = real_articles(args.data, size) if args.data else invent(size)
            batch.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
            for state in ("cold", "warm"):
                seconds = measure(batch, Path(scratch) / "out")
                loading, encoder, peak, n = (seconds.pop(key) for key in ("loading", "encoder", "peak", "n"))
                told = "  ".join(f"{stage} {s:.2f}" for stage, s in seconds.items())
                print(f"{n:>6.0f} sentences {state}: {told}  peak {peak:,.0f} MiB", end="")
                if state == "cold":
                    rest = sum(seconds.values()) - seconds["compare"] - encoder - loading
                    print(f"  encoder {encoder:.1f} and {loading:.1f} to load it", end="")
                    print(f"; all but these and compare {rest:.1f}, {rest / encoder:.1%} of the encoder", end="")
                print(flush=True)


if __name__ == "__main__":
    main()
