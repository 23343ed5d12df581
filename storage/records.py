"""The records that pass between packages: frozen, keyword-only, aware times in UTC, no naive values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from storage.sampling_records import Unit


class Task(StrEnum):
    """What a sweep is for."""

    SAMPLE = "sample"
    RECHECK = "recheck"


class SweepOutcome(StrEnum):
    """How a sweep ended; `running` also stands on a sweep whose process was killed, until it is resumed."""

    RUNNING = "running"
    DONE = "done"
    OUTSIDE_EXPECTED = "outside_expected"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class PageKind(StrEnum):
    """What a planned page is."""

    INDEX = "index"
    LISTING = "listing"


class PageState(StrEnum):
    """Where a planned page stands in the ledger."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class PageReason(StrEnum):
    """Why a planned page was not fetched or not read. Every stop has a name."""

    ABORTED = "aborted"
    ADDRESS_REFUSED = "address_refused"
    BLOCKED = "blocked"
    BROWSER_DIED = "browser_died"
    BUDGET = "budget"
    DEADLINE = "deadline"
    HTTP_ERROR = "http_error"
    INTERNAL = "internal"
    NETWORK = "network"
    NO_BROWSER = "no_browser"
    NO_LISTING = "no_listing"
    NOT_FOUND = "not_found"
    NOT_HTML = "not_html"
    OFFSITE_REDIRECT = "offsite_redirect"
    REDIRECT_LOOP = "redirect_loop"
    RETRY_LATER = "retry_later"
    ROBOTS_DELAY = "robots_delay"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"


class Degraded(StrEnum):
    """Why a capture is less than whole; the finding is kept all the same."""

    CAPPED = "capped"
    CLIPPED = "clipped"
    NO_SCREENSHOT = "no_screenshot"
    NO_SOURCE = "no_source"
    PAGE_DIED = "page_died"
    DEADLINE = "deadline"
    NO_BROWSER = "no_browser"
    OVERLAY = "overlay"


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """A price as read; `amount` is None when nothing sure could be read, `raw` is always what stood there."""

    raw: str
    amount: Decimal | None = None
    currency: str | None = None
    ambiguous: bool = False
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PostedAt:
    """When the advert says it was posted. `precision` is one of minute, hour, day, month, year."""

    raw: str
    at: datetime | None = None
    precision: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """An advert, or one post of a thread, as one look at one page showed it.

    `is_reply` is a post that answers another one: the thread's title is not its own words.
    """

    site: str
    native_id: str
    url: str
    title: str
    text: str
    price: Price | None = None
    posted: PostedAt | None = None
    seller: str | None = None
    place: str | None = None
    language: str | None = None
    images: tuple[str, ...] = ()
    elsewhere: str = ""
    is_reply: bool = False
    notes: tuple[str, ...] = ()

    def fields(self) -> dict[str, str]:
        """The texts that rules look at, by field name; `elsewhere` is the rest of the page and counts least."""
        return {"title": "" if self.is_reply else self.title, "text": self.text, "elsewhere": self.elsewhere}


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One look at a page in the browser: source, rendered text and screenshot of the same moment.

    `screenshot`, `archive` are None when they could not be had; `degraded` names every lack.
    `hops` are the document addresses before `final_url`. `status` is None when no HTTP answer was seen.
    """

    taken_at: datetime
    url: str
    final_url: str
    status: int | None
    html: bytes
    text: str
    screenshot: bytes | None = None
    screenshot_type: str = "image/jpeg"
    archive: bytes | None = None
    degraded: tuple[Degraded, ...] = ()
    notes: tuple[str, ...] = ()
    hops: tuple[str, ...] = ()
    browser: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One planned fetch of a sweep, as the ledger holds it. `unit` is what a result page stands for in the frame."""

    id: str
    sweep_id: str
    kind: PageKind
    url: str
    query: str | None = None
    number: int = 1
    native_id: str | None = None
    inclusion: float = 1.0
    attempts: int = 0
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweep:
    """One run of a plan on one site; `plan` is what was asked for when it began."""

    id: str
    site: str
    task: Task
    seed: int
    started_at: datetime
    resumed: bool = False
    plan: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepTotals:
    """What a sweep did, in pages and listings; `skips` counts pages by reason, failures included."""

    pages_planned: int = 0
    pages_fetched: int = 0
    listings_seen: int = 0
    listings_matched: int = 0
    findings_new: int = 0
    findings_again: int = 0
    skips: dict[PageReason, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedPage:
    """A page to put in the ledger; `key` is what makes two addresses the same page within one sweep."""

    kind: PageKind
    url: str
    key: str
    query: str | None = None
    number: int = 1
    native_id: str | None = None
    inclusion: float = 1.0
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownListing:
    """What the store holds of a listing; `content_sha256` is of the look that led to its last capture."""

    id: str
    content_sha256: str
    has_good_capture: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingRef:
    """A finding that was just written; `is_new` is False when the listing had been a finding before."""

    id: str
    is_new: bool
