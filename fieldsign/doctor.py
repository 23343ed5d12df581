"""`fieldsign doctor`: say in plain words what this machine lacks, and how to get it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.chromium import SMALL_SHARED_MEMORY, shared_memory
from crawler.settings_file import load_config
from fieldsign import machine
from fieldsign.browser_checks import browser_checks
from fieldsign.checks import Check
from fieldsign.options import json_option, print_json, workspace_option
from storage.workspace import Workspace

ROOM = 2 * 2**30
LITTLE_ROOM = 200 * 2**20
NEWEST_FILE = Path(__file__)
WITHIN_YEARS = 10


@click.command(
    epilog="\b\nExample:\n  fieldsign doctor",
    short_help="Say what this machine lacks, and how to get it.",
)
@workspace_option
@json_option
def doctor(folder: Path, as_json: bool) -> None:
    """Look at Python, the clock, the disk, the browser and its sandbox, and the fonts.

    Ends with 1 when something is missing without which a sweep loses evidence.
    """
    checks = list(examined(folder))
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        _print(checks)
    raise click.exceptions.Exit(1 if any(check.needed and not check.ok for check in checks) else 0)


def examined(folder: Path) -> Iterator[Check]:
    """Every check, one by one; the slow ones last."""
    yield python_version()
    yield clock(datetime.now(UTC), datetime.fromtimestamp(NEWEST_FILE.stat().st_mtime, UTC))
    yield disk_space(folder)
    yield write_access(folder)
    yield enough_shared_memory(shared_memory())
    yield from browser_checks(_browser(folder))


def _browser(folder: Path) -> Path | None:
    """The browser that the workspace names, if there is a workspace and it names one."""
    if not Workspace(folder.expanduser().resolve()).settings_file.is_file():
        return None
    return load_config(folder).browser


def python_version() -> Check:
    """Python is new enough."""
    return Check(
        name="Python",
        ok=sys.version_info >= machine.OLDEST,
        told=sys.version.split()[0],
        remedy="Install Python 3.11 or newer.",
    )


def clock(now: datetime, not_before: datetime) -> Check:
    """The time is not before this program was written nor absurdly long after it; evidence carries it."""
    ok = not_before.replace(microsecond=0) <= now and now.year - not_before.year <= WITHIN_YEARS
    remedy = "Set the clock, best by a time service: timedatectl set-ntp true"
    return Check(name="clock", ok=ok, told=f"{now:%Y-%m-%d %H:%M} UTC", remedy=remedy)


def disk_space(folder: Path) -> Check:
    """There is room for evidence; a screenshot takes about 300 kB."""
    free = shutil.disk_usage(_existing(folder)).free
    remedy = f"Free space on the disk of {folder.resolve()}, or use a workspace on another disk."
    told = f"{free / 2**30:.1f} GB free"
    if LITTLE_ROOM <= free < ROOM:
        told += ", little for a long programme"
    return Check(name="disk", ok=free >= LITTLE_ROOM, told=told, remedy=remedy)


def write_access(folder: Path) -> Check:
    """A file can be made in the workspace folder."""
    place = _existing(folder)
    remedy = f"Give your user write permission to {place}."
    try:
        with tempfile.TemporaryFile(dir=place):
            return Check(name="write access", ok=True, told=str(place), remedy=remedy)
    except OSError as error:
        return Check(name="write access", ok=False, told=f"{place}: {error.strerror}", remedy=remedy)


def enough_shared_memory(size: int | None) -> Check:
    """Small shared memory makes browser tabs crash; the browser is then told to do without. `size` in bytes."""
    return Check(
        name="shared memory",
        ok=size is not None and size >= SMALL_SHARED_MEMORY,
        told=f"{(size or 0) / 2**20:.0f} MB in /dev/shm",
        remedy="In a container give it more: docker run --shm-size=1g. Until then heavy pages may fail.",
        needed=False,
    )


def _existing(folder: Path) -> Path:
    folder = folder.expanduser().resolve()
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _print(checks: list[Check]) -> None:
    for check in checks:
        state = "ok" if check.ok else ("MISSING" if check.needed else "weak")
        click.echo(f"{state:8} {check.name}: {check.told}")
        if not check.ok:
            click.echo(f"{'':8} how to get it: {check.remedy}")
    bad = [check.name for check in checks if check.needed and not check.ok]
    click.echo(f"\nMissing: {', '.join(bad)}." if bad else "\nNothing that is needed is missing.")
