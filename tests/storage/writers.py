"""Other processes for the tests of storage: `python -m tests.storage.writers WHAT FOLDER ...` writes, locks or dies.

Each prints one line when it has got where the test waits for it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from storage import database, evidence
from storage.errors import StorageError
from storage.locks import held
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import SITE, capture, listing, match, pages, planned

ROOT = Path(__file__).resolve().parent.parent.parent


def started(what: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """Start this module as a process of its own."""
    command = [sys.executable, "-m", "tests.storage.writers", what, str(folder), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextlib.contextmanager
def running(what: str, folder: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that has printed its first line; killed when the block ends."""
    process = started(what, folder, *arguments)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def finished(what: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run it to its end, whatever that is."""
    process = started(what, folder, *arguments)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def say(*words: object) -> None:
    print(*words, flush=True)


def hold_lock(path: Path) -> None:
    with held(path):
        say("held")
        signal.pause()


def hold_write_lock(folder: Path, seconds: str) -> None:
    connection = sqlite3.connect(Workspace(folder).database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    say("locked")
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    signal.sigwait({signal.SIGALRM})
    connection.execute("ROLLBACK")


def open_together(folder: Path, gate: str) -> None:
    say("ready")
    with held(Path(gate), wait=True):
        pass
    with Store.open(Workspace.create(folder)) as store:
        pages(store, 1)
    say("opened")


def write(folder: Path, first: str, count: str) -> None:
    """Record findings `first` .. `first + count - 1`, going on with the sweep if there is one; a line after each."""
    with Store.open(Workspace.create(folder)) as store:
        say("quarantined", store.quarantined)
        sweep = store.unfinished_sweep(SITE)
        if sweep is None or count == "0":
            pages(store, int(count), int(first))
            sweep = store.unfinished_sweep(SITE)
        assert sweep is not None
        for page in store.planned_pages(sweep.id):
            number = int(page.native_id or 0)
            found = [(listing(number, text="ivory " * 500), (match(),))]
            shot = capture(number, screenshot=b"\xff\xd8" + str(number).encode() * 20_000)
            store.record_captured(page, shot, found, listings_seen=1)
            say(number)


def add(folder: Path, first: str, count: str) -> None:
    """Record findings in a sweep of our own, whatever others do."""
    with Store.open(Workspace.create(folder)) as store:
        for number, page in enumerate(pages(store, int(count), int(first)), int(first)):
            store.record_captured(page, capture(number), [(listing(number), (match(),))], listings_seen=1)
    say("done")


def die_between_files_and_rows(folder: Path) -> None:
    with Store.open(Workspace.create(folder)) as store:
        (page,) = store.plan_pages(pages(store, 1)[0].sweep_id, [planned(99)])
        evidence.EvidenceFolder.write, real = _write_and_die, evidence.EvidenceFolder.write  # type: ignore[method-assign]
        globals()["real_write"] = real
        store.record_captured(page, capture(99), [(listing(99), (match(),))], listings_seen=1)


def _write_and_die(self: evidence.EvidenceFolder, blobs: list[evidence.Blob]) -> None:
    globals()["real_write"](self, blobs)
    os.kill(os.getpid(), signal.SIGKILL)


def upgrade_and_die(folder: Path, statement: str) -> None:
    """Upgrade, and die just before SQL statement number `statement`; prints how many there were if it lived."""
    real, seen = database.connect, [0]

    def count(_sql: str) -> None:
        seen[0] += 1
        if seen[0] == int(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(path: Path, busy_timeout: float) -> sqlite3.Connection:
        connection = real(path, busy_timeout)
        connection.set_trace_callback(count)
        return connection

    import storage.store as opening

    opening.connect = connect  # type: ignore[assignment]
    Store.open(Workspace.create(folder)).close()
    say(seen[0])


def on_a_full_disk(folder: Path, limit: str) -> None:
    """Write a large screenshot where no file may grow over `limit` bytes; prints the error."""
    with Store.open(Workspace.create(folder)) as store:
        (page,) = pages(store, 1)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
        try:
            shot = capture(screenshot=b"x" * 2 * int(limit))
            store.record_captured(page, shot, [(listing(), (match(),))], listings_seen=1)
        except StorageError as error:
            say(type(error).__name__, error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        say(len(store.suspects()), len(store.planned_pages(page.sweep_id)))


def as_nobody(folder: Path) -> None:
    """Open and write as a user who may only read; prints the error."""
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        with Store.open(Workspace(folder)) as store:
            pages(store, 1)
    except StorageError as error:
        say(type(error).__name__, error)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    globals()[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
