"""The frame of a sweep as it was sampled, for estimates. Reads only."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_UNITS = """
    SELECT u.page_id, u.kind, u.stratum, u.number, u.frame_pages, u.basis, u.inclusion, p.state = 'done', u.blank,
        coalesce(u.slots, 0)
    FROM frame_units u JOIN pages p ON p.id = u.page_id WHERE u.sweep_id = ? ORDER BY u.kind, u.stratum, u.number"""
_SLOTS = """
    SELECT s.unit_id, l.key, l.multiplicity, l.listings_seen, l.listings_matched
    FROM frame_slots s JOIN frame_units u ON u.page_id = s.unit_id JOIN pages l ON l.id = s.page_id
    WHERE u.sweep_id = ? AND l.state = 'done' ORDER BY s.unit_id, s.position"""


class FrameUnit(NamedTuple):
    """A drawn result page. `read`: it was fetched and read; `slots`: ordinary places on it, drawn or not."""

    page_id: str
    kind: str
    stratum: str
    number: int
    frame_pages: int
    basis: str
    inclusion: float
    read: bool
    blank: bool
    slots: int


class ReadSlot(NamedTuple):
    """A drawn slot whose listing was read: how many searches would show it, listings in it, and how many matched."""

    unit_id: str
    listing: str
    multiplicity: int
    seen: int
    matched: int


def frame_units(db: sqlite3.Connection, sweep_id: str) -> list[FrameUnit]:
    """The drawn result pages of a sweep."""
    return [FrameUnit(*row[:7], bool(row[7]), bool(row[8]), row[9]) for row in db.execute(_UNITS, (sweep_id,))]


def read_slots(db: sqlite3.Connection, sweep_id: str) -> list[ReadSlot]:
    """The drawn slots of a sweep whose listings were read; a listing in two slots is there twice."""
    return [ReadSlot(row[0], row[1], row[2] or 1, row[3], row[4]) for row in db.execute(_SLOTS, (sweep_id,))]
