"""E16: an upgrade that is interrupted, or fails, leaves a database that the next start can use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from storage.database import connect, upgrade
from storage.migrations import m001_ledger, m002_findings, migrations
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import SITE
from tests.storage.writers import finished

OLD = Migrations("fieldsign")
OLD()(m001_ledger)
OLD()(m002_findings)


def old_workspace(folder: Path) -> Workspace:
    """A workspace as an older version left it: its first tables, one sweep in them."""
    workspace = Workspace.create(folder)
    with closing(connect(workspace.database)) as db:
        upgrade(db, workspace, OLD)
        db.execute("INSERT INTO meta VALUES ('practice', '0')")
        db.execute("INSERT INTO sites VALUES (?, 'https://classifieds.example/', '2026-01-01T00:00:00.000Z')", (SITE,))
    return workspace


def sites(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [name for (name,) in db.execute("SELECT name FROM sites")]


def test_an_old_database_is_copied_and_brought_up_to_date(tmp_path: Path) -> None:
    workspace = old_workspace(tmp_path)
    assert list(workspace.backups.iterdir()) == []
    with Store.open(workspace) as store:
        assert migrations.pending(store.db) == []
        assert store.suspects() == []
        assert {row["key"]: row["value"] for row in store.db["meta"].rows}["version"] == "m005_frame"
    (copy,) = workspace.backups.iterdir()
    assert copy.name == "fieldsign-after-m002_findings.db"
    assert [SITE] == sites(copy) == sites(workspace.database)


def test_nothing_to_do_makes_no_copy(workspace: Workspace) -> None:
    Store.open(workspace).close()
    Store.open(workspace).close()
    assert list(workspace.backups.iterdir()) == []


def test_a_step_that_fails_takes_all_steps_back(workspace: Workspace) -> None:
    """All of an upgrade or nothing: the steps before the bad one are not kept either."""
    Store.open(workspace).close()
    steps = Migrations("fieldsign")
    for step in migrations._migrations:
        steps(name=step.name)(step.fn)

    @steps()
    def m100_good(db: Database) -> None:
        db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")

    @steps()
    def m101_bad(db: Database) -> None:
        db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        Store.open(workspace, steps=steps)
    with Store.open(workspace) as store:
        assert "later" not in store.db.table_names()
    assert [path.name for path in workspace.backups.iterdir()] == ["fieldsign-after-m005_frame.db"]


def kill_at(folder: Path, statement: int) -> None:
    workspace = old_workspace(folder)
    assert finished("upgrade_and_die", workspace.folder, statement).returncode == -9
    with Store.open(workspace) as store:
        assert migrations.pending(store.db) == []
        assert store.faults() == store.suspects() == []
    assert sites(workspace.database) == [SITE]
    assert [path.name for path in workspace.backups.iterdir()] == ["fieldsign-after-m002_findings.db"]


def statements(folder: Path) -> int:
    return int(finished("upgrade_and_die", old_workspace(folder).folder, -1).stdout)


def test_an_upgrade_killed_anywhere_is_done_at_the_next_start(tmp_path: Path) -> None:
    """kill -9 before each of four statements, spread over the upgrade."""
    count = statements(tmp_path / "whole")
    assert count > 20
    for part in range(1, 5):
        kill_at(tmp_path / str(part), count * part // 5)


@pytest.mark.soak
def test_an_upgrade_killed_at_every_statement(tmp_path: Path) -> None:
    for statement in range(1, statements(tmp_path / "whole") + 1):
        kill_at(tmp_path / str(statement), statement)
