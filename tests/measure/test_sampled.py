"""From stored units and slots to what the estimator takes: what could be read stands for what was drawn."""

from __future__ import annotations

from typing import Any

import pytest

from measure.prevalence import prevalence
from measure.sampled import units_of
from storage.frames import FrameUnit, ReadSlot


def unit(number: int, shown: str, **more: Any) -> FrameUnit:
    facts = {
        "page_id": str(number),
        "kind": "category",
        "stratum": "all",
        "number": number,
        "frame_pages": 20,
        "basis": "plan",
        "inclusion": 1.0,
        "read": True,
        "blank": False,
        "promoted": 0,
        "shown": tuple(shown.split()),
    }
    return FrameUnit(**{**facts, **more})


def slot(number: int, position: int, **more: Any) -> ReadSlot:
    facts = {"unit_id": str(number), "position": position, "multiplicity": 3, "seen": 1, "matched": 0}
    return ReadSlot(**{**facts, **more})


def test_listings_that_were_read_stand_for_all_ordinary_slots() -> None:
    """Two of four slots were drawn and one could be read: its probability is a quarter, and its name the slot's."""
    (made,) = units_of([unit(1, "a b c d")], [slot(1, 3)])
    (read,) = made.slots
    assert ("c", 0.25, 1.0) == (read.listing, read.inclusion, read.multiplicity)


def test_only_searches_know_of_further_searches() -> None:
    """A category shows a listing once, however many searches would."""
    (made,) = units_of([unit(1, "a", kind="search", stratum="ivory")], [slot(1, 1)])
    assert [3.0] == [one.multiplicity for one in made.slots]


@pytest.mark.parametrize(
    ("told", "fetched"),
    [(unit(1, "", blank=True), True), (unit(1, "", read=False), False), (unit(1, "a b"), False)],
)
def test_a_blank_page_was_looked_at_and_a_page_without_a_read_listing_was_not(told: FrameUnit, fetched: bool) -> None:
    """Nothing to see is a result; what nobody could read is none."""
    (made,) = units_of([told], [])
    assert (fetched, ()) == (made.fetched, made.slots)


def test_places_that_repeat_are_left_out_where_nothing_is_marked() -> None:
    """The same listing on top of twelve pages: its place counts for nothing; marked by the site it never came here."""
    units = [unit(number, f"top x{number} y{number}") for number in range(1, 13)]
    slots = [slot(number, place, matched=int(place == 1)) for number in range(1, 13) for place in (1, 2, 3)]
    made = units_of(units, slots)
    assert {2} == {len(one.slots) for one in made}
    assert 0.0 == prevalence(made).share
    marked = units_of([one._replace(promoted=1) for one in units], slots)
    assert {3} == {len(one.slots) for one in marked}
