"""The store of one workspace: every public write is one transaction, whole or not at all."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlite_utils import Database, Migrations

from storage import custody, evidence, findings, health, ledger
from storage.database import BUSY_TIMEOUT, connect, settle_practice, transaction, upgrade
from storage.errors import explained
from storage.health_records import Concern
from storage.migrations import migrations
from storage.records import (
    Capture,
    FindingRef,
    Listing,
    Page,
    PageKind,
    PageReason,
    PlannedPage,
    Sweep,
    SweepOutcome,
    SweepTotals,
    Task,
)
from storage.sampling_records import Design, IndexCounts, Read, Slot, Unit
from storage.sellers import workspace_key
from storage.store_reading import StoreReading
from storage.texts import cleaned, content_sha256, instant
from storage.workspace import Workspace

if TYPE_CHECKING:
    from rules import Match

NOT_TOLD = Read()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store(StoreReading):
    """An open workspace database with its evidence folder. Safe to share between threads; close it in the end."""

    def __init__(self, workspace: Workspace, connection: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
        """Use `Store.open`."""
        self.workspace, self._db, self._clock = workspace, connection, clock
        self._lock = threading.RLock()
        self._evidence = evidence.EvidenceFolder(workspace.folder)
        self._seller_key = b""
        self.quarantined = 0

    @classmethod
    def open(
        cls,
        workspace: Workspace,
        *,
        practice: bool = False,
        clock: Callable[[], datetime] = _utc_now,
        steps: Migrations = migrations,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> Self:
        """Open the database, made or upgraded as needed, and set aside what a killed process left half done.

        `quarantined` then says how many files that were. `busy_timeout` is in seconds.
        Raises StorageError: DatabaseTooNew, DatabaseBroken, DatabaseReadOnly, DiskFull, PracticeMismatch, ...
        """
        with explained(workspace.database):
            connection = connect(workspace.database, busy_timeout)
        try:
            upgrade(connection, workspace, steps)
            settle_practice(connection, workspace.database, practice)
            store = cls(workspace, connection, clock)
            store._prepare()
        except BaseException:
            connection.close()
            raise
        return store

    def _prepare(self) -> None:
        if not self.workspace.seller_key.exists():
            with self._writing():
                self._seller_key = workspace_key(self.workspace.seller_key)
        self._seller_key = workspace_key(self.workspace.seller_key)
        with explained(self.workspace.evidence):
            if self._evidence.abandoned():
                with self._writing() as (db, now):
                    self._note_quarantined(db, now, self._evidence.settle_abandoned(db))

    def _note_quarantined(self, db: sqlite3.Connection, now: str, count: int) -> None:
        self.quarantined += count
        if count:
            detail = f"{count} evidence files without a row were moved to evidence/quarantine"
            ledger.event(db, now, None, "evidence_quarantined", detail)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Set aside files whose rows could not be written, and let go of the database. Twice does no harm."""
        with self._lock, closing(self._db):
            if self._evidence.begun:
                with self._writing() as (db, now):
                    self._note_quarantined(db, now, self._evidence.close(db))

    @contextmanager
    def _writing(self) -> Iterator[tuple[sqlite3.Connection, str]]:
        with self._lock, transaction(self._db, self.workspace.database) as db:
            yield db, instant(self._clock())

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, explained(self.workspace.database):
            yield self._db

    @property
    def db(self) -> Database:
        """The database as sqlite-utils shows it, for reading only."""
        return Database(self._db)

    def begin_sweep(
        self,
        *,
        site: str,
        home: str,
        seed: int,
        plan: Mapping[str, Any],
        design: Design | None = None,
        task: Task = Task.SAMPLE,
        late_by: float | None = None,
    ) -> Sweep:
        """Open a sweep of `site`; `plan` is kept as JSON, `late_by` in seconds."""
        with self._writing() as (db, now):
            ledger.add_site(db, now, site, home)
            told = design or Design()
            return ledger.begin(db, now, site=site, task=task, seed=seed, plan=plan, design=told, late_by=late_by)

    def end_sweep(self, sweep_id: str, outcome: SweepOutcome, note: str = "") -> SweepTotals:
        """Close the sweep and write its totals into its row."""
        with self._writing() as (db, now):
            return ledger.end(db, now, sweep_id, outcome, note)

    def plan_pages(self, sweep_id: str, pages: Iterable[PlannedPage]) -> list[Page]:
        """Put pages in the ledger; only those whose key this sweep did not have yet, in the order given."""
        with self._writing() as (db, now):
            return ledger.plan(db, now, sweep_id, pages)

    def page_fetched(self, page: Page) -> None:
        """Note that the page was asked for once more and answered."""
        with self._writing() as (db, now):
            ledger.fetched(db, now, page)

    def page_index_done(
        self,
        page: Page,
        counts: IndexCounts,
        *,
        plan: Iterable[PlannedPage] = (),
        slots: Iterable[Slot] = (),
        unit: Unit | None = None,
    ) -> list[Page]:
        """The index page was read: its counts, its drawn slots and the pages it led to, at once; those that were new.

        `unit` is what is known of the page's stratum by now.
        """
        with self._writing() as (db, now):
            pages = ledger.plan(db, now, page.sweep_id, plan)
            new = sum(one.kind is PageKind.LISTING for one in pages)
            ledger.framed(db, page, counts, slots)
            if unit:
                ledger.bound(db, page.sweep_id, unit)
            links = {"links_found": counts.links_found, "links_new": new, "links_sampled": counts.links_sampled}
            ledger.settle(db, now, page, **links)
            return pages

    def page_stopped(self, page: Page, reason: PageReason, detail: str, failed: bool = False) -> None:
        """The page was not fetched or not read, and why; `failed` for an error rather than a decision."""
        with self._writing() as (db, now):
            ledger.stop(db, now, page, reason, detail, failed=failed)

    def page_unmatched(
        self, page: Page, listings_seen: int, audit: Sequence[Listing] = (), read: Read = NOT_TOLD
    ) -> None:
        """Nothing on the page matched: it is a count, and the audit sample is kept as text."""
        with self._writing() as (db, now):
            look = self._look(db, now, now, page)
            for listing in audit:
                findings.keep_audit(look, cleaned(listing))
            ledger.settle(db, now, page, listings_seen=listings_seen, **ledger.counts_of(read))

    def page_seen_again(self, page: Page, listings_seen: int, again: Sequence[Listing], read: Read = NOT_TOLD) -> None:
        """Listings that we keep were there again and had not changed; no new capture."""
        with self._writing() as (db, now):
            look = self._look(db, now, now, page)
            known = sum(findings.seen_again(look, cleaned(listing)) for listing in again)
            counts = {"listings_seen": listings_seen, "listings_matched": known, "findings_again": known}
            ledger.settle(db, now, page, **counts, **ledger.counts_of(read))

    def record_captured(
        self,
        page: Page,
        capture: Capture,
        found: Sequence[tuple[Listing, Sequence[Match]]],
        listings_seen: int,
        scanned: Sequence[Listing] = (),
        read: Read = NOT_TOLD,
    ) -> list[FindingRef]:
        """Keep the matched listings of one capture: the files first, then all rows in one transaction.

        A listing without a match leaves no trace but the count. `scanned` is what the look that led to this
        capture showed, if it was another one: a later scan is compared with that, so that what a plain fetch
        and the browser show differently is not taken for a change.
        """
        matched = [(cleaned(listing), matches) for listing, matches in found if matches]
        blobs = findings.blobs_of(capture) if matched else findings.NO_BLOBS
        with self._lock:
            self._evidence.write(blobs.all())
            with self._writing() as (db, now):
                self._evidence.write(blobs.all())  # another process may have set them aside before we had the lock
                look = self._look(db, now, instant(capture.taken_at), page)
                hashes = {cleaned(listing).native_id: content_sha256(listing) for listing in scanned}
                refs = findings.keep_found(look, capture, blobs, matched, hashes)
                new = sum(ref.is_new for ref in refs)
                counts = {"listings_seen": listings_seen, "listings_matched": len(refs), "findings_new": new}
                ledger.settle(db, now, page, **counts, findings_again=len(refs) - new, **ledger.counts_of(read))
                return refs

    def _look(self, db: sqlite3.Connection, now: str, at: str, page: Page) -> findings.Look:
        return findings.Look(db=db, now=now, at=at, page=page, seller_key=self._seller_key)

    def event(self, sweep_id: str | None, kind: str, detail: str) -> None:
        """Note something that happened: the browser was restarted, ..."""
        with self._writing() as (db, now):
            ledger.event(db, now, sweep_id, kind, detail)

    def note_settings(self, text: str) -> bool:
        """Log the text of the settings in the custody log if it is not what was logged last; whether it was logged."""
        with self._writing() as (db, now):
            return ledger.note_settings(db, now, text)

    def expire_audit(self, before: datetime) -> int:
        """Forget audit listings first seen before then, in the log as a number; how many they were."""
        with self._writing() as (db, now):
            gone = findings.expire_audit(db, instant(before))
            if gone:
                told = f"{gone} listings of the audit sample, first seen before {instant(before)}, were forgotten"
                custody.append(db, now, "expired", event=ledger.event(db, now, None, "audit_expired", told))
            return gone

    def note_alerts(self, site: str, sweep_id: str, concerns: Sequence[Concern]) -> None:
        """Open, keep and close the alerts of a site by what its last sweep gave concern for."""
        with self._writing() as (db, now):
            health.note_alerts(db, now, site, sweep_id, concerns)
