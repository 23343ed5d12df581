"""F08, F09: what is unusual for a site, told from what varies and from what the site itself says is nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.health import concerns, usual_coverage, usual_listings
from storage.health_records import SiteHealth
from storage.records import PageReason, SweepOutcome


def swept(listings: int = 40, **more: Any) -> SiteHealth:
    facts = {
        "sweep_id": "1",
        "started_at": datetime(2026, 11, 25, tzinfo=UTC),
        "outcome": SweepOutcome.DONE,
        "frame_digest": "same",
        "pages": listings + 1,
        "listings": listings,
        "indexes": 1,
    }
    return SiteHealth(**{**facts, **more})


def kinds(now: SiteHealth, *earlier: SiteHealth) -> list[str]:
    return [one.kind for one in concerns(now, earlier)]


USUAL = (swept(40), swept(42), swept(38), swept(41))


def test_a_fall_in_two_sweeps_running_is_suspicious() -> None:
    """Once may be a quiet day; twice is told, with what is usual."""
    assert [] == kinds(swept(15), *USUAL)
    (one,) = concerns(swept(12), [swept(15), *USUAL])
    assert ("suspicious_drop", True) == (one.kind, "15 and then 12 listings where 40 are usual" in one.detail)
    assert [] == kinds(swept(25), swept(22), *USUAL)


def test_nothing_by_the_sites_own_word_is_no_concern() -> None:
    """However often; the same without the word is."""
    empty = swept(0, declared_empty=True)
    assert [] == kinds(empty, empty, *USUAL)
    assert ["suspicious_drop"] == kinds(swept(0), swept(0), *USUAL)


def test_a_changed_layout_is_told_at_once() -> None:
    """Result pages that answer and show neither listings nor the word for none, from the first sweep on."""
    assert ["layout_changed"] == kinds(swept(0, indexes=4, unread_indexes=2))
    assert [] == kinds(swept(30, indexes=4, unread_indexes=1))


def test_a_site_that_does_not_say_what_empty_looks_like_is_told_so() -> None:
    """Searches without a result look broken then; as long as other pages are read, the layout has not changed."""
    some = swept(30, indexes=9, unread_indexes=8)
    assert ["empty_not_told"] == [one.kind for one in concerns(some, (), tells_empty=False)]
    assert ["layout_changed"] == kinds(some)
    nothing = swept(0, indexes=9, unread_indexes=9)
    assert ["layout_changed"] == [one.kind for one in concerns(nothing, (), tells_empty=False)]


def test_another_frame_or_too_few_sweeps_make_no_baseline() -> None:
    other = tuple(swept(400, frame_digest="other") for _ in range(5))
    assert usual_listings(swept(), other) is None
    assert usual_listings(swept(), USUAL[:2]) is None
    assert [] == kinds(swept(1), swept(1), *other)
    assert [] == kinds(swept(1), swept(1), USUAL[0])


@pytest.mark.parametrize(("filled", "told"), [(38, []), (37, []), (33, []), (28, ["field_lost"]), (4, ["field_lost"])])
def test_a_field_that_falls_is_told_and_one_that_varies_is_not(filled: int, told: list[str]) -> None:
    """F09: 95 % usual; 94 % is quiet, 10 % is an alert."""
    earlier = [swept(40, filled={"price": 38}) for _ in range(5)]
    assert usual_coverage("price", earlier) == pytest.approx(0.95)
    assert told == kinds(swept(40, filled={"price": filled}), *earlier)


def test_a_handful_of_listings_says_nothing_of_a_field() -> None:
    """Nor does a field that was always rare."""
    earlier = [swept(40, filled={"price": 38, "place": 4}) for _ in range(5)]
    assert [] == kinds(swept(5, filled={"price": 0}), *earlier)
    assert [] == kinds(swept(40, filled={"price": 38, "place": 0}), *earlier)


def test_refusals_and_a_used_up_budget_are_told() -> None:
    refused = swept(3, pages=10, skips={PageReason.BLOCKED: 5, PageReason.ROBOTS_DISALLOWED: 1})
    (one,) = concerns(refused, ())
    assert ("refused", "of 10 pages: 5 blocked, 1 robots_disallowed") == (one.kind, one.detail)
    assert ["budget_used_up"] == kinds(swept(40, skips={PageReason.BUDGET: 7}))
    assert [] == kinds(swept(40, pages=41, skips={PageReason.NOT_FOUND: 30, PageReason.BLOCKED: 2}))
