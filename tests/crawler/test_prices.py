"""D01, D03, D04: a price is right, or it says that it is not sure; never wrong by a thousand in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crawler.prices import price_line, read_price

SURE = [
    ("£3,800.00", "GBP", ("en",), "3800.00", "GBP"),
    ("Rp 1.500.000", None, ("id",), "1500000", "IDR"),
    ("Rp 3.350", None, ("en",), "3350", "IDR"),
    ("1.500.000 ₫", None, ("vi",), "1500000", "VND"),
    ("1500000đ", None, ("vi",), "1500000", "VND"),
    ("1,234,567.890", "USD", ("en",), "1234567.890", "USD"),
    ("1.234.567,89 €", None, ("de",), "1234567.89", "EUR"),
    ("1 234,50 €", None, ("fr",), "1234.50", "EUR"),
    ("1'234.50 CHF", None, ("de", "fr"), "1234.50", "CHF"),
    ("3.350 kr", "SEK", ("sv",), "3350", "SEK"),
    ("3.350,00 kr", "DKK", ("da",), "3350.00", "DKK"),
    ("$1,200", "USD", ("en",), "1200", "USD"),
    ("$1,200", "AUD", ("en",), "1200", "AUD"),
    ("€ 3.350", None, ("de",), "3350", "EUR"),
    ("12,34,567 ₹", None, ("en", "hi"), "1234567", "INR"),
    ("¥1,200", None, ("ja",), "1200", "JPY"),
    ("￥１，２００", None, ("zh-Hans",), "1200", "CNY"),
    ("฿1,200", None, ("th",), "1200", "THB"),
    ("๑,๒๐๐ บาท", None, ("th",), "1200", "THB"),
    ("2600元", None, ("zh-Hans",), "2600", "CNY"),
    ("12万", "CNY", ("zh-Hans",), "120000", "CNY"),
    ("1,5 triệu", "VND", ("vi",), "1500000.0", "VND"),
    ("Rp 1,5 juta", None, ("id",), "1500000.0", "IDR"),
    ("500k", "VND", ("vi",), "500000", "VND"),
    ("R$ 1.234,56", None, ("pt",), "1234.56", "BRL"),
    ("R273.00", "ZAR", ("en",), "273.00", "ZAR"),
    ("1200 USD", None, ("en",), "1200", "USD"),
    ("0.350 KWD", None, ("en",), "0.350", "KWD"),
    ("61 L tank, £40", "GBP", ("en",), "40", "GBP"),
    ("200$", None, (), "200", "USD"),
]
UNSURE = [
    ("3.350", None, (), {"3350", "3.350"}),
    ("3,350", None, ("en", "de"), {"3350", "3.350"}),
    ("€3.350", None, ("en", "de"), {"3350", "3.350"}),
    ("3.350", "USD", ("en",), {"3350", "3.350"}),
    ("3,350 €", None, ("de",), {"3350", "3.350"}),
    ("5 mil", "BRL", ("pt",), {"5"}),
    ("1.5M", "USD", ("en",), {"1.5"}),
    ("1.2.34", None, ("en",), set()),
]


@pytest.mark.parametrize(("raw", "currency", "languages", "amount", "named"), SURE)
def test_a_price_is_read_by_the_custom_of_its_site(
    raw: str, currency: str | None, languages: tuple[str, ...], amount: str, named: str
) -> None:
    """D01: amount and currency, and the raw string as it stood."""
    price = read_price(raw, currency=currency, languages=languages)
    assert (Decimal(amount), named, raw) == (price.amount, price.currency, price.raw)
    assert not price.ambiguous


@pytest.mark.parametrize(("raw", "currency", "languages", "readings"), UNSURE)
def test_what_can_be_read_in_two_ways_is_flagged(
    raw: str, currency: str | None, languages: tuple[str, ...], readings: set[str]
) -> None:
    """D01: no amount, the flag, and both readings as candidates."""
    price = read_price(raw, currency=currency, languages=languages)
    assert (None, True, raw) == (price.amount, price.ambiguous, price.raw)
    assert readings == set(price.candidates)


@pytest.mark.parametrize("raw", ["61 L", "61 L tank", "40 cm", "2 kg", "500克", "50%", "Call me", "", "free", "size M"])
def test_a_measure_is_no_price(raw: str) -> None:
    """D03: the number counts something else; the raw string stays."""
    price = read_price(raw, languages=("en",))
    assert (None, None, raw, False) == (price.amount, price.currency, price.raw, price.ambiguous)


@pytest.mark.parametrize(("currency", "expected"), [("ZAR", "ZAR"), ("GBP", "GBP"), (None, None)])
def test_one_letter_is_a_currency_only_where_the_site_says_so(currency: str | None, expected: str | None) -> None:
    """D03: R273.00 is rand for a South African source."""
    assert expected == read_price("R273.00", currency=currency, languages=("en",)).currency


def test_a_dollar_of_a_site_in_another_currency_is_not_named_by_guess() -> None:
    """The amount stands, the currency is unsure and says so."""
    price = read_price("$20", currency="GBP", languages=("en",))
    assert (Decimal(20), None, True) == (price.amount, price.currency, price.ambiguous)


def test_a_number_in_structured_data_has_a_decimal_point() -> None:
    assert Decimal("3.350") == read_price("3.350", currency="EUR", languages=("de",), machine=True).amount
    assert Decimal("2879.2") == read_price("2879.20", machine=True).amount


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("1200", "Tips and offcuts, about 800 g.\n1200 USD"),
        ("900", "£900\nno papers"),
        (None, "Tips and offcuts, about 800 g."),
        (None, "I paid 1200 USD for mine and would never sell it"),
        (None, "40\n12"),
        (None, "Is this still current?"),
    ],
)
def test_a_post_has_a_price_when_a_line_is_one(expected: str | None, text: str) -> None:
    price = price_line(text, languages=("en",))
    assert (Decimal(expected) if expected else None) == (price.amount if price else None)
