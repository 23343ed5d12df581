"""What a page says of its listing: live, sold, removed, behind a login, or nothing that its site has a sign for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scrapy.http import Response

from crawler.failures import GONE
from crawler.site import Forum, Site
from crawler.tree import Tree, tree_of, visible_text
from storage.records import PageKind

LIVE, LOGIN_WALL, UNKNOWN, NO_REASON = "live", "login_wall", "unknown", "gone_no_reason"
SPACE = re.compile(r"\s+")


def said(site: type[Site], response: Response) -> str:
    """Return `live`, `login_wall`, one of the outcomes in the site's `gone`, `gone_no_reason` or `unknown`.

    Only declared signs count. A wall goes before everything, the proof of life before the words of an ending; the
    posts of a thread, or the article of a blog, are its proof of life, unless such words stand there. A status of 404
    or 410 without them gives no reason. What says nothing is unknown, never removed.
    """
    tree = tree_of(response)
    if tree is None or tree.too_deep:
        return NO_REASON if response.status in GONE else UNKNOWN
    if shows(tree, site.wall):
        return LOGIN_WALL
    if site.live and response.status < 300 and tree.all(site.live):
        return LIVE
    ended = next((outcome for outcome, signs in site.gone.items() if shows(tree, signs)), "")
    if ended:
        return ended
    shown = site.sign_of(PageKind.LISTING) or site.posts if issubclass(site, Forum) else ""
    if shown and response.status < 300 and tree.all(shown):
        return LIVE
    return NO_REASON if response.status in GONE else UNKNOWN


def shows(tree: Tree, signs: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a page shows one of the signs: an element of the selector, with one of its phrases if it has any."""
    return any(
        not phrases or any(_plain(phrase) in _plain(visible_text(element)) for phrase in phrases)
        for selector, phrases in signs.items()
        for element in tree.all(selector)
    )


def _plain(text: str) -> str:
    return SPACE.sub(" ", text).strip().casefold()
