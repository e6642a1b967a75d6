"""From the decoded text of one file to its records. Each reader yields what can be read and why the rest cannot."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from summarize.reading.records import Record, Refusal, fold_names, read_facts, read_record

Found = Iterator[Record | Refusal]

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?=[\w\"'-]+[ \t]*:(\s|$))")
_FRONT_MATTER_END = re.compile(r"^(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.MULTILINE)
_LONGEST_FRONT_MATTER = 20_000  # characters; the YAML reader is slow, and nobody writes more
_MAX_VALUES = 5_000_000  # of a JSON file; each takes up to 64 bytes of memory
_MANY_CELLS = re.compile(r"^(?:[^,;\t\n]*+[,;\t]){100000}", re.MULTILINE)
_COLUMNS = {"text", "html", "bodytext", "bodyhtml", "articlebody"}


def read_text(text: str) -> Found:
    """Plain text or Markdown, with YAML front matter if there is some; what follows it is left as it is."""
    opening = _FRONT_MATTER.match(text)
    end = _FRONT_MATTER_END.search(text, opening.end(), opening.end() + _LONGEST_FRONT_MATTER) if opening else None
    if not opening or not end:
        yield Record(text)
        return
    import yaml

    try:
        # BaseLoader makes nothing but strings, lists and dictionaries: as safe as safe_load, and an id 007 or a
        # date stays what was written.
        front = yaml.load(text[opening.end() : end.start()], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        yield Refusal(
            "malformed",
            f"the front matter is no YAML ({getattr(error, 'problem', None) or 'nested too deeply'})",
            "put values that hold a colon or quotation marks into quotation marks",
            mark.line + 2 if mark else 1,
        )
        return
    given, notes = read_facts(fold_names({k: None if v in ("null", "~") else v for k, v in front.items()}))
    yield Record(text[end.end() :], given=given, notes=notes)


def read_html(text: str) -> Found:
    from summarize.reading.pages import read_page

    yield read_page(text)


def read_json(text: str) -> Found:
    """One article, a list of them, an object that holds one under "articles" or "items", or JSON Lines.

    At most 5,000,000 values are read.
    """
    if refusal := _find_flood(text):
        yield refusal
        return
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" not in text[: error.pos].strip():
            yield from read_jsonl(text)
        else:
            yield _broken_json(error, error.lineno)
        return
    except (ValueError, RecursionError) as error:
        yield _broken_json(error, None)
        return
    if isinstance(data, dict):
        listed = next((data[name] for name in ("articles", "items") if isinstance(data.get(name), list)), None)
        data = [data] if listed is None else listed
    entries = data if isinstance(data, list) else [data]
    if not entries:
        yield Refusal("no_text", "the list of articles is empty", "export the articles again")
    for number, entry in enumerate(entries, start=1):
        for found in _try(read_record, entry):
            if isinstance(found, Refusal) and len(entries) > 1:
                found.detail = f"entry {number}: {found.detail}"
            yield found


def read_jsonl(text: str) -> Found:
    """One article a line. Only "\\n" ends a line: JSON allows the other line separators inside strings."""
    if refusal := _find_flood(text):
        yield refusal
        return
    number, start = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line, start, number = text[start:end], end + 1, number + 1
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield _broken_json(error, number)
            continue
        yield from _try(read_record, raw, number)


def read_csv(text: str) -> Found:
    """A table whose first line names the columns; commas, semicolons or tabs between them, fewer than 100,000."""
    import csv

    if _MANY_CELLS.search(text):
        yield Refusal("too_large", "a line of more than 100,000 cells", "export the table again")
        return

    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(2**31 - 1)  # the module's 128 KiB are less than a long article
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] | None = None
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            mend = "put a cell that holds quotation marks into quotation marks and double the inner ones"
            yield Refusal("malformed", f"the quotation marks do not match ({error})", mend, line)
            continue
        if not any(row):
            continue
        if names is None:
            names = row
            if not _COLUMNS & fold_names(dict.fromkeys(names)).keys():
                mend = "name the columns in the first line: id, outlet, title, url, published, author, language, text"
                yield Refusal("malformed", "the first line names no column text or html", mend, line)
                return
        elif len(row) > len(names):
            detail = f"{len(row)} cells where the first line names {len(names)}"
            yield Refusal("malformed", detail, "put cells that hold a separator into quotation marks", line)
        else:
            yield from _try(read_record, dict(zip(names, row, strict=False)), line)


def read_feed(text: str) -> Found:
    """RSS or Atom. The whole content of an entry if the feed carries it, else its summary.

    Raises Refusal for more than 200,000 tags, which take feedparser ten seconds, and for one of 1,000 attributes.
    """
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        detail = "the file declares entities of its own, which could unfold without end"
        yield Refusal("malformed", detail, "fetch the feed again from its source, or remove the <!ENTITY ...> lines")
        return
    import feedparser

    from summarize.reading.pages import check_markup

    check_markup(text)

    declared = re.compile(r"\s*<\?xml\b[^>]*\?>")  # names the encoding that the bytes had, not the one they have now
    feed = feedparser.parse(
        io.BytesIO(declared.sub("", text, count=1).encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    broken = feed.get("bozo_exception") if feed.bozo else None
    line = broken.getLineNumber() if hasattr(broken, "getLineNumber") else None
    if not feed.entries:
        if broken or not feed.version:
            yield Refusal("malformed", "not an RSS or Atom feed", "save the feed itself, or the article as .html", line)
        else:
            yield Refusal("no_text", "the feed has no entries", "fetch the feed again")
        return
    where = f" in line {line}" if line else ""
    notes = (f"the feed is broken{where}; the entries that could be told apart were read",) if broken else ()
    for number, entry in enumerate(feed.entries, start=1):
        for found in _try(_read_entry, entry, feed.feed):
            if isinstance(found, Record) and not found.text.strip():
                detail = f'entry {number} ("{(found.given.title or "")[:60]}") has neither content nor summary'
                yield Refusal("no_text", detail, "fetch the entry's own page and save it as .html")
            else:
                yield replace(found, notes=found.notes + notes) if isinstance(found, Record) else found


def _read_entry(entry: dict, feed: dict) -> Record:
    from summarize.reading.pages import html_to_text

    def plain(value: str | None) -> str | None:
        return html_to_text(value) if value and re.search(r"[<&]", value) else value

    contents = [*entry.get("content", ()), *([entry["summary_detail"]] if entry.get("summary_detail") else ())]
    content = max(contents, key=lambda part: len(part.get("value") or ""), default={})
    text = content.get("value") or ""
    names = [name for author in entry.get("authors", ()) if (name := author.get("name"))]
    source = (entry.get("source") or {}).get("title")
    home, place = (re.match(r"https?://(?:www\.)?([^/?#]+)", links.get("link") or "") for links in (feed, entry))
    # In a collected feed <source> is who published the entry, and the feed's title who collected it; in an outlet's
    # own feed, whose entries lie on its own site, <source> is whose words it prints.
    credit = source if home and place and home[1] == place[1] else None
    given, notes = read_facts(
        {
            "id": entry.get("id"),
            "outlet": plain((None if credit else source) or entry.get("publisher") or feed.get("title")),
            "credit": plain(credit),
            "title": plain(entry.get("title")),
            "url": link if (link := entry.get("link")) != entry.get("id") or "://" in (link or "") else None,
            "published": entry.get("published") or entry.get("updated"),
            "author": ", ".join(names) or entry.get("author"),
            "language": content.get("language") or feed.get("language"),
        }
    )
    return Record(text if content.get("type") == "text/plain" else html_to_text(text), given=given, notes=notes)


def _try(read: Callable[..., Record], *arguments: object) -> Found:
    try:
        yield read(*arguments)
    except Refusal as refusal:
        yield refusal


def _find_flood(text: str) -> Refusal | None:
    """Refuses JSON that takes many times its size in memory. Prose has commas too, but not so many."""
    if text.count("{") + text.count("[") + text.count(",") <= _MAX_VALUES:
        return None
    return Refusal("too_large", f"more than {_MAX_VALUES:,} values", "split the file into smaller ones")


def _broken_json(error: Exception, line: int | None) -> Refusal:
    if isinstance(error, json.JSONDecodeError):
        reason = f"{error.msg}, column {error.colno}"
    else:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
    return Refusal("malformed", f"not valid JSON ({reason})", "export the line or file again", line)


READERS: dict[str, Callable[[str], Found]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".csv": read_csv,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
}
