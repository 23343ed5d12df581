"""Scrapy downloader middlewares: checks before every request, redirects, retries, and unpacking within a cap."""

from __future__ import annotations

import logging
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import BaseRedirectMiddleware, MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.addresses import netloc_of, web_address
from crawler.failures import failure_reason, response_reason
from crawler.manners import Manners
from crawler.refusal import PageRefused
from storage.records import PageReason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["Checks", "MetaRefreshes", "Redirects", "Retries", "Unpacking", "failure_reason", "response_reason"]

logger = logging.getLogger(__name__)

MAX_RETRIES = 3
MAX_REDIRECTS = 10
BACKOFF_SECONDS = 2.0
RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
RETRIED_REASONS = {PageReason.NETWORK: MAX_RETRIES, PageReason.TIMEOUT: 1}


class Checks:
    """Asks the manners of the crawl before a request is sent, each redirect hop anew."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Checks:
        return cls(Manners.of(crawler))

    async def process_request(self, request: Request) -> None:
        """Pass a request or raise PageRefused; the download slot is the host and port."""
        netloc = netloc_of(request.url)
        start = request.meta.get("redirect_urls", [request.url])[0]
        allowed_hosts = request.meta.get("allowed_hosts") or frozenset({netloc_of(start)})
        await self._manners.check(request.url, allowed_hosts=allowed_hosts)
        request.meta["download_slot"] = netloc


class Retries:
    """Sends a page again after a network error or a passing fault of the server, each time after a longer wait.

    Network errors and the statuses of RETRIED_STATUSES at most three times, a timeout once. The wait doubles from
    the setting FIELDSIGN_BACKOFF (seconds); a Retry-After of the host is waited for in its turn.
    """

    def __init__(self, manners: Manners, backoff: float) -> None:
        self._manners, self._backoff = manners, backoff

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Retries:
        return cls(Manners.of(crawler), crawler.settings.getfloat("FIELDSIGN_BACKOFF", BACKOFF_SECONDS))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Note the host's wish for rest; return the request again, or the response as it is."""
        self._manners.note_response(response.url, response.status, response.headers)
        if response.status not in RETRIED_STATUSES:
            return response
        return await self._again(request, f"status {response.status}", MAX_RETRIES) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request again, or None to let the error stand."""
        reason, detail = failure_reason(exception)
        return await self._again(request, detail, RETRIED_REASONS.get(reason, 0))

    async def _again(self, request: Request, why: str, most: int) -> Request | None:
        done = request.meta.get("retry_times", 0)
        if done >= most:
            return None
        wait = self._backoff * 2**done
        logger.info("Trying %s again in %g s (%d of %d): %s", request.url, wait, done + 1, most, why)
        await self._manners.pause(wait)
        again: Request = request.replace(dont_filter=True)
        again.meta["retry_times"] = done + 1
        return again


class Hops(BaseRedirectMiddleware):
    """What both kinds of redirect share: a loop ends as PageRefused(REDIRECT_LOOP).

    One return to an address is let pass, because sites set a cookie and send the visitor back.
    """

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:  # noqa: ANN401 - Scrapy's
        hops = [*request.meta.get("redirect_urls", []), request.url]
        target = urldefrag(redirected.url).url
        if len(hops) > MAX_REDIRECTS:
            raise PageRefused(PageReason.REDIRECT_LOOP, f"more than {MAX_REDIRECTS} redirects from {hops[0]}")
        if [urldefrag(hop).url for hop in hops].count(target) > 1:
            raise PageRefused(PageReason.REDIRECT_LOOP, f"{hops[0]} leads to {target} again and again")
        logger.info("%s leads to %s (%s)", request.url, redirected.url, reason)
        redirected.meta.pop("retry_times", None)
        return super()._redirect(redirected, request, reason)


class Redirects(Hops, RedirectMiddleware):
    """Follows HTTP redirects of every request, whatever statuses its callback takes; Checks sees each hop."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the request for the next hop, or the response; raises PageRefused for what must not be followed."""
        location = response.headers.get(b"Location")
        if request.meta.get("playwright") or not 300 <= response.status < 400 or location is None:
            return response
        web_address(urljoin(request.url, location.decode("utf-8", "replace").strip()))
        asked = {name: value for name, value in request.meta.items() if not name.startswith("handle_httpstatus")}
        followed = super().process_response(request.replace(meta=asked), response)
        if isinstance(followed, Request):
            followed.meta.update({name: value for name, value in request.meta.items() if name not in followed.meta})
        return followed


class MetaRefreshes(Hops, MetaRefreshMiddleware):
    """Follows a refresh that a plain page asks for; in the browser the browser has done it."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the request for the next page, or the response."""
        if request.meta.get("playwright"):
            return response
        return super().process_response(request, response)


class Unpacking(HttpCompressionMiddleware):
    """Unpacks a body up to DOWNLOAD_MAXSIZE bytes; more is PageRefused(TOO_LARGE), and logged."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Return the unpacked response; raises PageRefused when it is too large or broken."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise PageRefused(PageReason.TOO_LARGE, str(error)) from error
        except (OSError, EOFError, zlib.error) as error:
            raise PageRefused(PageReason.HTTP_ERROR, f"the body could not be unpacked: {error}") from error
