"""The baseline of the rendered figures: a bare Playwright loop over the same pages with the same browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright


async def _share(urls: asyncio.Queue[str], page: Page) -> None:
    while not urls.empty():
        await page.goto(urls.get_nowait(), wait_until="domcontentloaded")
        await page.wait_for_selector("h1", state="attached")
        await page.content()


async def _shots(urls: asyncio.Queue[str], browser: Browser, viewport: tuple[int, int]) -> None:
    while not urls.empty():
        context = await browser.new_context(viewport={"width": viewport[0], "height": viewport[1]})
        page = await context.new_page()
        await page.goto(urls.get_nowait(), wait_until="load")
        await page.wait_for_selector("h1", state="attached")
        await page.content()
        await page.evaluate("document.body.innerText")
        await page.screenshot(full_page=True, type="jpeg", quality=80)
        await context.close()


async def timed(
    urls: Sequence[str], executable: Path, args: Sequence[str], *, at_once: int, shots: bool, viewport: tuple[int, int]
) -> float:
    """Seconds for all pages: reused pages for a scan, a fresh context and a full-page JPEG for a capture."""
    queue: asyncio.Queue[str] = asyncio.Queue()
    for url in urls:
        queue.put_nowait(url)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=executable, args=list(args))
        context = await browser.new_context(viewport={"width": viewport[0], "height": viewport[1]})
        pages = [await context.new_page() for _ in range(at_once)]
        began = time.monotonic()
        if shots:
            await asyncio.gather(*(_shots(queue, browser, viewport) for _ in range(at_once)))
        else:
            await asyncio.gather(*(_share(queue, page) for page in pages))
        took = time.monotonic() - began
        await browser.close()
    return took
