"""A blog: the article is read as a page, its comments as replies, and its number stands in a link of its own."""

# ruff: noqa: RUF012 - a site declares its lists and tables as plain values

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from scrapy.http import HtmlResponse

from crawler.outcome import said
from crawler.site import Blog

LOOKED = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)


class Diary(Blog):
    """A blog of these tests."""

    name = "diary"
    home = "http://blog.example/"
    browse = ["http://blog.example/?page={page}"]
    languages = ["en"]
    expect = (0, 10)
    links = "h2 a"
    native_id = r"\?p=(\d+)|//[^/]+/([a-z-]+)/"
    own_link = "link[rel=shortlink]"
    fields = {"title": "h1", "text": ".said", "seller": ".by"}
    posts = "li"
    reply_fields = {"text": ".word", "seller": ".who", "posted": "time@datetime"}
    gone = {"ended_by_seller": {".said": ["sold"]}}


def page(body: str, url: str, head: str = "") -> HtmlResponse:
    text = f"<!doctype html><html><head><title>Shop</title>{head}</head><body>{body}</body></html>"
    return HtmlResponse(url, body=text, encoding="utf-8")


ARTICLE = "<h1>Tortoises</h1><i class=by>anna</i><div class=said>Two<p>900 GBP</div>"
ANSWER = "<ul><li id=comment-7><p class=word>How much?</ul>"
COMMENTS = f"<ul><li id=comment-5><b class=who>bob</b><p class=word>Mine too{ANSWER}</ul>"
SHORT = "<link rel=shortlink href='/?p=5'>"


def test_an_article_and_its_comments_are_listings_of_their_own() -> None:
    """The number in the page's own link goes before the words of its address, and no comment takes it."""
    read = Diary().read_listings(page(ARTICLE + COMMENTS, "http://blog.example/my-tortoises/", SHORT), LOOKED)
    article, first, second = read
    assert ["5", "5/5", "5/7"] == [one.native_id for one in read]
    assert [False, True, True] == [one.is_reply for one in read]
    assert ("Two\n900 GBP", "anna") == (article.text, article.seller)
    assert Decimal(900) == (article.price and article.price.amount)
    assert ("Tortoises", "Mine too", "bob") == (first.title, first.text, first.seller)
    assert ("How much?", None) == (second.text, second.seller)


def test_without_its_own_link_a_page_goes_by_its_address() -> None:
    """A link to another site is not the page's own."""
    foreign = "<link rel=shortlink href='http://other.example/?p=9'>"
    for head in ("", foreign):
        (article,) = Diary().read_listings(page(ARTICLE, "http://blog.example/my-tortoises/", head), LOOKED)
        assert "my-tortoises" == article.native_id


def test_an_article_is_a_blogs_proof_of_life_unless_words_stand_in_it() -> None:
    """Comments alone are none."""
    assert "live" == said(Diary, page(ARTICLE, "http://blog.example/a/"))
    assert "ended_by_seller" == said(Diary, page(ARTICLE.replace("Two", "Sold: two"), "http://blog.example/a/"))
    assert "unknown" == said(Diary, page(COMMENTS, "http://blog.example/a/"))
