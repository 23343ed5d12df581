"""The records of what a sweep samples from: units of the frame, their slots, and what makes two sweeps comparable."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class StratumKind(StrEnum):
    """What the result pages of a stratum are results of."""

    CATEGORY = "category"
    SEARCH = "search"


class FrameBasis(StrEnum):
    """How the number of result pages in a stratum is known."""

    SHOWN = "shown"
    PLAN = "plan"
    WALKED = "walked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A result page as a unit of the frame: its stratum is a search, by its words, or a category, by its address.

    `frame_pages` is how many result pages the stratum has in the frame: as the site shows, as the plan bounds it, or,
    where pages can only be reached one after another, as many as are walked.
    """

    stratum: str
    kind: StratumKind
    frame_pages: int
    basis: FrameBasis


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A drawn ordinary place on a result page: the ledger key of its listing, its place from 1, its probability."""

    key: str
    position: int
    inclusion: float


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexCounts:
    """What a result page showed: different listings, ordinary slots, paid slots, listings chosen; `blank`: no result.

    A blank page lies beyond the end of the results, or its site says that there is nothing. `shown` are the listings
    in the ordinary slots from the top, as hashes keyed with the sweep's seed: enough to see what stands there twice.
    """

    links_found: int = 0
    links_sampled: int = 0
    slots: int = 0
    promoted: int = 0
    blank: bool = False
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What else is known of a listing's page that was read: how many of its listings (posts) have each field.

    `multiplicity` is the number of the frame's slots that would show the listing, 1 when it cannot be told.
    """

    fields: dict[str, int] = field(default_factory=dict)
    multiplicity: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Design:
    """What makes two sweeps comparable: digests of what was sampled, by which rules, and through which declaration."""

    plan: str | None = None
    frame_digest: str = ""
    rules_digest: str = ""
    site_digest: str = ""
