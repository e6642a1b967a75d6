"""Which sentences an editor means who quotes one: its beginning is enough, its article only where several begin so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from summarize.settings import fold_outlet
from summarize.types import Article, Sentence

_ID = re.compile(r"(?:\S*#)?(s-[0-9a-f]{6,12})(?:-q\d+)?")  # also as the address of a statement in the page ends
# Quotation marks, dashes and spaces change on their way through a page, a terminal and a mail; a figure's point stays.
_PASSED_OVER = re.compile(r"[^\w.,:]|_|(?<!\d)[.,:]|[.,:](?!\d)")
_MARKS = re.compile(r"(?:\s*\[\d+\])+\s*$")  # the sources' numbers, as the Markdown has them behind a statement
_SHORTEST_HASH = 8
_NEAR = 0.6  # of the words of a quotation that another sentence must have to be offered instead
_LONGEST = 70  # characters of a sentence in a note
_WORD = re.compile(r"\w+")


class Unclear(Exception):
    """What was quoted cannot be told apart or found; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Index:
    """The sentences of a batch, ready to be looked up. `names`: the articles that each folded name can mean."""

    sentences: Sequence[Sentence]
    folded: tuple[str, ...]
    articles: dict[str, Article]
    names: dict[str, frozenset[str]]


def index_sentences(articles: Sequence[Article], sentences: Sequence[Sentence]) -> Index:
    names: dict[str, set[str]] = {}
    for article in articles:
        for name in (article.id, article.file, PurePosixPath(article.file).name, article.outlet or "outlet unknown"):
            names.setdefault(fold_outlet(name), set()).add(article.id)
    return Index(
        sentences,
        tuple(fold_text(sentence.text) for sentence in sentences),
        {article.id: article for article in articles},
        {name: frozenset(ids) for name, ids in names.items()},
    )


def fold_text(text: str) -> str:
    """Letters and figures alone, without regard to case."""
    return _PASSED_OVER.sub("", unicodedata.normalize("NFKC", text).casefold())


def read_id(quoted: str) -> str | None:
    """The statement id, or its beginning, where that is what was quoted."""
    found = _ID.fullmatch(quoted.strip())
    return found[1] if found else None


def find_sentences(quoted: str, index: Index) -> list[int]:
    """Indices of the sentences that are `quoted`, else of those that begin so; one at least, ascending.

    What stands before a colon narrows them down where it is an article's id, file or sha256, or an outlet, and no
    sentence begins with all of it. Raises Unclear where there is none.
    """
    readings = list(_read(quoted, index))
    for articles, text in readings:
        if found := _begin(text, articles, index):
            return found
    articles, text = readings[-1]
    which = "sentence of it" if articles is not None else "sentence"
    near = _find_near(text, articles, index)
    mend = f"did you mean {show_sentence(near, index)}?" if near is not None else "quote it as the briefing has it"
    raise Unclear(f"no {which} begins with {show_text(quoted)}; {mend}")


def show_sentences(found: Iterable[int], index: Index) -> str:
    """Up to three, each with who has it."""
    shown = [show_sentence(k, index) for k in found]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def show_sentence(k: int, index: Index) -> str:
    """With its article's file, or its id where a file holds several."""
    sentence = index.sentences[k]
    article = index.articles[sentence.article]
    name = article.file if len(index.names[fold_outlet(article.file)]) == 1 else article.id
    return f"{show_text(sentence.text)} ({name})"


def show_text(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return f'"{line}"' if len(line) <= _LONGEST else f'"{line[:_LONGEST].rpartition(" ")[0] or line[:_LONGEST]} ..."'


def _read(quoted: str, index: Index) -> Iterator[tuple[frozenset[str] | None, str]]:
    """(articles, beginning): all of it as a sentence, then what follows a colon as one of the articles before it."""
    quoted = _MARKS.sub("", quoted)
    yield None, quoted
    for colon in re.finditer(":", quoted):
        head, rest = fold_outlet(quoted[: colon.start()]), quoted[colon.end() :]
        named = index.names.get(head, frozenset())
        if len(head) >= _SHORTEST_HASH and not set(head).difference("0123456789abcdef"):
            named |= {a.id for a in index.articles.values() if a.sha256.startswith(head)}
        if named and fold_text(rest):
            yield named, rest


def _begin(text: str, articles: frozenset[str] | None, index: Index) -> list[int]:
    wanted = fold_text(text)
    found = [
        k
        for k, folded in enumerate(index.folded)
        if folded.startswith(wanted) and (articles is None or index.sentences[k].article in articles)
    ]
    # A sentence that is quoted whole is meant, and not another one that goes on after the same words.
    return [k for k in found if index.folded[k] == wanted] or found


def _find_near(text: str, articles: frozenset[str] | None, index: Index) -> int | None:
    """The sentence with most of the words; of several the one that has least beside them, then the first."""
    words = set(_WORD.findall(text.casefold()))

    def rank(k: int) -> tuple[int, int]:
        own = set(_WORD.findall(index.sentences[k].text.casefold()))
        return (-len(words & own), len(own))

    known = [k for k, s in enumerate(index.sentences) if articles is None or s.article in articles]
    best = min(known, key=rank, default=None)
    return best if best is not None and -rank(best)[0] >= _NEAR * len(words) > 0 else None
