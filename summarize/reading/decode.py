"""From the bytes of a file to its text: byte order mark or declaration, else strict UTF-8, else detection."""

from __future__ import annotations

import codecs
import re
import unicodedata

from summarize.reading.records import Refusal

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_XML = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARED_HTML = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Python also registers codecs that are no character sets (rot13, zip, punycode) and must not be reachable from a file.
_CHARACTER_SETS = re.compile(
    r"(utf-8|ascii|cp\d+|iso8859-\d+|koi8-[rut]|gb2312|gbk|gb18030|big5\w*|euc[_-]\w+|shift_jis\w*|iso2022\w*|mac-\w+|tis-620)"
)
# What browsers do (WHATWG Encoding): pages that declare the left mean the right.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
_MOSTLY_ASCII = 0.08


def decode_file(raw: bytes, kind: str) -> tuple[str, str | None]:
    """The text without byte order mark, and a remark if its encoding had to be guessed. Raises Refusal."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decode(raw[len(mark) :], encoding), None
    if b"\0" in raw:
        detail = "it holds NUL bytes, as pictures, archives and office files do"
        raise Refusal("binary", detail, "save the article as text (UTF-8)", raw.count(b"\n", 0, raw.index(b"\0")) + 1)
    declared = _find_declared(raw[:4000], kind)
    if declared:
        return _decode(raw, declared), None
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        return _guess(raw)


def _find_declared(top: bytes, kind: str) -> str | None:
    patterns = {".html": (_DECLARED_XML, _DECLARED_HTML), ".htm": (_DECLARED_XML, _DECLARED_HTML)}
    for pattern in patterns.get(kind, (_DECLARED_XML,) if kind in (".xml", ".rss", ".atom") else ()):
        if match := pattern.search(top):
            try:
                name = codecs.lookup(match[1].decode()).name
            except LookupError:
                continue
            if _CHARACTER_SETS.fullmatch(name):
                return _MEANT.get(name, name)
    return None


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "cp1252":
            return raw.decode("latin-1")
        detail = f"said to be {encoding.upper()}, but byte {error.start:,} does not fit"
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refusal("encoding", detail, "save the file again as UTF-8", line) from None


def _guess(raw: bytes) -> tuple[str, str]:
    try:
        western = raw.decode("cp1252")
        if _is_plausible(western):
            return western, "no UTF-8; taken for Windows-1252, the usual encoding of Western texts"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise Refusal("encoding", "no encoding was found in which the bytes are text", "save the file again as UTF-8")
    return raw.decode(best.encoding), f"no UTF-8; taken for {best.encoding} by charset-normalizer"


def _is_plausible(text: str) -> bool:
    """Whether the characters beyond ASCII are few and stand where Western texts have them.

    charset-normalizer takes English with a few accents for any of a dozen encodings, so the usual one goes first.
    """
    beyond = [(i, c) for i, c in enumerate(text) if c > "\x7f"]
    if len(beyond) > _MOSTLY_ASCII * len(text):
        return False
    for i, c in beyond:
        before, after, category = text[i - 1 : i], text[i + 1 : i + 2], unicodedata.category(c)
        if category == "Lu" and before.islower():
            return False
        if category in ("So", "Sm", "No", "Sk", "Sc") and before.isalpha() and after.isalpha():
            return False
    return True
