"""What the store tells without changing anything."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from storage import custody, evidence, health, ledger, reading
from storage.health_records import Alert, SiteHealth
from storage.records import KnownListing, Page, Sweep, SweepTotals
from storage.workspace import Workspace


class StoreReading(ABC):
    """The questions that a store answers; `_reading` gives the connection for one of them."""

    workspace: Workspace

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sqlite3.Connection]: ...

    def unfinished_sweep(self, site: str, plan: str | None = None) -> Sweep | None:
        """The newest sweep of the site by that plan, if it was interrupted or killed, to go on with."""
        with self._reading() as db:
            return ledger.unfinished(db, site, plan)

    def totals(self, sweep_id: str) -> SweepTotals:
        """What the sweep's pages add up to now."""
        with self._reading() as db:
            return ledger.totals(db, sweep_id)

    def planned_pages(self, sweep_id: str) -> list[Page]:
        """The pages still to do, in planning order."""
        with self._reading() as db:
            return ledger.planned(db, sweep_id)

    def known(self, site: str, native_id: str) -> KnownListing | None:
        """The listing, if we keep it."""
        with self._reading() as db:
            return reading.known(db, site, native_id)

    def suspects(self, sweep_id: str | None = None) -> list[dict[str, Any]]:
        """The rows of the view `suspects`, oldest first; only those found in `sweep_id` if given."""
        with self._reading() as db:
            return reading.suspects(db, sweep_id)

    def sweeps(self, site: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """The newest sweeps as the view `effort` shows them, newest first."""
        with self._reading() as db:
            return reading.sweeps(db, site, limit)

    def sweeps_by(self, plan: str | None, site: str, limit: int = 20) -> list[dict[str, Any]]:
        """The newest sweeps of a site by one plan (None: by none) as the view `effort` shows them, newest first."""
        with self._reading() as db:
            return reading.sweeps_by(db, plan, site, limit)

    def last_screenshot(self, site: str) -> dict[str, Any] | None:
        """The newest capture of a site with a whole screenshot: `taken_at`, `url` and `path` in the workspace."""
        with self._reading() as db:
            return reading.last_screenshot(db, site)

    def listing_urls(self, site: str, limit: int) -> list[str]:
        """The addresses of the listings of a site that were read last, newest first."""
        with self._reading() as db:
            return reading.listing_urls(db, site, limit)

    def health(self, site: str, plan: str | None = None, limit: int = 12) -> list[SiteHealth]:
        """What the ended sweeps of a site by one plan saw, newest first."""
        with self._reading() as db:
            return health.seen(db, site, plan, limit)

    def alerts(self, site: str | None = None) -> list[Alert]:
        """The alerts that are not over, oldest first."""
        with self._reading() as db:
            return health.alerts(db, site)

    def faults(self) -> list[str]:
        """Everything that is not as it was logged: evidence files, custody entries, the database itself."""
        with self._reading() as db:
            broken = [f"database: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return [*broken, *evidence.faults(db, self.workspace.folder), *map(str, custody.verify(db))]
