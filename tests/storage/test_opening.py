"""Opening a database: fresh, old, new, strange, broken, forbidden, and by several at once."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from storage.errors import DatabaseBroken, DatabaseTooNew, PracticeMismatch
from storage.locks import held
from storage.migrations import migrations
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.writers import finished, running


def pragma(store: Store, name: str) -> object:
    return store.db.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_fresh_database_is_set_up_for_many_readers_and_one_writer(store: Store) -> None:
    found = [pragma(store, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
    assert found == ["wal", 1, 1, 30_000]
    assert all(table.strict for table in store.db.tables if not table.name.startswith("_"))


def test_practice_and_real_never_share_a_database(workspace: Workspace) -> None:
    """The flag is stored at the first opening; the other kind is refused both ways."""
    Store.open(workspace, practice=True).close()
    with pytest.raises(PracticeMismatch, match=r"holds practice findings, .*opened for real findings"):
        Store.open(workspace)
    Store.open(workspace, practice=True).close()
    other = Workspace.create(workspace.folder / "other")
    Store.open(other).close()
    with pytest.raises(PracticeMismatch, match=r"holds real findings, .*opened for practice findings"):
        Store.open(other, practice=True)


def test_a_database_from_a_newer_version_is_left_alone(workspace: Workspace) -> None:
    Store.open(workspace).close()
    with closing(sqlite3.connect(workspace.database)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999_later', '')",
            (migrations.name,),
        )
    before = workspace.database.read_bytes()
    with pytest.raises(DatabaseTooNew, match=r"newer Fieldsign \(it has m999_later\)\. Update Fieldsign"):
        Store.open(workspace)
    assert before == workspace.database.read_bytes()


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look at " * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_broken_file_is_named_and_left_alone(workspace: Workspace, content: bytes) -> None:
    workspace.database.write_bytes(content)
    with pytest.raises(DatabaseBroken, match=r"fieldsign\.db: cannot be read as a database .*restore a backup"):
        Store.open(workspace)
    assert content == workspace.database.read_bytes()


def test_the_database_of_another_program_is_left_alone(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.database)) as db, db:
        db.execute("CREATE TABLE recipes (name)")
    with pytest.raises(DatabaseBroken, match="SQLite file of another program"):
        Store.open(workspace)


def test_a_workspace_that_may_only_be_read_is_named() -> None:
    """Tried as a user without write permission, database there or not."""
    folder = Path(tempfile.mkdtemp(prefix="fieldsign-read-only-"))
    try:
        folder.chmod(0o755)
        workspace = Workspace.create(folder)
        assert "DatabaseReadOnly" in finished("as_nobody", folder).stdout
        Store.open(workspace).close()
        told = finished("as_nobody", folder).stdout
        assert told.startswith("DatabaseReadOnly")
        assert "cannot be opened for writing. Give your user write permission" in told
    finally:
        shutil.rmtree(folder)


def open_at_once(folder: Path, gate: Path, processes: int) -> list[str]:
    with held(gate):
        opening = [running("open_together", folder, gate) for _ in range(processes)]
        started = [one.__enter__() for one in opening]
    told = [process.communicate(timeout=60) for process in started]
    for one in opening:
        one.__exit__(None, None, None)
    return [out.strip() or err for out, err in told]


@pytest.mark.parametrize("round_", range(3))
def test_first_opens_at_once(tmp_path: Path, round_: int) -> None:
    """E01: four processes open the same new workspace in the same moment, and all of them write."""
    told = open_at_once(tmp_path / "new", tmp_path / "gate", 4)
    assert told == ["opened"] * 4
    with Store.open(Workspace.open(tmp_path / "new")) as store:
        assert len(store.sweeps()) == 4, round_


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(20))
def test_first_opens_at_once_often(tmp_path: Path, round_: int) -> None:
    test_first_opens_at_once(tmp_path, round_)
