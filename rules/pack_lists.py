"""Term lists of a pack: CSV files in its folder `lists/`, named by their stem, so `lists/slang.csv` is `own/slang`."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rules.entries import GAP
from rules.faults import Fault, RuleFileError
from rules.terms import Strength, Term, made, unfit
from rules.text_file import text_of

log = logging.getLogger(__name__)

FOLDER = "lists"
NEEDED = ("lang", "term", "strength")
KNOWN = (*NEEDED, "source", "licence", "review")
MOST_FAULTS = 100
MOST_BYTES = 64 * 1024 * 1024
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
STRENGTHS = tuple(map(str, Strength))


class _Table:
    """One table while it is read; collects its faults."""

    def __init__(self, path: Path) -> None:
        self.path, self.faults = path, list[Fault]()
        self.terms: dict[tuple[str, str, str], Term] = {}
        self.again: list[tuple[int, str]] = []

    def fault(self, line: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(path=self.path, line=line, message=message, remedy=remedy))

    def read(self) -> tuple[Term, ...]:
        try:
            text = text_of(self.path, MOST_BYTES, "split it", "table")
        except RuleFileError as error:
            self.faults += error.faults
            return ()
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            if self._columns(reader.fieldnames or ()):
                for row in reader:
                    self._row(row, reader.line_num)
                    if len(self.faults) >= MOST_FAULTS:
                        break
        except csv.Error as error:
            self.fault(reader.line_num + 1, f"this is not CSV: {error}", "look at the quotation marks of this row")
        if not (self.terms or self.faults):
            self.fault(1, "the table holds no term", "add a row or remove the file")
        self._warn()
        return tuple(self.terms.values())

    def _columns(self, have: Sequence[str]) -> bool:
        for name in NEEDED:
            if name not in have:
                remedy = f"the first line must be {','.join(NEEDED)}, with commas between"
                self.fault(1, f"the column {name!r} is missing", remedy)
        for name in sorted({name for name in have if name not in KNOWN and not self.faults}):
            self.fault(1, f"unknown column {name!r}", f"known are {', '.join(KNOWN)}")
        return not self.faults

    def _row(self, row: Mapping[str | None, str | None], line: int) -> None:
        if None in row:
            self.fault(line, "the row has more cells than columns", "put quotation marks round a term with a comma")
            return
        written, language, strength = ((row[name] or "").strip() for name in ("term", "lang", "strength"))
        if reason := unfit(written.strip(GAP)):
            self.fault(line, f"the term {written!r} {reason}", "write a word there or remove the row")
        if not LANGUAGE.fullmatch(language):
            self.fault(line, f"the language is {language!r}", "write a code such as en, zh-Hans or, for none, zxx")
        if strength not in STRENGTHS:
            self.fault(line, f"the strength is {strength!r}", f"write one of {', '.join(STRENGTHS)}")
        if not self.faults:
            term = made(written, language, strength, row.get("source") or self.path.name)
            if self.terms.setdefault((term.literal, term.language, term.side), term) is not term:
                self.again.append((line, written))

    def _warn(self) -> None:
        if self.again:
            words = ", ".join(repr(written) for _, written in self.again[:10])
            more = f" and {len(self.again) - 10} more" if len(self.again) > 10 else ""
            text = "%s:%d: words spelt before in another way, which makes no difference: %s%s; remove them"
            log.warning(text, self.path, self.again[0][0], words, more)


def pack_lists(folder: Path) -> tuple[Mapping[str, tuple[Term, ...]], list[Fault]]:
    """Return the lists of a pack by name, and every fault of their files."""
    found: dict[str, tuple[Term, ...]] = {}
    faults: list[Fault] = []
    paths: dict[str, Path] = {}
    for path in sorted(folder.rglob(f"{FOLDER}/*.csv")):
        table = _Table(path)
        terms, name = table.read(), f"own/{path.stem}"
        faults += table.faults
        if name in found:
            message = f"there is another list {name!r}: {paths[name]}"
            faults.append(Fault(path=path, line=1, message=message, remedy="rename one of the two"))
        found[name], paths[name] = terms, path
    return found, faults
