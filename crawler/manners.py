"""Being a good guest, in one object per crawl: what may be fetched, when, and from which address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from urllib.parse import SplitResult
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.headers import Headers

from crawler.addresses import DEFAULT_PORTS, netloc_of, plain_host, port_of, shared_guard, web_address
from crawler.pace import PAUSING, Pace, retry_after
from crawler.refusal import PageRefused
from crawler.robots import FetchRobots, Robots, RobotsBook
from crawler.settings import Config
from storage.records import PageReason

logger = logging.getLogger(__name__)

LEAST_DELAY = 1.0
ROBOTS_PATIENCE = 30.0

_of_crawl: WeakKeyDictionary[Crawler, Manners] = WeakKeyDictionary()


class Manners:
    """The rules of one crawl, for plain HTTP and the browser alike.

    Hosts are told apart by name and port. In `allowed_hosts` a bare host means the ports 80 and 443.
    """

    def __init__(self, config: Config, fetch_robots: FetchRobots, *, robots_patience: float = ROBOTS_PATIENCE) -> None:
        self._config = config
        self.guard = shared_guard(config.allowed_hosts)
        self._pace = Pace(self._interval, config.max_retry_after)
        self._robots = RobotsBook(
            fetch_robots,
            self.guard,
            self._pace,
            self.note_response,
            patience=robots_patience,
            timeout=config.timeout,
        )

    @classmethod
    def of(cls, crawler: Crawler) -> Manners:
        """Return the one Manners of a crawl; its Config is the setting FIELDSIGN_CONFIG."""
        if crawler not in _of_crawl:
            from crawler.robots_fetch import PlainRobots

            config: Config = crawler.settings["FIELDSIGN_CONFIG"]
            patience = crawler.settings.getfloat("FIELDSIGN_ROBOTS_PATIENCE", ROBOTS_PATIENCE)
            _of_crawl[crawler] = cls(config, PlainRobots(crawler), robots_patience=patience)
        return _of_crawl[crawler]

    async def check(self, url: str, *, allowed_hosts: frozenset[str]) -> None:
        """Pass a document that may be fetched; call it before every hop.

        Raises PageRefused: OFFSITE_REDIRECT, ADDRESS_REFUSED, NETWORK (the name has no address), ROBOTS_DISALLOWED,
        ROBOTS_UNREACHABLE or ROBOTS_DELAY.
        """
        parts = web_address(url)
        self.guard.check_literal(str(parts.hostname), port_of(parts))
        if not on_site(parts, allowed_hosts):
            raise PageRefused(PageReason.OFFSITE_REDIRECT, f"{netloc_of(url)} does not belong to the site")
        await self.guard.check_url(url)
        self._obey(url, await self._robots.of(parts))

    def close(self) -> None:
        """Start no further page; what waits for its turn is refused as RETRY_LATER."""
        self._pace.close()

    async def pause(self, seconds: float) -> None:
        """Wait; raises PageRefused(RETRY_LATER) as soon as the sweep is stopping."""
        await self._pace.pause(seconds)

    def turn(self, netloc: str) -> AbstractAsyncContextManager[None]:
        """Hold `host:port` for one page; raises PageRefused(RETRY_LATER) when the host rests for too long."""
        return self._pace.turn(netloc)

    async def politely(self, url: str, download: Callable[[], Awaitable[Response]]) -> Response:
        """Return what `download` gives, in the host's turn; a wish for rest is noted before the next page's turn."""
        async with self.turn(netloc_of(url)):
            response = await download()
            self.note_response(response.url, response.status, response.headers)
        return response

    def note_response(self, url: str, status: int, headers: Headers) -> None:
        """Let the host of a 429 or 503 answer rest for as long as its Retry-After says."""
        value = headers.get(b"Retry-After")
        if status not in PAUSING or value is None:
            return
        seconds = retry_after(value.decode("ascii", "replace"), datetime.now(UTC))
        if seconds is None:
            logger.warning("%s sent a Retry-After that cannot be read: %r", netloc_of(url), value)
        else:
            self._pace.rest(netloc_of(url), seconds)

    def _obey(self, url: str, robots: Robots) -> None:
        if robots.rules is None:
            why = f"the robots.txt of {netloc_of(url)} could not be had: {robots.why}"
            raise PageRefused(PageReason.ROBOTS_UNREACHABLE, why)
        if not robots.allows(url):
            raise PageRefused(PageReason.ROBOTS_DISALLOWED, f"robots.txt disallows {url}")
        if robots.delay > self._config.max_crawl_delay:
            asked = f"robots.txt asks for {robots.delay:g} s between pages, max_crawl_delay"
            raise PageRefused(PageReason.ROBOTS_DELAY, f"{asked} is {self._config.max_crawl_delay:g} s")

    def _interval(self, netloc: str) -> float:
        host, _, port = netloc.rpartition(":")
        own = self._config.delay
        if not self.guard.allows(host, int(port)):
            own = max(own, LEAST_DELAY)
        return max(own, min(self._robots.delay(netloc), self._config.max_crawl_delay))


def on_site(parts: SplitResult, allowed_hosts: frozenset[str]) -> bool:
    """Tell whether a URL's host and port are among `host` (ports 80 and 443) or `host:port` names."""
    host, port = plain_host(str(parts.hostname)), port_of(parts)
    names = {f"{host}:{port}", f"[{host}]:{port}"}
    if port in DEFAULT_PORTS.values():
        names |= {host, f"[{host}]"}
    return not names.isdisjoint({name.lower() for name in allowed_hosts})
