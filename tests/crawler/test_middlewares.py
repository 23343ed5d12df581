"""Plain fetches against a server that misbehaves: each page ends read, or with its name."""

from __future__ import annotations

import gzip
import zlib
from email.utils import formatdate
from functools import partial
from itertools import pairwise
from time import time
from typing import Any

import pytest
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.charset import charset_of
from crawler.failures import failure_reason, response_reason
from crawler.refusal import PageRefused
from storage.records import PageReason
from tests.crawler.crawl_once import Report, crawl
from tests.server import Exchange, FixtureServer, Route, serving

PAGE = "<h1>Ivory tusk</h1>"
TEXTS = {
    "gb18030": "出售象牙雕件，八成新，非诚勿扰。",
    "windows-1251": "Продам бивень мамонта и слоновую кость, торг уместен.",
    "windows-874": "ขายงาช้างแกะสลัก ราคาถูก",
    "iso-8859-15": "Vends défense d’éléphant sculptée, 300 €, œuvre d'art".replace("’", "'"),
    "utf-8": "象牙 слоновая кость งาช้าง",
}


def crawled(server: FixtureServer, *paths: str, config: dict[str, Any] | None = None, **more: Any) -> Report:
    """Crawl some pages of a server on loopback that may be fetched."""
    return crawl({"allowed_hosts": [server.netloc], **(config or {})}, [server.url(path) for path in paths], **more)


def reset_first(times: int) -> Route:
    """Return a route that hangs up on the first requests and then answers."""
    return lambda exchange: exchange.drop() if exchange.count <= times else exchange.send(PAGE)


def test_a_broken_connection_is_tried_again_at_most_three_times() -> None:
    """B12: reset once, then good: read. Reset for ever: four requests, one failed row with its reason."""
    with serving({"/once": reset_first(1), "/ever": reset_first(99)}) as server:
        report = crawled(server, "/once", "/ever")
    assert (2, 4) == (server.paths().count("/once"), server.paths().count("/ever"))
    assert ([server.url("/once")], ["network"]) == ([page["url"] for page in report.pages], report.reasons())


def test_a_page_that_never_answers_is_tried_twice() -> None:
    """B12: a timeout is tried once more and then named."""
    with serving() as server:
        server.routes["/hang"] = server.hang
        report = crawled(server, "/hang", config={"timeout": 0.4})
    assert (["timeout"], 2) == (report.reasons(), server.paths().count("/hang"))


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_pauses_that_host_and_no_other(form: str) -> None:
    """B05: nothing reaches the host for as long as it asked; the other host goes on meanwhile."""

    def busy(exchange: Exchange) -> None:
        if exchange.count > 1:
            return exchange.send(PAGE)
        value = "2" if form == "seconds" else formatdate(time() + 3, usegmt=True)
        return exchange.send(b"", 429, {"Retry-After": value})

    with serving({"/busy": busy, "/*": PAGE}) as first, serving({"/*": PAGE}) as second:
        urls = [first.url("/busy"), *(first.url(f"/{n}") for n in range(3)), *(second.url(f"/{n}") for n in range(9))]
        report = crawl({"allowed_hosts": [first.netloc, second.netloc], "delay": 0.05}, urls)
    assert (13, []) == (len(report.pages), report.failures)
    asked = next(place for place, hit in enumerate(first.hits) if hit.path == "/busy")
    resumed = first.hits[asked + 1].at
    assert resumed - first.hits[asked].at >= 1.9
    assert all(hit.at < resumed for hit in second.hits)


def test_a_retry_after_of_a_day_is_left_for_later() -> None:
    """B05: the page and the rest of that host's pages are named retry_later, and the wish is logged."""
    with serving({"/busy": lambda exchange: exchange.send(b"", 503, {"Retry-After": "86400"})}) as server:
        report = crawled(server, "/busy?1", "/busy?2")
    assert (["retry_later"] * 2, 2) == (report.reasons(), len(server.hits))
    assert report.logged("asks for a rest of 86400 s")


def test_the_sites_crawl_delay_lies_between_pages() -> None:
    """B03: starts on the host, robots.txt aside, are no closer than it asks."""
    with serving({"/robots.txt": "User-agent: *\nCrawl-delay: 1\n", "/*": PAGE}) as server:
        report = crawled(server, "/1", "/2", "/3")
    starts = [hit.at for hit in server.hits if hit.path != "/robots.txt"]
    assert (3, 3) == (len(starts), len(report.pages))
    # a busy server notes a request some tenths of a second after it was sent
    assert all(later - sooner >= 0.5 for sooner, later in pairwise(starts))


def test_redirects_are_checked_before_each_hop() -> None:
    """B06, H05: robots.txt, the site's hosts and addresses hold for every hop; a loop ends; a good hop is followed."""
    with serving({"/*": PAGE}) as other:
        routes: dict[str, Route | str | bytes] = {
            "/robots.txt": "User-agent: *\nDisallow: /no\n",
            "/good": PAGE,
            "/to-good": lambda exchange: exchange.redirect("/good"),
            "/refresh": '<meta http-equiv="refresh" content="0; url=/good">',
            "/to-no": lambda exchange: exchange.redirect("/no/1"),
            "/to-other": lambda exchange: exchange.redirect(other.url("/ad")),
            "/to-private": lambda exchange: exchange.redirect("http://169.254.169.254/latest"),
            "/to-file": lambda exchange: exchange.redirect("file:///etc/passwd"),
            "/loop": lambda exchange: exchange.redirect("/pool"),
            "/pool": lambda exchange: exchange.redirect("/loop"),
            "/ping": '<meta http-equiv="refresh" content="0; url=/ping">',
            "/deep/*": lambda exchange: exchange.redirect(f"/deep/{exchange.hit.path}"),
        }
        with serving(routes) as server:
            paths = ["to-good", "refresh", "to-no", "to-other", "to-private", "to-file", "loop", "ping", "deep/1"]
            allowed = [server.netloc, other.netloc]
            urls = [server.url(f"/{path}") for path in paths]
            report = crawl({"allowed_hosts": allowed}, urls, allowed_hosts=[server.netloc])
    assert {server.url("/good")} == {page["url"] for page in report.pages}
    assert 2 == len(report.pages)
    assert {
        "to-no": "robots_disallowed",
        "to-other": "offsite_redirect",
        "to-private": "address_refused",
        "to-file": "address_refused",
        "loop": "redirect_loop",
        "ping": "redirect_loop",
        "deep/1": "redirect_loop",
    } == {failure["asked"].removeprefix(server.url("/")): failure["reason"] for failure in report.failures}
    assert ([], False) == (other.hits, any(path.startswith("/no") for path in server.paths()))


def test_a_cookie_set_on_the_way_back_is_no_loop() -> None:
    """A site that sets a cookie and sends the visitor to the same page is read, with the cookie, and no referer."""

    def page(exchange: Exchange) -> None:
        if "seen=1" in exchange.hit.headers.get("Cookie", ""):
            return exchange.send(PAGE)
        return exchange.send(b"", 302, {"Location": "/ad", "Set-Cookie": "seen=1"})

    with serving({"/ad": page}) as server:
        report = crawled(server, "/ad")
    assert (1, []) == (len(report.pages), report.failures)
    assert not any("Referer" in hit.headers for hit in server.hits)


def test_addresses_off_the_public_internet_are_refused_and_the_listed_host_passes() -> None:
    """H05: eight ways in are refused with a reason, none gets a connection, and the allow-listed host is fetched."""
    with serving({"/ad": PAGE, "/in": lambda exchange: exchange.redirect("http://10.0.0.1/")}) as server:
        port = server.port
        private = ["169.254.169.254", f"localhost:{port}", "10.0.0.1", f"[::1]:{port}"]
        odd = ["http://127.1:1/", "http://0x7f000001:1/", "file:///etc/passwd", server.url("/in")]
        urls = [*(f"http://{host}/" for host in private), *odd, server.url("/ad")]
        report = crawl({"allowed_hosts": [server.netloc]}, urls)
    assert (["address_refused"] * 8, [server.url("/ad")]) == (
        report.reasons(),
        [page["url"] for page in report.pages],
    )
    assert {"/robots.txt", "/ad", "/in"} == set(server.paths())


def bomb(size: int) -> bytes:
    """Return a gzip body that unpacks to `size` zero bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = bytes(2**20)
    return b"".join(packer.compress(chunk) for _ in range(size >> 20)) + packer.flush()


def test_a_body_over_the_cap_is_too_large_and_costs_no_memory() -> None:
    """B13: a bomb of 500 MB, packed once or twice, and plain bodies over max_body, with and without a length."""
    once = bomb(500 << 20)
    twice = gzip.compress(once, 9)

    def packed(body: bytes, coding: str, exchange: Exchange) -> None:
        exchange.send(body, headers={"Content-Encoding": coding})

    def endless(exchange: Exchange) -> None:
        exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(40):
            exchange.raw(bytes(2**20))

    routes: dict[str, Route | str | bytes] = {
        "/once": partial(packed, once, "gzip"),
        "/twice": partial(packed, twice, "gzip, gzip"),
        "/long": bytes(21 * 2**20),
        "/endless": endless,
    }
    with serving(routes) as server:
        report = crawled(server, "/once", "/twice", "/long", "/endless")
    assert len(twice) < 20_000
    assert (["too_large"] * 4, True) == (report.reasons(), report.rise < 150 * 2**20)
    assert 4 <= len(report.logged("larger than")) + len(report.logged("exceeded DOWNLOAD_MAXSIZE"))


def test_a_body_that_is_not_what_it_says_is_named() -> None:
    """A body that cannot be unpacked, a body cut short and a reply that is no HTTP are failed rows, not tracebacks."""

    def cut(exchange: Exchange) -> None:
        exchange.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n<h1>Iv")

    routes: dict[str, Route | str | bytes] = {
        "/broken": lambda exchange: exchange.send(b"no gzip", headers={"Content-Encoding": "gzip"}),
        "/cut": cut,
        "/other": lambda exchange: exchange.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    }
    with serving(routes) as server:
        report = crawled(server, "/broken", "/cut", "/other")
    assert {"broken": "http_error", "cut": "network", "other": "network"} == {
        failure["asked"].removeprefix(server.url("/")): failure["reason"] for failure in report.failures
    }
    assert [] == report.logged("Traceback")


def test_raw_bytes_in_headers_are_taken_as_they_come() -> None:
    """B14: header values in windows-1251 do not stop the page; a header name is a failed row; no traceback."""
    name = "слон".encode("windows-1251")
    heads = {
        "/type": b"Content-Type: text/html; name=" + name,
        "/file": b'Content-Type: text/html\r\nContent-Disposition: inline; filename="' + name + b'.html"',
        "/charset": b"Content-Type: text/html; charset=" + name,
        "/cookie": b"Content-Type: text/html\r\nSet-Cookie: a=" + name,
        "/own": b"Content-Type: text/html\r\nX-" + name + b": " + name,
    }

    def raw(head: bytes, exchange: Exchange) -> None:
        exchange.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + head + b"\r\n\r\n" + PAGE.encode())

    def away(exchange: Exchange) -> None:
        exchange.raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /ad/" + name + b"\r\n\r\n")

    routes: dict[str, Route | str | bytes] = {path: partial(raw, head) for path, head in heads.items()}
    with serving({**routes, "/away": away, "/ad/*": PAGE, "/last": PAGE}) as server:
        report = crawled(server, *heads, "/away", "/last")
    ended = [page["asked"] for page in report.pages] + [failure["asked"] for failure in report.failures]
    assert sorted(server.url(path) for path in (*heads, "/away", "/last")) == sorted(ended)
    assert {server.url("/own"): "network"} == {failure["asked"]: failure["reason"] for failure in report.failures}
    assert ([], True) == (report.logged("Traceback"), all(page["text"] == PAGE for page in report.pages))


def test_a_page_is_read_in_its_own_charset() -> None:
    """B07: five charsets, each with the right header, with a wrong header, and with a meta tag only."""
    routes: dict[str, Route | str | bytes] = {}

    def page(body: bytes, header: str, exchange: Exchange) -> None:
        exchange.send(body, headers={"Content-Type": header})

    for charset, text in TEXTS.items():
        codec = charset.replace("windows-874", "cp874")
        body = f'<html><head><meta charset="{charset}"><title>x</title></head><p>{text}</p></html>'.encode(codec)
        bare = f"<html><p>{text}</p></html>".encode(codec)
        wrong = "iso-8859-1" if charset == "utf-8" else "utf-8"
        routes[f"/{charset}/right"] = partial(page, bare, f"text/html; charset={charset}")
        routes[f"/{charset}/wrong"] = partial(page, body, f"text/html; charset={wrong}")
        routes[f"/{charset}/latin"] = partial(page, body, "text/html; charset=iso-8859-1")
        routes[f"/{charset}/meta"] = partial(page, body, "text/html")
    with serving(routes) as server:
        report = crawled(server, *routes)
    read = {page["asked"].removeprefix(server.url("")): page["text"] for page in report.pages}
    assert {} == {path: read[path] for path in routes if TEXTS[path.split("/")[1]] not in read[path]}


@pytest.mark.parametrize(
    ("charset", "body", "header"),
    [
        ("utf-8", b"", "text/html"),
        ("utf-8", b"\xef\xbb\xbf<p>x</p>", "text/html; charset=windows-1251"),
        ("utf-8", "象牙".encode(), "text/html; charset=iso-8859-1"),
        ("cp1251", "Слоновая кость".encode("cp1251"), "text/html; charset=windows-1251"),
        ("utf-8", ("象牙" * 50).encode() + b"\xff", "text/html; charset=utf-8"),
        ("gb18030", "<meta charset=gbk>出售象牙".encode("gbk"), "text/html; charset=windows-1251"),
        ("cp1251", "<meta charset=gbk>Слоновая кость".encode("cp1251"), "text/html; charset=windows-1251"),
        ("cp1252", "<meta charset=windows-1251>Défense d'éléphant".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("utf-8", "<meta charset=nonsense>象牙".encode(), "text/html; charset=also-nonsense"),
    ],
)
def test_the_charset_that_can_be_true_counts(charset: str, body: bytes, header: str) -> None:
    """B07: header before meta tag, unless what it says cannot be."""
    assert charset == charset_of(body, header)


@pytest.mark.parametrize(
    ("reason", "response"),
    [
        (None, HtmlResponse("http://a.example/", status=200)),
        (None, HtmlResponse("http://a.example/", status=206)),
        (PageReason.NOT_FOUND, HtmlResponse("http://a.example/", status=404)),
        (PageReason.NOT_FOUND, HtmlResponse("http://a.example/", status=410)),
        *((PageReason.BLOCKED, HtmlResponse("http://a.example/", status=status)) for status in (401, 403, 429, 451)),
        *((PageReason.HTTP_ERROR, HtmlResponse("http://a.example/", status=code)) for code in (302, 400, 500, 503)),
        (PageReason.NOT_HTML, Response("http://a.example/", headers={"Content-Type": b"image/jpeg\xff"})),
        (PageReason.NOT_HTML, TextResponse("http://a.example/", headers={"Content-Type": "application/json"})),
    ],
)
def test_an_answer_without_a_page_is_named(reason: PageReason | None, response: Response) -> None:
    """Only 404 and 410 say that a page is gone; a block and a fault say nothing about it."""
    named = response_reason(response)
    assert reason == (named[0] if named else None)


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (PageReason.BUDGET, PageRefused(PageReason.BUDGET, "enough")),
        (PageReason.NETWORK, DownloadFailedError("x")),
        (PageReason.NETWORK, ConnectionResetError()),
        (PageReason.TIMEOUT, TimeoutError()),
        (PageReason.INTERNAL, IgnoreRequest("x")),
        (PageReason.INTERNAL, KeyError("x")),
    ],
)
def test_an_error_is_named(reason: PageReason, error: Exception) -> None:
    """What has no name of its own is our fault, and says so with its type."""
    named, detail = failure_reason(error)
    assert reason == named
    assert detail
