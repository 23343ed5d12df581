"""Kept listings are read as they were seen, in portions, and nothing is written."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from storage.errors import DatabaseBroken, StorageError, WorkspaceError
from storage.kept import KeptListing, count_kept, kept_listing, kept_listings, read_only
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import capture, listing, match, pages


def read(workspace: Workspace, portion: int = 2) -> list[KeptListing]:
    with read_only(workspace) as db:
        return list(kept_listings(db, portion))


def test_every_listing_comes_once_in_whatever_portions(workspace: Workspace, store: Store) -> None:
    """Five of the audit sample and one finding, by twos, by sixes and all at once."""
    first, second = pages(store, 2)
    store.page_unmatched(first, 5, [listing(number) for number in range(2, 7)])
    store.record_captured(second, capture(), [(listing(1), [match()])], 1)
    for portion in (1, 2, 6, 100):
        assert [False] * 5 + [True] == [bool(one.is_finding) for one in read(workspace, portion)]
    assert {f"https://classifieds.example/ad/{number}" for number in range(1, 7)} == {
        one.url for one in read(workspace)
    }
    with read_only(workspace) as db:
        assert 6 == count_kept(db)


def test_a_finding_is_read_as_its_capture_shows_it(workspace: Workspace, store: Store) -> None:
    """Also what stands elsewhere on the page, and the day of the capture."""
    (page,) = pages(store, 1)
    found = listing(1, elsewhere="Related: tusks")
    store.record_captured(page, capture(), [(found, [match()])], 1)
    store.page_seen_again(page, 1, [listing(1)])
    (kept,) = read(workspace)
    assert {"title": found.title, "text": found.text, "elsewhere": "Related: tusks"} == kept.fields()
    assert ("2026-11-20", "example_classifieds") == (kept.day, kept.site)


def test_the_audit_sample_is_read_as_it_was_kept(workspace: Workspace, store: Store) -> None:
    """Its words elsewhere on the page are those of the look that kept it."""
    (page,) = pages(store, 1)
    store.page_unmatched(page, 1, [listing(1, elsewhere="Imprint")])
    (kept,) = read(workspace)
    assert (False, "Imprint") == (bool(kept.is_finding), kept.elsewhere)


def test_one_listing_is_read_by_its_id_or_that_of_its_finding(workspace: Workspace, store: Store) -> None:
    """Both lead to the same; an id that is not known leads nowhere."""
    first, second = pages(store, 2)
    (finding,) = store.record_captured(first, capture(), [(listing(1), [match()])], 1)
    store.page_unmatched(second, 1, [listing(2)])
    found, other = (kept for kept in read(workspace))
    with read_only(workspace) as db:
        assert [found, found, other, None] == [kept_listing(db, name) for name in (finding.id, found.id, other.id, "x")]


def test_nothing_is_written(workspace: Workspace) -> None:
    """The file is the same byte for byte, and writing through the connection is refused."""
    with Store.open(workspace) as store:
        (page,) = pages(store, 1)
        store.page_unmatched(page, 1, [listing(1)])
    before = hashlib.sha256(workspace.database.read_bytes()).hexdigest()
    assert 1 == len(read(workspace))
    with read_only(workspace) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM listings")
    assert before == hashlib.sha256(workspace.database.read_bytes()).hexdigest()


def test_a_sweep_may_go_on_meanwhile(workspace: Workspace, store: Store) -> None:
    """Between two portions a listing is written, and it is read with the last."""
    first, second = pages(store, 2)
    store.page_unmatched(first, 2, [listing(1), listing(2)])
    with read_only(workspace) as db:
        listings = kept_listings(db, 1)
        urls = [next(listings).url]
        store.page_unmatched(second, 1, [listing(3)])
        urls += [one.url for one in listings]
    assert 3 == len(urls)


def test_a_workspace_without_database_or_with_another_is_told(workspace: Workspace) -> None:
    """Nothing kept yet, a file of another program, no database at all."""
    with pytest.raises(WorkspaceError, match="no database yet"):
        read(workspace)
    sqlite3.connect(workspace.database).execute("CREATE TABLE notes (text)").connection.close()
    with pytest.raises(DatabaseBroken, match="no listings"):
        read(workspace)
    workspace.database.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    with pytest.raises(StorageError):
        read(workspace)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_read(workspace: Workspace) -> None:
    """A copy on a read-only disk serves as well."""
    with Store.open(workspace) as store:
        (page,) = pages(store, 1)
        store.page_unmatched(page, 1, [listing(1)])
    _chmod(workspace.folder, 0o500)
    try:
        assert 1 == len(read(workspace))
    finally:
        _chmod(workspace.folder, 0o700)


def _chmod(folder: Path, mode: int) -> None:
    folder.chmod(mode)
