"""All data types of the pipeline, in the order in which they come into being.

An article is never changed after it was read; everything else points into its text by half-open [start, end)
offsets, counted in Unicode code points (standoff annotation). The field order here is the key order of the files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

LIKELY = 0.6
"""The probability from which the last of a statement's origins is told as one: of second origins that are less likely
54 of 100 are none, of the others 7 (cross-validated on statements/train)."""
SCHEMA_VERSION = 1
Role = Literal["headline", "bullet", "body"]
EditKind = Literal["merge", "split", "hide", "pin"]
EditMark = Literal["split", "merged", "hidden", "pinned"]
Progress = Callable[[int, int], None]
"""Called with (done, total) while something long goes on."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read. `text` is what was decoded, unaltered; unknown values are None."""

    id: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    author: str | None
    language: str | None
    text: str
    sha256: str
    file: str
    story: str | None = None
    credit: str | None = None
    """Who the input's own fields say the words come from (ninjs `infoSources`, RSS `<source>`), such as "Reuters"."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why something is not in the briefing: a whole input (`article` is None) or a span of an article.

    `code` is from the closed list `REJECTION_CODES`; `mend` says what the user can do about it.
    """

    file: str
    line: int | None
    article: str | None
    start: int | None
    end: int | None
    text: str | None
    stage: str
    code: str
    detail: str
    mend: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What reading gives. `provenance` says for each article id and field where the value came from
    ("field", "page", "text", "file name"); `notes` are remarks for the manifest."""

    articles: tuple[Article, ...]
    rejections: tuple[Rejection, ...]
    provenance: dict[str, dict[str, str]]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, `text == article.text[start:end]`. `line` is the number of its physical line."""

    article: str
    start: int
    end: int
    text: str
    line: int
    role: Role


@dataclass(frozen=True, slots=True)
class Origin:
    """Who first wrote some passages. `reason` says in one plain sentence why they count as one, and as whose.

    kind: "named" (the articles name a writer's agency or network), "shared" (the same passage without a name),
    "outlet" (nothing speaks against the outlet's own words), "article" (so, with an unknown outlet).
    """

    id: str
    kind: Literal["named", "shared", "outlet", "article"]
    name: str | None
    articles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that makes a statement. `origin` is who first wrote the words: equal ids, one origin."""

    article: str
    outlet: str | None
    start: int
    end: int
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it, where all mentions rest on this one source; `speaker` as the representative names it.

    quoted: at least one mention has the words in quotation marks; anonymous: the source is not named.
    """

    speaker: str | None
    quoted: bool
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Foretold:
    """An earlier briefing's announcement of what a statement reports: the run's name, when it was made (ISO 8601), the
    statement's id there, and who announced it. Not the words: what is taken down must not live on in later runs."""

    briefing: str
    briefed: str
    statement: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The mentions that say the same. `id` is a hash of its mentions' places; `representative` is one of them."""

    id: str
    story: str
    representative: Mention
    mentions: tuple[Mention, ...]
    outlets: tuple[str, ...]
    origins: int
    status: Literal["new", "more_sources", "changed", "known"] = "new"
    supersedes: tuple[str, ...] = ()
    attribution: Attribution | None = None
    edited: tuple[EditMark, ...] = ()
    """What an editor did to it, as `edits.jsonl` says."""
    foretold: tuple[Foretold, ...] = ()
    expected_origins: float | None = None
    """How many of its origins are likely to make it; None before that is known, or where nobody can doubt it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a mention stands: [start, end) of the article's text."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AppliedEdit:
    """An editor's edit as it came to bear on a run; `line` is that of its heading in `edits.toml`.

    parts: of a merge what stood apart and is one statement; of a split (a row for each statement that it met) what was
    one statement and stands apart; one part for each statement that is hidden or pinned. statements: the ids that hold
    the parts, sorted. A merge or split that found everything as it wants it has one part, and marks nothing.
    """

    kind: EditKind
    line: int
    parts: tuple[tuple[Span, ...], ...]
    statements: tuple[str, ...]
    why: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A figure or a date as a text gives it: `text[start:end] == value`.

    kind: what is compared with what. unit: "USD", "%", "people", "km" ..., None for a bare number. low, high: the
    value, both ends included; figures are floats as text ("1200000.0"), dates ISO 8601 days ("2022-01-09"), None for
    an open or unknown end. hedge: how exactly it is meant. normalized: all this in one readable string, equal for
    expressions that mean the same ("USD 250000", "2022-01-09/2022-01-10", ">= 12 people").
    """

    kind: Literal["number", "money", "percent", "ordinal", "date", "time", "duration"]
    start: int
    end: int
    value: str
    unit: str | None
    low: str | None
    high: str | None
    hedge: Literal["exact", "about", "at_least", "at_most"]
    normalized: str


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a discrepancy: the span is the value itself, in the article's text."""

    value: str
    normalized: str
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Discrepancy:
    id: str
    kind: Literal["number", "date", "quote", "name", "negation"]
    statements: tuple[str, ...]
    values: tuple[Value, ...]
    verdict: Literal["conflict", "update", "rounded", "compatible"]
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """One event: its title is a real headline, or the start of its most reported statement."""

    id: str
    title: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dated event: the day, or first and last day, on which it took or takes place, and the words that date it.

    text: of the statement's mention that gives the date, its representative if that does; value, article, start, end:
    the date, and where it stands in the mention.
    """

    date: str
    until: str | None
    statement: str
    text: str
    value: str
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which a name is written: how often, by whom, and where first (`[start, end)` in that article)."""

    text: str
    mentions: int
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpelledName:
    """A name that occurs in several spellings, the one of most articles first."""

    spellings: tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a batch, before it is decided what a reader is told. `timelines` and `names` are by story."""

    stories: tuple[Story, ...]
    statements: tuple[Statement, ...]
    origins: tuple[Origin, ...]
    discrepancies: tuple[Discrepancy, ...]
    timelines: dict[str, tuple[TimelineEntry, ...]]
    names: dict[str, tuple[SpelledName, ...]]
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation that can be re-checked (W3C TextQuoteSelector and TextPositionSelector)."""

    article: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was announced before it came to pass: the superseded statement, in its representative's words."""

    statement: str
    text: str
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the briefing: a statement, word for word from its first citation.

    shared: for each origin that several of its outlets have in common, why they count as one.
    """

    statement: str
    section: Literal["corroborated", "single_source"]
    text: str
    mentions: int
    outlets: tuple[str, ...]
    origins: int
    status: str
    citations: tuple[Citation, ...]
    discrepancies: tuple[str, ...] = ()
    attribution: Attribution | None = None
    announced: tuple[Announcement, ...] = ()
    shared: tuple[str, ...] = ()
    edited: tuple[EditMark, ...] = ()
    foretold: tuple[Foretold, ...] = ()
    expected_origins: float | None = None


@dataclass(frozen=True, slots=True)
class BriefedStory:
    id: str
    title: str
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    items: tuple[Item, ...]
    timeline: tuple[TimelineEntry, ...] = ()
    names: tuple[SpelledName, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An article as the briefing lists it; `number` is what [n] in the renderings refers to.

    text: what the offsets of the citations count in; None where a briefing is made for passing on (`--share`).
    """

    number: int
    article: str
    outlet: str | None
    title: str | None
    url: str | None
    published: str | None
    author: str | None
    file: str
    sha256: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything that the renderings show. since_last: its items are only what is new or changed, possibly none."""

    schema_version: int
    title: str
    batch: str
    generated: str
    counts: dict[str, int]
    stories: tuple[BriefedStory, ...]
    sources: tuple[Source, ...]
    discrepancies: tuple[Discrepancy, ...] = ()
    since_last: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """What decided: the embedding model, the hash of its weights, and the rule for "the same statement"."""

    name: str
    sha256: str
    decision: str


@dataclass(frozen=True, slots=True)
class EditsFile:
    """The editor's file of a run: its name, the sha256 of its bytes, how many edits it has and how many applied."""

    file: str
    sha256: str
    edits: int
    applied: int


@dataclass(frozen=True, slots=True)
class StageReport:
    """What a stage says of its work; `seconds` is wall time."""

    stage: str
    counts: dict[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made of and from. `files` holds the sha256 of every other file of the run; that of
    `briefing.json` is taken with `generated` emptied, so that two runs of one batch have the same digests."""

    schema_version: int
    name: str
    batch: str
    generated: str
    settings: dict[str, object]
    versions: dict[str, str]
    model: Model
    counts: dict[str, dict[str, int]]
    seconds: dict[str, float]
    notes: tuple[str, ...]
    provenance: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    edits: EditsFile | None = None


REJECTION_CODES = {
    # whole inputs
    "unreadable": "the file could not be opened or unpacked",
    "unsupported": "no reader for this kind of file",
    "binary": "the file holds NUL bytes",
    "encoding": "the bytes are no text in the declared encoding",
    "malformed": "the file or record does not have the form its kind asks for",
    "no_text": "no article text was found",
    "duplicate_article": "the same outlet brought the same text twice in this batch",
    "link": "the link leads out of the batch",
    "too_large": "beyond the size that one input may have",
    # spans of an article, or a whole article
    "language": "the article is in a language that the settings do not name",
    "error_page": "the text is an error page, a bot wall or a cookie notice",
    "navigation": "a link, menu entry or button of the page",
    "section_label": "a section name or subheading",
    "copyright": "a copyright line",
    "contact": "contact details of the outlet or the writer",
    "caption": "a picture or video caption",
    "credit": "who took the picture, reported or edited",
    "byline": "who wrote the article, where and when",
    "dateline": "place, date and agency before the first sentence",
    "promotion": "promotion of other content, newsletters or products",
    "update_note": "a remark on updates or corrections of the article",
    "self_description": "the outlet describes itself",
    "social": "debris of an embedded post",
    "marker": "a bullet, rule or other mark without words",
    "boilerplate": "judged boilerplate by its words and its place",
}
