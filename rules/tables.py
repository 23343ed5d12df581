"""Tables that people bring: CSV in UTF-8, divided by commas, semicolons or tabs, read strictly and row by row.

The TSV of SPARQL (a header of `?variables`) is read as well; there, quotation marks are part of a cell.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.faults import Fault, RuleFileError

DIVIDERS = ",;\t"
MOST_FAULTS = 20
MOST_CHARACTERS = 16 * 1024 * 1024
CUT_OFF = "the file may be cut off: get it again, or mend the quotation marks of this row"
VARIABLE = "?"
MARKUP = ("<!doctype", "<html", "<?xml", "<head", "<body")


class TableError(RuleFileError):
    """A table that cannot be used; `faults` say where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row: the line on which it begins, counted from 1, and its cells by column, column names in lower case."""

    line: int
    cells: Mapping[str, str]

    def first(self, *columns: str) -> str:
        """The cell of the first of these columns that the table has; an empty text if it has none."""
        return next((self.cells[column] for column in columns if column in self.cells), "")


class Table:
    """A table whose header names what is `needed`: of each group of column names, one.

    Whoever reads the rows may add faults of their own; they are raised together when the last row has been read.
    """

    def __init__(self, path: Path, needed: Sequence[Sequence[str]]) -> None:
        """Read the header. Raises TableError."""
        self.path, self._faults = path, list[Fault]()
        header = next(line for line in decoded_lines(path) if line.strip())
        self._quoted = not header.startswith(VARIABLE)
        read = [(_names(header, divider), divider) for divider in DIVIDERS]
        self.columns, self._divider = max(read, key=lambda one: _fitting(one[0], needed))
        self._check(needed)

    def _check(self, needed: Sequence[Sequence[str]]) -> None:
        for names in needed:
            if not set(map(str.lower, names)) & set(self.columns):
                there = ", ".join(filter(None, self.columns[:12])) or "none"
                self.fault(1, f"there is no column {' or '.join(map(repr, names))}", f"the columns are {there}")
        for name in sorted({name for name in self.columns if name and self.columns.count(name) > 1}):
            self.fault(1, f"the column {name!r} stands twice", "keep one of the two")
        self.settle()

    def fault(self, line: int, message: str, remedy: str) -> None:
        """Note a fault; raises TableError when there are so many that the rest would only be more of the same."""
        self._faults.append(Fault(path=self.path, line=line, message=message, remedy=remedy))
        if len(self._faults) >= MOST_FAULTS:
            self.settle()

    def settle(self) -> None:
        """Raise TableError if there is any fault."""
        if self._faults:
            raise TableError(self._faults)

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. Raises TableError: at once for what makes the rest unreadable, else at the end.

        A table without rows is a fault.
        """
        csv.field_size_limit(MOST_CHARACTERS)
        reader = csv.reader(
            decoded_lines(self.path),
            delimiter=self._divider,
            quoting=csv.QUOTE_MINIMAL if self._quoted else csv.QUOTE_NONE,
            strict=True,
        )
        line, below, some = 1, False, False
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    some |= below
                    yield from self._row(line, cells) if below else ()
                    below = True
                line = reader.line_num + 1
        except csv.Error as error:
            raise self._error(line, f"this row is not CSV: {error}", CUT_OFF) from error
        if not (some or self._faults):
            self.fault(1, "the table has no row below its header", "the file may be cut off: get it again")
        self.settle()

    def _row(self, line: int, cells: Sequence[str]) -> Iterator[Row]:
        if len(cells) == len(self.columns):
            yield Row(line=line, cells=dict(zip(self.columns, cells, strict=True)))
            return
        remedy = (
            CUT_OFF if len(cells) < len(self.columns) else "put quotation marks round a text with the divider in it"
        )
        self.fault(line, f"the row has {len(cells)} cells for {len(self.columns)} columns", remedy)

    def _error(self, line: int, message: str, remedy: str) -> TableError:
        return TableError([*self._faults, Fault(path=self.path, line=line, message=message, remedy=remedy)])


def decoded_lines(path: Path) -> Iterator[str]:
    """The lines of a file that is no web page and not blank; each is decoded by itself, so that a fault has its line.

    Raises TableError.
    """
    blank = True
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                text = _decoded(path, number, line)
                if blank and text.lstrip().lower().startswith(MARKUP):
                    raise unusable(path, number, "this is a web page", "the download went wrong: get the file again")
                blank = blank and not text.strip()
                yield text
    except OSError as error:
        raise unusable(path, 1, f"the file cannot be read: {error.strerror}", "check that it may be read") from error
    if blank:
        raise unusable(path, 1, "the file is empty", "get it again")


def _decoded(path: Path, number: int, line: bytes) -> str:
    if number == 1:
        if line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise unusable(path, 1, "the file is UTF-16", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)")
        line = line.removeprefix(BOM_UTF8)
    if b"\0" in line:
        raise unusable(path, number, "there is a NUL character", "this is no text file, or a damaged one")
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise unusable(path, number, "this is not UTF-8", "save the file as UTF-8") from None


def unusable(path: Path, line: int, message: str, remedy: str) -> TableError:
    """One fault that makes a whole file useless."""
    return TableError([Fault(path=path, line=line, message=message, remedy=remedy)])


def _names(header: str, divider: str) -> list[str]:
    try:
        cells = next(csv.reader([header], delimiter=divider))
    except (csv.Error, StopIteration):
        return []
    return [cell.strip().lower().removeprefix(VARIABLE) for cell in cells]


def _fitting(names: Sequence[str], needed: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many of the needed columns a way of dividing the header gives, and how many columns."""
    return sum(bool(set(map(str.lower, group)) & set(names)) for group in needed), len(names)
