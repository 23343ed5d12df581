"""The browser of one crawl: started when first needed, restarted when it dies, its pages pooled and recycled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.addresses import netloc_of
from crawler.capture import Look, out_of_time, take
from crawler.chromium import NoBrowserError, find_browser, launch_options, launch_trouble
from crawler.hops import Check, Hops
from crawler.loads import BrowserGoneError, Loaded, load, named, read
from crawler.manners import Manners
from crawler.page_script import SOURCE
from crawler.proxy import FilteringProxy
from crawler.refusal import PageRefused
from crawler.scan_pages import CLOSING_SECONDS, ScanPages, close_others, closed
from crawler.settings import Config
from storage.records import Capture, Degraded, PageReason

log = logging.getLogger(__name__)

Result = TypeVar("Result")

ATTEMPTS = 4
ALIVE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanned:
    """A page as the browser drew it. `html` is its source after scripts ran."""

    url: str
    status: int
    headers: dict[str, str]
    html: str


class Renderer:
    """Loads pages in a browser. `restarted` is told whenever the browser had to be started again."""

    def __init__(self, config: Config, manners: Manners, restarted: Callable[[str], None] = log.warning) -> None:
        self._config, self._manners, self._restarted = config, manners, restarted
        self._lock = asyncio.Lock()
        self._slots = asyncio.Semaphore(config.pages_at_once)
        self._driver: Playwright | None = None
        self._proxy: FilteringProxy | None = None
        self._browser: Browser | None = None
        self._pages = ScanPages(
            self._manner_of_looking(),
            recycle_after=config.recycle_after,
            max_body=config.max_body,
            rests=config.delay > 0,
        )
        self._port: int | None = None
        self._closing = False

    async def scan(self, url: str, *, allowed_hosts: frozenset[str], wait_for: str | None = None) -> Scanned:
        """Load a page in a pooled page, which keeps the host's cache. Raises PageRefused."""
        check = partial(self._manners.check, allowed_hosts=allowed_hosts)
        return await self._bounded(partial(self._scan, url, check, wait_for), self._config.page_deadline)

    async def capture(
        self, url: str, *, allowed_hosts: frozenset[str], wait_for: str | None = None
    ) -> tuple[Capture, Loaded]:
        """Load a page once in a context of its own with the cache off, and keep what it shows.

        What fails on the way gives a degraded capture; PageRefused is raised when there is no page to keep.
        """
        check = partial(self._manners.check, allowed_hosts=allowed_hosts)
        most = self._config.capture.deadline + 2 * CLOSING_SECONDS
        return await self._bounded(partial(self._capture, url, check, wait_for), most)

    async def close(self) -> None:
        """End the browser, its driver and the proxy; nothing of ours is left running, and nothing is started again."""
        self._closing = True
        async with self._lock:
            await self._drop()
            if self._proxy:
                await self._proxy.close()
                self._proxy = None

    async def _bounded(self, work: Callable[[Browser], Awaitable[Result]], deadline: float) -> Result:
        """Do some work in a page's slot, again in a new browser when the browser dies, a bounded number of times."""
        trouble = ""
        async with self._slots:
            for _ in range(ATTEMPTS):
                browser = await self._running()
                try:
                    return await asyncio.wait_for(work(browser), deadline)
                except TimeoutError as error:
                    await self._mend(browser, "a page ran into its deadline")
                    raise PageRefused(PageReason.DEADLINE, f"the page was not read after {deadline:g} s") from error
                except BrowserGoneError as error:
                    trouble = str(error)
                except PlaywrightError as error:
                    meaning = named(error)
                    if isinstance(meaning, PageRefused):
                        raise meaning from error
                    trouble = str(meaning)
                await self._mend(browser, trouble)
        raise PageRefused(PageReason.BROWSER_DIED, f"the browser died {ATTEMPTS} times on this page ({trouble})")

    async def _scan(self, url: str, check: Check, wait_for: str | None, browser: Browser) -> Scanned:
        settle, patience = self._config.capture.settle, self._config.page_deadline / 2
        bounds: dict[str, Any] = {"wait_for": wait_for, "settle": settle, "patience": patience, "full": False}
        async with self._pages.page(netloc_of(url), browser) as page:
            loaded = await load(page.page, page.hops, url, check, **bounds)
            html = "" if loaded.empty else await read(page.page, SOURCE)
            final = page.hops.visited[-1] if loaded.empty else page.page.url
        return Scanned(url=final, status=loaded.status or 0, headers=loaded.headers, html=html)

    async def _capture(self, url: str, check: Check, wait_for: str | None, browser: Browser) -> tuple[Capture, Loaded]:
        look, hops = Look(url=url, caps=self._config.capture), None
        context = await browser.new_context(**self._manner_of_looking())
        try:
            page = await context.new_page()
            hops = await Hops.watch(page, self._config.max_body)
            close_others(context)
            await asyncio.wait_for(take(look, page, hops, check, wait_for), look.caps.deadline)
        except TimeoutError:
            out_of_time(look)
        except BrowserGoneError as error:
            if look.source is None:
                raise
            look.lacks(Degraded.PAGE_DIED, f"the page died after it was read: {error}")
        finally:
            await closed(context)
        return look.capture(hops, f"chromium {browser.version}"), look.loaded

    def _manner_of_looking(self) -> dict[str, Any]:
        width, height = self._config.capture.viewport
        return {
            "viewport": {"width": width, "height": height},
            "user_agent": self._config.user_agent,
            "service_workers": "block",
            "accept_downloads": False,
        }

    async def _running(self) -> Browser:
        async with self._lock:
            if self._closing:
                raise PageRefused(PageReason.RETRY_LATER, "the sweep is stopping")
            if self._browser and not self._browser.is_connected():
                self._restarted("the browser is started again: it died between two pages")
                await self._drop()
            if self._browser is None:
                self._browser = await self._launched()
            return self._browser

    async def _launched(self) -> Browser:
        try:
            executable = find_browser(self._config.browser)
        except NoBrowserError as error:
            raise PageRefused(PageReason.NO_BROWSER, str(error)) from error
        if self._proxy is None:
            self._proxy = FilteringProxy(self._manners.guard, self._config.blocked_hosts)
            self._port = await self._proxy.start()
        try:
            if self._driver is None:
                self._driver = await asyncio.wait_for(async_playwright().start(), 30)
            return await asyncio.wait_for(self._driver.chromium.launch(**launch_options(executable, self._port)), 40)
        except (PlaywrightError, TimeoutError) as error:
            await self._drop()
            raise PageRefused(PageReason.NO_BROWSER, str(launch_trouble(error, executable))) from error

    async def _mend(self, browser: Browser, why: str) -> None:
        """Drop a browser that does not answer any more; the next page starts a new one."""
        async with self._lock:
            if browser is not self._browser or await _answers(browser):
                return
            self._restarted(f"the browser is started again: {why}")
            await self._drop()

    async def _drop(self) -> None:
        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        self._pages.forget()
        for end in (browser and browser.close, driver and driver.stop):
            if end:
                with suppress(PlaywrightError, TimeoutError):
                    await asyncio.wait_for(end(), CLOSING_SECONDS)


async def _answers(browser: Browser) -> bool:
    try:
        context = await asyncio.wait_for(browser.new_context(), ALIVE_SECONDS)
        await asyncio.wait_for(context.close(), ALIVE_SECONDS)
    except (PlaywrightError, TimeoutError):
        return False
    return True
