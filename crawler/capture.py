"""One look at a listing: source, rendered text and screenshot from one load, within a hard deadline."""

from __future__ import annotations

import asyncio
import base64
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from crawler.hops import Check, Hops
from crawler.loads import BrowserGoneError, Loaded, load, named, read
from crawler.page_script import HIDE_OVERLAYS, NEEDS_SCROLL, READ, SCROLL
from crawler.refusal import PageRefused
from crawler.settings import CaptureCaps
from storage.records import Capture, Degraded, PageReason

log = logging.getLogger(__name__)

OVERLAY_TURNS = 3
PICTURE_PATIENCE = 3000


@dataclass(slots=True)
class Look:
    """What a capture has got so far: a deadline ends it with what there is."""

    url: str
    caps: CaptureCaps
    taken_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    loaded: Loaded = field(default_factory=Loaded)
    final_url: str = ""
    source: str | None = None
    text: str = ""
    height: int = 0
    screenshot: bytes | None = None
    degraded: list[Degraded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lacks(self, what: Degraded, note: str) -> None:
        if what not in self.degraded:
            self.degraded.append(what)
        self.notes.append(note)

    def capture(self, hops: Hops | None, browser: str) -> Capture:
        """The capture as a record; what was not had is named."""
        if self.source is None:
            self.lacks(Degraded.NO_SOURCE, "the page's source could not be read")
        if self.screenshot is None:
            self.lacks(Degraded.NO_SCREENSHOT, "no screenshot could be taken")
        visited = hops.visited if hops else []
        final = self.final_url or (visited[-1] if visited else self.url)
        return Capture(
            taken_at=self.taken_at,
            url=self.url,
            final_url=final,
            status=self.loaded.status,
            html=(self.source or "").encode("utf-8", "replace"),
            text=self.text,
            screenshot=self.screenshot,
            degraded=tuple(self.degraded),
            notes=tuple(self.notes),
            hops=tuple(visited[:-1]),
            browser=browser,
        )


async def take(look: Look, page: Page, hops: Hops, check: Check, wait_for: str | None) -> None:
    """Fill the look from one load of its page. Raises PageRefused and BrowserGoneError.

    Source and text are read before anything is scrolled or hidden, so that they are the site's own.
    """
    caps = look.caps
    bounds: dict[str, Any] = {"wait_for": wait_for, "settle": caps.settle, "patience": caps.deadline / 2, "full": True}
    look.loaded = await load(page, hops, look.url, check, **bounds)
    if look.loaded.empty:
        look.source = ""
        look.notes.append("the answer has no body")
        return
    try:
        await _read(look, page)
        await _prepare(look, page)
    except PlaywrightError as error:
        trouble = named(error)
        if look.source is None or isinstance(trouble, BrowserGoneError):
            raise trouble from error
        look.notes.append(f"the page could not be prepared for its picture: {error.message.splitlines()[0][:120]}")
    await _shoot(look, hops)
    if hops.held_back:
        look.notes.append(f"the page was kept from going on to {hops.held_back} while it was photographed")


async def _read(look: Look, page: Page) -> None:
    seen: dict[str, Any] = await read(page, READ, look.caps.max_text)
    look.taken_at = datetime.now(UTC)
    look.source, look.text, look.final_url, look.height = seen["source"], seen["text"], seen["url"], seen["height"]
    if seen["long"]:
        look.lacks(Degraded.CAPPED, f"the rendered text was cut at {look.caps.max_text} characters")


async def _prepare(look: Look, page: Page) -> None:
    """Hide what covers the page, which may lock it, and make lazy pictures load; scrolling may bring a wall up."""
    hidden = await _hide(look, page)
    if await page.evaluate(NEEDS_SCROLL):
        await _scroll(look, page)
        hidden += await _hide(look, page)
    if hidden:
        look.notes.append(f"{hidden} overlays hidden for the picture, none clicked")


async def _scroll(look: Look, page: Page) -> None:
    """Go down the page and back; an endless one is left at the cap."""
    told = [look.caps.max_scrolls, look.caps.max_height, PICTURE_PATIENCE]
    done = await page.evaluate(SCROLL, told)
    look.height = max(look.height, done["height"])
    if look.height > look.caps.max_height:
        note = f"the page is {look.height} px tall, the picture shows the first {look.caps.max_height}"
        look.lacks(Degraded.CAPPED, note)


async def _hide(look: Look, page: Page) -> int:
    hidden = 0
    for _ in range(OVERLAY_TURNS):
        found = await page.evaluate(HIDE_OVERLAYS)
        if not found:
            break
        hidden += found
    else:
        look.lacks(Degraded.OVERLAY, "an overlay comes back whenever it is hidden")
    return hidden


async def _shoot(look: Look, hops: Hops) -> None:
    """A full-page picture by CDP, which waits for no font; then what the window shows; then none."""
    width = look.caps.viewport[0]
    height = max(look.caps.viewport[1], min(look.height or look.caps.viewport[1], look.caps.max_height))
    whole = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    look.screenshot = await _picture(look, hops, {"captureBeyondViewport": True, "clip": whole})
    if look.screenshot is None:
        with suppress(PlaywrightError):
            await asyncio.wait_for(hops.cdp.send("Page.stopLoading"), 2)
        look.screenshot = await _picture(look, hops, {})
        if look.screenshot is not None:
            look.lacks(Degraded.CLIPPED, "the picture shows only the top of the page")


async def _picture(look: Look, hops: Hops, more: dict[str, Any]) -> bytes | None:
    told = {"format": "jpeg", "quality": look.caps.jpeg_quality, **more}
    try:
        answer = await asyncio.wait_for(hops.cdp.send("Page.captureScreenshot", told), look.caps.screenshot)
    except TimeoutError:
        look.notes.append(f"a screenshot took longer than {look.caps.screenshot:g} s")
        return None
    except PlaywrightError as error:
        trouble = named(error)
        if isinstance(trouble, BrowserGoneError):
            raise trouble from error
        look.notes.append(f"a screenshot failed: {error.message.splitlines()[0][:120]}")
        return None
    return base64.b64decode(answer["data"])


def out_of_time(look: Look) -> None:
    """Name the deadline on a look that ran into it. Raises PageRefused when not even the page's source was had."""
    look.lacks(Degraded.DEADLINE, f"the capture ran into its deadline of {look.caps.deadline:g} s")
    if look.source is None:
        raise PageRefused(PageReason.DEADLINE, f"the page was not there after {look.caps.deadline:g} s")
