"""One document is read and photographed, whole and counted; hosts are what their names stand for."""

from __future__ import annotations

import asyncio
import gzip
import time
import urllib.request
from collections.abc import Iterator

import pytest
from scrapy.http.headers import Headers

from crawler.manners import Manners
from crawler.robots import RobotsAnswer
from crawler.settings import Config
from tests.browser.looking import Looking, browsers, near, picture
from tests.server import Exchange, FixtureServer, serving

pytestmark = pytest.mark.browser

RED, GREEN = (255, 0, 0), (0, 128, 0)


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    with serving({"/end": "<body style='background:red'><h1>the end</h1></body>"}) as fixture:
        yield fixture


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({}, "<meta http-equiv=refresh content='0; url=/end'><h1>start</h1>"),
        ({}, "<meta http-equiv=refresh content='1; url=/end'><h1>start</h1>"),
        ({"Refresh": "0; url=/end"}, "<h1>start</h1>"),
        ({}, "<h1>start</h1><script>onload = () => { location = '/end' }</script>"),
        ({}, "<h1>start</h1><script>location.replace('/end')</script>"),
    ],
    ids=["refresh", "refresh in a second", "refresh header", "onload", "while loading"],
)
def test_a_page_that_leads_on_is_captured_where_it_leads(
    headers: dict[str, str], page: str, server: FixtureServer
) -> None:
    """A15: source, text, picture, final address and status are those of the end, which is asked for once."""
    server.routes["/start"] = lambda exchange: exchange.send(page, headers=headers)
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/start", "h1"))
    assert (server.url("/end"), "the end", 200) == (capture.final_url, capture.text.strip(), capture.status)
    assert (server.url("/start"),) == capture.hops
    assert b"the end" in capture.html
    assert near(picture(capture).getpixel((900, 700)), RED)
    assert 1 == server.paths().count("/end")


def test_a_page_is_not_left_while_it_is_photographed(server: FixtureServer) -> None:
    """The claim and the proof are one moment: a page that goes on when it is scrolled stays for its picture."""
    server.routes["/start"] = (
        "<body style='background:green'><h1>start</h1><p style='height:3000px'></p>"
        "<script>onscroll = () => { location = '/end' }</script></body>"
    )
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/start", "h1"))
    assert "start" == capture.text.strip()
    assert near(picture(capture).getpixel((900, 700)), GREEN)
    assert any("/end" in note for note in capture.notes)
    assert "/end" not in server.paths()


def test_a_page_that_refreshes_itself_for_news_is_read_once(server: FixtureServer) -> None:
    """A listing that asks to be loaded again every second is no loop."""
    server.routes["/news"] = "<meta http-equiv=refresh content='1'><h1>news</h1>"
    looking = Looking(server)
    assert "news" in looking.run(lambda: looking.capture("/news", "h1")).text
    assert 1 == server.paths().count("/news")


def test_a_page_that_goes_on_to_a_download_is_captured(server: FixtureServer) -> None:
    """A02: the download is not fetched to the end, and the page that began it is read without waiting for it."""
    server.routes["/file"] = lambda exchange: exchange.send(b"x", headers={"Content-Disposition": "attachment"})
    server.routes["/page"] = "<h1>page</h1><script>onload = () => { location = '/file' }</script>"
    looking = Looking(server)

    async def work() -> tuple[str, str]:
        capture = await looking.capture("/page", "h1")
        return capture.text.strip(), await looking.reason(looking.scan("/file"))

    assert ("page", "not_html") == looking.run(work)


def chunked(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("way", ["scan", "capture"])
def test_a_page_larger_than_allowed_is_too_large_however_it_is_sent(way: str, server: FixtureServer) -> None:
    """B13: with its length told, in chunks, and packed; one that is within bounds is read in each way."""
    for name, size in (("small", 10_000), ("large", 1_500_000)):
        body = b"<h1>page</h1>" + b"a " * (size // 2)
        server.routes |= {
            f"/{name}/told": body,
            f"/{name}/chunks": lambda exchange, body=body: exchange.raw(chunked(body)),
            f"/{name}/packed": lambda exchange, body=body: exchange.send(
                gzip.compress(body), headers={"Content-Encoding": "gzip"}
            ),
        }
    looking = Looking(server, max_body=1_000_000)
    paths = [f"/{name}/{how}" for name in ("small", "large") for how in ("told", "chunks", "packed")]

    async def work() -> list[str]:
        return [await looking.reason(getattr(looking, way)(path)) for path in paths]

    assert ["read"] * 3 + ["too_large"] * 3 == looking.run(work)


@pytest.mark.parametrize(("codec", "words"), [("gb18030", "象牙"), ("cp1251", "бивень"), ("cp874", "งาช้าง")])
def test_a_packed_page_keeps_its_charset(codec: str, words: str, server: FixtureServer) -> None:
    """B07: counting the bytes on the way changes none of them, with the charset in the header or in the page only."""
    packed = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    charset = {"cp1251": "windows-1251", "cp874": "windows-874"}.get(codec, codec)
    bare, named = f"<h1>{words}</h1>".encode(codec), f"<meta charset={charset}><h1>{words}</h1>".encode(codec)
    in_header = {**packed, "Content-Type": f"text/html; charset={charset}"}
    server.routes["/header"] = lambda exchange: exchange.send(gzip.compress(bare), headers=in_header)
    server.routes["/meta"] = lambda exchange: exchange.send(gzip.compress(named), headers=packed)
    looking = Looking(server)

    async def work() -> list[str]:
        return [await looking.scan("/header", "h1"), await looking.scan("/meta", "h1")]

    assert [True, True] == [words in html for html in looking.run(work)]


def test_a_line_that_breaks_in_the_middle_of_a_page_is_read_as_far_as_it_came(server: FixtureServer) -> None:
    """A02: as the browser's own window would show it; what is not there is not waited for."""

    def half(exchange: Exchange) -> None:
        exchange.handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        exchange.handler.wfile.write(b"10\r\n<h1>half</h1>   \r\n")
        exchange.handler.wfile.flush()
        exchange.drop()

    server.routes["/half"] = half
    looking = Looking(server)
    assert "half" in looking.run(lambda: looking.scan("/half", "h1"))


async def names(host: str, _port: int) -> list[str]:
    """A resolver that knows three hosts."""
    known = {"site.example": "127.0.0.1", "ads.example": "127.0.0.1", "inside.example": "10.0.0.7"}
    return [known[host]] if host in known else []


def test_names_of_private_addresses_are_refused(server: FixtureServer) -> None:
    """H05: as the page itself, as a hop and as a part of a page; one that the workspace names is read."""
    site = f"site.example:{server.port}"
    with serving({"/*": "x"}) as private:
        inside = f"http://inside.example:{private.port}/x"
        rebound = f"http://ads.example:{private.port}"
        server.routes |= {
            "/hop": lambda exchange: exchange.redirect(f"{rebound}/hop"),
            "/page": f"<h1>page</h1><img src='{rebound}/i'><script src='{inside}'></script>",
        }
        looking = Looking(server, lookup=names, allowed_hosts=frozenset({site}))
        looking.hosts = frozenset({site, f"inside.example:{private.port}", f"ads.example:{private.port}"})

        async def work() -> list[str]:
            urls = (f"http://{site}/page", f"http://{site}/hop", inside)
            return [await looking.reason(looking.capture(url)) for url in urls]

        read, hop, direct = looking.run(work)
        assert ("read", "address_refused") == (read, hop)
        assert direct in {"address_refused", "network"}
        assert [] == private.hits


def test_blocked_names_cost_nothing(server: FixtureServer) -> None:
    """B15: a host on the list and its subdomains are not even looked up."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return await names(host, port)

    server.routes["/page"] = "<h1>page</h1>" + "".join(
        f"<img src='http://{host}:{server.port}/ad/{n}'>"
        for n in range(20)
        for host in ("ads.example", "x.ads.example")
    )
    looking = Looking(server, lookup=lookup, blocked_hosts=("ads.example",))
    assert "page" in looking.run(lambda: looking.capture("/page", "h1")).text
    assert ([], ["/page"]) == (asked, [path for path in server.paths() if path != "/favicon.ico"])


def test_a_site_of_two_hosts_is_followed_from_one_to_the_other(server: FixtureServer) -> None:
    """A hop to another host of the site may change the browser's process; hops are checked on both sides of it."""
    other = f"http://localhost:{server.port}"
    server.routes |= {
        "/start": lambda exchange: exchange.redirect(f"{other}/middle"),
        "/middle": f"<script>onload = () => {{ location = '{server.url('/on')}' }}</script>",
        "/on": f"<script>onload = () => {{ location = '{other}/away' }}</script>",
        "/away": lambda exchange: exchange.redirect("http://elsewhere.example/"),
    }
    hosts = frozenset({server.netloc, f"localhost:{server.port}"})
    looking = Looking(server, allowed_hosts=hosts)
    looking.hosts = hosts
    assert "offsite_redirect" == looking.run(lambda: looking.reason(looking.scan("/start")))
    wanted = [f"{other}/middle", server.url("/on"), f"{other}/away", "http://elsewhere.example/"]
    assert wanted == looking.manners.checked


def test_a_service_worker_is_never_installed(server: FixtureServer) -> None:
    """What a page shows comes from the site and not from a script that it left behind."""
    server.routes |= {
        "/worker.js": lambda exchange: exchange.send("", headers={"Content-Type": "text/javascript"}),
        "/page": "<h1 id=h>page</h1><script>navigator.serviceWorker.register('/worker.js')"
        ".catch(() => 0).finally(() => { document.body.append('asked') })</script>",
    }
    looking = Looking(server)
    looking.run(lambda: looking.capture("/page", "h1"))
    assert "/worker.js" not in server.paths()


def test_robots_txt_is_plain_http_and_bounds_the_hops_of_the_browser(server: FixtureServer) -> None:
    """B17: a robots.txt that is served as a download is read and obeyed, and no browser asks for it."""
    server.routes |= {
        "/robots.txt": lambda exchange: exchange.send(
            "User-agent: *\nDisallow: /private/", headers={"Content-Disposition": "attachment"}
        ),
        "/page": lambda exchange: exchange.redirect("/private/page"),
        "/private/page": "<h1>private</h1>",
    }
    config = Config(folder=Looking(server).renderer._config.folder, allowed_hosts=frozenset({server.netloc}), delay=0.0)

    async def plain(url: str) -> RobotsAnswer:
        with await asyncio.to_thread(urllib.request.urlopen, url, None, 10) as answer:
            return RobotsAnswer(status=answer.status, headers=Headers(dict(answer.headers)), body=answer.read())

    looking = Looking(server, manners=Manners(config, plain))

    async def work() -> tuple[str, list[int]]:
        await looking.manners.check(server.url("/page"), allowed_hosts=looking.hosts)
        before = browsers()
        return await looking.reason(looking.scan("/page")), before

    assert ("robots_disallowed", []) == looking.run(work)
    assert ["/robots.txt", "/page"] == server.paths()
    assert "Python-urllib" in server.hits[0].headers["User-Agent"]


def test_failing_pages_leave_room_for_good_ones(server: FixtureServer) -> None:
    """A04: nine failing pages at once in two slots, then four good ones; every slot is free again at the end."""
    server.routes |= {"/204": lambda exchange: exchange.send(b"", 204), "/drop": Exchange.drop, "/silent": server.hang}
    looking = Looking(server, {"deadline": 3.0}, pages_at_once=2, page_deadline=3.0)

    async def work() -> tuple[set[str], list[str], int]:
        bad = [looking.reason(looking.scan(path)) for path in ("/204", "/drop", "/silent", "/204", "/drop", "/204")]
        bad += [looking.reason(looking.capture(path)) for path in ("/204", "/drop", "/silent")]
        reasons = set(await asyncio.gather(*bad))
        good = await asyncio.gather(*(looking.reason(looking.scan("/end")) for _ in range(4)))
        return reasons, good, looking.renderer._slots._value

    began = time.monotonic()
    reasons, good, free = looking.run(work)
    assert reasons <= {"aborted", "network", "deadline", "timeout"}
    assert (["read"] * 4, 2) == (good, free)
    assert time.monotonic() - began < 4 * (3 + 5) + 10
