"""One SQLite file: how it is opened, brought up to date, and written in whole transactions only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage.errors import DatabaseBroken, DatabaseTooNew, PracticeMismatch, explained
from storage.locks import held
from storage.workspace import Workspace

BUSY_TIMEOUT = 30.0
ATTEMPTS = 3


def connect(path: Path, busy_timeout: float = BUSY_TIMEOUT) -> sqlite3.Connection:
    """An open connection in autocommit mode with foreign keys on; `busy_timeout` in seconds."""
    connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _begin(connection: sqlite3.Connection, attempts: int) -> None:
    for attempt in range(attempts):
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or attempt + 1 == attempts:
                raise
        else:
            return


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, attempts: int = ATTEMPTS) -> Iterator[sqlite3.Connection]:
    """All of the block or nothing. Waits for the write lock `attempts` busy timeouts long, then DatabaseBusy."""
    with explained(path):
        _begin(connection, attempts)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _check_ours(db: Database, steps: Migrations, path: Path) -> None:
    applied = {step.name for step in steps.applied(db)}
    unknown = sorted(applied - {step.name for step in steps._migrations})
    if unknown:
        remedy = "Update Fieldsign on this machine, or restore a backup made before the newer version was used."
        raise DatabaseTooNew(f"made by a newer Fieldsign (it has {', '.join(unknown)})", path, remedy)
    if not applied and db.table_names():
        remedy = "Move the file away, or choose another workspace folder."
        raise DatabaseBroken("is an SQLite file of another program", path, remedy)


def _copy_aside(connection: sqlite3.Connection, path: Path, folder: Path, after: str) -> None:
    folder.mkdir(exist_ok=True)
    final = folder / f"{path.stem}-after-{after}{path.suffix}"
    partial = final.with_name(final.name + ".partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    partial.replace(final)


def _upgrade(connection: sqlite3.Connection, workspace: Workspace, steps: Migrations) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    db = Database(connection)
    _check_ours(db, steps, workspace.database)
    pending, applied = steps.pending(db), steps.applied(db)
    if not pending:
        return
    if applied:
        _copy_aside(connection, workspace.database, workspace.backups, applied[-1].name)
    with transaction(connection, workspace.database):
        steps.apply(db)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (pending[-1].name,))


def upgrade(connection: sqlite3.Connection, workspace: Workspace, steps: Migrations) -> None:
    """Apply what is pending of `steps`, all or nothing, one process at a time; an existing file is copied first.

    The copy lies in `backups/` under the name of the last step it has. Killed at any moment, the next call
    starts over. Raises DatabaseTooNew, DatabaseBroken, LockHeld.
    """
    with explained(workspace.locks):
        workspace.locks.mkdir(exist_ok=True)
    with held(workspace.locks / "database.lock", wait=True), explained(workspace.database):
        _upgrade(connection, workspace, steps)


def settle_practice(connection: sqlite3.Connection, path: Path, practice: bool) -> None:
    """Write the practice flag into a new database; in an old one it must be the same. Raises PracticeMismatch."""
    query = "SELECT value FROM meta WHERE key = 'practice'"
    with explained(path):
        row = connection.execute(query).fetchone()
        if row is None:
            with transaction(connection, path):
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('practice', ?)", (str(int(practice)),))
            row = connection.execute(query).fetchone()
    stored = row[0]
    if stored != str(int(practice)):
        kinds = ("real findings", "practice findings, which are made up")
        what = f"holds {kinds[int(stored)]}, and was opened for {kinds[int(practice)]}"
        raise PracticeMismatch(what, path, "Use a workspace of its own for practice (`practice` in fieldsign.toml).")
