"""The estimator against a marketplace whose truth is known: how far off it is, and how often its interval holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from measure.intervals import wilson
from measure.prevalence import prevalence
from tests.measure import simulated_pages

MODES = ("marked", "on_every_page", "on_few_pages", "searches")
RUNS, SOAKED, WORLDS = 500, 4_000, 10


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """One row a run: the truth, the estimate, and the bounds that come with it."""

    truth: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def bias(self) -> float:
        """How far off the mean is, as a part of the truth."""
        return float((self.share - self.truth).mean() / self.truth.mean())

    @property
    def bias_error(self) -> float:
        """The standard error that so many runs leave in the bias."""
        return float((self.share - self.truth).std() / self.truth.mean() / np.sqrt(len(self.truth)))

    @property
    def coverage(self) -> float:
        """How many of the intervals hold the truth."""
        return float(((self.low <= self.truth) & (self.truth <= self.high)).mean())


@cache
def simulated(mode: str, runs: int) -> dict[str, Estimates]:
    """Sweep ten worlds of a mode, each as often as the others; corrected as the product does it, and not."""
    make: Callable[[np.random.Generator], simulated_pages.World] = getattr(simulated_pages, mode)
    rows: dict[str, list[tuple[float, ...]]] = {"corrected": [], "uncorrected": []}
    for number in range(WORLDS):
        draw = np.random.default_rng([2026, MODES.index(mode), number])
        world = make(draw)
        truth = simulated_pages.truth(world)
        for run in range(runs // WORLDS):
            units, uncorrected = simulated_pages.sweep(draw, world, seed=number * 10_000 + run)
            corrected = prevalence(units)
            assert corrected.interval is not None
            rows["corrected"].append((truth, corrected.share or 0.0, corrected.interval.low, corrected.interval.high))
            slots = len(units) * (simulated_pages.SLOTS + simulated_pages.PROMOTED)
            plain = wilson(uncorrected * slots, slots)
            assert plain is not None
            rows["uncorrected"].append((truth, uncorrected, plain.low, plain.high))
    return {
        name: Estimates(**dict(zip(("truth", "share", "low", "high"), np.array(of).T, strict=True)))
        for name, of in rows.items()
    }


def holds(estimates: Estimates) -> None:
    """The promise: off by 2 % of the truth at most, and an interval at 0.95 that is one."""
    assert abs(estimates.bias) <= 0.02
    assert 0.92 <= estimates.coverage <= 0.98


@pytest.mark.parametrize("mode", MODES)
def test_the_corrected_share_holds(mode: str) -> None:
    """With promotion, repeats, drift, lost pages and clusters of sellers, the corrected share is true."""
    holds(simulated(mode, RUNS)["corrected"])


@pytest.mark.parametrize("mode", MODES)
def test_the_uncorrected_share_does_not(mode: str) -> None:
    """The same promise on all slots as they are shown, promoted ones included and unweighted, is broken."""
    estimates = simulated(mode, RUNS)["uncorrected"]
    assert abs(estimates.bias) > 0.04
    with pytest.raises(AssertionError):
        holds(estimates)


@pytest.mark.soak
@pytest.mark.parametrize("mode", MODES)
def test_the_corrected_share_holds_over_many_runs(mode: str) -> None:
    """With eight times the runs, of which the error is a third, the promise stands."""
    estimates = simulated(mode, SOAKED)["corrected"]
    assert estimates.bias_error < 0.005
    holds(estimates)
