"""The software of a page is that with the most marks in it, and nobody's when that is nobody or two."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, JsonResponse, Response

from crawler.recognise import recognised
from crawler.site import Marketplace, Site


class Journal(Marketplace):
    marks = ("meta[name=generator][content^=Journal]", "html#journal")


class Shop(Marketplace):
    """Stands on the journal, and so names more marks than that."""

    marks = ("meta[name=generator][content^=Shop]", "body.shop", ".basket")


class Plain(Marketplace):
    """No software: nothing is known by it."""


HEAD = "<meta name=generator content='Journal 6'><meta name=generator content='Shop 9'>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<meta name=generator content='Journal 6'><p>Words</p>", Journal),
        ("<html id=journal><p>Words</p>", Journal),
        (f"<html id=journal>{HEAD}<body class=shop><p class=basket>Empty</p>", Shop),
        ("<html id=journal><body class=shop>", None),
        ("<p>Words</p>", None),
    ],
)
def test_the_most_marks_tell(markup: str, expected: type[Site] | None) -> None:
    page = HtmlResponse("https://somewhere.example/", body=markup, encoding="utf-8")
    assert expected is recognised(page, [Plain, Journal, Shop])


@pytest.mark.parametrize("response", [JsonResponse("https://a.example/", body=b"{}"), Response("https://a.example/")])
def test_what_is_no_page_was_made_by_nobody(response: Response) -> None:
    assert recognised(response, [Journal]) is None


def test_without_families_nobody_is_known() -> None:
    assert recognised(HtmlResponse("https://a.example/", body=b"<p>", encoding="utf-8"), []) is None
