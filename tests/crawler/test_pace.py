"""Turns: one page at a time for each host and port, no closer together than asked."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from crawler.pace import Pace, retry_after
from crawler.refusal import PageRefused
from storage.records import PageReason

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


def test_starts_on_one_host_keep_their_distance() -> None:
    """The interval lies between one start and the next, however short the page."""

    async def three(pace: Pace) -> list[float]:
        starts = []
        for _ in range(3):
            async with pace.turn("a:80"):
                starts.append(time.monotonic())
        return starts

    starts = asyncio.run(three(Pace(lambda _netloc: 0.1, max_rest=10)))
    assert all(later - sooner >= 0.1 for sooner, later in pairwise(starts))


def test_one_page_at_a_time_on_a_host_and_many_on_many() -> None:
    """A second page of a host waits for the first to end; another port is another host."""

    async def overlaps(netlocs: list[str]) -> int:
        pace, inside, most = Pace(lambda _netloc: 0.0, max_rest=10), 0, 0

        async def page(netloc: str) -> None:
            nonlocal inside, most
            async with pace.turn(netloc):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*map(page, netlocs))
        return most

    assert 1 == asyncio.run(overlaps(["a:80", "a:80", "a:80"]))
    assert 2 == asyncio.run(overlaps(["a:80", "a:81"]))


def test_a_turn_is_given_back_when_the_page_fails() -> None:
    """A page that raises does not hold its host."""

    async def fail_then_go(pace: Pace) -> str:
        with pytest.raises(ValueError, match="page"):
            async with pace.turn("a:80"):
                raise ValueError("page")
        async with asyncio.timeout(5), pace.turn("a:80"):
            return "went"

    assert "went" == asyncio.run(fail_then_go(Pace(lambda _netloc: 0.0, max_rest=10)))


def test_robots_txt_may_start_while_a_page_holds_the_turn() -> None:
    """A redirect hop inside a page may need a robots.txt of the same host: it must not wait for its own page."""

    async def inside(pace: Pace) -> str:
        async with asyncio.timeout(5), pace.turn("a:80"):
            await pace.start("a:80")
            return "started"

    assert "started" == asyncio.run(inside(Pace(lambda _netloc: 0.0, max_rest=10)))


def test_a_rest_pauses_its_host_only() -> None:
    """B05: the host that asked for rest waits, another goes on; a shorter wish does not shorten it."""

    async def waits(pace: Pace) -> tuple[float, float]:
        pace.rest("a:80", 0.2)
        pace.rest("a:80", 0.01)
        begun = time.monotonic()
        await pace.start("b:80")
        other = time.monotonic()
        await pace.start("a:80")
        return other - begun, time.monotonic() - begun

    other, rested = asyncio.run(waits(Pace(lambda _netloc: 0.0, max_rest=10)))
    assert other < 0.2 <= rested


def test_a_rest_that_is_too_long_is_left_for_a_later_sweep() -> None:
    """B05: a host that asks for a day is refused by name at once."""

    async def turn(pace: Pace) -> None:
        pace.rest("a:80", 86400)
        async with pace.turn("a:80"):
            raise AssertionError("the turn was given")

    with pytest.raises(PageRefused, match="86400 s") as refused:
        asyncio.run(turn(Pace(lambda _netloc: 0.0, max_rest=600)))
    assert PageReason.RETRY_LATER == refused.value.reason


@pytest.mark.parametrize(
    ("seconds", "value"),
    [
        (5.0, "5"),
        (5.0, " 5 "),
        (0.0, "0"),
        (90.0, "Fri, 20 Nov 2026 12:01:30 GMT"),
        (90.0, "Friday, 20-Nov-26 12:01:30 GMT"),
        (90.0, "Fri, 20 Nov 2026 13:01:30 +0100"),
        (0.0, "Thu, 19 Nov 2026 12:00:00 GMT"),
        (999999999999.0, "9" * 400),
        (None, "soon"),
        (None, "-5"),
        (None, "5.5"),
        (None, "٥"),
        (None, ""),
        (None, "Fri, 99 Nov 2026 12:01:30 GMT"),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(seconds: float | None, value: str) -> None:
    """B05: both forms of RFC 9110 are read, and what is neither is not guessed."""
    assert seconds == retry_after(value, NOW)
