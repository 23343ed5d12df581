"""What pages show when there is nothing, when a listing is gone, when a login is asked for, when a place is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.failures import GONE
from crawler.scaffold.links import Group, cards_of
from crawler.scaffold.opened import Opened, class_words
from crawler.scaffold.pages import gone_notice
from crawler.scaffold.proposal import Confidence, Part, missing
from crawler.scaffold.selectors import for_one, pieces, ranked
from crawler.scaffold.words import EMPTY_WORDS, GONE_WORDS, PROMOTED_CLASSES, WALL_WORDS

MAX_SIGN = 250
PLAIN_TAGS = frozenset(("h1", "h2", "h3", "p", "li", "td", "main", "body"))


def empty_part(page: Opened | None, index: Opened) -> Part:
    """Return the selector of what an empty page of results shows and the index page does not."""
    if page is None:
        return missing("no page with an empty result was given")
    for element in _smallest(page, lambda line: bool(EMPTY_WORDS.search(line))):
        for css in ranked(for_one(element, depth=5), 120):
            if not index.tree.all(css) and element in page.tree.all(css):
                said = page.line(element)[:120]
                sure = bool(class_words(element)) or "#" in css or "." in css
                return Part(
                    value=css,
                    how="the element that says that nothing was found, and is not on the index page",
                    confidence=Confidence.LIKELY if sure else Confidence.GUESS,
                    read={page.url: said},
                )
    return missing("the empty page shows nothing that the index page does not show too")


def _smallest(page: Opened, says: Any) -> list[Any]:  # noqa: ANN401
    found = [one for one in page.elements if 0 < page.size(one) <= MAX_SIGN and one.tag not in ("title", "option")]
    saying = [one for one in found if says(page.line(one)) and not page.frame(one)]
    return sorted(saying, key=lambda one: (page.size(one), one.tag not in PLAIN_TAGS, -page.order[one]))[:5]


def gone_part(page: Opened | None, listings: Sequence[Opened]) -> Part:
    """Return the phrase by which a page says that its listing is gone, where no page of a living one says it."""
    if page is None:
        return missing("no page of a listing that is gone was given")
    notice = gone_notice(page)
    if notice is None:
        why = "a status of 404 or 410 says it" if page.status in GONE else "the page given has no known words for it"
        return missing(why)
    outcome = notice[1]
    if page.status in GONE and outcome == "gone_no_reason":
        return missing(f"a status of {page.status} says it")
    words = GONE_WORDS[outcome]
    return _phrase(page, listings, words, {"outcome": outcome})


def wall_part(page: Opened | None, listings: Sequence[Opened]) -> Part:
    """Return the phrase by which a page asks for a login, where no listing shows it."""
    if page is None:
        return missing("no page that asks for a login was given")
    if WALL_WORDS.search(page.plain):
        return _phrase(page, listings, WALL_WORDS, {})
    return missing("the page that asks for a login has no known words for it")


def _phrase(page: Opened, listings: Sequence[Opened], words: Any, more: dict[str, str]) -> Part:  # noqa: ANN401
    for element in _smallest(page, lambda line: bool(words.search(line))):
        found = words.search(page.line(element))
        phrase = found[0].lower() if found else ""
        for css in ranked(for_one(element, depth=4), 40):
            shown = [one for listing in listings for one in listing.tree.all(css)]
            if phrase and not any(phrase in one.text_content().casefold() for one in shown):
                value: Any = {css: [phrase]}
                return Part(
                    value={more["outcome"]: value} if more else value,
                    how="words on the page given, which no listing shows",
                    confidence=Confidence.LIKELY,
                    read={page.url: page.line(element)[:120]},
                )
    return missing("listings that are there show the same words")


def promoted_part(group: Group) -> Part:
    """Return the selector of the cards whose class says that their place was paid for, if some have it and some not."""
    cards = cards_of(group.anchors)
    outer = {anchor: [card, *list(card.iter())] for anchor, card in cards.items()}
    counts: dict[str, set[str | None]] = {}
    for anchor, elements in outer.items():
        for element in elements:
            if isinstance(element.tag, str) and class_words(element) & PROMOTED_CLASSES:
                for css, cost in pieces(element).items():
                    if cost < 2 and any(word in css.lower() for word in PROMOTED_CLASSES):
                        counts.setdefault(css, set()).add(group.pattern.id_in(anchor.url))
    total = len(group.ids)
    fit = sorted((css for css, ids in counts.items() if 0 < len(ids) <= total * 0.7), key=lambda css: -len(counts[css]))
    if not fit:
        return missing("no card is marked as paid for")
    read = {group.page.url: f"{len(counts[fit[0]])} of {total}"}
    return Part(value=fit[0], how="the class of some cards", confidence=Confidence.GUESS, read=read)
