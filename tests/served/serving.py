"""Answer for the practice sites. Loopback only, no state, standard library only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.served import pages
from tests.served.adverts import BAZAAR, BY_STAFF, MARKET, PRIVATE, REMOVED, THREADS

PER_PAGE = 6
ROBOTS = f"User-agent: *\nDisallow: /market/item/{PRIVATE}\nDisallow: /market/seller/\nDisallow: /bazaar/seller/\n"
Answer = tuple[int, str, str]

NOT_FOUND: Answer = (404, "text/html", pages.page("Not found", "<h1>There is no such page.</h1>"))


def _html(body: str, status: int = 200) -> Answer:
    return status, "text/html", body


def _json(content: Any) -> Answer:
    return 200, "application/json", json.dumps(content, ensure_ascii=False)


def _part(everything: Sequence[Any], number: int, path: str) -> tuple[list[Any], str | None]:
    rest = everything[number * PER_PAGE :]
    return list(everything[(number - 1) * PER_PAGE : number * PER_PAGE]), f"{path}?page={number + 1}" if rest else None


MARKET_LINKS = [
    *((advert.number, advert.title) for advert in MARKET),
    (BY_STAFF, "Ivory tusk pair"),
    (REMOVED, "Garden chairs"),
    (PRIVATE, "For members only"),
]


def answer(target: str) -> Answer:
    """Status, media type and text for a path with its query."""
    url = urlsplit(target)
    number = int(parse_qs(url.query).get("page", ["1"])[0])
    match url.path.strip("/").split("/"):
        case ["robots.txt"]:
            return 200, "text/plain", ROBOTS
        case [""]:
            return _html(pages.page("Practice", "<h1>Practice</h1><p>/market/ /bazaar/ /forum/</p>"))
        case ["pictures", name]:
            return _picture(name)
        case ["market", *rest]:
            return _market(rest, number)
        case ["bazaar", *rest]:
            return _bazaar(rest, number)
        case ["forum", *rest]:
            return _forum(rest, number)
    return NOT_FOUND


def _market(rest: list[str], number: int) -> Answer:
    match rest:
        case []:
            return _html(pages.market_index(*_part(MARKET_LINKS, number, "/market/")))
        case ["item", name] if name == str(BY_STAFF):
            notice = '<p class="notice">This advert has been removed by our team because it breaks our rules.</p>'
            return _html(pages.page("Removed", notice), 410)
        case ["item", name]:
            found = {str(advert.number): advert for advert in MARKET}.get(name)
            return _html(pages.market_advert(found)) if found else NOT_FOUND
    return NOT_FOUND


def _bazaar(rest: list[str], number: int) -> Answer:
    by_number = {str(advert.number): advert for advert in BAZAAR}
    match rest:
        case []:
            return _html(pages.bazaar(index=number))
        case ["item", name] if name in by_number:
            return _html(pages.bazaar(number=int(name)))
        case ["api", "item", name] if name in by_number:
            return _json(asdict(by_number[name]))
        case ["api", "items"]:
            items, following = _part(BAZAAR, number, "/bazaar/")
            listed = [{"number": advert.number, "title": advert.title} for advert in items]
            return _json({"items": listed, "next": following})
    return NOT_FOUND


def _forum(rest: list[str], number: int) -> Answer:
    match rest:
        case []:
            return _html(pages.forum_index(*_part(THREADS, number, "/forum/")))
        case ["thread", name]:
            found = {str(thread.number): thread for thread in THREADS}.get(name)
            return _html(pages.forum_thread(found)) if found else NOT_FOUND
    return NOT_FOUND


def _picture(name: str) -> Answer:
    titles = {f"{advert.number}.svg": advert.title for advert in (*MARKET, *BAZAAR)}
    if name not in titles:
        return NOT_FOUND
    return 200, "image/svg+xml", pages.picture(int(name.removesuffix(".svg")), titles[name])


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        try:
            status, media_type, content = answer(self.path)
        except ValueError:
            status, media_type, content = NOT_FOUND
        sent = content.encode()
        self.send_response_only(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    """Its threads end with it."""

    daemon_threads = True
    request_queue_size = 128


def listening(port: int = 0) -> Server:
    """A server bound to loopback that does not answer yet; `port` 0 takes a free one. Raises OSError."""
    return Server(("127.0.0.1", port), Handler)


def base_url(server: Server) -> str:
    """Where the server is, with the last slash."""
    return f"http://127.0.0.1:{server.server_address[1]}/"


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Run the practice sites for the length of a `with` block; gives their base address."""
    with listening(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield base_url(server)
        finally:
            server.shutdown()
            thread.join(10)
