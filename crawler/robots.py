"""What a host's robots.txt lets us fetch (RFC 9309); one that cannot be had means "not now", never "all allowed"."""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin

from protego import Protego
from scrapy.http.headers import Headers

from crawler.addresses import AddressGuard, netloc_of
from crawler.pace import PAUSING, Pace
from crawler.refusal import PageRefused

logger = logging.getLogger(__name__)

TOKEN = "Fieldsign"  # noqa: S105 - the product token of RFC 9309, no secret
MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
KEEP_SECONDS = 3600.0
ATTEMPTS = 4
GRACE = 5.0
SIGN_IN = frozenset({401, 403})


@dataclass(frozen=True, kw_only=True, slots=True)
class RobotsAnswer:
    """One HTTP answer to a request for a robots.txt; `body` holds at most MAX_BYTES of what was sent."""

    status: int
    headers: Headers
    body: bytes


FetchRobots = Callable[[str], Awaitable[RobotsAnswer]]
NoteAnswer = Callable[[str, int, Headers], None]


class RobotsUnavailableError(Exception):
    """A robots.txt could not be had this time; the text says why."""


@dataclass(frozen=True, slots=True)
class Robots:
    """What one origin's robots.txt says to us; `rules` is None when the file could not be had, for `why`."""

    until: float
    rules: Protego | None = None
    why: str = ""

    def allows(self, url: str) -> bool:
        """Tell whether the page may be fetched; never while the file could not be had."""
        return self.rules is not None and bool(self.rules.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float:
        """The seconds between two starts that the file asks for, 0 when it asks for nothing."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(TOKEN)
        return max(self.rules.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)


class RobotsBook:
    """The robots.txt of every origin met in a crawl, fetched once and kept for an hour.

    A failed fetch is tried again after `patience` seconds, then after twice and four times as long; after that every
    page of the origin is refused until `patience` × 20 seconds have passed, and then the file is asked for again.
    """

    def __init__(
        self, fetch: FetchRobots, guard: AddressGuard, pace: Pace, note: NoteAnswer, *, patience: float, timeout: float
    ) -> None:
        self._fetch, self._guard, self._pace, self._note = fetch, guard, pace, note
        self._patience, self._timeout = patience, timeout
        self._known: dict[str, Robots] = {}
        self._asking: dict[str, asyncio.Task[Robots]] = {}

    async def of(self, parts: SplitResult) -> Robots:
        """Return what the robots.txt of a URL's origin says, asking for it when it is not known."""
        origin = f"{parts.scheme}://{netloc_of(parts.geturl())}"
        known = self._known.get(origin)
        if known and time.monotonic() < known.until:
            return known
        if origin not in self._asking:
            task = asyncio.create_task(self._ask(origin))
            task.add_done_callback(lambda _done: self._asking.pop(origin, None))
            self._asking[origin] = task
        return await asyncio.shield(self._asking[origin])

    def delay(self, netloc: str) -> float:
        """Return the delay that the known robots.txt files of `host:port` ask for, 0 when none is known."""
        origins = (self._known.get(f"{scheme}://{netloc}") for scheme in ("http", "https"))
        return max(robots.delay if robots else 0.0 for robots in origins)

    async def _ask(self, origin: str) -> Robots:
        why = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await self._pace.pause(self._patience * 2 ** (attempt - 1))
            try:
                robots = Robots(time.monotonic() + KEEP_SECONDS, await self._rules(origin))
            except RobotsUnavailableError as error:
                why = str(error)
                logger.warning("robots.txt of %s: not now, %s (attempt %d)", origin, why, attempt + 1)
            else:
                break
        else:
            robots = Robots(time.monotonic() + self._patience * 20, why=why)
        self._known[origin] = robots
        return robots

    async def _rules(self, origin: str) -> Protego:
        url = f"{origin}/robots.txt"
        for _hop in range(MAX_REDIRECTS + 1):
            answer = await self._answer(url)
            location = answer.headers.get(b"Location")
            if not 300 <= answer.status < 400 or location is None:
                return read_answer(origin, answer)
            url = urljoin(url, location.decode("utf-8", "replace"))
        raise RobotsUnavailableError(f"it redirects more than {MAX_REDIRECTS} times")

    async def _answer(self, url: str) -> RobotsAnswer:
        try:
            await self._guard.check_url(url)
            await self._pace.start(netloc_of(url))
            answer = await asyncio.wait_for(self._fetch(url), self._timeout + GRACE)
        except TimeoutError as error:
            raise RobotsUnavailableError(f"no answer within {self._timeout:g} s") from error
        except PageRefused as refusal:
            raise RobotsUnavailableError(refusal.detail) from refusal
        self._note(url, answer.status, answer.headers)
        return answer


def read_answer(origin: str, answer: RobotsAnswer) -> Protego:
    """Return the rules that an answer stands for, and log the choice; raises RobotsUnavailableError for "not now"."""
    status = answer.status
    if 200 <= status < 300:
        logger.info("robots.txt of %s: obeyed", origin)
        return Protego.parse(robots_text(answer))
    if 400 <= status < 500 and status not in SIGN_IN | PAUSING:
        logger.info("robots.txt of %s: there is none (status %d), all allowed", origin, status)
        return Protego.parse("")
    raise RobotsUnavailableError(f"it answered with status {status}")


def robots_text(answer: RobotsAnswer) -> str:
    """Return the text of a robots.txt, unpacked and cut at MAX_BYTES, whatever type the server gave it."""
    body, coding = answer.body, (answer.headers.get(b"Content-Encoding") or b"").strip().lower()
    if coding in (b"gzip", b"x-gzip", b"deflate"):
        try:
            body = zlib.decompressobj(wbits=47).decompress(body, MAX_BYTES)
        except zlib.error as error:
            raise RobotsUnavailableError("it could not be unpacked") from error
    elif coding not in (b"", b"identity"):
        raise RobotsUnavailableError(f"it is packed with {coding.decode('ascii', 'replace')}, which was not asked for")
    return body[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\x00", "")
