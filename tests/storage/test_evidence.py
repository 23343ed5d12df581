from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import pytest

from storage import evidence
from storage.database import connect
from storage.errors import DiskFull
from storage.evidence import EvidenceFolder, blob
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import capture, listing, match, pages
from tests.storage.writers import finished


def files(workspace: Workspace) -> list[Path]:
    return sorted(path for path in workspace.evidence.glob("??/??/*"))


def quarantined(workspace: Workspace) -> list[Path]:
    return sorted((workspace.evidence / "quarantine").glob("*"))


@pytest.mark.parametrize(
    ("media_type", "extension"),
    [
        ("image/jpeg", "jpg"),
        ("text/html; charset=utf-8", "html"),
        ("application/warc+gzip", "warc.gz"),
        ("application/x-strange", "bin"),
    ],
)
def test_a_blob_is_named_by_its_hash(media_type: str, extension: str) -> None:
    digest = hashlib.sha256(b"tusk").hexdigest()
    expected = f"evidence/{digest[:2]}/{digest[2:4]}/{digest}.{extension}"
    assert expected == blob(b"tusk", media_type).path


def test_the_same_bytes_are_written_once(workspace: Workspace) -> None:
    folder = EvidenceFolder(workspace.folder)
    first = folder.put(b"tusk", "text/plain")
    (kept,) = files(workspace)
    inode = kept.stat().st_ino
    assert first == folder.put(b"tusk", "text/plain") == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert inode == files(workspace)[0].stat().st_ino


def test_a_file_that_lost_its_end_is_written_anew(workspace: Workspace) -> None:
    """A file of the right name and the wrong length is not taken for the real one."""
    folder = EvidenceFolder(workspace.folder)
    folder.put(b"tusk", "text/plain")
    files(workspace)[0].write_bytes(b"tu")
    folder.put(b"tusk", "text/plain")
    assert files(workspace)[0].read_bytes() == b"tusk"


def test_every_file_of_a_capture_has_its_row(store: Store, workspace: Workspace) -> None:
    (page,) = pages(store, 1)
    store.record_captured(page, capture(archive=b"warc"), [(listing(), (match(),))], listings_seen=1)
    rows = {row["path"]: row["bytes"] for row in store.db["evidence"].rows}
    assert rows == {str(path.relative_to(workspace.folder)): path.stat().st_size for path in files(workspace)}
    assert len(rows) == 4


def test_what_a_killed_writer_left_is_set_aside_and_counted(workspace: Workspace) -> None:
    """Killed after the files and before the rows: moved to quarantine, never deleted, the page still planned."""
    assert finished("die_between_files_and_rows", workspace.folder).returncode == -9
    left = files(workspace)
    assert len(left) == 3
    with Store.open(workspace) as store:
        assert store.quarantined == 3
        assert [path.name for path in left] == [path.name for path in quarantined(workspace)]
        assert files(workspace) == []
        assert [e["kind"] for e in store.db["events"].rows] == ["evidence_quarantined"]
        assert store.suspects() == store.faults() == []
    with Store.open(workspace) as store:
        assert store.quarantined == 0


def test_the_files_of_a_living_writer_are_not_touched(workspace: Workspace) -> None:
    """Another store opens between our files and our rows."""
    with Store.open(workspace) as ours:
        ours._evidence.put(b"about to have a row", "text/plain")
        with Store.open(workspace) as other:
            assert other.quarantined == 0
        assert len(files(workspace)) == 1
    assert len(quarantined(workspace)) == 1


def test_what_somebody_else_put_there_stays(workspace: Workspace) -> None:
    """We clean only our own: a stray file is told of and left where it lies."""
    stray = workspace.evidence / "ab" / "cd" / "notes.txt"
    stray.parent.mkdir(parents=True)
    stray.write_text("mine")
    Store.open(workspace).close()
    with closing(connect(workspace.database)) as db:
        assert evidence.strays(db, workspace.folder) == ["evidence/ab/cd/notes.txt"]
    assert stray.read_text() == "mine"


def test_a_transaction_that_fails_leaves_no_rows_and_no_loose_files(workspace: Workspace) -> None:
    """One bad match among good ones: nothing of the capture is kept, its files are set aside at closing."""
    with Store.open(workspace) as store:
        (page,) = pages(store, 1)
        with pytest.raises(ValueError, match=r"tuple\.index"):
            store.record_captured(page, capture(), [(listing(), (match(level="odd"),))], listings_seen=1)
        tables = ("listings", "captures", "evidence", "matches", "findings", "custody", "sellers")
        assert [store.db[name].count for name in tables] == [0] * 7
        assert [page] == store.planned_pages(page.sweep_id)
    assert (len(files(workspace)), len(quarantined(workspace))) == (0, 3)


def test_a_full_disk_is_said_and_what_was_kept_stays_whole(workspace: Workspace) -> None:
    """No file may grow any more while the screenshot is written: DiskFull, the page still planned."""
    told = finished("on_a_full_disk", workspace.folder, 300_000).stdout.splitlines()
    assert told[0].startswith("DiskFull ")
    assert "no space left to write. Free some disk space" in told[0]
    assert told[1] == "0 1"
    with Store.open(workspace) as store:
        assert store.faults() == []
    assert files(workspace) == []


def test_a_full_database_is_said_and_works_on_when_there_is_room(store: Store) -> None:
    """SQLite itself finds no room: DiskFull, nothing half written, and the same write goes through later."""
    (page,) = pages(store, 1)
    store.db.execute(f"PRAGMA max_page_count = {store.db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(DiskFull, match="no space left"):
        store.event(page.sweep_id, "note", "x" * 200_000)
    store.db.execute("PRAGMA max_page_count = 1000000")
    assert store.db["events"].count == 0
    store.event(page.sweep_id, "note", "x" * 200_000)
    assert store.db["events"].count == 1


def test_missing_and_changed_files_are_named(store: Store, workspace: Workspace) -> None:
    (page,) = pages(store, 1)
    store.record_captured(page, capture(), [(listing(), (match(),))], listings_seen=1)
    paths = {row["media_type"]: row["path"] for row in store.db["evidence"].rows}
    (workspace.folder / paths["text/html"]).write_bytes(b"doctored")
    (workspace.folder / paths["image/jpeg"]).unlink()
    told = [f"{paths['text/html']}: the bytes are not those", f"{paths['image/jpeg']}: the file is missing"]
    found = store.faults()
    assert len(found) == 2
    assert all(any(fault.startswith(start) for fault in found) for start in told)


def test_a_vanished_page_leaves_the_first_evidence_byte_for_byte(store: Store, workspace: Workspace) -> None:
    """E15: captured, then gone with 404, then captured as another text: the first capture is as it was."""
    (page,) = pages(store, 1)
    store.record_captured(page, capture(), [(listing(), (match(),))], listings_seen=1)
    first = {path: path.read_bytes() for path in files(workspace)}
    rows = list(store.db["captures"].rows)
    (gone,) = pages(store, 1)
    gone_shot = capture(status=404, html=b"<h1>Gone</h1>", text="Gone", screenshot=b"\xff\xd8 gone")
    store.record_captured(gone, gone_shot, [(listing(), (match(),))], listings_seen=1)
    assert first == {path: path.read_bytes() for path in first}
    assert rows == list(store.db["captures"].rows)[:1]
    assert store.suspects()[0]["screenshot"] in {str(path.relative_to(workspace.folder)) for path in first}
