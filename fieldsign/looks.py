"""Pages for preparing or mending a site: fetched by a child process with a sweep's manners, or read from disk."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from crawler.charset import charset_of
from crawler.looking import Looked
from crawler.settings import Config
from crawler.site import host_of
from fieldsign.children import Event, run_child
from fieldsign.stopping import StopSignal
from storage.workspace import Workspace

LONGEST_PAGE = 20 * 2**20
HOST_LIKE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)", re.ASCII)


def is_address(told: str) -> bool:
    """Tell whether what was given on the command line is an address and no file."""
    return told.startswith(("http://", "https://"))


def read_file(told: str) -> Looked:
    """Return a page saved to disk, given as FILE or FILE=ADDRESS. Raises click.UsageError.

    Without an address the page is asked for it: its canonical link, or the link that leads to it from an index page.
    """
    name, mark, url = told.partition("=http")
    path, url = Path(name).expanduser(), f"http{url}" if mark else ""
    try:
        body = path.read_bytes()[:LONGEST_PAGE]
    except OSError as error:
        remedy = "Begin an address with https://" if HOST_LIKE.match(told) else "Give an address or a saved page"
        raise click.UsageError(f"{path} cannot be read: {error.strerror}. {remedy}.") from error
    return Looked(asked=str(path), url=url, status=200, source=body.decode(charset_of(body, ""), "replace"))


def fetched(
    workspace: Workspace,
    config: Config,
    urls: Sequence[str],
    console: Console,
    *,
    pictures: bool = False,
    render: bool = False,
    wait_for: str | None = None,
) -> list[Looked]:
    """Fetch pages in a child process, in the order given. Raises click.ClickException when it cannot be done."""
    introduced(config, urls)
    with (
        tempfile.TemporaryDirectory(dir=workspace.tmp if workspace.tmp.is_dir() else None) as name,
        StopSignal() as stop,
    ):
        out, kept = Path(name), _Kept(Path(name), console)
        flags = [*(["--pictures"] if pictures else []), *(["--render"] if render else [])]
        flags += ["--wait-for", wait_for] if wait_for else []
        console.print(f"Asking for {len(urls)} page{'s' if len(urls) > 1 else ''}, one at a time")
        command = [sys.executable, "-m", "fieldsign.look_child", str(workspace.folder), str(out), *flags, *urls]
        end = run_child(
            command, workspace=workspace, site="the site", deadline=config.sweep_deadline, stop=stop, on_event=kept.note
        )
        if end.code:
            raise click.ClickException(f"the pages could not be fetched: {end.message or 'stopped'}")
        return [kept.pages[number] for number in sorted(kept.pages)]


class _Kept:
    """What a child has told of its pages so far."""

    def __init__(self, out: Path, console: Console) -> None:
        self.out, self.console = out, console
        self.pages: dict[int, Looked] = {}

    def note(self, event: Event) -> None:
        """Keep a page, and tell of it."""
        if event.get("event") != "page":
            return
        told: dict[str, Any] = {key: value for key, value in event.items() if key not in ("event", "number")}
        source, picture = (self.out / f"{event['number']}.{kind}" for kind in ("html", "jpg"))
        page = Looked(
            **told,
            source=source.read_text(encoding="utf-8") if source.exists() else None,
            screenshot=picture.read_bytes() if picture.exists() else None,
        )
        self.pages[event["number"]] = page
        how = "in the browser" if page.drawn else "plainly"
        self.console.print(f"{page.asked}: {f'read {how}' if page.source is not None else page.why}", soft_wrap=True)


def introduced(config: Config, urls: Sequence[str]) -> None:
    """Refuse to ask a real site for pages without an address where its owner reaches a person."""
    if not config.may_ask(map(host_of, urls)):
        where = config.folder / "fieldsign.toml"
        raise click.ClickException(f'{where} names no contact: set contact = "you@example.org" before a site is asked')
