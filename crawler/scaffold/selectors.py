"""The simplest stable selectors for elements: by tag, class, id and attribute, never by place or by a hashed name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_-]{0,60}")
HASHED = re.compile(
    r"^(?:css|sc|jsx|jss|svelte|emotion|tw|astro|styles?|makeStyles)-[A-Za-z0-9]*\d|^sc-[A-Za-z]+|^jss?\d+|^css-"
    r"|(?:__|--)(?=[A-Za-z]*\d)[A-Za-z0-9]{5,8}$|_[A-Za-z0-9]{5}_\d+$|(?:^|[-_])[a-f0-9]{6,}$|\d{3,}|^_"
)
STATES_WORDS = (
    "active current selected first last odd even new unread read sticky hot locked closed hover open visible hidden "
    "show clearfix clear fix left right center row col container wrapper inner outer box block inline flex grid "
    "js bold strong small big text-muted"
)
STATES = frozenset(STATES_WORDS.split())
UTILITY = re.compile(
    r"^-?(?:[mp][trblxyse]?-?\d+|col(?:-\w+)*-?\d*|text-\w+|bg-\w+|d-\w+(?:-\w+)*|w-\d+|h-\d+|float-\w+|pull-\w+|"
    r"flex-?\w*|justify-\S+|align-\S+|items-\S+|font-\S+|border-?\S*|rounded-?\S*|shadow-?\S*|g-\d|gap-\d|order-\d|"
    r"xs-?\S*|sm-?\S*|md-?\S*|lg-?\S*|xl-?\S*|hidden-\S+|visible-\S+|row-?\d*|bg\d|row[12]|alt\d?|trow\d|windowbg\d?|"
    r"large-\d+|medium-\d+|small-\d+|columns?|offset-\S+|even|odd|tcl|td\d+|table|[a-z]{1,2}\d?|leading-\S+|size-?\S*)$"
)
BARE = 3.0
TAG_COST_WORDS = {"h1": 1.0, "article": 1.5, "main": 1.5, "time": 1.2, "h2": 2.0, "dl": 3.0, "address": 1.5}
ATTRIBUTES = (
    "itemprop",
    "rel",
    "data-testid",
    "data-qa",
    "data-test",
    "data-role",
    "data-cy",
    "role",
    "name",
    "property",
)
PRESENCE = ("data-id", "data-item-id", "data-ad-id", "data-post-id", "data-pk", "data-postid", "datetime")
Pieces = dict[str, float]


def is_stable(name: str) -> bool:
    """Tell whether a class or an id is one that a person wrote and that will stand for a while."""
    return bool(NAME.fullmatch(name)) and not HASHED.search(name) and not _scrambled(name)


def _scrambled(name: str) -> bool:
    """Tell whether a part of a name is a hash: letters of both sizes or digits among them, without sense."""
    for part in re.split(r"[-_]+", name):
        changes = len(re.findall(r"[a-z][A-Z](?![a-z])|[A-Za-z]\d[A-Za-z]|\d[A-Za-z]\d", part))
        vowels = len(re.findall(r"[aeiouyAEIOUY]", part))
        if len(part) >= 5 and (changes >= 2 or (changes and vowels <= 1) or (len(part) >= 6 and not vowels)):
            return True
    return False


@functools.lru_cache(maxsize=8192)
def _class_cost(name: str) -> float | None:
    if not is_stable(name):
        return None
    if UTILITY.match(name) or name in STATES:
        return 4.0
    return 1.0 + 0.01 * len(name)


def pieces(element: Any) -> Pieces:  # noqa: ANN401
    """Return selectors of one element alone, each with its cost: the lower, the better it says what is meant."""
    tag = str(element.tag)
    if not NAME.fullmatch(tag):
        return {}
    found: Pieces = {tag: TAG_COST_WORDS.get(tag, 4.0)}
    names = [(name, cost) for name in (element.get("class") or "").split() if (cost := _class_cost(name)) is not None]
    for name, cost in names[:8]:
        found[f"{tag}.{name}"] = cost
        found[f".{name}"] = cost + 0.05
    good = [name for name, cost in names if cost < 2]
    if len(good) > 1:
        found |= {f"{tag}.{one}.{two}": 2.2 for one in good[:4] for two in good[:4] if one < two}
    identity = element.get("id") or ""
    if is_stable(identity) and not re.search(r"\d", identity):
        found[f"#{identity}"] = 1.3
    begin = re.match(r"[A-Za-z]+(?:[-_][A-Za-z]+)*[-_](?=\d+$)", identity)
    if begin:
        found[f"{tag}[id^='{begin[0]}']"] = 2.2
    found |= dict(_attribute_pieces(element, tag))
    return found


def _attribute_pieces(element: Any, tag: str) -> Iterator[tuple[str, float]]:  # noqa: ANN401
    for name in ATTRIBUTES:
        value = element.get(name) or ""
        if value and re.fullmatch(r"[A-Za-z][\w:.-]*", value) and not re.search(r"\d", value):
            quoted = value if re.fullmatch(r"[A-Za-z][\w-]*", value) else f"'{value}'"
            yield f"{tag}[{name}={quoted}]", 1.6
    for name in PRESENCE:
        if element.get(name):
            yield f"{tag}[{name}]", 2.4


def shared(elements: Sequence[Any]) -> Pieces:
    """Return the selectors that hold for each of some elements alone."""
    if not elements or any(one is None for one in elements):
        return {}
    found = pieces(elements[0])
    for element in elements[1:]:
        other = pieces(element)
        found = {css: cost for css, cost in found.items() if css in other}
        if not found:
            break
    return found


def ancestor(element: Any, level: int) -> Any:  # noqa: ANN401
    """Return the ancestor so many levels up, None above the body."""
    for _ in range(level):
        element = element.getparent()
        if element is None or element.tag in ("body", "html"):
            return None
    return element


def for_one(element: Any, *, within: Any = None, depth: int = 9) -> dict[str, float]:  # noqa: ANN401
    """Return selectors for an element by its own names and by those of what stands around it, with their costs."""
    own = pieces(element)
    found = {css: cost + (BARE if css == element.tag and cost > 2.5 else 0.0) for css, cost in own.items()}
    for level in range(1, depth):
        above = ancestor(element, level)
        if above is None or above is within:
            break
        for outer, outer_cost in _good(pieces(above), 3.0).items():
            sign = " > " if level == 1 else " "
            found |= {f"{outer}{sign}{css}": outer_cost + cost + 0.8 + 0.1 * level for css, cost in own.items()}
            if level == 2:
                middle = f"{outer} {element.getparent().tag} > "
                found |= {f"{middle}{css}": outer_cost + cost + 3.0 for css, cost in own.items()}
    found |= _beside(element, own)
    return found


def _beside(element: Any, own: Pieces) -> dict[str, float]:  # noqa: ANN401
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str):
        return {}
    good = _good(pieces(before), 2.0)
    found = {f"{css} + {mine}": cost + my_cost + 1.5 for css, cost in good.items() for mine, my_cost in own.items()}
    for _, one in zip(range(4), before.itersiblings(preceding=True), strict=False):
        if isinstance(one.tag, str) and "#" in "".join(names := _good(pieces(one), 1.4)):
            found |= {
                f"{css} ~ {mine}": cost + my_cost + 1.8 for css, cost in names.items() for mine, my_cost in own.items()
            }
    return found


def _good(found: Pieces, limit: float) -> Pieces:
    ranked = sorted(((cost, css) for css, cost in found.items() if cost <= limit), key=lambda one: one[0])
    return {css: cost for cost, css in ranked[:5]}


def for_all(elements: Sequence[Any], more: Pieces | None = None, depth: int = 10) -> dict[str, float]:
    """Return selectors that hold for all of some elements, with their costs; `more` are further ones of their own."""
    own = _best(shared(elements) | (more or {}), 10)
    found = {css: cost + (BARE if css.isalnum() and cost > 2.5 else 0.0) for css, cost in own.items()}
    levels = _levels(elements, depth)
    for level, outer in enumerate(levels, 1):
        for css, cost in outer.items():
            sign = " > " if level == 1 else " "
            found |= {f"{css}{sign}{mine}": cost + my_cost + 0.8 + 0.1 * level for mine, my_cost in own.items()}
    for high in range(1, len(levels)):
        for low in range(min(high, 3)):
            found |= _three(levels[high], levels[low], own, high, direct=low == 0)
    return found


def _three(outer: Pieces, middle: Pieces, own: Pieces, level: int, *, direct: bool) -> dict[str, float]:
    sign = " > " if direct else " "
    return {
        f"{one} {two}{sign}{three}": first + second + third + 2.5 + 0.1 * level
        for one, first in list(outer.items())[:3]
        for two, second in list(middle.items())[:3]
        for three, third in list(own.items())[:4]
    }


def _levels(elements: Sequence[Any], depth: int) -> list[Pieces]:
    levels: list[Pieces] = []
    for level in range(1, depth):
        above = [ancestor(one, level) for one in elements]
        if any(one is None for one in above):
            break
        levels.append(_best(shared(above), 6))
    return levels


def _best(found: Pieces, count: int) -> Pieces:
    ranked = sorted(found.items(), key=lambda one: (one[1], one[0]))
    return dict(ranked[:count])


def ranked(found: dict[str, float], limit: int = 400) -> list[str]:
    """Return selectors, the simplest first."""
    return [css for css, _ in sorted(found.items(), key=lambda one: (one[1], len(one[0]), one[0]))[:limit]]
