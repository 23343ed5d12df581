"""From a page to its listings: selectors first, structured data for the gaps, nothing invented."""

# ruff: noqa: RUF012 - a site declares its lists and tables as plain values

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.site import Forum, Marketplace, Site
from storage.records import Listing

LOOKED = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)


class Shop(Marketplace):
    """A shop of these tests."""

    name = "shop"
    home = "http://shop.example/"
    browse = ["http://shop.example/list?page={page}"]
    languages = ["en"]
    expect = (0, 10)
    links = "a.ad"
    native_id = r"/ad/(\d+)"
    fields = {"title": "h1", "text": ".body", "price": ".price", "seller": ".seller a@href"}


class Bare(Shop):
    """The same shop by its structured data alone."""

    name = "bare"
    fields = {}


class Threads(Forum):
    """A forum of these tests."""

    name = "threads"
    home = "http://forum.example/"
    browse = ["http://forum.example/?p={page}"]
    languages = ["en"]
    expect = (0, 10)
    links = "a.topic"
    native_id = r"/t/(\d+)"
    posts = "article"
    post_id = "@data-post"
    fields = {"title": "h1", "text": ".said", "seller": ".who", "posted": "time@datetime", "images": ".said img@src"}


def page(body: str, url: str = "http://shop.example/ad/7", head: str = "") -> HtmlResponse:
    text = f"<!doctype html><html><head><title>Shop</title>{head}</head><body>{body}</body></html>"
    return HtmlResponse(url, body=text, encoding="utf-8")


def one(response: Response, site: type[Site] = Shop) -> Listing:
    (listing,) = site().read_listings(response, LOOKED)
    return listing


def ld(item: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


PRODUCT = {
    "@type": "Product",
    "name": "Carved tusk",
    "description": "<p>Old piece</p><p>no papers</p>",
    "url": "http://shop.example/ad/7",
    "image": ["/a.jpg", {"@type": "ImageObject", "url": "/b.jpg"}],
    "offers": {
        "@type": "Offer",
        "price": 2879.2,
        "priceCurrency": "GBP",
        "seller": {"@type": "Person", "name": "anna"},
        "availableAtOrFrom": {"address": {"addressLocality": "Hull", "addressCountry": "UK"}},
    },
}


def test_fields_are_what_the_selectors_find() -> None:
    """Text keeps its blocks, inline parts are joined as they stand, addresses are absolute."""
    body = (
        "<h1>Tusk\n  pendant</h1><div class=body><p>i<b>vo</b>ry<br>40 cm</p><p>no papers</p><script>x()</script></div>"
        "<p class=price>£20</p><div class=seller><a href='/u/4'>anna</a></div>"
    )
    listing = one(page(body))
    assert ("shop", "7", "Tusk pendant") == (listing.site, listing.native_id, listing.title)
    assert "ivory\n40 cm\nno papers" == listing.text
    assert (Decimal(20), "GBP") == (listing.price and listing.price.amount, listing.price and listing.price.currency)
    assert "http://shop.example/u/4" == listing.seller


def test_only_web_addresses_are_taken() -> None:
    """javascript:, data: and broken addresses are no seller and no picture."""
    body = "<h1>Tusk</h1><div class=seller><a href='javascript:alert(1)'>anna</a><a href='http://[x'>b</a></div>"
    images = ld(dict(PRODUCT, image=["data:image/png;base64,AAAA", "javascript:x", "/a.jpg"]))
    listing = one(page(body + images))
    assert ("anna", ("http://shop.example/a.jpg",)) == (listing.seller, listing.images)


def test_the_rest_of_the_page_is_kept_apart() -> None:
    """C14: what stands beside the advert is elsewhere, the advert itself is not; scripts and choices are nowhere."""
    body = (
        "<nav>Home</nav><h1>Oak shelf</h1><div class=body>Solid oak</div><aside>Related: ivory tusk</aside>"
        "<select><option>Kiswahili</option></select><script>var hidden</script>"
    )
    assert "Home\nRelated: ivory tusk" == "\n".join(filter(None, one(page(body)).elsewhere.split("\n")))


def test_main_content_is_where_fields_are_looked_for() -> None:
    """With `main` a carousel before it does not lend its title; without `text` all of main is the text."""

    class Mained(Shop):
        name = "mained"
        main = "main"
        fields = {"title": "h1"}

    body = "<div><h1>Carousel</h1><p>ivory</p></div><main><h1>Oak shelf</h1><p>Solid</p></main>"
    listing = one(page(body), Mained)
    assert ("Oak shelf", "Oak shelf\nSolid") == (listing.title, listing.text)
    assert "Carousel\nivory" == listing.elsewhere


def test_structured_data_fills_what_is_left_open() -> None:
    """The selectors win; JSON-LD gives the rest."""
    listing = one(page("<h1>My title</h1>" + ld(PRODUCT)))
    assert ("My title", "Old piece\nno papers") == (listing.title, listing.text)
    assert (Decimal("2879.2"), "GBP") == (
        listing.price and listing.price.amount,
        listing.price and listing.price.currency,
    )
    assert ("anna", "Hull, UK") == (listing.seller, listing.place)
    assert ("http://shop.example/a.jpg", "http://shop.example/b.jpg") == listing.images


@pytest.mark.parametrize(
    "body",
    [
        ld(PRODUCT),
        ld({"@graph": [{"@type": "WebSite", "name": "Shop"}, PRODUCT]}),
        ld([{"@type": "BreadcrumbList"}, {"@type": "Product", "name": "Other", "url": "/ad/9"}, PRODUCT]),
        "<div itemscope itemtype='https://schema.org/Product'><b itemprop=name>Carved tusk</b>"
        "<div itemprop=offers itemscope itemtype='https://schema.org/Offer'><i itemprop=price content='2879.20'>x</i>"
        "<i itemprop=priceCurrency content=GBP></i></div></div>",
    ],
)
def test_a_site_may_stand_on_structured_data_alone(body: str) -> None:
    """JSON-LD, in a graph, among other goods, or microdata: the item of this address counts."""
    listing = one(page(body), Bare)
    assert "Carved tusk" == listing.title
    assert (Decimal("2879.2"), "GBP") == (
        listing.price and listing.price.amount,
        listing.price and listing.price.currency,
    )


@pytest.mark.parametrize(
    ("site", "body", "head"),
    [
        (Shop, "<p>nothing like an advert</p>", ""),
        (
            Shop,
            "<div id=app></div>",
            '<meta property="og:title" content="Tusk"><meta property="og:image" content="/a.jpg">',
        ),
        (Shop, ld(PRODUCT), ""),
        (Bare, "<h1>Tusk</h1>", '<meta property="og:title" content="Tusk">'),
        (Bare, ld([dict(PRODUCT, url="/ad/8"), dict(PRODUCT, url="/ad/9")]), ""),
        (Bare, ld({"@type": "BreadcrumbList", "name": "Tusks"}), ""),
    ],
)
def test_a_page_without_a_listing_gives_none(site: type[Site], body: str, head: str) -> None:
    """An empty shell with OpenGraph is no listing where selectors are declared; nor are goods of other addresses."""
    assert () == site().read_listings(page(body, head=head), LOOKED)


@pytest.mark.parametrize("url", ["http://shop.example/", "http://shop.example/list?page=1", "http://shop.example/ad/"])
def test_a_page_without_the_id_in_its_address_is_no_listing(url: str) -> None:
    """A redirect to the front page does not make the front page an advert."""
    assert () == Shop().read_listings(page("<h1>Welcome</h1>", url), LOOKED)


def test_the_canonical_address_names_a_listing_whose_address_does_not() -> None:
    head = '<link rel=canonical href="/ad/7">'
    assert "7" == one(page("<h1>Tusk</h1>", "http://shop.example/redirected", head)).native_id


def test_what_is_not_text_is_no_listing() -> None:
    assert () == Shop().read_listings(Response("http://shop.example/ad/7", body=b"%PDF"), LOOKED)


CAROUSEL = "<div class=carousel><span class=price>£15</span></div>"
FIVE = (
    CAROUSEL
    + "<h1>Tusk</h1><p class=price><s>£3,500</s> £2879.20</p><p class=shipping>postage £9</p><div class=body>x</div>"
    + ld(PRODUCT)
)


def test_of_five_prices_the_main_one_is_read() -> None:
    """D04: JSON-LD, meta, struck-out, carousel, shipping: one price, compared as numbers; the others are candidates."""
    listing = one(page(FIVE, head='<meta property="product:price:amount" content="2879.2">'))
    assert listing.price is not None
    assert (Decimal("2879.20"), "GBP", False) == (listing.price.amount, listing.price.currency, listing.price.ambiguous)
    assert "£2879.20" == listing.price.raw
    assert {"£15", "£3,500"} <= set(listing.price.candidates)


def test_the_same_amount_spelled_twice_is_one_price() -> None:
    """D04: 2879.2 and 2879.20 are equal, so there is no candidate."""
    listing = one(page("<h1>Tusk</h1><p class=price>£2879.20</p>" + ld(PRODUCT)))
    assert listing.price is not None
    assert () == listing.price.candidates


def test_posts_of_a_thread_are_listings_of_their_own() -> None:
    """Title of the thread; text, seller, date, pictures and price of the post; an emptied post is none."""
    body = (
        "<h1>WTS: tortoises</h1><p>rules of the board</p>"
        "<article data-post=p11><b class=who>anna</b><time datetime='2026-11-20T10:00:00Z'></time>"
        "<div class=said>Four of them<p>900 GBP</p><img src=/a.jpg></div></article>"
        "<article data-post=p12><b class=who>bob</b><div class=said>Is this still current?</div></article>"
        "<article data-post=p13><b class=who>eve</b><div class=said></div></article>"
    )
    first, second = Threads().read_listings(page(body, "http://forum.example/t/5"), LOOKED)
    assert ("5/11", "WTS: tortoises", "Four of them\n900 GBP") == (first.native_id, first.title, first.text)
    assert ("anna", ("http://forum.example/a.jpg",)) == (first.seller, first.images)
    assert first.posted is not None
    assert datetime(2026, 11, 20, 10, 0, tzinfo=UTC) == first.posted.at
    assert (Decimal(900), "GBP") == (first.price and first.price.amount, first.price and first.price.currency)
    assert ("5/12", "bob", None) == (second.native_id, second.seller, second.price)
    assert "rules of the board" in second.elsewhere
    assert "Four of them" not in second.elsewhere


def test_answers_inside_answers_are_kept_apart() -> None:
    """Of a post inside a post nothing belongs to the outer one, the price in its text included."""
    inner = "<article data-post=p12><b class=who>bob</b><div class=said>I give 80 GBP</div></article>"
    body = f"<h1>WTS</h1><article data-post=p11><div class=said>Four of them</div><ol><li>{inner}</ol></article>"
    first, second = Threads().read_listings(page(body, "http://forum.example/t/5"), LOOKED)
    assert ("5/11", "Four of them", None, None) == (first.native_id, first.text, first.seller, first.price)
    assert ("5/12", "I give 80 GBP", "bob") == (second.native_id, second.text, second.seller)
    assert (False, True) == (first.is_reply, second.is_reply)


@pytest.mark.parametrize(
    "nest",
    [
        "<div>" * 500_000 + "x" + "</div>" * 400_000,
        "<b>" * 700_000 + "x" + "</b>" * 700_000,
        "<div itemscope itemprop=a itemtype='https://schema.org/Product'>" * 75_000,
        '<script type="application/ld+json">' + "[" * 4_900_000 + "</script>",
        '<script type="application/ld+json">' + "/*" * 90_000 + "</script>" + "<p>x</p>" * 500_000,
        '<div itemscope itemtype="https://schema.org/Product"><p itemprop=name>x</p></div>' * 60_000,
    ],
    ids=["div", "b", "microdata", "json", "json-comment", "many-items"],
)
def test_a_page_nested_beyond_reason_is_kept_with_a_note(nest: str) -> None:
    """D06: 5 MB end within 5 s; the row is kept, and says what could not be read."""
    body = "<h1>Tusk</h1><div class=body>ivory pendant</div>" + nest
    began = time.monotonic()
    listing = one(page(body))
    assert 5 > time.monotonic() - began
    assert listing.notes
    assert "ivory pendant" in listing.text


def test_a_page_of_a_million_flat_elements_is_read_whole() -> None:
    """D06: 5 MB without nesting lose nothing."""
    began = time.monotonic()
    listing = one(page("<h1>Tusk</h1>" + "<li>" * 1_250_000 + "<div class=body>ivory pendant</div>"))
    assert 5 > time.monotonic() - began
    assert ("ivory pendant", ()) == (listing.text, listing.notes)


def test_broken_structured_data_is_noted() -> None:
    listing = one(page("<h1>Tusk</h1>" + '<script type="application/ld+json">{"name": </script>'))
    assert ("a part of the page's JSON-LD is broken",) == listing.notes


def test_a_page_that_lxml_loses_is_read_with_beautiful_soup() -> None:
    """An unclosed title swallows the whole page in lxml."""
    text = "<html><head><title>Shop<body><h1>Tusk</h1>" + "<p class=body>ivory</p>" + "<p>x</p>" * 20
    listing = one(HtmlResponse("http://shop.example/ad/7", body=text, encoding="utf-8"))
    assert ("Tusk", "ivory") == (listing.title, listing.text)


def test_tidy_has_the_last_word() -> None:
    class Tidied(Shop):
        name = "tidied"

        def tidy(self, listing: Listing) -> Listing:
            return replace(listing, title=listing.title.removesuffix(" - Shop"))

    assert "Tusk" == one(page("<h1>Tusk - Shop</h1>"), Tidied).title


@pytest.mark.parametrize(
    "words",
    [
        "China cabinet with glass doors",
        "Turkey platter, hardly used",
        "Paris, Texas: the film poster",
        "Reading lamp, brass",
        "nice jersey, worn in georgia by jordan",
    ],
)
def test_no_place_is_made_from_common_words(words: str) -> None:
    """D12: a place is what a place field says, and nothing else."""
    body = f"<h1>{words}</h1><div class=body>{words}</div>"
    listing = one(page(body))
    assert listing.place is None
