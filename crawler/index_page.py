"""What an index page holds: links to listings, whose place was paid for, and where its results go on and end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.http import Response

from crawler.paging import last_number
from crawler.tree import Tree
from crawler.urls import filled, joined, with_parameter
from storage.records import Page

if TYPE_CHECKING:
    from crawler.site import Site

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to a listing, as an index page shows it; `promoted` when somebody paid for its place."""

    url: str
    native_id: str | None
    promoted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexPage:
    """What an index page holds. `empty` is True when the page itself says that there is nothing.

    `last` is the number of the last result page, None when the page does not show it.
    """

    links: tuple[Link, ...] = ()
    next_url: str | None = None
    empty: bool = False
    last: int | None = None


def index_page(site: Site, response: Response, tree: Tree) -> IndexPage:
    """Return what a site's selectors find on an index page."""
    found: dict[tuple[str | None, bool], Link] = {}
    for link in _links(site, response, tree):
        found.setdefault((link.native_id, link.promoted), link)
    links = tuple(found.values())
    return IndexPage(
        links=links,
        next_url=_next_url(site, response, tree) if links else None,
        empty=bool(site.empty and tree.all(site.empty)),
        last=_last_number(site, response, tree) if links else None,
    )


def _links(site: Site, response: Response, tree: Tree) -> Iterator[Link]:
    ignored, paid = 0, set(tree.all(site.promoted)) if site.promoted else set()
    for element in tree.all(site.links):
        url = joined(response.urljoin, element.get("href"))
        native_id = site.id_in(url)
        if native_id and site.owns(url):
            promoted = bool(paid) and not paid.isdisjoint((element, *element.iterancestors(), *element.iter()))
            yield Link(url=url, native_id=native_id, promoted=promoted)
        else:
            ignored += 1
    if ignored:
        told = "%s: %d links of %r lead to no listing of the site and are ignored"
        log.warning(told, response.url, ignored, site.links)


def _next_url(site: Site, response: Response, tree: Tree) -> str | None:
    if not site.next_page:
        return _next_number(site, response)
    for element in tree.all(site.next_page):
        url = joined(response.urljoin, element.get("href"))
        if url:
            return url
        if element.tag == "button" and element.get("name") and element.get("value"):
            return with_parameter(response.url, element.get("name", ""), element.get("value", ""))
    return None


def _next_number(site: Site, response: Response) -> str | None:
    """Without a `next_page` selector the next page is the next number in the template, while links are found."""
    page = _page_of(response)
    template = site.template_of(page) if page else ""
    if page is None or "{page}" not in template:
        return None
    return filled(template, query=page.query, page=page.number + 1)


def _last_number(site: Site, response: Response, tree: Tree) -> int | None:
    """Return the last of the page numbers that are linked, where the pagination surely shows all or the last."""
    page = _page_of(response)
    template = site.template_of(page) if page else ""
    if page is None or "{page}" not in template:
        return None
    return last_number(tree, response, lambda number: filled(template, query=page.query, page=number))


def _page_of(response: Response) -> Page | None:
    page = response.request.meta.get("page") if response.request else None
    return page if isinstance(page, Page) else None
