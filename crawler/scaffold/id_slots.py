"""The forms in which one part of an address may hold an id, each with how vague it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.scaffold.shapes import EXT

TAIL = re.compile(r"(?P<sep>[-_.,~=!]|^)(?P<mark>[A-Za-z]{0,6})(?P<digits>\d+)$")
HEAD = re.compile(r"(?P<mark>[A-Za-z]{0,12}[-_.]?)(?P<digits>\d+)(?P<sep>[-_.,~])")
MARKED = re.compile(r"(?P<mark>[A-Za-z]{1,12}[-_.]?)(?P<digits>\d+)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
UUID_TAIL = re.compile(rf"[-_.]{UUID.pattern}$", re.IGNORECASE)
HASH = re.compile(r"(?=.*\d)[A-Za-z0-9_]{5,40}")
PAGED = re.compile(r"[-_](?P<id>\d{2,})[-_](?P<page>\d{1,2})$")
HASH_TAIL = re.compile(r"[-_.](?:(?P<mark>ID|id)|(?=[A-Za-z]*\d))(?P<hash>[A-Za-z0-9]{5,32})$")
CODED = re.compile(r"[A-Z0-9]{1,12}(?:[._-][A-Z0-9]{1,12}){2,5}")
WHOLE_SLUG = 10
SOME = "[^/?#]*"


def slots(values: Sequence[str], *, last: bool) -> Iterator[tuple[int, str]]:
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


def query_slot(values: Sequence[str], *, known: bool) -> tuple[str, int]:
    if all(value.isdecimal() for value in values):
        return r"(\d+)", 1 if known else 4
    if all(re.fullmatch(r"\d+[.-]\w+", value) for value in values):
        return r"(\d+)", 2
    if all(HASH.fullmatch(value) for value in values) and known:
        return "([A-Za-z0-9_]+)", 5
    return "", 0
