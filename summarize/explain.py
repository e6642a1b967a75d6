"""Why the mentions of a statement were joined, and what was left apart, in words for a person.

Everything is measured again from the run's own files, as `compare` measured it; nothing is kept for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from summarize import tables
from summarize.cache import open_cache
from summarize.errors import UsageError
from summarize.run import cache_folder
from summarize.same.compare import find_first, measure_sentences
from summarize.same.decision import find_decision
from summarize.same.embed import embed_texts
from summarize.same.encoder import load_encoder
from summarize.same.evidence import ALL_FEATURES
from summarize.types import AppliedEdit, Manifest, Mention, Sentence, Statement

_LEFT_APART = 5  # near statements that are told
_NEAR = 0.02  # a less likely pair is no near miss
_COLUMN = {name: k for k, name in enumerate(ALL_FEATURES)}


def explain_statement(run_dir: Path, name: str) -> list[str]:
    """Lines for the terminal. `name` is a statement's id or its beginning, or some words of one of its mentions.

    Raises UsageError where there is no such run or no one such statement, ModelError where the run's model is gone.
    """
    try:
        statements = tables.read_lines(run_dir / "statements.jsonl", Statement)
        manifest = tables.read_object(run_dir / "manifest.json", Manifest)
        edits = tables.read_lines(run_dir / "edits.jsonl", AppliedEdit)
    except (OSError, ValueError) as error:
        raise UsageError(f"{run_dir}: no finished run ({error}); name the folder of one") from error
    statement = _find_statement(statements, name, run_dir)
    story = [s for s in statements if s.story == statement.story]
    owner = {(m.article, m.start): s for s in story for m in s.mentions}
    mentions = sorted((m for s in story for m in s.mentions), key=lambda m: (m.article, m.start))
    sentences = [Sentence(m.article, m.start, m.end, m.text, 0, "body") for m in mentions]
    encoder = load_encoder(manifest.model.name)
    with open_cache(cache_folder(run_dir.resolve().parent)) as cache:
        vectors = embed_texts([sentence.text for sentence in sentences], encoder, cache, lambda done, total: None)
        decision = find_decision(manifest.model)
        pairs, probabilities, features = measure_sentences(sentences, vectors, decision, cache)
    first = find_first(sentences)
    known = {(i, j): k for k, (i, j) in enumerate(pairs.tolist())}
    inside = [k for k, m in enumerate(mentions) if owner[m.article, m.start] is statement]
    top = next(k for k in inside if mentions[k] == statement.representative)

    def tell(k: int) -> str:
        if first[k] == first[top]:
            return "1.00  the same words"
        pair = known.get((min(first[k], first[top]), max(first[k], first[top])))
        if pair is None:
            return "      not near enough to be compared with the representative; joined through the others"
        return f"{probabilities[pair]:.2f}  {'; '.join(_read_evidence(features[pair]))}"

    decision = decision.with_settings(manifest.settings)
    outlets = len(statement.outlets)
    lines = [
        f"{statement.id}: {len(inside)} mention{'s' * (len(inside) != 1)} of {outlets} outlet{'s' * (outlets != 1)}, "
        f"{statement.origins} independent origin{'s' * (statement.origins != 1)}",
        *_tell_edits(edits, statement),
        "",
        "Representative, the most central of its mentions:",
        *_quote(statement.representative, "      "),
        "",
    ]
    if len(inside) > 1:
        lines += [
            f"Joined with it (how likely each says the same; groups are joined from a mean of {decision.join:.2f} on,",
            f"and every mention is held against the representative at {decision.hold:.2f}):",
        ]
        for k in inside:
            if k != top:
                lines += [f"  {tell(k)}", *_quote(mentions[k], "        ")]
        lines.append("")
    apart = _find_near(set(first[inside].tolist()), pairs, probabilities)
    told = [(p, k, other) for p, k, other in apart if owner[mentions[other].article, mentions[other].start] in story]
    lines.append("Left apart, the nearest first:" if told else "No other statement was near.")
    for p, k, other in told:
        lines += [f"  {p:.2f}  {'; '.join(_read_evidence(features[k]))}"]
        lines += [f"        {owner[mentions[other].article, mentions[other].start].id}"]
        lines += _quote(mentions[other], "        ")
    return lines


def _find_statement(statements: Sequence[Statement], name: str, run_dir: Path) -> Statement:
    words = " ".join(name.split()).casefold()
    found = [statement for statement in statements if statement.id.startswith(name)] or [
        s for s in statements if any(words in " ".join(m.text.split()).casefold() for m in s.mentions)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"{name}: no statement of {run_dir} has this id or these words; ids stand in statements.jsonl")
    some = ", ".join(statement.id for statement in found[:3])
    raise UsageError(f"{name}: {len(found)} statements of {run_dir} fit, such as {some}; give the id of one")


def _tell_edits(edits: Sequence[AppliedEdit], statement: Statement) -> Iterator[str]:
    done = {"merge": "merged", "split": "split", "hide": "hidden", "pin": "pinned"}
    for edit in edits:
        if statement.id in edit.statements and done[edit.kind] in statement.edited:
            told = f"{done[edit.kind]} by {edit.by or 'an editor'} (edits.toml, line {edit.line})"
            yield from _wrap(told + (f": {edit.why}" if edit.why else ""))


def _wrap(text: str, indent: str = "") -> list[str]:
    from summarize.terminal import wrap_text

    return wrap_text(text, indent)


def _find_near(inside: set[int], pairs: np.ndarray, probabilities: np.ndarray) -> list[tuple[float, int, int]]:
    """(probability, pair, sentence) of the likeliest sentences that are no mention, each once."""
    best: dict[int, tuple[float, int, int]] = {}
    for k, (i, j) in enumerate(pairs.tolist()):
        if (i in inside) != (j in inside) and probabilities[k] >= _NEAR:
            other = j if i in inside else i
            best[other] = max(best.get(other, (0.0, 0, 0)), (float(probabilities[k]), k, other))
    return sorted(best.values(), key=lambda row: (-row[0], row[2]))[:_LEFT_APART]


def _read_evidence(features: np.ndarray) -> Iterator[str]:
    """The features of one pair in words: what both hold, what only one holds, how they differ in form."""

    def value(name: str) -> float:
        return float(features[_COLUMN[name]])

    yield f"nearness {value('cosine'):.2f}"
    if not np.isnan(value("read_cosine")):
        yield f"read again {value('read_cosine'):.2f}"
    if not np.isnan(value("pair_odds")):
        yield f"read together {1 / (1 + np.exp(-value('pair_odds'))):.2f}"
    yield f"{100 * value('words_high'):.0f} % of the shorter one's words"
    for column, one, several in (("names", "name", "names"), ("numbers", "figure", "figures")):
        shared, left = value(column), value(f"{column}_left_low") + value(f"{column}_left_high")
        if shared or left:
            told = f"{shared:.0f} {one if shared == 1 else several} in common"
            yield told + (f", {left:.0f} in one only" if left else "")
    if value("quote_run") >= 1:
        yield "words of a quotation in common"
    for flag, told in (
        ("planned_differs", "one speaks of a plan or a possibility"),
        ("denied_differs", "one denies"),
        ("quotes_differ", "one is a quotation, the other tells it in its own words"),
        ("title_differs", "one is a headline"),
        ("pronoun_differs", "one begins with a pronoun"),
    ):
        if value(flag):
            yield told


def _quote(mention: Mention, indent: str) -> list[str]:
    return _wrap(f"{mention.outlet or 'outlet unknown'}: {mention.text}", indent)
