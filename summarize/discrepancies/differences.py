"""One difference between two outlets, and the plain sentence that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from summarize.discrepancies.sides import MEASURED
from summarize.types import Article, Value

Kind = Literal["number", "date", "quote", "name", "negation"]
Verdict = Literal["conflict", "update", "rounded", "compatible"]
Place = tuple[str, int, int]

_FOR = {
    "conflict": "for the same thing",
    "rounded": "which is the same, told less exactly",
    "compatible": "and both can be true",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What two mentions tell differently, and where; `told`: of a quotation each side as a reader is shown it, with
    the words around what differs; `end`: how the sentence about it ends, where the kind alone does not say it."""

    kind: Kind
    verdict: Verdict
    first: Place
    second: Place
    statements: tuple[str, ...]
    told: tuple[str, str] | None = None
    end: str = ""


def explain_difference(
    kind: Kind,
    verdict: Verdict,
    values: Sequence[Value],
    shown: Sequence[str],
    articles: dict[str, Article],
    units: set[str | None],
    ends: set[str],
) -> str:
    """One plain sentence: who says what, and of what. ends: of all its differences, if they have any. Of an update
    `summarize.discrepancies.series` tells it."""
    counted = _counted(units)
    tellers: dict[str, list[str]] = defaultdict(list)
    meant: dict[str, str] = {}
    for value, told in zip(values, shown, strict=True):
        outlet = articles[value.article].outlet or value.article
        key = " ".join(told.lower().split()) if kind == "quote" else value.normalized
        meant.setdefault(key, told)
        if outlet not in tellers[key]:
            tellers[key].append(outlet)
    end = next(iter(ends)) if len(ends) == 1 else ""
    says = "says" if end else {"quote": "quotes", "name": "names"}.get(kind, "says")
    parts = []
    for key in sorted(tellers, key=lambda k: (tellers[k], k)):
        who = sorted(tellers[key])
        verb = says.removesuffix("s") if len(who) > 1 else says
        parts.append(f"{_join(who)} {verb} “{meant[key]}”")
    end = end or {
        "quote": "from the same quotation",
        "name": "in the same place",
        "negation": "of the same thing",
    }.get(kind, f"for the same number of {counted}" if counted and verdict == "conflict" else _FOR[verdict])
    return f"{', '.join(parts)}, {end}."


def _counted(units: set[str | None]) -> str | None:
    """What all values count, where they count one thing that has a name ("passengers", "deaths")."""
    named = units - {None}
    plain = len(named) == 1 and not named & MEASURED
    return next(iter(named)) if plain else None


def _join(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
