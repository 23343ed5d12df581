"""Each bad input once: what was wrong, where, and what to do."""

from __future__ import annotations

import pytest

from crawler.scaffold import Role, SavedPage, ScaffoldError, propose
from tests.scaffold.made_pages import HOME, html, index, listing

LOGIN = SavedPage(
    url=f"{HOME}/login",
    body=html(
        '<h1>Log in</h1><form method=post><input name=user><input type="password" name=word><button>Go</button></form>'
    ),
)
SEARCH = SavedPage(
    url=f"{HOME}/search", body=html('<h1>Search</h1><form action="/search"><input type="search" name="q"></form>')
)
SHELL = SavedPage(
    url=f"{HOME}/app",
    body='<!doctype html><html><head><title>App</title></head><body><div id="root"></div>'
    '<script src="/app.js"></script></body></html>',
)
PLAIN = SavedPage(
    url=f"{HOME}/about", body=html("<h1>About</h1><p>We sell what others no longer need, and have done so long.</p>")
)
ELSEWHERE = SavedPage(url="https://other.test/item/1", body=str(listing(0).body))
FAULTS = [
    ([], "no pages were given"),
    ([SavedPage(url=f"{HOME}/a", body="")], "is empty"),
    ([SavedPage(url=f"{HOME}/a", body=b"%PDF-1.7 \x00\x01")], "is no HTML"),
    ([SavedPage(url=f"{HOME}/a", body='{"items": [1, 2]}')], "is no HTML"),
    ([SavedPage(url=f"{HOME}/a", body="only words")], "is no HTML"),
    ([SavedPage(url=f"{HOME}/a", body="<html><p>" + "x" * 5_000_001)], "larger than 5 MB"),
    ([SavedPage(url=f"{HOME}/a", body="<html><body>" + "<div>" * 5000)], "too deeply nested"),
    ([LOGIN], "asks for a login"),
    ([SEARCH], "search form only"),
    ([SHELL], "needs the browser"),
    ([PLAIN], "no index page can be told"),
    ([PLAIN, listing(0), listing(1)], "no index page can be told"),
    ([SavedPage(url="page.html", body=index().body)], "does not say its address"),
    ([index(), listing(0), ELSEWHERE], "different sites"),
    ([index(), listing(0), listing(0)], "are one listing"),
]


@pytest.mark.parametrize(("pages", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_bad_pages_are_refused_with_a_sentence(pages: list[SavedPage], said: str) -> None:
    with pytest.raises(ScaffoldError, match=said) as told:
        propose(pages, name="shop_example")
    assert len(str(told.value)) < 300
    assert "\n" not in str(told.value)


def test_a_short_page_with_a_script_and_an_empty_box_is_no_shell() -> None:
    """Many pages have a box for messages that is empty, and a thread may be short."""
    more = '<div id="messages"></div><script src="/app.js"></script>'
    body = f"<h1>Old chair</h1><p class='description'>It stands in the hall and creaks a little.</p>{more}"
    assert Role.LISTING is propose([index(), listing(0, body=body)], name="shop_example").pages[1].role


def test_a_short_listing_that_hides_its_contact_is_no_login_wall() -> None:
    body = "<h1>A lamp with a shade</h1><p>It works.</p><p>Please login to see contact information.</p>"
    lamp = SavedPage(url=f"{HOME}/item/lamp-1088.html", body=html(body, title="A lamp with a shade | Shop"))
    assert Role.LISTING is propose([index(), lamp], name="shop_example").pages[1].role


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ScaffoldError, match="is not a name"):
        propose([index(), listing(0)], name="Shop Example")


@pytest.mark.parametrize(
    ("page", "role"),
    [
        (SavedPage(url=f"{HOME}/item/gone-1099.html", body=html("<h1>Sorry</h1>"), status=404), Role.GONE),
        (
            SavedPage(
                url=f"{HOME}/item/x-1099.html", body=html('<p class="notice">This advert is no longer available.</p>')
            ),
            Role.GONE,
        ),
        (
            SavedPage(url=f"{HOME}/category/none", body=html('<p class="none">No results for your search.</p>')),
            Role.EMPTY,
        ),
        (LOGIN, Role.WALL),
        (PLAIN, Role.UNKNOWN),
    ],
)
def test_a_page_of_another_kind_gets_its_role(page: SavedPage, role: Role) -> None:
    proposal = propose([index(), listing(0), listing(1), page], name="shop_example")
    assert role is proposal.pages[-1].role
    assert proposal.pages[-1].why


def test_a_page_that_is_gone_gives_the_words_for_it() -> None:
    gone = SavedPage(url=f"{HOME}/item/x-1099.html", body=html('<p class="notice">This item has been sold.</p>'))
    proposal = propose([index(), listing(0), listing(1), gone], name="shop_example")
    assert {"ended_by_seller": {"p.notice": ["has been sold"]}} == proposal.parts["gone"].value


def test_an_empty_result_gives_the_sign_of_it() -> None:
    empty = SavedPage(url=f"{HOME}/category/none", body=html('<p class="none">No results for your search.</p>'))
    assert "p.none" == propose([index(), listing(0), empty], name="shop_example").parts["empty"].value


def test_listings_alone_are_taken_on_demand() -> None:
    """Then what an index page would tell is not found, and says what to give."""
    proposal = propose([listing(0), listing(1)], name="shop_example", without_index=True)
    assert proposal.parts["fields.title"].found
    assert not proposal.parts["links"].found
    assert "give a page of results" in proposal.parts["links"].how


@pytest.mark.parametrize("path", ["/item/an-author-of-note-1000.html", "/item/authentic-lamp-1000.html"])
def test_a_page_with_a_small_login_form_is_no_login_page(path: str) -> None:
    """Words of an address are no proof, and many pages carry a form for the password at their top."""
    form = '<form method=post><input name=user><input type="password" name=word></form>'
    page = SavedPage(url=HOME + path, body=str(listing(0, more=form + "<p>Words of it.</p>" * 120).body))
    assert propose([page], name="shop_example", without_index=True).parts["fields.title"].found
