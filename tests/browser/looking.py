"""A renderer on a fixture server: real browser, real proxy, real address guard; and the processes it started."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest
from PIL import Image

from crawler.addresses import AddressGuard, Lookup, look_up, netloc_of, web_address
from crawler.manners import on_site
from crawler.refusal import PageRefused
from crawler.renderer import Renderer
from crawler.settings import CaptureCaps, Config
from storage.records import Capture, PageReason
from tests.server import FixtureServer

Result = TypeVar("Result")


class OpenManners:
    """Manners of a test: hosts and addresses are checked, robots.txt and pace are somebody else's test."""

    def __init__(self, allowed: frozenset[str], lookup: Lookup) -> None:
        self.guard, self.checked = AddressGuard(allowed, lookup), list[str]()

    async def check(self, url: str, *, allowed_hosts: frozenset[str]) -> None:
        self.checked.append(url)
        if not on_site(web_address(url), allowed_hosts):
            raise PageRefused(PageReason.OFFSITE_REDIRECT, f"{netloc_of(url)} does not belong to the site")
        await self.guard.check_url(url)


class Looking:
    """One renderer whose site is the fixture server; `restarts` are the reasons it gave for a new browser."""

    def __init__(
        self,
        server: FixtureServer,
        caps: dict[str, Any] | None = None,
        *,
        lookup: Lookup = look_up,
        manners: Any = None,
        **settings: Any,
    ) -> None:
        told = {"deadline": 20.0, "settle": 1.5, "screenshot": 5.0, **(caps or {})}
        self.hosts = frozenset({server.netloc})
        config = {"folder": Path(), "delay": 0.0, "page_deadline": 20.0, "allowed_hosts": self.hosts, **settings}
        self.server, self.restarts = server, list[str]()
        self.manners = manners or OpenManners(config["allowed_hosts"], lookup)
        self.renderer = Renderer(Config(**config, capture=CaptureCaps(**told)), self.manners, self.restarts.append)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.renderer.close()

    async def capture(self, path: str, wait_for: str | None = None) -> Capture:
        url = path if "://" in path else self.server.url(path)
        capture, _ = await self.renderer.capture(url, allowed_hosts=self.hosts, wait_for=wait_for)
        return capture

    async def scan(self, path: str, wait_for: str | None = None) -> str:
        url = path if "://" in path else self.server.url(path)
        scanned = await self.renderer.scan(url, allowed_hosts=self.hosts, wait_for=wait_for)
        return scanned.html

    async def reason(self, work: Awaitable[object]) -> str:
        """The name under which a page was refused; 'read' when it was not."""
        try:
            await work
        except PageRefused as refusal:
            return str(refusal.reason)
        return "read"

    def run(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work and end the browser."""

        async def whole() -> Result:
            async with self:
                return await work()

        return run(whole())


def run(work: Coroutine[Any, Any, Result], most: float = 100.0) -> Result:
    """Run a coroutine that must end by itself within `most` seconds."""

    async def within() -> Result:
        async with asyncio.timeout(most):
            return await work

    return asyncio.run(within())


async def refusal_of(work: Coroutine[Any, Any, Any]) -> PageRefused:
    """The refusal that a load must end with."""
    with pytest.raises(PageRefused) as caught:
        await work
    return caught.value


def descendants() -> list[int]:
    """The ids of every process below this one, zombies included."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").glob("[0-9]*")}
    found, queue = [], [os.getpid()]
    while queue:
        parent = queue.pop()
        below = [pid for pid, its in parents.items() if its == parent]
        found += below
        queue += below
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def browsers() -> list[int]:
    """The main processes of the browsers that this process started."""
    return [
        pid for pid in descendants() if "--remote-debugging-pipe" in _command(pid) and "--type=" not in _command(pid)
    ]


def drivers() -> list[int]:
    """Playwright's Node processes that this process started."""
    return [pid for pid in descendants() if "run-driver" in _command(pid)]


def kill(pids: list[int]) -> None:
    """Kill processes that this test started, without notice."""
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def resident() -> int:
    """Resident memory of this process and all below it, in bytes; what they share counts once, for its share."""
    total = 0
    for pid in (os.getpid(), *descendants()):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


async def resting(most: float = 15.0) -> int:
    """Resident memory once a browser that has just started takes no more; as it is after `most` seconds."""
    end, last, now = time.monotonic() + most, 0, resident()
    while now > 1.01 * last and time.monotonic() < end:
        await asyncio.sleep(0.5)
        last, now = now, resident()
    return now


async def until(holds: Callable[[], bool], most: float = 10.0) -> bool:
    """Poll until something holds; False when it does not within `most` seconds."""
    end = time.monotonic() + most
    while not holds():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


def picture(capture: Capture) -> Image.Image:
    """The screenshot, decoded."""
    assert capture.screenshot
    return Image.open(io.BytesIO(capture.screenshot)).convert("RGB")


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    """Tell whether a JPEG's pixel is about a colour."""
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))
