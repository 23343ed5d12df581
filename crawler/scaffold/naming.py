"""Where the title and the text of a listing stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crawler.scaffold.evidence import Seen, Sighting, folded
from crawler.scaffold.opened import Opened, class_words, key_of, site_of
from crawler.scaffold.words import DATE_CLASSES, PRICE_CLASSES, SELLER_CLASSES, TEXT_CLASSES, TITLE_CLASSES

SEPARATOR = re.compile(r"\s[-–—|•·»›:/]+\s|\s?[|•»›｜]\s?|\s\(|\)|[:,]\s")
MOST_BREAKS = 3
OF_THE_SITE = re.compile(r"javascript|cookies?\b|куки|クッキー")
NO_TITLES = frozenset(
    ("title", "option", "script", "label", "li", "ul", "ol", "table", "tbody", "tr", "form", "body", "main")
)
HEADINGS = {"h1": 1.5, "h2": 0.7, "h3": 0.3, "h4": 0.1}
STRONG_TEXT = frozenset(
    ["description", "descr", "desc", "postbody", "message", "postcontent", "beschreibung", "descripcion", "opis"]
)
PROSE_TAGS_WORDS = (
    "p br b i strong em span ul ol li a u font h3 h4 h5 h6 blockquote pre center small sub sup tt code "
    "big dfn mark abbr img hr del ins s wbr bdi bdo q cite time"
)
PROSE_TAGS = frozenset(PROSE_TAGS_WORDS.split())
TEXT_TAGS_WORDS = "div p section article td dd span pre blockquote li main"
TEXT_TAGS = frozenset(TEXT_TAGS_WORDS.split())
ITEM_TEXT = frozenset(("description", "articleBody", "text", "reviewBody"))
ITEM_NAME = frozenset(("name", "headline"))
NOT_FOR_TEXT = frozenset(("form", "input", "select", "textarea", "button", "iframe", "nav"))


def titles(seen: Seen) -> list[Sighting]:
    """Return the elements that may be the title of a listing."""
    facts = _title_facts(seen)
    return [found for element in seen.elements if (found := _title(seen, element, facts))]


def _title_facts(seen: Seen) -> dict[str, Any]:
    page = seen.page
    heads = [one for one in page.tree.all("h1") if page.size(one)]
    whole, graph, said = folded(page.title), folded(page.meta("og:title", "twitter:title")), folded(seen.said.title)
    return {
        "links": {folded(text) for text in seen.links if len(folded(text)) > 2},
        "title": whole,
        "parts": _title_parts(page.title),
        "others": [folded(one) for one in seen.titles],
        "graph": "" if graph == whole else graph,
        "alone": heads[0] if len(heads) == 1 and seen.beside else None,
        "said": "" if said in (graph, whole) and not seen.said.is_item else said,
    }


def _title(seen: Seen, element: Any, facts: dict[str, Any]) -> Sighting | None:  # noqa: ANN401
    if not 2 < seen.page.size(element) <= 250 or element.tag in NO_TITLES:
        return None
    words, named = class_words(element), element.get("itemprop") in ITEM_NAME
    text = folded(seen.page.line(element))
    if len(text) < 3 or seen.page.text(element).count("\n") > MOST_BREAKS:
        return None
    points, why = _agreement(text, facts)
    titled = words & TITLE_CLASSES or any(word.endswith("title") for word in words - {"subtitle"})
    fit = HEADINGS.get(element.tag, 0.0) + (1.2 if named else 0.0) + (0.7 if titled else 0.0)
    if element is facts["alone"] and points < 3:
        points, why = points + 1.6, why or "the only first heading, which every page has another of"
    if not fit and points < 3:
        return None
    if seen.page.frame(element):
        points -= 3.0
    if seen.page.line(element) in seen.lines and not points >= 6:
        points -= 4.0
    if _leads_away(seen, element):
        points -= 2.0
    if _part_of_heading(seen, element) and points < 6:
        points -= 2.2
    elif element.tag in ("h1", "h2") and points < 3:
        points, why = max((points, why), _best_part(seen, element, facts))
    if element.tag == "a" or any(one.tag == "a" for one in element.iterancestors()):
        points -= 0.4
    return Sighting(element, None, points + fit, why or f"the {element.tag} of the page")


def _title_parts(title: str) -> set[str]:
    """Return what a page's title is put together of: its parts between signs, and all up to or from such a sign."""
    signs = [*SEPARATOR.finditer(title)]
    cuts = [(0, 0), *((sign.start(), sign.end()) for sign in signs[:8]), (len(title), len(title))]
    return {folded(title[end:start]) for number, (_, end) in enumerate(cuts) for start, _ in cuts[number + 1 :]} - {""}


def carries_site(titles: Sequence[tuple[Opened, str]]) -> bool:
    """Tell whether titles begin or end with the name of the site, or with the same words on all of several pages."""
    edges = [(page, parts[0], parts[-1]) for page, title in titles if len(parts := _cut(title)) > 1]
    if len(edges) > 1 and any(len({edge[place] for edge in edges}) == 1 for place in (1, 2)):
        return True
    return any(_is_site(page, part) for page, *ends in edges for part in ends)


def _cut(title: str) -> list[str]:
    return [part for one in SEPARATOR.split(title) if (part := folded(one or ""))]


def _is_site(page: Opened, part: str) -> bool:
    if part == folded(page.meta("og:site_name")) != "":
        return True
    name = site_of(page.url).partition(".")[0]
    try:
        name = name.encode("ascii").decode("idna") if name.startswith("xn--") else name
    except UnicodeError:
        return False
    said = part.replace(" ", "")
    return len(name) > 3 and name.replace("-", "") in said and len(said) < 3 * len(name) + 8


def _leads_away(seen: Seen, element: Any) -> bool:  # noqa: ANN401
    """Tell whether the words of an element are a link to another page."""
    links = [one for one in (element, *element.iter("a"), *list(element.iterancestors("a"))[:1]) if one.get("href")]
    own = key_of(seen.page.url)
    there = [seen.page.tree.absolute(one.get("href")).partition("#")[0] for one in links]
    return any(url and key_of(url) != own and not key_of(url).startswith(own.partition("?")[0]) for url in there)


def _best_part(seen: Seen, element: Any, facts: dict[str, Any]) -> tuple[float, str]:  # noqa: ANN401
    """Return how far a part of a heading agrees: the whole of it is then the title."""
    parts = [folded(seen.page.line(one)) for one in element.iter() if one is not element and isinstance(one.tag, str)]
    return max((_agreement(part, facts) for part in parts if len(part) > 6), default=(0.0, ""))


def _part_of_heading(seen: Seen, element: Any) -> bool:  # noqa: ANN401
    above = [one for one in list(element.iterancestors())[:3] if one.tag in ("h1", "h2")]
    return any(seen.page.size(element) < seen.page.size(one) <= 250 for one in above)


def _agreement(text: str, facts: dict[str, Any]) -> tuple[float, str]:
    """Return how far a text agrees with what other places call the listing."""
    points, why = _by_links(text, facts["links"])
    if any(text in other for other in facts["others"]) and points < 6:
        return points - 2.0, why
    if text in facts["parts"] and len(text) > 2:
        first = 0.4 if facts["title"].startswith(text) else 0.0
        points, why = points + 2.5 + first, why or "the heading that is a part of the page's title"
    elif facts["title"].startswith(text) and len(text) > 4:
        points, why = points + 1.0, why or "the heading with which the page's title begins"
    elif text in facts["title"] and len(text) > 6:
        points, why = points + 0.7, why or "the heading whose words are in the page's title"
    for key, more, words in (("graph", 2.0, "OpenGraph"), ("said", 3.0, "structured data")):
        said = facts[key]
        if said and (said == text or (len(text) > 8 and said.startswith(text))):
            points, why = (
                points + (more if said == text else more * 0.6),
                why or f"the heading whose words {words} gives",
            )
        elif len(said) > 8 and text.startswith(said) and len(text) < 2.5 * len(said):
            points, why = points + more * 0.6, why or f"the heading that begins with the words that {words} gives"
    return points, why


def _by_links(text: str, links: set[str]) -> tuple[float, str]:
    said = "the heading whose words are the link's on the index page"
    if text in links:
        return 6.0, said
    if any(len(link) > 12 and (text.startswith(link) or (len(text) > 12 and link.startswith(text))) for link in links):
        return 4.5, said
    if any(len(link) > 15 and len(text) > 15 and link in text for link in links):
        return 2.5, said
    return 0.0, ""


def texts(seen: Seen) -> list[Sighting]:
    """Return the elements that may be the text of a listing."""
    page = seen.page
    said = [folded(one) for one in (seen.said.text, page.meta("og:description"), page.meta("description"))]
    said = [] if seen.is_block else [one[:40].strip() for one in said if len(one) > 12]
    title = next((folded(one) for one in seen.links), folded(seen.said.title) or "\0")
    found = []
    for element in seen.elements:
        if element.tag in TEXT_TAGS and page.size(element) > (1 if seen.is_block else 14):
            sighting = _text(seen, element, said, title)
            if sighting:
                found.append(sighting)
    return found


def _text(seen: Seen, element: Any, said: list[str], title: str) -> Sighting | None:  # noqa: ANN401
    page, words, size = seen.page, class_words(element), seen.page.size(element)
    if page.frame(element) and not seen.is_block:
        return None
    prose, linked = _prose(element), page.linked(element)
    text = folded(page.line(element))
    if OF_THE_SITE.search(text[:160]):
        return None
    points, why = _text_signs(element, words)
    if any(text.startswith(one) for one in said):
        points, why = points + 5.0, "the block that begins as the page's description does"
    elif any(one in text for one in said):
        points += 1.5
    points += 3 * min(1.0, prose / 400) ** 0.5 - 2.5 * (1 - prose / max(size, 1)) - 3.5 * linked / max(size, 1)
    small = size <= 80 and bool(words & (DATE_CLASSES | SELLER_CLASSES))
    points -= (
        3.0 * small
        + 2.0 * bool(words & PRICE_CLASSES)
        + _clutter(element)
        + (1.0 if seen.is_block else 6.0) * _common(seen, element)
    )
    if title in text[: len(title) + 20] and len(title) > 8:
        points -= 2.5 if len(text) > len(title) * 1.3 else 6.0
    return Sighting(element, None, points, why or "the largest block of prose")


def _text_signs(element: Any, words: frozenset[str]) -> tuple[float, str]:  # noqa: ANN401
    if element.get("itemprop") in ITEM_TEXT:
        return 3.5, "the block marked as the description"
    if words & STRONG_TEXT:
        return 2.2, "the block whose class says that it is the text"
    if words & TEXT_CLASSES:
        return 1.3, "the block whose class says that it is the text"
    return 0.0, ""


def _prose(element: Any) -> int:  # noqa: ANN401
    """Return the number of characters that stand in an element itself or in parts that only dress words."""
    count = len((element.text or "").strip())
    for child in element:
        if isinstance(child.tag, str) and child.tag in PROSE_TAGS:
            count += _prose(child)
        count += len((child.tail or "").strip())
    return count


def _clutter(element: Any) -> float:  # noqa: ANN401
    tags = [one.tag for one in element.iter() if one is not element]
    parts = sum(tag in ("div", "table", "section", "h1", "h2", "article", "dl") for tag in tags)
    return min(3.0, 0.12 * parts) + (1.5 if any(tag in NOT_FOR_TEXT for tag in tags) else 0.0) + 3.0 * ("h1" in tags)


def _common(seen: Seen, element: Any) -> float:  # noqa: ANN401
    """Return how much of the text other pages show too."""
    lines = seen.page.text(element).split("\n")
    total = sum(map(len, lines)) or 1
    return sum(len(line) for line in lines if line in seen.lines) / total
