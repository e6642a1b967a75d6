"""By which weights and values it is decided whether two sentences make the same statement, and by what name.

`summarize.same.compare` decides with them.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from summarize.same.encoder import PACKAGED, TRAINED
from summarize.same.pair_reader import find_pair_reader
from summarize.types import Model

_PACKAGE = Path(__file__).parents[1]
WEIGHTS = _PACKAGE / "weights"


@dataclass(frozen=True, slots=True)
class Decision:
    """Weights, and the values they were trained and cross-validated with.

    most, floor: with how many of its nearest a sentence is compared, and how near they must be; ranks among them are
    evidence, so other values need another training. join: two groups of sentences are one statement if the mean
    probability of their pairs is at least this - the mean runs over all pairs, those that were never near enough to
    be looked at included, which is why it lies below one half. hold: every sentence of a statement is at least so
    likely to say the same as its representative. second: weights of a second look, with a larger model's vectors, at
    the pairs that are at least `open` likely by the first; third: of a third, with what that model makes of both
    sentences at once, at those of them that the second finds likely within `doubt`; "" for none.
    """

    weights: str
    most: int
    floor: float
    join: float
    hold: float
    second: str = ""
    open: float = 1.0
    third: str = ""
    doubt: tuple[float, float] = (1.0, 0.0)

    @property
    def name(self) -> str:
        """Made of the weights and of the code that reads them: equal names, equal probabilities for equal input."""
        weights = self.third or self.second or self.weights
        return f"{weights.removesuffix('.npz') or 'untrained'}-{_hash_files(self)}"

    def with_settings(self, settings: Mapping[str, object]) -> Decision:
        """With the `join` and `hold` that a user set, where one did."""
        return replace(self, **{name: settings[name] for name in ("join", "hold") if settings.get(name) is not None})


# Trained on vectors of all-MiniLM-L6-v2; it serves every model that has none of its own.
GENERAL = Decision("evidence.npz", most=20, floor=0.4, join=0.26, hold=0.10)
_FIRST = Decision("evidence-trained.npz", most=24, floor=0.15, join=0.30, hold=0.10)
FULL = replace(_FIRST, join=0.36, second="evidence-read.npz", open=0.04, third="evidence-pairs.npz", doubt=(0.04, 0.93))
READ_MOST = 5000  # sentences of a batch that is read again unasked: some two minutes on two cores
# Where the package was installed without the trained weights: a logistic model over two features, worth an F1 of .50
# across articles where the trained one with the same vectors has .60 (cross-validated on statements/train).
UNTRAINED = Decision("", most=20, floor=0.4, join=0.17, hold=0.10)
# The code on which a probability depends.
_READ_BY = (
    *("same/compare", "same/decision", "same/evidence", "same/forest", "same/guards"),
    *("same/embed", "same/encoder"),
    *("same/packing", "same/pair_reader", "same/reader"),
    *("people/names", "people/spellings"),
    *("text/contrasts", "text/tense", "text/traits", "updates/acts", "updates/act_words", "updates/find"),
)
NO_READER = "the model that reads unclear pairs again is not installed in full; reinstall the package"


def choose_decision(model: str, read: bool = True) -> Decision:
    """The decision for this model's vectors; read=False: by the first look alone."""
    decision = (FULL if read and _can_read() else _FIRST) if model == TRAINED else GENERAL
    return decision if (WEIGHTS / decision.weights).is_file() else UNTRAINED


def find_decision(model: Model) -> Decision:
    """The decision that a run names, or what has taken its place in this version or on this machine."""
    return choose_decision(model.name, read=not model.decision.startswith(f"{Path(_FIRST.weights).stem}-"))


def is_spared(model: Model) -> bool:
    """Whether a run of this version was decided by the first look alone though the second could be had."""
    return model.decision == choose_decision(model.name, read=False).name != choose_decision(model.name).name


def _can_read() -> bool:
    looks = (WEIGHTS / weights for weights in (FULL.second, FULL.third))
    return all(file.is_file() for file in looks) and find_pair_reader() is not None


def describe_limits(model: str, read: bool = True) -> list[str]:
    """What a reader of the manifest must know of the decision for this model's vectors."""
    if choose_decision(model) == UNTRAINED:
        return [
            "the trained decision is not installed: sentences are compared by their vectors and common words alone; "
            "reinstall the package"
        ]
    if model == TRAINED and read and not _can_read():
        return [NO_READER]
    if model in (PACKAGED, TRAINED):
        return []
    return [
        "what makes two sentences the same statement was learned from another model's vectors; "
        "train it for this one with summarize.training.evidence"
    ]


@functools.cache
def _hash_files(decision: Decision) -> str:
    hashed = hashlib.sha256()
    learned = [f"weights/{weights}" for weights in (decision.weights, decision.second, decision.third) if weights]
    for name in (*learned, "weights/background.json", *(f"{module}.py" for module in _READ_BY)):
        hashed.update((_PACKAGE / name).read_bytes())
    if decision.second and (reader := find_pair_reader()):
        hashed.update(reader.fingerprint.encode())
    return hashed.hexdigest()[:12]
