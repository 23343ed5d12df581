"""Whose turn it is: one page at a time for each host and port, started no closer together than asked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.refusal import PageRefused
from storage.records import PageReason

logger = logging.getLogger(__name__)

NOTEWORTHY = 1.0
PAUSING = frozenset({429, 503})


@dataclass(slots=True)
class Queue:
    """The line before one host: when the next start is due and how long the host asked for rest (monotonic)."""

    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_start: float = float("-inf")
    rest_until: float = float("-inf")


class Pace:
    """Turns by `host:port`. `interval(netloc)` says how many seconds lie between two starts.

    A rest longer than `max_rest` seconds is not waited for.
    """

    def __init__(self, interval: Callable[[str], float], max_rest: float) -> None:
        self._interval = interval
        self._max_rest = max_rest
        self._queues: dict[str, Queue] = {}
        self._closed = asyncio.Event()

    def close(self) -> None:
        """Send away whoever waits, and whoever comes: the sweep is stopping."""
        self._closed.set()

    @asynccontextmanager
    async def turn(self, netloc: str) -> AsyncIterator[None]:
        """Hold the host for one page; raises PageRefused(RETRY_LATER) when it rests for too long."""
        async with self._queue(netloc).busy:
            await self.start(netloc)
            yield

    async def start(self, netloc: str) -> None:
        """Wait until a request to the host may start, beside a page in flight if need be; raises as `turn` does."""
        queue = self._queue(netloc)
        while (wait := self._wait(queue, netloc)) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), wait)
        queue.last_start = time.monotonic()

    async def pause(self, seconds: float) -> None:
        """Wait; raises PageRefused(RETRY_LATER) as soon as the sweep is stopping."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)
        self._go_on()

    def _go_on(self) -> None:
        if self._closed.is_set():
            raise PageRefused(PageReason.RETRY_LATER, "the sweep is stopping")

    def rest(self, netloc: str, seconds: float) -> None:
        """Let nothing start on the host for some seconds; a rest that is already longer stands."""
        queue, until = self._queue(netloc), time.monotonic() + seconds
        if until > queue.rest_until + NOTEWORTHY:
            logger.warning("%s asks for a rest of %.0f s", netloc, seconds)
        queue.rest_until = max(queue.rest_until, until)

    def _wait(self, queue: Queue, netloc: str) -> float:
        self._go_on()
        now = time.monotonic()
        rest = queue.rest_until - now
        if rest > self._max_rest:
            raise PageRefused(PageReason.RETRY_LATER, f"{netloc} asks to come back in {rest:.0f} s")
        return max(rest, queue.last_start + self._interval(netloc) - now)

    def _queue(self, netloc: str) -> Queue:
        return self._queues.setdefault(netloc, Queue())


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, given as a number or as an HTTP date; None if unreadable.

    A date in the past is 0 (RFC 9110, section 10.2.3).
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
