"""B09: one listing has one key, however its address is spelled."""

from __future__ import annotations

import pytest

from crawler.urls import filled, moved, url_key, with_parameter

AD = "https://shop.example/ad/12?id=7"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://shop.example/ad/12?utm_source=mail&id=7&utm_campaign=a",
        "https://shop.example/ad/12?id=7&from=homepage&ref=carousel",
        "https://shop.example/ad/12?id=7&PHPSESSID=8e1f0a77c2d94b5aa1",
        "https://shop.example/ad/12?id=7#photos",
        "http://shop.example/ad/12?id=7",
        "HTTPS://Shop.Example:443/ad/12?id=7",
        "http://shop.example:80/ad/12;jsessionid=ABC123?id=7",
        "https://shop.example/ad/12?fbclid=x1&gclid=x2&id=7",
    ],
)
def test_spellings_of_one_listing_have_one_key(spelling: str) -> None:
    assert url_key(AD) == url_key(spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://shop.example/v?id=1", "https://shop.example/v?id=2"),
        ("https://shop.example/v?ref=10023", "https://shop.example/v?ref=10024"),
        ("https://shop.example/v?sid=4", "https://shop.example/v?sid=5"),
        ("https://shop.example/v?from=100", "https://shop.example/v?from=200"),
        ("https://shop.example/list?page=1", "https://shop.example/list?page=2"),
        ("https://shop.example/AD/a", "https://shop.example/ad/a"),
        ("http://127.0.0.1:8101/x", "http://127.0.0.1:8102/x"),
    ],
)
def test_what_may_be_an_id_is_kept(one: str, other: str) -> None:
    """The list of tracking parameters is narrow: two listings never become one."""
    assert url_key(one) != url_key(other)


def test_parameters_are_compared_without_regard_to_order() -> None:
    assert url_key("https://s.example/?b=2&a=1") == url_key("https://s.example/?a=1&b=2")


def test_templates_are_filled_with_quoted_words() -> None:
    assert "https://s.example/q/ng%C3%A0%20voi%26?p=3" == filled(
        "https://s.example/q/{query}?p={page}", query="ngà voi&", page=3
    )


def test_only_addresses_of_the_old_origin_move() -> None:
    assert "http://127.0.0.1:9/a?b=1" == moved("https://s.example/a?b=1", "https://s.example/", "http://127.0.0.1:9/")
    assert "https://cdn.example/a" == moved("https://cdn.example/a", "https://s.example/", "http://127.0.0.1:9/")


def test_a_button_of_a_form_leads_to_the_page_it_names() -> None:
    assert "http://s.example/search/?q=a+b&page=2" == with_parameter(
        "http://s.example/search/?q=a+b&page=1#x", "page", "2"
    )
