"""From what a sweep sampled, as it is stored, to the share of suspects among what its frame shows."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

from measure.prevalence import Kind, Prevalence, SampledSlot, Unit, by_kind, prevalence
from measure.repeats import Repeats, ShownPage, repeats
from storage.frames import FrameUnit, ReadSlot, frame_units, read_slots

NO_REPEATS = Repeats(places=frozenset(), multiplicities={})


def prevalences(db: sqlite3.Connection, sweep_id: str) -> dict[Kind, Prevalence]:
    """Estimate the share of suspects in the categories and in the searches of a sweep, each by itself.

    A suspect is a listing that a rule fired on, or that is a finding already. `db` holds the tables of a workspace.
    """
    units = units_of(frame_units(db, sweep_id), read_slots(db, sweep_id))
    return {kind: prevalence(of_kind) for kind, of_kind in by_kind(units).items()}


def units_of(drawn: Sequence[FrameUnit], read: Iterable[ReadSlot]) -> list[Unit]:
    """Return stored units as the estimator takes them.

    Of the drawn slots of a page those that could be read stand for all of its ordinary slots. Where the site marks no
    promotion, places that show the same listings again and again are left out.
    """
    slots: defaultdict[str, list[ReadSlot]] = defaultdict(list)
    for slot in read:
        slots[slot.unit_id].append(slot)
    repeated = {kind: _repeats([unit for unit in drawn if unit.kind == kind]) for kind in {one.kind for one in drawn}}
    return [_unit(unit, slots[unit.page_id], repeated[unit.kind]) for unit in drawn]


def _repeats(units: Sequence[FrameUnit]) -> Repeats:
    if any(unit.promoted for unit in units):
        return NO_REPEATS
    read = [unit for unit in units if unit.read and unit.shown]
    return repeats(ShownPage(stratum=one.stratum, inclusion=one.inclusion, listings=one.shown) for one in read)


def _unit(unit: FrameUnit, read: Sequence[ReadSlot], repeated: Repeats) -> Unit:
    ordinary = [slot for slot in read if slot.position - 1 not in repeated.places]
    places = sum(place not in repeated.places for place in range(len(unit.shown)))
    kind: Kind = "search" if unit.kind == "search" else "category"
    return Unit(
        stratum=unit.stratum,
        kind=kind,
        number=unit.number,
        inclusion=unit.inclusion,
        fetched=unit.read and (bool(ordinary) or not places),
        slots=tuple(_slot(unit, slot, repeated, len(ordinary) / places) for slot in ordinary),
    )


def _slot(unit: FrameUnit, slot: ReadSlot, repeated: Repeats, share: float) -> SampledSlot:
    listing = unit.shown[slot.position - 1]
    searches = slot.multiplicity if unit.kind == "search" else 1
    return SampledSlot(
        listing=listing,
        inclusion=share,
        multiplicity=searches * repeated.multiplicity(unit.stratum, listing),
        seen=slot.seen,
        suspect=min(slot.matched, slot.seen),
    )
