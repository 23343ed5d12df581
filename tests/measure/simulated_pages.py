"""A made-up marketplace whose result pages move while they are looked at, drawn by the product's own functions.

The numbers were chosen for these reasons and before any estimator ran on them. Eight categories or searches with 10
pages drawn in each are a plan of 80 pages, about two hours at a page and its listings a minute or two. Categories
have 30 to 100 pages of 20 ordinary slots, as sites that cap their results have; so first pages are over-represented
and weights unequal. Between 1 % and 7 % of a category are suspect, 4 % over all. Sellers have two listings next to
each other in the mean (geometric), most of one kind; what is suspect is twice as frequent or more among new listings
as among old ones, for it is removed. Two new listings come in on top of each stratum between two looks, a page of
them in the time a stratum is read. Promoted listings fill five places more; suspects are promoted at a third of the
rate of others. One page in twenty cannot be fetched, and one pager says a tenth too many pages.

The truth is what the frame shows half way through. Against what it showed at the start an unbiased estimate lies 1 %
higher here: new listings came in, old ones went off the end, and new ones are more often suspect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from crawler.sampling import choose, drawn_pages, inclusion_of
from measure.prevalence import Kind, SampledSlot, Unit
from measure.repeats import ShownPage, repeats

SLOTS, PROMOTED, PAGES, READ = 20, 5, 10, 15
LASTS = (30, 40, 50, 60, 70, 80, 90, 100)
SHARES = (0.03, 0.06, 0.02, 0.05, 0.04, 0.01, 0.07, 0.04)
ARRIVING, DRIFT, LOST, OVERSTATED = 60, 2.0, 0.05, 1.1
HALF_WAY = round(DRIFT * PAGES / 2)
CATALOGUE, MATCHES, SUSPECT_MATCHES = 5_000, 0.2, 0.4


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """The results of a category or a search, newest first; the first `arriving` come in while the sweep runs."""

    name: str
    kind: Kind
    listings: tuple[str, ...]
    suspect: NDArray[np.bool_]
    searches: NDArray[np.int_]
    promoted: NDArray[np.int_]
    arriving: int
    marked: bool = True
    overstated: float = 1.0

    @cached_property
    def last(self) -> int:
        """What the pager of the first page says."""
        return round(-(-(len(self.listings) - self.arriving) // SLOTS) * self.overstated)

    @cached_property
    def facts(self) -> dict[str, tuple[float, int]]:
        """Of each listing, how many searches show it and whether it is suspect (0 or 1)."""
        known = zip(self.searches.astype(float).tolist(), self.suspect.astype(int).tolist(), strict=True)
        return dict(zip(self.listings, known, strict=True))

    @cached_property
    def half_way(self) -> dict[str, bool]:
        """The listings as they stand half way through the sweep, and whether each is suspect: what is estimated."""
        start = self.arriving - HALF_WAY
        end = start + len(self.listings) - self.arriving
        return dict(zip(self.listings[start:end], self.suspect[start:end].tolist(), strict=True))


@dataclass(frozen=True, kw_only=True)
class Look:
    """One page as it was when it was asked for: indexes of the listings in promoted places and in ordinary ones."""

    number: int
    inclusion: float
    fetched: bool
    promoted: list[int]
    ordinary: list[int]


World = list[Stratum]


def clustered(draw: Generator, size: int, share: float) -> NDArray[np.bool_]:
    """Whether each of `size` listings, newest first, is suspect; those of one seller stand together and are alike."""
    sizes = draw.geometric(0.5, size)
    starts = np.cumsum(sizes) - sizes
    trader = draw.random(size) < share / 0.8 * (1.5 - starts / size)
    return np.repeat(trader, sizes)[:size] & (draw.random(size) < 0.8)


def pool(draw: Generator, suspect: NDArray[np.bool_], size: int) -> NDArray[np.int_]:
    """Choose which listings are promoted: suspects at a third of the rate of others."""
    weights = np.where(suspect, 1 / 3, 1.0)
    weights[:ARRIVING] = 0
    return draw.choice(len(suspect), size, replace=False, p=weights / weights.sum())


def categories(draw: Generator, pool_size: Callable[[int], int], marked: bool) -> World:
    """Make eight categories; `pool_size` tells how many listings of one with so many pages are promoted."""
    world = []
    for last, share in zip(LASTS, SHARES, strict=True):
        size = last * SLOTS + ARRIVING
        suspect = clustered(draw, size, share)
        world.append(
            Stratum(
                name=f"category {last}",
                kind="category",
                listings=tuple(f"{last}/{number}" for number in range(size)),
                suspect=suspect,
                searches=np.ones(size, dtype=int),
                promoted=pool(draw, suspect, pool_size(last)),
                arriving=ARRIVING,
                marked=marked,
                overstated=OVERSTATED if last == LASTS[0] else 1.0,
            )
        )
    return world


def marked(draw: Generator) -> World:
    """Promotion is marked; a tenth of all listings take turns in it."""
    return categories(draw, lambda last: last * SLOTS // 10, marked=True)


def on_every_page(draw: Generator) -> World:
    """Promotion is not marked, and the same five listings are on every page of a category."""
    return categories(draw, lambda _: PROMOTED, marked=False)


def on_few_pages(draw: Generator) -> World:
    """Promotion is not marked, and as many listings take turns in it as to be on five pages each."""
    return categories(draw, lambda last: last, marked=False)


def searches(draw: Generator) -> World:
    """Eight queries find a fifth of 5,000 listings each, and two fifths of the suspects: they say more in the title."""
    suspect = clustered(draw, CATALOGUE, 0.04)
    found = draw.random((len(LASTS), CATALOGUE)) < np.where(suspect, SUSPECT_MATCHES, MATCHES)
    names, counts = np.array([f"advert/{number}" for number in range(CATALOGUE)]), found.sum(axis=0)
    world = []
    for query, hits in enumerate(found):
        promoted = pool(draw, suspect[hits], int(hits.sum()) // 10)
        world.append(
            Stratum(
                name=f"query {query}",
                kind="search",
                listings=tuple(names[hits].tolist()),
                suspect=suspect[hits],
                searches=counts[hits],
                promoted=promoted,
                arriving=ARRIVING,
            )
        )
    return world


def truth(world: World) -> float:
    """Return the share of suspects among the listings that the frame shows half way through the sweep, each once."""
    standing = {name: suspect for stratum in world for name, suspect in stratum.half_way.items()}
    return sum(standing.values()) / len(standing)


def sweep(draw: Generator, world: World, seed: int) -> tuple[list[Unit], float]:
    """Look once; return the units and, uncorrected, the share of suspects among all slots as they were shown."""
    looked = [(stratum, list(_looks(draw, stratum, seed))) for stratum in world]
    suspects = [stratum.suspect[_slots(look)] for stratum, looks in looked for look in looks if look.fetched]
    return list(_units(looked, seed)), float(np.concatenate(suspects).mean())


def _slots(look: Look) -> list[int]:
    return look.promoted + look.ordinary


def _looks(draw: Generator, stratum: Stratum, seed: int) -> Iterator[Look]:
    arrived = 0
    for number in drawn_pages(seed, stratum.name, stratum.last, PAGES):
        first = stratum.arriving - arrived + (number - 1) * SLOTS
        ordinary = list(range(first, min(first + SLOTS, len(stratum.listings))))
        yield Look(
            number=number,
            inclusion=inclusion_of(number, stratum.last, PAGES),
            fetched=number == 1 or draw.random() >= LOST,
            promoted=draw.choice(stratum.promoted, PROMOTED, replace=False).tolist() if ordinary else [],
            ordinary=ordinary,
        )
        arrived = min(stratum.arriving, arrived + draw.poisson(DRIFT))


def _units(looked: list[tuple[Stratum, list[Look]]], seed: int) -> Iterator[Unit]:
    """Turn looks into units: marked slots do not count, and of those that may be promoted `repeats` knows which."""
    found = repeats(
        ShownPage(
            stratum=stratum.name,
            inclusion=look.inclusion,
            listings=tuple(stratum.listings[index] for index in _slots(look)),
        )
        for stratum, looks in looked
        for look in looks
        if look.fetched and not stratum.marked
    )
    for stratum, looks in looked:
        for look in looks:
            slots = look.ordinary if stratum.marked else _slots(look)
            distinct = {stratum.listings[index] for index in slots}
            ordinary = {stratum.listings[index] for place, index in enumerate(slots) if place not in found.places}
            chosen = choose(distinct, READ, seed)
            yield Unit(
                stratum=stratum.name,
                kind=stratum.kind,
                number=look.number,
                inclusion=look.inclusion,
                fetched=look.fetched,
                slots=tuple(
                    SampledSlot(
                        listing=name,
                        inclusion=len(chosen) / len(distinct),
                        multiplicity=stratum.facts[name][0] * found.multiplicity(stratum.name, name),
                        seen=1,
                        suspect=stratum.facts[name][1],
                    )
                    for name in chosen & ordinary
                    if look.fetched
                ),
            )
