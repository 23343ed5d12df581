"""E01: others hold the write lock, or write at the same time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from storage.errors import DatabaseBusy
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import begin, capture, listing, match, pages
from tests.storage.writers import running, started


def test_writes_wait_out_a_lock_of_four_seconds(store: Store, workspace: Workspace) -> None:
    """Twenty findings are written while another process holds the write lock: none is lost, none refused."""
    planned = pages(store, 20)
    with running("hold_write_lock", workspace.folder, 4):
        begun = time.monotonic()
        for number, page in enumerate(planned, 1):
            store.record_captured(page, capture(number), [(listing(number), (match(),))], listings_seen=1)
        assert time.monotonic() - begun > 2, "the lock was never in the way"
    assert len(store.suspects()) == 20


def test_a_lock_that_never_ends_is_said(workspace: Workspace) -> None:
    """The wait is bounded; the error names the file and the remedy, and the store works on afterwards."""
    with Store.open(workspace, busy_timeout=0.05) as store:
        with (
            running("hold_write_lock", workspace.folder, 60),
            pytest.raises(DatabaseBusy, match="Close other programs"),
        ):
            pages(store, 1)
        assert len(pages(store, 1)) == 1


def test_threads_share_a_store(store: Store) -> None:
    """Four threads write through one store: each write is whole, none is lost."""
    sweep = begin(store)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: store.event(sweep.id, "note", str(number)), range(100)))
    assert {str(number) for number in range(100)} == {row["detail"] for row in store.db["events"].rows}


def write_together(workspace: Workspace, writers: int, count: int) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(started("add", workspace.folder, 1 + n * count, count)) for n in range(writers)
        ]
        told = [process.communicate(timeout=300) for process in processes]
    assert told == [("done\n", "")] * writers
    with Store.open(workspace) as store:
        assert len(store.suspects()) == writers * count
        assert store.faults() == []
        assert store.db["custody"].count == 2 * writers * count


def test_several_writers_at_once(workspace: Workspace) -> None:
    """Three processes write findings at the same time: all rows are there and the custody chain is one."""
    write_together(workspace, writers=3, count=15)


@pytest.mark.soak
def test_eight_writers_for_long(workspace: Workspace) -> None:
    write_together(workspace, writers=8, count=500)
