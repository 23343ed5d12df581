"""What the source tables say of a taxon: its CITES Appendix on a day, its class in China. Nothing is inferred.

The Appendices are those of CoP19, in force from 2023-02-23; of the days before nothing is known here. Changes by CoP20,
in force from 2026-03-05, have their place in `cop20.diff.csv`, which is not filled in: `caveat` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from rules.entries import SOURCES, Row, rows
from rules.species import CHINA, CITES, TO_BE_VERIFIED, taxon

COP19_IN_FORCE, COP20_IN_FORCE = date(2023, 2, 23), date(2026, 3, 5)
COP20 = "cop20.diff.csv"
SOURCE = "Schedule IV of the Wild Life (Protection) Amendment Act, 2022 (India): CITES Appendices after CoP19"
CAVEAT = "changes by CoP20, in force from 2026-03-05, are not filled in: check the Appendix with CITES"
ADDED, REMOVED = "add", "remove"
ONE_POPULATION = re.compile(r"\(?only the populations? of", re.IGNORECASE)
EXCEPTION = re.compile(r"\bexcept\b", re.IGNORECASE)
NOT_INCLUDED = re.compile(r"not included in the Appendices", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Appendix:
    """An entry of a CITES Appendix (`I`, `II` or `III`) that covers a taxon.

    `taxon` is the entry's own, which may be a genus, family or order above the one asked for; `note` holds populations
    and exceptions in the words of the table, `annotation` its sign (`#4`, `A10`). `caveat` is empty or a sentence.
    """

    appendix: str
    taxon: str
    rank: str
    note: str
    annotation: str
    source: str
    caveat: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChinaClass:
    """An entry of China's list of wild animals under special state protection: class `I` or `II`."""

    level: str
    taxon: str
    name: str
    review: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Listed:
    """An entry with the taxa above it, lowest first."""

    entry: Appendix
    above: tuple[str, ...]


def listings_of(name: str, on: date, folder: Path = SOURCES) -> tuple[Appendix, ...]:
    """Return the entries of the Appendices that cover a taxon on a day, those of the lowest rank that has any.

    From the taxon itself the search goes up to species, genus, family and order. It goes on above entries that cover
    one population only, and leaves out an entry whose note excepts the species by name. The taxa above a genus are
    known from the table alone: of a genus that is not in it only its own entries are found.
    """
    table, caveat = _in_force(on, folder)
    return tuple(replace(entry, caveat=caveat) for entry in _up(taxon(name), table))


def appendices_of(name: str, on: date, folder: Path = SOURCES) -> frozenset[str]:
    """Return every Appendix with an entry that covers a taxon, or one within it."""
    table, _ = _in_force(on, folder)
    wanted = taxon(name)
    within = {one.entry.appendix for one in table if wanted in one.above}
    return frozenset(within | {entry.appendix for entry in _up(wanted, table)})


def china_class(name: str, folder: Path = SOURCES) -> ChinaClass | None:
    """Return China's class of a species, by its own entry or by one for its whole genus; None if the table has none."""
    wanted = taxon(name)
    table = _china(folder)
    return next((table[candidate] for candidate in _names(wanted) if candidate in table), None)


@cache
def _china(folder: Path) -> Mapping[str, ChinaClass]:
    return {
        taxon(row["scientific_name"]): ChinaClass(
            level=row["level"],
            taxon=taxon(row["scientific_name"]),
            name=row["name_zh_hans"],
            review=f"doubtful, {TO_BE_VERIFIED}" if row["check"] else TO_BE_VERIFIED,
            source=row["source"],
        )
        for row in rows(CHINA, folder)
    }


def _in_force(on: date, folder: Path) -> tuple[Sequence[_Listed], str]:
    """The table of a day, and what is to be said with it."""
    if on < COP19_IN_FORCE:
        return (), ""
    table = _cop19(folder)
    if on < COP20_IN_FORCE:
        return table, ""
    changes = list(rows(COP20, folder))
    gone = {(row["taxon"], row["appendix"]) for row in changes if row["change"] == REMOVED}
    kept = [one for one in table if (one.entry.taxon, one.entry.appendix) not in gone]
    return [*kept, *(_added(row, table) for row in changes if row["change"] == ADDED)], "" if changes else CAVEAT


def _added(row: Row, table: Sequence[_Listed]) -> _Listed:
    genus = row["taxon"].split()[0]
    above = next((one.above[-2:] for one in table if genus in (one.entry.taxon.split()[0], *one.above)), ())
    return _Listed(entry=_entry(row, row["source"]), above=tuple(dict.fromkeys((*_names(row["taxon"])[1:], *above))))


@cache
def _cop19(folder: Path) -> Sequence[_Listed]:
    return [
        _Listed(
            entry=_entry(row, SOURCE),
            above=tuple(filter(None, (*_names(taxon(row["taxon"]))[1:], row["family"], row["order"]))),
        )
        for row in rows(CITES, folder)
    ]


def _entry(row: Row, source: str) -> Appendix:
    return Appendix(
        appendix=row["appendix"],
        taxon=taxon(row["taxon"]),
        rank=row["rank"].lower(),
        note=row["note"],
        annotation=row["annotation"],
        source=source,
    )


def _names(name: str) -> list[str]:
    """A taxon's own name and those above it that the name itself tells: subspecies, species, genus."""
    words = name.split()
    return list(dict.fromkeys(" ".join(words[:count]) for count in (len(words), 2, 1) if count <= len(words)))


def _up(name: str, table: Sequence[_Listed]) -> Iterator[Appendix]:
    """Entries for a taxon and those above it, until those of one rank cover more than one population each."""
    for one in _ranks(name, table):
        found = [listed.entry for listed in table if listed.entry.taxon == one and not _excepted(name, listed.entry)]
        yield from found
        if found and not all(ONE_POPULATION.match(entry.note) for entry in found):
            return


def _ranks(name: str, table: Sequence[_Listed]) -> Iterable[str]:
    own = _names(name)
    related = next((one.above for one in table if own[-1] in (*_names(one.entry.taxon), *one.above)), ())
    higher = related[related.index(own[-1]) + 1 :] if own[-1] in related else related
    return dict.fromkeys((*own, *higher))


def _excepted(name: str, entry: Appendix) -> bool:
    """Whether an entry's note names a species among those that are not included at all."""
    species = " ".join(name.split()[:2])
    inside = " " in species and species in entry.note and entry.taxon not in _names(name)[:-1]
    return inside and bool(EXCEPTION.search(entry.note) and NOT_INCLUDED.search(entry.note))
