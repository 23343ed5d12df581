"""Records to store in the tests of storage: plausible, small, and different by number."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rules import Level, Match
from storage.records import Capture, Listing, Page, PageKind, PlannedPage, Price, Sweep
from storage.store import Store

SITE = "example_classifieds"
HOME = "https://classifieds.example/"
TAKEN = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def listing(number: int = 1, **changes: Any) -> Listing:
    facts = {
        "site": SITE,
        "native_id": str(number),
        "url": f"{HOME}ad/{number}",
        "title": f"Carved ivory tusk no. {number}",
        "text": "Old ivory, 40 cm. No e-mails please.",
        "price": Price(raw="£300", amount=Decimal(300), currency="GBP"),
        "seller": "bob",
    }
    return Listing(**{**facts, **changes})


def match(**changes: Any) -> Match:
    facts = {
        "rule": "ivory-offered",
        "title": "Elephant ivory offered for sale",
        "rule_digest": "d" * 64,
        "level": Level.HIGH,
        "field": "title",
        "start": 7,
        "end": 12,
        "quote": "ivory",
        "term": "ivory",
        "view": "plain",
        "score": 1.0,
    }
    return Match(**{**facts, **changes})


def capture(number: int = 1, **changes: Any) -> Capture:
    facts = {
        "taken_at": TAKEN,
        "url": f"{HOME}ad/{number}",
        "final_url": f"{HOME}ad/{number}",
        "status": 200,
        "html": f"<h1>Carved ivory tusk no. {number}</h1>".encode(),
        "text": f"Carved ivory tusk no. {number}",
        "screenshot": b"\xff\xd8 picture " + str(number).encode(),
        "browser": "chromium 150",
    }
    return Capture(**{**facts, **changes})


def planned(number: int = 1, **changes: Any) -> PlannedPage:
    facts = {"kind": PageKind.LISTING, "url": f"{HOME}ad/{number}", "key": f"ad/{number}", "native_id": str(number)}
    return PlannedPage(**{**facts, **changes})


def begin(store: Store, site: str = SITE) -> Sweep:
    return store.begin_sweep(site=site, home=HOME, seed=7, plan={"queries": ["ivory"]})


def pages(store: Store, count: int, first: int = 1) -> list[Page]:
    """Begin a sweep with `count` listing pages."""
    return store.plan_pages(begin(store).id, [planned(number) for number in range(first, first + count)])
