"""The append-only log of what was captured, found and set: each entry is chained to the one before by its hash.

An entry holds ids and a salted hash of what it is about, never the content. When a salt is destroyed
nobody can tell any more what the content was, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FIRST = "0" * 64

CONTENTS: Mapping[str, tuple[str, ...]] = {
    "capture": (
        "SELECT id, listing_id, page_id, taken_at, url, final_url, hops, status, screenshot_sha256, html_sha256,"
        " text_sha256, archive_sha256, degraded, notes, browser FROM captures WHERE id = :capture",
        "SELECT id, observed_at, content_sha256, title, text, elsewhere, price_raw FROM observations"
        " WHERE capture_id = :capture ORDER BY id",
        'SELECT id, finding_id, rule, title, rule_digest, level, score, field, start, "end", quote, term, view'
        " FROM matches WHERE capture_id = :capture ORDER BY id",
    ),
    "finding": ("SELECT id, listing_id, sweep_id, found_at FROM findings WHERE id = :finding",),
    "settings": ("SELECT id, at, kind, detail FROM events WHERE id = :event",),
    "expired": ("SELECT id, at, kind, detail FROM events WHERE id = :event",),
}


@dataclass(frozen=True, slots=True)
class CustodyFault:
    """One thing that is not as it was logged; `seq` is None for a row that has no entry."""

    seq: int | None
    subject: str
    problem: str

    def __str__(self) -> str:
        return (
            f"custody entry {self.seq} ({self.subject}): {self.problem}"
            if self.seq
            else f"{self.subject}: {self.problem}"
        )


def _plain(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _content(db: sqlite3.Connection, kind: str, subject: Mapping[str, str]) -> list[list[list[object]]]:
    return [[list(row) for row in db.execute(query, subject)] for query in CONTENTS[kind]]


def _salted(salt: str, content: object) -> str:
    return hmac.new(bytes.fromhex(salt), _plain(content), "sha256").hexdigest()


def _chained(prev_hash: str, seq: int, at: str, kind: str, subject: str, content_hash: str) -> str:
    return hashlib.sha256(_plain([prev_hash, seq, at, kind, subject, content_hash])).hexdigest()


def head(db: sqlite3.Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; (0, FIRST) of an empty log."""
    row = db.execute("SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, FIRST)


def append(db: sqlite3.Connection, at: str, kind: str, **subject: str) -> int:
    """Log what `kind` and the ids in `subject` name, as it stands in the tables now; the number of the entry.

    Call it in the transaction that wrote those rows.
    """
    last, prev_hash = head(db)
    seq, named, salt = last + 1, _plain(subject).decode(), secrets.token_hex(32)
    content_hash = _salted(salt, _content(db, kind, subject))
    entry = (seq, at, kind, named, content_hash, prev_hash, _chained(prev_hash, seq, at, kind, named, content_hash))
    db.execute("INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
    db.execute("INSERT INTO custody_salts VALUES (?, ?)", (seq, salt))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('custody_seq', ?)", (str(seq),))
    return seq


def _chain_faults(db: sqlite3.Connection) -> Iterator[CustodyFault]:
    expected, prev_hash = 1, FIRST
    for seq, at, kind, subject, content_hash, prev, own in db.execute(
        "SELECT seq, at, kind, subject, content_hash, prev_hash, hash FROM custody ORDER BY seq"
    ):
        for missing in range(expected, seq):
            yield CustodyFault(missing, "?", "the entry was removed")
        if seq == expected and prev != prev_hash:
            yield CustodyFault(seq, f"{kind} {subject}", "does not follow from the entry before it")
        if own != _chained(prev, seq, at, kind, subject, content_hash):
            yield CustodyFault(seq, f"{kind} {subject}", "the entry was changed")
        expected, prev_hash = seq + 1, own
    row = db.execute("SELECT value FROM meta WHERE key = 'custody_seq'").fetchone()
    for missing in range(expected, int(row[0]) + 1 if row else 0):
        yield CustodyFault(missing, "?", "the entry was removed from the end")


def _content_faults(db: sqlite3.Connection) -> Iterator[CustodyFault]:
    for seq, kind, subject, content_hash, salt in db.execute(
        "SELECT seq, kind, subject, content_hash, salt FROM custody JOIN custody_salts USING (seq) ORDER BY seq"
    ):
        content = _content(db, kind, json.loads(subject))
        if not content[0]:
            yield CustodyFault(seq, f"{kind} {subject}", "the row it is about was removed")
        elif _salted(salt, content) != content_hash:
            yield CustodyFault(seq, f"{kind} {subject}", "the rows it is about were changed")


def _unlogged(db: sqlite3.Connection) -> Iterator[CustodyFault]:
    for kind, table in (("capture", "captures"), ("finding", "findings")):
        query = (
            f"SELECT id FROM {table} WHERE id NOT IN"  # noqa: S608 - two names of ours
            f" (SELECT json_extract(subject, '$.{kind}') FROM custody WHERE kind = '{kind}')"
        )
        for (row_id,) in db.execute(query):
            yield CustodyFault(None, f"{kind} {row_id}", "was never logged")


def verify(db: sqlite3.Connection) -> list[CustodyFault]:
    """Every entry that was changed or removed, and every logged row that is not as it was; empty when all is well.

    What an entry is about is compared only while its salt exists.
    """
    return [*_chain_faults(db), *_content_faults(db), *_unlogged(db)]
