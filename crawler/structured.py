"""Structured data in a page (JSON-LD, microdata, OpenGraph), read only for what the selectors left open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from crawler.tree import Tree, visible_text

MAX_SCRIPT = 200_000
MAX_MICRODATA_WORK = 2_000_000
MAX_ITEMS = 500
GOODS_WORDS = (
    "Product IndividualProduct ProductGroup ProductModel SomeProducts Vehicle Car Motorcycle Book VisualArtwork "
    "Painting Sculpture Offer DiscussionForumPosting SocialMediaPosting Demand Pet ClassifiedAd"
)
GOODS = frozenset(GOODS_WORDS.split())
Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Structured:
    """What the structured data of a page says about its listing, as written. `prices` are those of further offers.

    `is_item` is True when an item of the page describes the listing, and not only the page's OpenGraph.
    """

    title: str = ""
    text: str = ""
    price: str = ""
    currency: str = ""
    prices: tuple[str, ...] = ()
    seller: str = ""
    place: str = ""
    posted: str = ""
    images: tuple[str, ...] = ()
    is_item: bool = False
    notes: tuple[str, ...] = ()

    def lacks(self, wanted: AbstractSet[str]) -> bool:
        """Tell whether a wanted field is still open."""
        return any(not getattr(self, name) for name in wanted)


def read_structured(tree: Tree, wanted: AbstractSet[str], *, is_ours: Callable[[str], bool]) -> Structured:
    """Return what the page's structured data says, from JSON-LD, then microdata, then OpenGraph.

    `is_ours` tells whether an address is that of the listing; of several items the one with such an address counts,
    and without one only an item that stands alone.
    """
    said = Structured()
    for mark, reader in READERS:
        if mark in tree.source and said.lacks(wanted):
            said = _merged(said, reader(tree, is_ours))
    return said


def _merged(first: Structured, more: Structured) -> Structured:
    """Fill the gaps of `first` from `more`; another price than the first is kept as a candidate."""
    named = ("title", "text", "seller", "place", "posted", "images")
    filled: dict[str, Any] = {name: getattr(first, name) or getattr(more, name) for name in named}
    if not first.price:
        filled |= {"price": more.price, "currency": more.currency}
    others = (*first.prices, *([more.price] if first.price and more.price else []), *more.prices)
    notes, is_item = (*first.notes, *more.notes), first.is_item or more.is_item
    return replace(first, **filled, prices=tuple(dict.fromkeys(others)), notes=notes, is_item=is_item)


def _json_ld(tree: Tree, is_ours: Callable[[str], bool]) -> Structured:
    from extruct.jsonld import JsonLdExtractor

    scripts = tree.all('script[type="application/ld+json"]')
    if sum(len(script.text or "") for script in scripts) > MAX_SCRIPT:
        return Structured(notes=("the page's JSON-LD is too large to be read",))
    notes: tuple[str, ...] = ()
    items: list[Any] = []
    for script in scripts:
        try:
            items += JsonLdExtractor().extract_items(script)
        except (json.JSONDecodeError, ValueError, RecursionError, TypeError):
            notes = ("a part of the page's JSON-LD is broken",)
    return replace(_best(list(_flat(items)), tree, is_ours), notes=notes)


def _microdata(tree: Tree, is_ours: Callable[[str], bool]) -> Structured:
    from extruct.w3cmicrodata import MicrodataExtractor

    properties = len(tree.all("[itemprop]"))
    if properties * sum(1 for _ in tree.root.iter()) > MAX_MICRODATA_WORK:
        return Structured(notes=("the page's microdata is too large to be read",))
    items = MicrodataExtractor(strict=False).extract_items(tree.root, base_url=None)
    return _best([_plain(item) for item in items[:MAX_ITEMS] if isinstance(item, dict)], tree, is_ours)


def _plain(item: Any) -> Any:  # noqa: ANN401
    """Turn an item of microdata into the shape of JSON-LD."""
    if isinstance(item, list):
        return [_plain(one) for one in item]
    if not isinstance(item, dict):
        return item
    said = {name: _plain(value) for name, value in item.get("properties", {}).items()}
    types = item.get("type") or ""
    return {"@type": [one.rpartition("/")[2] for one in ([types] if isinstance(types, str) else types)], **said}


def _open_graph(tree: Tree, is_ours: Callable[[str], bool]) -> Structured:  # noqa: ARG001 - the page's own
    said: dict[str, str] = {}
    for meta in tree.all("meta[property]"):
        said.setdefault((meta.get("property") or "").lower(), (meta.get("content") or "").strip())
    price = said.get("product:price:amount") or said.get("og:price:amount") or ""
    return Structured(
        title=said.get("og:title", ""),
        text=said.get("og:description", ""),
        price=price,
        currency=said.get("product:price:currency") or said.get("og:price:currency") or "",
        images=tuple(filter(None, [tree.absolute(said.get("og:image", ""))])),
    )


READERS: tuple[tuple[str, Callable[[Tree, Callable[[str], bool]], Structured]], ...] = (
    ("ld+json", _json_ld),
    ("itemscope", _microdata),
    ("og:", _open_graph),
    ("product:price", _open_graph),
)


def _flat(items: list[Any]) -> Iterator[Item]:
    for item in items[:MAX_ITEMS]:
        if isinstance(item, list):
            yield from _flat(item)
        elif isinstance(item, dict):
            yield item
            graph, main = item.get("@graph"), item.get("mainEntity")
            yield from _flat(graph if isinstance(graph, list) else [])
            yield from _flat([main] if isinstance(main, dict) else [])


def _best(items: list[Item], tree: Tree, is_ours: Callable[[str], bool]) -> Structured:
    goods = [item for item in items if set(_words(item.get("@type"))) & GOODS]
    ours = [item for item in goods if any(is_ours(url) for url in _addresses(item, tree))]
    if ours or len(goods) == 1:
        return _said((ours or goods)[0], tree)
    return Structured()


def _addresses(item: Item, tree: Tree) -> Iterator[str]:
    offers = [one for one in _list(item.get("offers")) if isinstance(one, dict)]
    for value in (item.get("url"), item.get("@id"), *(one.get("url") for one in offers)):
        yield from (tree.absolute(url) for url in _words(value))


def _said(item: Item, tree: Tree) -> Structured:
    offers = [one for one in _list(item.get("offers")) if isinstance(one, dict)] or [item]
    prices = [price for offer in offers for price in _words(offer.get("price") or offer.get("lowPrice"))]
    first = offers[0]
    place = first.get("availableAtOrFrom") or item.get("locationCreated") or first.get("areaServed")
    return Structured(
        title=_text(item.get("name") or item.get("headline")),
        text=_text(item.get("description") or item.get("articleBody") or item.get("text")),
        price=prices[0] if prices else "",
        currency=_text(first.get("priceCurrency") or item.get("priceCurrency")),
        prices=tuple(prices[1:]),
        seller=_name(first.get("seller") or item.get("seller") or item.get("author")),
        place=_place(place),
        posted=_text(item.get("datePosted") or item.get("datePublished") or item.get("dateCreated")),
        images=tuple(filter(None, (tree.absolute(url) for url in _pictures(item.get("image"))))),
        is_item=True,
    )


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(value: Any) -> list[str]:  # noqa: ANN401
    """Return the texts and numbers in a value, as texts."""
    return [str(one).strip() for one in _list(value) if isinstance(one, str | int | float) and str(one).strip()]


def _text(value: Any) -> str:  # noqa: ANN401
    said = next(iter(_words(value)), "")
    return plain_text(said) if "<" in said else said


def _name(value: Any) -> str:  # noqa: ANN401
    first = next(iter(_list(value)), None)
    return _text(first.get("name")) if isinstance(first, dict) else _text(first)


def _place(value: Any) -> str:  # noqa: ANN401
    first = next(iter(_list(value)), None)
    if not isinstance(first, dict):
        return _text(first)
    address = first.get("address", first)
    if not isinstance(address, dict):
        return _text(address)
    parts = (_text(address.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry", "name"))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _pictures(value: Any) -> Iterator[str]:  # noqa: ANN401
    for one in _list(value):
        yield from _words(one.get("contentUrl") or one.get("url")) if isinstance(one, dict) else _words(one)


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, blocks on lines of their own; for descriptions and for `tidy` hooks."""
    from bs4 import BeautifulSoup
    from lxml import html

    return visible_text(html.fromstring(f"<div>{BeautifulSoup(markup, 'html.parser')}</div>"))
