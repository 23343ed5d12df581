"""What a user downloaded elsewhere, read into terms: CITES listings of Species+ and query results of Wikidata.

Both give names of species, which people also write who sell nothing: every term is a weak one. Names of one word stand
for whole genera and for other things as well (Python, Iris, Thunnus), so scientific ones are left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rules.faults import Fault
from rules.letters import is_unspaced
from rules.tables import CUT_OFF, MOST_FAULTS, Row, Table, TableError, decoded_lines, unusable
from rules.terms import unfit

LATIN = "la"
APPENDICES = ("I", "II", "III")
SPECIESPLUS_COLUMNS = (("Scientific Name",), ("Listing",), ("Rank",))
ITEM = ("item", "taxon", "species")
NAME = ("taxonname", "taxon_name", "scientificname", "scientific_name")
LABEL = ("label", "itemlabel", "taxonlabel", "vernacular", "commonname")
LANGUAGE = ("lang", "language", "labellang")
WIKIDATA_COLUMNS = (ITEM, NAME)
ASK_AGAIN = "run the query of docs/add-a-rule.md and download its result again"
TAGGED = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[A-Za-z-]+)|\^\^.*)?', re.DOTALL)
ESCAPED = re.compile(r'\\(["\\tnr])')
ESCAPES = {'"': '"', "\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
ENTITY = re.compile(r"<?(?:https?://www\.wikidata\.org/entity/)?(?P<id>Q[1-9][0-9]*)>?")
TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
CHINESE = {
    **dict.fromkeys(("zh", "zh-hans", "zh-cn", "zh-sg", "zh-my"), "zh-Hans"),
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk", "zh-mo"), "zh-Hant"),
}
FEWEST_LETTERS, FEWEST_SIGNS = 4, 2

LeftOut = tuple[str, str]


class Origin(StrEnum):
    """Where a file may come from."""

    SPECIESPLUS = "speciesplus"
    WIKIDATA = "wikidata"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Name:
    """A name as written, its language, and where it stands in the source."""

    written: str
    language: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """Names by CITES listing, such as `I` or `I/II`, or all under a blank one; and how many were left out, and why."""

    names: Mapping[str, tuple[Name, ...]]
    left_out: Mapping[str, int]


def read_download(origin: Origin, path: Path) -> Imported:
    """Read a downloaded file. Raises TableError with every fault; also when no name is left."""
    read = read_speciesplus(path) if origin is Origin.SPECIESPLUS else read_wikidata(path)
    if not read.names:
        raise unusable(path, 1, "no name of a species is left of this file", "look at what was downloaded")
    return read


def read_speciesplus(path: Path) -> Imported:
    """Read the CSV that Species+ gives for "CITES Listings", with commas or semicolons.

    Of its columns, `Scientific Name`, `Listing` (such as I, I/II, NC) and `Id` are used; the headers are those of
    `cites_listings_export.rb` in the source of Species+ (github.com/unepwcmc/SAPI, read 2026-11-25).
    """
    table, left_out = Table(path, SPECIESPLUS_COLUMNS), set[LeftOut]()
    listed: defaultdict[str, set[str]] = defaultdict(set)
    sources: dict[str, str] = {}
    for row in table.rows():
        name, parts = " ".join(row.first("scientific name").split()), _listing(table, row)
        if not parts:
            left_out.add(("not in an Appendix", name))
        elif reason := _unusable(name):
            left_out.add((reason, name))
        else:
            listed[name] |= parts
            sources.setdefault(name, f"Species+ taxon {row.first('id').strip() or '(no id)'}")
    by_listing: defaultdict[str, list[Name]] = defaultdict(list)
    for name, parts in listed.items():
        listing = "/".join(part for part in APPENDICES if part in parts)
        by_listing[listing].append(Name(written=name, language=LATIN, source=sources[name]))
    return _imported(by_listing, left_out)


def _listing(table: Table, row: Row) -> set[str]:
    written = row.first("listing").strip()
    parts = {part.strip() for part in written.split("/")} - {""}
    if parts - {*APPENDICES, "NC"}:
        remedy = "choose the download 'CITES Listings', not those of the EU or CMS"
        table.fault(row.line, f"the listing is {written!r} and no CITES Appendix", remedy)
    return parts & set(APPENDICES)


def _unusable(name: str) -> str:
    """Why a scientific name is left out; an empty text if it is taken."""
    if unfit(name):
        return "no usable name"
    words = name.split()
    return "a genus or higher taxon" if len(words) < 2 or words[-1] in ("spp.", "sp.") else ""


def read_wikidata(path: Path) -> Imported:
    """Read a query result: CSV, TSV, the TSV of SPARQL or either kind of JSON.

    Needs an item, its taxon name, and labels that say their language: by a tag or in a column `lang`.
    """
    names, left_out = set[Name](), set[LeftOut]()
    for item, scientific, label, language in _results(path):
        source = f"Wikidata {item}"
        for name, reason in ((scientific, _unusable(scientific)), (label, _useless(label, scientific))):
            if reason:
                left_out.add((reason, name))
            elif name:
                tag = LATIN if name is scientific else _language(language)
                names.add(Name(written=name, language=tag, source=source))
    return _imported({"": names}, left_out)


def _useless(label: str, scientific: str) -> str:
    """Why a label is left out; an empty text if it is taken or there is none."""
    if not label or label.casefold() == scientific.casefold():
        return ""
    if unfit(label):
        return "no usable name"
    fewest = FEWEST_SIGNS if is_unspaced(label[0]) else FEWEST_LETTERS
    return "a label too short to mean one thing" if len(label) < fewest else ""


def _language(tag: str) -> str:
    """A language tag as the term lists have it: without the country, and Chinese by its script."""
    low = tag.lower()
    return CHINESE.get(low, low.split("-")[0] if low.split("-")[0] != "mul" else LATIN)


def _results(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Item, taxon name, label and language of every result. Raises TableError."""
    rows = _json_rows(path) if _is_json(path) else _table_rows(path)
    faults: list[Fault] = []
    for line, row in rows:
        item, scientific = ENTITY.fullmatch(_cell(row, ITEM)[0].strip()), _cell(row, NAME)[0]
        label, tag = _cell(row, LABEL)
        language = tag or _cell(row, LANGUAGE)[0].strip().lower()
        if item is None:
            message = f"the item is {_cell(row, ITEM)[0]!r}"
            faults.append(Fault(path=path, line=line, message=message, remedy=ASK_AGAIN))
        elif label and not TAG.fullmatch(language):
            message = f"the label {label!r} does not say its language"
            faults.append(Fault(path=path, line=line, message=message, remedy=ASK_AGAIN))
        else:
            yield item["id"], " ".join(scientific.split()), " ".join(label.split()), language
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise TableError(faults)


def _cell(row: Mapping[str, str], columns: Iterable[str]) -> tuple[str, str]:
    """The text of the first of these columns, and the language it is tagged with."""
    written = next((row[column] for column in columns if column in row), "")
    tagged = TAGGED.fullmatch(written.strip())
    if tagged is None:
        return written, ""
    return ESCAPED.sub(lambda found: ESCAPES[found[1]], tagged["text"]), (tagged["language"] or "").lower()


def _table_rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    for row in Table(path, WIKIDATA_COLUMNS).rows():
        yield row.line, row.cells


def _is_json(path: Path) -> bool:
    start = next(line.strip() for line in decoded_lines(path) if line.strip())
    return start.startswith(("{", "["))


def _json_rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Results of either JSON: a list of objects, or SPARQL's `results` with `bindings`. They have no lines."""
    try:
        read = json.loads("".join(decoded_lines(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise unusable(path, getattr(error, "lineno", 1), "this is not whole JSON", CUT_OFF) from error
    results = read.get("results", {}) if isinstance(read, dict) else read
    found = results.get("bindings") if isinstance(results, dict) else results
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise unusable(path, 1, "this JSON is no query result", ASK_AGAIN)
    rows = [{str(key).lower(): _json_cell(value) for key, value in one.items()} for one in found]
    for names in WIKIDATA_COLUMNS:
        if not any(set(names) & row.keys() for row in rows):
            raise unusable(path, 1, f"there is no {names[0]!r} in any result", ASK_AGAIN)
    yield from ((1, row) for row in rows)


def _json_cell(value: object) -> str:
    """A value as SPARQL's TSV writes it, so that its language stays with it."""
    if not isinstance(value, dict):
        return str(value)
    written, language = str(value.get("value", "")), value.get("xml:lang")
    if not language:
        return written
    quoted = written.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"@{language}'


def _imported(names: Mapping[str, Iterable[Name]], left_out: Iterable[LeftOut]) -> Imported:
    kept = {listing: tuple(sorted(some)) for listing, some in sorted(names.items())}
    reasons = Counter(reason for reason, _ in left_out)
    return Imported(
        names={listing: some for listing, some in kept.items() if some}, left_out=dict(sorted(reasons.items()))
    )
