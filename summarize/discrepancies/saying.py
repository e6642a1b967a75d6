"""When, where and by whom the same words were said, where two outlets that quote them tell it differently: "in an
interview" and "in his book", "on Friday" and "on Sunday".

Both outlets have the words inside their marks, so that what stands around them is told of one and the same utterance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from summarize.discrepancies.differences import Kind
from summarize.discrepancies.readings import Told
from summarize.people.speakers import Speaker, same_speaker
from summarize.people.speech import find_speaker, hide_quotes
from summarize.text.contrasts import Span, make_small
from summarize.types import Expression
from summarize.values.compare import compare_values

_RUN = 5  # words in a row that both quote
_LONG_RUN = 8  # of a shorter one its speaker may have made a habit
_OCCASIONS = {
    word: sense
    for sense, words in enumerate(
        """interview, statement, book memoir, letter, speech address remarks, conference briefing, email e-mail,
        op-ed column, tweet tweeted, memo memorandum, hearing, podcast, debate""".split(",")
    )
    for word in words.split()
}
_OCCASION = re.compile(
    r"\b(?:[Ii]n|[Aa]t|during|[Oo]n|from|to)\s(?:an?|the|his|her|their|its|this)\s(?:[\w’'-]+\s){0,3}?"
    r"(?P<noun>interview|statement|book|memoir|letter|speech|address|remarks|(?:news|press)\sconference|briefing|e-?mail"
    r"|op-ed|column|tweet|memo|memorandum|hearing|podcast|debate)\b|\b(?P<verb>tweeted)\b"
)
_SAID = re.compile(
    r"\b(?:said|says|told|tells|wrote|tweeted|added)\b"
    r"(?:(?!\b(?:after|before|since|until|by|for|of|that|about|following|ahead)\b)[^,;:.\0])*$"
)

Saying = tuple[Kind, Span, Span, str]
"""(kind, span in the first mention, span in the second, how the sentence about it ends)."""


def find_saying(a: Told, b: Told, has_word: Callable[[str, str], bool]) -> Iterator[Saying]:
    """What two mentions tell differently of words that both quote; of more words if they are of two statements.
    has_word: whether an article, by its id, has a word, in small letters."""
    if a.asks or b.asks or not _share_words(a, b, _RUN if a.statement == b.statement else _LONG_RUN):
        return
    texts = _hide(a), _hide(b)
    occasions = [_find_occasion(text) for text in texts]
    if occasions[0] and occasions[1] and occasions[0][0] != occasions[1][0]:
        yield "quote", occasions[0][1], occasions[1][1], "of where the same words were said"
    if not _share_words(a, b, _LONG_RUN):
        return
    days = _find_day(a, texts[0]), _find_day(b, texts[1])
    if days[0] and days[1] and _are_two_days(days[0], days[1]):
        first, second = ((day.start, day.end) for day in days if day)
        yield "date", first, second, "of when the same words were said"
    names = _find_name(a), _find_name(b)
    if names[0] and names[1] and not same_speaker(names[0], names[1]):
        surnames = [make_small(name.text.split()[-1]) for name in names if name]
        if not (has_word(b.mention.article, surnames[0]) or has_word(a.mention.article, surnames[1])):
            first, second = (_find_span(told, name) for told, name in zip((a, b), names, strict=True) if name)
            yield "name", first, second, "of who said the same words"


def _share_words(a: Told, b: Told, run: int) -> bool:
    found: set[tuple[str, ...]] = set()
    for quotation in a.quoted:
        words = [word.text for word in quotation]
        found.update(tuple(words[k : k + run]) for k in range(len(words) - run + 1))
    for quotation in b.quoted if found else ():
        words = [word.text for word in quotation]
        if any(tuple(words[k : k + run]) in found for k in range(len(words) - run + 1)):
            return True
    return False


def _hide(told: Told) -> str:
    """A mention with what it quotes hidden sign for sign."""
    text, start = told.mention.text, told.mention.start
    for words in told.quoted:
        first, last = max(words[0].start - start, 0), words[-1].end - start
        text = text[:first] + "\0" * (last - first) + text[last:]
    return text[: len(told.mention.text)]


def _find_occasion(text: str) -> tuple[int, Span] | None:
    """The one kind of occasion that a text names outside its quotations."""
    found = {}
    for match in _OCCASION.finditer(text):
        noun = (match["noun"] or match["verb"]).split()[-1]
        found.setdefault(_OCCASIONS[noun], match.span())
    return next(iter(found.items())) if len(found) == 1 else None


def _find_day(told: Told, text: str) -> Expression | None:
    """The day on which it was said, where the mention names no other outside its quotations."""
    days = [v for v in told.side.values if v.kind == "date" and "\0" not in text[v.start : v.end]]
    if len(days) != 1 or not _SAID.search(text[: days[0].start]):
        return None
    return None if text.startswith(("'s", "’s"), days[0].end) else days[0]


def _are_two_days(x: Expression, y: Expression) -> bool:
    words = [set(value.value.lower().split()) for value in (x, y)]
    return words[0].isdisjoint(words[1]) and compare_values(x, y) == "differs"


def _find_name(told: Told) -> Speaker | None:
    """The person who, by the mention, said it, where it names one."""
    speaker = find_speaker(hide_quotes(told.mention.text, False)[0])
    named = speaker is not None and speaker.kind == "person" and speaker.text in told.mention.text
    return speaker if named else None


def _find_span(told: Told, speaker: Speaker) -> Span:
    start = told.mention.text.index(speaker.text)
    return start, start + len(speaker.text)
