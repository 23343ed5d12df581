"""The records of how a site is doing: what a sweep saw of it, what gives concern, and the alerts that come of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from storage.records import PageReason, SweepOutcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """Something about a site that a person should look at; `about` is the field meant, "" for the whole site."""

    kind: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteHealth:
    """What one sweep saw of its site, for comparison: pages, listings, listings with each field, pages not read.

    `unread_indexes` are first result pages, of `indexes`, that answered and held nothing that could be read.
    `declared_empty`: every first result page said in the site's own words that there is nothing.
    """

    sweep_id: str
    started_at: datetime
    outcome: SweepOutcome
    frame_digest: str
    pages: int = 0
    listings: int = 0
    indexes: int = 0
    unread_indexes: int = 0
    declared_empty: bool = False
    filled: dict[str, int] = field(default_factory=dict)
    skips: dict[PageReason, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """A concern as it stands: since when, seen in which sweep last, and when it was over (None: it is not)."""

    site: str
    kind: str
    about: str
    detail: str
    opened_at: datetime
    last_sweep_id: str
    closed_at: datetime | None = None
