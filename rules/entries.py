"""Rows of the tables in `rules/sources/`, each with the list it goes into and where it comes from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rules.fold import folded_term

SOURCES = Path(__file__).parent / "sources"
GAP = "…"
OFF = "off"
FOLDERS = {"intent": "intent", "tool": "gear", "context": "context"}
COVERING = ("not-the-animal", "imitation")
AS_PUBLISHED = "as published"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a source table: its cells, its file and the line on which it ends."""

    cells: Mapping[str, str]
    path: Path
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column) or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A term on its way into a list. `licence` is as its table spells it, empty where the register says it."""

    list: str
    term: str
    lang: str
    strength: str
    source: str
    review: str
    row: Row = field(repr=False)

    @property
    def side(self) -> str:
        """Where an open excuse stands: `after` a term, `before` it, or neither."""
        return "after" if self.term.startswith(GAP) else "before" if self.term.endswith(GAP) else ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two entries of a list the same: how the term reads, its language and its side."""
        return folded_term(self.term.strip(GAP)), self.lang, self.side


def rows(pattern: str, folder: Path = SOURCES) -> Iterator[Row]:
    """Yield the rows of every table that a pattern names, in the order of their names."""
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                yield Row(
                    cells={key: value or "" for key, value in cells.items() if key}, path=path, line=reader.line_num
                )


def words(folder: Path = SOURCES) -> Iterator[Entry]:
    """Yield what stands in the project's own tables: products, animals, gear, signals, code words and excuses."""
    yield from _own(folder)
    yield from _codes(folder)
    yield from _exclusions(folder)
    yield from _excuses(folder)


def _entry(row: Row, name: str, **changed: str) -> Entry:
    cells = {key: row[key] for key in ("term", "lang", "strength", "source", "review")} | changed
    return Entry(list=name, row=row, **cells)


def _own(folder: Path) -> Iterator[Entry]:
    """Of two rows for one term of a concept the first counts, and `off` retires it."""
    seen: set[tuple[str, str, str]] = set()
    for table in ("terms/*.csv", "product_terms.csv"):
        for row in rows(table, folder):
            key = row["concept"], row["lang"], folded_term(row["term"])
            if key not in seen and row["strength"] != OFF:
                yield from _of_concept(row)
            seen.add(key)


def _of_concept(row: Row) -> Iterator[Entry]:
    concept = row["concept"].removesuffix("_words").replace("_", "-")
    if concept.startswith("code-"):
        yield from _coded(row, concept.replace("-", "s/", 1), row["review"])
    else:
        yield _entry(row, f"{FOLDERS.get(row['strength'], 'products')}/{concept}")


def _codes(folder: Path) -> Iterator[Entry]:
    for row in rows("code_words.csv", folder):
        if row["strength"] in {"weak", "strong"}:
            yield from _coded(row, "", _documented(row["confidence"]))


def _coded(row: Row, name: str, review: str) -> Iterator[Entry]:
    """A code word is an ordinary word: whatever its row says, it needs a second signal. Picture signs stand apart."""
    spoken = any(map(str.isalpha, row["term"]))
    for one in filter(None, (name, "codes/all")) if spoken else ("emoji/coded",):
        yield _entry(row, one, strength="weak", review=review, **({} if spoken else {"lang": "zxx"}))


def _documented(confidence: str) -> str:
    return "documented" if confidence.startswith("documented") else "inferred"


def _exclusions(folder: Path) -> Iterator[Entry]:
    for row in rows("exclusions.csv", folder):
        for phrase in filter(None, map(str.strip, row["exclude_phrases"].split("|"))):
            told = {"term": phrase, "strength": "weak", "source": row["evidence"] or "own compilation"}
            yield _entry(row, f"excuses/{_kind(row['kind'])}", **told)


def _excuses(folder: Path) -> Iterator[Entry]:
    for row in rows("excuses/*.csv", folder):
        # `toy …` and `faux …` cover even `macaw for sale`, but `macaw for sale …` goes on to other things, and colours
        # cover no `elephant ivory`
        toy = row["kind"] in COVERING and row["term"].endswith(GAP)
        yield _entry(row, f"excuses/{row['kind']}", strength="strong" if toy else "weak")


def _kind(written: str) -> str:
    """The first of the kinds a row names, as a list name has it."""
    first = re.split(r"[/(]", written)[0]
    return re.sub(r"[^a-z]+", "-", first.lower()).strip("-") or "other"
