"""A small fixture server on loopback with an access log: it can misbehave in every way a test needs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Route = Callable[["Exchange"], None]


@dataclass(frozen=True)
class Hit:
    """One request as the server got it; `at` is time.monotonic()."""

    at: float
    method: str
    target: str
    path: str
    headers: dict[str, str]


class Exchange:
    """One request to answer. `send` for the ordinary case, `raw` for bytes on the wire, `drop` to hang up."""

    def __init__(self, handler: BaseHTTPRequestHandler, hit: Hit, count: int) -> None:
        self.handler, self.hit, self.count = handler, hit, count

    def send(self, body: str | bytes = b"", status: int = 200, headers: dict[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data)), **(headers or {})}
        self.handler.send_response_only(status)
        for name, value in sent.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def redirect(self, to: str, status: int = 302) -> None:
        self.send(b"", status, {"Location": to})

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.close_connection = True

    def drop(self) -> None:
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR)


@dataclass
class FixtureServer:
    """Routes by exact path, then by longest prefix ending in `/*`; anything else is 404. `hits` is the access log.

    A route is a function of an Exchange, or a string or bytes to send as a page.
    `exchange.count` is how often this path was asked for, 1 for the first time.
    """

    routes: dict[str, Route | str | bytes] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.netloc}{path}"

    def paths(self) -> list[str]:
        return [hit.target for hit in self.hits]

    def hang(self, exchange: Exchange) -> None:
        """Answer nothing until the server stops."""
        self.stopping.wait(600)
        exchange.drop()

    def answer(self, exchange: Exchange) -> None:
        route = self.routes.get(exchange.hit.path)
        if route is None:
            prefixes = [p for p in self.routes if p.endswith("/*") and exchange.hit.path.startswith(p[:-1])]
            route = self.routes[max(prefixes, key=len)] if prefixes else None
        if route is None:
            exchange.send("<h1>Not Found</h1>", 404)
        elif isinstance(route, str | bytes):
            exchange.send(route)
        else:
            route(exchange)


@contextmanager
def serving(routes: dict[str, Route | str | bytes] | None = None, host: str = "127.0.0.1") -> Iterator[FixtureServer]:
    """Run a FixtureServer for the length of a `with` block, on a free port."""
    fixture = FixtureServer(routes=dict(routes or {}), host=host)
    counts: dict[str, int] = {}
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            hit = Hit(time.monotonic(), self.command, self.path, path, dict(self.headers.items()))
            with lock:
                fixture.hits.append(hit)
                counts[path] = counts.get(path, 0) + 1
                count = counts[path]
            try:
                fixture.answer(Exchange(self, hit, count))
            except (BrokenPipeError, ConnectionResetError, OSError):
                self.close_connection = True

        do_POST = do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_args: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, *_args: Any) -> None:
            """A client that was killed hangs up at any moment; that is what some tests are about."""

    server = Server((host, 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    fixture.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fixture
    finally:
        fixture.stopping.set()
        server.shutdown()
        server.server_close()
