"""A page for people: the saved page beside what was read from it, each place numbered. One file, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from scrapy.http import HtmlResponse

from crawler.saved_pages import INDEXES
from crawler.selectors import split
from crawler.tree import Tree, tree_of

LONGEST = 300
MARKED = 40
STYLE = Path(__file__).with_name("side_by_side.css")
IN_FRAME = (
    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    "<style>body{font:14px/1.4 sans-serif;margin:1rem}img,svg{max-width:6rem;max-height:6rem}"
    "[data-place]{outline:3px solid #b4530a;outline-offset:2px}[data-place]::before{content:attr(data-place);"
    "background:#b4530a;color:#fff;font:600 13px sans-serif;padding:0 5px;margin-right:4px}</style>"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One thing that was looked for: its selector, what was read, how it stands, and the mark of that state."""

    name: str
    selector: str
    read: str
    state: str
    mark: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A saved page with the rows that belong to it."""

    title: str
    about: str
    page: HtmlResponse
    rows: Sequence[Row]


def page(title: str, about: str, sections: Iterable[Section], notes: Sequence[tuple[str, str]], declared: str) -> str:
    """Return the whole page. `notes` are sentences with their mark, `declared` is the text of the site file."""
    parts = "".join(map(_section, sections))
    told = "".join(f'<li class="{mark}">{escape(text)}</li>' for text, mark in notes)
    before = f"<h2>Before the first sweep</h2><ul>{told}</ul>" if told else ""
    style = STYLE.read_text(encoding="utf-8")
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(title)}</title>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<style>{style}</style></head><body><h1>{escape(title)}</h1><p class=quiet>{escape(about)}</p>{parts}"
        f"{before}"
        f"<h2>Declaration</h2><pre>{escape(declared)}</pre></body></html>\n"
    )


def _section(section: Section) -> str:
    marked = escape(_marked(section.page, section.rows), quote=True)
    rows = "".join(_row(number, row) for number, row in enumerate(section.rows, 1))
    return (
        f"<h2>{escape(section.title)}</h2><p class=quiet>{escape(section.about)}</p><div class=beside>"
        f'<iframe sandbox title="{escape(section.title, quote=True)}" srcdoc="{marked}"></iframe><table><thead><tr>'
        "<th></th><th>Field</th><th>Read from the page</th><th>Selector</th><th>State</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(number: int, row: Row) -> str:
    read = row.read if len(row.read) <= LONGEST else f"{row.read[:LONGEST]}…"
    return (
        f"<tr><td><span class=n>{number}</span></td><th>{escape(row.name)}</th><td dir=auto>{escape(read) or 'nothing'}"
        f'</td><td><code>{escape(row.selector)}</code></td><td class="{row.mark}">{escape(row.state)}</td></tr>'
    )


def _marked(response: HtmlResponse, rows: Sequence[Row]) -> str:
    """Return the saved page with a number on every place that a row's selector finds; pictures and scripts stay out."""
    tree = tree_of(response)
    if tree is None or tree.too_deep:
        return IN_FRAME + escape(response.text[:LONGEST])
    for number, row in enumerate(rows, 1):
        for element in _places(tree, row.selector)[:MARKED]:
            before = element.get("data-place")
            element.set("data-place", f"{before} {number}" if before else str(number))
    return IN_FRAME + str(lxml_html.tostring(tree.root, encoding="unicode"))


def _places(tree: Tree, selector: str) -> list[lxml_html.HtmlElement]:
    css = split(selector).css
    return tree.all(css) if css else []


def read_of(name: str, told: dict[str, Any]) -> dict[str, str]:
    """What the product reads from one saved page, by the part that it is read with."""
    if name in INDEXES:
        links = told["links"]
        first = f"{len(links)} listings, the first {links[0]}" if links else "no listing"
        return {
            "links": first,
            "next_page": told["next_url"] or "",
            "empty": "says that there is nothing" if told["empty"] else "",
        }
    listings = told.get("listings", [])
    if not listings:
        return {"gone": f"taken for {told.get('outcome', 'no listing')}"}
    values = {f"fields.{field}": _shown(value) for field, value in listings[0].items()}
    ids = [one["native_id"] for one in listings]
    if "/" not in ids[0]:
        return values
    return {"posts": f"{len(ids)} posts", "post_id": ", ".join(ids[:5]), **values}


def _shown(value: Any) -> str:  # noqa: ANN401
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value or "")
