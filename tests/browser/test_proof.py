"""What a capture shows: source, text and picture of one load, nothing clicked, nothing asked of others."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from crawler.chromium import SMALL_SHARED_MEMORY, launch_options
from crawler.fonts import missing_scripts
from storage.records import Degraded
from tests.browser.looking import Looking
from tests.server import Exchange, FixtureServer, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    with serving() as fixture:
        yield fixture


def svg(colour: str) -> str:
    rectangle = f"<rect width='200' height='200' fill='{colour}'/>"
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='200' height='200'>{rectangle}</svg>"


def pixel(picture: bytes | None, x: int, y: int) -> tuple[int, ...]:
    assert picture
    with Image.open(io.BytesIO(picture)) as image:
        found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(round(part / 64) for part in found)


def test_source_text_and_picture_are_of_one_load(server: FixtureServer) -> None:
    """E12: a page that differs at every load shows the same number in source and text and its colour in the picture."""

    def page(exchange: Exchange) -> None:
        colour = ("", "rgb(255,0,0)", "rgb(0,255,0)", "rgb(0,0,255)")[exchange.count]
        exchange.send(f"<body style='background:{colour}'><h1>load {exchange.count}</h1></body>")

    server.routes["/page"] = page
    looking = Looking(server)

    async def work() -> list[tuple[bool, bool, tuple[int, ...]]]:
        taken = [await looking.capture("/page", "h1") for _ in range(3)]
        return [
            (f"load {n}".encode() in one.html, f"load {n}" in one.text, pixel(one.screenshot, 600, 500))
            for n, one in enumerate(taken, 1)
        ]

    assert [(True, True, (4, 0, 0)), (True, True, (0, 4, 0)), (True, True, (0, 0, 4))] == looking.run(work)
    assert 3 == server.paths().count("/page")


def test_lazy_pictures_below_the_fold_are_in_the_picture(server: FixtureServer) -> None:
    """A11: an image that loads only when it is seen, 3,000 px down: fetched, drawn, and the text is unchanged."""
    server.routes["/red"] = lambda exchange: exchange.send(svg("red"), 200, {"Content-Type": "image/svg+xml"})
    server.routes["/page"] = (
        "<body style='margin:0'><h1 style='margin:0;height:3000px'>top</h1><img id=i width=200 height=200><script>"
        "new IntersectionObserver((seen) => { if (seen[0].isIntersecting) i.src = '/red' }).observe(i)</script></body>"
    )
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/page", "h1"))
    assert "/red" in server.paths()
    assert (4, 0, 0) == pixel(capture.screenshot, 100, 3100)
    assert "top" == capture.text.strip()


def test_an_overlay_is_hidden_and_never_clicked(server: FixtureServer) -> None:
    """A13: a consent wall over the page is hidden for the picture, in the notes, and nothing is sent for it."""
    server.routes["/page"] = (
        "<body style='background:lime'><h1>ivory</h1>"
        "<div id=o style='position:fixed;inset:0;background:black;z-index:99'>"
        "<button onclick=\"fetch('/accepted')\">accept</button></div></body>"
    )
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/page", "h1"))
    assert (0, 4, 0) == pixel(capture.screenshot, 600, 600)
    assert any("overlay" in note for note in capture.notes)
    assert b"visibility" not in capture.html
    assert "/accepted" not in server.paths()


def test_an_overlay_that_comes_back_is_named(server: FixtureServer) -> None:
    """A13: one that is put up again whenever it is hidden ends in a note, within the deadline."""
    server.routes["/page"] = (
        "<body><h1>ivory</h1><script>const put = () => { const o = document.createElement('div');"
        "o.style.cssText = 'position:fixed;inset:0;background:black;z-index:99'; document.body.append(o);"
        "new MutationObserver((_, me) => { me.disconnect(); o.remove(); put() })"
        ".observe(o, {attributes: true}) }; put()</script></body>"
    )
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/page", "h1"))
    assert Degraded.OVERLAY in capture.degraded
    assert "ivory" in capture.text
    assert capture.screenshot


def test_shadow_roots_and_frames_of_the_same_host_are_read(server: FixtureServer) -> None:
    """What a visitor reads is in the text, and open shadow roots are in the source as well."""
    server.routes["/inner"] = "<p>inside the frame</p>"
    server.routes["/page"] = (
        "<h1>outer</h1><div id=s></div><iframe src=/inner></iframe><script>"
        "s.attachShadow({mode: 'open'}).innerHTML = '<p class=deep>in the shadow</p>'</script>"
    )
    looking = Looking(server)
    capture = looking.run(lambda: looking.capture("/page", "h1"))
    for words in ("outer", "inside the frame", "in the shadow"):
        assert words in capture.text
    assert b'class="deep"' in capture.html


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("utf-8", "utf-8", "ngà"),
        ("gb18030", "gb18030", "象牙"),
        ("windows-1251", "cp1251", "бивень"),
        ("windows-874", "cp874", "งาช้าง"),
        ("iso-8859-15", "iso8859_15", "écaille"),
    ],
)
def test_a_browsers_text_is_not_decoded_again(charset: str, codec: str, words: str, server: FixtureServer) -> None:
    """B07: whatever the page was written in, the source is UTF-8 and the words are right."""
    body, kind = f"<meta charset={charset}><h1>{words}</h1>".encode(codec), f"text/html; charset={charset}"
    server.routes["/page"] = lambda exchange: exchange.send(body, 200, {"Content-Type": kind})
    looking = Looking(server)
    assert words in looking.run(lambda: looking.scan("/page", "h1"))


def test_a_redirect_off_the_site_is_stopped_before_it_is_sent(server: FixtureServer) -> None:
    """B06, H05: by status, by script and by refresh; the other host never hears of it."""
    with serving({"/*": "<h1>elsewhere</h1>"}) as other:
        server.routes |= {
            "/status": lambda exchange: exchange.redirect(other.url("/a")),
            "/script": f"<script>location = '{other.url('/b')}'</script>",
            "/refresh": f"<meta http-equiv=refresh content='0; url={other.url('/c')}'>",
        }
        looking = Looking(server)

        async def work() -> list[str]:
            return [await looking.reason(looking.capture(path)) for path in ("/status", "/script", "/refresh")]

        assert ["offsite_redirect"] * 3 == looking.run(work)
        assert [] == other.hits


def test_what_a_page_asks_of_private_addresses_is_refused(server: FixtureServer) -> None:
    """H05: pictures, scripts, frames, sockets and beacons to a host that is not allowed are never connected."""
    with serving({"/*": "x"}) as private:
        url = private.url("")
        server.routes["/page"] = (
            f"<h1>page</h1><img src={url}/i><script src={url}/s></script><iframe src={url}/f></iframe><script>"
            f"fetch('{url}/x').catch(() => 0); navigator.sendBeacon('{url}/b');"
            f"new WebSocket('{url.replace('http', 'ws')}/w'); open('{url}/o')</script>"
        )
        looking = Looking(server)
        capture = looking.run(lambda: looking.capture("/page", "h1"))
        assert "page" in capture.text
        assert [] == private.hits


def test_needless_third_parties_are_blocked_and_own_pictures_kept(server: FixtureServer) -> None:
    """B15: two hundred addresses of a blocked host, three pictures of our own: only ours are asked for."""
    with serving({"/*": "x"}, host="127.0.0.2") as ads:
        ours = "".join(f"<img src=/own/{n} width=50>" for n in range(3))
        theirs = "".join(f"<img src={ads.url('/t')}/{n}>" for n in range(200))
        server.routes |= {
            "/own/*": lambda exchange: exchange.send(svg("red"), 200, {"Content-Type": "image/svg+xml"}),
            "/page": f"<h1>page</h1>{ours}{theirs}",
        }
        allowed = frozenset({server.netloc, ads.netloc})
        looking = Looking(server, allowed_hosts=allowed, blocked_hosts=("127.0.0.2",))
        capture = looking.run(lambda: looking.capture("/page", "h1"))
        assert [] == ads.hits
        assert 3 == sum(path.startswith("/own/") for path in server.paths())
        assert capture.screenshot


def test_captures_share_nothing(server: FixtureServer) -> None:
    """A22, E12: no profile, no cookie and no cached picture passes from one capture to the next."""
    server.routes["/red"] = lambda exchange: exchange.send(
        svg("red"), 200, {"Content-Type": "image/svg+xml", "Cache-Control": "max-age=9999"}
    )
    server.routes["/page"] = lambda exchange: exchange.send("<h1>x</h1><img src=/red>", 200, {"Set-Cookie": "a=b"})
    looking = Looking(server)

    async def work() -> None:
        await looking.capture("/page", "h1")
        await looking.capture("/page", "h1")

    looking.run(work)
    assert 2 == server.paths().count("/red")
    assert not any("Cookie" in hit.headers for hit in server.hits if hit.path == "/page")


def test_the_browser_says_who_we_are(server: FixtureServer) -> None:
    """Our own User-Agent with the contact address, in the browser too."""
    server.routes["/page"] = "<h1>x</h1>"
    looking = Looking(server, contact="watch@example.org")
    looking.run(lambda: looking.scan("/page", "h1"))
    assert {"Fieldsign/0.1 (+watch@example.org)"} == {hit.headers["User-Agent"] for hit in server.hits}


def test_dialogs_pop_ups_and_downloads_do_not_hold_a_page_up(server: FixtureServer) -> None:
    """An alert, a new window and a download begun by the page: the page is captured all the same."""
    server.routes["/file"] = lambda exchange: exchange.send(b"x", 200, {"Content-Disposition": "attachment"})
    server.routes["/page"] = "<h1>page</h1><script>open('/other'); alert('hello'); location = '/file'</script>"
    looking = Looking(server)
    assert "page" in looking.run(lambda: looking.capture("/page", "h1")).text


def test_a_small_shared_memory_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A24: with a /dev/shm of 64 MB the browser is told to do without."""
    monkeypatch.setattr("crawler.chromium.shared_memory", lambda: SMALL_SHARED_MEMORY // 4)
    options = launch_options(__import__("pathlib").Path("/x"), 1)
    assert "--disable-dev-shm-usage" in options["args"]


def test_missing_fonts_are_noticed(server: FixtureServer, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # noqa: ANN001
    """A10: with fonts all is drawn; with the fonts hidden from the browser the scripts are named."""
    looking = Looking(server)

    async def work() -> list[str]:
        browser = await looking.renderer._running()
        return await missing_scripts(await browser.new_page())

    assert [] == looking.run(work)
    hidden = tmp_path / "fonts.conf"
    hidden.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(hidden))
    looking = Looking(server)
    assert {"Chinese", "Thai", "emoji"} <= set(looking.run(work))
