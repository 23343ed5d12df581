"""Makes the shipped lists from the source tables: offline, in one order, byte for byte the same each time.

What comes out: a table for each list, a manifest with the hash of everything that went in and came out, and the NOTICE.
A row or a source whose licence is not on the list of those that may be shipped stops the build.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rules.entries import GAP, SOURCES, Entry, rows, words
from rules.faults import Fault, RuleFileError
from rules.licences import ALLOWED
from rules.notice import notice
from rules.register import Register
from rules.species import names
from rules.terms import LISTS, MANIFEST, Strength, unfit

NOTICE = Path(__file__).parents[1] / "NOTICE"
COLUMNS = ("lang", "term", "strength", "side", "source", "licence", "review")
STRENGTHS = frozenset(map(str, Strength))
UNREVIEWED = "not reviewed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """What a build makes: texts by file name inside the folder of lists, and the NOTICE.

    `counts` are terms by language and state of review; one that stands in several lists counts once.
    """

    lists: Mapping[str, str]
    notice: str
    counts: Mapping[str, Mapping[str, int]]


def built(sources: Path = SOURCES) -> Built:
    """Make every list in memory. Raises RuleFileError with all faults of all tables and of the register."""
    register = Register(sources)
    faults = [*register.faults, *_faults(register)]
    entries = [] if faults else [*words(sources), *names(sources)]
    faults += [fault for entry in entries for fault in _faults_of_entry(entry)]
    if faults:
        raise RuleFileError(dict.fromkeys(faults))
    tables = {f"{name}.csv": _table(some, register) for name, some in sorted(_lists(entries).items())}
    counts = _counts(entries)
    manifest = {
        "sources": {register.name(path): _source(register, path) for path in register.tables()},
        "lists": {name: {"sha256": _sha256(text.encode()), "rows": _lines(text)} for name, text in tables.items()},
        "languages": counts,
    }
    told = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return Built(lists={**tables, MANIFEST: told}, notice=notice(register), counts=counts)


def build(sources: Path = SOURCES, lists: Path = LISTS, notice_file: Path = NOTICE) -> Built:
    """Write the lists, the manifest and the NOTICE, and remove lists that are no more. Raises RuleFileError."""
    made = built(sources)
    for name, text in made.lists.items():
        path = lists / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in lists.rglob("*.csv"):
        if path.relative_to(lists).as_posix() not in made.lists:
            path.unlink()
    notice_file.write_text(made.notice, encoding="utf-8", newline="\n")
    return made


def stale(sources: Path = SOURCES, lists: Path = LISTS) -> tuple[str, ...]:
    """Return the names of source tables and lists that are not those of the last build, by hash; none if all are."""
    try:
        manifest = json.loads((lists / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (MANIFEST,)
    wrong = _changed(
        {path.relative_to(sources).as_posix(): path for path in sources.rglob("*.csv")}, manifest["sources"]
    )
    return *wrong, *_changed(
        {path.relative_to(lists).as_posix(): path for path in lists.rglob("*.csv")}, manifest["lists"]
    )


def _changed(paths: Mapping[str, Path], told: Mapping[str, Mapping[str, str]]) -> list[str]:
    hashes = {name: _sha256(path.read_bytes()) for name, path in paths.items()}
    return sorted(name for name in hashes.keys() | told.keys() if hashes.get(name) != told.get(name, {}).get("sha256"))


def _faults(register: Register) -> Iterator[Fault]:
    """Rows whose own licence may not be shipped."""
    for path in register.tables():
        for row in rows(register.name(path), register.folder):
            if row["licence"] and row["licence"] not in ALLOWED:
                message = f"the licence {row['licence']!r} is not on the list of those that may be shipped"
                remedy = "remove the row, or add the licence to rules/licences.py once it is known to allow shipping"
                yield Fault(path=path, line=row.line, message=message, remedy=remedy)


def _faults_of_entry(entry: Entry) -> Iterator[Fault]:
    def fault(message: str, remedy: str) -> Fault:
        return Fault(path=entry.row.path, line=entry.row.line, message=message, remedy=remedy)

    if reason := unfit(entry.term.strip(GAP)):
        yield fault(f"the term {entry.term!r} {reason}", "mend or remove the row")
    if entry.strength not in STRENGTHS:
        yield fault(f"the strength is {entry.strength!r}", f"write one of {', '.join(sorted(STRENGTHS))}")
    if not entry.lang:
        yield fault(f"the term {entry.term!r} has no language", "fill the column `lang`")


def _lists(entries: Iterable[Entry]) -> Mapping[str, Iterable[Entry]]:
    """Of entries that read the same in one list the first counts."""
    lists: defaultdict[str, dict[tuple[str, str, str], Entry]] = defaultdict(dict)
    for entry in entries:
        lists[entry.list].setdefault(entry.key, entry)
    return {name: some.values() for name, some in lists.items()}


def _table(entries: Iterable[Entry], register: Register) -> str:
    made = sorted((entry.lang, entry.term, entry.strength, entry.side, *_origin(entry, register)) for entry in entries)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(chain([COLUMNS], made))
    return text.getvalue()


def _origin(entry: Entry, register: Register) -> tuple[str, str, str]:
    said = register.of(entry.row.path)
    licence = entry.row["licence"] or (said.licence if said else "")
    return entry.source or (said.source if said else ""), ALLOWED[licence], entry.review


def _counts(entries: Iterable[Entry]) -> Mapping[str, Mapping[str, int]]:
    """Terms by language and state of review, excuses among them."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for language, review, _ in {(entry.lang, entry.review or UNREVIEWED, entry.key) for entry in entries}:
        counts[language][review] += 1
    return {language: dict(sorted(counts[language].items())) for language in sorted(counts)}


def _source(register: Register, path: Path) -> Mapping[str, object]:
    said, licences = register.of(path), {row["licence"] for row in rows(register.name(path), register.folder)}
    of_register = {said.licence} if said else set()
    shipped = sorted({ALLOWED[licence] for licence in (licences - {""}) or of_register})
    data = path.read_bytes()
    edition = said.edition if said else ""
    return {
        "sha256": _sha256(data),
        "rows": sum(1 for _ in rows(register.name(path), register.folder)),
        "licences": shipped,
        "edition": edition,
    }


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _lines(text: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1
