"""How the practice sites look: one marketplace and the forum drawn here, one marketplace drawn by its script."""

from __future__ import annotations

from html import escape

from tests.served.adverts import Advert, Thread

STYLE = """
body{font:16px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC","Noto Sans Thai","Noto Sans Arabic",sans-serif;
margin:0 auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}
header{border-bottom:4px solid #b4530a;padding:.8rem 0}header p{margin:0;color:#b4530a;font-weight:600}
ul.ads{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:1rem}
ul.ads li,article{border:1px solid #ccc;border-radius:6px;padding:1rem;margin:0 0 1rem}
img{max-width:100%;height:auto}.price{font-size:1.3rem;font-weight:600}.meta{color:#555}.notice{background:#ffe9a8;padding:.5rem}
"""
BANNER = "PRACTICE: made-up adverts on your own machine. Nothing here is for sale."

SCRIPT = """
const root = document.getElementById('app');
const add = (parent, tag, cls, text) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text) node.textContent = text;
  parent.append(node);
  return node;
};
const picture = (parent, number, title) => {
  const image = add(parent, 'img');
  image.src = `/pictures/${number}.svg`; image.alt = title; image.width = 480; image.height = 320;
};
async function index(page) {
  const found = await (await fetch(`/bazaar/api/items?page=${page}`)).json();
  const list = add(root, 'ul', 'ads');
  for (const item of found.items) {
    const link = add(add(list, 'li'), 'a', 'ad', item.title);
    link.href = `/bazaar/item/${item.number}`;
  }
  if (found.next) { const more = add(root, 'a', 'next', 'More adverts'); more.rel = 'next'; more.href = found.next; }
}
async function advert(number) {
  const answer = await fetch(`/bazaar/api/item/${number}`);
  if (!answer.ok) { add(root, 'p', 'notice', 'This advert is not available.'); return; }
  const item = await answer.json();
  document.title = item.title;
  const box = add(root, 'article', 'item');
  box.lang = item.language; box.dir = 'auto';
  add(box, 'h1', 'title', item.title);
  picture(box, item.number, item.title);
  add(box, 'p', 'price', item.price);
  add(box, 'div', 'body', item.text);
  const meta = add(box, 'p', 'meta');
  const seller = add(meta, 'a', 'seller', item.seller); seller.href = `/bazaar/seller/${item.seller}`;
  add(meta, 'span', 'place', item.place);
  const when = add(meta, 'time', '', item.posted); when.dateTime = item.posted;
}
const number = root.dataset.number;
if (number) advert(number); else index(root.dataset.page);
"""


def page(title: str, body: str, language: str = "en") -> str:
    """A whole page that says plainly that it is practice."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><header><p>{BANNER}</p></header><main>{body}</main></body></html>"
    )


def market_index(adverts: list[tuple[int, str]], following: str | None) -> str:
    """One page of links to adverts, given as number and title."""
    links = "".join(f'<li><a class="ad" href="/market/item/{n}">{escape(title)}</a></li>' for n, title in adverts)
    more = f'<a rel="next" href="{following}">Next page</a>' if following else ""
    return page("Practice market", f'<h1>Practice market</h1><ul class="ads">{links}</ul>{more}')


def market_advert(advert: Advert) -> str:
    """One advert as the server draws it, with a box of other adverts beside it as real sites have."""
    notice = '<p class="notice">This item has been sold.</p>' if advert.sold else ""
    body = (
        f'{notice}<article class="item" dir="auto"><h1 class="title">{escape(advert.title)}</h1>'
        f'<img src="/pictures/{advert.number}.svg" alt="{escape(advert.title)}" width="480" height="320">'
        f'<p class="price">{escape(advert.price)}</p><div class="body">{escape(advert.text)}</div>'
        f'<p class="meta"><a class="seller" href="/market/seller/{escape(advert.seller)}">{escape(advert.seller)}</a> '
        f'<span class="place">{escape(advert.place)}</span> '
        f'<time datetime="{advert.posted}">{advert.posted}</time></p></article>'
        "<aside><h2>Others looked at</h2><p>Old maps, garden chairs, ivory tusk letter opener</p></aside>"
    )
    return page(advert.title, body, advert.language)


def bazaar(*, number: int | None = None, index: int = 1) -> str:
    """The empty page that its script fills."""
    what = f'data-number="{number}"' if number else f'data-page="{index}"'
    return page("Practice bazaar", f'<div id="app" {what}></div><script>{SCRIPT}</script>')


def forum_index(threads: list[Thread], following: str | None) -> str:
    """One page of links to threads."""
    links = "".join(
        f'<li><a class="thread" href="/forum/thread/{thread.number}">{escape(thread.title)}</a></li>'
        for thread in threads
    )
    more = f'<a rel="next" href="{following}">Next page</a>' if following else ""
    return page("Practice forum", f'<h1>Practice forum</h1><ul class="ads">{links}</ul>{more}')


def forum_thread(thread: Thread) -> str:
    """A thread with its posts."""
    posts = "".join(
        f'<article class="post" id="post-{post.number}" dir="auto"><p class="meta"><a class="author" '
        f'href="/forum/user/{escape(post.author)}">{escape(post.author)}</a> '
        f'<time datetime="{post.posted}">{post.posted}</time> '
        f'<a class="link" href="/forum/thread/{thread.number}#post-{post.number}">link</a></p>'
        f'<div class="body">{escape(post.text)}</div></article>'
        for post in thread.posts
    )
    return page(thread.title, f'<h1 class="title">{escape(thread.title)}</h1>{posts}', thread.language)


def picture(number: int, title: str) -> str:
    """A drawing that can be taken for nothing but practice."""
    hue = number * 47 % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320" viewBox="0 0 480 320">'
        f'<rect width="480" height="320" fill="hsl({hue} 45% 82%)"/>'
        f'<path d="M120 250 C150 90 330 60 380 120 C330 110 220 150 180 260 Z" fill="hsl({hue} 35% 55%)"/>'
        '<text x="240" y="60" text-anchor="middle" font-family="sans-serif" font-size="44" font-weight="700" '
        'fill="#b4530a">PRACTICE</text>'
        '<text x="240" y="300" text-anchor="middle" font-family="sans-serif" font-size="18" fill="#333">'
        f"{escape(title[:40])}</text></svg>"
    )
