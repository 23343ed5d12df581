"""The one request for a robots.txt: always plain HTTP, cut at its size cap, no redirects, never the browser."""

from __future__ import annotations

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)
from twisted.internet.error import ConnectError, ConnectionClosed

from crawler.robots import MAX_BYTES, RobotsAnswer, RobotsUnavailableError
from crawler.settings import Config

RECEIVED = "robots_bytes"
NETWORK_ERRORS = (
    CannotResolveHostError,
    ConnectError,
    ConnectionClosed,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    OSError,
    ResponseDataLossError,
)


class PlainRobots:
    """Asks for robots.txt files with an HTTP handler of its own, past every downloader middleware and slot."""

    def __init__(self, crawler: Crawler) -> None:
        config: Config = crawler.settings["FIELDSIGN_CONFIG"]
        self._timeout = config.timeout
        self._headers = {"User-Agent": config.user_agent, "Accept": "text/plain,*/*", "Accept-Encoding": "identity"}
        self._handler = HTTP11DownloadHandler(crawler)
        crawler.signals.connect(self._cut, signals.bytes_received)
        crawler.signals.connect(self._close, signals.spider_closed)

    async def __call__(self, url: str) -> RobotsAnswer:
        """Return the answer to one GET; raises RobotsUnavailableError when there was none."""
        meta = {RECEIVED: 0, "download_maxsize": 0, "download_warnsize": 0, "download_timeout": self._timeout}
        try:
            response = await self._handler.download_request(Request(url, headers=self._headers, meta=meta))
        except NETWORK_ERRORS as error:
            raise RobotsUnavailableError(f"{type(error).__name__}: {error}") from error
        return RobotsAnswer(status=response.status, headers=response.headers, body=response.body[:MAX_BYTES])

    def _cut(self, data: bytes, request: Request) -> None:
        if RECEIVED not in request.meta:
            return
        request.meta[RECEIVED] += len(data)
        if request.meta[RECEIVED] > MAX_BYTES:
            raise StopDownload(fail=False)

    async def _close(self) -> None:
        await self._handler.close()
