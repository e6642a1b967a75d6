"""Whether an article is somebody's opinion, as far as its outlet says so: a column tells no news of its own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PLACE = re.compile(r"/(?:opinions?|commentary|op-?eds?|editorials?|columnists?|columns?|letters)(?:/|\.\w+$|$)", re.I)
_TITLE = re.compile(
    r"(?:opinions?|commentary|editorials?|op-?ed|columns?|letters?(?: to the editor)?|analysis/opinion)\s*[:|–—]"
    r"|.*\s[|–—-]\s(?:opinions?|editorials?|commentary|op-?eds?|the opinion pages?)\W*$",
    re.I,
)
_HEAD = 400  # characters
_LINE = re.compile(r"^\W*(?:ANALYSIS/OPINION|OPINION|COMMENTARY|EDITORIAL)\b\W*$", re.MULTILINE)


def is_opinion(url: str | None, title: str | None, text: str = "") -> bool:
    """By a folder of the address, a label of the headline, or a line of capitals at the head of the text."""
    try:
        place = urlsplit(url or "").path
    except ValueError:
        place = ""
    return bool(_PLACE.search(place) or _TITLE.match(title or "") or _LINE.search(text[:_HEAD]))
