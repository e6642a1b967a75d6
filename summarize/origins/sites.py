"""Outlets that are one publisher under several names: "Fox News", "Fox Online News" and a columnist on foxnews.com."""

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
    prnewswire.com businesswire.com globenewswire.com accesswire.com allsides.com ground.news feedburner.com""".split()
)
_MOST = 3  # outlets; a site with more gathers what others publish
_WORD = re.compile(r"[^\W_]{3,}")


def find_publishers(articles: Sequence[Article]) -> dict[str, tuple[str, str]]:
    """For each outlet that shares its site with another one: the outlet that stands for all of them, and the site.

    The site must bear a word of that outlet's name, so that what merely gathers articles makes nobody one publisher.
    That outlet is one that is an agency too, then the one with the most articles there, then that with the shortest
    name. The order of the articles does not matter.
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
            if site is not None and site not in _PLATFORMS:
                sites[site][article.outlet] += 1
    outlets = {outlet for count in sites.values() for outlet in count}
    home = {name: max((count[name], site) for site, count in sites.items() if name in count)[1] for name in outlets}
    publishers = {}
    for site, count in sorted(sites.items()):
        own = sorted(
            (o for o in count if home[o] == site), key=lambda o: (match_outlet(o) is None, -count[o], len(o), o)
        )
        names = [o for o in own if any(word in site for word in _WORD.findall(o.lower()))]
        if 1 < len(own) <= _MOST and names:
            publishers |= dict.fromkeys(own, (names[0], site))
    return publishers


def _read_host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""
