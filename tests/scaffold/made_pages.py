"""Small pages made by hand: what the scaffold is told apart on, one difficulty at a time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from crawler.scaffold import Proposal, SavedPage, propose

HOME = "https://shop.example"
GOODS = [
    ("Carved walking stick with brass tip", "40", "Leeds"),
    ("Old fishing rod in three parts", "25", "York"),
    ("Box of mixed buttons and beads", "8", "Hull"),
    ("Garden bench painted green", "60", "Ripon"),
    ("Set of six wine glasses", "15", "Selby"),
    ("Child's bicycle, hardly used", "35", "Thirsk"),
]
PROSE = (
    "It has been in the family for many years and is sold as we move to a smaller house at the end of the month. It "
    "can be collected on any evening after six, and it can be sent at the cost of the one who buys. Item {number}."
)


def html(body: str, *, title: str = "A page", head: str = "", language: str = "en") -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head>"
        f'<body><nav class="menu"><a href="/">Home</a><a href="/help/">Help</a><a href="/login">Log in</a></nav>{body}'
        '<footer><a href="/terms">Terms</a><a href="/privacy">Privacy</a></footer></body></html>'
    )


def address(number: int) -> str:
    """Return the path of a listing."""
    words = GOODS[number % len(GOODS)][0].lower().replace(" ", "-").replace(",", "").replace("'", "")
    return f"/item/{words}-{1000 + number}.html"


def cards(numbers: Sequence[int], *, cls: str = "card", href: str = "") -> str:
    """Return the cards of some listings, with title, price and place."""
    return "".join(
        f'<li class="{cls}"><h3><a href="{href}{address(n)}">{escape(GOODS[n % 6][0])}</a></h3>'
        f'<span class="cost">£{GOODS[n % 6][1]}</span> <span>{GOODS[n % 6][2]}</span></li>'
        for n in numbers
    )


def index(inner: str = "", *, more: str = "", url: str = f"{HOME}/category/household", **told: str) -> SavedPage:
    """Return an index page with six cards, `more` after the list."""
    listed = inner or f'<ul class="results">{cards(range(6))}</ul>'
    return SavedPage(
        url=url, body=html(f"<main><h1>Household</h1>{listed}{more}</main>", title="Household - Shop", **told)
    )


def listing(number: int, *, price: str = "", more: str = "", head: str = "", body: str = "") -> SavedPage:
    """Return the page of one listing."""
    title, cost, place = GOODS[number % 6]
    inner = body or (
        f'<div class="crumbs"><a href="/">Home</a> / <a href="/category/household">Household</a></div>'
        f"<h1>{escape(title)}</h1>{price or f'<p class=price>£{cost}</p>'}"
        f'<div class="description"><p>{PROSE.format(number=number)}</p></div>'
        f'<p>Sold by <a class="seller" href="/user/anna{number}">Anna {number}</a> in '
        f'<span class="location">{place}</span>'
        f' <time datetime="2026-10-0{number + 1}T10:00:00Z">{number} days ago</time></p>'
    )
    return SavedPage(
        url=HOME + address(number), body=html(f"<main>{inner}{more}</main>", title=f"{title} | Shop", head=head)
    )


def shop(**told: str) -> Proposal:
    """Return the proposal for the plain shop."""
    return propose([index(**told), listing(0), listing(1)], name="shop_example")


def thread(number: int, posts: Sequence[tuple[str, str]], *, title: str = "", quote: str = "") -> SavedPage:
    """Return a page of a thread, each post given as author and text."""
    blocks = "".join(
        f'<div class="post" id="p{number * 100 + place}"><div class="by">'
        f'<a class="username" href="/member/{who}">{who}</a>'
        f' <span class="date">2026-0{place + 1}-11 12:0{place}</span></div>'
        f'<div class="content">{quote if place else ""}<p>{escape(text)} ({number})</p></div></div>'
        for place, (who, text) in enumerate(posts)
    )
    said = title or f"Thread number {number} on old things"
    body = f"<h1>{escape(said)}</h1>{blocks}"
    return SavedPage(url=f"{HOME}/forum/thread-{number}/", body=html(body, title=f"{said} - Board"))


def board(numbers: Sequence[int] = range(1, 7)) -> SavedPage:
    """Return an index of threads, each with its author and a link to the last page."""
    rows = "".join(
        f'<tr><td class="subject"><a href="/forum/thread-{n}/">Thread number {n} on old things</a></td>'
        f'<td class="starter"><a href="/member/user{n}">user{n}</a></td>'
        f'<td class="last"><a href="/forum/thread-{n}/?page=2">last</a></td></tr>'
        for n in numbers
    )
    return SavedPage(url=f"{HOME}/forum/old-things/", body=html(f"<h1>Old things</h1><table>{rows}</table>"))
