"""`fieldsign sites check` and `snapshot`: the saved pages of sites, each field its own result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text
from scrapy.http import HtmlResponse

from crawler.loading import Sites, load_sites
from crawler.looking import Looked
from crawler.saved_pages import (
    INDEXES,
    NEEDED,
    Checked,
    SavedPagesError,
    as_read,
    check,
    expected_of,
    folder_of,
    keep_expected,
    keep_pages,
    response_of,
)
from crawler.scrub import scrub
from crawler.site import Site
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
from fieldsign.side_by_side import Row, Section, read_of
from fieldsign.side_by_side import page as beside


@click.command(
    "check",
    epilog="\b\nExample:\n  fieldsign sites check example_classifieds --workspace ~/ivory-watch",
    short_help="Check that saved pages are read as a person saw them.",
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--confirm", metavar="WHO", help="Say that you compared what is read with the pages, and who you are.")
@workspace_option
@json_option
def check_sites(names: tuple[str, ...], confirm: str | None, folder: Path, as_json: bool) -> None:
    """Read the saved pages of each site NAME, or of all sites, and compare every field with what was seen there.

    Nothing is fetched. A site is red until a person has confirmed what is read, and whenever it is read otherwise.
    """
    _, config = opened(folder)
    known = load_sites(config)
    wanted = chosen_sites(config, names) if names else dict(known)
    if confirm and not names:
        raise click.UsageError("name the sites that you compared: fieldsign sites check NAME --confirm WHO")
    if confirm:
        for name, site in wanted.items():
            _confirm(name, site, folder_of(known.files[name], name), confirm)
    found = {name: check(site, folder_of(known.files[name], name)) for name, site in sorted(wanted.items())}
    for name in names:
        renew(wanted[name], folder_of(known.files[name], name), known.files[name], found[name])
    if as_json:
        told = {name: _document(one) for name, one in found.items()}
        print_json({"sites": told, "faults": list(map(str, known.faults))})
    else:
        _print(found, known)
    right = all(one.right for things in found.values() for one in things)
    raise click.exceptions.Exit(DONE if right and not (known.faults and not names) else FAILED)


def _confirm(name: str, site: type[Site], folder: Path, who: str) -> None:
    wrong = [f"{one.page} {one.what}" for one in check(site, folder) if not one.right and one.what != "confirmed"]
    if wrong:
        raise click.ClickException(
            f"{name} is not confirmed: {', '.join(wrong)} is read otherwise than was seen. Mend the file; if it is"
            f" right and what was seen is old, save the pages anew: fieldsign sites snapshot {name}"
        )
    told = expected_of(folder)
    keep_expected(folder, {**told, "confirmed": f"{datetime.now(UTC):%Y-%m-%d} by {who}"})


def _document(things: Iterable[Checked]) -> list[dict[str, Any]]:
    return [
        {"page": one.page, "what": one.what, "right": one.right, "read": one.read, "fault": one.fault} for one in things
    ]


def _print(found: dict[str, list[Checked]], known: Sites) -> None:
    for name, things in found.items():
        wrong = [one for one in things if not one.right]
        table = Table(
            "page", "what", "state", "read", title=f"{name}: {len(things) - len(wrong)} of {len(things)} right"
        )
        for one in things:
            read = json.dumps(one.read, ensure_ascii=False) if one.read is not None else ""
            state = Text("right" if one.right else f"RED: {one.fault}", style="" if one.right else "bold red")
            table.add_row(Text(one.page), Text(one.what), state, Text(read if len(read) <= 60 else f"{read[:57]}..."))
        results().print(table)
    for fault in known.faults:
        click.echo(f"Not usable: {fault}", err=True)


@click.command(
    "snapshot",
    epilog="\b\nExample:\n  fieldsign sites snapshot example_classifieds --workspace ~/ivory-watch",
    short_help="Save the pages of a site anew.",
)
@click.argument("name", metavar="NAME")
@click.option("--page", "more", multiple=True, metavar="WHAT=URL", help="Save a further page, such as sold=https://…")
@workspace_option
@json_option
def snapshot(name: str, more: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Fetch the saved pages of the site NAME again from their addresses, with all the manners of a sweep.

    What is read from them has to be confirmed anew. A page that can no longer be had stays as it was, and is named.
    """
    workspace, config = opened(folder)
    site = chosen_sites(config, (name,))[name]
    saved = folder_of(load_sites(config).files[name], name)
    urls = {**_saved_urls(saved), **_asked(more)}
    if not urls:
        raise click.UsageError(f"{saved} holds no saved pages: name them, --page index=URL --page listing=URL")
    looked = fetched(workspace, config, list(urls.values()), to_people(), render=bool(site.render))
    pages = {one.asked: one for one in looked}
    kept = {}
    for what, url in urls.items():
        response, lack = _usable(site, what, pages.get(url))
        if response is None:
            click.echo(f"{what}: {url} {lack}; what was saved of it stays as it was", err=True)
        else:
            kept[what] = response
    keep_pages(site, saved, kept, datetime.now(UTC).replace(microsecond=0))
    if as_json:
        print_json({"site": name, "saved": {what: one.url for what, one in kept.items()}, "folder": str(saved)})
    else:
        click.echo(f"Saved {', '.join(kept) or 'nothing'} in {saved}. Compare what is read with the pages, then:")
        click.echo(f'  fieldsign sites check {name} --confirm "Your Name"')
    raise click.exceptions.Exit(DONE if len(kept) == len(urls) else FAILED)


def renew(site: type[Site], saved: Path, file: Path, things: Sequence[Checked]) -> None:
    """Write the page side by side anew: what the file reads now, beside the saved pages."""
    try:
        told = expected_of(saved)
    except SavedPagesError:
        return
    now = datetime.fromisoformat(told["looked_at"])
    sections = []
    for what in (one for one in told if (saved / f"{one}.html").is_file()):
        response = response_of(saved, what, told[what])
        read = read_of(what, as_read(site, what, response, now))
        rows = [_row(site, what, name, text, things) for name, text in read.items()]
        sections.append(Section(title=f"{what}: {response.url}", about="", page=response, rows=rows))
    right = sum(one.right for one in things)
    about = f"{right} of {len(things)} right, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    content = beside(f"Site: {site.name}", about, sections, (), file.read_text(encoding="utf-8"))
    (saved / "side-by-side.html").write_text(content, encoding="utf-8")


def _row(site: type[Site], what: str, name: str, text: str, things: Sequence[Checked]) -> Row:
    field = name.removeprefix("fields.")
    own = {"next_page": "next_url"}.get(field, field)
    thing = next((one for one in things if one.page == what and one.what == own), None)
    selector = site.fields.get(field, "") if name.startswith("fields.") else getattr(site, field, "")
    state = "" if thing is None else "as it was seen" if thing.right else thing.fault
    mark = "" if thing is None else "ok" if thing.right else "bad"
    return Row(name=field, selector=selector if isinstance(selector, str) else "", read=text, state=state, mark=mark)


def _usable(site: type[Site], what: str, page: Looked | None) -> tuple[HtmlResponse | None, str]:
    """The page to save, or None and why: a page that shows nothing must not take the place of a good one."""
    if page is None or page.source is None:
        return None, f"could not be had{f': {page.why}' if page else ''}"
    if what in NEEDED and page.status >= 400:
        return None, f"was answered with status {page.status}"
    response = HtmlResponse(page.url, status=page.status, body=scrub(page.source).encode(), encoding="utf-8")
    read = as_read(site, what, response, datetime.now(UTC))
    if what in NEEDED and not (read.get("links") or read.get("listings")):
        return None, "shows nothing that the site file reads: mend the file first"
    return response, ""


def _saved_urls(saved: Path) -> dict[str, str]:
    try:
        told = expected_of(saved)
    except SavedPagesError:
        return {}
    return {what: one["url"] for what, one in told.items() if isinstance(one, dict) and "url" in one}


def _asked(more: Iterable[str]) -> dict[str, str]:
    told = {}
    for one in more:
        what, _, url = one.partition("=")
        if what not in (*INDEXES, "listing", "gone", "sold", "wall") or not url.startswith(("http://", "https://")):
            kinds = "index, listing, empty, gone, sold or wall"
            raise click.UsageError(f"{one!r} is not WHAT=URL: write {kinds} before the =")
        told[what] = url
    return told
