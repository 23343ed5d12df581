"""The simplest selector whose links are exactly those of a group, each listing once."""

from __future__ import annotations

import re

from crawler.scaffold.links import Group
from crawler.scaffold.opened import key_of, same_host
from crawler.scaffold.selectors import Pieces, for_all, ranked


def links_selector(group: Group) -> tuple[str, int, int] | None:
    """Return the simplest selector whose links are exactly the group, with how many ids it lacks and has too many."""
    elements = [one.element for one in group.anchors]
    wanted = group.ids
    found = _search(group, for_all(elements, _by_address(group)), wanted)
    if found is None or found[1] or found[2]:
        firsts = [next(a.element for a in group.anchors if a.url == url) for url in wanted.values()]
        again = _search(group, for_all(firsts, _by_address(group)), wanted)
        found = min(filter(None, (found, again)), key=lambda one: one[1] + one[2], default=None)
    return found


def _search(group: Group, candidates: dict[str, float], wanted: dict[str, str]) -> tuple[str, int, int] | None:
    best: tuple[tuple[float, ...], tuple[str, int, int]] | None = None
    for css in ranked(candidates):
        read, idle = _read(group, css)
        lacks, more = len(wanted.keys() - read.keys()), len(read.keys() - wanted.keys())
        moved = sum(1 for one, url in wanted.items() if one in read and key_of(read[one]) != key_of(url))
        cost = (lacks + more, moved > 0, idle > len(wanted) // 4, candidates[css], len(css))
        if best is None or cost < best[0]:
            best = (cost, (css, lacks, more))
    return best[1] if best else None


def _read(group: Group, css: str) -> tuple[dict[str, str], int]:
    """Return what a selector reads, as the product does, and how many of its elements lead to no listing."""
    read: dict[str, str] = {}
    idle = 0
    for element in group.page.tree.all(css):
        url = group.page.tree.absolute(element.get("href") or "") if element.get("href") else ""
        one = group.pattern.id_in(url) if url and same_host(url, group.page.url) else None
        if one:
            read.setdefault(one, url)
        else:
            idle += 1
    return read, idle


def _by_address(group: Group) -> Pieces:
    """Return selectors by a literal part of the listings' addresses."""
    found: Pieces = {}
    hrefs = [one.element.get("href") or "" for one in group.anchors]
    for part in re.findall(
        r"/(?:[A-Za-z][A-Za-z_-]+(?:\\\.[a-z]+)?)(?=/|\\\?)|(?<=\])[a-z]{1,12}=", group.pattern.regex
    ):
        literal = part.replace("\\", "") + ("/" if part.startswith("/") and "." not in part else "")
        for said in (literal, literal.lstrip("/")):
            if all(said in href for href in hrefs):
                found[f"a[href*='{said}']"] = 2.6
                break
    return found
