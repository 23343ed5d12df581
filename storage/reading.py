"""What others ask of the store without changing it."""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.effort import effort
from storage.records import KnownListing
from storage.texts import clean


def known(db: sqlite3.Connection, site: str, native_id: str) -> KnownListing | None:
    """The listing, if we keep it. A good capture has page source and screenshot."""
    row = db.execute(
        "SELECT id, content_sha256, EXISTS (SELECT 1 FROM captures WHERE listing_id = listings.id"
        " AND screenshot_sha256 IS NOT NULL AND html_sha256 IS NOT NULL) AS good"
        " FROM listings WHERE site = ? AND native_id = ?",
        (site, clean(native_id)),
    ).fetchone()
    if row is None:
        return None
    return KnownListing(id=row["id"], content_sha256=row["content_sha256"], has_good_capture=bool(row["good"]))


def suspects(db: sqlite3.Connection, sweep_id: str | None = None) -> list[dict[str, Any]]:
    """The rows of the view `suspects` by column name, oldest first; only those found in `sweep_id` if given."""
    query = (
        "SELECT * FROM suspects WHERE :sweep IS NULL OR finding_id IN (SELECT id FROM findings WHERE sweep_id = :sweep)"
    )
    return [dict(row) for row in db.execute(query, {"sweep": sweep_id})]


def sweeps(db: sqlite3.Connection, site: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """The newest sweeps as the view `effort` shows them, newest first."""
    newest = "SELECT id FROM sweeps WHERE :site IS NULL OR site = :site ORDER BY id DESC LIMIT :limit"
    rows = db.execute(effort(newest), {"site": site, "limit": limit})
    return [dict(row) for row in rows][::-1]


def sweeps_by(db: sqlite3.Connection, plan: str | None, site: str, limit: int) -> list[dict[str, Any]]:
    """The newest sweeps of a site by one plan as the view `effort` shows them, newest first."""
    newest = "SELECT id FROM sweeps WHERE site = :site AND plan_name IS :plan ORDER BY id DESC LIMIT :limit"
    rows = db.execute(effort(newest), {"site": site, "plan": plan, "limit": limit})
    return [dict(row) for row in rows][::-1]


def last_screenshot(db: sqlite3.Connection, site: str) -> dict[str, Any] | None:
    """The newest capture of a site with a whole screenshot: when, of which address, and the path of its picture."""
    row = db.execute(
        "SELECT c.taken_at, c.final_url AS url, e.path FROM captures c JOIN listings l ON l.id = c.listing_id"
        " JOIN evidence e ON e.sha256 = c.screenshot_sha256 WHERE l.site = ? AND c.degraded = '[]'"
        " ORDER BY c.id DESC LIMIT 1",
        (site,),
    ).fetchone()
    return dict(row) if row else None


def listing_urls(db: sqlite3.Connection, site: str, limit: int) -> list[str]:
    """The addresses of the listings of a site that were read last."""
    rows = db.execute(
        "SELECT p.url FROM pages p JOIN sweeps w ON w.id = p.sweep_id WHERE w.site = ? AND p.kind = 'listing'"
        " AND p.state = 'done' ORDER BY p.id DESC LIMIT ?",
        (site, limit),
    )
    return [row[0] for row in rows]
