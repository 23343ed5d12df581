"""Pages that hang, die, spin or never end: every wait has an end, every slot is given back."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Iterator

import pytest

from storage.records import Degraded
from tests.browser.looking import Looking, resident, resting
from tests.server import Exchange, FixtureServer, serving

pytestmark = pytest.mark.browser

GOOD = "<!doctype html><html><body><h1>good page</h1></body></html>"


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    with serving({"/good/*": GOOD}) as fixture:
        yield fixture


async def goods(looking: Looking, count: int) -> int:
    pages = [await looking.scan(f"/good/{n}", "h1") for n in range(count)]
    return sum("good page" in page for page in pages)


def test_aborted_loads_end_by_name_and_give_their_slot_back(server: FixtureServer) -> None:
    """A02, A04: no content, a dropped line, a page that replaces itself, a download; then good pages in two slots."""
    looking = Looking(server, pages_at_once=2)
    server.routes |= {
        "/204": lambda exchange: exchange.send(b"", 204),
        "/drop": Exchange.drop,
        "/moved": "<script>location.replace('/good/1')</script>",
        "/file": lambda exchange: exchange.send(b"x", 200, {"Content-Disposition": "attachment; filename=x.bin"}),
        "/loop/*": lambda exchange: exchange.redirect(f"/loop/{exchange.count % 2}"),
    }

    async def work() -> tuple[list[str], int]:
        paths = ("/204", "/drop", "/moved", "/file", "/drop", "/204")
        return [await looking.reason(looking.scan(path)) for path in paths], await goods(looking, 4)

    reasons, read = looking.run(work)
    assert ["aborted", "network", "read"] == reasons[:3]
    assert reasons[3] in {"aborted", "not_html"}
    assert 4 == read


def test_a_page_that_spins_ends_at_its_deadline(server: FixtureServer) -> None:
    """A05: an endless script, and a sign that never appears; other pages go on meanwhile."""
    looking = Looking(server, {"deadline": 4.0, "settle": 1.0}, pages_at_once=2, page_deadline=4.0)
    server.routes["/spin"] = "<h1>spin</h1><script>setTimeout(() => { for (;;); }, 0)</script>"
    server.routes["/never"] = "<h1>never</h1>"

    async def work() -> tuple[str, str, int]:
        spin = asyncio.ensure_future(looking.reason(looking.capture("/spin", "h1")))
        read = await goods(looking, 3)
        return await spin, await looking.scan("/never", "#nothing"), read

    began = time.monotonic()
    spin, never, read = looking.run(work)
    assert time.monotonic() - began < 4 + 5 + 15
    assert spin in {"deadline", "read"}
    assert "never" in never
    assert 3 == read


def test_a_font_that_never_comes_does_not_cost_the_picture(server: FixtureServer) -> None:
    """A08: the font's address hangs; the screenshot is there in time."""
    server.routes["/font"] = server.hang
    server.routes["/page"] = (
        "<style>@font-face { font-family: slow; src: url(/font) } h1 { font-family: slow }</style><h1>ivory</h1>"
    )
    looking = Looking(server)
    began = time.monotonic()
    capture = looking.run(lambda: looking.capture("/page", "h1"))
    assert capture.screenshot
    assert time.monotonic() - began < 15
    assert "ivory" in capture.text


def test_a_page_that_is_never_silent_is_captured(server: FixtureServer) -> None:
    """A16: an open event stream and a beacon every 200 ms; readiness is the DOM and a cap."""

    def stream(exchange: Exchange) -> None:
        exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: x\n\n")
        exchange.handler.wfile.flush()
        server.stopping.wait(30)

    server.routes |= {
        "/stream": stream,
        "/beacon": lambda exchange: exchange.send(b""),
        "/page": "<h1>live</h1><script>new EventSource('/stream'); setInterval(() => fetch('/beacon'), 200)</script>",
    }
    looking = Looking(server)
    began = time.monotonic()
    assert () == looking.run(lambda: looking.capture("/page", "h1")).degraded
    assert time.monotonic() - began < 12


def test_an_endless_feed_is_left_at_the_cap(server: FixtureServer) -> None:
    """A18: a page that grows whenever it is scrolled ends within its caps and says so."""
    server.routes["/feed"] = (
        "<h1>feed</h1><div id=f></div><script>const more = () => { for (let i = 0; i < 40; i++) "
        "f.insertAdjacentHTML('beforeend', '<p style=height:60px>row') }; more();"
        "addEventListener('scroll', more)</script>"
    )
    looking = Looking(server, {"max_height": 4000, "max_scrolls": 6})
    capture = looking.run(lambda: looking.capture("/feed", "h1"))
    assert (Degraded.CAPPED,) == capture.degraded
    assert any("4000" in note for note in capture.notes)


def test_redirects_by_the_page_are_followed_and_bounded(server: FixtureServer) -> None:
    """A15: a zero-second refresh is captured at its end, once; two pages that refresh each other are a loop."""
    server.routes |= {
        "/from": "<meta http-equiv=refresh content='0; url=/good/1'>",
        "/ping": "<meta http-equiv=refresh content='0; url=/pong'>",
        "/pong": "<meta http-equiv=refresh content='0; url=/ping'>",
    }
    looking = Looking(server)

    async def work() -> tuple[str, str]:
        capture = await looking.capture("/from", "h1")
        return capture.final_url, await looking.reason(looking.capture("/ping"))

    assert (server.url("/good/1"), "redirect_loop") == looking.run(work)
    assert 1 == server.paths().count("/good/1")


def test_a_page_that_unpacks_to_gigabytes_is_too_large(server: FixtureServer) -> None:
    """B13: twenty kilobytes that unpack to hundreds of megabytes end by name, before memory does."""
    bomb = gzip.compress(b"<p>" + b"a" * 200_000_000, 9)
    server.routes["/bomb"] = lambda exchange: exchange.send(bomb, 200, {"Content-Encoding": "gzip"})
    looking = Looking(server, max_body=5_000_000)

    async def work() -> tuple[str, int, int]:
        await goods(looking, 3)
        before, peak = await resting(), 0
        task = asyncio.ensure_future(looking.reason(looking.scan("/bomb")))
        while not task.done():
            await asyncio.sleep(0.05)
            peak = max(peak, resident())
        return await task, peak - before, await goods(looking, 1)

    reason, rise, after = looking.run(work)
    assert ("too_large", 1) == (reason, after)
    assert rise < 150 * 2**20
