"""Temporary folders of our own, taken away when their sweep ends, or at the next start when it was killed."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from storage.errors import explained
from storage.locks import held, try_lock

PREFIX = "sweep-"
LONGEST_ROOT = 48
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Scratch:
    """One folder and the open lock file beside it; whoever inherits `descriptor` keeps the folder in use."""

    folder: Path
    descriptor: int

    def kill_strays(self) -> None:
        """Kill every process that still has this folder as its TMPDIR: what a browser left behind."""
        mark = f"TMPDIR={self.folder}".encode()
        for entry in PROC.glob("[0-9]*"):
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)


def scratch_root(folder: Path) -> Path:
    """Return `folder`, or a short one in the system's temporary folder when a browser's socket would not fit in it.

    The path of a socket has at most 107 bytes, and a browser needs about 58 of them for itself.
    """
    if len(os.fsencode(folder)) <= LONGEST_ROOT:
        return folder
    name = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"fieldsign-{name}"


@contextmanager
def scratch(root: Path) -> Iterator[Scratch]:
    """A fresh folder under `root` for the length of a `with` block; left-overs of killed sweeps go first."""
    with explained(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(root / "tidy.lock", wait=True):
            sweep_up(root)
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
            descriptor = os.open(_lock_of(folder), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try_lock(descriptor)
    try:
        yield Scratch(folder, descriptor)
    finally:
        _remove(folder)
        os.close(descriptor)


def sweep_up(root: Path) -> int:
    """Remove the folders under `root` that no living sweep uses, and nothing that is not ours; how many."""
    removed = 0
    for folder in sorted(root.glob(f"{PREFIX}*/")):
        descriptor = os.open(_lock_of(folder), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if try_lock(descriptor):
                _remove(folder)
                removed += 1
        finally:
            os.close(descriptor)
    return removed


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)
