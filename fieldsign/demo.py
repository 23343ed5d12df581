"""`fieldsign demo`: sweep practice sites on this machine, from nothing to suspect listings with their proof."""

from __future__ import annotations

import json
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from fieldsign.children import ROOT, ChildEnd
from fieldsign.init import made
from fieldsign.options import json_option, opened, print_json, program, results, to_people
from fieldsign.progress import summary
from fieldsign.sweep import as_document, run_sweeps, worst
from storage.store import Store
from storage.workspace import Workspace

PORT = 8765
WITHIN = 20.0
SITE_FILES = ROOT / "tests" / "served" / "sites"
WRITTEN_FOR = "127.0.0.1:8765"
ADDRESS = re.compile(r"127\.0\.0\.1:\d+")

SETTINGS = """\
# Settings of the practice workspace that `fieldsign demo` makes. Everything found with them is made up.
practice = true
delay = 0.0
allowed_hosts = ["127.0.0.1:8765"]

# `python -m tests.served --port 8765` and `fieldsign serve --workspace practice` sweep by themselves:
# [timetables.practice]
# sites = ["practice_market", "practice_bazaar", "practice_forum"]
# every = "2min"
"""


@click.command(
    epilog="\b\nExample:\n  fieldsign demo",
    short_help="Sweep made-up practice sites on this machine.",
)
@click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "practice",
    show_default="practice/ of the checkout",
    help="Where the practice workspace goes; never one with real rows in it.",
)
@click.option("--port", default=PORT, show_default=True, help="Where the practice sites are served; if taken, another.")
@json_option
def demo(folder: Path, port: int, as_json: bool) -> None:
    """Sweep a small marketplace and a small forum that this program serves itself, and show what is suspect.

    Everything in them is made up. A second run adds no duplicates.
    """
    with practice_sites(port) as url:
        workspace, names = practice_workspace(folder, url)
        _, config = opened(workspace.folder)
        ends = run_sweeps(workspace, config, names, to_people())
    with Store.open(workspace, practice=True) as store:
        findings = store.suspects()
    if as_json:
        told = [{**finding, "screenshot": _screenshot(workspace, finding)} for finding in findings]
        print_json(
            {"sweeps": [as_document(end) for end in ends], "findings": told, "database": str(workspace.database)}
        )
    else:
        _print(workspace, ends, findings)
    raise click.exceptions.Exit(worst(ends))


@contextmanager
def practice_sites(port: int) -> Iterator[str]:
    """Serve the practice sites in a child process; gives their base address. Raises click.ClickException."""
    if not SITE_FILES.is_dir():
        raise click.ClickException(f"{SITE_FILES} is missing: the demonstration runs from a checkout of the project.")
    server, url = _serving(port)
    try:
        yield url
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _serving(port: int) -> tuple[subprocess.Popen[str], str]:
    for wanted in dict.fromkeys((port, 0)):
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.served", "--port", str(wanted)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        if url := _announced(server):
            return server, url
    raise click.ClickException("the practice sites could not be served on 127.0.0.1. Is loopback up? See: ip addr")


def _announced(server: subprocess.Popen[str]) -> str | None:
    assert server.stdout is not None  # noqa: S101
    told = server.stdout.readline() if select.select([server.stdout], [], [], WITHIN)[0] else ""
    server.stdout.close()
    if told:
        return str(json.loads(told)["url"])
    server.kill()
    server.wait()
    return None


def practice_workspace(folder: Path, url: str) -> tuple[Workspace, list[str]]:
    """The practice workspace for sites served at `url`, made or brought up to date, and the names of its sites."""
    netloc = url.removeprefix("http://").rstrip("/")
    workspace = made(folder, SETTINGS, practice=True)
    settings = workspace.settings_file.read_text(encoding="utf-8")
    workspace.settings_file.write_text(ADDRESS.sub(netloc, settings), encoding="utf-8")
    names = []
    for file in sorted(SITE_FILES.glob("practice_*.py")):
        declared = file.read_text(encoding="utf-8").replace(WRITTEN_FOR, netloc)
        (workspace.sites / file.name).write_text(declared, encoding="utf-8")
        names.append(file.stem)
    return workspace, names


def _screenshot(workspace: Workspace, finding: dict[str, Any]) -> str | None:
    return str(workspace.folder / finding["screenshot"]) if finding["screenshot"] else None


def _print(workspace: Workspace, ends: list[ChildEnd], findings: list[dict[str, Any]]) -> None:
    console = results()
    console.print(summary(ends))
    console.print(_table(findings))
    console.print("Screenshots:", style="bold")
    for number, finding in enumerate(findings, 1):
        shown = _screenshot(workspace, finding) or f"none: {finding['degraded']}"
        console.print(f"{number:4}  {shown}", soft_wrap=True, markup=False)
    console.print(f"\n{len(findings)} suspect listings. They are PRACTICE: made up, and kept apart from real ones.")
    console.print(f"Database: {workspace.database}", soft_wrap=True)
    console.print("\nWhat to do next:", style="bold")
    for step in _next_steps(workspace):
        console.print(f"  {step}", soft_wrap=True, markup=False)


def _next_steps(workspace: Workspace) -> tuple[str, ...]:
    return (
        "open one of the screenshots above",
        f"{program('sqlite-utils')} rows {workspace.database} suspects --table",
        "run this again: what is known is seen again, not added again",
        f"{program('fieldsign')} init ~/my-watch: make a workspace of your own (docs/first-sweep.md)",
        f"{program('fieldsign')} doctor: see what this machine still lacks",
    )


def _table(findings: list[dict[str, Any]]) -> Table:
    columns = ("site", "title", "level", "rule", "words")
    table = Table(title="Suspect listings", title_justify="left", title_style="bold")
    table.add_column("no.", justify="right")
    for column in columns:
        table.add_column(column, overflow="fold")
    for number, finding in enumerate(findings, 1):
        table.add_row(str(number), *(Text(str(finding[column])) for column in columns))
    return table
