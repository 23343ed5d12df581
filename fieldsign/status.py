"""`fieldsign status`: what was swept last, what runs now, what comes next."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from crawler.loading import load_sites
from crawler.settings import Config
from crawler.timetable import triggers
from fieldsign.options import json_option, opened, print_json, results, workspace_option
from storage.store import Store
from storage.workspace import Workspace

LOCKS = Path("/proc/locks")
COLUMNS = ("site", "last sweep", "outcome", "pages", "listings", "findings", "not read", "running", "next")


@click.command(
    epilog="\b\nExample:\n  fieldsign status --workspace ~/ivory-watch", short_help="Last, running and next sweeps."
)
@workspace_option
@json_option
def status(folder: Path, as_json: bool) -> None:
    """Show for each site its last sweep, whether one runs now, and when the timetable has the next."""
    workspace, config = opened(folder)
    with Store.open(workspace, practice=config.practice) as store:
        rows = [_of(site, store, workspace, config) for site in sorted(_named(config))]
    if as_json:
        print_json(rows)
        return
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*(Text(str(value) if value is not None else "-") for value in row.values()))
    results().print(table)
    if not running(workspace.locks / "serve.lock"):
        click.echo("The service is not running here. Start it with: fieldsign serve")


def _named(config: Config) -> set[str]:
    return {*load_sites(config), *(site for timetable in config.timetables for site in timetable.sites)}


def _of(site: str, store: Store, workspace: Workspace, config: Config) -> dict[str, Any]:
    last = next(iter(store.sweeps(site, 1)), None)
    now = datetime.now(UTC)
    since = datetime.fromisoformat(last["started_at"]) if last else now
    due = triggers(config.timetables, site, since)
    coming = due.get_next_fire_time(None, now) if due else None
    counts = last or dict.fromkeys(("outcome", "pages_fetched", "listings_seen", "findings_new"))
    unread = (last["pages_skipped"] or 0) + (last["pages_failed"] or 0) if last else None
    return {
        "site": site,
        "last_sweep": last["started_at"] if last else None,
        "outcome": counts["outcome"],
        "pages": counts["pages_fetched"],
        "listings": counts["listings_seen"],
        "findings": counts["findings_new"],
        "not_read": unread,
        "running": "yes" if running(workspace.locks / f"sweep-{site}.lock") else "no",
        "next": coming.isoformat(timespec="minutes") if coming else None,
    }


def running(lock: Path, table: Path = LOCKS) -> bool:
    """Whether someone holds the lock file; it is not touched, for that would turn away who comes just then."""
    if not lock.exists() or not table.exists():
        return False
    inode = f":{lock.stat().st_ino} "
    return any("FLOCK" in line and inode in line for line in table.read_text(encoding="ascii").splitlines())
