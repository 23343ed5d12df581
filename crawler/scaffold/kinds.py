"""Whether the pages are those of a marketplace or of a forum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.scaffold import naming
from crawler.scaffold.evidence import Seen
from crawler.scaffold.pages import Roles
from crawler.scaffold.posts import Posts
from crawler.scaffold.words import FORUM_ADDRESS, FORUM_MARK
from crawler.site import Forum, Marketplace, Site

ANSWERS_WORDS = "bid bids review reviews rating feedback offer offers testimonial"
ANSWERS = frozenset(ANSWERS_WORDS.split())


def kind_of(roles: Roles, posts: Posts | None, seen: Sequence[Seen]) -> type[Site]:
    urls = [page.url for page in roles.listings] or list((roles.group.ids if roles.group else {}).values())[:20]
    index_says = bool(roles.index and FORUM_ADDRESS.search(roles.index.url))
    generator = any(
        FORUM_MARK.search(page.meta("generator")) for page in (*roles.listings, *filter(None, [roles.index]))
    )
    addressed = _of_threads(urls) or index_says or generator
    if not roles.listings:
        marked = any(FORUM_MARK.search(roles.index.tree.source) for _ in (1,) if roles.index)
        return Forum if addressed or marked else Marketplace
    if any(one.said.price for one in seen):
        return Marketplace
    if posts is None:
        return Forum if index_says or generator else Marketplace
    return (
        Forum if addressed or (posts.most > 1 and posts.points > 7.5 and not _are_answers(posts, seen)) else Marketplace
    )


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
