"""Figures and dates against the gold of the MEANTIME corpus (Minard et al. 2016): found, and read as the same value.

    python -m tests.benchmarks.values MEANTIME_FILE

Counted are (1) gold timexes of type DATE whose value is a day, a month or a year, and (2) gold values (QUANTITY,
PERCENT, MONEY) written in digits; each must find a partner of its own in its sentence. "found": an expression of that
kind overlaps the gold text's place. "right" (the normalisation accuracy, of those found): for a date, low and high
are the first and last day of the gold value; for a figure, kind and numbers are those that a plain reading of the gold
text's digits gives, for MEANTIME has no normalised values for figures.
"""

from __future__ import annotations

import calendar
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from summarize.types import Expression
from summarize.values.compare import find_values

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
KINDS = {"PERCENT": "percent", "MONEY": "money", "QUANTITY": "number"}


@dataclass(frozen=True, slots=True)
class Case:
    """One gold expression, and what was found at its place; `half` is 0 for the documents rules were written on."""

    kind: str
    half: int
    dateline: bool
    text: str
    gold: object
    found: Expression | None
    right: bool
    sentence: str


def read_cases(path: Path) -> list[Case]:
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        cases += _read_document(json.loads(line), number % 2)
    return cases


def count_cases(cases: list[Case]) -> dict[str, float]:
    """Shares: `recall` found of all, `accuracy` right of those found."""
    found = [case for case in cases if case.found is not None]
    right = sum(case.right for case in found)
    return {"cases": len(cases), "recall": len(found) / max(len(cases), 1), "accuracy": right / max(len(found), 1)}


def _read_document(document: dict, half: int) -> list[Case]:
    cases, used = [], Counter()
    # A date of creation that is not ISO 8601 is the corpus's own fault; the dateline then says it.
    published = document["dct"] if re.fullmatch(r"\d{4}-\d\d-\d\d", document["dct"] or "") else None
    sentences = {sentence["i"]: sentence["text"] for sentence in document["sentences"]}
    for gold in document["timex"]:
        interval = _interval(gold["value"]) if gold["type"] == "DATE" else None
        if interval is None:
            continue
        text = sentences[gold["sent"]]
        found = _find_partner(text, gold["text"], published, {"date"}, used, gold["sent"])
        right = found is not None and (found.low, found.high) == interval
        cases.append(Case("date", half, gold["sent"] == 1, gold["text"], gold["value"], found, right, text))
    for gold in document["values"]:
        numbers = _read_digits(gold["text"])
        if not numbers:
            continue
        text = sentences[gold["sent"]]
        kinds = {"number", "money", "percent", "duration", "ordinal"}
        found = _find_partner(text, gold["text"], published, kinds, used, gold["sent"])
        told = sorted({abs(float(x)) for x in (found.low, found.high) if x is not None}) if found else []
        right = told == numbers and found.kind == KINDS[gold["type"]]
        cases.append(Case(gold["type"].lower(), half, False, gold["text"], numbers, found, right, text))
    return cases


def _find_partner(
    text: str, gold: str, published: str | None, kinds: set[str], used: Counter, sentence: int
) -> Expression | None:
    """The expression at the gold text's place: its first occurrence that no equal gold text has had."""
    # The corpus gives its texts token by token: "US$ 40 billion" stands for "US$40 billion".
    pattern = r"\s*".join(re.escape(part) for part in gold.split())
    places = list(re.finditer(rf"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])", text))
    key = (sentence, gold)
    used[key] += 1
    if len(places) < used[key]:
        return None
    start, end = places[used[key] - 1].span()
    overlapping = [e for e in find_values(text, published) if e.start < end and start < e.end and e.kind in kinds]
    return max(overlapping, key=lambda e: min(e.end, end) - max(e.start, start), default=None)


def _interval(value: str | None) -> tuple[str, str] | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value or "")
    if match is None:
        return None
    year, month, day = match.groups()
    if day:
        return value, value
    if month:
        return f"{value}-01", f"{value}-{calendar.monthrange(int(year), int(month))[1]}"
    return f"{year}-01-01", f"{year}-12-31"


def _read_digits(text: str) -> list[float]:
    """The numbers of a gold text written in digits; [] for one in words."""
    numbers = []
    for digits, scale in re.findall(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*([a-z]+)?", text):
        numbers.append(float(digits.rstrip(",").replace(",", "")) * SCALES.get(scale, 1.0))
    return sorted(set(numbers)) if numbers else []


def main() -> None:
    cases = read_cases(Path(sys.argv[1]))
    for half in (0, 1):
        for kind in ("date", "quantity", "percent", "money"):
            part = [case for case in cases if case.half == half and case.kind == kind]
            print("even" if half == 0 else "odd ", f"{kind:9}", count_cases(part))
        part = [case for case in cases if case.half == half and case.kind == "date" and not case.dateline]
        print("even" if half == 0 else "odd ", "date without datelines", count_cases(part))
        part = [case for case in cases if case.half == half and case.kind != "date"]
        print("even" if half == 0 else "odd ", "figures", count_cases(part))


if __name__ == "__main__":
    main()
