"""Look at a few pages in a process of its own, into a folder: `python -m fieldsign.look_child WORKSPACE OUT URL...`."""

from __future__ import annotations

import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crawler.looking import Looked, look
from crawler.settings_file import SettingsError, load_config
from fieldsign.child import say
from storage.errors import StorageError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("urls", nargs=-1)
@click.option("--pictures", is_flag=True)
@click.option("--render", is_flag=True)
@click.option("--wait-for", default=None, help="A selector that is there when a page is drawn.")
def main(folder: Path, out: Path, urls: tuple[str, ...], pictures: bool, render: bool, wait_for: str | None) -> None:
    """Keep each page in the folder OUT, as NUMBER.html with NUMBER.jpg, and say on standard output what it is."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    numbers = {url: number for number, url in enumerate(dict.fromkeys(urls))}

    def seen(page: Looked) -> None:
        say({"event": "page", "number": numbers[page.asked], **_kept(out, numbers[page.asked], page)})

    try:
        look(load_config(folder), urls, pictures=pictures, seen=seen, render=render, wait_for=wait_for)
    except (SettingsError, StorageError) as error:
        say({"event": "error", "message": str(error)})
        sys.exit(1)
    say({"event": "end", "note": ""})


def _kept(out: Path, number: int, page: Looked) -> dict[str, Any]:
    if page.source is not None:
        (out / f"{number}.html").write_text(page.source, encoding="utf-8", errors="replace", newline="")
    if page.screenshot is not None:
        (out / f"{number}.jpg").write_bytes(page.screenshot)
    told = asdict(page)
    return {name: value for name, value in told.items() if name not in ("source", "screenshot")}


if __name__ == "__main__":
    main()
