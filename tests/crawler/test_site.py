"""A site is declared once, checked when its class is made, and says plainly what is wrong."""

# ruff: noqa: RUF012 - a site declares its lists and tables as plain values

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.declaration import DeclarationError
from crawler.site import Forum, Marketplace
from storage.records import Page, PageKind
from storage.sampling_records import FrameBasis, StratumKind, Unit

GOOD: dict[str, Any] = {
    "name": "shop",
    "home": "https://shop.example/",
    "search": "https://shop.example/s?q={query}&page={page}",
    "browse": ["https://shop.example/antiques?page={page}"],
    "languages": ["en"],
    "expect": (20, 100),
    "links": "a.ad",
    "next_page": "a[rel=next]",
    "native_id": r"/ad/(\d+)",
    "fields": {"title": "h1", "text": ".body", "seller": ".seller a@href"},
    "gone": {"ended_by_seller": {".notice": ["sold"]}},
}


def declared(**changes: Any) -> type[Marketplace]:
    return type("Shop", (Marketplace,), {key: value for key, value in {**GOOD, **changes}.items() if value is not ...})


def index(body: str, url: str = "https://shop.example/antiques?page=1", page: Page | None = None) -> HtmlResponse:
    request = Request(url, meta={"page": page} if page else {})
    return HtmlResponse(url, body=f"<html><body>{body}</body></html>", encoding="utf-8", request=request)


FAULTS = [
    ({"link": "a.ad"}, "Shop.link: no such attribute: did you mean `links`?"),
    ({"delay": 1}, "Shop.delay: no such attribute: the pace is set by `delay` in fieldsign.toml"),
    ({"tdiy": lambda listing: listing}, "did you mean `tidy`?"),
    ({"links": "a..ad"}, "Shop.links: 'a..ad' is not a CSS selector"),
    ({"links": "a::attr(href)"}, "Shop.links: 'a::attr(href)' has a pseudo-element: write the element alone"),
    ({"fields": {"titel": "h1"}}, "Shop.fields: no such field 'titel': did you mean 'title'?"),
    ({"fields": {"title": "h1["}}, "Shop.fields: field 'title': 'h1[' is not a CSS selector"),
    ({"native_id": "("}, "Shop.native_id: '(' is not a regular expression"),
    ({"home": "shop.example"}, "Shop.home: 'shop.example' is not a web address: begin it with https://"),
    ({"hosts": ["https://shop.example"]}, "'https://shop.example' is not a host"),
    ({"browse": "https://shop.example/"}, "Shop.browse: 'https://shop.example/' is not a list: write ["),
    ({"browse": ["https://shop.example/{pg}"]}, "holds {pg}: only {home}, {query} and {page} are filled in"),
    ({"search": "https://shop.example/s"}, "has no {query}"),
    ({"languages": ["English"]}, "'English' is not a language tag"),
    ({"expect": (100, 20)}, "Shop.expect: (100, 20) is not a range"),
    ({"currency": "pounds"}, "'pounds' is not a currency: write its ISO 4217 code"),
    ({"date_order": "DDMM"}, "is not an order of day, month and year"),
    ({"zone": "Bangkok"}, "'Bangkok' is not a time zone"),
    ({"render": "yes"}, "Shop.render: 'yes': write True"),
    ({"name": "My Shop"}, "'My Shop' is not a name"),
    ({"gone": {"sold": {".x": ["y"]}}}, "no such outcome 'sold'"),
    ({"gone": {"expired": ["y"]}}, "'expired': must be a table"),
    ({"expect": ...}, "Shop.expect: is missing: write how many listings"),
    ({"links": ...}, "Shop.links: is missing"),
    ({"search": ..., "browse": ...}, "Shop: needs `search` or `browse`"),
]


@pytest.mark.parametrize(("changes", "message"), FAULTS, ids=[next(iter(changes)) for changes, _ in FAULTS])
def test_a_fault_names_class_attribute_and_remedy(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        declared(**changes)
    assert message in str(caught.value)
    assert 1 == len(caught.value.faults)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(DeclarationError) as caught:
        declared(links="a..ad", zone="Bangkok", colour="red")
    assert {"links", "zone", "colour"} == {fault.attribute for fault in caught.value.faults}


def test_a_family_may_leave_out_what_its_sites_fill_in() -> None:
    """Four lines are a site; a forum without posts is none."""

    class Family(Forum):
        """Software."""

        links = "a.topic"
        native_id = r"/t/(\d+)"
        posts = "article"

    class Board(Family):
        """A board."""

        name = "board"
        home = "https://board.example/"
        browse = ["https://board.example/"]
        languages = ["en"]
        expect = (1, 2)

    assert frozenset({"board.example"}) == Board.allowed_hosts
    with pytest.raises(DeclarationError, match="posts: is missing"):
        type("Board", (Forum,), {key: value for key, value in GOOD.items() if key != "next_page"})


def test_a_site_stands_at_another_origin() -> None:
    """Every address of the site moves, its hosts with them; others stay, and the first class is as it was."""
    shop = declared(browse=["https://shop.example/a", "https://old.example/b"])
    moved = shop.at("http://127.0.0.1:8101/")
    assert ("shop", "http://127.0.0.1:8101/") == (moved.name, moved.home)
    assert ["http://127.0.0.1:8101/a", "https://old.example/b"] == list(moved.browse)
    assert "http://127.0.0.1:8101/s?q={query}&page={page}" == moved.search
    assert frozenset({"127.0.0.1:8101", "old.example"}) == moved.allowed_hosts
    assert "https://shop.example/" == shop.home


def test_links_of_an_index_page_are_listings_once_each() -> None:
    """Photo and title link to one advert; a link without an id is no advert."""
    body = '<a class=ad href="/ad/1">x</a><a class=ad href="/ad/1?utm_source=a">y</a><a class=ad href="/help">h</a>'
    page = declared()().read_index(index(body + '<a class=ad href="/ad/2#p">z</a><a rel=next href="?page=2">next</a>'))
    assert ["1", "2"] == [link.native_id for link in page.links]
    assert ("https://shop.example/antiques?page=2", False) == (page.next_url, page.empty)


def test_links_that_lead_elsewhere_are_ignored() -> None:
    """Another host with an id of its own, another scheme, a broken address: none of them hides our own advert."""
    others = [
        "https://other.example/ad/1",
        "javascript:open('/ad/3')",
        "http://[/ad/4",
        "mailto:/ad/5",
        "//x:99999/ad/6",
        "",
    ]
    body = "".join(
        f'<a class=ad href="{href}">x</a>'
        for href in [*others, "http://shop.example/ad/1", "https://shop.example/ad/1"]
    )
    page = declared()().read_index(index(body))
    assert ["http://shop.example/ad/1"] == [link.url for link in page.links]
    further = declared(hosts=["other.example"])().read_index(index(body))
    assert ["https://other.example/ad/1"] == [link.url for link in further.links]


def test_an_empty_result_is_told_from_a_broken_page() -> None:
    """F08: only the site's own marker says that there is nothing."""
    site = declared(empty="p.none")()
    assert site.read_index(index("<p class=none>Nothing found</p>")).empty
    assert not site.read_index(index("<p>Oops</p>")).empty


def test_without_a_next_link_the_number_in_the_template_counts() -> None:
    """While links are found; an empty page is the last."""
    site = declared(next_page="")()
    at = "https://shop.example/s?q=ivory%20x&page=2"
    unit = Unit(stratum="ivory x", kind=StratumKind.SEARCH, frame_pages=5, basis=FrameBasis.WALKED)
    page = Page(id="1", sweep_id="1", kind=PageKind.INDEX, url=at, query="ivory x", number=2, unit=unit)
    found = site.read_index(index('<a class=ad href="/ad/1">x</a>', at, page))
    assert "https://shop.example/s?q=ivory%20x&page=3" == found.next_url
    assert site.read_index(index("", at, page)).next_url is None


def test_a_button_may_lead_to_the_next_page() -> None:
    site = declared(next_page="button.next")()
    body = '<a class=ad href="/ad/1">x</a><form><button class=next name=page value=2>Next</button></form>'
    assert "https://shop.example/antiques?page=2" == site.read_index(index(body)).next_url


def test_a_browser_waits_for_what_it_understands() -> None:
    """The sign of a drawn page is a selector without our own spellings."""
    site = declared(empty="p:contains('Nothing')", fields={"title": ".head h1@title", "text": ".body"})
    assert "a.ad" == site.sign_of(PageKind.INDEX)
    assert ".head h1" == site.sign_of(PageKind.LISTING)
