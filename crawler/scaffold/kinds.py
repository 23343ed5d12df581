"""Whether the pages are those of a marketplace or of a forum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.scaffold import naming
from crawler.scaffold.evidence import Seen
from crawler.scaffold.opened import Opened
from crawler.scaffold.pages import Roles
from crawler.scaffold.posts import Posts
from crawler.scaffold.proposal import Confidence, Part
from crawler.scaffold.words import FORUM_ADDRESS, FORUM_MARK, POWERED_BY
from crawler.site import Forum, Marketplace, Site

ANSWERS_WORDS = "bid bids review reviews rating feedback offer offers testimonial"
LEAST_POINTS = 7.5
ANSWERS = frozenset(ANSWERS_WORDS.split())


def kind_of(roles: Roles, posts: Posts | None, seen: Sequence[Seen]) -> tuple[type[Site], Part]:
    """Return the base class of the site, with how it was told."""
    software = any(_is_forum_software(page) for page in (*roles.listings, *filter(None, [roles.index])))
    addressed = _of_threads(_addresses(roles)) or bool(roles.index and FORUM_ADDRESS.search(roles.index.url))
    if any(one.said.price for one in seen):
        return _said(Marketplace, "structured data gives prices", Confidence.SURE)
    if software or addressed:
        how = "the software that the pages name" if software else "addresses such as forums have"
        return _said(Forum, how, Confidence.SURE if posts else Confidence.LIKELY)
    if posts and posts.most > 1 and posts.points > LEAST_POINTS and not _are_answers(posts, seen):
        return _said(Forum, "repeated blocks with an author and a text", Confidence.LIKELY)
    return _said(Marketplace, "nothing says that it is a forum", Confidence.LIKELY if seen else Confidence.GUESS)


def _said(base: type[Site], how: str, confidence: Confidence) -> tuple[type[Site], Part]:
    return base, Part(value=base.__name__, how=how, confidence=confidence)


def _addresses(roles: Roles) -> list[str]:
    linked = list(roles.group.ids.values())[:20] if roles.group else []
    return [page.url for page in roles.listings] or linked


def _is_forum_software(page: Opened) -> bool:
    return bool(FORUM_MARK.search(page.meta("generator")) or POWERED_BY.search(page.plain))


def _are_answers(posts: Posts, seen: Sequence[Seen]) -> bool:
    """Tell whether the blocks are reviews, bids or comments below a text that is the listing itself."""
    if ANSWERS & set(re.findall(r"[a-z]+", posts.css.casefold())):
        return True
    for one in seen:
        blocks = one.page.tree.all(posts.css)
        inside = {element for block in blocks for element in block.iter()}
        outside = [found for found in naming.texts(one) if found.element not in inside and found.points > 3]
        first = one.page.order[blocks[0]] if blocks else 0
        before = [found for found in outside if one.page.order[found.element] < first]
        if any(inside.isdisjoint(found.element.iter()) and one.page.size(found.element) > 100 for found in before):
            return True
    return False


def _of_threads(urls: Iterable[str]) -> bool:
    """Tell whether addresses are those of threads."""
    known = [bool(FORUM_ADDRESS.search(url)) for url in urls]
    return bool(known) and sum(known) * 2 > len(known)
