"""Listings, captures, matches and findings, and how one look at a page becomes rows. Called inside a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from storage import custody
from storage.evidence import Blob, blob
from storage.ids import new_id
from storage.records import Capture, FindingRef, Listing, Page
from storage.sellers import code_for
from storage.texts import array, clean, content_sha256, instant

if TYPE_CHECKING:
    from rules import Match

LEVELS = ("low", "medium", "high", "critical")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureBlobs:
    """The files of one capture; None for what it lacks."""

    html: Blob | None
    text: Blob | None
    screenshot: Blob | None
    archive: Blob | None

    def all(self) -> list[Blob]:
        return [item for item in (self.html, self.text, self.screenshot, self.archive) if item is not None]


NO_BLOBS = CaptureBlobs(html=None, text=None, screenshot=None, archive=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What all rows of one look at a page share."""

    db: sqlite3.Connection
    now: str
    at: str
    page: Page
    seller_key: bytes


def blobs_of(capture: Capture) -> CaptureBlobs:
    """Name the files of a capture; rendered text is UTF-8, its lone surrogates kept as escapes."""
    text = capture.text.encode("utf-8", "backslashreplace")
    return CaptureBlobs(
        html=blob(capture.html, "text/html") if capture.html else None,
        text=blob(text, "text/plain") if text else None,
        screenshot=blob(capture.screenshot, capture.screenshot_type) if capture.screenshot else None,
        archive=blob(capture.archive, "application/warc+gzip") if capture.archive else None,
    )


def note_evidence(db: sqlite3.Connection, now: str, blobs: Sequence[Blob]) -> None:
    """Write the rows of files that are in their place."""
    db.executemany(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        [(item.sha256, len(item.content), item.media_type, item.path, now) for item in blobs],
    )


def keep_listing(look: Look, listing: Listing, *, because: str, content: str) -> str:
    """Write the listing, or what it says now; its id. An audit listing that matches becomes a finding for good."""
    seller = code_for(look.db, look.now, look.seller_key, listing.site, listing.seller) if listing.seller else None
    row = {
        **_as_read(listing),
        "id": new_id(),
        "site": listing.site,
        "native_id": listing.native_id,
        "seller_code": seller,
        "content_sha256": content,
        "first_seen_at": look.at,
        "last_seen_at": look.at,
        "kept_because": because,
    }
    return str(look.db.execute(_upsert(tuple(row)), row).fetchone()[0])


def _as_read(listing: Listing) -> dict[str, str | float | int | None]:
    price, posted = listing.price, listing.posted
    return {
        "url": listing.url,
        "title": listing.title,
        "text": listing.text,
        "price_raw": clean(price.raw) if price else None,
        "price_amount": float(price.amount) if price and price.amount is not None else None,
        "price_currency": price.currency if price else None,
        "price_ambiguous": int(price.ambiguous) if price else 0,
        "price_candidates": array(price.candidates if price else ()),
        "posted_raw": clean(posted.raw) if posted else None,
        "posted_at": instant(posted.at) if posted and posted.at else None,
        "posted_precision": posted.precision if posted else None,
        "posted_ambiguous": int(posted.ambiguous) if posted else 0,
        "place": listing.place,
        "language": listing.language,
        "images": array(listing.images),
        "notes": array(listing.notes),
    }


_SET_ONCE = frozenset({"id", "site", "native_id", "first_seen_at", "last_seen_at", "kept_because"})


@cache
def _upsert(columns: tuple[str, ...]) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in _SET_ONCE)
    values = ", ".join(f":{name}" for name in columns)
    insert = f"INSERT INTO listings ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - column names of ours
    return (
        f"{insert} ON CONFLICT (site, native_id) DO UPDATE SET {sets},"
        " last_seen_at = max(last_seen_at, excluded.last_seen_at),"
        " kept_because = CASE WHEN kept_because = 'finding' THEN 'finding' ELSE excluded.kept_because END RETURNING id"
    )


def note_look(look: Look, listing_id: str, listing: Listing, *, capture_id: str | None, with_text: bool) -> None:
    """Write the immutable observation; its texts only when asked, for a look that changed nothing has none new."""
    texts = (listing.title, listing.text, listing.elsewhere) if with_text else (None, None, None)
    look.db.execute(
        "INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new_id(),
            listing_id,
            look.page.id,
            capture_id,
            look.at,
            content_sha256(listing),
            *texts,
            clean(listing.price.raw) if listing.price else None,
        ),
    )


def seen_again(look: Look, listing: Listing) -> bool:
    """Note that a listing we keep was there once more; whether it is a finding."""
    row = look.db.execute(
        "UPDATE listings SET last_seen_at = max(last_seen_at, ?) WHERE site = ? AND native_id = ?"
        " RETURNING id, kept_because",
        (look.at, listing.site, listing.native_id),
    ).fetchone()
    if row is None:
        return False
    note_look(look, row["id"], listing, capture_id=None, with_text=False)
    return bool(row["kept_because"] == "finding")


def keep_audit(look: Look, listing: Listing) -> None:
    """Keep an unmatched listing as text for the audit sample; a look at a listing we keep already adds no text."""
    known = look.db.execute(
        "SELECT 1 FROM listings WHERE site = ? AND native_id = ?", (listing.site, listing.native_id)
    ).fetchone()
    if known:
        seen_again(look, listing)
        return
    listing_id = keep_listing(look, listing, because="audit", content=content_sha256(listing))
    note_look(look, listing_id, listing, capture_id=None, with_text=True)


def keep_capture(look: Look, listing_id: str, capture: Capture, blobs: CaptureBlobs) -> str:
    """Write the row of a capture for one of the listings it shows; its id."""
    capture_id = new_id()
    look.db.execute(
        "INSERT INTO captures (id, listing_id, page_id, taken_at, url, final_url, hops, status, screenshot_sha256,"
        " html_sha256, text_sha256, archive_sha256, degraded, notes, browser)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            capture_id,
            listing_id,
            look.page.id,
            look.at,
            clean(capture.url),
            clean(capture.final_url),
            array(capture.hops),
            capture.status,
            *(item.sha256 if item else None for item in (blobs.screenshot, blobs.html, blobs.text, blobs.archive)),
            array(capture.degraded),
            array(capture.notes),
            clean(capture.browser),
        ),
    )
    return capture_id


def _rank(level: str) -> int:
    return LEVELS.index(level)


def keep_finding(look: Look, listing_id: str, capture_id: str, matches: Sequence[Match]) -> FindingRef:
    """Write the listing's finding, or raise the level and score of the one it has.

    The finding shows its first capture until a later one has the screenshot it lacks, or a higher level.
    """
    level = max((str(match.level) for match in matches), key=_rank)
    score = max(match.score for match in matches)
    old = look.db.execute(
        "SELECT f.id, f.level, f.score, c.screenshot_sha256 IS NOT NULL AS shown FROM findings f"
        " JOIN captures c ON c.id = f.capture_id WHERE f.listing_id = ?",
        (listing_id,),
    ).fetchone()
    if old is None:
        finding_id = new_id()
        look.db.execute(
            "INSERT INTO findings (id, listing_id, capture_id, sweep_id, level, score, found_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (finding_id, listing_id, capture_id, look.page.sweep_id, level, score, look.now),
        )
        return FindingRef(id=finding_id, is_new=True)
    shown = look.db.execute("SELECT screenshot_sha256 IS NOT NULL FROM captures WHERE id = ?", (capture_id,)).fetchone()
    better = shown[0] and (not old["shown"] or _rank(level) > _rank(old["level"]))
    look.db.execute(
        "UPDATE findings SET level = ?, score = ?, capture_id = CASE WHEN ? THEN ? ELSE capture_id END WHERE id = ?",
        (max(level, old["level"], key=_rank), max(score, old["score"]), better, capture_id, old["id"]),
    )
    return FindingRef(id=old["id"], is_new=False)


def keep_matches(look: Look, finding_id: str, capture_id: str, matches: Sequence[Match]) -> None:
    """Write what fired on this capture."""
    look.db.executemany(
        "INSERT INTO matches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                new_id(),
                finding_id,
                capture_id,
                match.rule,
                match.title,
                match.rule_digest,
                str(match.level),
                match.score,
                match.field,
                match.start,
                match.end,
                clean(match.quote),
                clean(match.term),
                match.view,
            )
            for match in matches
        ],
    )


def keep_found(
    look: Look,
    capture: Capture,
    blobs: CaptureBlobs,
    found: Sequence[tuple[Listing, Sequence[Match]]],
    scanned: Mapping[str, str],
) -> list[FindingRef]:
    """Write every matched listing of one capture with its custody entries.

    `scanned` is, by native id, the content hash of the look that led here, where that was not this capture.
    """
    note_evidence(look.db, look.now, blobs.all())
    refs = []
    for listing, matches in found:
        content = scanned.get(listing.native_id) or content_sha256(listing)
        listing_id = keep_listing(look, listing, because="finding", content=content)
        capture_id = keep_capture(look, listing_id, capture, blobs)
        note_look(look, listing_id, listing, capture_id=capture_id, with_text=True)
        ref = keep_finding(look, listing_id, capture_id, matches)
        keep_matches(look, ref.id, capture_id, matches)
        custody.append(look.db, look.now, "capture", capture=capture_id, listing=listing_id, page=look.page.id)
        if ref.is_new:
            custody.append(look.db, look.now, "finding", finding=ref.id, listing=listing_id, capture=capture_id)
        refs.append(ref)
    return refs


def expire_audit(db: sqlite3.Connection, before: str) -> int:
    """Forget the audit listings first seen before then, with what was observed of them and sellers of nothing else."""
    old = "SELECT id FROM listings WHERE kept_because = 'audit' AND first_seen_at < ?"
    db.execute(f"DELETE FROM observations WHERE listing_id IN ({old})", (before,))  # noqa: S608 - a query of ours
    gone = db.execute("DELETE FROM listings WHERE kept_because = 'audit' AND first_seen_at < ?", (before,)).rowcount
    if gone:
        db.execute(
            "DELETE FROM sellers WHERE code NOT IN (SELECT seller_code FROM listings WHERE seller_code IS NOT NULL)"
        )
    return gone
