"""The frame of a sweep: which result pages it has, which are looked at, and with what probability."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.frame import Frame, draw_listings, first_pages, further_pages, is_drawn, known_unit
from crawler.index_page import IndexPage, Link
from crawler.paging import last_number
from crawler.sampling import drawn_pages, inclusion_of
from crawler.settings import Plan
from crawler.site import Marketplace
from crawler.tree import tree_of
from crawler.urls import filled
from storage.records import Page, PageKind, PlannedPage
from storage.sampling_records import FrameBasis, StratumKind, Unit


class Shop(Marketplace):
    """A shop."""

    name = "shop"
    home = "https://shop.example/"
    search = "https://shop.example/s?q={query}&page={page}"
    browse = ("https://shop.example/all?page={page}", "https://shop.example/new")
    languages = ("en",)
    expect = (0, 100)
    links = "a.ad"
    promoted = "li.top"
    next_page = "a[rel=next]"
    native_id = r"/ad/(\d+)"


def frame(**changes: Any) -> Frame:
    plan = replace(
        Plan(name="test"), **{key: changes.pop(key) for key in ("pages", "depth", "listings") if key in changes}
    )
    return Frame.of(plan, changes.get("queries", ("ngà voi", "ivory", "ivory")), Shop.browse)


def as_page(planned: PlannedPage) -> Page:
    names = ("kind", "url", "query", "number", "native_id", "inclusion", "unit")
    return Page(id="1", sweep_id="1", **{name: getattr(planned, name) for name in names})


def test_every_stratum_begins_with_its_first_page_in_random_order() -> None:
    """Two categories and two different queries; the order hangs on the seed alone."""
    planned = first_pages(frame(), Shop, 1)
    assert {
        ("category", None, "https://shop.example/all?page=1"),
        ("category", None, "https://shop.example/new"),
        ("search", "ngà voi", "https://shop.example/s?q=ng%C3%A0%20voi&page=1"),
        ("search", "ivory", "https://shop.example/s?q=ivory&page=1"),
    } == {(page.unit.kind, page.query, page.url) for page in planned if page.unit}
    assert {1.0} == {page.inclusion for page in planned}
    orders = {tuple(page.url for page in first_pages(frame(), Shop, seed)) for seed in range(20)}
    assert len(orders) > 5
    assert planned == first_pages(frame(), Shop, 1)


def test_a_frame_comes_back_as_it_was_stored() -> None:
    """And its digest knows what changes the sample from what does not."""
    told = frame(pages=3, depth=9)
    assert told == Frame.recalled(told.document())
    assert told.digest != frame(pages=3, depth=8).digest
    assert told.digest == replace(told, page_budget=9, audit_rate=0.5).digest


def test_pages_are_drawn_where_any_page_can_be_asked_for() -> None:
    """A template with a number and more pages than are looked at; everything else is walked."""
    deep = frame(pages=3, depth=30)
    assert is_drawn(deep, Shop.browse[0])
    assert not is_drawn(deep, Shop.browse[1])
    assert not is_drawn(frame(pages=3, depth=3), Shop.browse[0])
    bases = {page.url: page.unit.basis for page in first_pages(deep, Shop, 1) if page.unit}
    assert FrameBasis.PLAN == bases["https://shop.example/all?page=1"]
    assert FrameBasis.WALKED == bases["https://shop.example/new"]


def test_the_first_page_leads_to_the_drawn_ones() -> None:
    """Two of pages 2 to 30, each with probability 2/29; a drawn page leads to none."""
    deep = frame(pages=3, depth=30)
    first = next(as_page(one) for one in first_pages(deep, Shop, 5) if one.query == "ivory")
    index = IndexPage(links=(Link(url="https://shop.example/ad/1", native_id="1"),), next_url="https://shop.example/x")
    drawn = further_pages(deep, Shop, 5, first, index)
    assert 2 == len(drawn)
    assert [pytest.approx(2 / 29)] * 2 == [page.inclusion for page in drawn]
    assert all(page.url == filled(Shop.search, query="ivory", page=page.number) for page in drawn)
    assert [] == further_pages(deep, Shop, 5, as_page(drawn[0]), index)


@pytest.mark.parametrize(
    ("index", "pages", "basis"),
    [
        (IndexPage(next_url="https://shop.example/x", last=7), 7, FrameBasis.SHOWN),
        (IndexPage(next_url="https://shop.example/x", last=99), 30, FrameBasis.SHOWN),
        (IndexPage(next_url="https://shop.example/x"), 30, FrameBasis.PLAN),
        (IndexPage(), 1, FrameBasis.SHOWN),
    ],
)
def test_the_first_page_may_show_where_the_results_end(index: IndexPage, pages: int, basis: FrameBasis) -> None:
    deep = frame(pages=3, depth=30)
    first = next(as_page(one) for one in first_pages(deep, Shop, 5) if one.query == "ivory")
    known = known_unit(deep, Shop, first, index)
    assert known
    assert (pages, basis) == (known.frame_pages, known.basis)
    assert len(further_pages(deep, Shop, 5, first, index)) == min(2, pages - 1)


def test_a_walk_follows_the_links_and_ends_by_the_plan() -> None:
    """An endless calendar has a next page for ever; the plan has not."""
    short = frame(pages=3, depth=3)
    page = next(as_page(one) for one in first_pages(short, Shop, 5) if one.url.endswith("/new"))
    for number in (2, 3):
        (following,) = further_pages(
            short, Shop, 5, page, IndexPage(next_url=f"https://shop.example/new?after={number}")
        )
        assert (number, 1.0) == (following.number, following.inclusion)
        page = as_page(following)
    assert [] == further_pages(short, Shop, 5, page, IndexPage(next_url="https://shop.example/new?after=4"))


def test_every_page_comes_with_the_probability_that_is_stored() -> None:
    """The first always; of 2 to 9 each as often as any other, over many seeds."""
    times = Counter(number for seed in range(4000) for number in drawn_pages(seed, "ivory", 9, 4))
    assert 4000 == times.pop(1)
    expected = 4000 * inclusion_of(2, 9, 4)
    assert set(times) == set(range(2, 10))
    assert all(abs(count - expected) < 5 * expected**0.5 for count in times.values())
    assert (1, 2, 3) == tuple(sorted(drawn_pages(7, "ivory", 3, 4)))
    assert 1.0 == inclusion_of(3, 3, 4)


def test_ordinary_slots_are_drawn_from_and_paid_ones_looked_at_too() -> None:
    """Three of ten ordinary slots; the two paid ones are planned besides, and one of them is ordinary as well."""
    links = [Link(url=f"https://shop.example/ad/{n}", native_id=str(n)) for n in range(10)]
    paid = [Link(url=f"https://shop.example/ad/{n}", native_id=str(n), promoted=True) for n in (3, 77)]
    page = as_page(first_pages(frame(), Shop, 5)[0])
    drawn = draw_listings(frame(listings=3), Shop, 5, page, IndexPage(links=(*paid, *links)))
    assert (3, {0.3}) == (len(drawn.slots), {slot.inclusion for slot in drawn.slots})
    assert (10, 2, 11) == (drawn.counts.slots, drawn.counts.promoted, drawn.counts.links_found)
    assert {"listing 3", "listing 77"} <= {one.key for one in drawn.pages}
    assert {slot.key for slot in drawn.slots} <= {one.key for one in drawn.pages}
    places = {slot.key: slot.position for slot in drawn.slots}
    assert all(key == f"listing {place - 1}" for key, place in places.items())


@pytest.mark.parametrize(
    ("text", "times"),
    [("Ivory tusk", 1), ("Vòng NGÀ VOI, ivory", 2), ("nothing of it", 1), ("voi mà không ngà", 1)],
)
def test_a_listing_counts_once_for_each_search_that_would_show_it(text: str, times: int) -> None:
    assert times == frame().multiplicity(text)


def shown(body: str) -> int | None:
    at = "https://shop.example/s?q=ivory&page=1"
    unit = Unit(stratum="ivory", kind=StratumKind.SEARCH, frame_pages=30, basis=FrameBasis.PLAN)
    page = Page(id="1", sweep_id="1", kind=PageKind.INDEX, url=at, query="ivory", unit=unit)
    request = Request(at, meta={"page": page})
    response = HtmlResponse(at, body=f"<body>{body}</body>", encoding="utf-8", request=request)
    tree = tree_of(response)
    assert tree
    return last_number(tree, response, lambda number: filled(Shop.search, query="ivory", page=number))


def numbered(*numbers: int) -> str:
    return "".join(f'<a href="/s?page={number}&amp;q=ivory">{number}</a>' for number in numbers)


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (numbered(2, 3, 87), 87),
        (numbered(2, 3), 3),
        (numbered(2, 3, 4, 5, 6), None),
        ('<a href="/s?q=ivory&amp;page=2">Next</a>', None),
        ('<a href="/ad/9">9</a>' + numbered(2), 2),
        ('<a href="/s?q=horn&amp;page=9">9</a>', None),
        ('<a href="/s?q=ivory&amp;page=20">3</a>', None),
        ('<button name="page" value="2">2</button><button name="page" value="41">41</button>', 41),
        ("", None),
    ],
)
def test_the_last_page_is_known_only_where_it_is_shown(body: str, last: int | None) -> None:
    """Numbers that lead to other pages, to other searches or to another page than they say do not count."""
    assert last == shown(body)
