"""What is known of a listing page before a selector is looked for, and the vote by which selectors are chosen."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.scaffold.opened import Opened
from crawler.scaffold.selectors import for_one, ranked
from crawler.structured import Structured

TRIED = 3
MOST_SELECTORS = 450
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """One listing, or one post of a thread, with what other pages and its structured data say of it.

    `root` is the element to look in, `links` what the index page calls it, `card` what stands around that link, and
    `lines` are the lines of text that other pages of the site show too, and `titles` the titles of those pages;
    `beside` is how many other listings were given.
    """

    page: Opened
    root: Any
    links: tuple[str, ...] = ()
    card: str = ""
    said: Structured = field(default_factory=Structured)
    lines: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    beside: int = 0
    languages: tuple[str, ...] = ()

    @functools.cached_property
    def elements(self) -> list[Any]:
        """Return the elements to look at, in page order."""
        if self.root is self.page.tree.root:
            return self.page.elements
        return [one for one in self.root.iter() if isinstance(one.tag, str)]

    @property
    def is_block(self) -> bool:
        """Tell whether this is a part of a page and not the whole of it."""
        return self.root is not self.page.tree.root


@dataclass(frozen=True, slots=True)
class Sighting:
    """An element that may hold a field: the attribute to read (None: its text), how much speaks for it, and what."""

    element: Any
    attribute: str | None
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Elected:
    """The selector that won: its mean points over all pages, on how many it found something, and the main reason."""

    field: str
    points: float
    share: float
    why: str


Finder = Callable[[Seen], list[Sighting]]


def folded(text: str) -> str:
    """Return the letters and digits of a text in small, for comparing."""
    return NOT_WORDS.sub(" ", text).strip().casefold()


def elect(
    seen: Sequence[Seen], finder: Finder, *, many: bool = False, varied: bool = False, least: float = 0.0
) -> Elected | None:
    """Return the selector which finds, on all pages, what most speaks for; None when nothing reaches `least`.

    What is `varied` may not be the same everywhere.
    """
    sightings = [sorted(finder(one), key=lambda found: -found.points) for one in seen]
    marks = [{(one.element, one.attribute): one for one in reversed(found)} for found in sightings]
    best: tuple[float, Elected] | None = None
    for css, attribute, cost in _candidates(seen, sightings, least):
        elected = _counted(seen, marks, css, attribute, many=many)
        if elected is None or elected.points < least:
            continue
        score = elected.points - 0.18 * cost
        if (best is None or score > best[0]) and not (varied and _is_constant(seen, css)):
            best = (score, elected)
    return best[1] if best else None


def _candidates(
    seen: Sequence[Seen], sightings: Sequence[list[Sighting]], least: float
) -> Iterable[tuple[str, str | None, float]]:
    found: dict[tuple[str, str | None], float] = {}
    for one, listed in zip(seen[:4], sightings, strict=False):
        for sighting in listed[:TRIED]:
            if sighting.points < least:
                continue
            within = one.root if one.is_block else None
            costs = for_one(sighting.element, within=within)
            for css in ranked(costs, MOST_SELECTORS // TRIED):
                key = (css, sighting.attribute)
                found[key] = min(found.get(key, 99.0), costs[css])
    ordered = sorted(found.items(), key=lambda item: (item[1], item[0][0]))[:MOST_SELECTORS]
    return [(css, attribute, cost) for (css, attribute), cost in ordered]


def _counted(
    seen: Sequence[Seen],
    marks: Sequence[dict[tuple[Any, str | None], Sighting]],
    css: str,
    attribute: str | None,
    *,
    many: bool,
) -> Elected | None:
    total, hits, why = 0.0, 0, ""
    for one, marked in zip(seen, marks, strict=True):
        found = _found(one, css, attribute)
        if not found:
            total -= 1.0 if not marked else 2.0
            continue
        points = _points(found, marked, attribute, many=many)
        if points is None:
            total -= 4.0
            continue
        hits, total = hits + 1, total + points[0]
        why = why or points[1]
    if not hits:
        return None
    field_said = css if attribute is None else f"{css}@{attribute}"
    return Elected(field_said, total / len(seen), hits / len(seen), why)


def _found(seen: Seen, css: str, attribute: str | None) -> list[Any]:
    """Return the elements of a selector from which the product would read something."""
    elements = seen.page.tree.all(css, seen.root if seen.is_block else None)
    return [one for one in elements if (one.get(attribute) if attribute else seen.page.size(one))]


def _is_constant(seen: Sequence[Seen], css: str) -> bool:
    found = [(one, elements[0]) for one in seen if (elements := _found(one, css, None))]
    return len(found) > 1 and len({one.page.line(element) for one, element in found}) == 1


def _points(
    found: Sequence[Any], marked: dict[tuple[Any, str | None], Sighting], attribute: str | None, *, many: bool
) -> tuple[float, str] | None:
    sightings = [marked.get((element, attribute)) for element in found]
    if many:
        good = [one for one in sightings if one]
        share = len(good) / len(found)
        return (share * good[0].points + min(len(good), 6) * 0.2, good[0].why) if good and share > 0.75 else None
    first = sightings[0] or _same_value(found[0], marked, attribute)
    return (first.points - 0.25 * min(len(found) - 1, 6), first.why) if first else None


def _same_value(element: Any, marked: dict[tuple[Any, str | None], Sighting], attribute: str | None) -> Sighting | None:  # noqa: ANN401
    """Return what speaks for another element with the same value, such as the name beside a linked portrait."""
    value = element.get(attribute) if attribute else None
    if not value:
        return None
    return next((one for (other, name), one in marked.items() if name == attribute and other.get(name) == value), None)
