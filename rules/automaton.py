"""The compiled automaton of all forms, kept in the user's cache so that it is compiled once and not at every start."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import platform
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import hyperscan
import numpy as np
import platformdirs

from rules.fold import Places

NOTHING = np.zeros(0, dtype=np.int64)

log = logging.getLogger(__name__)

DIGEST = hashlib.sha256().digest_size
LENGTH = 8
KEPT, WORTH_KEEPING = 6, 5_000
NUMBER_BITS = 24


def cache_folder() -> Path:
    """Where compiled automata are kept: `$FIELDSIGN_CACHE`, or the user's cache folder."""
    return Path(os.environ.get("FIELDSIGN_CACHE") or platformdirs.user_cache_dir("fieldsign"))


class Automaton:
    """Finds all forms in one pass, or in two where few of them are new."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._parts = _parts(forms) if forms else []

    @property
    def databases(self) -> list[hyperscan.Database]:
        """What hyperscan has compiled: none without any form."""
        return [database for database, _ in self._parts]

    def scan(self, raw: bytes) -> tuple[Places, Places]:
        """Return the numbers of the forms that stand in a folded text, given as UTF-8, and where each ends.

        Ends are in characters. Surrogates pass.
        """
        found = [_scanned(database, numbers, raw) for database, numbers in self._parts if raw]
        numbers, ends = map(np.concatenate, zip(*found, strict=True)) if found else (NOTHING, NOTHING)
        return numbers, ends if raw.isascii() else _characters(raw, ends)


def _scanned(database: hyperscan.Database, numbers: Places, raw: bytes) -> tuple[Places, Places]:
    """The numbers of forms and the bytes at which they end; -1 stands for forms that are no longer looked for."""
    found: list[int] = []
    append = found.append

    def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        append(end << NUMBER_BITS | number)

    database.scan(raw, match_event_handler=on_match)
    both = np.fromiter(found, dtype=np.int64, count=len(found))
    which, ends = numbers[both & ((1 << NUMBER_BITS) - 1)], both >> NUMBER_BITS
    wanted = which >= 0
    return (which, ends) if wanted.all() else (which[wanted], ends[wanted])


def _characters(raw: bytes, ends: Places) -> Places:
    """Numbers of characters from numbers of bytes of UTF-8, by counting the bytes that begin a character."""
    begun = (np.frombuffer(raw, dtype=np.uint8) & 0xC0) != 0x80
    words = np.packbits(np.append(begun, np.zeros(128 - len(raw) % 64, dtype=bool)), bitorder="little").view("<u8")
    counts = np.bitwise_count(words).astype(np.int64)
    within = words[ends >> 6] & ((np.uint64(1) << (ends & 63).astype(np.uint64)) - np.uint64(1))
    characters: Places = (np.cumsum(counts) - counts)[ends >> 6] + np.bitwise_count(within)
    return characters


def _parts(forms: Sequence[str]) -> list[tuple[hyperscan.Database, Places]]:
    """The automata of the forms, each with the numbers that its own stand for.

    From the cache, or compiled and kept there. One of nearly the same forms serves as well, as when somebody edits a
    rule: what it lacks is compiled apart, what it has too much is passed over. A kept file that is damaged, or was
    compiled by another version or for another machine, is not used. A cache that cannot be written costs time and
    nothing else.
    """
    if len(forms) < WORTH_KEEPING:
        return [(_freshly(forms), np.arange(len(forms)))]
    path = cache_folder() / f"{_prefix()}{_hash(*forms)}.hs"
    if path.exists() and (kept := _kept(path)):
        return [(kept[1], np.arange(len(forms)))]
    for near in _newest(path.parent)[:2]:
        if (kept := _kept(near)) and (parts := _adapted(forms, *kept)):
            return parts
    database = _freshly(forms)
    _keep(path, forms, database)
    return [(database, np.arange(len(forms)))]


def _adapted(
    forms: Sequence[str], others: Sequence[str], database: hyperscan.Database
) -> list[tuple[hyperscan.Database, Places]]:
    """An automaton of other forms made to serve; none if they differ by too many."""
    places = {form: place for place, form in enumerate(forms)}
    numbers = np.array([places.pop(form, -1) for form in others], dtype=np.int64)
    if len(places) >= WORTH_KEEPING or (numbers < 0).sum() > len(forms) // 4:
        return []
    new = [(_freshly(list(places)), np.array(list(places.values()), dtype=np.int64))] if places else []
    return [(database, numbers), *new]


def _freshly(forms: Sequence[str]) -> hyperscan.Database:
    database = hyperscan.Database()
    expressions = [form.encode() for form in forms]
    database.compile(expressions=expressions, ids=list(range(len(expressions))), literal=True)
    return database


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _prefix() -> str:
    """What the names of files begin with that were compiled by this version for this machine."""
    machine = _hash(version("hyperscan"), platform.system(), platform.machine(), _processor())
    return f"automaton-{machine[:8]}-"


def _newest(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(folder.glob(f"{_prefix()}*.hs"), key=lambda one: one.stat().st_mtime, reverse=True)
    return []


def _processor() -> str:
    """What the automaton is compiled for: it uses the instructions that this processor has."""
    with contextlib.suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith(("flags", "Features")):
                return hashlib.sha256(line.encode()).hexdigest()
    return platform.processor()


def _kept(path: Path) -> tuple[list[str], hyperscan.Database] | None:
    """The forms and the automaton of a kept file."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        log.warning("%s is damaged; the rules are compiled anew", path)
        return None
    begin = DIGEST + LENGTH
    end = begin + int.from_bytes(content[DIGEST:begin], "big")
    try:
        forms = content[begin:end].decode().split("\0")
        database = hyperscan.loadb(content[end:], hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except (hyperscan.error, UnicodeDecodeError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return forms, database


def _keep(path: Path, forms: Sequence[str], database: hyperscan.Database) -> None:
    spelt = "\0".join(forms).encode()
    content = len(spelt).to_bytes(LENGTH, "big") + spelt + hyperscan.dumpb(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(file.name).replace(path)
        for old in sorted(path.parent.glob("automaton-*.hs"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        log.info("the compiled rules are not kept in %s: %s", path.parent, error.strerror)
