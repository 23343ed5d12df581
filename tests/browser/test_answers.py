"""What servers answer and what pages try on their own: named rightly, bounded, and never sent unchecked."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator

import pytest

from crawler.renderer import Scanned
from storage.records import Degraded
from tests.browser.looking import Looking, until
from tests.server import Exchange, FixtureServer, serving

pytestmark = pytest.mark.browser

BLANK = "<html><head></head><body></body></html>"


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    with serving() as fixture:
        yield fixture


async def scanned(looking: Looking, path: str) -> Scanned:
    return await looking.renderer.scan(looking.server.url(path), allowed_hosts=looking.hosts)


@pytest.mark.parametrize("status", [404, 410, 429, 503])
def test_an_error_without_a_body_keeps_its_status_and_headers(status: int, server: FixtureServer) -> None:
    """B05, A02: a browser shows a page of its own for it; the ledger needs the status, the pace its Retry-After."""
    server.routes["/empty"] = lambda exchange: exchange.send(b"", status, {"Retry-After": "7"})
    looking = Looking(server)

    async def work() -> tuple[int, str | None, str, str]:
        page = await scanned(looking, "/empty")
        return page.status, page.headers.get("retry-after"), page.html.replace(BLANK, ""), page.url

    assert (status, "7", "", server.url("/empty")) == looking.run(work)


def test_a_browsers_own_error_page_is_never_proof(server: FixtureServer) -> None:
    """A whole Chromium shows words of its own where the site sent none; the headless shell shows a white page."""
    server.routes["/empty"] = lambda exchange: exchange.send(b"", 404)
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/empty"))
    assert (404, "", "") == (capture.status, capture.html.decode().replace(BLANK, ""), capture.text)
    assert (Degraded.NO_SCREENSHOT in capture.degraded) == (capture.screenshot is None)
    assert server.url("/empty") == capture.final_url


def test_a_broken_line_is_no_answer_of_the_site(server: FixtureServer) -> None:
    """A02: what our own proxy says about a line that broke or a port that is shut is never taken for a status."""
    server.routes["/drop"] = Exchange.drop
    looking = Looking(server, allowed_hosts=frozenset({"127.0.0.1"}))

    async def work() -> list[str]:
        shut = looking.renderer.scan("http://127.0.0.1:9/", allowed_hosts=frozenset({"127.0.0.1:9"}))
        return [await looking.reason(looking.scan("/drop")), await looking.reason(shut)]

    assert ["network", "network"] == looking.run(work)


def test_a_site_cannot_speak_for_our_proxy(server: FixtureServer) -> None:
    """The header by which the proxy tells of trouble is dropped when a server sends it."""
    server.routes["/page"] = lambda exchange: exchange.send("<h1>page</h1>", 200, {"Fieldsign-Trouble": "made up"})
    looking = Looking(server)
    assert "page" in looking.run(lambda: looking.scan("/page"))


def test_another_part_of_the_same_page_is_loaded_anew(server: FixtureServer) -> None:
    """Two addresses that differ behind the # are two loads, not one load and a scroll."""
    server.routes["/page"] = lambda exchange: exchange.send(f"<h1>load {exchange.count}</h1>")
    looking = Looking(server)

    async def work() -> list[str]:
        return [await looking.scan(f"/page#{part}") for part in ("a", "b", "b")]

    assert [True] * 3 == [f"load {n}" in html for n, html in enumerate(looking.run(work), 1)]


def test_only_what_is_drawn_is_text(server: FixtureServer) -> None:
    """Style sheets in shadow roots and frames that are not shown are no words of the page."""
    server.routes |= {
        "/hidden": "<p>ivory in a hidden frame</p>",
        "/page": "<h1>outer</h1><div id=s></div><iframe src=/hidden style='display:none'></iframe><script>"
        "s.attachShadow({mode: 'open'}).innerHTML = '<style>p{color:red}</style><p>deep</p><template>x</template>'"
        "</script>",
    }
    looking = Looking(server)
    assert ["outer", "deep"] == looking.run(lambda: looking.capture("/page", "h1")).text.split()


def test_windows_that_a_page_opens_are_never_asked_for(server: FixtureServer) -> None:
    """B06: a window is a document that no check has passed: by script, by link, by form, now and later."""
    server.routes["/opened/*"] = "x"
    server.routes["/page"] = (
        "<h1>page</h1><a id=a target=_blank href=/opened/link>x</a>"
        "<form id=f method=post target=_blank action=/opened/form></form>"
        "<script>open('/opened/script'); a.click(); f.submit(); setTimeout(() => open('/opened/later'), 50);"
        "setTimeout(() => document.body.append(Object.assign(document.createElement('h2'))), 300)</script>"
    )
    looking = Looking(server)
    assert "page" in looking.run(lambda: looking.capture("/page", "h2")).text
    assert [] == [path for path in server.paths() if path.startswith("/opened")]


SPINS = {
    "while it loads": "<h1>spin</h1><script>for (;;);</script>",
    "once it is there": "<h1>spin</h1><script>setTimeout(() => { for (;;); }, 0)</script>",
}


@pytest.mark.parametrize("page", SPINS.values(), ids=SPINS.keys())
@pytest.mark.parametrize("way", ["scan", "capture"])
def test_a_page_that_spins_costs_its_deadline_and_no_more(way: str, page: str, server: FixtureServer) -> None:
    """A05: each ends within five seconds of its deadline, and the next page is read."""
    server.routes |= {"/spin": page, "/good": "<h1>good page</h1>"}
    looking = Looking(server, {"deadline": 3.0, "settle": 0.5}, page_deadline=3.0, pages_at_once=1)

    async def work() -> tuple[str, float, str]:
        await looking.scan("/good")
        began = time.monotonic()
        reason = await looking.reason(getattr(looking, way)("/spin"))
        return reason, time.monotonic() - began, await looking.scan("/good")

    reason, took, good = looking.run(work)
    assert "deadline" == reason
    assert took < 3 + 5
    assert "good page" in good


def test_a_page_that_spins_when_scrolled_is_kept_as_it_was_read(server: FixtureServer) -> None:
    """A05: source and text were had before the script went round in circles; they are the capture, and it says so."""
    server.routes["/page"] = (
        "<h1>ivory</h1><p style='height:4000px'></p><script>onscroll = () => { for (;;); }</script>"
    )
    looking = Looking(server, {"deadline": 3.0, "settle": 0.5})
    capture = looking.run(lambda: looking.capture("/page"))
    assert "ivory" in capture.text
    assert (Degraded.DEADLINE, Degraded.NO_SCREENSHOT) == capture.degraded


def test_a_part_that_never_comes_is_let_go_with_its_page(server: FixtureServer) -> None:
    """A07: lines to servers that never answer end when the browser hangs up, or a long sweep runs out of them."""
    gone = threading.Event()

    def watch(exchange: Exchange) -> None:
        if select.select([exchange.handler.connection], [], [], 30)[0]:
            gone.set()
        exchange.drop()

    server.routes |= {"/silent": watch, "/page": "<h1>page</h1><img src=/silent>"}
    looking = Looking(server, {"settle": 0.5})

    async def work() -> bool:
        await looking.capture("/page", "h1")
        return await until(gone.is_set)

    assert looking.run(work)
