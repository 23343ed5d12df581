"""Rendered scan and capture against a raw Playwright loop: same pages, same browser, same number at once."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.pages import served
from bench.raw_playwright import timed
from crawler.addresses import AddressGuard
from crawler.chromium import ARGUMENTS, find_browser
from crawler.manners import Manners
from crawler.renderer import Renderer
from crawler.settings import Config

AT_ONCE = 2
SCANS, CAPTURES, TURNS = 80, 24, 3
FLOOR = 0.85


def manners_for(netloc: str) -> Manners:
    """Manners without robots.txt, which neither side asks for."""
    manners = Manners.__new__(Manners)
    manners.guard = AddressGuard(frozenset({netloc}))
    return manners


async def _ours(urls: list[str], netloc: str, *, shots: bool) -> float:
    config = Config(folder=Path(), delay=0.0, pages_at_once=AT_ONCE, allowed_hosts=frozenset({netloc}))
    renderer = Renderer(config, manners_for(netloc))
    hosts = frozenset({netloc})
    work: Callable[[str], Awaitable[object]] = (
        (lambda url: renderer.capture(url, allowed_hosts=hosts, wait_for="h1"))
        if shots
        else (lambda url: renderer.scan(url, allowed_hosts=hosts, wait_for="h1"))
    )
    await asyncio.gather(*(renderer.scan(urls[0], allowed_hosts=hosts, wait_for="h1") for _ in range(AT_ONCE)))
    began = time.monotonic()
    await asyncio.gather(*(work(url) for url in urls))
    took = time.monotonic() - began
    await renderer.close()
    return took


def _compare(base: str, count: int, *, shots: bool) -> float:
    netloc, executable = base.removeprefix("http://"), find_browser()
    urls = [f"{base}/sad/{n}" for n in range(count)]
    viewport = Config(folder=Path()).capture.viewport
    pairs = []
    for _ in range(TURNS):
        raw = asyncio.run(timed(urls, executable, ARGUMENTS, at_once=AT_ONCE, shots=shots, viewport=viewport))
        pairs.append((raw, asyncio.run(_ours(urls, netloc, shots=shots))))
    raw, mine = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    what = "capture with full-page JPEG" if shots else "rendered scan"
    ratio = raw / mine
    print(f"{what}: {count / mine:.1f} pages/s, raw Playwright {count / raw:.1f} pages/s, {AT_ONCE} at once,")
    print(f"  ratio {ratio:.2f} (wanted: at least {FLOOR}) {'ok' if ratio >= FLOOR else 'BELOW'}")
    return ratio


def main() -> int:
    with served() as base:
        ratios = [_compare(base, SCANS, shots=False), _compare(base, CAPTURES, shots=True)]
    return int(min(ratios) < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
