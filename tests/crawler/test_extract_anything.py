"""Whatever a page holds, reading it ends without an error: pages are written by strangers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawler.dates import read_date
from crawler.prices import price_line, read_price
from crawler.site import Marketplace
from crawler.urls import joined, url_key

LOOKED = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
PARTS = [
    *"/.:-+TZจ年月日",
    "1",
    "2",
    "31",
    "2026",
    "99999",
    "ago",
    "days",
    "months",
    "hôm",
    "qua",
    "am",
    "Nov",
    "May",
    "in",
    "at",
]
NUMBERISH = st.text(st.sampled_from("0123456789.,' :/-€$kRpMLамп万อ٣%@\n"), max_size=24)
DATISH = st.lists(
    st.sampled_from(PARTS),
    max_size=8,
).map(" ".join)
LD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Product", "http://[", "/ad/7"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "@id", "url", "name", "offers", "price", "image", "seller"]), inner
        )
    ),
    max_leaves=12,
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


class Anything(Marketplace):
    """A site that takes what comes."""

    name = "anything"
    home = "http://shop.example/"
    browse = ("http://shop.example/",)
    languages = ("en", "vi")
    expect = (0, 1)
    links = "a"
    native_id = r"/ad/(\d+)"


@QUICK
@given(st.text() | NUMBERISH, st.sampled_from([None, "USD", "IDR"]))
def test_any_text_is_a_price_or_none(text: str, currency: str | None) -> None:
    """The raw string stays; an amount is finite and never negative; what is flagged has no amount of its own."""
    price = read_price(text, currency=currency, languages=("en", "vi"))
    assert text == price.raw
    assert price.amount is None or (price.amount.is_finite() and price.amount >= 0)
    price_line(text, currency=currency, languages=("vi",))


@QUICK
@given(st.text() | NUMBERISH | DATISH, st.sampled_from([None, "DMY", "YMD"]))
def test_any_text_is_a_date_or_none(text: str, order: str | None) -> None:
    """An instant is aware and not in the future (but for clocks and zones); without one there is no precision."""
    posted = read_date(text, LOOKED, languages=("en", "vi", "th"), order=order, zone="Asia/Bangkok")
    assert (posted.at is None) == (posted.precision is None)
    assert posted.at is None or (posted.at.tzinfo is UTC and posted.at <= LOOKED + timedelta(days=2))


@QUICK
@given(st.text() | st.text(st.sampled_from("htp:/[]@?&=#%;.0123aé "), max_size=30))
def test_any_text_has_a_key_and_may_be_joined(text: str) -> None:
    url_key(text)
    assert joined(HtmlResponse("http://shop.example/").urljoin, text)[:4] in ("", "http")


@QUICK
@given(LD, st.text(max_size=60))
def test_any_structured_data_is_read_or_left(said: Any, title: str) -> None:
    """Structured data of any shape gives a listing or none."""
    head = f'<script type="application/ld+json">{json.dumps(said).replace("<", "")}</script>'
    response = HtmlResponse("http://shop.example/ad/7", body=f"<html>{head}<h1>{title}</h1></html>", encoding="utf-8")
    for listing in Anything().read_listings(response, LOOKED):
        assert listing.title
