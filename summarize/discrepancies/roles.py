"""Do two figures or dates stand in the same role? Two sentences are aligned around them, and what is left is weighed.

"Fined $500 after 3 crashes" and "fined $600 after 3 crashes" speak of one fine; a figure for something else is no
disagreement, whatever it is. The weights are those of a multinomial logistic regression on twenty features of the
alignment, trained by `summarize.training.discrepancies`.
"""

from __future__ import annotations

import functools
import json
import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from summarize.discrepancies.sides import Opened, Side, open_values

_MARKET = frozenset(
    """share shares stock stocks index nasdaq dow points pence cent cents futures yen euro dollar dollars yield barrel
    trading traded close closed closing composite ftse session midday bourse s&p currency greenback franc yuan sterling
    crude futures bond treasury treasuries""".split()
)
_TOLL = frozenset(
    """kill kills killed killing dead die dies died death deaths injured injure injures injuring wounded wound hurt
    missing toll casualties victims arrested arrests detained trapped infected cases displaced homeless acres""".split()
)
_MOVING = frozenset(
    """toll rises rise rose climb climbs climbed jumps jump passes passed tops top reach reaches reached hits hit nears
    mounts mount revised later initially so now still latest far early updated grew grows growing feared""".split()
)
_DENIED = frozenset("not no never none neither nor without cannot".split())
_PLANNED = frozenset("will would could may might plan plans planned expected expects likely should if".split())
_PARALLEL = 0.5  # share of the words with a meaning, of the longer sentence
KINDS = ("conflict", "compatible", "update", "different_fact")
FEATURES = """
    shared_low shared_high aligned near_left near_right unit_equal unit_differs market toll moving ratio names_high date
    dates_differ same_values size small bound denied_differs planned_differs
    """.split()


@dataclass(frozen=True, slots=True)
class Judgment:
    """Of a pair of values, as their numbers in the two sentences: the likeliest kind, and how likely each kind is, in
    the order of `KINDS`."""

    kind: str
    probabilities: tuple[float, ...]
    first: int
    second: int

    @property
    def conflict(self) -> float:
        return self.probabilities[0]

    @property
    def update(self) -> float:
        return self.probabilities[2]


def judge_pair(a: Side, b: Side) -> Judgment | None:
    """Of all pairs of values that only one of two sentences has, the likeliest conflict; None where there is none."""
    opened = open_values(a, b)
    judged = [judge_values(a, b, i, k, opened) for i, k in opened.pairs]
    return max(judged, key=lambda j: (j.conflict, j.first, j.second), default=None)


def judge_values(a: Side, b: Side, i: int, k: int, opened: Opened) -> Judgment:
    """What the difference between the i-th value of `a` and the k-th of `b` is. Symmetric in the two sentences."""
    features = measure_values(a, b, i, k, opened)
    logits = [bias + sum(map(operator.mul, row, features)) for row, bias in _load_model()]
    largest = max(logits)
    raised = [math.exp(value - largest) for value in logits]
    probabilities = tuple(round(value / sum(raised), 6) for value in raised)
    return Judgment(KINDS[probabilities.index(max(probabilities))], probabilities, i, k)


def are_parallel(a: Side, b: Side, i: int, k: int) -> bool:
    """Whether two sentences run side by side past the values: no model is needed to see what stands for what."""
    shared, largest = len(a.stems & b.stems), max(len(a.stems), len(b.stems), 1)
    return shared >= _PARALLEL * largest and share_neighbours(a, b, i, k, names=True) and are_aligned(a, b, i, k)


@functools.cache
def _load_model() -> list[tuple[list[float], float]]:
    """For each kind its weights and bias, on features as they are measured."""
    model = json.loads((Path(__file__).parents[1] / "weights" / "discrepancies.json").read_text(encoding="utf-8"))
    rows = []
    for weights, bias in zip(model["weights"], model["bias"], strict=True):
        scaled = [w / scale for w, scale in zip(weights, model["scale"], strict=True)]
        rows.append((scaled, bias - sum(map(operator.mul, scaled, model["mean"]))))
    return rows


def measure_values(a: Side, b: Side, i: int, k: int, opened: Opened) -> list[float]:
    """The features, in the order of `FEATURES`; the same for (b, a, k, i)."""
    one, other = a.values[i], b.values[k]
    shared, sizes = len(a.stems & b.stems), sorted((max(len(a.stems), 1), max(len(b.stems), 1)))
    low, high = sorted(_middle(value.kind, value.low, value.high) for value in (one, other))
    is_date = one.kind in ("date", "time")
    ratio = (high - low) / 30 if is_date else math.log(high / low) if low > 0 else 1.0
    return [
        shared / sizes[0],
        shared / sizes[1],
        float(are_aligned(a, b, i, k)),
        _near(a.before[i], b.before[k]),
        _near(a.after[i], b.after[k]),
        float(one.unit == other.unit and one.unit is not None),
        float(one.unit != other.unit and None not in (one.unit, other.unit)),
        float(not (_MARKET.isdisjoint(a.words) and _MARKET.isdisjoint(b.words))),
        float(not (_TOLL.isdisjoint(a.words) or _TOLL.isdisjoint(b.words))),
        float(not (_MOVING.isdisjoint(a.words) and _MOVING.isdisjoint(b.words))),
        min(ratio, 5.0),
        math.log1p(max(len(a.names - b.stems), len(b.names - a.stems))),
        float(is_date),
        float(any(a.values[x].kind == "date" and x != i and y != k for x, y in opened.pairs)),
        float(opened.answered),
        0.0 if is_date else math.log10(max(high, 1.0)),
        float(high < 13),
        float({one.hedge, other.hedge} & {"at_least", "at_most"} != set()),
        float(_DENIED.isdisjoint(a.words) != _DENIED.isdisjoint(b.words)),
        float(_PLANNED.isdisjoint(a.words) != _PLANNED.isdisjoint(b.words)),
    ]


@functools.lru_cache(maxsize=100_000)
def _middle(kind: str, low: str | None, high: str | None) -> float:
    """Of a date its day, of a clock time the hour as a day, so that two hours weigh as much as two days."""
    if kind in ("date", "time"):
        return _day(low or high)
    ends = [float(end) for end in (low, high) if end is not None]
    return sum(ends) / len(ends) if ends else 0.0


def _day(text: str | None) -> float:
    digits = [int(part) for part in re.findall(r"\d+", text or "")][:3]
    if len(digits) == 2 and ":" in (text or ""):
        return digits[0] + digits[1] / 60
    return sum(part * size for part, size in zip(digits, (365.25, 30.44, 1.0), strict=False))


def are_aligned(a: Side, b: Side, i: int, k: int) -> bool:
    """Whether two values meet when their sentences are laid on each other: the same words stand right beside both, one
    of them with a meaning."""
    for step in (-1, 1):
        at, far = a.places[i] + step, b.places[k] + step
        while _same_token(a, b, at, far):
            if a.tokens[at].stem and a.tokens[at].value is None:
                return True
            at, far = at + step, far + step
    return False


def touch(a: Side, b: Side, i: int, k: int) -> bool:
    """Whether one word stands right before both values, or right after: without it nothing aligns them."""
    return any(_same_token(a, b, a.places[i] + step, b.places[k] + step) for step in (-1, 1))


def _same_token(a: Side, b: Side, at: int, far: int) -> bool:
    if not (0 <= at < len(a.tokens) and 0 <= far < len(b.tokens)):
        return False
    one, other = a.tokens[at], b.tokens[far]
    return (one.stem or one.text) == (other.stem or other.text)


def share_neighbours(a: Side, b: Side, i: int, k: int, names: bool = False) -> bool:
    """Whether a word stands near both values: most often the verb, or what the value belongs to. A name counts only
    with `names`, for whoever a story is about stands near everything."""
    if names:
        return not a.nearest[i].isdisjoint(b.nearest[k])
    return bool((a.nearest[i] & b.nearest[k]) - a.names - b.names)


def _near(one: Sequence[str], other: Sequence[str]) -> float:
    """1 if the next word with a meaning is the same, a half if it is among the other's next three."""
    if not one or not other:
        return 0.5 if not one and not other else 0.0
    return 1.0 if one[0] == other[0] else 0.5 if one[0] in other or other[0] in one else 0.0
