"""What an article's text says of itself: headline, writer, date of publication, outlet.

The text is believed only where it speaks of itself in the place and the form that newsrooms use for it: a headline
above the body, a byline on a line of its own, "Published" with a whole date. Everything else stays unknown.
"""

from __future__ import annotations

import re

from summarize.reading.dates import DateError, parse_date

_HEAD_LINES = 10  # lines that can stand above a body: sections, headline, deck, byline, date, picture
# Words that give away a caption, a credit, a menu entry or a call to act, wherever they stand in a line ...
_FURNITURE = re.compile(
    r"©|™|\bcopyright\b|\brights reserved\b|\b(hide|toggle|image|media|video|file|photo) (caption|credit)\b"
    r"|\benlarge\b|\bembed\b"
    r"|\bgetty\b|\bphoto(graph)?s?\b|\b(via|courtesy)\b|/\w[\w .]*\)$|\bvote (here|now)\b|@|https?://|www\.|\|"
    # ... and words that do so only at its beginning.
    r"|^(file|close|highlights|series|this (article|story|post|ad)|accessib\w+|media playback|advertisement)\b"
    r"|^(skip|share|watch|listen|read|click|sign|log|subscribe|follow|see|view|more|related|support|menu|search|home"
    r"|print|email|comment|updated?|published|posted|last|also|editor.?s? note|note|by|from the|image|live)\b"
    r"(\W*$|:| (on|to|more|in|up|this|our|also|image|for|us|now|at|here|and)\b)",
    re.IGNORECASE,
)
_LIST_AHEAD = re.compile(r"\W*(story highlights|highlights|key points|what you need to know)\b", re.IGNORECASE)
_DATELINE = re.compile(r"[(\[].*[)\]]$|[—–-]|\W*[A-Z][\w.,' -]{2,40}(\([\w ./]+\) *)?(--|—|–|―) |\(\w+\)")
_BULLET = re.compile(r"([•·▪*–—-]|\d+[.)])\s")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Co|Calif|Fla|Tex)\.$")
_SENTENCE_BREAK = re.compile(r"([a-z]{3,}|\d)\.[\"”’']? +\S")
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into is of off on or over per the to up via vs with nor".split()
)

_WORD = r"[^\W\d_][\w'’-]*\.?"
_NAME = rf"(?!(?:A|An|All|Any|Both|No|Our|The|These|This|Their|Your)\b){_WORD}(?: {_WORD}){{1,4}}"
_NAMES = re.compile(rf"({_NAME})(?:(?:, and |, | and | & )({_NAME}))*")
_BYLINE = re.compile(r"(?:written )?by:? +(?=\S)", re.IGNORECASE)
_AGENCIES = frozenset(("ap", "afp", "reuters", "upi", "dpa", "bloomberg", "associated press", "the associated press"))
_PUBLISHED = re.compile(r"(?:first |originally )?(?:published|posted)\b[:,]?(?: on| at)?\s+", re.IGNORECASE)

_SELF_DESCRIPTION = re.compile(
    r"(?P<name>(?:The )?[A-Z][\w/.&’'-]*(?: (?:of |for |the |and )?[A-Z][\w/.&’'-]*){0,5}) "
    r"(?:(?:journalists|reporters|correspondents) (?:report|cover|bring)\b|"
    r"is an? (?:[\w,’'-]+ ){0,6}?(?:newspaper|newsroom|broadcaster|magazine|news (?:agency|organi[sz]ation"
    r"|outlet|service|site|website|channel|network|publication|source)"
    r"|media (?:outlet|organi[sz]ation|company)|publication)\b)"
)
_REPRINTED = re.compile(
    r"\b(re-?published|re-?printed|(originally|first) (published|appeared)|with permission)\b", re.IGNORECASE
)


def title_from_text(text: str) -> str | None:
    """The headline above the body, or None.

    It is a short line of its own without a full stop, no section label, caption, byline or menu entry, and the body
    takes up its words. Three such lines above a body are a list of points or links, and none of them the headline.
    """
    candidates: list[str] = []
    before = ""
    for line, alone in _head(text):
        if _LIST_AHEAD.match(line):
            break
        introduced = before.endswith(":")  # "Urgent:", "Related:" announce somebody else's headline
        before = line
        if alone and not introduced and line not in candidates and _looks_like_headline(line, text.count(line) > 1):
            candidates.append(line)
    if len(candidates) > 2:
        return None
    return next((re.sub(r"^#+\s*", "", line) for line in candidates if _is_taken_up(line, text)), None)


def author_from_text(text: str) -> str | None:
    """Whom a byline above the body names ("By Jane Doe" on a line of its own), or None.

    "With reporting by", picture credits and sentences that begin with "By" name no author.
    """
    for line, _ in _head(text):
        if not (match := _BYLINE.match(line)):
            continue
        names = re.sub(r"\s*\([^)]*\)", "", line[match.end() :])
        names = re.split(r",? with reporting| [|•·–—-] |,? (?:for|of|in) |\s*/\s*", names)[0].strip(" ,;")
        if names.lower() in _AGENCIES or (_NAMES.fullmatch(names) and _all_capitalised(names)):
            return names
    return None


def date_from_text(text: str) -> str | None:
    """The date (ISO 8601) after "Published" or "Posted" above the body, or in its byline, or None.

    Dates of updates, in captions and in sentences are no dates of publication.
    """
    for line, _ in _head(text):
        if match := _PUBLISHED.match(line):
            written = line[match.end() :]
        elif _BYLINE.match(line) and (parts := re.split(r" [|•·–—-] ", line, maxsplit=1))[1:]:
            written = parts[1]
        else:
            continue
        try:
            return parse_date(written)
        except DateError:
            continue
    return None


def outlet_from_text(text: str) -> str | None:
    """The outlet that describes itself under the article, or None.

    It says what it is and speaks of "we", and its name occurs elsewhere in the text. A copyright line is not enough:
    under a local station's page it names the network that wrote the words. Nor is the self-description of a newsroom
    whose work others reprint, where the text says that it was reprinted.
    """
    paragraphs = [line.strip() for line in text[len(text) // 2 :].splitlines() if line.strip()]
    for line in paragraphs[-10:]:
        match = _SELF_DESCRIPTION.match(line)
        if match and re.search(r"\b([Ww]e|[Oo]ur)\b", line) and match["name"] in text.replace(line, ""):
            return None if _REPRINTED.search(text) else match["name"]
    return None


def _head(text: str) -> list[tuple[str, bool]]:
    """The lines above the body, each with whether it is a paragraph of its own."""
    lines = [line.strip() for line in text[:6000].splitlines()]
    head: list[tuple[str, bool]] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        if line and (len(head) == _HEAD_LINES or _is_body(line)):
            break
        if line:
            head.append((line, not following))
    return head


def _is_body(line: str) -> bool:
    words = len(line.split())
    return words > 30 or (words >= 12 and line[-1] in '.”"' and not _FURNITURE.search(line))


def _looks_like_headline(line: str, repeated: bool) -> bool:
    words = line.split()
    if not 4 <= len(words) <= 22 or len(line) > 160 or not re.match(r"[#\s]*[^\w\s]*(?:[^\W_a-z])", line):
        return False
    if any(form.match(line) for form in (_BULLET, _DATELINE, _BYLINE)):
        return False
    if _FURNITURE.search(line) or _SENTENCE_BREAK.search(line):
        return False
    if line.rstrip("\"'”’")[-1:] in ".:;,…" and not _ABBREVIATED_END.search(line):
        return False
    if _is_list_of_names(line):
        return False
    large = [word for word in words if word.strip("\"'“”‘’").lower() not in _SMALL_WORDS]
    title_case = sum(not word.lstrip("\"'“‘(#")[:1].islower() for word in large) >= 0.8 * len(large)
    # In sentence case, a question or a line that speaks to the reader is more often a column's start or a notice.
    address = "?" in line or words[0].lower() in ("you", "we", "i", "please", "thank", "welcome")
    return title_case or repeated or (len(words) <= 16 and not address)


def _is_list_of_names(line: str) -> bool:
    names = re.split(r",? and |, | & ", line)
    return len(names) > 1 and all(2 <= len(name.split()) <= 3 for name in names) and _all_capitalised(line)


def _all_capitalised(names: str) -> bool:
    small = {"and", "de", "la", "van", "von", "der", "den", "al", "bin", "da", "di", "du", "el"}
    return all(word[:1].isupper() for word in re.findall(r"[^\s,&]+", names) if word not in small)


def _is_taken_up(line: str, text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]{4,}", line.lower()))
    body = text.lower().replace(line.lower(), " ")
    found = sum(word[:6] in body for word in words)
    return found >= 2 and found >= 0.4 * len(words)
