"""Names of taxa and animals, from statutes and from Unicode's annotations, each with the strength it can bear.

A name that means one thing only is weak: it counts near a signal. Short names, names of one word and names that are
ordinary words as well go into `animals/…`, which rules use as a signal and never look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from rules.entries import AS_PUBLISHED, SOURCES, Entry, Row, rows
from rules.fold import folded_term

CITES, CHINA = "cites_appendices_cop19.csv", "china_national_key_protected_2021.csv"
TO_BE_VERIFIED = "to be verified"
FOOTNOTE = re.compile(r"\s+[AP]\d+$|\s+spp\.?$|\s*[*\[(].*$")
EITHER = re.compile(r" oder ")
PLAIN_NAME = re.compile(r"(?!nur )[^\W\d_][^\d_:;,/]*(?<!oder)")
SCIENTIFIC, NO_LANGUAGE = "la", "zxx"
FACE = " face"

Strengths = Mapping[tuple[str, str], str]


def names(folder: Path = SOURCES) -> Iterator[Entry]:
    """Yield the names of taxa and animals with the lists they go into."""
    told = {(row["lang"], folded_term(row["name"])): row["strength"] for row in rows("name_strengths.csv", folder)}
    yield from _cites(folder, told)
    yield from _china(folder, told)
    genera = frozenset(_genera(folder))
    for table, lang in (("names_en_india_wlpa.csv", "en"), ("names_de_bartschv.csv", "de")):
        yield from _vernacular(rows(table, folder), lang, told, genera)
    yield from _animals(folder)


def taxon(written: str) -> str:
    """Return a taxon's name without the marks of footnotes and without `spp.`."""
    return FOOTNOTE.sub("", written).strip()


def _genera(folder: Path) -> Iterator[str]:
    for table, column in ((CITES, "taxon"), (CHINA, "scientific_name")):
        for row in rows(table, folder):
            yield taxon(row[column]).split(" ")[0]


def _named(row: Row, name: str, lang: str, strength: str, lists: tuple[str, str], review: str) -> Entry:
    """An entry of the first list if it is weak, else of the second."""
    place = lists[0] if strength == "weak" else lists[1]
    return Entry(list=place, term=name, lang=lang, strength=strength, source=_source(row), review=review, row=row)


def _source(row: Row) -> str:
    return row["source"] or "India WLPA 2022 Schedule IV"


def _cites(folder: Path, told: Strengths) -> Iterator[Entry]:
    for row in rows(CITES, folder):
        name = taxon(row["taxon"])
        strength = told.get((SCIENTIFIC, folded_term(name)), "weak")
        lists = f"species/cites-{row['appendix'].lower()}", "animals/cites"
        yield _named(row, name, SCIENTIFIC, strength, lists, AS_PUBLISHED)


def _china(folder: Path, told: Strengths) -> Iterator[Entry]:
    for row in rows(CHINA, folder):
        lists = f"species/china-{row['level'].lower()}", "animals/china"
        add = partial(_named, row, lists=lists, review=TO_BE_VERIFIED)
        scientific = taxon(row["scientific_name"])
        yield add(scientific, SCIENTIFIC, told.get((SCIENTIFIC, folded_term(scientific)), "weak"))
        hans, hant = row["name_zh_hans"], row["name_zh_hant"]
        strength = _chinese(told, hans)
        yield from (add(name, lang, strength) for name, lang in ((hans, "zh-Hans"), (hant, "zh-Hant")) if name)
        for older in filter(None, re.split(r"[|/、;；]", row["older_or_other_name"])):
            yield add(older.strip(), "zh-Hans", _chinese(told, older.strip()))


def _chinese(told: Strengths, name: str) -> str:
    return told.get(("zh-Hans", folded_term(name)), "weak" if len(name) > 2 else "context")


def _vernacular(table: Iterable[Row], lang: str, told: Strengths, genera: frozenset[str]) -> Iterator[Entry]:
    """Names of several words, where their genus stands in a table of listed taxa: `Grand Duke` is a butterfly too."""
    lists = f"species/names-{lang}", f"animals/names-{lang}"
    for row in table:
        listed = row["scientific_name"].split(" ")[0] in genera
        for name in EITHER.split(FOOTNOTE.sub("", row["name"]).strip()):
            if PLAIN_NAME.fullmatch(name):
                otherwise = "weak" if listed and " " in name else "context"
                strength = told.get((lang, folded_term(name)), otherwise)
                yield _named(row, name, lang, strength, lists, AS_PUBLISHED)


def _animals(folder: Path) -> Iterator[Entry]:
    for row in rows("generic_animals_cldr.csv", folder):
        concept = row["concept_en"].removesuffix(FACE).replace(" ", "-")
        for term, lang in ((row["name"], row["lang"]), (row["emoji"], NO_LANGUAGE)):
            yield _named(row, term, lang, "context", ("", f"animals/{concept}"), AS_PUBLISHED)
        yield _named(row, row["emoji"], NO_LANGUAGE, "weak", (f"emoji/{concept}", ""), AS_PUBLISHED)
