"""One article as its file gives it, before it is known whether it can be used, and the names its fields go by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record or a page says about its article, as it says it: dates, languages and addresses unchecked."""

    id: str | None = None
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    author: str | None = None
    language: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An article's text with what its record (`given`) and its page say. `line` is where it begins in its file."""

    text: str
    line: int | None = None
    given: Facts = Facts()
    page: Facts = Facts()
    notes: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)  # an exception is itself, and Python keeps exceptions in sets
class Refusal(Exception):
    """Why a file or record is not read; `code` is one of REJECTION_CODES."""

    code: str
    detail: str
    mend: str
    line: int | None = None


# The contract's names, then those of ninjs 1 to 3, schema.org NewsArticle, JSON Feed and the feeds' own, in order of
# trust and folded: lower case without "_" and "-".
_NAMES = {
    "id": ("id", "guid", "uri", "@id"),
    "outlet": ("outlet", "publisher", "sourceorganization", "provider", "source", "sitename", "infosources"),
    "title": ("title", "headline", "headlines", "name"),
    "url": ("url", "link", "canonicalurl", "mainentityofpage"),
    "published": ("published", "publishedat", "datepublished", "pubdate", "date", "datetime",
                  "versioncreated", "firstcreated", "datecreated"),
    "author": ("author", "authors", "byline", "bylines", "by", "creator"),
    "language": ("language", "lang", "inlanguage"),
}  # fmt: skip
# Fields that say where the words come from; several of them stand for the outlet too, where nothing else names it.
_CREDIT = ("credit", "creditline", "credittext", "infosources", "source", "sourceorganization", "provider",
           "copyrightholder")  # fmt: skip
_TEXT = ("text", "bodytext", "articlebody", "contenttext")
_HTML = ("html", "bodyhtml", "contenthtml")
# Of 8,000 news articles the longest has 77,000 characters and 800 ends of sentences and lines.
MAX_ARTICLE = 500_000  # characters
MAX_ENDS = 10_000
MAX_MARKUP = 10_000_000  # bytes or characters; a page or feed becomes a tree of many times its size
MAX_TAGS = 200_000  # of a page or feed
_LONGEST = 2000
_ENDS = re.compile(r"[.!?…]\s|\n")
_WORDLESS = re.compile(r"(?<![\W_])[\W_]{2000}")  # a search for words starts anew at each; newspapers have 200
_UNSHOWN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NO_TEXT = "give the article's words in a field named text (or html)"


def fold_names(record: Mapping[object, object]) -> dict[str, object]:
    return {re.sub(r"[_\s-]", "", str(name)).lower(): value for name, value in record.items()}


def read_facts(record: Mapping[str, object]) -> tuple[Facts, tuple[str, ...]]:
    """The facts in a record with folded names, and remarks on values that could not be used."""
    found: dict[str, str] = {}
    notes = []
    for fact, names in _NAMES.items():
        for name in names:
            if name not in record:
                continue
            value = record[name]
            words = _words_of(value, all_of=fact == "author")
            if words is None and value not in (None, "", [], {}):
                notes.append(f'the field "{name}" holds {_describe(value)}; it is left out')
            if words and fact not in found:
                found[fact] = words
    if author := found.get("author"):
        found["author"] = re.sub(r"^by\s+(?=\S)", "", author, flags=re.IGNORECASE)
    if record.get("id") == "":
        found["id"] = ""
    for name in _CREDIT:
        words = _words_of(record.get(name), all_of=name == "infosources")
        if words and words.casefold() != found.get("outlet", words).casefold():
            found["credit"] = words
            break
    facts = Facts(**found)
    return tidy_facts(facts), (*notes, *_long_ones(facts))


def tidy_facts(facts: Facts) -> Facts:
    """Facts on one line each, without control characters and marks that turn the direction of writing.

    An id is what it is: used as it stands or not at all.
    """
    said = {f.name: value for f in fields(facts) if (value := getattr(facts, f.name)) and f.name != "id"}
    return replace(facts, **{name: _tidy(value) for name, value in said.items()})


def read_record(raw: object, line: int | None = None) -> Record:
    """A record of a JSON, JSONL or CSV file. Raises Refusal."""
    if not isinstance(raw, Mapping):
        detail = f"{_describe(raw)} where an article should be"
        raise Refusal("malformed", detail, "give an object with a text field", line)
    record = fold_names(raw)
    for name in (*_TEXT, *_HTML, *(name for names in _NAMES.values() for name in names)):
        if isinstance(value := record.get(name), str):
            _check_characters(value, line)
    given, notes = read_facts(record)
    plain, markup = _body(record, _TEXT, line), _body(record, _HTML, line)
    for body in record.get("bodies") if isinstance(record.get("bodies"), list) else ():  # ninjs 2 and 3
        if isinstance(body, dict) and isinstance(body.get("value"), str):
            if "html" in str(fold_names(body).get("contenttype")).lower():
                markup = markup or body["value"]
            else:
                plain = plain or body["value"]
    if plain and plain.strip():
        return Record(plain, line, given, notes=notes)
    if not markup or not markup.strip():
        known = any(name in record for name in (*_TEXT, *_HTML, "bodies"))
        raise Refusal("no_text", "the text is empty" if known else "there is no text in it", _NO_TEXT, line)
    from summarize.reading.pages import html_to_text, is_page, read_page

    if not is_page(markup):
        return Record(html_to_text(markup), line, given, notes=notes)
    try:
        page = read_page(markup)
    except Refusal as refusal:
        refusal.line = line
        raise
    return replace(page, line=line, given=given, notes=notes + page.notes)


def check_text(text: str, line: int | None) -> None:
    """Raises Refusal for what no text can hold: NUL characters, halves of characters, nothing; and for what no article
    needs, so that one text costs bounded time: more than `MAX_ARTICLE` characters, more than `MAX_ENDS` ends of
    sentences and lines, or 2,000 characters in a row that are neither letter nor digit."""
    if "\0" in text:
        raise Refusal("binary", "the text holds NUL characters", "export the article again as plain text", line)
    _check_characters(text, line)
    if not text.strip():
        raise Refusal("no_text", "the text is empty", _NO_TEXT, line)
    if len(text) > MAX_ARTICLE:
        detail = f"an article of {len(text):,} characters, where {MAX_ARTICLE:,} is the most that is read"
        raise Refusal("too_large", detail, "split it into its articles", line)
    if (ends := len(_ENDS.findall(text))) > MAX_ENDS:
        detail = f"an article of {ends:,} lines and sentences, where {MAX_ENDS:,} is the most that is read"
        raise Refusal("too_large", detail, "split it into its articles", line)
    if found := _WORDLESS.search(text):
        detail = f"2,000 characters in a row without a letter or digit, from character {found.start():,} on"
        raise Refusal("too_large", detail, "take them out", line)


def _check_characters(text: str, line: int | None) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        detail = f"half of a character (U+{ord(text[error.start]):04X}) stands where a whole one should"
        raise Refusal("encoding", detail, "export the article again as UTF-8", line) from None


def _body(record: Mapping[str, object], names: tuple[str, ...], line: int | None) -> str | None:
    for name in names:
        value = record.get(name)
        if value is None and name in record and not any(record.get(other) for other in (*_TEXT, *_HTML)):
            raise Refusal("malformed", f'the field "{name}" is null', _NO_TEXT, line)
        if value is not None and not isinstance(value, str):
            raise Refusal("malformed", f'the field "{name}" holds {_describe(value)}, not text', _NO_TEXT, line)
        if value:
            return value
    return None


def _words_of(value: object, all_of: bool) -> str | None:
    """The words of a field: itself, or the name in a schema.org or ninjs object, or in a list of those."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str | int):
        return str(value).strip()
    if isinstance(value, dict):
        folded = fold_names(value)
        inner = next((folded[name] for name in ("name", "value", "@id") if folded.get(name)), None)
        return inner.strip() if isinstance(inner, str) else None
    if isinstance(value, list):
        words = [words for entry in value if not isinstance(entry, list) and (words := _words_of(entry, all_of))]
        return (", ".join(words) if all_of else words[0]) if words else None
    return None


def _tidy(value: str) -> str | None:
    if len(value) > _LONGEST:
        return None
    if value.isprintable():
        return " ".join(value.split()) or None
    shown = "".join(" " if unicodedata.category(c) in _UNSHOWN else c for c in _DIRECTION.sub("", value))
    return " ".join(shown.split()) or None


def _long_ones(facts: Facts) -> tuple[str, ...]:
    return tuple(
        f"the {f.name} is longer than {_LONGEST:,} characters; it is left out"
        for f in fields(facts)
        if len(getattr(facts, f.name) or "") > _LONGEST
    )


def _describe(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return "null" if value is None else kinds.get(type(value), "something else")
