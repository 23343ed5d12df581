"""The browser dies, its driver dies, it is closed: pages are read all the same and nothing stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from crawler import chromium, renderer
from crawler.refusal import PageRefused
from storage.records import PageReason
from tests.browser.looking import (
    Looking,
    browsers,
    descendants,
    drivers,
    kill,
    refusal_of,
    resident,
    run,
    until,
)
from tests.server import Exchange, FixtureServer, serving

pytestmark = pytest.mark.browser


def numbered(exchange: Exchange) -> None:
    exchange.send(f"<h1>{exchange.hit.path}</h1>")


async def ten_pages(guest: Looking, kill_before: set[int]) -> list[str]:
    seen = []
    for number in range(10):
        if number in kill_before:
            kill(browsers())
        seen.append(await guest.scan(f"/{number}"))
    return seen


@pytest.mark.parametrize(
    "kill_before", [pytest.param({3}, id="once"), pytest.param({3, 5, 8}, id="thrice", marks=pytest.mark.soak)]
)
def test_a_killed_browser_costs_no_page(kill_before: set[int]) -> None:
    """A01: ten pages give ten results, none twice, and each new start is told."""

    async def work() -> None:
        with serving({"/*": numbered}) as site:
            async with Looking(site) as guest:
                seen = await ten_pages(guest, kill_before)
                assert [f"<h1>/{number}</h1>" in html for number, html in enumerate(seen)] == [True] * 10
                assert len(kill_before) <= len(guest.restarts)

    run(work())


def test_a_browser_killed_in_the_middle_of_pages_is_started_once() -> None:
    """A01: two captures in flight are both taken again, and one new browser serves both."""

    async def work() -> None:
        with serving() as site:
            asked = asyncio.Event()
            loop = asyncio.get_running_loop()

            def hang_once(exchange: Exchange) -> None:
                if exchange.count > 1:
                    return numbered(exchange)
                if len(site.hits) >= 2:
                    loop.call_soon_threadsafe(asked.set)
                return site.hang(exchange)

            site.routes["/*"] = hang_once
            async with Looking(site) as guest:
                both = asyncio.gather(guest.capture("/a"), guest.capture("/b"))
                await asked.wait()
                kill(browsers())
                assert ["/a", "/b"] == [capture.text.strip() for capture in await both]
                assert 1 == len(guest.restarts)
                assert 1 == len(browsers())

    run(work())


def test_a_page_that_kills_every_browser_is_given_up() -> None:
    """A01: the retries are bounded, the page ends by name and the next one is read."""

    async def work() -> None:
        with serving({"/*": numbered}) as site:

            def deadly(exchange: Exchange) -> None:
                kill(browsers())
                site.hang(exchange)

            site.routes["/deadly"] = deadly
            async with Looking(site) as guest:
                refusal = await refusal_of(guest.scan("/deadly"))
                assert PageReason.BROWSER_DIED == refusal.reason
                assert "<h1>/next</h1>" in await guest.scan("/next")

    run(work())


def test_a_killed_driver_is_replaced() -> None:
    """A23: the Node driver dies between pages and in the middle of one; both are read."""

    async def work() -> None:
        with serving({"/*": numbered}) as site:

            def deadly_once(exchange: Exchange) -> None:
                if exchange.count == 1:
                    kill(drivers())
                    site.hang(exchange)
                numbered(exchange)

            site.routes["/once"] = deadly_once
            async with Looking(site) as guest:
                await guest.scan("/first")
                kill(drivers())
                assert "<h1>/second</h1>" in await guest.scan("/second")
                assert "<h1>/once</h1>" in await guest.scan("/once")
                assert 2 <= len(guest.restarts)
            assert await until(lambda: not descendants())

    run(work())


def test_a_frozen_browser_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that neither answers nor dies costs one page, not the sweep."""
    monkeypatch.setattr(renderer, "ALIVE_SECONDS", 2.0)
    monkeypatch.setattr(renderer, "CLOSING_SECONDS", 1.0)

    async def work() -> None:
        with serving({"/*": numbered}) as site:
            async with Looking(site, page_deadline=3.0) as guest:
                await guest.scan("/first")
                (frozen,) = browsers()
                os.kill(frozen, signal.SIGSTOP)
                assert PageReason.DEADLINE == (await refusal_of(guest.scan("/stuck"))).reason
                assert frozen not in browsers()
                assert "<h1>/next</h1>" in await guest.scan("/next")
                assert 1 == len(guest.restarts)

    run(work())


def sweep_once(site: FixtureServer) -> None:
    async def work() -> None:
        async with Looking(site) as guest:
            await guest.scan("/a")
            await guest.capture("/b")

    run(work())


@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_no_process_is_left_after_the_end(times: int) -> None:
    """A21: every child is gone and none is defunct when the renderer is closed."""
    with serving({"/*": numbered}) as site:
        for _ in range(times):
            sweep_once(site)
            assert asyncio.run(until(lambda: not descendants()))


def test_closing_in_the_middle_of_pages_leaves_nothing() -> None:
    """A21: a sweep that is stopped ends its pages by name; no browser is started again for them."""

    async def work() -> None:
        with serving() as site:
            asked = asyncio.Event()
            loop = asyncio.get_running_loop()

            def hang(exchange: Exchange) -> None:
                loop.call_soon_threadsafe(asked.set)
                site.hang(exchange)

            site.routes["/*"] = hang
            async with Looking(site) as guest:
                page = asyncio.ensure_future(guest.scan("/a"))
                await asked.wait()
                await guest.renderer.close()
                with pytest.raises(PageRefused):
                    await page
            assert await until(lambda: not descendants())

    run(work())


def test_a_profile_lock_of_a_dead_browser_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A22: there is no profile of ours to lock; a lock that names a dead process is neither read nor removed."""
    lock = tmp_path / ".config" / "chromium" / "SingletonLock"
    lock.parent.mkdir(parents=True)
    lock.symlink_to("elsewhere-999999")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with serving({"/*": numbered}) as site:
        sweep_once(site)
    assert lock.is_symlink()


def test_small_shared_memory_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A24: with the 64 MB of a container the browser is told to do without, with plenty it is not."""
    monkeypatch.setattr(chromium, "shared_memory", lambda: 64 * 2**20)
    assert "--disable-dev-shm-usage" in chromium.launch_options(Path("/x"), None)["args"]
    monkeypatch.setattr(chromium, "shared_memory", lambda: 2**30)
    assert "--disable-dev-shm-usage" not in chromium.launch_options(Path("/x"), None)["args"]


def test_the_sandbox_is_on_for_everybody_but_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright would switch it off for all."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert chromium.launch_options(Path("/x"), None)["chromium_sandbox"] is True
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert chromium.launch_options(Path("/x"), None)["chromium_sandbox"] is False


def heavy(parts: int) -> str:
    return "<h1>heavy</h1>" + "".join(f"<img src='/part/{number}.svg' width=9 height=9>" for number in range(parts))


def part(exchange: Exchange) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>"
    exchange.send(picture, headers={"Content-Type": "image/svg+xml", "Cache-Control": "max-age=600"})


@pytest.mark.parametrize(("early", "late", "parts"), [(10, 30, 6), pytest.param(60, 300, 60, marks=pytest.mark.soak)])
def test_memory_reaches_a_level(early: int, late: int, parts: int) -> None:
    """A07: contexts are recycled by count, so that late pages cost no more memory than early ones."""

    async def work() -> None:
        with serving({"/": heavy(parts), "/part/*": part}) as site:
            async with Looking(site, recycle_after=5) as guest:
                for _ in range(early):
                    await guest.scan("/")
                before = resident()
                for _ in range(late - early):
                    await guest.scan("/")
                assert resident() <= 1.3 * before

    run(work(), 600)
