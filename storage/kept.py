"""The listings that a workspace keeps, read in portions and without ever writing, for rules to be run over them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple
from urllib.parse import quote

from storage.database import BUSY_TIMEOUT
from storage.errors import DatabaseBroken, WorkspaceError, explained
from storage.workspace import Workspace

PORTION = 2_000

# of a finding the look that its capture shows, else the last look that kept the text; a later look at what had not
# changed kept none
_KEPT = """
    SELECT k.id, k.site, k.url, k.kept_because = 'finding',
        substr(coalesce(o.observed_at, k.first_seen_at), 1, 10),
        coalesce(o.title, k.title), coalesce(o.text, k.text), coalesce(o.elsewhere, '')
    FROM (
        SELECT l.*, (
            SELECT t.id FROM observations t LEFT JOIN findings f ON f.listing_id = t.listing_id
            WHERE t.listing_id = l.id AND t.text IS NOT NULL
            ORDER BY t.capture_id IS f.capture_id DESC, t.observed_at DESC, t.id DESC LIMIT 1) AS look
        FROM listings l {which}) k
    LEFT JOIN observations o ON o.id = k.look
    ORDER BY k.id"""
_PORTION = _KEPT.format(which="WHERE l.id > ? ORDER BY l.id LIMIT ?")
_ONE = _KEPT.format(which="WHERE l.id = :id OR l.id = (SELECT listing_id FROM findings WHERE id = :id)")


class KeptListing(NamedTuple):
    """A listing as text. `is_finding` is false for one of the audit sample, `day` the UTC day the text was read.

    A tuple and no dataclass: hundreds of thousands are made in one go.
    """

    id: str
    site: str
    url: str
    is_finding: bool
    day: str
    title: str
    text: str
    elsewhere: str

    def fields(self) -> dict[str, str]:
        """The texts that rules look at, by field name."""
        return {"title": self.title, "text": self.text, "elsewhere": self.elsewhere}


def _connected(workspace: Workspace) -> sqlite3.Connection:
    path = workspace.database
    if not path.is_file():
        raise WorkspaceError("there is no database yet", path, "Make a sweep first: fieldsign sweep SITE")
    address = f"file:{quote(str(path))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        wal = path.with_name(path.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            raise
        # in a folder that cannot be written SQLite cannot share the file, and nobody can be writing to it either
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    return connection


@contextmanager
def read_only(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """Open the database of a workspace so that nothing can be written; sweeps may go on beside it.

    Raises WorkspaceError if there is none yet, DatabaseBroken and other StorageErrors.
    """
    with explained(workspace.database), closing(_connected(workspace)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"listings", "findings", "observations"} <= tables:
            remedy = "Name the folder of a workspace, or make a sweep first."
            raise DatabaseBroken("holds no listings of Fieldsign", workspace.database, remedy)
        yield connection


def count_kept(db: sqlite3.Connection) -> int:
    """How many listings are kept."""
    return int(db.execute("SELECT count(*) FROM listings").fetchone()[0])


def kept_listings(db: sqlite3.Connection, portion: int = PORTION) -> Iterator[KeptListing]:
    """Every listing, in the order in which they were first kept.

    Each portion is one query: no lock and no snapshot is held while its listings are worked on, and a listing that is
    kept meanwhile comes at the end.
    """
    last = ""
    while rows := db.execute(_PORTION, (last, portion)).fetchall():
        yield from map(KeptListing._make, rows)
        last = rows[-1][0]


def kept_listing(db: sqlite3.Connection, known_as: str) -> KeptListing | None:
    """The listing of that id, or of the finding of that id; None if there is none."""
    row = db.execute(_ONE, {"id": known_as}).fetchone()
    return KeptListing._make(row) if row else None
