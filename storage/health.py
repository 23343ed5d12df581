"""What sweeps saw of a site, and the alerts that came of it. Called inside a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from storage.health_records import Alert, Concern, SiteHealth
from storage.ids import new_id
from storage.records import PageReason, SweepOutcome
from storage.texts import clean, moment

_SEEN = """
    SELECT w.id AS sweep_id, w.started_at, w.outcome, w.frame_digest, count(p.id) AS pages,
        CAST(total(p.listings_seen) AS INTEGER) AS listings,
        sum(u.number = 1) AS indexes,
        sum(u.number = 1 AND p.reason = 'no_listing') AS unread_indexes,
        sum(u.number = 1 AND p.state = 'done' AND u.blank) AS empty
    FROM (SELECT * FROM sweeps WHERE site = :site AND plan_name IS :plan AND task = 'sample'
            AND outcome NOT IN ('running', 'interrupted') ORDER BY id DESC LIMIT :limit) w
    JOIN pages p ON p.sweep_id = w.id LEFT JOIN frame_units u ON u.page_id = p.id
    GROUP BY w.id ORDER BY w.id DESC"""


def seen(db: sqlite3.Connection, site: str, plan: str | None, limit: int) -> list[SiteHealth]:
    """The ended sweeps of a site by one plan, newest first."""
    rows = db.execute(_SEEN, {"site": site, "plan": plan, "limit": limit}).fetchall()
    return [_health(db, row) for row in rows]


def _health(db: sqlite3.Connection, row: sqlite3.Row) -> SiteHealth:
    told = dict(row)
    empty, indexes = told.pop("empty") or 0, told.pop("indexes") or 0
    fields = db.execute("SELECT field, filled FROM coverage WHERE sweep_id = ?", (told["sweep_id"],))
    skips = db.execute(
        "SELECT reason, count(*) FROM pages WHERE sweep_id = ? AND reason IS NOT NULL GROUP BY reason",
        (told["sweep_id"],),
    )
    return SiteHealth(
        **{
            **told,
            "started_at": moment(told["started_at"]),
            "outcome": SweepOutcome(told["outcome"]),
            "unread_indexes": told["unread_indexes"] or 0,
        },
        indexes=indexes,
        declared_empty=bool(indexes) and empty == indexes,
        filled=dict(fields.fetchall()),
        skips={PageReason(reason): count for reason, count in skips},
    )


def note_alerts(db: sqlite3.Connection, now: str, site: str, sweep_id: str, concerns: Iterable[Concern]) -> None:
    """Open an alert for each new concern, keep those that go on, close those that are over."""
    told = {(one.kind, one.about): one for one in concerns}
    known = {(one.kind, one.about) for one in alerts(db, site)}
    for kind, about in known - set(told):
        db.execute(
            "UPDATE alerts SET closed_at = ? WHERE site = ? AND kind = ? AND about = ? AND closed_at IS NULL",
            (now, site, kind, about),
        )
    for (kind, about), one in told.items():
        db.execute(
            "INSERT INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (site, kind, about)"
            " WHERE closed_at IS NULL DO UPDATE SET detail = excluded.detail, last_sweep_id = excluded.last_sweep_id",
            (new_id(), site, kind, clean(about), clean(one.detail), now, sweep_id, sweep_id),
        )


def alerts(db: sqlite3.Connection, site: str | None = None) -> list[Alert]:
    """The alerts that are not over, oldest first."""
    rows = db.execute(
        "SELECT site, kind, about, detail, opened_at, last_sweep_id FROM alerts"
        " WHERE closed_at IS NULL AND (:site IS NULL OR site = :site) ORDER BY id",
        {"site": site},
    )
    return [Alert(**{**dict(row), "opened_at": moment(row["opened_at"])}) for row in rows]
