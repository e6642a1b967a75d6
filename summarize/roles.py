"""Do two figures or dates stand in the same role? Two sentences are aligned around them, and what is left is weighed.

"Fined $500 after 3 crashes" and "fined $600 after 3 crashes" speak of one fine; a figure for something else is no
disagreement, whatever it is. The weights are those of a multinomial logistic regression on twenty features of the
alignment, trained by `summarize.training.discrepancies`.
"""

from __future__ import annotations

import functools
import json
import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from summarize.sides import Side, agree, open_pairs
from summarize.traits import stem
from summarize.types import Expression

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
_SAID = frozenset(map(stem, "told tells statement spokesman spokeswoman officials reported".split()))
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
    """Of a pair of values: the likeliest kind, and how likely each kind is, in the order of `KINDS`."""

    kind: str
    probabilities: tuple[float, ...]
    first: Expression
    second: Expression

    @property
    def conflict(self) -> float:
        return self.probabilities[0]

    @property
    def update(self) -> float:
        return self.probabilities[2]


def judge_pair(a: Side, b: Side) -> Judgment | None:
    """Of all pairs of values that only one of two sentences has, the likeliest conflict; None where there is none."""
    judged = [judge_values(a, b, i, k) for i, k in open_pairs(a, b)]
    return max(judged, key=lambda j: (j.conflict, j.first.start, j.second.start), default=None)


def judge_values(a: Side, b: Side, i: int, k: int) -> Judgment:
    """What the difference between the i-th value of `a` and the k-th of `b` is. Symmetric in the two sentences."""
    model = _load_model()
    features = zip(measure_values(a, b, i, k), model["mean"], model["scale"], strict=True)
    scaled = [(x - mean) / scale for x, mean, scale in features]
    rows = zip(model["weights"], model["bias"], strict=True)
    logits = [bias + sum(w * x for w, x in zip(row, scaled, strict=True)) for row, bias in rows]
    raised = [math.exp(value - max(logits)) for value in logits]
    probabilities = tuple(round(value / sum(raised), 6) for value in raised)
    return Judgment(KINDS[probabilities.index(max(probabilities))], probabilities, a.values[i], b.values[k])


def are_parallel(a: Side, b: Side, first: Expression, second: Expression) -> bool:
    """Whether two sentences run side by side past the values: no model is needed to see what stands for what."""
    shared, largest = len(a.stems & b.stems), max(len(a.stems), len(b.stems), 1)
    return (
        shared >= _PARALLEL * largest
        and are_aligned(a, b, first, second)
        and share_neighbours(a, b, first, second, names=True)
    )


@functools.cache
def _load_model() -> dict[str, list]:
    path = Path(__file__).parent / "weights" / "discrepancies.json"
    return json.loads(path.read_text(encoding="utf-8"))


def measure_values(a: Side, b: Side, i: int, k: int) -> list[float]:
    """The features, in the order of `FEATURES`; the same for (b, a, k, i)."""
    one, other = a.values[i], b.values[k]
    place_a, place_b = _place(a, i), _place(b, k)
    shared, sizes = len(a.stems & b.stems), sorted((max(len(a.stems), 1), max(len(b.stems), 1)))
    low, high = sorted((_middle(one), _middle(other)))
    is_date = one.kind in ("date", "time")
    ratio = (high - low) / 30 if is_date else math.log(high / low) if low > 0 else 1.0
    dates = [(x, y) for x, y in open_pairs(a, b) if a.values[x].kind == "date" and x != i and y != k]
    return [
        shared / sizes[0],
        shared / sizes[1],
        float(_are_aligned(a, b, place_a, place_b)),
        _near(a, b, place_a, place_b, -1),
        _near(a, b, place_a, place_b, 1),
        float(one.unit == other.unit and one.unit is not None),
        float(one.unit != other.unit and None not in (one.unit, other.unit)),
        float(bool((a.words | b.words) & _MARKET)),
        float(bool(a.words & _TOLL and b.words & _TOLL)),
        float(bool((a.words | b.words) & _MOVING)),
        min(ratio, 5.0),
        math.log1p(max(len(a.names - b.stems), len(b.names - a.stems))),
        float(is_date),
        float(bool(dates)),
        float(sum(any(agree(v, w) for w in b.values) for v in a.values)),
        0.0 if is_date else math.log10(max(high, 1.0)),
        float(high < 13),
        float({one.hedge, other.hedge} & {"at_least", "at_most"} != set()),
        float(bool(a.words & _DENIED) != bool(b.words & _DENIED)),
        float(bool(a.words & _PLANNED) != bool(b.words & _PLANNED)),
    ]


def _place(side: Side, value: int) -> int:
    return next(n for n, token in enumerate(side.tokens) if token.value == value)


def _middle(value: Expression) -> float:
    if value.kind in ("date", "time"):
        return _day(value.low or value.high)
    ends = [float(end) for end in (value.low, value.high) if end is not None]
    return sum(ends) / len(ends) if ends else 0.0


def _day(text: str | None) -> float:
    digits = [int(part) for part in re.findall(r"\d+", text or "")][:3]
    return sum(part * size for part, size in zip(digits, (365.25, 30.44, 1.0), strict=False))


def are_aligned(a: Side, b: Side, first: Expression, second: Expression) -> bool:
    """Whether two values meet when their sentences are laid side by side."""
    return _are_aligned(a, b, _place(a, a.values.index(first)), _place(b, b.values.index(second)))


def _are_aligned(a: Side, b: Side, place_a: int, place_b: int) -> bool:
    """Whether the values meet, with a word of meaning right beside them, whichever sentence is laid on the other."""
    one, other = ([token.stem or token.text for token in side.tokens] for side in (a, b))
    one[place_a] = other[place_b] = "#here"
    for x, y, side, place, far in ((one, other, a, place_a, place_b), (other, one, b, place_b, place_a)):
        for block in SequenceMatcher(None, x, y, autojunk=False).get_matching_blocks():
            meets = block.a <= place < block.a + block.size and block.b - block.a == far - place
            if meets and any(
                token.stem for token in side.tokens[block.a : block.a + block.size] if token.value is None
            ):
                return True
    return False


def share_neighbours(a: Side, b: Side, first: Expression, second: Expression, names: bool = False) -> bool:
    """Whether a word stands near both values: most often the verb, or what the value belongs to. A name counts only
    with `names`, for whoever a story is about stands near everything."""
    near = []
    for side, value in ((a, first), (b, second)):
        place = _place(side, side.values.index(value))
        near.append({*_content(side, place, -1, 3), *_content(side, place, 1, 3)} - _SAID)
    shared = near[0] & near[1]
    return bool(shared if names else shared - a.names - b.names)


def _content(side: Side, place: int, step: int, count: int) -> list[str]:
    found = []
    place += step
    while 0 <= place < len(side.tokens) and len(found) < count:
        if side.tokens[place].stem and side.tokens[place].value is None:
            found.append(side.tokens[place].stem)
        place += step
    return found


def _near(a: Side, b: Side, pa: int, pb: int, step: int) -> float:
    """1 if the next word with a meaning is the same, a half if it is among the other's next three."""
    one, other = _content(a, pa, step, 3), _content(b, pb, step, 3)
    if not one or not other:
        return 0.5 if not one and not other else 0.0
    return 1.0 if one[0] == other[0] else 0.5 if one[0] in other or other[0] in one else 0.0
