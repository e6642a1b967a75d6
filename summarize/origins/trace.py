"""Independent origins: who first wrote the words that several outlets print.

What an article says of its writer comes first (`agencies.py`), then passages that outlets share nearly word for word
(`passages.py`). Everything else is its outlet's own, under whichever of its names (`sites.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from summarize.origins.agencies import FORMS, OUTLET, Claim, find_claims, match_outlet, strip_article
from summarize.origins.passages import Link, find_links, join_passages, join_sentences
from summarize.origins.sites import find_publishers
from summarize.types import Article, Mention, Origin, Rejection, Sentence


def trace_origins(
    articles: Sequence[Article], sentences: Sequence[Sentence], rejected: Sequence[Rejection] = ()
) -> tuple[list[str], list[Origin]]:
    """The origin of each sentence, by id, and what these origins are, sorted by id.

    `sentences` are the cleaned ones of `articles`, by article and start. The result does not depend on the order of
    the articles. An article's claims hold for all its sentences, from a dateline in its later part on only for what
    follows; a sentence shared with another outlet is the one's whom any that prints it names best, else any that prints
    a part of its passage. What nobody names and nobody shares is its outlet's own. Time and memory grow with the words,
    and with the pairs that share some.
    """
    by_id = {article.id: article for article in articles}
    ids = sorted({sentence.article for sentence in sentences})
    number = {name: k for k, name in enumerate(ids)}
    outlets = {strip_article(a.outlet): f"outlet:{a.outlet}" for a in sorted(articles, key=lambda a: a.id) if a.outlet}
    spans: dict[str | None, list[Rejection]] = defaultdict(list)
    for rejection in rejected:
        spans[rejection.article].append(rejection)
    publishers = find_publishers([by_id[name] for name in ids])
    owners = {name: _name_publisher(by_id[name], publishers) for name in ids}
    claims = [find_claims(by_id[name], spans[name], outlets) for name in ids]
    told = [_hold(claims[number[s.article]], s.start) for s in sentences]
    links = find_links([by_id[name] for name in ids], sentences)
    passages = join_passages(len(sentences), links)
    shared = {i for members in passages if len(members) > 1 for i in members}
    # Whose a sentence is, those know best who print the same sentence. A wire's passage is joined to another wire's by
    # whoever prints both.
    nearest: list[Claim | None] = [None] * len(sentences)
    for members in join_sentences(len(sentences), links):
        claim = _choose([told[i] for i in members], shared=members[0] in shared)
        for i in members:
            nearest[i] = claim

    origins = [""] * len(sentences)
    names: dict[str, str | None] = {}
    for members in passages:
        widest = _choose([told[i] for i in members], shared=len(members) > 1)
        first = sentences[members[0]]
        alone = len({owners[sentences[i].article] for i in members}) == 1
        for i in members:
            claim = nearest[i] or widest
            if claim is not None:
                origins[i], names[origins[i]] = claim.writer.id, claim.writer.name
            elif not alone:
                origins[i] = f"shared:{first.article}:{first.start}"
            else:
                origins[i], names[origins[i]] = owners[sentences[i].article]
    carriers: dict[str, set[int]] = defaultdict(set)
    for sentence, origin in zip(sentences, origins, strict=True):
        carriers[origin].add(number[sentence.article])
    found = []
    longest = _count_shared(links, origins)
    for origin in sorted(carriers):
        members = [by_id[ids[k]] for k in sorted(carriers[origin])]
        sites = {publishers.get(article.outlet or "") for article in members}
        one = next(iter(sites)) if len(sites) == 1 and len({article.outlet for article in members}) > 1 else None
        reason = (
            f"{_list(map(_call, members))} publish on one site, {one[1]}."
            if one is not None and origin == owners[members[0].id][0]
            else _give_reason(origin, names.get(origin), members, claims, number, longest.get(origin, {}))
        )
        prefix = origin.partition(":")[0]
        kind = {"agency": "named", "shared": "shared", "outlet": "outlet"}.get(prefix, "article")
        found.append(Origin(origin, kind, names.get(origin), tuple(a.id for a in members), reason))
    return origins, found


def _name_owner(article: Article | Mention) -> str:
    if article.outlet is not None:
        return f"outlet:{article.outlet}"
    return f"article:{article.id if isinstance(article, Article) else article.article}"


def _name_publisher(article: Article, publishers: Mapping[str, tuple[str, str]]) -> tuple[str, str | None]:
    """The origin of an article's own words, by id and name."""
    if article.outlet not in publishers:
        return _name_owner(article), article.outlet
    name = publishers[article.outlet][0]
    itself = match_outlet(name)
    return (itself.id, itself.name) if itself else (f"outlet:{name}", name)


def fold_origins(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions of one statement, an outlet's own ones with the origin of a passage in which it says the same.

    A headline of its own over a reprint, or a wire's sentence said again in other words, is no further origin.
    """
    own = {(m.outlet, m.article): _own_origins(m) for m in mentions}
    borrowed: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: m.origin):
        if mention.origin not in own[mention.outlet, mention.article]:
            borrowed.setdefault(mention.outlet or mention.article, mention.origin)
    return tuple(
        replace(m, origin=borrowed.get(m.outlet or m.article, m.origin)) if m.origin in own[m.outlet, m.article] else m
        for m in mentions
    )


def _own_origins(mention: Mention) -> set[str]:
    itself = match_outlet(mention.outlet)
    return {_name_owner(mention), itself.id if itself else _name_owner(mention)}


def _hold(claims: Sequence[Claim], start: int) -> Claim | None:
    """The best claim that holds at a place of an article; of equally good ones the last before it."""
    return min((c for c in claims if c.start <= start), key=lambda c: (c.rank, -c.start, c.writer.id), default=None)


def _choose(told: Sequence[Claim | None], shared: bool) -> Claim | None:
    """Whose a passage is: the best claim's, of equally good ones that of the writer first by id. shared: whether
    anybody else prints it, or the passage around it.

    They are not counted: a reprint brings no claim of its own, so it must not change whose the words are. That a wire
    prints it tells that others have it from there. That a newspaper does, or two wires, tells nothing.
    """
    claims = {Claim(0, claim.rank, claim.writer) for claim in told if claim is not None}
    best = min(claims, key=lambda claim: (claim.rank, claim.writer.id), default=None)
    if shared and best is not None and best.rank == OUTLET and not (best.writer.wire and len(claims) == 1):
        return None
    return best


def _count_shared(links: Sequence[Link], origins: Sequence[str]) -> dict[str, dict[int, tuple[int, int]]]:
    """For each origin and article the longest passage it shares: (words, the other article)."""
    shared: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for link in links:
        held = {origins[i] for i in link.sentences}
        for origin in held:
            mine = sum(words for i, _, words in link.pairs if origins[i] == origin)
            words = link.words if len(held) == 1 else min(link.words, mine)
            for one, other in ((link.a, link.b), (link.b, link.a)):
                best = shared[origin].get(one, (0, 0))
                shared[origin][one] = max(best, (words, -other))
    return shared


def _give_reason(
    origin: str,
    name: str | None,
    members: Sequence[Article],
    claims: Sequence[Sequence[Claim]],
    number: dict[str, int],
    shared: dict[int, tuple[int, int]],
) -> str:
    if origin.startswith("article:"):
        return "Its outlet is unknown, it names no agency, and no other article here has these words."
    stated: dict[int, list[str]] = defaultdict(list)
    silent: list[Article] = []
    for article in members:
        own = [c.rank for c in claims[number[article.id]] if c.writer.id == origin]
        itself = match_outlet(article.outlet)
        if itself is not None and itself.id == origin:
            stated[OUTLET].append(_call(article))
        elif own:
            stated[min(own)].append(_call(article))
        elif origin != f"outlet:{article.outlet}":
            silent.append(article)
    if origin.startswith("shared:"):
        most = max(words for words, _ in shared.values())
        return f"{_list(map(_call, members))} have the same passages, up to {most} words, and none names their writer."
    parts = []
    for rank, outlets in sorted(stated.items()):
        one = len(set(outlets)) == 1
        if rank == OUTLET:
            parts.append(f"{_list(outlets)} {'publishes' if one else 'publish'} its own words")
        else:
            parts.append(f"{_list(outlets)} {'names' if one else 'name'} {name} {FORMS[rank]}")
    if silent:
        most = max((shared.get(number[article.id], (0, 0))[0] for article in silent), default=0)
        one = len({_call(article) for article in silent}) == 1
        parts.append(f"{_list(map(_call, silent))} {'shares' if one else 'share'} up to {most} words with them")
    if not parts:
        return f"{name} names no agency for it, and no other outlet here has these words."
    return "; ".join(parts) + "."


def _call(article: Article) -> str:
    return article.outlet or f"article {article.id}"


def _list(names: Iterable[str]) -> str:
    """Up to three names as a reader has them in a sentence."""
    known = sorted(set(names))
    if len(known) > 4:
        known = [*known[:3], f"{len(known) - 3} others"]
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}"
