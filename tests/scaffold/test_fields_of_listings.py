"""Title, price, text, seller, date and place of a listing: right, or honestly not found."""

from __future__ import annotations

import json

import pytest

from crawler.scaffold import Confidence, Proposal, SavedPage, propose
from tests.scaffold.made_pages import GOODS, HOME, address, cards, index, listing, shop


def read(proposal: Proposal, name: str, number: int = 0) -> str:
    """What the product reads on a listing page with what is proposed."""
    return proposal.parts[f"fields.{name}"].read.get(HOME + address(number), "")


def test_each_field_of_a_plain_listing_is_read() -> None:
    proposal = shop()
    assert GOODS[0][0] == read(proposal, "title")
    assert "40 GBP" == read(proposal, "price")
    assert read(proposal, "text").startswith("It has been in the family")
    assert f"{HOME}/user/anna0" == read(proposal, "seller")
    assert read(proposal, "posted").startswith("2026-10-01T10:00")
    assert "Leeds" == read(proposal, "place")
    assert "GBP" == proposal.parts["currency"].value
    assert ["en"] == proposal.parts["languages"].value
    assert f"{HOME}/" == proposal.parts["home"].value


def test_what_is_read_stands_beside_how_it_was_found() -> None:
    """A person can judge each part without opening a page."""
    part = shop().parts["fields.title"]
    assert Confidence.SURE is part.confidence
    assert "index page" in part.how


def test_a_price_that_is_struck_out_is_not_the_price() -> None:
    pages = [listing(n, price=f"<p class=price><del>£99</del> <b>£{GOODS[n][1]}</b></p>") for n in (0, 1)]
    assert "40 GBP" == read(propose([index(), *pages], name="shop_example"), "price")


def test_prices_of_related_items_are_not_the_price() -> None:
    more = f'<section class="related"><h2>Others</h2><ul>{cards(range(6, 12))}</ul></section>'
    pages = [listing(n, price=f"<b>£{GOODS[n][1]}</b>", more=more) for n in (0, 1)]
    assert read(propose([index(), *pages], name="shop_example"), "price") in ("40 GBP", "")


def test_a_price_in_a_column_beside_the_text_is_the_price() -> None:
    pages = [
        listing(n, price="", body=f'<h1>{GOODS[n][0]}</h1><aside><b class="cost">£{GOODS[n][1]}</b></aside>')
        for n in (0, 1)
    ]
    assert "40 GBP" == read(propose([index(), *pages], name="shop_example"), "price")


def test_structured_data_outweighs_a_price_that_disagrees() -> None:
    """What is shown as a price may be that of the delivery."""
    said = '<script type="application/ld+json">{"@type": "Product", "name": "It", "offers": {"price": "77"}}</script>'
    pages = [listing(n, price='<p class="price">£3</p>', head=said) for n in (0, 1)]
    part = propose([index(), *pages], name="shop_example").parts["fields.price"]
    assert (None, "structured data") == (part.value, part.how)


def test_a_listing_without_a_price_gets_none() -> None:
    pages = [listing(n, price="<p>To be given away</p>") for n in (0, 1)]
    inner = "".join(f'<li><a href="{address(n)}">{GOODS[n][0]}</a></li>' for n in range(6))
    proposal = propose([index(f"<ul>{inner}</ul>"), *pages], name="shop_example")
    assert not proposal.parts["fields.price"].found
    assert proposal.parts["fields.price"].how


@pytest.mark.parametrize("number", [0, 1])
def test_structured_data_is_used_where_nothing_shows(number: int) -> None:
    """The price stands in JSON-LD alone: the selector is left out, and the product reads it all the same."""
    pages = [
        listing(
            n,
            price="<p>Ask me</p>",
            head='<script type="application/ld+json">'
            + json.dumps(
                {"@type": "Product", "name": GOODS[n][0], "offers": {"price": f"{n + 5}.50", "priceCurrency": "EUR"}}
            )
            + "</script>",
        )
        for n in (0, 1)
    ]
    proposal = propose([index(), *pages], name="shop_example")
    part = proposal.parts["fields.price"]
    assert (None, "structured data") == (part.value, part.how)
    assert f"{number + 5}.50 EUR" == read(proposal, "price", number)


def test_text_that_all_pages_show_is_not_the_text() -> None:
    more = (
        f'<div class="content-body">{"Buy with care and never send money before you have seen the goods. " * 12}</div>'
    )
    proposal = propose([index(), listing(0, more=more), listing(1, more=more)], name="shop_example")
    assert read(proposal, "text").startswith("It has been in the family")


def test_an_advert_that_was_posted_twice_is_read_all_the_same() -> None:
    """What two pages share is not always what the site says on each."""
    body = str(listing(0).body)
    again = SavedPage(url=HOME + address(6), body=body)
    proposal = propose([index(), listing(0), again], name="shop_example")
    assert GOODS[0][0] == read(proposal, "title")
    assert read(proposal, "text", 6).startswith("It has been in the family")


def test_the_name_of_the_site_is_not_the_title() -> None:
    def page(number: int) -> str:
        words = "Words of it. " * 20
        return f'<h1 class="logo">Shop of all</h1><h2>{GOODS[number][0]}</h2><p class="description">{words}{number}</p>'

    proposal = propose([index(), listing(0, body=page(0)), listing(1, body=page(1))], name="shop_example")
    assert GOODS[0][0] == read(proposal, "title")


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("ru", "", ["ru"]),
        ("zh-TW", "", ["zh-Hant"]),
        ("zh-cn", "", ["zh-Hans"]),
        ("pt-BR", "", ["pt"]),
        ("", "Der Tisch ist alt und die Stühle sind nicht mit ihm zu haben, auch ist sich zu melden gut", ["de"]),
        ("", "これはとても古い椅子ですがまだ使えます。引き取りに来られる方だけお願いします。", ["ja"]),
        ("en", "Продам старый стол и стулья, самовывоз, не торгуюсь, звоните после шести, всё это стоит у нас", ["ru"]),
    ],
)  # fmt: skip
def test_languages_are_those_declared_if_the_letters_bear_it_out(language: str, text: str, told: list[str]) -> None:
    from crawler.scaffold.opened import opened
    from crawler.scaffold.proposal import SavedPage
    from crawler.scaffold.tongues import languages_of

    page = opened(SavedPage(url=HOME, body=f'<html lang="{language}"><body><p>{text}</p></body></html>'), 1)
    assert told == languages_of([page]).value


@pytest.mark.parametrize(
    "said",
    ["35 кв.м", "120 m²", "35 km", "80 kg", "0,00 €", "£0.00", "12 €/m²", "42"],
)
def test_a_size_a_distance_or_nothing_is_no_price(said: str) -> None:
    pages = [listing(n, price=f'<p><span class="param_value">{said}</span></p>') for n in (0, 1)]
    assert "" == read(propose([index(), *pages], name="shop_example"), "price")


def test_the_only_first_heading_is_the_title_where_nothing_repeats_it() -> None:
    """The title element and OpenGraph may be made of other words than the heading, and end in the site's name."""
    names = ("Bright flat by the lake", "House with a large garden")
    pages = [
        SavedPage(
            url=HOME + address(n),
            body=f"<html><head><title>{n + 2} rooms for rent - {n}58024 • shop.example</title></head><body>"
            f"<h1>{names[n]}</h1><p class=description>{'Words of it. ' * 20}{n}</p></body></html>",
        )
        for n in (0, 1)
    ]
    inner = "".join(f'<li><a href="{address(n)}"><img alt="Picture {n}" src="{n}.jpg"></a></li>' for n in range(6))
    assert names[0] == read(propose([index(f"<ul>{inner}</ul>"), *pages], name="shop_example"), "title")


def test_a_title_with_the_name_of_the_site_is_not_found() -> None:
    """It would stand in every record; a person can find the heading."""

    def page(number: int) -> SavedPage:
        title = f"{number + 2} rooms, third floor | Shop"
        head = f'<title>{title}</title><meta property="og:title" content="{title}">'
        words = "Words of it. " * 20
        body = f"<html><head>{head}</head><body><div class=description>{words}{number}</div></body></html>"
        return SavedPage(url=HOME + address(number), body=body)

    inner = "".join(f'<li><a href="{address(n)}"><img alt="Picture {n}" src="{n}.jpg"></a></li>' for n in range(6))
    part = propose([index(f"<ul>{inner}</ul>"), page(0), page(1)], name="shop_example").parts["fields.title"]
    assert not part.found
    assert "site's name" in part.how


def test_a_date_told_from_the_day_of_the_look_is_shown_in_its_words() -> None:
    """Nobody knows on which day a saved page was looked at."""
    pages = [
        listing(n, body=f"<h1>{GOODS[n][0]}</h1><p>£{GOODS[n][1]} <span class=date>{n + 2} days ago</span></p>")
        for n in (0, 1)
    ]
    assert "2 days ago" == read(propose([index(), *pages], name="shop_example"), "posted")
