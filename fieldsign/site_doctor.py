"""`fieldsign sites doctor`: which selector of a site drifted, on which field, since when, and what to write instead."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from crawler.diagnosis import Diagnosis, Today, diagnosed
from crawler.loading import load_sites
from crawler.saved_pages import check, folder_of
from crawler.settings import Config
from crawler.site import Site
from crawler.urls import filled
from fieldsign.known_families import family_of
from fieldsign.looks import fetched
from fieldsign.options import (
    DONE,
    FAILED,
    chosen_sites,
    json_option,
    opened,
    print_json,
    results,
    to_people,
    workspace_option,
)
from fieldsign.side_by_side import STYLE
from storage.health_records import SiteHealth
from storage.records import PageKind
from storage.store import Store
from storage.workspace import Workspace

LISTINGS = 2


@click.command(
    "doctor",
    epilog="\b\nExample:\n  fieldsign sites doctor example_classifieds --live --workspace ~/ivory-watch",
    short_help="Say which selector drifted, since when, and what to write.",
)
@click.argument("name", metavar="NAME")
@click.option("--live", is_flag=True, help="Ask the site for an index page and two listings, with all manners.")
@workspace_option
@json_option
def site_doctor(name: str, live: bool, folder: Path, as_json: bool) -> None:
    """Say of each field of the site NAME how it is read: on its saved pages, in its sweeps, and with --live today.

    For a part that is no longer found a selector is proposed, where one can be told from the live pages, and the last
    good screenshot is shown beside today's.
    """
    workspace, config = opened(folder)
    site = chosen_sites(config, (name,))[name]
    wrong = [one for one in check(site, folder_of(load_sites(config).files[name], name)) if not one.right]
    history = _history(workspace, config, name)
    today = _today(workspace, config, site) if live else None
    found = diagnosed(site, history, today)
    beside = _beside(workspace, config, site, found, today) if today else None
    faults = [f"{one.page} {one.what}: {one.fault}" for one in wrong]
    with Store.open(workspace, practice=config.practice) as store:
        faults += [f"alert {one.kind}: {one.detail}" for one in store.alerts(name)]
    note = _unverified(site, found) if today else ""
    if as_json:
        print_json(_document(name, found, faults, beside) | {"note": note})
    else:
        _print(name, found, faults, beside, note)
    raise click.exceptions.Exit(FAILED if wrong or any(one.drifted for one in found) else DONE)


def _unverified(site: type[Site], found: Sequence[Diagnosis]) -> str:
    """What to do about a family that nobody has run against the real software, "" for any other site."""
    family = family_of(site)
    if family is None or family.verified:
        return ""
    if any(one.drifted for one in found):
        return f"The family {family.__name__} is unverified: what is wrong here may be wrong in the family."
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return (
        f"The family {family.__name__} is unverified. If all of this is right, write verified ="
        f' "{site.name}, {day}" into it, so that others know.'
    )


def _history(workspace: Workspace, config: Config, name: str) -> list[SiteHealth]:
    with Store.open(workspace, practice=config.practice) as store:
        newest = next(iter(store.sweeps(name, 1)), None)
        return store.health(name, newest["plan"] if newest else None, limit=60)


def _today(workspace: Workspace, config: Config, site: type[Site]) -> Today:
    address = filled(site.browse[0]) if site.browse else filled(site.search, query=(site.queries or ("a",))[0])
    rendered = bool(site.render)
    sign = site.sign_of(PageKind.INDEX) if rendered else None
    index = fetched(workspace, config, [address], to_people(), render=rendered, wait_for=sign)[0]
    if index.source is None:
        raise click.ClickException(f"{address} could not be had: {index.why}. Whether the site drifted is unknown.")
    links = [link.url for link in site().read_index(index.response()).links][:LISTINGS]
    urls = links or _known_urls(workspace, config, site)
    sign = site.sign_of(PageKind.LISTING) if rendered else None
    told = to_people()
    listings = fetched(workspace, config, urls, told, pictures=True, render=rendered, wait_for=sign) if urls else []
    return Today(index=index, listings=listings)


def _known_urls(workspace: Workspace, config: Config, site: type[Site]) -> list[str]:
    """Listings of earlier sweeps, to look at when the index page gives none any more."""
    with Store.open(workspace, practice=config.practice) as store:
        return store.listing_urls(site.name, LISTINGS)


def _beside(
    workspace: Workspace, config: Config, site: type[Site], found: Sequence[Diagnosis], today: Today
) -> Path | None:
    """Write the last good screenshot beside today's, with the table, as one file in the workspace's tmp folder."""
    with Store.open(workspace, practice=config.practice) as store:
        good = store.last_screenshot(site.name)
    now = next((one for one in today.listings if one.screenshot), None)
    before = workspace.folder / good["path"] if good else None
    rows = "".join(map(_row, found))
    then = f"Last good, {good['taken_at']}: {good['url']}" if good else "No good screenshot yet"
    pictures = _picture(then, before)
    pictures += _picture(f"Today: {now.url}" if now else "No screenshot today", None, now.screenshot if now else None)
    path = workspace.tmp / f"doctor-{site.name}.html"
    path.parent.mkdir(exist_ok=True)
    style = STYLE.read_text(encoding="utf-8")
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{site.name}</title><style>{style}</style>"
        f"<h1>{site.name}: then and now</h1><table><thead><tr><th>part</th><th>selector</th><th>read today</th>"
        "<th>state</th><th>try instead</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><div class=beside>{pictures}</div></html>\n",
        encoding="utf-8",
    )
    return path


def _row(one: Diagnosis) -> str:
    return (
        f"<tr><th>{escape(one.part)}</th><td><code>{escape(one.selector)}</code></td>"
        f"<td dir=auto>{escape(one.today or 'nothing')}</td>"
        f'<td class="{_mark(one)}">{escape(one.state)}</td>'
        f"<td><code>{escape(one.instead or '')}</code></td></tr>"
    )


def _mark(one: Diagnosis) -> str:
    return "bad" if one.drifted else "ok" if one.state == "right" else ""


def _picture(caption: str, path: Path | None, content: bytes | None = None) -> str:
    if content is None and path is not None and path.is_file():
        content = path.read_bytes()
    shown = f'<img alt="" src="data:image/jpeg;base64,{b64encode(content).decode()}">' if content else ""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{shown}</figure>"


def _print(name: str, found: Sequence[Diagnosis], wrong: Sequence[str], beside: Path | None, note: str) -> None:
    table = Table("part", "selector", "usual", "last sweep", "since", "read today", "state", "try instead", title=name)
    for one in found:
        shares = ["-" if share is None else f"{share:.0%}" for share in (one.usual, one.last)]
        since = f"{one.since:%Y-%m-%d %H:%M}" if one.since else "-"
        row = (one.part, one.selector, *shares, since, one.today or "-", one.state, one.instead or "-")
        table.add_row(*map(Text, row), style="bold red" if one.drifted else "")
    results().print(table)
    for fault in wrong:
        results().print(Text(f"Look at: {fault}"), soft_wrap=True)
    if note:
        results().print(Text(note), soft_wrap=True)
    if beside:
        results().print(Text(f"Then and now: {beside}"), soft_wrap=True)


def _document(name: str, found: Sequence[Diagnosis], wrong: Sequence[str], beside: Path | None) -> dict[str, Any]:
    parts = [
        {
            "part": one.part,
            "selector": one.selector,
            "state": one.state,
            "usual": one.usual,
            "last_sweep": one.last,
            "since": one.since.isoformat() if one.since else None,
            "today": one.today,
            "instead": one.instead,
        }
        for one in found
    ]
    return {"site": name, "parts": parts, "look_at": list(wrong), "beside": str(beside) if beside else None}
