"""Listings that a site repeats without saying so: promotion in ordinary slots, told from what merely moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

FEWEST_LOOKS = 10
PROMOTED_FROM = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownPage:
    """A fetched page of a stratum, its inclusion, and all its slots that are not marked as promoted, from the top."""

    stratum: str
    inclusion: float
    listings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeats:
    """What repeats on one site: `places` (0 is the top slot) to leave out, and the listings that repeat elsewhere.

    `multiplicities` gives by stratum and listing the number of slots of the stratum that would show it, estimated.
    """

    places: frozenset[int]
    multiplicities: Mapping[tuple[str, str], float]

    def multiplicity(self, stratum: str, listing: str) -> float:
        """Return the estimated number of slots of the stratum that would show a listing, 1 if it does not repeat."""
        return self.multiplicities.get((stratum, listing), 1.0)


def repeats(pages: Iterable[ShownPage]) -> Repeats:
    """Find what a site that does not mark promotion shows again and again.

    A place is taken for a promoted one, and its slots are no sample of the frame, if what stands there is also on
    another fetched page of its stratum in at least 0.3 of ten looks or more, and twice as often as at the median place:
    what moves while the sweep runs repeats at all places alike. A listing still on two pages or more has as its
    multiplicity the sum of 1 / inclusion over them (Horvitz-Thompson), and so the weight of one. A listing that merely
    moved loses weight by that, suspect or not, which leaves a share as it was.
    """
    looks = tuple(pages)
    places = _promoted_places(looks)
    shown: dict[tuple[str, str], list[float]] = {}
    for page in looks:
        for listing in {name for place, name in enumerate(page.listings) if place not in places}:
            shown.setdefault((page.stratum, listing), []).append(1 / page.inclusion)
    return Repeats(
        places=places, multiplicities={key: sum(weights) for key, weights in shown.items() if len(weights) > 1}
    )


def _promoted_places(pages: Sequence[ShownPage]) -> frozenset[int]:
    on_pages = Counter((page.stratum, listing) for page in pages for listing in set(page.listings))
    looks, again = Counter[int](), Counter[int]()
    for page in pages:
        for place, listing in enumerate(page.listings):
            looks[place] += 1
            again[place] += on_pages[page.stratum, listing] > 1
    shares = {place: again[place] / count for place, count in looks.items() if count >= FEWEST_LOOKS}
    least = max(PROMOTED_FROM, 2 * median(shares.values())) if shares else 1.0
    return frozenset(place for place, share in shares.items() if share >= least)
