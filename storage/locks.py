"""Locks that the operating system takes back when their holder dies, so that none is ever stale."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import StorageError, explained

LONGEST_WAIT = 60.0
_POLL = 0.02


class LockHeld(StorageError):  # noqa: N818
    """Another process holds the lock: `pid` and `since` (UTC) are None when it has not yet written them."""

    def __init__(self, where: Path, pid: int | None, since: datetime | None) -> None:
        who = f"process {pid}" if pid else "another process"
        when = f" since {since:%Y-%m-%d %H:%M:%S} UTC" if since else ""
        super().__init__(
            f"held by {who}{when}", where, "Wait until it is done, or stop that process, then start again."
        )
        self.pid, self.since = pid, since


def try_lock(descriptor: int) -> bool:
    """Take the exclusive lock of an open file without waiting; False when someone else has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True


def _holder(descriptor: int) -> tuple[int | None, datetime | None]:
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return int(told["pid"]), datetime.fromisoformat(told["since"])
    except (ValueError, KeyError, TypeError):
        return None, None


def _acquire(descriptor: int, path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not try_lock(descriptor):
        if time.monotonic() >= deadline:
            raise LockHeld(path, *_holder(descriptor))
        time.sleep(_POLL)


@contextmanager
def held(path: Path, wait: bool | float = False) -> Iterator[None]:
    """Hold the lock file `path` for the length of a `with` block; the file stays, the lock goes with us.

    `wait` is how many seconds to try; True means LONGEST_WAIT, False not at all. Raises LockHeld.
    """
    with explained(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, LONGEST_WAIT if wait is True else float(wait))
        with explained(path):
            os.ftruncate(descriptor, 0)
            told = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
            os.pwrite(descriptor, json.dumps(told).encode(), 0)
        yield
    finally:
        os.close(descriptor)
