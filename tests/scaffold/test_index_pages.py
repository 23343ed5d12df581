"""The links of an index page, the id in their addresses, and what is left out."""

from __future__ import annotations

import pytest

from crawler.scaffold import Confidence, Role, SavedPage, propose
from crawler.scaffold.addresses import id_pattern
from crawler.scaffold.selectors import is_stable
from tests.scaffold.made_pages import HOME, address, board, cards, html, index, listing, shop, thread

WHOLE = [HOME + address(number) for number in range(6)]


def links(site_pages: list[SavedPage]) -> list[str]:
    """The addresses that the product reads from the index page with what is proposed for it."""
    proposal = propose(site_pages, name="shop_example")
    from scrapy.http import HtmlResponse

    page = HtmlResponse(site_pages[0].url, body=str(site_pages[0].body), encoding="utf-8")
    return [link.url for link in proposal.site().read_index(page).links]


def test_roles_are_told_without_being_given() -> None:
    """Whatever the order, the page that links to the others is the index."""
    proposal = propose([listing(1), index(), listing(0)], name="shop_example")
    assert [Role.LISTING, Role.INDEX, Role.LISTING] == [page.role for page in proposal.pages]


def test_links_are_the_listings_and_nothing_else() -> None:
    proposal = shop()
    assert Confidence.SURE is proposal.parts["links"].confidence
    assert links([index(), listing(0), listing(1)]) == WHOLE


@pytest.mark.parametrize(
    "frame", ['<aside class="similar">{}</aside>', '<div class="sidebar-box">{}</div>', "<div id=right>{}</div>"]
)
def test_a_sidebar_of_the_same_shape_is_left_out(frame: str) -> None:
    """Links to further listings beside the results are not those of the results."""
    more = frame.format(f'<ul class="also">{cards(range(6, 10), cls="tiny")}</ul>')
    assert links([index(more=more), listing(0), listing(1)]) == WHOLE


def test_hashed_class_names_are_not_used() -> None:
    """What a build tool makes up will be another name next week."""
    inner = f'<ul class="css-1x2y3z">{cards(range(6), cls="css-9q8w7e sc-bdVaJa")}</ul>'
    proposal = propose([index(inner), listing(0), listing(1)], name="shop_example")
    assert proposal.parts["links"].found
    assert not any(word in str(proposal.parts["links"].value) for word in ("css-", "sc-"))


@pytest.mark.parametrize(
    ("name", "stable"),
    [
        ("css-1x2y3z", False),
        ("sc-bdVaJa", False),
        ("Card_title__3nK2x", False),
        ("jsx-2871293847", False),
        ("a1B2c3D4", False),
        ("price", True),
        ("ad-card", True),
        ("adTitle", True),
        ("h3", True),
        ("comments_list__comment", True),
    ],
)
def test_stable_names_are_told_from_hashes(name: str, stable: bool) -> None:
    assert stable is is_stable(name)


def test_promoted_cards_are_listings_too_and_told_apart() -> None:
    inner = f'<ul class="results">{cards([0, 1], cls="card promoted")}{cards(range(2, 6))}</ul>'
    proposal = propose([index(inner), listing(0), listing(3)], name="shop_example")
    assert "promoted" in str(proposal.parts["promoted"].value)
    assert links([index(inner), listing(0), listing(3)]) == WHOLE


UUID = "6bbf18bf-3ab9-4fce-9148-90d4ed48e"


@pytest.mark.parametrize(
    ("urls", "others", "ids"),
    [
        (["/ad/some-words-12345.html", "/ad/more-77.html"], ["/ads/cars.html"], ["12345", "77"]),
        (["/show?id=12&from=x", "/show?id=9&from=x"], ["/show?page=2"], ["12", "9"]),
        (["/viewtopic.php?f=2&t=345", "/viewtopic.php?f=2&t=346"], ["/viewforum.php?f=2"], ["345", "346"]),
        (["/a-red-chair-iid-123", "/a-blue-chair-iid-999"], ["/help-1"], ["123", "999"]),
        (["/item/m123", "/item/m45"], ["/user/m4"], ["123", "45"]),
        (["/s-anzeige/alte-uhr/2312-3-1", "/s-anzeige/neue-uhr/2319-3-1"], ["/s-uhren/c3"], ["2312", "2319"]),
        (["/topic/how-to-begin", "/topic/rules"], ["/user/anna"], ["how-to-begin", "rules"]),
        (["/t190-first-words", "/t77-other"], ["/f26-board"], ["190", "77"]),
        (["/p/9f8e7d6c5b", "/p/1a2b3c4d5e"], ["/c/chairs"], ["9f8e7d6c5b", "1a2b3c4d5e"]),
        (["/threads/a-theme.8276/", "/threads/rules.12/"], ["/members/anna.7/"], ["8276", "12"]),
        (["/d/ad/oak-table-IDWxYzQ.html", "/d/ad/elm-chair-IDOTbv3.html"], ["/d/ad/oak.html"], ["WxYzQ", "OTbv3"]),
        (["/MLA-123456-red-chair-_JM", "/MLA-99-blue-chair-_JM"], ["/help"], ["123456", "99"]),
        (["/thread-812-1-1.html", "/thread-77-1-3.html"], ["/forum-2-1.html"], ["812", "77"]),
        (["/showthread.php?123-On-tables", "/showthread.php?9-Rules"], ["/forumdisplay.php?7-Old"], ["123", "9"]),
        (["/index.php?topic=123.0", "/index.php?topic=45.0"], ["/index.php?board=2.0"], ["123", "45"]),
        (["/item/x1029384756", "/item/f5647382910"], ["/user/anna"], ["x1029384756", "f5647382910"]),
        (["/p/oak-table-i.12.3456", "/p/elm-chair-i.12.789"], ["/p/12"], ["3456", "789"]),
        (["/v/home/m2012345-oak-table", "/v/garden/m77-chair"], ["/u/m7-anna"], ["2012345", "77"]),
        (["/topic/13803/chat", "/topic/7/rules/2"], ["/user/9/anna"], ["13803", "7"]),
        (
            ["/talk/old-clocks-subject_29169_1.htm", "/talk/chairs-subject_217_1.htm"],
            ["/talk/list-1.htm"],
            ["29169", "217"],
        ),
        (
            [f"/offers/red-car-{UUID}8e4", f"/offers/blue-{UUID}1f0"],
            ["/offers/cars"],
            [f"{UUID}8e4", f"{UUID}1f0"],
        ),
    ],
)
def test_ids_are_found_in_addresses(urls: list[str], others: list[str], ids: list[str]) -> None:
    """General enough for all listings, strict enough for no other page."""
    pattern = id_pattern([HOME + url for url in urls], others=[HOME + url for url in others], index=f"{HOME}/list/")
    assert pattern is not None
    assert ids == [pattern.id_in(HOME + url) for url in urls]
    assert [None] * len(others) == [pattern.id_in(HOME + url) for url in others]


def test_two_links_to_one_listing_are_one() -> None:
    """A picture and a title lead to the same page, and a thread is linked at its last page too."""
    assert [f"{HOME}/forum/thread-{number}/" for number in range(1, 7)] == links(
        [
            board(),
            thread(1, [("ann", "A text about old things that is long enough")] * 2),
            thread(2, [("bob", "Yes indeed, so it is")]),
        ]
    )


def test_a_category_in_the_address_is_not_taken_for_granted() -> None:
    """Listings of another category than the one shown have the id too."""
    inner = "".join(f'<li><a href="/phones/{n}.htm">Telephone of kind {n}</a></li>' for n in range(101, 107))
    other = SavedPage(url=f"{HOME}/houses/9.htm", body=str(listing(0).body))
    proposal = propose([index(f"<ul>{inner}</ul>", url=f"{HOME}/phones/offers/"), other], name="shop_example")
    assert "9" == proposal.site().id_in(other.url)


def test_pages_saved_to_files_say_their_address() -> None:
    """By canonical, by og:url, by the comment of a browser, or by the title that the index page links to."""
    there = HOME + address(0)
    canonical = SavedPage(
        url="one.html", body=str(listing(0).body).replace("<head>", f'<head><link rel=canonical href="{there}">')
    )
    comment = SavedPage(url="two.html", body=f"<!-- saved from url=(0042){HOME + address(1)} -->{listing(1).body}")
    title = SavedPage(url="three.html", body=listing(2).body)
    proposal = propose([index(), canonical, comment, title], name="shop_example")
    assert [there, HOME + address(1), HOME + address(2)] == [page.url for page in proposal.pages[1:]]
    assert [Role.LISTING] * 3 == [page.role for page in proposal.pages[1:]]


def rows(*hrefs: str) -> str:
    """Rows of a static board: a theme, its author and the last post, all with links of one path."""
    cells = (
        f'<tr><td><a href="{href}">A theme of number {n} to talk of</a> <a href="profile-{n % 3}.html">ann{n}</a> '
        f'<a href="topic-post{900 + n}.html">&gt;&gt;</a></td></tr>'
        for n, href in enumerate(hrefs)
    )
    return f"<table>{''.join(cells)}</table>"


@pytest.mark.parametrize("form", ["topic-{}.html", "viewtopic.php@t={}.html", "viewtopic.php%3Ft={}.html"])
def test_static_addresses_of_a_board_are_told_apart(form: str) -> None:
    """Themes, authors and posts have addresses of one depth, and a mirror tool writes the question mark otherwise."""
    hrefs = [form.format(number) for number in range(40, 48)]
    page = index(rows(*hrefs), url=f"{HOME}/forum-2.html")
    thread_page = SavedPage(url=f"{HOME}/{hrefs[0]}", body=str(thread(40, [("ann", "Some words of it")]).body))
    assert [f"{HOME}/{href}" for href in hrefs] == links([page, thread_page])


def test_an_address_written_by_a_mirror_tool_is_the_same_kind_of_address() -> None:
    """One of the links of a frozen board may be a file's name, the others still a question."""
    hrefs = [f"showthread.php?tid={number}" for number in range(40, 47)] + ["showthread.php%3Ftid=47.html"]
    page = index(rows(*hrefs), url=f"{HOME}/forumdisplay.php?fid=2")
    thread_page = SavedPage(url=f"{HOME}/{hrefs[0]}", body=str(thread(40, [("ann", "Some words of it")]).body))
    assert 8 == len(links([page, thread_page]))


@pytest.mark.parametrize(
    ("urls", "ids"),
    [
        (["/products/a-stand/449717-01/", "/products/b-stand/561576-01/"], ["449717-01", "561576-01"]),
        (
            ["/bbs/M.1499790734.A.833.html", "/bbs/M.1499817685.A.0F7.html"],
            ["M.1499790734.A.833", "M.1499817685.A.0F7"],
        ),
        (["/forums/north-west-club/93602-a-flower.html", "/forums/north-west-club/1-rules.html"], ["93602", "1"]),
    ],
)
def test_a_code_is_an_id_as_a_whole(urls: list[str], ids: list[str]) -> None:
    """The number in it may be shared: by variants of one thing, or by posts of one second."""
    pattern = id_pattern([HOME + url for url in urls], index=f"{HOME}/list/")
    assert pattern is not None
    assert ids == [pattern.id_in(HOME + url) for url in urls]


def test_the_name_of_a_board_is_no_part_of_the_id() -> None:
    """Threads of another board have an id too."""
    urls = [f"{HOME}/forums/north-west-club/{n}-a-theme.html" for n in (93602, 113341)]
    pattern = id_pattern(urls, index=f"{HOME}/forums/forum111/")
    assert pattern is not None
    assert "7" == pattern.id_in(f"{HOME}/forums/south-east-club/7-rules.html")


def test_words_of_one_step_are_ids_where_deeper_addresses_are_not() -> None:
    """A shop may give its categories two steps and its goods one."""
    page = index(
        "<ul>" + "".join(f'<li><a href="/c/carved-stick-{w}">Carved stick {w}</a></li>' for w in "abcdef") + "</ul>",
        url=f"{HOME}/c/s/sticks",
    )
    one = SavedPage(url=f"{HOME}/c/carved-stick-a", body=str(listing(0).body))
    assert [f"{HOME}/c/carved-stick-{word}" for word in "abcdef"] == links([page, one])


def test_a_page_that_says_it_has_nothing_is_the_empty_one() -> None:
    """In a line of its own among others, with a sign that the index page does not show."""
    body = html("<h1>Search</h1><p class=none>Not found</p><p>Contact</p>")
    nothing = SavedPage(url=f"{HOME}/category/household?q=zz", body=body)
    proposal = propose([index(), listing(0), listing(1), nothing], name="shop_example")
    assert Role.EMPTY == proposal.pages[-1].role
    assert "p.none" == proposal.parts["empty"].value


def test_a_menu_that_all_pages_show_is_no_list() -> None:
    """A listing's page links to the index page from a menu of many categories: it is no index for that."""
    names = ("household", "garden-tools", "old-books", "toys-for-all", "music-boxes", "clothes-of-old", "lamps", "maps")
    menu = "<div><ul>" + "".join(f'<li><a href="/category/{n}">All of {n} here</a></li>' for n in names) + "</ul></div>"
    pages = [index(more=menu), listing(0, more=menu)]
    assert [Role.INDEX, Role.LISTING] == [page.role for page in propose(pages, name="shop_example").pages]
    assert links(pages) == WHOLE


def test_one_listing_alone_makes_nothing_sure() -> None:
    """A group of links that a single page bears out may be another group."""
    parts = propose([index(), listing(0)], name="shop_example").parts
    assert (Confidence.LIKELY, Confidence.LIKELY) == (parts["links"].confidence, parts["native_id"].confidence)


def test_links_that_leave_out_others_of_their_kind_are_not_sure() -> None:
    more = f'<section><p>Seen by others: <b><a href="{address(9)}">{"A thing that others saw"}</a></b></p></section>'
    part = propose([index(more=more), listing(0), listing(1)], name="shop_example").parts["links"]
    assert Confidence.LIKELY is part.confidence
    assert "left out" in part.how
