"""What share of the listings that a frame shows is suspect, estimated from result pages drawn at random."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import NormalDist
from typing import Literal

from measure.intervals import LEVEL, Interval, wilson

Kind = Literal["category", "search"]

FEWEST_PAGES = 10
FEWEST_SUSPECTS = 5
MOST_LOST = 0.2
REPEATED = 3
PLANNED_DEFF = 2.5
"""The design effect assumed where none is measured yet.

Listings of one seller stand next to each other, and pages weigh unequally. With 15 listings read a page a correlation
of 0.07 between the listings of a page makes 1 + 14 * 0.07 = 2 (Kish 1965), and the weights a quarter more. The
categories simulated in the tests show as much, the searches hardly more than 1. It grows with the listings read a page.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampledSlot:
    """A listing read in one ordinary slot of a fetched result page.

    `inclusion` is the share of the page's distinct listings that was read, `multiplicity` the number of ordinary slots
    of the whole frame that would show the listing. `seen` listings were read there (1 for an advert, the posts of a
    thread), and `suspect` of them are findings.
    """

    listing: str
    inclusion: float
    multiplicity: float
    seen: int
    suspect: int

    def __post_init__(self) -> None:
        if not 0 < self.inclusion <= 1 or not self.multiplicity > 0:
            raise ValueError(f"{self.listing}: inclusion {self.inclusion}, multiplicity {self.multiplicity}")
        if not 0 <= self.suspect <= self.seen:
            raise ValueError(f"{self.listing}: {self.suspect} suspects among {self.seen} listings")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A result page that was drawn: page `number` of a category or of a search, and the slots read if it was fetched.

    Fetched and without slots is a blank unit: a page beyond the end of the results. `inclusion` is the probability
    with which the page was drawn.
    """

    stratum: str
    kind: Kind
    number: int
    inclusion: float
    fetched: bool
    slots: tuple[SampledSlot, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.inclusion <= 1:
            raise ValueError(f"{self.stratum}, page {self.number}: inclusion {self.inclusion}")
        if self.slots and not self.fetched:
            raise ValueError(f"{self.stratum}, page {self.number}: slots on a page that was not fetched")


@dataclass(frozen=True, kw_only=True, slots=True)
class Prevalence:
    """The share of suspects among the listings of a frame, with its interval at 0.95 and what it stands on.

    `listings` and `suspects` count each listing once, however many slots showed it; the share is weighted and is not
    their quotient. `deff` is the variance over that of as many listings drawn one by one. Share, interval and deff are
    None where too few pages showed listings.
    """

    kind: Kind
    pages_drawn: int
    pages_fetched: int
    pages_blank: int
    listings: int
    suspects: int
    share: float | None
    interval: Interval | None
    deff: float | None
    warnings: tuple[str, ...]


def by_kind(units: Iterable[Unit]) -> dict[Kind, tuple[Unit, ...]]:
    """Part the units of categories from those of searches: they show different populations."""
    kinds: defaultdict[Kind, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[unit.kind].append(unit)
    return {kind: tuple(kinds[kind]) for kind in sorted(kinds)}


def prevalence(units: Iterable[Unit]) -> Prevalence:
    """Estimate the share of suspects from the drawn pages of categories, or of searches.

    The share is the ratio of two weighted totals, suspects over listings. A slot weighs 1 / (pi1 * pi2 * m): pi1 its
    page's inclusion, pi2 its own on the page (Horvitz and Thompson 1952), m its listing's multiplicity (Hansen-Hurwitz
    multiplicity estimator; generalised weight share method, Lavallee 2007, with one link a slot). The ratio is Hajek's
    (1971). Where drawn pages were not fetched, those that were stand for them: in each stratum the weights of pages 2
    and up are scaled by drawn / fetched. Slots are kept as seen: a listing that moved from page to page counts twice,
    and as often as that another is missed.

    Fewer than ten pages with listings give counts only. Raises ValueError for no units and for a mix of kinds.
    """
    drawn = tuple(units)
    kinds = {unit.kind for unit in drawn}
    if len(kinds) != 1:
        raise ValueError("no page was drawn" if not drawn else "categories and searches are different populations")
    listings, suspects = _distinct(drawn)
    pages = _weighed(drawn)
    share = _share(pages) if len(pages) >= FEWEST_PAGES else None
    deff = None if share is None else _deff(share, pages, listings)
    return Prevalence(
        kind=kinds.pop(),
        pages_drawn=len(drawn),
        pages_fetched=sum(unit.fetched for unit in drawn),
        pages_blank=sum(unit.fetched and not unit.slots for unit in drawn),
        listings=listings,
        suspects=suspects,
        share=share,
        interval=None if share is None or deff is None else _interval(share, listings / deff, len(pages)),
        deff=deff,
        warnings=tuple(_warnings(drawn, len(pages), listings, suspects)),
    )


def expected_interval(share: float, pages: int, listings_per_page: float, deff: float = PLANNED_DEFF) -> Interval:
    """Return about what a plan of that size will be able to conclude if `share` is what it finds.

    Wilson on the effective number of listings, pages * listings_per_page / deff. Take `deff` from an earlier sweep
    where there is one. Raises ValueError for a plan that reads nothing and for a deff under 1.
    """
    effective = pages * listings_per_page / deff if deff >= 1 else 0.0
    bounds = wilson(share * effective, effective)
    if bounds is None:
        raise ValueError(f"{pages} pages of {listings_per_page} listings at a design effect of {deff} tell nothing")
    return bounds


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weighed:
    """The weighted totals of one page that showed listings: a primary sampling unit."""

    seen: float
    suspect: float


def _weighed(units: Sequence[Unit]) -> list[_Weighed]:
    drawn = Counter(_part(unit) for unit in units)
    fetched = Counter(_part(unit) for unit in units if unit.fetched)
    pages = []
    for unit in units:
        if not unit.slots:
            continue
        page = drawn[_part(unit)] / fetched[_part(unit)] / unit.inclusion
        weights = [(page / (slot.inclusion * slot.multiplicity), slot) for slot in unit.slots]
        pages.append(
            _Weighed(
                seen=fsum(weight * slot.seen for weight, slot in weights),
                suspect=fsum(weight * slot.suspect for weight, slot in weights),
            )
        )
    return pages


def _part(unit: Unit) -> tuple[str, bool]:
    """The first page of a stratum is always drawn and stands for itself; the others stand for each other."""
    return unit.stratum, unit.number == 1


def _share(pages: Sequence[_Weighed]) -> float | None:
    seen = fsum(page.seen for page in pages)
    return fsum(page.suspect for page in pages) / seen if seen else None


def _variance(share: float, pages: Sequence[_Weighed]) -> float:
    """Linearised variance of the ratio between pages, as if they were drawn with replacement from one stratum.

    Neither the finite population correction nor the strata are taken, and first pages count like the others, though
    they are drawn for certain. The claim is about what such a frame shows, of which the listings there on the day are
    themselves a sample: then a census has a variance too, a first page varies like any other, and what moves during
    the sweep has no fixed population to correct for. As a statement on the listings of the day alone the interval is a
    little too wide, by 1 / sqrt(1 - fraction of the pages read), and more where strata differ; it needs no second page
    in each stratum and bears pages that were not fetched.
    Source: Taylor linearisation of a ratio (Sarndal, Swensson and Wretman 1992, chapter 5) between ultimate clusters
    (Hansen, Hurwitz and Madow 1953).
    """
    seen = fsum(page.seen for page in pages)
    return len(pages) / (len(pages) - 1) * fsum(((page.suspect - share * page.seen) / seen) ** 2 for page in pages)


def _deff(share: float, pages: Sequence[_Weighed], listings: int) -> float:
    """The design effect, not under 1; the planned one where all listings are alike and none can be measured."""
    binomial = share * (1 - share) / listings
    return max(1.0, _variance(share, pages) / binomial) if binomial else PLANNED_DEFF


def _interval(share: float, effective: float, pages: int) -> Interval | None:
    """Wilson on the effective number of listings, which is cut down by (z / t)^2 for the pages - 1 degrees of freedom.

    That is the interval of the linearised variance and its t quantile in score form: never
    without a width or beyond 0 and 1, and longer upwards for rare suspects, where the symmetric one covers too little.
    Source: Korn and Graubard (1998), Survey Methodology 24:193-201, with Wilson's limits for Clopper and Pearson's;
    compared by Dean and Pagano (2015), J. Survey Stat. Methodol. 3:484-503.
    """
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    freedom = effective * (z / _t_quantile(z, pages - 1)) ** 2
    return wilson(share * freedom, freedom)


def _t_quantile(z: float, freedom: int) -> float:
    """Student's quantile from the normal one, off by less than 0.0001 at 0.95 from nine degrees of freedom up.

    Source: Abramowitz and Stegun (1964), formula 26.7.5.
    """
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + fsum(term / float(freedom) ** power for power, term in enumerate(terms, 1))


def _distinct(units: Iterable[Unit]) -> tuple[int, int]:
    slots = {slot.listing: slot for unit in units for slot in unit.slots}
    return sum(slot.seen for slot in slots.values()), sum(slot.suspect for slot in slots.values())


def _warnings(units: Sequence[Unit], shown: int, listings: int, suspects: int) -> Iterable[str]:
    lost = sum(not unit.fetched for unit in units)
    blank = sum(unit.fetched and not unit.slots for unit in units)
    if shown < FEWEST_PAGES:
        yield f"only {shown} pages showed listings, fewer than {FEWEST_PAGES}: counts only"
    if lost > MOST_LOST * len(units):
        yield f"{lost} of {len(units)} drawn pages were not fetched: those that were may not be like them"
    if blank > MOST_LOST * len(units):
        yield f"{blank} of {len(units)} drawn pages lay beyond the end of the results: the frame is smaller"
    yield from _unrepresented(units)
    if listings and suspects in (0, listings):
        yield f"all listings are alike: the bound assumes a design effect of {PLANNED_DEFF}"
    elif suspects < FEWEST_SUSPECTS:
        yield f"only {suspects} suspects: one seller more or less would change the share"
    if repeats := _repeats(units):
        yield f"{repeats} listings stood on {REPEATED} or more pages of one stratum: promotion that is not marked"


def _unrepresented(units: Sequence[Unit]) -> Iterable[str]:
    parts = {_part(unit) for unit in units} - {_part(unit) for unit in units if unit.fetched}
    for stratum, first in sorted(parts):
        yield f"{stratum}: not counted, {'its first page was' if first else 'its later pages were'} not fetched"


def _repeats(units: Iterable[Unit]) -> int:
    pages = Counter((unit.stratum, listing) for unit in units for listing in {slot.listing for slot in unit.slots})
    return len({listing for (_, listing), count in pages.items() if count >= REPEATED})
