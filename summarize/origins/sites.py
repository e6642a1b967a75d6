"""Outlets that are one publisher under several names: "Fox News" and "Fox Online News" on foxnews.com."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from summarize.origins.agencies import match_outlet
from summarize.types import Article

# Who writes there is not the site: its pages are other publishers', or anybody's.
_PLATFORMS = frozenset(
    """yahoo.com msn.com aol.com google.com bing.com apple.news flipboard.com newsbreak.com smartnews.com medium.com
    substack.com facebook.com twitter.com x.com youtube.com linkedin.com reddit.com archive.org archive.ph
    prnewswire.com businesswire.com globenewswire.com accesswire.com allsides.com ground.news feedburner.com
    topix.com tumblr.com wordpress.com blogspot.com typepad.com""".split()
)
# Words that the names and the sites of many outlets have.
_COMMON = frozenset(
    """the news press times post daily herald journal tribune gazette star sun today online web site media network
    radio national international world local report reporter weekly wire com org net""".split()
)
_MOST = 3  # outlets; a site with more gathers what others publish
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters


def find_publishers(articles: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """For each outlet that shares its site with another one: the outlet that stands for all of them, and the site.

    The site must bear a word of each of these names that is no word of any newspaper's, or their initials: else an
    agency's story on a newspaper's page, or what merely gathers articles, would make them one. That outlet is one that
    is an agency too, then the one with the most articles there, then that with the shortest name. The order of the
    articles does not matter.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        if article.outlet is not None and (host := _read_host(article.url)):
            found[".".join(host.split(".")[-2:])][article.outlet] += 1
    if all(len(outlets) == 1 for outlets in found.values()):
        return {}
    from tld import get_fld  # reads the list of public suffixes: nothing for a batch that does not need it

    sites: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        if article.outlet is not None and article.url and _read_host(article.url):
            site = get_fld(article.url, fail_silently=True)
            if site is not None and site not in _PLATFORMS and _bears(site, article.outlet):
                sites[site][article.outlet] += 1
    outlets = {outlet for count in sites.values() for outlet in count}
    home = {name: max((count[name], site) for site, count in sites.items() if name in count)[1] for name in outlets}
    publishers = {}
    for site, count in sorted(sites.items()):
        own = [outlet for outlet in count if home[outlet] == site]
        own.sort(key=lambda outlet: (match_outlet(outlet) is None, -count[outlet], len(outlet), outlet))
        if 1 < len(own) <= _MOST:
            publishers |= dict.fromkeys(own, (own[0], site))
    return publishers


def _bears(site: str, outlet: str) -> bool:
    label, words = site.split(".")[0], _WORD.findall(outlet.lower())
    named = [word for word in words if len(word) >= _SHORTEST and word not in _COMMON]
    initials = "".join(word[0] for word in words if word != "the")
    return any(word in label for word in named) or (len(initials) >= _SHORTEST and initials in label)


def _read_host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""
