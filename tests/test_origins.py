"""Who first wrote it: what articles say of their writers, what they share, and what is neither."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from summarize.origins.agencies import find_claims, match_outlet
from summarize.origins.trace import fold_origins, trace_origins
from summarize.text.clean import clean_articles
from summarize.text.sentences import split_sentences
from summarize.types import Article, Mention, Origin, Sentence

WIRE = (
    "The ferry Aurora ran aground off Lowmere on Monday morning with more than two hundred passengers on board.\n\n"
    "Rescue boats from three harbours took the passengers to the school of Lowmere within two hours.\n\n"
    "Divers will inspect the hull of the vessel on Tuesday before tugs try to pull it from the rocks.\n"
)
OWN = (
    "Lowmere's baker, Ada Finch, opened her shop at four and handed out rolls to everyone who came ashore.\n\n"
    "Her grandson carried tea across the square until the last bus had left.\n"
)
OTHER = (
    "A passenger ship got stuck near Lowmere, and the coastguard brought everybody to land.\n\n"
    "Engineers are going to look for damage below the waterline tomorrow, the company said.\n"
)


def article(outlet: str | None, text: str, id: str | None = None, **fields: str | None) -> Article:
    sha = hashlib.sha256(text.encode()).hexdigest()
    unknown = dict.fromkeys(("title", "url", "published", "author", "credit"))
    name = id or f"{outlet}-{sha[:4]}"
    return Article(id=name, outlet=outlet, language="en", text=text, sha256=sha, file="x.txt", **(unknown | fields))


def trace(*articles: Article) -> tuple[list[Sentence], list[str], dict[str, Origin]]:
    sentences = [sentence for one in articles for sentence in split_sentences(one)]
    kept, rejected = clean_articles(articles, sentences)
    origins, found = trace_origins(articles, kept, rejected)
    assert [origin.id for origin in found] == sorted(set(origins))
    return kept, origins, {origin.id: origin for origin in found}


def origins_of(*articles: Article) -> dict[str | None, set[str]]:
    """The origins of each outlet's sentences."""
    kept, origins, _ = trace(*articles)
    outlets = {one.id: one.outlet for one in articles}
    found: dict[str | None, set[str]] = defaultdict(set)
    for sentence, origin in zip(kept, origins, strict=True):
        found[outlets[sentence.article]].add(origin)
    return found


@pytest.mark.parametrize(("text", "writer"), [
    (f"LOWMERE (AP) — {WIRE}", "agency:ap"),
    (f"LOWMERE, Jan 2 (Reuters) - {WIRE}", "agency:reuters"),
    (f"Lowmere (CNN) {WIRE}", "agency:cnn"),
    (f"Lowmere (Vale) (AFP) – {WIRE}", "agency:afp"),
    (f"LOWMERE, January 2. /TASS/. {WIRE}", "agency:tass"),
    (f"LOWMERE — Reuters — {WIRE}", "agency:reuters"),
    (f"By Ann Example, Associated Press\n\n{WIRE}", "agency:ap"),
    (f"By ANN EXAMPLE\nAssociated Press\n\n{WIRE}", "agency:ap"),
    (f"By Ann Example and Bo Sample | CNN\n\n{WIRE}", "agency:cnn"),
    (f"BY ASSOCIATED PRESS\n\n{WIRE}", "agency:ap"),
    (f"{WIRE}{WIRE}\n\nAnn Example, The Canadian Press\n", "agency:canadian-press"),
    (f"{WIRE}{WIRE}{WIRE}\n\n(AP)\n", "agency:ap"),
    (f"{WIRE}\n\nCopyright 2031 CNN Newsource. All rights reserved.\n\nConcert Calendar\n", "agency:cnn"),
    (f"{WIRE}\n\nThe-CNN-Wire\n™ & © 2031 Cable News Network, Inc.\n", "agency:cnn"),
    (f"{WIRE}\n\n© 2031 Thomson/Reuters. All rights reserved.\n", "agency:reuters"),
    (f"{WIRE}\n\n(Reporting by Ann Example in Lowmere; Editing by Bo Sample)\n", "agency:reuters"),
    (f"{WIRE}\n\nAssociated Press writers Ann Example in Lowmere and Bo Sample in Vale contributed to this report.\n",
     "agency:ap"),
    (f"{WIRE}\n\nThis story was originally published by ProPublica.\n", "agency:propublica"),
])  # fmt: skip
def test_an_article_that_names_its_writer_is_the_writers(text: str, writer: str) -> None:
    assert origins_of(article("Harbor Gazette", text)) == {"Harbor Gazette": {writer}}


@pytest.mark.parametrize("text", [
    f"{WIRE}\n\nWith reporting by AP, Reuters and AFP\n",
    f"{WIRE}\n\nThe Associated Press contributed to this report.\n",
    f"{WIRE}\n\nGazette News reporter Ann Example and the Associated Press contributed to this report.\n",
    f"By Ann Example and The Associated Press\n\n{WIRE}",
    f"By Ann Example, with AP\n\n{WIRE}",
    f"Image copyright Reuters Image caption The ferry\n\n{WIRE}",
    f"Photo: Reuters\n\n{WIRE}",
    f"The ferry Aurora off Lowmere. (AP Photo/Ann Example)\n\n{WIRE}",
    f"Ann Example/AFP/Getty Images\n\n{WIRE}",
    f"{WIRE}\n\nThe mayor told Reuters (in English) that the harbour is closed.\n",
    f"{WIRE}\n\nNews of the grounding was first published by CNN on Monday.\n",
    f"{WIRE}\n\n© 2031 Harbor Gazette. All rights reserved.\n",
    f"By Reuters' count, it was the third grounding.\n\n{WIRE}",
])  # fmt: skip
def test_pictures_helpers_and_sources_are_no_writers(text: str) -> None:
    assert origins_of(article("Harbor Gazette", text)) == {"Harbor Gazette": {"outlet:Harbor Gazette"}}


@pytest.mark.parametrize(("fields", "writer"), [
    ({"author": "Associated Press"}, "agency:ap"),
    ({"author": "Ann Example, Reuters"}, "agency:reuters"),
    ({"author": "Ann Example and Associated Press"}, "outlet:Harbor Gazette"),
    ({"credit": "AFP"}, "agency:afp"),
    ({"credit": "apnews.com"}, "agency:ap"),
    ({"credit": "AP, AFP"}, "outlet:Harbor Gazette"),
    ({"credit": "Ann Example/AP"}, "outlet:Harbor Gazette"),
    ({"credit": "Harbor Gazette Ltd"}, "outlet:Harbor Gazette"),
])  # fmt: skip
def test_fields_name_the_writer_too(fields: dict[str, str], writer: str) -> None:
    assert origins_of(article("Harbor Gazette", WIRE, **fields)) == {"Harbor Gazette": {writer}}


@pytest.mark.parametrize(("outlet", "writer"), [
    ("AP", "agency:ap"), ("Associated Press News", "agency:ap"), ("apnews.com", "agency:ap"),
    ("CNN (Web News)", "agency:cnn"), ("reuters.com", "agency:reuters"), ("abc News", "agency:abc-news"),
    ("Boston Post", None), ("Ap Valley Herald", None), (None, None),
])  # fmt: skip
def test_an_outlet_can_be_an_agency(outlet: str | None, writer: str | None) -> None:
    found = match_outlet(outlet)
    assert (found and found.id) == writer


def test_a_round_up_is_not_written_by_those_it_quotes() -> None:
    text = f"{WIRE}\n\nAnn Example, CNN\n\n{OTHER}\n\nBo Sample, Bloomberg\n"
    assert origins_of(article("Both Sides", text)) == {"Both Sides": {"outlet:Both Sides"}}


def test_a_dateline_far_down_holds_from_there_on() -> None:
    text = f"{OWN}{OTHER}\n\nVALE (AP) — {WIRE}"
    kept, origins, _ = trace(article("Coast Daily", text))
    assert origins == ["outlet:Coast Daily"] * 4 + ["agency:ap"] * 3
    assert len(kept) == 7


def test_a_silent_reprint_is_the_named_wires_and_the_rest_is_its_own() -> None:
    named = [article(outlet, f"LOWMERE (Reuters) - {WIRE}") for outlet in ("Harbor Gazette", "Coast Daily")]
    silent = article("North Star", f"{OWN}\n{WIRE}")
    kept, origins, rows = trace(*named, silent)
    ours = [origin for sentence, origin in zip(kept, origins, strict=True) if sentence.article == silent.id]
    assert ours == ["outlet:North Star"] * 2 + ["agency:reuters"] * 3
    assert rows["agency:reuters"].reason == (
        "Coast Daily and Harbor Gazette name Reuters in the dateline; North Star shares up to 53 words with them."
    )
    assert rows["outlet:North Star"].kind == "outlet"


def test_a_wires_own_page_is_the_origin_of_its_reprints() -> None:
    found = origins_of(article("Reuters", WIRE), article("Coast Daily", f"{WIRE}{OWN}"))
    assert found == {"Reuters": {"agency:reuters"}, "Coast Daily": {"agency:reuters", "outlet:Coast Daily"}}


def test_a_passage_that_nobody_names_is_shared() -> None:
    one, other = article("Coast Daily", f"{WIRE}{OTHER}"), article("North Star", f"{OWN}{WIRE}")
    _, origins, rows = trace(one, other)
    shared = [row for row in rows.values() if row.kind == "shared"]
    assert len(shared) == 1 and shared[0].articles == (one.id, other.id)
    assert shared[0].reason.startswith("Coast Daily and North Star have the same passages, up to 53 words")
    assert Counter(origins) == {shared[0].id: 6, "outlet:Coast Daily": 2, "outlet:North Star": 2}


def test_light_edits_do_not_hide_a_copy() -> None:
    edited = WIRE.replace("Monday morning", "Monday").replace("more than two hundred", "over 200")
    found = origins_of(article("Coast Daily", WIRE), article("North Star", edited))
    assert found["Coast Daily"] == found["North Star"] and len(found["North Star"]) == 1


SPEECH = "we will not leave a single family of this town without a roof before winter comes and the roads are closed"


@pytest.mark.parametrize(("one", "other"), [
    # the same statement, quoted by both
    (f"The minister promised help on Monday: “{SPEECH}, and nobody shall doubt it in any of our three harbours.”",
     f"In Vale, Ada Finch told the crowd, “{SPEECH}, and nobody shall doubt it in any of our three harbours.”"),
    # one ordinary sentence
    ("Nobody was hurt, the coastguard said.", "Nobody was hurt, the coastguard said. The ship is stuck."),
    # a post in the first person, without quotation marks
    (f"I promise you that {SPEECH}, I said so on Monday.\n\nThe crowd cheered.",
     f"I promise you that {SPEECH}, I said so on Monday.\n\nReporters saw few people."),
    # the same headline
    ("Ferry runs aground off Lowmere with two hundred on board\n\nA ship got stuck near the town.",
     "Ferry runs aground off Lowmere with two hundred on board\n\nDivers look for damage today."),
])  # fmt: skip
def test_quotations_headlines_and_single_sentences_are_no_copies(one: str, other: str) -> None:
    found = origins_of(article("Coast Daily", f"{one}\n\n{OTHER}"), article("North Star", f"{other}\n\n{OWN}"))
    assert found == {"Coast Daily": {"outlet:Coast Daily"}, "North Star": {"outlet:North Star"}}


def test_an_outlet_that_repeats_itself_is_one_origin() -> None:
    twice = article("Coast Daily", f"{WIRE}\n{WIRE}", "a"), article("Coast Daily", f"{WIRE}{OWN}", "b")
    assert origins_of(*twice) == {"Coast Daily": {"outlet:Coast Daily"}}


HARBOUR, FERRY, SCHOOL = (
    "The harbour of Elmsport was closed, its master said.",
    "A ferry ran aground off Grayling, the coast guard said.",
    "The school of Lowmere stays open, its head said.",
)


@pytest.mark.parametrize(
    ("outlets", "origins"),
    [
        # Names of one publisher.
        ({"Coast Daily": "http://www.coastdaily.com/1", "Coast Online": "https://blogs.coastdaily.com/2"}, 1),
        ({"New York Times": "http://nytimes.com/1", "New York Times - News": "http://www.nytimes.com/2"}, 1),
        ({"BBC": "https://www.bbc.co.uk/1", "BBC News": "https://news.bbc.co.uk/2", "ITV": "https://itv.co.uk/3"}, 2),
        # Two sites; a platform; a site that gathers what others publish; no addresses.
        ({"Coast Daily": "http://www.coastdaily.com/1", "Hill Post": "https://hillpost.com/2"}, 2),
        ({"Yahoo News": "https://news.yahoo.com/1", "Hill Post": "https://news.yahoo.com/2"}, 2),
        ({"Coast Daily": "http://gathered.com/1", "Hill Post": "http://gathered.com/2"}, 2),
        ({"Coast News": "http://newscoast.com/1", "Hill Post": "http://newscoast.com/2"}, 2),
        ({"AP": "http://pressherald.com/1", "Portland Press Herald": "http://pressherald.com/2"}, 2),
        ({"The Conversation": "http://theguardian.com/1", "The Guardian": "http://theguardian.com/2"}, 2),
        ({"LA Times": "http://seattletimes.com/1", "Seattle Times": "http://seattletimes.com/2"}, 2),
        ({"Coast Daily": "coastdaily", "Ann Lee": "http://[", "Hill Post": None}, 3),
    ],
)
def test_one_site_is_one_publisher_whatever_its_names(outlets: dict[str, str | None], origins: int) -> None:
    texts = zip(outlets.items(), (HARBOUR, FERRY, SCHOOL), strict=False)
    _, found, told = trace(*(article(outlet, text, url=url) for (outlet, url), text in texts))
    assert len(set(found)) == origins
    if "Coast Online" in outlets:
        assert told["outlet:Coast Daily"].reason == "Coast Daily and Coast Online publish on one site, coastdaily.com."


def test_articles_of_unknown_outlets_are_origins_of_their_own() -> None:
    kept, origins, rows = trace(article(None, OWN, "a"), article(None, OTHER, "b"))
    assert sorted(rows) == ["article:a", "article:b"]
    assert len(kept) == len(origins)


def test_two_texts_of_one_address_are_compared_like_any_others() -> None:
    first = article("Coast Daily", WIRE, "a", url="https://coast.example/1")
    second = article("Coast Daily", WIRE.replace("two hundred", "three hundred"), "b", url="https://coast.example/1")
    assert origins_of(first, second) == {"Coast Daily": {"outlet:Coast Daily"}}


def test_the_writer_can_be_an_outlet_of_the_batch() -> None:
    found = origins_of(article("North Star", OTHER), article("Coast Daily", WIRE, author="Ann Example, North Star"))
    assert found["Coast Daily"] == found["North Star"] == {"outlet:North Star"}


def test_an_own_headline_over_a_reprint_adds_no_origin() -> None:
    mentions = [
        Mention("a", "Coast Daily", 0, 5, "Ferry", "outlet:Coast Daily"),
        Mention("a", "Coast Daily", 9, 14, "ferry", "agency:ap"),
        Mention("b", "North Star", 0, 5, "ferry", "outlet:North Star"),
        Mention("c", "CNN", 0, 5, "ferry", "agency:cnn"),
        Mention("d", "CNN", 0, 5, "ferry", "agency:ap"),
    ]
    folded = fold_origins(mentions)
    assert [m.origin for m in folded] == ["agency:ap", "agency:ap", "outlet:North Star", "agency:ap", "agency:ap"]


def test_nothing_gives_nothing() -> None:
    assert trace_origins([], [], []) == ([], [])


def test_a_line_in_capitals_is_read_in_no_time() -> None:
    text = "LOWMERE, VALE. - " + "HARBOUR/COUNCIL. " * 400 + "(AP\n" + "By " + "Ann, " * 4000
    assert find_claims(article("Coast Daily", text), [], {}) == []


def test_a_reprint_of_what_two_agencies_have_in_common_takes_no_sentence_from_either() -> None:
    """Reuters' last sentence stays its own, though the reprint joins its story to the two sentences of AP's."""
    first, second, _ = WIRE.strip().split("\n\n")
    both = [
        article("Coast Daily", f"LOWMERE (Reuters) — {WIRE}\nIt rained in Lowmere.\n"),
        article("Harbour Post", f"LOWMERE (AP) — {first}\n\n{second}\n"),
    ]
    reprint = article("Reprinter", f"{WIRE}\nIt rained in Lowmere.\n")
    before, after = origins_of(*both), origins_of(*both, reprint)
    assert before["Coast Daily"] == after["Coast Daily"] == after["Reprinter"] == {"agency:ap", "agency:reuters"}
    kept, origins, _ = trace(*both, reprint)
    rain = {o for sentence, o in zip(kept, origins, strict=True) if sentence.text.startswith("It rained")}
    assert rain == {"agency:reuters"}


SENTENCES = [*(s for text in (WIRE, OWN, OTHER) for s in text.strip().split("\n\n")), "Nobody was hurt.", "It rained."]
BODIES = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6)
TOPS = st.sampled_from(["", "LOWMERE (AP) — ", "LOWMERE (Reuters) — "])
BATCHES = st.lists(st.tuples(TOPS, BODIES), min_size=1, max_size=5)


def batch_of(drawn: list[tuple[str, list[str]]]) -> list[Article]:
    """The first is a newspaper that others are known to print."""
    return [
        article(f"Outlet {k}" if k else "The New York Times", top + "\n\n".join(body), f"a{k}")
        for k, (top, body) in enumerate(drawn)
    ]


def count_origins(articles: list[Article], texts: set[str]) -> int:
    """The origins of the statement that all sentences with one of these texts make."""
    kept, origins, _ = trace(*articles)
    outlets = {one.id: one.outlet for one in articles}
    mentions = [
        Mention(s.article, outlets[s.article], s.start, s.end, s.text, origin)
        for s, origin in zip(kept, origins, strict=True)
        if any(s.text.endswith(text) for text in texts)
    ]
    return len({mention.origin for mention in fold_origins(mentions)})


@settings(max_examples=60, deadline=None)
@given(BATCHES, st.randoms(use_true_random=False))
def test_any_order_of_articles_gives_the_same(drawn: list[tuple[str, list[str]]], shuffle: random.Random) -> None:
    articles = batch_of(drawn)
    turned = shuffle.sample(articles, len(articles))
    assert trace(*articles) == trace(*turned)
    ids = [one.id for one in turned]
    renamed = [replace(one, id=id) for one, id in zip(articles, ids, strict=True)]
    assert list_origins(articles) == list_origins(renamed)


def list_origins(articles: list[Article]) -> list[tuple[str | None, int, str]]:
    """By outlet and place; what has no name but that of a passage is only called shared."""
    kept, origins, _ = trace(*articles)
    outlets = {one.id: one.outlet for one in articles}
    rows = zip(kept, origins, strict=True)
    return sorted((outlets[s.article], s.start, re.sub("^shared:.*", "shared", origin)) for s, origin in rows)


@settings(max_examples=80, deadline=None)
@given(BATCHES, st.sets(st.sampled_from(SENTENCES), min_size=1, max_size=3), st.booleans())
def test_a_reprint_never_adds_an_origin(drawn: list[tuple[str, list[str]]], texts: set[str], credited: bool) -> None:
    articles = batch_of(drawn)
    top, body = drawn[-1]
    reprint = article("Reprinter", (top if credited else "") + "\n\n".join(body), "z")
    kept, _, _ = trace(*articles)
    assume(
        sum(sentence.article == articles[-1].id for sentence in kept) >= len(body)
    )  # the cleaner did not take one for debris
    assert count_origins([*articles, reprint], texts) <= count_origins(articles, texts)


def shares_origin(words: dict[str, Counter[str]], a: str, b: str) -> bool:
    """Two articles count as copies where a quarter of each one's words has an origin that the other has too."""
    common = words[a].keys() & words[b].keys()
    return all(sum(words[x][origin] for origin in common) >= 0.25 * words[x].total() for x in (a, b))


FLOOR = 0.97


def test_copies_are_told_from_reports(data_folder: Path, record_property: Callable[[str, object], None]) -> None:
    verdicts = Path(__file__).parent / "data" / "syndication-labels.json"
    labels = json.loads(verdicts.read_text(encoding="utf-8"))["pairs"]
    raw = (data_folder / "stories" / "groundnews-0-2.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in raw if line]
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for story in {row["story"] for row in rows}:
        batch = [article(r["outlet"] or None, r["text"], r["id"]) for r in rows if r["story"] == story]
        kept, origins, _ = trace(*batch)
        for sentence, origin in zip(kept, origins, strict=True):
            words[sentence.article][origin] += len(sentence.text.split())
    counts = Counter((pair["verdict"] == "copy", shares_origin(words, pair["a"], pair["b"])) for pair in labels)
    right = counts[True, True]
    precision, recall = right / (right + counts[False, True]), right / (right + counts[True, False])
    f1 = 2 * precision * recall / (precision + recall)
    for name, value in (("precision", precision), ("recall", recall), ("F1", f1)):
        record_property(f"copies, {name}", value)
    assert len(labels) == 150
    assert f1 >= FLOOR
