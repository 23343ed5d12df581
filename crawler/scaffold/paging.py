"""From an index page to the next one: the link, and the selector that means it on every page of the list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.scaffold.links import Group
from crawler.scaffold.opened import Opened, class_words, key_of, same_host
from crawler.scaffold.proposal import Confidence, Part, missing
from crawler.scaffold.selectors import is_stable, pieces
from crawler.scaffold.templates import changed_numbers
from crawler.scaffold.words import BACK_CLASSES, NEWEST, NEXT, NEXT_CLASSES, NEXT_SIGNS, PAGING_CLASSES, PREVIOUS
from crawler.tree import SPACE
from crawler.urls import with_parameter

ARROWS = frozenset(("chevron", "arrow", "angle", "caret"))
PAGING_BEGINS = ("pagination", "pagelink", "pagenav", "paging", "paginat")
LEAST = 2.5
MOST_IN_ROW = 30
TRIM = " \t\n\u00a0»›>→▶►❯|<«‹[]().…:"


@dataclass(frozen=True, slots=True)
class Step:
    """A link, or a button of a form, that may lead to the next page, with what speaks for it."""

    element: Any
    url: str
    points: float
    why: str


def next_page(group: Group) -> tuple[Part, str | None]:
    """Return the selector of the next page and the address to which it leads."""
    page = group.page
    steps = list(_towards_the_oldest(page, group) or _steps(page, group))
    totals: defaultdict[str, float] = defaultdict(float)
    seen: set[tuple[str, str]] = set()
    for step in sorted(steps, key=lambda one: -one.points):
        if (key_of(step.url), step.why) not in seen:
            seen.add((key_of(step.url), step.why))
            totals[key_of(step.url)] += step.points
    if not totals:
        return missing("no link to a next page was seen; the index may have only one page"), None
    marked = {key_of(step.url) for step in steps if "rel=next" in step.why}
    key = marked.pop() if len(marked) == 1 else max(totals, key=lambda one: totals[one])
    rivals = [one for one in totals if one != key and totals[key] < 5 and totals[one] > totals[key] - 0.5]
    if totals[key] < LEAST:
        return missing("no link says clearly enough that it leads to the next page"), None
    if rivals:
        return missing("several links might lead to the next page"), None
    own = [step for step in steps if key_of(step.url) == key]
    return _selected(page, own, key, totals[key])


def _towards_the_oldest(page: Opened, group: Group) -> list[Step]:
    """Return the way on in a list which shows its oldest page first and is entered at the newest.

    There the link that says next leads towards one that says newest: the way on is the link that says previous.
    """
    for element in page.elements:
        if element.tag != "a" or not _says(page, element, NEXT):
            continue
        row = [one for one in page.elements if one.tag == "a" and _item(one).getparent() is _item(element).getparent()]
        back = [one for one in row if _says(page, one, PREVIOUS)]
        newest = [one for one in row if _says(page, one, NEWEST)]
        if len(back) != 1 or len(newest) != 1 or not 1 < len(row) <= MOST_IN_ROW:
            continue
        before, after, end = page.order[back[0]], page.order[element], page.order[newest[0]]
        url = _target(page, back[0])
        if (after > before) is (end > after) and url and not group.pattern.id_in(url):
            return [Step(back[0], url, 3.2, "the link that says previous, for the newest page is the last")]
    return []


def _says(page: Opened, element: Any, words: frozenset[str]) -> bool:  # noqa: ANN401
    return SPACE.sub(" ", page.text(element)).strip().casefold().strip(TRIM) in words


def _steps(page: Opened, group: Group) -> Iterator[Step]:
    own = key_of(page.url)
    for element in page.elements:
        url = _target(page, element)
        if not url or key_of(url) == own or group.pattern.id_in(url) or not same_host(url, page.url):
            continue
        if _goes_back(page.url, url):
            continue
        for points, why in _signs(page, element):
            yield Step(element, url, points + _kinship(page.url, url), why)
    yield from _after_current(page, group)


def _target(page: Opened, element: Any) -> str:  # noqa: ANN401
    if element.tag in ("a", "link") and element.get("href") and not element.get("href").startswith("#"):
        return page.tree.absolute(element.get("href")).partition("#")[0]
    if element.tag == "button" and element.get("name") and (element.get("value") or "").isdecimal():
        return with_parameter(page.url, element.get("name"), element.get("value"))
    return ""


def _signs(page: Opened, element: Any) -> Iterator[tuple[float, str]]:  # noqa: ANN401
    rel = (element.get("rel") or "").lower().split()
    if "next" in rel:
        yield 5.5, "the link marked rel=next"
    if element.tag == "link":
        return
    text = SPACE.sub(" ", page.text(element)).strip().casefold()
    if text in NEXT or text.strip(TRIM) in NEXT:
        yield 3.0, "the link that says next"
    elif text in NEXT_SIGNS:
        yield 1.2, "the link with the sign for next"
    for name in ("aria-label", "title"):
        said = (element.get(name) or "").casefold().strip()
        if said and (said in NEXT or said.strip(TRIM) in NEXT or re.match(r"(?:go to )?next page", said)):
            yield 2.6, "the link whose label says next"
            break
    near = [element, *list(element.iterancestors())[:1], *[one for one in element if isinstance(one.tag, str)]]
    words = frozenset().union(*(class_words(one) for one in near if one.tag not in ("body", "html")))
    if len(text) < 3 and "right" in words and words & ARROWS:
        yield 1.5, "the link with an arrow to the right"
    if words & NEXT_CLASSES and not words & BACK_CLASSES and len(text) < 30:
        yield 1.6, "the link whose class says next"


def _kinship(own: str, url: str) -> float:
    """Addresses of pages of one list differ by a number or by a parameter."""
    one, two = urlsplit(own), urlsplit(url)
    if re.sub(r"\d+", "", one.path).strip("/") == re.sub(r"\d+", "", two.path).strip("/"):
        return 0.5
    stem = re.sub(r"\.\w+$", "", one.path).rstrip("/")
    name = stem.rpartition("/")[2]
    same = len(name) > 1 and two.path.rpartition("/")[2].startswith(name)
    return 0.4 if two.path.startswith(stem) else 0.2 if same else -0.8


def _goes_back(own: str, url: str) -> bool:
    before, after = _number_of(own), _number_of(url)
    changed = changed_numbers(own, url)
    if changed:
        return changed[1] < changed[0]
    return before is not None and after is not None and after < before and len(own) == len(url)


def _number_of(url: str) -> int | None:
    found = re.findall(r"\d{1,6}", urlsplit(url).path + "?" + urlsplit(url).query)
    return int(found[-1]) if found else None


def _after_current(page: Opened, group: Group) -> Iterator[Step]:
    """Yield the link with the number after that of the page which a list of pages shows as the current one."""
    for element in page.elements:
        text = page.text(element) if 0 < page.size(element) <= 4 else ""
        if not text.isdecimal() or not _in_paging(element):
            continue
        following = _following(element)
        if following is None or page.text(following).strip() != str(int(text) + 1):
            continue
        url = _target(page, following)
        is_current = element.tag != "a" or class_words(_item(element)) & {"active", "current", "selected"}
        if is_current and url and key_of(url) != key_of(page.url) and not group.pattern.id_in(url):
            yield Step(following, url, 2.6, "the link with the number after the current one")
            return


def _in_paging(element: Any) -> bool:  # noqa: ANN401
    return any(_is_paging(one) for one in (element, *list(element.iterancestors())[:5]))


def _is_paging(element: Any) -> bool:  # noqa: ANN401
    words = class_words(element)
    return bool(words & PAGING_CLASSES) or any(word.startswith(PAGING_BEGINS) for word in words)


def _item(element: Any) -> Any:  # noqa: ANN401
    above = element.getparent()
    return above if above is not None and above.tag in ("li", "span", "td") and len(above) == 1 else element


def _following(element: Any) -> Any:  # noqa: ANN401
    after = _item(element).getnext()
    if after is None:
        return None
    return after if after.tag in ("a", "button") else next(iter(after.iter("a", "button")), None)


def _selected(page: Opened, steps: list[Step], key: str, total: float) -> tuple[Part, str | None]:
    whys = {step.why: step for step in sorted(steps, key=lambda one: one.points)}
    for css, why in _meaning(page, steps):
        found = [url for element in page.tree.all(css) if (url := _target(page, element))]
        if found and all(key_of(url) == key for url in found):
            sure = total >= 3.5 and ("rel=next" in why or len(whys) > 1)
            confidence = Confidence.SURE if sure else Confidence.LIKELY if total >= 3 else Confidence.GUESS
            return Part(value=css, how=why, confidence=confidence, read={page.url: found[0]}), found[0]
    return missing("the next page is linked, but no simple selector means its link alone"), None


def _meaning(page: Opened, steps: list[Step]) -> Iterator[tuple[str, str]]:
    """Yield selectors that mean the next page on every page of the list, and not only here, the best first."""
    elements = list(dict.fromkeys(step.element for step in steps))
    for tag in ("a", "link"):
        for element in elements:
            if element.tag == tag and "next" in (element.get("rel") or "").lower().split():
                yield (
                    (f"{tag}[rel=next]" if element.get("rel") == "next" else f"{tag}[rel~=next]"),
                    "the link marked rel=next",
                )
    for element in elements:
        yield from _by_class(element)
    for element in elements:
        yield from _by_label(element)
    for element in elements:
        yield from _by_words(page, element)
    for element in elements:
        yield from _by_place(element)


def _by_class(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    why = "the link whose class says next"
    for css in _next_names(element):
        yield css, why
    above = element.getparent()
    if above is not None:
        for css in _next_names(above):
            yield f"{css} > {element.tag}", why
    for child in element:
        if isinstance(child.tag, str):
            for css in _next_names(child):
                yield f"{element.tag}:has(> {css})", why


def _next_names(element: Any) -> list[str]:  # noqa: ANN401
    found = []
    if element.tag in ("body", "html"):
        return []
    for name in (element.get("class") or "").split():
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)} | {name.lower()}
        if is_stable(name) and (words & NEXT_CLASSES or ("right" in words and words & ARROWS)):
            found.append(f"{element.tag}.{name}")
    identity = element.get("id") or ""
    if is_stable(identity) and "next" in identity.lower() and not re.search(r"\d", identity):
        found.append(f"#{identity}")
    return found


def _by_label(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for name in ("aria-label", "title"):
        said = element.get(name) or ""
        if said and said.casefold().strip() in NEXT and "'" not in said and "\\" not in said:
            yield f"{element.tag}[{name}='{said}']", "the link whose label says next"


def _by_words(page: Opened, element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    text = SPACE.sub(" ", page.text(element)).strip()
    known = NEXT | NEXT_SIGNS | PREVIOUS
    if not (text.casefold() in known or text.casefold().strip(TRIM) in known) or "'" in text or "\\" in text:
        return
    said = text if text.casefold() in NEXT_SIGNS else text.strip(TRIM)
    for holder in _paging_names(element):
        yield f"{holder} {element.tag}:contains('{said}')", "the link that says next"
    yield f"{element.tag}:contains('{said}')", "the link that says next"


def _paging_names(element: Any) -> list[str]:  # noqa: ANN401
    found: list[str] = []
    for above in list(element.iterancestors())[:5]:
        if above.tag in ("body", "html"):
            break
        ranked = sorted(pieces(above).items(), key=lambda one: one[1])
        found += [css for css, cost in ranked[:2] if cost < 2 and _is_paging(above)]
    return found


def _by_place(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    item = _item(element)
    before = item.getprevious()
    inner = "" if item is element else f" > {element.tag}"
    if before is not None and isinstance(before.tag, str):
        for name in (before.get("class") or "").split():
            if name.lower() in ("active", "current", "selected", "pagecurrent", "cur", "thispage"):
                yield f"{before.tag}.{name} + {item.tag}{inner}", "the link after the current page's number"
        if before.tag in ("strong", "b", "span", "em") and not before.get("href") and item is element:
            for holder in _paging_names(element):
                yield f"{holder} {before.tag} + {element.tag}", "the link after the current page's number"
    if item.getnext() is None and item.tag == "li":
        for holder in _paging_names(element):
            yield f"{holder} li:last-child:not(.disabled) {element.tag}", "the last link in the list of pages"
