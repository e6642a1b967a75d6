"""Links that open a page at a quotation: `#:~:text=[prefix-,]start[,end][,-suffix]` (WICG, Text Fragments).

A browser that does not find the words, or knows no such links, opens the page at its top.
"""

from __future__ import annotations

from urllib.parse import quote

_WHOLE = 120  # characters of a quotation that are given whole; of a longer one its first and last words are
_ENDS = 5  # words at each end of a longer one
_SHORT = 5  # words; a quotation with fewer may stand elsewhere on the page too, so its neighbours are given with it


def safe_link(url: str | None) -> str | None:
    """The address if a click on it can only open a page, else None."""
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None


def link_quotation(url: str | None, quotation: str, prefix: str, suffix: str, cut: int) -> str | None:
    """The address that opens at this quotation; None where the address is none that may be opened.

    prefix, suffix: the text around it; where they have `cut` characters, their outer words may be half ones. Neighbours
    are given only to quotations that may be ambiguous: each word more is one that the outlet may have changed since.
    """
    if safe_link(url) is None or not quotation.strip():
        return safe_link(url)
    page, _, fragment = url.partition("#")
    fragment = fragment.partition(":~:")[0]
    lines = [line.split() for line in quotation.splitlines() if line.strip()]
    words = [word for line in lines for word in line]
    if len(lines) == 1 and (len(quotation) <= _WHOLE or len(words) <= 2 * _ENDS):
        parts = [_encode(words)]
    else:
        # An end may not reach over a line break, which may be the border of two blocks of the page.
        parts = [_encode(lines[0][:_ENDS]), _encode(lines[-1][-_ENDS:])]
    if len(words) < _SHORT:
        before = prefix.rpartition("\n")[2]
        after = suffix.partition("\n")[0]
        left = before.split()[1:] if len(before) == cut else before.split()
        right = after.split()[:-1] if len(after) == cut else after.split()
        parts = [f"{_encode(left)}-"] * bool(left) + parts + [f"-{_encode(right)}"] * bool(right)
    return f"{page}#{fragment}:~:text={','.join(parts)}"


def _encode(words: list[str]) -> str:
    """Percent-encoded for the directive, in which "-", "," and "&" have a meaning."""
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
