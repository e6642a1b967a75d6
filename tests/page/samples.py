"""Briefings made by hand from invented articles: one with all that a page can show, a hostile one, a large one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from summarize.briefing.compose import CONTEXT
from summarize.types import (
    Announcement,
    Attribution,
    BriefedStory,
    Briefing,
    Citation,
    Discrepancy,
    Item,
    Source,
    SpelledName,
    Spelling,
    TimelineEntry,
    Value,
)

Place = tuple[str, str]
"""An article's id, and words of its text."""


@dataclass
class Desk:
    """Puts a briefing together from articles and from quotations of them."""

    share: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    stories: list[BriefedStory] = field(default_factory=list)
    discrepancies: list[Discrepancy] = field(default_factory=list)

    def article(
        self, id: str, outlet: str | None, title: str | None, text: str, published: str | None = None, url: str = ""
    ) -> None:
        number, digest = len(self.sources) + 1, hashlib.sha256(text.encode()).hexdigest()
        known = (number, id, outlet, title, url or None, published, None, f"{id}.txt", digest)
        self.sources[id] = Source(*known, None if self.share else text)
        self.texts[id] = text

    def place(self, id: str, words: str, within: str = "") -> tuple[int, int]:
        start = self.texts[id].index(within) if within else 0
        start = self.texts[id].index(words, start)
        return start, start + len(words)

    def cite(self, id: str, quote: str) -> Citation:
        (start, end), text, s = self.place(id, quote), self.texts[id], self.sources[id]
        around = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        return Citation(id, s.outlet, s.title, s.url, s.published, start, end, quote, *around)

    def item(self, id: str, *places: Place, origins: int = 0, status: str = "new", **told: object) -> Item:
        citations = tuple(self.cite(*place) for place in places)
        outlets = tuple(sorted({c.outlet for c in citations if c.outlet}))
        origins = origins or max(1, len(outlets))
        section = "corroborated" if origins > 1 else "single_source"
        found = tuple(d.id for d in self.discrepancies if id in d.statements)
        text = citations[0].quote
        return Item(id, section, text, len(citations), outlets, origins, status, citations, found, **told)

    def differ(
        self, id: str, kind: str, verdict: str, why: str, statements: Sequence[str], *values: tuple[str, str, str]
    ) -> None:
        """values: (article, the value, the sentence that has it)."""
        made = tuple(Value(v, v.lower(), a, *self.place(a, v, within)) for a, v, within in values)
        self.discrepancies.append(Discrepancy(id, kind, tuple(statements), made, verdict, why))

    def event(self, day: str, statement: str, id: str, sentence: str, value: str, until: str | None = None):
        return TimelineEntry(day, until, statement, sentence, value, id, *self.place(id, value, sentence))

    def spelling(self, text: str, *ids: str) -> Spelling:
        outlets = tuple(sorted({self.sources[id].outlet or "" for id in ids}))
        return Spelling(text, len(ids), tuple(sorted(ids)), outlets, min(ids), *self.place(min(ids), text))

    def story(self, id: str, title: str, articles: Sequence[str], items: Sequence[Item], **rest: object) -> None:
        outlets = tuple(sorted({self.sources[a].outlet for a in articles} - {None}))
        self.stories.append(BriefedStory(id, title, tuple(sorted(articles)), outlets, tuple(items), **rest))

    def briefing(self, batch: str = "harbour", further: int = 0) -> Briefing:
        items = [item for story in self.stories for item in story.items]
        several = sum(item.section == "corroborated" for item in items)
        counts = {
            "articles": len(self.sources),
            "outlets": len({s.outlet for s in self.sources.values() if s.outlet}),
            "origins": len({s.outlet for s in self.sources.values()}),
            "statements": len(items) + further,
            "corroborated": several,
            "single_source": len(items) - several + further,
            "fresh": sum(item.status in ("new", "changed") for story in self.stories for item in story.items),
            "hidden": 0,
            "conflicts": sum(d.verdict == "conflict" for d in self.discrepancies),
            "items": len(items),
            "rejected_inputs": 1,
            "rejected_spans": 38,
        }
        sources, found = tuple(self.sources.values()), tuple(self.discrepancies)
        title = self.stories[0].title
        return Briefing(1, title, batch, "2031-01-07T06:00:00+00:00", counts, tuple(self.stories), sources, found)


FERRY = {
    "a-01": (
        "Harbour Post",
        "Ferry Aurora runs aground off Lowmere with 212 aboard",
        "2031-01-06T07:40:00+01:00",
        "LOWMERE (Coast Press) — The ferry Aurora ran aground off Lowmere on Sunday evening with 212 people on board."
        "\n\nNobody was hurt, the coastguard said.\n\n"
        "“We felt a long scrape and then it was very quiet,” said Maren Oswin, who was on her way home.\n\n"
        "Divers will inspect the hull on Tuesday, the ferry company said.\n\n"
        "The captain, Jory Haldane, had asked for a repair of the radar, two people who know the crew said.\n\n"
        "All sailings between Lowmere and the islands are cancelled until at least Thursday.\n",
    ),
    "a-02": (
        "Coast Daily",
        "Aurora stranded: passengers spend night in school",
        "2031-01-06",
        "The ferry Aurora ran aground off Lowmere on Sunday evening with 212 people on board.\r\n\r\n"
        "Nobody was hurt, the coastguard said.\r\n\r\n"
        "Passengers spent the night in the school of Lowmere, where neighbours brought soup and blankets 🍲.\r\n\r\n"
        "Divers are to look at the hull on Tuesday.\r\n\r\n"
        "The company that runs the Aurora has paid three fines since 2028.\r\n",
    ),
    "a-03": (
        "Island Radio",
        "Ferry aground, islands cut off",
        "2031-01-06",
        "The Aurora struck a sandbank near Lowmere on Sunday evening; 210 people were aboard.\n\n"
        "The passengers slept in Lowmere’s school. The school of Lowmere opened its gym for the passengers.\n\n"
        "The islands have flour and milk for four days, said Ines Aldo, who runs the only shop on Skerry.\n\n"
        "The captain, Jory Haldayne, was questioned by the police on Monday.\n",
    ),
    "a-04": (
        "The Lowmere Ledger",
        "Four treated after ferry grounding",
        "2031-01-07",
        "The ferry Aurora ran aground off Lowmere on Sunday evening with 212 people on board.\n\n"
        "Four passengers were treated for bruises, the hospital of Lowmere said on Tuesday.\n\n"
        "Police questioned the captain, Jory Haldane, on Monday.\n\n"
        "“The radar had been waiting for a repair since November,” said Haldane’s lawyer, Tova Lind.\n\n"
        "Divers began to inspect the hull on Tuesday morning.\n",
    ),
    "a-05": (
        "Morning Wire Review",
        "Who pays for the Aurora?",
        "2031-01-07",
        "About 200 people were aboard when the Aurora ran aground off Lowmere on Sunday.\n\n"
        "“The radar has been waiting for its repair since October,” said the captain’s lawyer, Tova Lind.\n\n"
        "All ferries to the islands are cancelled until Thursday at the earliest.\n\n"
        "The company will present a plan for a second ship on January 15.\n",
    ),
    "a-06": (
        "Nordhaven Courier & Advertiser",
        "Islands wait for the ferry",
        None,
        "No ferry will sail to the islands before Thursday.\n\n"
        "Flour and milk on Skerry will last four days, the shopkeeper Ines Aldo said.\n\n"
        "The army offered two landing craft for supplies between January 8 and January 11.\n",
    ),
}
BRIDGE = {
    "b-01": (
        "Kelmar Courier",
        "Kelmar Bridge to close for twelve weeks",
        "2031-01-05",
        "The Kelmar Bridge will close on Monday for 12 weeks of repairs.\n\n"
        "The repairs will cost 4.2 million crowns.\n\n"
        "Mayor Tova Berg said the work could not wait another winter.\n",
    ),
    "b-02": (
        "Harbour Post",
        "Bridge shut, detours of 40 minutes",
        "2031-01-06",
        "The Kelmar Bridge was closed on Monday for repairs that will take 14 weeks.\n\n"
        "The repairs will cost 4.2 million crowns.\n\nThe detour over Brunn takes 40 minutes.\n",
    ),
    "b-03": (
        "Island Radio",
        "Kelmar: what drivers need to know",
        "2031-01-06",
        "Since Monday the bridge at Kelmar is closed for 12 weeks.\n\n"
        "Repairs are to cost about 4 million crowns.\n\nBuses go by way of Brunn.\n",
    ),
}
FROST = {
    "c-01": (
        "Coast Daily",
        "Frost takes a third of the apple blossom",
        "2031-01-07",
        "Growers expect to lose a third of the apple harvest.\n\nThe frost was the hardest since 1987.\n",
    ),
    "c-02": (
        None,
        None,
        None,
        "The growers’ union expects a third of the apples to be lost.\n\nHelp is on its way, the ministry wrote.\n",
    ),
}
LIBRARY = (
    "Kelmar Courier",
    "Library cat retires",
    "2031-01-07",
    "The cat of Kelmar’s library has retired after 14 years.\n",
)


def everything(share: bool = False) -> Briefing:
    """Three stories and a stray article, six named outlets and an unnamed one, and each thing that a page can mark."""
    desk = Desk(share)
    for articles in (FERRY, BRIDGE, FROST, {"d-01": LIBRARY}):
        for id, (outlet, title, published, text) in articles.items():
            url = f"https://{id}.example.org/news-and-views/{id}?a=1&b=2" if outlet else ""
            desk.article(id, outlet, title, text, published, url)

    aground = "The ferry Aurora ran aground off Lowmere on Sunday evening with 212 people on board."
    struck = "The Aurora struck a sandbank near Lowmere on Sunday evening; 210 people were aboard."
    about = "About 200 people were aboard when the Aurora ran aground off Lowmere on Sunday."
    unhurt, treated = (
        "Nobody was hurt, the coastguard said.",
        "Four passengers were treated for bruises, the hospital of Lowmere said on Tuesday.",
    )
    radar = "“The radar had been waiting for a repair since November,” said Haldane’s lawyer, Tova Lind."
    other_radar = "“The radar has been waiting for its repair since October,” said the captain’s lawyer, Tova Lind."
    desk.differ(
        "d-aboard",
        "number",
        "conflict",
        "Coast Daily, Harbour Post and The Lowmere Ledger say “212 people”, "
        "Island Radio says “210 people”, for the same thing.",
        ["s-aground"],
        ("a-01", "212 people", aground),
        ("a-02", "212 people", aground),
        ("a-03", "210 people", struck),
        ("a-04", "212 people", aground),
    )
    desk.differ(
        "d-about",
        "number",
        "rounded",
        "Harbour Post says “212 people”, "
        "Morning Wire Review says “About 200 people”, which is the same, told less exactly.",
        ["s-aground"],
        ("a-01", "212 people", aground),
        ("a-05", "About 200 people", about),
    )
    desk.differ(
        "d-hurt",
        "negation",
        "conflict",
        "Coast Daily and Harbour Post say “Nobody was hurt”, "
        "The Lowmere Ledger says “Four passengers were treated for bruises”, of the same thing.",
        ["s-unhurt", "s-treated"],
        ("a-01", "Nobody was hurt", unhurt),
        ("a-02", "Nobody was hurt", unhurt),
        ("a-04", "Four passengers were treated for bruises", treated),
    )
    desk.differ(
        "d-radar",
        "quote",
        "conflict",
        "The Lowmere Ledger quotes “for a repair since November”, "
        "Morning Wire Review quotes “for its repair since October”, from the same quotation.",
        ["s-radar"],
        ("a-04", "November", radar),
        ("a-05", "October", other_radar),
    )
    desk.differ(
        "d-weeks",
        "number",
        "update",
        "The figure moved with time: “12 weeks” (Kelmar Courier, 5 January 2031), then “14 weeks” "
        "(Harbour Post, 6 January 2031).",
        ["s-closed"],
        ("b-01", "12 weeks", ""),
        ("b-02", "14 weeks", ""),
        ("b-03", "12 weeks", ""),
    )
    desk.differ(
        "d-questioned",
        "name",
        "conflict",
        "Island Radio names “Jory Haldayne”, The Lowmere Ledger names “Jory Haldane”, in the same place.",
        ["s-untold"],
        ("a-03", "Jory Haldayne", ""),
        ("a-04", "Jory Haldane", ""),
    )

    sails = "All sailings between Lowmere and the islands are cancelled until at least Thursday."
    flour = "The islands have flour and milk for four days, said Ines Aldo, who runs the only shop on Skerry."
    divers, dived = "Divers are to look at the hull on Tuesday.", "Divers began to inspect the hull on Tuesday morning."
    army = "The army offered two landing craft for supplies between January 8 and January 11."
    plan = "The company will present a plan for a second ship on January 15."
    asked = "The captain, Jory Haldane, had asked for a repair of the radar, two people who know the crew said."
    items = [
        desk.item(
            "s-aground",
            ("a-01", aground),
            ("a-02", aground),
            ("a-03", struck),
            ("a-04", aground),
            ("a-05", about),
            origins=3,
            status="more_sources",
            shared=(
                "Coast Daily, Harbour Post and The Lowmere Ledger have these words from Coast Press, "
                "which Harbour Post names in its dateline.",
            ),
        ),
        desk.item(
            "s-sails",
            ("a-01", sails),
            ("a-05", "All ferries to the islands are cancelled until Thursday at the earliest."),
            ("a-06", "No ferry will sail to the islands before Thursday."),
            status="known",
        ),
        desk.item(
            "s-school",
            (
                "a-02",
                "Passengers spent the night in the school of Lowmere, where neighbours brought soup and blankets 🍲.",
            ),
            ("a-03", "The passengers slept in Lowmere’s school."),
            ("a-03", "The school of Lowmere opened its gym for the passengers."),
            status="known",
        ),
        desk.item(
            "s-radar",
            ("a-04", radar),
            ("a-05", other_radar),
            attribution=Attribution("Haldane’s lawyer, Tova Lind", True, False),
        ),
        desk.item(
            "s-flour",
            ("a-03", flour),
            ("a-06", "Flour and milk on Skerry will last four days, the shopkeeper Ines Aldo said."),
            attribution=Attribution("Ines Aldo", False, False),
        ),
        desk.item(
            "s-unhurt",
            ("a-01", unhurt),
            ("a-02", unhurt),
            origins=1,
            status="known",
            attribution=Attribution("the coastguard", False, False),
            shared=(
                "Coast Daily and Harbour Post have these words from Coast Press, "
                "which Harbour Post names in its dateline.",
            ),
        ),
        desk.item("s-treated", ("a-04", treated), attribution=Attribution("the hospital of Lowmere", False, False)),
        desk.item(
            "s-dived",
            ("a-04", dived),
            status="changed",
            announced=(Announcement("s-divers", divers, ("Coast Daily", "Harbour Post")),),
        ),
        desk.item(
            "s-asked",
            ("a-01", asked),
            attribution=Attribution("two people who know the crew", False, True),
            status="known",
        ),
        desk.item(
            "s-fines", ("a-02", "The company that runs the Aurora has paid three fines since 2028."), status="known"
        ),
        desk.item("s-army", ("a-06", army)),
    ]
    timeline = (
        desk.event("2031-01-05", "s-aground", "a-01", aground, "Sunday"),
        desk.event(
            "2031-01-06",
            "s-untold",
            "a-03",
            "The captain, Jory Haldayne, was questioned by the police on Monday.",
            "Monday",
        ),
        desk.event("2031-01-07", "s-dived", "a-04", dived, "Tuesday"),
        desk.event("2031-01-08", "s-army", "a-06", army, "January 8 and January 11", "2031-01-11"),
        desk.event("2031-01-15", "s-plan", "a-05", plan, "January 15"),
    )
    names = (SpelledName((desk.spelling("Haldane", "a-01", "a-04"), desk.spelling("Haldayne", "a-03"))),)
    desk.story("story-ferry", FERRY["a-01"][1], list(FERRY), items, timeline=timeline, names=names)

    closed = "The Kelmar Bridge will close on Monday for 12 weeks of repairs."
    shut, since = (
        "The Kelmar Bridge was closed on Monday for repairs that will take 14 weeks.",
        "Since Monday the bridge at Kelmar is closed for 12 weeks.",
    )
    cost = "The repairs will cost 4.2 million crowns."
    desk.story(
        "story-bridge",
        BRIDGE["b-01"][1],
        list(BRIDGE),
        [
            desk.item("s-closed", ("b-01", closed), ("b-02", shut), ("b-03", since), status="changed"),
            desk.item(
                "s-cost",
                ("b-01", cost),
                ("b-02", cost),
                ("b-03", "Repairs are to cost about 4 million crowns."),
                status="known",
            ),
            desk.item("s-detour", ("b-02", "The detour over Brunn takes 40 minutes."), status="known"),
        ],
        timeline=(desk.event("2031-01-06", "s-closed", "b-01", closed, "Monday"),),
    )
    third = "Growers expect to lose a third of the apple harvest."
    desk.story(
        "story-frost",
        FROST["c-01"][1],
        list(FROST),
        [
            desk.item(
                "s-third",
                ("c-01", third),
                ("c-02", "The growers’ union expects a third of the apples to be lost."),
                origins=2,
            ),
            desk.item("s-help", ("c-02", "Help is on its way, the ministry wrote.")),
        ],
    )
    desk.story("story-cat", LIBRARY[1], ["d-01"], [desk.item("s-cat", ("d-01", LIBRARY[3].strip()))])
    return desk.briefing(further=24)


def plain() -> Briefing:
    """One article, one outlet, no date, no address, no disagreement; all of it as new as a first briefing is."""
    desk = Desk()
    desk.article("a-01", "Harbour Post", None, "The market opened.\n\nIt rained.\n")
    desk.story("story-1", "The market opened.", ["a-01"], [desk.item("s-1", ("a-01", "The market opened."))])
    return desk.briefing("market")


def nothing_new() -> Briefing:
    briefing = everything()
    known = [replace(s, items=tuple(replace(i, status="known") for i in s.items)) for s in briefing.stories]
    return replace(briefing, stories=tuple(known))


HOSTILE = {
    "script": "</script><script>window.harmed = 1</script> <img src=x onerror='window.harmed = 2'> she said.",
    "json": '"]}</script><!--<script> {{ 7 * 7 }} {% raw %} ${harm} `harm` \\u003c \\" ]]> &lt;b&gt; was printed.',
    "turned": "The account \u202egnp.exe\u202d was opened by \u2066nobody\u2069 in particular \u202eand never closed.",
    "word": "He shouted " + "Donau" * 60 + " and left.",
    "long": "The report says " + "that the harbour is closed and " * 320 + "nothing else.",
    "emoji": "The 👩‍👩‍👧‍👦 family 🇪🇺 and the e\u0301leve 🧑🏽‍🚒 came to the harbour 🌊.",
    "arabic": "قال المتحدث إن الميناء سيغلق يوم الاثنين لمدة ثلاثة أسابيع.",
    "chinese": "港口管理局表示，渡轮将从星期一起停运三个星期，乘客可以改乘公共汽车前往岛屿。",
    "control": "The bell \x07 rang, a null \x00 was read, and a line\u2028ended \x85here.",
}


def hostile() -> Briefing:
    """What a publisher, or somebody who writes like one, could put into an article to harm whoever reads the page."""
    desk = Desk()
    for number, (name, sentence) in enumerate(HOSTILE.items()):
        outlet = f"{HOSTILE['turned']} {name}" if name == "turned" else f"Outlet {name} <b onmouseover=alert(1)>&amp;"
        url = ("javascript:window.harmed=3", "data:text/html,<script>window.harmed=4</script>", " JaVaScRiPt:alert(1)")[
            number % 3
        ]
        text = f"Before it, a line.\r\n\r\n🌉 {sentence} After it, another.\r\n\r\nThe harbour is closed."
        desk.article(f"h-{number}", outlet, sentence, text, "2031-01-06'\"><b>", url)
    ids = list(desk.sources)
    items = [desk.item("s-all", *((id, "The harbour is closed.") for id in ids))]
    items += [desk.item(f"s-{name}", (id, HOSTILE[name])) for name, id in zip(HOSTILE, ids, strict=True)]
    desk.differ(
        "d-1",
        "number",
        "conflict",
        HOSTILE["script"],
        ["s-all"],
        (ids[0], "harbour is closed", ""),
        (ids[1], "The harbour", ""),
    )
    items[0] = replace(
        items[0],
        discrepancies=("d-1",),
        shared=(HOSTILE["script"],),
        attribution=Attribution(HOSTILE["script"], True, True),
    )
    timeline = [
        desk.event("2031-01-06", f"s-{name}", id, HOSTILE[name], HOSTILE[name][:4])
        for name, id in zip(HOSTILE, ids, strict=True)
    ]
    desk.story("story-1", HOSTILE["script"], ids, items, timeline=timeline)
    return desk.briefing("</title><script>window.harmed = 5</script>")


def large(statements: int = 300, articles: int = 60) -> Briefing:
    """Statements of as many articles of about 900 words, each reported by one to nine of them."""
    chance = random.Random(5)
    words = "harbour council ferry bridge winter repair captain island market school police hospital growers".split()
    desk = Desk()
    carriers = [
        sorted(chance.sample(range(articles), min(articles, 1 + int(chance.expovariate(0.5)))))
        for _ in range(statements)
    ]
    said = [
        " ".join(["Statement", str(n), *(chance.choice(words) for _ in range(22))]) + "." for n in range(statements)
    ]
    for number in range(articles):
        own = [said[n] for n in range(statements) if number in carriers[n]]
        filler = [" ".join(chance.choice(words) for _ in range(18)).capitalize() + "." for _ in range(38)]
        text = "\n\n".join(chance.sample(own + filler, len(own) + len(filler)))
        id = f"a-{number:02}"
        desk.article(
            id, f"Outlet {number % 40:02}", f"Article {number}", text, "2031-01-06", f"https://example.org/{id}"
        )
    items = [desk.item(f"s-{n:03}", *((f"a-{k:02}", said[n]) for k in carriers[n])) for n in range(statements)]
    items.sort(key=lambda item: (-item.origins, -len(item.outlets)))
    items = [replace(item, status="known") if n % 3 else item for n, item in enumerate(items)]
    desk.story("story-1", "A large story", list(desk.sources), items)
    return desk.briefing("large")
