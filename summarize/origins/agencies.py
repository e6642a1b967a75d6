"""Who wrote it, as an article says itself: a table of agencies and networks, and the forms in which they are named.

Only forms that name the writer count. A picture's credit, "told Reuters", "with reporting by AP" and "The Associated
Press contributed to this report" name none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarize.settings import fold_outlet
from summarize.types import Article, Rejection

# Id and names, the first one for readers; those in capitals and "dpa" are matched as they stand. These live by others
# printing their words. Distributors of other people's words (PR Newswire, TNS) are no writers.
_WIRES = """
aap: Australian Associated Press, AAP
afp: AFP, Agence France-Presse, Agence France Presse
anadolu: Anadolu Agency, Anadolu
ani: ANI, Asian News International
ansa: ANSA
antara: Antara
ap: Associated Press, AP, AP News, apnews, hosted.ap
apa: Austria Presse Agentur
belga: Belga
bernama: Bernama
bloomberg: Bloomberg, Bloomberg News, Bloomberg Opinion
canadian-press: The Canadian Press, Canadian Press
cna: Central News Agency
cnn: CNN, Cable News Network, CNN Newsource, CNN Wire, CNN-Wire, CNNMoney, CNN.com
conversation: The Conversation
dow-jones: Dow Jones Newswires
dpa: dpa, DPA, Deutsche Presse-Agentur, German Press Agency
efe: EFE
europa-press: Europa Press
ians: IANS, Indo-Asian News Service
interfax: Interfax, Interfax-Ukraine
irna: IRNA
jiji: Jiji Press, JIJI
kff: KFF Health News, Kaiser Health News, KHN
kyodo: Kyodo News, Kyodo
lusa: Lusa
pa: PA Media, Press Association, PA news agency
pap: Polish Press Agency
propublica: ProPublica
pti: PTI, Press Trust of India
reuters: Reuters, Thomson Reuters, Thomson/Reuters
rferl: RFE/RL, Radio Free Europe/Radio Liberty
ria: RIA Novosti
ritzau: Ritzau
sputnik: Sputnik
states-newsroom: States Newsroom
tass: TASS, ITAR-TASS
ukrinform: Ukrinform
unian: UNIAN
upi: UPI, United Press International
voa: Voice of America, VOA
xinhua: Xinhua, Xinhua News Agency
yonhap: Yonhap, Yonhap News Agency
"""
# These are printed elsewhere now and then; what they share with another outlet may as well be a wire's.
_OUTLETS = """
abc-news: ABC News
bbc: BBC News, BBC
cbs-news: CBS News, CBS Interactive
cnbc: CNBC
fox-news: Fox News
la-times: Los Angeles Times
nbc-news: NBC News
npr: NPR, National Public Radio
nyt: The New York Times, New York Times
usa-today: USA TODAY
washington-post: The Washington Post, Washington Post
"""


@dataclass(frozen=True, slots=True)
class Writer:
    """An agency, network or outlet as the origin of words; `id` is the origin's id. `wire`: others print its words."""

    id: str
    name: str
    wire: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """From `start` on, an article says that `writer` wrote it. A lower `rank` is better evidence (see FORMS)."""

    start: int
    rank: int
    writer: Writer


# Where a writer is named, best evidence first, as the reasons say it.
FORMS = (
    "in the dateline",
    "in the byline",
    "in the field for its source",
    "in a note on its first publication",
    "in the copyright line",
    "in the credits at the end",
    "as the outlet itself",
)
_DATELINE, _BYLINE, _CREDIT, _NOTE, _COPYRIGHT, _END, OUTLET = range(len(FORMS))


def _read_table() -> tuple[dict[str, Writer], re.Pattern[str]]:
    writers: dict[str, Writer] = {}
    patterns = []
    for line in f"{_WIRES.strip()}{_OUTLETS}".splitlines():
        key, _, names = line.partition(": ")
        listed = names.split(", ")
        for name in listed:
            writers[name.lower()] = Writer(f"agency:{key}", listed[0], line in _WIRES)
            exact = name.isupper() or name.islower()
            patterns.append((name, re.escape(name) if exact else f"(?i:{re.escape(name)})"))
    longest_first = "|".join(p for _, p in sorted(patterns, key=lambda pair: (-len(pair[0]), pair[0])))
    return writers, re.compile(longest_first)


_WRITERS, _TABLE = _read_table()
_A = rf"(?:[Tt]he |THE )?(?P<name>{_TABLE.pattern})(?![\w'’])"
_DESK = r"(?: ?(?:News(?:wire|source)?|Wire|Business|Money|Health|Sports?|Politics|Opinion|Staff|Online|Exclusive))?"
# Possessive, or a line in capitals takes forever.
_PLACE = r"(?:[A-Z][\w.'’-]*+|\d[\d/:]*+|(?:and|de|del|la|of|el|al)\b|[,/.:|() \t-])"

_DATELINES = (
    # PARIS (AP) — / Washington (CNN) Text / (Reuters) -
    re.compile(rf"^\W{{0,3}}{_PLACE}{{0,24}}\({_A}{_DESK}\)\s*(?:[—–―:|.\ufffd-]+\s*)?(?=[\w$\"“‘'?\[\ufffd])", re.M),
    # MOSCOW, January 2. /TASS/.
    re.compile(rf"^{_PLACE}{{1,24}}(?<=[\s.,])/{_A}/\s*[—–―.-]", re.M),
    # PARIS — Reuters — Text
    re.compile(rf"^\W{{0,3}}{_PLACE}{{1,24}}[—–―-]+\s*{_A}{_DESK}\s*[—–―-]+\s*(?=[\w\"“‘])", re.M),
)
_BY = re.compile(
    r"^\W{0,3}(?:[Bb]y|BY)\b:?[ \t]+"
    # "and AP" and "with AP" after a name: others wrote it too
    rf"(?:(?!.{{0,140}}\b(?:with|and)\s+(?:the )?(?:{_TABLE.pattern}))"
    r".{3,140}?(?:[,|/•·(–—-]|\n|\b(?:of|for|at)\b)[ \t]*)?"
    rf"{_A}(?:(?!\bsaid\b|\b[Pp]hoto)[^.\n]){{0,60}}\W*$",
    re.M,
)
_AUTHOR = re.compile(rf"(?:.*[,|/•(–—-]\s*|.*\b(?:of|for|at)\s+)?{_A}(?!.*\b(?:with|and)\b)")
_NAMES = r"[A-Z][\w.'’-]+(?: (?:and )?[A-Z][\w.'’-]+){1,6}"
_SIGNATURE = re.compile(
    rf"^(?:{_NAMES}, {_A}|[^\w\n]{{0,9}}\({_A}\)|[—–-]+ ?{_A})\W*$".replace("?P<name>", ""),
    re.M,
)
_SOURCE = re.compile(rf"^[^\w\n]*+[Ss]ource\s*:\s*{_A}\W*$", re.M)
_FIRST = re.compile(
    r"(?:\b[Tt]his (?:article|story|report|piece|column|essay|post)\b[^.\n]{0,60}?\b|^[^\w\n]*+)"
    r"(?:(?:[Oo]riginally|[Ff]irst) (?:published|appeared)|[Rr]e-?(?:published|printed)"
    r"|[Ss]yndicated|[Dd]istributed|[Pp]rovided)"
    rf"\b[^.\n]{{0,40}}?\b(?:by|on|in|from|at) {_A}",
    re.M,
)
_COPYRIGHT_LINE = re.compile(
    rf"(?:©|™|\([Cc]\) ?\d{{4}}|\b(?:[Cc]opyright|COPYRIGHT)\b)[^.\n]{{0,40}}?\b{_A}|The-(?P<wire>CNN)-Wire"
)
_PICTURE = re.compile(r"\W*(?:image|media|photo|picture|video|file)s?\b|.*\b(?:photos?|getty|caption)\b", re.I)
# How agencies sign: Reuters in brackets, Bloomberg with addresses, the AP by naming its own writers and no one else's.
_SIGNED = (
    (
        "reuters",
        r"\((?:\w+ )?(?:[Rr]eport(?:ing|ed)|[Ww]rit(?:ing|ten)|Compiled)\b[^()]{3,400}\b[Ee]dit(?:ing|ed) by [^()]+\)",
    ),
    ("bloomberg", r"^[^\w\n]*+To contact the (?:reporter|editor|author)s? (?:on|of|responsible for) this story"),
    (
        "associated press",
        r"^[^\w\n]*+(?:The )?(?:Associated Press|AP) (?:\w+ ){0,2}?"
        r"(?:writer|reporter|journalist|assistant|researcher)s?\b"
        r"(?!.*\b(?:News|Times|Post|Herald|Tribune|Gazette|[Ss]taff)\b).{3,400}\bcontributed\b",
    ),
)
_OF_OTHERS = frozenset(("caption", "promotion", "social", "navigation", "error_page"))
_HEAD = 15  # lines in which a byline can stand
_NOT_PART_OF_A_NAME = re.compile(
    r"\([^)]*\)|\bhttps?://|\bwww\.|\b(?:edition|hosted)\.|\.(?:com|org|net|co|uk|de|in)\b"
    r"|\b(?:the|news|online|web|international|agency|staff|newsroom|breaking|wire|world|us|politics)\b",
    re.I,
)


def match_outlet(outlet: str | None) -> Writer | None:
    """The agency or network that an outlet's name or host is ("CNN (Web News)", "apnews.com"), or None."""
    if not outlet:
        return None
    if whole := _WRITERS.get(outlet.lower()):
        return whole
    bare = " ".join(_NOT_PART_OF_A_NAME.sub(" ", outlet).split()).strip(" /.-")
    return _WRITERS.get(bare.lower()) if _TABLE.fullmatch(bare) or bare.islower() else None


def find_claims(article: Article, rejected: Sequence[Rejection], outlets: Mapping[str, str]) -> list[Claim]:
    """What an article says about who wrote it, by start and rank; of two equal ranks the later holds from there on.

    `rejected` are the article's spans that are no content: captions, promotion and the like speak of other things.
    `outlets` are those of the batch, folded (`strip_article`) to their origin's id: a byline may name one of them.
    """
    text = article.text.replace("\xa0", " ")
    for span in rejected:
        if span.code in _OF_OTHERS and span.start is not None and span.end is not None:
            text = text[: span.start] + re.sub(r"[^\n]", " ", text[span.start : span.end]) + text[span.end :]
    claims: list[Claim] = []

    def claim(rank: int, name: str | None, start: int = 0) -> None:
        if name and (writer := _WRITERS.get(name.lower())):
            claims.append(Claim(start, rank, writer))

    for form in _DATELINES:
        for match in form.finditer(text):
            # What stands above the first sentence (headline, points) was made from what follows it.
            claim(_DATELINE, match["name"], match.start() if 3 * match.start() > len(text) else 0)
    lines = [line for line in re.finditer(r"^[^\S\n]*+\S[^\n]*", text, re.M)]
    head = text[: lines[_HEAD - 1].end()] if len(lines) >= _HEAD else text
    tail = text[lines[-3].start() :] if len(lines) > 5 else ""
    for match in _BY.finditer(head):
        claim(_BYLINE, match["name"])
    if article.author and (match := _AUTHOR.match(article.author)):
        claim(_BYLINE, match["name"])
    signatures = list(_SIGNATURE.finditer(text))
    if len(signatures) == 1 and signatures[0].group() in tail:  # several: who is quoted, in a round-up
        claim(_BYLINE, next(found for found in signatures[0].groups() if found))
    for match in _SOURCE.finditer(head + tail):
        claim(_CREDIT, match["name"])
    named = {writer for part in re.split(r"[,;]", article.credit or "") if (writer := match_outlet(part.strip()))}
    if len(named) == 1:  # several: who helped; and "Ann Example/AP" is a picture's
        claims.append(Claim(0, _CREDIT, named.pop()))
    for match in _FIRST.finditer(text):
        claim(_NOTE, match["name"])
    for line in lines if _COPYRIGHT_LINE.search(text) else ():
        if len(line.group()) <= 400 and not _PICTURE.match(line.group()):
            for match in _COPYRIGHT_LINE.finditer(line.group()):
                claim(_COPYRIGHT, match["name"] or match["wire"])
    for name, form in _SIGNED:
        if re.compile(form, re.M).search(text, len(text) // 2):
            claim(_END, name)
    for rank, stated in ((_BYLINE, (article.author or "").rpartition(",")[2]), (_CREDIT, article.credit)):
        known = outlets.get(strip_article(stated or ""))
        if known and stated and known != f"outlet:{article.outlet}":
            claims.append(Claim(0, rank, Writer(known, " ".join(stated.split()))))
    if itself := match_outlet(article.outlet):
        claims.append(Claim(0, OUTLET, itself))
    return sorted(set(claims), key=lambda c: (c.start, c.rank, c.writer.id))


def strip_article(outlet: str) -> str:
    """A name as a byline and a masthead have it in common: "The Harbour Post" is also "Harbour Post"."""
    return fold_outlet(outlet).removeprefix("the ")
