"""How likely two sentences make the same statement: the seam where the product's one decision is made.

Everything before it finds sentences, everything behind it works with the probabilities.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from summarize.cache import Cache, content_key
from summarize.errors import ModelError
from summarize.people.spellings import fold_spellings
from summarize.same.embed import embed_texts, plain_text
from summarize.same.encoder import PACKAGED, TRAINED
from summarize.same.evidence import FEATURES, READ_FEATURES, candidate_pairs, measure_pairs, measure_reading
from summarize.same.forest import load_model, score_pairs
from summarize.same.guards import are_opposed
from summarize.same.reader import find_reader
from summarize.text.traits import read_traits
from summarize.types import Model, Progress, Sentence

# What a guard does to the probability of a pair. Not 0, as the two are worth a look all the same: one may supersede
# or contradict the other.
_OPPOSED, _UNSURE = 0.15, 0.05
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
    the pairs that are at least `open` likely by the first; "" for none.
    """

    weights: str
    most: int
    floor: float
    join: float
    hold: float
    second: str = ""
    open: float = 1.0

    @property
    def name(self) -> str:
        """Made of the weights and of the code that reads them: equal names, equal probabilities for equal input."""
        weights = self.second or self.weights
        return f"{weights.removesuffix('.npz') or 'untrained'}-{_hash_files(self)}"

    def with_settings(self, settings: Mapping[str, object]) -> Decision:
        """With the `join` and `hold` that a user set, where one did."""
        return replace(self, **{name: settings[name] for name in ("join", "hold") if settings.get(name) is not None})


# Trained on vectors of all-MiniLM-L6-v2; it serves every model that has none of its own.
GENERAL = Decision("evidence.npz", most=20, floor=0.4, join=0.26, hold=0.10)
_FIRST = Decision("evidence-trained.npz", most=24, floor=0.15, join=0.30, hold=0.10)
BOTH = replace(_FIRST, second="evidence-read.npz", open=0.04)
READ_MOST = 5000  # sentences of a batch that is read again unasked: up to two minutes on two cores
# Where the package was installed without the trained weights: a logistic model over two features, worth an F1 of .50
# across articles where the trained one with the same vectors has .60 (cross-validated on statements/train).
UNTRAINED = Decision("", most=20, floor=0.4, join=0.17, hold=0.10)
# The code on which a probability depends.
_READ_BY = (
    *("same/decision", "same/evidence", "same/forest", "same/guards", "same/packing", "same/reader"),
    *("people/names", "people/spellings"),
    *("text/contrasts", "text/tense", "text/traits", "updates/acts", "updates/act_words", "updates/find"),
)
_NO_READER = "the model that reads unclear pairs again is not installed; reinstall the package"
_UNTRAINED = {"cosine": 6.4, "words_low": 8.6}
_UNTRAINED_BIAS = -8.2


def choose_decision(model: str, read: bool = True) -> Decision:
    """The decision for this model's vectors; read=False: without a second look."""
    decision = (BOTH if read and _can_read() else _FIRST) if model == TRAINED else GENERAL
    return decision if (WEIGHTS / decision.weights).is_file() else UNTRAINED


def find_decision(model: Model) -> Decision:
    """The decision that a run names, or what has taken its place in this version or on this machine."""
    return choose_decision(model.name, read=not model.decision.startswith(f"{Path(_FIRST.weights).stem}-"))


def is_spared(model: Model) -> bool:
    """Whether a run of this version was decided by the first look alone though the second could be had."""
    return model.decision == choose_decision(model.name, read=False).name != choose_decision(model.name).name


def _can_read() -> bool:
    return (WEIGHTS / BOTH.second).is_file() and find_reader() is not None


def describe_limits(model: str, read: bool = True) -> list[str]:
    """What a reader of the manifest must know of the decision for this model's vectors."""
    if choose_decision(model) == UNTRAINED:
        return [
            "the trained decision is not installed: sentences are compared by their vectors and common words alone; "
            "reinstall the package"
        ]
    if model == TRAINED and read and not _can_read():
        return [_NO_READER]
    if model in (PACKAGED, TRAINED):
        return []
    return [
        "what makes two sentences the same statement was learned from another model's vectors; "
        "train it for this one with summarize.training.evidence"
    ]


def compare_sentences(
    sentences: Sequence[Sentence], vectors: np.ndarray, model: Model, cache: Cache, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of one story that may be the same statement, int64 (m, 2) with i < j, and their probabilities (m,).

    sentences: sorted by article and start; vectors: their unit rows, made by `model`. A pair that is not named has
    probability 0. Whether two sentences say the same depends on what else the story says (names that occur
    everywhere are no evidence), so the result is cached by the content of the whole story. Sentences in the same words
    are compared once, as the first of them: see `find_first`.
    """
    texts = (part for sentence in sentences for part in (sentence.article, sentence.text))
    decision = find_decision(model)
    key = content_key(decision.name, model.sha256, *texts)
    known = cache.pairs(key)
    if known is not None:
        return known

    def read(texts: Sequence[str]) -> np.ndarray:
        return read_texts(texts, cache, progress)

    pairs, probabilities, _ = measure_sentences(sentences, vectors, decision, read, progress, False)
    cache.add_pairs(key, pairs, probabilities)
    return pairs, probabilities


def read_texts(texts: Sequence[str], cache: Cache, progress: Progress = lambda done, total: None) -> np.ndarray:
    """The reader's vectors, float32 (len(texts), dimensions). Raises ModelError where it is missing."""
    reader = find_reader()
    if reader is None:
        raise ModelError(_NO_READER)
    return embed_texts(texts, reader, cache, progress)


def measure_sentences(
    sentences: Sequence[Sentence],
    vectors: np.ndarray,
    decision: Decision,
    read: Callable[[Sequence[str]], np.ndarray],
    progress: Progress = lambda done, total: None,
    keep_features: bool = True,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `compare_sentences` gives, without a cache, and the features of the pairs, float64 (m, len(FEATURES) +
    len(READ_FEATURES)), those of the reading NaN where it is not asked for. read: see `read_texts`.

    keep_features=False: none are returned; a million pairs' would take most of a gigabyte.
    """
    traits = read_traits(fold_spellings(sentences))
    pairs = candidate_pairs(vectors, traits, np.unique(find_first(sentences)), decision.most, decision.floor)
    articles = np.unique([sentence.article for sentence in sentences], return_inverse=True)[1]
    score, probabilities = _load_scores(decision), np.zeros(len(pairs))
    kept, unclear = [np.zeros((0, len(FEATURES)))], [np.zeros((0, len(FEATURES)))]
    reading = np.full((len(pairs) if keep_features else 0, len(READ_FEATURES)), np.nan)
    for block, features in measure_pairs(traits, vectors, articles, pairs):
        probabilities[block] = score(features)
        unclear.append(features[probabilities[block] >= decision.open])
        if keep_features:
            kept.append(features)
        progress(block.stop, len(pairs))
    if decision.second and (probabilities >= decision.open).any():
        again = np.flatnonzero(probabilities >= decision.open)
        rows, places = np.unique(pairs[again], return_inverse=True)
        vectors = read([sentences[k].text for k in rows])
        more = measure_reading(vectors, articles[rows], places.reshape(-1, 2))
        features = np.concatenate([np.concatenate(unclear), more], axis=1)
        if keep_features:
            reading[again] = more
        probabilities[again] = score_pairs(load_model(WEIGHTS / decision.second), features)
    for k in np.flatnonzero(probabilities >= _UNSURE):
        if are_opposed(sentences[pairs[k, 0]].text, sentences[pairs[k, 1]].text):
            probabilities[k] *= _OPPOSED
    return pairs, probabilities, np.concatenate([np.concatenate(kept), reading], axis=1)


def _load_scores(decision: Decision) -> Callable[[np.ndarray], np.ndarray]:
    if decision.weights:
        return functools.partial(score_pairs, load_model(WEIGHTS / decision.weights))
    columns = [FEATURES.index(name) for name in _UNTRAINED]
    weight = np.array(list(_UNTRAINED.values()))
    return lambda features: 1 / (1 + np.exp(-(features[:, columns] @ weight + _UNTRAINED_BIAS)))


def find_first(sentences: Sequence[Sentence]) -> np.ndarray:
    """For each sentence the index of the first one in the same words, int64 (n,).

    A reprint must not crowd the other sentences out of the nearest ones, however many outlets carry it.
    """
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(plain_text(s.text), k) for k, s in enumerate(sentences)], dtype=np.int64)


@functools.cache
def _hash_files(decision: Decision) -> str:
    hashed = hashlib.sha256()
    learned = [f"weights/{weights}" for weights in (decision.weights, decision.second) if weights]
    for name in (*learned, "weights/background.json", *(f"{module}.py" for module in _READ_BY)):
        hashed.update((_PACKAGE / name).read_bytes())
    if decision.second and (reader := find_reader()):
        hashed.update(reader.fingerprint.encode())
    return hashed.hexdigest()[:12]
