"""From addresses of listings to the expression for their id: general enough for all, strict enough for no others."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.scaffold.id_slots import query_slot, slots
from crawler.scaffold.shapes import EXT, Address, address_of
from crawler.scaffold.words import OTHER_ADDRESS

KNOWN_PARTS = re.compile(
    r"(?:ads?|items?|listings?|products?|topics?|threads?|anzeigen?|annonces?|anuncios?|details?|offers?|posts?|art|hnum|"
    r"discussions?|t|p|dp|view|lot|auction|node|id|show|forums?|catalogue|msg|inzerat)",
    re.IGNORECASE,
)
PAGE_OF_THREAD = re.compile(r"[-_/](?:page[-_]?|p|index)?\d{1,3}$", re.IGNORECASE)
ANY = "[^/?#]+"
LETTERS = re.compile(r"[A-Za-z]")
ID_NAMES = re.compile(r"^(?:t|tid|id|aid|pid|itemid|adid|topic|thread|threadid|prn|art|nr|no|\w*id)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class IdPattern:
    """An expression for ids; `rank` is 0 for plain numbers and grows as it gets vaguer, 9 and more for words."""

    regex: str
    rank: int

    def id_in(self, url: str) -> str | None:
        """Return the id in an address as a site reads it, None without one."""
        found = _compiled(self.regex).search(url)
        return (found[1] or None) if found else None

    @property
    def is_number(self) -> bool:
        """Tell whether the id is a number or a hash, and not words."""
        return self.rank < 9


@functools.lru_cache(maxsize=2048)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def id_pattern(
    urls: Sequence[str], *, must: Sequence[str] = (), others: Sequence[str] = (), index: str = ""
) -> IdPattern | None:
    """Return the best expression for the ids of listing addresses, None when there is none.

    `must` are addresses that it has to match, `others` those of other things on the same page, and `index` is the
    address of the index page, whose own parts say nothing of a listing.
    """
    urls = list(dict.fromkeys((*must, *urls)))
    best: tuple[tuple[float, ...], IdPattern] | None = None
    for order, pattern in enumerate(_candidates(urls, index)):
        cost = _cost(pattern, urls, must=must, others=others, index=index)
        if cost is not None and (best is None or (*cost, order) < best[0]):
            best = ((*cost, order), pattern)
    return best[1] if best else None


def _cost(
    pattern: IdPattern, urls: Sequence[str], *, must: Sequence[str], others: Sequence[str], index: str
) -> tuple[float, ...] | None:
    ids = [pattern.id_in(url) for url in urls]
    read = [one for one in ids if one]
    if len(read) < 0.85 * len(urls) or any(pattern.id_in(url) is None for url in must):
        return None
    distinct = len(set(read)) / len({_whole(url) for url, one in zip(urls, ids, strict=True) if one})
    if distinct < 0.9 or (len(urls) > 1 and len(set(read)) < 2) or (index and pattern.id_in(index)):
        return None
    wrong = [url for url in others if pattern.id_in(url)]
    worst = sum(1 for url in wrong if OTHER_ADDRESS.search(urlsplit(url).path))
    return (
        pattern.rank >= 9,
        worst > 0,
        round(1 - len(read) / len(urls), 2),
        pattern.rank,
        len(wrong) > 0,
    )


def _whole(url: str) -> str:
    """Return an address without the number of a page of a thread, should it end in one."""
    return PAGE_OF_THREAD.sub("", EXT.sub("", url.rstrip("/")))


def _candidates(urls: Sequence[str], index: str) -> Iterator[IdPattern]:
    addresses = [address_of(url) for url in urls]
    counts = [len(one.segments) for one in addresses]
    if not counts:
        return
    usual = max(sorted(set(counts)), key=counts.count)
    aligned = [one for one in addresses if len(one.segments) == usual]
    for place in reversed(range(usual)):
        yield from _in_path(aligned, place, address_of(index), whole=len(aligned) == len(addresses))
    if len(aligned) < len(addresses):
        yield from _last_segment(addresses)
    yield from _in_query(addresses)


def _in_path(addresses: Sequence[Address], place: int, index: Address, *, whole: bool) -> Iterator[IdPattern]:
    values = [one.segments[place] for one in addresses]
    last = place == len(addresses[0].segments) - 1
    for rank, slot in slots(values, last=last):
        naked = slot.startswith("(") and slot.endswith((")", "|$)"))
        for context in _contexts(addresses, place, index, strict=naked, whole=whole):
            yield IdPattern(regex=context + slot, rank=rank)


def _contexts(addresses: Sequence[Address], place: int, index: Address, *, strict: bool, whole: bool) -> Iterator[str]:
    """Yield what stands before the id: the nearest literal part, then more, then all of the path from the host on."""
    before: list[str] = []
    for level in range(place - 1, -1, -1):
        values = {one.segments[level] for one in addresses}
        alone = len(addresses) == 1 and level > 1 and not KNOWN_PARTS.fullmatch(next(iter(values)))
        literal = (
            len(values) == 1 and not alone and not (not strict and _is_category(next(iter(values)), index, addresses))
        )
        before.insert(0, re.escape(next(iter(values))).replace(r"\-", "-") if literal else ANY)
        if literal and LETTERS.search(before[0]):
            yield "/" + "/".join([*before, ""])
    if whole or not before:
        yield "//[^/]+/" + "/".join([*before, ""])


def _is_category(segment: str, index: Address, addresses: Sequence[Address]) -> bool:
    """Tell whether a part of the path may be no more than the category which the index page shows."""
    if KNOWN_PARTS.fullmatch(segment):
        return False
    if segment.count("-") >= 2:
        return True
    return segment in index.segments or (len(addresses) == 1 and len(addresses[0].segments) > 2 and "-" in segment)


def _last_segment(addresses: Sequence[Address]) -> Iterator[IdPattern]:
    values = [one.segments[-1] for one in addresses if one.segments]
    if values and len(values) == len(addresses):
        before = {one.segments[-2] if len(one.segments) > 1 else "" for one in addresses}
        literal = re.escape(before.pop()) if len(before) == 1 else ""
        for rank, slot in slots(values, last=True):
            yield IdPattern(regex=(f"/{literal}/" if literal else "/") + slot, rank=rank)


def _in_query(addresses: Sequence[Address]) -> Iterator[IdPattern]:
    names = [name for name, _ in addresses[0].query if all(name in dict(one.query) for one in addresses)]
    files = {one.segments[-1] if one.segments else "" for one in addresses}
    file = files.pop() if len(files) == 1 else ""
    mark, joint = (r"(?:\?|@|%3F)", "[?&;@F]") if any(one.mirrored for one in addresses) else (r"\?", "[?&;]")
    if file and all(re.match(r"\d+(?:-|$)", next(iter(one.query), ("", ""))[0]) for one in addresses):
        yield IdPattern(regex=rf"/{re.escape(file)}{mark}(\d+)", rank=1)
    for name in sorted(names, key=lambda one: (not ID_NAMES.match(one), names.index(one))):
        values = [dict(one.query)[name] for one in addresses]
        if len(addresses) > 1 and len(set(values)) < 2:
            continue
        slot, rank = query_slot(values, known=bool(ID_NAMES.match(name)))
        if slot:
            if file:
                yield IdPattern(regex=rf"/{re.escape(file)}{mark}(?:[^#]*[&;])?{re.escape(name)}={slot}", rank=rank)
            yield IdPattern(regex=rf"{joint}{re.escape(name)}={slot}", rank=rank)
