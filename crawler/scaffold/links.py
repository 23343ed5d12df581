"""Which links of a page lead to listings: groups of one kind in one place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from crawler.scaffold.addresses import IdPattern, id_pattern
from crawler.scaffold.id_slots import WHOLE_SLUG
from crawler.scaffold.opened import Anchor, Opened, key_of, same_host
from crawler.scaffold.shapes import shape_of
from crawler.scaffold.words import LOGIN_ADDRESS, OTHER_ADDRESS

MOST_TRIED = 10
FEWEST = 3
LITTLE = 3000
MENU = 0.6
DRESS = frozenset(("b", "strong", "em", "i", "u", "span", "font", "small", "big", "mark"))
STAMP = re.compile(
    r"^\W*(?:\d|#|(?:post|comment|message|reply|beitrag|re)\s?#?\d)(?=.{0,24}$)|\b\d{1,2}:\d\d\b.{0,6}$|"
    r"^(?=.{0,24}$).*\b(?:19|20)\d\d$|^last (?:post|page)|^(?=.{0,24}$).*\bago$",
    re.IGNORECASE,
)
LISTING_ADDRESS = re.compile(
    r"/(?:ads?|items?|listings?|products?|topics?|threads?|anzeigen?|annonces?|anuncios?|details?|offers?|oferta|oglos\w+|"
    r"viewtopic|showthread|discussions?|p|t|dp|itm|goods|catalogue|posts?|inzerat|obyavlen\w+|view|lot|auction)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Links of one page that look alike, with the best expression for their ids and how like listings they are."""

    page: Opened
    anchors: tuple[Anchor, ...]
    pattern: IdPattern
    score: float
    support: int = 0

    @property
    def ids(self) -> dict[str, str]:
        """Return the first address of each id, in page order."""
        found: dict[str, str] = {}
        for anchor in self.anchors:
            if one := self.pattern.id_in(anchor.url):
                found.setdefault(one, anchor.url)
        return found


def best_group(page: Opened, given: Sequence[str], everywhere: AbstractSet[str] = frozenset()) -> Group | None:
    """Return the links of a page that most likely lead to its listings.

    `given` are the addresses of other pages, and `everywhere` what pages of other kinds link to as well: a group that
    stands there too is a menu.
    """
    own = key_of(page.url)
    anchors = [one for one in page.anchors if same_host(one.url, page.url) and one.key != own]
    keys = {key_of(url) for url in given}
    candidates = {frozenset(map(id, group)): group for group in _groups(page, anchors)}
    listed = [group for group in candidates.values() if not _is_menu(group, everywhere)]
    ordered = sorted(listed, key=lambda group: -_first_score(page, group, keys))[:MOST_TRIED]
    tried = (_tried(page, group, anchors, given) for group in ordered)
    return max(filter(None, tried), key=lambda group: group.score, default=None)


def _is_menu(group: Sequence[Anchor], everywhere: AbstractSet[str]) -> bool:
    keys = {anchor.key for anchor in group}
    return len(keys & everywhere) > MENU * len(keys)


def _groups(page: Opened, anchors: Sequence[Anchor]) -> Iterator[list[Anchor]]:
    for detail in (0, 1, 2, 3):
        by_kind: defaultdict[Any, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            by_kind[anchor.path, shape_of(anchor.url, detail)].append(anchor)
        for group in by_kind.values():
            if len(group) > 1:
                yield from _places(group, page)


def _places(anchors: list[Anchor], page: Opened) -> Iterator[list[Anchor]]:
    """Split links that stand in containers of different kinds, such as a result list and a sidebar."""
    counts = _holders(anchors)
    top = _lowest_common(anchors)
    parts: defaultdict[Any, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        parts[_child_below(anchor.element, top)].append(anchor)
    big = [child for child in parts if child is not None and len(counts.get(child, ())) >= FEWEST]
    if len(parts) < 2 or not big:
        yield anchors
        return
    rest = [anchor for child, group in parts.items() if child not in big for anchor in group]
    clusters = _clusters({child: parts[child] for child in big}, page)
    if len(clusters) == 1 and _all_alike(list(parts)):
        yield anchors
        return
    for cluster in clusters:
        part = [anchor for child in cluster for anchor in parts[child]]
        yield from (_places(part, page) if len(cluster) == 1 else [part])
    if len(rest) > 1:
        yield rest


def _clusters(parts: dict[Any, list[Anchor]], page: Opened) -> list[list[Any]]:
    clusters: list[list[Any]] = []
    for element in parts:
        home = next((one for one in clusters if _akin(parts, one[0], element, page)), None)
        if home is None:
            clusters.append([element])
        else:
            home.append(element)
    return clusters


def _akin(parts: dict[Any, list[Anchor]], first: Any, second: Any, page: Opened) -> bool:  # noqa: ANN401
    """Tell whether two containers hold things of one kind: they are called alike, or their cards are built alike."""
    if page.frame(first) != page.frame(second):
        return False
    if _alike(first, second):
        return True
    one, two = _build(parts[first]), _build(parts[second])
    return len(one & two) >= FEWEST and len(one & two) * 2 >= len(one | two)


def _build(anchors: Sequence[Anchor]) -> set[str]:
    """Return what the cards around links are made of: tags with their classes."""
    cards = list(dict.fromkeys(cards_of(anchors).values()))[:5]
    return {f"{one.tag}.{name}" for card in cards for one in card.iter() for name in (one.get("class") or "-").split()}


def _all_alike(elements: Sequence[Any]) -> bool:
    return all(_alike(elements[0], one) for one in elements[1:])


def _alike(first: Any, second: Any) -> bool:  # noqa: ANN401
    """Tell whether two elements are called alike; a number in an id is no difference, and a plain row is any row."""
    if first is None or second is None or first.tag != second.tag:
        return first is second
    one, two = set((first.get("class") or "").split()), set((second.get("class") or "").split())
    names = {re.sub(r"\d+", "", element.get("id") or "") for element in (first, second)}
    if len(names - {""}) == 2 and not one & two:
        return False
    return bool(one & two) or (not one and not two) or (not (one and two) and first.tag in ("tr", "li", "tbody"))


def _holders(anchors: Iterable[Anchor]) -> dict[Any, set[str]]:
    """Return, for each element above the links, the addresses that it holds."""
    holders: defaultdict[Any, set[str]] = defaultdict(set)
    for anchor in anchors:
        for above in anchor.element.iterancestors():
            holders[above].add(anchor.key)
    return holders


def _lowest_common(anchors: Sequence[Anchor]) -> Any:  # noqa: ANN401
    shared = list(anchors[0].element.iterancestors())
    for anchor in anchors[1:]:
        above = set(anchor.element.iterancestors())
        shared = [one for one in shared if one in above]
    return shared[0] if shared else None


def _child_below(element: Any, top: Any) -> Any:  # noqa: ANN401
    while element is not None and element.getparent() is not top:
        element = element.getparent()
    return element


def _first_score(page: Opened, anchors: Sequence[Anchor], given: set[str]) -> float:
    """Rate a group by what it shows, before its addresses are looked at closely."""
    words: defaultdict[str, str] = defaultdict(str)
    for anchor in anchors:
        words[anchor.key] = max(words[anchor.key], anchor.text, key=len)
    count = len(words)
    if count < 2:
        return -99.0
    texts = list(words.values())
    length = sum(min(len(text), 60) for text in texts) / count
    frames = _mean_frame(page, anchors)
    score = min(count, 25) / 25 * 3 + min(length, 40) / 40 * 4 + len(set(texts)) / count * 2 - 6 * frames
    score += 3 * _share(page, anchors) + 12 * min(len(given & set(words)), 2)
    score += 1.0 if sum(any(char.isdigit() for char in key) for key in words) > 0.8 * count else 0.0
    others = sum(bool(OTHER_ADDRESS.search(anchor.key.partition("/")[2])) for anchor in anchors) / len(anchors)
    known = sum(bool(LISTING_ADDRESS.search(anchor.url)) for anchor in anchors) / len(anchors)
    numeric = sum(text.replace(",", "").replace(".", "").strip().isdigit() for text in texts) / count
    stamps = sum(bool(STAMP.search(text)) for text in texts) / count
    same = 4.0 if len(set(texts)) * 2 < count else 0.0
    return score - 3 * others + 1.5 * known - 4 * numeric - 6 * stamps - same - (2 if count < FEWEST else 0)


def _mean_frame(page: Opened, anchors: Sequence[Anchor]) -> float:
    return sum(page.frame(anchor.element) for anchor in anchors) / len(anchors)


def _share(page: Opened, anchors: Sequence[Anchor]) -> float:
    """Return how much of the page's text stands in the cards around the links."""
    cards = {card for anchor, card in cards_of(anchors).items()}
    whole = page.size(page.tree.root) or 1
    return min(1.0, sum(page.size(card) for card in cards) / whole)


def cards_of(anchors: Sequence[Anchor]) -> dict[Anchor, Any]:
    """Return the card around each link: the largest element that holds no other address of the group."""
    holders = _holders(anchors)
    cards: dict[Anchor, Any] = {}
    for anchor in anchors:
        card = anchor.element
        for above in anchor.element.iterancestors():
            if len(holders[above]) > 1 or above.tag in ("body", "html"):
                break
            card = above
        cards[anchor] = card
    return cards


def _tried(page: Opened, anchors: list[Anchor], everything: Sequence[Anchor], given: Sequence[str]) -> Group | None:
    keys = {one.key for one in anchors}
    urls = list(dict.fromkeys(one.url for one in anchors))
    resembling = [url for url in given if key_of(url) in keys or _resembles(url, urls)]
    others = [one.url for one in everything if one.key not in keys]
    pattern = None
    for must in (resembling, ()):
        pattern = pattern or id_pattern(urls, must=must, others=others, index=page.url)
    if pattern is None:
        return None
    support = sum(1 for url in given if pattern.id_in(url))
    exact = sum(1 for url in given if key_of(url) in keys)
    if pattern.rank >= WHOLE_SLUG and (not exact or _mean_frame(page, anchors) > 0.5):
        return None
    score = _first_score(page, anchors, {key_of(url) for url in given}) + 6 * support + 2 * exact - 0.3 * pattern.rank
    grown = _grown(page, anchors, everything, pattern)
    group = Group(page=page, anchors=tuple(grown), pattern=pattern, score=score, support=support)
    return group if len(group.ids) >= (2 if support else FEWEST) else None


def _resembles(url: str, urls: Sequence[str]) -> bool:
    shapes = {shape_of(one, 0) for one in urls[:40]}
    return shape_of(url, 0) in shapes or any(shape_of(url, 0)[1] == shape[1] != "" for shape in shapes)


def _grown(page: Opened, anchors: list[Anchor], everything: Sequence[Anchor], pattern: IdPattern) -> list[Anchor]:
    """Add the links with further ids that stand in the same list in another guise, such as unread or promoted ones."""
    top = _lowest_common(anchors)
    if top is None:
        return anchors
    sections = {_child_below(one.element, top) for one in anchors}
    known = {pattern.id_in(one.url) for one in anchors}
    tags = {one.tag for one in sections if one is not None}
    paths = {_plain_path(one) for one in anchors}
    near = {_near(one) for one in anchors if any(_near(one)[1:])}
    around = {top, *list(top.iterancestors())[:2]}
    added = []
    for anchor in everything:
        one = pattern.id_in(anchor.url)
        if one is None or one in known or not anchor.text or page.frame(anchor.element):
            continue
        above = set(anchor.element.iterancestors())
        if _near(anchor) in near and not above.isdisjoint(around):
            added.append(anchor)
            continue
        if top not in above:
            continue
        child = _child_below(anchor.element, top)
        alike = child in sections or any(_alike(child, section) for section in list(sections)[:3])
        if child.tag in tags and alike and not page.frame(anchor.element) and _plain_path(anchor) in paths:
            added.append(anchor)
    kept = added if len({pattern.id_in(one.url) for one in added}) <= 2 * len(known) else []
    wanted = set(map(id, (*anchors, *kept)))
    return [one for one in everything if id(one) in wanted and pattern.id_in(one.url)]


def _near(anchor: Anchor) -> tuple[str, ...]:
    """Return the tags and classes of a link and of the two elements around it."""
    around = [anchor.element, *list(anchor.element.iterancestors())[:2]]
    return (anchor.path[:12], *(" ".join(sorted((one.get("class") or "").split())) for one in around))


def _plain_path(anchor: Anchor) -> str:
    """Return the tags above a link without those that only dress its words."""
    return "/".join(tag for tag in anchor.path.split("/") if tag not in DRESS)


def is_login(page: Opened) -> bool:
    """Tell whether a page does little more than ask for a name and a password.

    Many pages carry a small login form at their top, and an address alone is no proof.
    """
    if not page.tree.all("input[type=password]"):
        return False
    return page.size(page.tree.root) < (LITTLE if LOGIN_ADDRESS.search(page.url) else LITTLE // 2)
