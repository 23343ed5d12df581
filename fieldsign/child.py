"""One sweep of one site in a process of its own: progress as JSON lines on stdout, exit code 0, 1, 2 or 3."""

from __future__ import annotations

import json
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import click

from crawler.loading import SiteFileError, load_sites
from crawler.run import SweepRefusedError, run_sweep
from crawler.settings_file import SettingsError, load_config
from rules import RuleFileError, RuleSet
from storage.errors import StorageError
from storage.records import SweepOutcome
from storage.workspace import Workspace

EXIT_CODES = {SweepOutcome.DONE: 0, SweepOutcome.OUTSIDE_EXPECTED: 3}

ERRORS = (SweepRefusedError, SiteFileError, SettingsError, RuleFileError, StorageError)


def say(event: dict[str, Any]) -> None:
    """Print an event for whoever started this process: one JSON document a line."""
    sys.stdout.write(json.dumps(event, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _log_to(folder: Path, site: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    log_file = RotatingFileHandler(folder / f"{site}.log", maxBytes=5_000_000, backupCount=3, encoding="utf-8")
    log_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[log_file], force=True)
    logging.captureWarnings(capture=True)
    for chatty in ("scrapy.core.engine", "scrapy.core.scraper", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("name")
@click.option("--plan", default=None, help="The plan of fieldsign.toml to sweep by.")
@click.option("--late-by", type=float, default=None, help="Seconds after its time that this sweep begins.")
def main(folder: Path, name: str, plan: str | None, late_by: float | None) -> None:
    """Sweep the site NAME into the workspace FOLDER."""
    try:
        config = load_config(folder)
        _log_to(Workspace.open(folder).logs, name)
        rules = RuleSet.load(*config.packs).prepared()
        site = load_sites(config)[name]
        outcome = run_sweep(config, site, rules=rules, report=say, plan=plan, late_by=late_by)
    except ERRORS as error:
        logging.getLogger(__name__).error("%s", error)
        say({"event": "error", "site": name, "message": str(error)})
        sys.exit(1)
    sys.exit(EXIT_CODES.get(outcome, 1))


if __name__ == "__main__":
    main()
