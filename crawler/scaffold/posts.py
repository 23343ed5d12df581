"""Whether listing pages are threads, and which blocks are their posts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.scaffold.details import DATE_LIKE
from crawler.scaffold.opened import Opened, class_words
from crawler.scaffold.selectors import NAME, is_stable
from crawler.scaffold.words import DATE_CLASSES, NOT_A_PROFILE, PROFILE, SELLER_CLASSES

BLOCK_TAGS_WORDS = "div article li tr table section tbody dl blockquote"
BLOCK_TAGS = frozenset(BLOCK_TAGS_WORDS.split())
POST_WORDS_WORDS = "post posts comment message msg postbit postcontainer reply postrow"
POST_WORDS = frozenset(POST_WORDS_WORDS.split())
ID_ATTRIBUTES = (
    "id",
    "name",
    "href",
    "data-id",
    "data-pk",
    "data-pid",
    "data-post-id",
    "data-postid",
    "data-content",
    "value",
)
MOST_BLOCKS = 200
LEAST_TEXT = 4
MOST_RATED, MOST_OPENINGS, OPENING = 12, 6, 0.9
MOST_IDS = 400
HAS_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Posts:
    """The selector of a post, where its number is, and how many of them each page has."""

    css: str
    post_id: str
    counts: tuple[int, ...]
    points: float

    @property
    def most(self) -> int:
        """Return the number of posts on the page with the most of them."""
        return max(self.counts, default=0)


def find_posts(pages: Sequence[Opened]) -> Posts | None:
    """Return the blocks that are posts on all of the pages, None when there are none.

    Some software gives the opening post another block than its answers: then the selector is a list of both.
    """
    marks = [_Marks(page) for page in pages]
    candidates = list(dict.fromkeys(css for page in pages[:4] for css in _selectors(page)))
    rated = sorted(((_rated(marks, css), css) for css in candidates), key=lambda one: (-one[0], len(one[1]), one[1]))
    singles = [css for css in candidates if all(len(page.tree.all(css)) <= 1 for page in pages)]
    best: Posts | None = None
    for points, css in rated[:MOST_RATED]:
        if points <= 0 or (best and points + OPENING <= best.points):
            break
        for found in _whole(marks, css, points, singles):
            if best is None or found.points > best.points:
                best = found
    return best


def _whole(marks: Sequence[_Marks], css: str, points: float, singles: Sequence[str]) -> Iterator[Posts]:
    """Yield the posts that a selector gives, alone and together with blocks of opening posts."""
    pages = [one.page for one in marks]
    if all(page.tree.all(css) for page in pages):
        yield from _posts(marks, css, points)
    openings = [one for one in singles if one != css and all(_opens(mark, one, css) for mark in marks)]
    for opening in sorted(openings, key=lambda one: (-_opening_points(marks, one), len(one)))[:MOST_OPENINGS]:
        both = f"{opening}, {css}"
        if all(_on_page(mark, mark.page.tree.all(both)) is not None for mark in marks):
            yield from _posts(marks, both, points + OPENING)


def _posts(marks: Sequence[_Marks], css: str, points: float) -> Iterator[Posts]:
    pages = [one.page for one in marks]
    blocks = [page.tree.all(css) for page in pages]
    post_id = _post_id(pages, blocks)
    if post_id and (post_id.startswith("@") or max(map(len, blocks)) > 1):
        yield Posts(css, post_id, tuple(map(len, blocks)), points - (0.7 if post_id.endswith("@href") else 0.0))


def _opens(marks: _Marks, opening: str, css: str) -> bool:
    """Tell whether a block stands before all posts of a page and has an author and a text as they have."""
    page = marks.page
    found, posts = page.tree.all(opening), page.tree.all(css)
    if len(found) != 1:
        return False
    one = found[0]
    if posts and (page.order[one] > page.order[posts[0]] or posts[0] in set(one.iter()) or one in set(posts[0].iter())):
        return False
    text = page.size(one) - page.linked(one) > 12
    return text and not page.frame(one) and 0 < marks.authors[one] <= 6 and marks.dates[one] > 0


def _opening_points(marks: Sequence[_Marks], css: str) -> float:
    one = marks[0].page.tree.all(css)[0]
    worded = bool(set(re.split(r"[^a-z]+", css.casefold())) & (POST_WORDS | {"node", "discussion", "question"}))
    numbered = bool(HAS_NUMBER.search(_numbers(one)))
    return 2.0 * worded + 1.0 * numbered - 0.0005 * marks[0].page.size(one)


class _Marks:
    """For each element of a page: how many author's names and dates stand in it."""

    def __init__(self, page: Opened) -> None:
        self.page = page
        self.authors: Counter[Any] = Counter()
        self.dates: Counter[Any] = Counter()
        for element in page.elements:
            if _is_author(page, element):
                self._mark(self.authors, element)
            if _is_date(page, element):
                self._mark(self.dates, element)

    @staticmethod
    def _mark(counter: Counter[Any], element: Any) -> None:  # noqa: ANN401
        for one in (element, *element.iterancestors()):
            counter[one] += 1


def _is_author(page: Opened, element: Any) -> bool:  # noqa: ANN401
    if not 1 < page.size(element) <= 50:
        return False
    href = element.get("href") or "" if element.tag == "a" else ""
    if href and PROFILE.search(href) and not NOT_A_PROFILE.search(href):
        return True
    return (
        bool(class_words(element) & SELLER_CLASSES)
        or element.get("class") == "name"
        or element.get("itemprop") in ("author", "creator")
    )


def _is_date(page: Opened, element: Any) -> bool:  # noqa: ANN401
    if element.tag == "time" or element.get("itemprop") in ("datePublished", "dateCreated"):
        return True
    if any(DATE_LIKE.search(element.get(name) or "") for name in ("title", "datetime")):
        return True
    if not 3 < page.size(element) <= 90:
        return False
    return bool(class_words(element) & DATE_CLASSES or not len(element)) and bool(DATE_LIKE.search(page.line(element)))


def _selectors(page: Opened) -> Iterator[str]:
    """Yield selectors of blocks that a page repeats: by class, by the begin of their ids, by what they hold."""
    counts: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for element in page.elements:
        tag = element.tag
        if not NAME.fullmatch(tag):
            continue
        names = [name for name in (element.get("class") or "").split() if is_stable(name)]
        if tag in BLOCK_TAGS:
            counts.update(f"{tag}.{name}" for name in names)
            counts.update(f"{tag}.{one}.{two}" for one in names[:5] for two in names[:5] if one < two)
            found = re.match(r"([A-Za-z]+[-_]?)\d+$", element.get("id") or "")
            counts.update([f"{tag}[id^='{found[1]}']"] if found else [])
            counts.update(f"{tag}[{name}]" for name in _numbered_attributes(element))
            item = element.get("itemprop") or ""
            counts.update([f"{tag}[itemprop='{item}']"] if NAME.fullmatch(item) else [])
        inside.update(f"{_within(element)}{name})" for name in names if _within(element))
    yield from (css for css, count in counts.items() if 1 <= count <= MOST_BLOCKS)
    yield from (css for css, count in inside.items() if 2 <= count <= MOST_BLOCKS)


def _numbered_attributes(element: Any) -> list[str]:  # noqa: ANN401
    return [
        name
        for name, value in element.attrib.items()
        if re.fullmatch(r"data-[a-z-]*(?:id|key|number|num|no)", name) and HAS_NUMBER.fullmatch(value.strip())
    ]


def _within(element: Any) -> str:  # noqa: ANN401
    """Return the begin of a selector of the nearest row around an element, for rows that have no name themselves."""
    steps = [element.tag]
    for above in list(element.iterancestors())[:4]:
        if not NAME.fullmatch(above.tag):
            return ""
        if above.tag == "tr":
            return f"tr:has(> {' > '.join([*steps[:0:-1], element.tag])}."
        steps.append(above.tag)
    return ""


def _rated(marks: Sequence[_Marks], css: str) -> float:
    found = [(one, blocks) for one in marks if (blocks := one.page.tree.all(css))]
    rates = [_on_page(one, blocks) for one, blocks in found]
    if any(rate is None for rate in rates) or not rates:
        return 0.0
    most = max(len(blocks) for _, blocks in found)
    last = re.split(r"[.\[:]", css, maxsplit=1)[-1].casefold()
    worded = 0.6 if set(re.split(r"[^a-z]+", last)) & POST_WORDS else 0.0
    mean = sum(rate for rate in rates if rate is not None) / len(rates)
    return mean + worded + 0.5 * min(most, 4) - 1.0 if most > 1 or (worded and mean > 6) else 0.0


def _on_page(marks: _Marks, blocks: Sequence[Any]) -> float | None:
    page, count = marks.page, len(blocks)
    if not count or count > MOST_BLOCKS:
        return None
    inside = set(blocks)
    if any(not inside.isdisjoint(block.iterancestors()) for block in blocks):
        return None
    authored = sum(marks.authors[block] > 0 for block in blocks) / count
    dated = sum(marks.dates[block] > 0 for block in blocks) / count
    worded = sum(page.size(block) - page.linked(block) > LEAST_TEXT for block in blocks) / count
    framed = sum(page.frame(block) for block in blocks) / count
    if authored < 0.85 or worded < 0.8 or framed > 0.2:
        return None
    covered = min(1.0, sum(map(page.size, blocks)) / (page.size(page.tree.root) or 1))
    numbered = sum(bool(HAS_NUMBER.search(_numbers(block))) for block in blocks) / count
    return 3 * authored + 2 * dated + 1.5 * worded + 1.2 * numbered + 2.5 * covered


def _numbers(block: Any) -> str:  # noqa: ANN401
    return " ".join(block.get(name) or "" for name in ID_ATTRIBUTES)


def _post_id(pages: Sequence[Opened], blocks: Sequence[Sequence[Any]]) -> str | None:
    """Return where each post has a number of its own, as `@attribute` of the block or `selector@attribute` in it."""
    first = next((found[0] for found in blocks if found), None)
    if first is None:
        return None
    for candidate in list(dict.fromkeys(_id_places(first)))[:MOST_IDS]:
        if all(_distinct(page, found, candidate) for page, found in zip(pages, blocks, strict=True)):
            return candidate
    return None


def _id_places(block: Any) -> Iterator[str]:  # noqa: ANN401
    names = sorted((name for name in block.attrib if name.startswith("data-")), key=lambda name: "id" not in name)
    for name in ("id", *names):
        if HAS_NUMBER.search(block.get(name) or ""):
            yield f"@{name}"
    found: defaultdict[int, list[str]] = defaultdict(list)
    for element in block.iter():
        if not isinstance(element.tag, str) or element is block or not NAME.fullmatch(element.tag):
            continue
        for name in (*ID_ATTRIBUTES, *(one for one in element.attrib if one.startswith("data-"))):
            value = element.get(name) or ""
            if HAS_NUMBER.search(value) and not (name == "href" and PROFILE.search(value)):
                for rank, css in _id_selectors(element, name):
                    found[rank].append(f"{css}@{name}")
    for rank in sorted(found):
        yield from found[rank]


def _id_selectors(element: Any, name: str) -> Iterator[tuple[int, str]]:  # noqa: ANN401
    late = 4 if name == "href" else 0
    prefix = re.match(r"[A-Za-z]+[-_]?", element.get(name) or "")
    if name in ("id", "name") and prefix:
        yield late + 1, f"{element.tag}[{name}^='{prefix[0]}']"
    if name != "href":
        yield late + 2, f"{element.tag}[{name}]"
    for cls in (element.get("class") or "").split():
        if is_stable(cls):
            yield late, f"{element.tag}.{cls}"
    if name == "href" and "#" in (element.get(name) or ""):
        mark = re.search(r"#[A-Za-z_-]*", element.get(name) or "")
        if mark:
            yield late + 1, f"{element.tag}[href*='{mark[0]}']"


def _distinct(page: Opened, blocks: Sequence[Any], candidate: str) -> bool:
    read = [next(iter(page.tree.values(candidate, block)), "") for block in blocks]
    numbers = [found[0] for value in read if (found := HAS_NUMBER.search(value))]
    return len(numbers) == len(blocks) == len(set(numbers))
