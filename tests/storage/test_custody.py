from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from storage import custody
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import capture, listing, match, pages

DROPS = [f"DROP TRIGGER {table}_refuses_update" for table in ("custody", "captures", "observations", "matches")]


@pytest.fixture
def db(store: Store, workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """A log of three findings and a setting (entries 1 to 7), opened by someone who has taken the triggers away."""
    for number, page in enumerate(pages(store, 3), 1):
        store.record_captured(page, capture(number), [(listing(number), (match(),))], listings_seen=1)
    store.note_settings("delay = 5\n")
    connection = sqlite3.connect(workspace.database, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for statement in [*DROPS, "DROP TRIGGER custody_refuses_delete"]:
        connection.execute(statement)
    yield connection
    connection.close()


def told(db: sqlite3.Connection) -> list[tuple[int | None, str]]:
    return [(fault.seq, fault.problem) for fault in custody.verify(db)]


def test_an_untouched_log_verifies(db: sqlite3.Connection) -> None:
    kinds = [row["kind"] for row in db.execute("SELECT kind FROM custody ORDER BY seq")]
    assert kinds == ["capture", "finding"] * 3 + ["settings"]
    assert custody.verify(db) == []
    assert custody.head(db)[0] == 7


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE custody SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3", [(3, "the entry was changed")]),
        ("DELETE FROM custody WHERE seq = 4", [(4, "the entry was removed")]),
        ("DELETE FROM custody WHERE seq = 7", [(7, "the entry was removed from the end")]),
        (
            "UPDATE captures SET final_url = 'https://x.example/'",
            [(n, "the rows it is about were changed") for n in (1, 3, 5)],
        ),
        ("UPDATE matches SET quote = 'x' WHERE rowid = 2", [(3, "the rows it is about were changed")]),
        ("UPDATE observations SET text = 'x' WHERE rowid = 3", [(5, "the rows it is about were changed")]),
        ("DELETE FROM observations WHERE rowid = 1", [(1, "the rows it is about were changed")]),
        ("UPDATE findings SET found_at = '' WHERE rowid = 1", [(2, "the rows it is about were changed")]),
        ("DELETE FROM findings WHERE rowid = 2", [(4, "the row it is about was removed")]),
        ("DELETE FROM captures WHERE rowid = 3", [(5, "the row it is about was removed")]),
        ("UPDATE events SET detail = 'delay = 0' WHERE kind = 'settings'", [(7, "the rows it is about were changed")]),
    ],
)
def test_a_changed_or_removed_row_is_named(
    db: sqlite3.Connection, statement: str, expected: list[tuple[int, str]]
) -> None:
    db.execute(statement)
    found = told(db)
    assert (
        expected
        == [fault for fault in found if fault[1] != "does not follow from the entry before it"][: len(expected)]
    )


def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_next(db: sqlite3.Connection) -> None:
    """Whoever forges one entry has to forge all that follow."""
    row = list(db.execute("SELECT * FROM custody WHERE seq = 2").fetchone())
    row[1] = "2020-01-01T00:00:00.000Z"
    forged = custody._chained(row[5], row[0], row[1], row[2], row[3], row[4])
    db.execute("UPDATE custody SET at = ?, hash = ? WHERE seq = 2", (row[1], forged))
    assert (3, "does not follow from the entry before it") in told(db)


def test_a_row_that_was_never_logged_is_named(db: sqlite3.Connection) -> None:
    db.execute(
        "INSERT INTO captures SELECT 'slipped in', listing_id, page_id, taken_at, url, final_url, hops, status,"
        " NULL, NULL, NULL, NULL, degraded, notes, browser FROM captures LIMIT 1"
    )
    assert [str(fault) for fault in custody.verify(db)] == ["capture slipped in: was never logged"]


def test_destroyed_salts_leave_a_chain_that_verifies(db: sqlite3.Connection) -> None:
    """A person can be forgotten: text and salt go, the entry stays and proves that something was logged."""
    db.execute("DELETE FROM custody_salts WHERE seq IN (1, 2)")
    db.execute("UPDATE observations SET title = NULL, text = NULL, elsewhere = NULL WHERE rowid = 1")
    assert custody.verify(db) == []


def test_an_entry_gives_nothing_away(db: sqlite3.Connection) -> None:
    """Two captures of the same words have different content hashes, and no entry holds a word of them."""
    rows = [" ".join(map(str, row)) for row in db.execute("SELECT * FROM custody")]
    assert len({row[0] for row in db.execute("SELECT content_hash FROM custody")}) == 7
    assert not any(word in row for row in rows for word in ("ivory", "bob", "classifieds", "delay"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custody SET kind = 'x'",
        "DELETE FROM custody",
        "INSERT OR REPLACE INTO custody SELECT * FROM custody WHERE seq = 1",
        "UPDATE captures SET url = 'x'",
        "UPDATE observations SET text = 'x'",
        "UPDATE matches SET quote = 'x'",
        "UPDATE evidence SET path = 'x'",
    ],
)
def test_what_was_written_cannot_be_written_over(store: Store, statement: str) -> None:
    (page,) = pages(store, 1)
    store.record_captured(page, capture(), [(listing(), (match(),))], listings_seen=1)
    with pytest.raises(sqlite3.IntegrityError, match="is append-only"):
        store.db.execute(statement)


def test_settings_are_logged_when_they_change(store: Store) -> None:
    assert [store.note_settings(text) for text in ("a", "a", "b", "a")] == [True, False, True, True]
    assert store.db["custody"].count == 3
    assert store.faults() == []
