"""Look at the browser as a sweep would use it: does it start, is its sandbox on, which scripts can it draw."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Error, Page, async_playwright

from crawler.chromium import HOW_TO_GET_ONE, NoBrowserError, find_browser, launch_options, launch_trouble, sandboxed
from crawler.fonts import missing_scripts
from fieldsign.checks import Check

WITHIN = 60.0
FONTS = "fonts-noto-cjk fonts-noto-core fonts-noto-color-emoji"


def browser_checks(chosen: Path | None) -> Iterator[Check]:
    """Look at the browser that a sweep would take; `chosen` is the one that the workspace names."""
    try:
        path = find_browser(chosen)
        version, undrawn = asyncio.run(_look(path))
    except NoBrowserError as error:
        what, _, how = str(error).partition(": ")
        yield Check(name="browser", ok=False, told=what, remedy=how or HOW_TO_GET_ONE)
        return
    yield Check(name="browser", ok=True, told=f"{path} {version}", remedy=HOW_TO_GET_ONE)
    yield sandbox(on=sandboxed())
    yield fonts(undrawn)


async def _look(path: Path) -> tuple[str, tuple[str, ...]]:
    """Version, and the scripts that are not drawn. Raises NoBrowserError."""
    try:
        async with asyncio.timeout(WITHIN), async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options(path, None))
            try:
                return browser.version, await _undrawn(await browser.new_page())
            finally:
                await browser.close()
    except (Error, TimeoutError, OSError) as error:
        raise launch_trouble(error, path) from error


async def _undrawn(page: Page) -> tuple[str, ...]:
    return tuple(await missing_scripts(page))


def sandbox(*, on: bool) -> Check:
    """The browser's sandbox; one that is wanted and does not start is a browser that does not start."""
    return Check(
        name="browser sandbox",
        ok=on,
        told="on" if on else "off, because you are root",
        remedy="Run sweeps as an ordinary user: then what a page does stays in the sandbox.",
        needed=False,
    )


def fonts(undrawn: tuple[str, ...]) -> Check:
    """Fonts for the scripts of the rules; without them a screenshot shows boxes."""
    told = f"no font for {', '.join(undrawn)}" if undrawn else "Chinese, Thai, Arabic and emoji are drawn"
    return Check(name="fonts", ok=not undrawn, told=told, remedy=f"As root: apt-get install {FONTS}")
