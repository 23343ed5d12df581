"""From a parsed page to its listings: selectors first, structured data for what they leave out. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.dates import read_date
from crawler.prices import price_line, read_price
from crawler.selectors import split
from crawler.structured import Structured, read_structured
from crawler.tree import Tree, chunks, visible_text
from storage.records import Listing, PostedAt, Price

if TYPE_CHECKING:
    from crawler.site import Site

STRUCK = "del, s, strike"
MAX_ELSEWHERE = 50_000
MAX_IMAGES = 50
TOO_DEEP = "the page is nested too deeply to be read; title and text were taken without its shape"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One look at one page: whose it is, where it stands, when it was looked at, its tree, and what to look for."""

    site: type[Site]
    fields: Mapping[str, str]
    native_id: str
    url: str
    looked_at: datetime
    tree: Tree


def read_page(source: Source) -> Listing | None:
    """Return the listing that a page is, None when nothing in the page says that it is one."""
    if source.tree.too_deep:
        return _without_fields(source)
    scope = _main(source)
    found = _selected(source, scope)
    filled = _gaps(source, found)
    title = found.first("title") or filled.title
    if not title or not _holds_a_listing(source, found, filled):
        return None
    prices = _prices(source, scope, filled)
    return _listing(source, found, filled, title=title, price=prices, elsewhere=_elsewhere(source, scope))


def read_posts(source: Source, posts: str, post_id: str) -> Iterator[Listing]:
    """Yield the posts of a thread, each with the thread's title and its own text, seller and date.

    Of a post inside a post, as answers are drawn, nothing belongs to the outer one.
    """
    if source.tree.too_deep:
        yield from filter(None, [_without_fields(source)])
        return
    blocks = source.tree.all(posts)
    source = replace(source, tree=source.tree.divided(blocks))
    title = next(iter(_values(source, "title", None)), "") or source.tree.plain_title()
    rest = _without(chunks(source.tree.root), [chunks(block) for block in blocks])
    for block in blocks:
        number = _number(source.tree, block, post_id)
        found = Selected(
            {name: _values(source, name, block) for name in source.fields if name not in ("title", "price")}
        )
        if number is None or not (found.first("text") or found.all("images")):
            continue
        post = _post(source, block, found, number=number, title=title, elsewhere=rest)
        yield post if block is blocks[0] else replace(post, is_reply=True)


def _post(source: Source, block: Any, found: Selected, *, number: str, title: str, elsewhere: str) -> Listing:  # noqa: ANN401
    site = source.site
    if "price" in source.fields:
        price = _price_in(source, block, None)
    else:
        price = price_line(found.text(), currency=site.currency, languages=site.languages)
    numbered = replace(source, native_id=f"{source.native_id}/{number}")
    return _listing(numbered, found, Structured(), title=title, price=price, elsewhere=elsewhere)


class Selected:
    """The values that a site's selectors found, by field."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    def first(self, name: str) -> str:
        """Return the first value of a field, "" when there is none."""
        return next(iter(self._values.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """Return the distinct values of a field, in page order."""
        return list(dict.fromkeys(self._values.get(name, ())))

    def text(self) -> str:
        """Return all parts of the text."""
        return "\n".join(self.all("text"))


def _main(source: Source) -> Any:  # noqa: ANN401
    """Return the main content, or the whole page when no `main` is declared or none is found."""
    found = source.tree.all(source.site.main) if source.site.main else []
    return found[0] if found else source.tree.root


def _values(source: Source, name: str, scope: Any) -> list[str]:  # noqa: ANN401
    field = source.fields.get(name)
    return source.tree.values(field, scope) if field else []


def _selected(source: Source, scope: Any) -> Selected:  # noqa: ANN401
    values = {name: _values(source, name, scope) for name in source.fields if name != "price"}
    if not values.get("text") and "text" not in source.fields and source.site.main:
        values["text"] = [visible_text(scope)]
    return Selected(values)


def _gaps(source: Source, found: Selected) -> Structured:
    """Read the page's structured data if it has any and the selectors left something open."""
    wanted = {name for name in ("title", "text", "seller", "place", "posted", "images") if not found.first(name)}
    if "price" not in source.fields or len(source.tree.values(source.fields["price"])) != 1:
        wanted.add("price")
    site = source.site
    return read_structured(source.tree, wanted, is_ours=lambda url: _same_id(site, source.native_id, url))


def _same_id(site: type[Site], native_id: str, url: str) -> bool:
    found = re.search(site.native_id, url)
    return bool(found) and native_id in (found[0], *found.groups()) if found else False


def _holds_a_listing(source: Source, found: Selected, filled: Structured) -> bool:
    """Where title or text are declared, one of them must be there: structured data alone may be an empty shell's."""
    declared = [name for name in ("title", "text") if name in source.fields]
    return any(found.first(name) for name in declared) if declared else bool(filled.is_item or found.first("text"))


def _listing(
    source: Source, found: Selected, filled: Structured, *, title: str, price: Price | None, elsewhere: str
) -> Listing:
    site, languages = source.site, tuple(source.site.languages)
    posted = found.first("posted") or filled.posted
    notes = [*filled.notes, *(["the rest of the page was cut"] if len(elsewhere) > MAX_ELSEWHERE else [])]
    return Listing(
        site=site.name,
        native_id=source.native_id,
        url=source.url,
        title=title,
        text=found.text() or filled.text,
        price=price,
        posted=_date(source, posted) if posted else None,
        seller=found.first("seller") or filled.seller or None,
        place=found.first("place") or filled.place or None,
        language=found.first("language") or (languages[0] if len(languages) == 1 else None),
        images=tuple((found.all("images") or list(filled.images))[:MAX_IMAGES]),
        elsewhere=elsewhere[:MAX_ELSEWHERE],
        notes=tuple(notes),
    )


def _date(source: Source, raw: str) -> PostedAt:
    site = source.site
    return read_date(raw, source.looked_at, languages=tuple(site.languages), order=site.date_order, zone=site.zone)


def _prices(source: Source, scope: Any, filled: Structured) -> Price | None:  # noqa: ANN401
    return _price_in(source, scope, filled) if "price" in source.fields else _structured_price(source, filled)


def _price_in(source: Source, scope: Any, filled: Structured | None) -> Price | None:  # noqa: ANN401
    """Return the main price: struck-out ones are candidates only, and of several the one that the page itself names."""
    css, attribute = split(source.fields["price"])
    raws = source.tree.values(source.fields["price"], scope)
    struck = _struck(source, scope, css) if attribute is None else []
    raws = [live for raw in raws if (live := _without(raw, struck).strip())]
    readings = [_read_price(source, raw) for raw in raws]
    named = _structured_price(source, filled) if filled else None
    if not readings:
        return named
    agreeing = [one for one in readings if named and one.amount is not None and one.amount == named.amount]
    best = (agreeing or [one for one in readings if one.amount is not None] or readings)[0]
    others = dict.fromkeys([*raws, *struck, *(_other(named, best) if named else ())])
    return _with_candidates(best, tuple(one for one in others if one != best.raw))


def _other(named: Price, best: Price) -> tuple[str, ...]:
    return named.candidates if named.amount == best.amount else (named.raw, *named.candidates)


def _struck(source: Source, scope: Any, css: str) -> list[str]:  # noqa: ANN401
    elements = source.tree.all(css, scope) if css else [scope]
    return [visible_text(one) for element in elements for one in source.tree.all(STRUCK, element)]


def _read_price(source: Source, raw: str) -> Price:
    return read_price(raw, currency=source.site.currency, languages=tuple(source.site.languages))


def _structured_price(source: Source, filled: Structured) -> Price | None:
    if not filled.price:
        return None
    return read_price(
        filled.price,
        currency=filled.currency or source.site.currency,
        languages=tuple(source.site.languages),
        machine=True,
        candidates=filled.prices,
    )


def _with_candidates(price: Price, others: tuple[str, ...]) -> Price:
    return Price(
        raw=price.raw,
        amount=price.amount,
        currency=price.currency,
        ambiguous=price.ambiguous,
        candidates=tuple(dict.fromkeys((*price.candidates, *others))),
    )


def _elsewhere(source: Source, scope: Any) -> str:  # noqa: ANN401
    """Return the seen text of the page, but for what stands in title and text already."""
    own = [split(source.fields[name]).css for name in ("title", "text") if name in source.fields]
    parts = [chunks(one) for css in own if css for one in source.tree.all(css, scope)]
    if "text" not in source.fields and source.site.main:
        parts.append(chunks(scope))
    return _without(chunks(source.tree.root), parts)


def _without(text: str, parts: list[str]) -> str:
    for part in sorted(filter(None, parts), key=len, reverse=True):
        text = text.replace(part, "", 1)
    return text.strip("\n")


def _number(tree: Tree, block: Any, post_id: str) -> str | None:  # noqa: ANN401
    found = re.search(r"\d+", next(iter(tree.values(post_id, block)), ""))
    return found[0] if found else None


def _without_fields(source: Source) -> Listing | None:
    title, text = source.tree.plain_title(), source.tree.plain_text()
    if not title and not text:
        return None
    return Listing(
        site=source.site.name,
        native_id=source.native_id,
        url=source.url,
        title=title,
        text=text,
        notes=(TOO_DEEP,),
    )
