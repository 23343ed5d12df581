"""`fieldsign sweep`: sweep sites now, one after another, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from crawler.settings import Config
from fieldsign.children import ChildCommand, ChildEnd, run_child, sweep_command
from fieldsign.options import (
    DONE,
    FAILED,
    OUTSIDE_EXPECTED,
    chosen_sites,
    json_option,
    opened,
    planned,
    print_json,
    program,
    results,
    to_people,
    workspace_option,
)
from fieldsign.progress import progress, summary
from fieldsign.stopping import StopSignal
from storage.workspace import Workspace


@click.command(
    epilog="\b\nExample:\n  fieldsign sweep example_classifieds --workspace ~/ivory-watch",
    short_help="Sweep sites now.",
)
@click.argument("names", metavar="[SITE]...", nargs=-1)
@click.option("--plan", metavar="PLAN", help="Sweep by this plan of fieldsign.toml; all its sites if none is named.")
@workspace_option
@json_option
def sweep(names: tuple[str, ...], plan: str | None, folder: Path, as_json: bool) -> None:
    """Sweep each SITE now and keep what is suspect, with its proof.

    A sweep that was stopped carries on where it was. Ctrl-C stops cleanly; press it once and wait.
    """
    workspace, config = opened(folder)
    wanted = names or (planned(config, plan).sites if plan else ())
    if not wanted:
        raise click.UsageError("name a SITE, or a plan: --plan PLAN")
    ends = run_sweeps(workspace, config, chosen_sites(config, wanted), to_people(), plan=plan)
    if as_json:
        print_json({"sweeps": [as_document(end) for end in ends], "database": str(workspace.database)})
    else:
        _print(ends, workspace)
    raise click.exceptions.Exit(worst(ends))


def run_sweeps(
    workspace: Workspace,
    config: Config,
    sites: Iterable[str],
    console: Console,
    child_command: ChildCommand = sweep_command,
    plan: str | None = None,
) -> list[ChildEnd]:
    """Sweep one site after another, with progress on `console`; a stop signal ends the row."""
    ends = []
    with StopSignal() as stop:
        for site in sites:
            if stop.asked:
                break
            with progress(console, site) as shown:
                end = run_child(
                    child_command(workspace, site, None, plan),
                    workspace=workspace,
                    site=site,
                    deadline=config.sweep_deadline,
                    stop=stop,
                    on_event=shown.show,
                )
            ends.append(end)
    return ends


def worst(ends: Iterable[ChildEnd]) -> int:
    """The exit code of several sweeps: failed counts for more than outside what was expected."""
    codes = {end.exit_code for end in ends} or {FAILED}
    return next(code for code in (FAILED, OUTSIDE_EXPECTED, DONE) if code in codes)


def as_document(end: ChildEnd) -> dict[str, Any]:
    """One sweep for programs: the counts of its last event, and how the process ended."""
    return {**{key: value for key, value in end.last.items() if key != "event"}, **_process(end)}


def _process(end: ChildEnd) -> dict[str, Any]:
    told = asdict(end)
    del told["last"], told["code"]
    return {**told, "exit_code": end.exit_code}


def _print(ends: list[ChildEnd], workspace: Workspace) -> None:
    console = results()
    if ends:
        console.print(summary(ends))
    console.print(f"Database: {workspace.database}", soft_wrap=True)
    for told in (f"Look at {end.site}: {alert}" for end in ends for alert in end.last.get("alerts", ())):
        console.print(told, soft_wrap=True, markup=False)
    look = f"The log book: {program('sqlite-utils')} rows {workspace.database} suspects --table"
    console.print(look, soft_wrap=True, markup=False)
