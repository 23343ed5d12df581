"""Promotion in ordinary slots is told from listings that moved."""

from __future__ import annotations

import pytest

from measure.repeats import Repeats, ShownPage, repeats


def shown(*pages: list[str], stratum: str = "coins", inclusion: float = 0.25) -> list[ShownPage]:
    return [ShownPage(stratum=stratum, inclusion=inclusion, listings=tuple(listings)) for listings in pages]


def fresh(number: int, size: int = 6) -> list[str]:
    return [f"{number}/{place}" for place in range(size)]


def test_nothing_repeats_on_pages_of_their_own() -> None:
    """No place and no listing is left out; of no pages there is nothing to say."""
    nothing = Repeats(places=frozenset(), multiplicities={})
    assert nothing == repeats([]) == repeats(shown(*map(fresh, range(12))))
    assert 1.0 == nothing.multiplicity("coins", "a")


def test_places_that_show_the_same_again_are_promoted() -> None:
    """Two listings take turns in the top place and one stands in the third: both places are left out, by position."""
    pages = [["ab"[number % 2], *fresh(number, 1), "c", *fresh(number)[1:]] for number in range(12)]
    assert Repeats(places=frozenset({0, 2}), multiplicities={}) == repeats(shown(*pages))


def test_a_promoted_listing_keeps_its_ordinary_place() -> None:
    """Once seen outside the promoted places it is an ordinary listing there, and weighs as one."""
    pages = [["pinned", *fresh(number)] for number in range(12)]
    pages[3][4] = "pinned"
    assert Repeats(places=frozenset({0}), multiplicities={}) == repeats(shown(*pages))


def test_what_moves_repeats_at_all_places_and_is_no_promotion() -> None:
    """Each page shows half of the one before: no place stands out, and each listing has the weight of one."""
    pages = [[f"{number + place // 3}/{place % 3}" for place in range(6)] for number in range(12)]
    found = repeats(shown(*pages))
    assert frozenset() == found.places
    assert {8.0} == set(found.multiplicities.values())


def test_few_looks_tell_no_place_but_the_listing() -> None:
    """On three pages of inclusion 1, 0.25 and 0.25 one listing repeats: 1 + 4 + 4 slots in estimate."""
    first, *rest = (["pinned", *fresh(number)] for number in range(3))
    found = repeats(shown(first, inclusion=1.0) + shown(*rest))
    assert (frozenset(), {("coins", "pinned"): 9.0}) == (found.places, found.multiplicities)


def test_strata_repeat_each_other_without_harm() -> None:
    """A listing that two searches show once each repeats in neither; places are told from all strata of a site."""
    both = [*shown(["a", "b"], stratum="ivory"), *shown(["b", "a"], stratum="tusk")]
    assert {} == repeats(both).multiplicities
    pinned = [
        page for stratum in ("x", "y") for page in shown(*([stratum, *fresh(n)] for n in range(5)), stratum=stratum)
    ]
    assert frozenset({0}) == repeats(pinned).places


@pytest.mark.parametrize("again", [3, 4])
def test_the_place_must_repeat_in_three_of_ten(again: int) -> None:
    """Two looks in ten that repeat are chance; three and more are promotion."""
    pages = [["pinned" if number < again else f"own {number}", *fresh(number)] for number in range(10)]
    assert frozenset({0}) == repeats(shown(*pages)).places
    assert frozenset() == repeats(shown(*pages[again - 2 :], *map(fresh, range(50, 60)))).places
