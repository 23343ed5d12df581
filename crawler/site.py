"""How a site is declared, and what can be read from its pages. A site file is data; behaviour lives here."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.http import Response

from crawler import declaration
from crawler.addresses import netloc_of, web_address
from crawler.extract import Source, read_page, read_posts
from crawler.index_page import IndexPage, index_page
from crawler.manners import on_site
from crawler.prices import price_line
from crawler.refusal import PageRefused
from crawler.selectors import for_browsers, split
from crawler.tree import Tree, repaired, tree_of
from crawler.urls import filled, joined, moved, origin_of, url_key
from storage.records import Listing, Page, PageKind
from storage.sampling_records import StratumKind

if TYPE_CHECKING:
    from crawler.sweeping import Sweeping

log = logging.getLogger(__name__)


Signs = Mapping[str, Sequence[str]]
"""Where a page says something, and in which words: phrases by CSS selector; without phrases its presence says it."""


def host_of(url: str) -> str:
    """Return the host of an address, with its port if that is not the scheme's own."""
    netloc = netloc_of(url)
    return netloc.rpartition(":")[0] if netloc.endswith((":80", ":443")) else netloc


def _at_home(template: str, home: str) -> str:
    """Return a template of a family as it stands at a site: `{home}` is the site's first page, ending in a slash."""
    return template.replace("{home}", home.rstrip("/") + "/")


@functools.lru_cache(maxsize=4096)
def _on_hosts(origin: str, hosts: frozenset[str]) -> bool:
    try:
        return on_site(web_address(origin), hosts)
    except PageRefused:
        return False


class Site(scrapy.Spider):
    """One public site. Declare a Marketplace or a Forum; docs/add-a-site.md tells how.

    A subclass without `name` is a family: it may leave out what its sites fill in.
    Raises DeclarationError at class creation, with every fault of the class.
    """

    home: ClassVar[str] = ""
    hosts: ClassVar[Sequence[str]] = ()
    search: ClassVar[str] = ""
    browse: ClassVar[Sequence[str]] = ()
    languages: ClassVar[Sequence[str]] = ()
    queries: ClassVar[Sequence[str]] = ()
    expect: ClassVar[tuple[int, int] | None] = None
    render: ClassVar[bool | None] = None
    reads_json: ClassVar[bool] = False
    currency: ClassVar[str | None] = None
    date_order: ClassVar[str | None] = None
    zone: ClassVar[str] = "UTC"

    links: ClassVar[str] = ""
    next_page: ClassVar[str] = ""
    empty: ClassVar[str] = ""
    native_id: ClassVar[str] = ""
    own_link: ClassVar[str] = ""
    main: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, str]] = {}
    promoted: ClassVar[str] = ""
    live: ClassVar[str] = ""
    gone: ClassVar[Mapping[str, Signs]] = {}
    wall: ClassVar[Signs] = {}
    marks: ClassVar[Sequence[str]] = ()
    verified: ClassVar[str] = ""

    allowed_hosts: ClassVar[frozenset[str]] = frozenset()
    sweeping: Sweeping

    def __init_subclass__(cls, **more: Any) -> None:  # noqa: ANN401
        super().__init_subclass__(**more)
        declaration.check(cls, Site)
        if getattr(cls, "name", None):
            cls.search, cls.browse = _at_home(cls.search, cls.home), [_at_home(one, cls.home) for one in cls.browse]
            addresses = [cls.home, *([cls.search] if cls.search else ()), *cls.browse]
            cls.allowed_hosts = frozenset((*(host_of(filled(address)) for address in addresses), *cls.hosts))

    @classmethod
    def at(cls, home: str) -> type[Site]:
        """Return this site as it stands at another origin: every URL of it begins as `home` does."""
        there = {
            "__doc__": cls.__doc__,
            "__module__": cls.__module__,
            "home": home,
            "browse": [moved(address, cls.home, home) for address in cls.browse],
            "search": moved(cls.search, cls.home, home) if cls.search else "",
        }
        moved_site: type[Site] = type(cls.__name__, (cls,), there)
        return moved_site

    async def start(self) -> AsyncIterator[Request]:
        """The requests of a sweep, which knows what is planned."""
        self.sweeping.site = self
        async for request in self.sweeping.start():
            yield request

    @classmethod
    def url_key(cls, url: str) -> str:
        """Return the key under which two spellings of an address are one page."""
        return url_key(url)

    @classmethod
    def sign_of(cls, kind: PageKind) -> str | None:
        """Return a CSS selector that a browser can wait for: it is there when the page is drawn. None if unknown."""
        wanted = (cls.links, cls.empty) if kind is PageKind.INDEX else cls._signs()
        plain = [selector for selector in wanted if selector and for_browsers(selector)]
        return ", ".join(plain) or None

    @classmethod
    def _signs(cls) -> tuple[str, ...]:
        return tuple(split(cls.fields[name]).css for name in ("title", "text") if name in cls.fields)[:1]

    @classmethod
    def template_of(cls, page: Page) -> str:
        """Return the template that an index page was made from."""
        if page.unit is None:
            return ""
        return cls.search if page.unit.kind is StratumKind.SEARCH else page.unit.stratum

    @classmethod
    def owns(cls, url: str) -> bool:
        """Tell whether an address is on a host of the site."""
        return _on_hosts(origin_of(url), cls.allowed_hosts)

    def id_in(self, url: str) -> str | None:
        """Return the native id in an address, None if there is none."""
        found = re.search(self.native_id, url)
        return next(filter(None, (*found.groups(), found[0])), None) if found else None

    def read_index(self, response: Response) -> IndexPage:
        """Return the listing links of an index page in its order, each listing once, or twice if once promoted."""
        tree = tree_of(response)
        if tree is None or tree.too_deep:
            return IndexPage()
        index = index_page(self, response, tree)
        again = None if index.links or index.empty else repaired(response, tree)
        return index_page(self, response, again) if again else index

    def read_listings(self, response: Response, looked_at: datetime) -> tuple[Listing, ...]:
        """Return the listings of a page, () when it holds none. `looked_at` is aware; relative dates count from it."""
        tree = tree_of(response)
        if tree is None:
            return ()
        native_id = self._own_id(response, tree)
        if native_id is None:
            return ()
        source = Source(
            site=type(self),
            fields=self.fields,
            native_id=native_id,
            url=response.url,
            looked_at=looked_at,
            tree=tree,
        )
        listings = tuple(self._read(source))
        again = None if listings else repaired(response, tree)
        if again:
            listings = tuple(self._read(replace(source, tree=again)))
        return tuple(self.tidy(listing) for listing in listings)

    def _own_id(self, response: Response, tree: Tree) -> str | None:
        """Return the id of the page: as its own link says it, then its address, then the canonical one."""
        said = self._linked_id(response, tree, self.own_link) if self.own_link else None
        return said or self.id_in(response.url) or self._linked_id(response, tree, "link[rel=canonical]")

    def _linked_id(self, response: Response, tree: Tree, links: str) -> str | None:
        if tree.too_deep:
            return None
        urls = [joined(response.urljoin, element.get("href")) for element in tree.all(links)]
        return next(filter(None, (self.id_in(url) for url in urls if self.owns(url))), None)

    def _read(self, source: Source) -> Iterator[Listing]:
        listing = read_page(source)
        if listing:
            yield listing

    @classmethod
    def data_url(cls, url: str) -> str:
        """Return where a listing is scanned; a family whose software publishes its data says its address here.

        The capture always shows the page that people see.
        """
        return url

    def tidy(self, listing: Listing) -> Listing:
        """The one hook of a site file: return the listing as it should be, made with dataclasses.replace."""
        return listing


class Marketplace(Site):
    """A site of adverts: one page, one listing."""


class Forum(Site):
    """A site of threads: each post is a listing of its own, with the native id `thread/post`.

    `posts` selects the block of one post; `fields` are looked for inside it, save `title`, which is the thread's.
    `post_id` is where a block carries its number, as `selector@attribute` or `@attribute` of the block itself;
    the first number in it counts.
    """

    posts: ClassVar[str] = ""
    post_id: ClassVar[str] = "@id"

    @classmethod
    def _signs(cls) -> tuple[str, ...]:
        return (cls.posts,)

    def _read(self, source: Source) -> Iterator[Listing]:
        return read_posts(source, self.posts, self.post_id)


class Blog(Forum):
    """A forum whose threads are articles with comments.

    The article is read as a page is, with `fields`, and keeps the page's native id; `posts` selects the block of one
    comment, a reply with the native id `article/comment`, in which `reply_fields` are looked for.
    """

    reply_fields: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def _signs(cls) -> tuple[str, ...]:
        return super(Forum, cls)._signs()

    def _read(self, source: Source) -> Iterator[Listing]:
        article = read_page(source)
        if article is None:
            return
        price = article.price or price_line(article.text, currency=self.currency, languages=self.languages)
        yield replace(article, price=price)
        if not source.tree.too_deep:
            replies = read_posts(replace(source, fields=self.reply_fields), self.posts, self.post_id)
            yield from (replace(reply, title=article.title, is_reply=True) for reply in replies)
