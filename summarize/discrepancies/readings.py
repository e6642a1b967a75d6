"""What is read from articles and mentions to compare them: each thing once, and only what something asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from summarize.discrepancies.apart import Read
from summarize.discrepancies.rivals import Found, find_rivals
from summarize.discrepancies.sides import Side, make_side
from summarize.text.contrasts import Wording, make_small, read_wording, write_plain
from summarize.text.quotations import Word, find_quotations, read_words
from summarize.types import Article, Expression, Mention, Statement
from summarize.values.compare import find_values

_PLAIN = make_side("", ())
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Told:
    """A mention and what it tells; `quoted`: its quotations' words, with spans in the article; `rivals`: its words that
    exclude others."""

    mention: Mention
    statement: str
    published: str | None
    side: Side
    wording: Wording
    quoted: tuple[tuple[Word, ...], ...]
    asks: bool
    rivals: tuple[Found, ...]


@dataclass(slots=True)
class Readings:
    """The articles and statements of a batch, and what was read of them so far."""

    articles: dict[str, Article]
    statements: dict[str, Statement]
    _mentions: dict[str, list[tuple[Mention, str]]] = field(default_factory=lambda: defaultdict(list))
    _values: dict[tuple[str, str | None], tuple[Expression, ...]] = field(default_factory=dict)
    _sides: dict[tuple[str, str | None], Side] = field(default_factory=dict)
    _wordings: dict[str, tuple[Wording, tuple[Found, ...]]] = field(default_factory=dict)
    _told: dict[str, list[list[Told]]] = field(default_factory=dict)
    _quotations: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _small: dict[str, str] = field(default_factory=dict)
    _words: dict[str, frozenset[str]] = field(default_factory=dict)
    _normals: dict[str, frozenset[str]] = field(default_factory=dict)
    _copies: dict[str, dict[str, list[Mention]]] = field(default_factory=dict)
    _quoted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for statement in self.statements.values():
            for mention in statement.mentions:
                self._mentions[mention.article].append((mention, statement.id))

    def read(self, article: str) -> list[Read]:
        """The mentions of an article that have values."""
        published = self.articles[article].published
        rows = ((m, name, self.values(m)) for m, name in self._mentions[article])
        return [Read(m, name, published, values) for m, name, values in rows if values]

    def mentions_of(self, article: str, statements: Collection[str]) -> list[tuple[Mention, str]]:
        """An article's mentions of some statements, each with its statement."""
        return [row for row in self._mentions[article] if row[1] in statements]

    def copies(self, statement: str, text: str) -> list[Mention]:
        """The mentions of a statement in these very words."""
        if statement not in self._copies:
            self._copies[statement] = defaultdict(list)
            for mention in self.statements[statement].mentions:
                self._copies[statement][mention.text].append(mention)
        return self._copies[statement][text]

    def values(self, mention: Mention) -> tuple[Expression, ...]:
        key = mention.text, self.articles[mention.article].published
        if key not in self._values:
            self._values[key] = tuple(find_values(*key))
        return self._values[key]

    def side(self, mention: Mention) -> Side:
        """`_PLAIN` where a mention has no values: then nothing else is asked of it."""
        key = mention.text, self.articles[mention.article].published
        if key not in self._sides:
            values = self.values(mention)
            self._sides[key] = make_side(mention.text, values) if values else _PLAIN
        return self._sides[key]

    def wordings(self, statement: str) -> list[list[Told]]:
        """The mentions of a statement by their words, the commonest wording first."""
        if statement not in self._told:
            by_text: dict[str, list[Told]] = defaultdict(list)
            for mention in sorted(self.statements[statement].mentions, key=lambda m: (m.article, m.start)):
                by_text[mention.text].append(self._tell(mention, statement))
            groups = sorted(by_text.items(), key=lambda row: (-len(row[1]), row[0]))
            self._told[statement] = [group for _, group in groups]
        return self._told[statement]

    def _tell(self, mention: Mention, statement: str) -> Told:
        article, start, end = self.articles[mention.article], mention.start, mention.end
        inside = [(max(a, start), min(b, end)) for a, b in self._find_quotations(article) if a < end and b > start]
        quoted = tuple(words for span in inside if (words := read_words(article.text, *span)))
        side, (wording, rivals) = self.side(mention), self._read_wording(mention.text)
        return Told(mention, statement, article.published, side, wording, quoted, "?" in mention.text, rivals)

    def _read_wording(self, text: str) -> tuple[Wording, tuple[Found, ...]]:
        if text not in self._wordings:
            wording = read_wording(text)
            self._wordings[text] = wording, find_rivals(wording)
        return self._wordings[text]

    def _find_quotations(self, article: Article) -> list[tuple[int, int]]:
        if article.id not in self._quotations:
            self._quotations[article.id] = find_quotations(article.text)
        return self._quotations[article.id]

    def has_word(self, article: str, word: str) -> bool:
        """Whether an article has a word, in small letters."""
        if article not in self._small:
            self._small[article] = write_plain(self.articles[article].text)
        if word not in self._small[article]:  # so most words are answered without a look at what is a word
            return False
        if article not in self._words:
            words = _WORD.findall(self.articles[article].text)
            self._words[article] = frozenset(make_small(word) for word in words)
        return word in self._words[article]

    def normals(self, article: str) -> frozenset[str]:
        """The normal forms of the values in all mentions of an article."""
        if article not in self._normals:
            values = (value for mention, _ in self._mentions[article] for value in self.values(mention))
            self._normals[article] = frozenset(value.normalized for value in values)
        return self._normals[article]

    def has_quoted(self, article: str, words: str) -> bool:
        """Whether an article has some words, as `read_words` writes them, in its quotations."""
        if article not in self._quoted:
            text = self.articles[article].text
            spans = self._find_quotations(self.articles[article])
            said = (word.text for span in spans for word in read_words(text, *span))
            self._quoted[article] = f" {' '.join(said)} "
        return words in self._quoted[article]
