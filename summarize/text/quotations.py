"""Quotations: where they stand in an article, and where two outlets give the words of one differently.

The words inside both outlets' marks are aligned as two sequences are in biology (Smith and Waterman 1981): the best
stretch in common is found, however short either outlet cuts it, and what differs inside that stretch is looked at.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from summarize.text.traits import stem

Span = tuple[int, int]
Spelled = Callable[[str, str], bool]
_WORD = re.compile(
    r"""(?P<gap>\.\s?\.\s?\.+|…|\[[^\]]*\]|\([^)]*\)|\#|https?:\S+)
    |(?P<word>(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?|[$£€]?\d[\d,.]*\d%?|[$£€]?\d%?|[^\W_][^\W_*]*\*+[^\W_*]*|(?![aAI])[^\W\d_]--+[^\W_]*
        |[^\W_]+(?:['’`´][^\W_]+)*|&|%|['’]em\b)""",
    re.VERBOSE,
)
_MARK = re.compile(r"[“„«”»\"‘’']")
_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
_SPOKEN = {
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "cannot": "can not", "can't": "can not",
    "won't": "will not", "ain't": "is not", "it's": "it is", "that's": "that is", "there's": "there is",
    "he's": "he is", "she's": "she is", "what's": "what is", "who's": "who is", "let's": "let us", "&": "and",
    "%": "percent", "'em": "them", "yeah": "yes", "ok": "okay", "cuz": "because", "'cause": "because",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "dr": "doctor", "mr": "mister",
    "gov": "governor", "sen": "senator", "rep": "representative", "gen": "general", "lt": "lieutenant", "st": "saint",
}  # fmt: skip
_ACRONYMS = {("united", "states"): "us", ("united", "nations"): "un", ("united", "kingdom"): "uk"}
_SLIGHT = frozenset(
    """a an the this that these those which who whom it is are be am has have had to of in on at for with by so just
    very really way much well oh uh um you know like there then also too as got get percent out up""".split()
)
# One of these for another changes little of what was said; several do.
_MINOR = frozenset(
    """his her its their our your my who whom whoever whomever while when till until if whether though although upon
    into onto over from about through toward towards any was were been being gets got getting do does did because
    since""".split()
)
_FORMS = frozenset(map(frozenset, (("can", "could"), ("will", "would"), ("shall", "should"), ("may", "might"))))
_DENIALS = frozenset("not no never nothing none nor neither without nobody".split())
_GAP = ""
_MATCH, _MISS = 2, -1
_LONGEST = 300  # words of one quotation that are aligned; more would be a speech, not a quotation
_SHARED = 0.6  # of the shorter quotation, and of the stretch that both have, how much must agree
_LONG = 8  # words that agree, from which a single word more is no cut but another wording
_TYPED = 6  # letters, from which one letter more or less is rather a slip than another word
_SHORT = 4  # letters; a pronoun more or less is not worth a line
_REPLACED = 3  # words; where more differ, one outlet has cut something out


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a quotation as it is compared; "" where an outlet left something out or put its own words in.
    `capital`: it begins with a capital letter."""

    start: int
    end: int
    text: str
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one quotation that two outlets give differently, as half-open spans, with the aligned stretch.

    first_said, second_said: the same words with their neighbours, as `read_words` writes them.
    """

    first: Span
    second: Span
    first_said: str
    second_said: str
    first_around: Span
    second_around: Span


def find_quotations(text: str) -> list[Span]:
    """What stands inside quotation marks, as spans, in order.

    A paragraph (line) ends every quotation, since the next one opens it anew; where a paragraph closes a quotation
    that it never opened, the quotation began with it. Linear in the length of the text.
    """
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        found += [(start + a, start + b) for a, b in _find_in_line(line) if line[a:b].strip()]
        start += len(line)
    return found


def _find_in_line(line: str) -> list[Span]:
    end = len(line.rstrip())
    spans: list[Span] = []
    opened, mark = None, ""
    for match in _MARK.finditer(line, 0, end):
        k, char = match.start(), match[0]
        before, after = line[k - 1 : k] if k else "", line[k + 1 : k + 2]
        at_start, at_end = not before or not before.isalnum(), not after.isalnum()
        if char in "“„«":
            if opened is None or mark != "“":
                opened, mark = k + 1, "“"
        elif char in "”»":
            if opened is not None and mark == "“":
                spans.append((opened, k))
            elif opened is None and not spans and char == "”":
                spans.append((0, k))
            opened = None
        elif char == '"':
            if opened is None:
                opened, mark = k + 1, '"'
            elif mark in ('"', "“"):
                spans.append((opened, k))
                opened = None
        elif char in "‘'" and opened is None and at_start and after.isalpha():
            opened, mark = k + 1, char
        elif opened is not None and mark in "‘'" and char in "’'" and at_end and k > opened:
            spans.append((opened, k))
            opened = None
    if opened is not None and mark in '“"':
        spans.append((opened, end))
    return spans


def read_words(text: str, start: int, end: int) -> tuple[Word, ...]:
    """The words of `text[start:end]` in the form in which they are compared: small letters, no accents, contractions
    and spoken forms written out; a word written out in two has one span."""
    words: list[Word] = []
    for match in _WORD.finditer(text, start, end):
        if match["gap"]:
            words.append(Word(match.start(), match.end(), _GAP))
            continue
        capital = match["word"][0].isupper()
        words += [Word(match.start(), match.end(), part, capital) for part in _write_out(match["word"])]
    return tuple(words[:_LONGEST])


@functools.lru_cache(maxsize=50_000)
def _write_out(word: str) -> tuple[str, ...]:
    word = re.sub("[’`´]", "'", re.sub("--+", "*", word))  # "p----" is masked as "p***" is
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if plain in _SPOKEN:
        return tuple(_SPOKEN[plain].split())
    for ending, full in _ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            return (plain.removesuffix(ending), full)
    plain = plain.replace(",", "") if plain[-1].isdigit() else plain.replace("'", "").replace(".", "")
    for sign, name in (("%", "percent"), ("$", "dollar"), ("£", "pound"), ("€", "euro")):
        if len(plain) > 1 and sign in (plain[0], plain[-1]):
            return (plain.strip(sign), name)
    return (plain,)


def compare_wording(a: Sequence[Word], b: Sequence[Word], same_name: Spelled) -> list[Wording] | None:
    """Where two quotations give different words; [] where they agree, None where they are not one quotation.

    They are one if most of the shorter one's words stand in the other in the same order, at least four of them. What
    one outlet cuts or puts in brackets is no difference, nor are articles, contractions and spelling; a word in place
    of another is, and so is a denial, or in a long stretch a single word, that the other does not have.
    O(len(a) * len(b)).
    """
    said = min(sum(w.text != _GAP for w in a), sum(w.text != _GAP for w in b))
    common = {w.text for w in a} & {w.text for w in b} - {_GAP}
    if said < 4 or len(common - _SLIGHT) < 2:
        return None
    matched = [(i, k) for i, k in _align(a, b) if a[i].text == b[k].text]
    stretch = max(matched[-1][0] - matched[0][0], matched[-1][1] - matched[0][1]) + 1 if matched else 0
    if (
        len(matched) < max(4, _SHARED * said, _SHARED * stretch)
        or sum(a[i].text not in _SLIGHT for i, _ in matched) < 2
    ):
        return None
    around = (a[matched[0][0]].start, a[matched[-1][0]].end), (b[matched[0][1]].start, b[matched[-1][1]].end)
    found = []
    for first, last in _join_near([n for n in range(len(matched) - 1) if _is_break(matched, n)]):
        if max(first + 1, len(matched) - last - 1) < 2:
            continue  # one word on each side holds nothing in its place
        (i, k), (next_i, next_k) = matched[first], matched[last + 1]
        one, other = a[i + 1 : next_i], b[k + 1 : next_k]
        if _differ(one, other, same_name, len(matched)):
            held, other_held = a[i : next_i + 1], b[k : next_k + 1]
            # Where one outlet has no word for it, the words on both sides stand for what it says.
            found.append(
                Wording(_span(one or held), _span(other or other_held), _line(held), _line(other_held), *around)
            )
    return found


def join_close(wordings: Sequence[Wording], most: int) -> list[Wording]:
    """Those with at most so many characters between them, in both quotations, as one."""
    joined: list[Wording] = []
    for wording in wordings:
        last = joined[-1] if joined else None
        if last and wording.first[0] - last.first[1] <= most and wording.second[0] - last.second[1] <= most:
            spans = (last.first[0], wording.first[1]), (last.second[0], wording.second[1])
            joined[-1] = replace(last, first=spans[0], second=spans[1])
        else:
            joined.append(wording)
    return joined


def _is_break(matched: Sequence[Span], n: int) -> bool:
    return matched[n + 1][0] - matched[n][0] > 1 or matched[n + 1][1] - matched[n][1] > 1


def _join_near(breaks: Sequence[int]) -> list[Span]:
    """First and last of the breaks that only one word parts."""
    joined: list[Span] = []
    for n in breaks:
        if joined and n - joined[-1][1] == 1:
            joined[-1] = (joined[-1][0], n)
        else:
            joined.append((n, n))
    return joined


def _differ(one: Sequence[Word], other: Sequence[Word], same_name: Spelled, matched: int) -> bool:
    words, others = _shorten([w.text for w in one]), _shorten([w.text for w in other])
    if words == others:
        return False
    if _GAP in words or _GAP in others:
        return False
    if _DENIALS.intersection(words) != _DENIALS.intersection(others):
        return True
    left = [w for w in words if w not in others and w not in _SLIGHT]
    right = [w for w in others if w not in words and w not in _SLIGHT]
    if not words or not others:
        added = (*one, *other)
        return matched >= _LONG and len(added) == 1 and len(added[0].text) > _SHORT and not added[0].capital
    if not (left or right) or max(len(left), len(right)) > _REPLACED:
        return False
    if max(len(left), len(right)) == 1 and _MINOR.issuperset([*left, *right]):
        return False
    if "".join(words) == "".join(others) or set(words) <= set(others) or set(others) <= set(words):
        return False
    return not (len(left) == len(right) and all(_same_word(x, y, same_name) for x, y in zip(left, right, strict=True)))


def _shorten(words: Sequence[str]) -> list[str]:
    """ "United States" as "US", which may have no full stops."""
    short: list[str] = []
    for word in words:
        acronym = _ACRONYMS.get((short[-1], word)) if short else None
        short = [*short[:-1], acronym] if acronym else [*short, word]
    return short


def _same_word(a: str, b: str, same_name: Spelled) -> bool:
    """One word in two spellings or forms: British and American, censored or not, mistyped, a name in two romanisations,
    "job" and "jobs"."""
    if stem(a) == stem(b) or frozenset((a, b)) in _FORMS or (min(len(a), len(b)) >= _TYPED and _is_slip(a, b)):
        return True
    if "*" in a or "*" in b:
        pattern, word = (a, b) if "*" in a else (b, a)
        return re.fullmatch(re.sub(r"\*+", "[^ ]*", re.sub(r"[^\w*]", "", pattern)), word) is not None or a[0] == b[0]
    one, other = _spelling(a), _spelling(b)
    return one == other or one + "s" == other or other + "s" == one or same_name(a, b)


def _is_slip(a: str, b: str) -> bool:
    """Whether one letter more, less, other or in another place inside of it makes one word the other: "judgement",
    "Obamcare"; not "million" and "billion", "employer" and "employee"."""
    start = _count_same(a, b)
    end = _count_same(a[start:][::-1], b[start:][::-1])
    one, other = a[start : len(a) - end], b[start : len(b) - end]
    slip = max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])
    return slip and start > 1 and end > 0


def _count_same(a: str, b: str) -> int:
    """How many letters both begin with."""
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _spelling(word: str) -> str:
    word = re.sub(r"(?<=[a-z]{2})our", "or", word)
    word = re.sub(r"is(?=e|ed|es|ing|ation)", "iz", word) if len(word) > 5 else word
    word = re.sub(r"(.)\1", r"\1", word)
    return re.sub(r"re$", "er", word) if len(word) > 5 else word


def _line(words: Sequence[Word]) -> str:
    return f" {' '.join(word.text for word in words)} "


def _span(words: Sequence[Word]) -> Span:
    return words[0].start, words[-1].end


def _align(a: Sequence[Word], b: Sequence[Word]) -> list[Span]:
    """The index pairs of the best local alignment, in order; a gap matches nothing and costs nothing."""
    width = len(b) + 1
    score = [[0] * width for _ in range(len(a) + 1)]
    best, place = 0, (0, 0)
    for i in range(1, len(a) + 1):
        row, above, word = score[i], score[i - 1], a[i - 1].text
        for k in range(1, width):
            same = _MATCH if word == b[k - 1].text and word != _GAP else _MISS
            left = row[k - 1] - (b[k - 1].text != _GAP)
            value = max(0, above[k - 1] + same, above[k] - (word != _GAP), left)
            row[k] = value
            if value > best:
                best, place = value, (i, k)
    path, (i, k) = [], place
    while i and k and score[i][k] > 0:
        same = _MATCH if a[i - 1].text == b[k - 1].text and a[i - 1].text != _GAP else _MISS
        if score[i][k] == score[i - 1][k - 1] + same:
            path.append((i - 1, k - 1))
            i, k = i - 1, k - 1
        elif score[i][k] == score[i - 1][k] - (a[i - 1].text != _GAP):
            i -= 1
        else:
            k -= 1
    return path[::-1]
