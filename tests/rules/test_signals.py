"""Prices and quantities as many countries write them, and expressions in rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules import RuleSet
from rules.fold import fold
from rules.records import Level
from rules.rule import Rule
from rules.signals import mark_spans

TODAY = date(2026, 11, 20)


def marked(text: str, mark: str) -> bool:
    return bool(mark_spans(fold(text).text, [f"signal/{mark}"]))


@pytest.mark.parametrize(
    "text",
    [
        "$5",
        "5 €",
        "R500",
        "US$ 5",
        "300 块",
        "四块",
        "50,000/=",
        "50TL",
        "₺50",
        "Rs 500",
        "₹500",
        "५०० रुपये",
        "Ksh 3000",
        "TZS 5000",
        "۵۰۰ تومان",
        "٥٠ ريال",
        "300元",
    ],
)
def test_prices_of_many_countries(text: str) -> None:
    """Signs, codes and words, digits of their own scripts."""
    assert marked(text, "price")


@pytest.mark.parametrize("text", ["2 kg", "500 g", "3pcs", "5公斤", "2 шт", "٢ كيلو", "12 cm", "3 ekor", "2只"])
def test_quantities(text: str) -> None:
    """A number and a unit."""
    assert marked(text, "quantity")


@pytest.mark.parametrize(
    "text", ["size 50", "2026", "call 5551234", "5 bananas", "12 gauge", "call us 24 hours", "try 2", "pen 3"]
)
def test_not_every_number_is_one(text: str) -> None:
    """Years, sizes and telephone numbers are neither."""
    assert not marked(text, "price")
    assert not marked(text, "quantity")


def expressions(*patterns: str) -> RuleSet:
    rule = Rule(
        id="own",
        title="Own",
        status="trial",
        level=Level.HIGH,
        why="",
        path=Path("own.yaml"),
        digest="1",
        terms=(),
        patterns=patterns,
    )
    return RuleSet([rule])


def test_an_expression_fires_and_quotes_the_original() -> None:
    """It is matched on folded text, whatever the case of the original."""
    (match,) = expressions(r"\btusks? \d+ ?cm").match({"title": "", "text": "Old TUSK  40 cm, pair"}, TODAY)
    assert ("TUSK  40 cm", "own") == (match.quote, match.rule)


def test_a_cruel_expression_ends_and_others_are_kept() -> None:
    """C13: nested quantifiers against a page made for them take linear time."""
    text = "a" * 40_000 + "! tusk"
    assert ["tusk"] == [match.quote for match in expressions(r"(a+)+$", r"tusk").match({"text": text}, TODAY)]


def test_expressions_read_poisoned_text() -> None:
    """Lone surrogates and NUL do not stop them."""
    (match,) = expressions("tusk").match({"text": "\ud83d\0 tusk"}, TODAY)
    assert "tusk" == match.quote
