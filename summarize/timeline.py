"""The timeline of a story: the day on which what a statement tells of happened, or will happen.

A sentence names many days; few of them are the day of its event. Kept is only a day of the main clause whose verb has
a tense: not the day on which somebody said it, not a bound ("since Monday", "by Friday"), not a day that only names
something ("Monday's vote", "the Jan. 6 attack"), none in a subordinate clause, a condition or a quotation. Where that
leaves two days, or none, the sentence has no place in the timeline: few and right rather than many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from summarize.same.central import stands_alone
from summarize.text.opinion import is_opinion
from summarize.text.tense import read_tense
from summarize.types import Article, Expression, Mention, Statement, TimelineEntry
from summarize.values.days import find_days, read_day

LONGEST = 5
"""Days that an event may last; "this week" and "last month" are no days of an event."""
_SUBORDINATE = re.compile(
    r"\b(?:who|which|that|when|where|whose|after|before|because|while|although|though|if|unless|whether|since|as|once"
    r"|following|until|despite|to)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:[Ii]f|[Uu]nless|would|could|might|may|should|[Ww]hether|[Pp]erhaps|possibly|[Ee]very|[Ee]ach)\b"
)
_BOUND = re.compile(
    r"(?:\b(?:since|until|till|by|before|after|from|through|of|between|than|to|as of|ahead of|for|following|the|a|an"
    r"|his|her|its|their|this|that|every|each|prior to|and)\s|[-–—(])$",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:said|says|say|saying|told|tells|added|noted|reported(?!(?: as)? missing\b)|reports|according|statement|wrote"
    r"|interview|interviewed|explained|argued|insisted|commented|asked|replied|stated|claimed|recalled|testified)\b"
    r"[^,;]{0,45}$",
    re.IGNORECASE,
)
# "on May 4, the mayor said", but not "on May 4 when they met a man who said"
_SAID_AFTER = re.compile(r",?\s(?:(?!\b(?:who|which|when|where)\b)[^,;]){0,60}\b(?:said|says|told|added)\b")
# "[UPDATE May 4, 2021] Police have not ...": when it was written.
_STAMPED = re.compile(r"\W*(?:updated?|posted|published|correct(?:ed|ion))\b", re.IGNORECASE)
# "The papers released on Friday show": the day of the subject, not of the sentence.
_VERB_AFTER = re.compile(r"\s(?:\w+ed|\w*[^s\W]s|show|detail|found|made|were|are|told|gave)\b")
_NAMES_SOMETHING = re.compile(
    r"['’]s\b|s['’]\s|-|\s(?:attacks?|riots?|shootings?|meetings?|elections?|vote|deadline|hearings?|game|edition|show"
    r"|talks|session|report|interview|issue|debate|rally|march|raid|ruling|statement|speech|summit|protests?|editorial)\b"
)
# "We will report on the explosions Monday": nobody announces these, whatever the tense around them.
_OF_A_DISASTER = re.compile(
    r"\b(?:attack|explosion|bombing|blast|shooting|crash|killing|massacre|riot|earthquake|quake|tragedy)s?"
    r"\s(?:on\s)?(?:early\s|late\s)?$",
    re.IGNORECASE,
)


def make_timeline(statements: Sequence[Statement], articles: Sequence[Article], most: int = 12) -> list[TimelineEntry]:
    """The dated events of one story, by day, then by most origins; where there are more than `most`, those that most
    origins tell of. articles: those of the story. What only opinion pieces say is no event. The order of the statements
    and articles does not matter."""
    published = {article.id: article.published for article in articles}
    opinions = {article.id for article in articles if is_opinion(article.url, article.title, article.text)}
    told = [s for s in statements if not opinions.issuperset(mention.article for mention in s.mentions)]
    dated = [(entry, s) for s in told if (entry := _find_entry(s, published)) is not None]
    dated.sort(key=lambda pair: (-pair[1].origins, -len(pair[1].mentions), pair[0].date, pair[1].id))
    kept = dated[:most]
    kept.sort(key=lambda pair: (pair[0].date, -pair[1].origins, -len(pair[1].mentions), pair[1].id))
    return [entry for entry, _ in kept]


def find_event_day(text: str, published: str | None) -> Expression | None:
    """The one day, or few days, on which the event of this sentence falls; None where that is not plain."""
    days, _ = find_days(text, published)
    fits = [day for day in days if _is_event_day(text, day, read_day(published))]
    return fits[0] if len({(day.low, day.high) for day in fits}) == 1 else None


def _find_entry(statement: Statement, published: dict[str, str | None]) -> TimelineEntry | None:
    """Each mention dates what it tells itself: one of another day may have been joined with it by mistake. What leans
    on the sentence before it tells a reader of dates nothing, and means the days that this one means."""
    others = sorted(statement.mentions, key=lambda m: (m.article, m.start))
    for mention in (statement.representative, *(m for m in others if m != statement.representative)):
        if not stands_alone(mention.text):
            continue
        day = find_event_day(mention.text, published.get(mention.article))
        if day is not None:
            return _make_entry(statement, mention, day)
    return None


def _make_entry(statement: Statement, mention: Mention, day: Expression) -> TimelineEntry:
    until = day.high if day.high != day.low else None
    start, end = mention.start + day.start, mention.start + day.end
    return TimelineEntry(day.low or "", until, statement.id, mention.text, day.value, mention.article, start, end)


def _is_event_day(text: str, day: Expression, published: date | None) -> bool:
    if day.kind != "date" or day.low is None or day.high is None or day.hedge != "exact":
        return False
    if (date.fromisoformat(day.high) - date.fromisoformat(day.low)).days >= LONGEST:
        return False
    before, after = text[: day.start], text[day.end :]
    if _STAMPED.match(before) or _is_quoted(before) or _DOUBT.search(text) or _NAMES_SOMETHING.match(after):
        return False
    # "met on Sunday" hangs on the verb; "since Sunday" and "the Sunday before" do not.
    if _BOUND.search(re.sub(r"\b(?:on|early|late|earlier)\s$", "", before, flags=re.IGNORECASE)):
        return False
    clause = re.split(r"[,;:—–]\s|\s-\s", before)[-1]
    if _SUBORDINATE.search(clause) or _SAYING.search(before):
        return False
    if re.search(r",\s(?:who|which|where|when|whose)\b[^,]*$", before):
        return False
    if re.search(r"\b\w+ed\b", clause) and _VERB_AFTER.match(after):
        return False
    tense = read_tense(text, day.start, day.end)
    if tense is None or _SAID_AFTER.match(after):
        return False
    if published is None:
        return True
    if _OF_A_DISASTER.search(before):
        tense = "past"
    return day.low <= published.isoformat() if tense == "past" else day.high >= published.isoformat()


def _is_quoted(before: str) -> bool:
    """Whether a quotation is open at the end of `before`."""
    straight = before.count('"') % 2 == 1
    return straight or before.count("“") > before.count("”")
