"""Sweeps and their pages: what was planned, what became of it, and what came of that. Called inside a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from storage import custody
from storage.ids import new_id
from storage.records import Page, PageKind, PageReason, PageState, PlannedPage, Sweep, SweepOutcome, SweepTotals, Task
from storage.sampling_records import Design, FrameBasis, IndexCounts, Read, Slot, StratumKind, Unit
from storage.texts import array, clean, clean_or_none, moment


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
    design: Design,
    late_by: float | None,
) -> Sweep:
    """Open a sweep. `late_by` is in seconds, for a timetable that ran late."""
    sweep_id = new_id()
    told = clean(json.dumps(plan, ensure_ascii=False, sort_keys=True, default=str))
    db.execute(
        "INSERT INTO sweeps (id, site, task, seed, plan, plan_name, frame_digest, rules_digest, site_digest, late_by,"
        " started_at, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            sweep_id,
            site,
            task,
            seed,
            told,
            design.plan,
            design.frame_digest,
            design.rules_digest,
            design.site_digest,
            late_by,
            now,
            SweepOutcome.RUNNING,
        ),
    )
    return Sweep(id=sweep_id, site=site, task=task, seed=seed, started_at=moment(now), plan=json.loads(told))


def unfinished(db: sqlite3.Connection, site: str, plan: str | None) -> Sweep | None:
    """The newest sweep of the site by that plan, if it was stopped or killed before its end."""
    row = db.execute(
        "SELECT id, task, seed, started_at, outcome, plan FROM sweeps WHERE site = ? AND plan_name IS ?"
        " ORDER BY id DESC LIMIT 1",
        (site, plan),
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
        plan=json.loads(row["plan"]),
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
        unit=wanted.unit,
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
    if not inserted.rowcount:
        return None
    if page.unit:
        _frame(db, page, page.unit)
    return page


def _frame(db: sqlite3.Connection, page: Page, unit: Unit) -> None:
    columns = "page_id, sweep_id, kind, stratum, number, frame_pages, basis, inclusion"
    db.execute(
        f"INSERT INTO frame_units ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - names of ours
        (
            page.id,
            page.sweep_id,
            unit.kind,
            clean(unit.stratum),
            page.number,
            unit.frame_pages,
            unit.basis,
            page.inclusion,
        ),
    )


def framed(db: sqlite3.Connection, page: Page, counts: IndexCounts, slots: Iterable[Slot]) -> None:
    """Note what a unit showed, and which of its slots were drawn; their listings are in the ledger by now."""
    db.execute(
        "UPDATE frame_units SET slots = ?, promoted = ?, blank = ?, shown = ? WHERE page_id = ?",
        (counts.slots, counts.promoted, int(counts.blank), array(counts.shown), page.id),
    )
    db.executemany(
        "INSERT OR REPLACE INTO frame_slots SELECT ?, ?, id, ? FROM pages WHERE sweep_id = ? AND key = ?",
        [(page.id, slot.position, slot.inclusion, page.sweep_id, clean(slot.key)) for slot in slots],
    )


def bound(db: sqlite3.Connection, sweep_id: str, unit: Unit) -> None:
    """Note how many result pages a stratum has, now that a page of it was read."""
    db.execute(
        "UPDATE frame_units SET frame_pages = ?, basis = ? WHERE sweep_id = ? AND kind = ? AND stratum = ?",
        (unit.frame_pages, unit.basis, sweep_id, unit.kind, clean(unit.stratum)),
    )


def planned(db: sqlite3.Connection, sweep_id: str) -> list[Page]:
    """The pages still to do, in planning order."""
    rows = db.execute(
        "SELECT id, sweep_id, kind, url, query, number, native_id, inclusion, attempts FROM pages"
        " WHERE sweep_id = ? AND state = ? ORDER BY id",
        (sweep_id, PageState.PLANNED),
    ).fetchall()
    return [Page(**{**dict(row), "kind": PageKind(row["kind"]), "unit": _unit(db, row["id"])}) for row in rows]


def _unit(db: sqlite3.Connection, page_id: str) -> Unit | None:
    row = db.execute(
        "SELECT stratum, kind, frame_pages, basis FROM frame_units WHERE page_id = ?", (page_id,)
    ).fetchone()
    if row is None:
        return None
    return Unit(
        stratum=row["stratum"],
        kind=StratumKind(row["kind"]),
        frame_pages=row["frame_pages"],
        basis=FrameBasis(row["basis"]),
    )


def fetched(db: sqlite3.Connection, now: str, page: Page) -> None:
    """Note that the page was asked for once more and answered."""
    db.execute("UPDATE pages SET attempts = attempts + 1, fetched_at = ? WHERE id = ?", (now, page.id))


def counts_of(read: Read) -> dict[str, int | str]:
    """What was read on a listing's page, as columns of `pages`."""
    fields = json.dumps(read.fields, sort_keys=True)
    return {"multiplicity": read.multiplicity, "fields_read": fields}


def settle(db: sqlite3.Connection, now: str, page: Page, **counts: int | str) -> None:
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
