"""The frame of a sweep as it was sampled, for estimates. Reads only."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

_UNITS = """
    SELECT u.page_id, u.kind, u.stratum, u.number, u.frame_pages, u.basis, u.inclusion, p.state = 'done', u.blank,
        coalesce(u.promoted, 0), u.shown
    FROM frame_units u JOIN pages p ON p.id = u.page_id WHERE u.sweep_id = ? ORDER BY u.kind, u.stratum, u.number"""
_SLOTS = """
    SELECT s.unit_id, s.position, l.multiplicity, l.listings_seen, l.listings_matched
    FROM frame_slots s JOIN frame_units u ON u.page_id = s.unit_id JOIN pages l ON l.id = s.page_id
    WHERE u.sweep_id = ? AND l.state = 'done' ORDER BY s.unit_id, s.position"""


class FrameUnit(NamedTuple):
    """A drawn result page. `read`: it was fetched and read; `shown`: what its ordinary slots held, as keyed hashes."""

    page_id: str
    kind: str
    stratum: str
    number: int
    frame_pages: int
    basis: str
    inclusion: float
    read: bool
    blank: bool
    promoted: int
    shown: tuple[str, ...]


class ReadSlot(NamedTuple):
    """A drawn slot, by its place from 1, whose listing was read: searches that show it, its listings, the matched."""

    unit_id: str
    position: int
    multiplicity: int
    seen: int
    matched: int


def frame_units(db: sqlite3.Connection, sweep_id: str) -> list[FrameUnit]:
    """The drawn result pages of a sweep."""
    rows = db.execute(_UNITS, (sweep_id,))
    return [FrameUnit._make((*row[:7], bool(row[7]), bool(row[8]), row[9], tuple(json.loads(row[10])))) for row in rows]


def read_slots(db: sqlite3.Connection, sweep_id: str) -> list[ReadSlot]:
    """The drawn slots of a sweep whose listings were read; a listing in two slots is there twice."""
    return [ReadSlot(row[0], row[1], row[2] or 1, row[3], row[4]) for row in db.execute(_SLOTS, (sweep_id,))]
