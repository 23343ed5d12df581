"""Scrapy's download handler for both ways of fetching: plain HTTP, and the browser where a page needs one."""

from __future__ import annotations

import logging
from functools import partial
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, HtmlResponse, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.manners import Manners
from crawler.refusal import PageRefused
from crawler.renderer import Renderer
from storage.records import PageReason

log = logging.getLogger(__name__)

RESTARTS = "fieldsign/browser_restarts"

_of_crawl: WeakKeyDictionary[Crawler, DownloadHandler] = WeakKeyDictionary()


class DownloadHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it ships no types
    """One handler, one browser for http and https.

    `meta["playwright"]` has a page drawn in a pooled page of the browser, `meta["capture"]` in a fresh context with
    the proof in `meta["captured"]`; everything else is plain HTTP. scrapy-playwright's own page handling is replaced:
    it routes every sub-resource through Python, which turns the browser's cache off, and opens a page per request.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # a GET that Twisted sends again by itself would pass by the pace and the count of retries
        self._pool.retryAutomatically = False
        self._manners = Manners.of(crawler)
        self._renderer = Renderer(crawler.settings["FIELDSIGN_CONFIG"], self._manners, self._restarted)
        self._closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DownloadHandler:
        """Return the one handler of a crawl."""
        if crawler not in _of_crawl:
            _of_crawl[crawler] = cls(crawler)
        return _of_crawl[crawler]

    async def download_request(self, request: Request) -> Response:
        """Fetch a page in its host's turn. Raises PageRefused and Scrapy's download errors."""
        return await self._manners.politely(request.url, partial(super().download_request, request))

    async def _maybe_launch_in_thread(self) -> None:
        """Start nothing yet: many sweeps need no browser at all."""

    async def _download_request(self, request: Request, spider: object = None) -> HtmlResponse:  # noqa: ARG002
        allowed, sign = request.meta["allowed_hosts"], request.meta.get("wait_for")
        if request.meta.get("capture"):
            captured, loaded = await self._renderer.capture(request.url, allowed_hosts=allowed, wait_for=sign)
            request.meta["captured"] = captured
            return _drawn(request, captured.final_url, loaded.status or 0, loaded.headers, captured.html)
        scanned = await self._renderer.scan(request.url, allowed_hosts=allowed, wait_for=sign)
        return _drawn(request, scanned.url, scanned.status, scanned.headers, scanned.html.encode("utf-8", "replace"))

    async def close(self) -> None:
        """End the browser and the connections, once for both schemes."""
        if not self._closed:
            self._closed = True
            await super().close()

    async def _close(self) -> None:
        await self._renderer.close()

    def _restarted(self, why: str) -> None:
        log.warning("%s", why)
        if self.stats:
            self.stats.inc_value(RESTARTS)


def _drawn(request: Request, url: str, status: int, headers: dict[str, str], body: bytes) -> HtmlResponse:
    kind = headers.get("content-type", "text/html").lower()
    if "html" not in kind and "xml" not in kind and "text/plain" not in kind:
        raise PageRefused(PageReason.NOT_HTML, f"the answer is {kind}")
    kept = Headers({name: value for name, value in headers.items() if name.lower() != "content-encoding"})
    return HtmlResponse(
        url, status=status, headers=kept, body=body, encoding="utf-8", request=request, flags=["playwright"]
    )
