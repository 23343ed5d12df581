"""What addresses of one kind share, so that the links of a page can be grouped."""

from __future__ import annotations

import re

from crawler.scaffold.addresses import EXT, address_of


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
