"""A monitoring programme on a fixture server: a workspace with one site of its own, swept as a user would."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.store import Store
from storage.workspace import Workspace
from tests.server import Exchange, FixtureServer

SITE = """
from crawler.site import Marketplace


class Shop(Marketplace):
    \"\"\"A fixture shop. Ours, on loopback.\"\"\"

    name = "shop"
    home = "{home}"
    browse = ["{home}list?page={{page}}"]
    languages = ["en", "zh-Hans"]
    expect = (0, 500)
    links = "a.ad"
    next_page = "a[rel=next]"
    native_id = r"/ad/(\\d+)"
    fields = {{"title": "h1", "text": ".body", "price": ".price", "seller": ".seller"}}
    currency = "GBP"
{more}
"""


@dataclass
class Programme:
    """One workspace and the fixture shop it watches."""

    folder: Path
    server: FixtureServer

    def write(self, *, more: str = "", plan: str = "", **settings: Any) -> None:
        """Make the workspace, its settings and its site file; `plan` are the keys of a plan named `weekly`."""
        Workspace.create(self.folder)
        told = {"delay": 0.0, "allowed_hosts": [self.server.netloc], **settings}
        lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
        planned = ["[plans.weekly]", 'sites = ["shop"]', plan] if plan else []
        (self.folder / "fieldsign.toml").write_text("\n".join([*lines, *planned]) + "\n", encoding="utf-8")
        home = self.server.url("/")
        (self.folder / "sites").mkdir(exist_ok=True)
        (self.folder / "sites" / "shop.py").write_text(SITE.format(home=home, more=more), encoding="utf-8")

    def start(self, site: str = "shop", plan: str | None = None) -> subprocess.Popen[str]:
        """Begin a sweep in a process group of its own."""
        command = [sys.executable, "-m", "fieldsign.child", str(self.folder), site, *(["--plan", plan] if plan else [])]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=Path.cwd()
        )

    def sweep(
        self, site: str = "shop", timeout: float = 90, plan: str | None = None
    ) -> tuple[int, list[dict[str, Any]]]:
        """Sweep to the end; returns the exit code and the events."""
        child = self.start(site, plan)
        out, err = child.communicate(timeout=timeout)
        events = [json.loads(line) for line in out.splitlines()]
        assert events, f"no event; exit {child.returncode}: {err}"
        return child.returncode, events

    def kill(self, child: subprocess.Popen[str]) -> None:
        """SIGKILL to the whole group, as a power cut would."""
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()

    def rows(self, sql: str) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self.folder / "fieldsign.db")) as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql).fetchall()

    def reasons(self) -> dict[str, str]:
        """Path by reason for every page that was not read."""
        pages = self.rows("select url, reason from pages where reason is not null")
        return {row["url"].removeprefix(self.server.url("")): row["reason"] for row in pages}

    def findings(self) -> set[str]:
        sql = "select native_id from findings join listings on listings.id = findings.listing_id"
        return {row["native_id"] for row in self.rows(sql)}

    def store(self) -> Store:
        return Store.open(Workspace.open(self.folder))


def advert(number: int | str, title: str, body: str = "Nothing special.", price: str = "£20") -> str:
    """The page of one advert."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>"
        f"<h1>{title}</h1><div class=body>{body}</div><p class=price>{price}</p>"
        f"<p class=seller>anna</p><p>ad {number}</p></body></html>"
    )


def listing_page(numbers: range | list[int], following: str | None = None) -> str:
    """An index page that links to adverts."""
    links = "".join(f'<li><a class=ad href="/ad/{n}">Advert {n}</a></li>' for n in numbers)
    more = f'<a rel=next href="{following}">next</a>' if following else ""
    return f"<!doctype html><html lang=en><body><ul>{links}</ul>{more}</body></html>"


def shop(
    server: FixtureServer, count: int, *, suspect: Callable[[int], bool] = lambda n: n % 5 == 0, per_page: int = 20
) -> None:
    """Fill the server with a shop of `count` adverts; every fifth offers elephant ivory."""

    def index(exchange: Exchange) -> None:
        page = int(exchange.hit.target.partition("page=")[2] or 1)
        first = (page - 1) * per_page + 1
        last = min(first + per_page, count + 1)
        exchange.send(listing_page(range(first, last), f"/list?page={page + 1}" if last <= count else None))

    server.routes["/list"] = index
    server.routes["/robots.txt"] = "User-agent: *\nAllow: /\n"
    for n in range(1, count + 1):
        title = f"Antique elephant ivory tusk carving no {n}" if suspect(n) else f"Oak bookcase no {n}"
        server.routes[f"/ad/{n}"] = advert(n, title)
