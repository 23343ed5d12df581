"""Intervals against published numbers, and at the ends where formulas break."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.intervals import Interval, Share, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_the_published_table(hits: int, of: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3, to the four places printed there."""
    found = wilson(hits, of)
    assert found is not None
    assert (low, high) == (round(found.low, 4), round(found.high, 4))


def test_of_nothing_the_share_is_unknown() -> None:
    """Zero of zero is None, neither 0 nor 1 nor an error."""
    nothing = Share(hits=0, of=0)
    assert (None, None, None) == (nothing.value, nothing.interval, wilson(0, 0))


def test_the_bounds_at_the_ends_are_exact() -> None:
    """None of some reaches down to 0 and all of some up to 1, without a rounding error past them."""
    none, every = wilson(0, 7), wilson(7, 7)
    assert none is not None
    assert every is not None
    assert (0.0, 1.0) == (none.low, every.high)
    assert none.high == pytest.approx(1 - every.low)


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_bounds_enclose_the_share(counts: tuple[int, int]) -> None:
    """Whatever the counts: 0 <= low <= share <= high <= 1."""
    share = Share(hits=counts[0], of=counts[1])
    assert share.interval is not None
    assert share.value is not None
    assert 0 <= share.interval.low <= share.value <= share.interval.high <= 1


def test_a_higher_level_and_fewer_units_make_it_wider() -> None:
    """What is surer is vaguer, and so is what was seen less often; counts need not be whole."""

    def width(found: Interval | None) -> float:
        assert found is not None
        return found.high - found.low

    assert width(wilson(30, 100)) < width(wilson(30, 100, level=0.99))
    assert width(wilson(30, 100)) < width(wilson(30 / 1.7, 100 / 1.7)) < width(wilson(15, 50))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_it_holds_the_truth_about_as_often_as_it_says(share: float) -> None:
    """Exact coverage over every outcome of 100 draws lies near 0.95; a Wald interval would reach 0.87 at 0.02."""
    covered = 0.0
    for hits in range(101):
        found = wilson(hits, 100)
        assert found is not None
        if found.low <= share <= found.high:
            covered += comb(100, hits) * share**hits * (1 - share) ** (100 - hits)
    assert 0.92 <= covered <= 0.985


@pytest.mark.parametrize(("hits", "of", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (0, -1, 0.95), (1, 3, 1.0), (1, 3, 0)])
def test_what_is_no_share_is_refused(hits: int, of: int, level: float) -> None:
    """Counts that cannot be, and a level that is none."""
    with pytest.raises(ValueError, match=r"no share|lies between"):
        wilson(hits, of, level)
