"""Addresses in their parts, and what those of one kind share, so that the links of a page can be grouped."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple
from urllib.parse import urlsplit

EXT = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cgi|shtml|do)$", re.IGNORECASE)
MIRRORED = re.compile(r"(\.(?:php\d?|aspx?|cgi|jsp|pl))(?:%3F|@)(?=[\w\[\]%]+=)", re.IGNORECASE)


class Address(NamedTuple):
    """The parts of an address that can hold an id."""

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
        return Address((), ())
    pairs = [pair.partition("=") for pair in re.split(r"[&;]", parts.query) if pair]
    return Address(
        tuple(one for one in parts.path.split("/") if one),
        tuple((name, value) for name, _, value in pairs),
        mirrored,
    )


def shape_of(url: str, detail: int) -> tuple[object, ...]:
    """Return what addresses of one kind share, more of it with `detail` 0, 1, 2 or 3."""
    one = address_of(url)
    ext = match[0].lower() if one.segments and (match := EXT.search(one.segments[-1])) else ""
    names = tuple(sorted({name for name, _ in one.query})) if detail else ()
    kinds = tuple(_kind(segment, detail) for segment in one.segments)
    script = one.segments[-1].lower() if one.query and one.segments and ext not in ("", ".html", ".htm") else ""
    fixed = tuple(one for one in one.segments[:-1] if not re.search(r"\d", one)) if detail >= 2 else ()
    worded = tuple(value for _, value in one.query if "/" in value) if detail >= 2 else ()
    return (len(one.segments), ext, names, kinds, script, fixed, worded)


def _kind(segment: str, detail: int) -> str:
    stem = EXT.sub("", segment)
    if stem.isdecimal():
        return "#"
    if detail < 2:
        return "s"
    if detail > 2:
        return re.sub(r"\d+", "#", stem)
    found = re.match(r"([A-Za-z]{1,2})\d+(?![A-Za-z])", stem) or re.search(r"[-_.]([A-Za-z]{1,2})\d+$", stem)
    return f"{found[1]}#" if found else "s"
