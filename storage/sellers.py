"""Pseudonyms of sellers: a code made with a key that only the workspace has, short enough to say aloud."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import unicodedata
from pathlib import Path

from storage.errors import WorkspaceError, explained
from storage.ids import crockford

SHORTEST = 5


def workspace_key(path: Path) -> bytes:
    """The key in the file `path`, made at first with mode 0600; 32 bytes. Call it with the database locked."""
    with explained(path):
        if not path.exists():
            _make_key(path)
        text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WorkspaceError("not a seller key of 64 hex digits", path, "Restore this file from a backup.")
    return key


def _make_key(path: Path) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_hex(32).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)


def code_for(db: sqlite3.Connection, now: str, key: bytes, site: str, name: str) -> str:
    """The code of the seller `name` of `site`, like `s-7KQ2M`; noted in `sellers` when met for the first time."""
    name = unicodedata.normalize("NFC", name).strip()
    known = db.execute("SELECT code FROM sellers WHERE site = ? AND name = ?", (site, name)).fetchone()
    if known:
        return str(known[0])
    code = _free_code(db, key, f"{site}\0{name}")
    db.execute("INSERT INTO sellers VALUES (?, ?, ?, ?)", (code, site, name, now))
    return code


def _free_code(db: sqlite3.Connection, key: bytes, whom: str) -> str:
    """The shortest beginning of the keyed hash that nobody has yet: two of 5,800 sellers share five digits."""
    number = int.from_bytes(hmac.new(key, whom.encode(), hashlib.sha256).digest()[:30])
    digits = crockford(number, 48)
    codes = (f"s-{digits[:length]}" for length in range(SHORTEST, 49))
    return next(c for c in codes if not db.execute("SELECT 1 FROM sellers WHERE code = ?", (c,)).fetchone())
