"""The proxy through which the browser asks for everything: what it connects to, what it refuses, and that it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from crawler.addresses import AddressGuard
from crawler.proxy import FilteringProxy
from tests.server import Exchange, serving

PUBLIC = "93.184.215.14"
Talk = Callable[[bytes], Awaitable[bytes]]


@dataclass
class Names:
    """A resolver that gives its answers one after another, the last one for ever."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def look_up(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@asynccontextmanager
async def proxied(allowed: set[str], names: Names | None = None, *blocked: str) -> AsyncIterator[Talk]:
    """Run the proxy; the value sends raw bytes to it and returns everything that comes back."""
    guard = AddressGuard(frozenset(allowed), (names or Names([["127.0.0.1"]])).look_up)
    proxy = FilteringProxy(guard, blocked)
    port = await proxy.start()

    async def talk(request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        try:
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.close()

    try:
        yield talk
    finally:
        await asyncio.wait_for(proxy.close(), 5)


def get(url: str) -> bytes:
    return f"GET {url} HTTP/1.1\r\nHost: {url.split('/')[2]}\r\n\r\n".encode("latin-1")


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_name_is_resolved_once_and_that_address_is_connected_to() -> None:
    """H05: a name that stands for another address the second time (rebinding) still leads to the first one."""
    names = Names([["127.0.0.1"], ["127.0.0.2"]])

    async def work(port: int) -> list[int]:
        async with proxied({f"shop.example:{port}"}, names) as talk:
            return [status(await talk(get(f"http://shop.example:{port}/{n}"))) for n in range(2)]

    with serving({"/*": "x"}) as site:
        assert [200, 200] == asyncio.run(work(site.port))
        assert [f"shop.example:{site.port}"] * 2 == [hit.headers["Host"] for hit in site.hits]
    assert ["shop.example"] == names.asked


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.1", "localhost", "inner.example"])
@pytest.mark.parametrize("form", ["GET http://{} HTTP/1.1\r\n\r\n", "CONNECT {} HTTP/1.1\r\n\r\n"])
def test_private_addresses_are_refused_in_every_spelling(host: str, form: str) -> None:
    """H05: by number, by odd number and by a name that resolves to one; nothing is connected to."""

    async def work(port: int) -> bytes:
        async with proxied(set()) as talk:
            return await talk(form.format(f"{host}:{port}").encode())

    with serving({"/*": "x"}) as site:
        answer = asyncio.run(work(site.port))
        assert (403, []) == (status(answer), site.hits)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    """H05: a browser that was told two addresses might take either."""

    async def work() -> bytes:
        async with proxied(set(), Names([[PUBLIC, "10.0.0.1"]])) as talk:
            return await talk(get("http://both.example/"))

    assert 403 == status(asyncio.run(work()))


@pytest.mark.parametrize(
    "host", ["ads.example", "a.b.ads.example", "ADS.example.", "www.google-analytics.com", "update.googleapis.com"]
)
def test_hosts_that_are_not_needed_are_closed_at_once(host: str) -> None:
    """B15: by name and by the domain above it, without a look-up."""
    names = Names([[PUBLIC]])

    async def work() -> bytes:
        async with proxied(set(), names, "ads.example") as talk:
            return await talk(get(f"http://{host}/pixel"))

    assert (403, []) == (status(asyncio.run(work())), names.asked)


@pytest.mark.parametrize(("purpose", "expected"), [("prefetch", 403), ("prefetch;prerender", 403), ("", 200)])
def test_what_is_fetched_in_advance_is_refused(purpose: str, expected: int) -> None:
    """B15: documents that a page names for later have passed no check."""

    async def work(netloc: str) -> bytes:
        async with proxied({netloc}) as talk:
            return await talk(f"GET http://{netloc}/x HTTP/1.1\r\nHost: x\r\nSec-Purpose: {purpose}\r\n\r\n".encode())

    with serving({"/*": "x"}) as site:
        assert expected == status(asyncio.run(work(site.netloc)))


def test_a_host_whose_name_only_ends_alike_is_not_blocked() -> None:
    """B15: hosts are compared as hosts."""
    assert not FilteringProxy(AddressGuard(frozenset()), ["ads.example"]).is_blocked("loads.example")


def test_a_tunnel_carries_both_ways() -> None:
    """What https and sockets use."""

    async def work(netloc: str) -> bytes:
        async with proxied({netloc}) as talk:
            asked = f"GET /inner HTTP/1.1\r\nHost: {netloc}\r\nConnection: close\r\n\r\n"
            return await talk(f"CONNECT {netloc} HTTP/1.1\r\n\r\n{asked}".encode())

    with serving({"/inner": "through"}) as site:
        answer = asyncio.run(work(site.netloc))
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK")
    assert answer.endswith(b"through")


def test_a_body_is_passed_up_and_raw_header_bytes_are_passed_down() -> None:
    """B14: bytes that are no text in any sure charset are nobody's trouble here."""

    def page(exchange: Exchange) -> None:
        body = exchange.handler.rfile.read(int(exchange.hit.headers["Content-Length"]))
        exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Name: \xc1\xe8\xe2\r\nConnection: close\r\n\r\n" + body)
        exchange.handler.close_connection = True

    async def work(url: str, netloc: str) -> bytes:
        async with proxied({netloc}) as talk:
            head = f"POST {url} HTTP/1.1\r\nHost: {netloc}\r\nContent-Length: 5\r\n\r\n"
            return await talk(head.encode() + b"ivory")

    with serving({"/form": page}) as site:
        answer = asyncio.run(work(site.url("/form"), site.netloc))
    assert b"X-Name: \xc1\xe8\xe2\r\n" in answer
    assert answer.endswith(b"ivory")


@pytest.mark.parametrize(
    "request_", [b"nonsense\r\n\r\n", b"GET http://[/ HTTP/1.1\r\n\r\n", b"CONNECT shop HTTP/1.1\r\n\r\n"]
)
def test_nonsense_is_answered_and_forgotten(request_: bytes) -> None:
    """A request that cannot be read costs its own connection and no traceback."""

    async def work() -> bytes:
        async with proxied(set()) as talk:
            return await talk(request_)

    assert 502 == status(asyncio.run(work()))


def test_trouble_of_our_own_is_told_apart_from_what_a_site_says() -> None:
    """A port that is shut gives a header of ours; the same header from a site is dropped."""

    async def work(netloc: str) -> tuple[bytes, bytes]:
        async with proxied({"127.0.0.1"}) as talk:
            return await talk(get("http://127.0.0.1:9/")), await talk(get(f"http://{netloc}/"))

    with serving({"/": lambda exchange: exchange.send("x", 502, {"Fieldsign-Trouble": "made up"})}) as site:
        ours, theirs = asyncio.run(work(site.netloc))
    assert (502, 502) == (status(ours), status(theirs))
    assert (True, False) == tuple(b"fieldsign-trouble" in answer.lower() for answer in (ours, theirs))


def test_it_ends_with_lines_open() -> None:
    """A21: a tunnel and a request that are waiting do not hold up the end."""

    async def work(netloc: str) -> None:
        async with proxied({netloc}) as talk:
            waiting = [
                asyncio.ensure_future(talk(f"CONNECT {netloc} HTTP/1.1\r\n\r\n".encode())),
                asyncio.ensure_future(talk(get(f"http://{netloc}/hang"))),
            ]
            await asyncio.wait(waiting, timeout=0.3)
        await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)

    with serving() as site:
        site.routes["/hang"] = site.hang
        asyncio.run(work(site.netloc))
