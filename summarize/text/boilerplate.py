"""A learned judge of what is boilerplate, for what no rule of `debris.py` names.

Two logistic regressions on top of each other, trained by `summarize.training.boilerplate`: the first sees the words,
shape and place of a sentence, the second what the first (and the rules) thought of it and of its neighbours, since
debris comes in runs. Both are plain tables of weights in `weights/boilerplate.json`; nothing but numpy is needed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise, repeat

import numpy as np

from summarize.types import Sentence

_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*|[^\w\s]")
_LABEL = re.compile(r"[A-Z][A-Z .'’]{3,30}: ")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{4,}")
_QUOTED_POST = re.compile(r"(?!.{0,40}(?:https?:|pic\.))(?:\S+ ){5}.*(?:—|–|--) ?[^@]{0,60}\(@\w+\)")
_SHORT_SENTENCE = re.compile(r"(?:He|She|They|It|Nobody|No one|None|Police|Officials) [^.?!:@/]{2,60}\.[\"”]?$")
_WHOLE_SENTENCE = re.compile(r"[A-Z\"“](?:\S+\s+){6,}\S*[a-z]\S*[.!?][\"”]?$")
_SHORT_PAGE = 8  # sentences
_LONG = 6  # paragraphs
_LIST_ITEM = 25  # words
_SIGNATURE = re.compile(r"\((?:[A-Z]{2,5}|Reuters|Bloomberg|Xinhua|Yonhap)\)")
_FUNCTION_WORDS = frozenset(
    "a an the and or but of to in on at by for from with as that which who is are was were be been has "
    "have had will would could not it its this their his her he she they said says after when while about "
    "than more".split()
)
_FINITE = frozenset(("said", "was", "is", "were", "are"))
_ADDRESS = frozenset("you your yours yourself we our us i me my".split())


@dataclass(frozen=True, slots=True)
class Page:
    """One article's sentences in text order, with the reasons that the rules have found for some of them.

    `paragraphs` holds for each run of sentences with no line break between them their numbers, `breaks` for each
    paragraph the number of line breaks before it.
    """

    text: str
    sentences: tuple[Sentence, ...]
    codes: tuple[str | None, ...]
    paragraphs: tuple[tuple[int, ...], ...]
    breaks: tuple[int, ...]

    @property
    def alone(self) -> frozenset[int]:
        """The numbers of the sentences that are paragraphs of their own."""
        return frozenset(members[0] for members in self.paragraphs if len(members) == 1)

    @property
    def signed(self) -> frozenset[int]:
        """The numbers of the sentences of a long article's last paragraph, if it ends with an agency in brackets, which
        signs the article: below a picture this would be its caption's credit."""
        last = self.paragraphs[-1] if self.paragraphs else ()
        signed = len(self.paragraphs) >= _LONG and _SIGNATURE.fullmatch(self.sentences[last[-1]].text)
        return frozenset(last) if signed else frozenset()

    def read_paragraph(self, number: int) -> str:
        members = self.paragraphs[number]
        return self.text[self.sentences[members[0]].start : self.sentences[members[-1]].end]


@dataclass(frozen=True, slots=True)
class Weights:
    words: dict[str, float]
    bias: float
    context: np.ndarray  # [context features + 1], the last is the bias
    threshold: float


@cache
def load_weights() -> Weights:
    raw = json.loads(resources.files("summarize").joinpath("weights/boilerplate.json").read_text(encoding="utf-8"))
    return Weights(raw["words"], raw["bias"], np.array(raw["context"]), raw["threshold"])


def find_boilerplate(pages: Sequence[Page]) -> list[np.ndarray]:
    """For each page one boolean a sentence: is it boilerplate? The pages of a batch vouch for each other's words."""
    weights = load_weights()
    pages_features = describe_pages(pages)
    found = []
    for page, features in zip(pages, pages_features, strict=True):
        first = np.array([weights.bias + sum(map(weights.words.get, line, repeat(0.0))) for line in features])
        second = describe_context(page, first) @ weights.context[:-1] + weights.context[-1]
        found.append((second > weights.threshold) & ~find_protected(page))
    return found


def find_protected(page: Page) -> np.ndarray:
    """Content that looks like debris, so that the judge has no say about it: headlines at the top, bullets, quotations,
    posts that are quoted with their author, short sentences about somebody ("He declined."), what is listed below a
    colon, and whole sentences of a page that is too short for their place in it to mean anything, or that end an
    article which an agency signs."""
    short = len(page.sentences) < _SHORT_PAGE
    top, signed = {i for members in page.paragraphs[:2] for i in members}, page.signed
    listed = _find_listed(page)
    protected = [
        (len(s.text.split()) > 2 and (s.role == "bullet" or (s.role == "headline" and i in top)))
        or (len(s.text.split()) > 3 and s.text[0] in '"“')
        or i in listed
        or _SHORT_SENTENCE.match(s.text) is not None
        or _QUOTED_POST.match(s.text) is not None
        or ((short or i in signed) and _WHOLE_SENTENCE.match(s.text) is not None)
        for i, s in enumerate(page.sentences)
    ]
    return np.array(protected, dtype=bool)


def _find_listed(page: Page) -> set[int]:
    """The numbers of the lines below a paragraph that ends with a colon and is no debris by a rule, as far as they are
    short and end without a full stop."""
    listed: set[int] = set()
    open_ = False
    for number, members in enumerate(page.paragraphs):
        text = page.read_paragraph(number)
        ruled = page.codes[members[-1]] is not None
        if open_ and not ruled and len(members) == 1 and len(text.split()) < _LIST_ITEM and _ending(text) in "a0)":
            listed.add(members[0])
        else:
            open_ = text.endswith(":") and not ruled
    return listed


def describe_pages(pages: Sequence[Page]) -> list[list[list[str]]]:
    """The features of the first stage: for each page and sentence a list of names, each once."""
    stems = [[_stems(s.text) for s in page.sentences] for page in pages]
    carriers = Counter(stem for page in stems for stem in set().union(*page))
    shared = {stem for stem, count in carriers.items() if count > 1}
    return [_describe_page(page, own, shared) for page, own in zip(pages, stems, strict=True)]


def _stems(text: str) -> set[str]:
    """Words cut to six letters: a cheap stand-in for stems, good enough to see whether words come back."""
    return {w[:6] for w in _WORD.findall(text.lower())} - _FUNCTION_WORDS


def _describe_page(page: Page, stems: list[set[str]], shared: set[str]) -> list[list[str]]:
    """shared: the stems that several pages have."""
    own = Counter(stem for s in stems for stem in s)
    repeated = {stem for stem, sentences in own.items() if sentences > 1}
    texts = [page.read_paragraph(n) for n in range(len(page.paragraphs))]
    shapes = [_shape(text) for text in texts]
    copies = Counter(texts)
    sentence_copies = Counter(s.text for s in page.sentences)
    speech = sum(_is_quoted(s.text) for s in page.sentences)
    address = sum(not _ADDRESS.isdisjoint(s.text.lower().split()) for s in page.sentences)
    whole = [
        f"page:shared:{5 * len(own.keys() & shared) // max(len(own), 1)}",
        f"page:address:{min(4, 8 * address // max(len(page.sentences), 1))}",
        f"page:speech:{min(3, 8 * speech // max(len(page.sentences), 1))}",
    ]
    everything = []
    for at, members in enumerate(page.paragraphs):
        around = []
        for name, other in (("prev", at - 1), ("next", at + 1)):
            if not 0 <= other < len(texts):
                around.append(f"{name}:none")
                continue
            around.append(f"{name}:{shapes[other]}")
            around.append(f"{name}:{'touching' if page.breaks[max(at, other)] == 1 else 'apart'}")
            if texts[other] == texts[at]:
                around.append("doubled:adjacent")
        place = [
            f"line:{shapes[at]}",
            f"top:{min(at, 5)}",
            f"bottom:{min(len(texts) - 1 - at, 5)}",
            f"place:{5 * at // len(texts)}",
            f"sentences:{min(len(members), 4)}",
            f"lines:{min(len(texts).bit_length(), 6)}",
        ]
        if len(texts[at].split()) < 9:
            sides = ("long" if 0 <= k < len(texts) and len(texts[k]) > 90 else "short" for k in (at - 1, at + 1))
            place.append(f"between:{':'.join(sides)}:{_ending(texts[at])}")
        if copies[texts[at]] > 1:
            place.append("doubled:line")
        for k, i in enumerate(members):
            text = page.sentences[i].text
            features = _describe_words(text) + around + place + whole
            features.append(f"role:{page.sentences[i].role}")
            features.append("first" if k == 0 else "later")
            features.append("last" if k == len(members) - 1 else "earlier")
            if sentence_copies[text] > 1:
                features.append("doubled:sentence")
            n = len(stems[i])
            here, there = len(stems[i] & repeated), len(stems[i] & shared)
            size = "few" if n < 4 else "some" if n < 9 else "many"
            features.append(f"here:{size}:{4 * here // max(n, 1)}")
            features.append(f"there:{size}:{4 * there // max(n, 1)}")
            everything.append(list(dict.fromkeys(features)))
    return everything


def _is_quoted(text: str) -> bool:
    return '"' in text or "“" in text or "”" in text


def _shape(text: str) -> str:
    """A line's length and how it ends; short lines without a full stop are what labels and credits look like."""
    words = len(text.split())
    length = "1" if words < 2 else "2" if words < 4 else "4" if words < 7 else "7" if words < 13 else "13"
    length = "25" if 24 < words < 60 else "60" if words >= 60 else length
    return f"{length}{_ending(text)}"


def _ending(text: str) -> str:
    tail = text.rstrip("\"'”’)]» ")
    if text.endswith(")") and not tail.endswith((".", "!", "?")):
        return ")"
    last = tail[-1:]
    if last in (".", "?", "!", ":", ",", "…"):
        return last
    return "a" if last.isalpha() else "0" if last.isdigit() else "#"


def _describe_words(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    lower = ["0" * min(len(t), 4) if t.isdigit() else t.lower() for t in tokens] or ["-"]
    words = [t for t in tokens if t[0].isalnum()]
    features = [f"w {t}" for t in lower]
    features += [f"w {a} {b}" for a, b in pairwise(lower)]
    features += [f"^ {lower[0]}", f"^ {' '.join(lower[:2])}", f"$ {lower[-1]}", f"$ {' '.join(lower[-2:])}"]
    n = max(len(words), 1)
    capital = sum(w[0].isupper() for w in words)
    grammar = sum(w in _FUNCTION_WORDS for w in lower)
    size = "few" if n < 4 else "some" if n < 10 else "many"
    features += [
        f"shape:{_shape(text)}",
        f"capital:{size}:{4 * capital // n}",
        f"grammar:{size}:{min(8 * grammar // n, 4)}",
        f"upper:{size}:{2 * sum(w.isupper() and len(w) > 1 for w in words) // n}",
        f"digits:{min(4, 8 * len(_DIGIT.findall(text)) // max(len(text), 1))}",
        f"opens:{text[0] if not text[0].isalnum() else 'A' if text[0].isupper() else 'a'}",
    ]
    if _LABEL.match(text):
        features.append("label")
    if _is_quoted(text):
        features.append("quote")
    elif not _ADDRESS.isdisjoint(lower):
        features.append("address")
    if _FINITE.isdisjoint(lower) and any(w.endswith("ing") for w in lower[1:]):
        features.append("participle")
    return features


def describe_context(page: Page, scores: np.ndarray) -> np.ndarray:
    """The features of the second stage, one row a sentence: its own score and those around it, squeezed to [-1, 1];
    what a rule has found counts as certain."""
    n = len(page.sentences)
    ruled = np.array([c is not None for c in page.codes], dtype=bool)
    own = np.tanh(scores / 4)
    known = np.where(ruled, 1.0, own)
    padded = np.concatenate([[0.0, 0.0, 0.0], known, [0.0, 0.0, 0.0]])
    size = np.array([len(s.text) for s in page.sentences], dtype=float)
    mates, several = np.zeros(n), np.zeros(n)
    for members in page.paragraphs:
        if len(members) > 1:
            part = slice(members[0], members[-1] + 1)
            own_share = known[part] * size[part]
            mates[part] = (own_share.sum() - own_share) / (size[part].sum() - size[part])
            several[part] = 1.0
    whole = np.full(n, float(known @ size / max(size.sum(), 1)))
    rows = [
        scores,
        own,
        padded[2 : n + 2],
        padded[4 : n + 4],
        padded[1 : n + 1] + padded[0:n],
        padded[5 : n + 5] + padded[6 : n + 6],
        mates,
        several,
        whole,
        np.minimum(padded[2 : n + 2], padded[4 : n + 4]),
        np.maximum(padded[2 : n + 2], padded[4 : n + 4]),
    ]
    return np.stack([np.asarray(r, dtype=float) for r in rows], axis=1)
