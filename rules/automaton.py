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

log = logging.getLogger(__name__)

DIGEST = hashlib.sha256().digest_size
KEPT, WORTH_KEEPING = 4, 5_000
NUMBER_BITS = 24


def cache_folder() -> Path:
    """Where compiled automata are kept: `$FIELDSIGN_CACHE`, or the user's cache folder."""
    return Path(os.environ.get("FIELDSIGN_CACHE") or platformdirs.user_cache_dir("fieldsign"))


class Automaton:
    """Finds all forms in one pass. `database` is hyperscan's; None without any form."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.database = _compiled(forms) if forms else None

    def scan(self, raw: bytes) -> tuple[Places, Places]:
        """Return the numbers of the forms that stand in a folded text, given as UTF-8, and where each ends.

        Ends are in characters. Surrogates pass.
        """
        found: list[int] = []
        append = found.append

        def on_match(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append(end << NUMBER_BITS | number)

        if self.database is not None and raw:
            self.database.scan(raw, match_event_handler=on_match)
        both = np.fromiter(found, dtype=np.int64, count=len(found))
        numbers, ends = both & ((1 << NUMBER_BITS) - 1), both >> NUMBER_BITS
        return numbers, ends if raw.isascii() else _characters(raw, ends)


def _characters(raw: bytes, ends: Places) -> Places:
    """Numbers of characters from numbers of bytes of UTF-8, by counting the bytes that begin a character."""
    begun = (np.frombuffer(raw, dtype=np.uint8) & 0xC0) != 0x80
    words = np.packbits(np.append(begun, np.zeros(128 - len(raw) % 64, dtype=bool)), bitorder="little").view("<u8")
    counts = np.bitwise_count(words).astype(np.int64)
    within = words[ends >> 6] & ((np.uint64(1) << (ends & 63).astype(np.uint64)) - np.uint64(1))
    characters: Places = (np.cumsum(counts) - counts)[ends >> 6] + np.bitwise_count(within)
    return characters


def _compiled(forms: Sequence[str]) -> hyperscan.Database:
    """The automaton of the forms, each with its place as its number: from the cache, or compiled and kept there.

    A kept file that is damaged, or was compiled by another version or for another machine, is not used. A cache that
    cannot be written costs time and nothing else.
    """
    if len(forms) < WORTH_KEEPING:
        return _freshly(forms)
    path = cache_folder() / f"automaton-{_key(forms)}.hs"
    if (kept := _kept(path)) is not None:
        return kept
    database = _freshly(forms)
    _keep(path, hyperscan.dumpb(database))
    return database


def _freshly(forms: Sequence[str]) -> hyperscan.Database:
    database = hyperscan.Database()
    expressions = [form.encode() for form in forms]
    database.compile(expressions=expressions, ids=list(range(len(expressions))), literal=True)
    return database


def _key(forms: Sequence[str]) -> str:
    machine = (version("hyperscan"), platform.system(), platform.machine(), _processor())
    return hashlib.sha256("\0".join((*machine, *forms)).encode()).hexdigest()[:32]


def _processor() -> str:
    """What the automaton is compiled for: it uses the instructions that this processor has."""
    with contextlib.suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith(("flags", "Features")):
                return hashlib.sha256(line.encode()).hexdigest()
    return platform.processor()


def _kept(path: Path) -> hyperscan.Database | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        log.warning("%s is damaged; the rules are compiled anew", path)
        return None
    try:
        database = hyperscan.loadb(content[DIGEST:], hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.error:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return database


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(file.name).replace(path)
        for old in sorted(path.parent.glob("automaton-*.hs"), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        log.info("the compiled rules are not kept in %s: %s", path.parent, error.strerror)
