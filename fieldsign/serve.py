"""`fieldsign serve`: sweep on the timetables of `fieldsign.toml` until told to stop."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

from fieldsign.options import opened, workspace_option
from fieldsign.service import Service
from fieldsign.stopping import StopSignal
from storage.locks import held
from storage.workspace import Workspace

FORMAT = "%(asctime)s %(levelname)s %(message)s"


@click.command(
    epilog="\b\nExample:\n  fieldsign serve --workspace ~/ivory-watch",
    short_help="Sweep on the timetables of fieldsign.toml until stopped.",
)
@workspace_option
def serve(folder: Path) -> None:
    """Sweep on the timetables of fieldsign.toml until stopped by Ctrl-C or SIGTERM.

    A sweep whose time passed while nothing ran is made once, and marked late. One service a workspace;
    a second one says so and ends.
    """
    workspace, config = opened(folder)
    if not config.timetables:
        raise click.UsageError(
            f"{workspace.settings_file} has no timetables. Add one: [timetables.nightly] with sites and cron, "
            "or give a plan its cron or every."
        )
    with held(workspace.locks / "serve.lock"), StopSignal() as stop:
        _log_to(workspace)
        service = Service(workspace, config, stop)
        service.start()
        stop.wait()
        service.end()


def _log_to(workspace: Workspace) -> None:
    kept = RotatingFileHandler(workspace.logs / "serve.log", maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    logging.basicConfig(level=logging.INFO, format=FORMAT, handlers=[kept, logging.StreamHandler()], force=True)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
