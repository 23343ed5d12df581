"""Shares with their intervals: how many of how many, and between what bounds the truth lies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Two bounds between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """`hits` of `of`. Of nothing the share is unknown, which is None and never 0."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, between 0 and 1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """Its Wilson interval at 0.95."""
        return wilson(self.hits, self.of)


def wilson(hits: float, of: float, level: float = LEVEL) -> Interval | None:
    """Return the Wilson score interval of the share `hits / of`, without continuity correction; None of nothing.

    Counts may be effective ones and so no whole numbers. The interval holds for units drawn independently of each
    other; texts of one seller or copies of one text are not, and make it too narrow.

    Raises ValueError for counts that are no share, and for a level that is not between 0 and 1.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22:209-212; method 3 of Newcombe (1998), Stat. Med. 17:857-872.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    if of == 0:
        return None
    z = _quantile(level)
    share, weight = hits / of, z * z / of
    middle, reach = share + weight / 2, z * sqrt((share * (1 - share) + weight / 4) / of)
    # at the ends the bound is exact, whatever rounding makes of it
    return Interval(
        low=0.0 if hits == 0 else (middle - reach) / (1 + weight),
        high=1.0 if hits == of else (middle + reach) / (1 + weight),
    )


@lru_cache(maxsize=16)
def _quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level of confidence lies between 0 and 1, not at {level}")
    return NormalDist().inv_cdf((1 + level) / 2)
