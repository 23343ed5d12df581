"""One object says what may be fetched and when, for plain HTTP and the browser alike."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.http.headers import Headers

from crawler.manners import Manners, on_site
from crawler.refusal import PageRefused
from crawler.robots import RobotsAnswer
from crawler.settings import Config
from storage.records import PageReason
from tests.crawler.crawl_once import crawl
from tests.server import Exchange, serving

HOST = "127.0.0.1:8101"
SITE = frozenset({HOST})


def manners(robots: str = "", status: int = 200, **settings: Any) -> Manners:
    """Return manners for a site at HOST whose robots.txt holds these lines for everybody."""

    async def fetch(_url: str) -> RobotsAnswer:
        return RobotsAnswer(status=status, headers=Headers(), body=f"User-agent: *\n{robots}\n".encode())

    config = Config(folder=Path(), **{"allowed_hosts": SITE, "delay": 0.0, **settings})
    return Manners(config, fetch, robots_patience=0.0)


def reason_of(guest: Manners, url: str) -> PageReason | None:
    try:
        asyncio.run(guest.check(url, allowed_hosts=SITE))
    except PageRefused as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize(
    ("reason", "url", "robots"),
    [
        (None, f"http://{HOST}/ad/1", ""),
        (None, f"http://{HOST}/ad/1", "Crawl-delay: 120"),
        (PageReason.ROBOTS_DISALLOWED, f"http://{HOST}/ad/1", "Disallow: /ad"),
        (PageReason.ROBOTS_DELAY, f"http://{HOST}/ad/1", "Crawl-delay: 3600"),
        (PageReason.OFFSITE_REDIRECT, "http://other.example/", ""),
        (PageReason.OFFSITE_REDIRECT, "http://127.0.0.1.other.example:8101/", ""),
        (PageReason.ADDRESS_REFUSED, "http://127.0.0.1:8102/", ""),
        (PageReason.ADDRESS_REFUSED, "http://169.254.169.254/", ""),
        (PageReason.ADDRESS_REFUSED, "file:///etc/passwd", ""),
    ],
)
def test_every_refusal_has_its_name(reason: PageReason | None, url: str, robots: str) -> None:
    """B03, B06, H05: address, site, robots.txt and its delay each refuse by their own name."""
    assert reason == reason_of(manners(robots), url)


def test_a_robots_txt_that_cannot_be_had_refuses_by_name() -> None:
    """B01: not now has a name of its own, so that it can be told from a rule."""
    assert PageReason.ROBOTS_UNREACHABLE == reason_of(manners(status=503), f"http://{HOST}/")


@pytest.mark.parametrize(
    ("allowed", "url", "names"),
    [
        (True, "http://market.example/", {"market.example"}),
        (True, "https://MARKET.example./", {"market.example"}),
        (False, "http://market.example:8080/", {"market.example"}),
        (True, "http://market.example:8080/", {"Market.example:8080"}),
        (False, "http://market.example/", {"market.example:8080"}),
        (False, "http://www.market.example/", {"market.example"}),
        (False, "http://market.example.evil.example/", {"market.example"}),
        (False, "http://evilmarket.example/", {"market.example"}),
        (True, "http://[::1]:81/", {"[::1]:81"}),
    ],
)
def test_hosts_are_compared_as_hosts(allowed: bool, url: str, names: set[str]) -> None:
    """B06: name and port decide, never a part of the name; a bare host means the ports of the web."""
    assert allowed == on_site(urlsplit(url), frozenset(names))


def gaps(guest: Manners, count: int = 3) -> list[float]:
    async def starts() -> list[float]:
        await guest.check(f"http://{HOST}/", allowed_hosts=SITE)
        at = []
        for _ in range(count):
            async with guest.turn(HOST):
                at.append(time.monotonic())
        return at

    return [later - sooner for sooner, later in pairwise(asyncio.run(starts()))]


@pytest.mark.parametrize(("own", "line"), [(0.0, "Crawl-delay: 0.2"), (0.2, "Crawl-delay: 0.01"), (0.2, "")])
def test_the_longer_of_our_own_delay_and_the_sites_counts(own: float, line: str) -> None:
    """B03: the interval is the larger of the two."""
    assert all(gap >= 0.2 for gap in gaps(manners(line, delay=own)))


def test_a_delay_under_a_second_is_for_allowed_hosts_only() -> None:
    """A workspace cannot hurry a public host."""

    async def waits(guest: Manners, netloc: str) -> bool:
        async with guest.turn(netloc):
            pass
        second = asyncio.ensure_future(guest.turn(netloc).__aenter__())
        await asyncio.sleep(0.05)
        waiting = not second.done()
        second.cancel()
        return waiting

    assert [True, False] == [asyncio.run(waits(manners(), netloc)) for netloc in ("market.example:80", HOST)]


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_retry_after_ends_the_hosts_turns(status: int) -> None:
    """B05: 86400 seconds are not waited for; without the header, or with another status, nothing is paused."""

    async def turn(guest: Manners, status: int, headers: dict[str, str]) -> PageReason | None:
        guest.note_response(f"http://{HOST}/", status, Headers(headers))
        try:
            async with guest.turn(HOST):
                return None
        except PageRefused as refusal:
            return refusal.reason

    assert PageReason.RETRY_LATER == asyncio.run(turn(manners(), status, {"Retry-After": "86400"}))
    assert asyncio.run(turn(manners(), status, {})) is None
    assert asyncio.run(turn(manners(), status, {"Retry-After": "soon"})) is None
    assert asyncio.run(turn(manners(), 200, {"Retry-After": "86400"})) is None


def test_robots_txt_is_fetched_as_we_and_by_plain_http() -> None:
    """B17: an attachment is obeyed; the request names us and asks for no packing, and the file is asked for once."""

    def attachment(exchange: Exchange) -> None:
        exchange.send("User-agent: Fieldsign\nDisallow: /no\n", headers={"Content-Disposition": "attachment"})

    with serving({"/robots.txt": attachment, "/*": "<h1>ad</h1>"}) as server:
        config = {"allowed_hosts": [server.netloc], "contact": "mailto:field@ngo.example"}
        report = crawl(config, [server.url("/no"), server.url("/yes")])
    assert (["/robots.txt", "/yes"], ["robots_disallowed"]) == (server.paths(), report.reasons())
    agents = {hit.headers["User-Agent"] for hit in server.hits}
    assert ({"Fieldsign/0.1 (+mailto:field@ngo.example)"}, "identity") == (
        agents,
        server.hits[0].headers["Accept-Encoding"],
    )


def test_an_unreachable_robots_txt_stops_all_pages_until_it_comes_back() -> None:
    """B01: 503, a hang and a dropped connection give no page; the 200 that follows lets the crawl go on."""

    def robots(exchange: Exchange) -> None:
        if exchange.count == 1:
            exchange.send(b"", 503)
        elif exchange.count == 2:
            server.hang(exchange)
        elif exchange.count == 3:
            exchange.drop()
        else:
            exchange.send("User-agent: *\nDisallow: /no\n")

    with serving({"/robots.txt": robots, "/*": "<h1>ad</h1>"}) as server:
        report = crawl({"allowed_hosts": [server.netloc], "timeout": 0.5}, [server.url("/no"), server.url("/yes")])
    assert ["/robots.txt"] * 4 + ["/yes"] == server.paths()
    assert (3, ["robots_disallowed"]) == (len(report.logged("not now")), report.reasons())


@pytest.mark.parametrize("status", [429, 503])
def test_a_robots_txt_that_stays_away_gives_no_hit_at_all(status: int) -> None:
    """B01: with robots.txt refused for the whole sweep, no page is asked for and each says why."""
    with serving({"/robots.txt": lambda exchange: exchange.send(b"", status), "/*": "<h1>ad</h1>"}) as server:
        report = crawl({"allowed_hosts": [server.netloc]}, [server.url("/1"), server.url("/2")])
    assert (["robots_unreachable"] * 2, {"/robots.txt"}) == (report.reasons(), set(server.paths()))


def test_a_dead_host_is_unreachable_and_named() -> None:
    """B01: a robots.txt behind a refused connection is no consent either."""
    with serving() as server:
        gone = server.url("/1")
    assert ["robots_unreachable"] == crawl({"allowed_hosts": [server.netloc]}, [gone]).reasons()
