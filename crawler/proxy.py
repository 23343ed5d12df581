"""A forward proxy on loopback through which the browser asks for everything: it resolves once and refuses addresses.

Host names are resolved here and nowhere else, so what was checked is what is connected to.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import AddressGuard
from crawler.refusal import PageRefused

log = logging.getLogger(__name__)

CHUNK = 64 * 1024
HEAD_LIMIT = 256 * 1024
CONNECT_SECONDS = 20.0
TROUBLE = "fieldsign-trouble"
HOP_HEADERS = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", TROUBLE.encode()})
IN_ADVANCE = re.compile(rb"^sec-purpose:.*\bpre(fetch|render)", re.IGNORECASE | re.MULTILINE)

TRACKERS = (
    "adnxs.com",
    "adsrvr.org",
    "amazon-adsystem.com",
    "criteo.com",
    "doubleclick.net",
    "facebook.net",
    "google-analytics.com",
    "googlesyndication.com",
    "googletagmanager.com",
    "hotjar.com",
    "mc.yandex.ru",
    "outbrain.com",
    "quantserve.com",
    "scorecardresearch.com",
    "taboola.com",
)

# what a whole Chromium asks of its makers whatever it is told: updates, accounts, guesses
BROWSERS_OWN = (
    "accounts.google.com",
    "android.clients.google.com",
    "clients1.google.com",
    "clients2.google.com",
    "clients4.google.com",
    "content-autofill.googleapis.com",
    "dl.google.com",
    "gvt1.com",
    "mtalk.google.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
)


class Refused(Exception):  # noqa: N818
    """The proxy answers 403 and connects nowhere."""


class FilteringProxy:
    """HTTP/1.1 forward proxy: absolute-form requests and CONNECT tunnels, one request a connection.

    `blocked` are host names that are not needed; their subdomains are blocked as well. So is what the browser asks
    of its makers, and every document that a page has it fetch in advance: no check has passed it, no person needs it.
    """

    def __init__(self, guard: AddressGuard, blocked: Iterable[str] = ()) -> None:
        self._guard = guard
        self._blocked = tuple(host.lower().lstrip(".") for host in (*TRACKERS, *BROWSERS_OWN, *blocked))
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Listen on loopback; returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_LIMIT, backlog=256)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop what is open."""
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def is_blocked(self, host: str) -> bool:
        """Tell whether a host, or a domain above it, is on the list."""
        name = host.lower().rstrip(".")
        return any(name == blocked or name.endswith(f".{blocked}") for blocked in self._blocked)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._answer(reader, writer)
        except (Refused, PageRefused) as refusal:
            log.info("refused to the browser: %s", refusal)
            await _reply(writer, b"403 Forbidden", "the address was refused")
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            await _reply(writer, b"502 Bad Gateway", f"the connection broke ({type(error).__name__})")
        except asyncio.CancelledError:
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return
        first, _, fields = head.partition(b"\r\n")
        method, target, version = first.split(b" ", 2)
        if IN_ADVANCE.search(fields):
            raise Refused(f"{target.decode('latin-1')} is not needed yet")
        if method == b"CONNECT":
            host, _, port = target.decode("ascii").rpartition(":")
            above = await self._connect(host.strip("[]"), int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await _both_ways((reader, writer), above)
            return
        parts = urlsplit(target.decode("latin-1"))
        above = await self._connect(parts.hostname or "", parts.port or 80)
        path = target.decode("latin-1").partition("://")[2].partition("/")
        asked = f"{method.decode('latin-1')} /{path[2]} ".encode("latin-1") + version
        length = _length(fields)
        above[1].write(asked + b"\r\n" + _own(fields))
        await _exchange((reader, writer), above, length)

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.is_blocked(host):
            raise Refused(f"{host} is not needed")
        trouble: OSError | None = None
        for address in await self._guard.resolve(host, port):
            try:
                return await asyncio.wait_for(asyncio.open_connection(address, port, limit=HEAD_LIMIT), CONNECT_SECONDS)
            except OSError as error:
                trouble = error
        raise trouble or OSError(f"{host} has no address")


def _length(fields: bytes) -> int:
    """Length of the request's body. A body of unknown length is not passed on: no page needs one to be seen."""
    for line in fields.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"transfer-encoding":
            raise ValueError("a request body of unknown length")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _own(fields: bytes) -> bytes:
    """The header lines without those between two hops, and with a wish to close after the answer."""
    lines = [line for line in fields.split(b"\r\n") if line and line.partition(b":")[0].lower() not in HOP_HEADERS]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


async def _exchange(
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    above: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    length: int,
) -> None:
    try:
        if length:
            above[1].write(await client[0].readexactly(length))
        await _unless_gone(client[0], _pass_down(above[0], client[1]))
    finally:
        above[1].close()


async def _pass_down(above: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
    head = await above.readuntil(b"\r\n\r\n")
    first, _, fields = head.partition(b"\r\n")
    client.write(first + b"\r\n" + _own(fields))
    await _pipe(above, client)


async def _unless_gone(client: asyncio.StreamReader, work: Coroutine[Any, Any, None]) -> None:
    """Do the work, or leave it when the browser hangs up: a server that never answers would hold it for ever."""
    answer, gone = asyncio.ensure_future(work), asyncio.ensure_future(client.read(1))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            answer.result()
    finally:
        answer.cancel()
        gone.cancel()
        await asyncio.gather(answer, gone, return_exceptions=True)


async def _both_ways(
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    above: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    try:
        up = asyncio.ensure_future(_pipe(client[0], above[1]))
        down = asyncio.ensure_future(_pipe(above[0], client[1]))
        _, left = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        for one in left:
            one.cancel()
        await asyncio.gather(up, down, return_exceptions=True)
    finally:
        above[1].close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(CHUNK):
            writer.write(piece)
            await writer.drain()


async def _reply(writer: asyncio.StreamWriter, status: bytes, why: str) -> None:
    told = f"\r\n{TROUBLE}: {why}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with suppress(OSError, RuntimeError):
        writer.write(b"HTTP/1.1 " + status + told.encode("ascii"))
        await writer.drain()
