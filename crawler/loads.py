"""Loading one page within its bounds: settled, never idle, and every way it can go wrong by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Response
from playwright.async_api import TimeoutError as PlaywrightTimeout

from crawler.hops import SOON, Check, Hops
from crawler.page_script import STATUS
from crawler.refusal import PageRefused
from storage.records import PageReason

Result = TypeVar("Result")

MOVING = (
    "Execution context was destroyed",
    "page is navigating",
    "interrupted by another navigation",
    "frame was detached",
)
CLOSED = ("has been closed", "Connection closed", "Target closed", "Browser closed", "crashed")
EMPTY = "ERR_HTTP_RESPONSE_CODE_FAILURE"
TURNS = 8

NAMED: tuple[tuple[str, PageReason, str], ...] = (
    ("ERR_TOO_MANY_REDIRECTS", PageReason.REDIRECT_LOOP, "the page keeps redirecting"),
    ("ERR_ABORTED", PageReason.ABORTED, "the page called its own load off, or is a download"),
    ("Download is starting", PageReason.NOT_HTML, "the address is a download"),
    ("ERR_BLOCKED_BY_CLIENT", PageReason.ABORTED, "the document was not asked for"),
    ("ERR_TIMED_OUT", PageReason.TIMEOUT, "no answer in time"),
    ("Timeout", PageReason.TIMEOUT, "no answer in time"),
    ("net::", PageReason.NETWORK, "the connection broke"),
)


class BrowserGoneError(Exception):
    """The page, the browser or its driver is no more."""


@dataclass(slots=True)
class Loaded:
    """A page that has been loaded: the main document's answer, None for each part that was not seen.

    `empty` says that the answer was an error without a body: there is no page to read then.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    empty: bool = False


def named(error: PlaywrightError) -> PageRefused | BrowserGoneError:
    """Say what a browser's error means."""
    text = error.message
    if any(sign in text for sign in CLOSED):
        return BrowserGoneError(text.splitlines()[0])
    for sign, reason, words in NAMED:
        if sign in text:
            return PageRefused(reason, f"{words} ({text.splitlines()[0][:160]})")
    return PageRefused(PageReason.ABORTED, text.splitlines()[0][:200])


def is_moving(error: PlaywrightError) -> bool:
    """Tell whether a page could not be read because it is on its way to the next one."""
    return any(sign in error.message for sign in MOVING)


async def unless_refused(hops: Hops, work: Awaitable[Result]) -> Result:
    """Do the work, or raise the refusal that ends the load meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        either: set[asyncio.Future[Any]] = {task, hops.refusal}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if hops.refusal.done():
            hops.refusal.result()
        return await task
    except BaseException:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


async def load(
    page: Page, hops: Hops, url: str, check: Check, *, wait_for: str | None, settle: float, patience: float, full: bool
) -> Loaded:
    """Go to a page and wait until it stands: its DOM, the sign `wait_for` if one is known, pictures when `full`.

    `patience` is the most to wait for the DOM and `settle` the most after it, in seconds: readiness is never the
    network's silence. A page whose DOM never ends is read as far as it came.
    Raises PageRefused and BrowserGoneError.
    """
    if "#" in url and page.url.partition("#")[0] == url.partition("#")[0]:
        # to another part of the page that is shown would be no load at all
        await page.goto("about:blank")
    hops.begin(check)
    try:
        answer = await unless_refused(hops, _go(page, url, patience))
        asked = len(hops.visited)
        status = await unless_refused(hops, _stand(page, hops, wait_for, settle, full=full))
        if answer is None or len(hops.visited) > asked:
            if status is None:
                raise PageRefused(PageReason.TIMEOUT, f"the page gave no answer that can be read within {patience:g} s")
            return Loaded(status=status, headers=hops.answer.headers if hops.answer else {})
    except PlaywrightError as error:
        if hops.refusal.done():
            hops.refusal.result()
        if EMPTY in error.message and hops.answer:
            return Loaded(status=hops.answer.status, headers=hops.answer.headers, empty=True)
        raise named(error) from error
    return Loaded(status=answer.status, headers=dict(answer.headers))


async def _go(page: Page, url: str, patience: float) -> Response | None:
    try:
        return await page.goto(url, wait_until="domcontentloaded", timeout=patience * 1000)
    except PlaywrightTimeout:
        return None
    except PlaywrightError as error:
        if not is_moving(error):
            raise
    return None


async def _stand(page: Page, hops: Hops, wait_for: str | None, settle: float, *, full: bool) -> int | None:
    """Wait for the page to stand still, hold it there and return its status; one that leads on soon is followed."""
    for _ in range(TURNS):
        before = len(hops.visited)
        await _ready(page, wait_for, settle, full=full)
        status: int = await read(page, STATUS)
        if not hops.leads_on(before):
            hops.hold()
            return status or None
        await hops.arrival(SOON + settle)
    raise PageRefused(PageReason.REDIRECT_LOOP, f"the page keeps leading on, last to {hops.visited[-1]}")


async def _ready(page: Page, wait_for: str | None, settle: float, *, full: bool) -> None:
    most = settle * 1000
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=most)
        if wait_for:
            await page.wait_for_selector(wait_for, state="attached", timeout=most)
        if full or not wait_for:
            await page.wait_for_load_state("load", timeout=most)
    except PlaywrightTimeout:
        return
    except PlaywrightError as error:
        if not is_moving(error):
            raise


async def read(page: Page, script: str, argument: Any = None) -> Any:  # noqa: ANN401 - what a page's script returns
    """Evaluate in a page that may still lead on; tries again a bounded number of times."""
    for turn in range(TURNS):
        try:
            return await page.evaluate(script, argument)
        except PlaywrightError as error:
            if not is_moving(error) or turn == TURNS - 1:
                raise
            await page.wait_for_load_state("domcontentloaded")
    return None
