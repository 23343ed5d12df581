"""What a workspace's `fieldsign.toml` says, read once into one typed, frozen object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureCaps:
    """Bounds of one capture. Heights in CSS pixels, times in seconds."""

    deadline: float = 45.0
    settle: float = 5.0
    screenshot: float = 10.0
    max_height: int = 12_000
    max_scrolls: int = 12
    viewport: tuple[int, int] = (1280, 900)
    jpeg_quality: int = 80
    max_text: int = 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """When `serve` sweeps which sites: `cron` (five fields) or `every` (seconds), in time zone `zone`.

    `plan` names the plan whose timetable it is; None sweeps as the workspace's general settings say.
    """

    name: str
    sites: tuple[str, ...]
    cron: str | None = None
    every: float | None = None
    zone: str = "UTC"
    plan: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is sampled from which sites.

    `queries` and `categories` are None for those of the site and, of queries, the rule packs; () for none at all.
    `rules` leaves only the queries of these rules. Of each query and category `pages` of its first `depth` result
    pages are looked at, and `listings` on each. `seed` is None for a new one in every sweep.
    """

    name: str | None
    sites: tuple[str, ...] = ()
    queries: tuple[str, ...] | None = None
    rules: tuple[str, ...] = ()
    categories: tuple[str, ...] | None = None
    pages: int = 5
    depth: int = 5
    listings: int = 100
    seed: int | None = None
    audit_rate: float = 0.0
    page_budget: int = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteSettings:
    """What the workspace says about one site; empty means what the site file says."""

    queries: tuple[str, ...] = ()
    home: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Settings of one workspace. Times in seconds, sizes in bytes.

    `allowed_hosts` names private or loopback hosts that may be fetched all the same, as `host` or `host:port`.
    `practice` marks a workspace whose rows are made up and must never mix with real ones.
    """

    folder: Path
    contact: str | None = None
    delay: float = 5.0
    max_crawl_delay: float = 120.0
    max_retry_after: float = 600.0
    timeout: float = 30.0
    page_deadline: float = 60.0
    sweep_deadline: float = 3600.0
    page_budget: int = 500
    index_pages: int = 5
    listings_per_index: int = 100
    max_body: int = 20 * 2**20
    audit_rate: float = 0.0
    audit_keep: float = 180 * 86_400.0
    browser: Path | None = None
    pages_at_once: int = 2
    recycle_after: int = 50
    blocked_hosts: tuple[str, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()
    practice: bool = False
    capture: CaptureCaps = field(default_factory=CaptureCaps)
    packs: tuple[Path, ...] = ()
    sites: dict[str, SiteSettings] = field(default_factory=dict)
    timetables: tuple[Timetable, ...] = ()
    plans: dict[str, Plan] = field(default_factory=dict)

    def plan(self, name: str | None) -> Plan:
        """Return the plan of that name, or what is swept without one. Raises KeyError."""
        if name is not None:
            return self.plans[name]
        return Plan(
            name=None,
            pages=self.index_pages,
            depth=self.index_pages,
            listings=self.listings_per_index,
            audit_rate=self.audit_rate,
            page_budget=self.page_budget,
        )

    def may_ask(self, hosts: Iterable[str]) -> bool:
        """Tell whether hosts may be asked for pages: their owners find a person to write to, or they are our own."""
        return bool(self.contact) or all(host in self.allowed_hosts for host in hosts)

    @property
    def user_agent(self) -> str:
        """Our own name and an address where a site's owner reaches a person."""
        return f"Fieldsign/0.1 (+{self.contact})" if self.contact else "Fieldsign/0.1"
