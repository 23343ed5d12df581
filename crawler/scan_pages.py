"""The pages that scans go through: one context a host, whose pages share its cache, made anew after some loads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from crawler.hops import Hops

CLOSING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page that is used for one scan after another of one host."""

    page: Page
    hops: Hops


@dataclass(slots=True)
class HostPages:
    """The context of one host. A retired one takes no more scans, and is closed when the last of them is done."""

    context: BrowserContext
    idle: list[ScanPage] = field(default_factory=list)
    loads: int = 0
    busy: int = 0
    retired: bool = False
    opening: bool = False


class ScanPages:
    """Pages by `host:port`. A context is retired after `recycle_after` loads, and when a scan in it fails."""

    def __init__(self, looks: dict[str, Any], *, recycle_after: int, max_body: int, rests: bool) -> None:
        """`looks` is what a context is made with; `rests` has an idle page show nothing between two turns."""
        self._looks, self._recycle_after, self._max_body, self._rests = looks, recycle_after, max_body, rests
        self._hosts: dict[str, HostPages] = {}
        self._lock = asyncio.Lock()

    def forget(self) -> None:
        """Drop everything: the browser is gone."""
        self._hosts.clear()

    @asynccontextmanager
    async def page(self, netloc: str, browser: Browser) -> AsyncIterator[ScanPage]:
        """A page for one scan. Raises Playwright's Error."""
        host = await self._host(netloc, browser)
        host.busy += 1
        page = None
        try:
            page = host.idle.pop() if host.idle else await self._opened(host)
            yield page
            await self._put_back(netloc, host, page)
        except BaseException:
            self._retire(netloc, host)
            if page:
                await shut(page.page)
            raise
        finally:
            host.busy -= 1
            if host.loads >= self._recycle_after:
                self._retire(netloc, host)
            if host.retired and not host.busy:
                await closed(host.context)

    async def _host(self, netloc: str, browser: Browser) -> HostPages:
        async with self._lock:
            host = self._hosts.get(netloc)
            if host is None or host.context.browser is not browser:
                host = self._hosts[netloc] = HostPages(await browser.new_context(**self._looks))
                close_others(host.context, host)
            return host

    async def _opened(self, host: HostPages) -> ScanPage:
        async with self._lock:
            host.opening = True
            try:
                page = await host.context.new_page()
            finally:
                host.opening = False
        return ScanPage(page, await Hops.watch(page, self._max_body))

    async def _put_back(self, netloc: str, host: HostPages, page: ScanPage) -> None:
        host.loads += 1
        try:
            if self._rests:
                # an idle page must not go on asking for things between two turns
                await page.page.goto("about:blank", timeout=CLOSING_SECONDS * 1000)
        except PlaywrightError:
            self._retire(netloc, host)
            await shut(page.page)
        else:
            host.idle.append(page)

    def _retire(self, netloc: str, host: HostPages) -> None:
        host.retired = True
        if self._hosts.get(netloc) is host:
            del self._hosts[netloc]


def close_others(context: BrowserContext, host: HostPages | None = None) -> None:
    """Close the pages that a page opens, before they load: they are nothing that a visitor asked for."""
    ours = set(context.pages)

    def opened(page: Page) -> None:
        if page not in ours and not (host and host.opening):
            asyncio.ensure_future(shut(page))  # noqa: RUF006 - bounded by the context's own end

    context.on("page", opened)


async def shut(page: Page) -> None:
    """Close a page, whatever it is doing."""
    with suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(page.close(), CLOSING_SECONDS)


async def closed(context: BrowserContext) -> None:
    """Close a context with all its pages, whatever they are doing."""
    with suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(context.close(), CLOSING_SECONDS)
