"""From addresses of listings to the expression for their id: general enough for all, strict enough for no others."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.scaffold.words import OTHER_ADDRESS

EXT = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cgi|shtml|do)$", re.IGNORECASE)
TAIL = re.compile(r"(?P<sep>[-_.,~=!]|^)(?P<mark>[A-Za-z]{0,6})(?P<digits>\d+)$")
HEAD = re.compile(r"(?P<mark>[A-Za-z]{0,12}[-_.]?)(?P<digits>\d+)(?P<sep>[-_.,~])")
MARKED = re.compile(r"(?P<mark>[A-Za-z]{1,12}[-_.]?)(?P<digits>\d+)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
UUID_TAIL = re.compile(rf"[-_.]{UUID.pattern}$", re.IGNORECASE)
HASH = re.compile(r"(?=.*\d)[A-Za-z0-9_]{5,40}")
PAGED = re.compile(r"[-_](?P<id>\d{2,})[-_](?P<page>\d{1,2})$")
HASH_TAIL = re.compile(r"[-_.](?:(?P<mark>ID|id)|(?=[A-Za-z]*\d))(?P<hash>[A-Za-z0-9]{5,32})$")
KNOWN_PARTS = re.compile(
    r"(?:ads?|items?|listings?|products?|topics?|threads?|anzeigen?|annonces?|anuncios?|details?|offers?|posts?|art|hnum|"
    r"discussions?|t|p|dp|view|lot|auction|node|id|show|forums?|catalogue|msg|inzerat)",
    re.IGNORECASE,
)
PAGE_OF_THREAD = re.compile(r"[-_/](?:page[-_]?|p|index)?\d{1,3}$", re.IGNORECASE)
MIRRORED = re.compile(r"(\.(?:php\d?|aspx?|cgi|jsp|pl))(?:%3F|@)(?=[\w\[\]%]+=)", re.IGNORECASE)
CODED = re.compile(r"[A-Z0-9]{1,12}(?:[._-][A-Z0-9]{1,12}){2,5}")
WHOLE_SLUG = 10
ANY = "[^/?#]+"
SOME = "[^/?#]*"
LETTERS = re.compile(r"[A-Za-z]")
ID_NAMES = re.compile(r"^(?:t|tid|id|aid|pid|itemid|adid|topic|thread|threadid|prn|art|nr|no|\w*id)$", re.IGNORECASE)


class Address(NamedTuple):
    """The parts of an address that can hold an id."""

    host: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    mirrored: bool = False


@functools.lru_cache(maxsize=8192)
def address_of(url: str) -> Address:
    """Return an address in parts; what is no address has none.

    Tools that freeze a site write the question mark as `%3F` or `@`, for it may not stand in the name of a file.
    """
    plain = url if "?" in url else MIRRORED.sub(r"\1?", url, count=1)
    mirrored = plain != url
    try:
        parts = urlsplit(EXT.sub("", plain) if mirrored else plain)
    except ValueError:
        return Address("", (), ())
    pairs = [pair.partition("=") for pair in re.split(r"[&;]", parts.query) if pair]
    return Address(
        parts.netloc.lower(),
        tuple(one for one in parts.path.split("/") if one),
        tuple((name, value) for name, _, value in pairs),
        mirrored,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class IdPattern:
    """An expression for ids; `rank` is 0 for plain numbers and grows as it gets vaguer, 9 for whole slugs."""

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
    for rank, slot in _slots(values, last=last):
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
        for rank, slot in _slots(values, last=True):
            yield IdPattern(regex=(f"/{literal}/" if literal else "/") + slot, rank=rank)


def _slots(values: Sequence[str], *, last: bool) -> Iterator[tuple[int, str]]:
    """Yield the forms in which parts of paths may hold an id, each with how vague it is."""
    endings = {match[0] if (match := EXT.search(value)) else "" for value in values}
    ext = endings.pop() if len(endings) == 1 else ""
    stems = [value[: len(value) - len(ext)] for value in values]
    end = re.escape(ext)
    if all(stem.isdecimal() and stem.isascii() for stem in stems):
        yield 0, rf"(\d+){end or ('(?=[/?#]|$)' if not last else '')}"
    if all(UUID.fullmatch(stem) for stem in stems):
        yield 1, rf"([0-9a-fA-F-]{{36}}){end}"
    elif all(UUID_TAIL.search(stem) for stem in stems):
        yield 1, rf"{SOME}[-_.]([0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}){end}"
    yield from _coded(stems, end)
    yield from _marked(stems, end)
    yield from _heads(stems)
    yield from _tails(stems, end)
    yield from _hashes(stems, end)
    if last:
        yield 9, f"([^/?#]+?){end}(?:[?#]|$)" if ext else "([^/?#]+)"
        if not ext:
            yield WHOLE_SLUG, "([^/?#]+)/?(?:[?#]|$)"


def _coded(stems: Sequence[str], end: str) -> Iterator[tuple[int, str]]:
    """Codes of several parts are ids as a whole, such as `M.1499790734.A.5BC` and `449717-01`.

    A number which begins with a nought is a part of a code; one that does not may be that of a category.
    """
    whole = all(CODED.fullmatch(stem) for stem in stems)
    lettered = all(re.match(r"[A-Z]\..*\.[A-Z]\.", stem) for stem in stems)
    if (whole and lettered) or (
        whole
        and len(stems) > 1
        and any(re.search(r"[._-](?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]+", stem) for stem in stems)
    ):
        yield 1, f"([A-Z0-9._-]+){end}"
    if all(re.fullmatch(r"\d{3,}-0\d+", stem) for stem in stems):
        yield 1, rf"(\d+-0\d+){end}"


def _marked(stems: Sequence[str], end: str) -> Iterator[tuple[int, str]]:
    found = [MARKED.fullmatch(stem) for stem in stems]
    marks = {match["mark"] for match in found if match}
    if all(found) and len(marks) == 1:
        yield 1, _with_mark("", marks.pop(), end)


def _with_mark(before: str, mark: str, end: str) -> str:
    """A mark of three letters and more that is grown together with its number belongs to the id."""
    kept = len(mark) >= 3 and mark.isalpha()
    return (
        rf"{before}({re.escape(mark)}\d+){end}" if kept else rf"{before}{re.escape(mark)}(\d+){end}".replace(r"\-", "-")
    )


def _heads(stems: Sequence[str]) -> Iterator[tuple[int, str]]:
    found = [HEAD.match(stem) for stem in stems]
    if len([one for one in found if one]) < 0.85 * len(stems):
        return
    marks = {match["mark"] for match in found if match}
    seps = "".join(sorted({match["sep"] for match in found if match}))
    if len(marks) == 1:
        separator = re.escape(seps) if len(seps) == 1 else f"[{re.escape(seps)}]"
        yield 2, rf"{re.escape(marks.pop())}(\d+){separator}".replace(r"\-", "-")


def _paged(stems: Sequence[str], end: str) -> str | None:
    """A last number that hardly varies is that of the page of a thread, such as the 1 of `words_29169_1`."""
    found = [PAGED.search(stem) for stem in stems]
    pages, ids = {one["page"] for one in found if one}, {one["id"] for one in found if one}
    if not all(found) or len(ids) < 2 or len(pages) > max(1, len(ids) // 3):
        return None
    return rf"{SOME}[-_](\d+)[-_]\d+{end}"


def _tails(stems: Sequence[str], end: str) -> Iterator[tuple[int, str]]:
    if paged := _paged(stems, end):
        yield 1, paged
        return
    found = [TAIL.search(stem) for stem in stems]
    if len([one for one in found if one]) < 0.85 * len(stems):
        return
    matches = [one for one in found if one]
    marks, seps = {one["mark"] for one in matches}, {one["sep"] for one in matches}
    if len(marks) != 1 or len(seps) != 1 or seps == {""}:
        return
    before = [one.string[: one.start()] for one in matches]
    mark, sep = marks.pop(), re.escape(seps.pop()).replace(r"\-", "-")
    words = _common_end(before)
    if words and (len(set(before)) > 1 or sep == "="):
        yield 2, _with_mark(f"{SOME}{words}{sep}", mark, end)
    yield (3 if words and len(before) > 1 else 2), _with_mark(f"{SOME}{sep}", mark, end)


def _common_end(before: Sequence[str]) -> str:
    """Return the word with which all end, such as the `&t` of `viewtopic.php@f=2&t=215`."""
    words = {found[0] if (found := re.search(r"[&?@_.-][A-Za-z]{1,12}$", one)) else "" for one in before}
    word = words.pop() if len(words) == 1 else ""
    return re.escape(word).replace(r"\-", "-").replace(r"\&", "&")


def _hashes(stems: Sequence[str], end: str) -> Iterator[tuple[int, str]]:
    whole = [stem for stem in stems if HASH.fullmatch(stem) and "_" not in stem.strip("_")]
    if len(stems) > 1 and len(whole) >= 0.85 * len(stems) and _alike(stems):
        yield 4, f"([A-Za-z0-9]+){end}"
    tails = [match for stem in stems if (match := HASH_TAIL.search(stem))]
    if len(stems) > 1 and len(tails) >= 0.95 * len(stems) and _alike([match["hash"] for match in tails]):
        marks = {match["mark"] or "" for match in tails}
        length = {len(match["hash"]) for match in tails}
        count = f"{{{min(length)},}}"
        mark = marks.pop() if len(marks) == 1 else ""
        yield 5, rf"{SOME}-{mark}([A-Za-z0-9]{count}){end}(?=[/?#]|$)"


def _alike(values: Sequence[str]) -> bool:
    lengths = [len(value) for value in values]
    return max(lengths) - min(lengths) <= 3


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
        slot, rank = _query_slot(values, known=bool(ID_NAMES.match(name)))
        if slot:
            if file:
                yield IdPattern(regex=rf"/{re.escape(file)}{mark}(?:[^#]*[&;])?{re.escape(name)}={slot}", rank=rank)
            yield IdPattern(regex=rf"{joint}{re.escape(name)}={slot}", rank=rank)


def _query_slot(values: Sequence[str], *, known: bool) -> tuple[str, int]:
    if all(value.isdecimal() for value in values):
        return r"(\d+)", 1 if known else 4
    if all(re.fullmatch(r"\d+[.-]\w+", value) for value in values):
        return r"(\d+)", 2
    if all(HASH.fullmatch(value) for value in values) and known:
        return "([A-Za-z0-9_]+)", 5
    return "", 0
