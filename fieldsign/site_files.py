"""`fieldsign sites`: what there is to sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from crawler.loading import load_sites
from crawler.site import Site
from fieldsign.options import json_option, opened, print_json, results, workspace_option


@click.group(epilog="\b\nExample:\n  fieldsign sites list", short_help="The sites there are.")
def sites() -> None:
    """What there is to sweep: the sites of this checkout and of the workspace."""


@sites.command(
    "list", epilog="\b\nExample:\n  fieldsign sites list --workspace ~/ivory-watch", short_help="List the sites."
)
@workspace_option
@json_option
def list_sites(folder: Path, as_json: bool) -> None:
    """List every site with its address, languages and the number of listings a sweep should see."""
    _, config = opened(folder)
    known = load_sites(config)
    found = [_described(site) for _, site in sorted(known.items())]
    if as_json:
        print_json({"sites": found, "faults": [str(fault) for fault in known.faults]})
    else:
        _print(found, config.folder / "sites")
        for fault in known.faults:
            click.echo(f"Not usable: {fault}", err=True)
    raise click.exceptions.Exit(1 if known.faults else 0)


def _print(found: list[dict[str, Any]], folder: Path) -> None:
    if not found:
        click.echo(f"No sites yet. Put a site file into {folder} (docs/add-a-site.md).")
        return
    table = Table("site", "home", "languages", "expected listings", "what it is")
    for entry in found:
        expected = "{} to {}".format(*entry["expect"]) if entry["expect"] else "-"
        row = (entry["site"], entry["home"], ", ".join(entry["languages"]), expected, entry["about"])
        table.add_row(*map(Text, row))
    results().print(table)


def _described(site: type[Site]) -> dict[str, Any]:
    about = (site.__doc__ or "").strip().partition("\n")[0]
    return {
        "site": site.name,
        "home": site.home,
        "languages": list(site.languages),
        "expect": site.expect,
        "about": about,
    }
