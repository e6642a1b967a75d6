"""Where sentences begin inside a line: sentencex proposes, the rules here overrule it where it errs in English news.

Quotation marks and brackets are hidden from sentencex, because it never cuts inside a quotation, and a quotation of
four sentences is four statements.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from sentencex import get_sentence_boundaries


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name always follows a title, so its full stop never ends a sentence; the Latin ones announce what comes next.
NEVER_FINAL = _words(
    """Mr Mrs Ms Mx Messrs Mme Mlle Dr Prof Rev Fr Msgr Hon Gen Maj Col Lt Capt Cmdr Cpl Sgt Pvt Pfc Adm Brig Sen Sens
    Rep Reps Gov Govs Pres Amb Supt Det Insp Atty Asst Assoc vs v viz cf e.g i.e E.g I.e"""
)
# They belong to the number that follows; before anything else they are ordinary words ("The answer was no.").
BEFORE_NUMBER = _words("No Nos no nos p pp Fig Figs fig Vol vol Ch Art Sec Sect Rs approx Approx est Est ca c")
# These end a sentence as often as not: they do when a word follows that begins sentences but no names.
MAYBE_FINAL = _words(
    """Inc Corp Co co Ltd Bros Cos Jr Sr Esq Ph.D Dept Assn Univ Ave Blvd Rd St Ft Mt Sq Pkwy Hwy st etc al
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat"""
)
# A comma follows a state's name inside a sentence ("Portland, Ore., police"), so a capital after the bare full stop
# begins a sentence, except in headlines, datelines and party labels.
STATES = _words(
    """Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa
    Penn Tenn Tex Va Vt Wash Wis Wyo"""
)
# Ordinary words that sentencex takes for abbreviations, "OK" and "ID" as `_look_around` gives them.
ORDINARY = _words("me ill art fed Ok Id")
CLOCK = _words("a.m p.m A.M P.M")
# The time goes on: a zone, a day.
AFTER_CLOCK = _words(
    """ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST EET IST JST Eastern Central Mountain Pacific
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun Jan Feb March
    April May June July Aug Sept Oct Nov Dec January February August September October November December"""
)
# Words that begin sentences and neither continue a name ("U.S. House") nor are one ("George F. Will").
STARTERS = _words(
    """A About According Across After All Also Although Among An And Another Any Are As At Because Before Both But By
    Can Could Despite Did Do Does During Each Earlier Even Every Few For From Has Have He Her Here His How However I
    I'd I'll I'm I've If In Instead Is It It's Its Just Last Later Like Many Meanwhile Mr Mrs Ms More Most Much My
    Neither No None Nor Not Nothing Now On Once One Only Or Other Others Our Over She Should Similarly Since So Some
    Still Such That That's The Their Then There There's These They They're This Those Though Through Today Two Under
    Unlike Until Was We We're Were What When Where Whether Which While Who Why With Within Without Would Yes Yet You
    Your"""
)

# Every place where a sentence may end: one stop or an ellipsis with or without spaces; closing marks, even after a
# space; footnote numbers; then space (a straight quote between two spaces closes), or none at all: "he said.The next".
# Anchored and bounded, so that a line of any kind costs linear time.
CANDIDATE = re.compile(
    r"""(?P<stop>[.!?…](?<![.!?…][.!?…])[.!?…]*+(?:\s[.…]++){0,5}+)
        (?P<close>(?:(?<!")"|['”’»)\]\u2060\u200b]|“(?=\s)|[ ][”»]|[ ]?\[\d{1,3}\])*+)
        (?:(?P<gap>\s++(?:"\s++)?)(?P<open>["'“‘«(\[]*+)(?=\S)|(?=["“]?[A-Z]))
    """,
    re.VERBOSE,
)
# What a rule looks at, and what it looks for.
TOKEN_BEFORE = re.compile(r"[^\s(\[“‘\"/—–-]+\Z")
WORD_AFTER = re.compile(r"[^\W_][\w'’]*")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
LABEL = re.compile(r"[\"“(]?(?:\d{1,3}|[A-Za-z])")
TIME_ZONE = re.compile(r"[A-Z]\w+ (?:[Tt]ime|[Dd]aylight|[Ss]tandard)\b")
OPENING_TIME = re.compile(r"(?:At|By|Around|About|Before|After|Until|Since|Shortly after|Just after) [\w:. ]{1,12}")
# '"Why?" Senator Jane Poe of Lowmere, the chairwoman, asked'
ATTRIBUTION = re.compile(
    r"""(?!(?:He|She|They|We|I|It|You)\b)(?:(?:[A-Z][\w.'’-]*|of|the|and|for|de|al|bin|van|von),?\s+){1,12}
        (?:(?:who|an?|the)\b[^.?!]{1,80},\s)?
        (?:said|says|asked|asks|added|wrote|writes|tweeted|replied|responded|continued|told|shouted|yelled|exclaimed|
           cried|wondered|quipped|joked|posted|declared|demanded|was\ quoted)\b(?!\ that\b)""",
    re.VERBOSE,
)
# A word behind a lost space that has capitals inside: "McCain", "CNN", "CNN's".
GLUED = re.compile(r"(?:(?:Mc|Mac|De|Le|La|O['’])[A-Z][a-z’'-]+|(?![A-Z]{2}\b)[A-Z]{2,6}(?:['’]s)?)\W*\Z")
NUMERALS = _words("Ii Iii Iv")  # "World War II.The", as `_look_around` gives it
ENDINGS = _words("com org net edu gov info pdf jpg jpeg png gif html htm php aspx asp")  # "example.COM"
ADDRESSES = ("http://", "https://", "www.", "pic.twitter.com", "t.co/")
# A closing quotation mark that was garbled, with the comma before it: "'It was late,�? Poe said".
UNREADABLE = ",\ufffd"
# "Who knows? - the others did not", "R-Va. -- had said"
INTERRUPTION = re.compile(r"[-–—]{1,2}\s*+[^\W\dA-Z]")
# '"It is a long game." - Jane Poe' at the end of a paragraph
SIGNATURE = re.compile(r"[-–—]{1,2}\s?(?:[A-Z][\w.'’-]*(?:,?\s|\Z)){1,5}\Z")
# A picture's credit often runs on after its caption, without a full stop.
CREDIT = re.compile(r"(?:Image|Photo|Photograph|Picture)s?(?: credit)?: ?[^\W\d_]")
NO_CREDIT_AFTER = (":", " in", " In", "[In", " see", "See")
FINAL = re.compile(r"[.!?…][\"'”’»)\]\s]*\Z")
# Quotes, brackets, line breaks, lone surrogates (which its UTF-8 cannot hold); apostrophes only at the edge of a word.
HIDDEN = re.compile(r"""["“”„«»()\[\]\t-\r\x85\xa0\u2028\u2029\ud800-\udfff'’‘](?:(?<!['’‘])|(?!\w)|(?<!\w.))""")

HEADLINE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a sentence may end. `token` is what the stop follows, `word` the word after it."""

    block: str
    first: int
    before: int
    after: int
    stop: str
    close: str
    gap: str | None
    opening: str
    token: str
    word: str
    headlinese: bool

    @property
    def starts(self) -> bool:
        initial = len(self.word) == 1 and self.block.startswith(".", self.after + 1)
        return self.word in STARTERS and not initial and not self.headlinese

    @property
    def capital(self) -> bool:
        return self.block[self.after].isupper() and not self.headlinese


def find_cuts(block: str, language: str) -> list[int]:
    """Offsets at which a further sentence begins, in order; `language` is an ISO 639-1 code. Time is linear."""
    hidden = HIDDEN.sub(" ", block)
    votes = [boundary["end_index"] for boundary in get_sentence_boundaries(language, hidden)][:-1]
    headlinese = _is_headlinese(block)
    cuts, first, counted, quotes = set(), 0, 0, 0
    for found in CANDIDATE.finditer(block):
        quotes, counted = quotes + block.count('"', counted, found.start()), found.start()
        place = _look_around(block, first, found, headlinese, quoting=quotes % 2 == 1)
        verdict = _judge_english(place) if language == "en" else _judge_any(place)
        if verdict is None:
            verdict = bisect_right(votes, place.before) < bisect_right(votes, place.after)
        if verdict:
            first = place.after - len(place.opening)
            cuts.add(first)
    # Full stops of other scripts need no space after them; they are left to sentencex.
    foreign = (vote for vote in votes if hidden[skip_space_back(hidden, vote) - 1] not in ".!?…")
    cuts.update(_settle(block, vote) for vote in foreign)
    cuts.update(found.start() for found in CREDIT.finditer(block) if _is_credit(block, found.start()))
    return sorted(cut for cut in cuts if cut < len(block) and not _extends_grapheme(block[cut]))


def _is_headlinese(line: str) -> bool:
    """Whether most words are capitalised, so that a capital says nothing about where a sentence begins."""
    if len(line) > HEADLINE_LENGTH or FINAL.search(line[-10:]):
        return False
    words = [word for word in line.split() if len(word) > 3]
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def skip_space_back(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _extends_grapheme(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in "\u200d🏻🏼🏽🏾🏿"


def _settle(block: str, vote: int) -> int:
    """Move to the first character of the sentence: over space, back over hidden opening marks."""
    while vote < len(block) and block[vote].isspace():
        vote += 1
    while vote > 1 and block[vote - 1] in "“„«([":
        vote -= 1
    return vote


def _is_credit(block: str, start: int) -> bool:
    end = skip_space_back(block, start)
    return 0 < end < start and not block.endswith(NO_CREDIT_AFTER, 0, end)


def _look_around(block: str, first: int, found: re.Match[str], headlinese: bool, quoting: bool) -> _Place:
    before, after = found.start(), found.end()
    found_token = TOKEN_BEFORE.search(block, max(first, before - 24), before)
    found_word = WORD_AFTER.match(block, after)
    token, word = found_token[0] if found_token else "", found_word[0].replace("’", "'") if found_word else ""
    if len(token) > 1 and token.isupper() and "." not in token:  # "REP. POE"
        token = token.capitalize()
    close, opening = found["close"], found["open"] or ""
    if not found["gap"] and close == '"' and not quoting:
        close, opening = opening, close
    return _Place(block, first, before, after, found["stop"], close, found["gap"], opening, token, word, headlinese)


def _judge_any(place: _Place) -> bool | None:
    """No sentence begins in lower case, in no language; the rest is left to sentencex."""
    return False if place.gap is None or place.block[place.after].islower() else None


def _judge_english(place: _Place) -> bool | None:
    """Whether a sentence ends here: yes, no, or None where sentencex decides."""
    if place.gap is None:
        return _judge_glued(place)
    if INTERRUPTION.match(place.block, place.after):
        return False
    if place.stop == "?" and place.block.endswith(UNREADABLE, 0, place.before):
        return False
    if place.block[place.after].islower():
        named = place.word[1:3].lower() != place.word[1:3]  # "iPhone sales rose"
        return None if named or place.block.startswith(ADDRESSES, place.after) else False
    if any(mark in place.close for mark in "\"'”’"):
        if SIGNATURE.match(place.block, place.after):
            return False
        if place.stop[-1] in "!?" and ATTRIBUTION.match(place.block, place.after, place.after + 200):
            return False
    if "…" in place.stop or place.stop.count(".") > 1:
        return _judge_ellipsis(place)
    if place.stop != ".":
        return False if place.word == place.token else None  # "Four more years! Years! Years!"
    if LABEL.fullmatch(place.block, place.first, place.before):  # "1. The first", "Q. What"
        return False
    return _judge_abbreviation(place)


def _judge_glued(place: _Place) -> bool:
    """A space was lost ("he said.The next"), if ordinary words stand on both sides and no address is being told."""
    word = place.block[place.after : place.after + 40].lstrip('"“').split(maxsplit=1)[0]
    bare = re.sub(r"\W+\Z", "", word)
    if word.removesuffix(".") in NEVER_FINAL:  # "the vote.Rep. Poe"
        begins = True
    elif any(mark in word for mark in "./@:") or bare.lower() in ENDINGS:
        begins = False
    else:
        begins = bare.replace("’", "'") in STARTERS or word[1:].islower() or GLUED.match(word) is not None
    token = place.token
    ordinary = (token[-2:].islower() and token.rstrip(")").isalpha()) or token[-3:].isdigit() or token in NUMERALS
    return begins and ordinary and place.stop in (".", "?", ".…")


def _judge_ellipsis(place: _Place) -> bool | None:
    if not place.capital:
        return None
    if place.close[:1] == "]":
        return place.starts
    if place.stop.count(".") > 3 or not place.block[place.before - 1 : place.before].isspace():
        return True
    return place.starts and place.word != "I"


def _judge_abbreviation(place: _Place) -> bool | None:
    token, number = place.token, place.block[place.after].isdigit() or place.block[place.after] in "$£€#"
    if token in BEFORE_NUMBER:
        answer = token.lower() == "no" and place.capital and place.word != "One"
        return False if number else answer or None
    if token in NEVER_FINAL:
        return False
    if (token in ORDINARY or token.endswith(")")) and place.capital:  # "(Fig. 1d, e). The"
        return True
    if token not in CLOCK | STATES | MAYBE_FINAL and not INITIALS.fullmatch(token):
        return None
    if number or "(" in place.opening or ")" in place.close or not place.capital:
        return False
    if token in CLOCK:
        goes_on = place.word in AFTER_CLOCK or TIME_ZONE.match(place.block, place.after)
        return not goes_on and not OPENING_TIME.fullmatch(place.block, place.first, place.before)
    if token in STATES:
        return True
    quoted = len(token) > 1 and any(mark in place.opening for mark in '"“')
    return place.starts or quoted or CREDIT.match(place.block, place.after) is not None
