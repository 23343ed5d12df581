"""Walls over a page, as sites build them: each is hidden for the picture, whatever it is made of."""

from __future__ import annotations

import pytest

from storage.records import Degraded
from tests.browser.looking import Looking, near, picture
from tests.server import serving

pytestmark = pytest.mark.browser

LIME = (0, 255, 0)
FULL = "position:fixed;inset:0;background:black;z-index:99"
WALLS = {
    "whose parts insist on being seen": f"<div style='{FULL}'><p style='visibility:visible;height:900px;"
    "background:black'>cookies</p></div>",
    "in a shadow root": f"<div id=w></div><script>w.attachShadow({{mode: 'open'}}).innerHTML = "
    f"\"<section style='{FULL}'><button>accept</button></section>\"</script>",
    "two of them": f"<div style='{FULL}'></div><div style='{FULL}'></div>",
    "a modal dialog and its backdrop": "<style>::backdrop { background: black; opacity: 1 }</style>"
    "<dialog id=d>cookies</dialog><script>d.showModal()</script>",
    "laid over the page by position": "<div style='position:absolute;top:0;left:0;width:100%;height:2000px;"
    "z-index:50;background:black'></div>",
}
BARS = {
    "a head that stays": "<div style='position:fixed;top:0;width:100%;height:80px;background:blue'></div>",
    "the page's own frame": "<div style='position:relative;height:880px;background:blue'></div>",
}


def captured(wall: str) -> tuple[bool, int, tuple[Degraded, ...]]:
    """Whether the page's own colour is in the middle of the picture, how many notes, and what is lacking."""
    page = f"<!doctype html><body style='margin:0;min-height:900px;background:lime'><h1>ivory</h1>{wall}</body>"
    with serving({"/page": page}) as server:
        looking = Looking(server)
        capture = looking.run(lambda: looking.capture("/page", "h1"))
    return near(picture(capture).getpixel((640, 300)), LIME), len(capture.notes), capture.degraded


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS.keys())
def test_a_wall_is_hidden_and_noted(wall: str) -> None:
    """A13: the picture shows what the text says."""
    assert (True, 1, ()) == captured(wall)


@pytest.mark.parametrize("bar", BARS.values(), ids=BARS.keys())
def test_what_is_part_of_the_page_stays(bar: str) -> None:
    """A13: nothing but walls is hidden, and nothing is noted then."""
    assert (0, ()) == captured(bar)[1:]


@pytest.mark.parametrize(
    "lock", ["overflow:hidden;height:100%", "position:fixed;width:100%;overflow:hidden;height:100%"]
)
def test_a_page_that_its_wall_locks_is_shown_whole(lock: str) -> None:
    """A13: dialogs stop the page from scrolling; its lower half is proof as well, lazy pictures included."""
    red = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'><rect width='99' height='99' fill='red'/></svg>"
    )
    page = (
        f"<!doctype html><style>html, body {{ {lock}; margin:0 }}</style><h1 style='margin:0;height:3000px'>ivory</h1>"
        f"<img id=i style='display:block' width=99 height=99><div style='{FULL}'></div><script>"
        "new IntersectionObserver((seen) => { if (seen[0].isIntersecting) i.src = '/red' }).observe(i)</script>"
    )
    with serving(
        {"/page": page, "/red": lambda exchange: exchange.send(red, 200, {"Content-Type": "image/svg+xml"})}
    ) as it:
        looking = Looking(it)
        capture = looking.run(lambda: looking.capture("/page", "h1"))
    assert near(picture(capture).getpixel((50, 3050)), (255, 0, 0))
    assert () == capture.degraded
