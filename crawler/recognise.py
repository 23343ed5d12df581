"""Which software a page was made by."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy.http import Response

from crawler.site import Site
from crawler.tree import tree_of


def recognised(response: Response, families: Iterable[type[Site]]) -> type[Site] | None:
    """Return the family with the most marks in a page, None when no family or more than one has the most.

    Software that stands on other software leaves both its own marks and those of what it stands on: it names more
    marks than that, and so it wins on its own pages.
    """
    tree = tree_of(response)
    if tree is None or tree.too_deep:
        return None
    found = {family: sum(bool(tree.all(mark)) for mark in family.marks) for family in families}
    most = max(found.values(), default=0)
    best = [family for family, marks in found.items() if marks == most]
    return best[0] if most and len(best) == 1 else None
