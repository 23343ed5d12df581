"""`fieldsign sites`: what there is to sweep, and how each site is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from crawler.health import REFUSALS, usual_coverage, usual_listings
from crawler.loading import load_sites
from crawler.settings import Config
from crawler.site import Site
from fieldsign.known_families import family_of
from fieldsign.options import json_option, opened, print_json, results, workspace_option
from fieldsign.site_check import check_sites, snapshot
from fieldsign.site_doctor import site_doctor
from fieldsign.site_new import new_site
from storage.health_records import Alert, SiteHealth
from storage.store import Store
from storage.workspace import Workspace

COLUMNS = (
    "site",
    "languages",
    "family",
    "last sweep",
    "outcome",
    "listings",
    "expected",
    "fields",
    "refused",
    "look at",
)
TELLING = 0.1
"""A field is told of in the table when its coverage is further than this from its usual one."""


@click.group(epilog="\b\nExample:\n  fieldsign sites list", short_help="The sites there are, and new ones.")
def sites() -> None:
    """What there is to sweep: the sites of this checkout and of the workspace. Prepare, check and mend them."""


@sites.command(
    "list", epilog="\b\nExample:\n  fieldsign sites list --workspace ~/ivory-watch", short_help="List the sites."
)
@workspace_option
@json_option
def list_sites(folder: Path, as_json: bool) -> None:
    """List every site with its last sweep, its listings and fields against what is usual there, refusals and alerts."""
    workspace, config = opened(folder)
    known = load_sites(config)
    found = [_state(site, workspace, config) for _, site in sorted(known.items())]
    if as_json:
        print_json({"sites": [_document(one) for one in found], "faults": [str(fault) for fault in known.faults]})
    else:
        _print(found, config.folder / "sites")
        for fault in known.faults:
            click.echo(f"Not usable: {fault}", err=True)
    raise click.exceptions.Exit(1 if known.faults else 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A site at a glance: its last ended sweep, of any plan, those before it, and its open alerts."""

    site: type[Site]
    last: SiteHealth | None
    plan: str | None
    earlier: Sequence[SiteHealth]
    alerts: Sequence[Alert]

    @property
    def usual(self) -> float | None:
        """The usual number of listings of the frame that was swept last."""
        return usual_listings(self.last, self.earlier) if self.last else None

    @property
    def fields(self) -> dict[str, tuple[float, float | None]]:
        """The coverage of each field in the last sweep, and its usual one."""
        if self.last is None or not self.last.listings:
            return {}
        seen = self.last.listings
        return {name: (count / seen, usual_coverage(name, self.earlier)) for name, count in self.last.filled.items()}

    @property
    def refusals(self) -> int:
        """Pages of the last sweep that the site, or its robots.txt, refused."""
        return sum(count for reason, count in self.last.skips.items() if reason in REFUSALS) if self.last else 0


def _state(site: type[Site], workspace: Workspace, config: Config) -> State:
    if not workspace.database.is_file():
        return State(site=site, last=None, plan=None, earlier=(), alerts=())
    with Store.open(workspace, practice=config.practice) as store:
        newest = next(iter(store.sweeps(site.name, 1)), None)
        plan = newest["plan"] if newest else None
        history = store.health(site.name, plan)
        alerts = store.alerts(site.name)
    return State(site=site, last=history[0] if history else None, plan=plan, earlier=history[1:], alerts=alerts)


def family_told(site: type[Site]) -> str:
    """Return the family of a site, and whether it was ever run against the real software."""
    family = family_of(site)
    if family is None:
        return "own"
    return family.__name__ + ("" if family.verified else ", unverified")


def _print(found: Sequence[State], folder: Path) -> None:
    if not found:
        click.echo(f"No sites yet. Prepare one with: fieldsign sites new NAME PAGE... (it goes into {folder})")
        return
    table = Table(
        "site", "languages", "family", "last sweep", "outcome", "listings", "expected", "fields", "refused", "look at"
    )
    for one in found:
        table.add_row(*map(Text, _row(one)))
    results().print(table)
    for alert in (alert for one in found for alert in one.alerts):
        about = f"{alert.site}: {alert.kind} since {alert.opened_at:%Y-%m-%d %H:%M} UTC: {alert.detail}"
        results().print(Text(about), soft_wrap=True)


def _row(one: State) -> tuple[str, ...]:
    low_high = "{} to {}".format(*one.site.expect) if one.site.expect else "-"
    expected = f"usually {one.usual:g}" if one.usual is not None else low_high
    languages = ", ".join(one.site.languages[:3]) + (" …" if len(one.site.languages) > 3 else "")
    if one.last is None:
        return one.site.name, languages, family_told(one.site), "never", "-", "-", expected, "-", "-", "-"
    return (
        one.site.name,
        languages,
        family_told(one.site),
        f"{one.last.started_at:%Y-%m-%d %H:%M}",
        str(one.last.outcome),
        str(one.last.listings),
        expected,
        _fields(one),
        str(one.refusals) if one.refusals else "-",
        ", ".join(dict.fromkeys(alert.kind for alert in one.alerts)) or "-",
    )


def _fields(one: State) -> str:
    """Fields that are read oftener or less often than usual; without a usual one those that are read at all."""
    known = one.fields
    if all(usual is None for _, usual in known.values()):
        return ", ".join(f"{name} {share:.0%}" for name, (share, _) in known.items() if share) or "-"
    odd = {
        name: (share, usual)
        for name, (share, usual) in known.items()
        if usual is not None and abs(share - usual) > TELLING
    }
    return ", ".join(f"{name} {share:.0%} (usually {usual:.0%})" for name, (share, usual) in odd.items()) or "as usual"


def _document(one: State) -> dict[str, Any]:
    last = one.last
    return {
        "site": one.site.name,
        "home": one.site.home,
        "languages": list(one.site.languages),
        "expect": one.site.expect,
        "about": (one.site.__doc__ or "").strip().partition("\n")[0],
        "family": family_told(one.site),
        "last_sweep": last.started_at.isoformat() if last else None,
        "plan": one.plan,
        "outcome": last.outcome if last else None,
        "listings": last.listings if last else None,
        "usual_listings": one.usual,
        "fields": {name: {"share": share, "usual": usual} for name, (share, usual) in one.fields.items()},
        "refusals": one.refusals,
        "alerts": [
            {"kind": alert.kind, "about": alert.about, "detail": alert.detail, "since": alert.opened_at.isoformat()}
            for alert in one.alerts
        ],
    }


for command in (new_site, check_sites, snapshot, site_doctor):
    sites.add_command(command)
