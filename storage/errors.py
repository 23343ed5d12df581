"""Every way that keeping something can fail: what was wrong, where, and what to do about it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class StorageError(Exception):
    """Something could not be kept or read back. `str()` is one line: where, what, and the remedy."""

    def __init__(self, what: str, where: Path, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.what, self.where, self.remedy = what, where, remedy


class WorkspaceError(StorageError):
    """The folder is not a workspace, or cannot be made one."""


class DatabaseTooNew(StorageError):  # noqa: N818
    """A newer Fieldsign has changed the tables; this one would not understand them."""


class DatabaseBroken(StorageError):  # noqa: N818
    """The file is damaged, or is not a Fieldsign database at all."""


class DatabaseReadOnly(StorageError):  # noqa: N818
    """The database or its folder cannot be written."""


class DatabaseBusy(StorageError):  # noqa: N818
    """Another program kept the database locked for longer than we may wait."""


class DiskFull(StorageError):  # noqa: N818
    """There is no room left; what was committed before is whole."""


class DiskFaulty(StorageError):  # noqa: N818
    """The disk refused to read or write, for a reason other than its being full."""


class PracticeMismatch(StorageError):  # noqa: N818
    """Made-up rows and real rows were about to share one database."""


def _of_disk_full(where: Path) -> DiskFull:
    return DiskFull("no space left to write", where, "Free some disk space, then start again: what was kept is whole.")


def _of_read_only(where: Path) -> DatabaseReadOnly:
    remedy = (
        "Give your user write permission to the workspace folder and everything in it, or copy it to where you may."
    )
    return DatabaseReadOnly("cannot be opened for writing", where, remedy)


def from_sqlite(error: sqlite3.Error, where: Path) -> StorageError | None:
    """The StorageError that an SQLite error stands for, or None when the fault is in our own statement."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            remedy = (
                "Close other programs that have this file open (a database browser, another sweep), then start again."
            )
            return DatabaseBusy("stayed locked by another program", where, remedy)
        case sqlite3.SQLITE_FULL:
            return _of_disk_full(where)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _of_read_only(where)
        case sqlite3.SQLITE_IOERR:
            remedy = "Check that the disk is there, sound, and that you are within your quota, then start again."
            return DiskFaulty(f"could not be read or written ({error})", where, remedy)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            remedy = "Keep the file aside and restore a backup from the folder `backups`; do not delete it."
            return DatabaseBroken(f"cannot be read as a database ({error})", where, remedy)
    return None


def from_os(error: OSError, where: Path) -> StorageError | None:
    """The StorageError that an operating system error stands for, or None when it is none of ours."""
    if error.errno in FULL:
        return _of_disk_full(where)
    if error.errno in FORBIDDEN:
        return _of_read_only(where)
    return None


@contextmanager
def explained(where: Path) -> Iterator[None]:
    """Turn SQLite and disk errors raised inside into a StorageError about `where`; others pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        known = from_sqlite(error, where)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        known = from_os(error, Path(error.filename) if isinstance(error.filename, str) else where)
        if known is None:
            raise
        raise known from error
