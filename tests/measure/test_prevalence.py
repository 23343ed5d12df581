"""Prevalence by hand, against formulas worked out again with numpy, and where there is little or nothing to go on."""

from __future__ import annotations

import random
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.intervals import wilson
from measure.prevalence import (
    PLANNED_DEFF,
    Kind,
    SampledSlot,
    Unit,
    _t_quantile,
    by_kind,
    expected_interval,
    prevalence,
)


def slot(listing: str, suspect: int = 0, seen: int = 1, inclusion: float = 1.0, multiplicity: float = 1) -> SampledSlot:
    return SampledSlot(listing=listing, inclusion=inclusion, multiplicity=multiplicity, seen=seen, suspect=suspect)


def page(number: int, *slots: SampledSlot, **facts: Any) -> Unit:
    known = {"stratum": "coins", "kind": "category", "inclusion": 1.0, "fetched": True} | facts
    return Unit(number=number, slots=slots, **known)


def pages(*suspects: int, each: int = 10, inclusion: float = 0.5) -> list[Unit]:
    """One page for each number of suspects, with `each` adverts; the first is certain, as drawn."""
    return [
        page(
            number,
            *(slot(f"{number}/{place}", suspect=place < count) for place in range(each)),
            inclusion=1.0 if number == 1 else inclusion,
        )
        for number, count in enumerate(suspects, 1)
    ]


TWELVE = pages(1, 0, 2, 0, 0, 1, 0, 3, 0, 0, 1, 0)


def test_the_share_by_hand() -> None:
    """Weights 1 / (pi1 * pi2 * m).

    One suspect of two at weight 1; one of four at weight 2 / 0.5, which three searches show (4/3 each); eight pages
    with one clean advert each at weight 2: (1 + 4/3) of (2 + 16/3 + 16).
    """
    units = [
        page(1, slot("a", 1), slot("b")),
        page(2, *(slot(n, n == "c", inclusion=0.5, multiplicity=3) for n in "cdef"), inclusion=0.5),
        *(page(number, slot(f"g{number}"), inclusion=0.5) for number in range(3, 11)),
    ]
    found = prevalence(units)
    assert (1 + 4 / 3) / (2 + 16 / 3 + 16) == pytest.approx(found.share)
    assert (10, 10, 0, 14, 2) == (
        found.pages_drawn,
        found.pages_fetched,
        found.pages_blank,
        found.listings,
        found.suspects,
    )


def test_a_thread_counts_its_posts() -> None:
    """Two suspect posts among forty, and nine adverts: 2 of 49."""
    units = [page(1, slot("thread", suspect=2, seen=40)), *(page(n, slot(f"{n}")) for n in range(2, 11))]
    found = prevalence(units)
    assert (2 / 49, 49, 2) == (pytest.approx(found.share), found.listings, found.suspects)


def test_variance_and_interval_agree_with_numpy() -> None:
    """Linearised residuals, n / (n - 1), the design effect and the score interval with t = 2.200985 (11 degrees)."""
    found = prevalence(TWELVE)
    weight = np.array([1.0, *[2.0] * 11])
    suspects = weight * [1, 0, 2, 0, 0, 1, 0, 3, 0, 0, 1, 0]
    share = suspects.sum() / (10 * weight.sum())
    residuals = (suspects - share * 10 * weight) / (10 * weight.sum())
    variance = 12 * residuals.var(ddof=1)
    assert share == pytest.approx(found.share)
    assert variance / (share * (1 - share) / 120) == pytest.approx(found.deff)
    t2, binomial = 2.200985**2, share * (1 - share)
    # Wilson's limits solve (p - P)^2 = t^2 * variance / (p (1 - p)) * P (1 - P)
    scale = t2 * variance / binomial
    limits = np.roots([1 + scale, -(2 * share + scale), share**2])
    assert found.interval is not None
    assert sorted(limits) == pytest.approx([found.interval.low, found.interval.high], abs=1e-6)


@pytest.mark.parametrize(("freedom", "quantile"), [(9, 2.262157), (10, 2.228139), (29, 2.045230), (79, 1.990450)])
def test_the_t_quantile_agrees_with_the_printed_table(freedom: int, quantile: float) -> None:
    """From the fewest pages that get an interval up to those of a plan."""
    assert quantile == pytest.approx(_t_quantile(NormalDist().inv_cdf(0.975), freedom), abs=2e-5)


def test_clusters_make_it_wider_and_a_small_deff_does_not_make_it_narrower() -> None:
    """Ten suspects on one page have a large design effect; one on each of ten pages has 1 and not less."""
    together, apart = prevalence(pages(*[0] * 9, 10, inclusion=1)), prevalence(pages(*[1] * 10, inclusion=1))
    assert together.share == apart.share
    assert 1.0 == apart.deff
    assert together.deff is not None
    assert together.deff > 8
    assert together.interval is not None
    assert apart.interval is not None
    assert together.interval.high > apart.interval.high > 0.1


@pytest.mark.parametrize(("suspects", "share"), [(0, 0.0), (10, 1.0)])
def test_none_and_all_have_a_width(suspects: int, share: float) -> None:
    """Where all are alike the design effect planned with stands in: Wilson of 0 (or all) of 200 / 2.5, and t for z."""
    found = prevalence(pages(*[suspects] * 20))
    assert (share, PLANNED_DEFF) == (found.share, found.deff)
    effective = 200 / PLANNED_DEFF * (1.959964 / 2.093024) ** 2
    expected = wilson(share * effective, effective)
    assert found.interval is not None
    assert expected is not None
    assert (expected.low, expected.high) == pytest.approx((found.interval.low, found.interval.high), abs=1e-6)
    assert ("all listings are alike: the bound assumes a design effect of 2.5",) == found.warnings


@pytest.mark.parametrize("count", [1, 9])
def test_few_pages_give_counts_only(count: int) -> None:
    """One page, or nine, and ten of which one showed nothing."""
    for units in (pages(*[5] * count), [*pages(*[5] * count), page(99)]):
        found = prevalence(units)
        assert (None, None, None) == (found.share, found.interval, found.deff)
        assert (10 * count, 5 * count) == (found.listings, found.suspects)
        assert f"only {count} pages showed listings, fewer than 10: counts only" in found.warnings


def test_pages_not_fetched_are_stood_for_by_those_of_their_stratum() -> None:
    """Of four drawn at 0.5 in one stratum two were fetched: they weigh 4; the first page and the others do not."""
    lost = [page(number, inclusion=0.5, stratum="lost", fetched=False) for number in (4, 5)]
    got = [page(number, slot(f"l{number}", 1), inclusion=0.5, stratum="lost") for number in (2, 3)]
    units = [page(1, slot("l1"), stratum="lost"), *got, *lost, *pages(*[0] * 8, each=1)]
    found = prevalence(units)
    assert (4 + 4) / (1 + 8 + 1 + 7 * 2) == pytest.approx(found.share)
    assert (13, 11) == (found.pages_drawn, found.pages_fetched)


def test_blank_pages_are_fetched_and_show_nothing() -> None:
    """Beyond the end of the results: the share and its interval stay, and no other page stands for them."""
    blank = [page(number, inclusion=0.5) for number in (20, 21)]
    with_blank, without = prevalence([*TWELVE, *blank]), prevalence(TWELVE)
    assert (14, 14, 2) == (with_blank.pages_drawn, with_blank.pages_fetched, with_blank.pages_blank)
    assert (without.share, without.interval) == (with_blank.share, with_blank.interval)


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        (
            [page(n, fetched=False) for n in range(20, 24)],
            "4 of 16 drawn pages were not fetched: those that were may not be like them",
        ),
        (
            [page(n) for n in range(20, 24)],
            "4 of 16 drawn pages lay beyond the end of the results: the frame is smaller",
        ),
        (
            [page(1, fetched=False, stratum="stamps")],
            "stamps: not counted, its first page was not fetched",
        ),
        (
            [page(1, slot("s"), stratum="stamps"), page(2, fetched=False, stratum="stamps")],
            "stamps: not counted, its later pages were not fetched",
        ),
        (
            [page(n, slot("pinned")) for n in range(20, 23)],
            "1 listings stood on 3 or more pages of one stratum: promotion that is not marked",
        ),
    ],
)
def test_what_is_doubtful_is_said(more: list[Unit], warning: str) -> None:
    """Each case adds one thing to a sound sweep, which has no warning."""
    assert () == prevalence(TWELVE).warnings
    assert (warning,) == prevalence([*TWELVE, *more]).warnings


def test_few_suspects_are_said() -> None:
    """Four suspects are a few, five are not."""
    assert ("only 4 suspects: one seller more or less would change the share",) == prevalence(
        pages(4, *[0] * 11)
    ).warnings
    assert () == prevalence(pages(5, *[0] * 11)).warnings


def test_two_pages_with_one_listing_count_it_once_and_weigh_it_twice() -> None:
    """A listing that moved from page to page is one listing in two slots."""
    units = [*pages(*[0] * 10, each=1, inclusion=1), page(11, slot("moved", 1)), page(12, slot("moved", 1))]
    found = prevalence(units)
    assert (11, 1, pytest.approx(2 / 12)) == (found.listings, found.suspects, found.share)


def test_a_mix_and_nothing_are_refused() -> None:
    """Categories and searches show different populations; `by_kind` parts them."""
    mix = [*TWELVE, *(replace(unit, kind="search", stratum="ivory") for unit in TWELVE)]
    with pytest.raises(ValueError, match="different populations"):
        prevalence(mix)
    with pytest.raises(ValueError, match="no page was drawn"):
        prevalence([])
    parted: dict[Kind, tuple[Unit, ...]] = by_kind(mix)
    assert ["category", "search"] == list(parted)
    assert ["category", "search"] == [prevalence(units).kind for units in parted.values()]


@pytest.mark.parametrize(
    "wrong",
    [{"inclusion": 0.0}, {"inclusion": 1.1}, {"multiplicity": 0.0}, {"suspect": 2}, {"seen": -1, "suspect": -1}],
)
def test_a_slot_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a: "):
        slot("a", **wrong)


@pytest.mark.parametrize("wrong", [{"inclusion": 0.0}, {"inclusion": 2.0}, {"fetched": False}])
def test_a_page_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="coins, page 3: "):
        page(3, slot("a"), **wrong)


@st.composite
def drawn_units(draw: st.DrawFn) -> list[Unit]:
    count = draw(st.integers(10, 25))
    units = []
    for number in range(1, count + 1):
        seen = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
        slots = [
            slot(
                f"{number}/{place}",
                suspect=draw(st.integers(0, posts)),
                seen=posts,
                inclusion=draw(st.floats(0.05, 1)),
                multiplicity=draw(st.floats(1, 9)),
            )
            for place, posts in enumerate(seen)
        ]
        units.append(page(number, *slots, inclusion=draw(st.floats(0.01, 1))))
    return units


@given(drawn_units(), st.randoms(use_true_random=False))
def test_the_interval_holds_the_share_and_order_is_nothing(units: list[Unit], order: random.Random) -> None:
    """0 <= low <= share <= high <= 1, and never without a width; the same units in any order say the same."""
    found = prevalence(units)
    assert found.share is not None
    assert found.interval is not None
    assert 0 <= found.interval.low <= found.share <= found.interval.high <= 1
    assert found.interval.low < found.interval.high
    assert found == prevalence(order.sample(units, len(units)))


@given(drawn_units(), st.floats(0.1, 1))
def test_only_the_proportion_of_weights_matters(units: list[Unit], factor: float) -> None:
    """All pages drawn with a smaller probability: the same share and the same interval."""
    found = prevalence(units)
    scaled = prevalence([replace(unit, inclusion=unit.inclusion * factor) for unit in units])
    assert found.interval is not None
    assert scaled.interval is not None
    assert found.share == pytest.approx(scaled.share)
    assert (found.interval.low, found.interval.high) == pytest.approx((scaled.interval.low, scaled.interval.high))


def test_what_a_plan_can_conclude_is_known_beforehand() -> None:
    """80 pages of 15 listings at 4 % and a design effect of 2.5: Wilson of 19.2 in 480, which is 2.6 % to 6.1 %."""
    expected = expected_interval(0.04, 80, 15)
    assert wilson(0.04 * 480, 480) == expected
    assert (0.026, 0.061) == (round(expected.low, 3), round(expected.high, 3))
    assert wilson(48, 1_200) == expected_interval(0.04, 80, 15, deff=1)


@pytest.mark.parametrize(("pages_", "listings", "deff"), [(0, 15, 2), (80, 0, 2), (80, 15, 0.5), (80, 15, 0)])
def test_a_plan_that_reads_nothing_is_refused(pages_: int, listings: float, deff: float) -> None:
    with pytest.raises(ValueError, match="tell nothing"):
        expected_interval(0.04, pages_, listings, deff)
