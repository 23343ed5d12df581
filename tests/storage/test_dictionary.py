"""docs/data-dictionary.md and the database are compared column by column, both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storage import records, sampling_records
from storage.store import Store

PAGE = (Path(__file__).parents[2] / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
SOURCES = {"ours", "page", "rule", "plan", "workspace", "derived"}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def described(page: str) -> dict[str, dict[str, list[str]]]:
    """Per section: the rows of its table by column name, each with meaning, unit and source."""
    sections = {}
    for part in page.split("\n## ")[1:]:
        rows = [cells(line) for line in part.splitlines() if line.startswith("| `")]
        sections[part.split()[0]] = {row[0].strip("`"): row[1:] for row in rows}
    return sections


def in_database(store: Store) -> dict[str, set[str]]:
    names = [row[0] for row in store.db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
    found = {}
    for name in names:
        if not name.startswith("sqlite_"):
            columns = store.db.execute("SELECT name FROM pragma_table_info(?)", [name])
            found[name] = {column for (column,) in columns}
    return found


def test_every_table_view_and_column_is_described_and_no_other(store: Store) -> None:
    told = {name: set(rows) for name, rows in described(PAGE).items()}
    assert told == in_database(store)


def test_every_column_has_its_meaning_unit_and_source() -> None:
    lacking = [
        f"{section}.{column}"
        for section, rows in described(PAGE).items()
        for column, cell in rows.items()
        if len(cell) != 3 or not all(cell) or not set(cell[2].split(", ")) <= SOURCES
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("place", "states"),
    [
        (("sweeps", "outcome"), records.SweepOutcome),
        (("sweeps", "task"), records.Task),
        (("pages", "kind"), records.PageKind),
        (("pages", "state"), records.PageState),
        (("captures", "degraded"), records.Degraded),
        (("frame_units", "kind"), sampling_records.StratumKind),
        (("frame_units", "basis"), sampling_records.FrameBasis),
    ],
)
def test_every_state_is_named(place: tuple[str, str], states: type[records.Task]) -> None:
    """The values of a column of states are those of its enumeration."""
    section, column = place
    named = set(re.findall(r"`([a-z_]+)`", described(PAGE)[section][column][1]))
    assert {str(state) for state in states} == named


def test_a_missing_column_is_noticed() -> None:
    """The guard can fail."""
    page = "\n## sites\n\n| column | meaning | unit | source |\n|---|---|---|---|\n| `name` | a \\| b | text | ours |\n"
    assert described(page) == {"sites": {"name": ["a \\| b", "text", "ours"]}}
