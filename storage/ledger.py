"""Sweeps and their pages: what was planned, what became of it, and what came of that. Called inside a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from storage import custody
from storage.ids import new_id
from storage.records import (
    Page,
    PageKind,
    PageReason,
    PageState,
    PlannedPage,
    Sweep,
    SweepOutcome,
    SweepTotals,
    Task,
)
from storage.texts import clean, clean_or_none, moment


def add_site(db: sqlite3.Connection, now: str, site: str, home: str) -> None:
    """Note the site, or its new home address."""
    db.execute(
        "INSERT INTO sites VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET home = excluded.home",
        (site, clean(home), now),
    )


def begin(
    db: sqlite3.Connection,
    now: str,
    *,
    site: str,
    task: Task,
    seed: int,
    plan: Mapping[str, Any],
    late_by: float | None,
) -> Sweep:
    """Open a sweep. `late_by` is in seconds, for a timetable that ran late."""
    sweep_id = new_id()
    told = clean(json.dumps(plan, ensure_ascii=False, sort_keys=True, default=str))
    db.execute(
        "INSERT INTO sweeps (id, site, task, seed, plan, late_by, started_at, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (sweep_id, site, task, seed, told, late_by, now, SweepOutcome.RUNNING),
    )
    return Sweep(id=sweep_id, site=site, task=task, seed=seed, started_at=moment(now))


def unfinished(db: sqlite3.Connection, site: str) -> Sweep | None:
    """The newest sweep of the site, if it was stopped or killed before its end."""
    row = db.execute(
        "SELECT id, task, seed, started_at, outcome FROM sweeps WHERE site = ? ORDER BY id DESC LIMIT 1", (site,)
    ).fetchone()
    if row is None or row["outcome"] not in (SweepOutcome.RUNNING, SweepOutcome.INTERRUPTED):
        return None
    return Sweep(
        id=row["id"],
        site=site,
        task=Task(row["task"]),
        seed=row["seed"],
        started_at=moment(row["started_at"]),
        resumed=True,
    )


def totals(db: sqlite3.Connection, sweep_id: str) -> SweepTotals:
    """What the pages of the sweep add up to now."""
    row = db.execute(
        "SELECT count(*) AS pages_planned, count(fetched_at) AS pages_fetched, total(listings_seen) AS listings_seen,"
        " total(listings_matched) AS listings_matched, total(findings_new) AS findings_new,"
        " total(findings_again) AS findings_again FROM pages WHERE sweep_id = ?",
        (sweep_id,),
    ).fetchone()
    reasons = db.execute(
        "SELECT reason, count(*) FROM pages WHERE sweep_id = ? AND reason IS NOT NULL GROUP BY reason ORDER BY reason",
        (sweep_id,),
    )
    skips = {PageReason(reason): count for reason, count in reasons}
    return SweepTotals(**{name: int(value) for name, value in dict(row).items()}, skips=skips)


def end(db: sqlite3.Connection, now: str, sweep_id: str, outcome: SweepOutcome, note: str) -> SweepTotals:
    """Close the sweep and write its totals into its row."""
    came = totals(db, sweep_id)
    counts = {name: value for name, value in asdict(came).items() if name != "skips"}
    sets = ", ".join(f"{name} = :{name}" for name in counts)
    db.execute(
        f"UPDATE sweeps SET ended_at = :now, outcome = :outcome, note = :note, {sets} WHERE id = :id",  # noqa: S608
        {**counts, "now": now, "outcome": outcome, "note": clean(note), "id": sweep_id},
    )
    return came


def plan(db: sqlite3.Connection, now: str, sweep_id: str, pages: Iterable[PlannedPage]) -> list[Page]:
    """Put pages in the ledger; only those whose key the sweep did not have yet, in the order given."""
    return [page for wanted in pages if (page := _plan_one(db, now, sweep_id, wanted)) is not None]


def _plan_one(db: sqlite3.Connection, now: str, sweep_id: str, wanted: PlannedPage) -> Page | None:
    page = Page(
        id=new_id(),
        sweep_id=sweep_id,
        kind=wanted.kind,
        url=clean(wanted.url),
        query=clean_or_none(wanted.query),
        number=wanted.number,
        native_id=clean_or_none(wanted.native_id),
        inclusion=wanted.inclusion,
    )
    inserted = db.execute(
        "INSERT INTO pages (id, sweep_id, key, kind, url, query, number, native_id, inclusion, state, planned_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sweep_id, key) DO NOTHING",
        (
            page.id,
            sweep_id,
            clean(wanted.key),
            page.kind,
            page.url,
            page.query,
            page.number,
            page.native_id,
            page.inclusion,
            PageState.PLANNED,
            now,
        ),
    )
    return page if inserted.rowcount else None


def planned(db: sqlite3.Connection, sweep_id: str) -> list[Page]:
    """The pages still to do, in planning order."""
    rows = db.execute(
        "SELECT id, sweep_id, kind, url, query, number, native_id, inclusion, attempts FROM pages"
        " WHERE sweep_id = ? AND state = ? ORDER BY id",
        (sweep_id, PageState.PLANNED),
    )
    return [Page(**{**dict(row), "kind": PageKind(row["kind"])}) for row in rows]


def fetched(db: sqlite3.Connection, now: str, page: Page) -> None:
    """Note that the page was asked for once more and answered."""
    db.execute("UPDATE pages SET attempts = attempts + 1, fetched_at = ? WHERE id = ?", (now, page.id))


def settle(db: sqlite3.Connection, now: str, page: Page, **counts: int) -> None:
    """The page was read. Settling it again replaces what it came to, so that nothing counts twice."""
    sets = "".join(f", {name} = :{name}" for name in counts)
    query = f"UPDATE pages SET state = :state, reason = NULL, detail = '', settled_at = :now{sets}"  # noqa: S608
    db.execute(
        f"{query}, fetched_at = coalesce(fetched_at, :now), attempts = max(attempts, 1) WHERE id = :id",
        {**counts, "state": PageState.DONE, "now": now, "id": page.id},
    )


def stop(db: sqlite3.Connection, now: str, page: Page, reason: PageReason, detail: str, *, failed: bool) -> None:
    """The page was not fetched or not read; `failed` says whether that was an error and not a decision."""
    state = PageState.FAILED if failed else PageState.SKIPPED
    db.execute(
        "UPDATE pages SET state = ?, reason = ?, detail = ?, settled_at = ? WHERE id = ?",
        (state, reason, clean(detail), now, page.id),
    )


def event(db: sqlite3.Connection, now: str, sweep_id: str | None, kind: str, detail: str) -> str:
    """Note something that happened; its id."""
    event_id = new_id()
    db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", (event_id, now, sweep_id, kind, clean(detail)))
    return event_id


def note_settings(db: sqlite3.Connection, now: str, text: str) -> bool:
    """Keep the settings as an event with a custody entry, unless they are the last ones kept."""
    last = db.execute("SELECT detail FROM events WHERE kind = 'settings' ORDER BY id DESC LIMIT 1").fetchone()
    if last and last[0] == clean(text):
        return False
    custody.append(db, now, "settings", event=event(db, now, None, "settings", text))
    return True
