"""What every command shares: its workspace, its output, and how it fails in one sentence."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from crawler.loading import SiteFileError, load_sites
from crawler.run import SweepRefusedError
from crawler.saved_pages import SavedPagesError
from crawler.settings import Config, Plan
from crawler.settings_file import SettingsError, load_config
from crawler.site import Site
from rules import RuleFileError
from storage.errors import StorageError
from storage.workspace import Workspace

DONE, FAILED, USAGE, OUTSIDE_EXPECTED = 0, 1, 2, 3

ERRORS = (SiteFileError, SavedPagesError, SweepRefusedError, SettingsError, RuleFileError, StorageError)

Command = Callable[..., Any]


def workspace_option(command: Command) -> Command:
    """Add `--workspace`."""
    return click.option(
        "--workspace",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        envvar="FIELDSIGN_WORKSPACE",
        show_default="the current folder, or $FIELDSIGN_WORKSPACE",
        help="The folder of your monitoring programme.",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of a table.")(command)


class Front(click.Group):
    """A group whose commands end with one clear message and exit code 1 when something known goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command; see the class."""
        try:
            return super().invoke(ctx)
        except ERRORS as error:
            raise click.ClickException(str(error)) from error


def opened(folder: Path) -> tuple[Workspace, Config]:
    """The workspace and its settings. Raises StorageError and SettingsError."""
    workspace = Workspace.open(folder)
    return workspace, load_config(workspace.folder)


def chosen_sites(config: Config, names: tuple[str, ...]) -> dict[str, type[Site]]:
    """The sites of those names, in their order.

    Raises click.UsageError for a name that no file stands for, SiteFileError for a file that cannot be used.
    """
    known = load_sites(config)
    try:
        return {name: known[name] for name in dict.fromkeys(names)}
    except SiteFileError as error:
        if {fault.path.stem for fault in known.faults} & set(names):
            raise
        raise click.UsageError(str(error)) from error


def planned(config: Config, name: str) -> Plan:
    """The plan of that name. Raises click.UsageError when there is none."""
    if name not in config.plans:
        known = ", ".join(sorted(config.plans)) or "none yet; docs/plan-a-sweep.md has an example"
        raise click.UsageError(f"there is no plan {name!r} in {config.folder / 'fieldsign.toml'}. Plans: {known}")
    return config.plans[name]


def to_people() -> Console:
    """Where progress goes, so that standard output stays for results."""
    return Console(stderr=True, highlight=False)


def results() -> Console:
    """Where tables go; wide enough for a path when nobody's terminal sets the width."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def print_json(content: object) -> None:
    """Print for programs: one JSON document."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def program(name: str) -> str:
    """How a person starts a program of ours: its name, or its path when its folder is not on the search path."""
    beside = Path(sys.executable).with_name(name)
    return name if shutil.which(name) or not beside.exists() else str(beside)
