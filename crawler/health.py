"""Is a site still what it was? What one sweep saw, against the site's own sweeps before it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from math import sqrt
from statistics import median

from storage.health_records import Concern, SiteHealth
from storage.records import PageReason

EARLIER = 10
"""Sweeps that make the baseline, at most."""
LEAST_EARLIER = 3
DROP = 0.5
"""A fall under this share of the usual number of listings, in two sweeps running, is suspicious."""
TOLERANCE = 0.75
"""A field is missed when it is found in less than this share of its usual coverage, and not by chance alone."""
LEAST_LISTINGS = 10
LEAST_COVERAGE = 0.2
Z = 2.576
GRAVE = frozenset({"layout_changed", "suspicious_drop"})
"""Concerns by which a sweep is not what was expected of it."""
REFUSALS = frozenset(
    {
        PageReason.BLOCKED,
        PageReason.RETRY_LATER,
        PageReason.ROBOTS_DELAY,
        PageReason.ROBOTS_DISALLOWED,
        PageReason.ROBOTS_UNREACHABLE,
    }
)


def concerns(now: SiteHealth, earlier: Sequence[SiteHealth], *, tells_empty: bool = True) -> list[Concern]:
    """Return what a person should look at after a sweep; `earlier` are the site's ended sweeps, newest first.

    An empty result that the site itself declares is no concern, however many listings it had before. `tells_empty` is
    False for a site file that does not say how the site declares one: then searches that find nothing look broken.
    """
    return [
        *_layout(now, tells_empty=tells_empty),
        *_drop(now, earlier),
        *_lost_fields(now, earlier),
        *_refusals(now),
        *_budget(now),
    ]


def _layout(now: SiteHealth, *, tells_empty: bool) -> Iterator[Concern]:
    if not now.unread_indexes:
        return
    shown = f"{now.unread_indexes} of {now.indexes} result pages show"
    if not tells_empty and now.unread_indexes < now.indexes:
        detail = f"{shown} no listing, and the site file does not say how the site tells that there is nothing"
        yield Concern(kind="empty_not_told", detail=f"{detail}: write `empty`")
    elif now.unread_indexes * 2 >= now.indexes:
        detail = f"{shown} neither listings nor the site's own words for an empty result"
        yield Concern(kind="layout_changed", detail=detail)


def usual_listings(now: SiteHealth, earlier: Sequence[SiteHealth]) -> float | None:
    """Return the usual number of listings of the same frame, by the median; None with too few sweeps to say."""
    seen = [one.listings for one in earlier[:EARLIER] if one.frame_digest == now.frame_digest and one.listings]
    return median(seen) if len(seen) >= LEAST_EARLIER else None


def _drop(now: SiteHealth, earlier: Sequence[SiteHealth]) -> Iterator[Concern]:
    usual = usual_listings(now, earlier)
    if usual is None or not earlier or now.declared_empty or earlier[0].declared_empty:
        return
    if now.listings < usual * DROP and earlier[0].listings < usual * DROP:
        detail = f"{earlier[0].listings} and then {now.listings} listings where {usual:g} are usual"
        yield Concern(kind="suspicious_drop", detail=detail)


def usual_coverage(field: str, earlier: Sequence[SiteHealth]) -> float | None:
    """Return the share of listings in which a field was found in earlier sweeps; None with too few to say."""
    known = [one for one in earlier[:EARLIER] if one.listings]
    seen = sum(one.listings for one in known)
    if len(known) < LEAST_EARLIER or seen < LEAST_LISTINGS:
        return None
    return sum(one.filled.get(field, 0) for one in known) / seen


def has_fallen(filled: int, listings: int, usual: float | None) -> bool:
    """Tell whether a field is found in clearly fewer listings than is usual, and not by chance alone."""
    if usual is None or usual < LEAST_COVERAGE or listings < LEAST_LISTINGS or filled >= listings * usual * TOLERANCE:
        return False
    return filled / listings + Z * sqrt(usual * (1 - usual) / listings) < usual


def lost_since(field: str, history: Sequence[SiteHealth]) -> datetime | None:
    """Return when the first of the sweeps began that lack a field, back from the newest; None if that has it."""
    usual = usual_coverage(field, history[1:])
    lacking = itertools.takewhile(lambda one: has_fallen(one.filled.get(field, 0), one.listings, usual), history)
    return min((one.started_at for one in lacking), default=None)


def _lost_fields(now: SiteHealth, earlier: Sequence[SiteHealth]) -> Iterator[Concern]:
    for field, filled in sorted(now.filled.items()):
        usual = usual_coverage(field, earlier)
        if usual is not None and has_fallen(filled, now.listings, usual):
            told = f"{field} was found in {filled} of {now.listings} listings ({filled / now.listings:.0%})"
            yield Concern(kind="field_lost", about=field, detail=f"{told}; usual is {usual:.0%}")


def _refusals(now: SiteHealth) -> Iterator[Concern]:
    refused = {reason: count for reason, count in now.skips.items() if reason in REFUSALS}
    if sum(refused.values()) * 2 >= now.pages > 0:
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(refused.items()))
        yield Concern(kind="refused", detail=f"of {now.pages} pages: {told}")


def _budget(now: SiteHealth) -> Iterator[Concern]:
    left = now.skips.get(PageReason.BUDGET, 0)
    if left:
        detail = f"{left} of {now.pages} pages were not asked for: the sweep's page budget was used up"
        yield Concern(kind="budget_used_up", detail=detail)
