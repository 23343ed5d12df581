"""Blobs named by their SHA-256, written once; what a killed process left without a row is set aside, never deleted."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from storage.errors import WorkspaceError, explained
from storage.ids import new_id
from storage.locks import try_lock

EXTENSIONS = {
    "application/json": "json",
    "application/warc": "warc",
    "application/warc+gzip": "warc.gz",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "multipart/related": "mhtml",
    "text/html": "html",
    "text/plain": "txt",
}
_TRIES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """Some bytes to keep, or kept. `path` is relative to the workspace: `evidence/ab/cd/<sha256>.<ext>`."""

    sha256: str
    media_type: str
    path: str
    content: bytes = field(repr=False)


def blob(content: bytes, media_type: str) -> Blob:
    """Name `content` by its hash; nothing is written."""
    digest = hashlib.sha256(content).hexdigest()
    extension = EXTENSIONS.get(media_type.partition(";")[0].strip(), "bin")
    path = f"evidence/{digest[:2]}/{digest[2:4]}/{digest}.{extension}"
    return Blob(sha256=digest, media_type=media_type, path=path, content=content)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in reversed(missing):
        _sync_folder(place.parent)


def _write_once(final: Path, content: bytes, temporary: Path) -> None:
    with temporary.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(final)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    _sync_folder(final.parent)


@dataclass(slots=True)
class Journal:
    """What one open store has begun to write, one path a line, flushed before the file is begun.

    The journal is locked while its store lives. A journal that nobody holds is of a process that died:
    whatever it names that has no row is an orphan.
    """

    path: Path
    descriptor: int

    @classmethod
    def begin(cls, folder: Path) -> Journal:
        """Open a new journal in `folder` and lock it; another try if a starting store took it for abandoned."""
        _make_folder(folder)
        for _ in range(_TRIES):
            path = folder / f"{new_id()}.journal"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
            if try_lock(descriptor) and os.fstat(descriptor).st_nlink:
                _sync_folder(folder)
                return cls(path, descriptor)
            os.close(descriptor)
        remedy = "Start again when fewer programs are starting in this workspace."
        raise WorkspaceError("no journal could be begun", folder, remedy)

    def note(self, paths: Iterable[str]) -> None:
        """Promise, safely on disk, that these files are about to be written."""
        os.write(self.descriptor, "".join(f"{path}\n" for path in paths).encode())
        os.fsync(self.descriptor)

    def temporary(self, final: Path) -> Path:
        return final.with_name(f"{final.name}.{self.path.stem}.tmp")

    def paths(self) -> tuple[str, ...]:
        """Every path noted; a last line without its end was never acted upon."""
        lines = os.pread(self.descriptor, os.fstat(self.descriptor).st_size, 0).decode().split("\n")
        return tuple(dict.fromkeys(lines[:-1]))


class EvidenceFolder:
    """The evidence of one workspace folder, as one store writes it."""

    def __init__(self, workspace_folder: Path) -> None:
        self.folder = workspace_folder
        self.journals = workspace_folder / "evidence" / "pending"
        self.quarantine = workspace_folder / "evidence" / "quarantine"
        self._journal: Journal | None = None

    @property
    def begun(self) -> bool:
        """Whether this folder's store has written anything yet."""
        return self._journal is not None

    def put(self, content: bytes, media_type: str) -> str:
        """Write one blob unless it is there already; its hex SHA-256. Raises DiskFull, DatabaseReadOnly."""
        kept = blob(content, media_type)
        self.write([kept])
        return kept.sha256

    def write(self, blobs: Iterable[Blob]) -> None:
        """Put every file that is not there (or not whole) in its place, flushed to disk."""
        lacking = [item for item in blobs if not self._is_whole(item)]
        if not lacking:
            return
        with explained(self.folder / "evidence"):
            self._journal = self._journal or Journal.begin(self.journals)
            self._journal.note(item.path for item in lacking)
            for item in lacking:
                final = self.folder / item.path
                _make_folder(final.parent)
                _write_once(final, item.content, self._journal.temporary(final))

    def _is_whole(self, item: Blob) -> bool:
        try:
            return (self.folder / item.path).stat().st_size == len(item.content)
        except FileNotFoundError:
            return False

    def settle_abandoned(self, connection: sqlite3.Connection) -> int:
        """Set aside the orphans of processes that died; how many files. Call it inside a write transaction."""
        orphans = 0
        for journal in self._abandoned():
            orphans += self._settle(journal, connection)
        return orphans

    def abandoned(self) -> bool:
        """Whether there is any journal that nobody holds."""
        return next(self._abandoned(), None) is not None

    def close(self, connection: sqlite3.Connection) -> int:
        """Set aside what this store wrote and then could not commit; how many files."""
        journal, self._journal = self._journal, None
        if journal is None:
            return 0
        try:
            return self._settle(journal, connection)
        finally:
            os.close(journal.descriptor)

    def _abandoned(self) -> Iterator[Journal]:
        for path in sorted(self.journals.glob("*.journal")):
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                if try_lock(descriptor) and os.fstat(descriptor).st_nlink:
                    yield Journal(path, descriptor)
            finally:
                os.close(descriptor)

    def _settle(self, journal: Journal, connection: sqlite3.Connection) -> int:
        orphans = 0
        for path in journal.paths():
            final = self.folder / path
            known = connection.execute("SELECT 1 FROM evidence WHERE path = ?", (path,)).fetchone()
            for orphan in [journal.temporary(final), *([] if known else [final])]:
                orphans += self._set_aside(orphan)
        journal.path.unlink(missing_ok=True)
        return orphans

    def _set_aside(self, orphan: Path) -> bool:
        self.quarantine.mkdir(exist_ok=True)
        try:
            orphan.replace(self.quarantine / orphan.name)
        except FileNotFoundError:
            return False
        return True


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def faults(connection: sqlite3.Connection, workspace_folder: Path) -> list[str]:
    """Every evidence row whose file is missing or has other bytes, one sentence each."""
    found = []
    for sha256, path in connection.execute("SELECT sha256, path FROM evidence ORDER BY path"):
        file = workspace_folder / path
        if not file.is_file():
            found.append(f"{path}: the file is missing")
        elif _sha256_of(file) != sha256:
            found.append(f"{path}: the bytes are not those that were captured")
    return found


def strays(connection: sqlite3.Connection, workspace_folder: Path) -> list[str]:
    """Every file in the evidence folder that no row names, journals and quarantine aside."""
    known = {path for (path,) in connection.execute("SELECT path FROM evidence")}
    files = (workspace_folder / "evidence").glob("??/??/*")
    return sorted(name for file in files if (name := file.relative_to(workspace_folder).as_posix()) not in known)
